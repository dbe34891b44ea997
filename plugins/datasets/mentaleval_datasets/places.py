"""Find the one file that a folder of a data set holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mentaleval import DataError

_RECORD: Final = "mentaleval-data.json"
"""What `mentaleval data fetch` notes beside the files."""


def only_file(
    place: Path, suffixes: Sequence[str], *, named: str | None = None, others: Sequence[str] = ()
) -> Path:
    """Return *place* where it is a file, else the one file in it that ends in one of *suffixes*.

    Parameters
    ----------
    place
        A file, or a folder.
    suffixes
        In lower case; where the folder has files of several, those of the first go first.
    named
        The file's published name, which goes before all others.
    others
        Names under which something else is published: such a file is never taken for this one.

    Raises
    ------
    DataError
        When the folder has no such file, or several, or *place* is one of the *others*.
    """
    if not place.is_dir():
        if place.name in others:
            raise DataError(
                f"{place} is another part of the data than {named}, which is asked for."
            )
        return place
    if named is not None and (place / named).exists():
        return place / named
    for suffix in suffixes:
        there = (
            file
            for file in place.iterdir()
            if file.name not in {_RECORD, *others} and not file.name.startswith(".")
        )
        files = sorted(file for file in there if file.suffix.lower() == suffix)
        if len(files) == 1:
            return files[0]
        if files:
            raise _unclear(place, suffixes, ", ".join(file.name for file in files))
    raise _unclear(place, suffixes, "none")


def _unclear(place: Path, suffixes: Sequence[str], found: str) -> DataError:
    wanted = " or ".join(suffixes)
    return DataError(
        f"{place} should hold one {wanted} file; it has {found}.", hint="-D path=FILE names one"
    )
