"""Commands in processes of their own that need not import anything: a fork of this one has it all.

``python preloaded_server.py SOCKET`` imports mentaleval and Inspect once, and then forks itself for
each command that arrives at the socket. A run that starts anew takes some five seconds of imports.
What a test has to say about starting, importing or installing needs ``python -m mentaleval``.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

PACKAGES = ("mentaleval", "mentaleval_responders", "mentaleval_judges", "mentaleval_datasets")
LATER = (
    "anyio._backends._asyncio",
    "fastapi",
    "genai_prices",
    "genai_prices.data_snapshot",
    "inspect_ai._cli.main",
    "inspect_ai.agent._acp.server",
    "inspect_ai.agent._acp.transport_live",
    "inspect_ai.hooks._startup",
    "inspect_ai.model._openai_responses",
    "inspect_ai.model._providers.anthropic",
    "inspect_ai.model._providers.none",
    "inspect_ai.model._providers.openai",
    "inspect_ai.model._providers.openai_compatible",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "rich.markdown",
    "s3fs",
    "uvicorn",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
)
"""What Inspect and others import only in the middle of a run."""
LOOKING_FOR_PLUGINS = ("mentaleval.__main__", "mentaleval.bridge.registry")
"""What may not be imported here: every command looks for the plugins that it has itself."""
ENTRIES = {
    "attended": ("mentaleval.cli.attended", "attended"),
    "mentaleval": ("mentaleval.cli", "main"),
    "inspect": ("inspect_ai._cli.main", "main"),
}


def preload() -> None:
    """Import what commands use. What is not there is left out: they say so themselves."""
    names = list(LATER)
    for package in map(importlib.import_module, PACKAGES):
        names += [m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for name in names:
        if name not in LOOKING_FOR_PLUGINS:
            with suppress(ImportError):
                importlib.import_module(name)
    assert not sys.modules["mentaleval.plugins"].installed.cache_info().currsize
    gc.freeze()  # the forks share these pages as long as nobody writes to them


def serve(path: str) -> Any:
    """Answer each connection; returns only in the process that is to carry a command out."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(64)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            return _forked(connection)
        connection.close()
        _forget_the_ended()


def _forget_the_ended() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _forked(connection: socket.socket) -> Any:
    """Fork once more, and tell who asked the number of the process and how it ended."""
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    with connection, connection.makefile("rw", encoding="utf-8") as file:
        asked = json.loads(file.readline())
        process = os.fork()
        if process:
            file.write(f"{process}\n")
            file.flush()
            for stream in streams:
                os.close(stream)
            _, status = os.waitpid(process, 0)
            file.write(f"{os.waitstatus_to_exitcode(status)}\n")
            file.flush()
            os._exit(0)
    _become(asked, streams)
    return asked["words"]


def _become(asked: dict[str, Any], streams: list[int]) -> None:
    """Stand where a new process would: streams, folder, environment, signals."""
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.path[:1] = [p for p in asked["env"].get("PYTHONPATH", "").split(os.pathsep) if p]
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> None:
    """Carry out one command, in a fork."""
    preload()
    words = serve(sys.argv[1])
    sys.argv = words
    module, function = ENTRIES[words[0]]
    sys.exit(getattr(importlib.import_module(module), function)())


if __name__ == "__main__":
    main()
