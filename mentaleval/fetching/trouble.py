"""What goes wrong on the way to a file, in words for people."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import requests

from mentaleval.legible import one_line


class Passing(Exception):  # noqa: N818  what it is, not what it does
    """Something that may be over in a moment.

    Parameters
    ----------
    message
        What happened, in a sentence.
    after
        The seconds that the server asked to wait for, as it wrote them; empty for none.
    """

    def __init__(self, message: str, *, after: str = "") -> None:
        super().__init__(message)
        self.after = after


def may_pass(error: requests.RequestException) -> bool:
    """Whether to ask again: the network failed, and not what is wanted of it."""
    lasting = (requests.exceptions.SSLError, requests.exceptions.InvalidSchema)
    network = (
        requests.ConnectionError,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
    )
    return isinstance(error, network) and not isinstance(error, lasting)


def in_words(error: requests.RequestException, host: str) -> str:
    """Return a sentence that names the host, and why there is nothing from it."""
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{host} cannot be reached by the proxy that the environment names: {_why(error)}."
    if isinstance(error, requests.exceptions.SSLError):
        return f"{host} does not prove that it is {host}: {_why(error)}."
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return f"{host} broke off in the middle."
    if isinstance(error, requests.ConnectTimeout):
        return f"{host} cannot be reached: it does not answer."
    if isinstance(error, requests.Timeout) or "Read timed out" in str(error):
        return f"{host} stopped sending."
    return f"{host} cannot be reached: {_why(error)}."


def _why(error: BaseException) -> str:
    """Return what the operating system said, which is wrapped up several times."""
    found = error
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "no computer of this name is known, or there is no network"
        found = cause
    strerror = getattr(found, "strerror", None)
    return one_line(str(strerror or found))[:200].strip(". ")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        yield at
        inside = [a for a in at.args if isinstance(a, BaseException)]
        reason = getattr(at, "reason", None)
        known = reason if isinstance(reason, BaseException) else next(iter(inside), None)
        at = known or at.__cause__ or at.__context__
