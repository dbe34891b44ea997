"""What every page has around its own parts: a title, what it rests on, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from mentaleval.pages.provenance import Provenance
from mentaleval.pages.rendering import render
from mentaleval.pages.tables import Table
from mentaleval.pages.warned import Warned
from mentaleval.plots.style import css

Contents = tuple[tuple[str, str], ...]
"""The anchor and the name of each section."""

END: Contents = (
    ("ledger", "Every rating"),
    ("warnings", "Warnings"),
    ("settings", "Settings and inputs"),
    ("again", "Run it again"),
    ("cite", "How to cite"),
    ("limits", "What this is not"),
)
"""The sections that end every page."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the parts of a page.

    Attributes
    ----------
    command_name
        Which command wrote it.
    title, lede
        What it is, and over what.
    simulated
        Whether nobody gave the human ratings.
    language
        That of the rubric's words; None where it is not said.
    contents
        Its sections without those that end every page.
    """

    command_name: str
    title: str
    lede: str
    simulated: bool
    language: str | None
    contents: Contents
    ledger: Table
    warnings: Warned
    provenance: Provenance
    version: str


def framed(template: str, frame: Frame, parts: Mapping[str, object]) -> str:
    """Return a page of parts in their frame."""
    return render(
        template,
        {
            **parts,
            "frame": frame,
            "contents": (*frame.contents, *END),
            "language": _language(frame.language),
            "light": Markup(css(dark=False)),  # noqa: S704  our own colours
            "dark": Markup(css(dark=True)),  # noqa: S704
        },
    )


def _language(code: str | None) -> Markup:
    """Return what says in which language a name is, where it is not that of the page."""
    if code is None or code.partition("-")[0] == _OWN:
        return Markup()
    return Markup(' lang="{}"').format(code)


_OWN: Final = "en"
