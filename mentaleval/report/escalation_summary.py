"""An escalation on one screen: how many need a human, what to heed, and where the rest is."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from mentaleval.escalation import AttributeResult, Escalation
from mentaleval.report.escalation_terminal import (
    attribute_table,
    escalation_title,
    loud,
    settings_sentence,
)
from mentaleval.report.layout import heading, paragraph
from mentaleval.report.summary_lines import hint, ledger_sentence, noted, warning_lines_short


def escalation_summary(found: Escalation, *, width: int | None, more: str) -> list[RenderableType]:
    """Return what ``mentaleval escalate`` shows where no details are asked for.

    Parameters
    ----------
    found
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal.
    more
        The last line, which says how to see the rest.
    """
    made: list[RenderableType] = [heading(escalation_title(found))]
    made += [paragraph(found.statement, width=width), Text()]
    made += [*attribute_table(found, width=width), Text()]
    for names, said, style in _statements(found.attributes):
        made += noted((names, said), width=width, style=style)
    settings = settings_sentence(found).removeprefix("Settings: ")
    account = {
        "Responses": _account(found),
        "Ratings": ledger_sentence(found.ledger),
        "Settings": settings,
    }
    made += noted(*account.items(), width=width)
    made += warning_lines_short(found.warnings, width=width)
    return [*made, hint(more, width=width)]


def _account(found: Escalation) -> str:
    """Say what became of every response, to the sum."""
    parts = [f"{n:,} {name.replace('_', ' ')}" for name, n in found.account.items() if n]
    return f"{sum(found.account.values()):,} = {' + '.join(parts)}."


def _statements(results: tuple[AttributeResult, ...]) -> list[tuple[str, str, str]]:
    """Return each statement once, with the attributes that it is true of."""
    of: dict[tuple[str, str], list[str]] = {}
    for result in results:
        said = result.statement.removeprefix(f"{result.attribute}: ")
        of.setdefault((said, loud(result)), []).append(result.attribute)
    return [(", ".join(names), said, style) for (said, style), names in of.items()]
