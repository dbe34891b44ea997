"""A comparison as rich renderables, the answer first. Only the command line prints them."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.results import Comparison
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.report.compare_account import account_in_words
from mentaleval.report.compare_judges import judge_tables
from mentaleval.report.compare_pairs import pair_lines
from mentaleval.report.compare_standings import standings
from mentaleval.report.layout import Section, paragraph, titled
from mentaleval.report.sections import account_table, finding_lines, held_lines


def compare_renderables(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    """Return what ``mentaleval compare`` shows, from the answer down to the settings.

    Parameters
    ----------
    comparison
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal (see
        `reliability_renderables`).
    """
    return titled(compare_title(comparison), _SECTIONS, comparison, width=width)


def compare_title(comparison: Comparison) -> str:
    """Say what is compared, by whom, and whether nobody gave the ratings."""
    responders = {mean.responder for mean in comparison.responders}
    simulated = " (simulated ratings)" if comparison.simulated else ""
    return f"Comparison of {_many(len(responders), 'responder')} {_how(comparison)}{simulated}"


def _how(comparison: Comparison) -> str:
    judges = {h.judge for h in comparison.headings if h.judge not in {None, ALL_JUDGES}}
    labelled = any(h.n_labelled for h in comparison.headings)
    by = _many(len(judges), "judge")
    if not labelled:
        return f"by {by}, WITHOUT ANY HUMAN LABEL"
    return f"by human labels and {by}" if judges else "by human labels alone"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _account(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    return account_table(account_in_words(comparison), width=width)


def _sources(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    return held_lines(comparison.inputs, width=width)


def _warnings(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    return finding_lines(comparison.warnings, width=width)


def _settings(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    chosen = comparison.settings
    said = f"Correction {chosen.correction}, seed {chosen.seed}, {chosen.confidence:.0%} limits."
    return [paragraph(comparison.statement, width=width), Text(), paragraph(said, width=width)]


_SECTIONS: Final[tuple[Section[Comparison], ...]] = (
    standings,
    pair_lines,
    judge_tables,
    _account,
    _sources,
    _warnings,
    _settings,
)
