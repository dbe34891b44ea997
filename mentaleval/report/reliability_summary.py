"""An assessment on one screen: the answer, what may never be overlooked, and where the rest is."""

from __future__ import annotations

from rich.console import RenderableType

from mentaleval.report.alternative_table import untested
from mentaleval.report.composites import composed_lines, composites_judged
from mentaleval.report.harm import screening_sentence
from mentaleval.report.layout import heading, paragraph
from mentaleval.report.published_summary import label_lines
from mentaleval.report.raters import no_panel
from mentaleval.report.summary_lines import (
    hint,
    ledger_sentence,
    noted,
    warning_lines_short,
)
from mentaleval.report.summary_needs import (
    error_sentence,
    experts_sentence,
    needed_lines,
)
from mentaleval.report.summary_verdicts import verdict_lines, verdict_table
from mentaleval.report.terminal import reliability_title
from mentaleval.trust import Assessment


def reliability_summary(
    assessment: Assessment, *, width: int | None, more: str
) -> list[RenderableType]:
    """Return what ``mentaleval reliability`` shows where no details are asked for.

    Parameters
    ----------
    assessment
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal (see
        `reliability_renderables`).
    more
        The last line, which says how to see the rest.
    """
    published = assessment.settings.method == "published"
    made: list[RenderableType] = [heading(reliability_title(assessment))]
    answer = label_lines if published else verdict_lines
    made += answer(assessment, width=width)
    made += composed_lines(composites_judged(assessment), width=width, short=True)
    made += [] if published else _needs(assessment, width=width)
    made += _below(assessment, width=width)
    return [*made, hint(more, width=width)]


def _needs(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    above = verdict_table(assessment, width=width) is not None
    harm = screening_sentence(assessment, figures_above=above)
    made = needed_lines(assessment, width=width, short=True)
    alone = all(entry.judges for entry in assessment.stand_alone)
    made += noted(("Harm", harm), width=width, style="" if alone else "bold")
    for lacks in filter(None, (untested(assessment), no_panel(assessment))):
        made.append(paragraph(lacks, width=width))
    return made


def _below(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    found = assessment.preflight
    experts, account = experts_sentence(assessment), ledger_sentence(found)
    made = noted(("Humans", experts), ("Ratings", account), width=width)
    made += warning_lines_short(found.warnings, width=width, marked=answered(assessment))
    if assessment.settings.method == "default":
        made += noted(("Passed wrongly", error_sentence(assessment)), width=width)
    return made


def answered(assessment: Assessment) -> frozenset[str]:
    """Return the kinds of warnings that an option answers already."""
    return frozenset({"unknown_attribute"} if assessment.settings.scale else ())
