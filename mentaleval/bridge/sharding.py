"""A run in shards: parts that many machines do, each a run with a folder of its own.

All shards of one run lie in one folder, which knows of which run and of how many shards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.store import Store
from mentaleval.errors import UsageError

if TYPE_CHECKING:
    from mentaleval.bridge.settings import RunSettings

SHARDS_FILE: Final = "mentaleval-shards.json"
"""In the folder of all shards: which run it is, and how many shards it has."""
FINISHED_FILE: Final = "mentaleval-finished.json"
"""In the folder of one shard: what was asked of it is done."""
SETTINGS_FILE: Final = "mentaleval-run.json"
"""In the folder of a run or of one shard: what it is asked for."""
JUDGEMENTS: Final = "judgements"
"""In the folder of a run or of one shard: the folder of its logs of judgements."""
LOGS: Final = "logs"
"""What a finished shard calls the names of its logs of judgements."""

_COUNTS: Final = ("ratings", "unrated")
_AT_A_TIME: Final = 16

Rated = tuple[str, str, int]
"""A judge, a responder, and which repeat."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of the parts that a run is divided into: number *number*, from 1, of *of*."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``3/16``.

        Raises
        ------
        ValueError
            When it is written in another way, or there is no such shard.
        """
        number, slash, of = text.partition("/")
        if not (slash and _is_number(number) and _is_number(of)):
            raise ValueError(f"{text!r} is not I/N, as in 3/16")
        shard = cls(int(number), int(of))
        if not 1 <= shard.number <= shard.of:
            raise ValueError(
                f"{text!r}: of {shard.of} shards the first is 1/{shard.of} and the last "
                f"{shard.of}/{shard.of}"
                if shard.of
                else f"{text!r}: a run has at least one shard"
            )
        return shard

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def folder(self) -> str:
        """The name of its folder, as ``shard-03-of-16``."""
        return f"shard-{self.number:0{len(str(self.of))}}-of-{self.of}"

    def holds(self, exchange_id: str) -> bool:
        """Whether a conversation, with everybody's responses, is in this shard.

        It is where the SHA-256 of its id, as a number, leaves the remainder ``number - 1`` when
        it is divided by the number of shards.
        """
        digest = hashlib.sha256(exchange_id.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest, "big") % self.of == self.number - 1


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Shards:
    """How far the shards of a run are, by their numbers."""

    of: int
    finished: tuple[int, ...]
    begun: tuple[int, ...]
    """Those with a folder of their own that are not finished."""

    @property
    def missing(self) -> tuple[int, ...]:
        """Those that nobody has begun."""
        there = {*self.finished, *self.begun}
        return tuple(number for number in range(1, self.of + 1) if number not in there)

    @property
    def whole(self) -> bool:
        """Whether all are finished."""
        return len(self.finished) == self.of

    def __str__(self) -> str:
        are = "is" if self.of == 1 else "are"
        said = f"{len(self.finished)} of {in_shards(self.of)} {are} finished"
        if self.begun:
            said += f"; unfinished {numbers_in_words(self.begun)}"
        return said + (f"; missing {numbers_in_words(self.missing)}" if self.missing else "")


def in_shards(number: int) -> str:
    """Return a number of shards in words."""
    return f"{number} shard{'' if number == 1 else 's'}"


def numbers_in_words(numbers: Sequence[int]) -> str:
    """Return numbers as people write them: runs of them by their ends."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    ends = ((found[0], found[-1]) for found in ranges)
    return ", ".join(
        str(first) if first == last else f"{first}{'-' if last > first + 1 else ', '}{last}"
        for first, last in ends
    )


def finished_text(
    settings: RunSettings,
    before: bytes | None,
    *,
    logs: Sequence[str],
    ratings: int = 0,
    unrated: int = 0,
) -> str:
    """Return what the folder of a shard says once what was asked of it is done.

    Parameters
    ----------
    settings
        What was asked.
    before
        What the folder said of earlier parts of the run; None where it said nothing.
    logs
        The names of its logs of judgements, below the folder.
    ratings, unrated
        How many ratings it was asked for, and how many of them nobody gave.
    """
    rated = dict(finished_in(before).get("repeats") or {})
    times = {responder.label: settings.epochs for responder in settings.responders}
    for judge in settings.judges:
        rated[judge.label] = {**rated.get(judge.label, {}), **times}
    found = {
        "shard": str(settings.shard),
        "conversations": len({exchange.id for exchange in settings.exchanges}),
        "ratings": ratings,
        "unrated": unrated,
        "repeats": rated,
        LOGS: sorted(logs),
    }
    return json.dumps(found, indent=2) + "\n"


def shards_of(whole: LogFolder, more: Mapping[str, bytes] | None = None) -> Shards | None:
    """Return how far the shards of a run are; None where a folder holds no shards.

    A shard is finished when it has done what any of them was asked, and its logs are there: one
    that lacks a judge or a repeat that another has is still to be gone on with, and so is one
    whose logs were taken away.

    Parameters
    ----------
    whole
        The folder of all shards.
    more
        Files of it that may not be there yet, by their names, as the logs that they tell of.

    Raises
    ------
    UsageError
        When the folder does not say what run it is.
    """
    store = whole.store()
    content = store.read(SHARDS_FILE)
    if content is None:
        return None
    of = object_in(content, f"{whole}/{SHARDS_FILE}").get("shards")
    all_of = [Shard(number, of) for number in range(1, of + 1)] if isinstance(of, int) else []
    names = [f"{one.folder}/{file}" for one in all_of for file in (SETTINGS_FILE, FINISHED_FILE)]
    found = {**store.fetch(names), **(more or {})}
    asked, done = (
        {one.number: _rated(whole, f"{one.folder}/{file}", found) for one in all_of}
        for file in (SETTINGS_FILE, FINISHED_FILE)
    )
    all_asked = frozenset().union(*(rated for rated in asked.values() if rated))
    said = [one for one in all_of if (rated := done[one.number]) is not None and rated >= all_asked]
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        there = pool.map(partial(_has_logs, store, found, more or {}), said)
        finished = tuple(one.number for one, has in zip(said, there, strict=True) if has)
    begun = tuple(n for n, rated in asked.items() if rated is not None and n not in finished)
    return Shards(len(all_of), finished, begun)


def share_unrated(whole: LogFolder, of: int) -> float:
    """Return which share of the ratings that finished shards were asked for nobody gave."""
    names = [f"{Shard(number, of).folder}/{FINISHED_FILE}" for number in range(1, of + 1)]
    found = [finished_in(said) for said in whole.store().fetch(names).values()]
    ratings, unrated = (sum(int(one.get(key) or 0) for one in found) for key in _COUNTS)
    return unrated / max(ratings, 1)


def _has_logs(
    store: Store, found: Mapping[str, bytes], more: Mapping[str, bytes], shard: Shard
) -> bool:
    """Whether the logs are there of a shard that says it is finished."""
    name = f"{shard.folder}/{FINISHED_FILE}"
    logs = finished_in(found[name]).get(LOGS)
    if name in more or not logs:  # one without a conversation has none
        return isinstance(logs, list)
    held = store.held(f"{shard.folder}/{JUDGEMENTS}")
    return {f"{shard.folder}/{log}" for log in logs} <= held.keys()


def _rated(whole: LogFolder, name: str, found: Mapping[str, bytes]) -> frozenset[Rated] | None:
    content = found.get(name)
    if name.endswith(FINISHED_FILE):
        said = finished_in(content)
        return rated_in(said) if said else None
    return None if content is None else rated_in(object_in(content, f"{whole}/{name}"))


def finished_in(content: bytes | None) -> dict[str, Any]:
    """Return what a shard says that is finished; one that does not say it whole is not."""
    try:
        return object_in(content, FINISHED_FILE)
    except UsageError:
        return {}


def rated_in(said: Mapping[str, Any]) -> frozenset[Rated]:
    """Return each judge's repeats of each responder that a file of a shard's folder tells."""
    repeats = said.get("repeats")
    return frozenset(
        (judge, responder, epoch)
        for judge, of in (repeats if isinstance(repeats, dict) else {}).items()
        for responder, epochs in (of if isinstance(of, dict) else {}).items()
        for epoch in range(int(epochs))
    )


def object_in(content: bytes | None, where: str) -> dict[str, Any]:
    """Return the JSON object that a file of the folder holds.

    Raises
    ------
    UsageError
        When it holds none.
    """
    try:
        found = json.loads(content or b"")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(
            f"{where} does not say which run the folder belongs to.",
            hint="choose another --log-dir, or remove the file where you know the run is the same",
        )
    return found
