"""Files that people write in YAML or TOML, with the line of everything in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mentaleval.documents.places import Place
from mentaleval.documents.toml_marks import parse_toml
from mentaleval.documents.yaml_marks import parse_yaml
from mentaleval.errors import DataError

_PARSERS: Final = {".yaml": parse_yaml, ".yml": parse_yaml, ".toml": parse_toml}
_LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Marked:
    """What a file holds, and where.

    Parameters
    ----------
    path
        The file.
    data
        What it says; every key is text, as it is written.
    lines
        The line of every key and list item, from 1.
    words
        How a value that is no text is written, where that is known (YAML's ``no`` is False).
    within
        Where it stands in its file, where it is a part of one.
    """

    path: Path
    data: dict[str, Any]
    lines: Mapping[Place, int]
    words: Mapping[Place, str] = field(default_factory=dict)
    within: Place = ()

    def line(self, place: Place = ()) -> int | None:
        """Return the line of the nearest that has one; None where nothing has."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def where(self, place: Place = ()) -> str:
        """Return ``FILE:LINE`` of the nearest that has a line; FILE where nothing has one."""
        line = self.line(place)
        return str(self.path) if line is None else f"{self.path}:{line}"

    def part(self, *place: str | int) -> Marked:
        """Return the mapping at *place* as a document of its own, its lines those of the file."""
        data: Any = self.data
        for key in place:
            data = data[key]
        depth = len(place)
        lines = {at[depth:]: n for at, n in self.lines.items() if at[:depth] == place}
        words = {at[depth:]: w for at, w in self.words.items() if at[:depth] == place}
        return Marked(self.path, data, lines, words, (*self.within, *place))


def read_marked(path: Path) -> Marked:
    """Read a YAML or TOML file whose top is a mapping.

    Raises
    ------
    DataError
        When it cannot be read as one; the message has the file and, where it can, the line.
    """
    parser = _PARSERS.get(path.suffix.lower())
    if parser is None:
        raise DataError(
            f"{path}: its name has to end in .yaml, .yml or .toml, which says how to read it."
        )
    text = _text(path)
    try:
        data, lines, words = parser(text, str(path))
    except RecursionError as error:
        raise DataError(f"{path}: it is nested too deeply to be read.") from error
    if data is None:
        raise DataError(f"{path}: the file is empty.")
    if not isinstance(data, dict):
        raise DataError(
            f"{path}: the file has to begin with keys and values, as `name: value`; "
            f"it holds {'a list' if isinstance(data, list) else 'a single value'}."
        )
    return Marked(path, data, lines, words)


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise DataError(f"{path}: this is a folder; a file is needed.")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file.") from error
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise DataError(f"{path}: it cannot be read: {error}.") from error
    if len(content) > _LARGEST:
        raise DataError(f"{path}: it is larger than {_LARGEST // 1_000_000} MB, too large to read.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}:{line}: this is not UTF-8; save the file as UTF-8.") from error
