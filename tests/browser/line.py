"""The page's end of an explorer without a server: drawn from what Python announces; what is on the way is the test's to carry."""

from __future__ import annotations

import base64
import json
from typing import Any

from course.explorers import Explorer
from course.frontend import assets

from .support import measured, settled

ADDRESS = "http://127.0.0.1:9/line"
LINE = """async ({ modules, css, vega }) => {
  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const { createRuntime } = await import(URL.createObjectURL(new Blob([modules.runtime], { type: "text/javascript" })));
  const texts = Object.fromEntries(Object.entries(modules).map(([name, text]) => [name, { text }]));
  const runtime = createRuntime("here", { css: { text: css }, modules: texts, vega: { gzip: bytes(vega) } });
  globalThis.draw = async (announced) => {
    const [options, { block, ...frame }] = JSON.parse(announced);
    const state = { options, frame: { ...frame, block: bytes(block) } };
    const listeners = [];
    globalThis.told = [];
    const named = (name) => listeners.filter((one) => one.name === name);
    globalThis.say = (name, ...details) => named(name).forEach((one) => one.callback(...details));
    globalThis.hear = (said) => {
      const [content, block] = JSON.parse(said);
      say("msg:custom", content, [bytes(block)]);
    };
    globalThis.update = (key, value) => {
      state[key] = value;
      say(`change:${key}`);
    };
    const model = {
      get: (key) => state[key],
      send: (content) => told.push(content),
      on: (names, callback) => names.split(" ").forEach((name) => listeners.push({ name, callback })),
      off: (name, callback) => listeners.splice(listeners.findIndex((one) => one.name === name && one.callback === callback), 1),
    };
    document.body.replaceChildren(Object.assign(document.createElement("main"), { className: "cx-root" }));
    await (await runtime.load("explorer")).render({ model, el: document.querySelector("main"), runtime });
  };
}"""


def open_line(page: Any) -> Any:
    """A page with the course's front end in it, and nothing else."""
    page.route(
        ADDRESS, lambda route: route.fulfill(body="<!doctype html><title>Line</title>", content_type="text/html")
    )
    page.goto(ADDRESS)
    vega = base64.b64encode(assets.VEGA.read_bytes()).decode()
    page.evaluate(LINE, {"modules": dict(assets.modules()), "css": assets.css(), "vega": vega})
    return page


class Line:
    """The page, the explorer, and what is on the way between them."""

    def __init__(self, page: Any, explorer: Explorer) -> None:
        self.page, self.explorer = page, explorer
        self.heard: list = []
        explorer.send = lambda content, buffers=None: self.heard.append((content, buffers or [b""]))

    def draw(self, charts: int = 1) -> None:
        """The page draws what it has been announced, as many charts of it at once; its question is then on the way."""
        self.page.evaluate("(announced) => draw(announced)", json.dumps(self.state))
        settled(self.page, charts)

    def announce(self) -> None:
        """What the page is told when the explorer is first shown."""
        frame = self.explorer.frame
        self.state = [self.explorer.options, {**frame, "block": base64.b64encode(frame["block"]).decode()}]

    def python(self, most: int = 99) -> None:
        """Python hears what the page has told, or the first of it."""
        for event in measured(self.page, "(most) => told.splice(0, most)", most):
            if event["event"] != "rest":
                self.explorer.on_event(event)

    def back(self) -> None:
        """The page hears what Python has said."""
        for content, buffers in self.heard:
            block = base64.b64encode(bytes(buffers[0])).decode()
            self.page.evaluate("(said) => hear(said)", json.dumps([content, block]))
        self.heard.clear()

    def quiet(self) -> None:
        """All that is on the way arrives."""
        self.python()
        while self.heard:
            self.back()
            self.python()
        settled(self.page)
