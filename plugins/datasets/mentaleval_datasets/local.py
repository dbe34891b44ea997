"""Where a data set lies on this computer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mentaleval import DataError

VARIABLE: Final = "MENTALEVAL_DATA"
"""The environment variable that names the folder of all data sets."""


def local_copy(name: str, path: Path | None) -> Path:
    """Return the file or folder of data set *name*.

    Parameters
    ----------
    name
        The data set's name, which is also the name of its folder under ``MENTALEVAL_DATA``.
    path
        The option ``path``, which goes first; None where it was not given.

    Raises
    ------
    DataError
        When there is nothing.
    """
    if path is not None:
        return existing(path, name)
    folder = os.environ.get(VARIABLE)
    if not folder:
        raise DataError(
            f"the data set {name!r} needs its files: the option 'path' is not given and "
            f"{VARIABLE} is not set.",
            hint=f"-D path=FOLDER, or {VARIABLE} set to a folder that holds {name}/; the how-to "
            "guides of the documentation say where the files come from",
        )
    beside = Path(folder) / name
    if not beside.exists():
        raise DataError(
            f"the data set {name!r} needs its files: {VARIABLE} is {folder!r}, "
            f"which holds no {name}/.",
            hint="-D path=FOLDER names another place",
        )
    return beside


def existing(path: Path, name: str) -> Path:
    """Return *path*, the option of the data set *name*, if something is there.

    Raises
    ------
    DataError
        When nothing is.
    """
    expanded = path.expanduser()
    if not expanded.exists():
        raise DataError(f"the data set {name!r}: its option path={str(path)!r} does not exist.")
    return expanded


def why(error: OSError) -> str:
    """Return what the operating system says went wrong, in its own few words."""
    return error.strerror or str(error)
