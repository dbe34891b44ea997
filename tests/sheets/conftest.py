"""What the tests of sheets share: a small draw of invented conversations."""

from __future__ import annotations

import json
from types import SimpleNamespace

import openpyxl
import pytest

from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN
from mentaleval.sheets.blinding import Wording, blinded
from mentaleval.sheets.draw_document import Asked, Draw, Source
from mentaleval.sheets.key import written_key
from mentaleval.sheets.returned import read_returned
from mentaleval.sheets.workbook import written_workbook
from mentaleval.vocabulary import Exchange, text_hash

RESPONDERS = ("zephyr-large", "quill-7b", "human_writer")
CONTEXTS = {
    "conv-1": "=SUM(1) is all I think of. I cannot sleep.",
    "conv-2": "@night it comes back.\r\nWhat now?\x07",
    "conv-3": "אני לא ישן 😔\nand -1 is how I feel",
}
ATTRIBUTES = ("safety", "empathy")


@pytest.fixture(scope="session")
def texts():
    """Every exchange, the response of each responder another text."""
    return {
        (c, r): Exchange(c, said, f"+ Reply {n}.{m} to you: breathe, and call somebody.", r)
        for n, (c, said) in enumerate(CONTEXTS.items())
        for m, r in enumerate(RESPONDERS)
    }


@pytest.fixture(scope="session")
def asked(texts):
    """Anna rates everything, Ben the first conversation."""
    return Draw(
        purpose="random",
        seed=7,
        version="0.1.0",
        inputs=(Source(source="arbiter-judge.eval", sha256="f" * 64),),
        attributes=ATTRIBUTES,
        experts=("anna", "ben"),
        population={"all": 3},
        settings={"stratify": "arbiter-judge"},
        responses=tuple(
            Asked(
                exchange_id=c,
                responder=r,
                response_id=text_hash(exchange.response),
                context_hash=text_hash(exchange.context),
                experts=("anna", "ben") if c == "conv-1" else ("anna",),
            )
            for (c, r), exchange in texts.items()
        ),
    )


@pytest.fixture(scope="session")
def made(asked, texts):
    """The two sheets and their key."""
    wording = Wording(SEVEN, "here", "Send it to the office.\nTalk to the office when in need.")
    return blinded(asked, texts, wording, "5ec2e7", version="0.1.0")


@pytest.fixture
def folder(made, tmp_path):
    """Sheets as they go out, and as Anna's comes back when all is 4."""
    for booklet in made.booklets:
        written_workbook(booklet, tmp_path / f"{booklet.expert}.xlsx")
    (tmp_path / "key.json").write_text(written_key(made.key), encoding="utf-8")
    change(tmp_path / "anna.xlsx", _all_four)
    return tmp_path


def _all_four(book):
    sheet = book["Ratings"]
    for row in range(2, 11):
        for column in "EF":
            sheet[f"{column}{row}"] = 4


def change(file, *edits):
    """Let edits change a workbook, as its rater would."""
    book = openpyxl.load_workbook(file)
    for edit in edits:
        edit(book)
    book.save(file)


@pytest.fixture
def anna(folder):
    """Change Anna's workbook, and read it or what is wrong with it."""
    file = folder / "anna.xlsx"

    def changed(**cells):
        def edit(book):
            for place, value in cells.items():
                cell = book["Ratings"][place]
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # as where a rater types into a cell of text

        change(file, edit)

    def returned(key=None):
        return read_returned([file], key=key)[0]

    edit_book = lambda edit: change(file, edit)  # noqa: E731
    return SimpleNamespace(file=file, type=changed, edit=edit_book, read=returned)


@pytest.fixture
def form(made, folder):
    """Write what Ben's form saves, and read it."""
    booklet = next(b for b in made.booklets if b.expert == "ben")
    saved = {
        "mentaleval_sheet": 1,
        "sheet_id": booklet.sheet_id,
        "expert": "ben",
        "ratings": [
            {"code": page.code, "attribute": name, "typed": "5"}
            for page in booklet.pages
            for name in booklet.rubric.names
        ],
        "remarks": [],
        "saved_at": "2026-05-04T10:00:00Z",
    }
    file = folder / "ben.json"

    def read(change=lambda _: None, *, reads=True):
        change(saved)
        file.write_text(json.dumps(saved), encoding="utf-8")
        return read_returned([file])[0] if reads else None

    return read


@pytest.fixture
def problems():
    """Say what is wrong, in the words of the refusal."""

    def said(read):
        with pytest.raises(DataError) as refused:
            read()
        return str(refused.value)

    return said


@pytest.fixture
def shown_to(made):
    """Return what an expert was shown."""
    return lambda expert: next(s.shown for s in made.key.sheets.values() if s.expert == expert)
