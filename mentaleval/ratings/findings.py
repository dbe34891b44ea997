"""A warning of the pre-flight: what was found, how often, and what it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before a figure is believed.

    Parameters
    ----------
    code
        Its kind, one word with underscores.
    count
        How often it was found; the message says of what.
    message
        One sentence on what was found and what it means.
    judge, attribute
        What it concerns, where it concerns one.
    rater
        The rater that it concerns, a person or a judge.
    """

    code: str
    count: int
    message: str
    judge: str | None = None
    attribute: str | None = None
    rater: str | None = None


def listed(names: Iterable[object], *, most: int = 10) -> str:
    """Write out names, at most so many."""
    every = [str(name) for name in names]
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more} more" if more > 0 else "")


def many(number: int, one: str, several: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
