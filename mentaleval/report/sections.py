"""What stands below the answer: who was left out, and what became of every rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rich.console import RenderableType

from mentaleval.ratings import Finding, Input
from mentaleval.report import figures
from mentaleval.report.layout import Column, heading, indented, tabulate
from mentaleval.trust import Assessment
from mentaleval.trust.panels import name_of

_MOST_NAMES: Final = 8


def exclusion_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say who was left out for which judge; also when nobody was."""
    made: list[RenderableType] = [heading("Responders left out for a judge")]
    lists = {judge: names for judge, names in assessment.excluded_responders.items() if names}
    judges = dict.fromkeys(cell.judge for cell in assessment.cells)
    panels = [name_of(kind) for kind in assessment.settings.panel]
    for judge in {**judges, **lists}:
        own = "what is left out for any of its judges" if judge in panels else "none"
        names = ", ".join(lists.get(judge, ())) or own
        made.append(indented(f"{judge}: {names}", width=width))
    return made


@dataclass(frozen=True, slots=True)
class Entry:
    """So many ratings, and what became of them."""

    what: str
    ratings: int


class Ledger(Protocol):
    """What became of every rating that was read."""

    @property
    def read(self) -> int:
        """How many there were."""

    @property
    def used(self) -> int:
        """How many of them the result rests on."""

    @property
    def excluded(self) -> Mapping[str, int]:
        """How many were left out, by the one reason."""


def ledger_table(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the account of an assessment's ratings."""
    return account_table(assessment.preflight, width=width)


def account_table(account: Ledger, *, width: int | None) -> list[RenderableType]:
    """Return the account of the ratings: what was used and what was left out, to the sum."""
    said = heading(account_title(account))
    return [said, tabulate(ACCOUNT_COLUMNS, account_groups(account), width=width)]


def account_title(account: Ledger) -> str:
    """Say how many ratings there were."""
    return f"Ratings read: {figures.count(account.read)}"


def account_groups(account: Ledger) -> list[list[Entry]]:
    """Return what was used and what was left out, and then the sum."""
    out = [Entry(f"left out: {words(why)}", n) for why, n in account.excluded.items() if n]
    total = account.used + sum(account.excluded.values())
    groups = [[Entry("used", account.used), *out], [Entry("together", total)]]
    if total != account.read:  # never so, unless the account itself is wrong: then say it
        groups[1].append(Entry("read", account.read))
    return groups


ACCOUNT_COLUMNS: Final[list[Column[Entry]]] = [
    Column("ratings", lambda entry: entry.what, justify="left"),
    Column("count", lambda entry: figures.count(entry.ratings)),
]


def source_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say what reading an assessment's sources found."""
    return held_lines(assessment.inputs, width=width)


def held_lines(inputs: Sequence[Input], *, width: int | None) -> list[RenderableType]:
    """Say what reading a source found, in its own units: the ledger counts ratings."""
    counted = [source for source in inputs if source.counts]
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
    """Return the warnings of an assessment."""
    return finding_lines(assessment.preflight.warnings, width=width)


def finding_lines(found: Sequence[Finding], *, width: int | None) -> list[RenderableType]:
    """Return a line for each kind of warning: how many, where, and the first of them in full."""
    by_code: dict[str, list[Finding]] = {}
    for finding in found:
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
        return f"{words(code)} ({figures.count(first.count)}): {first.message}"
    places = [" ".join(filter(None, (f.judge or f.rater, f.attribute))) for f in findings[1:]]
    named = [place for place in dict.fromkeys(places) if place]
    also = f" Also: {figures.some(named, _MOST_NAMES)}." if named else ""
    # their counts are of different things (responses, responders), so they are not added up
    return f"{words(code)} ({len(findings)} findings): {first.message}{also}"


def words(code: str) -> str:
    """Return a reason or a kind of warning as it is read."""
    return code.replace("_", " ")
