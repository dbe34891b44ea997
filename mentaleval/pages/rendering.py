"""Templates to one HTML file: every value escaped, every name known, no character that misleads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from mentaleval.legible import legible


def render(template: str, known: Mapping[str, object]) -> str:
    """Return a page; the same template and values give the same text."""
    style = Markup(_style())  # noqa: S704  our own file
    return legible(_templates().get_template(template).render(known, style=style))


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
