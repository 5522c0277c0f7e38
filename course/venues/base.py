"""What a venue is: dated parameters, and the few functions in which it differs from the engine.

:class:`Venue` is usable as it is (a venue that a learner describes) and is what each venue's module extends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from course.margin import Holding, Market, Marks, Pool, Portfolio, Position
from course.margin.portfolio import SOURCES, leg_names
from course.margin.schedule import Basis
from course.texts import joined, say
from course.validation import ArgumentError, one_of, positive, within
from course.venues.funding_rule import FundingRule
from course.venues.liquidation import COUNTERPARTIES, FUND, Liquidation, LiquidationOrder, liquidate
from course.venues.tables import Source, TierTable


@dataclass(frozen=True)
class Expression:
    """A pool of a portfolio as far as a venue can hold it.

    Attributes:
        name: of the pool; a pool that had to be split has the symbol after it.
        pool: the pool in the venue's markets, or ``None`` if it cannot be held at all.
        status: ``"as is"``, ``"changed"`` (the nearest thing that the venue has) or ``"impossible"``.
        notes: what cannot be expressed, and why; empty if nothing.
    """

    name: str
    pool: Pool | None
    status: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Venue:
    """A venue's rules as data.

    Attributes:
        name: short, for :func:`course.venues.get`.
        title: as people write it.
        tables: tiers by symbol.
        source: of the rules below, with its date.
        kind: ``"decentralised"`` or ``"centralised"``.
        modes: of ``"cross"`` and ``"isolated"``, what exists.
        basis: whether the requirement follows the mark or stays at entry.
        taker_fee: fraction of traded notional; 0 where it does not enter margins (it differs by account, and ages fastest).
        fee_in_trigger: whether the requirement contains the fee of closing.
        liquidation_fee: fraction of liquidated notional, paid to the insurance fund, as far as equity is left.
        takeover: whether the venue takes the last slice over at the bankruptcy price and keeps what equity is left.
        tiers_down: tiers that a first, partial liquidation gives up at once; 0: there is none.
        takeover_tier: highest tier (from 0) in which everything is closed at once.
        at_equality: whether equity equal to the requirement is already liquidated.
        hedge_mode: whether a long and a short of one market may be held side by side.
        hedge_margin: whether what the two sides then require is known here; if not, such a book is refused.
        funding: the funding rule; :meth:`funding_rule` gives it for a market.
        funding_hours: hours between settlements of markets that differ from it, by symbol.
        funding_caps: largest absolute rate a settlement of markets whose cap is known, by symbol.
        funding_source: the pocket that an isolated position's funding is taken from: its ``"margin"``, or the ``"wallet"`` first
            (:meth:`course.margin.Portfolio.settle_funding`); ``None`` where the sources used here do not say.
        trigger: the price that triggers, in words.
        refresh: how often it moves, in words.
        refresh_seconds: the time between two prices that judge; ``None`` where its documents name none.
        refresh_source: where that number is from; the venue's own source unless given.
        first_action: what the venue does first, in words.
        backstop: who bears a loss, in order.
        adl: how it chooses whom to deleverage.
        granularity: where cross and isolated are chosen.
        tools: what shows the account as a whole.
        settlement: where trades settle.
        live: whether it trades today.
        note: what a reader must know before believing the numbers.
    """

    name: str
    title: str
    tables: Mapping[str, TierTable]
    source: Source
    kind: str = "centralised"
    modes: tuple[str, ...] = ("cross", "isolated")
    basis: Basis = "mark"
    taker_fee: float = 0.0
    fee_in_trigger: bool = False
    liquidation_fee: float = 0.0
    takeover: bool = True
    tiers_down: int = 1
    takeover_tier: int = 0
    at_equality: bool = False
    hedge_mode: bool = True
    hedge_margin: bool = True
    funding: FundingRule = field(default_factory=lambda: FundingRule(8.0, 0.0001, 0.0005))
    funding_hours: Mapping[str, float] = field(default_factory=dict)
    funding_caps: Mapping[str, float] = field(default_factory=dict)
    funding_source: str | None = None
    trigger: str = "mark price"
    refresh: str = "continuous"
    refresh_seconds: float | None = None
    refresh_source: Source | None = None
    first_action: str = "takes the position over at the bankruptcy price"
    backstop: tuple[str, ...] = (FUND, COUNTERPARTIES)
    adl: str = "ranked by profit and leverage"
    granularity: str = "per position"
    tools: str = ""
    settlement: str = "exchange"
    live: bool = True
    note: str = ""

    def __post_init__(self) -> None:
        if not self.tables:
            raise ArgumentError("tables", self.tables, "at least one market")
        one_of("kind", self.kind, ("centralised", "decentralised"))
        for mode in self.modes:
            one_of("modes", mode, ("cross", "isolated"))
        within("liquidation_fee", self.liquidation_fee, 0.0, 1.0, open_high=True)
        if self.refresh_seconds is not None:
            positive("refresh_seconds", self.refresh_seconds)
            object.__setattr__(self, "refresh_source", self.refresh_source or self.source)
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))
        one_of("funding_source", self.funding_source, (None, *SOURCES))
        for name in ("funding_hours", "funding_caps"):
            known = MappingProxyType(dict(getattr(self, name)))
            positive(name, list(known.values()))
            object.__setattr__(self, name, known)

    def __repr__(self) -> str:
        return f"<{self.title}: {', '.join(self.symbols)}; {self.source}>"

    # ---- parameters ---------------------------------------------------------------------------------------------

    @property
    def symbols(self) -> tuple[str, ...]:
        """Markets whose parameters are known."""
        return tuple(self.tables)

    def table(self, symbol: str) -> TierTable:
        """The tiers of a market, with their source."""
        if symbol not in self.tables:
            raise ArgumentError("symbol", symbol, f"one of {', '.join(self.tables)} on {self.title}")
        return self.tables[symbol]

    def parameters(self) -> list[dict[str, Any]]:
        """Every tier of every market with its source and date: what a table on screen shows."""
        return [{"venue": self.name, **row} for t in self.tables.values() for row in t.rows()]

    def with_tiers(self, tables: Mapping[str, TierTable]) -> Venue:
        """The same venue with newer (or further) tiers, as :func:`course.venues.load_tiers` reads them."""
        return replace(self, tables={**self.tables, **tables})

    def funding_rule(self, symbol: str) -> FundingRule:
        """The funding rule of a market, with the hours between its own settlements and its own cap, where they are known."""
        self.table(symbol)
        hours = self.funding_hours.get(symbol, self.funding.interval_hours)
        cap = self.funding.cap
        if symbol in self.funding_caps:  # published a settlement; the rule counts it a period
            cap = self.funding_caps[symbol] * self.funding.period_hours / hours
        return replace(self.funding, interval_hours=hours, cap=cap)

    # ---- markets, positions, pools ------------------------------------------------------------------------------

    def market(self, symbol: str) -> Market:
        """The market in the engine's terms."""
        table = self.table(symbol)
        fee = self.taker_fee if self.fee_in_trigger else 0.0
        return Market(
            symbol,
            initial=table.initial_schedule(basis=self.basis),
            maintenance=table.maintenance_schedule(basis=self.basis, closing_fee=fee),
            taker_fee=self.taker_fee,
            liquidation_fee=self.liquidation_fee,
        )

    def position(self, symbol: str, size: float, entry_price: float, leverage: float | None = None) -> Position:
        """A position in one of the venue's markets; ``leverage`` is the setting, it moves only the initial margin."""
        return Position(self.market(symbol), size, entry_price, leverage)

    def pool(self, collateral: float, *positions: tuple[Any, ...]) -> Pool:
        """A pool from ``(symbol, size, entry price[, leverage])`` tuples.

        Raises:
            ArgumentError: for two positions of one market, unless they are a long and a short, the venue keeps both and it is
                known here what they require.
        """
        held = tuple(self.position(*p) for p in positions)
        names = [p.symbol for p in held]
        if len(set(names)) < len(names):
            leg_names(held)
            if not self.hedge_mode:
                raise ArgumentError(
                    "positions", names, f"one position a market: {self.title} keeps one of its net size"
                )
            self._refuse_two_sides(held)
        return Pool(collateral, held)

    def _two_sided(self, positions: Sequence[Position]) -> list[str]:
        """Markets of which both sides are held together although what they then require is not known here."""
        if self.hedge_margin:
            return []
        held = Counter(p.symbol for p in positions)
        return sorted(s for s, n in held.items() if n > 1 and len({p.side for p in positions if p.symbol == s}) > 1)

    def _refuse_two_sides(self, positions: Sequence[Position]) -> None:
        both = self._two_sided(positions)
        if both:
            raise ArgumentError("positions", both, self.no_hedge_margin())

    def no_hedge_margin(self) -> str:
        """Why a long and a short of one market cannot be shown, as the allowed range of an error."""
        return say(
            "one side of a market: {title} keeps a long and a short of it side by side, but what it"
            " requires for both together is not known here",
            title=self.title,
        )

    def collateral_weight(self, asset: str) -> tuple[float, float] | None:
        """``(initial, maintenance)`` share of an asset that counts as collateral; ``None``: it is not accepted here."""
        return None

    def liability_weight(self, asset: str) -> tuple[float, float] | None:
        """``(initial, maintenance)`` weight, at least 1, of a borrowed asset; ``None``: it cannot be borrowed here."""
        return None

    # ---- health and liquidation ---------------------------------------------------------------------------------

    def liquidatable(self, pool: Pool, marks: Mapping[str, Any]) -> Any:
        """Whether the venue acts now."""
        self._refuse_two_sides(pool.positions)
        return pool.liquidatable(marks, at_equality=self.at_equality)

    def next_action(
        self, pool: Pool, marks: Mapping[str, float], symbol: str | None, done: int
    ) -> LiquidationOrder | None:
        """The venue's next action on an unhealthy pool; ``done`` counts the steps before it.

        Large positions are reduced by tiers first; the last slice is closed, or taken over at the bankruptcy price.
        """
        position = self.choose(pool, marks, symbol)
        price, size = marks[position.symbol], abs(position.size)
        tier = self.tier_of(position, price)
        if self.tiers_down and tier > self.takeover_tier:
            schedule = position.market.maintenance_schedule
            keep = schedule.floors[tier - self.tiers_down + 1] / self._unit(position, price)
            if schedule.boundary == "upper":  # exactly on the edge is still the tier above
                keep *= 1 - 1e-12
            text = say(
                "Reduce {symbol} from tier {tier} to {tier_2}.",
                symbol=position.symbol,
                tier=tier + 1,
                tier_2=tier + 1 - self.tiers_down,
            )
            return LiquidationOrder(position, size - keep, text, fees={"venue": self.taker_fee})
        if self.takeover:
            text = f"{self.title} {self.first_action}."
            return LiquidationOrder(position, size, text, taker=FUND, seize=True)
        fees = {FUND: self.liquidation_fee}
        return LiquidationOrder(position, size, say("Close {symbol}.", symbol=position.symbol), fees=fees)

    def tier_of(self, position: Position, price: float) -> int:
        """The tier that a position lies in at a price, from 0."""
        schedule = position.market.maintenance_schedule
        return int(schedule.tier(abs(position.size) * self._unit(position, price)))

    def _unit(self, position: Position, price: float) -> float:
        """What turns base units into the measure of the tiers."""
        schedule = position.market.maintenance_schedule
        if schedule.measure == "size":
            return 1.0
        return float(price if schedule.basis == "mark" else position.entry_price)

    def choose(self, pool: Pool, marks: Mapping[str, float], symbol: str | None) -> Position:
        """Which position goes first: the one that requires most, in the named market while there is one in it."""
        named = [p for p in pool.positions if p.symbol == symbol]
        # Where two require the same, the name decides, not their place in the pool.
        rank = lambda p: (float(p.maintenance_requirement(marks[p.symbol])), p.symbol, p.side)  # noqa: E731
        return max(named or pool.positions, key=rank)

    def liquidation_steps(self, pool: Pool, marks: Mapping[str, float], **conditions: Any) -> Liquidation:
        """The process step by step; see :func:`course.venues.liquidation.liquidate` for the conditions."""
        return liquidate(self, pool, marks, **conditions)

    def liquidation_cost(self, position: Position, price: float, equity: float) -> tuple[float, float]:
        """``(least, most)`` USD that being liquidated at ``price`` costs, slippage aside, with ``equity`` left then.

        A venue that takes the last slice over keeps all that is left, unless reducing a tier was enough.
        """
        left = max(equity, 0.0)
        fee = min(self.liquidation_fee * position.notional(price), left)
        if not self.takeover:
            return fee, fee
        return (left if self.tier_of(position, price) <= self.takeover_tier else fee), left

    def funding_cost(self, symbol: str, size: float, price: float, premium: float, hours: float) -> float:
        """What holding a position over ``hours`` costs in funding (and borrowing), USD; negative: it earns."""
        positive("price", price)
        return float(self.funding_rule(symbol).cost(size * price, premium, hours))

    # ---- what can be held here ----------------------------------------------------------------------------------

    def express(self, portfolio: Portfolio, marks: Mapping[str, float]) -> list[Expression]:
        """The portfolio's pools in this venue's markets, with what had to change."""
        result: list[Expression] = []
        for name, pool in portfolio.pools.items():
            result.extend(self._express_pool(name, pool, marks))
        return result

    def _express_pool(self, name: str, pool: Pool, marks: Mapping[str, float]) -> list[Expression]:
        notes: list[str] = []
        missing = sorted({p.symbol for p in pool.positions} - set(self.tables))
        if missing:
            note = say(
                "no parameters for {missing} on {title} are known here", missing=joined(", ", missing), title=self.title
            )
            return [Expression(name, None, "impossible", (note,))]
        if any(p.market.inverse for p in pool.positions):
            note = say("the markets of {title} that are known here are linear, not margined in coins", title=self.title)
            return [Expression(name, None, "impossible", (note,))]
        if self._two_sided(pool.positions):
            return [Expression(name, None, "impossible", (self.no_hedge_margin(),))]
        holdings = tuple(h for h in map(self._hold, pool.holdings) if h is not None)
        kept = {h.asset for h in holdings}
        owed = sorted({h.asset for h in pool.holdings if h.amount < 0} - kept)
        if owed:
            note = say(
                "{owed} cannot be borrowed on {title} as far as is known here",
                owed=joined(", ", owed),
                title=self.title,
            )
            return [Expression(name, None, "impossible", (note,))]
        if len(holdings) < len(pool.holdings):
            lost = sorted({h.asset for h in pool.holdings} - {h.asset for h in holdings})
            notes.append(
                say("{lost} does not count as collateral on {title}", lost=joined(", ", lost), title=self.title)
            )
        held = Pool(pool.collateral, (), holdings)
        # Of one market the longs come first, by price: what netting leaves has the same entry in every order of the tuple.
        first = {p.symbol: k for k, p in reversed([*enumerate(pool.positions)])}
        for position in sorted(pool.positions, key=lambda p: (first[p.symbol], p.side, p.entry_price, p.size)):
            held, said = self._place(held, position)
            notes.extend(said)
        parts = {name: held}
        if len(held.positions) > 1 and "cross" not in self.modes:
            parts = self._split(name, held, marks)
            notes.append(self.no_cross())
        status = "changed" if notes else "as is"
        return [Expression(n, p, status, tuple(notes)) for n, p in parts.items()]

    def no_cross(self) -> str:
        """Why several positions cannot share collateral."""
        return say(
            "{title} has no cross margin: each position stands alone, shown with the collateral split by notional",
            title=self.title,
        )

    def _hold(self, holding: Holding) -> Holding | None:
        weight = (self.collateral_weight if holding.amount >= 0 else self.liability_weight)(holding.asset)
        return None if weight is None else Holding(holding.asset, holding.amount, *weight)

    def _place(self, pool: Pool, position: Position) -> tuple[Pool, list[str]]:
        """The pool with one more position; leverage above the maximum is cut, what the venue keeps as one becomes one."""
        notes: list[str] = []
        leverage, most = position.leverage, self.market(position.symbol).max_leverage
        if leverage is not None and leverage > most * (1 + 1e-12):
            notes.append(
                say(
                    "leverage {leverage:#~}× is above the {most:#~}× of {symbol} on {title}",
                    leverage=leverage,
                    most=most,
                    symbol=position.symbol,
                    title=self.title,
                )
            )
            leverage = most
        new = self.position(position.symbol, position.size, position.entry_price, leverage)
        side = new.side if self.hedge_mode else None

        def same(p: Position) -> bool:
            return p.symbol == new.symbol and side in (None, p.side)

        held = [*filter(same, pool.positions), new]
        if len(held) == 1:
            return replace(pool, positions=(*pool.positions, new)), notes
        notes.append(
            say("{title} nets positions in {symbol} to one", title=self.title, symbol=new.symbol)
            if side is None
            else say(
                "{title} keeps one {side} in {symbol}: they are shown as one",
                title=self.title,
                side=side,
                symbol=new.symbol,
            )
        )
        netted = pool.trade(new.market, new.size, new.entry_price, fee=0.0, side=side)
        # The lowest of the settings stays, whichever came first; what depends on side and setting is made anew.
        setting = min((p.leverage for p in held if p.leverage is not None), default=None)
        positions = tuple(
            self.position(p.symbol, p.size, p.entry_price, setting) if same(p) else p for p in netted.positions
        )
        return replace(netted, positions=positions), notes

    def _split(self, name: str, pool: Pool, marks: Mapping[str, float]) -> dict[str, Pool]:
        """One pool a position, cash by notional; what moves in price stays with the largest."""
        marks = Marks.of(marks)
        sizes: Sequence[float] = [p.notional(marks[p.symbol]) for p in pool.positions]
        largest = max(range(len(sizes)), key=sizes.__getitem__)
        legs = zip(leg_names(pool.positions), pool.positions, sizes, strict=True)
        return {
            f"{name} · {leg}": Pool(pool.collateral * n / sum(sizes), (p,), pool.holdings if i == largest else ())
            for i, (leg, p, n) in enumerate(legs)
        }
