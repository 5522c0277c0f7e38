"""Each rule of the house finds what it is there to find, and a good notebook breaks none."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode

from course.notebooks.document import code, markdown, read, write
from course.notebooks.lint import NotebookPage, lint, shows
from course.notebooks.prose import number_problems, readable, texts, typeset, word_problems

from .support import ABOUT

STEM = f"{ABOUT.stem}.ipynb"


def page(path):
    return NotebookPage(read(path), ABOUT, path, ("double",))


def test_a_good_notebook_breaks_no_rule(derived):
    assert lint(page(derived / "lessons" / STEM)) == []
    assert lint(page(derived / "solutions" / STEM)) == []


def add(source):
    return lambda cells, notebook: notebook.cells.append(markdown(source))


def show(mime, value):
    def damage(cells, notebook):
        cells["explore-2"].outputs[-1].data[mime] = value

    return damage


BROKEN = {
    "headings: the one title": add("# Another title"),
    "headings: the second-level": lambda cells, _: cells["explore-1"].update(source="## Look"),
    "headings: “Deep” skips a level": add("#### Deep"),
    "cells: the first code cell must be hidden": lambda cells, _: cells["start-2"].metadata.clear(),
    "cells: new has 6 lines": lambda cells, nb: nb.cells.append(code("\n".join("abcdef"))),
    "cells: new has the unknown tag": lambda cells, nb: nb.cells.append(code("a = 1", tags=["skip"])),
    "cells: explain-1 is Markdown with a tag": lambda cells, _: cells["explain-1"].metadata.update(tags=["x"]),
    "cells: code-2 hides": lambda cells, _: cells["code-2"].metadata.update(jupyter={"source_hidden": True}),
    "cells: 61 cells": lambda cells, nb: nb.cells.extend(markdown("More.") for _ in range(46)),
    "opening: 52 words": lambda cells, _: (
        cells["predict-1"].update(source="## Predict\n\n" + "Words that can wait. " * 13),
        cells["predict-2"].update(source="lesson.predict()"),
    ),
    "exercises: exercise cells": lambda cells, nb: nb.cells.remove(cells["code-2"]),
    "exercises: code-2 must be followed": lambda cells, _: cells["code-3"].update(source="double(2)"),
    "links: new links to nowhere.ipynb": add("[there](nowhere.ipynb)"),
    "links: new has a picture without words": add("![](tiny.py)"),
    "links: new loads a picture from elsewhere": add("![words](https://example.org/a.png)"),
    "prose: new: “cross-margining”": add("It is called cross-margining."),
    "prose: new: “7.69 %”": add("It falls by 7.69 %."),
    "prose: new has a dollar sign": add("The formula $d$."),
    "prose: new has raw markup <script>": add("<script>alert(1)</script>"),
    "prose: new has an event handler": add('Click <b onclick="run()">here</b>.'),
    "outputs: predict-2 has execution count None": lambda cells, _: cells["predict-2"].update(execution_count=None),
    "outputs: predict-2 ends in a value": lambda cells, _: cells["predict-2"].update(outputs=[]),
    "outputs: practise-2 saved an error": lambda cells, _: cells["practise-2"].outputs[0].update(name="stderr"),
    "outputs: explore-2 saved a widget reference": show("application/vnd.jupyter.widget-view+json", {}),
    "outputs: explore-2 saved “at 0x7f": show("text/plain", "<object at 0x7f5c>"),
    "outputs: explore-2 saved “nan”": show("text/plain", "It falls by nan %."),
    "outputs: explore-2 saved “/usr/lib/python": show("text/plain", "kept in /usr/lib/python/x"),
    "outputs: explore-2 saved live markup": show("text/html", "<p onclick='x'>words</p>"),
    "outputs: recall-2 saved “from $1 to $2”": lambda cells, _: cells["recall-2"].outputs[0].data.update(
        {"text/html": "<p>from $1 to $2</p>"}
    ),
    "tables: explore-2 has a table with a column": show("text/html", "<table><tr><th scope='col'></th></tr></table>"),
    "tables: explore-2 has a table whose cells": show(
        "text/html", "<table><tr>" + "<th scope='col'>a</th>" * 3 + "</tr><tr><td>b</td></tr></table>"
    ),
    "tables: explore-2 has a table whose cells say not": show(
        "text/html", "<table><tr>" + "<th scope='col'>a</th>" * 3 + "</tr><tr><th scope='row'>1</th></tr></table>"
    ),
    "outputs: widget state is saved": lambda cells, nb: nb.metadata.update(widgets={}),
    "size: ": show("text/plain", "long " * 400_000),
}  # fmt: skip


@pytest.mark.parametrize("expected", BROKEN)
def test_a_broken_rule_is_named(project, expected):
    path = project / "lessons" / STEM
    notebook = read(path)
    BROKEN[expected]({cell.id: cell for cell in notebook.cells}, notebook)
    for number, cell in enumerate(cell for cell in notebook.cells if cell.id == "new"):
        cell.id = f"new{number or ''}"
    write(notebook, path)
    found = lint(page(path))
    assert any(problem.startswith(expected) for problem in found), found


def test_neighbours_that_exist_must_be_linked(project):
    path = project / "lessons" / STEM
    (project / "lessons" / "02_liquidation_price.ipynb").write_text("{}")
    assert lint(page(path)) == ["links: no link leads to 02_liquidation_price.ipynb"]
    notebook = read(path)
    notebook.cells[-1].outputs[0].data["text/html"] = '<a href="02_liquidation_price.ipynb">Next</a>'
    write(notebook, path)
    assert lint(page(path)) == []


@pytest.mark.parametrize("text", ["10×", "$1,000", "1.5", "1,000", "250 positions", "20 %", "5k", "3 bps", "€ 7"])
def test_numbers_that_look_computed_are_found(text):
    assert list(number_problems(f"about {text} here"))


@pytest.mark.parametrize(
    "text",
    ["three steps", "step 2", "lesson 11", "25 minutes", "October 2025", "as of 2026", "2025-10-11", "a 1× short", "dYdX v4"],
)  # fmt: skip
def test_harmless_numbers_pass(text):
    assert list(number_problems(f"about {text} here")) == []


@pytest.mark.parametrize(
    "text",
    ["Cross-margin accounts", "the liq price", "unrealized PnL", "P&L", "obviously", "a perp", "auto deleveraging"],
)
def test_words_that_are_not_the_houses_are_found(text):
    assert list(word_problems(text))


def test_the_houses_words_pass():
    text = "Cross margin and isolated margin; auto-deleveraging; unrealised PnL; a stop-loss at the mark price."
    assert list(word_problems(text)) == []


def test_code_and_link_targets_are_not_prose():
    text = readable("Say `leverage=12.5` and [see](https://example.org/perp/100.5).\n\n```py\nx = 1.25\n```\n")
    assert list(number_problems(text)) == []
    assert list(word_problems(text)) == []


def test_sentences_of_a_module_are_found_with_their_line():
    assert list(texts('"""One two three."""\nKEY = "short key"\nTEXT = f"{1} is too many"')) == [
        (1, "One two three."),
        (3, " is too many"),
    ]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>from $1 to $2</p>", ["from $1 to $2"]),
        ("<p>from <b>$1</b> to <b>$2</b><br>and $3</p>", []),
        ("<p>call <code>$1 $2</code></p>", []),
        ('<div class="mathjax_ignore tex2jax_ignore"><img alt=""><p>from $1 to $2</p></div>', []),
        ('<div class="mathjax_ignore tex2jax_ignore"><p>a</p></div><p>$1, $2</p>', ["$1, $2"]),
    ],
)
def test_two_dollars_in_one_text_are_a_formula_to_a_page(html, found):
    assert typeset(html) == found


@pytest.mark.parametrize(
    ("source", "expected"),
    [("x", True), ("f(x)", True), ("x = 1", False), ("def f(): ...", False), ("x = 1\nx", True), ("import a", False)],
)
def test_a_cell_shows_its_last_expression(source, expected):
    assert shows(source) is expected


def test_empty_notebooks_are_told_what_is_missing(tmp_path):
    path = tmp_path / "lessons" / STEM
    write(NotebookNode(cells=[], metadata={}, nbformat=4, nbformat_minor=5), path)
    assert {problem.split(":")[0] for problem in lint(page(path))} == {"headings", "cells", "exercises"}
