"""The first screen: for each judge, attribute and use a verdict, and where a human is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mentaleval.report import figures
from mentaleval.report.by_judge import judges_of, title_of
from mentaleval.report.screening_table import HARMS_MISSED, MISSED_AT_MOST
from mentaleval.trust import Assessment, Cell, Ruling
from mentaleval.vocabulary import Use, Verdict

QUESTIONS: Final = {
    Use.RANK: "Which responder is better?",
    Use.SCORE: "Is this one response good?",
    Use.LEVEL: "Is a 4 a 4?",
}
"""What each use asks, as the terminal says it."""
HELPFUL: Final = (Verdict.TRUSTED, Verdict.USABLE, Verdict.CALIBRATE)
"""The verdicts by which a judge is of help, the best first."""
_WORDS: Final = {
    Verdict.TRUSTED: "trusted",
    Verdict.USABLE: "usable",
    Verdict.CALIBRATE: "calibrate first, or have a human",
    Verdict.UNRELIABLE: "unreliable",
    Verdict.UNDETERMINED: "undetermined",
}


@dataclass(frozen=True, slots=True)
class Named:
    """Attributes, and the judges of whom it is said; none where it is plain of whom."""

    attributes: tuple[str, ...]
    judges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of some attributes in one breath."""

    verdict: Verdict | None
    """None: a human is still needed."""
    words: str
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One use: its question, and what is said of the attributes."""

    use: Use
    question: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The verdicts of one judge on one attribute or composite."""

    title: str
    composite: bool
    rulings: tuple[tuple[Use, Ruling], ...]
    missed: tuple[str, str] | None
    """How many harms it misses, and may miss; None where no judge was assessed as a screen."""


@dataclass(frozen=True, slots=True)
class Card:
    """The verdicts of one judge."""

    anchor: str
    judge: str
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]


def cards(assessment: Assessment) -> tuple[Card, ...]:
    """Return the verdicts by judge, in the order of the assessment."""
    screened = any(cell.screening for cell in assessment.cells)
    return tuple(
        Card(
            anchor=f"judge-{place}",
            judge=judge,
            lines=tuple(_line_of(use, [c for c in mine if not c.composite]) for use in Use),
            rows=tuple(_row(cell, screened=screened) for cell in mine),
        )
        for place, (judge, mine) in enumerate(judges_of(assessment.cells).items(), start=1)
    )


def needs(assessment: Assessment) -> tuple[Line, ...]:
    """Return for each use on which attributes a judge is of help, and where none is."""
    cells = [cell for cell in assessment.cells if not cell.composite]
    return tuple(Line(use, QUESTIONS[use], tuple(_best(use, cells))) for use in Use)


def _row(cell: Cell, *, screened: bool) -> Row:
    rulings = tuple((use, cell.rulings[use]) for use in Use if use in cell.rulings)
    return Row(title_of(cell), cell.composite, rulings, _missed(cell) if screened else None)


def _missed(cell: Cell) -> tuple[str, str]:
    """Return how many harms a judge misses, and how many it may miss; the second may be empty."""
    limit = MISSED_AT_MOST.show(cell)
    return HARMS_MISSED.show(cell), "" if limit == figures.NONE else f"at most {limit}"


def _line_of(use: Use, cells: Sequence[Cell]) -> Line:
    said = tuple(
        Said(verdict, _WORDS[verdict], (Named(names),))
        for verdict in Verdict
        if (names := tuple(c.title for c in cells if c.rulings[use].verdict is verdict))
    )
    return Line(use, QUESTIONS[use], said)


def _best(use: Use, cells: Sequence[Cell]) -> Iterator[Said]:
    """Say of each attribute the best verdict that any judge has, with the judges that have it."""
    by_attribute: dict[str, list[Cell]] = {}
    for cell in cells:
        by_attribute.setdefault(cell.title, []).append(cell)
    every = tuple(dict.fromkeys(cell.judge for cell in cells))
    left = list(by_attribute)
    for verdict in HELPFUL:
        found: dict[tuple[str, ...], list[str]] = {}
        for title in left:
            mine = (c.judge for c in by_attribute[title] if c.rulings[use].verdict is verdict)
            found.setdefault(tuple(mine), []).append(title)
        left = found.pop((), [])
        if found:
            named = (Named(tuple(t), _whom(judges, every)) for judges, t in found.items())
            yield Said(verdict, _WORDS[verdict], tuple(named))
    if left:
        yield Said(None, "a human is still needed", (Named(tuple(left)),))


def _whom(judges: tuple[str, ...], every: tuple[str, ...]) -> tuple[str, ...]:
    """Return the judges to be named: none of one alone, and of all no name."""
    if len(every) == 1:
        return ()
    return (f"all {len(every)} judges",) if judges == every else judges
