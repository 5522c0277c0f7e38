r"""Makes the tables of :mod:`course.simulation.fact_tables` from files: derived numbers, never the series.

Run it on files of your own, as an exchange or a tool exports them (:mod:`course.simulation.data` reads them)::

    python3 -m course.simulation.derived sizes --traded BTC=btc.csv --mark BTC=btc_mark.csv --source "…" --to mine.json
    python3 -m course.simulation.derived rules --traded BTC=btc.csv --mark BTC=btc_mark.csv --traded ETH=… --mark ETH=… \
        --source "…" --to mine.json
    python3 -m course.simulation.derived storms --mark BTC=btc_mark.csv --mark ETH=eth_mark.csv \
        --cross BTC=btc_30m.csv --cross SOL=sol_30m.csv --calm "2025-10-08 00:30" "2025-10-10 12:00" \
        --storm "2025-10-10 20:30" "2025-10-11 04:00" --source "…" --to mine.json
    python3 -m course.simulation.derived plans --traded ETH=eth.csv --mark ETH=eth_mark.csv --source "…" --to mine.json
    python3 -m course.simulation.derived feeds --minutes BTC=btc_1m.csv --quarters BTC=btc_15m.csv --traded BTC=btc.csv \
        --silence "2025-10-10 21:30" "2025-10-11 04:00" --source "…" --to mine.json

and read the result with ``course.simulation.fact_tables.load("mine.json")``. ``--cross`` may also name one Parquet file
that holds many markets in a column ``symbol``. The first market of ``--mark`` and ``--cross`` is the one that others are
measured against.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from course.simulation.data import Candles, candles
from course.simulation.derive_feeds import feed_tables
from course.simulation.derive_plans import plan_tables
from course.simulation.derive_rules import rule_tables
from course.simulation.derive_sizes import size_tables
from course.simulation.derive_storms import storm_tables
from course.simulation.fact_tables import FactTable, to_json
from course.validation import ArgumentError


def by_symbol(path: str | Path) -> dict[str, Candles]:
    """Candles of many markets from one Parquet file with a column ``symbol`` (``BTCUSDT``), by base asset."""
    import pandas as pd

    rows = pd.read_parquet(path)
    if "symbol" not in rows:
        raise ArgumentError("cross", str(path), 'a file with a column "symbol", or NAME=FILE for each market')
    return {str(name).removesuffix("USDT"): candles(group) for name, group in rows.groupby("symbol")}


def named(argument: str, pairs: Sequence[str]) -> dict[str, Candles]:
    """Candles by name from texts such as ``BTC=btc.csv``."""
    found = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            raise ArgumentError(argument, pair, "NAME=FILE, such as BTC=btc.csv")
        found[name] = candles(path)
    return found


def tables(arguments: Sequence[str]) -> tuple[list[FactTable], str]:
    """The tables that a command line asks for, and the file to write them to (empty: none)."""
    parser = argparse.ArgumentParser(
        prog="python3 -m course.simulation.derived", description="Tables of derived facts."
    )
    parser.add_argument("which", choices=["feeds", "plans", "rules", "sizes", "storms"])
    parser.add_argument("--mark", action="append", default=[], metavar="NAME=FILE", help="candles of the mark price")
    parser.add_argument("--traded", action="append", default=[], metavar="NAME=FILE", help="candles of traded prices")
    parser.add_argument("--cross", action="append", default=[], metavar="NAME=FILE", help="candles of many markets")
    for name, length in (("minutes", "a minute"), ("quarters", "a quarter of an hour")):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="NAME=FILE", help=f"candles of {length}")
    parser.add_argument("--silence", nargs=2, metavar=("FROM", "TO"), help="span in which a venue was silent, UTC")
    parser.add_argument("--calm", nargs=2, metavar=("FROM", "TO"), help="span before the storm, UTC")
    parser.add_argument("--storm", nargs=2, metavar=("FROM", "TO"), help="span of the storm, UTC")
    parser.add_argument("--between", nargs=2, metavar=("FROM", "TO"), help="days of traded prices to use, UTC")
    parser.add_argument("--source", required=True, help="where the series are from, in words")
    parser.add_argument("--made", default=f"{datetime.now(UTC):%Y-%m-%d}", help="the day; today unless given")
    parser.add_argument("--to", default="", help="file to write; standard output unless given")
    asked = parser.parse_args(arguments)
    marks = named("mark", asked.mark)
    about = {"source": asked.source, "made": asked.made}
    make = {"plans": plan_tables, "rules": rule_tables, "sizes": size_tables}.get(asked.which)
    if make is not None:
        days = named("traded", asked.traded)
        if not days or set(days) != set(marks):
            raise ArgumentError("traded", sorted(days), f"the same markets as mark, {sorted(marks)}, at least one")
        if asked.between:
            days = {name: bars.window(*asked.between) for name, bars in days.items()}
        return make(days, marks, **about), asked.to
    if asked.which == "feeds":
        if asked.silence is None:
            raise ArgumentError("silence", None, "two moments")
        whole = named("traded", asked.traded)
        hours = {n: bars.window(*asked.between) for n, bars in whole.items()} if asked.between else whole
        fine, quarters = named("minutes", asked.minutes), named("quarters", asked.quarters)
        return feed_tables(fine, quarters, hours, whole, tuple(asked.silence), **about), asked.to
    if asked.calm is None or asked.storm is None:
        raise ArgumentError("calm", asked.calm, "two moments, and two for storm")
    one = len(asked.cross) == 1 and "=" not in asked.cross[0]
    cross = by_symbol(asked.cross[0]) if one else named("cross", asked.cross)
    return storm_tables(cross, marks, calm=tuple(asked.calm), storm_span=tuple(asked.storm), **about), asked.to


def main(arguments: Sequence[str]) -> int:
    """Make the tables; 2 for what cannot be read, said in one line."""
    try:
        found, target = tables(arguments)
    except (ArgumentError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if target:
        Path(target).write_text(to_json(found), encoding="utf-8")
    else:
        sys.stdout.write(to_json(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
