"""What JSON documents hold as tables for machines: one row a record, numbers not rounded.

A name with dots is the path of a value in the document, below the record: the lower limit of
``icc_c1`` is ``icc_c1.low``. Lists are JSON. What is not a number is empty. Every table says first
whether the ratings are ``simulated``.

Of an assessment: ``cells`` (a judge on an attribute), ``verdicts`` (each for one use, with the
figure and the limits that it rests on), ``responders`` (means of a responder by experts and by a
judge), ``calibration``, ``screening``, ``confusion`` (how often experts said one thing where the
judge said another), ``apart`` (the responses on which they differ most), ``reference``,
``reference-pairs`` (of experts), ``stand-alone``, ``panel``, ``repeats``, ``halo``,
``halo-pairs``, ``self-preference``, ``human-means``, ``left-out`` (responders of a judge's own).

Of a comparison: ``means``, ``pairs``, ``headings`` (a judge on an attribute), ``power`` (how much
of each judge's ratings is used).

Of both: ``ledger`` (what became of the ratings, whose counts add up to those read), ``warnings``,
``inputs`` and ``origin`` (everything else: seed, settings, versions, statements).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from mentaleval.report.json_values import Json

Records = dict[str, list[Json]]


def reliability_records(document: Json) -> Records:
    """Return the tables of the document that ``mentaleval reliability --json`` writes."""
    cells = document["cells"]
    made = {
        "cells": [_cell(cell) for cell in cells],
        **{name: _below(cells, _CELL, parts) for name, parts in _BELOW_CELLS.items()},
        **{name: document[key] for name, key in _BESIDE.items()},
        "reference": [_rest(entry, ["pairs"]) for entry in document["reference"]],
        "reference-pairs": _below(
            document["reference"], ("attribute", "composite"), lambda entry: entry["pairs"]
        ),
        "human-means": [
            {"responder": row["responder"], "attribute": attribute, "mean": mean}
            for row in document["human_means"]
            for attribute, mean in row["means"].items()
        ],
        "left-out": [
            {"judge": judge, "responder": responder}
            for judge, responders in document["excluded_responders"].items()
            for responder in responders
        ],
        **_read(document, document["preflight"], document["preflight"]["warnings"]),
        "origin": _origin(document, [*_BESIDE.values(), *_OF_RELIABILITY]),
    }
    return _told(made, document)


def comparison_records(document: Json) -> Records:
    """Return the tables of the document that ``mentaleval compare --json`` writes."""
    headings = document["headings"]
    made = {
        "means": document["responders"],
        "pairs": document["pairs"],
        "headings": [_rest(heading, ["power"]) for heading in headings],
        "power": _below(headings, ("attribute", "composite", "judge"), _power),
        **_read(document, document["account"], document["warnings"]),
        "origin": _origin(document, _OF_COMPARE),
    }
    return _told(made, document)


def _told(made: Mapping[str, Iterable[Json]], document: Json) -> Records:
    """Return what has rows, flat, each row with a mark on numbers that are made up."""
    simulated = {"simulated": document["simulated"]}
    tables = {name: [{**simulated, **flat(row)} for row in rows] for name, rows in made.items()}
    return {name: _without_gaps(rows) for name, rows in tables.items() if rows}


def flat(values: Mapping[str, Any], path: str = "") -> Json:
    """Return values by their paths.

    Examples
    --------
    >>> flat({"n": 3, "icc": {"low": 0.25, "high": None}, "own": ["a"]})
    {'n': 3, 'icc.low': 0.25, 'icc.high': None, 'own': '["a"]'}
    """
    made: Json = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            made |= flat(value, f"{path}{name}.")
        elif isinstance(value, list):
            made[path + name] = json.dumps(value, ensure_ascii=False)
        else:
            made[path + name] = value
    return made


def _without_gaps(rows: Sequence[Json]) -> list[Json]:
    """Return rows that all have all columns, and none for a part that some rows lack."""
    names = dict.fromkeys(name for row in sorted(rows, key=len, reverse=True) for name in row)
    whole = {name.rpartition(".")[0] for name in names}
    return [{name: row.get(name) for name in names if name not in whole} for row in rows]


def _rest(values: Json, names: Sequence[str]) -> Json:
    return {name: value for name, value in values.items() if name not in names}


def _below(
    values: Iterable[Json], keys: Sequence[str], parts: Callable[[Json], Iterable[Json]]
) -> list[Json]:
    """Return the parts of each value, beside what names the value."""
    return [{**{k: value[k] for k in keys}, **part} for value in values for part in parts(value)]


def _cell(cell: Json) -> Json:
    """Return a cell without what stands in tables of its own."""
    found = cell["calibration"]
    return {**_rest(cell, _OF_CELLS), "calibration": _rest(found, ["rows"]) if found else None}


def _verdicts(cell: Json) -> Iterable[Json]:
    for use, (of, limits, needs) in _RESTS_ON.items():
        if cell["verdicts"][use] is None:
            continue
        yield {
            "use": use,
            "verdict": cell["verdicts"][use],
            "why": cell["why"][use],
            "capped": cell["capped"][use],
            "of": of,
            "estimate": cell[of]["estimate"],
            "low": cell[limits]["low"],
            "high": cell[limits]["high"],
            "needed": cell[needs] if needs else None,
            "needed_more_than": cell[f"{needs}_more_than"] if needs else None,
        }


def _calibration(cell: Json) -> Iterable[Json]:
    found = cell["calibration"]
    for row in found["rows"] if found else ():
        yield {"rating": row["judge"], **_rest(row, ["judge"])}


def _confusion(cell: Json) -> Iterable[Json]:
    found = cell["confusion"]
    edges = found["edges"] if found else ()
    for experts, row in zip(edges, found["counts"] if found else (), strict=True):
        for judge, count in zip(edges, row, strict=True):
            yield {"experts_up_to": experts, "judge_up_to": judge, "count": count}


def _apart(cell: Json) -> Iterable[Json]:
    for one in cell["apart"]:
        ratings = {"human_rating": one["human"], "judge_rating": one["judge"]}
        yield {**_rest(one, ["human", "judge"]), **ratings}


def _of(name: str) -> Callable[[Json], Iterable[Json]]:
    """Return what gives the part of a name, or its parts; none where it is null."""

    def parts(values: Json) -> Iterable[Json]:
        found = values[name]
        return found if isinstance(found, list) else filter(None, [found])

    return parts


def _power(heading: Json) -> Iterable[Json]:
    for judge, power in heading["power"].items():
        yield {"of": judge, "power": power}


def _read(document: Json, account: Json, warnings: Sequence[Json]) -> dict[str, Sequence[Json]]:
    """Return what was read, and what became of it."""
    left_out = [
        {"became": "left out", "why": why, "ratings": count}
        for why, count in account["excluded"].items()
    ]
    return {
        "ledger": [{"became": "used", "why": None, "ratings": account["used"]}, *left_out],
        "warnings": warnings,
        "inputs": [
            {**_rest(source, ["counts"]), "what": what, "count": count}
            for source in document["inputs"]
            for what, count in (source["counts"] or {None: None}).items()
        ],
    }


def _origin(document: Json, elsewhere: Sequence[str]) -> list[Json]:
    names = [*elsewhere, "inputs", "simulated"]
    return [{"name": name, "value": value} for name, value in flat(_rest(document, names)).items()]


_CELL: Final = ("judge", "attribute", "composite")
_RESTS_ON: Final = {
    "rank": ("icc_c1", "rank_limits", "responders_needed"),
    "score": ("within_r", "within_r", "responses_needed"),
    "level": ("bias_interval", "bias_interval", None),
}
"""For each use the figure, its limits and how many it would take."""
_BELOW_CELLS: Final[Mapping[str, Callable[[Json], Iterable[Json]]]] = {
    "verdicts": _verdicts,
    "responders": _of("responders"),
    "calibration": _calibration,
    "screening": _of("screening"),
    "confusion": _confusion,
    "apart": _apart,
    "reading": _of("reading"),
}
_OF_CELLS: Final = (
    *("verdicts", "why", "capped", "capped_by", "rank_limits"),
    *("responders_needed", "responders_needed_more_than"),
    *("responses_needed", "responses_needed_more_than"),
    *("responders", "screening", "confusion", "apart", "reading"),
)
_BESIDE: Final = {
    "stand-alone": "stand_alone",
    "panel": "panel",
    "repeats": "repeats",
    "halo": "halo",
    "halo-pairs": "halo_pairs",
    "self-preference": "self_preference",
}
_OF_RELIABILITY: Final = (
    *("cells", "reference", "behind", "excluded_responders", "preflight", "human_means"),
)
_OF_COMPARE: Final = ("headings", "responders", "pairs", "account", "warnings")
