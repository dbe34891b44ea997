"""A server that repeats the key it was given, and where the key must not stand then."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zipfile import ZipFile

import pytest

from mentaleval.bridge.calling import mask_secrets
from mentaleval.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

KEY = "sk-lab-0123456789-recognisable"


class _Parrot(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        said = f"Incorrect API key provided: {self.headers['Authorization']}"
        body = json.dumps({"error": {"message": said, "type": "auth", "code": 401}}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def parrot(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Parrot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("LAB_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
        monkeypatch.setenv("LAB_API_KEY", KEY)
        yield
        server.shutdown()


@pytest.mark.usefixtures("parrot")
def test_a_key_that_a_server_repeats_reaches_neither_logs_nor_the_terminal(tmp_path, capsys):
    # a model of its own name: Inspect keeps a client, with its address, for the whole process
    command = ["run", "safety", "--limit", "1", "--judge", "openai-api/lab/parrot"]
    command += ["--max-retries", "0"]
    assert main([*command, "--log-dir", str(tmp_path / "logs")]) == 1
    said = capsys.readouterr()
    assert "[secret]" in said.err
    searched = 0
    for file in (tmp_path / "logs").rglob("*"):
        if file.is_file():
            assert KEY.encode() not in file.read_bytes()
            searched += 1
        if file.suffix == ".eval":
            with ZipFile(file) as log:
                parts = [log.read(name) for name in log.namelist()]
            assert not any(KEY.encode() in part for part in parts)
            searched += len(parts)
    assert KEY not in said.err + said.out
    assert searched > 20


def test_secrets_are_masked_wherever_an_error_keeps_them(monkeypatch):
    monkeypatch.setenv("OTHER_TOKEN", "abcdefgh-12345")
    monkeypatch.setenv("PORT_KEY", "8080")  # too short to be a secret, and part of many words
    inner = ValueError({"headers": ["Bearer abcdefgh-12345"]})
    error = RuntimeError("port 8080 refused abcdefgh-12345")
    error.body = {"error": {"message": "abcdefgh-12345"}}
    error.__cause__ = inner
    mask_secrets(error)
    assert str(error) == "port 8080 refused [secret]"
    assert error.body == {"error": {"message": "[secret]"}}
    assert inner.args == ({"headers": ["Bearer [secret]"]},)
