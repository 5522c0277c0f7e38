"""Parts and the one runtime they share."""

from __future__ import annotations

import gzip
import json

import ipywidgets
import pytest
from traitlets import Dict, Unicode

from course.frontend import Part, Runtime, assets, bundle
from course.frontend.part import WIDGET_VIEW
from course.language import speaking


class Counter(Part):
    """Counts; may be told to break."""

    _part = Unicode("counter").tag(sync=True)
    state = Dict({"n": 0}).tag(sync=True)

    def on_event(self, event):
        if event["event"] == "break":
            raise ZeroDivisionError("broken on purpose")
        self.state = {"n": self.state["n"] + event["by"]}

    def summary(self):
        return f"Counted to {self.state['n']}"


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(Part, "send", lambda self, content, buffers=None: messages.append((self, content, buffers)))
    return messages


def test_parts_share_one_runtime_that_carries_everything_once():
    first, second = Counter(), Counter()

    assert first._runtime == second._runtime == Runtime.shared().model_id
    sources = Runtime.shared().sources
    assert gzip.decompress(sources["vega"]["gzip"]) == gzip.decompress(assets.VEGA.read_bytes())
    assert {"runtime", "chart", "explorer", "controls"} <= sources["modules"].keys()
    assert len(first._esm) < 5000, "what every part carries itself is a small loader"


def test_a_closed_runtime_is_made_anew():
    old = Runtime.shared()
    old.close()

    assert Runtime.shared() is not old
    assert Counter()._runtime == Runtime.shared().model_id


def test_a_part_knows_its_own_model():
    part = Counter()

    assert part._self == part.model_id == part.comm.comm_id


def test_the_kernel_sends_no_sources_to_a_page_that_has_them(monkeypatch):
    monkeypatch.setenv("COURSE_PRELOADED", assets.version())
    assert Runtime().sources == {}
    monkeypatch.setenv("COURSE_PRELOADED", "of yesterday")
    assert Runtime().sources["css"]["text"]


def test_events_of_the_page_reach_on_event(sent):
    part = Counter()
    part._receive(part, {"event": "add", "by": 3}, [])

    assert part.state == {"n": 3}
    assert sent == []


def test_half_a_character_never_gets_into_a_state_which_could_not_be_sent(sent):
    class Echo(Counter):
        def on_event(self, event):
            self.state = event

    part = Echo()
    part._receive(part, {"event": "x", "a\ud800": ["\udfff é \U0001f600", {"b": "\ud83d"}, 1, None]}, [])
    assert part.state == {"event": "x", "a?": ["? é \U0001f600", {"b": "?"}, 1, None]}
    assert json.dumps(part.state, ensure_ascii=False).encode()


def test_an_error_in_an_event_is_told_to_the_page_and_raised(sent):
    part = Counter()
    with pytest.raises(ZeroDivisionError):
        part._receive(part, {"event": "break"}, [])

    assert sent == [(part, {"event": "failed"}, None)]


STATE = {"state": {"n": 9}, "_esm": "evil", "_part": "x"}
ODD = [
    *(
        None,
        1,
        "x",
        [],
        {},
        {"method": None},
        {"method": []},
        {"method": "x"},
        {"method": "update"},
        {"method": "custom"},
    ),
    *({"method": method, "state": state} for method in ("update", "echo_update") for state in (1, [], {}, STATE)),
    *({"method": "custom", "content": odd} for odd in (None, 1, "x", [[]])),
]


@pytest.mark.parametrize("data", ODD, ids=repr)
def test_a_page_cannot_set_what_a_part_is_and_odd_messages_are_passed_over(sent, data):
    part = Counter()
    before = part.get_state()
    sent.clear()
    part._handle_msg({"content": {"data": data}, "buffers": []})
    assert part.get_state() == before
    assert not sent


def test_a_page_may_ask_how_a_part_stands(monkeypatch):
    part, told = Counter(), []
    monkeypatch.setattr(part, "_send", lambda message, buffers: told.append(message))
    part._handle_msg({"content": {"data": {"method": "request_state"}}, "buffers": []})
    assert [one["method"] for one in told] == ["update"]
    assert told[0]["state"]["_part"] == part._part


def test_an_unknown_event_is_an_error():
    with pytest.raises(NotImplementedError, match="what"):
        Part().on_event({"event": "what"})


def test_what_a_notebook_stores_is_the_summary():
    part = Counter()
    bundle, metadata = part._repr_mimebundle_()

    assert repr(part) == bundle["text/plain"] == "Counted to 0"
    assert bundle[WIDGET_VIEW]["model_id"] == part.model_id
    assert set(bundle) == {"text/plain", WIDGET_VIEW}
    assert metadata == {}


def test_pictures_only_when_asked_for(monkeypatch):
    monkeypatch.setattr(Counter, "picture", lambda self: b"png")
    assert "image/png" not in Counter()._repr_mimebundle_()[0]
    monkeypatch.setenv("COURSE_PICTURES", "1")
    assert Counter()._repr_mimebundle_()[0]["image/png"] == "cG5n"


def test_parts_lie_in_boxes_of_ipywidgets():
    assert ipywidgets.VBox([Counter()]).children[0].summary() == "Counted to 0"


def test_exported_files_are_what_the_kernel_would_send(tmp_path):
    paths = assets.export(tmp_path / "static")

    names = {path.name for path in paths}
    assert names == {f"{name}.js" for name in assets.modules()} | {"course.css", "vega.js", "preload.js"}
    assert (tmp_path / "static/course.css").read_text(encoding="utf-8") == assets.css()
    assert json.dumps(assets.version()) in (tmp_path / "static/preload.js").read_text("utf-8")
    assert "vegaEmbed" in (tmp_path / "static/vega.js").read_text("utf-8")[-200:]


def test_the_files_of_a_page_are_of_the_language_that_is_spoken():
    english = assets.version()
    with speaking({"Reset": "Zurück"}):
        assert json.dumps("Zurück") in assets.modules()["language"]
        assert assets.version() != english
    assert "language" not in assets.modules()
    assert assets.version() == english


def test_tokens_come_first_in_the_style_sheet():
    assert assets.css().index("--cx-cross") < assets.css().index(".cx-explorer")


def test_two_files_of_one_name_are_refused(tmp_path, monkeypatch):
    for package in ("one", "two"):
        (tmp_path / package / "static").mkdir(parents=True)
        (tmp_path / package / "static" / "same.js").write_text("export {}", "utf-8")
    monkeypatch.setattr(assets, "PACKAGE", tmp_path)
    with pytest.raises(RuntimeError, match=r"same\.js"):
        assets._gather(".js")


def test_front_end_files_name_no_other_host():
    allowed = ("http://www.w3.org/",)  # names of XML vocabularies, never fetched
    for name, source in {**assets.modules(), "css": assets.css()}.items():
        for piece in source.split("http")[1:]:
            url = "http" + piece.split('"')[0]
            assert url.startswith(allowed) or not url.startswith(("http:", "https:")), name


def test_the_bundle_is_what_the_build_command_makes():
    pytest.importorskip("vl_convert", reason="the build tool is not installed")
    assert bundle.build() == assets.VEGA.read_bytes()


def test_the_bundle_speaks_the_version_that_altair_writes():
    altair = pytest.importorskip("altair")
    version = altair.SCHEMA_VERSION.removeprefix("v")
    assert version.split(".")[:2] == bundle.VEGA_LITE.split(".")
