"""A server on loopback that does what servers do, and a data set published there."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from mentaleval import Dataset, Published, PublishedFile
from mentaleval.fetching.fetch import Fetching, alone_in
from mentaleval.plugins import Kind, Provided
from mentaleval.plugins.records import Installed
from mentaleval.plugins.registry import Registry


class Origin:
    """One file on a server, and how the next requests for it go wrong.

    Each fault in `faults` is for one request: a status, ("cut", bytes), ("to", address), "endless"
    or "packed"; ("hold", bytes) waits there for `go_on`.
    """

    def __init__(self, content):
        self.content, self.etag, self.ranges, self.heeds = content, '"one"', True, True
        self.announces = True
        self.faults, self.asked, self.sent = [], [], 0
        self.held, self.go_on = threading.Event(), threading.Event()
        origin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                origin.asked.append(self.headers)
                origin.answer(self, origin.faults.pop(0) if origin.faults else None)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.go_on.set()
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    def answer(self, handler, fault):
        if isinstance(fault, int):
            handler.send_response(fault)
            handler.send_header("Retry-After", "7")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        elif isinstance(fault, tuple) and fault[0] == "to":
            handler.send_response(302)
            handler.send_header("Location", fault[1])
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            self.give(handler, fault)

    def give(self, handler, fault):
        first = self.first(handler)
        if first >= len(self.content) > 0:
            handler.send_response(416)
            handler.send_header("Content-Range", f"bytes */{len(self.content)}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        handler.send_response(206 if first else 200)
        if first:
            last = len(self.content) - 1
            handler.send_header("Content-Range", f"bytes {first}-{last}/{last + 1}")
        if self.announces and fault != "endless":
            handler.send_header("Content-Length", str(len(self.content) - first))
        if self.etag:
            handler.send_header("ETag", self.etag)
        if fault == "packed":
            handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        self.send(handler, self.content[first:], fault)

    def first(self, handler):
        asked = handler.headers.get("Range")
        same = handler.headers.get("If-Range") == self.etag or not self.heeds
        return int(asked[len("bytes=") : -1]) if asked and self.ranges and same else 0

    def send(self, handler, body, fault):
        try:
            if fault == "endless":
                while True:
                    self.sent += handler.wfile.write(b"x" * 65536)
            kind, at = fault if isinstance(fault, tuple) else (None, len(body))
            self.sent += handler.wfile.write(body[:at])
            handler.wfile.flush()
            if kind == "hold":
                self.held.set()
                self.go_on.wait(60)
                self.sent += handler.wfile.write(body[at:])
        except (BrokenPipeError, ConnectionResetError):
            pass


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Keep the tests out of the user's own data, and their proxy out of the tests."""
    for name in (
        "MENTALEVAL_DATA",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    """Let nobody wait before another try, and give how long they would have."""
    pauses = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=pauses.append))
    return pauses


@pytest.fixture
def content():
    return hashlib.shake_256(b"invented").digest(300_000)


@pytest.fixture
def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def origin(content):
    made = Origin(content)
    yield made
    made.close()


@pytest.fixture
def small(origin, content, sha256, tmp_path):
    """Give what fetches the file of the server; ``small(sha256=None)`` declares no sum."""

    whole, right = len(content), sha256

    def make(name="small.csv", *, sha256=right, size=whole, unverified=False):
        file = PublishedFile(name, f"{origin.address}/{name}", sha256, size)
        published = Published((file,), "r1", "https://example.org", "MIT", "Us (2026)")
        return Fetching("small", published, tmp_path / "small", {}, unverified=unverified)

    return make


@pytest.fixture
def fetch():
    """Fetch the first file as the command does, and return where it is."""

    def carry_out(fetching, **options):
        with alone_in(fetching.folder, print):
            return fetching.fetch(fetching.published.files[0], **options)

    return carry_out


@pytest.fixture
def published(monkeypatch):
    """Install a data set ``small`` that declares what it is given."""

    def install(declared):
        class Small(Dataset):
            """A small one."""

            name = "small"
            published = declared

            def exchanges(self):
                return ()

        owner = Installed("extra", "extra", "extra", "1.0")
        provided = Provided(Kind.DATASET, "small", Small, owner, "A small one.")
        registry = Registry((owner,), (provided,))
        for module in ("data", "data_fetch", "data_export"):
            monkeypatch.setattr(f"mentaleval.cli.{module}.installed", lambda: registry)

    return install
