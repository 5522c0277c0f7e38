"""Connections that say nothing: they end in time, and never take the place of a visitor who asks for something."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from course import places
from course.apps import doors
from course.apps.doors import Doors

from .test_rendering import apart

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "
ASKED = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na"
SLOW = b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Hello(RequestHandler):
    def get(self):
        self.finish("hello")


class Slow(RequestHandler):
    async def get(self):
        await self.application.settings["go"].wait()
        self.finish("slowly")


def with_server(play, **options):
    async def whole():
        app = Application([("/", Hello), ("/slow", Slow)], go=asyncio.Event())
        server = Doors(app, **options)
        listens, port = bind_unused_port()
        server.add_socket(listens)
        server.at = "127.0.0.1", port
        lines = []

        async def line(said=b""):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            lines.append(writer)
            return reader, writer

        try:
            return await asyncio.wait_for(play(server, line, app), 60)
        finally:
            server.stop()
            for writer in lines:
                with contextlib.suppress(OSError):
                    writer.close()

    return apart(asyncio.run, whole())


async def ended(reader):
    with contextlib.suppress(ConnectionResetError):
        return await reader.read() in (b"", b"HTTP/1.1 400 Bad Request\r\n\r\n")
    return True


async def count(server, number):
    while len(server._connections) != number:
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("said", [b"", b"G", HALF])
def test_the_longest_silent_goes_where_all_places_are_taken(said):
    async def play(server, line, app):
        kept, _ = await line(SLOW)
        await count(server, 1)
        silent = []
        for number in range(2, 5):
            silent.append((await line(said))[0])
            await count(server, number)
        for place in range(3):  # each newcomer is answered, and the silent go in the order in which they came
            reader, writer = await line(ASKED)
            assert b"hello" in await reader.readuntil(b"hello")
            assert await ended(silent[place])
            writer.close()
            await count(server, 3)
            await line(said)
            await count(server, 4)
        app.settings["go"].set()
        assert b"slowly" in await kept.readuntil(b"slowly")

    with_server(play, most=4)


def test_who_asks_while_all_are_being_answered_is_turned_away_and_the_others_are_answered():
    async def play(server, line, app):
        busy = []
        for number in range(1, 4):
            busy.append((await line(SLOW))[0])
            await count(server, number)
        while server._silent:
            await asyncio.sleep(0.01)
        reader, _ = await line(ASKED)
        assert await ended(reader)
        app.settings["go"].set()
        for kept in busy:
            assert b"slowly" in await kept.readuntil(b"slowly")

    with_server(play, most=3)


def test_many_who_come_in_one_moment_never_hold_more_than_there_is():
    """Tornado accepts a hundred at a time, and hears of each one's end only afterwards."""

    async def play(server, line, app):
        held, handle = [], server.handle_stream

        def noted(*of):
            handle(*of)
            held.append(sum(not one.stream.closed() for one in server._connections))

        server.handle_stream = noted
        with contextlib.ExitStack() as crowd:
            for so_far in (4, 54):
                for _ in range(so_far - len(held)):
                    crowd.enter_context(socket.socket()).connect(server.at)
                while len(held) < so_far:
                    await asyncio.sleep(0.01)
            await count(server, server.most)
        assert max(held) == server.most

    with_server(play, most=4)


@pytest.mark.parametrize("said", [SLOW, POST])
def test_whoever_is_answered_for_too_long_goes_where_nobody_is_silent(monkeypatch, said):
    """They do not take what they are sent, or send a letter at a time."""
    monkeypatch.setattr(doors, "ANSWERED", 0.2)

    async def play(server, line, app):
        busy = [(await line(said))[0] for _ in range(3)]
        while len(server._answered) < 3:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        reader, _ = await line(ASKED)
        assert b"hello" in await reader.readuntil(b"hello")
        assert await ended(busy[0])
        app.settings["go"].set()

    with_server(play, most=3)


@pytest.mark.parametrize("said", [b"", HALF, ASKED])
def test_whoever_says_nothing_in_time_is_let_go(said):
    async def play(server, line, app):
        reader, _ = await line(said)
        if said == ASKED:
            await reader.readuntil(b"hello")
        assert await ended(reader)
        await count(server, 0)
        assert not server._silent

    with_server(play, idle_connection_timeout=0.1)


def test_the_servers_own_numbers(monkeypatch):
    made = {}
    monkeypatch.setattr(HTTPServer, "listen", lambda self, port, address: made.update(port=port, server=self))
    monkeypatch.setattr(doors, "handles", lambda: 1024)
    apart(lambda: doors.listen(Application(), 16, 8866, "localhost"))
    server = made["server"]
    assert made["port"] == 8866
    assert server.most == 1024 - 200 - 16 * 24
    assert server.conn_params.header_timeout == doors.WAITS <= 60
    assert server.conn_params.body_timeout == doors.TAKES


def test_as_many_handles_are_asked_for_as_there_may_be():
    pytest.importorskip("resource")
    code = (
        "import resource; from course.apps.doors import handles\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (128, 700)); print(handles(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=places.root(), capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["700", "700", "700"]
