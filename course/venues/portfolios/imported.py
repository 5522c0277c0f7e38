"""What a file of positions comes to: pools, marks, what was understood, what was assumed, and what has to be asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from course.margin import Holding, Market, Pool, Portfolio, Position
from course.margin.schedule import Schedule
from course.texts import say
from course.validation import ArgumentError
from course.venues.base import Venue
from course.venues.dumps import DOLLARS, base_asset
from course.venues.portfolios.text import BIGGEST, MOST, At, Fault, Path, PortfolioError
from course.venues.registry import get

CROSS, ISOLATED = "cross", "isolated"
AGREES = 0.005
"""The course's tiers are taken where they give a position's maintenance as the file says it, to within this share."""
INITIAL_TIMES = 2.0
"""Where nobody says what opening takes, it is assumed to be so many times the maintenance."""
_NAME = re.compile(r"[\w.:/,+$-]+")


@dataclass(frozen=True)
class Assumption:
    """Something the file does not say, and what was taken for it.

    Attributes:
        key: under which an answer changes it: ``"mark:BTC"``, ``"initial:DOGE"``, …
        value: what was taken, a number or a word.
        text: in words.
        unit: of an answer, as :class:`OpenQuestion` has it; ``"size"`` for a number above zero.
    """

    key: str
    value: Any
    text: str
    unit: str = "size"


@dataclass(frozen=True)
class OpenQuestion:
    """Something that cannot be known from the file; ``unit`` is ``"$"``, ``"%"`` (answered as a fraction) or ``"mode"``."""

    key: str
    text: str
    unit: str


@dataclass(frozen=True)
class Difference:
    """A figure of the file beside ours, where the two differ by more than they should."""

    what: str
    file: float
    ours: float


@dataclass(frozen=True)
class ShownPrice:
    """The liquidation price that a file shows for a position, beside ours (None: by our rule there is none), USD.

    Attributes:
        step: of the market's price, as far as the file's own prices tell; 0 where it was not looked for.
    """

    market: str
    file: float
    ours: float | None
    step: float = 0.0

    @property
    def apart(self) -> float:
        """How far the two lie from each other, as a fraction of the file's; infinite where we have none."""
        return float("inf") if self.ours is None else abs(self.file - self.ours) / self.file

    @property
    def steps(self) -> float:
        """The same in steps of the price; 0 where these are not known."""
        return 0.0 if self.ours is None or not self.step else abs(self.file - self.ours) / self.step


@dataclass(frozen=True)
class Imported:
    """A portfolio as a file gives it.

    Attributes:
        form: which form was recognised, such as ``"dydx"``.
        venue: the course's venue whose rules hold, or "" where none is named.
        pools: pools by name; a pool whose collateral or market is still asked for is missing.
        modes: ``"cross"`` or ``"isolated"`` by pool.
        marks: by market, USD.
        understood: what was found, in one line.
        assumed: what the file does not say.
        asked: what has to be answered before :attr:`portfolio` is whole.
        left_out: what was passed over, and how often, by reason.
        differences: figures of the file that ours do not meet.
        shown: liquidation prices of the file, beside ours.
        taken: when, as the file says it; "" where it does not.
        redacted: sizes are multiples of equity (:mod:`course.venues.portfolios.snapshot`).
    """

    form: str
    venue: str
    pools: Mapping[str, Pool]
    modes: Mapping[str, str]
    marks: Mapping[str, float]
    understood: str = ""
    assumed: tuple[Assumption, ...] = ()
    asked: tuple[OpenQuestion, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    differences: tuple[Difference, ...] = ()
    taken: str = ""
    redacted: bool = False
    shown: tuple[ShownPrice, ...] = ()

    @property
    def ready(self) -> bool:
        """Nothing has to be asked any more."""
        return not self.asked

    @property
    def portfolio(self) -> Portfolio:
        """The pools as a portfolio.

        Raises:
            ArgumentError: something has still to be asked.
        """
        if self.asked:
            raise ArgumentError(
                "answers", [q.key for q in self.asked], "an answer to each first: " + self.asked[0].text
            )
        return Portfolio(0.0, dict(self.pools))


@dataclass
class _Line:
    """One position as a file has it."""

    symbol: str
    size: float
    entry: float
    maintenance: float | None
    initial: float | None
    leverage: float | None
    schedule: Schedule | None
    initial_schedule: Schedule | None


@dataclass
class _Pool:
    mode: str
    collateral: float | None = None
    lines: list[_Line] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)


#: What a file is called that names no venue.
_TITLES = {"ccxt": "ccxt’s positions"}


class Draft:
    """Gathers what a reader finds and turns it into an :class:`Imported`.

    Args:
        form: name of the form.
        venue: name of the course's venue, or "".
        answers: what was asked or assumed before, by key.

    A reader may set ``fee_apart``: the fee of closing, a fraction of notional, which the venue counts beside the maintenance that
    its file says.
    """

    def __init__(self, form: str, venue: str, answers: Mapping[str, Any]) -> None:
        self.form, self.venue, self.answers = form, venue, answers
        self.pools: dict[str, _Pool] = {}
        self.marks: dict[str, float] = {}
        self.assumed: dict[str, Assumption] = {}
        self.asked: dict[str, OpenQuestion] = {}
        self.left_out: Counter[str] = Counter()
        self.totals: list[tuple[str, float, str]] = []
        self.walls: list[tuple[str, str, float, float]] = []
        self.profits: list[tuple[str, float, float, float]] = []
        self.taken, self.redacted, self.count = "", False, 0
        self.money_is_said = False
        self.csv_modes: dict[str, str] = {}
        self.fee_apart = 0.0
        self.rules: Venue | None = get(venue) if venue else None

    # ---- what readers say -------------------------------------------------------------------------------------------

    def pool(self, name: str, mode: str) -> _Pool:
        """The pool of a name."""
        return self.pools.setdefault(name, _Pool(mode))

    def add(
        self,
        pool: str,
        mode: str,
        symbol: str,
        size: float,
        entry: float,
        at: At,
        *,
        mark: float | None = None,
        maintenance: float | None = None,
        initial: float | None = None,
        leverage: float | None = None,
        schedule: Schedule | None = None,
        initial_schedule: Schedule | None = None,
        profit: At | None = None,
    ) -> None:
        """A position: ``maintenance`` and ``initial`` as fractions of notional at the mark, where the file says them.

        ``profit`` is the open profit of the file, USD: what size, entry and mark come to is held against it.
        """
        self.count += 1
        if self.count > MOST:
            raise at.fault(f"at most {MOST} positions")
        if any(line.symbol == symbol and line.size * size > 0 for line in self.pool(pool, mode).lines):
            side = "long" if size > 0 else "short"
            raise at.fault(
                f"one {side} of {symbol} in the pool “{pool}”: it stands there twice; keep one row, with the sizes added and the"
                " average entry"
            )
        if maintenance is not None and not 0 <= maintenance < 1:
            raise at.fault("a maintenance requirement between 0 and the notional")
        self.pool(pool, mode).lines.append(
            _Line(symbol, size, entry, maintenance, initial, leverage, schedule, initial_schedule)
        )
        if mark is not None and profit is not None:
            self.profits.append((symbol, profit.number(), size * (mark - entry), abs(size) * mark))
        if mark is not None:
            known = self.marks.setdefault(symbol, mark)
            if abs(mark / known - 1) > 0.01:
                raise at.fault(f"one mark for {symbol}, not {known:g} in one place and {mark:g} in another")

    def one_account(self, at: At) -> None:
        """An answer that says an account's money: a second one would make of two accounts a third that nobody has."""
        if self.money_is_said:
            raise at.fault("one account at a time: the money of one is said above")
        self.money_is_said = True

    def leave_out(self, reason: str) -> None:
        """Something is passed over; it is counted."""
        self.left_out[reason] += 1

    def assume(self, key: str, value: Any, text: str, unit: str) -> Any:
        """What the file does not say: the answer if there is one, else ``value``, and it is noted.

        Args:
            key: under which it is changed.
            value: what is taken.
            text: in words.
            unit: as in :class:`OpenQuestion`; ``"size"`` for a number above zero.
        """
        if key in self.answers:
            value = _answer(key, text, self.answers[key], unit)
        self.assumed[key] = Assumption(key, value, text, unit)
        return value

    def ask(self, key: str, text: str, unit: str) -> Any:
        """What cannot be known: the answer, or None, and it stands among the questions."""
        if key in self.answers:
            return _answer(key, text, self.answers[key], unit)
        self.asked[key] = OpenQuestion(key, text, unit)
        return None

    def total(self, what: str, file: float, of: str) -> None:
        """A sum that the file says, to be compared with ours: ``of`` is ``"equity:pool"`` or ``"maintenance:pool"``."""
        self.totals.append((what, file, of))

    def wall(self, pool: str, symbol: str, shown: At | None, step: float = 0.0) -> None:
        """The venue's own liquidation price of a position, to be compared with ours; what is no price above 0 means none."""
        try:
            price = float(str(shown.value)) if shown is not None else 0.0
        except ValueError:
            return
        if 0 < price < BIGGEST:
            self.walls.append((pool, symbol, price, step))

    # ---- what it comes to -------------------------------------------------------------------------------------------

    def done(self) -> Imported:
        """The record; what is missing is asked."""
        for name, pool in self.pools.items():
            if pool.collateral is None:
                pool.collateral = self.ask(
                    f"collateral:{name}",
                    say("Collateral of the pool “{name}”: cash put in, without open profit", name=name),
                    "$",
                )
        symbols = dict.fromkeys(line.symbol for pool in self.pools.values() for line in pool.lines)
        for symbol in (*symbols, *(h.asset for p in self.pools.values() for h in p.holdings)):
            if symbol not in self.marks:
                mark = self.ask(f"mark:{symbol}", say("Price of {symbol} now", symbol=symbol), "$")
                if mark is not None:
                    self.marks[symbol] = mark
        found = {name: self._pool(pool) for name, pool in self.pools.items()}
        whole = {name: pool for name, pool in found.items() if pool is not None}
        return Imported(
            self.form, self.venue, whole, {n: self.pools[n].mode for n in self.pools},
            dict(self.marks), self._understood(), tuple(self.assumed.values()), tuple(self.asked.values()),
            tuple(sorted(self.left_out.items())), tuple(self._differences(whole)), self.taken, self.redacted,
            tuple(self._shown(whole)),
        )  # fmt: skip

    def _pool(self, pool: _Pool) -> Pool | None:
        positions = [self._position(line) for line in pool.lines]
        if pool.collateral is None or any(p is None for p in positions):
            return None
        return Pool(pool.collateral, tuple(p for p in positions if p is not None), tuple(pool.holdings))

    def _position(self, line: _Line) -> Position | None:
        market = self._market(line)
        if market is None:
            return None
        setting = line.leverage if line.leverage is not None and line.leverage <= market.max_leverage else None
        return Position(market, line.size, line.entry, setting)

    def _market(self, line: _Line) -> Market | None:
        """The market's rules: the course's tiers where they agree with the file, else the file's fraction, else an answer."""
        s, key = line.symbol, f"maintenance:{line.symbol}"
        if line.schedule is not None or line.initial_schedule is not None:
            kept: Any = line.schedule if line.schedule is not None else line.maintenance
            first: Any = line.initial_schedule if line.initial_schedule is not None else line.initial
            stated = Market(s, first if first is not None else kept, kept if kept is not None else first)
            ours = self.rules.market(s) if self.rules is not None and s in self.rules.symbols else stated
            # A file of this course repeats the venue's tiers: then its fees and what it counts hold as well.
            same = (ours.initial, ours.maintenance) == (stated.initial, stated.maintenance)
            return ours if same else stated
        known = self.rules is not None and s in self.rules.symbols
        if known and self.rules is not None and key not in self.answers:
            market = self.rules.market(s)
            mark = self.marks.get(s)
            if line.maintenance is None:
                return market
            if mark is not None:
                required = float(Position(market, line.size, line.entry).maintenance_requirement(mark))
                said = (line.maintenance + self.fee_apart) * abs(line.size) * mark
                if abs(required - said) <= AGREES * max(required, 1e-9):
                    return market
        rate = line.maintenance
        if rate is not None and self.fee_apart:
            rate += self.assume("fee", self.fee_apart, "The fee of closing is counted beside the maintenance", "%")
        if rate is None or key in self.answers:
            rate = self.ask(key, say("Maintenance requirement of {s}, as a share of its notional", s=s), "%")
            if rate is None:
                return None
        elif key not in self.answers and known:
            self.assumed[key] = Assumption(
                key,
                rate,
                say("{s}: maintenance from the file, one rate for every size; the course's tiers say otherwise", s=s),
            )
        initial = line.initial
        if initial is None:
            guess = max(rate, min(INITIAL_TIMES * rate, 1.0))
            initial = self.assume(
                f"initial:{s}",
                guess,
                say("{s}: opening takes twice the maintenance; it moves free collateral only", s=s),
                "%",
            )
        return Market(s, max(initial, rate), rate)

    def _understood(self) -> str:
        title = self.rules.title if self.rules is not None else _TITLES.get(self.form, "Own file")
        positions = sum(len(p.lines) for p in self.pools.values())
        pools = len(self.pools)
        return say(
            "{title}: {pools} {pools:pool|pools}, {positions} {positions:position|positions}",
            title=title,
            pools=pools,
            positions=positions,
        )

    def _differences(self, pools: Mapping[str, Pool]) -> list[Difference]:
        # The two are taken a moment apart, and a stablecoin is not quite a dollar: half a per cent of the notional is nothing.
        found = [
            Difference(say("open profit of {symbol}", symbol=symbol), file, ours)
            for symbol, file, ours, notional in self.profits
            if abs(file - ours) > 0.005 * notional + 0.01
        ]
        for what, file, of in self.totals:
            kind, _, name = of.partition(":")
            pool = pools.get(name)
            if pool is None or not all(p.symbol in self.marks for p in pool.positions):
                continue
            ours = float(pool.equity(self.marks) if kind == "equity" else pool.maintenance_requirement(self.marks))
            if abs(file - ours) > (0.005 if kind == "equity" else 0.02) * max(abs(file), abs(ours), 1.0):
                found.append(Difference(what, file, ours))
        return found

    def _shown(self, pools: Mapping[str, Pool]) -> list[ShownPrice]:
        found = []
        for name, symbol, price, step in self.walls:
            pool = pools.get(name)
            if pool is None or not all(p.symbol in self.marks for p in pool.positions):
                continue
            ours = pool.liquidation_price(symbol, self.marks)
            found.append(ShownPrice(symbol, price, None if ours is None else float(ours), step))
        return found


def _answer(key: str, text: str, value: Any, unit: str) -> Any:
    """An answer in its unit.

    Raises:
        PortfolioError: it is none; it is named by the beginning of the question.
    """
    name = f"“{re.split('[:,]', text, maxsplit=1)[0]}”"
    if unit == "mode":
        if value not in (CROSS, ISOLATED):
            raise PortfolioError(name, value, "cross or isolated")
        return value
    try:
        number = At(value, (key,)).number()
    except Fault as fault:
        raise PortfolioError(name, value, fault.allowed) from None
    if unit == "%" and not 0 < number < 1:
        share = say("{name} is {number:%0}", name=name, number=number)
        raise PortfolioError(share, None, "a share above 0 % and below 100 %")
    if (key.startswith("mark:") or unit == "size") and number <= 0:
        raise PortfolioError(name, value, "a price above zero" if unit == "$" else "a size above zero")
    return number


def dollars_of(draft: Draft, rows: Sequence[At], name: str, amount: str) -> float | None:
    """The dollars among the balances of an account; None where no row says any: then nobody may take them for 0.

    Balances in coins count with a weight that the files do not say: they are passed over and counted.

    Args:
        draft: where they are counted.
        rows: the balances.
        name: what the field with the coin is called.
        amount: what the field with the balance is called.
    """
    cash: float | None = None
    for row in rows:
        balance = row.get(amount)
        if balance is None:
            continue
        held, coin = balance.number(), row.need(name).text()
        if coin.upper() in DOLLARS:
            cash = (cash or 0.0) + held
        elif held:
            draft.leave_out(say("collateral in {text}, whose weight the file does not say", text=coin))
    return cash


def symbol_of(at: At) -> str:
    """The base asset of a market's name.

    Raises:
        Fault: it is none, or has signs in it that no market's name has.
    """
    name = at.text()
    if not _NAME.fullmatch(name):
        raise at.fault("a market's name, of letters, digits and . : / - _ , + $")
    return base_asset(name)


def moment(at: At | None) -> str:
    """Milliseconds since 1970 as a time in UTC; "" where nothing is said."""
    if at is None:
        return ""
    return datetime.fromtimestamp(at.number(0, 1e14) / 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(size: At, side: At | None, longs: str, shorts: str, *, own_sign: bool = False) -> float:
    """A size with its side's sign; 0 where nothing is held. ``own_sign``: the venue writes shorts with a minus too.

    Raises:
        Fault: the sign and the side say different things, or the side is unknown.
    """
    value = size.number(what="a size")
    if side is None or value == 0:
        return value
    word = side.text().lower()
    if word not in (longs, shorts):
        raise side.fault(f"{longs} or {shorts}")
    way = 1 if word == longs else -1
    if (value < 0 and way > 0) or (own_sign and value > 0 and way < 0):
        raise size.fault(f"a size with the sign of its side, which is {word} here")
    return way * abs(value)


__all__ = [
    "CROSS", "ISOLATED", "Assumption", "Difference", "Draft", "Imported", "OpenQuestion", "Path", "ShownPrice",
    "dollars_of", "moment", "signed", "symbol_of",
]  # fmt: skip
