# ruff: noqa: E501
"""A second fresh batch: written from prompts, starters and signatures alone, by someone who had not read the search."""

from tests.teaching.answers.answer import right, wrong

STRANGERS = {
    "start_here": (
        wrong(
            "pool_equity",
            "entry|sign|swap|order",
            "profit = (entry_price - price) * size\nequity = collateral + profit\nreturn equity",
        ),
        wrong("pool_equity", "size|short|sign", "units = abs(size)\nreturn collateral + units * (price - entry_price)"),
        wrong(
            "pool_equity",
            "fraction|entry|divid|per unit|percent|return",
            "change = (price - entry_price) / entry_price\nreturn collateral + size * change",
        ),
        wrong(
            "pool_equity",
            "zero|below|negative|never",
            "equity = collateral + size * (price - entry_price)\nif equity < 0:\n    return 0\nreturn equity",
        ),
        wrong("pool_equity", "entry|price of the units|notional", "return collateral + size * price"),
        wrong(
            "pool_equity", "collateral|leverage|times", "return collateral * (1 + (price - entry_price) / entry_price)"
        ),
        wrong(
            "liquidatable",
            "entry|present|price",
            "equity = collateral + size * (price - entry_price)\nrequirement = maintenance * abs(size) * entry_price\nreturn equity < requirement",
        ),
        wrong(
            "liquidatable",
            "short|size|sign|absolute",
            "equity = collateral + size * (price - entry_price)\nrequirement = maintenance * size * price\nreturn equity < requirement",
        ),
        wrong(
            "liquidatable",
            "turned|above|True and False|swap|opposite|other way",
            "equity = collateral + size * (price - entry_price)\nneed = maintenance * abs(size * price)\nif equity < need:\n    return False\nelse:\n    return True",
        ),
        wrong(
            "liquidatable",
            "met|equal|exactly",
            "equity = collateral + size * price - size * entry_price\nneed = maintenance * abs(size) * price\nreturn not (equity > need)",
        ),
        wrong(
            "liquidatable",
            "collateral|requirement|maintenance",
            "equity = collateral + size * (price - entry_price)\nrequirement = maintenance * collateral\nreturn equity < requirement",
        ),
        right(
            "pool_equity",
            "profit = 0\nif size >= 0:\n    profit = abs(size) * (price - entry_price)\nelse:\n    profit = abs(size) * (entry_price - price)\nreturn collateral + profit",
        ),
        right("pool_equity", "return sum([collateral, size * price, -size * entry_price])"),
        right(
            "pool_equity",
            "from decimal import Decimal as D\nreturn float(D(str(collateral)) + D(str(size)) * (D(str(price)) - D(str(entry_price))))",
        ),
        right(
            "liquidatable",
            "equity = collateral + size * (price - entry_price)\nneed = maintenance * (size if size > 0 else -size) * price\nif equity >= need:\n    return False\nreturn True",
        ),
        right(
            "liquidatable",
            "return (eq := collateral + size * (price - entry_price)) < 0 or eq < maintenance * abs(size) * price",
        ),
        right(
            "liquidatable",
            "room = lambda p: collateral + size * (p - entry_price) - maintenance * abs(size) * p\nreturn np.bool_(room(price) < 0)",
        ),
    ),
    "leverage": (
        wrong(
            "liquidation_distance",
            "in every case|collateral|maintenance|upside|leverage",
            "if side == 'long':\n    m = maintenance\nelse:\n    m = -maintenance\nreturn max(0, (leverage * maintenance - 1) / (leverage * (1 - m)))",
        ),
        wrong(
            "liquidation_distance",
            "price|1|distance",
            "if side == 'long':\n    return (1 - 1 / leverage) / (1 - maintenance)\nreturn (1 + 1 / leverage) / (1 + maintenance)",
        ),
        wrong(
            "liquidation_distance",
            "per cent|percent|100|fraction",
            "s = 1 if side == 'long' else -1\nm = maintenance / 100\nreturn np.maximum(0, (1 / leverage - m) / (1 - s * m))",
        ),
        wrong(
            "liquidation_distance",
            "long|short|side",
            "d = (1 / leverage - maintenance) / (1 + maintenance)\nreturn d if d > 0 else 0",
        ),
        wrong(
            "liquidation_distance",
            "maintenance|notional|collateral|margin",
            "s = 1 if side == 'long' else -1\nreturn (1 - maintenance) / leverage / (1 - s * maintenance)",
        ),
        wrong(
            "max_leverage_for",
            "entry|present|price",
            "distance = move\nbuffer = maintenance\nreturn 1 / (distance + buffer)",
        ),
        wrong(
            "max_leverage_for",
            "side|long|short|swap|sign",
            "if side == 'short':\n    price = 1 - move\nelse:\n    price = 1 + move\nreturn 1 / (move + maintenance * price)",
        ),
        wrong(
            "max_leverage_for",
            "upside|collateral|inver|divid|1 /",
            "price = 1 - move if side == 'long' else 1 + move\nreturn move + maintenance * price",
        ),
        wrong(
            "max_leverage_for",
            "round|whole|cut",
            "price = 1 - move if side == 'long' else 1 + move\nreturn int(1 / (move + maintenance * price))",
        ),
        wrong(
            "max_leverage_for",
            "sign|subtract|minus|maintenance",
            "s = 1 if side == 'long' else -1\nneed = move - maintenance * (1 - s * move)\nreturn 1 / need",
        ),
        wrong(
            "effective_leverage",
            "notional|price|move|entry",
            "s = 1 if side == 'long' else -1\nequity = 1 + s * leverage * move\nreturn leverage / equity",
        ),
        wrong(
            "effective_leverage",
            "side|short|long",
            "equity = 1 / leverage + move\nnotional = 1 + move\nreturn notional / equity",
        ),
        wrong("effective_leverage", "computed from leverage|collateral|equity|profit", "return leverage * (1 + move)"),
        wrong(
            "effective_leverage",
            "leverage|equity|profit|move",
            "s = 1 if side == 'long' else -1\nnotional = leverage * (1 + move)\nequity = 1 + s * move\nreturn notional / equity",
        ),
        wrong(
            "effective_leverage",
            "upside|inver|swap",
            "s = 1 if side == 'long' else -1\nreturn (1 / leverage + s * move) / (1 + move)",
        ),
        wrong(
            "effective_leverage",
            "side|short|notional|sign|move",
            "s = 1 if side == 'long' else -1\nnotional = leverage * (1 + s * move)\nequity = 1 + s * leverage * move\nreturn notional / equity",
        ),
        wrong("room_after_halving", "twice|double|roughly|maintenance", "new_room = room * 2\nreturn new_room"),
        wrong("room_after_halving", "less leverage|half|halv|collateral|twice", "return room / 2"),
        wrong("room_after_halving", "divid|maintenance|1 −|entry|present", "return 2 * room + maintenance"),
        wrong("room_after_halving", "sign|subtract|minus", "return 2 * room - maintenance / (1 - maintenance)"),
        wrong(
            "room_after_halving",
            "a short gains|plus|minus|sign|1|add",
            "return 2 * room + maintenance / (1 + maintenance)",
        ),
        right(
            "liquidation_distance",
            "if side == 'long':\n    p = (1 - 1 / leverage) / (1 - maintenance)\n    d = 1 - p\nelse:\n    p = (1 + 1 / leverage) / (1 + maintenance)\n    d = p - 1\nreturn d if d > 0 else 0.0",
        ),
        right(
            "liquidation_distance",
            "sign = {'long': 1, 'short': -1}[side]\nreturn np.clip((1 - leverage * maintenance) / (leverage * (1 - sign * maintenance)), 0, None)",
        ),
        right(
            "max_leverage_for",
            "match side:\n    case 'long':\n        return 1 / (move + maintenance * (1 - move))\n    case _:\n        return 1 / (move + maintenance * (1 + move))",
        ),
        right(
            "max_leverage_for",
            "sign = -1 if side == 'long' else +1\nthen = 1.0 + sign * move\nloss = abs(then - 1)\nreturn (loss + then * maintenance) ** -1",
        ),
        right(
            "effective_leverage",
            "q = leverage\nequity = 1 + q * move if side == 'long' else 1 - q * move\ntry:\n    lev = q * (1 + move) / equity\nexcept ZeroDivisionError:\n    return np.inf\nif equity < 0:\n    return np.inf\nreturn lev",
        ),
        right(
            "room_after_halving",
            "inverse = maintenance + room * (1 - maintenance)\nnew = 2 * inverse\nreturn (new - maintenance) / (1 - maintenance)",
        ),
        right(
            "room_after_halving",
            "lev = 1 / (1 - (1 - room) * (1 - maintenance))\nlev = lev / 2\nprice = (1 - 1 / lev) / (1 - maintenance)\nreturn 1 - price",
        ),
    ),
    "liquidation_price": (
        wrong(
            "bankruptcy_price",
            "size|short|sign",
            "price = entry_price - collateral / abs(size)\nif price <= 0:\n    return None\nreturn price",
        ),
        wrong(
            "bankruptcy_price",
            "sign|add|plus|minus|subtract",
            "price = entry_price + collateral / size\nreturn price if price > 0 else None",
        ),
        wrong("bankruptcy_price", "None|zero|no answer", "return max(0, entry_price - collateral / size)"),
        wrong("bankruptcy_price", "distance|entry", "d = collateral / size\nreturn d if entry_price - d > 0 else None"),
        wrong(
            "bankruptcy_price",
            "entry|leverage|fraction|collateral|notional",
            "if entry_price - collateral / size <= 0:\n    return None\nreturn entry_price * (1 - collateral / size)",
        ),
        wrong(
            "liquidation_price",
            "fee",
            "s = 1 if size > 0 else -1\nprice = (entry_price - collateral / size) / (1 - s * maintenance)\nreturn price if price > 0 else None",
        ),
        wrong(
            "liquidation_price",
            "entry|present|price",
            "need = (maintenance + fee) * abs(size) * entry_price\nprice = entry_price - (collateral - need) / size\nif price > 0:\n    return price\nreturn None",
        ),
        wrong(
            "liquidation_price",
            "fee|sign|subtract",
            "s = 1 if size > 0 else -1\nprice = (size * entry_price - collateral) / (size - abs(size) * (maintenance - fee))\nreturn price if price > 0 else None",
        ),
        wrong(
            "liquidation_price",
            "short|side|sign|long|size",
            "price = (entry_price - collateral / size) / (1 - maintenance - fee)\nreturn price if price > 0 else None",
        ),
        wrong(
            "liquidation_price",
            "side|sign|long|short|add|swap|minus|plus",
            "m = maintenance + fee\nif size > 0:\n    price = (size * entry_price - collateral) / (size * (1 + m))\nelse:\n    price = (size * entry_price - collateral) / (size * (1 - m))\nreturn None if price <= 0 else price",
        ),
        wrong(
            "liquidation_price",
            "100|per cent|percent",
            "m = (maintenance + fee) / 100\nprice = (size * entry_price - collateral) / (size - abs(size) * m)\nreturn None if price <= 0 else price",
        ),
        wrong(
            "bracket_requirement",
            "whole|slice|highest|tier|all of it",
            "rate = rates[0]\nfor f, r in zip(floors, rates):\n    if notional >= f:\n        rate = r\nreturn notional * rate",
        ),
        wrong("bracket_requirement", "first", "return notional * rates[0]"),
        wrong(
            "bracket_requirement",
            "last|tier|top",
            "total = 0\nfor i in range(len(floors) - 1):\n    width = min(notional, floors[i + 1]) - floors[i]\n    if width > 0:\n        total += width * rates[i]\nreturn total",
        ),
        wrong(
            "bracket_requirement",
            "above|floor|zero|negative|below|reach|clip",
            "total = 0\nedges = list(floors[1:]) + [float('inf')]\nfor lo, hi, r in zip(floors, edges, rates):\n    total += (min(notional, hi) - lo) * r\nreturn total",
        ),
        wrong("bracket_requirement", "mean|average", "return notional * np.mean(rates)"),
        wrong(
            "bracket_requirement",
            "floor|above|slice|whole|part|tier",
            "total = 0\nfor f, r in zip(floors, rates):\n    if notional > f:\n        total += r * (notional - f)\nreturn total",
        ),
        wrong(
            "liquidation_price_tiered",
            "first",
            "s = 1 if size > 0 else -1\nprice = (size * entry_price - collateral) / (size - abs(size) * rates[0])\nreturn price if price > 0 else None",
        ),
        wrong(
            "liquidation_price_tiered",
            "computed from floors|whole|slice|tier|amount|deduct|all",
            "edges = list(floors[1:]) + [float('inf')]\nfor lo, hi, r in zip(floors, edges, rates):\n    p = (size * entry_price - collateral) / (size - abs(size) * r)\n    if p > 0 and lo <= abs(size) * p <= hi:\n        return p\nreturn None",
        ),
        wrong(
            "liquidation_price_tiered",
            "entry|at the liquidation",
            "n = abs(size) * entry_price\ni = 0\nwhile i + 1 < len(floors) and n > floors[i + 1]:\n    i += 1\namount = sum((floors[j]) * (rates[j] - rates[j - 1]) for j in range(1, i + 1))\np = (size * entry_price - collateral - amount) / (size - abs(size) * rates[i])\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price_tiered",
            "maintenance|requirement|rates|bankrupt",
            "p = entry_price - collateral / size\nreturn p if p > 0 else None",
        ),
        wrong("mark_price", "mean|average|median", "return np.mean([index, index + np.mean(basis), last])"),
        wrong("mark_price", "index|basis", "return np.median([index, np.mean(basis), last])"),
        wrong("mark_price", "sum|mean|average", "return np.median([index, index + sum(basis), last])"),
        wrong("mark_price", "last|basis|mean|average", "return sorted([index, index + basis[-1], last])[1]"),
        wrong(
            "mark_price",
            "max|highest|median|middle|largest",
            "return max(index, index + sum(basis) / len(basis), last)",
        ),
        wrong("mark_price", "plus index|last|median", "return index + np.mean(basis)"),
        right(
            "bankruptcy_price",
            "try:\n    p = entry_price - collateral / size\n    assert p > 0\nexcept AssertionError:\n    return None\nreturn p",
        ),
        right(
            "bankruptcy_price",
            "if size > 0:\n    p = entry_price - collateral / size\n    if p > 0:\n        return p\n    else:\n        return None\nelse:\n    return entry_price + collateral / -size",
        ),
        right(
            "liquidation_price",
            "k = maintenance + fee\nif size < 0:\n    return (entry_price * -size + collateral) / (-size * (1 + k))\np = (entry_price * size - collateral) / (size * (1 - k))\nif p > 0:\n    return p",
        ),
        right(
            "bracket_requirement",
            "def need(i):\n    if i < 0:\n        return 0\n    top = floors[i + 1] if i + 1 < len(floors) else notional\n    return max(0, min(notional, top) - floors[i]) * rates[i] + need(i - 1)\nreturn need(len(floors) - 1)",
        ),
        right(
            "bracket_requirement",
            "f = np.append(np.asarray(floors, float), np.inf)\nreturn float(np.dot(np.clip(notional, f[:-1], f[1:]) - f[:-1], rates))",
        ),
        right(
            "bracket_requirement",
            "left, total = notional, 0.0\nfor f, r in reversed(list(zip(floors, rates))):\n    if left > f:\n        total += (left - f) * r\n        left = f\nreturn total",
        ),
        right(
            "liquidation_price_tiered",
            "edges = list(floors[1:]) + [float('inf')]\namount = 0\nfor i, (lo, hi, r) in enumerate(zip(floors, edges, rates)):\n    if i:\n        amount += lo * (r - rates[i - 1])\n    p = (size * entry_price - collateral - amount) / (size - abs(size) * r)\n    if p > 0 and lo <= abs(size) * p <= hi:\n        return p\nreturn None",
        ),
        right(
            "mark_price",
            "a, b, c = index, index + sum(basis) / len(basis), last\nreturn max(min(a, b), min(max(a, b), c))",
        ),
        right(
            "mark_price",
            "prices = [index, index + sum(b for b in basis) / len(basis), last]\nprices.remove(max(prices))\nprices.remove(min(prices))\nreturn prices[0]",
        ),
        right(
            "mark_price",
            "total = 0\nfor b in basis:\n    total += b\nthree = sorted((index, index + total / len(basis), last))\nreturn three[1]",
        ),
    ),
    "liquidation_mechanics": (
        wrong("bankruptcy_price", "share|proportion|total|whole|all of", "return oracle - equity / size"),
        wrong(
            "bankruptcy_price",
            "sign|add|minus|subtract|plus",
            "share = requirement / total\nreturn oracle + equity * share / size",
        ),
        wrong(
            "bankruptcy_price",
            "short|size|sign|absolute",
            "share = requirement / total\nreturn oracle - equity * share / abs(size)",
        ),
        wrong(
            "bankruptcy_price",
            "upside|divid|share|swap|inver",
            "share = total / requirement\nreturn oracle - equity * share / size",
        ),
        wrong(
            "bankruptcy_price",
            "requirement|equity",
            "share = requirement / total\nreturn oracle - requirement * share / size",
        ),
        wrong(
            "bankruptcy_price",
            "negative|below|zero|equity",
            "share = requirement / total\ngives = max(0, equity * share)\nreturn oracle - gives / size",
        ),
        wrong(
            "limit_price",
            "side|short|long|both",
            "q = equity / total\nb = min(1, max(0, 1 - q))\nreturn oracle * (1 - spread * maintenance * b)",
        ),
        wrong(
            "limit_price",
            "side|short|long|sign|swap|direction",
            "s = 1 if size > 0 else -1\nb = np.clip(1 - equity / total, 0, 1)\nreturn oracle * (1 + s * spread * maintenance * b)",
        ),
        wrong(
            "limit_price",
            "0 and 1|kept|bracket|cap|clip|limit|between|bound",
            "s = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance * (1 - equity / total))",
        ),
        wrong(
            "limit_price",
            "1|between|bracket|upper|cap|min",
            "s = 1 if size > 0 else -1\nb = max(0, 1 - equity / total)\nreturn oracle * (1 - s * spread * maintenance * b)",
        ),
        wrong(
            "limit_price",
            "Turned round|1 −|Q|bracket|equity|1",
            "s = 1 if size > 0 else -1\nq = np.clip(equity / total, 0, 1)\nreturn oracle * (1 - s * spread * maintenance * q)",
        ),
        wrong(
            "limit_price",
            "spread",
            "s = 1 if size > 0 else -1\nb = np.clip(1 - equity / total, 0, 1)\nreturn oracle * (1 - s * maintenance * b)",
        ),
        wrong(
            "fund_payment",
            "short|size|sign|absolute",
            "left = abs(size) * (fill - bankruptcy)\nfee = max_fee * abs(size) * fill\nreturn np.minimum(left, fee)",
        ),
        wrong(
            "fund_payment",
            "bankruptcy|fill|traded",
            "surplus = size * (fill - bankruptcy)\ncap = max_fee * abs(size) * bankruptcy\nreturn np.minimum(surplus, cap)",
        ),
        wrong(
            "fund_payment",
            "missing|negative|below|zero|fund pays",
            "surplus = size * (fill - bankruptcy)\nif surplus < 0:\n    return 0\nreturn min(surplus, max_fee * abs(size) * fill)",
        ),
        wrong(
            "fund_payment",
            "sign|turned|fund|swap",
            "surplus = size * (bankruptcy - fill)\nreturn np.minimum(surplus, max_fee * abs(size) * fill)",
        ),
        wrong("fund_payment", "cap|most|fee", "return size * (fill - bankruptcy)"),
        wrong(
            "fund_payment",
            "both|cap|pays|lower|without|missing",
            "surplus = size * (fill - bankruptcy)\ncap = max_fee * abs(size) * fill\nreturn np.clip(surplus, -cap, cap)",
        ),
        wrong(
            "fund_payment",
            "size|fill|traded|units",
            "surplus = size * (fill - bankruptcy)\nreturn np.minimum(surplus, max_fee * fill)",
        ),
        wrong(
            "block_outcome",
            "book|zero|first|skip|equity|order",
            "if equity < 0:\n    return 'deleveraging'\nif bid >= limit and fund >= size * (bankruptcy - bid):\n    return 'book'\nreturn 'waits'",
        ),
        wrong(
            "block_outcome",
            "fund",
            "if bid >= limit:\n    return 'book'\nelif equity < 0:\n    return 'deleveraging'\nelse:\n    return 'waits'",
        ),
        wrong(
            "block_outcome",
            "swap|limit|turned|comparison|bid",
            "missing = max(0, bankruptcy - bid) * size\nif bid <= limit and missing <= fund:\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
        ),
        wrong(
            "block_outcome",
            "limit|bid",
            "missing = max(0, (bankruptcy - limit) * size)\nif bid >= limit and missing <= fund:\n    return 'book'\nreturn 'deleveraging' if equity < 0 else 'waits'",
        ),
        wrong(
            "block_outcome",
            "swap|waits|deleveraging|turned",
            "missing = max(0, (bankruptcy - bid) * size)\nif bid >= limit and missing <= fund:\n    return 'book'\nreturn 'waits' if equity < 0 else 'deleveraging'",
        ),
        wrong(
            "deleverage",
            "lowest|highest|order|first|score",
            "order = np.argsort(scores)\nout = np.zeros(len(sizes))\nleft = amount\nfor i in order:\n    out[i] = min(sizes[i], left)\n    left -= out[i]\nreturn out",
        ),
        wrong(
            "deleverage",
            "order|given|sort",
            "order = np.argsort(scores)[::-1]\nout = []\nleft = amount\nfor i in order:\n    take = min(sizes[i], left)\n    out.append(take)\n    left -= take\nreturn np.array(out)",
        ),
        wrong(
            "deleverage",
            "proportion|share|part|each|pro rata|score|sizes",
            "sizes = np.asarray(sizes, float)\nreturn np.minimum(sizes, amount * sizes / sizes.sum())",
        ),
        wrong(
            "deleverage",
            "part|last|whole|all of",
            "out = np.zeros(len(sizes))\nleft = amount\nfor i in np.argsort(scores)[::-1]:\n    if left <= 0:\n        break\n    out[i] = sizes[i]\n    left -= sizes[i]\nreturn out",
        ),
        wrong(
            "deleverage",
            "keep|left|remain|loses",
            "out = np.array(sizes, float)\nleft = amount\nfor i in np.argsort(scores)[::-1]:\n    take = min(out[i], left)\n    out[i] -= take\n    left -= take\nreturn out",
        ),
        wrong(
            "deleverage",
            "first|one|only",
            "out = np.zeros(len(sizes))\ni = int(np.argmax(scores))\nout[i] = min(sizes[i], amount)\nreturn out",
        ),
        right(
            "bankruptcy_price",
            "gives = equity * requirement / total\nif size > 0:\n    return oracle - gives / size\nreturn oracle + gives / abs(size)",
        ),
        right("bankruptcy_price", "return (size * oracle - equity * (requirement / total)) / size"),
        right(
            "limit_price",
            "bracket = 1 - equity / total\nif bracket < 0:\n    bracket = 0\nelif bracket > 1:\n    bracket = 1\ndiscount = spread * maintenance * bracket\nif size > 0:\n    return oracle - oracle * discount\nreturn oracle + oracle * discount",
        ),
        right(
            "fund_payment",
            "surplus = size * (fill - bankruptcy)\ncap = max_fee * abs(size) * fill\nif surplus <= 0:\n    return surplus\nif surplus > cap:\n    return cap\nreturn surplus",
        ),
        right(
            "fund_payment",
            "surplus = size * (fill - bankruptcy)\nreturn np.select([surplus < 0], [surplus], np.minimum(surplus, max_fee * np.abs(size) * fill))",
        ),
        right(
            "block_outcome",
            "need = size * (bankruptcy - bid)\nfilled = bid >= limit and (need <= 0 or fund >= need)\nreturn 'book' if filled else ('deleveraging' if equity < 0 else 'waits')",
        ),
        right(
            "block_outcome",
            "outcomes = {True: 'book', False: 'deleveraging' if equity < 0 else 'waits'}\nreturn outcomes[bool(bid >= limit and fund - max(0, size * (bankruptcy - bid)) >= 0)]",
        ),
        right(
            "deleverage",
            "out = [0.0] * len(sizes)\nfor score, i in sorted(((s, i) for i, s in enumerate(scores)), reverse=True):\n    out[i] = min(sizes[i], amount)\n    amount -= out[i]\nreturn np.array(out)",
        ),
        right(
            "deleverage",
            "sizes, scores = np.asarray(sizes, float), np.asarray(scores)\nahead = np.array([sizes[scores > s].sum() for s in scores])\nreturn np.clip(amount - ahead, 0, sizes)",
        ),
        right(
            "deleverage",
            "def take(rest, left):\n    if not rest or left <= 0:\n        return {}\n    i = max(rest, key=lambda j: scores[j])\n    t = min(sizes[i], left)\n    return {i: t, **take([j for j in rest if j != i], left - t)}\ntaken = take(list(range(len(sizes))), amount)\nreturn np.array([taken.get(i, 0.0) for i in range(len(sizes))])",
        ),
    ),
    "funding": (
        wrong(
            "liquidation_after_funding",
            "collateral|position|notional|whole",
            "s = 1 if size > 0 else -1\nleft = collateral\nfor rate in rates:\n    left = left - s * rate * left\nreturn (entry_price - left / size) / (1 - s * maintenance)",
        ),
        wrong(
            "liquidation_after_funding",
            "sign|turned|swap|add|subtract|requirement|long|short",
            "paid = size * mark * sum(rates)\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 + s * maintenance)",
        ),
        wrong(
            "days_until_liquidation",
            "interval|24|upside|divid|hours",
            "import math\nif rate <= 0:\n    return None\nreturn (math.floor((1 / leverage - maintenance) / rate) + 1) / interval_hours",
        ),
        wrong(
            "carry_return",
            "annual|year|days|365",
            "gain = rate - cost * 365 / days\nreturn gain / (1 if pooled else 1 + 1 / leverage)",
        ),
    ),
    "cross_margin": (
        wrong(
            "pool_equity",
            "entr|sign|swap|order|subtract",
            "pnl = 0\nfor s, e, m in zip(sizes, entries, marks):\n    pnl += s * (e - m)\nreturn collateral + pnl",
        ),
        wrong(
            "pool_equity", "short|sign|absolute|size", "return collateral + np.sum(np.abs(sizes) * (marks - entries))"
        ),
        wrong("pool_equity", "first|all|sum|one", "return collateral + sizes[0] * (marks[0] - entries[0])"),
        wrong(
            "pool_equity",
            "zero|loss|profit|gain|negative|below",
            "total = collateral\nfor i in range(len(sizes)):\n    pnl = sizes[i] * (marks[i] - entries[i])\n    if pnl < 0:\n        total += pnl\nreturn total",
        ),
        wrong(
            "pool_equity",
            "collateral|each|times",
            "return sum(collateral + s * (m - e) for s, e, m in zip(sizes, entries, marks))",
        ),
        wrong(
            "liquidation_price_in_pool",
            "own|other|alone|rest|pool|all",
            "s = sizes[k]\np = (s * entries[k] - collateral) / (s - abs(s) * maintenance[k])\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price_in_pool",
            "other|requirement|maintenance",
            "s = sizes[k]\nothers = sum(sizes[i] * (marks[i] - entries[i]) for i in range(len(sizes)) if i != k)\np = (s * entries[k] - collateral - others) / (s - abs(s) * maintenance[k])\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price_in_pool",
            "maintenance|requirement|own|zero",
            "eq = collateral + np.sum(sizes * (marks - entries))\nreq = np.sum(maintenance * abs(sizes) * marks)\np = marks[k] - (eq - req) / sizes[k]\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price_in_pool",
            "None|zero",
            "eq = collateral + np.sum(sizes * (marks - entries))\nreq = np.sum(maintenance * abs(sizes) * marks)\np = marks[k] - (eq - req) / (sizes[k] - abs(sizes[k]) * maintenance[k])\nreturn max(p, 0)",
        ),
        wrong(
            "liquidation_price_in_pool",
            "short|sign|size|side|absolute",
            "eq = collateral + np.sum(sizes * (marks - entries))\nreq = np.sum(maintenance * abs(sizes) * marks)\np = marks[k] - (eq - req) / (sizes[k] * (1 - maintenance[k]))\nif p <= 0:\n    return None\nreturn p",
        ),
        wrong(
            "liquidation_price_in_pool",
            "entr|mark|present",
            "eq = collateral + np.sum(sizes * (marks - entries))\nreq = np.sum(maintenance * abs(sizes) * entries)\np = marks[k] - (eq - req) / (sizes[k] - abs(sizes[k]) * maintenance[k])\nif p <= 0:\n    return None\nreturn p",
        ),
        wrong(
            "safe",
            "size|short|sign|absolute|net",
            "equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nneed = maintenance * (sizes[0] * btc + sizes[1] * eth)\nreturn equity >= need",
        ),
        wrong(
            "safe",
            "turned|True and False|swap|opposite|below|other way",
            "equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nneed = maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)\nreturn equity < need",
        ),
        wrong(
            "safe",
            "entr|present|price",
            "equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nneed = maintenance * (abs(sizes[0]) * entries[0] + abs(sizes[1]) * entries[1])\nreturn equity >= need",
        ),
        wrong(
            "safe",
            "requirement|maintenance|zero",
            "equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nreturn equity > 0",
        ),
        wrong(
            "safe",
            "eth|second|other|one|both|requirement|sizes",
            "pnl = [s * (p - e) for s, p, e in zip(sizes, (btc, eth), entries)]\nequity = collateral + pnl[0] + pnl[1]\nreturn equity >= maintenance * abs(sizes[0]) * btc",
        ),
        wrong(
            "safe",
            "each|alone|pool|both|and",
            "a = collateral + sizes[0] * (btc - entries[0]) >= maintenance * abs(sizes[0]) * btc\nb = collateral + sizes[1] * (eth - entries[1]) >= maintenance * abs(sizes[1]) * eth\nreturn np.logical_and(a, b)",
        ),
        wrong("reduce_first", "largest|biggest|size", "return int(np.argmax(np.abs(sizes)))"),
        wrong("reduce_first", "maintenance|requirement", "loss = -np.sign(sizes) * moves\nreturn int(np.argmax(loss))"),
        wrong(
            "reduce_first",
            "sign|short|size|side|direction",
            "loss = -moves + maintenance * (1 + moves)\nreturn int(np.argmax(loss))",
        ),
        wrong(
            "reduce_first",
            "size|dollar|whole|per",
            "gain = sizes * moves - maintenance * np.abs(sizes) * (1 + moves)\nreturn int(np.argmin(gain))",
        ),
        wrong(
            "reduce_first",
            "max|min|least|turned|largest|smallest|lowest|highest",
            "relief = [m * (1 + v) - (v if s > 0 else -v) for s, m, v in zip(sizes, maintenance, moves)]\nreturn relief.index(min(relief))",
        ),
        wrong("reduce_first", "largest requirement|move|maintenance|stress", "return int(np.argmax(maintenance))"),
        right(
            "pool_equity",
            "equity = collateral\nfor i, s in enumerate(sizes):\n    if s >= 0:\n        equity += s * (marks[i] - entries[i])\n    else:\n        equity -= -s * (marks[i] - entries[i])\nreturn equity",
        ),
        right("pool_equity", "return collateral + np.dot(sizes, marks) - np.dot(sizes, entries)"),
        right(
            "pool_equity",
            "from functools import reduce\nreturn reduce(lambda acc, row: acc + row[0] * (row[2] - row[1]), zip(sizes, entries, marks), collateral)",
        ),
        right(
            "liquidation_price_in_pool",
            "room = collateral\nfor i in range(len(sizes)):\n    if i == k:\n        continue\n    room += sizes[i] * (marks[i] - entries[i])\n    room -= maintenance[i] * abs(sizes[i]) * marks[i]\nside = 1 if sizes[k] > 0 else -1\nprice = (entries[k] * sizes[k] - room) / (sizes[k] * (1 - side * maintenance[k]))\nif price > 0:\n    return float(price)\nreturn None",
        ),
        right(
            "liquidation_price_in_pool",
            "f = lambda p: collateral + np.sum(sizes * (np.where(np.arange(len(sizes)) == k, p, marks) - entries)) - np.sum(maintenance * np.abs(sizes) * np.where(np.arange(len(sizes)) == k, p, marks))\na, b = f(0.0), f(1.0)\np = a / (a - b)\nreturn p if p > 0 else None",
        ),
        right(
            "safe",
            "room = np.asarray(btc) * 0.0 + collateral\nfor s, e, p in zip(sizes, entries, (btc, eth)):\n    room = room + s * (p - e) - abs(s) * p * maintenance\nreturn room >= 0",
        ),
        right(
            "safe",
            "equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nreturn np.logical_not(np.less(equity, maintenance * (np.abs(sizes[0] * btc) + np.abs(sizes[1] * eth))))",
        ),
        right(
            "reduce_first",
            "best, which = None, 0\nfor i in range(len(sizes)):\n    pnl = moves[i] if sizes[i] > 0 else -moves[i]\n    relief = maintenance[i] * (1 + moves[i]) - pnl\n    if best is None or relief > best:\n        best, which = relief, i\nreturn which",
        ),
        right(
            "reduce_first",
            "room = lambda z: (z * moves - maintenance * abs(z) * (1 + moves)).sum()\nreturn max(range(len(sizes)), key=lambda i: room(np.array([s - (np.sign(s) if j == i else 0) for j, s in enumerate(sizes)])))",
        ),
    ),
    "cross_vs_isolated": (
        wrong(
            "first_liquidation",
            "wallet",
            "if mode == 'cross':\n    bad = rooms.sum(axis=1) < 0\nelse:\n    bad = (rooms < 0).any(axis=1)\nreturn int(np.argmax(bad)) if bad.any() else -1",
        ),
        wrong(
            "first_liquidation",
            "wallet|isolated|compartment",
            "if mode == 'cross':\n    bad = rooms.sum(axis=1) + wallet < 0\nelse:\n    bad = (rooms + wallet < 0).any(axis=1)\nreturn int(np.argmax(bad)) if bad.any() else -1",
        ),
        wrong(
            "first_liquidation",
            "first compartment|all|any|every|one",
            "if mode == 'cross':\n    bad = rooms.sum(axis=1) + wallet < 0\nelse:\n    bad = (rooms < 0).all(axis=1)\nhits = np.where(bad)[0]\nreturn hits[0] if len(hits) else -1",
        ),
        wrong(
            "first_liquidation",
            "-1|−1|never|0",
            "for step, row in enumerate(rooms):\n    if mode == 'cross' and sum(row) + wallet < 0:\n        return step\n    if mode == 'isolated' and min(row) < 0:\n        return step\nreturn 0",
        ),
        wrong(
            "first_liquidation",
            "from the end|last|first",
            "found = -1\nfor step, row in enumerate(rooms):\n    if mode == 'cross':\n        if sum(row) + wallet < 0:\n            found = step\n    elif min(row) < 0:\n        found = step\nreturn found",
        ),
        wrong(
            "first_liquidation",
            "1|one|count|step",
            "for step, row in enumerate(rooms, 1):\n    if mode == 'cross' and sum(row) + wallet < 0:\n        return step\n    if mode == 'isolated' and min(row) < 0:\n        return step\nreturn -1",
        ),
        wrong(
            "first_liquidation",
            "mode|swap|isolated|cross",
            "for step, row in enumerate(rooms):\n    if mode == 'isolated' and sum(row) + wallet < 0:\n        return step\n    if mode == 'cross' and min(row) < 0:\n        return step\nreturn -1",
        ),
        wrong(
            "frequency_and_severity",
            "sign|positive|negative",
            "hit = results[liquidated]\nreturn {'frequency': len(hit) / len(results), 'severity': hit.mean() / account}",
        ),
        wrong(
            "frequency_and_severity",
            "all|weeks|those|liquidat|mean",
            "return {'frequency': np.mean(liquidated), 'severity': -np.mean(results) / account}",
        ),
        wrong(
            "frequency_and_severity",
            "account|share|divid",
            "bad = [r for r, l in zip(results, liquidated) if l]\nreturn {'frequency': len(bad) / len(results), 'severity': -sum(bad) / len(bad)}",
        ),
        wrong(
            "frequency_and_severity",
            "count|share|number|divid|sum|mean",
            "bad = [r for r, l in zip(results, liquidated) if l]\nreturn {'frequency': len(bad), 'severity': -sum(bad) / len(bad) / account}",
        ),
        wrong(
            "frequency_and_severity",
            "worst|min|max|mean|largest|lowest",
            "bad = results[liquidated]\nreturn {'frequency': liquidated.mean(), 'severity': -bad.min() / account}",
        ),
        wrong(
            "frequency_and_severity",
            "all|weeks|those|sum|liquidat|mean|divid",
            "loss = 0\nn = 0\nfor r, l in zip(results, liquidated):\n    if l:\n        loss -= r\n        n += 1\nreturn {'frequency': n / len(results), 'severity': loss / len(results) / account}",
        ),
        wrong(
            "collateral_needed",
            "last|lowest|path|every|max|highest|end",
            "p = prices[-1]\nreturn max(0, maintenance * abs(size) * p - size * (p - prices[0]))",
        ),
        wrong(
            "collateral_needed",
            "entry|first|present|every|price",
            "worst = min(size * (p - prices[0]) for p in prices)\nreturn maintenance * abs(size) * prices[0] - worst",
        ),
        wrong(
            "collateral_needed",
            "maintenance|requirement",
            "return max(0, max(-size * (p - prices[0]) for p in prices))",
        ),
        wrong(
            "collateral_needed",
            "smaller of two|min|max|least|lowest|highest|largest|smallest",
            "needs = [maintenance * abs(size) * p - size * (p - prices[0]) for p in prices]\nreturn max(0, min(needs))",
        ),
        wrong(
            "collateral_needed",
            "short|size|sign|long|absolute",
            "low = min(prices)\nreturn maintenance * abs(size) * low + abs(size) * (prices[0] - low)",
        ),
        wrong(
            "collateral_needed",
            "sign|profit|add|entry|swap|subtract|order",
            "needs = maintenance * np.abs(size) * prices + size * (prices - prices[0])\nreturn max(0, needs.max())",
        ),
        wrong("together", "variances|root|square|volatil", "return correlation * common + (1 - correlation) * own"),
        wrong(
            "together", "root|square|correlation", "return correlation * common + np.sqrt(1 - correlation ** 2) * own"
        ),
        wrong("together", "swap|common|own", "return np.sqrt(correlation) * own + np.sqrt(1 - correlation) * common"),
        wrong("together", "own|volatil|1|weight", "return np.sqrt(correlation) * common + own"),
        wrong(
            "together",
            "root|square|own|1|left",
            "return np.sqrt(correlation) * common + (1 - np.sqrt(correlation)) * own",
        ),
        right(
            "first_liquidation",
            "pool = [sum(row) + wallet for row in rooms] if mode == 'cross' else [min(row) for row in rooms]\nreturn next((i for i, room in enumerate(pool) if room < 0), -1)",
        ),
        right(
            "first_liquidation",
            "if mode == 'cross':\n    least = rooms.sum(axis=1) + wallet\nelse:\n    least = rooms.min(axis=1)\nhits = np.flatnonzero(least < 0)\nif hits.size == 0:\n    return -1\nreturn int(hits[0])",
        ),
        right(
            "first_liquidation",
            "step = 0\nwhile step < len(rooms):\n    lost = (rooms[step].sum() + wallet < 0) if mode == 'cross' else any(r < 0 for r in rooms[step])\n    if lost:\n        return step\n    step += 1\nreturn -1",
        ),
        right(
            "frequency_and_severity",
            "n = 0\ntotal = 0.0\nfor r, hit in zip(results, liquidated):\n    if hit:\n        n += 1\n        total -= r\nreturn dict(frequency=n / len(results), severity=total / n / account)",
        ),
        right(
            "frequency_and_severity",
            "mask = np.asarray(liquidated).astype(bool)\nlosses = -np.extract(mask, results) / account\nreturn {'frequency': np.count_nonzero(mask) / mask.size, 'severity': np.average(losses)}",
        ),
        right(
            "collateral_needed",
            "need = 0\nfor p in prices:\n    profit = size * (p - prices[0])\n    here = maintenance * abs(size) * p - profit\n    if here > need:\n        need = here\nreturn need",
        ),
        right(
            "collateral_needed",
            "entry, *rest = prices\nlow, high = min(prices), max(prices)\np = low if size > 0 else high\nreturn abs(size) * p * maintenance + abs(p - entry) * abs(size)",
        ),
        right(
            "together",
            "import math\nw = math.sqrt(correlation)\nv = (1 - correlation) ** 0.5\nreturn w * common + v * own",
        ),
        right(
            "together", "angle = np.arcsin(np.sqrt(correlation))\nreturn np.sin(angle) * common + np.cos(angle) * own"
        ),
    ),
    "hedges_and_correlation": (
        right(
            "hedge_ratio",
            "A = np.column_stack([np.ones(len(other)), other])\nreturn np.linalg.lstsq(A, np.asarray(own, float), rcond=None)[0][1]",
        ),
        wrong(
            "hedge_ratio",
            "means|drift|through",
            "A = np.asarray(other, float)[:, None]\nreturn np.linalg.lstsq(A, np.asarray(own, float), rcond=None)[0][0]",
        ),
        wrong("hedge_ratio", "share|correlation|squar", "return np.corrcoef(own, other)[0, 1] ** 2"),
        right(
            "residual_loss",
            "legs = ((notional, fall), (-ratio * notional, other_fall))\nreturn -sum(dollars * move for dollars, move in legs)",
        ),
        wrong(
            "residual_loss",
            "short|added|both|sign",
            "legs = ((notional, fall), (ratio * notional, other_fall))\nreturn -sum(dollars * move for dollars, move in legs)",
        ),
        wrong("residual_loss", "short|hedge|without", "return notional * -fall"),
        right(
            "margin_saved",
            "apart, pool = {}, 0.0\nfor row in prices:\n    both = 0.0\n    for k, (now, first, q) in enumerate(zip(row, prices[0], sizes)):\n        x = maintenance * abs(q) * now - q * (now - first)\n        apart[k] = max(apart.get(k, x), x)\n        both += x\n    pool = max(pool, both)\nreturn sum(apart.values()) - pool",
        ),
        wrong(
            "margin_saved",
            "end|last|on the way",
            "p, s = np.asarray(prices, float), np.asarray(sizes, float)\nneed = maintenance * abs(s) * p - s * (p - p[0])\npool = sum(need[-1])\nreturn sum(need.max(axis=0)) - pool",
        ),
        wrong(
            "margin_saved",
            "net",
            "p, s = np.asarray(prices, float), np.asarray(sizes, float)\npnl = s * (p - p[0])\nalone = (maintenance * abs(s) * p - pnl).max(axis=0).sum()\npool = (maintenance * abs((p * s).sum(axis=1)) - pnl.sum(axis=1)).max()\nreturn alone - pool",
        ),
    ),
    "liquidation_cascades": (
        wrong(
            "kappa",
            "price|log|rise|1 /|divid",
            "sold = sum(s for t, s in zip(triggers, sizes) if low <= t <= price)\nreturn sold / (depth * np.log(price / low))",
        ),
        wrong(
            "kappa",
            "upside|inver|swap|divid",
            "sold = sum(s for t, s in zip(triggers, sizes) if low <= t <= price)\ntaken = depth * (1 / low - 1 / price)\nreturn taken / sold if sold else 0",
        ),
        wrong(
            "kappa",
            "count|size|number|coins",
            "n = 0\nfor t in triggers:\n    if low <= t <= price:\n        n += 1\nreturn n / (depth * (1 / low - 1 / price))",
        ),
        wrong(
            "kappa",
            "turned|below|comparison|trigger|low",
            "sold = np.sum(sizes[triggers <= low])\nreturn sold / (depth * (1 / low - 1 / price))",
        ),
        wrong(
            "kappa",
            "USD|dollar|trigger|coins|times|price",
            "sold = np.sum(sizes[triggers >= low] * triggers[triggers >= low])\nreturn sold / (depth * (1 / low - 1 / price))",
        ),
        wrong("kappa", "every long|all|low|trigger|reach", "return np.sum(sizes) / (depth * (1 / low - 1 / price))"),
        wrong(
            "cascade",
            "round|once|first|loop",
            "start = price * (1 - shock)\nhit = triggers >= start\nq = sizes[hit].sum()\nend = 1 / (1 / start + q / depth)\nreturn {'accounts': int(hit.sum()), 'price': end}",
        ),
        wrong(
            "cascade",
            "shock|news|start|today|after",
            "now = price\nstart = price * (1 - shock)\nnow = start\nwhile True:\n    hit = triggers >= now\n    new = 1 / (1 / price + sizes[hit].sum() / depth)\n    if new >= now:\n        break\n    now = new\nreturn {'accounts': int((triggers >= now).sum()), 'price': now}",
        ),
        wrong(
            "cascade",
            "shock|add|rise|sign|subtract",
            "start = price * (1 + shock)\nnow = start\nclosed = np.zeros(len(triggers), bool)\nwhile True:\n    new = (triggers >= now) & ~closed\n    if not new.any():\n        break\n    closed |= new\n    now = 1 / (1 / start + sizes[closed].sum() / depth)\nreturn {'accounts': int(closed.sum()), 'price': now}",
        ),
        wrong(
            "cascade",
            "coins|sizes|accounts|sum|count",
            "start = price * (1 - shock)\nnow = start\nclosed = np.zeros(len(triggers), bool)\nwhile True:\n    new = (triggers >= now) & ~closed\n    if not new.any():\n        break\n    closed |= new\n    now = 1 / (1 / start + sizes[closed].sum() / depth)\nreturn {'accounts': float(sizes[closed].sum()), 'price': now}",
        ),
        wrong(
            "cascade",
            "once|again|twice|closed|already|in all|present|present price|start|after the shock",
            "start = price * (1 - shock)\nnow = start\nclosed = set()\nwhile True:\n    new = [i for i in range(len(triggers)) if triggers[i] >= now and i not in closed]\n    if not new:\n        break\n    closed.update(new)\n    now = 1 / (1 / now + sum(sizes[i] for i in closed) / depth)\nreturn {'accounts': len(closed), 'price': now}",
        ),
        wrong(
            "cascade",
            "exactly|equal|met|at",
            "start = price * (1 - shock)\nnow = start\nclosed = np.zeros(len(triggers), bool)\nwhile True:\n    new = (triggers > now) & ~closed\n    if not new.any():\n        break\n    closed |= new\n    now = 1 / (1 / start + sizes[closed].sum() / depth)\nreturn {'accounts': int(closed.sum()), 'price': now}",
        ),
        wrong(
            "total_falls",
            "one|round|first|further",
            "if max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError('no end')\nreturn shock + matrix @ shock",
        ),
        wrong(
            "total_falls",
            "finite fall|error|raise|ValueError|die out",
            "n = len(shock)\nreturn np.linalg.inv(np.eye(n) - matrix) @ shock",
        ),
        wrong(
            "total_falls",
            "shock|first|itself",
            "if np.abs(np.linalg.eigvals(matrix)).max() >= 1:\n    raise ValueError('explodes')\ntotal = np.zeros(len(shock))\nstep = matrix @ shock\nwhile np.abs(step).max() > 1e-14:\n    total = total + step\n    step = matrix @ step\nreturn total",
        ),
        wrong(
            "total_falls",
            "transpos|row|column|swap|turned|direction",
            "if np.abs(np.linalg.eigvals(matrix)).max() >= 1:\n    raise ValueError('explodes')\nreturn np.linalg.solve(np.eye(len(shock)) - matrix.T, shock)",
        ),
        wrong(
            "total_falls",
            "by itself|diagonal|contagion|beside|own",
            "if np.abs(np.linalg.eigvals(matrix)).max() >= 1:\n    raise ValueError('explodes')\nout = []\nfor i in range(len(shock)):\n    out.append(shock[i] / (1 - matrix[i][i]))\nreturn np.array(out)",
        ),
        wrong(
            "total_falls",
            "sign|plus|add|minus|subtract",
            "if np.abs(np.linalg.eigvals(matrix)).max() >= 1:\n    raise ValueError('explodes')\nreturn np.linalg.solve(np.eye(len(shock)) + matrix, shock)",
        ),
        wrong(
            "who_pays",
            "separate|net|sum|each|own|account",
            "loss = max(0, -sum(closed))\npaid = min(fund, loss)\nreturn {'bad_debt': loss, 'fund': fund - paid, 'haircut': (loss - paid) / sum(winners)}",
        ),
        wrong(
            "who_pays",
            "fund|first|haircut",
            "debt = -sum(c for c in closed if c < 0)\nreturn {'bad_debt': debt, 'fund': max(0, fund - debt), 'haircut': debt / sum(winners)}",
        ),
        wrong(
            "who_pays",
            "negative|zero|fund|below",
            "debt = -sum(c for c in closed if c < 0)\nreturn {'bad_debt': debt, 'fund': fund - debt, 'haircut': max(0, debt - fund) / sum(winners)}",
        ),
        wrong(
            "who_pays",
            "mean|number|count|equit|winner|len",
            "debt = -sum(c for c in closed if c < 0)\nleft = max(0, debt - fund)\nreturn {'bad_debt': debt, 'fund': max(0, fund - debt), 'haircut': left / len(winners)}",
        ),
        wrong(
            "who_pays",
            "share|USD|dollar|fraction|divid|winner",
            "debt = -sum(c for c in closed if c < 0)\nleft = max(0, debt - fund)\nreturn {'bad_debt': debt, 'fund': max(0, fund - debt), 'haircut': left}",
        ),
        wrong(
            "who_pays",
            "bad_debt|fund|left|what",
            "debt = -sum(c for c in closed if c < 0)\nleft = max(0, debt - fund)\nreturn {'bad_debt': left, 'fund': max(0, fund - debt), 'haircut': left / sum(winners)}",
        ),
        wrong(
            "pool_room",
            "funding|payments|rate",
            "pool = collateral\npool -= leg * bottom\nshort = leg * fall * taken + leg * (1 - taken) * bottom\nneed = maintenance * (leg + leg * (1 - taken)) * (1 - bottom)\nreturn pool + short - need",
        ),
        wrong(
            "pool_room",
            "payments|funding|once|rate",
            "pool = collateral - rate * leg\npool -= leg * bottom\nshort = leg * fall * taken + leg * (1 - taken) * bottom\nneed = maintenance * (leg + leg * (1 - taken)) * (1 - bottom)\nreturn pool + short - need",
        ),
        wrong(
            "pool_room",
            "taken|made|short|stays|profit|fall",
            "pool = collateral - rate * leg * payments\npool -= leg * bottom\nshort = leg * (1 - taken) * bottom\nneed = maintenance * (leg + leg * (1 - taken)) * (1 - bottom)\nreturn pool + short - need",
        ),
        wrong(
            "pool_room",
            "bottom|present|entry|start|price",
            "pool = collateral - rate * leg * payments\npool -= leg * bottom\nshort = leg * fall * taken + leg * (1 - taken) * bottom\nneed = maintenance * (leg + leg * (1 - taken))\nreturn pool + short - need",
        ),
        wrong(
            "pool_room",
            "net|gross|short|sum|leg|taken",
            "pool = collateral - rate * leg * payments\npool -= leg * bottom\nshort = leg * fall * taken + leg * (1 - taken) * bottom\nnet = abs(leg - leg * (1 - taken)) * (1 - bottom)\nreturn pool + short - maintenance * net",
        ),
        wrong(
            "pool_room",
            "bottom|fall|in all|further",
            "pool = collateral - rate * leg * payments\npool -= leg * bottom\nshort = leg * fall + leg * (1 - taken) * (bottom - fall)\nneed = maintenance * (leg + leg * (1 - taken)) * (1 - fall) * (1 - bottom)\nreturn pool + short - need",
        ),
        right(
            "kappa",
            "sold = 0\nfor i in range(len(triggers)):\n    if triggers[i] >= low and triggers[i] <= price:\n        sold += sizes[i]\nreturn sold / depth / (1 / low - 1 / price)",
        ),
        right("kappa", "return np.dot(sizes, np.asarray(triggers) >= low) / depth * price * low / (price - low)"),
        right(
            "cascade",
            "start = price * (1 - shock)\nhere, n = start, -1\nwhile (hit := np.asarray(triggers) >= here).sum() != n:\n    n = hit.sum()\n    here = 1 / (1 / start + np.asarray(sizes)[hit].sum() / depth)\nreturn {'accounts': int(n), 'price': float(here)}",
        ),
        right(
            "cascade",
            "start = price * (1 - shock)\ndef go(closed, here):\n    new = [i for i, t in enumerate(triggers) if i not in closed and t >= here]\n    if not new:\n        return {'accounts': len(closed), 'price': here}\n    closed = closed | set(new)\n    return go(closed, 1 / (1 / start + sum(sizes[i] for i in closed) / depth))\nreturn go(set(), start)",
        ),
        right(
            "cascade",
            "book = sorted(zip(triggers, sizes), reverse=True)\nstart = price * (1 - shock)\nhere, sold, n = start, 0.0, 0\nfor t, s in book:\n    if t < here:\n        break\n    sold += s\n    n += 1\n    here = 1 / (1 / start + sold / depth)\nreturn {'accounts': n, 'price': here}",
        ),
        right(
            "total_falls",
            "if np.max(np.abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError('never ends')\ntotal = shock.copy()\nfor _ in range(100000):\n    new = shock + matrix @ total\n    if np.allclose(new, total, rtol=1e-13, atol=0):\n        return new\n    total = new\nreturn total",
        ),
        right(
            "total_falls",
            "m = np.array(matrix, dtype=float)\nassert m.ndim == 2\nsize = max(abs(x) for x in np.linalg.eigvals(m))\nif not size < 1:\n    raise ValueError(f'spectral radius {size}')\nreturn np.linalg.inv(np.identity(m.shape[0]) - m).dot(shock)",
        ),
        right(
            "who_pays",
            "debt = 0\nfor c in closed:\n    if c < 0:\n        debt += -c\nif debt <= fund:\n    return {'bad_debt': debt, 'fund': fund - debt, 'haircut': 0}\nmissing = debt - fund\nreturn {'bad_debt': debt, 'fund': 0, 'haircut': min(1, missing / sum(winners))}",
        ),
        right(
            "who_pays",
            "debt = float(np.maximum(-np.asarray(closed), 0).sum())\npaid = min(debt, fund)\nrest = debt - paid\nhaircut = 0.0 if rest == 0 else min(1.0, rest / np.sum(winners))\nreturn {'haircut': haircut, 'fund': fund - paid, 'bad_debt': debt}",
        ),
        right(
            "pool_room",
            "equity = collateral - payments * rate * leg\nequity += leg * fall - leg * fall\nshort = leg * (1 - taken)\nequity += short * (bottom - fall) - leg * (bottom - fall)\ngross = (leg + short) * (1 - bottom)\nreturn equity - maintenance * gross",
        ),
        right(
            "pool_room",
            "long_pnl = -leg * bottom\nshort_pnl = leg * (taken * fall + (1 - taken) * bottom)\nfunding = sum(rate * leg for _ in range(int(payments)))\ngross = leg * (2 - taken) * (1 - bottom)\nreturn collateral + long_pnl + short_pnl - funding - maintenance * gross",
        ),
    ),
    "choosing_a_platform": (
        wrong(
            "requirement_by_rule",
            "swap|slice|whole|applies",
            "total = 0\nif applies == 'whole':\n    for i, f in enumerate(floors):\n        top = floors[i + 1] if i + 1 < len(floors) else notional\n        total += max(0, min(notional, top) - f) * rates[i]\n    return total\nrate = [r for f, r in zip(floors, rates) if f < notional][-1]\nreturn notional * rate",
        ),
        wrong(
            "requirement_by_rule",
            "edge|exactly|below",
            "if applies == 'slice':\n    total = 0\n    for i, f in enumerate(floors):\n        top = floors[i + 1] if i + 1 < len(floors) else notional\n        total += max(0, min(notional, top) - f) * rates[i]\n    return total\nrate = [r for f, r in zip(floors, rates) if f <= notional][-1]\nreturn notional * rate",
        ),
        wrong(
            "requirement_by_rule",
            "slice|whole|applies",
            "rate = rates[0]\nfor f, r in zip(floors, rates):\n    if f < notional:\n        rate = r\nreturn notional * rate",
        ),
        wrong(
            "requirement_by_rule",
            "slice|part|floor|above|excess|tier",
            "i = max(j for j, f in enumerate(floors) if f < notional)\nif applies == 'whole':\n    return rates[i] * notional\nreturn rates[i] * (notional - floors[i])",
        ),
        wrong(
            "requirement_by_rule",
            "always met|whole|first|last|rate|tier|top",
            "if applies == 'slice':\n    total = 0\n    for i, f in enumerate(floors):\n        top = floors[i + 1] if i + 1 < len(floors) else notional\n        total += max(0, min(notional, top) - f) * rates[i]\n    return total\nreturn notional * rates[-1]",
        ),
        wrong(
            "free_collateral",
            "max|min|market|allow|cap",
            "used = 0\nfor n, c in zip(notionals, chosen):\n    used += abs(n) / c\nreturn equity - used",
        ),
        wrong(
            "free_collateral",
            "min|max|allow|larger|smaller|higher|lower",
            "used = 0\nfor n, m, c in zip(notionals, max_leverages, chosen):\n    used += n / max(m, c)\nreturn equity - used",
        ),
        wrong(
            "free_collateral",
            "zero|negative|below|never",
            "lev = np.minimum(max_leverages, chosen)\nfree = equity - np.sum(notionals / lev)\nreturn max(0, free)",
        ),
        wrong(
            "free_collateral",
            "times|multipl|divid|upside",
            "lev = np.minimum(max_leverages, chosen)\nreturn equity - np.sum(notionals * lev)",
        ),
        wrong("free_collateral", "chosen|set", "return equity - sum(n / m for n, m in zip(notionals, max_leverages))"),
        wrong(
            "free_collateral",
            "sign|add|subtract|plus|turned|equity",
            "lev = np.minimum(max_leverages, chosen)\nreserved = np.sum(notionals / lev)\nreturn reserved - equity",
        ),
        wrong(
            "free_collateral",
            "equity|reserve|free|subtract",
            "lev = np.minimum(max_leverages, chosen)\nreturn np.sum(np.asarray(notionals) / lev)",
        ),
        wrong(
            "first_to_act",
            "fee",
            "s = 1 if side == 'long' else -1\nbest, when = None, 0\nfor i in range(len(rates)):\n    if on_entry[i]:\n        p = entry_price - s * (collateral / size - rates[i] * entry_price)\n    else:\n        p = (entry_price - s * collateral / size) / (1 - s * rates[i])\n    d = abs(p - entry_price)\n    if best is None or d < best:\n        best, when = d, i\nreturn when",
        ),
        wrong(
            "first_to_act",
            "entry|follow|present|stand",
            "s = 1 if side == 'long' else -1\nm = np.array(rates) + np.array(fees)\nprices = (entry_price - s * collateral / size) / (1 - s * m)\nreturn int(np.argmax(s * prices))",
        ),
        wrong(
            "first_to_act",
            "first|last|nearest|furthest|max|min|turned|long|short|largest|smallest",
            "s = 1 if side == 'long' else -1\nm = np.array(rates) + np.array(fees)\nprices = np.where(on_entry, entry_price - s * (collateral / size - m * entry_price), (entry_price - s * collateral / size) / (1 - s * m))\nreturn int(np.argmin(s * prices))",
        ),
        wrong(
            "first_to_act",
            "short|side|long",
            "m = np.array(rates) + np.array(fees)\nprices = np.where(on_entry, entry_price - (collateral / size - m * entry_price), (entry_price - collateral / size) / (1 - m))\nreturn int(np.argmax(prices))",
        ),
        wrong(
            "first_to_act",
            "entry|follow|present|stand|fee|price|highest|rate",
            "total = [r + f for r, f in zip(rates, fees)]\nreturn total.index(max(total))",
        ),
        wrong(
            "weighted_scores",
            "normal|divid|sum|scale|weights",
            "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('no weight')\nreturn ratings @ w",
        ),
        wrong(
            "weighted_scores",
            "mean|equal|weights|ignor",
            "if max(weights) <= 0:\n    raise ValueError('no weight')\nreturn np.mean(ratings, axis=1)",
        ),
        wrong(
            "weighted_scores",
            "number|count|len|criteri|sum|divid|mean",
            "w = np.asarray(weights, float)\nif not (w > 0).any():\n    raise ValueError('no weight')\nreturn (ratings * w).mean(axis=1)",
        ),
        wrong(
            "weighted_scores",
            "error|raise|ValueError",
            "w = np.asarray(weights, float)\nif w.sum() == 0:\n    return np.zeros(len(ratings))\nreturn ratings @ (w / w.sum())",
        ),
        wrong(
            "weighted_scores",
            "max|largest|sum|normal|divid",
            "w = np.asarray(weights, float)\nif w.max() <= 0:\n    raise ValueError('no weight')\nw = w / w.max()\nreturn ratings @ w",
        ),
        wrong(
            "weighted_scores",
            "100|hundred",
            "w = np.asarray(weights, float)\nif w.max() <= 0:\n    raise ValueError('no weight')\nreturn np.array([100 * sum(r * w) / sum(w) for r in ratings])",
        ),
        right(
            "requirement_by_rule",
            "if applies == 'whole':\n    rate = None\n    for f, r in zip(floors, rates):\n        if f >= notional:\n            break\n        rate = r\n    return rate * notional\nneed = 0\nlast = notional\nfor f, r in list(zip(floors, rates))[::-1]:\n    need += max(0, last - f) * r\n    last = min(last, f)\nreturn need",
        ),
        right(
            "requirement_by_rule",
            "f = np.asarray(floors, float)\nr = np.asarray(rates, float)\nwidths = np.diff(np.append(f, np.inf))\nif applies == 'slice':\n    return float((np.clip(notional - f, 0, widths) * r).sum())\nreturn float(notional * r[np.searchsorted(f, notional, side='left') - 1])",
        ),
        right(
            "free_collateral",
            "reserved = [abs(n) / (c if c < m else m) for n, m, c in zip(notionals, max_leverages, chosen)]\nreturn equity - sum(reserved)",
        ),
        right(
            "free_collateral",
            "free = equity\nfor i in range(len(notionals)):\n    lev = chosen[i]\n    if lev > max_leverages[i]:\n        lev = max_leverages[i]\n    free -= notionals[i] / lev\nreturn free",
        ),
        right(
            "free_collateral",
            "return equity - np.sum(np.maximum(np.divide(notionals, max_leverages), np.divide(notionals, chosen)))",
        ),
        right(
            "first_to_act",
            "def price(i):\n    k = rates[i] + fees[i]\n    if side == 'long':\n        return (entry_price * size - collateral + k * size * entry_price) / size if on_entry[i] else (entry_price - collateral / size) / (1 - k)\n    return (entry_price * size + collateral - k * size * entry_price) / size if on_entry[i] else (entry_price + collateral / size) / (1 + k)\nvenues = range(len(rates))\nreturn max(venues, key=price) if side == 'long' else min(venues, key=price)",
        ),
        right(
            "first_to_act",
            "m = np.add(rates, fees)\ns = {'long': 1.0, 'short': -1.0}[side]\nstill = entry_price * (1 + s * m) - s * collateral / size\nmoving = (entry_price - s * collateral / size) / (1 - s * m)\nreturn int((s * np.where(on_entry, still, moving)).argmax())",
        ),
        right(
            "weighted_scores",
            "if not any(w > 0 for w in weights):\n    raise ValueError('give a weight')\nreturn np.average(np.asarray(ratings), axis=1, weights=np.asarray(weights))",
        ),
        right(
            "weighted_scores",
            "total = sum(weights)\nif total <= 0:\n    raise ValueError('nothing counts')\nscores = []\nfor row in ratings:\n    s = 0\n    for x, w in zip(row, weights):\n        s += x * w\n    scores.append(s / total)\nreturn np.array(scores)",
        ),
        right(
            "weighted_scores",
            "w = np.array(weights, dtype=float)\ntry:\n    with np.errstate(all='raise'):\n        w = w / w.sum()\nexcept FloatingPointError:\n    raise ValueError('no weight') from None\nreturn np.einsum('ij,j->i', ratings, w)",
        ),
    ),
}
