"""Where the files of a data set lie on this computer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mentaleval.errors import DataError, LackingDataError
from mentaleval.fetching.record import require_as_recorded, sum_of
from mentaleval.published import RECORD, Published

VARIABLE: Final = "MENTALEVAL_DATA"
"""The environment variable that names the folder of all data sets."""


def data_home() -> Path:
    """Return the folder of all data sets: ``MENTALEVAL_DATA``, else the user's own for data."""
    if folder := os.environ.get(VARIABLE):
        return Path(folder).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415  not needed by whoever says where

    return user_data_path("mentaleval", appauthor=False)


def data_files(folder: Path) -> list[Path]:
    """Return what is in a data set's folder, by name: without hidden files and the record.

    Raises
    ------
    DataError
        When nobody may look into it.
    """
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise DataError(f"{folder} cannot be read: {error.strerror or error}.") from error
    return [p for p in found if p.name != RECORD and not p.name.startswith(".") and p.exists()]


def other_files(place: Path, published: Published) -> list[str]:
    """Return the names of files that are there, but not as they were published.

    Parameters
    ----------
    place
        A data set's folder, or one file of it; files whose sums nobody declares are passed over.
    published
        What its plugin declares.
    """
    folder = place if place.is_dir() else place.parent
    meant = [f for f in published.files if place.is_dir() or f.name == place.name]
    return [f.name for f in meant if f.sha256 and _is_other(folder / f.name, f.sha256)]


def _is_other(file: Path, sha256: str) -> bool:
    if not file.exists():
        return False
    try:
        return sum_of(file) != sha256
    except DataError:  # whoever reads it is told
        return False


def is_there(place: Path) -> bool:
    """Whether a data set's folder holds files; one that is itself a file will do."""
    return place.is_file() or bool(data_files(place))


def local_copy(name: str, path: Path | None) -> Path:
    """Return the file or folder of data set *name*.

    Parameters
    ----------
    name
        The data set's name, which is also the name of its folder under ``MENTALEVAL_DATA``, or
        where that is not set, in the user's own folder for data.
    path
        The option ``path``, which goes first; None where it was not given.

    Raises
    ------
    LackingDataError
        When there is nothing in the folder of data.
    DataError
        When there is nothing at *path*, or a file that was fetched is not what it was when it came.
    """
    if path is not None:
        return _existing(path, name)
    beside = data_home() / name
    if not is_there(beside):
        raise LackingDataError(
            f"the data set {name!r} needs its files: {_lacking()} holds no {name}/ with files.",
            hint=f"`mentaleval data fetch {name}` says where they come from and gets them; "
            "-D path=FOLDER names another place",
        )
    require_as_recorded(beside)
    return beside


def _existing(path: Path, name: str) -> Path:
    expanded = path.expanduser()
    if not expanded.exists():
        raise DataError(f"the data set {name!r}: its option path={str(path)!r} does not exist.")
    if expanded.is_dir():
        require_as_recorded(expanded)
    else:
        require_as_recorded(expanded.parent, only=expanded.name)
    return expanded


def _lacking() -> str:
    if given := os.environ.get(VARIABLE):
        return f"{VARIABLE} is {given!r}, which"
    return f"the option 'path' is not given and {VARIABLE} is not set, and {str(data_home())!r}"
