"""By which rubric the judges of a log have rated, as the log itself says.

The file that a rubric was read from may have changed since, so it is never read again: each
score's record says the scales, and of the words enough to tell them from others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspect_ai.log import EvalSampleSummary, EvalSpec, read_eval_log, read_eval_log_sample

from mentaleval.documents.rubrics import kept_rubric
from mentaleval.documents.wording import other_words, words_of
from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric, Scale

RUBRIC: Final = "mentaleval_rubric"
"""The key of a judging log's metadata that holds the whole rubric, as JSON values."""

Scored = Sequence[tuple[EvalSampleSummary, Mapping[str, Any]]]
"""The samples that one scorer of a log has scored, each with the score's record."""

_Said = dict[str, tuple[Scale, str]]
"""The scale and the words of each attribute."""


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """By which rubric judges have rated in a log.

    Parameters
    ----------
    file, rubric
        The log, and the rubric.
    judges
        The labels of those who rated by it.
    rated
        Its attributes that they were asked for.
    """

    file: str
    rubric: Rubric
    judges: frozenset[str]
    rated: frozenset[str]


def header_of(file: str) -> EvalSpec:
    """Return what a log says of itself.

    Raises
    ------
    DataError
        When it cannot be read.
    """
    try:
        return read_eval_log(file, header_only=True).eval
    except Exception as error:
        raise DataError(f"the log {file} cannot be read: {error}") from error


def held_rubric(header: EvalSpec, file: str) -> Rubric | None:
    """Return the rubric that the header of a judging log holds; None where it holds none.

    Raises
    ------
    DataError
        When it is no rubric.
    """
    held = (header.metadata or {}).get(RUBRIC)
    return None if held is None else kept_rubric(held, source=f"the log {file}")


def judged_by(file: str, scored: Mapping[str, Scored]) -> Iterator[JudgedBy]:
    """Yield by what each scorer of a log has rated.

    Raises
    ------
    DataError
        When its samples were rated by several rubrics, or by another than the log says.
    """
    header = header_of(file)
    held = held_rubric(header, file)
    for name, samples in scored.items():
        said = _one(samples, file)
        rubric = _kept(samples, file) or _told(header, held, name, said, file)
        judges = frozenset(str(record["rater"]) for _, record in samples)
        rated = frozenset(name for _, record in samples for name in record["attributes"])
        yield JudgedBy(file, rubric, judges, rated)


def _one(samples: Scored, file: str) -> _Said:
    """Return what all records of a scorer say; those of earlier versions say nothing."""
    found: _Said = {}
    fields = ("attributes", "scales", "words")
    distinct = {repr([record.get(f) for f in fields]): record for _, record in samples}
    for record in distinct.values():
        for name, mine in _said(record).items():
            other = found.setdefault(name, mine)
            if other != mine:
                raise DataError(
                    f"the log {file} holds ratings by two rubrics: {record['rater']!r} rated "
                    f"{name!r} {_differently(other, mine)}.",
                    hint="a rubric's file that is changed before `inspect eval-retry` does that: "
                    "judge the responses anew",
                )
    return found


def _said(record: Mapping[str, Any]) -> _Said:
    scales = [Scale(*ends) for ends in record.get("scales") or ()]
    words = record.get("words") or ()
    return dict(zip(record["attributes"], zip(scales, words, strict=True), strict=False))


def _differently(one: tuple[Scale, str], other: tuple[Scale, str]) -> str:
    if one[0] != other[0]:
        return f"on {one[0]} and on {other[0]}"
    return f"by two wordings, which differ in {other_words(one[1], other[1])}"


def _kept(samples: Scored, file: str) -> Rubric | None:
    """Return the rubric that the scores keep, as those of a scorer that was given a path do."""
    for summary, record in samples:
        kept = record.get("rubric")
        if kept is None:
            continue
        if not isinstance(kept, dict):  # too long for a summary
            sample = read_eval_log_sample(
                file, summary.id, summary.epoch, exclude_fields={"events", "messages", "store"}
            )
            kept = ((sample.scores or {})[record["scorer"]].metadata or {})["rubric"]
        return kept_rubric(kept, source=f"the log {file}")
    return None


def _told(header: EvalSpec, held: Rubric | None, name: str, said: _Said, file: str) -> Rubric:
    """Return the rubric that the header says a scorer was given.

    A scorer of one name may stand in the log several times, then it is the one that rated so.
    """
    given = [
        (scorer.options or {}).get("rubric")
        for scorer in header.scorers or []
        if re.fullmatch(re.escape(scorer.name) + r"\d*", name)
    ]
    whole = [kept_rubric(one, source=f"the log {file}") for one in given if isinstance(one, dict)]
    if None in given or not given:
        whole.append(_seven(held))
    if not whole:
        raise DataError(
            f"the log {file} was judged by the rubric at {given[0]}, and does not hold it: an "
            "earlier version judged it.",
            hint="score it again, as `inspect score LOG --scorer NAME -S rubric=FILE`",
        )
    wrong = [_departure(rubric, said) for rubric in whole]
    if all(wrong):
        raise DataError(
            f"the log {file} says that {name!r} was given the rubric {whole[0].name!r}, and its "
            f"ratings are by another: {wrong[0]}.",
            hint="a rubric's file that is changed before `inspect eval-retry` does that: judge "
            "the responses anew",
        )
    return whole[wrong.index("")]


def _seven(held: Rubric | None) -> Rubric:
    """Return the seven; in the words of the release that judged, where the log holds them."""
    return held if held is not None and _scales(held) == _scales(SEVEN) else SEVEN


def _scales(rubric: Rubric) -> dict[str, Scale]:
    return {attribute.name: attribute.scale for attribute in rubric}


def _departure(rubric: Rubric, said: _Said) -> str:
    """Say how what was rated departs from a rubric; empty where it does not."""
    seven = _scales(rubric) == _scales(SEVEN)
    for attribute in rubric:
        mine = (attribute.scale, words_of(attribute))
        rated = said.get(attribute.name, mine)
        # the seven may be worded otherwise in another release
        if rated[0] != mine[0] or (rated != mine and not seven):
            return f"{attribute.name!r} {_differently(mine, rated)}"
    lacking = [name for name in said if name not in rubric.names]
    return f"{', '.join(lacking)} is not in it" if lacking and not seven else ""
