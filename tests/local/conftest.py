"""A stand-in for xllamacpp, and the real thing where it is."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType, SimpleNamespace

import pytest


class _Door(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps([{"is_processing": False}]).encode())

    def log_message(self, *said):
        pass


class LlamaStandIn(ModuleType):
    """Serves nothing, on a real port; remembers what it was set to."""

    def __init__(self) -> None:
        super().__init__("xllamacpp")
        self.started: list[SimpleNamespace] = []
        self.broken = False
        outer = self

        class Server:
            def __init__(self, params):
                outer.started.append(SimpleNamespace(**vars(params)))
                if outer.broken:
                    raise RuntimeError("Failed to init server")
                self._http = ThreadingHTTPServer(("127.0.0.1", params.port), _Door)
                self.listening_address = f"http://127.0.0.1:{self._http.server_port}"
                Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

            def __del__(self):
                if not outer.broken:
                    self._http.shutdown()
                    self._http.server_close()

        self.Server = Server

    @staticmethod
    def CommonParams() -> SimpleNamespace:  # noqa: N802  the library's own name
        parts = {n: SimpleNamespace() for n in ("model", "cpuparams", "cpuparams_batch")}
        return SimpleNamespace(**parts)


@pytest.fixture
def llama(monkeypatch):
    """Put the stand-in where xllamacpp would be."""
    stand_in = LlamaStandIn()
    monkeypatch.setitem(sys.modules, "xllamacpp", stand_in)
    return stand_in


@pytest.fixture
def gguf(tmp_path):
    """Write files that begin as GGUF files do."""

    def write(name: str = "Tiny-1B.Q4_0.gguf", content: bytes = b"weights") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"GGUF" + content)
        return path

    return write


@pytest.fixture
def real_gguf() -> Path:
    """Give a real model's file; skip the test where nobody said where one is."""
    if "MENTALEVAL_GGUF" not in os.environ:
        pytest.skip("set MENTALEVAL_GGUF to a GGUF file (docs/how-to/local-model.md)")
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.fail("xllamacpp is not installed: pip install 'mentaleval[local]'")
    return Path(os.environ["MENTALEVAL_GGUF"]).resolve(strict=True)
