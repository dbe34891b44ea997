"""The key that un-blinds sheets: whose response stands behind which code.

Whoever has it knows who responded, so it stays with the researcher. The secret that codes and
orders come from is nowhere else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mentaleval.documents.marked import Marked
from mentaleval.documents.rubrics import kept_rubric
from mentaleval.documents.validation import validated
from mentaleval.errors import DataError
from mentaleval.sheets.booklet import Booklet, Page
from mentaleval.sheets.draw_document import Source
from mentaleval.sheets.json_files import read_object
from mentaleval.vocabulary import Rubric

KEY_FILE: Final = "key.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(_Part):
    """One response as an expert was shown it."""

    code: str
    exchange_id: str
    responder: str
    response_id: str | None = None
    context_hash: str | None = None
    context_mark: str = Field(description="Of the context as shown (see `text_mark`).")
    response_mark: str = Field(description="Of the response as shown.")


class KeptSheet(_Part):
    """One expert's sheet: its responses in the order in which they were shown."""

    expert: str
    shown: tuple[Shown, ...]


class Key(_Part):
    """What un-blinds the sheets of one draw."""

    mentaleval_key: Literal[1] = 1
    version: str = Field(description="Of mentaleval.")
    secret: str = Field(description="What codes and orders come from: it repeats the sheets.")
    draw_id: str
    purpose: str
    seed: int
    inputs: tuple[Source, ...] = ()
    texts: str = Field(description="Where the texts came from.")
    rubric: dict[str, Any]
    attributes: tuple[str, ...] = Field(description="What of the rubric was asked.")
    instructions: str | None = None
    sheets: dict[str, KeptSheet]

    def same_sheets(self, other: Key) -> bool:
        """Whether two keys are of the same sheets, made from whatever place and version."""
        apart = {"version": "", "texts": "", "inputs": ()}
        return self.model_copy(update=apart) == other.model_copy(update=apart)

    def whole_rubric(self, source: str) -> Rubric:
        """Return the rubric, also with the attributes that were not asked.

        Raises
        ------
        DataError
            When it is none; *source* is what to call it.
        """
        return kept_rubric(self.rubric, source=source)

    def booklet(self, sheet_id: str, rubric: Rubric) -> Booklet:
        """Return a sheet as it was made, but with the marks of its texts instead of them."""
        sheet = self.sheets[sheet_id]
        pages = tuple(
            Page(shown.code, shown.context_mark, shown.response_mark) for shown in sheet.shown
        )
        asked = rubric.select(self.attributes)
        return Booklet(sheet_id, sheet.expert, asked, pages, self.instructions)


def written_key(key: Key) -> str:
    """Return a key as JSON: what `read_key` reads."""
    return key.model_dump_json(indent=2) + "\n"


def read_key(path: Path) -> Key:
    """Read a key from its file.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    what = f"a key, as `mentaleval sheet` writes it beside the sheets ({KEY_FILE})"
    marked = Marked(path, read_object(path, mark="mentaleval_key", what=what), {})
    return validated(marked, Key)


def key_of(sheet: Path) -> Path:
    """Return the key that lies beside a sheet, or in the folder above.

    Raises
    ------
    DataError
        When there is none.
    """
    folder = sheet.absolute().parent
    for place in (folder, folder.parent):
        if (place / KEY_FILE).is_file():
            return place / KEY_FILE
    raise DataError(
        f"{sheet}: there is no {KEY_FILE} beside it or in the folder above, and without it nobody "
        "can say whose responses were rated.",
        hint=f"--key FILE names the {KEY_FILE} that `mentaleval sheet` wrote",
    )
