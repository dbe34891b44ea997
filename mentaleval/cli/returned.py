"""Rating sheets that came back, as a source."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.claims import Claim
from mentaleval.cli.console import message
from mentaleval.cli.source_files import digest_of
from mentaleval.errors import UsageError

if TYPE_CHECKING:
    from mentaleval.cli.sources import Gathered
    from mentaleval.sheets.returned import Returned

_BOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb", ".fods", ".numbers")
_MAY_BE = (*_BOOKS, ".json", ".csv", ".tsv", ".txt")


def sheets_of(source: str) -> list[Path]:
    """Return the returned sheets that a source names: a file, or those in a folder.

    Raises
    ------
    MentalevalError
        When it is something else of the way of sheets, or a sheet that lost what makes it one.
    """
    path = Path(source)
    if path.is_dir():
        return _sheets_in(path)
    if path.suffix.lower() not in _MAY_BE:
        return []
    from mentaleval.sheets.json_files import has_mark  # noqa: PLC0415
    from mentaleval.sheets.key import KEY_FILE  # noqa: PLC0415  slow to import
    from mentaleval.sheets.returned_folder import is_exported, is_sheet, why_unread  # noqa: PLC0415

    if path.name == KEY_FILE:
        raise UsageError(
            f"{source} un-blinds rating sheets and holds no rating.",
            hint="name the sheets alone, or the folder that they are in",
        )
    if path.suffix.lower() == ".json" and has_mark(path, "mentaleval_draw"):
        raise UsageError(
            f"{source} is a draw: it says who is asked to rate what, and holds no rating.",
            hint=f"`mentaleval draw ... --asked {source}` leaves out what it asks for",
        )
    if path.exists() and is_exported(path):
        raise UsageError(f"{source} cannot be read: {why_unread(path)}.")
    return [path] if is_sheet(path) else []


def _sheets_in(folder: Path) -> list[Path]:
    """Return the sheets in a folder; refuse one that holds nothing but what sheets became."""
    from mentaleval.sheets.returned_folder import is_exported, sheets_in, unread_in  # noqa: PLC0415

    found = sheets_in(folder)
    if not found and not any(folder.rglob("*.eval")):
        unread = {path.name: why for path, why in unread_in(folder) if is_exported(path)}
        for name, why in unread.items():
            raise UsageError(f"{folder} holds no rating sheet; of {name}: {why}.")
    return found


def tell_unread(source: str, sheets: Sequence[Path]) -> None:
    """Say which files of a folder are not read beside its sheets, or beside its logs."""
    folder = Path(source)
    if not folder.is_dir():
        return
    from mentaleval.sheets.returned_folder import unread_in, workbooks_in  # noqa: PLC0415

    reasons: dict[str, list[str]] = {}
    for path, why in unread_in(folder) if sheets else ():
        reasons.setdefault(why, []).append(path.name)
    if not sheets and (aside := [path.name for path in workbooks_in(folder)]):
        reasons["the folder holds logs, so a sheet in it has to be named itself"] = aside
    for why, names in reasons.items():
        message(f"warning: not read in {source}: {', '.join(names)} ({why})")


def opened_sheets(
    files: Sequence[Path], args: argparse.Namespace, gathered: Gathered
) -> Callable[[], None]:
    """Return what adds the ratings of sheets, after noting by which rubric they were given.

    All sheets are opened together, so that all that is wrong with them is said at once.
    """
    from mentaleval.sheets.returned import read_returned  # noqa: PLC0415

    if args.scale is not None:
        raise UsageError("rating sheets know their scale: leave --scale out.")
    found = read_returned(files, key=Path(args.key) if args.key else None)
    for returned in found:
        _tell(returned)
        gathered.remarks += returned.remarks
        gathered.claims.append(_claim(returned))
    if gathered.remarks and args.command != "ratings":
        said = said_remarks(len(gathered.remarks))
        message(f"{said}: `mentaleval ratings SHEETS --out FILE` writes them out")
    return partial(_add, gathered, found)


def _tell(returned: Returned) -> None:
    """Say how much each expert rated, who is missing, and what to know."""
    asked = Counter(record.rater for record in returned.records)
    given = Counter(record.rater for record in returned.records if record.rating is not None)
    for expert, number in asked.items():
        message(f"{expert}: {given[expert]:,} of {number:,} ratings")
    if missing := [expert for expert in returned.experts if expert not in asked]:
        message(f"not there: the sheet of {', '.join(missing)}")
    for line in returned.notes:
        message(line)
    for line in returned.warnings:
        message(f"warning: {line}")


def said_remarks(number: int) -> str:
    """Return how many remarks there are, in words."""
    return f"{number:,} {'remark' if number == 1 else 'remarks'} of raters beside ratings"


def _claim(returned: Returned) -> Claim:
    names = ", ".join(file.name for file in returned.files)
    return Claim(names, returned.rubric, frozenset(returned.attributes), recorded=True)


def _add(gathered: Gathered, found: Sequence[Returned]) -> None:
    from mentaleval.ratings import Input, from_records  # noqa: PLC0415

    for returned in found:
        records = returned.records
        gathered.tables.append(from_records(records, rubric=gathered.rubric, name="the sheets"))
        gathered.inputs += [Input(file.name, digest_of(file), "sheet") for file in returned.files]
