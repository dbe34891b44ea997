"""Several files of one sheet: copies are read once, and a later save completes an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from mentaleval.sheets.remarks import Remark
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.typed import as_typed

_MOST_NAMED: Final = 3
_Place = tuple[str, str]


@dataclass(slots=True)
class Versions:
    """The files of one key, one for each sheet.

    Parameters
    ----------
    taken
        The file of each sheet that is read.
    notes
        Which files are not, and why nothing is lost.
    problems
        Which of them contradict each other.
    """

    taken: list[ReturnedSheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def versions_of(sheets: Sequence[ReturnedSheet]) -> Versions:
    """Return which files to read of those that came back."""
    found, places = Versions(), dict[str, int]()
    for sheet in sheets:
        place = places.setdefault(sheet.sheet_id, len(found.taken))
        if place == len(found.taken):
            found.taken.append(sheet)
        elif not (sheet.problems or found.taken[place].problems):
            found.taken[place] = _settled(found, found.taken[place], sheet)
    return found


def _settled(found: Versions, one: ReturnedSheet, other: ReturnedSheet) -> ReturnedSheet:
    """Return which of two files of a sheet to read, and say so."""
    mine, theirs = _typed(one), _typed(other)
    if mine == theirs:
        found.notes.append(f"{other.name} says the same as {one.name}, and is read once")
        return _with_remarks(one, other)
    for more, less in ((one, other), (other, one)):
        if _completes(more, less):
            was = "holds no rating" if not _typed(less) else "was saved before it was complete"
            found.notes.append(f"{less.name} {was}: {more.name} is read in its place")
            return _with_remarks(more, less)
    places = [place for place in {**mine, **theirs} if mine.get(place) != theirs.get(place)]
    named = ", ".join(_both(place, one, other) for place in places[:_MOST_NAMED])
    cells = "one cell" if len(places) == 1 else f"{len(places):,} cells"
    found.problems.append(
        f"{one.name} and {other.name} are of one expert and differ in {cells}: {named}"
        f"{', ...' if len(places) > _MOST_NAMED else ''}. One of them has to go."
    )
    return one


def _typed(sheet: ReturnedSheet) -> dict[_Place, str]:
    """Return what is typed in the places of ratings, but for empty ones."""
    said = {place: as_typed(typed.value) for place, typed in sheet.typed.items()}
    return {place: text for place, text in said.items() if text}


def _completes(more: ReturnedSheet, less: ReturnedSheet) -> bool:
    """Whether a file holds all of another one that is an earlier save, or the empty sheet."""
    its, before = _typed(more), _typed(less)
    if not before:
        return True
    later = more.saved_at and less.saved_at and more.saved_at > less.saved_at
    return bool(later) and before.items() <= its.items()


def _both(place: _Place, one: ReturnedSheet, other: ReturnedSheet) -> str:
    said = [_typed(sheet).get(place) or "nothing" for sheet in (one, other)]
    at = one.typed.get(place) or other.typed[place]
    return f"{at.place} ({said[0]} and {said[1]})"


def _with_remarks(taken: ReturnedSheet, left: ReturnedSheet) -> ReturnedSheet:
    """Add the remarks of a file that is not read: nothing typed is lost."""
    known = {_said(remark) for remark in taken.remarks}
    taken.remarks += [remark for remark in left.remarks if _said(remark) not in known]
    return taken


def _said(remark: Remark) -> tuple[str, ...]:
    return remark.place, remark.code, remark.attribute, remark.typed
