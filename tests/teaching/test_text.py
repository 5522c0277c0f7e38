"""Markup, glossary, values in words, shrinking: the small parts."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.teaching.glossary import Glossary, Term
from course.teaching.markup import inline, plain, to_html
from course.teaching.shrink import Space, cost, number_cost, put, shrink
from course.teaching.values import agree, difference, kind, misfit, number, pair, show, with_unit

# -- markup ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("**bold** and *stress*", "<strong>bold</strong> and <em>stress</em>"),
        ("`a * b * c`", "<code>a * b * c</code>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("**a `b` c**", "<strong>a <code>b</code> c</strong>"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
    ],
)
def test_inline(text, page):
    assert inline(text) == page


def test_blocks():
    text = "One\nline.\n\n- a\n- **b**\n\n```python\nx = 1\n\ny < 2\n```\nEnd"
    assert to_html(text) == (
        "<p>One line.</p><ul><li>a</li><li><strong>b</strong></li></ul>"
        "<pre><code>x = 1\n\ny &lt; 2</code></pre><p>End</p>"
    )


def test_plain():
    assert plain("**a** *b* `c*d*e`") == "a b `c*d*e`"


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@given(st.text(alphabet="ab <>&\"'`*-\n/=", max_size=60))
def test_no_text_becomes_a_tag_or_attribute_of_its_own(text):
    allowed = {"p", "ul", "li", "strong", "em", "code", "pre"}
    tags = Tags(to_html(text)).tags
    assert all(tag in allowed and not attributes for tag, attributes in tags)


# -- glossary --------------------------------------------------------------------------------------------------------------

WORDS = Glossary(
    [
        Term("pool", "Money together.", unit="USD", formula="pool = a + b"),
        Term("pool price", "What a pool costs <today>."),
        Term("share", "A part.", also=("slice",)),
        Term("ADL", "An abbreviation.", keep_case=True),
    ]
)


def marked(page):
    return re.findall(r'class="cx-term"[^>]*>([^<]*)<', WORDS.mark_up(page))


@pytest.mark.parametrize(
    ("page", "terms"),
    [
        ("<p>A pool and a Share.</p>", ["pool", "Share"]),
        ("<p>Pools, slices</p>", ["Pools", "slices"]),
        ("the pool price of a pool", ["pool price", "pool"]),
        ("pool pool pool", ["pool"]),
        ("whirlpool, poolside, pool-like", []),
        ("<code>pool</code> <a href='pool'>pool</a> <h2>pool</h2> pool", ["pool"]),
        ("ADL, but no adl", ["ADL"]),
        ("a slice &amp; a share", ["slice"]),
        ("<math><mi>pool</mi></math>", []),
    ],
)
def test_terms_are_found(page, terms):
    assert marked(page) == terms


def test_text_is_kept_and_definitions_are_escaped():
    page = WORDS.mark_up('<p class="x">The pool price &lt; 3 <br/>&#8722;1</p>')
    assert "&lt;today&gt;" in page
    assert '<p class="x">The <span' in page
    assert page.endswith(" &lt; 3 <br/>&#8722;1</p>")
    tips = {a["id"] for t, a in Tags(page).tags if a.get("role") == "tooltip"}
    described = {a["aria-describedby"] for t, a in Tags(page).tags if t == "button"}
    assert tips == described
    assert len(tips) == 1


def test_marking_is_repeatable_and_leaves_what_is_marked():
    page = WORDS.mark_up("<p>The pool.</p>")
    assert page == WORDS.mark_up("<p>The pool.</p>")
    assert WORDS.mark_up(page) == page


@given(st.lists(st.sampled_from(["<p>", "</p>", "pool ", "<b>", "</b>", "x &amp; ", "<i a='pool'>", "share"])))
def test_nothing_but_tips_is_added(parts):
    page = "".join(parts)
    bare = re.sub(r'<span class="cx-tip" .*?</span></span>(?!</span>)', "", WORDS.mark_up(page))
    bare = re.sub(r'<span class="cx-gloss">|<button type="button" class="cx-term"[^>]*>|</button>', "", bare)
    assert bare == page


def test_look_up():
    assert WORDS["Slices"].name == "share"
    assert WORDS["pool"].text == "Money together. pool = a + b. Unit: USD."
    assert len(WORDS) == 4
    with pytest.raises(KeyError):
        WORDS["puddle"]


# -- values ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (57062.3456, "57,062.35"), (0.0769230, "0.07692"), (-1000.0, "−1,000"), (0.0, "0"), (-0.0, "0"), (1e-9, "1e-09"),
        (1e20, "1e+20"), (123.456789, "123.46"), (math.inf, "inf"), (-1e-9, "−1e-09"), (999_999.999, "1,000,000"),
    ],
)  # fmt: skip
def test_numbers_for_people(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1000, "USD", "$1,000"), (-2.5, "USD", "−$2.50"), (10, "×", "10×"), (0.025, "fraction", "0.025 (2.5\u202f%)"),
        (7.5, "%", "7.5\u202f%"), (3, "days", "3 days"), (3, "", "3"),
    ],
)  # fmt: skip
def test_units(value, unit, text):
    assert with_unit(value, unit) == text


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_two_numbers_that_differ_look_different(a, b):
    shown = pair(a, b)
    if not math.isclose(a, b, rel_tol=1e-15, abs_tol=1e-300):
        assert shown[0] != shown[1]


@pytest.mark.parametrize(
    ("yours", "expected", "units", "words"),
    [
        (5.0, 3.0, "", "yours is 2 too high (66.67\u202f% more than expected)"),
        (0.1, 0.0769, "fraction", "yours is 0.0231 too high, which is 2.31 percentage points"),
        (-3.0, 3.0, "USD", "yours has the right size and the opposite sign"),
        (None, 3.0, "USD", "yours is None where there is a value, $3"),
        (3.0, None, "USD", "yours is $3 where there is no value (None)"),
        (True, False, "", "yours is True where False is expected"),
        ("cross", "isolated", "", "yours is 'cross' where 'isolated' is expected"),
        ([1, 2], [1, 3], "", "at position 1 (counting from 0) yours is 1 too low (33.33\u202f% less than expected)"),
        ({"a": 1, "b": 5}, {"a": 1, "b": 4}, {"b": "USD"}, "'b': yours is $1 too high (25\u202f% more than expected)"),
        (1.0, 0.0, "", "yours is 1 too high"),
    ],
)
def test_differences_in_words(yours, expected, units, words):
    assert difference(yours, expected, units) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float64(2.0), "2"), (np.array([1.0, 2.5]), "np.array([1, 2.5])"), ((1.0,), "(1,)"), ({"a": 1.0}, "{'a': 1}"),
        (np.arange(20.0), "np.array([0, 1, 2, …, 19])"), ("it's", '"it\'s"'), (None, "None"), (np.array(3.0), "3"),
    ],
)  # fmt: skip
def test_values_as_python(value, text):
    assert show(value) == text


@pytest.mark.parametrize("value", [np.array([1, "a"], dtype=object), [[1, 2], [3]], {"a": [1]}, object(), b"x", {1, 2}])
def test_odd_values_never_raise(value):
    assert kind(value)
    assert misfit(value, 3.0)
    assert misfit(value, np.array([1.0, 2.0]))
    assert not agree(value, 3.0, 1e-9, 0)
    assert show(value)


# -- shrinking -------------------------------------------------------------------------------------------------------------


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_shrinking_stays_inside_the_bounds_and_keeps_failing(x, y):
    space = Space(bounds={"x": (1, 1e6), "y": (1, 1e6)})

    def fails(case):
        return case["x"] + case["y"] >= x + y

    case = {"x": x, "y": y}
    small = shrink(case, fails, space)
    assert fails(small)
    assert all(1 <= value <= 1e6 for value in small.values())
    assert cost(small, space) <= cost(case, space)


def test_round_numbers_are_preferred():
    space = Space(bounds={"x": (0, 1000)})
    assert shrink({"x": 733.21}, lambda case: case["x"] > 37, space) == {"x": 50.0}
    assert shrink({"x": 733.21}, lambda case: case["x"] > 520.7, space) == {"x": 1000.0}
    assert shrink({"x": -5.0}, lambda case: case["x"] < 0, Space(bounds={"x": (-9, 9)})) == {"x": -1.0}


def test_whole_numbers_stay_whole():
    space = Space.of([{"n": 7}, {"n": 2}], {}, {})
    assert shrink({"n": 7}, lambda case: case["n"] > 4, space) == {"n": 5}


def test_parallel_lists_lose_the_same_entries():
    case = {"sizes": np.array([1.5, -2.5, 3.5]), "prices": [10.0, 20.0, 30.0], "rate": 0.1}
    small = shrink(case, lambda c: bool(c["sizes"].min() < 0), Space(bounds={"sizes": (-9, 9), "prices": (1, 99)}))
    assert len(small["sizes"]) == len(small["prices"]) == 1
    assert small["sizes"][0] == -1.0


def test_nested_values_are_reached():
    case = {"book": [{"size": 3.7, "side": "long"}, {"size": 1.2, "side": "short"}]}
    space = Space.of([case], {"size": (0, 10)}, {})
    small = shrink(case, lambda c: any(leg["side"] == "short" for leg in c["book"]), space)
    assert small == {"book": [{"size": 0.0, "side": "short"}]}
    assert put(case, ("book", 0, "size"), 9.0)["book"][0]["size"] == 9.0
    assert case["book"][0]["size"] == 3.7


@given(st.floats(-1e12, 1e12))
def test_cost_is_finite_and_zero_is_cheapest(x):
    assert 0 <= number_cost(x) < math.inf
    assert number_cost(0) <= number_cost(x)
