"""Logs and ratings that lie where machines share them, brought to this one to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from filelock import FileLock

from mentaleval.bridge.log_folder import cached, make_private, require_shared
from mentaleval.bridge.sharding import FINISHED_FILE, SETTINGS_FILE, SHARDS_FILE
from mentaleval.bridge.shared_answers import ANSWERS
from mentaleval.bridge.store import Store, StoreError
from mentaleval.bridge.versions import LOG, Versions
from mentaleval.errors import DataError
from mentaleval.telling import Tell

_TABLES: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".pq", ".xlsx")
_OF_A_SHARD: Final = (SETTINGS_FILE, FINISHED_FILE)
_MARKS: Final = (SHARDS_FILE, *_OF_A_SHARD)


def path_of(url: str) -> Path:
    """Return the path that a URL of ``file://`` is."""
    from fsspec.implementations.local import LocalFileSystem  # noqa: PLC0415

    return Path(LocalFileSystem._strip_protocol(url))  # noqa: SLF001


def bring(url: str, *, tell: Tell | None = None) -> Path:
    """Return where what is read at a URL is on this machine, after bringing what has changed.

    Parameters
    ----------
    url
        A folder of logs, one log, or one file of ratings. What ``file://`` leads to is read where
        it is.
    tell
        Is told of each file that is brought.

    Raises
    ------
    UsageError
        When nothing is read from such a URL.
    DataError
        When there is no log, or no file of the name.
    StoreError
        When the store cannot be read.
    """
    whole = url.rstrip("/")
    require_shared(whole)
    if whole.startswith("file://"):
        return path_of(whole)
    above, _, name = whole.rpartition("/")
    one = name if name.lower().endswith((LOG, *_TABLES)) else None
    store = Store(above if one else whole)
    held = {n: v for n, v in store.held(one or "").items() if (n == one if one else _read(n))}
    if one and not held:
        raise DataError(f"there is no file at {url}.")
    if not (one or any(name.endswith(LOG) for name in held)):
        raise DataError(f"there is no Inspect log (*{LOG}) at {url}.")
    private = cached("logs", store.url)
    make_private(private)
    folder = private / store.url.rpartition("/")[2]
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        files = (file.relative_to(folder).as_posix() for file in folder.rglob("*"))
        here = [name for name in files if _read(name)]  # a mark that is gone there goes here too
        Versions(folder).bring(store, held, [] if one else here, tell=tell)
        if name.endswith(LOG) or not (one or {SHARDS_FILE, SETTINGS_FILE} & held.keys()):
            _bring_marks_above(store, folder.parent)
    return folder / one if one else folder


def _bring_marks_above(store: Store, target: Path) -> None:
    """Bring what the folder above says: logs may be those of a shard, and so a part of a run."""
    above = store.url.rpartition("/")[0]
    found: dict[str, bytes] = {}
    if "/" in above.partition("://")[2]:
        try:
            found = Store(above).fetch(_OF_A_SHARD)
        except StoreError as error:
            if not isinstance(error.__cause__, PermissionError):  # of those below we may read
                raise
    for name in _OF_A_SHARD:
        if name in found:
            (target / name).write_bytes(found[name])
        else:
            (target / name).unlink(missing_ok=True)


def _read(name: str) -> bool:
    last = name.rpartition("/")[2]
    return (name.endswith(LOG) or last in _MARKS) and f"/{ANSWERS}/" not in f"/{name}"
