"""A copied link asks for exactly the picture it was copied from, in every explorer of every lesson; an odd one for nothing false.

The page's own module (share.js) writes and reads the addresses, in the Node that Playwright brings along: no browser.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from course import lessons, places
from course.explorers import Explorer
from course.lessons import record
from tests.oracles.support import settings

SHARE = places.root() / "course" / "explorers" / "static" / "share.js"
PAGE = {"origin": "https://example.org", "pathname": "/lessons/01_leverage.html", "search": "?a=1"}
#: Settings of each explorer beside its start.
SOME = 3
#: What its links are told by JavaScript: [name, control specs, values] → [address, what it asks for].
THERE_AND_BACK = """
import { address, asked } from "./share.mjs";
let text = "";
for await (const part of process.stdin) text += part;
const { page, cases, odd } = JSON.parse(text);
const there = cases.map(([name, specs, values]) => {
  const link = address(name, values, page);
  return [link, asked(link.slice(link.indexOf("#")), specs)];
});
process.stdout.write(JSON.stringify({ there, odd: odd.map(([hash, specs]) => asked(hash, specs)) }));
"""

_SPECS = [
    {"name": "leverage", "kind": "number", "min": 1, "max": 20},
    {"name": "side", "kind": "choice", "options": [["long", "long"], ["short", "short"]]},
    {"name": "venue", "kind": "choice", "options": [[1, "one"], [2, "two"]]},
    {"name": "along", "kind": "toggle"},
]
ODD: dict[str, Any] = {
    "": None,
    "#": None,
    "#leverage=10": None,
    "#explorer=": None,
    "#a-heading": None,
    "#explorer=dial": {},
    "explorer=dial&leverage=10": {"leverage": 10},
    "#explorer=dial&leverage=10&side=short&venue=2&along=false": {
        "leverage": 10, "side": "short", "venue": 2, "along": False,
    },
    "#explorer=dial&leverage=+10": {"leverage": 10},
    "#explorer=dial&leverage=1e1": {"leverage": 10},
    "#explorer=dial&leverage=": {},
    "#explorer=dial&leverage=%20": {},
    "#explorer=dial&leverage=ten": {},
    "#explorer=dial&leverage=10x": {},
    "#explorer=dial&leverage=NaN": {},
    "#explorer=dial&leverage=Infinity": {},
    "#explorer=dial&leverage=0.5": {},
    "#explorer=dial&leverage=21": {},
    "#explorer=dial&leverage=-10": {},
    "#explorer=dial&leverage=%E0%A4%A": {},
    "#explorer=dial&leverage=3&leverage=4": {"leverage": 3},
    "#explorer=dial&side=sideways": {},
    "#explorer=dial&side=": {},
    "#explorer=dial&venue=3": {},
    "#explorer=dial&along=yes": {},
    "#explorer=dial&along=": {},
    "#explorer=dial&along=true&nobody=1&__proto__=2": {"along": True},
    "#explorer=dial&leverage=<b>10</b>": {},
}  # fmt: skip


def set_up() -> list[tuple[Explorer, dict[str, Any]]]:
    """Every explorer of every lesson with controls, at its start and at a few settings that it takes."""
    found = []
    for about in lessons.lessons():
        for make in record(about.slug).explorers.values():
            explorer = make()
            if not isinstance(explorer, Explorer) or not explorer.controls:
                continue
            start, *_, one, two, three = settings(explorer, count=SOME + 1, corners=0)
            found += [
                (explorer, {n: v for n, v in place.items() if n != "guess"}) for place in (start, one, two, three)
            ]
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[list[Any], dict[str, Any]]:
    """Cases as (explorer, values, link, what it asks for), and what odd addresses ask for."""
    folder: Path = tmp_path_factory.mktemp("links")
    (folder / "share.mjs").write_text(SHARE.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "run.mjs").write_text(THERE_AND_BACK, encoding="utf-8")
    places_ = set_up()
    cases = [(e.name, [c.as_json() for c in e.controls.values()], values) for e, values in places_]
    asked = {"page": PAGE, "cases": cases, "odd": [[hash_, _SPECS] for hash_ in ODD]}
    node, _ = compute_driver_executable()
    done = subprocess.run(
        [node, "run.mjs"], cwd=folder, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout)
    whole = [(*place, *back) for place, back in zip(places_, answer["there"], strict=True)]
    return whole, dict(zip(ODD, answer["odd"], strict=True))


def test_a_link_restores_every_control_exactly(told):
    whole, _ = told
    assert len({id(explorer) for explorer, *_ in whole}) > 80
    for explorer, values, link, back in whole:
        assert link.startswith("https://example.org/lessons/01_leverage.html?a=1#explorer="), link
        assert back == {"name": explorer.name, "values": values}, link
        for name, control in explorer.controls.items():
            assert control.check(back["values"][name]) == control.check(values[name]), (explorer.name, name)


@pytest.mark.parametrize("address", list(ODD))
def test_an_odd_address_asks_for_what_it_says_and_nothing_else(told, address):
    back = told[1][address]
    assert (back and back["values"]) == ODD[address]
