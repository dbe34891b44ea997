"""A plan on one screen: the study, what of it is said in words, and where the rest is."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.planning import Plan
from mentaleval.report.layout import heading, paragraph
from mentaleval.report.plan_tables import study_table
from mentaleval.report.plan_terminal import plan_title
from mentaleval.report.summary_lines import hint, noted, warning_lines_short


def plan_summary(plan: Plan, *, width: int | None, more: str) -> list[RenderableType]:
    """Return what ``mentaleval plan`` shows where no details are asked for.

    Parameters
    ----------
    plan
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal.
    more
        The last line, which says how to see the rest.
    """
    made: list[RenderableType] = [heading(plan_title(plan))]
    made += [*study_table(plan, width=width), Text()]
    notes = list(plan.notes)
    if len(plan.plans) <= _FEW:
        for row in plan.plans:
            made += noted((row.attribute or "In words", row.statement), width=width)
            notes += row.notes
    made += [paragraph(note, width=width) for note in dict.fromkeys(notes)]
    if plan.pilot:
        made += warning_lines_short(plan.warnings, width=width)
    return [*made, hint(more, width=width)]


_FEW: Final = 3
"""So few attributes are told in words too."""
