"""Lesson 15: what its explorers tell of the example, worked out again position by position."""

from __future__ import annotations

import itertools
import math

from .support import About, Told, UndecidedError, held, oracle, same, says

#: Market: size, entry, mark, maintenance, initial. Hyperliquid's first tiers: half of 1 / the highest leverage.
LEGS = {
    "BTC": (0.8, 58_000.0, 60_000.0, 0.0125, 0.025),
    "ETH": (-10.0, 3_100.0, 3_000.0, 0.02, 0.04),
    "SOL": (120.0, 155.0, 150.0, 0.025, 0.05),
    "DOGE": (40_000.0, 0.16, 0.15, 0.05, 0.1),
}
CASH = {"cross": 7_500.0, "DOGE": 1_500.0}
HELD = {"cross": ("BTC", "ETH", "SOL"), "DOGE": ("DOGE",)}
VOLATILITY = {"BTC": 0.62, "ETH": 0.80}
FEE = 0.00045


class Account:
    """One pool, by loops: sizes may be others than the example's, its cash too."""

    def __init__(self, pool: str, held: tuple[str, ...] | None = None) -> None:
        self.names = HELD[pool] if held is None else held
        self.cash = CASH[pool]
        self.legs = {s: LEGS[s] for s in self.names}

    def equity(self, moves: dict[str, float] | None = None) -> float:
        total = self.cash
        for s, (size, entry, mark, _, _) in self.legs.items():
            total += size * (mark * (1 + (moves or {}).get(s, 0.0)) - entry)
        return total

    def required(self, moves: dict[str, float] | None = None, which: int = 3) -> float:
        total = 0.0
        for s, leg in self.legs.items():
            total += leg[which] * abs(leg[0]) * leg[2] * (1 + (moves or {}).get(s, 0.0))
        return total

    def health(self, moves: dict[str, float] | None = None) -> float:
        return self.equity(moves) - self.required(moves)

    def free(self, moves: dict[str, float] | None = None) -> float:
        return self.equity(moves) - self.required(moves, 4)

    def root(self, way: dict[str, float], ratio: float = 1.0) -> float | None:
        """The t > 0 at which equity is the requirement over ``ratio``; None if a price would be 0 by then."""

        def room(t: float) -> float:
            moves = {s: t * x for s, x in way.items()}
            return self.equity(moves) - self.required(moves) / ratio

        here, there = room(0.0), room(1e-3)
        if here < 0:
            return 0.0
        if there >= here - 1e-12:
            return None
        t = here / (here - there) * 1e-3
        assert abs(room(t)) < 1e-6 * (1 + abs(here))
        return t if all(1 + t * x > 1e-9 for x in way.values()) else None

    def together(self, ratio: float = 1.0) -> float | None:
        """The common move at which it ends, signed."""
        slope = self.health(dict.fromkeys(self.names, 0.01)) - self.health()
        toward = -1 if slope >= 0 else 1
        t = self.root(dict.fromkeys(self.names, float(toward)), ratio)
        return None if t is None else toward * t

    def alone(self, s: str) -> float | None:
        found = [toward * t for toward in (-1, 1) if (t := self.root({s: float(toward)})) is not None]
        return min(found, key=abs) if found else None

    def worth(self, s: str) -> float:
        """What a rise of 100 % would be worth."""
        return (self.health({s: 0.01}) - self.health()) * 100

    def trade(self, s: str, dollars: float, fee: float) -> None:
        """Buy (above 0) at the mark: what was gained on what is closed becomes cash, so equity changes by the fee alone."""
        size, entry, mark, m, i = self.legs[s]
        before = size * (mark - entry)
        new = size + dollars / mark
        if dollars * size < 0 and abs(dollars) >= abs(size) * mark * (1 - 1e-12):
            new = 0.0
        traded = abs(new - size) * mark
        kept = entry if abs(new) <= abs(size) else (size * entry + (new - size) * mark) / new
        self.legs[s] = (new, kept, mark, m, i)
        self.cash += before - new * (mark - kept) - traded * fee

    def sigmas(self, shift: float = 0.0) -> float:
        variance = 0.0
        for a in self.names:
            for b in self.names:
                va, vb = (VOLATILITY.get(x, 0.95) for x in (a, b))
                variance += self.worth(a) * va * self.worth(b) * vb * rho(a, b, shift)
        if min(map(self.worth, self.names)) >= 0 and self.health(dict.fromkeys(self.names, -1.0)) >= 0:
            return math.inf  # it gains from every rise, and lives where every price is 0
        deviation = math.sqrt(max(variance, 0.0) / 365)
        return math.inf if deviation < 1e-9 else self.health() / deviation

    def likeliest(self, shift: float) -> dict[str, float]:
        """−H Σg / g'Σg."""
        towards = {
            a: sum(
                rho(a, b, shift) * VOLATILITY.get(a, 0.95) * VOLATILITY.get(b, 0.95) * self.worth(b) for b in self.names
            )
            for a in self.names
        }
        variance = sum(self.worth(a) * towards[a] for a in self.names)
        return {a: -self.health() * towards[a] / variance for a in self.names}


def rho(a: str, b: str, shift: float = 0.0) -> float:
    if a == b:
        return 1.0
    base = 0.84 if {a, b} == {"BTC", "ETH"} else 0.78 if "BTC" in (a, b) else 0.80
    return base + shift * (1 - base) if shift > 0 else base * (1 + shift)


def beta(s: str) -> float:
    return rho(s, "BTC") * VOLATILITY.get(s, 0.95) / 0.62


def marks_of(told: Told, table: str, *columns: str) -> list[tuple]:
    return [tuple(row[c] for c in columns) for row in told.rows(table)]


def near(found: list[float], wanted: list[float]) -> None:
    assert sorted(found) == About(sorted(wanted), abs=1e-6, rel=1e-6)


@oracle("portfolio_desk", "predict", "friend")
def guesses(told: Told, guess: float) -> None:
    whole = "farther" in told.title
    account = Account("cross", None if whole else ("BTC", "SOL"))
    both, alone = account.together(), account.alone("BTC")
    assert abs(alone) == min(abs(account.alone(s) or 9) for s in account.names)
    assert whole == (abs(both) > abs(alone))
    assert ("nearer" in told.title) != whole
    assert says(told.title, both, signed=True)
    assert says(told.subtitle, account.health())
    assert says(told.sentence, guess, signed=True)
    assert says(told.bold[0], alone, signed=True)
    assert says(told.bold[1], both, signed=True)
    assert ("short earns" in told.sentence) == whole
    assert marks_of(told, "rules", "x", "kind") == [(guess, "guess"), (About(both), "red")]
    assert marks_of(told, "dots", "row", "x", "kind") == [
        ("the app", About(alone), "alone"), ("together", About(both), "together"),
    ]  # fmt: skip
    for row in told.rows("names"):
        want = {"the app": alone, "you": guess, "together": both}[row["row"]]
        assert row["x"] == row["value"] == About(want)
        assert says(row["label"], want, signed=True)
    assert list(told.table["move (%)"]) == About([100 * alone, 100 * both, 100 * guess])


@oracle("portfolio_desk", "first", constants=[5_000, FEE])
def which_first(told: Told, guess: str) -> None:
    now = Account("cross").together()
    after, free = {}, {}
    for row, s, dollars in (
        ("close BTC", "BTC", -5_000),
        ("close ETH", "ETH", 5_000),
        ("sell more ETH", "ETH", -5_000),
    ):
        account = Account("cross")
        account.trade(s, dollars, FEE)
        after[row], free[row] = account.together(), account.free()
    today = Account("cross").free()
    assert says(told.title, after["sell more ETH"], signed=True)
    assert says(told.title, after["close ETH"], signed=True)
    assert says(told.subtitle, now, signed=True)
    assert says(told.sentence, now, signed=True)
    for text, row in zip(
        (told.bold[0], told.bold[1], told.bold[2]),
        after_order := ("close BTC", "sell more ETH", "close ETH"),
        strict=True,
    ):
        assert says(text, after[row], signed=True)
    assert says(told.sentence, free["close ETH"] - today)
    assert says(told.sentence, today - free["sell more ETH"])
    assert abs(after["close ETH"]) < abs(now) < abs(after["sell more ETH"]) < abs(after["close BTC"])
    assert after_order
    assert marks_of(told, "rules", "x") == [(About(now),)]
    for row in told.rows("rods"):
        assert (row["x"], row["x2"]) == (About(now), About(after[row["row"]]))
        assert (row["kind"] == "better") == (abs(after[row["row"]]) > abs(now))
    *ends, mine = told.rows("dots")
    for row in ends:
        assert row["x"] == About(after[row["row"]])
        assert (row["kind"] == "better") == (abs(row["x"]) > abs(now))
    assert mine["row"] == {"btc": "close BTC", "eth": "close ETH", "more": "sell more ETH"}[guess]
    assert mine["x"] == About(now)
    for row in told.rows("names"):
        assert row["x"] == row["value"] == About(after[row["row"]])
        assert says(row["label"], after[row["row"]], signed=True)
    assert list(told.table["common fall (%)"]) == About(
        [100 * after[r] for r in ("close BTC", "close ETH", "sell more ETH")]
    )


def moved(pool: str, x: float) -> Account:
    """The pool after a common move, at its new marks."""
    account = Account(pool)
    account.legs = {s: (size, entry, mark * (1 + x), m, i) for s, (size, entry, mark, m, i) in account.legs.items()}
    return account


@oracle("portfolio_desk", "walls")
def walls(told: Told, first: float) -> None:
    accounts = {pool: moved(pool, first) for pool in CASH}
    if any(abs(a.health()) < 1e-6 for a in accounts.values()):
        raise UndecidedError
    dead = [pool for pool, a in accounts.items() if a.health() < 0]
    assert (first == 0) == ("after a common move" not in told.subtitle)
    cross = accounts["cross"]
    if "cross" in dead:
        assert told.title == "The pool “cross” is liquidated here"
        assert says(told.bold[0], -cross.health())
    else:
        both = cross.together()
        alone = {s: cross.alone(s) for s in cross.names}
        nearest = min(alone, key=lambda s: abs(alone[s]))
        assert nearest in told.title
        assert says(told.title, alone[nearest], signed=True)
        assert says(told.title, both, signed=True)
        assert nearest in told.bold[0]
        assert says(told.bold[0], alone[nearest], signed=True)
        assert says(told.bold[1], both, signed=True)
        by_beta = -cross.root({s: -beta(s) for s in cross.names})
        assert says(told.bold[2], by_beta, signed=True)
        if "DOGE" not in dead:
            other = accounts["DOGE"].together()
            assert says(told.bold[3], other, signed=True)
            assert ("before it" in told.sentence) == (abs(other) < abs(both))
            assert ("after it" in told.sentence) == (abs(other) >= abs(both))
        assert ("Already liquidated: DOGE" in told.sentence) == ("DOGE" in dead)
        assert marks_of(told, "rules", "x") == [(About(both),)]
    ends = [x for (x,) in marks_of(told, "span", "x")]
    assert min(ends) < 0 < max(ends), "where one stands is on the axis"
    pool_of = {s: pool for pool, names in HELD.items() for s in names}
    wanted, shown = [], {row["row"]: row for row in told.rows("names")}
    for s, pool in pool_of.items():
        account = accounts[pool]
        if pool in dead:
            assert shown[s]["label"] == "liquidated"
            continue
        price = account.legs[s][2] * (1 + account.alone(s))
        assert says(shown[s]["label"], account.alone(s), signed=True)
        assert shown[s]["value"] == About(account.alone(s))
        assert shown[s]["price"] == About(price)
        wanted += [
            (s, "alone", account.alone(s)), (s, "together", account.together()),
            (s, "betas", -account.root({x: -beta(x) for x in account.names})),
        ]  # fmt: skip
        ends = [x for row, _, x in wanted if row == s]
        assert any(shown[s]["x"] == About(x) for x in ends)
    if "cross" not in dead:
        wanted.append(("all together", "together", cross.together()))
    found = {(row["row"], row["kind"]): row["x"] for row in told.rows("dots")}
    assert found == {(s, kind): About(x) for s, kind, x in wanted}
    for row in told.rows("names"):
        if row["row"] == "all together":
            assert says(row["label"], row["x"], signed=True)
            assert row["x"] == row["value"] == About(cross.together())
    twin = told.table.set_index("position")
    for s, pool in pool_of.items():
        assert twin.loc[s, "mark ($)"] == About(accounts[pool].legs[s][2])
        for column, kind in (
            ("alone (%)", "alone"),
            ("all together (%)", "together"),
            ("BTC, all by betas (%)", "betas"),
        ):
            want = next((100 * x for row, k, x in wanted if (row, k) == (s, kind)), None)
            assert (math.isnan(twin.loc[s, column]) and want is None) or twin.loc[s, column] == About(want)
        if pool not in dead:
            assert twin.loc[s, "wall shown ($)"] == About(accounts[pool].legs[s][2] * (1 + accounts[pool].alone(s)))


@oracle("portfolio_desk", "likely")
def likely(told: Told, pool: str, shift: float) -> None:
    account = Account(pool)
    far, moves = account.sigmas(shift), account.likeliest(shift)
    assert abs(account.health(moves)) < 1e-6 * account.health()
    possible = all(x > -1 for x in moves.values())
    assert says(told.bold[0], far)
    if not possible:
        assert says(told.title, far)
        assert "below zero" in told.sentence
        assert not told.rows("rods")
    else:
        for s in account.names:
            assert s in told.title
            assert says(told.title, moves[s], signed=True)
        for table, column in (("rods", "x2"), ("dots", "x"), ("names", "x"), ("names", "value")):
            assert {row["row"]: row[column] for row in told.rows(table)} == {s: About(moves[s]) for s in account.names}
        assert all(row["x"] == 0 for row in told.rows("rods"))
        assert all(says(row["label"], moves[row["row"]], signed=True) for row in told.rows("names"))
    low, high = account.sigmas(-1.0), account.sigmas(1.0)
    if len(account.names) == 1:
        assert "nothing to correlate" in told.sentence
    else:
        assert says(told.bold[1], low)
        assert says(told.bold[2], high)
        assert ("break of correlations is the danger" in told.sentence) == (high > low)
    for row in told.rows("curve")[::7]:
        assert row["y"] == About(account.sigmas(row["x"]))
    here = told.rows("here")[0]
    assert (here["x"], here["y"]) == (About(shift), About(far))
    assert says(here["label"], far)
    twin = told.table.set_index("market")
    for s in account.names:
        assert twin.loc[s, "$ per 1 % up"] == About(account.worth(s) / 100)
        assert twin.loc[s, "volatility a year (%)"] == About(100 * VOLATILITY.get(s, 0.95))
        assert not possible or twin.loc[s, "likeliest fatal move (%)"] == About(100 * moves[s])


@oracle("portfolio_desk", "map", constants=[0.01], loose=["border.key", "areas.key"])
def plane(told: Told, across: str, up: str, x: float, y: float) -> None:
    at = {across: x, up: y}
    accounts = {pool: Account(pool) for pool in CASH}
    if any(abs(a.health(at)) < 1e-6 for a in accounts.values()):
        raise UndecidedError
    dead = [pool for pool, a in accounts.items() if a.health(at) < 0]
    cross = accounts["cross"]
    assert says(told.bold[0], abs(cross.health(at)))
    assert ("of room there" in told.sentence) == (cross.health(at) > 0)
    assert ("short there" in told.sentence) == (cross.health(at) < 0)
    for s in (across, up):
        if s in cross.names:
            rise = cross.health({**at, s: (1 + at[s]) * 1.01 - 1}) - cross.health(at)
            assert says(told.sentence, rise)
            assert f"up in {s} {'adds' if rise >= 0 else 'costs'}" in told.sentence
    if not (set(cross.names) & {across, up}):
        assert "Neither price matters" in told.sentence
    assert ("today’s prices" in told.title) == (x == 0 and (y == 0 or across == up))
    if "today’s prices" not in told.title:
        assert says(told.title, x, signed=True)
        assert says(told.title, y, signed=True)
    assert ("liquidated" in told.title) == bool(dead)
    assert all(f"“{pool}”" in told.title for pool in dead)
    # The least further common fall, in points of today's marks, found by walking.
    ends = []
    for pool, account in accounts.items():
        mine = [s for s in (across, up) if s in account.names]
        if not mine or pool in dead:
            continue
        slope = account.health({**at, **{s: at[s] - 0.01 for s in mine}}) - account.health(at)
        if slope < -1e-9:
            ends.append(account.health(at) / -slope * 0.01)
    inside = [far for far in ends if min(x, y) - far >= -1]
    away = min(ends) if ends and min(ends) in inside else None
    shown = "points lower" in told.title
    if away is not None and abs(min(x, y) - away + 1) < 1e-6:
        raise UndecidedError
    if not dead:
        assert shown == (away is not None)
        if shown:
            assert says(told.title, 100 * away)
        assert shown or "every pool is alive" in told.title
    crosses = [row for row in told.rows("dots") if row["kind"] == "dead"]
    you = told.rows("dots")[-1]
    assert (you["x"], you["y"]) == (x, y)
    assert (you["kind"] == "dead") == ("cross" in dead)
    if away is not None:
        assert (told.rows("dots")[0]["x"], told.rows("dots")[0]["y"]) == (About(x - away), About(y - away))
        assert [(row["x"], row["y"]) for row in told.rows("ray")] == [
            (About(x), About(y)), (About(x - away), About(y - away)),
        ]  # fmt: skip
    else:
        assert len(crosses) == ("cross" in dead)
        assert not told.rows("ray")
    # Every point of a border is one: the pool lives on one side of it and not on the other.
    for row in told.rows("border")[::5]:
        account = accounts[row["key"].rsplit(" ", 1)[0]]
        here = account.health({across: row["x"], up: row["y"]})
        upright = not {up} & set(account.names)
        assert abs(here) < (1e-3 if upright else 1e-6) * 20_000
    for row in told.rows("areas")[::9]:
        account = accounts[row["key"].rsplit(" ", 1)[0]]
        middle = (row["low"] + row["high"]) / 2
        if row["high"] - row["low"] > 1e-6:
            assert account.health({across: row["x"], up: middle}) < 1e-3
            for edge, outside in ((row["low"], -1), (row["high"], 1)):
                if abs(edge) < 0.6 - 1e-9:
                    assert account.health({across: row["x"], up: edge + outside * 1e-3}) > -1e-3
    # The ellipse: a normal pair after seven days, 95 of 100.
    va, vb, c = VOLATILITY.get(across, 0.95), VOLATILITY.get(up, 0.95), rho(across, up)
    for row in told.rows("ellipse")[::6]:
        u = (row["x"] - x) / (1 + x) / (va * math.sqrt(7 / 365))
        v = (row["y"] - y) / (1 + y) / (vb * math.sqrt(7 / 365))
        assert (u * u - 2 * c * u * v + v * v) / (1 - c * c) == About(-2 * math.log(0.05), rel=1e-6)
    twin = told.table.set_index("pool")
    for pool, account in accounts.items():
        assert twin.loc[pool, "equity ($)"] == About(account.equity(at))
        assert twin.loc[pool, "requires ($)"] == About(account.required(at))
        assert twin.loc[pool, "health ($)"] == About(account.health(at), abs=1e-6)
        assert (twin.loc[pool, "state"] == "liquidated") == (pool in dead)


def act(pool: str, name: str, dollars: float, fee: float) -> tuple[Account, float, float]:
    """The pool after an act, what it costs in fees and what cash comes in."""
    account, other = Account(pool), Account("DOGE" if pool == "cross" else "cross")
    if name.startswith(("close ", "add to ")):
        s = name.split()[-1]
        size, _, mark, _, _ = account.legs[s]
        way = 1 if size > 0 else -1
        traded = min(dollars, abs(size) * mark) if name.startswith("close") else dollars
        account.trade(s, (-way if name.startswith("close") else way) * traded, fee)
        return account, traded * fee, 0.0
    cost = cash = 0.0
    if name == "deposit":
        cash = dollars / 10
    elif name.startswith("free cash"):
        cash = max(other.free(), 0.0)
    elif name.startswith("dissolve"):
        notional = sum(abs(size) * mark for size, _, mark, _, _ in other.legs.values())
        cost = notional * fee
        cash = other.equity() - cost
    account.cash += cash
    return account, cost, cash


@oracle("portfolio_desk", "touch", loose=["names.label"])
def touch(told: Told, pool: str, dollars: float, sort: str, fee: float) -> None:
    now = Account(pool).together()
    if sort == "fee" and fee == 0:
        assert told.title == "Without a fee nothing is gained per dollar of fee"
        assert not told.rows("dots")
        return
    twin = told.table.set_index("act")
    names = [n for n in twin.index if n != "as it is"]
    other = "DOGE" if pool == "cross" else "cross"
    wanted = {f"close {s}" for s in HELD[pool]} | {"deposit", f"free cash of {other}", f"dissolve {other}"}
    wanted |= {"add to ETH"} if pool == "cross" else set()
    assert set(names) == wanted
    today, nothing = Account(pool), ["traded ($)", "fee ($)", "cash ($)"]
    assert not twin.loc["as it is", nothing].any()
    assert twin.loc["as it is", ["health ($)", "free ($)"]].tolist() == About([today.health(), today.free()])
    ends, costs = {}, {}
    for name in names:
        account, cost, cash = act(pool, name, dollars, fee)
        if abs(account.health() - 0) < 1e-6:
            raise UndecidedError
        reached = account.root(dict.fromkeys(account.names, -1.0))
        ends[name], costs[name] = None if reached is None else -reached, (cost, cash)
        assert twin.loc[name, "health ($)"] == About(account.health(), abs=1e-4)
        assert twin.loc[name, "free ($)"] == About(account.free(), abs=1e-4)
        assert twin.loc[name, "fee ($)"] == About(cost, abs=1e-6)
        assert twin.loc[name, "cash ($)"] == About(cash, abs=1e-6)
        assert twin.loc[name, "traded ($)"] * fee == About(cost, abs=1e-6)
        column = twin.loc[name, "common fall (%)"]
        assert math.isnan(column) if ends[name] is None else column == About(100 * ends[name], abs=1e-6)
        sigma = account.sigmas()
        assert twin.loc[name, "σ of a day"] == About(sigma, rel=1e-6)
    gain = {n: math.inf if x is None else abs(x) - abs(now) for n, x in ends.items()}
    per = {"far": gain}.get(sort) or {
        n: gain[n] / costs[n][sort == "cash"] for n in names if costs[n][sort == "cash"] > 0
    }
    rows = [row["row"] for row in told.rows("rods")]
    assert set(rows) == set(per)
    values = [per[row] for row in rows]
    assert all(a >= b - 1e-12 for a, b in itertools.pairwise(values) if not math.isinf(a))
    for table, column in (("rods", "x2"), ("dots", "x"), ("names", "x"), ("names", "value")):
        for row in told.rows(table):
            if row["row"] != "today":
                assert row[column] == About(now if ends[row["row"]] is None else ends[row["row"]], abs=1e-9)
    kind = {n: "better" if g > 1e-9 else "worse" if g < -1e-9 else "plain" for n, g in gain.items()}
    assert [(r["x"], r["kind"]) for r in told.rows("rods")] == [(About(now), kind[row]) for row in rows]
    assert [r["kind"] for r in told.rows("dots")] == [{"plain": "before"}.get(kind[row], kind[row]) for row in rows]
    assert marks_of(told, "rules", "x") == [(About(now),)]
    for row in told.rows("names"):
        if row["row"] == "today":
            assert says(row["label"], now, signed=True)
        elif ends[row["row"]] is None:
            assert row["label"] == "none"
        else:
            value = ends[row["row"]] if sort == "far" else 1e4 * per[row["row"]]
            assert says(row["label"], value, signed=True)
    assert says(told.sentence, now, signed=True)
    # The best and the worst trade.
    points = {n: 100 * gain[n] for n in names if n.startswith(("close", "add"))}
    best, worst = max(points, key=lambda n: points[n]), min(points, key=lambda n: points[n])
    assert says(told.title, dollars)
    for n in {best, worst}:
        assert f"“{n}”" in told.title or points[n] == points[best] or points[n] == points[worst]
        if math.isinf(points[n]):
            assert "leaves no common fall that ends it" in told.title
        elif abs(points[n]) > 0.051:
            assert says(told.title, points[n])
            assert ("buys" if points[n] > 0 else "costs") in told.title
    assert told.bold[0] == rows[0] or per[told.bold[0]] == per[rows[0]]
    chosen = ends[told.bold[0]]
    assert told.bold[1] == "no such fall" if chosen is None else says(told.bold[1], chosen, signed=True)
    nearer = [n for n, p in points.items() if p < -0.0501]
    undecided = [n for n, p in points.items() if abs(p + 0.05) < 1e-3]
    if not undecided:
        assert ("No trade of this size brings the border nearer" in told.sentence) == (not nearer)
        assert not nearer or sorted(
            told.sentence.partition("the border nearer: ")[2].rstrip(".").split(", ")
        ) == sorted(nearer)


@oracle("portfolio_desk", "whatif", loose=["names.label"], constants=[FEE])
def whatif(told: Told, which: str, trade: float, cash: float, move_all: float) -> None:
    pool = "DOGE" if which == "DOGE" else "cross"
    before, after = Account(pool), Account(pool)
    after.cash += cash
    if trade:
        after.trade(which, trade, FEE)
    moves = dict.fromkeys(after.names, move_all)
    health = after.health(moves)
    if abs(health) < 1e-6:
        raise UndecidedError
    then = moved_of(after, move_all)
    assert says(told.bold[0], health)
    assert says(told.sentence, before.health())
    assert says(told.sentence, after.free(moves))
    equity = after.equity(moves)
    assert (len(told.bold) > 1 and "margin ratio" in told.sentence) == (equity > 0)
    if equity > 0:
        assert says(told.bold[1], after.required(moves) / equity)
    sigma = then.sigmas() if health > 0 else math.inf
    assert ("standard deviations" in told.sentence) == (health > 0 and math.isfinite(sigma))
    if health > 0 and math.isfinite(sigma):
        assert says(told.bold[2], sigma)
    first_move = before.together()
    last = None if health < 0 or then.together() is None else (1 + then.together()) * (1 + move_all) - 1
    if not trade and not cash and not move_all:
        assert says(told.title, first_move, signed=True)
    elif health < 0:
        assert "is liquidated" in told.title
    elif last is None:
        assert "ends it" in told.title
    else:
        assert says(told.title, last, signed=True)
        assert says(told.title, first_move, signed=True)
    size, _, mark, _, _ = LEGS[which]
    if trade:
        whole = trade * size < 0 and abs(trade) >= abs(size) * mark * (1 - 1e-12)
        assert (f"lose all of {which}" in told.title) == whole
        assert whole or says(told.title, trade)
        assert whole or ("uy $" if trade > 0 else "ell $") in told.title
    if cash:
        assert says(told.title, cash)
        assert ("ut in $" if cash > 0 else "ake out $") in told.title
    if move_all:
        assert says(told.title, move_all, signed=True)
    rows = {"all together": (first_move, last)}
    for s in before.names:
        b = then.alone(s) if health > 0 and then.legs[s][0] else None
        rows[f"{s} alone"] = (before.alone(s), None if b is None else (1 + b) * (1 + move_all) - 1)
    dots = [
        (row, x, kind) for row, (a, b) in rows.items() for x, kind in ((a, "before"), (b, "after")) if x is not None
    ]
    assert marks_of(told, "dots", "row", "x", "kind") == [(r, About(x, abs=1e-6), k) for r, x, k in dots]
    for row in told.rows("rods"):
        a, b = rows[row["row"]]
        assert (row["x"], row["x2"]) == (About(a, abs=1e-6), About(b, abs=1e-6))
        if abs(abs(a) - abs(b)) > 1e-6:
            assert row["kind"] == ("better" if abs(b) > abs(a) else "worse")
    for row in told.rows("names"):
        b = rows[row["row"]][1]
        if b is None:
            assert row["label"] == ("liquidated" if health < 0 else "none")
        else:
            assert says(row["label"], b, signed=True)
    twin = told.table
    figures = [account_figures(before, {}), account_figures(after, moves)]
    for column, numbers in zip(("before", "after"), figures, strict=True):
        assert list(twin[column])[:4] == About(numbers, abs=1e-4)
    for k, (a, b) in enumerate(rows.values(), start=4):
        for column, x in (("before", a), ("after", b)):
            assert math.isnan(twin[column][k]) if x is None else twin[column][k] == About(100 * x, abs=1e-4)


def account_figures(account: Account, moves: dict[str, float]) -> list[float]:
    return [account.equity(moves), account.required(moves), account.health(moves), account.free(moves)]


def moved_of(account: Account, x: float) -> Account:
    new = Account("cross")
    new.names, new.cash = account.names, account.cash
    new.legs = {s: (size, entry, mark * (1 + x), m, i) for s, (size, entry, mark, m, i) in account.legs.items()}
    return new


#: The twelve nights: what comes, and how hard.
NIGHTS = [
    ("taken", 0.1), ("squeeze", 0.2), ("halt", 0.25), ("taken", 0.15), ("funding", 0.002), ("funding", 0.001),
    ("funding", 0.003), ("squeeze", 0.4), ("taken", 0.2), ("squeeze", 0.3), ("halt", 0.35), ("halt", 0.15),
]  # fmt: skip


def close(account: Account, moves: dict[str, float], dollars: float, fee: float = FEE) -> float:
    """Close of every position the same share; what it gained becomes cash."""
    held = sum(abs(q) * m * (1 + moves[s]) for s, (q, _, m, _, _) in account.legs.items())
    share = min(dollars / held, 1.0) if held else 0.0
    for s, (q, entry, m, a, b) in account.legs.items():
        price = m * (1 + moves[s])
        account.cash += share * q * (price - entry) - fee * abs(share * q) * price
        account.legs[s] = ((1 - share) * q, entry, m, a, b)
    return share * held


Night = tuple[int | None, float, list, float, list]


def lived(kind: str, hard: float, lines: tuple[float, str, str, str] | None) -> Night:
    """A night by steps: the step of its end, equity, what acted, what was put in, and (step, equity) all along."""
    account, acted, put = Account("cross"), [], 0.0
    path: list[tuple[int, float]] = []
    quarter = account.equity() / 4
    moves: dict[str, float] = {}
    for step in range(25):
        part = step / 24
        moves = {
            s: part * (hard if s == "ETH" else 0.0) if kind == "squeeze" else 0.0 if kind == "funding" else -part * hard
            for s in account.names
        }
        if kind == "funding" and step:
            account.cash -= sum(3 * hard * q * m for q, _, m, _, _ in account.legs.values())
        lost = 0.0
        if kind == "taken" and step == 2:
            q, entry, m, a, b = account.legs["ETH"]
            price = m * (1 + moves["ETH"])
            lost = abs(q) * price
            account.cash += q * (price - entry)
            account.legs["ETH"] = (0.0, entry, m, a, b)
        holds = any(abs(q) > 1e-12 for q, *_ in account.legs.values())
        if holds and abs(account.health(moves)) < 1e-6:
            raise UndecidedError
        path.append((step, account.equity(moves)))
        if holds and account.health(moves) < 0:
            return step, account.equity(moves), acted, put, path
        if lines is None:
            continue
        ratio, rings, halts, gone = lines
        before = len(acted)
        if lost and gone == "close":
            acted.append(("lost hedge", step, close(account, moves, lost)))
        if kind == "halt" and step == 4 and halts == "cash":
            account.cash, put = account.cash + quarter, put + quarter
            acted.append(("halt", step, quarter))
        holds = any(abs(q) > 1e-12 for q, *_ in account.legs.values())
        if holds and not any(line == "alarm" for line, *_ in acted):
            now = account.required(moves) / account.equity(moves)
            if abs(now - ratio) < 1e-9:
                raise UndecidedError
            if now >= ratio and rings == "cash":
                account.cash, put = account.cash + quarter, put + quarter
                acted.append(("alarm", step, quarter))
            elif now >= ratio and not (kind == "halt" and 4 <= step < 12):
                held = sum(abs(q) * m * (1 + moves[s]) for s, (q, _, m, _, _) in account.legs.items())
                acted.append(("alarm", step, close(account, moves, held * (0.5 if rings == "half" else 1.0))))
        if len(acted) > before:
            path.append((step, account.equity(moves)))
    return None, account.equity(moves), acted, put, path


#: The nights as they go by themselves: whatever lines are written, these are the same.
ALONE = [lived(kind, hard, None) for kind, hard in NIGHTS]


def goes_on(night: Night) -> list[tuple[int, float]]:
    """The part of a night from the first line that acted."""
    return [at for at in night[4] if night[2] and at[0] >= night[2][0][1]]


def paths_of(told: Told) -> dict[str, list[tuple[float, float]]]:
    """The lines that are drawn, by kind and then in their order; points of one line follow each other."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in told.rows("paths"):
        found.setdefault(row["kind"], []).append((row["x"], row["y"]))
    return found


def night_is_drawn(told: Told, shown: list[tuple[Night, Night]], others: list[Night]) -> None:
    """The lines, where something acted, the crosses."""
    drawn = paths_of(told)
    wanted = {
        "other": [at for night in others for at in night[4]],
        "bare": [at for bare, _ in shown for at in bare[4]],
        "mine": [at for _, mine in shown for at in goes_on(mine)],
    }
    for kind, points in wanted.items():
        assert len(drawn.get(kind, [])) == len(points), kind
        for axis in (0, 1):
            assert [float(at[axis]) for at in drawn.get(kind, [])] == About([float(at[axis]) for at in points]), kind
    acts = [(step, dict(reversed(mine[4]))[step]) for _, mine in shown for _, step, _ in mine[2]]
    ended = [
        night[4][-1]
        for bare, mine in shown
        for night in ([bare] if bare[4] == mine[4] else [bare, mine])
        if night[0] is not None
    ]
    for name, points in (("acts", acts), ("gone", ended)):
        rows = [(float(row["x"]), row["y"]) for row in told.rows(name)]
        assert sorted(rows) == About(sorted((float(x), y) for x, y in points), rel=1e-6, abs=1e-6), name


@oracle("portfolio_desk", "defend", constants=[FEE, 4, 12, 2, 8, 24])
def defended(told: Told, ratio: float, rings: str, halts: str, gone: str, night: float) -> None:
    start = Account("cross").equity()
    assert says(told.subtitle, start)
    assert marks_of(told, "today", "y") == [(About(start),)]
    lines = (ratio, rings, halts, gone)
    texts = [row["text"] for row in told.rows("texts")]
    if night < 1:
        under = [lived(kind, hard, lines) for kind, hard in NIGHTS]
        ended, left = (sum(n[0] is not None for n in nights) for nights in (ALONE, under))
        assert told.title.startswith(f"{ended} of 12 nights end this pool")
        acts = any(n[2] for n in under)
        assert told.title.endswith(f"; with your lines {left}" if acts else ", and none of your lines acts")
        assert ("At a blue dot a line of yours acts" in told.sentence) == acts
        assert texts == [*["a line acts"] * acts, *["liquidated"] * (ended + left > 0)]
        saved = sum(a[0] is not None and u[0] is None for a, u in zip(ALONE, under, strict=True))
        lost = sum(a[0] is None and u[0] is not None for a, u in zip(ALONE, under, strict=True))
        assert f"Your lines save the pool in {saved}{'' if lost else '.'}" in told.sentence
        assert (f"and end it in {lost} that it would have lived through." in told.sentence) == (lost > 0)
        night_is_drawn(told, list(zip(ALONE, under, strict=True)), [])
        assert list(told.table["night"]) == list(range(1, 13))
        for nights, column, step in ((ALONE, "no lines ($)", "liquidated at step"),
                                     (under, "your lines ($)", "liquidated at step, with them")):  # fmt: skip
            assert list(told.table[column]) == About([n[1] for n in nights])
            assert same(told.table[step], [n[0] for n in nights])
        assert "draw one" in told.sentence
        return
    kind, hard = NIGHTS[int(night) - 1]
    bare, mine = ALONE[int(night) - 1], lived(kind, hard, lines)
    night_is_drawn(told, [(bare, mine)], [n for k, n in enumerate(ALONE) if k != int(night) - 1])
    assert marks_of(told, "shut", "x", "x2") == ([(4.0, 12.0)] if kind == "halt" else [])
    for name, fate in (("no lines", bare), *([("your lines", mine)] if mine[2] else [])):
        end = next(text for text in texts if text.startswith(f"{name}: "))
        assert end.endswith(": liquidated") if fate[0] is not None else says(end, fate[1])
    for line, _, dollars in mine[2]:
        verb = "puts in" if line == "halt" or (line == "alarm" and rings == "cash") else "closes"
        assert any(text.startswith(f"{verb} ") and says(text, dollars) for text in texts)
    named = {"taken": "The hedge is taken", "squeeze": "A squeeze", "halt": "A halt", "funding": "Funding"}
    assert told.title.startswith(f"{named[kind]}: ")
    assert says(told.sentence, hard)
    what = {"funding": "every 8 hours, for 24 days", "halt": "from hour 4 to 12", "taken": "In hour 2 the venue"}
    assert what.get(kind, "in a day") in told.sentence
    dead, equity, acted, put, _ = mine
    first, *_ = acted or [None]
    word = {"alarm": "the alarm’s line", "halt": "the line for a halt", "lost hedge": "the line for a lost hedge"}
    if dead is not None and bare[0] is None:
        assert "would live" in told.title
    elif dead is not None:
        assert "liquidated in" in told.title
        assert ("before any line acted" in told.title) == (not acted)
        assert not acted or f"after {word[acted[-1][0]]} acted" in told.title
    elif not acted:
        assert "no line acts, and none was needed" in told.title
        assert bare[0] is None
    else:
        assert f"{word[first[0]]} acts in" in told.title
        assert says(told.title, first[1])
        assert ("the pool lives" in told.title) == (bare[0] is not None)
    assert ("Without lines the pool is liquidated" in told.sentence) == (bare[0] is not None)
    unit = "day" if kind == "funding" else "hour"
    assert (
        (f"liquidated in {unit} {bare[0]}." in told.sentence) if bare[0] is not None else says(told.sentence, bare[1])
    )
    for line, step, dollars in acted:
        verb = "puts in" if line == "halt" or (line == "alarm" and rings == "cash") else "closes"
        part = told.sentence.partition(f"In {unit} {step} {word[line]} {verb} ")[2]
        assert says(part.partition(". ")[0], dollars)
        assert says(told.sentence, step)
    assert not put or dead is not None or says(told.sentence, put)
    assert sum(told.sentence.count(f" {w} ") for w in word.values()) == len(acted)
    assert list(told.bold) == [str(dead)] if dead is not None else says(told.bold[0], equity)
    assert ("was put in" in told.sentence) == (put > 0 and dead is None)
    assert list(told.table["equity ($)"]) == About([bare[1], mine[1]], abs=1e-6)
    assert same(told.table[f"liquidated in {unit}"], [bare[0], dead])
    assert list(told.table["put in ($)"]) == About([0.0, put])


#: Falls as published, BTC and ETH: low over open; then the tenth of October 2025 coin by coin, closes and lows.
DAYS = {
    "12 Mar 2020": {"BTC": 3_621.8 / 7_358.5 - 1, "ETH": 84.23 / 168.27 - 1},
    "19 May 2021": {"BTC": 28_688.0 / 40_359.7 - 1, "ETH": 1_400.7 / 2_975.5 - 1},
    "8 Nov 2022": {"BTC": 15_462.6 / 19_765.6 - 1, "ETH": 1_071.1 / 1_488.9 - 1},
    "5 Aug 2024": {"BTC": 48_888.0 / 59_233.9 - 1, "ETH": 2_112.0 / 2_755.8 - 1},
    "10 Oct 2025": {"BTC": 101_516.5 / 116_605.2 - 1, "ETH": 3_400.0 / 3_995.0 - 1},
    "… its closes": {"BTC": -0.066924, "ETH": -0.10043, "SOL": -0.16091, "DOGE": -0.27867},
    "… all lows": {"BTC": -0.13244, "ETH": -0.1545, "SOL": -0.31894, "DOGE": -0.64217},
}


ROWS = ("span.row", "rods.row", "dots.row", "gone.row", "names.row")


@oracle("portfolio_desk", "days", constants=[7, 10, 2025], loose=[*ROWS, "names.label"])
def days(told: Told, ways: str, share: float) -> None:
    groups = {"own": HELD, "one": {"one pool": tuple(LEGS)}, "each": {s: (s,) for s in LEGS}}[ways]
    equity = sum(Account(pool).equity() for pool in CASH)
    needs = {s: abs(size) * mark * i for s, (size, _, mark, _, i) in LEGS.items()}
    accounts = {}
    for name, names in groups.items():
        account = Account("cross", tuple(names))
        if ways == "own":
            account.cash = CASH[name]
        else:
            part = sum(needs[s] for s in names) / sum(needs.values())
            account.cash = equity * part - sum(LEGS[s][0] * (LEGS[s][2] - LEGS[s][1]) for s in names)
        accounts[name] = account
    states, left = {}, {}
    for day, falls in DAYS.items():
        for name, account in accounts.items():
            moves = {s: max(share * falls.get(s, falls["ETH"]), -0.999) for s in account.names}
            e, h = account.equity(moves), account.health(moves)
            if min(abs(e), abs(h)) < 1e-6:
                raise UndecidedError
            left[day, name] = e
            states[day, name] = "bankrupt" if e < 0 else "liquidated" if h < 0 else "alive"
    safe = [day for day in DAYS if all(states[day, n] == "alive" for n in accounts)]
    if len(safe) == len(DAYS):
        assert told.title.startswith("Every pool lives through all 7 rows")
    elif safe:
        assert told.title.startswith(f"Every pool lives through {len(safe)} of 7 rows")
    else:
        assert told.title.startswith("In each of 7 rows some pool is lost")
    assert (share == 1) == ("of each move" not in told.title)
    for text, day in zip(told.bold, ("… its closes", "… all lows"), strict=True):
        assert says(text, sum(max(left[day, n], 0) for n in accounts if states[day, n] == "alive"))
        for n in accounts:
            part = told.sentence.split(". ")[day == "… all lows"]
            assert (f"“{n}”" in part) == (states[day, n] != "alive")
        owed = -sum(min(left[day, n], 0) for n in accounts)
        if owed > 0.5:
            assert says(told.sentence, owed)
    alive = [(day, left[day, n]) for day in DAYS for n in accounts if states[day, n] == "alive"]
    gone = [(day, left[day, n]) for day in DAYS for n in accounts if states[day, n] != "alive"]
    assert [(r["row"], r["x"]) for r in told.rows("dots")] == [(d, About(x)) for d, x in alive]
    assert [(r["row"], r["x"]) for r in told.rows("gone")] == [(d, About(x)) for d, x in gone]
    for row in told.rows("rods"):
        mine = [left[row["row"], n] for n in accounts]
        assert (row["x"], row["x2"]) == (About(min(mine)), About(max(mine)))
    for row in told.rows("names"):
        lost = [n for n in accounts if states[row["row"], n] != "alive"]
        assert (row["lost"], row["value"]) == (len(lost), len(accounts) - len(lost))
        if not lost:
            assert row["label"] == ("alive" if len(accounts) == 1 else "all alive")
        elif len(lost) == len(accounts):
            assert row["label"] == ("gone" if len(accounts) == 1 else "all gone")
        else:
            assert row["label"] == (f"{lost[0]} gone" if len(lost) == 1 else f"{len(lost)} of {len(accounts)} gone")
    twin = told.table.set_index("day")
    for (day, n), e in left.items():
        assert twin.loc[day, f"{n}: equity ($)"] == About(e)
        assert twin.loc[day, f"{n}: state"] == states[day, n]


@oracle("portfolio_desk", "wait")
def wait(told: Told, majors: float, others: float) -> None:
    due = {}
    for s, (size, _, mark, _, _) in LEGS.items():
        due[s] = 3 * size * mark * (majors if s in ("BTC", "ETH") else others)
    total, mine = sum(due.values()), sum(due[s] for s in HELD["cross"])
    if min(abs(abs(x) - 0.005) for x in (total, mine, *due.values())) < 1e-9:
        raise UndecidedError
    if abs(total) < 0.005:
        assert "costs nothing" in told.title
    else:
        assert ("costs" if total > 0 else "earns") in told.title
        assert says(told.title, total)
        assert says(told.title, 30 * total)
    health = Account("cross").health()
    if abs(mine) < 0.005:
        assert "neither pays nor receives" in told.sentence
        assert says(told.bold[0], 0.0)
    else:
        assert ("pays" if mine > 0 else "receives") in told.sentence
        assert says(told.bold[0], 30 * mine)
        assert says(told.bold[1], 30 * abs(mine) / health)
        assert ("reach the border" in told.sentence) == (mine > 0)
        if mine > 0:
            assert says(told.sentence, health / mine)
    for table, column in (("rods", "x2"), ("dots", "x"), ("names", "x"), ("names", "value")):
        assert {r["row"]: r[column] for r in told.rows(table)} == {s: About(x, abs=1e-9) for s, x in due.items()}
    for row in told.rows("rods"):
        assert row["x"] == 0
        assert abs(due[row["row"]]) < 1e-9 or (row["kind"] == "worse") == (due[row["row"]] > 0)
    for row in told.rows("names"):
        assert row["label"] == "nothing" if abs(due[row["row"]]) < 0.005 else says(row["label"], due[row["row"]])
    twin = told.table.set_index("position")
    for s, x in due.items():
        assert twin.loc[s, "a day ($)"] == About(x, abs=1e-9)
        assert twin.loc[s, "a month ($)"] == About(30 * x, abs=1e-9)


@oracle("portfolio_desk", "alarm", loose=ROWS)
def alarm(told: Told, pool: str, ratio: float) -> None:
    account = Account(pool)
    now = account.required() / account.equity()
    if abs(now - ratio) < 1e-9:
        raise UndecidedError
    end, mine = account.together(), account.together(ratio)
    steps = [account.together(r) for r in (0.3, 0.5, 0.7, 0.9, 1.0)]
    assert mine is not None
    assert says(told.title, ratio)
    if now >= ratio:
        assert "rings now" in told.title
        assert says(told.bold[0], now)
        assert says(told.sentence, end, signed=True)
        mine = 0.0
    else:
        assert says(told.title, 100 * (abs(end) - abs(mine)))
        assert says(told.bold[0], mine, signed=True)
        assert says(told.bold[1], end, signed=True)
        for s in account.names:
            assert s in told.sentence
            assert says(told.sentence, LEGS[s][2] * (1 + mine))
    rows = [f"ratio {round(100 * r)} %" for r in (0.3, 0.5, 0.7, 0.9, 1.0)]
    wanted = [(row.replace(" %", "\u202f%"), x) for row, x in [*zip(rows, steps, strict=True)]] + [("yours", mine)]
    for table, column in (("dots", "x"), ("names", "x"), ("names", "value")):
        assert [(r["row"], r[column]) for r in told.rows(table)] == [(row, About(x, abs=1e-9)) for row, x in wanted]
    for (_, x), row in zip(wanted, told.rows("names"), strict=True):
        assert row["label"] == "now" if x == 0 else says(row["label"], x, signed=True)
    assert marks_of(told, "rules", "x") == [(0.0,)]
    assert [r["ratio"] for r in told.rows("names")] == About([0.3, 0.5, 0.7, 0.9, 1.0, ratio])
    twin = told.table
    assert list(twin["margin ratio (%)"]) == About([30, 50, 70, 90, 100, 100 * ratio])
    assert list(twin["common fall (%)"]) == About([100 * x for _, x in wanted], abs=1e-6)
    for s in account.names:
        assert list(twin[f"{s} ($)"]) == About([LEGS[s][2] * (1 + x) for _, x in wanted])


from . import desk_bots, own_history  # noqa: E402, F401 (register the oracles of what they check: of this lesson too)

test_every_sentence = held("portfolio_desk")
