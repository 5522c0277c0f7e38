"""The course inside an ordinary Jupyter server, as on Binder: its addresses, asked without a network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine, ResponseStartLine
from tornado.web import Application, RequestHandler

from course.apps import extension
from course.apps.handlers import GlossaryHandler, LandingHandler
from tests.apart import apart

ROOT = Path(extension.__file__).parents[2]


class Wire:
    """Keeps what a handler answers."""

    def __init__(self) -> None:
        self.status, self.headers = 0, HTTPHeaders()

    def set_close_callback(self, callback: Any) -> None:
        """Nobody hangs up."""

    def write_headers(self, start: ResponseStartLine, headers: HTTPHeaders, chunk: bytes | None = None) -> Any:
        self.status, self.headers = start.code, headers
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    def finish(self) -> None:
        """Nothing more comes."""


async def asked(path: str, base: str, monkeypatch: pytest.MonkeyPatch) -> tuple[type[RequestHandler], Wire]:
    """Which handler a path leads to, and what it answers if it only redirects."""
    monkeypatch.setattr(extension, "dress", lambda settings, site: None)
    monkeypatch.setenv("JUPYTER_PATH", "")
    server = ServerApp()
    server.root_dir = str(ROOT)
    server.web_app = Application([], base_url=base)
    extension._load_jupyter_server_extension(server)
    wire = Wire()
    request = HTTPServerRequest(
        connection=wire,
        start_line=RequestStartLine("GET", path, "HTTP/1.1"),
        headers=HTTPHeaders({"Host": "binder.example"}),
    )
    found = server.web_app.find_handler(request)
    if found.handler_class is extension.RedirectHandler:
        found.execute()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))  # it runs as a task of this loop
    ServerApp.clear_instance()
    return found.handler_class, wire


@pytest.mark.parametrize("base", ["/", "/user/someone-abc/"])
@pytest.mark.parametrize("path", ["desk", "desk/"])
def test_the_desk_leads_to_the_lesson_that_holds_it(base: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    handler, wire = apart(asyncio.run, asked(base + path, base, monkeypatch))
    assert handler is extension.RedirectHandler
    assert wire.status == 302
    to = urlsplit(wire.headers["Location"])
    assert (to.scheme, to.netloc) == ("", ""), "it stays on the server that was asked"
    assert to.path.startswith(f"{base}voila/render/")
    notebook = ROOT / unquote(to.path.removeprefix(f"{base}voila/render/"))
    assert notebook.is_file()
    assert 'explore("bring")' in notebook.read_text(encoding="utf-8").replace("\\", "")


def test_the_other_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for path, due in (("/course", LandingHandler), ("/course/glossary", GlossaryHandler)):
        handler, _ = apart(asyncio.run, asked(path, "/", monkeypatch))
        assert handler is due, path
    elsewhere, _ = apart(asyncio.run, asked("/desktop", "/", monkeypatch))
    assert elsewhere is not extension.RedirectHandler
