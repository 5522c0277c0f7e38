"""Lesson 10 says exactly these things, and its plan can be written, kept, taken along, walked through a day."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from course.lessons import record
from course.lessons.planner import Planner, kept
from course.lessons.planner_fields import DAYS, EXAMPLE
from course.lessons.trade_checklist.bad_day import bad_day, cost
from course.lessons.trade_checklist.book import REPAIRED, SUMS
from course.lessons.trade_checklist.explain import CASES, cases, words
from course.lessons.trade_checklist.predict import answer, five, stage
from course.lessons.trade_checklist.which_mode import which_mode
from course.simulation.plans import TradePlan, from_json, from_markdown, live, reckon, to_json, to_markdown, verdict
from course.simulation.plans.paper import _escaped
from course.teaching import progress_events
from course.teaching.progress import Store
from course.venues.dydx.parameters import LIQUIDITY_TIERS, MARKET_TIERS, TIERS_SOURCE

THIN = "\u202f"


# -- what is said ---------------------------------------------------------------------------------------------------------


def test_none_of_the_five_lines_holds():
    frame = five(3)
    assert answer() == 0
    assert "**$2,884.62**" in frame.sentence
    assert "**$484**" in frame.sentence
    assert "You said that 3 hold." in frame.sentence
    assert "You said that 1 holds." in five(1).sentence
    assert "You said that none holds." in five(0).sentence
    assert [row["wrong"] for row in frame.data["lines"]] == [
        "nothing would prove it wrong", "the stop costs $484 with slip and fees", "so 2.205 ETH would do",
        "the venue closes it at $2,884.62", "never reached: $34.62 below that",
    ]  # fmt: skip


def test_before_the_guess_nothing_of_the_answer_is_seen():
    for guess in (None, 0.0, 3.0):
        seen = stage(guess)
        assert "truth" not in seen
        assert not any(row["wrong"] for row in seen["lines"])
        assert seen["crosses"]["row"] == []
        assert {row["kind"] for row in seen["levels"]} == {"entry", "fill"}
        assert seen["strip"]["low"] == []


@pytest.mark.parametrize(
    ("day", "mode", "watched", "low", "high"),
    [
        ("2020-03-12", "cross", "venue", 337, 1_796),
        ("2020-03-12", "isolated", "venue", 337, 665),
        ("2020-03-12", "cross", "hour", 1_442, 1_442),
        ("2021-05-19", "cross", "venue", 337, 2_648),
        ("2025-10-10", "cross", "day", 299, 299),
        ("2025-10-10", "isolated", "day", 665, 665),
        ("2021-05-19", "cross", "day", -1_527, -1_527),
    ],
)
def test_what_the_days_cost(day, mode, watched, low, high):
    found = cost(day, mode, 10, watched)
    assert (round(found.low), round(found.high)) == (low, high)


def test_on_the_day_that_came_back_isolated_loses_more():
    isolated, cross = (bad_day("2025-10-10", "day", mode, 10) for mode in ("isolated", "cross"))
    assert isolated.title == "10 October 2025, isolated at 10×: planned −$400, closed by the venue for −$665"
    assert cross.title == "10 October 2025, cross: planned −$400, a day later −$299"
    assert not cross.idle, "the other mode is told beside it"
    assert cross.data["names"][-1]["label"] == "$6,618 →"


def test_the_bar_that_is_pulled_is_the_bar_that_is_drawn():
    explorer = record("trade_checklist").explorers["bad_day"]()
    pull = explorer.pulls["most"]
    assert pull.result(**explorer.values) == pytest.approx(explorer.view.data["most"]["x"][0])
    explorer.pull("most", 1_000)
    assert explorer.values["leverage"] == 6.5
    explorer.set(mode="cross")
    assert pull.result(**explorer.values) is None


def test_both_modes_in_every_week():
    frame = which_mode("ETH", "nobody", "10")
    assert frame.title == "At 10×: isolated closed in 31 of 100 weeks, worst $661; cross never, worst $2,745"
    assert "end alike in every week; the worst costs $394" in which_mode("ETH", "venue", "10").title
    assert "The stop never acts at 20×" in which_mode("ETH", "venue", "20").sentence
    assert "You never get to close it at 20×" in which_mode("BTC", "day", "20").sentence


def test_the_chain_has_the_numbers_of_the_bad_day():
    shown = words("2020-03-12", "venue", "isolated", 10)
    for text in ("= $400", "= 2.2049 ETH", "= 14.13×", "= $664.79", "The stop is there first."):
        assert text in shown
    assert "exit line is dead" in words("2020-03-12", "venue", "isolated", 20)
    assert "= $6,618.13" in words("2020-03-12", "venue", "cross", 20)
    assert cases().count("<tr>") == len(CASES) + 1


def test_the_parameters_of_the_example_are_the_venue_s():
    tier = LIQUIDITY_TIERS[MARKET_TIERS[EXAMPLE.market]]
    parts = (tier.initial_ppm, tier.maintenance_ppm)
    assert pytest.approx(parts[0] * parts[1] / 1e12) == EXAMPLE.maintenance
    assert TIERS_SOURCE.as_of == EXAMPLE.as_of


# -- the plan on the page ---------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    return tmp_path / "progress.json"


@pytest.fixture
def planner(file):
    return watched(Store(file))


@pytest.fixture
def forgetful():
    """A plan that is kept in memory only: writing a file costs more than all the rest."""
    return watched(Store(memory=True))


def watched(store):
    made = Planner("trade_checklist", store=store)
    made.sent = []
    made.send = lambda content, *_: made.sent.append(content)
    return made


def send(planner, **event):
    planner._receive(planner, event, [])


def fill(planner, **fields):
    for field, value in fields.items():
        send(planner, event="write", field=field, value=value)


def repair(planner):
    fill(planner, wrong_if="the upgrade is moved beyond June", size="", leverage="10")


def test_it_begins_with_the_plan_that_is_wrong_in_every_line(planner):
    assert planner.state["verdict"] == "0 of 5 lines hold"
    assert [card["holds"] for card in planner.state["cards"]] == [False] * 5
    assert kept(planner.store, "trade_checklist") is None
    repair(planner)
    assert planner.state["verdict"] == "All 5 lines hold: planned −$400, bad −$665, worst −$665"


def test_a_verdict_that_changes_is_said_aloud(planner):
    fill(planner, wrong_if="no date by June")
    assert planner.sent == [{"event": "say", "text": "1 of 5 lines hold"}]
    fill(planner, why="it will do well in May")
    assert len(planner.sent) == 1


def test_it_waits_for_the_question(planner):
    assert planner.state["waits"]
    planner.store.record("guess", "trade_checklist", "predict", value=3)
    planner.refresh()
    assert not planner.state["waits"]
    planner.store.record("guess", "trade_checklist", "predict", value=None)
    planner.refresh()
    assert planner.state["waits"]
    send(planner, event="unfold")
    assert not planner.state["waits"]


def test_what_is_written_is_there_at_the_next_visit_and_in_the_file_taken_along(planner, file, tmp_path):
    repair(planner)
    fill(planner, target="3.300", risk="1,5 %", equity="$20k", why="  fees \n fall ")
    send(planner, event="contingency", row=1, part="then", value="hedge it")
    assert (planner.plan.target, planner.plan.risk, planner.plan.equity) == (3.3, 0.015, 20_000)
    assert planner.plan.why == "fees fall"
    assert planner.plan.contingency[1] == (EXAMPLE.contingency[1][0], "hedge it")
    again = Planner("trade_checklist", store=Store(file))
    assert again.plan == planner.plan
    assert again.state == {**planner.state, "undo": False}
    elsewhere = Store(tmp_path / "other.json")
    elsewhere.load(planner.store.export())
    assert Planner("trade_checklist", store=elsewhere).plan == planner.plan


def test_two_tabs_write_one_plan(planner, file):
    other = Planner("trade_checklist", store=Store(file))
    fill(planner, leverage="10")
    fill(other, stop="2,800")
    planner.refresh()
    assert (planner.plan.leverage, planner.plan.stop) == (10, 2_800)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("entry", "soon", "Entry price: enter a number"),
        ("entry", "0", "Entry price: enter a number above 0"),
        ("entry", "-5", "Entry price: enter a number above 0"),
        ("risk", "200", f"May be lost: enter a number above 0{THIN}%, 100{THIN}% at most"),
        ("leverage", "1e9", "Leverage setting: enter a number above 0, 1,000 at most"),
        ("open_same", "1.5", "Of the same side in coins that move together: enter a number"),
        ("entry", "75 %", "Entry price: You typed a percentage, and this box wants an amount of money"),
        ("risk", "$200", "May be lost: You typed an amount of money, and this box wants a percentage"),
        ("leverage", "5 %", "Leverage setting: You typed a percentage, and this box wants a multiple"),
        ("horizon_days", "3 BTC", "Horizon: You typed a number of coins, and this box wants a time"),
        ("why", "x" * 601, "Why: at most 600 characters"),
        ("side", "both", "Side: one of"),
        ("mode", None, "Margin mode: one of"),
    ],
)
def test_what_cannot_stand_there_is_said_beside_it_and_nothing_is_lost(planner, field, value, words):
    before = planner.plan
    fill(planner, **{field: value})
    boxes = {box["field"]: box for card in planner.state["cards"] for box in (*card["boxes"], *card["more"]["boxes"])}
    assert boxes[field]["error"].startswith(words)
    assert boxes[field]["value"] == (value[:80] if isinstance(value, str) else "")
    assert planner.plan == before
    fill(planner, market="BTC")  # what was typed stays while something else is written
    assert planner.state["cards"][0]["boxes"][0]["value"] == "BTC"
    assert words in json.dumps([planner.state, planner.sent], ensure_ascii=False)


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("horizon_days", "36 hours", 1.5), ("horizon_days", "2 weeks", 14.0), ("watched_hours", "30 min", 0.5),
        ("fee", "5 bps", 0.0005), ("risk", "2 percent", 0.02), ("entry", "$3.2k", 3200.0),
        ("leverage", "5x", 5.0), ("size", "2.5 ETH", 2.5), ("risk", "2", 0.02),
    ],
)  # fmt: skip
def test_a_unit_typed_with_a_number_is_converted(forgetful, field, typed, meant):
    fill(forgetful, **{field: typed})
    assert getattr(forgetful.plan, field) == pytest.approx(meant, rel=1e-12)


def test_what_stands_in_a_box_is_read_back_as_it_is(forgetful):
    planner = forgetful
    rng = np.random.default_rng(10)
    for _ in range(60):
        value = float(f"{10 ** rng.uniform(-4, 7):.{rng.integers(1, 9)}g}")
        send(planner, event="write", field="entry", value=repr(value))
        assert planner.plan.entry == value
        shown = next(box for box in planner.state["cards"][0]["boxes"] if box["field"] == "entry")["value"]
        send(planner, event="write", field="stop", value=shown)
        assert planner.plan.stop == value, shown


def test_files_go_out_and_come_back(planner):
    repair(planner)
    plan = planner.plan
    read = {"json": from_json, "markdown": from_markdown}
    for form, reader in read.items():
        send(planner, event="export", form=form)
        assert reader(planner.sent[-1]["text"]).plan == plan
        text = planner.sent[-1]["text"]
        send(planner, event="begin")
        assert planner.plan == TradePlan()
        send(planner, event="upload", text=text)
        assert planner.plan == plan
        assert planner.message == "The plan was taken in."
    send(planner, event="export", form="page")
    assert planner.sent[-1]["text"].startswith("<!doctype html>")
    send(planner, event="export", form="shared")
    assert "20000" not in planner.sent[-1]["text"]


def test_a_file_that_is_refused_changes_nothing_and_says_where(planner):
    repair(planner)
    before = planner.plan
    for text, said in (
        ("{", "Line 1: this is not JSON"),
        (to_json(before).replace("3000.0", '"3,000"'), "thesis.entry_price: “3,000” is a text"),
        ("# some page", "not a page of a plan"),
        (None, "at most 100 kB"),
        ("x" * 200_000, "at most 100 kB"),
    ):
        assert said in planner.upload(text)
        assert planner.message.endswith("Nothing has changed.")
        assert planner.plan == before


def test_an_older_file_is_computed_anew_and_the_difference_is_told(planner):
    text = to_json(REPAIRED).replace(repr(SUMS.wall), "2741.3")
    assert "liquidation price: 2,741.30 in the file, 2,732.79 by this course" in planner.upload(text)


def test_what_a_file_knows_more_is_kept_over_a_visit(planner, file):
    data = json.loads(to_json(REPAIRED))
    data["tags"], data["exit"]["ladder"] = ["a"], {"steps": [1, 2]}
    planner.upload(json.dumps(data))
    again = Planner("trade_checklist", store=Store(file))
    send(again, event="write", field="stop", value="2,800")
    written = json.loads(again.export("json"))
    assert written["tags"] == ["a"]
    assert written["exit"]["ladder"] == {"steps": [1, 2]}


ODD_OTHERS = {
    "a part that no file has": {"mine": {"a": 1}},
    "no part": {"": 3},
    "no number": {"": {"a": float("nan")}},
    "nested": {"exit": {"a": [[[[1]]]]}},
    "half a character": {"": {"\ud800": 1}},
    "half a character within": {"": {"a": {"\ud800": 1}}},
    "too much": {"": {"a": [1] * 9_000}},
}


@pytest.mark.parametrize("odd", ODD_OTHERS)
def test_what_no_form_of_a_file_could_hold_is_never_kept(planner, file, odd):
    """By each door: a page of Markdown, a JSON file, an entry of saved progress."""
    others = ODD_OTHERS[odd]
    page = to_markdown(REPAIRED) + f"- **Also kept:** {_escaped(json.dumps(others))}\n"
    assert planner.upload(page).endswith("Nothing has changed.")
    data = json.loads(to_json(REPAIRED))
    for section, keys in others.items():
        if isinstance(keys, dict) and section in data:
            data[section] |= keys
        elif isinstance(keys, dict) and section == "":
            data |= keys
    if data != json.loads(to_json(REPAIRED)):
        assert planner.upload(json.dumps(data)).endswith("Nothing has changed.")
    assert planner.plan == EXAMPLE
    fields = {"entry": 3_000, "others": others}
    if not progress_events.fault({"at": 1, "kind": "plan", "lesson": "l", "item": "plan", "fields": fields}):
        planner.store.record("plan", "trade_checklist", "plan", fields=fields, fresh=True)
    written = planner.export("json")
    assert from_json(written).plan == planner.plan
    assert from_markdown(planner.export("markdown")).plan == planner.plan


def test_what_is_kept_goes_through_every_form_whatever_letters_it_holds(planner):
    data = json.loads(to_json(REPAIRED))
    data["tags"] = ["\u2028\u2029\x85\x0b\x1c\r\n|*_`\\ \ufeff", {"— k": "\U0001f600"}]
    assert planner.upload(json.dumps(data)).startswith("The plan was taken in.")
    plan = planner.plan
    for form in ("json", "markdown"):
        text = planner.export(form)
        send(planner, event="begin")
        planner.upload(text)
        assert planner.plan == plan


def test_what_was_put_aside_can_be_taken_back(planner, file):
    repair(planner)
    plan = planner.plan
    assert not planner.state["undo"]
    send(planner, event="begin")
    send(planner, event="back")
    assert planner.plan == plan
    send(planner, event="example")
    assert planner.plan == EXAMPLE
    send(planner, event="back")
    assert planner.plan == plan
    # … at another visit too, with what was written before it was put aside.
    send(planner, event="begin")
    again = Planner("trade_checklist", store=Store(file))
    assert again.state["undo"]
    fill(again, leverage="7")
    send(again, event="back")
    assert again.plan == plan
    send(again, event="back")
    assert again.plan == TradePlan(leverage=7)


def test_a_first_plan_that_is_opened_puts_the_example_aside(planner):
    planner.upload(to_json(REPAIRED))
    assert planner.plan == REPAIRED
    send(planner, event="back")
    assert planner.plan == EXAMPLE


def walked(plan, hours, prices):
    """How a plan ends on a path, step by step, from the rules as they are told; (end, hours, price, USD, planned loss)."""
    s, entry, fee = (1 if plan.side == "long" else -1), plan.entry, plan.fee
    fill = plan.stop * (1 - s * plan.slip)
    cost = s * (entry - fill) + fee * (entry + fill)  # of one unit
    size = plan.size if plan.size is not None else plan.equity * plan.risk / cost
    post = size * entry / plan.leverage if plan.leverage else None
    behind = post if plan.mode == "isolated" else plan.equity - plan.reserved - fee * size * entry
    most = post + fee * size * entry if plan.mode == "isolated" else plan.equity
    if s > 0:
        most = min(most, (1 + fee) * size * entry)
    # behind + s·q·(P − E) = m·q·P
    wall = (s * entry - behind / size) / (s - plan.maintenance)
    wall = wall if wall > 0 else None
    stop_first = wall is None or s * (fill - wall) > 0
    looked, end = 0.0, "open"
    for at, (hour, price) in enumerate(zip(hours, prices, strict=True)):
        shut = wall is not None and s * (price - wall) < 0
        beyond = s * (price - plan.stop) <= 0
        won = plan.target is not None and s * (price - plan.target) >= 0
        if plan.watched_hours:
            looks = at > 0 and hour // plan.watched_hours > looked
            looked, stopped, closes = hour // plan.watched_hours, False, beyond and looks
        else:
            stopped, closes = beyond, False
        now = {"stop": stopped, "target": won, "venue": shut, "owner": closes}
        order = ("stop", "target", "venue", "owner") if stop_first else ("venue", "stop", "target", "owner")
        end = next((name for name in order if now[name]), "open")
        if end != "open":
            break
    price = {"venue": wall, "target": plan.target}.get(end, price)
    lost = size * (s * (entry - price) + fee * (entry + price))
    if end in ("stop", "owner"):
        lost = min(lost, most)
    if end == "venue" and plan.mode == "isolated":
        lost = most
    return end, hour, price, -lost, size * cost


def test_random_plans_end_on_random_paths_as_step_by_step():
    rng, seen = np.random.default_rng(4), set()
    for _ in range(400):
        s = rng.choice((-1, 1))
        plan = EXAMPLE.changed(
            side="long" if s > 0 else "short", mode=str(rng.choice(("isolated", "cross"))), entry=100.0,
            stop=100.0 * (1 - s * rng.uniform(0.01, 0.15)),
            target=None if rng.random() < 0.4 else 100.0 * (1 + s * rng.uniform(0.02, 0.2)),
            size=None if rng.random() < 0.5 else float(rng.uniform(1, 400)),
            leverage=float(rng.uniform(1, 30)), risk=float(rng.uniform(0.005, 0.05)),
            maintenance=0.012, slip=float(rng.uniform(0, 0.03)), fee=0.0005, reserved=0.0, equity=20_000.0,
            watched_hours=float(rng.choice((0.0, 0.0, 4.0, 7.5))),
        )  # fmt: skip
        hours = np.cumsum(np.concatenate([[0.0], rng.uniform(0.1, 1.5, 80)]))
        prices = 100.0 * np.exp(np.concatenate([[0.0], np.cumsum(rng.standard_t(3, 80) * 0.012)]))
        fate = live(plan, hours, prices)
        ended, hour, price, result, planned = walked(plan, hours, prices)
        assert (fate.ended, fate.times[fate.at]) == (ended, hour)
        assert (fate.price, fate.result, fate.r) == pytest.approx((price, result, result / planned))
        seen.add(ended)
    assert seen == {"stop", "owner", "venue", "target", "open"}


@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_walked_through_and_written_down(planner, day):
    repair(planner)
    send(planner, event="confront", day=day)
    fate = planner.lived[1]
    ended, hours, price, result, planned = walked(planner.plan, fate.times, fate.prices)
    assert (fate.ended, fate.price, fate.result) == (ended, pytest.approx(price), pytest.approx(result))
    words = planner.state["lived"]["words"].replace("<strong>", "").replace("</strong>", "")
    said = words.partition(": ")[2]
    assert {"stop": "your stop acted", "owner": "you looked", "venue": "the venue closed it", "target": "it came to your target",
            "open": "nothing acted"}[ended] in said  # fmt: skip
    assert f"{price:,.2f}" in said
    assert f"{abs(result):,.0f}" in said
    assert f"{abs(result / planned):.2f} times the planned loss" in said
    assert (f"{hours:.1f} hours" if hours >= 1 else f"{60 * hours:.0f} minutes") in said or ended == "open"
    picture = planner.state["lived"]
    assert "not a recording" in picture["about"]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in picture["points"])
    assert re.search(r"Opened on \d+ \w+ \d{4}, \d\d:00 UTC", picture["words"])
    send(planner, event="note_result")
    assert planner.plan.result_r == pytest.approx(fate.r, abs=1e-5)
    assert DAYS[day] in planner.plan.note


def test_what_a_day_leaves_of_a_cheap_coin_is_written_down_to_its_last_digits(planner):
    cheap = {name: getattr(REPAIRED, name) * 1e-9 for name in ("entry", "stop")}
    planner.upload(to_json(REPAIRED.changed(**cheap)))
    send(planner, event="confront", day="2020-03-12")
    fate = planner.lived[1]
    assert f"filled at ${fate.price:.9f}"[:20] in planner.state["lived"]["words"]
    send(planner, event="note_result")
    assert planner.plan.exit_price == pytest.approx(fate.price, rel=1e-9)


def test_an_unfinished_plan_is_not_opened(planner):
    send(planner, event="begin")
    send(planner, event="confront", day="2020-03-12")
    assert planner.lived is None
    assert "cannot be opened yet" in planner.state["message"]


JUNK = [None, True, 0, -1, 10**400, 1.5, float("nan"), "", "x", "x" * 5000, "\ud800", [], [1], {}, {"a": 1}]


def test_whatever_a_page_sends_is_answered_or_passed_over(forgetful):
    planner = forgetful
    tried = 0
    for name, fields in planner.EVENTS.items():
        for message in (
            {"event": name},
            *({"event": name, **dict.fromkeys(fields, 1), f: j} for f in fields for j in JUNK),
        ):
            planner._receive(planner, message, [])
            tried += 1
    for field in (*(f for f in EXAMPLE.__dataclass_fields__), "no_field"):
        for junk in JUNK:
            planner._receive(planner, {"event": "write", "field": field, "value": junk}, [])
            tried += 1
    json.dumps(planner.state, allow_nan=False)
    assert planner.summary()
    assert tried > 500


def test_an_entry_of_another_version_is_passed_over(file):
    store = Store(file)
    store.record(
        "plan",
        "trade_checklist",
        "plan",
        fields={"entry": 3_000, "stop": "soon", "colour": "red", "others": 3},
        fresh=True,
    )
    assert kept(store, "trade_checklist") == TradePlan(entry=3_000)


def test_pages_without_a_kernel_have_the_plan_in_words(planner):
    fill(planner, why="<b>bold</b> words here")
    page = planner.static_html()
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page
    assert verdict(planner.plan) in page
    assert planner.summary().startswith("Your plan: 0 of 5 lines hold")


def test_the_size_that_is_repaired_is_that_of_the_budget():
    assert reckon(REPAIRED).planned == pytest.approx(400)
    assert verdict(REPAIRED).startswith("All 5 lines hold")
