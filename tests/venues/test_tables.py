"""Tier tables: what was typed in against what was published, and what a file must not say."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import venues
from course.validation import ArgumentError
from course.venues import Source, TierTable, load_tiers, tier_table

PUBLISHED = json.loads(Path(__file__).with_name("published_tiers.json").read_text(encoding="utf-8"))
SOURCE = Source("a page", "2026-11-01")
NAMES = {"binance": "{}USDT", "hyperliquid": "{}", "bybit": "{}USDT"}


def published():
    for venue, form in NAMES.items():
        for symbol in venues.get(venue).symbols:
            found = PUBLISHED[venue]["tables"].get(form.format(symbol), {}).get("tiers")
            if found:
                yield pytest.param(venue, symbol, found, id=f"{venue}-{symbol}")


@pytest.mark.parametrize(("venue", "symbol", "rows"), list(published()))
def test_a_table_is_the_published_one_and_its_deductions_follow_from_the_rates(venue, symbol, rows):
    table = venues.get(venue).table(symbol)

    assert table.floors == tuple(r["floor"] for r in rows)
    assert np.allclose(table.maintenance, [r["mmr"] for r in rows], rtol=1e-6)
    assert np.allclose([1 / i for i in table.initial], [r["max_leverage"] for r in rows])
    assert np.allclose(table.deductions, [r["cum"] for r in rows], rtol=1e-6, atol=0.01)
    assert table.cap == rows[-1]["cap"]


@pytest.mark.parametrize(
    ("symbol", "name", "contract", "tiers"),
    [
        ("BTC", "BTC-USDT-SWAP_2026-05-28", 0.01, 99),
        ("ETH", "ETH-USDT-SWAP_2026-05-28", 0.1, 99),
        ("ADA", "ADA-USDT-SWAP_2023-10-31", 100, 6),
    ],
)
def test_okx_tiers_are_the_published_contracts(symbol, name, contract, tiers):
    """Those that were read: the first ones in a row, and some from the middle and the end of what the venue answers."""
    table, seen = venues.get("okx").table(symbol), PUBLISHED["okx"]["tables"][name]
    rows = [*(dict(r, tier=k) for k, r in enumerate(seen["tiers"], start=1)), *seen.get("spot", ())]
    tops = (*table.floors[1:], table.cap)

    assert len(table.floors) == tiers == rows[-1]["tier"]
    for row in rows:
        k = row["tier"] - 1
        read = (row["floor"] * contract, row["cap"] * contract, row["mmr"], row["imr"])
        assert (table.floors[k], tops[k], table.maintenance[k], table.initial[k]) == pytest.approx(read)


def test_bitmex_risk_limits_are_the_published_steps():
    table, rows = (venues.get("bitmex").table("BTC"), PUBLISHED["bitmex"]["tables"]["XBTUSD"]["tiers"])

    assert table.floors[: len(rows)] == tuple(r["floor"] for r in rows)
    assert np.allclose(table.maintenance[: len(rows)], [r["mmr"] for r in rows])
    assert np.allclose(table.initial[: len(rows)], [r["imr"] for r in rows])


def test_gmx_factors_are_the_published_ones():
    from course.venues import gmx

    for symbol, config in gmx.CONFIGS.items():
        row = PUBLISHED["gmx-v2"]["tables"][symbol]
        assert (config.factor, config.liquidation_factor) == (
            row["min_collateral_factor"],
            row["factor_for_liquidation"],
        )
        assert (config.open_interest_multiplier, config.max_open_interest) == (
            row["oi_multiplier"],
            row["max_open_interest"],
        )


def test_drift_weights_are_the_published_ones():
    from course.venues import drift

    for asset, weights in drift.SPOT.items():
        row = PUBLISHED["drift"]["tables"][f"spot_{asset}"]
        assert weights == (row["asset_init"], row["asset_maint"], row["liab_init"], row["liab_maint"], row["imf"])


@pytest.mark.parametrize("venue", venues.names())
def test_every_number_has_a_source_and_a_date(venue):
    modelled = venues.get(venue)

    for source in (modelled.source, *(t.source for t in modelled.tables.values())):
        assert source.text
        assert source.as_of
    for row in modelled.parameters():
        assert row["source"]
        assert row["as_of"]
    assert str(modelled.source.as_of) in repr(modelled)


# ---- files ----------------------------------------------------------------------------------------------------------

ROWS = [
    {"floor": 0, "cap": 50_000, "maintenance": 0.004, "max_leverage": 125, "deduction": 0},
    {"floor": 50_000, "cap": 600_000, "maintenance": 0.005, "max_leverage": 100, "deduction": 50},
    {"floor": 600_000, "cap": 3_000_000, "maintenance": 0.0065, "max_leverage": 75, "deduction": 950},
]


def write_json(folder, rows=ROWS, **head):
    file = folder / "tiers.json"
    file.write_text(json.dumps({"source": "a page", "as_of": "2026-11-01", "tables": {"BTC": rows}, **head}))
    return file


def write_csv(folder, rows=ROWS, symbol="BTC"):
    file = folder / "tiers.csv"
    with file.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, ["symbol", *rows[0]])
        writer.writeheader()
        writer.writerows({"symbol": symbol, **row} for row in rows)
    return file


def test_json_and_csv_say_the_same(tmp_path):
    from_json = load_tiers(write_json(tmp_path))
    from_csv = load_tiers(write_csv(tmp_path), source="a page", as_of="2026-11-01")

    assert from_json == from_csv
    assert from_json["BTC"].deductions == pytest.approx((0, 50, 950))
    assert from_json["BTC"].cap == 3_000_000


def test_a_venue_with_newer_tiers_uses_them(tmp_path):
    venue = venues.get("binance").with_tiers(load_tiers(write_json(tmp_path)))

    assert venue.market("BTC").maintenance_schedule.floors == (0.0, 50_000.0, 600_000.0)
    assert venue.table("BTC").source.as_of == "2026-11-01"
    assert venue.table("ETH") == venues.get("binance").table("ETH")
    assert venue.parameters()[0]["as_of"] == "2026-11-01"


def test_a_dump_with_the_venues_own_column_names_is_read(tmp_path):
    rows = [{"notionalFloor": 0, "maintMarginRatio": "0.01", "initialLeverage": 50, "cum": ""}]

    assert load_tiers(write_json(tmp_path, rows))["BTC"].initial == (0.02,)


def broken(row: int, **change):
    return [{**r, **(change if n == row else {})} for n, r in enumerate(ROWS, start=1)]


@pytest.mark.parametrize(
    ("rows", "argument", "says"),
    [
        (broken(2, floor=0, cap=None), "cap", "row 1"),
        (broken(3, floor=40_000), "cap", "row 2"),
        ([{**r, "cap": None} for r in broken(3, floor=40_000)], "floor", "row 3"),
        (broken(1, floor=10), "floor", "row 1"),
        (broken(2, maintenance=0.003), "maintenance", "row 2"),
        (broken(2, maintenance=0), "maintenance", "row 2"),
        (broken(2, maintenance="much"), "maintenance", "row 2"),
        (broken(2, maintenance=None), "maintenance", "row 2"),
        (broken(2, max_leverage=250), "initial", "row 2"),
        (broken(2, max_leverage=None), "initial", "row 2"),
        (broken(3, deduction=1_000), "deduction", "row 3"),
        (broken(3, cap=500_000), "cap", "last floor"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, rows, argument, says):
    with pytest.raises(ArgumentError) as error:
        load_tiers(write_json(tmp_path, rows))

    assert error.value.argument == argument
    assert says in str(error.value)
    assert "BTC" in str(error.value)


@pytest.mark.parametrize(
    ("content", "argument"),
    [
        ("{", "path"),
        ("[]", "path"),
        ('{"tables": {"BTC": []}}', "source"),
        ('{"source": "x", "as_of": "2026-11-01", "tables": {}}', "path"),
        ('{"source": "x", "as_of": "2026-11-01", "tables": {"BTC": []}}', "tiers"),
        (
            '{"source": "x", "as_of": "2026-11-01", "applies": "?", "tables": {"BTC": [{"floor": 0, "mmr": 0.1, "imr": 0.2}]}}',
            "applies",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path, content, argument):
    file = tmp_path / "tiers.json"
    file.write_text(content)

    with pytest.raises(ArgumentError) as error:
        load_tiers(file)

    assert error.value.argument == argument


def test_a_csv_without_a_symbol_names_the_row_and_other_endings_are_refused(tmp_path):
    with pytest.raises(ArgumentError, match="row 1"):
        load_tiers(write_csv(tmp_path, symbol=""), source="s", as_of="2026-11-01")
    with pytest.raises(ArgumentError, match=r"\.json or \.csv"):
        load_tiers(tmp_path / "tiers.xlsx")


def test_more_leverage_lands_in_a_stricter_tier():
    table = tier_table("BTC", ROWS, SOURCE)

    assert table.max_leverage_for(10) == 125
    assert table.max_leverage_for(500) == 100  # 125× would be 62,500
    assert table.max_leverage_for(40_000) == 75
    assert table.max_leverage_for(2_000_000) == 1.5  # the cap
    with pytest.raises(ArgumentError, match="largest position"):
        table.max_leverage_for(3_000_001)


@given(st.floats(1, 2_999_999))
def test_the_highest_leverage_is_allowed_and_a_little_more_is_not(margin):
    table = tier_table("BTC", ROWS, SOURCE)
    initial = table.initial_schedule()

    best = table.max_leverage_for(margin)

    assert initial.rate(margin * best * (1 - 1e-9)) <= 1 / best + 1e-12
    more = best * (1 + 1e-6)
    assert margin * more > table.cap or initial.rate(margin * more) > 1 / more


@given(st.lists(st.tuples(st.floats(1_000, 1e6), st.floats(0.001, 0.1)), min_size=1, max_size=6), st.data())
def test_deductions_make_the_requirement_continuous(steps, data):
    floors, rates = [0.0], [0.001]
    for floor, rate in steps:
        floors.append(floors[-1] + floor)
        rates.append(rates[-1] + rate)
    table = TierTable("X", tuple(floors), tuple(rates), tuple(r for r in rates), SOURCE)
    edge = data.draw(st.sampled_from(floors[1:]))

    below, above = (float(table.maintenance_schedule().requirement(1, edge * f)) for f in (1 - 1e-12, 1 + 1e-12))

    assert below == pytest.approx(above, rel=1e-9)
