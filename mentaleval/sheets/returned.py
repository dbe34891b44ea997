"""Sheets that came back: read, held against their key, un-blinded.

Everything wrong with all files is said at once, so that a rater is asked a single time. What a
rater typed that is no rating is kept as a remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mentaleval.errors import DataError
from mentaleval.sheets.json_files import has_mark
from mentaleval.sheets.key import Key, Shown, key_of, read_key
from mentaleval.sheets.remarks import Remark
from mentaleval.sheets.returned_form import MARK, Saved, read_form, read_saved
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.returned_workbook import (
    SUFFIXES,
    Book,
    read_book,
    read_workbook,
    sheet_id_in,
)
from mentaleval.sheets.typed import Reading, as_typed, reading_of
from mentaleval.vocabulary import Attribute, RaterKind, RecordedRating, Rubric


@dataclass(slots=True)
class Returned:
    """The sheets of one key that came back.

    Parameters
    ----------
    key_file, rubric, attributes
        The key, its rubric, and what of it was asked.
    files
        The files, in the order given.
    records
        Every rating that was asked of these raters, those not given among them.
    remarks
        What else was typed.
    warnings
        What to know before the ratings are believed.
    """

    key_file: Path
    rubric: Rubric
    attributes: tuple[str, ...]
    files: list[Path] = field(default_factory=list)
    records: list[RecordedRating] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def is_sheet(path: Path) -> bool:
    """Whether a file may be a sheet that came back: a workbook, or what a form has saved."""
    hidden = path.name.startswith((".", "~$"))  # the lock of a workbook that is open
    if hidden or not path.is_file():
        return False
    suffix = path.suffix.lower()
    return suffix in SUFFIXES or (suffix == ".json" and has_mark(path, MARK))


def sheets_in(folder: Path) -> list[Path]:
    """Return the sheets in a folder by name; none where it holds logs, and so is a run's."""
    found = sorted(path for path in folder.iterdir() if is_sheet(path))
    return [] if found and any(folder.rglob("*.eval")) else found


def read_returned(files: Sequence[Path], *, key: Path | None = None) -> list[Returned]:
    """Read returned sheets, and un-blind them.

    Parameters
    ----------
    files
        Workbooks, and files that forms have saved.
    key
        The key; by default the one beside each sheet or in the folder above.

    Returns
    -------
    list of Returned
        One for each key.

    Raises
    ------
    DataError
        With everything that makes the sheets unreadable, each by file and cell.
    """
    keys: dict[Path, tuple[Key, Rubric]] = {}
    sheets: dict[Path, list[ReturnedSheet]] = {}
    for file in files:
        held = _held(file)
        place = (key or key_of(file)).absolute()
        if place not in keys:
            found = read_key(place)
            keys[place] = (found, found.whole_rubric(f"the rubric in {place}"))
        sheets.setdefault(place, []).append(_read(file, held, place, *keys[place]))
    problems = [p for group in sheets.values() for sheet in group for p in sheet.problems]
    problems += [p for group in sheets.values() for p in _contradictions(group)]
    if problems:
        raise _refused(problems)
    return [_unblinded(place, *keys[place], group) for place, group in sheets.items()]


def _refused(problems: Sequence[str]) -> DataError:
    if len(problems) == 1:
        return DataError(problems[0])
    listed = "".join(f"\n  {problem}" for problem in problems)
    return DataError(f"the returned sheets have {len(problems)} problems:{listed}")


def _held(file: Path) -> Saved | Book:
    """Return what a file holds, whichever kind it is."""
    if file.suffix.lower() == ".json":
        return read_saved(file)
    book = read_book(file)
    if sheet_id_in(book) is None:
        raise DataError(
            f"{file} is no rating sheet that `mentaleval sheet` has made, or lost the mark that "
            "says which one it is (its hidden sheet 'mentaleval').",
            hint="workbooks of MentalAlign-70k are a data set: mentalalign-70k -D path=FOLDER",
        )
    return book


def _read(file: Path, held: Saved | Book, place: Path, key: Key, rubric: Rubric) -> ReturnedSheet:
    """Read one file by its key."""
    asked = rubric.select(key.attributes)
    sheet_id = held.sheet_id if isinstance(held, Saved) else sheet_id_in(held) or ""
    if sheet_id not in key.sheets:
        return _strange(file, sheet_id, place, key)
    if isinstance(held, Saved):
        return read_form(file, held, key, asked)
    return read_workbook(file, held, key, asked)


def _strange(file: Path, sheet_id: str, place: Path, key: Key) -> ReturnedSheet:
    sheet = ReturnedSheet(file, sheet_id)
    known = ", ".join(f"{known} of {kept.expert}" for known, kept in key.sheets.items())
    sheet.problems.append(
        f"{file.name} is the sheet {sheet_id}, which {place} does not know: it has {known}. It is "
        "a sheet of another draw, or this is another one's key."
    )
    return sheet


def _contradictions(sheets: Sequence[ReturnedSheet]) -> Iterator[str]:
    """Yield where two files of one expert say different things."""
    first: dict[str, ReturnedSheet] = {}
    for sheet in sheets:
        before = first.setdefault(sheet.sheet_id, sheet)
        if before is sheet or before.problems or sheet.problems:
            continue
        for key in dict.fromkeys([*before.typed, *sheet.typed]):
            one, other = before.typed.get(key), sheet.typed.get(key)
            said = [as_typed(typed.value) if typed else "" for typed in (one, other)]
            if said[0] != said[1]:
                at = [typed.place if typed else "empty" for typed in (one, other)]
                yield (
                    f"{sheet.name}, {at[1]}: {said[1] or 'nothing'} here, {said[0] or 'nothing'} "
                    f"in {before.name}, {at[0]}: two files of one expert, of which one has to go."
                )


def _unblinded(place: Path, key: Key, rubric: Rubric, sheets: Sequence[ReturnedSheet]) -> Returned:
    returned = Returned(place, rubric, key.attributes, [sheet.file for sheet in sheets])
    seen: set[str] = set()
    for sheet in sheets:
        kept = key.sheets[sheet.sheet_id]
        of_code = {shown.code: shown for shown in kept.shown}
        returned.warnings += sheet.warnings
        if sheet.sheet_id not in seen:  # a second file of one expert says the same
            for shown in kept.shown:
                for attribute in rubric.select(key.attributes):
                    _add(returned, sheet, kept.expert, shown, attribute)
        returned.remarks += [_about(remark, of_code.get(remark.code)) for remark in sheet.remarks]
        seen.add(sheet.sheet_id)
    return returned


def _add(
    returned: Returned, sheet: ReturnedSheet, expert: str, shown: Shown, attribute: Attribute
) -> None:
    """Add one rating, and what was typed in its place where that is none."""
    typed = sheet.typed.get((shown.code, attribute.name))
    read = reading_of(typed.value, attribute) if typed else Reading(None, "missing")
    returned.records.append(
        RecordedRating(
            exchange_id=shown.exchange_id,
            responder=shown.responder,
            rater=expert,
            rater_kind=RaterKind.HUMAN.value,
            attribute=attribute.name,
            rating=read.rating,
            reason=read.reason,
            raw=read.raw,
            source=sheet.name,
            context_hash=shown.context_hash,
            response_id=shown.response_id,
        )
    )
    said = as_typed(typed.value) if typed else ""
    if typed and said and read.reason:
        remark = Remark(sheet.name, typed.place, said, f"unrated: {read.reason}", shown.code)
        returned.remarks.append(_about(replace(remark, attribute=attribute.name), shown))


def _about(remark: Remark, shown: Shown | None) -> Remark:
    """Say what a remark is about."""
    if shown is None:
        return remark
    return replace(remark, exchange_id=shown.exchange_id, responder=shown.responder)
