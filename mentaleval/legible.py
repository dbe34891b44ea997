"""Strangers' names as a terminal, a page or a figure can show them: one spelling everywhere.

Names come from files. A character in them may end a line, command a terminal, be forbidden in HTML
and XML, or turn the direction of writing so that one name looks like another.
"""

from __future__ import annotations

import re
from typing import Final

_MISLEADING: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"  # end a line, command a terminal
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of writing
    "\ud800-\udfff\ufffe\uffff"  # no characters at all
)
_IN_A_LINE: Final = re.compile(f"[\t\n{_MISLEADING}]")
_IN_A_TEXT: Final = re.compile(f"[{_MISLEADING}]")


def one_line(text: str) -> str:
    r"""Return a text with such characters written out, so that two names never look alike.

    Examples
    --------
    >>> one_line("my\nmodel")
    'my\\nmodel'
    """
    return _IN_A_LINE.sub(_written_out, text)


def legible(text: str) -> str:
    r"""Return a text of many lines with such characters written out; its lines and tabs stay.

    Examples
    --------
    >>> legible("gpt\x00-4\u202e\n")
    'gpt\\x00-4\\u202e\n'
    """
    return _IN_A_TEXT.sub(_written_out, text.replace("\r\n", "\n"))


def _written_out(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
