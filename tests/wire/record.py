"""What the provider on loopback was asked, and what it would have charged for."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from threading import Lock
from time import monotonic
from typing import Any

from answers import Asked
from faults import Fault, number_of


@dataclass(slots=True)
class Request:
    """One request, and how it went.

    ``paid`` says that a full answer with status 200 went out: a provider charges for it,
    whether anybody reads it or not; ``at`` says when, by a clock of this machine in seconds.
    """

    model: str
    key: str
    nth: int
    fault: str | None
    about: str
    said: str
    rates: bool
    paid: bool = False
    at: float | None = None


class Record:
    """The requests in the order of their arrival; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: Counter[tuple[str, str]] = Counter()
        self._requests: list[Request] = []
        self._paid = 0

    def arrived(self, model: str, asked: Asked) -> Request:
        """Note a request, and how often its model was asked the same."""
        key = f"{number_of(asked.key):016x}"
        with self._lock:
            self._seen[model, key] += 1
            nth = self._seen[model, key]
            about = (asked.context or asked.prompt)[:80]
            request = Request(model, key, nth, None, about, asked.response[:80], bool(asked.keys))
            self._requests.append(request)
        return request

    def met(self, request: Request, fault: Fault | None) -> None:
        """Note what a request meets."""
        request.fault = fault

    def paid(self, request: Request) -> None:
        """Note that a full answer went out."""
        with self._lock:
            request.paid, request.at = True, monotonic()
            self._paid += 1

    @property
    def count_paid(self) -> int:
        """How many full answers went out."""
        return self._paid

    def as_json(self) -> list[dict[str, Any]]:
        """Return every request so far."""
        with self._lock:
            return [asdict(request) for request in self._requests]
