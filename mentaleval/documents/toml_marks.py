"""TOML with the line of everything: Python's own parser says what, but not where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mentaleval.errors import DataError

_PLACE: Final = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
_CLOSES: Final = re.compile(r"""["'\]}]""")


def parse_toml(
    text: str, file: str
) -> tuple[dict[str, Any] | None, dict[tuple[str | int, ...], int], dict[Any, str]]:
    """Return what a TOML text says, the line of everything, and no words: values say their own.

    Raises
    ------
    DataError
        When it is no TOML.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(_said(error, file, text)) from error
    except ValueError as error:  # a number of thousands of digits
        raise DataError(f"{file}: no TOML: {error}.") from error
    return (data or None), _lines(text), {}


def _said(error: tomllib.TOMLDecodeError, file: str, text: str) -> str:
    said = str(error)
    found = _PLACE.search(said)
    line, column = (found[1], f" column {found[2]}:") if found else (len(text.splitlines()), "")
    said = _PLACE.sub("", said).replace(" (at end of document)", ", and the file ends")
    return f"{file}:{line}:{column} no TOML: {said[:1].lower()}{said[1:]}."


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the line where the statement begins that first speaks of each place."""
    lines: dict[tuple[str | int, ...], int] = {(): 1}
    lengths: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for line, statement, data in _statements(text):
        if statement.startswith("["):
            table = _table(data, lengths, of_array=statement.startswith("[["))
            for depth in range(len(table)):
                lines.setdefault(table[: depth + 1], line)
        else:
            for place in _places(data, table):
                lines.setdefault(place, line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield every statement of a text that is whole, with its first line and what it says.

    A statement ends with the line with which it can be parsed for the first time.
    """
    begun, whole = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not whole and (not line.strip() or line.lstrip().startswith("#")):
            continue
        begun = begun if whole else number
        first, whole = not whole, f"{whole}{line}\n"
        if not first and not _CLOSES.search(line):
            continue  # it cannot end here, and to parse it again and again takes its time
        try:
            data = tomllib.loads(whole)
        except tomllib.TOMLDecodeError:
            continue
        yield begun, whole.lstrip(), data
        whole = ""


def _table(
    data: Mapping[str, Any], lengths: dict[tuple[str | int, ...], int], *, of_array: bool
) -> tuple[str | int, ...]:
    """Return the place of a table's header, its number in each list of tables with it."""
    keys: list[str] = []
    inner: Any = data
    while isinstance(inner, dict) and inner:
        ((key, inner),) = inner.items()
        keys.append(key)
    place: tuple[str | int, ...] = ()
    for key in keys[:-1]:
        place = (*place, key)
        place = (*place, lengths[place] - 1) if place in lengths else place
    place = (*place, keys[-1])
    if of_array:
        lengths[place] = lengths.get(place, 0) + 1
        place = (*place, lengths[place] - 1)
    return place


def _places(data: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Yield every place within what one statement says, with the statement's table before it."""
    parts: Any = ()
    if isinstance(data, dict):
        parts = data.items()
    elif isinstance(data, list):
        parts = enumerate(data)
    for key, part in parts:
        yield (*place, key)
        yield from _places(part, (*place, key))
