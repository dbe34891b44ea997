"""An assessment as rich renderables, the answer first. Only the command line prints them."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType

from mentaleval.report.alternative_table import alternative_tables
from mentaleval.report.layout import Section, titled
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
from mentaleval.report.summary_needs import needed_lines
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
    sections = (*(_PUBLISHED if published else _ANSWER), *_BELOW)
    return titled(reliability_title(assessment), sections, assessment, width=width)


_ANSWER: Final[tuple[Section[Assessment], ...]] = (
    verdict_tables,
    needed_lines,
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
_PUBLISHED: Final[tuple[Section[Assessment], ...]] = (published_tables,)
_BELOW: Final[tuple[Section[Assessment], ...]] = (
    exclusion_lines,
    reference_lines,
    ledger_table,
    reading_tables,
    source_lines,
    warning_lines,
)


def reliability_title(assessment: Assessment) -> str:
    """Say what is shown of how many judges, and whether the ratings are simulated."""
    judges = len({cell.judge for cell in assessment.cells})
    who = f"{judges} judge{'' if judges == 1 else 's'}"
    published = assessment.settings.method == "published"
    what = "Published method: " if published else "Reliability of "
    simulated = " (simulated ratings)" if assessment.simulated else ""
    return f"{what}{who} against the human reference{simulated}"
