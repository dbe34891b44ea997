"""By which rubric the judges of a log have rated, as the log itself says.

The file that a rubric was read from may have changed since, so it is never read again: each
score's record says the scales, and of the words enough to tell them from others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mentaleval.bridge.log_members import Json, OpenLog
from mentaleval.documents.rubrics import kept_rubric
from mentaleval.documents.wording import other_words, words_of
from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric, Scale

RUBRIC: Final = "mentaleval_rubric"
"""The key of a judging log's metadata that holds the whole rubric, as JSON values."""

CONTRACT: Final = "mentaleval"
"""The key of a score's metadata that says it was written here, and by which contract."""

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


@dataclass(slots=True)
class Scored:
    """What the records of one scorer of a log say of the rubric."""

    judges: set[str] = field(default_factory=set)
    rated: set[str] = field(default_factory=set)
    distinct: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """A record for each different thing that they say."""
    keeping: tuple[str | int, int, Any] | None = None
    """The first sample whose record keeps the rubric, its epoch, and the rubric."""
    _last: list[Any] = field(default_factory=list)

    def note(self, sample: str | int, epoch: int, record: Mapping[str, Any]) -> None:
        """Note what one more record says."""
        self.judges.add(str(record["rater"]))
        said = [record.get(name) for name in ("attributes", "scales", "words")]
        if said != self._last:
            self._last = said
            self.rated.update(record["attributes"])
            self.distinct.setdefault(repr(said), record)
        if self.keeping is None and record.get("rubric") is not None:
            self.keeping = (sample, epoch, record["rubric"])


def held_rubric(header: Json, file: str) -> Rubric | None:
    """Return the rubric that the header of a judging log holds; None where it holds none.

    Raises
    ------
    DataError
        When it is no rubric.
    """
    held = (header.get("metadata") or {}).get(RUBRIC)
    return None if held is None else kept_rubric(held, source=f"the log {file}")


def judged_by(log: OpenLog, file: str, scored: Mapping[str, Scored]) -> Iterator[JudgedBy]:
    """Yield by what each scorer of a log has rated.

    Raises
    ------
    DataError
        When its samples were rated by several rubrics, or by another than the log says.
    """
    header = log.header()
    held = held_rubric(header, file)
    for name, mine in scored.items():
        said = _one(mine, file)
        rubric = _kept(log, name, mine, file) or _told(header, held, name, said, file)
        yield JudgedBy(file, rubric, frozenset(mine.judges), frozenset(mine.rated))


def _one(scored: Scored, file: str) -> _Said:
    """Return what all records of a scorer say; those of earlier versions say nothing."""
    found: _Said = {}
    for record in scored.distinct.values():
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


def _kept(log: OpenLog, name: str, scored: Scored, file: str) -> Rubric | None:
    """Return the rubric that the scores keep, as those of a scorer that was given a path do."""
    if scored.keeping is None:
        return None
    sample, epoch, kept = scored.keeping
    if not isinstance(kept, dict):  # too long for a summary
        kept = log.sample(sample, epoch)["scores"][name]["metadata"]["rubric"]
    return kept_rubric(kept, source=f"the log {file}")


def _told(header: Json, held: Rubric | None, name: str, said: _Said, file: str) -> Rubric:
    """Return the rubric that the header says a scorer was given.

    A scorer of one name may stand in the log several times, then it is the one that rated so.
    """
    given = [
        (scorer.get("options") or {}).get("rubric")
        for scorer in header.get("scorers") or []
        if re.fullmatch(re.escape(scorer["name"]) + r"\d*", name)
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
