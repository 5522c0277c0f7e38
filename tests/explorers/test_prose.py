"""Explain is made of controls: a number of a text that is one turns the explorer that the text follows."""

from __future__ import annotations

import pytest

from course import lessons
from course.explorers import Explorer, Number, Prediction, Prose, View
from course.explorers.prose import derivation, with_turns
from course.lessons import record
from course.texts import say

CONTROLS = [
    Number("leverage", "Leverage", 10, min=1, max=20, step=1, unit="×"),
    Number("move", "Move", -0.1, min=-0.5, max=0.5, step=0.01, unit="%"),
]


def made(prediction: Prediction | None = None) -> Explorer:
    return Explorer(
        name="one", title="One", controls=CONTROLS, prediction=prediction, design=[],
        compute=lambda leverage, move, guess=None: View({}, say("At {leverage:×}.", leverage=leverage)),
    )  # fmt: skip


def text(leverage: float, move: float) -> str:
    rows = [
        (
            "leverage × move",
            say("{leverage:×} × {move:%0} = {both:%0}", leverage=leverage, move=move, both=leverage * move),
        )
    ]
    return derivation(say("The sum"), rows)


def test_a_number_that_is_a_control_is_marked_wherever_it_stands():
    follows = Prose(text, made())
    assert (
        '<span class="cx-turn" data-turn="leverage">10×</span> × <span class="cx-turn" data-turn="move">−10'
        in follows.html
    )
    assert "cx-turn" not in follows.static_html()
    assert follows.summary() == "The sum leverage × move 10× × −10 % = −100 %"


@pytest.mark.parametrize(
    "said",
    [
        say("At {leverage:×} of another account.", leverage=20),
        say("A word: {leverage}.", leverage="ten"),
        say("<b title='{leverage:×}'>here</b>", leverage=10),
        say("The loss is {loss:%0}.", loss=0.1),
    ],
)
def test_what_only_looks_like_one_is_left_alone(said):
    explorer = made()
    assert with_turns(said, explorer.controls, explorer.values) == said


def test_the_page_turns_the_explorer_and_the_text_follows():
    explorer = made()
    follows = Prose(text, explorer)
    follows.on_event({"event": "turn", "name": "leverage", "value": 5})
    assert explorer.values["leverage"] == 5
    assert '"leverage">5×<' in follows.html
    assert follows.values == {"leverage": 5, "move": -0.1}
    for event in (
        {"event": "turn", "name": "leverage", "value": True},
        {"event": "turn", "name": "leverage", "value": "7"},
        {"event": "turn", "name": "nobody", "value": 7},
        {"event": "turn", "name": ["leverage"], "value": 7},
        {"event": "burn", "name": "leverage", "value": 7},
        {},
        "turn",
    ):
        follows.on_event(event)
    assert explorer.values["leverage"] == 5
    follows.on_event(
        {"event": "turn", "name": "leverage", "value": 50}
    )  # refused as anywhere: the last good view stays
    assert explorer.error_control == "leverage"
    assert '"leverage">5×<' in follows.html


def test_while_the_question_is_open_nothing_turns():
    explorer = made(Prediction(Number("guess", "Guess", 0.1), "How much?"))
    follows = Prose(text, explorer)
    follows.on_event({"event": "turn", "name": "leverage", "value": 5})
    assert explorer.values["leverage"] == 10
    assert follows.html == ""


def test_the_derivations_of_the_lessons_are_controls():
    turned = {}
    for about in lessons.lessons():
        lesson = record(about.slug)
        for name, (follows, words) in lesson.prose.items():
            explorer = lesson.explorers[follows]() if follows else None
            if not isinstance(explorer, Explorer):
                continue
            if explorer.prediction:
                explorer.predict(explorer.prediction.control.value)
            turned[about.slug, name] = Prose(words, explorer).html.count("cx-turn")
    assert sum(count > 0 for count in turned.values()) >= 10, turned


def test_what_explains_a_sentence_stands_behind_its_button_and_turns_too():
    explorer = Explorer(
        name="one", title="One", controls=CONTROLS, design=[],
        compute=lambda leverage, move: View(
            {}, say("**Short.**"),
            explain=say("At {leverage:×} it moves by {share:%0}, **all** of it.", leverage=leverage, share=0.1),
        ),
    )  # fmt: skip
    assert explorer.sentence == "Short."
    assert explorer.explanation == "At 10× it moves by 10\u202f%, all of it."
    assert explorer.frame["explain"] == "At 10× it moves by 10\u202f%, **all** of it."
    assert explorer.frame["explain_turns"] == [[3, 6, "leverage"]]
    assert explorer.summary().endswith("Short. At 10× it moves by 10\u202f%, all of it.")
    assert "<p><strong>Short.</strong></p><p>At 10×" in explorer.static_html()
    assert made(Prediction(Number("guess", "Guess", 0.1), "How much?")).explanation == ""


def test_folded_while_a_value_is_refused_the_text_stays_that_of_the_view():
    """The page may fold and unfold at any moment; what the controls hold then need not be what any function takes."""
    explorer = Explorer(
        name="refused", title="Refused", controls=[Number("x", "Ex", 2, min=0, max=10)], design=[],
        compute=lambda x: View({}, str(x + 1)),
    )  # fmt: skip
    prose = Prose(lambda x: f"<p>{x + 1}</p>", explorer)
    for junk in (None, "x", float("nan"), 99):
        explorer.set(x=4)
        explorer.set(x=junk)
        assert explorer.error
        explorer.fold("guess")
        explorer.fold("")
        assert (prose.html, prose.waits, prose.values) == ("<p>5.0</p>", False, {"x": 4})
        assert explorer.looked_at == {"x": 4}
