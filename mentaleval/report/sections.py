"""What stands below the answer: its error, its reference, and what became of every rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.ratings import Finding
from mentaleval.report import figures
from mentaleval.report.layout import Column, fitting, indented, paragraph, tabulate
from mentaleval.trust import Assessment, Cell, ReferenceEntry

_MOST_NAMES: Final = 8


def heading(text: str) -> Text:
    """Return the heading of a section."""
    return Text(text, style="bold")


def exclusion_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say who was left out for which judge; also when nobody was."""
    made: list[RenderableType] = [heading("Responders left out as the judge's own")]
    lists = {judge: names for judge, names in assessment.excluded_responders.items() if names}
    judges = dict.fromkeys(cell.judge for cell in assessment.cells)
    for judge in {**judges, **lists}:
        names = ", ".join(lists.get(judge, ())) or "none"
        made.append(indented(f"{judge}: {names}", width=width))
    return made


def reference_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say how well the experts agree, or why that cannot be computed: each sentence once."""
    made: list[RenderableType] = [heading("Human reference")]
    by_note: dict[str, list[str]] = {}
    for entry in assessment.reference:
        if not entry.computable:
            by_note.setdefault(entry.note, []).append(entry.title)
    whole = any(len(names) == len(assessment.reference) for names in by_note.values())
    for note, names in by_note.items():
        about = "" if whole else f"{', '.join(names)}: "
        made.append(indented(f"{about}{note}", width=width))
    known = [entry for entry in assessment.reference if entry.computable]
    if known:
        if assessment.settings.method == "default":
            made.append(indented(_CEILING, width=width))
        columns, _ = fitting(_REFERENCE, known, width=width)
        made.append(tabulate(columns, [known], width=width))
    return made


_CEILING: Final = (
    "Experts rated the same responses. ICC(C,k) of their responder means says how sure their own "
    "ranking is; where its lower limit is below the threshold for usable, no judge gets more than "
    "undetermined."
)
_REFERENCE: Final[list[Column[ReferenceEntry]]] = [
    Column("attribute", lambda entry: entry.title, justify="left"),
    Column("experts", lambda entry: str(entry.n_common_experts)),
    Column("in common", lambda entry: figures.count(entry.n_common_items)),
    Column("ICC(C,k)", lambda entry: figures.plain(entry.icc_ck.estimate)),
    Column("limits", lambda entry: figures.limits(entry.icc_ck)),
    Column("single C,1", lambda entry: figures.plain(entry.icc_c1.estimate), 2),
    Column("single A,1", lambda entry: figures.plain(entry.icc_a1.estimate), 1),
]


def blank_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say what the responses that are blank by inference do, where there are any."""
    moved = [
        (abs(rest.icc_c1.estimate - cell.icc_c1.estimate), cell)
        for cell in assessment.cells
        if (rest := cell.without_inferred_blanks) is not None
    ]
    defined = [(shift, cell) for shift, cell in moved if shift == shift]  # noqa: PLR0124  not NaN
    if not defined:
        return []
    cell = max(defined, key=lambda pair: pair[0])[1]
    return [paragraph(_blank_sentence(cell), width=width)]


def _blank_sentence(cell: Cell) -> str:
    rest = cell.without_inferred_blanks
    if rest is None:
        return ""
    return (
        f"Responses that are blank by inference are kept. Without them ICC(C,1) moves most for "
        f"{cell.judge} on {cell.title}: from {figures.plain(cell.icc_c1.estimate)} to "
        f"{figures.plain(rest.icc_c1.estimate)} ({figures.limits(rest.icc_c1)}), "
        f"{figures.count(rest.left_out)} responses fewer."
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    what: str
    ratings: int


def ledger_table(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the account of the ratings: what was used and what was left out, to the sum."""
    flight = assessment.preflight
    out = [_Entry(f"left out: {_words(why)}", n) for why, n in flight.excluded.items() if n]
    total = flight.used + sum(flight.excluded.values())
    columns: list[Column[_Entry]] = [
        Column("ratings", lambda entry: entry.what, justify="left"),
        Column("count", lambda entry: figures.count(entry.ratings)),
    ]
    groups = [[_Entry("used", flight.used), *out], [_Entry("together", total)]]
    if total != flight.read:  # never so, unless the account itself is wrong: then say it
        groups[1].append(_Entry("read", flight.read))
    said = heading(f"Ratings read: {figures.count(flight.read)}")
    return [said, tabulate(columns, groups, width=width)]


def source_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say what reading a source found, in its own units: the ledger counts ratings."""
    counted = [source for source in assessment.inputs if source.counts]
    if not counted:
        return []
    made: list[RenderableType] = [heading("What the sources hold")]
    for source in counted:
        by_part: dict[str, list[str]] = {}
        for name, number in source.counts.items():
            part, _, what = name.rpartition(": ")
            by_part.setdefault(part, []).append(f"{figures.count(number)} {what}")
        for part, found in by_part.items():
            line = f"{source.source}{', ' if part else ''}{part}: {', '.join(found)}"
            made.append(indented(line, width=width))
    return made


def warning_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return a line for each kind of warning: how many, where, and the first of them in full."""
    by_code: dict[str, list[Finding]] = {}
    for finding in assessment.preflight.warnings:
        by_code.setdefault(finding.code, []).append(finding)
    if not by_code:
        return [heading("Warnings: none")]
    made: list[RenderableType] = [heading("Warnings")]
    for code, findings in by_code.items():
        made.append(indented(_warning(code, findings), width=width))
    return made


def _warning(code: str, findings: list[Finding]) -> str:
    first = findings[0]
    if len(findings) == 1:
        return f"{_words(code)} ({figures.count(first.count)}): {first.message}"
    places = [" ".join(filter(None, (f.judge or f.rater, f.attribute))) for f in findings[1:]]
    named = [place for place in dict.fromkeys(places) if place]
    also = f" Also: {figures.some(named, _MOST_NAMES)}." if named else ""
    # their counts are of different things (responses, responders), so they are not added up
    return f"{_words(code)} ({len(findings)} findings): {first.message}{also}"


def _words(code: str) -> str:
    return code.replace("_", " ")
