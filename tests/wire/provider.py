"""A provider of language models on loopback that can misbehave.

It speaks OpenAI's chat completions, responses and batches and Anthropic's messages. It runs in
a thread of a test, or as a process of its own that outlives the run under test:
``python tests/wire/provider.py --faults share=0.1`` prints its port.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

import formats
from answers import Answer, Asked, answer
from batches import Batches
from faults import STATUS, Fault, Plan
from record import Record, Request

Body = dict[str, Any]
Answering = Callable[[str, Asked, Fault | None], Answer]

_WRITERS: Final[dict[str, Callable[[str, Answer], Body]]] = {
    "/v1/chat/completions": formats.chat_completion,
    "/v1/responses": formats.response,
    "/v1/messages": formats.message,
}
_PAGE: Final = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
_JSON: Final = "application/json"


class Provider(ThreadingHTTPServer):
    """The server; its `record` says what it was asked.

    Parameters
    ----------
    plan
        Which prompt meets which fault.
    answering
        What a model answers.
    latency
        How long an answer takes, in seconds.
    delay
        How long a slow answer takes.
    port
        0 for any that is free.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(
        self,
        plan: Plan,
        *,
        answering: Answering = answer,
        latency: float = 0.0,
        delay: float = 1.5,
        port: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.plan = plan
        self.answering = answering
        self.latency = latency
        self.delay = delay
        self.record = Record()
        self.batches = Batches(self.batched)
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """Where it listens, without the version."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()

    def asked(self, body: Body) -> tuple[Request, Asked, Fault | None]:
        """Note a request, and find out what it meets."""
        asked = Asked.read(formats.prompt_of(body))
        request = self.record.arrived(body["model"], asked)
        fault = self.plan.fault(request.model, asked.key, request.nth)
        self.record.met(request, fault)
        return request, asked, fault

    def batched(self, body: Body) -> tuple[int, Body]:
        """Answer one request of a batch: of the transport's faults it knows only a status."""
        request, asked, fault = self.asked(body)
        if fault in STATUS:
            return STATUS[fault], formats.error(STATUS[fault], fault)
        self.record.paid(request)
        whole = self.answering(request.model, asked, fault)
        return 200, formats.chat_completion(request.model, whole)


class _Handler(BaseHTTPRequestHandler):
    server: Provider
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Say nothing: the record knows all."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        batches = self.server.batches
        if path == "/record":
            self._send(200, _encoded(self.server.record.as_json()))
        elif path == "/paid":
            self._send(200, _encoded(self.server.record.count_paid))
        elif path.startswith("/v1/batches/"):
            self._send(200, _encoded(batches.look(path.rpartition("/")[2])))
        elif path.startswith("/v1/files/"):
            self._send(200, batches.files[path.split("/")[3]], kind="application/jsonl")
        else:
            self._send(404, _encoded(formats.error(404, "not_found")))

    def do_POST(self) -> None:
        path = self.path.partition("?")[0]
        content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if path in _WRITERS:
            self._generate(path, json.loads(content))
        elif path == "/v1/files":
            self._send(200, _encoded(self.server.batches.upload(content)))
        elif path == "/v1/batches":
            self._send(200, _encoded(self.server.batches.create(json.loads(content))))
        else:
            self._send(404, _encoded(formats.error(404, "not_found")))

    def _generate(self, path: str, body: Body) -> None:
        server = self.server
        request, asked, fault = server.asked(body)
        time.sleep(server.delay if fault is Fault.SLOW else server.latency)
        if fault in STATUS:
            later = {"Retry-After": "1"} if fault is Fault.RATE_LIMITED else {}
            self._send(STATUS[fault], _encoded(formats.error(STATUS[fault], fault)), **later)
            return
        whole = _WRITERS[path](request.model, server.answering(request.model, asked, fault))
        streamed = bool(body.get("stream"))
        full = formats.message_stream(whole) if streamed else _encoded(whole)
        if not self._broken(fault, full):
            server.record.paid(request)
            self._send(200, full, kind="text/event-stream" if streamed else _JSON)

    def _broken(self, fault: Fault | None, full: bytes) -> bool:
        """Send what is no answer, where the fault is one of those."""
        match fault:
            case Fault.TIMEOUT:
                self.server.closing.wait(600)
                self.close_connection = True
            case Fault.DROPPED:
                self._send(200, full[: len(full) // 2], length=len(full))
                self.close_connection = True
            case Fault.CUT_BODY:
                self._send(200, full[: len(full) // 2])
            case Fault.HTML_BODY:
                self._send(200, _PAGE, kind="text/html")
            case Fault.ERROR_BODY:
                self._send(200, _encoded(formats.error(500, "upstream_error")))
            case _:
                return False
        return True

    def _send(
        self, status: int, body: bytes, *, kind: str = _JSON, length: int | None = None, **more: str
    ) -> None:
        """Send head and body in one go: in two, each answer would wait for the other side."""
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Overloaded"
        size = len(body) if length is None else length
        headers = {"Content-Type": kind, "Content-Length": str(size), **more}
        lines = [f"HTTP/1.1 {status} {phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        head = "\r\n".join(lines) + "\r\n\r\n"
        try:
            self.wfile.write(head.encode() + body)
        except OSError:  # whoever asked is gone
            self.close_connection = True


def _encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", type=Plan.parse, default=Plan(), help=Plan.parse.__doc__)
    parser.add_argument("--latency", type=float, default=0.0)
    args = parser.parse_args()
    server = Provider(args.faults, latency=args.latency, port=args.port)
    print(server.server_address[1], flush=True)  # noqa: T201  the one thing it says
    server.serve_forever()


if __name__ == "__main__":
    main()
