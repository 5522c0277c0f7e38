"""The desk's ways in: assumptions that can be changed, several answers of one account, a public address asked by a press."""

from __future__ import annotations

import http.server
import json
import threading
import time
from dataclasses import replace

import pytest

from course.lessons.portfolio_desk import desk as desks
from course.lessons.portfolio_desk import lookup, panels
from course.lessons.portfolio_desk.book import EXAMPLE
from course.lessons.portfolio_desk.desk import Desk, desk
from course.lessons.portfolio_desk.lookup import LARGEST, PLACES, look_up
from course.lessons.portfolio_desk.panels import AccountLine, Bring
from course.lessons.portfolio_desk.text_to_book import TextRefused
from course.teaching import progress
from course.venues import portfolios
from tests.venues.portfolios.examples import ALL, DYDX_PARENT, HYPERLIQUID_DESK

ADDRESS = "dydx1" + "q" * 38
WALLET = "0x" + "aB" * 20


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """A store in a file, and no desk yet."""
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "progress.json"))
    for name in ("BINDER_SERVICE_HOST", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)
    progress._shared.clear()
    monkeypatch.setattr(desks, "_desks", {})


# ---- what is taken for granted ----------------------------------------------------------------------------------------


def test_every_assumption_of_every_form_can_be_changed_and_is_kept():
    for name, example in ALL.items():
        bring = Bring()
        bring.paste("\n".join(example.texts))
        if bring.asked:
            asked = {q.key: example.answers[q.key] for q in bring.asked}
            told = {q.key: str(100 * asked[q.key] if q.unit == "%" else asked[q.key]) for q in bring.asked}
            assert bring.state["asking"]
            bring.answer(told)
        if not desk().book.legs or bring.error:
            assert "empty" in bring.error, (name, bring.error)
            continue
        found = portfolios.read(*example.texts, answers=example.answers)
        texts = [row[0] for row in bring.state["assumed"]]
        assert list(desk().book.assumed) == texts
        for a in found.assumed:
            row = next(r for r in bring.state["assumed"] if r[0] == a.text)
            assert row[1:] == [a.key, row[2], a.unit], name
            if a.unit == "mode":
                assert row[2] == a.value
            else:
                assert float(row[2]) == pytest.approx(a.value * (100 if a.unit == "%" else 1), rel=1e-9), name
        # Another tab, or a later visit, is told the same; there the text itself is gone, so nothing can be changed.
        progress._shared.clear()
        assert [row[0] for row in Bring(Desk()).state["assumed"]] == texts
        assert all(row[1] == "" for row in Bring(Desk()).state["assumed"])


def test_an_assumption_is_changed_where_it_stands():
    bring = Bring()
    bring.paste(ALL["OKX, recorded BIGTIME"].texts[0])
    row = next(r for r in bring.state["assumed"] if "contract" in r[0])
    assert row[1:] == ["contract:BIGTIME", "10", "size"]
    bring.assume("contract:BIGTIME", "twenty")
    assert "not a number" in bring.error
    assert desk().book.legs[0].size == 6_130
    bring.assume("contract:BIGTIME", "20")
    assert bring.error == ""
    assert desk().book.legs[0].size == 12_260
    assert next(r for r in bring.state["assumed"] if "contract" in r[0])[2] == "20"
    initial = next(r for r in bring.state["assumed"] if r[1].startswith("initial"))
    bring.assume(initial[1], "12.5 %")
    assert desk().book.legs[0].initial == pytest.approx(0.125)
    assert desk().book.legs[0].size == 12_260
    # What another book stands on is not changed by it, and what is undone takes its assumptions along.
    before = desk().book
    bring.example()
    assert bring.state["assumed"] == []
    bring.assume("contract:BIGTIME", "30")
    assert desk().book == EXAMPLE
    bring.undo()
    assert desk().book == before
    assert [row[0] for row in bring.state["assumed"]] == list(before.assumed)


def test_a_question_leaves_what_lies_there_and_its_assumptions():
    bring = Bring()
    bring.paste(ALL["OKX, recorded BIGTIME"].texts[0])
    before = bring.state["assumed"]
    bring.paste(ALL["ccxt, cross"].texts[0])
    assert bring.state["assumed"] == before
    assert bring.state["asking"].startswith("ccxt’s positions: 1 pool, 2 positions")
    assert any("twice the maintenance" in text for text in bring.state["taken"])
    assert "Left out: markets without a position (1)" in bring.state["taken"]


def test_what_the_venue_shows_stands_beside_ours():
    bring = Bring()
    said = {}
    for name in ("OKX, recorded BIGTIME", "Hyperliquid, recorded IMX", "ccxt, recorded GAS"):
        bring.paste(ALL[name].texts[0])
        said[name] = [row[0] for row in bring.state["assumed"] if "liquidation price" in row[0]]
    assert "one step of its price apart" in said["OKX, recorded BIGTIME"][0]
    assert said["ccxt, recorded GAS"] == ["GAS: the file showed $10.0365 as its liquidation price, and so did we"]
    bring.paste(ALL["ccxt, recorded GAS"].texts[0].replace("10.03654386", "9.5"))
    assert any("we computed $10.0365, 5.65" in row[0] for row in bring.state["assumed"])


# ---- a public address -------------------------------------------------------------------------------------------------


class Venue(http.server.BaseHTTPRequestHandler):
    """Answers what the test asks for; keeps what it was asked."""

    asked: list[tuple[str, str, str]] = []  # noqa: RUF012 (one server a test)
    answer: tuple[int, bytes, dict[str, str]] = (200, b"{}", {})
    wait = 0.0

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.asked.append((self.command, self.path, body))
        time.sleep(self.wait)
        code, text, head = type(self).answer
        if self.path.endswith("perpetualMarkets"):
            text = json.dumps({"markets": {}}).encode()
        self.send_response(code)
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def venue(monkeypatch):
    """A venue of one's own, which stands in for all places."""
    monkeypatch.setattr(Venue, "asked", [])
    monkeypatch.setattr(Venue, "wait", 0.0)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Venue)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_address[1]}"
    here = tuple(replace(p, urls=tuple(f"{root}/{u.split('/', 3)[3]}" for u in p.urls)) for p in PLACES)
    monkeypatch.setattr(lookup, "PLACES", here)
    yield Venue
    server.shutdown()
    server.server_close()


def test_an_address_is_looked_up_and_read_as_a_paste_would_be(venue):
    bring = Bring()
    assert bring.state["looks"]
    venue.answer = (200, json.dumps(DYDX_PARENT).encode(), {})
    bring.look("dydx", f" {ADDRESS} ")
    assert bring.error == ""
    assert [path for _, path, _ in venue.asked] == [
        f"/v4/addresses/{ADDRESS}/parentSubaccountNumber/0",
        "/v4/perpetualMarkets",
    ]
    assert desk().book.legs[0].market == "BTC"
    venue.answer = (200, json.dumps(HYPERLIQUID_DESK).encode(), {})
    bring.look("hyperliquid", WALLET)
    assert bring.error == ""
    method, path, body = venue.asked[-1]
    assert (method, path, json.loads(body)) == ("POST", "/info", {"type": "clearinghouseState", "user": WALLET})
    assert "−22.9" in AccountLine().state["title"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, b"{}", {}), "no account of this address"), ((429, b"", {}), "wait a minute"), ((403, b"", {}), "refuses"),
        ((500, b"", {}), "error (500)"), ((302, b"", {"Location": "http://127.0.0.1:9/"}), "another address (302)"),
        ((200, b"<html>log in</html>", {}), "no JSON"), ((200, b"[" + b" " * LARGEST + b"]", {}), "more than 1 MB"),
        ((200, b"\xff\xfe", {}), "no JSON"), ((200, b'{"subaccounts": []}', {}), "empty account is safe"),
    ],
)  # fmt: skip
def test_what_a_venue_says_instead_is_told_in_words(venue, answer, says):
    bring = Bring()
    venue.answer = answer
    bring.look("dydx", ADDRESS)
    assert says in bring.error
    assert "Traceback" not in bring.error
    assert desk().book == EXAMPLE


def test_nobody_answers_or_too_late(venue):
    place = lookup.PLACES[0]
    venue.wait = 0.6
    with pytest.raises(TextRefused, match="within 0.1 seconds"):
        look_up(place, ADDRESS, patience=0.1)
    nobody = replace(place, urls=("http://127.0.0.1:9/x",))
    with pytest.raises(TextRefused, match="online"):
        look_up(nobody, ADDRESS)


def test_nobody_is_asked_about_what_is_no_address_or_without_a_press(venue, monkeypatch):
    bring = Bring()
    for place, text in (
        ("dydx", "dydx1abc"),
        ("dydx", WALLET),
        ("hyperliquid", ADDRESS),
        ("hyperliquid", "0x/../x"),
        ("dydx", ""),
    ):
        bring.look(place, text)
        assert "Nobody was asked" in bring.error
    for event in (("nowhere", ADDRESS), ("dydx", None), ("dydx", 5)):
        bring.look(*event)
    bring.paste(json.dumps(DYDX_PARENT))
    bring.refresh()
    assert venue.asked == []


@pytest.mark.parametrize(
    "where",
    [("COURSE_PAGE", "1"), ("COURSE_PROGRESS", "browser"), ("BINDER_SERVICE_HOST", "x"), ("JUPYTERHUB_USER", "a")],
)
def test_only_ones_own_machine_asks(venue, monkeypatch, where):
    """In a page, on a public server, a hub or Binder the button is not there, and an event that says so does nothing."""
    monkeypatch.setenv(*where)
    bring = Bring(Desk(progress.Store(memory=True)))
    assert not bring.state["looks"]
    bring.look("dydx", ADDRESS)
    assert venue.asked == []
    assert bring.error == ""


def test_the_places_are_those_that_the_page_names():
    for place in PLACES:
        assert all(url.startswith("https://") and url.split("/")[2] == place.host for url in place.urls)
    assert {p[2] for p in Bring().state["places"]} == {p.host for p in PLACES}
    assert panels.lookup is lookup
