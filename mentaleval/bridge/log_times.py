"""When logs were begun: of what stands in two of them, the later counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

_BEGUN: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)([+-]\d\d)-(\d\d)_")


def oldest_first(logs: Iterable[Path]) -> list[Path]:
    """Return logs in the order in which they were begun.

    Inspect writes into a log's name when that was, and the name stays what it is when a folder is
    copied or brought from another machine. A log of another name counts from when it was written.
    """
    written = {log: log.stat().st_mtime for log in logs}

    def order(log: Path) -> tuple[float, float]:
        at = begun(log.name)
        return written[log] if at is None else at, written[log]

    return sorted(written, key=order)


def begun(name: str) -> float | None:
    """Return when a log was begun, as its name says; None for a log of another name."""
    found = _BEGUN.match(name)
    if found is None:
        return None
    try:
        return datetime.fromisoformat("{}:{}:{}{}:{}".format(*found.groups())).timestamp()
    except (ValueError, OverflowError):  # no day of any calendar
        return None
