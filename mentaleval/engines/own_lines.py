"""What is sent of the words of a shard's process: those that are ours, and nobody else's.

An error of a provider may repeat what it was asked, and so what a person wrote. Workers are
reached over a network, so such lines stay with them; the logs of the shard have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

BUSY: Final = "two would pay for the same calls twice"
"""What a run says when another process is at work in its folder."""
LIMIT: Final = "with a higher limit the same command goes on with them"
"""What it says when it has spent what it may."""
UNRATED: Final = "--max-unrated"
UNFINISHED: Final = "are unfinished"
_MOST: Final = 6
_LONGEST: Final = 500

_UNFINISHED: Final = re.compile(
    r"error: (?:"
    r"the run stopped asking(?:"
    r": the limit of \$?[\d.,]+(?: tokens)? is reached"
    r"|: \d+ calls of [\w./:@+-]+ failed in a row"
    r"|: an answer could not be kept"
    r"|: nothing could be kept for \d+ seconds"
    r"|: another machine has taken over \S+"
    r")?"
    rf"|\d+ samples {UNFINISHED}; (?:{LIMIT}|the same command goes on with them)"
    rf"|[\d.]+% of the ratings are unrated, above the \d+% of {UNRATED}"
    r"|the logs could not be sent"
    r")"
    r"|\w[\w.]*(?:Error|Exception)(?=:|$)"  # of a traceback: what kind it was
)
_REFUSED: Final = re.compile(r"(?:error|hint): .*")


def own_lines(said: str, *, refused: bool) -> tuple[str, ...]:
    """Return the last lines that a process said and that may be sent.

    Parameters
    ----------
    said
        All that it said.
    refused
        Whether it refused the command: then it has asked nobody, and its error is ours.
    """
    ours = _REFUSED if refused else _UNFINISHED
    return tuple(_found(said, ours))[-_MOST:]


def _found(said: str, ours: re.Pattern[str]) -> Iterator[str]:
    for line in said.splitlines():
        if found := ours.match(line):
            yield found.group()[:_LONGEST]
