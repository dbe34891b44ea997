"""Templates to one HTML file: every value escaped, every name known, no character that misleads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import jinja2
from markupsafe import Markup

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def render(template: str, known: Mapping[str, object]) -> str:
    """Return a page; the same template and values give the same text."""
    style = Markup(_style())  # noqa: S704  our own file
    return legible(_templates().get_template(template).render(known, style=style))


def legible(page: str) -> str:
    r"""Return a text without characters that HTML forbids or that turn the words beside them.

    Names come from files of strangers. A control character is no HTML, half a character cannot
    be written, and an override of the direction of writing could make one name look like another:
    that is shown as what it is. No tag of ours holds any of them.

    Examples
    --------
    >>> legible("gpt\x00-4\u202e")
    'gpt\ufffd-4[U+202E]'
    """
    page = _NO_CHARACTER.sub("\ufffd", _SURROGATE.sub("\ufffd", page.replace("\r\n", "\n")))
    return _DIRECTION.sub(lambda found: f"[U+{ord(found[0]):04X}]", page)


@cache
def _style() -> str:
    folder = resources.files("mentaleval.pages") / "templates"
    return (folder / "page.css").read_text(encoding="utf-8")


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("mentaleval.pages"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
