"""The server as it answers: pages, refusals, errors, and a kernel that takes no orders."""

from __future__ import annotations

import gzip
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ..browser import support

PAGE = "voila/render/lessons/01_leverage.ipynb"
SECRET = "a sentence that stands only in the sources"
CELLS = [
    "# 01 · Leverage",
    f"mark = '{SECRET}'\nfrom course.frontend import in_voila\nprint('in voila:', in_voila())",
    "import sys\nprint('to the terminal', file=sys.stderr)\nraise RuntimeError('broken on purpose')",
    "'what < follows > is escaped'",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    support.notebook(folder / "lessons" / "01_leverage.ipynb", CELLS)
    support.notebook(folder / "solutions" / "01_leverage.ipynb", CELLS)
    (folder / "lessons" / "notes.py").write_text(SECRET)
    (folder / "lessons" / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "secret.png").write_bytes(b"x")
    return folder


@pytest.fixture(scope="module")
def progress(root):
    return root / "progress.json"


@pytest.fixture(scope="module")
def server(root, progress, tmp_path_factory):
    made = support.apps(root, tmp_path_factory.mktemp("server"), "--warm", "0", "--most", "2")
    made.environ = {**made.environ, "COURSE_PROGRESS": str(progress)}
    with made:
        yield made


class Answer:
    def __init__(self, reply):
        self.status = reply.status
        self.headers = reply.headers
        self.body = reply.read()

    @property
    def text(self):
        return self.body.decode()


def ask(server, path, data=None, method=None, **headers):
    request = urllib.request.Request(server.url(path), data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return Answer(reply)
    except urllib.error.HTTPError as error:
        return Answer(error)


@pytest.fixture(scope="module")
def lesson(server):
    """One page and its kernel, which the tests below share; given back at the end, as a page does."""
    answer = ask(server, PAGE)
    answer.kernel, answer.cookie = kernel_of(answer), cookie_of(answer)
    yield answer
    leave(server, answer)


def leave(server, answer):
    """What a page sends as it goes."""
    token = re.search(r"_xsrf=([^;]+)", "".join(answer.headers.get_all("Set-Cookie")))[1]
    form = urllib.parse.urlencode({"_xsrf": token}).encode()
    return ask(server, f"voila/api/shutdown/{kernel_of(answer)}", form, Cookie=f"_xsrf={token}")


def kernel_of(answer):
    return re.search(r'"kernelId": "([\w-]+)"', answer.text)[1]


def cookie_of(answer):
    """The cookie with which the visitor's browser goes on."""
    return re.search(r"_xsrf=[^;]+", "".join(answer.headers.get_all("Set-Cookie")))[0]


# -- pages -----------------------------------------------------------------------------------------


def test_the_landing_page(server):
    answer = ask(server, "")

    assert answer.status == 200
    assert f'href="/{PAGE}"' in answer.text


def test_a_damaged_progress_file_does_not_stop_the_landing_page(server, progress):
    progress.write_text("{ this is no JSON")
    answer = ask(server, "")

    assert answer.status == 200
    assert "could not be used" in answer.text
    assert [path.read_text() for path in progress.parent.glob("progress.set-aside*")] == ["{ this is no JSON"]


def test_a_lesson_is_a_whole_page(lesson):
    html = lesson.text

    assert lesson.status == 200
    assert html.startswith("<!DOCTYPE html>")
    assert html.rstrip().endswith("</html>")
    assert '<html lang="en"' in html
    assert html.count("<h1") == html.count("<main") == 1
    assert html.count("data-done=") == len(CELLS) - 1 + 2  # every code cell, the text, the end


def test_the_text_comes_before_the_kernel(lesson):
    text, kernel = lesson.text.index("<h1"), lesson.text.index("kernelId")

    assert text < kernel < lesson.text.index("in voila:")


def test_a_kernel_knows_that_it_serves_an_app(lesson):
    assert "in voila: True" in lesson.text


def test_a_cell_that_fails_says_so_kindly_and_the_rest_of_the_page_is_there(lesson):
    html = lesson.text

    assert "could not be worked out" in html
    assert "broken on purpose" not in html
    assert "Traceback" not in html
    assert "to the terminal" not in html
    assert "&lt; follows &gt;" in html


def test_the_glossary_stands_beside_the_lessons_and_is_linked_from_every_page(server, lesson):
    answer = ask(server, "glossary")

    assert answer.status == 200
    assert 'id="maintenance-margin-fraction"' in answer.text
    for page in (answer, ask(server, ""), ask(server, "nowhere"), lesson):
        assert 'href="/glossary"' in page.text
        assert 'href="/desk"' in page.text


@pytest.mark.parametrize("path", ["", PAGE, "glossary", "nowhere", "voila/files/lessons/notes.py"])
def test_nothing_of_a_page_comes_from_elsewhere(server, lesson, path):
    answer = lesson if path == PAGE else ask(server, path)
    addresses = re.findall(r"""(?:href|src)=["']?([^"'\s>]+)""", answer.text)

    assert addresses
    assert not [a for a in addresses if re.match(r"(https?:)?//", a)]
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", answer.text)
    assert scripts == []


def test_every_page_has_the_policy(server, lesson):
    for answer in (lesson, ask(server, ""), ask(server, "nowhere")):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


# -- what is not there -----------------------------------------------------------------------------


def test_the_sources_are_not_in_the_page(lesson):
    assert SECRET not in lesson.text
    assert "in_voila()" not in lesson.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("voila/files/lessons/01_leverage.ipynb", 403),
        ("voila/files/lessons/notes.py", 403),
        ("voila/files/solutions/01_leverage.ipynb", 403),
        ("voila/files/secret.png", 403),
        ("voila/files/lessons/../secret.png", 403),
        ("voila/render/solutions/01_leverage.ipynb", 404),
        ("voila/render/lessons/../solutions/01_leverage.ipynb", 404),
        ("voila/render/lessons/notes.py", 404),
        ("voila/render/lessons/02_liquidation_price.ipynb", 404),
        ("voila/tree", 404),
        ("voila/api/contents/lessons/01_leverage.ipynb", 404),
        ("api/contents/lessons/01_leverage.ipynb", 404),
        ("api/kernels", 404),
        ("voila/query/01", 404),
        ("nowhere", 404),
    ],
)
def test_what_is_refused_is_refused_in_our_look_and_without_the_source(server, path, status):
    answer = ask(server, path)

    assert answer.status == status
    assert SECRET not in answer.text
    assert 'class="page-error"' in answer.text


def test_a_picture_beside_a_lesson_is_served(server):
    assert ask(server, "voila/files/lessons/dot.svg").status == 200


def test_the_template_cannot_be_chosen_by_the_visitor(server):
    answer = ask(server, PAGE + "?template=lab&theme=dark")
    leave(server, answer)

    assert 'class="page-lesson"' in answer.text
    assert "rendered_cells" not in answer.text


# -- files of the front end ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def version(server):
    """That of the front-end files which the server's pages ask for."""
    return re.search(r"/course/assets/(\w+)/course\.css", ask(server, "").text)[1]


def test_front_end_files_are_packed_and_kept_for_good(server, version):
    path = f"course/assets/{version}/vega.js"
    packed, plain = ask(server, path, **{"Accept-Encoding": "gzip"}), ask(server, path)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.headers["Content-Type"].startswith("text/javascript")


def test_files_of_another_version_are_not_there(server, version):
    assert ask(server, "course/assets/0123456789ab/vega.js").status == 404
    assert ask(server, f"course/assets/{version}/nothing.js").status == 404


def test_template_files_without_a_version_are_looked_at_anew(server):
    path = "voila/templates/course/static/kernel.js"

    assert ask(server, path).headers["Cache-Control"] == "no-cache"
    assert "no-cache" not in (ask(server, path + "?v=1").headers["Cache-Control"] or "")


# -- the kernel ------------------------------------------------------------------------------------


def message(kind, content, metadata=None):
    header = {
        "msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "test", "username": "", "version": "5.3",
        "date": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    parts = [json.dumps(part).encode() for part in (header, {}, metadata or {}, content)]
    return header["msg_id"], serialize_msg_to_ws_v1(parts, "shell")


def heard(socket, parent, seconds, last="status"):
    """Types and contents of what the kernel says in answer to a message, until it is idle (or ``last`` came) or time is up."""
    end, found = time.monotonic() + seconds, []
    while (left := end - time.monotonic()) > 0:
        try:
            _, parts = deserialize_msg_from_ws_v1(socket.recv(timeout=left))
        except TimeoutError:
            break
        header, of, _, content = (json.loads(part) for part in parts[:4])
        if of.get("msg_id") == parent:
            found.append((header["msg_type"], content))
            if header["msg_type"] == last and content.get("execution_state", "idle") == "idle":
                break
    return found


@pytest.fixture
def socket(server, lesson):
    address = server.url(f"api/kernels/{lesson.kernel}/channels?session_id=test").replace("http", "ws", 1)
    cookie = {"Cookie": lesson.cookie}
    with connect(address, subprotocols=["v1.kernel.websocket.jupyter.org"], additional_headers=cookie) as opened:
        yield opened


def test_a_kernel_answers_widgets_but_takes_no_code(socket, root):
    known, request = message("comm_info_request", {"target_name": "jupyter.widget"})
    socket.send(request)
    assert "comm_info_reply" in [kind for kind, _ in heard(socket, known, 20, "comm_info_reply")]

    target = root / "written.txt"
    code = f"open({str(target)!r}, 'w').write('x')"
    asked, request = message("execute_request", {"code": code, "silent": False})
    socket.send(request)
    asked_too, request = message("complete_request", {"code": "mark.", "cursor_pos": 5})
    socket.send(request)
    known, request = message("comm_info_request", {})
    socket.send(request)

    assert heard(socket, known, 20, "comm_info_reply")  # it has dealt with everything sent before
    assert not target.exists()
    assert heard(socket, asked, 0.2) == heard(socket, asked_too, 0.2) == []


def test_what_fails_or_prints_in_a_kernel_is_not_told(socket):
    # A message for a widget that does not exist makes ipykernel log an error and quote the call.
    opened, request = message("comm_open", {"comm_id": "x", "target_name": "no such target", "data": {}})
    socket.send(request)
    kinds = {kind for kind, _ in heard(socket, opened, 20)}

    assert "status" in kinds
    assert not kinds & {"stream", "error", "execute_input"}


def test_a_page_that_goes_gives_its_kernel_back(server):
    answer = ask(server, PAGE)
    kernel, cookie = f"api/kernels/{kernel_of(answer)}", cookie_of(answer)
    assert ask(server, kernel, Cookie=cookie).status == 200

    assert leave(server, answer).status == 204
    assert ask(server, kernel, Cookie=cookie).status == 404


@pytest.mark.parametrize("whose", ["nobody's", "another's", "an invented"])
def test_a_kernel_is_there_only_for_the_visitor_whose_page_it_is(server, lesson, whose):
    cookies = {"nobody's": "", "another's": cookie_of(ask(server, "")), "an invented": "_xsrf=2|00000000|0123|1"}
    other = cookies[whose]
    token = other.partition("=")[2]
    form = urllib.parse.urlencode({"_xsrf": token}).encode()
    kernel = f"api/kernels/{lesson.kernel}"

    assert ask(server, kernel, Cookie=other).status == 403
    assert ask(server, kernel, method="DELETE", Cookie=other, **{"X-XSRFToken": token}).status == 403
    assert ask(server, f"voila/api/shutdown/{lesson.kernel}", form, Cookie=other).status == 403
    with pytest.raises(InvalidStatus, match="403"):
        connect(server.url(kernel + "/channels").replace("http", "ws", 1), additional_headers={"Cookie": other})
    assert ask(server, kernel, Cookie=lesson.cookie).status == 200


def test_a_full_server_says_so(server, lesson):
    second = ask(server, PAGE)
    third = ask(server, PAGE)
    leave(server, second)

    assert (second.status, third.status) == (200, 503)
    assert "Every seat is taken" in third.text


def test_a_page_that_is_closed_while_it_loads_gives_its_place_back(server, lesson):
    for _ in range(2):
        reply = urllib.request.urlopen(server.url(PAGE), timeout=60)
        reply.read(100)
        reply.close()
    end = time.monotonic() + 60
    while (answer := ask(server, PAGE)).status == 503:
        assert time.monotonic() < end
        time.sleep(0.5)
    leave(server, answer)

    assert answer.status == 200
