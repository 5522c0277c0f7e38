"""Lesson 11: one long of 5 BTC liquidated again on every venue by plain arithmetic, dYdX's two prices, the queue."""

from __future__ import annotations

import math
from functools import lru_cache

from course import venues

from .support import About, Told, UndecidedError, first, held, numbers, oracle, read, says

SIZE, ENTRY, CASH = 5.0, 60_000.0, 30_000.0
TIERS = {"FX": 0.005, "Large-Cap": 0.012, "Mid-Cap": 0.03, "Small-Cap": 0.05, "Long-Tail": 0.10}
NAMES = {
    "dydx": "dYdX Chain", "hyperliquid": "Hyperliquid", "gmx": "GMX v2", "drift": "Drift v2 (halted)",
    "binance": "Binance", "bybit": "Bybit", "okx": "OKX", "bitmex": "BitMEX",
}  # fmt: skip
#: Share of the notional that is required, and dollars of entry value; the fee of closing where it is part of the trigger.
RATES = {
    "dydx": (0.02 * 0.6, 0.0), "hyperliquid": (1 / (2 * 40), 0.0), "gmx": (0.0, (0.005 + 0.0006) * SIZE * ENTRY),
    "drift": (0.05, 0.0), "binance": (0.004, 0.0), "bybit": (0.005 + 0.00055 * (1 - 1 / 100), 0.0),
    "okx": (0.004 + 0.0005, 0.0), "bitmex": (0.0, 0.005 * SIZE * ENTRY),
}  # fmt: skip
AT_EQUALITY = {"binance", "bybit", "okx"}
PARTIES = {
    "market": "the market", "fund": "the insurance fund", "others": "other traders", "vault": "the liquidator vault",
    "pool": "the liquidity pool", "liquidator": "the liquidator", "everyone": "all other traders", "venue": "the venue",
}  # fmt: skip


def equity(price: float) -> float:
    return CASH + SIZE * (price - ENTRY)


def required(venue: str, price: float) -> float:
    rate, fixed = RATES[venue]
    return rate * SIZE * price + fixed


def moment(venue: str, past: float) -> float:
    rate, fixed = RATES[venue]
    trigger = (SIZE * ENTRY - CASH + fixed) / (SIZE * (1 - rate))
    mark = float(math.floor(trigger * (1 - past)))
    room = equity(mark) - required(venue, mark)
    return mark if room < 0 or (room == 0 and venue in AT_EQUALITY) else mark - 1


class Books:
    """Equity, position, and what each party has received, step by step."""

    def __init__(self, price: float) -> None:
        self.price, self.size = price, SIZE
        self.steps: list[tuple[str, dict[str, float], float]] = [("trigger", {}, SIZE)]
        self.equity = equity(price)

    def step(self, name: str, closed: float = 0.0, **flows: float) -> None:
        self.equity += flows.get("you", 0.0)
        self.size -= closed
        self.steps.append((name, {k: v for k, v in flows.items() if v}, self.size))

    def got(self, party: str) -> float:
        return sum(flows.get(party, 0.0) for _, flows, _ in self.steps)


def seize(books: Books, taker: str, slippage: float) -> None:
    value = slippage * books.size * books.price
    books.step("takeover", books.size, you=-books.equity, **{taker: books.equity})
    if value:
        books.step("fill", **{taker: -value, "market": value})


def by_takeover(books: Books, slippage: float) -> None:
    books.step("order")
    seize(books, "fund", slippage)


def by_gmx(books: Books, slippage: float) -> None:
    books.step("order")
    lost = slippage * books.price * SIZE
    books.step("fill", SIZE, you=-lost, pool=lost)
    fee = min((0.0006 + 0.002) * SIZE * ENTRY, max(books.equity, 0.0))
    if fee:
        books.step("fee", you=-fee, pool=fee)
    if books.equity < 0:
        books.step("loss", you=-books.equity, pool=books.equity)


def by_hyperliquid(books: Books, slippage: float) -> None:
    first, price = True, books.price
    while books.size and books.equity < (need := books.size * price / 80):
        books.step("order")
        if books.equity < need * 2 / 3:
            seize(books, "vault", slippage)
            return
        part = 0.2 * books.size if first and books.size * price > 100_000 else books.size
        first = False
        books.step("fill", part, you=-slippage * price * part, market=slippage * price * part)
    if books.equity < 0:
        books.step("loss", you=-books.equity, vault=books.equity)


def by_drift(books: Books, slippage: float) -> None:
    price = books.price
    while books.size > 1e-9 and books.equity < 0.05 * books.size * price:
        books.step("order")
        buffered = books.equity + 0.02 * min(books.size * (price - ENTRY), 0.0)
        shortage = (0.05 + 0.02) * books.size * price - buffered
        fee = min(0.01, 0.95 * max(0.07 - 0.01 - shortage / (books.size * price), 0.0))
        part = min(shortage / (price * (0.07 - 0.01 - fee)), books.size)
        books.step("fill", part, you=-0.01 * price * part, liquidator=0.01 * price * part)
        fee = min(fee * price * part, max(books.equity, 0.0))
        if fee:
            books.step("fee", you=-fee, fund=fee)


def by_dydx(books: Books, slippage: float, fund: float) -> None:
    """A tenth a block; the first block is told step by step, all later ones as one row a kind."""
    price, bid = books.price, books.price * (1 - slippage)
    have, size, later = books.equity, SIZE, {}

    def note(block: int, name: str, closed: float, flows: dict[str, float]) -> None:
        if block == 0:
            books.step(name, closed, **flows)
            return
        row = later.setdefault(name, [0.0, dict.fromkeys(flows, 0.0)])
        row[0] += closed
        for who, amount in flows.items():
            row[1][who] += amount

    books.step("order")
    for block in range(1_000):
        need = 0.012 * size * price
        if size < 1e-9 or have >= need:
            break
        limit = price * (1 - 1.5 * 0.012 * min(max(1 - have / need, 0.0), 1.0))
        broke = price - have / size
        part = size if size * price <= 1_000 else max(0.1 * size, 1_000 / price)
        surplus = (bid - broke) * part
        fee = min(surplus, 0.015 * bid * part) if surplus > 0 else surplus
        if bid >= limit - 1e-9 and fund + fee >= -1e-6:
            lost = (price - bid) * part
            note(block, "fill", part, {"you": -lost, "market": lost})
            if abs(fee) > 1e-9:
                note(block, "fee" if fee > 0 else "insurance", 0.0, {"you": -fee, "fund": fee})
            have, size, fund = have - lost - fee, size - part, fund + fee
            continue
        if have >= -1e-6:
            if block == 0:
                books.step("deleveraging")
            break
        each = broke - price
        for other in (1.0, 2.0, 3.0):
            part = min(size, other)
            if part > 1e-9:
                note(block, "deleveraging", part, {"you": each * part, "others": -each * part})
                size -= part
        break
    for name, (closed, flows) in later.items():
        books.step(name, closed, **flows)


@lru_cache(None)
def replay(venue: str, past: float, slippage: float, fund: float) -> Books:
    books = Books(moment(venue, past))
    if venue == "dydx":
        by_dydx(books, slippage, fund)
    else:
        process = {"hyperliquid": by_hyperliquid, "gmx": by_gmx, "drift": by_drift}
        process.get(venue, by_takeover)(books, slippage)
        short = -fund - books.got("fund")
        if short > 0:
            books.step("deleveraging", others=-short, fund=short)
    books.step("end")
    return books


def near_the_limit(venue: str, past: float, slippage: float) -> bool:
    """Whether a rounding decides: a whole dollar hit exactly, or dYdX's book at the first order's limit."""
    rate, fixed = RATES[venue]
    dollars = (SIZE * ENTRY - CASH + fixed) / (SIZE * (1 - rate)) * (1 - past)
    if past and abs(dollars - round(dollars)) < 1e-6:
        return True
    if venue != "dydx":
        return False
    price = moment(venue, past)
    rating = min(max(1 - equity(price) / required(venue, price), 0.0), 1.0)
    return abs(slippage - 1.5 * 0.012 * rating) < 1e-6


def share(text: str, fraction: float) -> bool:
    """Whether a text says a share truly: whole per cent, with 0 and 100 only where they are exact."""
    if fraction < 1e-6:
        return first(text) == 0 and "under" not in text
    if 1e-6 <= fraction < 0.01:
        return "under 1\u202f%" in text
    if 0.99 < fraction < 1 - 1e-6:
        return "over 99\u202f%" in text
    return any(abs(read(text, shown, half) - fraction) <= 0.00501 for shown, half in numbers(text))


def full(told: Told) -> None:
    """No cell of the table is hollow."""
    if told.table is not None:
        for column in told.table.columns:
            for cell in told.table[column]:
                assert cell is not None, column
                assert str(cell) not in ("None", "nan", "NaT"), column


@oracle("liquidation_mechanics", "predict", loose=["venues.label"])
def predict(told: Told, slippage: float, guess: float) -> None:
    if near_the_limit("dydx", 0.001, slippage):
        raise UndecidedError
    ended = {venue: replay(venue, 0.001, slippage, 1e9) for venue in NAMES}
    before = {venue: equity(moment(venue, 0.001)) for venue in NAMES}
    kept = {venue: max(books.equity, 0.0) / before[venue] for venue, books in ended.items()}
    waits = ended["dydx"].size == SIZE
    assert (("waits" in told.title), ("the account waits" in told.sentence)) == (waits, waits)
    assert says(told.sentence, guess)
    others = {v: k for v, k in kept.items() if v != "dydx"}
    alive = {v: k for v, k in others.items() if v != "drift" and ended[v].size < SIZE}
    best = max(alive, key=alive.__getitem__)
    if waits:
        tail = told.title.split("keep from")[1]
        assert share(tail.split(" to ")[0], min(others.values()))
        assert share(tail.split(" to ")[1], max(others.values()))
    else:
        assert share(told.title.split(",")[0], kept["dydx"])
        assert share(told.title.split(NAMES[best])[1].split(":")[0], kept[best])
        assert kept["dydx"] < kept[best]
    assert share(told.bold[0], kept["dydx"])
    assert f"{NAMES[best]} leaves you" in told.sentence
    assert share(told.bold[1], kept[best])
    assert ended[best].size > 0
    assert says(told.sentence.split(f"{NAMES[best]} leaves you")[1], round(ended[best].size, 2))
    nothing = [venue for venue in NAMES if kept[venue] * before[venue] < 0.005]
    assert f"Nothing is left on {len(nothing)} of 8 venues" in told.sentence
    listed = told.sentence.split("venues: ")[1].rstrip(".").split(", ") if nothing else []
    assert sorted(listed) == sorted(NAMES[v] for v in nothing)
    rows = told.rows("venues")
    assert [row["own"] for row in rows] == [venue == "dydx" for venue in NAMES]
    for row, venue in zip(rows, NAMES, strict=True):
        name, said = row["label"].split(": ")
        assert name == NAMES[venue]
        assert share(said.split(" yours")[0], kept[venue])
        assert ("stay open" in said) == (ended[venue].size > 1e-9)
        if ended[venue].size > 1e-9:
            assert says(said.split(" yours")[1], round(ended[venue].size, 2))
    for place, venue in enumerate(NAMES):
        mine = {p["part"]: p["end"] - p["start"] for p in told.rows("parts") if int(p["top"]) == place}
        assert sum(mine.values()) == About(1)
        assert mine.get("yours", 0.0) == About(kept[venue], abs=1e-6)
        market = min(max(ended[venue].got("market"), 0.0) / before[venue], 1 - kept[venue])
        assert mine.get("market", 0.0) == About(market, abs=1e-6)
    assert told.rows("guess")[0]["share"] == About(guess)
    for cells, venue in zip(told.cells, NAMES, strict=True):
        assert cells["BTC still open"] == About(ended[venue].size, abs=1e-5)
        assert cells["equity at the trigger"] == About(before[venue])
        assert cells["yours"] == About(kept[venue] * before[venue], abs=1e-3)
        source = venues.get(venue).source
        assert (cells["as of"], cells["source"]) == (source.as_of, source.text)
    full(told)
    assert told.table is not None
    for row, venue in zip(told.cells, NAMES, strict=True):
        assert row["equity at the trigger"] == About(before[venue], abs=0.01)
        assert row["yours"] == About(max(ended[venue].equity, 0.0), abs=0.01)


STATIONS = {
    "trigger": "trigger", "order": "order", "fill": "fill", "fee": "fee", "takeover": "takeover", "loss": "loss",
    "insurance": "insurance fund", "deleveraging": "deleveraging", "end": "end",
}  # fmt: skip


@oracle("liquidation_mechanics", "walk", whole=False)
def walk(told: Told, venue: str, past: float, slippage: float, fund: float, step: float) -> None:
    if near_the_limit(venue, past, slippage):
        raise UndecidedError
    books = replay(venue, past, slippage, fund)
    steps = books.steps
    now = min(int(step), len(steps)) - 1
    name, flows, size = steps[now]
    assert told.title.startswith(f"{NAMES[venue]}, {STATIONS[name]}:"), [s[0] for s in steps]
    assert told.sentence.startswith(f"Step {now + 1} of {len(steps)}.")
    twin = told.cells
    assert list(dict.fromkeys(row["step"] for row in twin)) == [
        f"{i + 1} {STATIONS[station].capitalize()}" for i, (station, *_) in enumerate(steps)
    ]
    for i, (_, moved, _) in enumerate(steps[1:], 1):
        received = [row["receives"] for row in twin if row["step"].startswith(f"{i + 1} ")]
        received = [text for text in received if text not in ("", "$0")]
        owed = [amount for amount in moved.values() if abs(amount) > 0.005]
        assert len(received) == len(owed), (i, received, moved)
        for text in received:
            assert any(says(text, amount, signed=True) for amount in owed), (i, text, owed)
    levels = [equity(moment(venue, past))]
    for _, moved, _ in steps[1:]:
        levels.append(levels[-1] + moved.get("you", 0.0))
    assert says(told.sentence.split("The account began with")[1], levels[0])
    if name == "trigger":
        assert says(told.sentence.partition("Equity")[2], levels[0], signed=True)
        assert says(told.sentence.partition("requirement of")[2], required(venue, moment(venue, past)))
        assert "oracle price $" not in told.sentence or says(
            told.sentence.partition("oracle price")[2], moment(venue, past)
        )
    elif name == "order" and venue == "drift":
        assert "∓ 1\u202f%" in told.sentence
        assert says(told.sentence.partition("takes")[2].partition("of BTC")[0], 1 - steps[now + 1][2] / size)
    elif name == "order" and "Reduce BTC from tier" in told.sentence:
        assert "from tier 3 to 1" in told.sentence
    elif name == "fill" and "the position away" in told.sentence:
        assert says(told.sentence.partition("away")[2].partition("from the mark")[0], slippage)
    elif name == "fill":
        part = steps[now - 1][2] - size
        assert says(told.sentence.partition("BTC trade")[0].rpartition(". ")[2], part)
        mark = moment(venue, past)
        at = told.sentence.partition("BTC trade at")[2]
        assert at.lstrip().startswith("the oracle price") or says(
            at.partition("(")[0], mark + flows["you"] / part if "you" in flows else mark
        )
        assert "the mark is" not in at or says(at.partition("the mark is")[2], mark)
        assert "oracle price" not in at or says(at, mark)
    assert says(told.bold[1], levels[now], signed=True) or abs(levels[now]) < 0.01
    left = 0.0 if size < 1e-6 else size
    assert (told.bold[2] == "no position") == (left == 0)
    if left:
        assert says(told.bold[2], round(left, 2 if left >= 0.01 else 4))
    paid = {PARTIES[p]: a for p, a in flows.items() if p != "you" and abs(a) > 0.005}
    last = now == len(steps) - 1
    if last:
        assert not left or "equity and" not in told.sentence or says(told.sentence.partition("equity and")[2], left)
        assert says(told.title.split("began with")[1], levels[0], signed=True)
        ended = told.title.partition("end: ")[2].partition(" and ")[0]
        assert says(ended, levels[-1], signed=True) or (abs(levels[-1]) < 0.01 and ended == "$0")
        words = told.sentence.partition(" left.")[0].rpartition("; ")[2]
        assert "Closed; " not in told.sentence or says(words, levels[-1]) or (abs(levels[-1]) < 0.01 and words == "$0")
        if left:
            rate, fixed = RATES[venue]
            healthy = levels[-1] >= (rate * moment(venue, past) + fixed / SIZE) * left - 1e-6
            assert ("stays open" in told.sentence) == healthy
            assert ("waits for a better book" in told.sentence) == (not healthy)
    elif not paid:
        assert told.title.endswith(("nobody pays yet", "no money moves"))
    else:
        for party, amount in paid.items():
            many = party.endswith("traders")
            verb = ("receive" if amount > 0 else "pay") + ("" if many else "s")
            said = next(s for s in told.title.split(": ")[1].split("; ") if s.startswith(party))
            assert f"{party} {verb} $" in said
            assert says(said, amount)
    drawn = told.rows("steps")
    assert len(drawn) == len(steps)
    for row, (bar, level) in enumerate(zip(drawn, levels, strict=True)):
        assert bar["end"] == About(level, abs=0.02)
        assert bar["start"] == About(0 if row in (0, len(steps) - 1) else levels[row - 1], abs=0.02)
        assert bar["state"] == ("now" if row == now else "done" if row < now else "ahead")
        change = level if row in (0, len(steps) - 1) else level - levels[row - 1]
        if row <= now and abs(change) > 0.01:
            assert says(bar["label"][1:], change, signed=True)
    assert [row["at"] for row in told.rows("links")] == About(levels[:now], abs=0.02)
    for column, least in (("low", 0.48), ("high", 1.84)):
        assert [row[column] for row in told.rows("links")] == About([k + least for k in range(now)])
    ends = [min(0.0, *levels), max(0.0, *levels)]
    span = max(map(abs, ends)) or 1.0
    reach = [1.02 * ends[0], ends[1] + 0.02 * span]
    assert [row["x"] for row in told.rows("reach")] == About(reach, abs=0.02)
    # What a row of the table says of a step, the sentence says at that step; a fill's size and price are those of its money.
    said = {row["what happens"] for row in twin if row["step"].startswith(f"{now + 1} ")}
    assert all(text in told.sentence for text in said)
    for i, (station, moved, rest) in enumerate(steps):
        for row in (row for row in twin if row["step"].startswith(f"{i + 1} ") and station == "fill" and row["BTC"]):
            # What was taken over before it is sold has left the account already.
            part = steps[i - 1][2] - rest or steps[i - 2][2] - rest
            assert says(row["BTC"], part)
            assert says(row["what happens"], part) or "BTC" not in row["what happens"]
            mark = moment(venue, past)
            price = mark + moved["you"] / part if "you" in moved and part else mark
            assert not row["price"] or says(row["price"], price) or "more trade" in row["what happens"]
    sums: dict[str, float] = {}
    for _, moved, _ in steps[: now + 1]:
        for party, amount in moved.items():
            sums[party] = sums.get(party, 0.0) + amount
    assert sum(sums.values()) == About(0, abs=0.01)
    ledger = told.rows("parties")
    assert ledger[-1]["label"] == "sum $0"
    for party, amount in sums.items():
        row = next(r for r in ledger if r["label"].startswith("you " if party == "you" else PARTIES[party]))
        assert row["end"] == About(amount, abs=0.02)
        assert says(row["label"], amount, signed=True) or abs(amount) < 0.01
    everybody = {p for _, moved, _ in steps for p in moved}
    for row in ledger:
        who = next((p for p in everybody if row["label"].startswith("you " if p == "you" else PARTIES[p])), "")
        assert row["start"] == 0
        assert row["end"] == About(sums.get(who, 0.0), abs=0.02)
    # What is said of the fund, against what happens without one and with one that never ends.
    poor, rich = (replay(venue, past, slippage, f).steps for f in (0.0, 1e12))
    if "fund" in told.idle:
        assert [s[0] for s in poor] == [s[0] for s in rich]
        assert all(a[1].get("you", 0) == About(b[1].get("you", 0)) for a, b in zip(poor, rich, strict=True))
    elif last:
        assert poor != rich
        whole = [s[0] for s in rich] == [s[0] for s in steps]
        assert ("too small" in told.sentence) == (not whole)
        if whole:
            balance, least = 0.0, 0.0
            for _, moved, _ in steps:
                balance += moved.get("fund", 0.0)
                least = min(least, balance)
            assert says(told.sentence.split("pays up to")[1], least)
            assert -least <= fund + 0.01
    full(told)


@oracle("liquidation_mechanics", "limits", constants=[0.5, 0.015])
def limits(told: Told, side: str, tier: str, equity: float, worse: float, formula: str) -> None:
    s, m, price, size = (1 if side == "long" else -1), TIERS[tier], 50_000.0, 0.5

    def line(v: float) -> tuple[float, float]:
        rating = min(max(1 - v, 0.0), 1.0)
        way = 1 if formula == "printed" else s
        return price * (1 - way * 1.5 * m * rating), price * (1 - s * m * v)

    limit, broke = line(equity)
    # The chain's prices end at cents here.
    book = round(price * (1 - s * worse), 2)
    if abs(book - limit) < 1e-3:
        raise UndecidedError
    fills = s * (book - limit) > 0
    assert says(told.bold[0], limit)
    assert says(told.sentence, broke)
    assert says(told.sentence, book)
    assert says(told.sentence, equity, signed=True)
    for text, at in (
        (told.sentence.partition("or better")[2], limit),
        (told.sentence.partition("bankruptcy price is")[2], broke),
    ):
        assert says(text.partition("(")[2].partition(")")[0], at / price - 1, signed=True)
    assert ("sells" in told.sentence) == (s > 0)
    surplus = s * (book - broke) * size
    fee = min(surplus, 0.015 * book * size)
    assert ("nothing trades" in told.sentence) == (not fills)
    assert told.rows("fill")[0]["taken"] == fills
    if not fills:
        if formula == "printed" and side == "short":
            assert "nobody sells" in told.title
            assert limit < price <= book
        elif equity >= 0:
            assert "the account waits" in told.title
        else:
            assert "equity is negative" in told.title
        assert not told.rows("gap")
    elif abs(fee) < 1e-4:
        assert "nobody pays" in told.title
    else:
        gets = fee > 0
        assert ("fund takes" in told.title) == gets
        assert ("fund pays" in told.title) == (not gets)
        assert says(told.title, fee / (size * book))
        assert says(told.bold[1], fee)
        assert says(told.rows("fill")[0]["label"], fee)
        if gets:
            assert says(told.bold[2], surplus - fee if surplus - fee >= 0.005 else 0.0)
            assert fee / (size * book) <= 0.015 + 1e-9
    for row in told.rows("lines"):
        expected = {"oracle": price, "limit": line(row["equity"])[0], "bankruptcy": line(row["equity"])[1]}[row["kind"]]
        assert row["price"] == About(expected / price - 1, abs=1e-8)
    here = told.rows("fill")[0]
    assert (here["equity"], here["price"]) == About((equity, book / price - 1), abs=1e-6)
    for row in told.rows("band"):
        edge = line(row["equity"])[0] / price - 1
        assert sorted((row["low"], row["high"])) == About(sorted((edge, 0.0)), abs=1e-8)
    assert [row["equity"] for row in told.rows("band")] == [1.0, 0.0, -0.5]
    sizes = told.sentence.partition("the order")[2].partition("BTC")[0]
    assert says(sizes, size)
    for row in told.rows("gap"):
        assert (row["equity"], row["price"]) == About((equity, book / price - 1), abs=1e-6)
        assert row["other"] == About(broke / price - 1, abs=1e-8)
    if "formula" in told.idle:
        assert side == "long"
    else:
        assert side == "short"


def dydx_slices(m: float, health: float, worse: float) -> tuple[list[tuple[float, float]], str, float, float]:
    """Points (closed, health), how it ends, equity left, and how near any order's limit came to the book."""
    price, size = 50_000.0, 5.0
    # The chain's prices end at cents here.
    have, bid, closest = health * m * size * price, round(price * (1 - worse), 2), math.inf
    points, start = [(0.0, health)], size
    while True:
        need = m * size * price
        if have >= need:
            return points, "healthy", have, min(closest, abs(have / need - 1))
        limit = price * (1 - 1.5 * m * (1 - have / need))
        closest = min(closest, abs(limit - bid) / price)
        if bid < limit:
            return points, "waits", have, closest
        worth = size * price
        part = size if worth <= 1_000 else max(0.1 * worth, 1_000) / price
        surplus = (bid - (price - have / size)) * part
        fee = min(surplus, 0.015 * bid * part)
        have, size = have - (price - bid) * part - fee, size - part
        if size < 1e-9:
            return [*points, (1.0, points[-1][1])], "closed", have, closest
        points.append((1 - size / start, have / (m * size * price)))


@oracle("liquidation_mechanics", "healing")
def healing(told: Told, tier: str, equity: float, worse: float) -> None:
    m, price = TIERS[tier], 50_000.0
    points, ending, left, closest = dydx_slices(m, equity, worse)
    if closest < 2e-7:
        raise UndecidedError
    chain = [(r["closed"], r["health"]) for r in told.rows("paths") if r["venue"] == "dydx"]
    assert chain == [About(p, abs=1e-5) for p in points]
    said = told.bold[0]
    blocks = len(points) - 1
    assert (f"in {blocks} block" in said) == (blocks > 0)
    assert ("blocks" in said) == (blocks > 1)
    assert ("all closed" in said) == (ending == "closed")
    assert ("healthy" in said) == (ending == "healthy")
    assert ("waits" in said) == (ending == "waits")
    assert ("never helps" in told.title) == (ending == "closed" and abs(points[-1][1] - points[0][1]) < 1e-3)
    assert ("helps a little" in told.title) == (ending == "closed" and points[-1][1] - points[0][1] >= 1e-3)
    assert ("heals the account" in told.title) == (ending == "healthy")
    assert ("does not sell" in told.title) == (blocks == 0)
    if ending == "closed":
        assert says(said.split(",")[1], left)
    elif blocks:
        assert says(said, points[-1][0])
        assert ending == "healthy" or (says(said, points[-1][1]) and points[-1][1] > points[0][1])
    # Hyperliquid: a fifth of the quarter of a million, then everything; the vault below two thirds.
    have = equity * 5 * price / 80 - worse * price * 1.0
    after = have / (4 * price / 80)
    rest = have - worse * price * 4
    end = "healthy" if after >= 1 else "taken over" if after < 2 / 3 else "closed"
    other = [(r["closed"], r["health"]) for r in told.rows("paths") if r["venue"] == "hyperliquid"]
    path = [(0.0, equity), (0.2, after)] + ([] if end == "healthy" else [(1.0, after)])
    assert other == [About(p, abs=1e-9) for p in path]
    words = told.bold[1]
    assert "20\u202f% closed" in words
    assert ("healthy" in words) == (end == "healthy")
    assert ("vault" in words) == (end == "taken over")
    assert ("then all is closed" in words) == (end == "closed")
    if end != "healthy":
        assert says(words, after)
        assert ("lifts it" in words) == (after > equity + 1e-9)
    if end == "closed":
        assert says(words.split("all is closed")[1], max(rest, 0.0))
    gone = {"dydx": ending == "closed", "hyperliquid": end != "healthy"}
    assert {r["venue"] for r in told.rows("gone")} == {name for name, is_gone in gone.items() if is_gone}
    kept = [(c, h, v) for v, line in (("dydx", chain), ("hyperliquid", other)) for c, h in line if c < 1 or not gone[v]]
    assert [(r["closed"], r["health"], r["venue"]) for r in told.rows("dots")] == kept
    last = {"dydx": chain[-1], "hyperliquid": other[-1]}
    assert all((r["closed"], r["health"]) == (1.0, last[r["venue"]][1]) for r in told.rows("gone"))
    assert all(r["health"] == last[r["venue"]][1] for r in told.rows("ends"))
    assert [r["health"] for r in told.rows("healthy")] == [1.0]
    for row in told.rows("ends"):
        assert ("all closed" in row["label"] or "taken over" in row["label"]) == gone[row["venue"]]
        assert row["closed"] == About({"dydx": chain, "hyperliquid": other}[row["venue"]][-1][0])
    holds, tail = equity * m, told.sentence.split(" On dYdX ")[1]
    assert says(tail, holds)
    if blocks:
        fee = min(max(holds - worse, 0.0), 0.015 * (1 - worse))
        stays = holds - worse - fee
        assert says(tail.split("the fund takes")[1], fee)
        assert ("nothing stays" in tail) == (stays < 1e-9)
        if stays > 1e-9:
            assert says(tail.split("and")[-1], stays)
            assert points[1][1] > points[0][1]
        else:
            assert points[1][1] == About(points[0][1], abs=1e-4)


MARK = 48_000.0
CROWD = [
    ("Ada", 3.0, 64e3, 5), ("Bo", 1.0, 50e3, 10), ("Cem", 2.0, 62e3, 1), ("Dee", 0.5, 49e3, 20), ("Eli", 2.5, 58e3, 3),
    ("Fay", 1.5, 66e3, 1), ("You", 1.0, 60e3, None), ("Gus", 1.0, 52e3, 5), ("Hal", 2.0, 47e3, 10),
    ("Ida", 3.0, 55e3, 1), ("Jon", 1.0, 61e3, 8), ("Kim", 1.5, 56e3, 2),
]  # fmt: skip


def lined_up(
    rule: str, leverage: float, size: float, start: int
) -> tuple[list[str], dict[str, float], dict[str, float]]:
    """Names in order, what each loses, scores."""
    scores = {}
    for place, (name, held_, entry, own) in enumerate(CROWD, start=1):
        posted = held_ * entry / (own or leverage)
        gain = held_ * (entry - MARK)
        worth = held_ * MARK
        now = worth / (posted + gain)
        share_of_entry = gain / (held_ * entry)
        scores[name] = {
            "hyperliquid": entry / MARK * now,
            "binance": max(gain, 0) / max(posted, 1) * (0.004 * worth / (posted + gain)),
            "bitmex": share_of_entry * now if share_of_entry > 0 else share_of_entry / now,
            "dydx": -((place - start) % len(CROWD)),
        }[rule]
    order = sorted(scores, key=lambda n: -scores[n])
    left, cut = size, {}
    for name in order:
        held_ = next(t[1] for t in CROWD if t[0] == name)
        cut[name] = min(held_, left)
        left -= cut[name]
    return order, cut, scores


@oracle("liquidation_mechanics", "queue", constants=[1, 0.01], loose=["places.label"])
def queue(told: Told, rule: str, leverage: float, size: float, start: float, fall: float, guess: float) -> None:
    order, cut, scores = lined_up(rule, leverage, size, round(start))
    place, mine = order.index("You") + 1, cut["You"]
    th = {1: "st", 2: "nd", 3: "rd"}.get(place, "th")
    assert f"you are {place}{th} of 12" in told.title
    assert told.bold[0] == f"{place}{th}"
    assert says(told.title.split("of 12")[1], round(size, 2))
    assert ("and your hedge is gone" in told.title) == (mine > 0.999)
    assert ("your hedge stays" in told.title) == (mine < 1e-9)
    if 1e-9 < mine <= 0.999:
        assert share(told.title.split("must go, and")[1], mine)
    assert says(told.sentence.split(";")[0], round(guess))
    loss = -mine * MARK * fall
    if mine > 1e-9:
        assert says(told.bold[1], round(mine, 2 if mine >= 0.01 else 4))
        assert says(told.bold[2], mine * MARK * 0.01) if fall == 0 else says(told.bold[2], loss, signed=True)
        assert ("another 0\u202f%" in told.sentence) is False
    else:
        assert "ends before you" in told.sentence
        assert told.bold[1] == "$0"
        assert sum(t[1] for t in CROWD if t[0] in order[: place - 1]) >= size - 1e-9
    if fall:
        assert says(told.sentence, fall)
    if rule == "dydx":
        mean = sum(lined_up(rule, leverage, size, k)[1]["You"] for k in range(1, 13)) / 12
        assert share(told.sentence.split("places to begin,")[1], mean)
        assert f"beginning at account {round(start)}" in told.sentence
        assert set(told.idle) == {"leverage"}
        assert lined_up(rule, 1.0, size, round(start))[:2] == lined_up(rule, 10.0, size, round(start))[:2]
    else:
        assert "on average" not in told.sentence
        assert set(told.idle) == {"start"}
        assert says(told.sentence.split("at ")[1], leverage)
    for row, (drawn, name) in enumerate(zip(told.rows("places"), order, strict=True)):
        held_ = next(t[1] for t in CROWD if t[0] == name)
        assert drawn["label"].startswith(f"{row + 1} {name} ")
        assert drawn["own"] == (name == "You")
        whole, partly = cut[name] >= held_ - 1e-9, 1e-9 < cut[name] < held_ - 1e-9
        assert drawn["label"].endswith(", closed") == whole
        assert drawn["label"].endswith(" closed") == (whole or partly)
        bars = {r["kind"]: r["end"] - r["start"] for r in told.rows("held") if int(r["top"]) == row}
        assert bars.get("closed", 0.0) == About(cut[name])
        assert sum(bars.values()) == About(held_)
    assert sum(cut.values()) == About(min(size, 20.0))
    here = told.rows("here")[0]
    assert (here["move"], here["value"]) == About((-fall, loss))
    crowd = {name: facts for name, *facts in CROWD}
    for at, (row, name) in enumerate(zip(told.cells, order, strict=True)):
        held_, entry, own = crowd[name]
        posted, gain = held_ * entry / (own or leverage), held_ * (entry - MARK)
        assert (row["place"], row["trader"], row["BTC short"], row["entry"]) == (at + 1, name, held_, entry)
        assert row["leverage at entry"] == About(own or leverage, abs=0.01)
        assert row["profit"] == About(gain, abs=0.01)
        assert row["leverage now"] == About(held_ * MARK / (posted + gain), abs=0.01)
        assert rule == "dydx" or row["score"] == About(scores[name], abs=1e-4)
        assert row["closed"] == About(cut[name], abs=1e-4)
        score = told.rows("places")[at]["label"].partition("score ")[2]
        assert rule == "dydx" or says(score.partition(",")[0], scores[name])
    assert told.rows("guess")[0]["centre"] == round(guess) - 1 + 0.68
    assert [row["move"] for row in told.rows("book")] == [-0.4, 0.2, -0.4, 0.2]
    for row in told.rows("book"):
        assert row["value"] == About((mine if row["kind"] == "after" else 0.0) * MARK * row["move"])
    full(told)


test_every_sentence = held("liquidation_mechanics")
