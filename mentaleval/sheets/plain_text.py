"""Texts as a sheet can show them, and how one is known again when it comes back."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import east_asian_width

from mentaleval.vocabulary import text_hash

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_DELETE: Final = 0x7F
_PICTURES: Final = 0x2400
"""Where Unicode has a sign for each control character."""


def shown_text(text: str) -> str:
    r"""Return a text without what no file of a spreadsheet can hold; what goes leaves a sign.

    Examples
    --------
    >>> shown_text("one\r\ntwo\x07")
    'one\ntwo␇'
    """
    text = _LINE_ENDS.sub("\n", text)
    return _NO_CHARACTER.sub("\ufffd", _CONTROL.sub(_picture, text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\u2421" if code == _DELETE else chr(_PICTURES + code)


def text_mark(text: str) -> str:
    """Return what a shown text is known by, however a program has set its white space.

    Examples
    --------
    >>> text_mark("One two") == text_mark("One  two")
    True
    """
    return text_hash("".join(text.split()))


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines that a text takes in a cell; together they are the text.

    Examples
    --------
    >>> wrapped("one two three", width=9)
    ['one two ', 'three']
    """
    found = []
    for line in text.splitlines(keepends=True) or [""]:
        room = width // 2 if any(east_asian_width(c) in "WF" for c in line) else width
        rest = line
        while len(rest.rstrip()) > room:
            end = rest.rfind(" ", 0, room + 1) + 1 or room  # a long word is cut anywhere
            found.append(rest[:end])
            rest = rest[end:]
        found.append(rest)
    return found


def parts(text: str, *, width: int, lines: int) -> list[str]:
    """Split a text into parts of so many lines; together they are the text.

    It is split between paragraphs where that leaves no part half empty.

    Examples
    --------
    >>> parts("one two three four", width=9, lines=1)
    ['one two ', 'three ', 'four']
    """
    rest, found = wrapped(text, width), []
    while len(rest) > lines:
        ends = [n for n in range(lines, lines // 2, -1) if rest[n - 1].endswith("\n")]
        end = ends[0] if ends else lines
        found.append("".join(rest[:end]))
        rest = rest[end:]
    return [*found, "".join(rest)]
