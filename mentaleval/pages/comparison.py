"""A comparison of responders as one HTML file, the answer first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from mentaleval.comparison.parts import Part, headline
from mentaleval.comparison.results import Comparison
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
from mentaleval.report.compare_summary import loud_marks, rated_in_words
from mentaleval.report.compare_terminal import compare_title
from mentaleval.report.comparison_tables import comparison_tables
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
    sections = sections_of(_HEADINGS, (), rest)
    contents = (*_CONTENTS, *((s.anchor, s.heading.short) for s in sections))
    return framed(
        "comparison.html.jinja",
        _frame(comparison, parts, contents, tabulars, command),
        {
            "loud": tuple(_loud(comparison, parts)),
            "overview": overview(comparison, parts),
            "told_apart": TOLD_APART.format(comparison.settings.confidence),
            "statement": comparison.statement,
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
        contents=contents,
        ledger=ledger_among(tabulars),
        warnings=by_kind(comparison.warnings),
        provenance=provenance(
            comparison_choices(comparison.settings),
            comparison.inputs,
            comparison.versions,
            command=command,
        ),
        version=comparison.versions["mentaleval"],
    )


def _lede(comparison: Comparison, parts: Sequence[Part]) -> str:
    """Say what is shown; without labels whom, by name, since any other order would be a judge's."""
    if any(part.labelled for part in parts):
        return rated_in_words(comparison, parts)
    return f"{', '.join(sorted(order_of(parts)))}."


_CONTENTS: Final[Contents] = (("answer", "The answer"), ("attributes", "Each attribute"))
_HEADINGS: Final = {
    "judges": Heading(
        "Judges",
        "What each judge is worth here",
        "How far its ratings save human labels, and whether its plain means may rank responders.",
    ),
}
