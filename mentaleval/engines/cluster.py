"""The machines that Dask has: those of a scheduler, or processes of this one."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from mentaleval.errors import EngineError

PATIENCE: Final = 10
"""Seconds until a scheduler has to answer."""
_ABOUT_TLS: Final = (
    "for tls:// Dask's own configuration names certificates, as DASK_DISTRIBUTED__COMM__TLS__"
    "CA_FILE, ...__CLIENT__CERT and ...__CLIENT__KEY do in the environment"
)
_LOOPBACK: Final = "127.0.0.1"
_GIVE_BACK: Final = "MALLOC_TRIM_THRESHOLD_"


@contextmanager
def connected(scheduler: str | None, workers: int | None, alike: Sequence[str]) -> Iterator[Any]:
    """Connect to a scheduler, or start workers on this machine for as long as the block lasts.

    Parameters
    ----------
    scheduler
        The address of a scheduler; None for workers of our own.
    workers
        How many of these, each a process with one thread; by default one a core.
    alike
        The packages that have to be the same on every worker, as Python has.

    Yields
    ------
    A Dask client.

    Raises
    ------
    EngineError
        When Dask is not installed, nobody answers at the address, there is no worker, or one has
        another Python or another version of a package.
    """
    _require_dask()
    _silence()
    with _embedded(workers) if scheduler is None else _at(scheduler, PATIENCE) as client:
        _require_alike(client, alike)
        with client.as_current():
            yield client


def _require_dask() -> None:
    try:
        import distributed  # noqa: F401, PLC0415  an extra, and slow to import
    except ImportError as error:
        raise EngineError(
            "--engine dask needs Dask, which is not installed.",
            hint="pip install 'mentaleval[dask]'",
        ) from error


def _silence() -> None:
    """Leave it to our own messages what is lost: Dask's tell of its insides."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@contextmanager
def _embedded(workers: int | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster  # noqa: PLC0415  an extra, and slow to import

    security = _own_certificate()
    with (
        _keeping_memory(),
        LocalCluster(
            protocol="tcp://" if security is None else "tls://",
            security=security,
            n_workers=workers or cores(),
            threads_per_worker=1,
            processes=True,
            host=_LOOPBACK,
            dashboard_address=f"{_LOOPBACK}:0",  # else its port is 8787, and open to everybody
            worker_dashboard_address=f"{_LOOPBACK}:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def _keeping_memory() -> Iterator[None]:
    """Start workers that keep the memory of one step for the next.

    Dask has its workers give back all that they do not hold at the moment. Where steps are short,
    much of the time goes into getting it again, page by page.
    """
    import dask  # noqa: PLC0415  an extra, and slow to import

    where = "distributed.nanny.pre-spawn-environ"
    others = {name: value for name, value in dask.config.get(where).items() if name != _GIVE_BACK}
    with dask.config.set({where: others}):
        yield


def _own_certificate() -> Any:
    """Return a certificate of this run alone, without which loopback is open to every user here.

    None where the library that makes it is not installed.
    """
    from distributed import Security  # noqa: PLC0415  an extra, and slow to import

    try:
        return Security.temporary()
    except ImportError:
        return None


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _at(address: str, patience: float) -> Iterator[Any]:
    from distributed import Client  # noqa: PLC0415  an extra, and slow to import

    try:
        asyncio.run(_reach(address, patience))  # a client that finds nobody leaves threads behind
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, TypeError, ValueError, RuntimeError) as error:
        raise EngineError(
            f"--scheduler {address}: no Dask scheduler can be reached there: {error}",
            hint=_ABOUT_TLS
            if isinstance(error, TypeError) and address.startswith("tls://")
            else "`dask scheduler` starts one and says its address, as tcp://HOST:8786",
        ) from error
    with client:
        if not client.nthreads():
            raise EngineError(
                f"--scheduler {address}: the scheduler has no worker.",
                hint=f"`dask worker {address} --nthreads 1` starts one, on any machine",
            )
        yield client


async def _reach(address: str, patience: float) -> None:
    from distributed import Security  # noqa: PLC0415  an extra, and slow to import
    from distributed.comm.core import connect  # noqa: PLC0415

    # certificates are those of Dask's own configuration
    comm = await connect(address, timeout=patience, **Security().get_connection_args("client"))
    await comm.close()


def _require_alike(client: Any, packages: Sequence[str]) -> None:
    """Refuse workers on which the same work could have another result.

    The workers are asked by functions of the standard library: mentaleval may not be there.
    """
    _require(client, "Python", platform.python_version(), platform.python_version)
    for package in packages:
        _require(client, package, version(package), version, package)


def _require(client: Any, what: str, here: str, ask: Callable[..., str], *arguments: str) -> None:
    for worker, found in client.run(ask, *arguments, on_error="return").items():
        if isinstance(found, PackageNotFoundError):
            raise EngineError(
                f"the worker {worker} has no {what}; here it is {here}.",
                hint="install mentaleval in the environment that `dask worker` is started in",
            )
        if isinstance(found, BaseException):
            raise EngineError(f"the worker {worker} cannot say its {what}: {found!r}") from found
        if _release(what, found) != _release(what, here):
            raise EngineError(
                f"the worker {worker} has {what} {found}, and here it is {here}: the same work "
                "could have another result there.",
                hint="give all machines the same environment",
            )


def _release(what: str, found: str) -> str:
    """Return what has to be the same: of Python 3.11.7 it is 3.11."""
    return ".".join(found.split(".")[:2]) if what == "Python" else found
