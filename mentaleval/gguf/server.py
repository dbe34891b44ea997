"""The servers of this process, one for each GGUF file and its settings.

llama.cpp serves from threads of this process, on the loopback interface: a server dies with the
process, however that ends. A run reaches it through Inspect's provider ``openai-api``, which
finds address and key in the environment.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.request import ProxyHandler, Request, build_opener

from mentaleval.errors import RunError, UsageError

_SILENT: Final = -1
_ERRORS: Final = 1
_SECONDS_BETWEEN: Final = 0.05


@dataclass(frozen=True, slots=True)
class Served:
    """A file to be served, and how."""

    path: Path
    digest: str
    """The beginning of its content's SHA-256."""
    threads: int
    window: int

    @property
    def service(self) -> str:
        """Its name to Inspect. As part of a model's name it is part of a run's identity."""
        return f"gguf-{self.digest}-{self.threads}-{self.window}"

    @property
    def variables(self) -> tuple[str, str]:
        """Where Inspect's provider looks for address and key."""
        prefix = self.service.upper().replace("-", "_")
        return f"{prefix}_BASE_URL", f"{prefix}_API_KEY"


@dataclass(slots=True)
class _Running:
    """A server, and how many are using it."""

    served: Served
    server: Any
    address: str
    key: str
    users: int = 1


_running: Final[dict[str, _Running]] = {}
_doors: Final[dict[str, tuple[int, str]]] = {}
"""Port and key by service, kept: Inspect keeps its client of a model for the whole process."""
_lock: Final = Lock()


@contextmanager
def serving(wanted: Served) -> Iterator[None]:
    """Serve a file inside this block; blocks that want the same share one server.

    Raises
    ------
    UsageError
        When xllamacpp is not installed, or another file of the same name is being served.
    RunError
        When llama.cpp cannot serve the file.
    """
    with _lock:
        _enter(wanted)
    try:
        yield
    finally:
        with _lock:
            _leave(wanted)


def _enter(wanted: Served) -> None:
    sharing = _running.get(wanted.service)
    if sharing is not None:
        sharing.users += 1
        return
    _require_own_name(wanted)
    port, key = _doors.get(wanted.service, (0, secrets.token_hex(16)))
    server = _started(wanted, port, key)
    address = str(server.listening_address)
    _doors[wanted.service] = int(address.rpartition(":")[2]), key
    _running[wanted.service] = _Running(wanted, server, address, key)
    os.environ.update(zip(wanted.variables, (f"{address}/v1", key), strict=True))


def _leave(wanted: Served) -> None:
    used = _running[wanted.service]
    used.users -= 1
    if used.users:
        return
    del _running[wanted.service]
    for variable in wanted.variables:
        os.environ.pop(variable, None)
    _await_idle(used)
    used.server = None  # the last reference: here the server ends


def _require_own_name(wanted: Served) -> None:
    """Refuse two models that a ratings table could not tell apart."""
    for other in (running.served for running in _running.values()):
        if other.path.stem == wanted.path.stem and other.digest != wanted.digest:
            raise UsageError(
                f"two different models have the name {wanted.path.stem!r}: {other.path} and "
                f"{wanted.path}. Their ratings could not be told apart.",
                hint="rename one of the two files",
            )


def _started(wanted: Served, port: int, key: str) -> Any:
    """Return a server that has loaded its model: that is done when making it ends."""
    try:
        import xllamacpp  # noqa: PLC0415  an extra, and 100 MB
    except ImportError as error:
        raise UsageError(
            f"the GGUF file {wanted.path} needs the package xllamacpp to be served: {error}.",
            hint="pip install 'mentaleval[local]'",
        ) from error
    _require_free(port)
    _require_room(wanted.path)
    params = _parameters(xllamacpp.CommonParams(), wanted, port, key)
    for verbosity in (_SILENT, _ERRORS):  # once more, to be told why
        params.verbosity = verbosity
        with suppress(RuntimeError, MemoryError):
            return xllamacpp.Server(params)
    raise RunError(
        f"llama.cpp cannot serve {wanted.path}; what it says about it stands above.",
        hint="the file is damaged or newer than xllamacpp, or there is too little memory; "
        "a smaller option 'window' takes less",
    )


def _parameters(params: Any, wanted: Served, port: int, key: str) -> Any:
    params.model.path = str(wanted.path)
    params.n_ctx = wanted.window
    params.n_parallel = 1
    params.cache_ram_mib = 0  # else old prompts are kept, up to 8 GB of them
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = wanted.threads
        threads.poll = 0  # threads that spin while they wait bring a busy machine to a halt
    params.port = port  # the address is 127.0.0.1 unless another is set
    params.api_keys = [key]
    return params


def _require_free(port: int) -> None:
    """Make sure that the port of an earlier server of this process is still to be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RunError(
                f"port {port}, where a local model was served before, is taken by now.",
                hint="give the command again",
            ) from error


def _require_room(path: Path) -> None:
    """Refuse a model larger than the memory: the system would kill the run, without a word."""
    if not hasattr(os, "sysconf"):  # Windows
        return
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    size = path.stat().st_size
    if size > memory:
        raise RunError(
            f"{path} has {size / 1e9:.1f} GB, and this machine {memory / 1e9:.1f} GB of memory.",
            hint="take a smaller model, or a file of it with fewer bits a weight",
        )


def _await_idle(used: _Running) -> None:
    """Wait until no call is under way: a server that ends amid one never comes to its end.

    A call that its client has given up ends at once, any other with its answer.
    """
    request = Request(f"{used.address}/slots", headers={"Authorization": f"Bearer {used.key}"})  # noqa: S310
    direct = build_opener(ProxyHandler({}))
    with suppress(OSError):  # it has ended by itself
        while True:
            with direct.open(request) as answer:
                if not any(slot["is_processing"] for slot in json.load(answer)):
                    return
            time.sleep(_SECONDS_BETWEEN)
