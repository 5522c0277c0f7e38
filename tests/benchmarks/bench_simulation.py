"""How fast the simulations are, beside a plain loop, an agent framework and what memory allows; one command prints the table.

    python tests/benchmarks/bench_simulation.py                 everything (some minutes, 3 GB at 10⁷ rows)
    python tests/benchmarks/bench_simulation.py --sizes 4 5     10⁴ and 10⁵ rows only

All ways of running the same cascade must liquidate the same rows, and the script stops if they do not. The floor is the time to
read one number a row and round at the bandwidth measured in the same run. mesa is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from course.margin import Market, Portfolio, Position
from course.simulation import GBM, Book, Cascade, Exchange, Ladder, open_interest, population, replay
from course.simulation.events import EVENTS
from course.simulation.trigger_ladder import _take

MARKET = Market("BTC", initial=0.01, maintenance=0.005)
PRICE, LEVERAGE, DEPTH, SEED = 100.0, 3.0, 4.0, 7
#: Beyond this many rows the slow ways are not run: they would take minutes and show nothing new.
SLOW = 10**6


#: Wall time, or the processor's time of this process, which means something on a busy machine too.
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
clock = CLOCKS["wall"]


def best(call: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Shortest time in milliseconds, and the last result."""
    times, result = [], None
    for _ in range(repeats):
        begin = clock()
        result = call()
        times.append(clock() - begin)
    return 1e3 * min(times), result


def bandwidth(repeats: int = 7) -> float:
    """Bytes a second of reading memory: the best of several sums over 160 MB."""
    numbers = np.ones(20_000_000)
    return numbers.nbytes / (best(numbers.sum, repeats)[0] / 1e3)


def ladder_of(rows: int) -> Ladder:
    """One market, longs only: the population of the lessons."""
    people = population(np.random.default_rng(SEED), rows, [MARKET], [PRICE], leverage=LEVERAGE, long_share=1.0)
    return Ladder.of(people, PRICE, DEPTH * float(open_interest(people, [PRICE])[0]))


def python_loop(triggers: list[float], quantity: list[float], level: float, depth: float) -> int:
    """The cascade as anyone would write it first: rounds over lists."""
    open_, sold, hit = [True] * len(triggers), 0.0, 0
    y = level
    while True:
        found = 0
        for i, trigger in enumerate(triggers):
            if open_[i] and trigger <= y:
                open_[i] = False
                sold += quantity[i]
                found += 1
        if not found:
            return hit
        hit += found
        y = level + sold / depth


def mesa_model(triggers: list[float], quantity: list[float], depth: float) -> Any:
    """The same with one mesa agent a row."""
    import mesa

    class Trader(mesa.Agent):
        def __init__(self, model: Any, trigger: float, amount: float) -> None:
            super().__init__(model)
            self.trigger, self.amount, self.open = trigger, amount, True

        def check(self) -> None:
            if self.open and self.trigger <= self.model.level:
                self.open = False
                self.model.sold += self.amount
                self.model.found += 1

    class Venue(mesa.Model):
        def __init__(self) -> None:
            super().__init__(seed=SEED)
            Trader.create_agents(self, len(triggers), triggers, quantity)

        def cascade(self, start: float) -> int:
            self.level, self.sold, hit = start, 0.0, 0
            while True:
                self.found = 0
                self.agents.do("check")
                if not self.found:
                    return hit
                hit += self.found
                self.level = start + self.sold / depth

    return Venue()


def with_mesa(ladder: Ladder, shock: float) -> tuple[float, int] | None:
    """Run time (the agents are built beforehand and not counted) and rows liquidated."""
    try:
        model = mesa_model(ladder.triggers.tolist(), ladder.quantity.tolist(), ladder.depth)
    except ImportError:
        return None
    level = float(ladder._level(shock))
    return best(lambda: model.cascade(level), 1)


def one_market(size: int, speed: float, shocks: tuple[float, ...] = (0.01, 0.05)) -> list[dict[str, Any]]:
    """Every way of running one cascade, for small and large shocks."""
    ladder, repeats = ladder_of(size), 3 if size >= 10**7 else 5
    n = len(ladder.triggers)
    level = float(ladder._level(shocks[0]))
    one_round, _ = best(lambda: _take(ladder.triggers, ladder.quantity, np.zeros(n, bool), level), repeats)
    fresh = lambda: Ladder(PRICE, ladder.triggers, ladder.quantity, ladder.depth)  # noqa: E731
    build, _ = best(lambda: fresh()._curve, 1 if size >= 10**7 else 3)
    ladder._curve  # noqa: B018
    many, _ = best(lambda: ladder.response(np.linspace(0, 0.1, 1_000)), 5)
    records = []
    for shock in shocks:
        scan, stages = best(lambda s=shock: list(ladder.rounds(s)), repeats)
        window, settled = best(lambda s=shock: ladder.settle(s), repeats)
        curve = ladder.response(shock)
        rounds, hit = len(stages), settled.rows
        counts = {hit, int(curve.rows), stages[-1][0] if stages else 0}
        record: dict[str, Any] = {
            "rows": n,
            "shock": shock,
            "liquidated": hit / n,
            "rounds": rounds,
            "floor": (rounds + 1) * n * 8 / speed * 1e3,
            "one round": one_round,
            "rounds (scan)": scan,
            "settle": window,
            "sort + curve": build,
            "1,000 shocks": many,
            "python": None,
            "mesa": None,
        }
        if size <= SLOW:
            lists = ladder.triggers.tolist(), ladder.quantity.tolist()
            start = float(ladder._level(shock))
            record["python"], loop = best(lambda s=start, x=lists: python_loop(*x, s, ladder.depth), 1)
            counts.add(loop)
            if size < SLOW or shock == shocks[-1]:
                found = with_mesa(ladder, shock)
                if found is not None:
                    record["mesa"], agents = found
                    counts.add(agents)
        # Sums in another order round differently: a trigger on the very edge may fall either way.
        if max(counts) - min(counts) > 1:
            sys.exit(f"The ways disagree at {n:,} rows: {sorted(counts)}")
        records.append(record)
    return records


def event_replay(size: int, name: str) -> dict[str, Any]:
    """Cross rows of two markets over a reconstructed crash in ticks of five minutes: full scan against watchlist."""
    path = EVENTS[name].paths(np.random.default_rng(SEED), kind="spot", step=300)
    prices = path.prices[:, :, 0]
    markets = [Market(s, initial=0.01, maintenance=0.005) for s in path.symbols]
    rows = population(np.random.default_rng(SEED), size, markets, prices[0], leverage=LEVERAGE, cross_share=1.0)
    books = [Book(20 * x, recovery=12) for x in open_interest(rows, prices[0])]
    exchange = Exchange(markets, books, insurance=1e18)
    record: dict[str, Any] = {"event": name, "rows": len(rows), "ticks": len(prices) - 1}
    closed = []
    for label, band in (("full", None), ("watchlist 5 %", 0.05), ("watchlist 8 %", 0.08)):
        cascade = Cascade(exchange, rows, prices[0], band=band)
        record[label], film = best(lambda c=cascade: c.run(prices[1:]), 1)
        record[f"{label}: looks a row"] = cascade.scanner.evaluations / len(rows)
        closed.append(film.closed_round)
    record["rounds"] = film.rounds
    record["liquidated"] = float((closed[0] >= 0).mean())
    if not all(np.array_equal(closed[0], c) for c in closed):
        sys.exit("The watchlist and the full scan disagree.")
    return record


def path_replay(paths: int, steps: int, repeats: int = 3) -> dict[str, Any]:
    """Both modes of one hedged book on the same paths."""
    btc, eth = (Market(s, 0.05, 0.03, liquidation_fee=0.005) for s in ("BTC", "ETH"))
    trades = [Position(btc, 1.0, 60_000.0), Position(eth, -15.0, 3_000.0)]
    both = {"cross": Portfolio.cross(6_000, trades), "isolated": Portfolio.isolated([3_400, 2_600], trades)}
    model = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, {"BTC": 0.6, "ETH": 0.8}, 0.84)
    drawn = model.draw(np.random.default_rng(SEED), days=7, steps=steps, paths=paths)
    took, _ = best(lambda: replay(both, drawn), repeats)
    return {"paths": paths, "steps": steps, "both modes": took}


def say(text: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def growth(records: list[dict[str, Any]], name: str, shock: float) -> float:
    """Exponent of time in rows, by least squares over the sizes that were run."""
    points = [(r["rows"], r[name]) for r in records if r["shock"] == shock and r[name]]
    if len(points) < 2:
        return float("nan")
    x, y = np.log(np.array(points)).T
    return float(np.polyfit(x, y, 1)[0])


def show(records: list[dict[str, Any]]) -> None:
    """A table in Markdown; times in milliseconds."""
    names = list(records[0])
    say("\n| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for record in records:
        say("| " + " | ".join(_text(n, record[n]) for n in names) + " |")


def _text(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if name in ("shock", "liquidated"):
        return f"{value:.1%}"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def main(arguments: list[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[4, 5, 6, 7], help="powers of ten")
    parser.add_argument("--clock", choices=list(CLOCKS), default="wall", help="what to measure")
    chosen = parser.parse_args(arguments)
    global clock
    clock = CLOCKS[chosen.clock]
    sizes = [10**k for k in chosen.sizes]
    speed = bandwidth()
    say(
        f"Memory read bandwidth, one thread: {speed / 1e9:.1f} GB/s. Milliseconds, best of a few runs, {chosen.clock} time."
    )
    records = [r for size in sizes for r in one_market(size, speed)]
    show(records)
    largest = [r for r in records if r["rows"] == max(r["rows"] for r in records)]
    for r in largest:
        say(
            f"{r['rows']:,} rows, shock {r['shock']:.0%}: rounds {r['rounds (scan)'] / r['floor']:.2f} × the floor,"
            f" settle {r['settle'] / r['floor']:.2f} ×."
        )
    for r in records:
        if r["mesa"]:
            say(
                f"{r['rows']:,} rows, shock {r['shock']:.0%}: mesa takes {r['mesa'] / r['settle']:,.0f} × as long as settle,"
                f" {r['mesa'] / r['rounds (scan)']:,.0f} × as long as the rounds."
            )
    for name in ("rounds (scan)", "settle", "sort + curve", "python", "mesa"):
        exponents = ", ".join(f"{s:.0%}: {growth(records, name, s):.2f}" for s in (0.01, 0.05))
        say(f"Growth of {name} with rows, exponent by shock: {exponents}.")
    small = [min(size, SLOW) for size in sizes][-1:]
    replays = [event_replay(size, name) for size in small for name in ("2020-03-12", "2025-10-10")]
    show(replays)
    for r in replays:
        say(
            f"{r['event']}: watchlist {r['full'] / min(r['watchlist 5 %'], r['watchlist 8 %']):.1f} × faster, same rows."
        )
    show([path_replay(2_000, 168), path_replay(10_000, 1_000)])
    return 0


if __name__ == "__main__":
    if str(Path(__file__).parents[2]) not in sys.path:
        sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main())
