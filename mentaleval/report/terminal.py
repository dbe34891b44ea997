"""An assessment as rich renderables, the answer first. Only the command line prints them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import sections
from mentaleval.report.layout import paragraph
from mentaleval.report.published_table import published_tables
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
    tables = published_tables if published else verdict_tables
    statement = paragraph(assessment.statement, width=width, style="bold" if published else "")
    answer = tables(assessment, width=width)
    first = [statement, Text(), *answer] if published else [*answer, Text(), statement]
    below = [
        sections.blank_lines(assessment, width=width),
        sections.exclusion_lines(assessment, width=width),
        sections.reference_lines(assessment, width=width),
        sections.ledger_table(assessment, width=width),
        sections.source_lines(assessment, width=width),
        sections.warning_lines(assessment, width=width),
    ]
    made: list[RenderableType] = [Text(_title(assessment), style="bold"), Text(), *first]
    for section in below:
        if section:
            made += [Text(), *section]
    return made


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
