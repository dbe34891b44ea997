"""Sheets that came back: read, held against their key, un-blinded.

Everything wrong with all files is said at once, so that a rater is asked a single time. What a
rater typed that is no rating is kept as a remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mentaleval.errors import DataError
from mentaleval.sheets.draw_document import ESCALATION
from mentaleval.sheets.key import Key, Shown
from mentaleval.sheets.remarks import Remark
from mentaleval.sheets.returned_form import Saved, read_form, read_saved
from mentaleval.sheets.returned_keys import Keys, Known
from mentaleval.sheets.returned_ratings import codes_in
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.returned_versions import Versions, versions_of
from mentaleval.sheets.returned_workbook import Book, read_book, read_workbook, sheet_id_in
from mentaleval.sheets.typed import Reading, as_typed, reading_of
from mentaleval.vocabulary import Attribute, Declared, RaterKind, RecordedRating, Rubric


@dataclass(slots=True)
class Returned:
    """The sheets of one key that came back.

    Parameters
    ----------
    rubric, attributes
        The rubric of the key, and what of it was asked.
    experts
        Who got a sheet.
    files
        The files that are read, in the order given.
    records
        Every rating that was asked of these raters, those not given among them.
    remarks
        What else was typed.
    warnings
        What to know before the ratings are believed.
    notes
        Which files are not read, since others hold all of them.
    """

    rubric: Rubric
    attributes: tuple[str, ...]
    experts: tuple[str, ...]
    files: list[Path] = field(default_factory=list)
    records: list[RecordedRating] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
    keys, sheets = Keys(key), dict[Path, tuple[Known, list[ReturnedSheet]]]()
    problems: list[DataError] = []
    for file in _once(files):
        try:
            held, known = _held(file), keys.of(file)
        except DataError as error:
            problems.append(error)
            continue
        sheets.setdefault(known.file, (known, []))[1].append(_read(file, held, known))
    found = [(known, group, versions_of(group)) for known, group in sheets.values()]
    for _, group, versions in found:
        said = [problem for sheet in group for problem in sheet.problems] + versions.problems
        problems += map(DataError, said)
    if problems:
        raise _refused(problems)
    return [_unblinded(known, versions) for known, _, versions in found]


def _once(files: Sequence[Path]) -> list[Path]:
    """Return the files, one that is named twice once."""
    return list({file.resolve(): file for file in files}.values())


def _refused(problems: Sequence[DataError]) -> DataError:
    if len(problems) == 1:
        return problems[0]
    listed = "".join(f"\n  {problem.message}" for problem in problems)
    hint = next((problem.hint for problem in problems if problem.hint), None)
    return DataError(f"the returned sheets have {len(problems)} problems:{listed}", hint=hint)


def _held(file: Path) -> Saved | Book:
    """Return what a file holds, whichever kind it is."""
    if file.suffix.lower() == ".json":
        return read_saved(file)
    book = read_book(file)
    if sheet_id_in(book) is None and not codes_in(book):
        raise DataError(
            f"{file} is no rating sheet that `mentaleval sheet` has made, or lost both what says "
            "which one it is (its hidden sheet 'mentaleval') and its codes.",
            hint="workbooks of MentalAlign-70k are a data set: mentalalign-70k -D path=FOLDER",
        )
    return book


def _read(file: Path, held: Saved | Book, known: Known) -> ReturnedSheet:
    """Read one file by its key."""
    if isinstance(held, Saved):
        if held.sheet_id not in known.key.sheets:
            return _strange(file, held.sheet_id, known)
        return read_form(file, held, known.key, known.asked)
    said = sheet_id_in(held)
    sheet_id = said or _by_codes(held, known.key)
    if sheet_id not in known.key.sheets:
        return _strange(file, sheet_id, known)
    sheet = read_workbook(file, held, sheet_id, known.key, known.asked)
    if said is None:
        sheet.warnings.append(
            f"{file.name}: what says which sheet it is (its hidden sheet 'mentaleval') is lost; by "
            f"its codes it is that of {known.key.sheets[sheet_id].expert}."
        )
    return sheet


def _by_codes(book: Book, key: Key) -> str:
    """Return the sheet that most of a workbook's codes are of; a code is of one sheet alone."""
    codes = codes_in(book)
    shared = {
        sheet_id: len(codes & {shown.code for shown in kept.shown})
        for sheet_id, kept in key.sheets.items()
    }
    best = max(shared, key=lambda sheet_id: shared[sheet_id], default="")
    return best if shared.get(best) else ""


def _strange(file: Path, sheet_id: str, known: Known) -> ReturnedSheet:
    sheet = ReturnedSheet(file, sheet_id)
    there = ", ".join(f"{one} of {kept.expert}" for one, kept in known.key.sheets.items())
    what = f"is the sheet {sheet_id}" if sheet_id else "holds codes of a sheet"
    sheet.problems.append(
        f"{file.name} {what}, which {known.file} does not know: it has {there}. It is a sheet of "
        "another draw, or this is another one's key."
    )
    return sheet


def _unblinded(known: Known, versions: Versions) -> Returned:
    key, sheets = known.key, versions.taken
    returned = Returned(
        known.rubric,
        key.attributes,
        experts=tuple(kept.expert for kept in key.sheets.values()),
        files=[sheet.file for sheet in sheets],
        notes=versions.notes,
    )
    declared = Declared.ESCALATED if key.purpose == ESCALATION else None
    for sheet in sheets:
        kept = key.sheets[sheet.sheet_id]
        of_code = {shown.code: shown for shown in kept.shown}
        returned.warnings += sheet.warnings
        for shown in kept.shown:
            for attribute in known.asked:
                _add(returned, sheet, _Whose(kept.expert, declared, shown), attribute)
        returned.remarks += [_about(remark, of_code.get(remark.code)) for remark in sheet.remarks]
    return returned


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who rated what, and what is declared of it."""

    expert: str
    declared: str | None
    shown: Shown


def _add(returned: Returned, sheet: ReturnedSheet, whose: _Whose, attribute: Attribute) -> None:
    """Add one rating, and what was typed in its place where that is none."""
    shown = whose.shown
    typed = sheet.typed.get((shown.code, attribute.name))
    read = reading_of(typed.value, attribute) if typed else Reading(None, "missing")
    returned.records.append(
        RecordedRating(
            exchange_id=shown.exchange_id,
            responder=shown.responder,
            rater=whose.expert,
            rater_kind=RaterKind.HUMAN.value,
            attribute=attribute.name,
            rating=read.rating,
            reason=read.reason,
            raw=read.raw,
            source=sheet.name,
            context_hash=shown.context_hash,
            response_id=shown.response_id,
            declared=whose.declared,
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
