"""What came back: every rating by its code, every problem by its cell, and no word lost."""

from __future__ import annotations

from datetime import date

from openpyxl.comments import Comment

from mentaleval.sheets.key import written_key
from mentaleval.sheets.returned import read_returned
from mentaleval.vocabulary import Declared


def test_ratings_are_unblinded(anna, shown_to):
    anna.type(E2=1, F2="\uff12", E10=None)
    returned = anna.read()
    assert len(returned.records) == 18
    first = shown_to("anna")[0]
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


def test_every_problem_is_named_by_file_and_cell_at_once(anna, problems, shown_to):
    codes = [s.code for s in shown_to("anna")]
    bens = shown_to("ben")[0].code
    anna.type(B2="QQQ-QQQ", B3=bens, B4=codes[3], E4=1)
    said = problems(anna.read)
    assert "anna.xlsx, Ratings!B2: the code 'QQQ-QQQ' is none of this sheet's." in said
    assert f"anna.xlsx, Ratings!B3: the code '{bens}' is of the sheet of 'ben'." in said
    assert f"Ratings!E5: the code {codes[3]} stands in rows 4 and 5, and Ratings!E4 says" in said
    lost = ", ".join(f"{codes[n]} (No. {n + 1})" for n in range(3))
    assert f"the rows with the codes {lost} are missing" in said


def test_a_header_that_was_renamed_is_all_that_is_said(anna, problems):
    anna.type(B2="QQQ-QQQ", F1="Empathie")
    said = problems(anna.read)
    assert "no column has the header 'Empathy'" in said
    assert said.endswith("Is it now 'Empathie'?")


def test_many_lost_rows_are_one_problem(anna, problems):
    anna.edit(lambda book: book["Ratings"].delete_rows(3, 8))
    said = problems(anna.read)
    assert len(said.splitlines()) == 1
    assert said.endswith("and 3 more are missing.")


def test_columns_that_were_sorted_without_numbers_and_ratings_are_refused(anna, problems):
    def sort(book):
        sheet = book["Ratings"]
        rows = [[cell.value for cell in row[1:4]] for row in sheet.iter_rows(min_row=2, max_row=10)]
        for n, row in enumerate(sorted(rows), 2):
            for column, value in enumerate(row, 2):
                sheet.cell(n, column).value = value
                sheet.cell(n, column).data_type = "s"

    anna.edit(sort)
    said = problems(anna.read)
    assert len(said.splitlines()) == 1
    assert "of 9 rows: columns were sorted without the others" in said


def test_one_number_that_was_typed_over_is_a_remark(anna):
    anna.type(A3=7)
    (remark,) = anna.read().remarks
    assert (remark.place, remark.typed) == ("Ratings!A3", "7")


def test_merged_cells_are_refused_by_their_range(anna, problems):
    anna.edit(lambda book: book["Ratings"].merge_cells("E3:E5"))
    assert "anna.xlsx, Ratings!E3:E5: these cells are merged" in problems(anna.read)


def test_a_formula_that_gives_nothing_is_unparseable_and_kept(anna):
    def failing(book):
        book["Ratings"]["E2"] = "=1/0"
        book["Ratings"]["F2"].value = "#N/A"
        book["Ratings"]["F2"].data_type = "e"

    anna.edit(failing)
    returned = anna.read()
    assert [r.reason for r in returned.records[:2]] == ["unparseable", "unparseable"]
    assert [r.typed for r in returned.remarks] == ["=1/0", "#N/A"]


def test_a_code_that_was_deleted_is_missed_and_one_in_small_letters_is_not(
    anna, problems, shown_to
):
    codes = [s.code for s in shown_to("anna")]
    anna.type(B2=f" {codes[0].lower()} ")
    assert len(anna.read().records) == 18
    anna.type(B2=None)
    assert f"the row with the code {codes[0]} (No. 1) is missing" in problems(anna.read)


def test_a_row_twice_with_the_same_ratings_counts_once(anna, shown_to):
    code = shown_to("anna")[0].code
    anna.type(B12=code, E12=4, F12=4)
    returned = anna.read()
    assert len(returned.records) == 18
    assert len(returned.warnings) == 2  # its texts are not there


def test_codes_that_were_sorted_without_their_texts_are_refused(anna, problems, shown_to):
    codes = [s.code for s in shown_to("anna")]
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


def test_a_lost_sheet_header_or_mark_is_said(anna, folder, problems):
    anna.type(B1="Kode")
    assert "no row has the header 'Code'" in problems(anna.read)
    anna.edit(lambda book: setattr(book["Ratings"], "title", "My ratings"))
    assert "there is no sheet of this name; there is 'Instructions'" in problems(anna.read)
    anna.edit(lambda book: book.remove(book["mentaleval"]))
    assert "lost both what says" in problems(anna.read)
    (folder / "text.xlsx").write_text("no workbook", encoding="utf-8")
    assert "not a workbook" in problems(lambda: read_returned([folder / "text.xlsx"]))


def test_nothing_that_a_rater_typed_is_lost(anna, shown_to):
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
    shown = shown_to("anna")
    about = {remark.place: remark for remark in returned.remarks}
    assert about["Ratings!F3"].became == "unrated: out_of_scale"
    assert about["Ratings!F3"].attribute == "empathy"
    assert about["Ratings!G4"].became == "a comment"
    note = about["Ratings!E5"]
    its = (shown[3].code, shown[3].exchange_id, shown[3].responder, "safety")
    assert (note.code, note.exchange_id, note.responder, note.attribute) == its
    assert about["Ratings!G4"].responder == shown[2].responder


def test_a_sheet_without_its_mark_is_known_by_its_codes(anna):
    before = anna.read().records
    anna.edit(lambda book: book.remove(book["mentaleval"]))
    returned = anna.read()
    assert returned.records == before
    assert returned.warnings[0].endswith("is lost; by its codes it is that of anna.")


def test_long_numbers_keep_their_digits(anna):
    anna.type(J2=15551234567, G3=1234567)
    assert [r.typed for r in anna.read().remarks] == ["15551234567", "1234567"]


def test_ratings_of_an_escalation_say_so(anna, made, folder):
    assert {r.declared for r in anna.read().records} == {None}
    key = made.key.model_copy(update={"purpose": "escalation"})
    (folder / "key.json").write_text(written_key(key), encoding="utf-8")
    assert {r.declared for r in anna.read().records} == {Declared.ESCALATED}
