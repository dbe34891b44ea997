"""One request for a file: only by https, only to where the declared address leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests

from mentaleval.errors import DataError
from mentaleval.fetching.trouble import Passing, in_words, may_pass
from mentaleval.legible import one_line
from mentaleval.published import is_here, is_safe

WHOLE, PARTIAL, BEYOND = 200, 206, 416
"""The statuses for all of a file, for the rest of it, and where there is no rest."""

_SENT_ON: Final = (301, 302, 303, 307, 308)
_BUSY: Final = (408, 425, 429)
_FAILED: Final = 500
_PATIENCE: Final = (15, 60)
"""Seconds for a connection, and for the next bytes."""
_REDIRECTS: Final = 5


def new_session() -> requests.Session:
    """Return what requests are made with; proxies and certificates are the environment's."""
    session = requests.Session()
    # packed on the way, neither ranges nor sizes would be the file's
    session.headers.update({"User-Agent": "mentaleval", "Accept-Encoding": "identity"})
    return session


@contextmanager
def answer(
    session: requests.Session, url: str, headers: Mapping[str, str]
) -> Iterator[requests.Response]:
    """Ask for a file, and give the answer, of which nothing is read yet.

    Raises
    ------
    Passing
        When it may go better in a moment, also while the block reads.
    DataError
        When the file cannot be had.
    """
    try:
        with _arrived(session, url, headers) as response:
            _require_file(response, resumed="Range" in headers)
            yield response
    except requests.RequestException as error:
        words = in_words(error, host_of(url))
        raise (Passing(words) if may_pass(error) else DataError(words)) from error


@contextmanager
def _arrived(
    session: requests.Session, url: str, headers: Mapping[str, str]
) -> Iterator[requests.Response]:
    """Follow the addresses that the first leads to, and give the last one's answer."""
    here = url
    for _ in range(_REDIRECTS + 1):
        with _asked(session, here, headers) as response:
            if response.status_code not in _SENT_ON:
                yield response
                return
            here = _next(url, here, response.headers.get("Location", ""))
    raise DataError(f"{host_of(url)} only ever sends from one address to another.")


def _asked(session: requests.Session, here: str, headers: Mapping[str, str]) -> requests.Response:
    try:
        return session.get(
            here, headers=headers, stream=True, timeout=_PATIENCE, allow_redirects=False
        )
    except requests.RequestException:
        raise
    except ValueError as error:  # an address that only the library of sockets finds fault with
        raise DataError(f"{here[:200]!r} is no address that can be asked.") from error


def _next(first: str, here: str, location: str) -> str:
    """Return where an answer leads; only what was declared to be here may lead to here."""
    try:
        there = urljoin(here, location)
    except ValueError:
        there = location
    if not location or not is_safe(there):
        fault = "which does not begin with https://" if _is_whole(there) else "which is no address"
    elif is_here(there) and not is_here(first):
        fault = "which is this computer"
    else:
        return there
    raise DataError(
        f"{host_of(here)} sends on to {there[:200]!r}, {fault}; nothing is fetched from there."
    )


def _is_whole(url: str) -> bool:
    """Whether an address can be taken apart."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _require_file(response: requests.Response, *, resumed: bool) -> None:
    status, host = response.status_code, host_of(response.url)
    said = one_line(f"status {status} {response.reason}".strip())[:200]
    if status in _BUSY or status >= _FAILED:
        after = response.headers.get("Retry-After", "")
        raise Passing(f"{host} cannot answer now: {said}.", after=after)
    if status != WHOLE and not (resumed and status in {PARTIAL, BEYOND}):
        raise DataError(f"{host} does not give the file: {said}.")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise DataError(f"{host} sends the file packed, which it was not asked for.")


def host_of(url: str) -> str:
    """Return the host of an address."""
    return urlsplit(url).hostname or url
