"""Read one MentalAlign-70k workbook: a row a conversation, a JSON cell a response."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from mentaleval import DataError, RaterKind, require_sound_workbook
from mentaleval_datasets.columns import near
from mentaleval_datasets.local import why

JUDGE_FILE: Final = "_llm_judge"
HUMAN_FILE: Final = "human_judge"
_COLUMN: Final = re.compile(r"(human|judge)_response_(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WorkbookRow:
    """One conversation: its number is the row as a spreadsheet shows it."""

    number: int
    conv_id: str
    context: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """One rater's ratings of every response; a row's cells follow *responders*."""

    path: Path
    rater: str
    kind: RaterKind
    responders: tuple[str, ...]
    rows: tuple[WorkbookRow, ...]


def find_workbooks(place: Path) -> list[Path]:
    """Return the workbooks at *place*: it alone, or those in the folder or one level below.

    The human ratings come first, then the judges by name.

    Raises
    ------
    DataError
        When the folder has none.
    """
    if not place.is_dir():
        return [place]
    files = [*place.glob("*.xlsx"), *place.glob("*/*.xlsx")]
    # A name that begins with ~$ is the lock of a workbook that somebody has open.
    found = [f for f in files if not f.name.startswith("~$") and _stem_kind(f.stem)]
    if not found:
        names = ", ".join(sorted(f.name for f in files)) or "no .xlsx file"
        raise DataError(
            f"{place} holds no workbook of ratings: Human_judge.xlsx or *{JUDGE_FILE}.xlsx "
            f"would be right; it has {names}."
        )
    return sorted(found, key=lambda f: (_stem_kind(f.stem) is RaterKind.JUDGE, f.stem.casefold()))


def read_workbook(path: Path) -> Workbook:
    """Read the first sheet that has a column ``ConvID``, once while the file is unchanged.

    Raises
    ------
    DataError
        When it is no workbook, lacks a column that it needs, or names a conversation twice.
    """
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {why(error)}.") from error


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Workbook:
    header, rows = _sheet(path)
    plain = [name.casefold() for name in header]
    if "context" not in plain:
        raise DataError(f"{path} has no column 'context'.{near('context', header)}")
    kind, columns = _response_columns(header, path)
    conv_at, context_at = plain.index("convid"), plain.index("context")
    read = tuple(
        WorkbookRow(
            number,
            _conv_id(row[conv_at], number, path),
            _text(row[context_at]).strip(),
            tuple(_text(row[at]) for at in columns.values()),
        )
        for number, row in rows
    )
    if not read:
        raise DataError(f"{path} is empty: it has a header and no rows.")
    _require_distinct(read, path)
    return Workbook(path, _rater(path.stem, kind), kind, tuple(columns), read)


def _sheet(path: Path) -> tuple[list[str], list[tuple[int, Sequence[object]]]]:
    found: list[str] = []
    for cells in _sheets(path):
        header = [_text(cell).strip() for cell in cells[0]] if cells else []
        if "convid" in (name.casefold() for name in header):
            numbered = enumerate(cells[1:], 2)
            return header, [(n, row) for n, row in numbered if any(_text(c).strip() for c in row)]
        found += header
    raise DataError(f"{path} has no column 'ConvID'.{near('ConvID', found)}")


def _sheets(path: Path) -> Iterator[Sequence[Sequence[object]]]:
    import python_calamine  # noqa: PLC0415  listing the plugins must not wait for it

    require_sound_workbook(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            # The empty rows above the first one count, or the numbers of the rows would not
            # be those that a spreadsheet shows.
            yield book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {why(error)}.") from error
    except (python_calamine.CalamineError, ValueError) as error:
        raise DataError(
            f"{path} is not a workbook that can be read ({error}).",
            hint="an .xlsx file that a spreadsheet opens would be right",
        ) from error


def _response_columns(header: Sequence[str], path: Path) -> tuple[RaterKind, dict[str, int]]:
    """Return whose ratings these are, and the column of each responder."""
    columns: dict[RaterKind, dict[str, int]] = {RaterKind.HUMAN: {}, RaterKind.JUDGE: {}}
    for at, name in enumerate(header):
        match = _COLUMN.fullmatch(name)
        if match is None:
            continue
        kind, responder = RaterKind(match[1].lower()), match[2].lower()
        if responder in columns[kind]:
            raise DataError(f"{path} has two columns {name!r}; the names must differ.")
        columns[kind][responder] = at
    by_columns = RaterKind.JUDGE if columns[RaterKind.JUDGE] else RaterKind.HUMAN
    kind = _stem_kind(path.stem) or by_columns
    if not columns[kind]:
        raise DataError(
            f"{path} has no column that begins with '{kind}_response_'."
            f"{near(f'{kind}_response_original', header)}"
        )
    return kind, columns[kind]


def _stem_kind(stem: str) -> RaterKind | None:
    plain = stem.casefold()
    if plain.endswith(JUDGE_FILE):
        return RaterKind.JUDGE
    return RaterKind.HUMAN if plain == HUMAN_FILE else None


def _rater(stem: str, kind: RaterKind) -> str:
    if kind is RaterKind.HUMAN:
        return "human"
    return stem[: -len(JUDGE_FILE)] if stem.casefold().endswith(JUDGE_FILE) else stem


def _conv_id(cell: object, number: int, path: Path) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    conv_id = _text(cell).strip()
    if not conv_id:
        raise DataError(f"{path}, row {number}: the column 'ConvID' is empty.")
    return conv_id


def _require_distinct(rows: Sequence[WorkbookRow], path: Path) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.conv_id in first:
            raise DataError(
                f"{path}, row {row.number}: ConvID {row.conv_id} is also in row "
                f"{first[row.conv_id]}; each conversation has one row."
            )
        first[row.conv_id] = row.number


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
