"""What popular tools work out as the liquidation price: each simplification in a few lines, beside the venue's own rule.

All of them solve the same line as the venue, ``margin + deduction + size · (p − entry) = rate · notional``, and differ in what
they put into it: which tier they look up, whether they subtract its deduction, whether the notional follows the mark, whose
margin they count. So each is a function of a pool to the four numbers of :class:`ToolInputs`; the engine has the one solver.

Formulas only, read in the tools' published packages on the day of :data:`READ`; no code is carried over. Each has its use,
and most pass on the exchange's own figure in live trading: :attr:`Tool.fair` says when a figure is right and what the tool
says of it.

>>> from course import venues
>>> pool = venues.get("binance").pool(40_000, ("DOGE", 1e6 / 0.15, 0.15))
>>> round(pool.liquidation_price("DOGE", {"DOGE": 0.15}), 5), round(FREQTRADE.price(pool, "DOGE", {"DOGE": 0.15}), 5)
(0.14598, 0.14494)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Marks, Pool, Position, crossing
from course.margin.schedule import Basis
from course.validation import ArgumentError, one_of, plain
from course.venues.tables import Source

#: The packages were opened and the lines read again on this day.
READ = "2026-11-28"
#: What jesse takes for every market, and what OctoBot's simulator takes unless an exchange tells it another.
JESSE_RATE, OCTOBOT_RATE = 0.004, 0.01
#: freqtrade moves its price this share of the way back to the entry, unless it is configured otherwise.
FREQTRADE_BUFFER = 0.05


@dataclass(frozen=True)
class ToolInputs:
    """What a tool puts into the one formula. Every number may be an array.

    Attributes:
        margin: what it lets the position lose, USD: the collateral it counts, less what it holds back for other positions.
        rate: maintenance, as a fraction of the notional.
        deduction: subtracted from the requirement, USD.
        basis: whether the notional follows the ``"mark"`` or stays at the ``"entry"``.
    """

    margin: Any
    rate: Any
    deduction: Any = 0.0
    basis: Basis = "mark"

    def price(self, position: Position, mark: ArrayLike) -> Any:
        """``p`` with ``margin + deduction + size · (p − entry) = rate · |size| · (p or entry)``; ``None`` (NaN): none."""
        size, entry = position.size, position.entry_price
        held = np.abs(size) * self.rate
        follows = one_of("basis", self.basis, ("mark", "entry")) == "mark"
        slope = size - held if follows else size
        rest = self.margin + self.deduction - size * entry - (0.0 if follows else held * entry)
        found = plain(crossing(slope, rest, [], mark))
        return None if isinstance(found, float) and np.isnan(found) else found


@dataclass(frozen=True)
class Tool:
    """One tool's liquidation price.

    Attributes:
        name: of the tool.
        version: that was read.
        shortcut: the simplification, in three words.
        does: what it does, as a sentence.
        fair: when it is right, or what the tool says of it itself, as a sentence.
        source: package, file and function, with the day.
        line: from ``(pool, position, marks)`` to what it puts into the formula; ``None`` where it shows no price.
        venues: whose rule it stands for; empty: it is the same wherever one trades.
        shows: whether the tool prints a price. If not, this is the one that would follow from the requirement it prints.
        buffer: share of the way back to the entry by which it then moves the price, on purpose.
    """

    name: str
    version: str
    shortcut: str
    does: str
    fair: str
    source: Source
    line: Callable[[Pool, Position, Mapping[str, Any]], ToolInputs | None]
    venues: tuple[str, ...] = ()
    shows: bool = True
    buffer: float = 0.0

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    def stands_for(self, venue: str) -> bool:
        """Whether it is this venue's rule that the figure stands for."""
        return not self.venues or venue in self.venues

    def price(
        self,
        pool: Pool,
        symbol: str,
        marks: Mapping[str, ArrayLike],
        *,
        side: str | None = None,
        buffered: bool = False,
    ) -> Any:
        """The tool's liquidation price of one position of a pool, USD; ``None`` (NaN in arrays) where it has none.

        Args:
            pool: the position alone is an isolated one, with others it is in a cross account.
            symbol: its market.
            marks: prices of all markets, USD.
            side: which leg, where a long and a short are held.
            buffered: with the tool's own :attr:`buffer`.
        """
        prices = Marks.of(marks)
        position = pool.position(symbol, side)
        line = self.line(pool, position, prices)
        found = None if line is None else line.price(position, prices[symbol])
        if found is None or not buffered:
            return found
        return found + self.buffer * (position.entry_price - found)


def stake(pool: Pool, position: Position) -> Any:
    """What the tools call the stake: ``|size| · entry / leverage``, USD.

    The leverage is the position's setting, else that of the whole pool at entry; a position alone has all the collateral.
    """
    paid = position.notional(position.entry_price)
    if position.leverage is not None:
        return paid / position.leverage
    return pool.collateral * paid / sum(p.notional(p.entry_price) for p in pool.positions)


def _others(pool: Pool, position: Position) -> list[Position]:
    return [p for p in pool.positions if p is not position]


def _row(position: Position, notional: Any) -> tuple[Any, Any]:
    """Rate and deduction of the tier in which ``notional`` lies."""
    schedule = position.market.maintenance_schedule
    if schedule.measure != "notional" or schedule.size_premium is not None:
        raise ArgumentError("symbol", position.symbol, "a market whose tiers are counted in dollars")
    k = schedule.tier(notional)
    return np.asarray(schedule.rates)[k], np.asarray(schedule.deductions)[k]


def _alone(pool: Pool, position: Position) -> bool:
    return len(pool.positions) == 1 and not pool.holdings


def by_stake(pool: Pool, position: Position, marks: Mapping[str, Any]) -> ToolInputs:
    """The tier of the *stake* where that of the notional belongs; the same for the other positions of a cross account.

    Their open profit is added as ``|size| · (mark − entry)`` whatever their side, so a short's profit enters as a loss.
    """
    rate, deduction = _row(position, stake(pool, position))
    margin = stake(pool, position) if _alone(pool, position) else pool.collateral
    for other in _others(pool, position):
        held, less = _row(other, stake(pool, other))
        margin = margin - (other.notional(marks[other.symbol]) * held - less)
        margin = margin + np.abs(other.size) * (marks[other.symbol] - other.entry_price)
    return ToolInputs(margin, rate, deduction)


def no_deduction(pool: Pool, position: Position, marks: Mapping[str, Any]) -> ToolInputs:
    """Today's bracket, its rate on the whole notional; in a cross account each position has the whole wallet to itself."""
    rate, _ = _row(position, position.notional(marks[position.symbol]))
    return ToolInputs(pool.collateral, rate)


def others_ignored(pool: Pool, position: Position, marks: Mapping[str, Any]) -> ToolInputs:
    """The first tier's rate; in a cross account nothing is held back for the other positions."""
    margin = stake(pool, position) if _alone(pool, position) else pool.collateral
    return ToolInputs(margin, _first_rate(position))


def one_rate(rate: float) -> Callable[[Pool, Position, Mapping[str, Any]], ToolInputs | None]:
    """One rate for every market and size, on the notional at entry; nothing in a cross account."""

    def line(pool: Pool, position: Position, marks: Mapping[str, Any]) -> ToolInputs | None:
        return ToolInputs(stake(pool, position), rate, basis="entry") if _alone(pool, position) else None

    return line


def over_leverage(pool: Pool, position: Position, marks: Mapping[str, Any]) -> ToolInputs:
    """The first tier's rate divided by the leverage, for this position and for the others alike."""
    margin = pool.collateral
    for other in _others(pool, position):
        kept = _first_rate(other) / _leverage(pool, other)
        margin = margin + other.unrealised_pnl(marks[other.symbol]) - kept * other.notional(marks[other.symbol])
    return ToolInputs(margin, _first_rate(position) / _leverage(pool, position))


def _first_rate(position: Position) -> float:
    return position.market.maintenance_schedule.rates[0]


def _leverage(pool: Pool, position: Position) -> Any:
    return position.notional(position.entry_price) / stake(pool, position)


def _read(where: str) -> Source:
    return Source(where, READ, read=True)


FREQTRADE = Tool(
    "freqtrade",
    "2026.9",
    "tier by stake",
    "In paper trading and back-tests it looks the tier up by the stake, the collateral, where the size of the position belongs.",
    "Right while both lie in the first tier. It then moves the price 5 % back towards the entry on purpose (liquidation_buffer)"
    ' and says that this "is not an exchange liquidation"; in live trading it starts from the exchange\'s own figure.',
    _read(
        "freqtrade 2026.9: exchange/binance.py dry_run_liquidation_price, exchange/exchange.py get_liquidation_price"
    ),
    by_stake,
    ("binance",),
    buffer=FREQTRADE_BUFFER,
)
FREQTRADE_HYPERLIQUID = Tool(
    "freqtrade",
    "2026.9",
    "others ignored",
    "In paper trading and back-tests a cross position has the whole account behind it: nothing is held back for the others.",
    "Right for a position that stands alone, up to the first tier's end: its authors checked 197 real ones. The 5 % buffer comes"
    " on top, and in live trading it starts from the exchange's own figure.",
    _read("freqtrade 2026.9: exchange/hyperliquid.py dry_run_liquidation_price"),
    others_ignored,
    ("hyperliquid",),
    buffer=FREQTRADE_BUFFER,
)
CCXT = Tool(
    "ccxt",
    "4.5.90",
    "no deduction",
    "It takes the rate of today's bracket on the whole position and leaves the bracket's deduction out; in a cross account each"
    " position has the whole wallet.",
    'Only where it works the price out itself: fetch_positions by the method "account" in its older form (useV2). By default it'
    " passes on the figure that Binance sends, which is right.",
    _read("ccxt 4.5.90: binance.py parse_account_position, fetch_positions"),
    no_deduction,
    ("binance",),
)
JESSE = Tool(
    "jesse",
    "3.5.3",
    "one rate, at entry",
    "It takes 0.4 % of the notional at entry for every market and size, and shows no price in cross mode.",
    "In back-tests and paper trading; in live trading it shows the exchange's figure. 0.4 % is the rate of the smallest tier of"
    " BTC and ETH at Binance.",
    _read("jesse 3.5.3: models/Position.py liquidation_price"),
    one_rate(JESSE_RATE),
)
OCTOBOT = Tool(
    "OctoBot",
    "2.5.13",
    "one rate, at entry",
    "Its simulator takes 1 % of the notional at entry for every market and size; in cross mode it has no price.",
    "A default for paper trading: where an exchange tells it the rate, it takes that one.",
    _read(
        "OctoBot-Trading 2.5.13: positions/types/linear_position.py update_isolated_liquidation_price, constants.py"
        " DEFAULT_SYMBOL_MAINTENANCE_MARGIN_RATE"
    ),
    one_rate(OCTOBOT_RATE),
)
NAUTILUS = Tool(
    "nautilus_trader",
    "1.221.0",
    "divided by leverage",
    "Its default margin model divides the maintenance requirement by the leverage, which no venue here does.",
    "It prints a requirement and no liquidation price; its StandardMarginModel does not divide. The price here is the one that"
    " would follow.",
    _read(
        "nautilus_trader 1.221.0: accounting/margin_models.pyx LeveragedMarginModel, the default of accounts/margin.pyx"
    ),
    over_leverage,
    shows=False,
)

TOOLS = (FREQTRADE, FREQTRADE_HYPERLIQUID, CCXT, JESSE, OCTOBOT, NAUTILUS)


def distances(
    venue: str, pool: Pool, symbol: str, marks: Mapping[str, ArrayLike], *, side: str | None = None
) -> list[dict[str, Any]]:
    """The venue's rule and every tool that stands for it, on one position of a pool: one record each, the venue's first.

    Args:
        venue: name of the venue in whose markets the pool is.
        pool: as the venue holds it.
        symbol: the position's market.
        marks: prices, USD.
        side: which leg, where a long and a short are held.

    Returns:
        Records with ``tool`` (``None``: the venue's own rule), ``price`` (USD or ``None``), ``distance`` (the move of this price
        alone against the position, a fraction of the mark; negative: beyond the mark) and ``error`` (of the distance, as a
        fraction of the venue's; above 0: shown too far away; ``None`` or NaN where either has no price, or where the venue acts
        already). Arrays for arrays.
    """
    prices = Marks.of(marks)
    way = np.sign(pool.position(symbol, side).size)

    def away(price: Any) -> Any:
        return None if price is None else plain(way * (1.0 - np.asarray(price, float) / prices[symbol]))

    own = pool.liquidation_price(symbol, prices)
    true = away(own)
    records: list[dict[str, Any]] = [{"tool": None, "price": own, "distance": true, "error": _error(true, true)}]
    for tool in TOOLS:
        if tool.stands_for(venue):
            price = tool.price(pool, symbol, prices, side=side)
            shown = away(price)
            error = _error(shown, true)
            records.append({"tool": tool, "price": price, "distance": shown, "error": error})
    return records


def _error(shown: Any, true: Any) -> Any:
    """How much farther than the true distance; nothing to compare where either is missing or the venue acts already."""
    if shown is None or true is None:
        return None
    apart = np.asarray(true, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = plain(np.where(apart > 0, np.divide(shown, apart) - 1.0, np.nan))
    return None if isinstance(error, float) and np.isnan(error) else error
