"""Rating sheets that came back, as a source."""

from __future__ import annotations

import argparse
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

_MAY_BE = (".xlsx", ".xlsm", ".ods", ".xls", ".json")


def sheets_of(source: str) -> list[Path]:
    """Return the returned sheets that a source names: a file, or those in a folder."""
    path = Path(source)
    if not path.is_dir() and path.suffix.lower() not in _MAY_BE:
        return []
    from mentaleval.sheets.key import KEY_FILE  # noqa: PLC0415  slow to import
    from mentaleval.sheets.returned import is_sheet, sheets_in  # noqa: PLC0415

    if path.is_dir():
        return sheets_in(path)
    if path.name == KEY_FILE:
        raise UsageError(
            f"{source} un-blinds rating sheets and holds no rating.",
            hint="name the sheets alone, or the folder that they are in",
        )
    return [path] if is_sheet(path) else []


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
        for line in returned.warnings:
            message(f"warning: {line}")
        gathered.remarks += returned.remarks
        gathered.claims.append(_claim(returned))
    if gathered.remarks and args.command != "ratings":
        said = said_remarks(len(gathered.remarks))
        message(f"{said}: `mentaleval ratings SHEETS --out FILE` writes them out")
    return partial(_add, gathered, found)


def said_remarks(number: int) -> str:
    """Return how many remarks there are, in words."""
    return f"{number:,} {'remark' if number == 1 else 'remarks'} of raters beside ratings"


def _claim(returned: Returned) -> Claim:
    names = ", ".join(file.name for file in returned.files)
    return Claim(names, returned.rubric, frozenset(returned.attributes), recorded=True)


def _add(gathered: Gathered, found: Sequence[Returned]) -> None:
    from mentaleval.ratings import from_records  # noqa: PLC0415  pandas is slow to import
    from mentaleval.trust import Input  # noqa: PLC0415

    for returned in found:
        records = returned.records
        gathered.tables.append(from_records(records, rubric=gathered.rubric, name="the sheets"))
        gathered.inputs += [Input(file.name, digest_of(file), "sheet") for file in returned.files]
