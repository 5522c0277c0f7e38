# ruff: noqa: E501
"""A second fresh batch: written from prompts, starters and signatures alone, by someone who had not read the search."""

from tests.teaching.answers.answer import right, wrong

STRANGERS = {
    "start_here": (
        wrong(
            "pool_equity", "collateral|leverage|times", "return collateral * (1 + (price - entry_price) / entry_price)"
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
        wrong("bankruptcy_price", "distance|entry", "d = collateral / size\nreturn d if entry_price - d > 0 else None"),
        wrong(
            "bankruptcy_price",
            "entry|leverage|fraction|collateral|notional",
            "if entry_price - collateral / size <= 0:\n    return None\nreturn entry_price * (1 - collateral / size)",
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
        wrong(
            "bracket_requirement",
            "above|floor|zero|negative|below|reach|clip",
            "total = 0\nedges = list(floors[1:]) + [float('inf')]\nfor lo, hi, r in zip(floors, edges, rates):\n    total += (min(notional, hi) - lo) * r\nreturn total",
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
        wrong(
            "bankruptcy_price",
            "requirement|equity",
            "share = requirement / total\nreturn oracle - requirement * share / size",
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
            "liquidation_price_in_pool",
            "other|requirement|maintenance",
            "s = sizes[k]\nothers = sum(sizes[i] * (marks[i] - entries[i]) for i in range(len(sizes)) if i != k)\np = (s * entries[k] - collateral - others) / (s - abs(s) * maintenance[k])\nreturn p if p > 0 else None",
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
            "safe",
            "eth|second|other|one|both|requirement|sizes",
            "pnl = [s * (p - e) for s, p, e in zip(sizes, (btc, eth), entries)]\nequity = collateral + pnl[0] + pnl[1]\nreturn equity >= maintenance * abs(sizes[0]) * btc",
        ),
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
            "collateral_needed",
            "last|lowest|path|every|max|highest|end",
            "p = prices[-1]\nreturn max(0, maintenance * abs(size) * p - size * (p - prices[0]))",
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
        wrong("hedge_ratio", "share|correlation|squar", "return np.corrcoef(own, other)[0, 1] ** 2"),
        right(
            "residual_loss",
            "legs = ((notional, fall), (-ratio * notional, other_fall))\nreturn -sum(dollars * move for dollars, move in legs)",
        ),
        right(
            "margin_saved",
            "apart, pool = {}, 0.0\nfor row in prices:\n    both = 0.0\n    for k, (now, first, q) in enumerate(zip(row, prices[0], sizes)):\n        x = maintenance * abs(q) * now - q * (now - first)\n        apart[k] = max(apart.get(k, x), x)\n        both += x\n    pool = max(pool, both)\nreturn sum(apart.values()) - pool",
        ),
    ),
    "liquidation_cascades": (
        wrong(
            "kappa",
            "upside|inver|swap|divid",
            "sold = sum(s for t, s in zip(triggers, sizes) if low <= t <= price)\ntaken = depth * (1 / low - 1 / price)\nreturn taken / sold if sold else 0",
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
            "once|again|twice|closed|already|in all|present|present price|start|after the shock",
            "start = price * (1 - shock)\nnow = start\nclosed = set()\nwhile True:\n    new = [i for i in range(len(triggers)) if triggers[i] >= now and i not in closed]\n    if not new:\n        break\n    closed.update(new)\n    now = 1 / (1 / now + sum(sizes[i] for i in closed) / depth)\nreturn {'accounts': len(closed), 'price': now}",
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
            "free_collateral",
            "sign|add|subtract|plus|turned|equity",
            "lev = np.minimum(max_leverages, chosen)\nreserved = np.sum(notionals / lev)\nreturn reserved - equity",
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
