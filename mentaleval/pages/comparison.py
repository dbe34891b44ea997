"""A comparison of responders as one HTML file, the answer first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mentaleval.comparison.results import Comparison
from mentaleval.pages.choices import comparison_choices
from mentaleval.pages.drawings import Heading, Section, sections_of
from mentaleval.pages.frame import Contents, Frame, framed
from mentaleval.pages.provenance import provenance
from mentaleval.pages.tables import Table, ledger_among, table_of
from mentaleval.pages.warned import by_kind
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.naming import file_names
from mentaleval.report.compare_marks import unlabelled, unlabelled_anywhere, unlicensed
from mentaleval.report.compare_pairs import TOLD_APART, claims, nobody_to_compare
from mentaleval.report.compare_parts import Part, headline
from mentaleval.report.compare_standings import labels_of
from mentaleval.report.compare_terminal import compare_title
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.tabular import Tabular
from mentaleval.telling import Tell


@dataclass(frozen=True, slots=True)
class Standing:
    """What is answered of one attribute or composite."""

    anchor: str
    title: str
    labels: str
    unlabelled: tuple[str, ...]
    unlicensed: tuple[str, ...]
    claims: tuple[str, ...]
    table: Table | None


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
    sections = _sections(comparison, parts, tabulars, tell)
    contents = (("answer", "The answer"), *((s.anchor, s.heading.short) for s in sections))
    return framed(
        "comparison.html.jinja",
        _frame(comparison, contents, tabulars, command),
        {
            "standings": _standings(parts, tabulars),
            "loud": _loud(comparison),
            "told_apart": TOLD_APART.format(comparison.settings.confidence),
            "statement": comparison.statement,
            "sections": sections,
        },
    )


def _loud(comparison: Comparison) -> tuple[str, ...]:
    said = (unlabelled_anywhere(comparison), nobody_to_compare(comparison))
    return tuple(one.removeprefix("warning: ") for one in said if one)


def _frame(
    comparison: Comparison, contents: Contents, tabulars: Sequence[Tabular[Any]], command: str
) -> Frame:
    return Frame(
        command_name="compare",
        title=compare_title(comparison),
        lede=f"{', '.join(dict.fromkeys(mean.responder for mean in comparison.responders))}.",
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


def _standings(parts: Sequence[Part], tabulars: Sequence[Tabular[Any]]) -> tuple[Standing, ...]:
    tables = [table_of(tabular) for tabular in tabulars if tabular.section == "means"]
    return tuple(
        Standing(
            anchor=f"attribute-{place}",
            title=part.title,
            labels=f"{labels_of(part)}.",
            unlabelled=tuple(unlabelled(part)),
            unlicensed=tuple(unlicensed(part)),
            claims=tuple(claims(part)),
            table=next(filter(None, (table.of(part.title) for table in tables)), None),
        )
        for place, part in enumerate(parts, start=1)
    )


def _sections(
    comparison: Comparison,
    parts: Sequence[Part],
    tabulars: Sequence[Tabular[Any]],
    tell: Tell | None,
) -> tuple[Section, ...]:
    """Return the figures with their tables; what stands above is not said again."""
    above = tuple(f"{part.title}: {labels_of(part)}." for part in parts)
    shown = [
        replace(one, notes=[note for note in one.notes if not note.startswith(above)])
        for one in tabulars
        if one.section != "ledger"
    ]
    plots = comparison_plots(comparison)
    return sections_of(_HEADINGS, plots, shown, _about(parts), tell)


def _about(parts: Sequence[Part]) -> dict[str, str]:
    """Return the attribute that each figure is about, by the figure's name."""
    names = file_names([part.heading.attribute for part in parts], "attribute")
    return {
        f"{section}-{names[part.heading.attribute]}": part.title
        for section in ("means", "differences")
        for part in parts
    }


_HEADINGS: Final = {
    "means": Heading(
        "Means",
        "Means, raw and corrected",
        "What the judges say by themselves, and what is estimated of the experts' means.",
    ),
    "differences": Heading(
        "Differences",
        "Who differs from whom",
        "Each responder's mean minus another's. Two are told apart where the limits that hold for "
        "all pairs leave out 0.",
    ),
    "judges": Heading(
        "Judges",
        "What each judge is worth here",
        "How far its ratings save human labels, and whether its plain means may rank responders.",
    ),
}
