"""What else shows such things: the desk beside open tools and a venue's own, by what was read of each, with version and day.

No product was clicked through. A tool is described by the text that is named with it, and by nothing else: what that text does not
say is "not found there", and what was not looked for stays open.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.language import word
from course.texts import say

YES, PART, NO, OPEN = "yes", "in part", "not found", "–"
#: The day on which the texts below were read, in stored copies.
READ = "29 November 2026"


@dataclass(frozen=True)
class Other:
    """One tool, and what was read of it."""

    name: str
    source: str
    address: str


OTHERS = (
    Other(
        "Mango v3 calculator",
        "mango-ui-v3 at 0f88a8e, pages/risk-calculator.tsx",
        "https://github.com/blockworks-foundation/mango-ui-v3",
    ),
    Other(
        "LifeLine",
        "release notes of v1.3.0 (23 November) and v1.9.0 (24 November)",
        "https://github.com/Prashant-thakur77/LifeLine/releases",
    ),
    Other(
        "CrossEx terminal",
        "arbitrage-with-crossex at 13a747c, src/core/alerts/triggers.ts, and its user guide at 05e9f5c",
        "https://github.com/pendle-finance/arbitrage-with-crossex",
    ),
    Other(
        "OKX’s interface",
        "account/positions and account/position-builder, as rust-okx 0.6.4 has their fields",
        "https://docs.rs/crate/rust-okx/0.6.4",
    ),
    Other(
        "dYdX’s page",
        "v4-web, src/bonsai/calculators/subaccount.ts at 12adad5 and src/bonsai/forms/trade/summary.ts at 0387057",
        "https://github.com/dydxprotocol/v4-web",
    ),
    Other(
        "MetaMask",
        "metamask-mobile, its hook usePerpsLiquidationPrice.ts at 04e4a15",
        "https://github.com/MetaMask/metamask-mobile",
    ),
    Other(
        "Rainbow",
        "rainbow, OpenPositionSection.tsx at 26d05a3, calculateLiquidationPrice.ts at 02e6ca6",
        "https://github.com/rainbow-me/rainbow",
    ),
    Other(
        "DeFi Simulator",
        "defi-simulator: README at 1a78c52, LiquidationScenario.tsx at 34e7e8a, the inputs of assets at a45220d",
        "https://github.com/0xCazador/defi-simulator",
    ),
)
#: Of these nothing was read for this table.
UNREAD = "the pages of Hyperliquid, Binance, Bybit and GMX, and the perpetuals of other wallets"


@dataclass(frozen=True)
class Row:
    """One thing that a trader may want to see.

    Attributes:
        what: in words.
        found: for every tool, in the order of :data:`OTHERS`.
        panels: of the desk, which show it.
        but: what a cell leaves out, by the tool's name.
    """

    what: str
    found: tuple[str, ...]
    panels: tuple[str, ...]
    but: tuple[tuple[str, str], ...] = ()


LOANS = "for loans of Aave, not for perpetuals"
ROWS = (
    Row(
        "where the account ends if one coin moves, all others still",
        (YES, YES, YES, YES, YES, PART, YES, NO),
        ("walls",),
        (("MetaMask", "of an order, as an isolated position"), ("Rainbow", "the venue’s number; of a new position an isolated estimate")),
    ),
    Row(
        "where it ends if all move together",
        (YES, YES, NO, NO, NO, NO, NO, PART),
        ("line", "walls"),
        (
            ("Mango v3 calculator", "a straight line from here"),
            ("DeFi Simulator", f"one scenario in which what is supplied falls; {LOANS}"),
        ),
    ),
    Row(
        "other sizes, cash and prices, before anything is done",
        (YES, PART, NO, YES, PART, PART, OPEN, YES),
        ("presets", "whatif"),
        (
            ("LifeLine", "prices, and the reserve that it would pay in"),
            ("OKX’s interface", "for OKX’s own account and rules"),
            ("dYdX’s page", "the account before and after an order"),
            ("MetaMask", "entry and leverage of an order"),
            ("DeFi Simulator", LOANS),
        ),
    ),
    Row(
        "several pools of one account side by side",
        (NO, PART, NO, PART, PART, NO, NO, NO),
        ("line", "bring"),
        (
            ("LifeLine", "every margin mode, but its card leaves isolated positions out"),
            ("OKX’s interface", "cross and isolated rows"),
            ("dYdX’s page", "each position with the wall of its own subaccount, and the sum of their equities"),
        ),
    ),
    Row("the likeliest fatal move, in ordinary days", (NO,) * 8, ("likely",)),
    Row("a map of two coins at once", (NO,) * 8, ("map",)),
    Row("what to touch first, per dollar", (NO,) * 8, ("touch",)),
    Row("real days of the past over this account", (NO,) * 8, ("days",)),
    Row(
        "alarms",
        (OPEN, OPEN, YES, OPEN, OPEN, OPEN, PART, OPEN),
        ("alarm", "take"),
        (
            ("CrossEx terminal", "it watches and tells; the desk only writes a table of prices"),
            ("Rainbow", "a red sign on its page within 2 % of the wall"),
        ),
    ),
    Row(
        "showing it to somebody",
        (OPEN, YES, OPEN, OPEN, OPEN, OPEN, OPEN, YES),
        ("take",),
        (
            ("LifeLine", "a link that carries a shortened address; the desk’s snapshot carries no amounts"),
            ("DeFi Simulator", "a link to the scenario, made with the address"),
        ),
    ),
)  # fmt: skip


def markdown() -> str:
    """The table with its sources."""
    head = ["", *(o.name for o in OTHERS), word("this desk")]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    notes: list[str] = []
    for row in ROWS:
        cells = []
        for other, found in zip(OTHERS, row.found, strict=True):
            but = dict(row.but).get(other.name)
            if but is not None and but not in notes:
                notes.append(but)
            cells.append(word(found) if but is None else f"{word(found)} ({notes.index(but) + 1})")
        lines.append("| " + " | ".join([word(row.what), *cells, word(YES)]) + " |")
    read = "; ".join(f"[{o.name}]({o.address}): {word(o.source)}" for o in OTHERS)
    said = say(
        "Read on {day}, in stored copies: {read}. Nothing was clicked through: “{no}” means not found in what is named here, “{open}”"
        " that it was not looked for. Not looked at: {unread}. Live prices, orders and watching are theirs, and stay theirs.",
        day=READ, read=read, no=NO, open=OPEN, unread=UNREAD,
    )  # fmt: skip
    numbered = " ".join(f"({i}) {word(text)}." for i, text in enumerate(notes, start=1))
    return "\n".join(lines) + f"\n\n{numbered}\n\n{said}"
