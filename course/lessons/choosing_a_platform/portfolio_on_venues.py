"""One portfolio on every venue: the question before, the comparison, its table, and the same over size."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np

from course import venues
from course.charts.columns import Table
from course.explorers import View
from course.explorers.prose import aside
from course.language import words
from course.margin import Portfolio
from course.number_format import number, percent, usd
from course.texts import Said, joined, listed, say, wordless
from course.validation import ArgumentError
from course.venues import Venue

#: Prices at which the example portfolio is opened and marked, USD.
MARKS = {"BTC": 60_000.0, "ETH": 3_000.0}
BTC, ETH, COLLATERAL = 1.0, -15.0, 6_000.0
VENUES = tuple(venues.everything())
TRADING = tuple(v for v in VENUES if v.live)


def short(venue: Venue | str) -> str:
    """A venue's name as an axis has room for it: ``"dYdX"``, ``"GMX"``."""
    title = venue if isinstance(venue, str) else venue.title
    return title.split()[0]


def caption(venue: Venue) -> str:
    """The short name and what one must know at a glance."""
    if not venue.live:
        return say("{short} (halted)", short=short(venue))
    return short(venue) if "cross" in venue.modes else say("{short} (isolated)", short=short(venue))


def mode(venue: Venue) -> str:
    """How the portfolio is held there, as the charts colour it."""
    if not venue.live:
        return "halted"
    return "cross" if "cross" in venue.modes else "isolated"


CAPTIONS = tuple(map(caption, VENUES))


def portfolio(btc: float, eth: float, collateral: float) -> Portfolio:
    """Both legs in one pool, opened at ``MARKS``; every venue puts its own markets under it."""
    if not btc and not eth:
        raise ArgumentError("btc", btc, "not zero while the ETH leg is zero: there is no portfolio")
    home = venues.get("dydx")
    legs = [("BTC", btc), ("ETH", eth)]
    return Portfolio.cross(collateral, [home.position(s, q, MARKS[s]) for s, q in legs if q])


@lru_cache(maxsize=64)
def rows(
    btc: float, eth: float, collateral: float, days: float = 0.0, premium: float = 0.0
) -> tuple[dict[str, Any], ...]:
    """``venues.comparison`` of the two legs: one record a venue and position."""
    held = portfolio(btc, eth, collateral)
    return tuple(venues.comparison(held, MARKS, VENUES, hours=24 * days, premium=premium))


def by_venue(found: tuple[dict[str, Any], ...]) -> dict[str, list[dict[str, Any]]]:
    """The records of each venue, by its name."""
    return {v.name: [r for r in found if r["venue"] == v.name] for v in VENUES}


def total(records: list[dict[str, Any]], column: str) -> float:
    """A requirement of all pools at one venue, USD; a pool is counted once however many positions it holds."""
    return float(sum({r["pool"]: r[column] for r in records}.values()))


def ages(chosen: Iterable[Venue], symbols: Iterable[str]) -> str:
    """What a screen that ranks these venues must say of the age of their tiers, with a space before it; empty if none is old."""
    tables = [
        (say("{short}'s {s} tiers", short=short(v), s=s), v.table(s).source)
        for v in chosen
        for s in symbols
        if s in v.symbols
    ]
    said = venues.old_figures(tables)
    return " " + said if said else ""


# ---- Predict --------------------------------------------------------------------------------------------------------


#: The largest guess; the picture of the question reaches as far.
MOST = 5.0
#: The step of the guess: what lies within half of it was said.
STEP = 0.1


def _asked() -> dict[str, float]:
    """Maintenance margin of the example by venue that trades today, the least first, USD."""
    found = by_venue(rows(BTC, ETH, COLLATERAL))
    asked = {caption(v): total(found[v.name], "pool_maintenance") for v in TRADING}
    return dict(sorted(asked.items(), key=lambda row: row[1]))


def least_and_ratio() -> tuple[float, float]:
    """The least that a venue asks, USD, and how many times as much the strictest does."""
    asked = list(_asked().values())
    return asked[0], asked[-1] / asked[0]


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: what the most lenient venue asks, unnamed; rows for the others; the guess where it stands."""
    least, _ = least_and_ratio()
    placed = [] if guess is None else [guess * least]
    between = len(TRADING) - 2
    return {
        "bars": {
            "venue": ["most lenient", *(" " * (k + 1) for k in range(between)), "strictest"],
            "value": [least, *[0.0] * between, *(placed or [0.0])],
            "label": [usd(least, 0), *[""] * between, *([f"{usd(value, 0)}?" for value in placed] or [""])],
            "edge": [True, *[False] * between, True],
        },
        "guess": {
            "value": placed,
            "label": ["" for _ in placed],
            "left": [value > 0.5 * MOST * least for value in placed],
        },
        "reach": {"value": [0.0, MOST * least]},
    }


def spread_of_requirements(guess: float) -> View:
    """Maintenance margin of the example on the venues that trade today, beside the guessed ratio of most to least."""
    asked = _asked()
    order = list(asked)
    least, most = order[0], order[-1]
    ratio, guessed = asked[most] / asked[least], guess * asked[least]
    verdict = (
        "You have it" if abs(guess - ratio) <= STEP / 2 else say("You said {the_guess:×}", the_guess=round(guess, 1))
    )
    return View(
        data={
            "bars": {
                "venue": order,
                "value": [asked[v] for v in order],
                "label": [usd(asked[v], 0) for v in order],
                "edge": [v in (least, most) for v in order],
            },
            "guess": {
                "value": [guessed],
                "label": [say("your guess {guessed:$0}", guessed=guessed)],
                "left": [guessed > 0.5 * MOST * asked[least]],
            },
            "reach": {"value": [0.0, MOST * asked[least]]},
        },
        title=say(
            "The same portfolio takes {asked:$0} on {short} and {asked_2:$0} on {short_2}",
            asked=asked[least],
            short=short(least),
            asked_2=asked[most],
            short_2=short(most),
        ),
        subtitle=say(
            "maintenance margin of {legs}\nTiers as of the dates in the table further down.", legs=_legs(BTC, ETH)
        ),
        sentence=say(
            "{verdict}. {short} asks **{ratio:×}** what {short_2} asks to keep the very same positions open:"
            " **{asked:$0}** against **{asked_2:$0}**. A small requirement is not a gift: it says how late the"
            " venue acts, and with how little left.{ages}",
            verdict=verdict,
            short=short(most),
            ratio=round(ratio, 1),
            short_2=short(least),
            asked=asked[most],
            asked_2=asked[least],
            ages=ages(TRADING, MARKS),
        ),
        table=lambda: _asked_table(asked),
    )


def _asked_table(asked: dict[str, float]) -> Any:
    import pandas as pd

    return pd.DataFrame({"venue": list(asked), "maintenance margin": [usd(value, 0) for value in asked.values()]})


def _legs(btc: float, eth: float) -> str:
    legs = [("BTC", btc), ("ETH", eth)]
    return listed(
        wordless("{q} {s} {side}", q=number(abs(q), 0 if q == round(q) else 1), s=s, side="long" if q > 0 else "short")
        for s, q in legs
        if q
    )


# ---- every venue ----------------------------------------------------------------------------------------------------

#: Ends of the axis of moves; it changes by these stops only, so that a small step leaves it in place.
STOPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0)
#: Share of the axis that stays free for the labels, on a side with dots and on one without.
LABELS, MARGIN = 0.8, 0.26
#: Pixels of a bar chart on a phone, and of a character in it.
PHONE, LETTER = 198, 6.6


def _stop(value: float) -> float:
    return next((s for s in STOPS if s >= value - 1e-12), STOPS[-1]) if value else 0.0


def every_venue(btc: float, eth: float, collateral: float, days: float, premium: float) -> View:
    """Room to liquidation of each leg and what must be posted, on every venue."""
    found = rows(btc, eth, collateral, days, premium)
    groups = by_venue(found)
    opened = [v for v in TRADING if opens(groups[v.name])]
    order = sorted(VENUES, key=lambda v: _turn(v, groups[v.name], v in opened))
    found = tuple(row for v in order for row in groups[v.name])
    dots = [_dot(row) for row in found]
    acting = [r for v in opened for r in groups[v.name] if r["distance"] is not None]
    first = min((r["distance"] for r in acting), default=None)
    for dot, row in zip(dots, found, strict=True):
        dot["first"] = row in acting and abs(row["distance"] - first) < 1e-9
    # The axes are those of the venues that trade; what the halted one has beyond them is cut and says so.
    live = [d for d, row in zip(dots, found, strict=True) if _venue(row).live]
    low, high = (_stop(max((way * d["shown"] for d in live), default=0.0)) for way in (-1, 1))
    for dot in dots:
        beyond = low if dot["left"] else high
        if beyond < abs(dot["shown"]):
            dot["shown"] = math.copysign(beyond, dot["shown"])
            dot["cut"] = True
        if dot["cut"]:
            dot["label"] = (
                wordless("← {label}", label=dot["label"]) if dot["left"] else wordless("{label} →", label=dot["label"])
            )
    span = (low + high) or STOPS[0]
    low += (LABELS if low else MARGIN) * span
    high += (LABELS if high else MARGIN) * span
    bars = [_bar(v, groups[v.name]) for v in order]
    widest = max([collateral, *(b["initial"] for b in bars if b["mode"] != "halted")])
    for bar in bars:
        if bar["initial"] > widest:
            bar["label"] = wordless("→ {label}", label=bar["label"])
        bar["initial"], bar["maintenance"] = (min(bar[k], widest) for k in ("initial", "maintenance"))
    title, acts = _finding(acting, opened, groups)
    funding = {short(v): sum(r["funding"] for r in groups[v.name]) for v in TRADING}
    return View(
        data={
            "dots": dots,
            "frame": {"shown": [-low, high]},
            "bars": bars,
            "posted": {"value": [collateral], "label": [say("your {collateral:$0}", collateral=collateral)]},
            "room": {"value": [widest / (1 - _letters(bars) * LETTER / PHONE)]},
        },
        title=title,
        subtitle=say(
            "{legs} opened at {s}, {collateral:$0} of collateral\nEach leg moves alone.",
            legs=_legs(btc, eth),
            s=listed((wordless("{s} {p:$}", s=s, p=p) for s, p in MARKS.items())),
            collateral=collateral,
        ),
        sentence=joined(" ", filter(None, [acts, _requirements(groups), _held(days, funding), _unopened(opened)]))
        + ages(TRADING, [s for s, q in (("BTC", btc), ("ETH", eth)) if q]),
        table=lambda: _table(found),
        explain=_limits(groups),
        idle={} if days else {"premium": "Nothing is held: choose a holding period."},
    )


def _turn(venue: Venue, records: list[dict[str, Any]], opened: bool) -> tuple[int, float]:
    """Whose turn it is: those that would open it by how soon a leg is closed, the others after them, the halted one last."""
    soon = min((r["distance"] for r in records if r["distance"] is not None), default=math.inf)
    return (0 if opened else 1 if venue.live else 2), soon


def opens(records: list[dict[str, Any]]) -> bool:
    """Whether a venue would let the portfolio be opened: the equity covers the initial margin of every pool."""
    return all(r["free_collateral"] >= 0 for r in records)


def _held(days: float, funding: dict[str, float]) -> Said:
    """What holding costs in funding and borrowing, from the venue that takes least to the one that takes most."""
    if not days:
        return Said("")
    least, most = min(funding, key=funding.__getitem__), max(funding, key=funding.__getitem__)

    def said(name: str) -> str:
        paid = funding[name]
        if abs(paid) < 0.005:
            return say("nothing on {name}", name=name)
        return say("{paid:$} {paid_2} on {name}", paid=abs(paid), paid_2="paid" if paid > 0 else "received", name=name)

    if abs(funding[most] - funding[least]) < 0.005:
        every = "nothing" if abs(funding[most]) < 0.005 else said(most).split(" on ")[0]
        return say(
            "Holding it for {days:#0} {days:day|days} means {every} in funding on every venue.", days=days, every=every
        )
    return say(
        "Holding it for {days:#0} {days:day|days} means from {least} to {most} in funding and borrowing.",
        days=days, least=said(least), most=said(most),
    )  # fmt: skip


def _venue(row: dict[str, Any]) -> Venue:
    return next(v for v in VENUES if v.name == row["venue"])


def _dot(row: dict[str, Any]) -> dict[str, Any]:
    """One leg on one venue: the signed move that closes it, and where that is drawn."""
    way = -1 if row["size"] > 0 else 1
    distance = row["distance"]
    if row["liquidatable"]:
        label = "at once"
    elif distance is None:
        label = "never"
    else:
        label = percent(way * distance, 1, sign=True)
    return {
        "venue": caption(_venue(row)),
        "symbol": row["symbol"],
        "shown": way * min(distance or 0.0, STOPS[-1]),
        "cut": (distance or 0.0) > STOPS[-1],
        "label": label,
        "left": way < 0,
        "mode": mode(_venue(row)),
        "held": distance is not None,
    }


def _bar(venue: Venue, records: list[dict[str, Any]]) -> dict[str, Any]:
    initial, kept = (total(records, c) for c in ("pool_initial", "pool_maintenance"))
    return {
        "venue": caption(venue),
        "initial": initial,
        "maintenance": kept,
        "label": f"{usd(kept, 0)} / {usd(initial, 0)}",
        "mode": mode(venue),
        "short": any(r["free_collateral"] < 0 for r in records),
    }


def _letters(bars: list[dict[str, Any]]) -> int:
    """Length of the longest figure that must fit beside the bars, with a space before it."""
    return 1 + max(len(b["label"]) for b in bars)


def _finding(
    acting: list[dict[str, Any]], opened: list[Venue], groups: dict[str, list[dict[str, Any]]]
) -> tuple[str, str]:
    """Title, and which of the venues that would open the portfolio acts first and last."""
    if not opened:
        now = sum(any(r["liquidatable"] for r in groups[v.name]) for v in TRADING)
        at_once = {0: "None", len(TRADING): "Each"}.get(now, str(now))
        return (
            "Too large for its collateral: no venue would let you open it",
            say(
                "**{at_once}** of the {trading} venues that trade today would liquidate it at once if it were"
                " there already.",
                at_once=at_once,
                trading=len(TRADING),
            ),
        )
    where = "" if len(opened) == len(TRADING) else "Where it can be opened: "
    if not acting:
        return (
            say(
                "{value}{where} price of one leg alone closes this portfolio",
                value=where or "",
                where="no" if where else "No",
            ),
            "No venue would act.",
        )
    reach: dict[str, dict[str, Any]] = {}
    for row in acting:
        best = reach.get(row["venue"])
        if best is None or row["distance"] < best["distance"]:
            reach[row["venue"]] = row
    ordered = sorted(reach.values(), key=lambda r: r["distance"])
    first, last = ordered[0], ordered[-1]
    near, far = (
        listed(short(r["title"]) for r in ordered if abs(r["distance"] - end["distance"]) < 1e-9)
        for end in (first, last)
    )
    many = " and " in near
    if last["distance"] - first["distance"] < 1e-9:
        who = "Only " * (len(opened) > len(reach)) + near
        return (
            say(
                "{where}{who} can close this portfolio by one leg alone, after {distance:%}",
                where=where,
                who=who,
                distance=first["distance"],
            ),
            say(
                "On **{near}** it ends after **{distance:%}** of {symbol}.",
                near=near,
                distance=first["distance"],
                symbol=first["symbol"],
            ),
        )
    never = len(opened) - len(reach)
    rest = say(" On {never} more no price of one leg alone does.", never=never) if never else ""
    return (
        (
            say(
                "{where}{near} {many} a leg after {distance:%}, {far} only after {distance_2:%}",
                where=where,
                near=near,
                many="close" if many else "closes",
                distance=first["distance"],
                far=far,
                distance_2=last["distance"],
            )
        ),
        (
            say(
                "**{near}** {many} first, when {symbol} has moved **{distance:%}**; {far} {value} for"
                " **{distance_2:%}** of {symbol_2}.{rest}",
                near=near,
                many="act" if many else "acts",
                symbol=first["symbol"],
                distance=first["distance"],
                far=far,
                value="wait" if " and " in far else "waits",
                distance_2=last["distance"],
                symbol_2=last["symbol"],
                rest=rest,
            )
        ),
    )


def _requirements(groups: dict[str, list[dict[str, Any]]]) -> str:
    asked = {short(v): total(groups[v.name], "pool_maintenance") for v in TRADING}
    least, most = min(asked, key=asked.__getitem__), max(asked, key=asked.__getitem__)
    return say(
        "To keep it takes from {asked:$0} on {least} to {asked_2:$0} on {most}.",
        asked=asked[least],
        least=least,
        asked_2=asked[most],
        most=most,
    )


def _limits(groups: dict[str, list[dict[str, Any]]]) -> str:
    """What cannot be expressed, in words."""
    changed = [v for v in TRADING if any(r["status"] != "as is" for r in groups[v.name])]
    texts = [f"{groups[v.name][0]['note']}." for v in changed]
    return " ".join(words([*texts, "Drift is the model of a halted venue and is left out of all of this."]))


def _unopened(opened: list[Venue]) -> Said:
    """Where it cannot be opened, though it can be elsewhere."""
    unopened = [v for v in TRADING if v not in opened]
    if not unopened or not opened:
        return Said("")
    return say(
        "It cannot be opened on {and_}: the initial margin is above the equity, so {unopened:it"
        " takes|they take} no part in who acts first and last.",
        and_=listed(map(short, unopened)),
        unopened=len(unopened),
    )


def _table(found: tuple[dict[str, Any], ...]) -> Any:
    """The text twin: every figure of the chart, costs, limits, date and source."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "venue": r["title"],
                "leg": r["symbol"],
                "maintenance of its pool": usd(r["pool_maintenance"], 0),
                "initial of its pool": usd(r["pool_initial"], 0),
                "free": usd(r["free_collateral"], 0),
                "liquidation price": "none" if r["liquidation_price"] is None else usd(r["liquidation_price"]),
                "move": "no price" if _dot(r)["label"] == "never" else _dot(r)["label"],
                "cost if liquidated": cost(r),
                "funding": usd(r["funding"], sign=True),
                "held": r["status"],
                "as of": dated(r),
            }
            for r in found
        ]
    )  # fmt: skip


def cost(row: dict[str, Any]) -> str:
    """What being liquidated costs at that price besides the loss: a sum, or from least to most."""
    least, most = row["cost_least"], row["cost_most"]
    if least is None:
        return "none"
    return usd(most, 0) if abs(most - least) < 0.5 else say("{least:$0} to {most:$0}", least=least, most=most)


# ---- Explain: the table ---------------------------------------------------------------------------------------------


def figures(btc: float, eth: float, collateral: float, days: float, premium: float) -> str:
    """The comparison as a table with the source and the date of every row (HTML)."""
    groups = by_venue(rows(btc, eth, collateral, days, premium))
    heads = (
        "venue",
        "keep / open",
        "free",
        *(say("{s} closes at", s=s) for s, q in (("BTC", btc), ("ETH", eth)) if q),
        "then costs",
        say("funding, {days:#0} days", days=days),
        "as of",
    )
    body, notes = [], []
    for v in VENUES:
        records = groups[v.name]
        free = sum({r["pool"]: r["free_collateral"] for r in records}.values())
        nearest = next((r for r in records if r["closes_first"]), records[0])
        cells = (
            f"{usd(total(records, 'pool_maintenance'), 0)} / {usd(total(records, 'pool_initial'), 0)}",
            usd(free, 0),
            *(_closes(r) for r in records),
            cost(nearest),
            usd(sum(r["funding"] for r in records), 0, sign=True),
            dated(min(records, key=lambda r: r["as_of"])),
        )
        body.append(
            f"<tr><th scope='row'>{caption(v)}</th>"
            + "".join(f"<td data-label='{h}'>{_whole(c)}</td>" for h, c in zip(heads[1:], cells, strict=True))
            + "</tr>"
        )
        said = joined(" ", filter(None, [*{r["note"]: 0 for r in records if r["note"]}, v.note]))
        tiers = "; ".join(
            {
                wordless("{symbol}: {source} ({as_of})", symbol=r["symbol"], source=r["source"], as_of=r["as_of"]): 0
                for r in records
            }
        )
        notes.append(
            say(
                "<li><strong>{title}.</strong> {said} <em>Tiers:</em> {tiers}. <em>Rules:</em> {source}.</li>",
                title=v.title,
                said=escape(said),
                tiers=escape(tiers),
                source=escape(str(v.source)),
            )
        )
    head = "".join(f"<th scope='col'>{h}</th>" for h in heads)
    table = say(
        "<table><caption>Costs are those of the leg that goes first, funding above zero is paid</caption><thead><tr>{head}</tr>"
        "</thead><tbody>{body}</tbody></table>",
        head=head,
        body="".join(body),
    )
    return joined(
        "",
        [
            aside(say("Every figure in a row, with its date"), table),
            aside(
                say("What was changed, and where each row comes from"), say("<ul>{notes}</ul>", notes="".join(notes))
            ),
        ],
    )


def _whole(cell: str) -> str:
    """A cell whose figures and dates are not broken across lines."""
    parts = (f"<span style='white-space:nowrap'>{escape(p)}</span>" for p in cell.split(" "))
    return " ".join(parts)


def _closes(row: dict[str, Any]) -> str:
    if row["liquidatable"]:
        return "at once"
    return "no price" if row["liquidation_price"] is None else usd(row["liquidation_price"])


def dated(row: dict[str, Any]) -> str:
    """The day of a row's tiers, and that it is an old one if it is."""
    return say("{as_of} (old)", as_of=row["as_of"]) if row["old"] else str(row["as_of"])


# ---- Explore: size --------------------------------------------------------------------------------------------------

#: Notional over which the rates are drawn, USD.
SIZES = np.geomspace(10_000.0, 2e8, 161)
#: Beyond these a name beside the learner's size would leave the chart and stands at its edge, USD.
EDGES = (300_000.0, 3e7)


def rate(venue: Venue, symbol: str, notional: Any) -> Any:
    """Maintenance requirement as a fraction of the notional, of a position just opened at the mark."""
    size = np.asarray(notional) / MARKS[symbol]
    # As a long is held: at one venue the fee in the requirement depends on the side.
    schedule = venue.position(symbol, 1.0, MARKS[symbol]).market.maintenance_schedule
    return schedule.requirement(size, MARKS[symbol], MARKS[symbol]) / notional


def largest(venue: Venue, symbol: str) -> float:
    """The largest position that a venue's table allows, USD at the mark; infinite where none is published."""
    table = venue.table(symbol)
    if table.cap is None:
        return math.inf
    return table.cap * (MARKS[symbol] if table.measure == "size" else 1.0)


@lru_cache(maxsize=4)
def _rates(symbol: str) -> dict[str, Any]:
    """The curves of all trading venues; a curve ends at the venue's largest position where that is published."""
    parts = []
    for v in TRADING:
        cap = largest(v, symbol)
        sizes = SIZES[cap > SIZES]
        sizes = sizes if cap > SIZES[-1] else np.append(sizes, cap)
        parts.append((short(v), sizes, rate(v, symbol, sizes)))
    return {
        "venue": np.concatenate([[n] * len(s) for n, s, _ in parts]),
        "notional": np.concatenate([s for _, s, _ in parts]),
        "rate": np.concatenate([r for _, _, r in parts]),
    }


@lru_cache(maxsize=4)
def _small(symbol: str) -> dict[str, float]:
    """The rates of the smallest position drawn."""
    return {short(v): float(rate(v, symbol, SIZES[0])) for v in TRADING}


def _change(cheap: str, small: float, here: dict[str, float], best: str) -> str:
    """What becomes of the venue that asks least of a small position."""
    least = say("asks least of {big}", big=big(SIZES[0]))
    if cheap not in here:
        return say(
            "{cheap}, which {least} ({small:%}), does not take this size.", cheap=cheap, least=least, small=small
        )
    same = percent(here[cheap]) == percent(small)
    if cheap == best:
        return (
            say("{cheap} {least} too: just as much.", cheap=cheap, least=least)
            if same
            else say("{cheap} {least} too: {small:%}.", cheap=cheap, least=least, small=small)
        )
    return say(
        "{cheap}, which {least} ({small:%}), asks {here} here.",
        cheap=cheap,
        least=least,
        small=small,
        here="the same" if same else percent(here[cheap]),
    )


def over_size(symbol: str, notional: float) -> View:
    """Average maintenance rate over the size of one position, on every venue that trades today."""
    curves = _rates(symbol)
    here = {short(v): float(rate(v, symbol, notional)) for v in TRADING if notional <= largest(v, symbol) * (1 + 1e-9)}
    order = sorted(here, key=here.__getitem__)
    small = _small(symbol)
    cheap = min(small, key=small.__getitem__)
    best, worst = order[0], order[-1]
    return View(
        data={
            "curves": {**curves, "own": np.isin(curves["venue"], [best, worst])},
            "here": {
                "venue": order,
                "notional": [notional] * len(order),
                "rate": [here[n] for n in order],
                "label": [percent(here[n]) for n in order],
                "own": [n in (best, worst) for n in order],
            },
            "room": {"rate": [1.35 * here[worst]]},
            # Only between the two: the names stand outside, so that it crosses neither.
            "span": {"notional": [notional], "low": [here[best]], "high": [here[worst]]},
            "ends": {
                "notional": [
                    SIZES[-1] if notional > EDGES[1] else notional,
                    SIZES[0] if notional < EDGES[0] else notional,
                ],
                "rate": [here[best], here[worst]],
                "label": [best, worst],
                # Rates only rise with size: of the venues that take it, above and to the left of the strictest, below and right of the most
                # lenient, no line passes. Near an edge of the chart the name starts from there.
                "place": [
                    "below left" if notional > EDGES[1] else "below right",
                    "above right" if notional < EDGES[0] else "above left",
                ],
            },
        },
        title=say(
            "At {big} {best} asks least and {worst} most: {here:%} against {here_2:%}",
            big=big(notional),
            best=best,
            worst=worst,
            here=here[best],
            here_2=here[worst],
        ),
        subtitle=say(
            "maintenance margin over notional, one {symbol} position at the mark\nA line ends at the largest"
            " position that is published.",
            symbol=symbol,
        ),
        sentence=say(
            "For {big} of {symbol}, **{best}** asks **{here:%}** and {worst} **{here_2:%}**. {change}",
            big=big(notional),
            symbol=symbol,
            best=best,
            here=here[best],
            worst=worst,
            here_2=here[worst],
            change=_change(cheap, small[cheap], here, best),
        )
        + ages((v for v in TRADING if short(v) in here), [symbol]),
        table=lambda: _rates_table(here, symbol),
    )


def _rates_table(here: dict[str, float], symbol: str) -> Any:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "venue": v.title,
                "maintenance": percent(here[short(v)], 3),
                "rates": "on slices" if v.table(symbol).applies == "slice" else "on the whole position",
                "as of": dated({"as_of": v.table(symbol).source.as_of, "old": v.table(symbol).source.old()}),
                "source": v.table(symbol).source.text,
            }
            for v in TRADING
            if short(v) in here
        ]
    )  # fmt: skip


def big(value: float) -> str:
    """``$250,000``, ``$12.5 million``."""
    if value < 1e6:
        return usd(value, 0)
    return say("${value} million", value=number(value / 1000000.0, 1).removesuffix(".0"))
