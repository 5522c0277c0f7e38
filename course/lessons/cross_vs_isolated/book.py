"""The two trades of lesson 06, the weeks they live through, and what both modes make of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course.lessons.facts import BTC_ETH_CORRELATION, ETH_VOLATILITY
from course.margin import Market, Portfolio, Position
from course.simulation import Outcome, Paths, Replay, replay
from course.texts import say

START = {"BTC": 60_000.0, "ETH": 3_000.0}
NOTIONAL, MAINTENANCE, INITIAL = 10_000.0, 0.025, 0.04
DAYS, STEPS, WEEKS, SEED = 7, 168, 2_000, 6
#: The weeks of a season, the first of all that are drawn: the duel is played in them.
SEASON = 52
CORRELATION, VOLATILITY = BTC_ETH_CORRELATION.value, ETH_VOLATILITY.value
MODEL = "geometric Brownian motion by the hour: no jumps, no slippage"

#: The books a learner chooses from, in words.
BOOKS = {"hedged": "long BTC, short ETH", "one-sided": "long BTC, long ETH", "uneven": "long both, 60 % behind BTC"}
#: Signed notional of each leg in units of :data:`NOTIONAL`, and the share of the margin behind it.
SIZES = {"hedged": (1, -1), "half": (1, -0.5), "one-sided": (1, 1), "uneven": (1, 1)}
SHARES = {"hedged": (1 / 2, 1 / 2), "half": (2 / 3, 1 / 3), "one-sided": (1 / 2, 1 / 2), "uneven": (0.6, 0.4)}
MODES = ("cross", "isolated")


@lru_cache(maxsize=len(SIZES))
def legs(book: str) -> tuple[Position, ...]:
    """Both positions."""
    return tuple(
        Position(Market(symbol, initial=INITIAL, maintenance=MAINTENANCE), size * NOTIONAL / price, price)
        for (symbol, price), size in zip(START.items(), SIZES[book], strict=True)
    )


def portfolios(book: str, margin: float, wallet: float = 0.0) -> dict[str, Portfolio]:
    """The same account twice: all of it in one pool, or a compartment a position and the wallet beside.

    Args:
        book: which of :data:`SIZES`.
        margin: mean collateral behind a position, USD.
        wallet: further money of the account, USD. A cross pool counts it, compartments do not.
    """
    trades = legs(book)
    posted = [2 * margin * share for share in SHARES[book]]
    return {
        "cross": Portfolio.cross(2 * margin + wallet, trades),
        "isolated": Portfolio.isolated(posted, trades, wallet=wallet),
    }


def both_in_code(book: str, margin: float, wallet: float = 0.0) -> str:
    """:func:`portfolios` as code, which needs ``Market``, ``Portfolio`` and ``Position``."""
    legs_in_code = ", ".join(
        f"Position(Market({p.symbol!r}, {INITIAL:g}, {MAINTENANCE:g}), {float(p.size)!r}, {p.entry_price:.12g})"
        for p in legs(book)
    )
    posted = [2 * margin * share for share in SHARES[book]]
    return (
        f"legs = [{legs_in_code}]\n"
        f"both = {{'cross': Portfolio.cross({2 * margin + wallet!r}, legs), 'isolated': Portfolio.isolated({posted!r}, legs, {wallet!r})}}\n"
    )


def weeks_in_code(volatility: float, correlation: float) -> str:
    """:func:`weeks` as code, which needs ``numpy`` and ``GBM``."""
    return (
        f"model = GBM({START!r}, volatility={volatility:.12g}, correlation={correlation:.12g})\n"
        f"paths = model.draw(np.random.default_rng({SEED}), days={DAYS}, steps={STEPS}, paths={WEEKS})\n"
    )


#: What the two need.
IMPORTS = "import numpy as np\nfrom course.margin import Market, Portfolio, Position\n"


#: Hours worked out together: so many prices stay in a processor's cache.
HOURS = 8


@lru_cache(maxsize=1)
def _drawn() -> np.ndarray:
    """Standard random walks (steps, markets, weeks), drawn once: sliders then bend the same weeks."""
    noise = np.random.default_rng(SEED).standard_normal((STEPS, len(START), WEEKS))
    walks: np.ndarray = np.cumsum(noise, axis=0, out=noise)
    return walks


@lru_cache(maxsize=4)
def weeks(volatility: float, correlation: float, count: int = WEEKS) -> Paths:
    """The first of 2,000 weeks of both prices, hour by hour, geometric Brownian motion without drift.

    Path by path what ``GBM(START, volatility, correlation).draw(default_rng(6), days=7, steps=168, paths=2_000)`` gives.
    """
    walks, opening = _drawn()[:, :, :count], np.array(list(START.values()))[:, None]
    own = [[1.0], [np.sqrt(max(0.0, 1 - correlation**2))]]
    scale = volatility * np.sqrt(DAYS / 365 / STEPS)
    ground = np.log(opening) - (scale**2 / 2 * np.arange(1, STEPS + 1))[:, None, None]
    prices = np.empty((STEPS + 1, len(START), count))
    prices[0] = opening
    for begin in range(0, STEPS, HOURS):
        here = slice(begin, begin + HOURS)
        out = np.multiply(walks[here], own, out=prices[1:][here])
        out[:, 1] += correlation * walks[here, 0]
        out *= scale
        out += ground[here]
        np.exp(out, out=out)
    return Paths(tuple(START), np.linspace(0, DAYS * 86_400, STEPS + 1), prices)


@lru_cache(maxsize=8)
def runs(book: str, margin: float, wallet: float, volatility: float, correlation: float) -> Replay:
    """Both accounts through all the weeks."""
    return replay(portfolios(book, margin, wallet), weeks(volatility, correlation))


def false_share(outcome: Outcome) -> float | None:
    """Share of what was liquidated that would have been safe at the end; None if nothing was."""
    share = outcome.false_liquidation_share
    return None if np.isnan(share) else share


def severity(outcome: Outcome) -> float | None:
    """Mean loss in the weeks with a liquidation, fraction of the account; None if there were none."""
    loss = outcome.severity
    return None if np.isnan(loss) else loss


def tail(outcome: Outcome) -> float:
    """Mean loss of the worst twentieth of weeks, fraction of the account."""
    return outcome.tail_loss(0.95)[1] / float(outcome.start)


def setting(book: str, margin: float, wallet: float = 0.0) -> str:
    """What is held, and on how much; how it is closed says :data:`RULES`."""
    beside = say(", {wallet:$} beside", wallet=wallet) if wallet else ""
    return say(
        "{books}, {notional:$} each; {the_margin:$} of margin{beside}",
        books=BOOKS[book],
        notional=NOTIONAL,
        the_margin=2 * margin,
        beside=beside,
    )


#: How every book of the lesson is closed.
RULES = say("Maintenance {maintenance:%1}; closed at the mark, no fees.", maintenance=MAINTENANCE)
