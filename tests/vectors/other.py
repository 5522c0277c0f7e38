"""Adapters for all venues but dYdX, one a form: a case's inputs → the public API → the keys of ``expected``."""

from __future__ import annotations

from typing import Any

from course.margin import Schedule
from course.venues import Source, adl, binance, bitmex, bybit, drift, generic, gmx, hyperliquid, max_leverage_for, okx

from .registry import adapter

CASE = Source("a case", "its date")


def signed(i: dict[str, Any], size: str = "qty") -> float:
    return i["side"] * i[size]


# ---- Binance --------------------------------------------------------------------------------------------------------


@adapter("binance_liq")
def binance_liq(i):
    price = binance.isolated_liquidation_price(i["wallet"], signed(i), i["entry"], i["mmr"], i.get("cum", 0))
    return {"liq_price": price}


@adapter("isolated_lev_liq")
def isolated_lev_liq(i):
    wallet = i["qty"] * i["entry"] / i["leverage"]
    price = binance.isolated_liquidation_price(wallet, signed(i), i["entry"], i["mmr"], i.get("cum", 0))
    return {"liq_price": price}


@adapter("binance_liq_cross")
def binance_liq_cross(i):
    held = [binance.position(p["symbol"], signed(p), p["entry"], p["mmr"], p.get("cum", 0)) for p in i["positions"]]
    marks = {p["symbol"]: p["mark"] for p in i["positions"]}
    return {"liq_price": binance.cross_liquidation_price(i["wallet"], held, marks, i["target"])}


@adapter("binance_liq_from_isolated_margin")
def binance_liq_from_isolated_margin(i):
    wallet = binance.wallet_of_isolated_margin(i["isolated_margin_incl_upnl"], i["upnl"])
    price = binance.isolated_liquidation_price(wallet, signed(i), i["entry"], i["mmr"], i.get("cum", 0))
    return {"liq_price": price}


def tier_of(i: dict[str, Any], boundary: str) -> dict[str, Any]:
    """The row of a printed table that a notional lies in."""
    columns = (tuple(row.get(key, 0) or 0 for row in i["tiers"]) for key in ("floor", "mmr", "cum"))
    schedule = Schedule(*columns, boundary=boundary)
    tier = int(schedule.tier(i["notional"]))
    return {"mmr": schedule.rates[tier], "cum": schedule.deductions[tier]}


@adapter("tier_lookup_floor")
def tier_lookup_floor(i):
    return tier_of(i, "upper")


@adapter("tier_lookup")
def tier_lookup(i):
    return tier_of(i, "lower")


@adapter("max_leverage_for_stake")
def max_leverage_for_stake(i):
    caps = [row["cap"] if row.get("cap") is not None else float("inf") for row in i["tiers"]]
    try:
        return {"max_leverage": max_leverage_for(i["stake"], [r["max_lev"] for r in i["tiers"]], caps)}
    except ValueError:
        return {"error": "above the largest position"}


@adapter("cum_chain")
def cum_chain(i):
    return {"cum": list(binance.deductions(i["floors"], i["mmrs"]))}


@adapter("cum_next")
def cum_next(i):
    return {"cum": binance.next_deduction(i["prev_cum"], i["steps"])}


@adapter("binance_adl")
def binance_adl(i):
    share, rank = binance.adl_score(i["upnl"], i["wallet"], i["margin_ratio"])
    return {"pnl_pct": share, "leverage_pnl": rank}


@adapter("simple_funding")
def simple_funding(i):
    size = i["side"] * i["size"]
    return {"funding": binance.funding_received(size, i["mark"], i["rate"], i.get("time_ratio", 1))}


@adapter("funding_sum")
def funding_sum(i):
    size = i["side"] * i["size"]
    return {"funding": sum(binance.funding_received(size, mark, rate) for mark, rate in i["events"])}


# ---- Hyperliquid ----------------------------------------------------------------------------------------------------


@adapter("hl_isolated")
def hl_isolated(i):
    price = hyperliquid.isolated_liquidation_price(signed(i, "size"), i["entry"], i["collateral"], i["max_leverage"])
    return {"liq_price": price}


@adapter("hl_isolated_raw")
def hl_isolated_raw(i):
    return {"liq_price": hyperliquid.liquidation_price_from_balance(i["szi"], i["raw_usd"], i["max_leverage"])}


@adapter("hl_cross")
def hl_cross(i):
    price = hyperliquid.cross_liquidation_price(
        i["account_value"], i["maint_total"], i["szi"], i["value"], i["max_leverage"], moving=i.get("divisor", True)
    )
    return {"liq_price": price}


@adapter("hl_im")
def hl_im(i):
    return {"im": hyperliquid.initial_margin(i["value"], i["leverage"])}


@adapter("hl_total_mm")
def hl_total_mm(i):
    return {"mm": hyperliquid.maintenance_margin(i["positions"])}


@adapter("hl_funding_rate")
def hl_funding_rate(i):
    premium = hyperliquid.impact_premium(i["impact"], i["spot"])
    rate = hyperliquid.funding_rate_8h(premium, i["interest"], i["clampw"])
    return {"premium": premium, "rate_8h": rate}


# ---- OKX ------------------------------------------------------------------------------------------------------------


@adapter("linear_liq_fee")
def linear_liq_fee(i):
    price = okx.isolated_liquidation_price(i["margin"], signed(i), i["entry"], i["mmr"], i["fee"])
    return {"liq_price": price}


@adapter("okx_cross")
def okx_cross(i):
    shown = okx.position_figures(
        i.get("side", 1) * i["qty"], i["avg"], i["mark"], i["leverage"], i["mmr"], i["mgn_ratio"], i["fee"]
    )
    return {
        "im": shown.initial,
        "mm": shown.maintenance,
        "upnl": shown.unrealised_pnl,
        "upl_ratio": shown.pnl_ratio,
        "equity": shown.equity,
        "liq_price": shown.liquidation_price,
    }


@adapter("tiered_discount")
def tiered_discount(i):
    return {"value": okx.discounted_value(i["amount"], i["price"], i["tiers"])}


# ---- Bybit and BitMEX -----------------------------------------------------------------------------------------------


@adapter("entry_based_liq")
def entry_based_liq(i):
    found = bybit.entry_based(i["side"], i["entry"], 1 / i["leverage"], i["mmr"])
    return {"liq_price": found.liquidation_price, "bankruptcy_price": found.bankruptcy_price}


@adapter("entry_based_amounts")
def entry_based_amounts(i):
    found = bitmex.isolated_prices(signed(i), i["entry"], i["im_rate"], i["mm_rate"], i.get("funding", 0.0))
    result = {
        "im": found.initial,
        "mm": found.maintenance,
        "liq_price": found.liquidation_price,
        "bankruptcy_price": found.bankruptcy_price,
    }
    return {**result, "available": i["wallet"] - found.initial} if "wallet" in i else result


@adapter("inverse_bankruptcy_leverage")
def inverse_bankruptcy_leverage(i):
    return {"bankruptcy_price": bybit.inverse_bankruptcy_price(i["side"], i["entry"], i["leverage"])}


@adapter("inverse_cross_liq")
def inverse_cross_liq(i):
    contracts = i.get("side", 1) * i["contracts"]
    liquidation, bankruptcy = bybit.inverse_cross_prices(i["balance"], contracts, i["entry"], i["mmr"], i["fee"])
    return {"liq_price": liquidation, "bankruptcy_price": bankruptcy}


@adapter("inverse_upnl")
def inverse_upnl(i):
    value, pnl = bybit.inverse_value_and_pnl(signed(i, "contracts"), i["entry"], i["mark"])
    return {"value": value, "upnl": pnl}


@adapter("bybit_mp_margin")
def bybit_mp_margin(i):
    initial, maintenance = bybit.margins(i["value"], i["side"], i["leverage"], i["mmr"], i["taker"])
    return {"im": initial, "mm": maintenance}


@adapter("bracket_mm")
def bracket_mm(i):
    return {"mm": bybit.bracket_margin(i["brackets"], i["value"])}


@adapter("bybit_adl_pool")
def bybit_adl_pool(i):
    ratio, active = bybit.adl_state(i["pool_max_8h"], i["cum_loss"], i.get("active", False))
    return {"pnl_ratio": ratio, "adl": active}


@adapter("wallet_backed_liq")
def wallet_backed_liq(i):
    return bitmex_prices(bitmex.cross_prices(i["wallet"], signed(i), i["entry"], i["mm_rate"]))


def bitmex_prices(found: bitmex.MarginPrices) -> dict[str, Any]:
    return {"liq_price": found.liquidation_price, "bankruptcy_price": found.bankruptcy_price}


@adapter("risk_limit_step")
def risk_limit_step(i):
    table = bitmex.risk_limit_table(
        "X", i["base"], i["step"], i["base_im"], i["base_mm"], i["step_rate"], CASE, steps=1_000
    )
    found = bitmex.risk_limit(table, i["value"])
    return {"mmr": found.maintenance, "imr": found.initial}


@adapter("ix")
def rate_on_notional(i):
    return {"margin": float(Schedule.flat(i["rate"]).requirement(1.0, i["notional"]))}


@adapter("bitmex_funding_cap")
def bitmex_funding_cap(i):
    return {"cap": bitmex.funding_cap(i["imr"], i["mmr"])}


@adapter("adl_queue")
def adl_queue(i):
    fills = adl.queue([(a["id"], a["qty"], a["rank"]) for a in i["accounts"]], i["size"])
    return {"fills": {str(name): size for name, size in fills.items()}}


# ---- GMX ------------------------------------------------------------------------------------------------------------


@adapter("gmx_check")
def gmx_check(i):
    found = gmx.check(
        i["size_usd"],
        i["entry"],
        i["price"],
        i["coll"],
        i["coll_price"],
        i["min_factor"],
        side=i.get("side", 1),
        fees=i.get("fees", 0.0),
        price_impact=i.get("impact", 0.0),
    )
    return {"liquidatable": found.liquidatable, "returned": found.returned}


@adapter("gmx_adl")
def gmx_adl(i):
    pnl = i.get("side", 1) * i["size_tokens"] * (i["price"] - i["entry"])
    return {"adl": gmx.adl_needed(pnl, i["pool_usd"], i["max_factor"]), "pnl": pnl}


@adapter("gmx_price_impact")
def gmx_price_impact(i):
    return {"impact": gmx.price_impact(i["before_diff"], i["after_diff"], i["exponent"], i["factor"])}


@adapter("gmx_funding_rate")
def gmx_funding_rate(i):
    rates = gmx.funding_per_second(i["longs"], i["shorts"], i["factor"], i.get("exponent", 1))
    return {"larger_pays": rates.larger_pays, "smaller_gets": rates.smaller_receives}


@adapter("gmx_funding")
def gmx_funding(i):
    rates = gmx.funding_per_second(i["longs"], i["shorts"], i["factor"], i["exponent"])
    return {"paid": i["payer_size"] * rates.larger_pays * i["seconds"]}


# ---- Drift ----------------------------------------------------------------------------------------------------------


@adapter("drift_cover")
def drift_cover(i):
    base = drift.liquidation.base_to_cover(
        i["shortage"], i["price"], i["margin_ratio"], i["liq_fee"], i["if_fee"], i.get("quote_price", 1.0)
    )
    return {"base": base}


@adapter("drift_liab_transfer")
def drift_liab_transfer(i):
    amount = drift.liquidation.liability_to_cover(
        i["shortage"], i["price"], i["asset_weight"], i["asset_mult"], i["liab_weight"], i["liab_mult"], i["if_fee"]
    )
    return {"liability": amount}


@adapter("drift_liab_implied")
def drift_liab_implied(i):
    amount = drift.liquidation.liability_for_asset(
        i["asset"], i["asset_price"], i["asset_mult"], i["liab_price"], i["liab_mult"]
    )
    return {"liability": amount}


@adapter("drift_perp_if_fee")
def drift_perp_if_fee(i):
    fee = drift.liquidation.insurance_fee_rate(
        i["shortage"], i["base"], i["price"], i["margin_ratio"], i["liq_fee"], i["max_fee"], i.get("quote_price", 1.0)
    )
    return {"if_fee": fee}


@adapter("drift_spot_if_fee")
def drift_spot_if_fee(i):
    keys = ("shortage", "tokens", "price", "asset_weight", "asset_mult", "liab_weight", "liab_mult", "max_fee")
    return {"if_fee": drift.liquidation.spot_insurance_fee_rate(*(i[k] for k in keys))}


@adapter("drift_liq_fee")
def drift_liq_fee(i):
    return {"fee": drift.liquidation.liquidation_fee(i["base_fee"], i["max_fee"], i["slots_elapsed"])}


@adapter("drift_socialise")
def drift_socialise(i):
    done = drift.liquidation.socialise(i["loss"], i["oi_long"], i["oi_short"])
    return {"delta_per_base": done.per_base}


@adapter("drift_socialise_fee_pool")
def drift_socialise_fee_pool(i):
    done = drift.liquidation.socialise(i["loss"], i["oi_long"], i["oi_short"], i["fee_pool"], i["base"])
    return {"delta_per_base": done.per_base, "each_user_loss": done.loss}


@adapter("drift_liquidate")
def drift_liquidate(i):
    done = drift.liquidation.liquidate_perp(
        i["base"],
        i["quote"],
        i["deposit"],
        i["price"],
        i["mmr"],
        i["buffer"],
        i["liq_fee"],
        i["if_fee_max"],
        max_base=i.get("max_base"),
        step=i.get("step", 0.0),
    )
    return {
        "liquidated_base": done.base,
        "left_base": done.left,
        "user_quote": done.user_quote,
        "liquidator_quote": done.liquidator_quote,
        "if_fee": done.insurance_fee,
        "final_ratio": done.ratio,
    }


@adapter("drift_multi_slot")
def drift_multi_slot(i):
    trace = drift.liquidation.liquidate_over_slots(
        i["base"],
        i["quote"],
        i["deposit"],
        i["price"],
        i["mmr"],
        i["buffer"],
        i["liq_fee"],
        i["if_fee_max"],
        i["slots"],
        last_active=i["last_active"],
        open_orders=i.get("bid", 0.0) or i.get("ask", 0.0),
        initial_share=i["initial_pct"],
        duration=i["duration"],
        step=i.get("step", 0.0),
    )
    return {"freed": list(trace.freed), "left": list(trace.left)}


@adapter("drift_borrow_for_pnl")
def drift_borrow_for_pnl(i):
    keys = ("borrow", "price", "pnl", "pnl_weight", "liab_weight", "buffer", "pnl_fee", "liab_fee")
    return drift.liquidation.liquidate_borrow_for_pnl(*(i[k] for k in keys))._asdict()


@adapter("drift_imf_mm")
def drift_imf_mm(i):
    return {"margin": drift.perp_margin(i["base"], i["price"], i["mmr"], i["imf"], i.get("orders", 0))}


@adapter("drift_spot_order")
def drift_spot_order(i):
    keys = ("usdc", "sol", "order", "price", "asset_weight", "liab_weight")
    return drift.spot_order_margin(*(i[k] for k in keys))._asdict()


@adapter("drift_strict_quote")
def drift_strict_quote(i):
    return drift.strict_margin(i["usdc"], i["base"], i["price"], i["imr"], i["oracle"], i["twap5"])._asdict()


@adapter("drift_margin")
def drift_margin(i):
    return drift.margin(i["perps"], i["spots"], i.get("orders", 0))._asdict()


@adapter("drift_equity_borrow")
def drift_equity_borrow(i):
    return {"equity": drift.spot_equity(i["usdc"], i["borrow"], i["price"])}


@adapter("drift_pnl_buffer")
def drift_pnl_buffer(i):
    collateral = i["deposit"] + i["pnl"]
    return {
        "collateral": collateral,
        "collateral_plus_buffer": drift.buffered_collateral(collateral, i["pnl"], i["buffer"]),
    }


@adapter("drift_isolated_pair")
def drift_isolated_pair(i):
    pair = drift.isolated_pair(
        i["usdc"],
        i["borrow_sol"] * i["price"],
        i["liab_w"],
        i["base"],
        i["quote"],
        i["price"],
        i["iso_deposit"],
        i["imr"],
        i["buffer"],
    )
    return {
        "cross_req": pair.cross.requirement,
        "cross_tc": pair.cross.collateral,
        "iso_req": pair.isolated.requirement,
        "iso_tc": pair.isolated.collateral,
        "cross_req_buf": pair.cross_buffered.requirement,
        "cross_tc_buf": pair.cross_buffered.collateral,
        "iso_req_buf": pair.isolated_buffered.requirement,
        "iso_tc_buf": pair.isolated_buffered.collateral,
    }


@adapter("drift_liq_price")
def drift_liq_price(i):
    price = drift.liquidation_price(
        i["base"],
        i["quote"],
        i["price"],
        i["usdc"],
        i["mmr"],
        i.get("spot", 0.0),
        i.get("spot_weight", 1.0),
        i.get("spot_price"),
        i.get("same_asset", True),
    )
    return {"liq_price": price}


@adapter("drift_funding")
def drift_funding(i):
    return {"rate": drift.funding_rate(i["mark_twap"], i["oracle_twap"], i.get("divisor", 33))}


@adapter("drift_clamp")
def drift_clamp(i):
    return {"max_spread": drift.max_funding_spread(i["oracle_twap"], i["divisor"])}


@adapter("drift_prediction_short")
def drift_prediction_short(i):
    base = -abs(i["base"])
    return {
        "im": drift.prediction_margin(base, i["price"], i["imr"]),
        "mm": drift.prediction_margin(base, i["price"], i["mmr"]),
    }


@adapter("drift_spot_weight")
def drift_spot_weight(i):
    return {"weight": drift.scaled_weight(i["usd"], i["scale_start"], i["w"])}


@adapter("drift_imf_weight")
def drift_imf_weight(i):
    raw, weight = drift.size_discounted_weight(i["amount"], i["imf"], i["w"])
    return {"raw": raw, "weight": weight}


# ---- frameworks -----------------------------------------------------------------------------------------------------


@adapter("nautilus")
def nautilus(i):
    return {"margin": generic.margin(i["qty"], i["price"], i["rate"], i.get("leverage"))}
