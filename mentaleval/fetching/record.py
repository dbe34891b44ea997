"""What is written down of fetched files beside them, and whether they are still the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from mentaleval.errors import DataError
from mentaleval.published import RECORD, Published, PublishedFile
from mentaleval.writing import whole_file

_VERSION: Final = 1


class Known(StrEnum):
    """Who says which SHA-256 sum a file has."""

    DECLARED = "declared"
    """The data set does."""
    GIVEN = "given"
    """The user did."""
    FIRST_FETCH = "first fetch"
    """Nobody: it is what the file had when it first came."""


def sum_of(path: Path) -> str:
    """Return the SHA-256 sum of a file, read once as long as it does not change.

    Raises
    ------
    DataError
        When it cannot be read.
    """
    try:
        found = path.stat()
        return _sum(path, found.st_size, found.st_mtime_ns)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error


@lru_cache(maxsize=256)
def _sum(path: Path, size: int, changed: int) -> str:
    del size, changed  # another file is another key
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recorded_sums(folder: Path) -> dict[str, str]:
    """Return the sums that the files of a folder had when they were fetched, by name.

    Raises
    ------
    DataError
        When there is a record, but none that can be read.
    """
    return {name: entry["sha256"] for name, entry in _read(folder).items()}


def recorded_knowledge(folder: Path) -> dict[str, Known]:
    """Return who said the sums that the files of a folder had when they were fetched, by name.

    Raises
    ------
    DataError
        When there is a record, but none that can be read.
    """
    known = {known.value: known for known in Known}
    return {
        name: known.get(str(entry.get("known")), Known.FIRST_FETCH)
        for name, entry in _read(folder).items()
    }


def end_told(folder: Path, name: str) -> bool:
    """Whether the server said where a file ends, so that it is known to be whole."""
    return _read(folder).get(name, {}).get("end_told") is not False


def require_as_recorded(folder: Path, *, only: str | None = None) -> None:
    """Make sure that the fetched files in a folder are what they were when they came.

    What somebody removed, or put there by hand, is their own business.

    Parameters
    ----------
    folder
        With or without a record.
    only
        The one file that is read; None for all.

    Raises
    ------
    DataError
        When a file is another.
    """
    for name, recorded in recorded_sums(folder).items():
        file = folder / name
        if only in {None, name} and file.exists() and sum_of(file) != recorded:
            raise another(file, recorded)


def another(file: Path, expected: str) -> DataError:
    """Return the error of a file here that is not the one that it should be."""
    return DataError(
        f"{file} is not the file that was published: its SHA-256 sum is\n  {sum_of(file)}\n"
        f"and should be\n  {expected}",
        hint="move it away, and fetch the data set again; a changed copy of your own is read with "
        "-D path=FOLDER",
    )


def write_record(
    folder: Path, name: str, published: Published, file: PublishedFile, arrived: Mapping[str, Any]
) -> None:
    """Add a file that has arrived to the record in its folder.

    Parameters
    ----------
    folder
        The data set's.
    name
        The data set's.
    published
        What its plugin declares.
    file
        Which of its files.
    arrived
        What is known of it since: ``sha256``, ``size``, ``known`` (see `Known`), ``end_told``.
    """
    entry = {
        "url": file.url,
        "revision": published.revision,
        **arrived,
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    document = {
        "schema_version": _VERSION,
        "dataset": name,
        "homepage": published.homepage,
        "licence": published.licence,
        "citation": published.citation,
        "files": {**_read(folder), file.name: entry},
    }
    with whole_file(folder / RECORD) as coming:
        coming.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what is recorded of each file; nothing where there is no record."""
    path = folder / RECORD
    try:
        files: dict[str, dict[str, Any]] = json.loads(path.read_bytes())["files"]
        whole = all(isinstance(entry["sha256"], str) for entry in files.values())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from error
    if not whole:
        raise _unreadable(path, "a sum is none")
    return files


def _unreadable(path: Path, why: object) -> DataError:
    return DataError(
        f"{path} is no record of fetched files ({why}).",
        hint="remove it and fetch the data set again; its files stay if their sums are right",
    )
