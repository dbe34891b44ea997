"""What ratings were read from, as every result names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Input:
    """Where ratings came from: a file, a log or a data set, with its checksum where it has one."""

    source: str
    sha256: str | None = None
    kind: str = "ratings"
    counts: Mapping[str, int] = field(default_factory=dict)
    """What reading it found, in the source's own units."""
