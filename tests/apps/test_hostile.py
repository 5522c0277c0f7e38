"""Visitors who mean no good: frames that are no messages, odd paths, other hosts, all seats at once. Nobody else notices."""

from __future__ import annotations

import concurrent.futures
import contextlib
import http.client
import json
import logging
import random
import re
import signal
import struct
import sys
import time
from pathlib import Path

import psutil
import pytest
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from course.apps import frames
from course.apps.look import Sparing
from course.apps.visitors import MOST_LINES

from ..browser import support
from .test_server import PAGE, ask, cookie_of, heard, kernel_of, leave, message

V1 = "v1.kernel.websocket.jupyter.org"
MOST = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    support.notebook(root / "lessons" / "01_leverage.ipynb", ["# 01 \u00b7 Leverage", "1 + 1"])
    with support.apps(root, tmp_path_factory.mktemp("server"), "--warm", "1", "--most", str(MOST)) as made:
        yield made
        log = made.text()
    assert "Traceback" not in log
    assert len(log) < 2000, log[-3000:]


@pytest.fixture(scope="module")
def lesson(server):
    answer = ask(server, PAGE)
    answer.kernel, answer.cookie = kernel_of(answer), cookie_of(answer)
    yield answer
    leave(server, answer)


def line(server, lesson, protocol=V1):
    address = server.url(f"api/kernels/{lesson.kernel}/channels?session_id=test").replace("http", "ws", 1)
    return connect(
        address, subprotocols=[protocol] if protocol else None, additional_headers={"Cookie": lesson.cookie},
        max_size=None, max_queue=None, close_timeout=1,
    )  # fmt: skip


# -- frames ----------------------------------------------------------------------------------------


HEADER = b'{"msg_id": "1", "msg_type": "comm_msg", "session": "s", "username": "", "version": "5.3", "date": ""}'


def v1(*parts, channel=b"shell", change=None):
    """A frame of these parts; ``change`` may falsify its offsets."""
    blocks = [channel, *parts]
    offsets = [8 * (len(blocks) + 2)]
    for block in blocks:
        offsets.append(offsets[-1] + len(block))
    numbers = [len(offsets), *offsets]
    if change:
        numbers = change(numbers)
    return struct.pack(f"<{len(numbers)}Q", *(number % 2**64 for number in numbers)) + b"".join(blocks)


GOOD = v1(HEADER, b"{}", b"{}", b"{}")


def malformed(seed=20):
    """Frames that are no messages, by kind, then at random."""
    rng = random.Random(seed)
    yield from (b"", b"x", b"1234567", struct.pack("<Q", 2**40), struct.pack("<Q", 2**63), b"\xff" * 8, b"\x00" * 64)
    yield from (struct.pack("<Q", count) + b"\x00" * 8 * count for count in (0, 1, 2, 3, 5, 6, 64, 65, 1000))
    yield from (
        "",
        "{}",
        "[]",
        "null",
        "not json",
        json.dumps({"channel": "shell", "header": {}}),
        "[" * 100_000,
        "1" * 4_000_000,
    )
    for place in range(7):
        for number in (0, 1, 7, 2**31, 2**40, 2**64 - 1):
            yield v1(HEADER, b"{}", b"{}", b"{}", change=lambda n, p=place, x=number: [*n[:p], x, *n[p + 1 :]])
    yield v1(HEADER, b"{}", b"{}", b"{}", change=lambda n: [n[0], *reversed(n[1:])])
    for end in range(1, len(GOOD), 9):
        yield GOOD[:end]
    for part in (
        b"",
        b"x",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b"\xff\xfe",
        b"{",
        b'{"a": ' * 50_000,
        b"[" * 500_000,
        b"NaN,",
    ):
        for place in range(4):
            parts = [HEADER, b"{}", b"{}", b"{}"]
            parts[place] = part
            yield v1(*parts)
    for header in (
        {},
        {"msg_type": 1, "msg_id": "1"},
        {"msg_type": ["comm_msg"], "msg_id": "1"},
        {"msg_type": "comm_msg"},
        {"msg_type": "comm_msg", "msg_id": "1" * 1000},
    ):
        yield v1(json.dumps(header).encode(), b"{}", b"{}", b"{}")
    for channel in (b"", b"shel", b"\xff", b"shell" * 1000):
        yield v1(HEADER, b"{}", b"{}", b"{}", channel=channel)
    yield v1(HEADER, b"{}", b"{}", b"{}", *[b"x"] * 100)
    yield v1(HEADER, b"{}", b"{}", b'{"a": [' + b"[]," * 3_000_000 + b"[]]}")
    for _ in range(80):
        cut = bytearray(GOOD)
        for _ in range(rng.randrange(1, 6)):
            cut[rng.randrange(min(len(cut), 56))] = rng.randrange(256)
        if bytes(cut) != GOOD:
            yield bytes(cut)


def is_message(frame):
    try:
        frames.check(frame)
    except frames.MalformedFrame:
        return False
    return True


def test_messages_pass_and_nothing_else_does():
    assert is_message(GOOD)
    assert is_message(v1(HEADER, b"{}", b"{}", json.dumps({"text": '{"a": [1, 2], ' * 200_000}).encode()))
    assert is_message(serialize_msg_to_ws_v1([HEADER, b"{}", b"{}", b"{}", b"buffer"], "control"))
    assert sum(not is_message(frame) for frame in malformed()) >= 200


def test_looking_at_a_frame_costs_next_to_nothing():
    for frame in (struct.pack("<Q", 2**40), b"\xff" * 1_000_000, b"\x00" * 10_000_000, "x" * 10_000_000):
        start = time.process_time()
        assert not is_message(frame)
        assert time.process_time() - start < 1  # a list of what the frame says it holds would take memory and minutes


def closes(socket, seconds=20):
    end = time.monotonic() + seconds
    try:
        while True:
            socket.recv(timeout=max(0.0, end - time.monotonic()))
    except ConnectionClosed:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize("protocol", [V1, None])
def test_a_malformed_frame_closes_its_own_line_and_nobody_else_notices(server, lesson, protocol):
    process = psutil.Process(server.process.pid)
    before, count = process.memory_info().rss, 0
    for frame in malformed() if protocol else list(malformed())[:40]:
        if is_message(frame):
            continue
        with line(server, lesson, protocol) as socket:
            socket.send(frame)
            assert closes(socket), frame[:80]
        count += 1
        if count % 10 == 0:
            assert ask(server, "").status == 200
    grown = process.memory_info().rss - before

    assert count >= (200 if protocol else 40)
    assert grown < 60_000_000, f"{grown / 1e6:.0f} MB"
    with line(server, lesson) as socket:
        known, request = message("comm_info_request", {"target_name": "jupyter.widget"})
        socket.send(request)
        assert "comm_info_reply" in [kind for kind, _ in heard(socket, known, 20, "comm_info_reply")]


def test_a_frame_beyond_the_limit_closes_its_own_line(server, lesson):
    with line(server, lesson) as socket:
        with contextlib.suppress(ConnectionClosed):
            socket.send(b"\x00" * 12_000_000)
        assert closes(socket)
    assert ask(server, "").status == 200


def test_a_page_has_a_few_lines_and_no_more(server, lesson):
    address = server.url(f"api/kernels/{lesson.kernel}/channels").replace("http", "ws", 1)
    log = server.text()

    def unnamed():
        cookie = {"Cookie": lesson.cookie}
        return connect(address, subprotocols=[V1], additional_headers=cookie, max_queue=None, close_timeout=1)

    with contextlib.ExitStack() as lines:
        for _ in range(MOST_LINES - 1):
            lines.enter_context(unnamed())
        with line(server, lesson), pytest.raises(InvalidStatus, match="429"), unnamed():
            pass
        end = time.monotonic() + 60
        while True:  # the server hears of a line's end in a moment
            with contextlib.suppress(InvalidStatus), line(server, lesson):
                break
            assert time.monotonic() < end
            time.sleep(0.05)
    assert server.text() == log


def test_a_visitor_who_asks_and_goes_leaves_next_to_nothing_in_the_log(server, lesson):
    """Answers to somebody who has gone, and lines that end before they begin."""
    log, process = server.text(), psutil.Process(server.process.pid)
    before = process.memory_info().rss
    for _ in range(10):
        # Lines of those who vanished may fill the number for a moment.
        with contextlib.suppress(InvalidStatus), line(server, lesson) as socket:
            for _ in range(200):
                socket.send(message("comm_info_request", {"target_name": "jupyter.widget"})[1])
            socket.socket.close()
    for _ in range(60):
        asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        asked.request(
            "GET", f"/api/kernels/{lesson.kernel}/channels",
            headers={"Cookie": lesson.cookie, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                     "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": V1},
        )  # fmt: skip
        asked.close()
    time.sleep(3)
    assert ask(server, "").status == 200
    grown = server.text().removeprefix(log)
    assert grown.count("\n") <= 20, grown
    assert "Traceback" not in grown
    assert process.memory_info().rss - before < 60_000_000


def test_a_log_has_so_many_lines_an_hour():
    sparing = Sparing()
    try:
        raise ValueError("why")
    except ValueError:
        reason = sys.exc_info()
    records = [
        logging.LogRecord("x", logging.ERROR, __file__, 1, "%s\nTraceback", ("p" * 5000,), reason) for _ in range(500)
    ]
    shown = [logging.Formatter().format(record) for record in records if sparing.filter(record)]

    assert len(shown) == Sparing.MOST
    assert all(len(text) <= Sparing.LONGEST and "Traceback" not in text for text in shown)
    assert "--verbose" in shown[-1]


@pytest.mark.parametrize("session", ["%C3%A9", "x" * 300, "a%00b", "%20", "%F0%9F%99%82", "a/b"])
def test_odd_names_of_a_session_are_refused(server, lesson, session):
    address = server.url(f"api/kernels/{lesson.kernel}/channels?session_id={session}").replace("http", "ws", 1)
    headers = {"Cookie": lesson.cookie}
    with pytest.raises(InvalidStatus, match="400"), connect(address, subprotocols=[V1], additional_headers=headers):
        pass


# -- paths, methods, hosts -------------------------------------------------------------------------


def raw(server, path, method="GET", **headers):
    """Status and text for a path as it stands, dots and all."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in {"Content-Length": "0", **headers}.items():
            line.putheader(name, value)
        line.endheaders()
        reply = line.getresponse()
        return reply.status, reply.read().decode(errors="replace")
    finally:
        line.close()


PLACES = [
    "/", "/voila/templates/", "/voila/static/", "/voila/api/themes/", "/voila/labextensions/", "/voila/files/",
    "/voila/render/", "/voila/api/shutdown/", "/api/kernels/", "/course/assets/", "/course/", "/logout", "/login",
]  # fmt: skip
ODD = [
    "", "x", "x/", "x/y", "x/y/z", "course", "course/static", "course/static/", "course/static/nothing.js", "course/../static",
    "../../etc/passwd", "..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/x", "a%00b", "course/static/a%00b", "%ff%fe", "%", "%zz",
    "static/static/static", "a//b//c", "\\..\\x", "x" * 3000, "x" * 3000 + ".ipynb", "%C3%A9" * 200 + ".png",
    "lab/static/x", "nbconvert/static/x",
    "course/static/..", "lessons/", "lessons/x.ipynb", "lessons/%00.ipynb", "course/static/static", "course%2Fstatic%2Fx",
    "0-0-0-0-0", "0-0-0-0-0/channels", "~root", ".", "..", "?a=%ff&a=1&&=", "?template=%00", "#x",
]  # fmt: skip


def test_no_path_is_answered_by_an_error_of_ours(server):
    paths = [place + odd for place in PLACES for odd in ODD]
    statuses = {path: raw(server, path)[0] for path in paths}

    assert len(statuses) >= 400
    assert {path: status for path, status in statuses.items() if status >= 500 or status == 101} == {}


def test_another_sites_page_takes_no_seat(server):
    before = kernels(server)
    for kind in ("image", "script", "iframe", "empty"):
        assert ask(server, PAGE, **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": kind}).status == 403
    assert kernels(server) == before
    answer = ask(
        server, PAGE, **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    )  # a link from elsewhere
    assert answer.status == 200
    leave(server, answer)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "PROPFIND"])
def test_no_method_is_answered_by_an_error_of_ours(server, lesson, method):
    places = [*PLACES, f"/api/kernels/{lesson.kernel}", f"/api/kernels/{lesson.kernel}/channels", f"/{PAGE}", "/course/progress",
              f"/voila/api/shutdown/{lesson.kernel}", "/voila/templates/course/static/page.js"]  # fmt: skip
    wrong = {place: raw(server, place, method)[0] for place in places}

    assert {place: status for place, status in wrong.items() if status >= 500} == {}
    assert ask(server, f"api/kernels/{lesson.kernel}", Cookie=lesson.cookie).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8866"},
        {"Host": "localhost.evil.example"},
        {"Host": "10.0.0.1"},
        {"Host": ""},
        {"Host": "localhost:1", "X-Forwarded-For": "10.0.0.1"},
        {"Host": "localhost:1", "X-Forwarded-Host": "course.example"},
        {"Host": "localhost:1", "x-real-ip": "10.0.0.1"},
        {"Host": "localhost:1", "X-FORWARDED-PROTO": "https"},
        {"Host": "localhost:1", "Via": "1.1 x"},
        {"Host": "localhost:1", "CF-Connecting-IP": "10.0.0.1"},
        {"Host": "localhost:1", "Forwarded": "for=10.0.0.1"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "path", ["/", f"/{PAGE}", "/voila/static/voila.js", "/course/progress", "/nowhere", "/api/kernels/0-0-0-0-0"]
)
def test_another_host_is_refused_everywhere_in_words(server, headers, path):
    status, text = raw(server, path, **headers)

    assert status == 403
    assert "--public" in text


def test_another_host_gets_no_websocket(server, lesson):
    address = server.url(f"api/kernels/{lesson.kernel}/channels").replace("http", "ws", 1)
    headers = {"Cookie": lesson.cookie, "X-Forwarded-Host": "evil.example"}
    with pytest.raises(InvalidStatus, match="403"):
        connect(address, subprotocols=[V1], additional_headers=headers)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "127.0.0.9:1", "[::1]:8866"])
def test_this_machine_is_answered_by_any_of_its_names(server, host):
    assert raw(server, "/", Host=host)[0] == 200


# -- seats -----------------------------------------------------------------------------------------


def kernels(server):
    return len(support.kernels(server))


@pytest.mark.parametrize("warm", [0, 1])
def test_a_burst_of_pages_finds_as_many_seats_as_there_are(tmp_path, warm):
    support.notebook(tmp_path / "lessons" / "01_leverage.ipynb", ["# 01 \u00b7 Leverage", "1 + 1"])
    with support.apps(tmp_path, tmp_path / "server", "--warm", str(warm), "--most", str(MOST)) as server:
        burst(server)
        assert len(server.text().splitlines()) == 1  # the address


def burst(server):
    highest = []
    with concurrent.futures.ThreadPoolExecutor(3 * MOST) as pool:
        pages = [pool.submit(ask, server, PAGE) for _ in range(3 * MOST)]
        while not all(page.done() for page in pages):
            highest.append(kernels(server))
            time.sleep(0.05)
    answers = [page.result() for page in pages]
    highest.append(kernels(server))

    assert sorted(answer.status for answer in answers) == [200] * MOST + [503] * (2 * MOST)
    assert all("Every seat is taken" in answer.text for answer in answers if answer.status == 503)
    assert max(highest) == MOST
    for answer in answers:
        if answer.status == 200:
            leave(server, answer)
    again = [ask(server, PAGE) for _ in range(MOST)]
    assert [answer.status for answer in again] == [200] * MOST
    for answer in again:
        leave(server, answer)


def test_a_pages_python_that_dies_gives_back_its_seat_and_none_comes_in_its_place(server):
    page = ask(server, PAGE)
    page.kernel, page.cookie = kernel_of(page), cookie_of(page)
    with line(server, page) as told:
        for kernel in support.kernels(server):
            kernel.kill()  # a warm one too: nobody can tell from outside which is the page's
        assert "dead" in states(told, 30)
    end = time.monotonic() + 30
    while ask(server, f"api/kernels/{page.kernel}", Cookie=page.cookie).status != 404:
        assert time.monotonic() < end
        time.sleep(0.1)
    again = ask(server, PAGE)
    assert again.status == 200
    leave(server, again)


def states(socket, seconds):
    """What a page is told of its kernel's state until that is dead or comes back."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end and not {"dead", "restarting", "autorestarting"} & {*found}:
        with contextlib.suppress(TimeoutError):
            frame = socket.recv(timeout=1)
            found += re.findall(r'"execution_state": ?"(\w+)"', frame.decode(errors="replace"))
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="handles are counted otherwise there")
def test_pages_that_are_left_on_their_way_give_back_every_handle(server, lesson):
    process = psutil.Process(server.process.pid)
    before = process.num_fds()
    for number in range(12):
        leaving = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        leaving.request("GET", f"/{PAGE}")
        time.sleep(0.05 * number)
        leaving.close()
    end = time.monotonic() + 30
    while process.num_fds() > before + 40:  # a warm Python of its own among them
        assert time.monotonic() < end, f"{before}, then {process.num_fds()}"
        time.sleep(0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_ctrl_c_is_the_servers_to_answer_until_a_kernel_is_itself(server, lesson):
    """While it imports, the process that forks would answer with a traceback; a page's Python must be one that can be stopped."""

    def waits(process):
        mask = re.search(r"SigBlk:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text())[1]
        return bool(int(mask, 16) >> (signal.SIGINT - 1) & 1)

    (forker,) = [
        child for child in psutil.Process(server.process.pid).children() if "forkserver" in " ".join(child.cmdline())
    ]
    assert waits(forker)
    assert not any(waits(kernel) for kernel in support.kernels(server))
    assert not waits(server.process)


# -- the address -----------------------------------------------------------------------------------


def test_ipv6_is_served_and_printed_in_brackets(tmp_path):
    support.notebook(tmp_path / "lessons" / "01_leverage.ipynb", ["# 01 \u00b7 Leverage"])
    made = support.apps(tmp_path, tmp_path / "server", "--warm=0")
    made.arguments = ["::1" if part == "--address=127.0.0.1" else part for part in made.arguments]
    made.arguments[made.arguments.index("::1")] = "--address=::1"
    made.host = "[::1]"
    with made:
        assert ask(made, "").status == 200
        printed = re.search(r"http://\S+", made.text())[0]
        made.process.send_signal(signal.SIGINT)
        assert made.process.wait(20) == 0
        assert made.text().splitlines()[1:] == ["", "Stopped."]
    assert printed == f"http://[::1]:{made.port}/"
    assert Path(made.log).is_file()
