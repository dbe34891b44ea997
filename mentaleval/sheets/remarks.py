"""What raters typed beside their ratings: nothing of it is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

COLUMNS: Final = (
    "file",
    "cell",
    "code",
    "exchange_id",
    "responder",
    "attribute",
    "typed",
    "what became of it",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something typed that is no rating.

    Parameters
    ----------
    file, place
        Where it stands.
    typed
        What it says.
    became
        What became of it.
    code, exchange_id, responder, attribute
        What it is about, where it is about one response or rating.
    """

    file: str
    place: str
    typed: str
    became: str
    code: str = ""
    exchange_id: str = ""
    responder: str = ""
    attribute: str = ""


def written_remarks(remarks: Iterable[Remark]) -> str:
    """Return remarks as CSV.

    A spreadsheet would take a text that begins like a formula for one, so it begins with an
    apostrophe there.
    """
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for r in remarks:
        said = (r.file, r.place, r.code, r.exchange_id, r.responder, r.attribute, r.typed, r.became)
        rows.writerow([as_text(value) for value in said])
    return out.getvalue()


def is_remarks(file: Path) -> bool:
    """Whether a file is one of remarks, by its header."""
    with file.open("rb") as opened:
        return opened.readline(1_000).decode("utf-8-sig", "replace").strip() == ",".join(COLUMNS)


def as_text(value: str) -> str:
    """Return what a spreadsheet takes for text, whatever it begins with.

    Examples
    --------
    >>> as_text("=1+1"), as_text("a judge")
    ("'=1+1", 'a judge')
    """
    return f"'{value}" if value.startswith(_FORMULA) else value
