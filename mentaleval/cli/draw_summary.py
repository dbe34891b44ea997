"""What the terminal says of a draw."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from mentaleval.sheets.draw_document import Draw
    from mentaleval.sheets.population import Population


def summary(draw: Draw, file: str) -> list[RenderableType]:
    """Return what was drawn, what each expert has to give, and what to do next."""
    from rich.text import Text  # noqa: PLC0415  slow to import

    parts: list[RenderableType] = [Text(_drawn(draw)), Text(_shared(draw)), Text()]
    parts.append(_experts(draw))
    if draw.purpose == "stratified":
        parts += [Text(), _strata(draw)]
    return [*parts, Text(), *map(Text, _next(draw, file))]


def _drawn(draw: Draw) -> str:
    drawn = {asked.exchange_id for asked in draw.responses}
    responders = {asked.responder for asked in draw.responses}
    over = draw.settings["stratify"]
    how = f"in proportion over strata of {over}" if over else "at random"
    return (
        f"{len(drawn):,} of {sum(draw.population.values()):,} conversations drawn {how} "
        f"(seed {draw.seed}): {_count(len(draw.responses), 'response')} of "
        f"{_count(len(responders), 'responder')}."
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _shared(draw: Draw) -> str:
    common = draw.settings["overlap"]
    if not common:
        return "Every conversation is rated by one expert."
    everybody = "both" if len(draw.experts) == 2 else f"all {len(draw.experts)}"  # noqa: PLR2004
    one = common == 1
    return (
        f"{common} of them {'is' if one else 'are'} rated by {everybody} experts, so that it can "
        "be computed how well they agree."
    )


def _experts(draw: Draw) -> Table:
    table = _table("expert", "conversations", "responses", "ratings")
    for expert in draw.experts:
        asked = [one.exchange_id for one in draw.responses if expert in one.experts]
        numbers = (len(set(asked)), len(asked), len(asked) * len(draw.attributes))
        table.add_row(expert, *(f"{number:,}" for number in numbers))
    return table


def _strata(draw: Draw) -> Table:
    table = _table("stratum", "conversations", "drawn")
    drawn = Counter({a.exchange_id: a.stratum for a in draw.responses}.values())
    for stratum, there in draw.population.items():
        table.add_row(stratum, f"{there:,}", f"{drawn[stratum]:,}")
    return table


def _table(first: str, *others: str) -> Table:
    from rich.table import Table  # noqa: PLC0415  slow to import

    table = Table(box=None, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for other in others:
        table.add_column(other, justify="right", no_wrap=True)
    return table


def _next(draw: Draw, file: str) -> list[str]:
    rated = "1 rating" if len(draw.attributes) == 1 else f"{len(draw.attributes)} ratings"
    return [
        f"Of each response {rated}: {', '.join(draw.attributes)}.",
        f"{file} holds ids and hashes and no text. It names the responders: no expert may see it.",
        "The experts' sheets come next:",
        f"  mentaleval sheet {file} SOURCE --out sheets",
    ]


def left_out(population: Population, labels: str) -> list[str]:
    """Return what was left out, and why; *labels* says where human ratings were found."""
    counted = {
        f"with human ratings already, {labels}": population.labelled,
        "that an earlier draw asks for": population.drawn,
        "of which the sources give different words": population.unlike,
        "with several responses of one responder, of which a draw asks for one": population.several,
    }
    lines = [f"{_count(len(its), 'conversation')} {why}" for why, its in counted.items() if its]
    if population.blank:
        lines.append(f"{_count(population.blank, 'blank response')}, not to be rated")
    return lines


def notes(draw: Draw, population: Population, labels: str) -> list[str]:
    """Return what was left out, and what cannot be known from such a draw."""
    lines = [f"left out: {line}" for line in left_out(population, labels)]
    if len(draw.experts) == 1:
        lines.append(
            "warning: with one expert it cannot be computed how well experts agree: the results "
            "will have no ceiling. Two experts or more give one."
        )
    elif not draw.settings["overlap"]:
        lines.append(
            "warning: without overlap it cannot be computed how well experts agree: the results "
            "will have no ceiling. --overlap 0.3 gives one."
        )
    return lines
