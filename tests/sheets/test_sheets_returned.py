"""What came back: every rating by its code, every problem by its cell, and no word lost."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date

import pytest
from openpyxl.comments import Comment

from mentaleval.errors import DataError
from mentaleval.sheets.remarks import Remark, written_remarks
from mentaleval.sheets.returned import read_returned, sheets_in
from mentaleval.sheets.typed import reading_of
from mentaleval.vocabulary import Attribute, Scale

EMPATHY = Attribute("empathy")


def shown_to(made, expert):
    return next(s.shown for s in made.key.sheets.values() if s.expert == expert)


def problems(read):
    with pytest.raises(DataError) as refused:
        read()
    return str(refused.value)


@pytest.mark.parametrize("typed", [4, 4.0, "4", " 4 ", "\uff14", "4.0", "4,0", "\u0664"])
def test_a_number_is_read_however_it_was_typed(typed):
    assert reading_of(typed, EMPATHY).rating == 4


@pytest.mark.parametrize(
    ("typed", "reason", "raw"),
    [
        (None, "missing", None),
        (" ", "missing", None),
        ("cannot rate: too short", "missing", None),
        (6, "out_of_scale", 6),
        ("0", "out_of_scale", 0),
        (-1, "out_of_scale", -1),
        ("4?", "unparseable", None),
        ("n/a", "unparseable", None),
        ("4,5", "unparseable", 4.5),
        (4.5, "unparseable", 4.5),
        (True, "unparseable", None),
        (date(2026, 5, 4), "unparseable", None),
        ("1e0", "unparseable", None),
        ("nan", "unparseable", None),
    ],
)
def test_what_is_no_rating_is_unrated_for_its_reason(typed, reason, raw):
    read = reading_of(typed, EMPATHY)
    assert (read.rating, read.reason, read.raw) == (None, reason, raw)


def test_a_scale_without_whole_ends_takes_any_number_within():
    depth = Attribute("depth", scale=Scale(0.5, 2.5))
    assert reading_of("1.25", depth).rating == 1.25
    assert reading_of(0.4, depth).reason == "out_of_scale"


def test_ratings_are_unblinded(made, anna):
    anna.type(E2=1, F2="\uff12", E10=None)
    returned = anna.read()
    assert len(returned.records) == 18
    first = shown_to(made, "anna")[0]
    of_first = [r for r in returned.records if r[:2] == (first.exchange_id, first.responder)]
    assert [(r.attribute, r.rating) for r in of_first] == [("safety", 1), ("empathy", 2)]
    for record in returned.records:
        assert (record.rater, record.rater_kind, record.source) == ("anna", "human", "anna.xlsx")
        assert record.response_id
        assert record.context_hash
    assert [r.reason for r in returned.records if r.rating is None] == ["missing"]
    assert not returned.remarks
    assert not returned.warnings


def test_a_sorted_sheet_with_its_columns_moved_reads_the_same(anna):
    anna.type(**{f"E{row}": 1 + row % 5 for row in range(2, 11)})
    before = anna.read().records

    def sort_and_move(book):
        sheet = book["Ratings"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=10)]
        head = [cell.value for cell in sheet[1]]
        order = [6, 5, 0, 3, 1, 2, 4]
        for n, row in enumerate([head, *sorted(rows, key=lambda row: row[1])], 1):
            for column, place in enumerate(order, 1):
                cell = sheet.cell(n, column)
                cell.value = row[place]
                cell.data_type = "s" if isinstance(row[place], str) else "n"

    anna.edit(sort_and_move)
    assert anna.read().records == before


def test_every_problem_is_named_by_file_and_cell_at_once(made, anna):
    codes = [s.code for s in shown_to(made, "anna")]
    bens = shown_to(made, "ben")[0].code
    anna.type(B2="QQQ-QQQ", B3=bens, B4=codes[3], F1="Empathie", E4=1)
    said = problems(anna.read)
    assert "anna.xlsx, Ratings!B2: the code 'QQQ-QQQ' is none of this sheet's." in said
    assert f"anna.xlsx, Ratings!B3: the code '{bens}' is of the sheet of 'ben'." in said
    assert "no column has the header 'Empathy'" in said
    assert "Is it now 'Empathie'?" in said
    assert f"Ratings!E5: the code {codes[3]} stands in rows 4 and 5, and Ratings!E4 says" in said
    for number in (1, 2, 3):
        code = codes[number - 1]
        assert f"the row with the code {code} (No. {number}) is missing" in said


def test_a_code_that_was_deleted_is_missed_and_one_in_small_letters_is_not(made, anna):
    codes = [s.code for s in shown_to(made, "anna")]
    anna.type(B2=f" {codes[0].lower()} ")
    assert len(anna.read().records) == 18
    anna.type(B2=None)
    assert f"the row with the code {codes[0]} (No. 1) is missing" in problems(anna.read)


def test_a_row_twice_with_the_same_ratings_counts_once(made, anna):
    code = shown_to(made, "anna")[0].code
    anna.type(B12=code, E12=4, F12=4)
    returned = anna.read()
    assert len(returned.records) == 18
    assert len(returned.warnings) == 2  # its texts are not there


def test_codes_that_were_sorted_without_their_texts_are_refused(anna, made):
    codes = [s.code for s in shown_to(made, "anna")]
    anna.type(B2=codes[1], B3=codes[0])
    said = problems(anna.read)
    assert f"Ratings!D2: the response is that of the code {codes[0]}" in said
    assert "rows were mixed up" in said


def test_a_changed_text_is_warned_of_and_kept(anna):
    anna.type(D2="I would have said: sleep first.")
    returned = anna.read()
    assert returned.warnings == ["anna.xlsx, Ratings!D2: the response is not as it was shown."]
    (remark,) = returned.remarks
    assert (remark.place, remark.typed) == ("Ratings!D2", "I would have said: sleep first.")


def test_a_lost_sheet_header_or_mark_is_said(anna, folder):
    anna.type(B1="Kode")
    assert "no row has the header 'Code'" in problems(anna.read)
    anna.edit(lambda book: setattr(book["Ratings"], "title", "My ratings"))
    assert "there is no sheet of this name; there is 'Instructions'" in problems(anna.read)
    anna.edit(lambda book: book.remove(book["mentaleval"]))
    assert "lost the mark" in problems(anna.read)
    (folder / "text.xlsx").write_text("no workbook", encoding="utf-8")
    assert "not a workbook" in problems(lambda: read_returned([folder / "text.xlsx"]))


def test_nothing_that_a_rater_typed_is_lost(anna, made):
    typed = {
        "E2": "4?",
        "F3": 9,
        "G4": "=too short to rate",
        "H5": "beside the table",
        "A30": "below the table",
        "E31": 3,
    }
    anna.type(**typed)

    def elsewhere(book):
        book["Remarks"]["A7"] = "-the rubric is good"
        book["Instructions"]["A40"] = "read on 4 May"
        book["Rubric"]["C3"] = "not clear to me"
        book["Ratings"]["E5"].comment = Comment("why 4", "anna")
        book.create_sheet("Diary")["B2"] = date(2026, 5, 4)

    anna.edit(elsewhere)
    returned = anna.read()
    found = {remark.place: remark for remark in returned.remarks}
    for place, value in typed.items():
        assert found.pop(f"Ratings!{place}").typed == str(value)
    assert {place: remark.typed for place, remark in found.items()} == {
        "Remarks!A7": "-the rubric is good",
        "Instructions!A40": "read on 4 May",
        "Rubric!C3": "not clear to me",
        "Ratings!E5": "why 4",
        "Diary!B2": "2026-05-04",
    }
    shown = shown_to(made, "anna")
    about = {remark.place: remark for remark in returned.remarks}
    assert about["Ratings!F3"].became == "unrated: out_of_scale"
    assert about["Ratings!F3"].attribute == "empathy"
    assert about["Ratings!G4"].became == "a comment"
    assert about["Ratings!G4"].responder == shown[2].responder


def test_a_remark_cannot_run_in_the_spreadsheet_that_opens_it():
    signs = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "plain")
    said = written_remarks(Remark("f", "c", sign, "kept") for sign in signs)
    typed = [row["typed"] for row in csv.DictReader(io.StringIO(said, newline=""))]
    assert typed == [*(f"'{sign}" for sign in signs[:-1]), "plain"]


def test_two_files_of_one_expert_agree_or_are_refused(anna, folder):
    again = folder / "anna (1).xlsx"
    shutil.copy(anna.file, again)
    (both,) = read_returned([anna.file, again])
    assert both.records == anna.read().records
    anna.type(E5=1)
    said = problems(lambda: read_returned([again, anna.file]))
    assert "anna.xlsx, Ratings!E5: 1 here, 4 in anna (1).xlsx, Ratings!E5" in said


def test_problems_of_all_files_are_said_together(anna, folder, form):
    anna.type(B2="QQQ-QQQ")
    form(lambda saved: saved["ratings"][0].update(attribute="warmth"), reads=False)
    said = problems(lambda: read_returned([anna.file, folder / "ben.json"])).splitlines()
    assert said[0] == "the returned sheets have 3 problems:"
    assert [line.split(",")[0].strip() for line in said[1:]] == 2 * ["anna.xlsx"] + ["ben.json"]


def test_a_sheet_of_another_draw_and_a_lost_key_are_said(anna, folder, tmp_path):
    key = json.loads((folder / "key.json").read_text())
    sheets = dict(zip(("AAA-AAA", "BBB-BBB"), key["sheets"].values(), strict=True))
    other = tmp_path / "other.json"
    other.write_text(json.dumps(key | {"sheets": sheets}))
    said = problems(lambda: anna.read(other))
    assert "anna.xlsx is the sheet" in said
    assert str(other) in said
    alone = tmp_path / "a" / "b" / "anna.xlsx"
    alone.parent.mkdir(parents=True)
    shutil.copy(anna.file, alone)
    assert "no key.json beside it" in problems(lambda: read_returned([alone]))
    shutil.copy(folder / "key.json", tmp_path / "a" / "key.json")
    assert len(read_returned([alone])[0].records) == 18


def test_a_key_that_was_edited_badly_is_refused_by_name(anna, folder):
    key = json.loads((folder / "key.json").read_text())
    del key["draw_id"]
    (folder / "key.json").write_text(json.dumps(key | {"seed": "seven"}))
    said = problems(anna.read)
    assert "key 'draw_id' is missing" in said
    assert "seed: found the text 'seven'" in said


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


def test_a_form_is_read_as_a_workbook_is(form, made):
    def change(saved):
        saved["ratings"][0]["typed"] = "cannot rate: too short"
        saved["ratings"][1]["typed"] = "7"
        del saved["ratings"][2]
        saved["remarks"] += [
            {"code": saved["ratings"][0]["code"], "typed": "a fine one"},
            {"code": None, "typed": "all in all"},
        ]

    returned = form(change)
    reasons = [r.reason for r in returned.records]
    assert reasons == ["missing", "out_of_scale", "missing", None, None, None]
    code = shown_to(made, "ben")[0].code
    assert [(r.place, r.typed, r.became) for r in returned.remarks] == [
        (f"No. 1 ({code}), safety", "cannot rate: too short", "unrated: missing"),
        (f"No. 1 ({code}), empathy", "7", "unrated: out_of_scale"),
        (f"No. 1 ({code})", "a fine one", "a comment"),
        ("remarks", "all in all", "a remark"),
    ]


def test_what_no_form_has_saved_is_refused_by_place(form):
    def change(saved):
        saved["ratings"][0]["code"] = "QQQ-QQQ"
        saved["ratings"][1]["attribute"] = "warmth"
        saved["ratings"].append(saved["ratings"][2] | {"typed": "1"})

    said = problems(lambda: form(change))
    assert "the code 'QQQ-QQQ' is none of this sheet's" in said
    assert "'warmth' was not asked; asked was safety, empathy" in said
    assert "it is there twice, with two ratings" in said
    broken = problems(lambda: form(lambda saved: saved.update(ratings="none")))
    assert "ben.json: ratings: found the text 'none'; needs a list" in broken


def test_a_folder_holds_sheets_unless_it_is_a_runs(folder, form):
    form()
    (folder / "~$anna.xlsx").write_text("a lock")
    (folder / "notes.txt").write_text("a note")
    found = ["anna.xlsx", "ben.json", "ben.xlsx"]
    assert [path.name for path in sheets_in(folder)] == found
    (folder / "logs").mkdir()
    (folder / "logs" / "run.eval").write_text("a log")
    assert sheets_in(folder) == []
