"""The JSON files of this room: a draw, a key, what a form has saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mentaleval.errors import DataError


def read_object(path: Path, *, mark: str, what: str) -> dict[str, Any]:
    """Read the JSON object in a file.

    Parameters
    ----------
    path
        The file.
    mark
        The key that says what kind of file it is.
    what
        What it should be, in words, for errors.

    Raises
    ------
    DataError
        When it cannot be read, or is something else.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:  # also bytes that are no UTF-8
        raise DataError(f"{path} is no JSON file ({error}); needs {what}.") from error
    if not isinstance(data, dict) or mark not in data:
        raise DataError(f"{path} is not {what}: it has no {mark!r}.")
    return data


def has_mark(path: Path, mark: str) -> bool:
    """Whether a file is a JSON object that has this key."""
    try:
        read_object(path, mark=mark, what="")
    except DataError:
        return False
    return True
