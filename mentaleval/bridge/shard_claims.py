"""The folder that the shards of one run have in common: of that run, and in so many shards.

Whoever comes first writes it down, and nobody needs a server or a lock for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mentaleval.bridge.folder import differing, shards_run_text
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.run_files import RUN_FILE
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.sharding import SETTINGS_FILE, SHARDS_FILE, in_shards, object_in
from mentaleval.bridge.store import Store
from mentaleval.errors import UsageError

_RATERS: Final = "raters"
"""A folder with a file for each judge and responder: what it asks, the same in every shard."""


def claim_shard(settings: RunSettings, whole: LogFolder) -> None:
    """Make *whole* the folder of the run that a shard is of, or find that it is.

    Any number of shards may do so at once: the first to come writes down which run it is.

    Raises
    ------
    UsageError
        When it is the folder of another run, or of this one in another number of shards.
    """
    shard = settings.shard
    if shard is None:
        return
    store = whole.store()
    if store.read(SETTINGS_FILE) is not None:
        raise UsageError(
            f"{whole} holds a run that is not in shards.",
            hint="choose another --log-dir, or leave --shard out",
        )
    mine = {"shards": shard.of, "identity": _plain(settings.whole_identity())}
    known = _first_word(store, SHARDS_FILE, mine)
    _require_same(settings, whole, known, mine)
    for name, what in _fingerprints(settings):
        digest = hashlib.sha256(name.encode()).hexdigest()[:16]
        told = _first_word(store, f"{_RATERS}/{digest}.json", what)
        if told != what:
            raise _others(whole, f"the {name} is another in the other shards: {told}, here {what}")
    store.create(RUN_FILE, shards_run_text(settings).encode())


def _fingerprints(settings: RunSettings) -> Iterator[tuple[str, dict[str, Any]]]:
    prompts, code = settings.prompts(), settings.code()
    for name in sorted({*prompts, *code}):
        yield name, {"name": name, "prompts": prompts.get(name), "code": code.get(name)}


def _require_same(
    settings: RunSettings, whole: LogFolder, known: Mapping[str, Any], mine: Mapping[str, Any]
) -> None:
    if said := differing(known.get("identity") or {}, mine["identity"]):
        raise _others(whole, "; ".join(said))
    if known.get("shards") != mine["shards"]:
        raise UsageError(
            f"{whole} holds this run in {in_shards(known.get('shards', 0))}, and --shard "
            f"{settings.shard} divides it in another way.",
            hint=f"give --shard I/{known.get('shards')}, or choose another --log-dir",
        )


def _others(whole: LogFolder, said: str) -> UsageError:
    return UsageError(
        f"{whole} holds the shards of a run with other settings: {said}.",
        hint="all shards of a run are given the same settings; another run takes another --log-dir",
    )


def _first_word(store: Store, name: str, mine: dict[str, Any]) -> dict[str, Any]:
    """Write *mine* unless somebody was there before, and return what stands there."""
    found = store.read(name)
    if found is None:
        store.create(name, json.dumps(mine, indent=2).encode())
        found = store.read(name)
    return object_in(found, f"{store}/{name}")


def _plain(identity: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(identity, default=str))  # as what is read back
    return plain
