"""What a log says of the shard that it is of: it may be read without its folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mentaleval.bridge.logs import sample_entries, through
from mentaleval.bridge.sharding import Rated, Shard, rated_in
from mentaleval.errors import DataError

if TYPE_CHECKING:
    from mentaleval.bridge.settings import RunSettings

SHARD: Final = "mentaleval_shard"
"""The key of a log's metadata that holds the mark of a shard, as JSON values."""


@dataclass(frozen=True, slots=True)
class LoggedShard:
    """What one log says: of which run and shard it is, what was asked, and what of it is here."""

    run: str
    shard: Shard
    asked: frozenset[Rated]
    done: frozenset[Rated]
    """Also what nobody had to do: a replayed responder may have no response in a shard."""


def run_key(identity: Mapping[str, Any]) -> str:
    """Return what tells a run from every other, by what its folder says that it is."""
    text = json.dumps(identity, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mark_of(settings: RunSettings) -> dict[str, Any]:
    """Return the metadata that a log of a shard is given; none for one of a whole run."""
    if settings.shard is None:
        return {}
    labels = [responder.label for responder in settings.responders]
    there = {responder.label for responder in settings.responding}
    mark = {
        "run": run_key(settings.whole_identity()),
        "shard": str(settings.shard),
        "repeats": {
            judge.label: dict.fromkeys(labels, settings.epochs) for judge in settings.judges
        },
        "without": [label for label in labels if label not in there],
    }
    return {SHARD: mark}


def shard_of_log(file: str) -> LoggedShard | None:
    """Return what a log says of its shard; None for one that is of no shard.

    Raises
    ------
    DataError
        When the log cannot be read.
    """
    header = through(file, lambda log: log.header())
    metadata = header.get("metadata") or {}
    mark = metadata.get(SHARD)
    if mark is None:
        return None
    try:
        shard = Shard.parse(mark["shard"])
        asked = rated_in(mark)
        nothing = {one for one in asked if one[1] in mark["without"]}
        whole = _is_whole(header, file)
        mine = {
            r for r in asked if whole and r[:2] == (metadata.get("judge"), metadata["responder"])
        }
        return LoggedShard(str(mark["run"]), shard, asked, frozenset(nothing | mine))
    except (LookupError, TypeError, ValueError) as error:
        raise DataError(
            f"the log {file} cannot be read: what it says of its shard is not as mentaleval "
            f"writes it ({error!r})."
        ) from error


def _is_whole(header: Mapping[str, Any], file: str) -> bool:
    """Whether a log holds all its samples; of those that ended in an error others tell."""
    epochs = (header.get("config") or {}).get("epochs") or 1
    return len(sample_entries(Path(file))) >= int(header["dataset"]["samples"]) * int(epochs)
