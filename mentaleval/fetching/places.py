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


def brought_file(folder: Path, published: Published) -> Path | None:
    """Return the file that somebody was given, and has put here under another name.

    A file that is given on request has whatever name it was given with. So where a data set has
    one such file, whose sum nobody knows, the only one here of its suffix is taken for it.

    Raises
    ------
    DataError
        When nobody may look into the folder.
    """
    suffix = suffix_of_any(published)
    found = [f for f in data_files(folder) if f.is_file() and f.suffix.lower() == suffix]
    named = (folder / published.files[0].name).exists()
    return found[0] if len(found) == 1 and not named else None


def suffix_of_any(published: Published) -> str | None:
    """Return the suffix that will do for a file that is given on request; None where none does."""
    (meant, *more) = published.files
    any_name = published.gated is not None and meant.sha256 is None and not more
    return Path(meant.name).suffix.lower() if any_name else None


def names_here(folder: Path, published: Published) -> set[str]:
    """Return the published names of the files that are here, also of a `brought_file`."""
    names = {file.name for file in data_files(folder)}
    if brought_file(folder, published):
        names.add(published.files[0].name)
    return {file.name for file in published.files if file.name in names}


def other_files(place: Path, published: Published) -> list[str]:
    """Return the names of files that are there, but not as they were published.

    Parameters
    ----------
    place
        A data set's folder, or one file of it; files whose sums nobody declares are passed over.
    published
        What its plugin declares.
    """
    return [f.name for f in published.files if f.sha256 and _has_other(place, f.name, f.sha256)]


def not_as_published(place: Path, published: Published | None) -> list[str]:
    """Return a sentence for each file that is there, but not as it was published.

    Parameters
    ----------
    place
        A data set's folder, or one file of it; files whose sums nobody declares are passed over.
    published
        What its plugin declares; None where it declares nothing.
    """
    return [
        f"{name} is not the file that was published: its SHA-256 sum is another than the data set "
        "declares."
        for name in (other_files(place, published) if published else ())
    ]


def _has_other(place: Path, name: str, sha256: str) -> bool:
    """Whether another file has this name: *place* itself, or in it, or in a folder of it."""
    if not place.is_dir():
        return place.name == name and _is_other(place, sha256)
    return any(_is_other(file, sha256) for file in (place / name, *place.glob(f"*/{name}")))


def _is_other(file: Path, sha256: str) -> bool:
    if not file.is_file():
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
