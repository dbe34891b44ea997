"""Assessments and comparisons to show, by drawn ratings of two attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html.parser import HTMLParser
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from mentaleval.comparison import compare
from mentaleval.comparison.results import Comparison
from mentaleval.comparison.settings import Settings as ComparisonSettings
from mentaleval.pages import comparison_page, reliability_page
from mentaleval.ratings import Input
from mentaleval.trust import Assessment, Settings, assess

COMMAND = "mentaleval reliability ratings.csv --html report.html"
COLUMNS = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating", "source_id"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


APART = {"td", "th", "dt", "dd", "li", "p", "caption", "summary", "figcaption", "pre", "h1", "h2"}


class Page(HTMLParser):
    """What a page is made of: every element with its attributes, and the text that shows."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)
        if tag in APART:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if not {"style", "desc"} & set(self.open):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join("".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [attrs for name, attrs in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        """Return an attribute's value wherever it stands."""
        return [attrs[attribute] for _, attrs in self.elements if attribute in attrs]


def drawn(
    experts: Sequence[str] = ("expert",),
    judges: Sequence[str] = ("claude", "gpt-4o"),
    attributes: Sequence[str] = ("empathy", "helpfulness", "understanding"),
    responders: Sequence[str] = ("r0", "r1", "r2", "r3", "r4", "r5", "r6"),
    *,
    labelled: int = 24,
    unrated: Sequence[str] = (),
    top: bool = False,
    faults: bool = False,
    elsewhere: str = "",
) -> pd.DataFrame:
    """Draw ratings of 24 conversations, of which experts rate the first.

    Attributes and responders that are *unrated* have no human rating; of those at the *top* nearly
    all ratings are the highest. Faults are ratings that are
    missing or outside the scale; the judge *elsewhere* rates other conversations.
    """
    rng = np.random.default_rng(3)
    rows = []
    for attribute in attributes:
        levels = rng.uniform(1.5, 4.5, len(responders)) + (4.0 if top else 0.0)
        for responder, level in zip(responders, levels, strict=True):
            true = rng.normal(level, 0.8, 24)
            for rater in (*experts, *judges):
                kind = "judge" if rater in judges else "human"
                values = np.clip(np.rint(true + rng.normal(0, 0.5, 24)), 1, 5)
                rows += [
                    (f"e{i}", responder, rater, kind, attribute, value, f"s{i}")
                    for i, value in enumerate(values)
                    if kind == "judge" or i < labelled
                ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    of_unrated = table["attribute"].isin(unrated) | table["responder"].isin(unrated)
    table = table[~of_unrated | (table["rater_kind"] == "judge")].reset_index(drop=True)
    if faults:
        table.loc[table.index[::50], "rating"] = np.nan
        table.loc[table.index[7::90], "rating"] = 9
    mine = table["rater"] == elsewhere
    table.loc[mine, "exchange_id"] = "x" + table.loc[mine, "exchange_id"]
    return table


@pytest.fixture(scope="session")
def assessed() -> Callable[..., Assessment]:
    """Assess drawn ratings."""

    @cache
    def run(
        *,
        method: Literal["default", "published"] = "default",
        experts: tuple[str, ...] = ("expert",),
        judges: tuple[str, ...] = ("claude", "gpt-4o"),
        **more: Any,
    ) -> Assessment:
        settings = Settings(method=method, label_seeds=3)
        inputs = [Input("ratings.csv", "ab" * 32, "ratings", {"sheet 1: rows": 7})]
        return assess(drawn(experts, judges, **more), settings, inputs=inputs)

    return run


@pytest.fixture(scope="session")
def compared() -> Callable[..., Comparison]:
    """Compare the responders of drawn ratings."""

    @cache
    def run(**more: Any) -> Comparison:
        inputs = [Input("ratings.csv", "ab" * 32, "ratings")]
        table = drawn(**{"responders": ("r0", "r1", "r2", "r3"), **more})
        return compare(table, ComparisonSettings(), inputs=inputs)

    return run


@pytest.fixture(scope="session")
def text_of() -> Callable[..., str]:
    """Write the page of an assessment or a comparison; the same one once."""
    kept: dict[tuple[object, ...], tuple[object, str]] = {}

    def run(found: Assessment | Comparison, **more: Any) -> str:
        key = id(found), *((name, str(value)) for name, value in more.items())
        if key not in kept:
            kept[key] = found, written(found, **more)
        return kept[key][1]

    return run


def written(found: Assessment | Comparison, *, command: str = COMMAND, **more: Any) -> str:
    """Return the text of a page."""
    write = reliability_page if isinstance(found, Assessment) else comparison_page
    return write(found, command=command, **more)


@pytest.fixture(scope="session")
def page_of(text_of) -> Callable[..., Page]:
    """Write the page of an assessment or a comparison, and read it as a browser would."""

    def run(found: Assessment | Comparison, **more: Any) -> Page:
        return Page(text_of(found, **more))

    return run


@pytest.fixture(scope="session")
def afresh() -> Callable[..., str]:
    """Write a page that was written already."""
    return written
