"""A rating workbook that LibreOffice opens and saves: its own format, and back to Excel's."""

from __future__ import annotations

import os
import shutil
import subprocess

import openpyxl
import pytest
from openpyxl.comments import Comment

from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN
from mentaleval.sheets.blinding import Wording, blinded
from mentaleval.sheets.drawing import Conversation, Response, Wish, draw
from mentaleval.sheets.key import written_key
from mentaleval.sheets.returned import read_returned
from mentaleval.sheets.workbook import written_workbook
from mentaleval.vocabulary import Attribute, Exchange, Rubric, Scale

pytestmark = pytest.mark.slow

RUBRIC = Rubric(
    "mine",
    (
        *SEVEN.select(["safety", "empathy"]),
        Attribute("calm", "", "How calm is it?", scale=Scale(0, 100)),
    ),
)
PERSONS = {
    "c1": "=1+1 is all I can think of\r\n\u05e9\u05dc\u05d5\u05dd 😔 \x07",
    "c2": "word by word " * 400,
}
TYPED = {
    "E2": 1, "F2": "4", "G2": 55,
    "E3": "4?", "F3": 6, "G3": "12,5",
    "E4": None, "F4": "\uff13", "G4": 0,
    "H2": "-fine", "H3": "zwei\nZeilen 😔", "J4": "aside",
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Convert files with LibreOffice in a profile of its own, or skip the test without it."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("MENTALEVAL_REQUIRE_PROGRAMS") == "1":
            pytest.fail("soffice (LibreOffice) is not installed")
        pytest.skip("soffice (LibreOffice) is not installed")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(kind, into, *files):
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        command += ["--outdir", str(into), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        made = [into / f"{file.stem}.{kind}" for file in files]
        assert all(file.exists() for file in made), done.stdout + done.stderr
        return made

    return convert


@pytest.fixture(scope="module")
def rated(tmp_path_factory):
    """Anna's workbook with what she typed, beside its key."""
    folder = tmp_path_factory.mktemp("sheets")
    texts = {
        (c, r): Exchange(c, said, f"@{r[0]} {said}"[:3000], r)
        for c, said in PERSONS.items()
        for r in ("gpt-4o", "llama")
    }
    population = [Conversation(c, (Response(c, "gpt-4o"), Response(c, "llama"))) for c in PERSONS]
    asked = draw(population, Wish(2, ("anna",), RUBRIC.names, 1), version="1")
    made = blinded(asked, texts, Wording(RUBRIC, "here", "Bitte bis Freitag."), "s", version="1")
    (folder / "key.json").write_text(written_key(made.key), encoding="utf-8")
    file = folder / "anna.xlsx"
    written_workbook(made.booklets[0], file)
    book = openpyxl.load_workbook(file)
    for column in ("E", "F", "G", "H", "J"):
        for row in (2, 3, 4):
            cell = book["Ratings"][_moved(book, column) + str(row)]
            cell.value = TYPED.get(f"{column}{row}")
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book["Ratings"][_moved(book, "J") + "3"].value = "=1/0"
    book["Ratings"][_moved(book, "F") + "2"].comment = Comment("why 4", "anna")
    book.save(file)
    return file


def _moved(book, column):
    """Return the column, later by the columns that the second part of a long text takes."""
    parts = sum(", part " in str(cell.value) for cell in book["Ratings"][1])
    return chr(ord(column) + parts)


@pytest.fixture(scope="module")
def saved(office, rated, tmp_path_factory):
    """The workbook as LibreOffice saves it in both formats, one after the other."""
    into = tmp_path_factory.mktemp("saved")
    shutil.copy(rated.parent / "key.json", into)
    direct = rated.with_name("direct.xlsx")
    shutil.copy(rated, direct)
    (ods,) = office("ods", into, rated)
    through, straight = office("xlsx", into, ods, direct)
    return {"ods": ods, "xlsx from ods": through, "xlsx": straight}


@pytest.mark.parametrize("kind", ["ods", "xlsx from ods", "xlsx"])
def test_ratings_and_remarks_come_back_the_same(rated, saved, kind):
    (before,) = read_returned([rated])
    (after,) = read_returned([saved[kind]])
    plain = [record._replace(source=None) for record in before.records]
    assert [record._replace(source=None) for record in after.records] == plain
    said = [_said(remark) for remark in before.remarks]
    assert [_said(remark) for remark in after.remarks] == said
    assert after.warnings == before.warnings == []


def _said(remark):
    typed = remark.typed.removesuffix(" (#DIV/0!)")  # which stands there once it was computed
    return remark.place, remark.code, remark.attribute, typed, remark.became


def test_merged_cells_are_refused(office, rated, tmp_path):
    shutil.copy(rated.parent / "key.json", tmp_path)
    book = openpyxl.load_workbook(rated)
    block = "{0}2:{0}3".format(_moved(book, "E"))
    book["Ratings"].merge_cells(block)
    book.save(tmp_path / "anna.xlsx")
    (saved,) = office("ods", tmp_path, tmp_path / "anna.xlsx")
    with pytest.raises(DataError, match=f"Ratings!{block}: these cells are merged"):
        read_returned([saved])


def test_an_old_file_is_read_and_says_what_it_hides(office, rated, tmp_path):
    shutil.copy(rated.parent / "key.json", tmp_path)
    (old,) = office("xls", tmp_path, rated)
    (returned,) = read_returned([old])
    (before,) = read_returned([rated])
    assert [r.rating for r in returned.records] == [r.rating for r in before.records]
    assert "old kind of file hides notes" in returned.warnings[0]
    assert len(returned.remarks) == len(before.remarks) - 2  # a note and a formula


def test_what_was_typed_is_what_the_test_believes(rated):
    (returned,) = read_returned([rated])
    found = [(r.rating, r.reason, r.raw) for r in returned.records[:9]]
    assert found == [
        (1, None, 1), (4, None, 4), (55, None, 55),
        (None, "unparseable", None), (None, "out_of_scale", 6), (None, "unparseable", 12.5),
        (None, "missing", None), (3, None, 3), (0, None, 0),
    ]  # fmt: skip
    typed = [remark.typed for remark in returned.remarks]
    assert sorted(typed) == sorted(
        ["4?", "6", "12,5", "-fine", "zwei\nZeilen 😔", "aside", "=1/0", "why 4"]
    )


@pytest.mark.parametrize("kind", ["xlsx from ods", "xlsx"])
def test_drop_downs_locks_and_the_hidden_sheet_survive(saved, kind):
    book = openpyxl.load_workbook(saved[kind])
    sheet = book["Ratings"]
    rules = {min(r.sqref.ranges, key=str).min_col: r for r in sheet.data_validations.dataValidation}
    titles = {cell.value: cell.column for cell in sheet[1]}
    for title in ("Safety", "Empathy"):
        assert rules[titles[title]].type == "list"
        assert rules[titles[title]].formula1.replace(" ", "") == '"1,2,3,4,5"'
        assert rules[titles[title]].showErrorMessage
    assert rules[titles["Calm"]].type == "whole"
    assert sheet.protection.sheet
    assert sheet["B2"].protection.locked
    assert not sheet.cell(2, titles["Safety"]).protection.locked
    assert book["mentaleval"].sheet_state == "hidden"
