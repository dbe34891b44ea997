"""YAML as plain data: no references, no tags, no key twice; with the line of everything."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from mentaleval.documents.places import Place, named
from mentaleval.errors import DataError

_STANDARD: Final = "tag:yaml.org,2002:"
_VALUES: Final = frozenset(
    _STANDARD + kind for kind in ("str", "int", "float", "bool", "null", "timestamp")
)
_DEEPEST: Final = 40
_ODD: Final = re.compile(r"[-+]?0[\dbx].*|.*[_:].*", re.IGNORECASE)
"""Numbers that another reader takes for others, or for texts: 010 is 8 here, and 1:30 is 90."""

_REFERENCE: Final = (
    "an anchor (&) or a reference to one (*): write it out where it is meant, or put it in quotes "
    "if it is a text"
)
_PLAINLY: Final = (
    ("while scanning an a", _REFERENCE),  # an anchor, an alias
    ("'\\t' that cannot start any token", "a tab where only spaces may indent"),
    ("cannot start any token", "%s; a text that begins with it has to stand in quotes"),
    ("mapping values are not allowed here", "a second `: ` in one line; put the text in quotes"),
    ("could not find expected ':'", "a line without the `:` after its key"),
    ("expected <block end>", "this line is not indented as what it belongs to"),
    ("but found another document", "a second document (after `---`); a file holds one"),
    ("found unexpected end of stream", "a quotation mark that is never closed"),
    ("found undefined tag handle", "a tag (`!`) that is not known; put the text in quotes"),
)
"""What PyYAML says, and how it is said here."""


class _NoReferencesError(yaml.MarkedYAMLError):
    """An anchor, or a reference to one."""


class _Loader(yaml.SafeLoader):
    """Composes nodes, without anchors and aliases: a small file could stand for a huge one."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse references before anything is made of them."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise _NoReferencesError(problem_mark=event.start_mark)
        return super().compose_node(parent, index)


class _Reading:
    """One file's data, lines and the words of what is no text, as they are found."""

    def __init__(self, loader: _Loader, file: str) -> None:
        self._loader = loader
        self._file = file
        self.lines: dict[Place, int] = {}
        self.words: dict[Place, str] = {}

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Return what a node says."""
        self.lines.setdefault(place, _line(node))
        if len(place) > _DEEPEST:
            raise DataError(f"{self._file}:{_line(node)}: this is nested too deeply to be read.")
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_STANDARD}map":
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_STANDARD}seq":
            return [self.value(part, (*place, n)) for n, part in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.tag in _VALUES:
            return self._scalar(node, place)
        tag = node.tag.replace(_STANDARD, "!!")
        raise DataError(
            f"{self._file}:{_line(node)}: this is tagged {tag}, and only plain texts, numbers, "
            "truth values, lists and mappings are read; if it is a text, put it in quotes."
        )

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataError(f"{self._file}:{_line(key_node)}: a key has to be a plain text.")
            key, line = self._whole(key_node.value, key_node), _line(key_node)
            if key in data:
                first = self.lines[*place, key]
                raise DataError(
                    f"{self._file}:{line}: the key {key!r} stands here and in line {first}; "
                    "keep one of them."
                )
            self.lines[*place, key] = line
            data[key] = self.value(value_node, (*place, key))
        return data

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        try:
            said = self._loader.construct_object(node)
        except (ValueError, OverflowError, KeyError) as error:
            raise DataError(
                f"{self._file}:{_line(node)}: {node.value!r} looks like a number, a date or a "
                "truth value and is none; if it is a text, put it in quotes."
            ) from error
        if isinstance(said, str):
            return self._whole(said, node)
        if isinstance(said, (int, float)) and _ODD.fullmatch(node.value):
            raise DataError(
                f"{self._file}:{_line(node)}: {named(place)}: `{node.value}` would be read as the "
                f"number {said}; write a number plainly, and put a text in quotes."
            )
        self.words[place] = str(node.value)
        return said

    def _whole(self, text: str, node: yaml.Node) -> str:
        r"""Return a text with pairs of surrogates joined, as JSON escapes what needs 32 bits."""
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError as error:
            raise DataError(
                f"{self._file}:{_line(node)}: an escape in this text stands for half a character."
            ) from error


def parse_yaml(text: str, file: str) -> tuple[Any, dict[Place, int], dict[Place, str]]:
    """Return what a YAML text says, the line of everything, and the words of what is no text.

    Raises
    ------
    DataError
        When it is no YAML, or more than plain data.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {}, {}
        reading = _Reading(loader, file)
        data = reading.value(node, ())
    except _NoReferencesError as error:
        raise DataError(f"{_place(file, error.problem_mark)}: {_REFERENCE}.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DataError(f"{_place(file, mark)}: no YAML: {_plainly(error)}.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(
            f"{file}:{line}: no YAML: a character that may not stand in a text "
            f"(U+{ord(text[error.position]):04X})."
        ) from error
    return data, reading.lines, reading.words


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _place(file: str, mark: yaml.Mark | None) -> str:
    return file if mark is None else f"{file}:{mark.line + 1}: column {mark.column + 1}"


def _plainly(error: yaml.MarkedYAMLError) -> str:
    said = " ".join(filter(None, (error.context, error.problem)))
    for sign, words in _PLAINLY:
        if sign in said:
            return words.replace("%s", (error.problem or said).replace("found", "there is"))
    return said
