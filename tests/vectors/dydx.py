"""Adapters for dYdX: a case's inputs → the public API → the keys of ``expected``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from course.margin import Market, Pool, Position
from course.venues import dydx

from .registry import Record, adapter


def plain(value: Any) -> str:
    """An exact number without an exponent."""
    if isinstance(value, Fraction):
        value = dydx.decimal(value)
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def perpetual(market: dict[str, Any], **more: Any) -> dydx.Perpetual:
    return dydx.Perpetual(
        market.get("market", "X"),
        market["oracle_price_usdc"],
        market["base_imf"],
        market["maintenance_fraction_of_imf"],
        open_interest=more.get("open_interest", market.get("open_interest_base", 0)),
        lower_cap=market.get("oi_lower_cap_usdc", 0),
        upper_cap=market.get("oi_upper_cap_usdc", 0),
        isolated=market.get("type") == "isolated",
        atomic_resolution=market.get("atomic_resolution", -10),
    )


def position(entry: dict[str, Any]) -> dydx.PerpetualPosition:
    return dydx.PerpetualPosition(
        perpetual(entry["market"]),
        entry["size_base"],
        entry.get("funding_index_at_entry_usdc_per_base", 0),
        entry.get("funding_index_now_usdc_per_base", 0),
        entry.get("custom_imf", 0),
    )


def account(entry: dict[str, Any]) -> dydx.Subaccount:
    return dydx.Subaccount(entry["usdc"], tuple(position(p) for p in entry["positions"]))


def config(entry: dict[str, Any]) -> dydx.LiquidationConfig:
    """The liquidation parameters that a case names, the unit tests' defaults for the rest."""
    base = dydx.CODE_DEFAULT
    return dydx.LiquidationConfig(
        entry.get("max_liquidation_fee", base.max_fee),
        entry.get("bankruptcy_adjustment", base.bankruptcy_adjustment),
        entry.get("spread_to_mmr_ratio", base.spread_to_mmr),
        entry.get("min_position_notional_usdc", base.min_position_notional),
        entry.get("max_position_portion", base.max_position_portion),
        entry.get("max_notional_per_block_usdc", base.max_notional_per_block),
        entry.get("max_insurance_per_block_usdc", base.max_insurance_per_block),
        base.source,
    )


def positions_of(entry: dydx.Subaccount) -> dict[str, str]:
    return {p.perpetual.ticker: plain(p.size) for p in entry.positions}


# ---- account maths --------------------------------------------------------------------------------------------------


@adapter("margin_requirement")
def margin_requirement(i):
    market = perpetual(i["market"])
    return {
        "imr_usdc": plain(dydx.usdc(market.initial_requirement(i["size_base"], i.get("custom_imf", 0)))),
        "mmr_usdc": plain(dydx.usdc(market.maintenance_requirement(i["size_base"]))),
    }


@adapter("notional")
def notional(i):
    market = dydx.Perpetual("X", i["oracle_price_usdc"], 0, 0)
    return {"net_notional_usdc": plain(dydx.usdc(market.notional(i["size_base"])))}


def scaled_imf(i):
    base = dydx.ppm("base_imf", i["base_imf"])
    return dydx.effective_imf_ppm(base, i["open_notional_usdc"], i["oi_lower_cap_usdc"], i["oi_upper_cap_usdc"])


@adapter("oi_scaled_imf")
def oi_scaled_imf(i):
    return {"effective_imf": plain(Fraction(scaled_imf(i), 10**6))}


@adapter("initial_margin_with_oi")
def initial_margin_with_oi(i):
    market = dydx.Perpetual(
        "X", 1, i["base_imf"], 0, i["open_notional_usdc"], i["oi_lower_cap_usdc"], i["oi_upper_cap_usdc"]
    )
    required = market.initial_requirement(i["position_notional_usdc"], i.get("custom_imf", 0))
    return {"imr_usdc": plain(dydx.usdc(required))}


@adapter("maintenance_margin_fraction")
def maintenance_margin_fraction(i):
    market = dydx.Perpetual("X", 1, i["base_imf"], i["maintenance_fraction_of_imf"])
    return {"mmf": plain(Fraction(market.maintenance_ppm, 10**6))}


@adapter("funding_clamp")
def funding_clamp(i):
    bound = dydx.clamp_ppm(i["clamp_factor"], i["base_imf"], i["maintenance_fraction_of_imf"])
    return {"max_abs_8h_rate": plain(Fraction(bound, 10**6))}


@adapter("account_risk")
def account_risk(i):
    held = account(i["account"])
    return {
        "net_collateral_usdc": plain(held.equity),
        "imr_usdc": plain(held.initial_requirement),
        "mmr_usdc": plain(held.maintenance_requirement),
    }


@adapter("is_liquidatable")
def is_liquidatable(i):
    return {"is_liquidatable": account(i["account"]).risk.liquidatable}


def risk(equity, initial, maintenance):
    return dydx.Risk(Fraction(equity), Fraction(initial), Fraction(maintenance))


@adapter("liquidation_predicate")
def liquidation_predicate(i):
    return {"is_liquidatable": risk(i["net_collateral_usdc"], 0, i["mmr_usdc"]).liquidatable}


@adapter("risk_ordering")
def risk_ordering(i):
    first = risk(i["first_net_collateral_usdc"], 0, i["first_mmr_usdc"])
    return {"first_vs_second": first.compare(risk(i["second_net_collateral_usdc"], 0, i["second_mmr_usdc"]))}


# ---- updates and isolation ------------------------------------------------------------------------------------------


@adapter("update_validity")
def update_validity(i):
    before, market = account(i["account_before"]), i.get("market")
    if market is not None:
        interest = i.get("open_interest_after_base", market.get("open_interest_base", 0))
        market = perpetual(market, open_interest=interest)
    return {"result": dydx.check_update(before, i["usdc_delta"], i["size_delta_base"], market)}


@adapter("undercollateralized_transition")
def undercollateralized_transition(i):
    before = risk(i["before_net_collateral_usdc"], i["before_imr_usdc"], i["before_mmr_usdc"])
    after = risk(i["after_net_collateral_usdc"], i.get("after_imr_usdc", 0), i["after_mmr_usdc"])
    return {"result": dydx.check_transition(before, after)}


@adapter("isolated_constraint")
def isolated_constraint(i):
    held, changed = (
        [(m["market"], m["type"] == "isolated") for m in i[key]] for key in ("position_markets", "update_market_types")
    )
    return {"allowed": dydx.isolated_update_allowed(held, changed)}


@adapter("isolated_pool_transfer")
def isolated_pool_transfer(i):
    done = dydx.isolated_pool_transfer(
        i["usdc_before"],
        i["usdc_delta"],
        i["position_before_base"],
        i["size_delta_base"],
        i.get("cross_pool_before_usdc", 0),
        i.get("isolated_pool_before_usdc", 0),
    )
    return {
        "transition": done.transition,
        "usdc_moved": plain(done.moved),
        "usdc_after": plain(done.balance_after),
        "cross_pool_after_usdc": plain(done.cross_pool_after),
        "isolated_pool_after_usdc": plain(done.isolated_pool_after),
    }


@adapter("open_interest_delta")
def open_interest_delta(i):
    legs = [(leg["before_base"], leg["delta_base"]) for leg in i["legs"]]
    return {"open_interest_delta_base": plain(dydx.open_interest_delta(legs))}


@adapter("subaccount_parent")
def subaccount_parent(i):
    try:
        return {"parent": dydx.parent(i["subaccount_number"])}
    except ValueError:
        return {"error": "out_of_range"}


# ---- liquidation ----------------------------------------------------------------------------------------------------


@adapter("bankruptcy_price")
def bankruptcy_price(i):
    try:
        quote = dydx.bankruptcy_quote(account(i["account"]), i["market"], i["close_delta_base"])
    except dydx.SizeDeltaError:
        return {"error": "invalid_size_delta"}
    return {"bankruptcy_quote_usdc": plain(quote)}


@adapter("fillable_price")
def fillable_price(i):
    try:
        price = dydx.fillable_price(account(i["account"]), i["market"], i.get("close_delta_base"), config(i))
    except dydx.SizeDeltaError:
        return {"error": "invalid_size_delta"}
    return {"fillable_price_usdc": plain(price)}


@adapter("fillable_price_tick_rounding")
def fillable_price_tick_rounding(i):
    subticks = dydx.order_subticks(i["fillable_price_in_subticks"], i["closing_long"], int(i["subticks_per_tick"]))
    return {"order_subticks": str(subticks)}


@adapter("liquidation_fee")
def liquidation_fee(i):
    try:
        delta = dydx.insurance_fund_delta(
            account(i["account"]), i["market"], i["close_delta_base"], i["fill_price_usdc"], config(i)
        )
    except dydx.SizeDeltaError:
        return {"error": "invalid_size_delta"}
    except dydx.ZeroFillError:
        return {"error": "zero_fill"}
    return {"insurance_fund_delta_usdc": plain(delta)}


@adapter("liquidatable_size")
def liquidatable_size(i):
    held = dydx.PerpetualPosition(perpetual(i["market"]), i["size_base"])
    size = dydx.liquidatable_size(held, i["step_size_base"], i["subaccount_block_notional_remaining_usdc"], config(i))
    return {"close_delta_base": plain(size)}


@adapter("position_block_limits")
def position_block_limits(i):
    held = dydx.PerpetualPosition(dydx.Perpetual("X", i["oracle_price_usdc"], 0, 0), i["size_base"])
    least, most = dydx.position_limits(held, config(i))
    return {"min_notional_usdc": plain(least), "max_notional_usdc": plain(most)}


@adapter("subaccount_block_limits")
def subaccount_block_limits(i):
    def left(limit, used):
        try:
            rest = dydx.block_remaining(i[limit], i[used], i["same_perpetual_already_liquidated_this_block"])
        except dydx.BlockLimitExceeded:
            return "invariant_violation"
        return plain(rest)

    try:
        return {
            "remaining_notional_usdc": left("max_notional_per_block_usdc", "used_notional_usdc"),
            "remaining_insurance_usdc": left("max_insurance_per_block_usdc", "used_insurance_usdc"),
        }
    except dydx.AlreadyLiquidated:
        return {"error": "already_liquidated"}


@adapter("insurance_fund_sufficient")
def insurance_fund_sufficient(i):
    return {"valid": dydx.fund_can_pay(i["insurance_fund_balance_usdc"], i["insurance_fund_delta_usdc"])}


@adapter("liquidation_vs_book")
def liquidation_vs_book(i):
    held = account(i["account"])
    orders = [(o["price_usdc"], o["size_base"]) for o in i["resting_orders"]]
    if not held.risk.liquidatable:
        at = held.position(i["market"])
        return {"fills": [], "usdc_after": plain(held.usdc), "position_after_base": plain(at.size if at else 0)}
    done = dydx.liquidate_against_book(
        held, i["market"], orders, i["insurance_fund_balance_usdc"], config(i["config"]), i.get("step_size_base")
    )
    left = done.account.position(i["market"])
    return {
        "fills": [[plain(f.size), plain(f.price), plain(f.fund_delta)] for f in done.fills],
        "usdc_after": plain(done.account.usdc),
        "position_after_base": plain(left.size) if left else "0",
        "insurance_fund_after_usdc": plain(done.fund),
    }


# ---- deleveraging ---------------------------------------------------------------------------------------------------


@adapter("can_deleverage")
def can_deleverage(i):
    allowed = dydx.can_deleverage(account(i["account"]), i["market_status"] == "final_settlement")
    return allowed._asdict()


@adapter("deleveraging")
def deleveraging(i):
    try:
        done = dydx.offset(
            account(i["liquidated_account"]),
            account(i["offsetting_account"]),
            i["market"],
            i["liquidated_delta_base"],
            i["price_basis"],
        )
    except dydx.SizeDeltaError:
        return {"error": "invalid_size_delta"}
    except dydx.Rejected:
        return {"error": "rejected"}
    after = {
        name: {"usdc": plain(entry.usdc), "positions": positions_of(entry)}
        for name, entry in (("liquidated_after", done.liquidated), ("offsetting_after", done.offsetting))
    }
    return {"settlement_price_usdc": plain(done.price), **after}


@adapter("deleveraging_multi")
def deleveraging_multi(i):
    others = [(c["name"], account(c["account"])) for c in i["candidates_in_iteration_order"]]
    done = dydx.deleverage(
        account(i["liquidated_account"]),
        i["market"],
        others,
        i["liquidated_delta_base"],
        i.get("price_basis", "bankruptcy"),
    )
    return {
        "fills": [[name, plain(size)] for name, size in done.fills],
        "remaining_base": plain(done.remaining),
        "liquidated_usdc_after": plain(done.liquidated.usdc),
        "offsetting_usdc_after": {name: plain(entry.usdc) for name, entry in done.offsetting.items()},
    }


# ---- funding --------------------------------------------------------------------------------------------------------


@adapter("funding_index_delta")
def funding_index_delta(i):
    delta = dydx.index_delta(
        i["oracle_price_usdc"], i["funding_rate_8h"], int(i["seconds"]), i["index_granularity_usdc_per_base"]
    )
    return {"index_delta_usdc_per_base": plain(delta)}


@adapter("funding_tick")
def funding_tick(i):
    samples = [ppm for ppm, count in i["premium_samples_ppm_runs"] for _ in range(count)]
    tick = dydx.funding_tick(
        samples,
        i["oracle_price_usdc"],
        i["base_imf"],
        i["maintenance_fraction_of_imf"],
        default_8h_ppm=i["default_funding_8h_ppm"],
        clamp_factor=i["clamp_factor"],
        sample_seconds=i["sample_seconds"],
        tick_seconds=i["tick_seconds"],
        granularity=i["index_granularity_usdc_per_base"],
    )
    return {"funding_rate_8h": plain(tick.rate_8h), "index_delta_usdc_per_base": plain(tick.index_delta)}


@adapter("premium_sample")
def premium_sample(i):
    return {"sample_ppm": dydx.premium_sample(i["non_zero_votes_ppm"], i["num_votes"], i["min_num_votes"])}


@adapter("premium_vote")
def premium_vote(i):
    vote = dydx.premium_vote(
        i["bids_price_size"],
        i["asks_price_size"],
        i["index_price_usdc"],
        i["impact_notional_usdc"],
        int(i["max_abs_premium_ppm"]),
    )
    return {"premium_ppm": vote}


ENTRY, NOW = "funding_index_at_entry_usdc_per_base", "funding_index_now_usdc_per_base"


@adapter("funding_settlement")
def funding_settlement(i):
    return {"settlement_usdc_exact": plain(dydx.settlement(i["size_base"], i[ENTRY], i[NOW]))}


@adapter("funding_settlement_account")
def funding_settlement_account(i):
    held = [(p["size_base"], p[ENTRY], p[NOW]) for p in i["positions"]]
    return {"usdc_after": plain(dydx.settle(i["usdc_before"], held, i["other_usdc_delta"]))}


# ---- what the apps show ---------------------------------------------------------------------------------------------


def client(entry: dict[str, Any]) -> dydx.ClientAccount:
    held = tuple(
        dydx.client_position(
            p["market"],
            float(p["size_base"]),
            float(p["oracle_price_usdc"]),
            float(p.get("imf", 0)),
            float(p.get("mmf", 0)),
        )
        for p in entry["positions"]
        if float(p["size_base"])
    )
    return dydx.ClientAccount(float(entry["usdc"]), held)


@adapter("client_account")
def client_account(i):
    shown = client(i)
    rates = {p["market"]: float(p.get("imf", 0)) for p in i["positions"]}
    default = float(i.get("default_imf", 0.02))
    return {
        "equity_usdc": shown.equity,
        "free_collateral_usdc": shown.free_collateral,
        "notional_total_usdc": shown.notional,
        "initial_risk_usdc": shown.initial_risk,
        "leverage": shown.leverage,
        "margin_usage": shown.margin_usage,
        "buying_power_usdc": shown.buying_power(default),
        "positions": Record(
            {
                p.symbol: Record(
                    leverage=shown.position_leverage(p.symbol),
                    buying_power_usdc=shown.buying_power(rates[p.symbol]) if rates[p.symbol] else None,
                    liquidation_price_usdc=shown.liquidation_price(p.symbol),
                )
                for p in shown.positions
            }
        ),
    }


@adapter("client_parent_summary")
def client_parent_summary(i):
    shown = {s["number"]: client(s) for s in i["subaccounts"]}
    parents = [account for number, account in shown.items() if dydx.parent(number) == number]
    return {
        "total_equity_usdc": dydx.parent_equity(shown.values()),
        "cross_free_collateral_usdc": parents[0].free_collateral,
    }


@adapter("client_position_risk")
def client_position_risk(i):
    found = dydx.signed_notional_and_risk(
        *(float(i[k]) for k in ("size_base", "oracle_price_usdc", "base_imf", "maintenance_fraction_of_imf"))
    )
    return {f"{name}_usdc": value for name, value in found.items()}


@adapter("client_effective_imf")
def client_effective_imf(i):
    keys = ("base_imf", "oracle_price_usdc", "open_interest_base", "oi_lower_cap_usdc", "oi_upper_cap_usdc")
    return {"effective_imf": dydx.effective_imf(*(float(i.get(k) or 0) for k in keys))}


@adapter("client_isolated_transfer_in")
def client_isolated_transfer_in(i):
    most = i.get("market_max_leverage")
    moved = dydx.isolated_transfer(
        i["side"],
        *(float(i[k]) for k in ("size_base", "order_price_usdc", "oracle_price_usdc", "target_leverage")),
        None if most is None else float(most),
    )
    return {"transfer_usdc": moved}


@adapter("client_isolated_limit_order")
def client_isolated_limit_order(i):
    price, step = float(i["order_price_usdc"]), Fraction(str(i["step_size_base"]))
    size = Fraction(str(i["usdc_size"])) / Fraction(str(i["order_price_usdc"])) // step * step
    moved = dydx.isolated_transfer(
        i.get("side", "BUY"),
        float(size),
        price,
        float(i.get("oracle_price_usdc", price)),
        float(i["target_leverage"]),
        float(i["market_max_leverage"]),
    )
    return {"cross_equity_after_usdc": float(i["cross_equity_usdc"]) - moved, "transfer_usdc": moved}


@adapter("client_adjust_isolated_margin")
def client_adjust_isolated_margin(i):
    if i["type"] == "add":
        most = float(i["cross_free_collateral_usdc"])
    else:
        keys = ("child_equity_usdc", "child_notional_usdc", "market_max_leverage")
        most = dydx.most_removable(*(float(i[k]) for k in keys))
    if "amount_usdc" in i:
        return {"amount_percent": float(i["amount_usdc"]) / most}
    return {"amount_usdc": float(i["amount_percent"]) * most}


@adapter("docs_liquidation_price")
def docs_liquidation_price(i):
    others = i.get("other_positions", [])
    entries = [{"market": "target", **i}, *others]
    held = tuple(
        dydx.client_position(
            p["market"], float(p["size_base"]), float(p["oracle_price_usdc"]), float(p["mmf"]), float(p["mmf"])
        )
        for p in entries
    )
    paid = sum(p.size * p.entry_price for p in held)
    price = dydx.ClientAccount(float(i["equity_usdc"]) - paid, held).liquidation_price("target")
    return {"liquidation_price_usdc": None if price is None else round(price, 2)}


@adapter("docs_contract_loss")
def docs_contract_loss(i):
    entry, mark, rate = (float(i["entry_price_usdc"]), float(i["mark_price_usdc"]), float(i.get("mmf", 0)))
    pool = Pool(float(i["deposit_usdc"]), (Position(Market("X", 1.0, rate), float(i["size_base"]), entry),))
    fill = float(i.get("fill_price_usdc", mark))
    return {
        "equity_at_mark_usdc": round(pool.equity({"X": mark}), 9),
        "bankruptcy_price_usdc": pool.bankruptcy_price("X", {"X": mark}),
        "insurance_fund_pays_usdc": round(max(-pool.equity({"X": fill}), 0.0), 9),
        "mmr_at_entry_usdc": round(pool.maintenance_requirement({"X": entry}), 9),
    }
