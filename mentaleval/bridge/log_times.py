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
    return sorted(written, key=lambda log: (_begun(log.name, written[log]), written[log]))


def _begun(name: str, otherwise: float) -> float:
    found = _BEGUN.match(name)
    if found is None:
        return otherwise
    try:
        return datetime.fromisoformat("{}:{}:{}{}:{}".format(*found.groups())).timestamp()
    except (ValueError, OverflowError):  # no day of any calendar
        return otherwise
