"""The words of margin trading on perpetuals, as this course uses them. Quote currency units are USD unless named."""

from __future__ import annotations

from course.teaching.glossary import Glossary, Term

TERMS: tuple[Term, ...] = (
    # -- contracts and prices
    Term("perpetual", "A futures contract without an expiry date; funding payments keep its price near the index.",
         lesson="leverage", also=("perpetual future", "perpetual contract", "perp")),
    Term("long position", "A position that gains when the price rises: its size is above zero.", lesson="leverage"),
    Term("short position", "A position that gains when the price falls: its size is below zero.", lesson="leverage"),
    Term("position size", "How much of the base asset a position holds: above zero for a long, below zero for a short.",
         unit="base units", lesson="leverage", also=("signed size",)),
    Term("entry price", "The average price at which a position was opened.", unit="USD", lesson="leverage"),
    Term("mark price", "The price at which a venue values positions and judges them: on most venues it, not the last trade, "
         "decides about liquidation.", unit="USD", lesson="liquidation_price"),
    Term("index price", "A venue's average of the spot price on several exchanges.", unit="USD", lesson="liquidation_price"),
    Term("oracle price", "A price carried onto a chain from outside. Between two updates it stands still, whatever the market "
         "does.", unit="USD", lesson="liquidation_price"),
    Term("last price", "The price of the most recent trade in this very market: what a chart usually draws.", unit="USD",
         lesson="liquidation_price", also=("last traded price",)),
    Term("notional", "What a position is worth at a price, whatever was paid for it in collateral.", unit="USD",
         formula="notional = |size| × price", lesson="leverage", also=("notional value",)),
    Term("open interest", "The size of all open positions of one market, counted on one side.", unit="base units or USD",
         lesson="liquidation_cascades"),
    Term("order book", "The list of resting buy and sell orders of a market.", lesson="liquidation_cascades"),
    Term("depth", "How much can be bought or sold before the price has moved by a given share.", unit="USD",
         lesson="liquidation_cascades", also=("market depth", "order-book depth")),
    Term("slippage", "The difference between the price one expected and the price one was filled at.", unit="fraction of price",
         lesson="liquidation_mechanics"),
    # -- margin
    Term("collateral", "What stands behind a position or a pool: deposits, before profit and loss of open positions.",
         unit="USD", lesson="leverage"),
    Term("margin", "The collateral that an open position ties up.", unit="USD", lesson="leverage"),
    Term("leverage", "How many times larger a position is than what stands behind it.", unit="×",
         formula="leverage = notional / collateral posted", lesson="leverage"),
    Term("effective leverage", "Leverage as it is now, after profit or loss: it grows while a position loses.", unit="×",
         formula="effective leverage = notional / equity", lesson="leverage"),
    Term("equity", "What an account or pool would hold if all its positions were closed at mark price without cost.",
         unit="USD", formula="equity = collateral + unrealised PnL", lesson="leverage", also=("total account value",)),
    Term("wallet", "Collateral that no pool uses: isolated positions do not draw on it, unless an automatic top-up is "
         "switched on.", unit="USD", lesson="isolated_margin"),
    Term("collateral pool", "Positions that share one collateral and are judged together. Cross is one pool with every "
         "position, isolated one pool for each.", lesson="cross_margin"),
    Term("cross margin", "All positions share one pool: one position's unrealised profit covers another's requirement.",
         lesson="cross_margin", also=("cross mode", "cross-margin")),
    Term("isolated margin", "A fixed amount backs one position, and only that amount is at risk.", lesson="isolated_margin",
         also=("isolated mode",)),
    Term("margin mode", "The choice which positions share a pool: it changes how a book behaves in a sudden move.",
         lesson="start_here"),
    Term("initial margin requirement", "Equity needed to open a position or to make it larger.", unit="USD",
         formula="requirement = initial margin fraction × notional", lesson="leverage", also=("initial margin",)),
    Term("initial margin fraction", "Initial margin requirement as a fraction of notional; its inverse is the market's highest "
         "leverage.", unit="fraction", lesson="leverage"),
    Term("maintenance margin requirement", "Equity needed to keep a position: with less, the venue closes it.", unit="USD",
         formula="requirement = maintenance margin fraction × notional", lesson="liquidation_price",
         also=("maintenance margin", "maintenance requirement")),
    Term("maintenance margin fraction", "Maintenance margin requirement as a fraction of notional.", unit="fraction",
         lesson="liquidation_price", also=("maintenance fraction", "maintenance rate")),
    Term("free collateral", "What may be used for a new position. What may be withdrawn is less on some venues.", unit="USD",
         formula="free collateral = equity − initial margin requirement", lesson="cross_margin"),
    Term("margin ratio", "How near an account is to liquidation: it is liquidated as this passes 1. Some venues show the "
         "inverse.", unit="fraction", formula="margin ratio = maintenance requirement / equity", lesson="cross_margin"),
    Term("tier", "A range of notional with requirements of its own: larger positions need more margin.",
         lesson="liquidation_price", also=("bracket", "margin tier")),
    Term("haircut", "The share by which a venue discounts collateral that is not its settlement currency.", unit="fraction",
         lesson="cross_margin"),
    Term("subaccount", "An account within an account, with collateral and positions of its own.", lesson="choosing_a_platform"),
    # -- profit and loss
    Term("unrealised PnL", "Profit or loss of open positions at mark price: it comes and goes with the price.", unit="USD",
         formula="unrealised PnL = size × (mark price − entry price)", lesson="leverage",
         also=("unrealised profit", "unrealised P&L", "unrealized PnL")),
    Term("realised PnL", "Profit or loss that a trade has already put into the collateral.", unit="USD",
         lesson="profit_buffers_and_stops", also=("realised profit", "realised P&L", "realized PnL")),
    Term("return on margin", "Profit or loss divided by the margin posted.", unit="fraction",
         formula="return on margin = leverage × move of the price, for a long", lesson="leverage"),
    Term("hedge", "A position that gains when another one loses.", lesson="hedges_and_correlation"),
    Term("basis", "The price of a future minus the price of what it is on.", unit="USD", lesson="hedges_and_correlation"),
    Term("carry", "What it pays, or costs, to hold a position while the price stands still.", unit="fraction per year",
         lesson="funding", also=("carry trade",)),
    Term("correlation", "How closely two prices move together, from −1 to 1. In a squeeze it jumps.",
         lesson="hedges_and_correlation"),
    Term("volatility", "How strongly a price moves about, as the standard deviation of its returns.", unit="fraction per √year",
         lesson="leverage"),
    Term("drawdown", "The fall of an account from its highest value so far.", unit="fraction", lesson="position_sizing"),
    Term("risk of ruin", "The chance of losing so much that one cannot go on.", unit="fraction", lesson="position_sizing"),
    # -- funding
    Term("funding rate", "What longs pay shorts per interval, as a fraction of notional; below zero, shorts pay longs.",
         unit="fraction per interval", lesson="funding"),
    Term("funding payment", "What one position pays at a funding time: its notional times the rate. An inverse contract pays in "
         "the coin, and its notional is contracts / price.", unit="USD, or the coin",
         formula="payment of a long = notional × funding rate", lesson="funding"),
    Term("funding interval", "The time between two funding payments: one, four or eight hours on most venues.", unit="hours",
         lesson="funding"),
    Term("premium", "How far the perpetual trades above the index: what the funding rate follows.", unit="fraction",
         lesson="funding"),
    # -- liquidation
    Term("liquidation", "The venue closes a position, or takes it over, because the equity behind it is below the maintenance "
         "requirement, or on some venues as soon as it is down to it.", lesson="liquidation_price"),
    Term("liquidation price", "The price at which a pool's equity meets its maintenance requirement while all other prices "
         "stand still; there may be none.", unit="USD", lesson="liquidation_price"),
    Term("bankruptcy price", "The price at which a pool's equity is zero: what is behind the position is used up.", unit="USD",
         lesson="liquidation_price"),
    Term("liquidation fee", "What the venue, its insurance fund or the liquidator takes for closing a position by force.",
         unit="fraction of notional", lesson="liquidation_mechanics", also=("liquidation penalty",)),
    Term("partial liquidation", "Only a part of a position is closed; how large a part is the venue's rule.",
         lesson="liquidation_mechanics"),
    Term("false liquidation", "A position is closed out, and then the price comes back.", lesson="cross_vs_isolated"),
    Term("insurance fund", "Money of a venue that covers losses beyond bankruptcy.", unit="USD", lesson="liquidation_mechanics"),
    Term("bad debt", "Equity below zero after a liquidation: someone else has to bear it.", unit="USD",
         lesson="liquidation_mechanics"),
    Term("auto-deleveraging", "When insurance does not suffice, the venue closes positions of others against the bankrupt "
         "one: mostly winners where it ranks them, anybody where it begins at random.",
         lesson="liquidation_mechanics", also=("deleveraging",)),
    Term("ADL", "Auto-deleveraging: the venue closes positions of others against a bankrupt one.", lesson="liquidation_mechanics",
         keep_case=True),
    Term("liquidation cascade", "Forced sales push the price to where the next positions are liquidated, and so on.",
         lesson="liquidation_cascades", also=("cascade",)),
    Term("contagion", "One market's move forces sales in another, because both share accounts.", lesson="liquidation_cascades"),
    Term("price impact", "How far a sale pushes the price: the more is sold and the thinner the order book, the further.",
         formula="1/price grows by coins sold / depth", lesson="liquidation_cascades"),
    Term("κ", "Forced sales that one step of the price sets off, over what the order book takes within that step. At 1 the fall "
         "feeds itself.", formula="κ = liquidated on the way / depth on the way", lesson="liquidation_cascades"),
    Term("multiplier", "How many times the shock a price falls in all.",
         formula="multiplier = 1 / (1 − κ), for small shocks", lesson="liquidation_cascades"),
    Term("socialised loss", "Bad debt that the insurance fund cannot pay and that everyone with money left shares.", unit="USD",
         lesson="liquidation_cascades"),
    # -- acting
    Term("stop-loss", "An order that closes a position once a price is reached; in a gap it is filled beyond it.",
         lesson="profit_buffers_and_stops", also=("stop order", "stop loss")),
    Term("reduce-only order", "An order that can make a position smaller, never larger or opposite.",
         lesson="profit_buffers_and_stops"),
    Term("gap", "The price jumps from one level to another with no trade between them.", lesson="profit_buffers_and_stops"),
    Term("buffer", "Collateral beyond what is required, kept for bad days.", unit="USD", lesson="profit_buffers_and_stops"),
    Term("gross exposure", "The sum of the notionals of all positions, longs and shorts alike.", unit="USD",
         lesson="position_sizing"),
    Term("risk budget", "The share of equity that a trade may lose at worst.", unit="fraction", lesson="position_sizing"),
)  # fmt: skip

GLOSSARY = Glossary(TERMS)
"""The course's glossary, ready to mark up text."""
