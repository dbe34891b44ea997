"""Names as a terminal can show them: whatever a file calls somebody, it stays on its line."""

from __future__ import annotations

import re
from typing import Final

_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
"""What ends a line, commands a terminal or turns the direction of writing."""


def one_line(text: str) -> str:
    r"""Return a text with such characters written out, so that two names never look alike.

    Examples
    --------
    >>> one_line("my\nmodel")
    'my\\nmodel'
    """
    return _UNSAFE.sub(lambda found: ascii(found[0])[1:-1], text)
