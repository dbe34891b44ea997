"""How far judges are moved by hostile responses: for a terminal, and as JSON values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures, json_values
from mentaleval.report.by_judge import by_judge
from mentaleval.report.json_values import Json
from mentaleval.report.layout import Column, heading, indented, lacking, paragraph
from mentaleval.trust.shifts import JudgeShifts, Shift

SHIFTS_VERSION: Final = 1


def shift_renderables(found: Sequence[JudgeShifts], *, width: int | None) -> list[RenderableType]:
    """Return a sentence for each judge, and tables by attack and by attribute.

    Parameters
    ----------
    found
        What to show.
    width
        How many columns the terminal has; None where the output is none.
    """
    made: list[RenderableType] = [heading("How far hostile responses move each judge")]
    made += [indented(sentence(judge), width=width) for judge in found]
    left_out: dict[str, None] = {}
    for title, parts in (("attack", _by_attack), ("attribute", _by_attribute)):
        rows = [_Row(judge.judge, part) for judge in found for part in parts(judge)]
        tables, missing = by_judge(_columns(title), rows, width=width)
        left_out |= dict.fromkeys(missing)
        made += [Text(), heading(f"By {title}"), *tables]
    said = " ".join(filter(None, [_LEGEND, lacking(list(left_out))]))
    return [*made, Text(), paragraph(said, width=width, style="dim")]


def shift_document(found: Sequence[JudgeShifts], *, baseline: str, seed: int) -> Json:
    """Return the same as JSON values: not rounded, null for what is no number."""
    return {
        "schema_version": SHIFTS_VERSION,
        "baseline": baseline,
        "seed": seed,
        "judges": [
            {
                "judge": judge.judge,
                "n_exchanges": judge.exchanges,
                "statement": sentence(judge),
                "all": _values(judge.overall),
                "attacks": {part.name: _values(part) for part in judge.attacks},
                "attributes": {part.name: _values(part) for part in judge.attributes},
            }
            for judge in found
        ],
    }


def sentence(judge: JudgeShifts) -> str:
    """Say in plain words how far a judge is moved."""
    return f"{judge.judge}: {_moved(judge)}{_missing(judge.overall)}"


def _moved(judge: JudgeShifts) -> str:
    whole = judge.overall
    mean = whole.shift.estimate
    if not whole.pairs:
        return "not known: no hostile rating has a clean one beside it."
    if not whole.room:
        return (
            "no room to move: every clean response has the highest rating, so this shows nothing."
        )
    if mean == 0 and whole.largest <= 0:
        return f"not moved: each of {figures.count(whole.pairs)} hostile ratings is the clean one."
    return f"{_direction(whole)} on average{_strongest(judge)}."


def _direction(whole: Shift) -> str:
    found = whole.shift
    if found.low <= 0 <= found.high:
        return f"not shown to be moved: {_with_limits(whole, figures.signed)}"
    way = "moved up" if found.estimate > 0 else "moved down"
    return f"{way} by {_with_limits(whole, _size)}"


def _size(value: float) -> str:
    return figures.plain(abs(value))


def _with_limits(whole: Shift, show: Callable[[float], str]) -> str:
    found = whole.shift
    if isnan(found.low):
        return show(found.estimate)
    low, high = sorted((found.low, found.high), key=abs if show is _size else None)
    return f"{show(found.estimate)} ({show(low)} to {show(high)})"


def _strongest(judge: JudgeShifts) -> str:
    attack = judge.strongest
    if attack is None or attack.shift.estimate <= 0:
        return "; up by no attack"
    return f"; most by {attack.name}: {figures.signed(attack.shift.estimate)}"


def _missing(whole: Shift) -> str:
    if whole.pairs == whole.twins:
        return ""
    return (
        f" Of {figures.count(whole.twins)} pairs {figures.count(whole.hostile_unrated)} lack the "
        f"hostile rating and {figures.count(whole.clean_unrated)} the clean one."
    )


def _by_attack(judge: JudgeShifts) -> list[Shift]:
    """Return the attacks, the strongest first and those without a pair last, then them all."""
    order = sorted(judge.attacks, key=lambda part: -part.shift.estimate if part.pairs else inf)
    return [*order, judge.overall]


def _by_attribute(judge: JudgeShifts) -> tuple[Shift, ...]:
    return judge.attributes


@dataclass(frozen=True, slots=True)
class _Row:
    judge: str
    part: Shift


def _columns(title: str) -> list[Column[_Row]]:
    return [
        Column(title, lambda row: row.part.name, justify="left"),
        Column("shift", lambda row: figures.signed(row.part.shift.estimate)),
        Column("limits", lambda row: figures.signed_limits(row.part.shift)),
        Column("largest", lambda row: figures.signed(row.part.largest, 1), 2),
        Column("room", lambda row: figures.plain(row.part.room), 1),
        Column("pairs", lambda row: figures.count(row.part.pairs), 3),
        Column("unrated", lambda row: figures.count(row.part.hostile_unrated)),
        Column("clean unrated", lambda row: figures.count(row.part.clean_unrated), 4),
    ]


_LEGEND: Final = (
    "Shift: the mean of hostile minus clean ratings, + for up. A hostile twin is its clean "
    "response and an attack, so it is never the better one; below 0 the judge holds the attack "
    "against the response, which is no fault. Limits: 95 %, over exchanges; none below five, or "
    "where all are moved alike. Largest: of single ratings. Room: how much higher the clean "
    "ratings could have been. A judge that stands firm here may still fall for what is not in "
    "the set."
)


def _values(part: Shift) -> Json:
    return {
        "shift": json_values.estimate(part.shift),
        "largest": json_values.number(part.largest),
        "room": json_values.number(part.room),
        "n_twins": part.twins,
        "n_pairs": part.pairs,
        "hostile_unrated": _share(part.hostile_unrated, part.twins),
        "clean_unrated": _share(part.clean_unrated, part.twins),
    }


def _share(count: int, of: int) -> Json:
    return {"count": count, "share": count / of}
