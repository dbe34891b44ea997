"""The responses that a verdict is most in doubt about, and where all of a judge's can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mentaleval.report import figures
from mentaleval.trust import Apart, Assessment, Behind, Cell
from mentaleval.vocabulary import Exchange

Texts = Mapping[tuple[str, str], Exchange]
"""Conversations that may be shown, by exchange and responder."""
Link = Callable[[Apart], str | None]
"""Where a response can be read in Inspect's viewer; None for nowhere."""

MOST_SAMPLES: Final = 200
"""So many samples of a log are named; the JSON names them all."""


@dataclass(frozen=True, slots=True)
class Response:
    """One response on which a judge and the experts are far apart."""

    attribute: str
    exchange: str
    responder: str
    human: str
    judge: str
    missed: bool
    log: str
    sample: str
    link: str | None
    text: str | None
    """The anchor of what was written; None where it is not shown."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of one log behind a judge's figures."""

    name: str
    """What stands for it in the table."""
    log: str
    count: str
    named: tuple[str, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Furthest:
    """The responses of one judge, by attribute, and its logs."""

    judge: str
    missed: str
    by_attribute: tuple[tuple[str, tuple[Response, ...]], ...]
    logs: tuple[Samples, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote and what was responded."""

    anchor: str
    exchange: str
    responder: str
    context: str
    response: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that leads from a verdict to what it rests on."""

    judges: tuple[Furthest, ...]
    written: tuple[Written, ...]


def evidence(assessment: Assessment, *, link: Link, texts: Texts | None) -> Evidence | None:
    """Return what leads from the verdicts to single responses; None where nothing does.

    Parameters
    ----------
    assessment
        Whose responses.
    link
        Where each can be read.
    texts
        What may be shown of them; None shows no text.
    """
    cells = [cell for cell in assessment.cells if not cell.composite]
    named = dict.fromkeys((a.exchange_id, a.responder) for cell in cells for a in cell.apart)
    shown = texts or {}
    asked = sorted(key for key in named if key in shown)
    anchors = {key: f"text-{n}" for n, key in enumerate(asked, start=1)}
    judges = dict.fromkeys(cell.judge for cell in cells)
    found = tuple(
        _of_judge(judge, [c for c in cells if c.judge == judge], assessment.behind, link, anchors)
        for judge in judges
    )
    kept = tuple(one for one in found if one.by_attribute or one.logs)
    if not kept:
        return None
    return Evidence(kept, tuple(_written(anchors[key], key, shown[key]) for key in anchors))


def _of_judge(
    judge: str,
    cells: Sequence[Cell],
    behind: Sequence[Behind],
    link: Link,
    anchors: Mapping[tuple[str, str], str],
) -> Furthest:
    missed = sum(one.missed for cell in cells for one in cell.apart)
    mine = [one for one in behind if one.judge == judge]
    logs = {one.log: f"log {place}" for place, one in enumerate(mine, start=1)}
    return Furthest(
        judge=judge,
        missed=f"{missed} missed harm{'' if missed == 1 else 's'} among them" if missed else "",
        by_attribute=tuple(
            (cell.title, tuple(_responses(cell, logs, link, anchors)))
            for cell in cells
            if cell.apart
        ),
        logs=tuple(_samples(logs[one.log], one) for one in mine),
    )


def _responses(
    cell: Cell, logs: Mapping[str, str], link: Link, anchors: Mapping[tuple[str, str], str]
) -> Iterator[Response]:
    for one in cell.apart:
        yield Response(
            attribute=cell.title,
            exchange=one.exchange_id,
            responder=one.responder,
            human=figures.plain(one.human, cell.digits),
            judge=figures.plain(one.judge, cell.digits),
            missed=one.missed,
            log=logs.get(one.log or "", one.log or ""),
            sample=one.sample or "",
            link=link(one),
            text=anchors.get((one.exchange_id, one.responder)),
        )


def _samples(name: str, found: Behind) -> Samples:
    rest = len(found.samples) - MOST_SAMPLES
    return Samples(
        name=name,
        log=found.log,
        count=figures.count(len(found.samples)),
        named=found.samples[:MOST_SAMPLES],
        more=f" and {figures.count(rest)} more, which the JSON names" if rest > 0 else "",
    )


def _written(anchor: str, key: tuple[str, str], found: Exchange) -> Written:
    exchange, responder = key
    return Written(anchor, exchange, responder, found.context, found.response or "")
