"""The workbook that an expert gets: what is in it, what may be changed, and what is not in it."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import openpyxl
import pytest

from mentaleval.sheets.booklet import Booklet, Page
from mentaleval.sheets.workbook import written_workbook
from mentaleval.vocabulary import Attribute, Rubric, Scale

SECRETS = (
    "zephyr",
    "quill",
    "human_writer",
    "arbiter",
    "conv-",
    "stratify",
    "Claude",
    "0000007",
)


@pytest.fixture
def written(tmp_path):
    """Write a booklet and open it again."""

    def write(booklet):
        file = tmp_path / "sheet.xlsx"
        written_workbook(booklet, file)
        return openpyxl.load_workbook(file)

    return write


def booklet_of(rubric, *responses):
    pages = tuple(Page(f"BBB-{n}", "I am low.", said) for n, said in enumerate(responses))
    return Booklet("SSS-SSS", "anna", rubric, pages)


def columns_of(book):
    return {cell.value: cell.column_letter for cell in book["Ratings"][1]}


def choices_of(book):
    rules = book["Ratings"].data_validations.dataValidation
    return {str(rule.sqref): rule for rule in rules}


def test_nothing_in_the_file_tells_who_responded_or_judged(made, asked, texts, tmp_path):
    secrets = {*SECRETS, *(a.response_id for a in asked.responses)}
    secrets |= {page.code for page in made.booklets[1].pages}  # of the other expert
    secrets |= {asked.inputs[0].sha256, asked.id, made.key.secret}
    file = tmp_path / "anna.xlsx"
    written_workbook(made.booklets[0], file)
    with zipfile.ZipFile(file) as parts:
        whole = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}
    for name, part in whole.items():
        found = [secret for secret in secrets if secret in part or secret in name]
        assert not found, name
    assert "anna" not in "".join(whole.values())
    some = next(iter(texts.values())).response
    assert some in whole["xl/sharedStrings.xml"], "the search would find what is there"


def test_every_text_is_there_as_text_whatever_it_begins_with(made, written):
    book = written(made.booklets[0])
    rows = list(book["Ratings"].iter_rows(min_row=2, max_col=4))
    assert len(rows) == 9
    for row, page in zip(rows, made.booklets[0].pages, strict=True):
        assert [cell.value for cell in row[1:]] == [page.code, page.context, page.response]
        assert {cell.data_type for cell in row[1:]} == {"s"}
    assert sum(page.context.startswith(("=", "@")) for page in made.booklets[0].pages) == 6


def test_ratings_and_comments_are_open_and_the_rest_is_locked(made, written):
    book = written(made.booklets[0])
    sheet = book["Ratings"]
    assert all(sheet.protection.sheet for sheet in book)
    assert not any(sheet.protection.password for sheet in book)
    for row in sheet.iter_rows(min_row=1, max_row=10):
        for cell in row:
            typed = cell.row > 1 and columns_of(book)["Safety"] <= cell.column_letter
            assert cell.protection.locked is not typed, cell.coordinate
    assert sheet.freeze_panes == "C2"
    assert not book["Remarks"]["A2"].protection.locked
    assert book["mentaleval"].sheet_state == "hidden"


def test_a_drop_down_has_the_steps_of_its_scale_and_refuses_others(made, written):
    book = written(made.booklets[0])
    choices = choices_of(book)
    assert list(choices) == ["E2:E10", "F2:F10"]
    for rule in choices.values():
        assert (rule.type, rule.formula1) == ("list", '"1,2,3,4,5"')
        assert rule.showErrorMessage
        assert rule.allow_blank
        assert "a whole number from 1 to 5" in rule.error


def test_a_long_scale_has_bounds_and_a_broken_one_any_number(written):
    rubric = Rubric(
        "r", (Attribute("calm", scale=Scale(0, 100)), Attribute("depth", scale=Scale(0.5, 2)))
    )
    whole, broken = choices_of(written(booklet_of(rubric, "x"))).values()
    assert (whole.type, whole.formula1, whole.formula2) == ("whole", "0", "100")
    assert (broken.type, broken.formula1, broken.formula2) == ("decimal", "0.5", "2")


def test_headers_have_the_definition_and_the_rubric_every_anchor(made, written):
    book = written(made.booklets[0])
    for attribute in made.booklets[0].rubric:
        note = book["Ratings"][f"{columns_of(book)[attribute.name.capitalize()]}1"].comment
        assert attribute.definition in note.text
        assert f"5: {attribute.levels[4]}" in note.text
    said = {cell.value for row in book["Rubric"] for cell in row}
    assert {level for a in made.booklets[0].rubric for level in a.levels} <= said


def test_instructions_end_with_the_researchers_own_words(made, written):
    said = [row[0].value for row in written(made.booklets[0])["Instructions"]]
    assert said[0].startswith("You are asked to rate 9 responses to 3 messages")
    assert said[-2:] == ["Send it to the office.", "Talk to the office when in need."]
    assert any("Take breaks" in paragraph for paragraph in said)


def test_a_text_that_no_row_can_show_goes_on_in_the_next_column(written):
    long = "".join(f"Sentence {n} of a long reply. " for n in range(1500))
    assert len(long) > 32_767
    book = written(booklet_of(Rubric("r", (Attribute("empathy"),)), "short", long))
    columns = [c for title, c in columns_of(book).items() if title.startswith("Response")]
    said = [book["Ratings"][f"{column}3"].value for column in columns]
    assert "".join(said) == long
    assert len(said) > 2
    assert columns_of(book)[f"Response, part {len(said)}"] == columns[-1]
    assert not any(book["Ratings"][f"{column}2"].value for column in columns[1:])
    assert book["Ratings"].row_dimensions[3].height <= 409


def test_an_attribute_may_be_called_like_a_column(written):
    rubric = Rubric("r", (Attribute("comment"), Attribute("response")))
    titles = list(columns_of(written(booklet_of(rubric, "x"))))
    assert titles[3:] == ["Response", "Comment (rating)", "Response (rating)", "Comment"]


def test_the_same_booklet_gives_the_same_file(made, tmp_path):
    files = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for file in files:
        written_workbook(made.booklets[0], file)
    assert files[0].read_bytes() == files[1].read_bytes()
    written_workbook(replace(made.booklets[0], instructions="Other."), files[1])
    assert files[0].read_bytes() != files[1].read_bytes()


def test_an_endless_scale_is_written_with_all_its_digits(written):
    rubric = Rubric("r", (Attribute("calm", scale=Scale(0, 200_000_000)),))
    (rule,) = choices_of(written(booklet_of(rubric, "x"))).values()
    assert (rule.type, rule.formula2) == ("whole", "200000000")
    assert "from 0 to 200000000" in rule.error
