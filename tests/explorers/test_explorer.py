"""Explorers driven from Python, and by the very messages that a page sends."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from course.explorers import Choice, Explorer, Number, Prediction, Prose, Toggle, View
from course.frontend import Part
from course.validation import ArgumentError, within

DESIGN = {
    "data": {"name": "curve"},
    "mark": "line",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
    "description": "A curve",
}


def compute(leverage, side, fees, guess=None):
    within("leverage", leverage, high=50 if side == "long" else 20)
    if leverage == 13:
        raise ZeroDivisionError("thirteen")
    if leverage == 14:
        raise ArgumentError("size", 0.0, "not zero")
    return View(
        data={"curve": {"x": np.arange(5) * leverage, "guess": np.nan if guess is None else guess}},
        sentence=f"At **{leverage:g}×** {side}, fees {fees}.",
        title=f"Leverage {leverage:g}",
        subtitle="five points",
        table=lambda: pd.DataFrame({"x": np.arange(5) * leverage, "name": list("abcde")}),
    )


def build(**changes):
    return Explorer(
        **{
            "name": "test",
            "title": "A test",
            "controls": [
                Number("leverage", "Leverage", 10, min=1, max=100, step=0.5, unit="×"),
                Choice("side", "Side", ["long", "short"]),
                Toggle("fees", "Count fees"),
            ],
            "compute": compute,
            "design": DESIGN,
            "code": lambda leverage, **_: f"f({leverage:g})",
            **changes,
        }
    )


QUESTION = Prediction(Number("guess", "Move", 0, min=-1, max=0, step=0.01, unit="%"), "How **far**?")


@pytest.fixture
def sent(monkeypatch):
    messages = []

    def send(_, content, buffers=None):
        json.dumps(content, allow_nan=False)  # what travels must be JSON
        messages.append((content, buffers))

    monkeypatch.setattr(Part, "send", send)
    return messages


def event(explorer, **message):
    explorer._receive(explorer, message, [])


def test_turning_a_control_computes_and_shows_everything_at_once(sent):
    explorer = build()
    sent.clear()
    explorer.set(leverage=20, fees=True)

    assert explorer.values == {"leverage": 20.0, "side": "long", "fees": True}
    assert explorer.sentence == "At 20× long, fees True."
    assert explorer.code == "f(20)"
    assert explorer.view.title == "Leverage 20"
    [(content, [block])] = sent
    frame = content["frame"]
    assert frame["sentence"] == "At **20×** long, fees True."
    assert frame["code"] == "f(20)"
    assert "panels" not in frame
    assert "table" not in frame
    where = frame["tables"]["curve"]["columns"]["x"]["at"]
    assert np.frombuffer(block, "<f8", 5, where).tolist() == [0, 20, 40, 60, 80]


def test_a_page_gets_its_own_turn_back_and_no_slide_while_dragging(sent):
    explorer = build()
    sent.clear()
    values = {"leverage": 11, "side": "short", "fees": False}
    event(explorer, event="set", view="v", turn=7, values=values, slide=False)

    [(content, _)] = sent
    assert content["frame"]["echo"] == ["v", 7]
    assert content["frame"]["slide"] is False
    assert explorer.values == values
    explorer.set(leverage=12)
    assert sent[-1][0]["frame"]["echo"] is None
    assert sent[-1][0]["frame"]["slide"] is True


def ahead(explorer, **values):
    explorer.on_event({"event": "ahead", "view": "v", "turn": 3, "values": values})


def test_a_page_is_told_of_a_turn_before_it_is_made_and_nothing_turns(sent):
    explorer = build()
    heard = []
    explorer.on_change(lambda _: heard.append(1))
    before = explorer.frame
    sent.clear()
    ahead(explorer, leverage=20)
    [(content, _)] = sent
    assert (content["event"], content["number"], content["frame"]["echo"]) == ("ahead", before["number"], ["v", 3])
    assert (content["frame"]["title"], content["frame"]["code"]) == ("Leverage 20", "f(20)")
    assert content["frame"]["values"] == {"leverage": 20, "side": "long", "fees": False}
    assert explorer.frame is before
    assert (explorer.values["leverage"], explorer.view.title, heard) == (10, "Leverage 10", [])


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({}, {"leverage": 60}),  # refused beside its control
        ({}, {"leverage": 14}),  # refused
        ({}, {"leverage": 13}),  # a mistake of ours
        ({}, {"leverage": "many"}),
        ({"design": lambda side: {**DESIGN, "title": side}}, {"side": "short"}),  # another design
        ({"prediction": QUESTION}, {"leverage": 20}),  # the question is open
    ],
)
def test_what_cannot_be_told_beforehand_is_not_and_says_nothing(sent, caplog, changes, values):
    explorer = build(**changes)
    before = explorer.frame
    sent.clear()
    ahead(explorer, **values)
    assert sent == []
    assert explorer.frame is before
    assert (explorer.error, explorer.last_exception, caplog.records) == ("", None, [])


def test_what_takes_long_is_computed_only_when_it_is_asked_for(sent, monkeypatch):
    explorer = build()
    monkeypatch.setattr("course.explorers.explorer.AHEAD_SECONDS", -1)
    sent.clear()
    ahead(explorer, leverage=20)
    assert sent == []


@pytest.mark.parametrize("value", [500, -1, None, float("nan")])
def test_input_that_is_refused_keeps_the_last_good_view(sent, value):
    explorer = build()
    explorer.set(leverage=20)
    before = explorer.view
    sent.clear()
    explorer.set(leverage=value)

    assert explorer.error.startswith("Leverage")
    assert explorer.error_control == "leverage"
    assert explorer.view is before
    assert explorer.sentence == "At 20× long, fees False."
    frame = sent[-1][0]["frame"]
    assert (frame["error"], frame["error_control"]) == (explorer.error, "leverage")
    assert frame["sentence"] == "At **20×** long, fees False."
    assert frame["slide"] is False
    assert explorer.error in repr(explorer)
    explorer.set(leverage=21)
    assert explorer.error == explorer.error_control == ""


def test_what_compute_refuses_stands_beside_the_control_it_names():
    explorer = build()
    explorer.set(leverage=60)
    assert explorer.error == "Leverage 60× is not allowed: at most 50×."
    assert explorer.error_control == "leverage"
    explorer.set(leverage=30, side="short")
    assert explorer.error == "Leverage 30× is not allowed: at most 20×."
    explorer.set(side="long")
    assert explorer.error == ""
    explorer.set(leverage=14)
    assert explorer.error_control == ""
    assert explorer.error == "size = 0.0 is not allowed here: not zero."


def test_a_mistake_in_compute_is_raised_in_python_and_one_line_on_the_page(sent, caplog):
    explorer = build()
    with pytest.raises(ZeroDivisionError):
        explorer.set(leverage=13)
    assert isinstance(explorer.last_exception, ZeroDivisionError)
    sent.clear()
    event(
        explorer, event="set", view="v", turn=1, slide=False, values={"leverage": 13},
    )  # fmt: skip
    [(content, _)] = sent
    assert "our mistake" in content["frame"]["error"]
    assert content["frame"]["echo"] == ["v", 1]
    assert "thirteen" in caplog.text
    explorer.set(leverage=12)
    assert explorer.last_exception is None


def starting_at(leverage):
    start = Number("leverage", "Leverage", leverage, min=1, max=100, step=1)
    return [start, Choice("side", "Side", ["long"]), Toggle("fees", "Fees")]


def test_a_mistake_at_the_start_is_raised_at_once():
    with pytest.raises(ZeroDivisionError):
        build(controls=starting_at(13))
    with pytest.raises(ValueError, match="its own start values: Leverage 60 is not allowed"):
        build(controls=starting_at(60))


def test_data_that_the_design_shows_must_be_computed():
    with pytest.raises(LookupError, match=r"computes no data for \['curve'\]"):
        build(compute=lambda **_: View({"other": {}}, "nothing"))


def test_reset_goes_back_to_the_start():
    explorer = build()
    start = explorer.summary()
    explorer.set(leverage=20, side="short", fees=True)
    explorer.reset()
    assert explorer.values == {"leverage": 10, "side": "long", "fees": False}
    assert explorer.summary() == start


def test_unknown_controls_are_an_error():
    with pytest.raises(ValueError, match="margin"):
        build().set(margin=1)
    with pytest.raises(ValueError, match="handles for no control"):
        build(handles={"margin": "x"})
    with pytest.raises(ValueError, match="two controls of one name"):
        build(controls=[Toggle("fees", "Fees"), Toggle("fees", "Fees")])


def test_the_summary_says_title_values_and_sentence():
    assert repr(build()) == ("A test (Leverage 10×, Side long, Count fees off): At 10× long, fees False.")


def test_saved_pages_say_it_with_the_same_words():
    explorer = build(title="A <test>")
    html = explorer.static_html()
    assert "<strong>A &lt;test&gt;</strong>" in html
    assert "At <strong>10×</strong> long" in html
    asked = build(prediction=QUESTION).static_html()
    assert "How far?" in asked
    assert "once you have locked a guess" in asked


def test_closed_until_the_guess_is_locked(sent):
    calls = []

    def spy(**values):
        calls.append(values)
        return compute(**values)

    explorer = build(prediction=QUESTION, compute=spy)
    assert explorer.closed
    assert calls == []
    assert explorer.get_state()["frame"]["panels"] == []
    assert explorer.get_state()["frame"]["tables"] == {}
    assert explorer.picture() is None
    assert repr(explorer) == "A test: opens when you have locked a guess. How far?"

    explorer.predict(-0.2)
    assert not explorer.closed
    assert calls == [{"leverage": 10, "side": "long", "fees": False, "guess": -0.2}]
    frame = sent[-1][0]["frame"]
    assert frame["guess"] == "−20\u202f%"
    assert frame["panels"]
    explorer.set(leverage=11)
    explorer.reset()
    assert explorer.guess == -0.2
    with pytest.raises(RuntimeError, match="locked"):
        explorer.predict(-0.3)


def test_turning_a_control_of_a_closed_explorer_opens_nothing():
    explorer = build(prediction=QUESTION)
    explorer.set(leverage=30)
    assert explorer.closed
    assert explorer.view is None


def test_a_guess_outside_the_question_is_said_beside_it(sent):
    explorer = build(prediction=QUESTION)
    with pytest.raises(ArgumentError):
        explorer.predict(0.5)
    event(explorer, event="predict", value=0.5)
    assert sent[-1][0]["frame"]["guess_error"].startswith("Move 50\u202f% is not allowed")
    assert explorer.closed
    event(explorer, event="predict", value=-0.5)
    assert explorer.guess == -0.5


def test_no_question_no_prediction():
    with pytest.raises(RuntimeError, match="no prediction"):
        build().predict(1)


def test_the_table_travels_only_while_it_is_open(sent):
    explorer = build()
    event(explorer, event="table", open=True)
    table = sent[-1][0]["frame"]["table"]
    assert table["columns"] == ["x", "name"]
    assert table["rows"][1] == ["10.00", "b"]
    assert table["left_out"] == 0
    explorer.set(leverage=20)
    assert sent[-1][0]["frame"]["table"]["rows"][1] == ["20.00", "b"]
    event(explorer, event="table", open=False)
    assert "table" not in sent[-1][0]["frame"]


def test_long_tables_are_cut_and_say_so(sent):
    def long(**_):
        return View({"curve": {"x": [0.0]}}, "long", table=pd.DataFrame({"x": np.arange(1000)}))

    explorer = build(compute=long)
    event(explorer, event="table", open=True)
    table = sent[-1][0]["frame"]["table"]
    assert (len(table["rows"]), table["left_out"]) == (200, 800)


def test_a_design_function_is_asked_again_only_when_its_arguments_change(sent):
    asked = []

    def design(side):
        asked.append(side)
        return [DESIGN, {**DESIGN, "mark": "area" if side == "long" else "bar"}]

    explorer = build(design=design, height=123)
    explorer.set(leverage=11)
    explorer.set(side="short")
    explorer.set(side="long")
    explorer.set(fees=True)
    assert asked == ["long", "short"]
    designs = [content["frame"].get("panels") for content, _ in sent]
    assert [d and d[1]["mark"] for d in designs] == ["area", None, "bar", "area", None]
    assert designs[0][0]["height"] == 123
    assert designs[0][0]["description"] == "A curve"


def test_designs_are_told_for_every_choice():
    explorer = build(design=lambda side, fees: [{"side": side}, {"fees": fees}])
    told = list(explorer.designs())
    assert [(a["side"], b["fees"]) for a, b in zip(told[::2], told[1::2], strict=True)] == [
        (side, fees) for side in ("long", "short") for fees in (True, False)
    ]
    assert list(build(design=DESIGN).designs()) == [DESIGN]
    assert list(build(design=lambda: [DESIGN, DESIGN]).designs()) == [DESIGN, DESIGN]


def test_a_design_for_every_number_cannot_be_told():
    explorer = build(design=lambda side, leverage: DESIGN)
    with pytest.raises(ValueError, match="names numbers, .'leverage'.: put them into the data"):
        list(explorer.designs())


def test_a_choice_is_the_one_offered():
    """2.0 is 2 to JavaScript; a design would not be the same."""
    choice = Choice("depth", "Depth", [0.5, 1.0, 2.0])
    assert [repr(choice.check(value)) for value in (0.5, 1, 2)] == ["0.5", "1.0", "2.0"]
    assert repr(Toggle("fees", "Fees").check(1)) == "True"


def test_designs_may_be_altair_charts():
    from course.charts.altair_lite import alt

    chart = alt.Chart(alt.NamedData("curve")).mark_line().encode(x="x:Q")
    spec = build(design=chart).get_state()["frame"]["panels"][0]
    assert spec["data"] == {"name": "curve"}
    assert spec["description"] == "A test"


def test_prose_follows_and_waits():
    explorer = build(prediction=QUESTION)
    prose = Prose(lambda leverage, side, **_: f"<p>At <b>{leverage:g}×</b>, {side}.</p>", explorer)
    assert prose.html == ""
    assert "opens" in repr(prose)
    explorer.predict(-0.1)
    assert repr(prose) == "At 10×, long."
    explorer.set(leverage=12)
    assert prose.html == "<p>At <b>12×</b>, long.</p>"
    explorer.set(leverage=500)
    assert prose.html == "<p>At <b>12×</b>, long.</p>"
    assert prose.static_html() == "<div><p>At <b>12×</b>, long.</p></div>"


def test_prose_without_an_explorer():
    assert repr(Prose(lambda: "<p>1 &lt; 2</p>")) == "1 < 2"


def test_listeners_hear_of_good_views_only():
    heard = []
    explorer = build()
    explorer.on_change(lambda e: heard.append(e.values["leverage"]))
    explorer.set(leverage=11)
    explorer.set(leverage=500)
    explorer.set(leverage=12)
    assert heard == [11, 12]


def test_its_picture_shows_the_charts(monkeypatch):
    pytest.importorskip("vl_convert", reason="the build tool is not installed")
    monkeypatch.setenv("COURSE_PICTURES", "1")
    assert build(design=[DESIGN, DESIGN]).picture().startswith(b"\x89PNG")
    assert "image/png" in build()._repr_mimebundle_()[0]
    assert "image/png" not in build(prediction=QUESTION)._repr_mimebundle_()[0]
