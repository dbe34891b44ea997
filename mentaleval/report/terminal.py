"""An assessment as rich renderables, the answer first. Only the command line prints them."""

from __future__ import annotations

from typing import Final, Protocol

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report.alternative_table import alternative_tables
from mentaleval.report.published_table import published_tables
from mentaleval.report.raters import halo_lines, panel_lines, preference_lines, repeat_lines
from mentaleval.report.reading_table import reading_tables
from mentaleval.report.reference_section import reference_lines
from mentaleval.report.screening_table import screening_tables
from mentaleval.report.sections import (
    exclusion_lines,
    ledger_table,
    source_lines,
    warning_lines,
)
from mentaleval.report.use_tables import level_tables, rank_tables, score_tables
from mentaleval.report.verdict_table import verdict_tables
from mentaleval.trust import Assessment


def reliability_renderables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return what ``mentaleval reliability`` shows, from the answer down to the warnings.

    Parameters
    ----------
    assessment
        What to show.
    width
        How many columns the terminal has: tables leave out columns that do not fit, and say
        which. None where the output is no terminal: then tables are plain and as wide as needed,
        and the console to print them on must be wider than anything (``Console(width=100_000)``;
        nothing is padded to that width).
    """
    published = assessment.settings.method == "published"
    made: list[RenderableType] = [Text(_title(assessment), style="bold")]
    for section in (*(_PUBLISHED if published else _ANSWER), *_BELOW):
        lines = section(assessment, width=width)
        if lines:
            made += [Text(), *lines]
    return made


class _Section(Protocol):
    def __call__(self, assessment: Assessment, *, width: int | None) -> list[RenderableType]:
        """Return the lines of a section; none where there is nothing to say."""


_ANSWER: Final[tuple[_Section, ...]] = (
    verdict_tables,
    rank_tables,
    score_tables,
    level_tables,
    screening_tables,
    alternative_tables,
    panel_lines,
    repeat_lines,
    halo_lines,
    preference_lines,
)
_PUBLISHED: Final[tuple[_Section, ...]] = (published_tables,)
_BELOW: Final[tuple[_Section, ...]] = (
    exclusion_lines,
    reference_lines,
    ledger_table,
    reading_tables,
    source_lines,
    warning_lines,
)


def _title(assessment: Assessment) -> str:
    judges = len({cell.judge for cell in assessment.cells})
    who = f"{judges} judge{'' if judges == 1 else 's'}"
    what = (
        "figures by the published method"
        if assessment.settings.method == "published"
        else "reliability"
    )
    simulated = " (simulated ratings)" if assessment.simulated else ""
    return f"{what.capitalize()} of {who} against the human reference{simulated}"
