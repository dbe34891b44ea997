"""A comparison of responders as one HTML file, the answer first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from mentaleval.comparison.parts import Part, headline
from mentaleval.comparison.results import Comparison
from mentaleval.comparison.uncompared import compared_with_somebody
from mentaleval.pages.attributes import SHOWN, attributes
from mentaleval.pages.choices import comparison_choices
from mentaleval.pages.drawings import Heading, sections_of
from mentaleval.pages.frame import Contents, Frame, framed
from mentaleval.pages.overview import overview
from mentaleval.pages.provenance import provenance
from mentaleval.pages.tables import ledger_among
from mentaleval.pages.warned import by_kind
from mentaleval.report.compare_marks import unlabelled_anywhere
from mentaleval.report.compare_order import order_of
from mentaleval.report.compare_pairs import TOLD_APART, nobody_to_compare
from mentaleval.report.compare_summary import MARKED, loud_marks, rated_in_words
from mentaleval.report.compare_terminal import compare_title
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.summary_lines import warnings_in_short
from mentaleval.report.tabular import Tabular
from mentaleval.telling import Tell


def comparison_page(comparison: Comparison, *, command: str, tell: Tell | None = None) -> str:
    """Return the report of a comparison; the same comparison gives the same text.

    Parameters
    ----------
    comparison
        What to show.
    command
        What was typed to make it.
    tell
        Is told of each figure that is drawn.
    """
    parts, tabulars = headline(comparison), comparison_tables(comparison)
    rest = [one for one in tabulars if one.section not in {*SHOWN, "ledger"}]
    judged = any(one.section == "judges" for one in rest)
    headings = {"judges": replace(_JUDGES, said=(comparison.statement,) if judged else ())}
    sections = sections_of(headings, (), rest)
    contents = (*_CONTENTS, *((s.anchor, s.heading.short) for s in sections))
    return framed(
        "comparison.html.jinja",
        _frame(comparison, parts, contents, tabulars, command),
        {
            "loud": tuple(_loud(comparison, parts)),
            "warned": warnings_in_short(comparison.warnings, marked=MARKED),
            "overview": overview(comparison, parts),
            "heading": _heading(parts),
            "said": tuple(_said(comparison, parts, judged=judged)),
            "attributes": attributes(comparison, parts, tabulars, tell),
            "sections": sections,
        },
    )


def _loud(comparison: Comparison, parts: Sequence[Part]) -> list[tuple[str, bool]]:
    """Return what must not be overlooked, and of each whether it is of the gravest kind."""
    made = [(nobody, True)] if (nobody := nobody_to_compare(comparison)) else []
    if not any(part.labelled for part in parts):
        return [*made, (f"{unlabelled_anywhere(comparison).removeprefix('warning: ')}.", True)]
    return [*made, *((said, "red" in style) for said, style in loud_marks(parts))]


def _heading(parts: Sequence[Part]) -> str:
    """Say what the answer is about; where nobody is compared, the answer."""
    compared = any(compared_with_somebody(part) for part in parts)
    return "Which responder is rated higher" if compared else "No responder can be called better"


def _said(comparison: Comparison, parts: Sequence[Part], *, judged: bool) -> Iterator[str]:
    """Say how sure the answer is; what judges alone would have said stands in their section."""
    if any(part.labelled for part in parts):
        yield TOLD_APART.format(comparison.settings.confidence)
    if not judged:
        yield comparison.statement


def _frame(
    comparison: Comparison,
    parts: Sequence[Part],
    contents: Contents,
    tabulars: Sequence[Tabular[Any]],
    command: str,
) -> Frame:
    return Frame(
        command_name="compare",
        title=compare_title(comparison),
        lede=_lede(comparison, parts),
        simulated=comparison.simulated,
        language=comparison.settings.rubric.language,
        contents=contents,
        ledger=ledger_among(tabulars),
        warnings=by_kind(comparison.warnings),
        provenance=provenance(
            comparison_choices(comparison.settings),
            comparison.inputs,
            comparison.versions,
            command=command,
            simulated=comparison.simulated,
        ),
        version=comparison.versions["mentaleval"],
    )


def _lede(comparison: Comparison, parts: Sequence[Part]) -> str:
    """Say what is shown; without labels whom, by name, since any other order would be a judge's."""
    if any(part.labelled for part in parts):
        return rated_in_words(comparison, parts)
    return f"{', '.join(sorted(order_of(parts)))}."


_CONTENTS: Final[Contents] = (("answer", "The answer"), ("attributes", "Each attribute"))
_JUDGES: Final = Heading(
    "Judges",
    "What the judges' help is worth, and what they may do alone",
    "How far their ratings save human labels, and whether their plain means may rank responders.",
)
