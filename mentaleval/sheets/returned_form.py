"""Read the JSON file that a form has saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mentaleval.documents.marked import Marked
from mentaleval.documents.validation import validated
from mentaleval.sheets.json_files import read_object
from mentaleval.sheets.key import Key
from mentaleval.sheets.layout import NUMBER
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.typed import Typed, as_typed
from mentaleval.vocabulary import Rubric

MARK: Final = "mentaleval_sheet"
WHAT: Final = "what the form of a rating sheet saves"

Scalar = str | float | bool | None


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=False)


class SavedRating(_Part):
    """What was typed for one rating."""

    code: str
    attribute: str
    typed: Scalar


class SavedRemark(_Part):
    """A remark on one response, or on everything."""

    code: str | None
    typed: str


class Saved(_Part):
    """All that a form saves."""

    mentaleval_sheet: Literal[1]
    sheet_id: str
    expert: str
    ratings: tuple[SavedRating, ...]
    remarks: tuple[SavedRemark, ...]
    saved_at: AwareDatetime | None = None


def read_saved(path: Path) -> Saved:
    """Read the file of a form.

    Raises
    ------
    DataError
        When it is none.
    """
    data: dict[str, Any] = read_object(path, mark=MARK, what=WHAT)
    return validated(Marked(path, data, {}), Saved)


def read_form(path: Path, saved: Saved, key: Key, rubric: Rubric) -> ReturnedSheet:
    """Read what a form has saved.

    Parameters
    ----------
    path, saved
        The file, and what it holds.
    key, rubric
        The key that knows the sheet, and the attributes that were asked.
    """
    sheet = ReturnedSheet(path, saved.sheet_id, saved_at=saved.saved_at)
    numbers = {s.code: n for n, s in enumerate(key.sheets[saved.sheet_id].shown, 1)}
    for rating in saved.ratings:
        place = f"{_place(rating.code, numbers)}, {rating.attribute}"
        typed = Typed(place, rating.typed)
        if rating.code not in numbers:
            sheet.refuse(place, f"the code {rating.code!r} is none of this sheet's.")
        elif rating.attribute not in rubric.names:
            asked = ", ".join(rubric.names)
            sheet.refuse(place, f"{rating.attribute!r} was not asked; asked was {asked}.")
        else:
            before = sheet.typed.setdefault((rating.code, rating.attribute), typed)
            if as_typed(before.value) != as_typed(typed.value):
                sheet.refuse(place, "it is there twice, with two ratings.")
    for remark in saved.remarks:
        if remark.code is not None and remark.code not in numbers:
            sheet.refuse("remarks", f"the code {remark.code!r} is none of this sheet's.")
        elif remark.typed.strip():
            became = "a remark" if remark.code is None else "a comment"
            sheet.remark(_place(remark.code, numbers), remark.typed, became, code=remark.code or "")
    return sheet


def _place(code: str | None, numbers: Mapping[str, int]) -> str:
    if code is None:
        return "remarks"
    return f"{NUMBER} {numbers[code]} ({code})" if code in numbers else code
