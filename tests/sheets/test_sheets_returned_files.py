"""Several files, their keys, and the folders that they are in."""

from __future__ import annotations

import json
import shutil

import pytest

from mentaleval.sheets.returned import read_returned
from mentaleval.sheets.returned_folder import sheets_in, unread_in, workbooks_in
from mentaleval.sheets.workbook import written_workbook


def test_two_files_of_one_expert_agree_or_are_refused(anna, folder, problems):
    again = folder / "anna (1).xlsx"
    shutil.copy(anna.file, again)
    (both,) = read_returned([anna.file, again])
    assert both.records == anna.read().records
    anna.type(E5=1)
    said = problems(lambda: read_returned([again, anna.file]))
    differ = "anna (1).xlsx and anna.xlsx are of one expert and differ in one cell"
    assert said == f"{differ}: Ratings!E5 (4 and 1). One of them has to go."


def test_two_files_that_differ_in_much_are_one_problem(anna, folder, problems):
    again = folder / "anna (1).xlsx"
    shutil.copy(anna.file, again)
    anna.type(**{f"E{row}": 1 for row in range(2, 11)})
    said = problems(lambda: read_returned([again, anna.file]))
    assert len(said.splitlines()) == 1
    assert "differ in 9 cells: Ratings!E2 (4 and 1), Ratings!E3 (4 and 1)" in said


def test_a_copy_is_read_once_with_its_remarks(anna, folder):
    anna.type(G2="fine", E2="4?")
    shutil.copy(anna.file, folder / "anna (1).xlsx")
    (both,) = read_returned([folder / "anna (1).xlsx", anna.file, anna.file])
    (alone,) = read_returned([folder / "anna (1).xlsx"])
    assert (both.records, both.remarks) == (alone.records, alone.remarks)
    assert both.notes == ["anna.xlsx says the same as anna (1).xlsx, and is read once"]


def test_a_sheet_that_was_sent_yields_to_the_one_that_came_back(anna, folder, made):
    written_workbook(made.booklets[0], folder / "a.xlsx")
    (both,) = read_returned([folder / "a.xlsx", anna.file])
    assert both.records == anna.read().records
    assert both.notes == ["a.xlsx holds no rating: anna.xlsx is read in its place"]


@pytest.mark.parametrize("order", [("half.json", "ben.json"), ("ben.json", "half.json")])
def test_a_later_save_completes_an_earlier_one(form, folder, order):
    def half(saved):
        saved["ratings"] = saved["ratings"][:2]
        saved["remarks"].append({"code": None, "typed": "to be gone on with"})

    whole = form().records
    early = json.loads((folder / "ben.json").read_text())
    half(early)
    early["saved_at"] = "2026-05-03T10:00:00Z"
    (folder / "half.json").write_text(json.dumps(early))
    (found,) = read_returned([folder / name for name in order])
    assert found.records == whole
    assert [remark.typed for remark in found.remarks] == ["to be gone on with"]
    assert "half.json was saved before it was complete" in found.notes[0]


def test_a_later_save_with_less_is_refused(form, folder, problems):
    form()
    late = json.loads((folder / "ben.json").read_text())
    late |= {"ratings": late["ratings"][:2], "saved_at": "2026-05-05T10:00:00Z"}
    (folder / "late.json").write_text(json.dumps(late))
    said = problems(lambda: read_returned([folder / "ben.json", folder / "late.json"]))
    assert "differ in 4 cells" in said
    assert "(5 and nothing)" in said


def test_copies_of_a_key_are_one_and_other_keys_of_one_sheet_are_refused(form, folder, problems):
    form()
    for name in ("anna.xlsx", "ben.json"):
        (folder / name[:3]).mkdir()
        shutil.copy(folder / name, folder / name[:3])
        shutil.copy(folder / "key.json", folder / name[:3])
    files = [folder / "ann" / "anna.xlsx", folder / "ben" / "ben.json"]
    (found,) = read_returned(files)
    assert len(found.records) == 18 + 6
    key = json.loads((folder / "key.json").read_text())
    (folder / "ben" / "key.json").write_text(json.dumps(key | {"seed": 8}))
    assert "say different things of it" in problems(lambda: read_returned(files))


def test_problems_of_all_files_are_said_together(anna, folder, form, problems):
    anna.type(B2="QQQ-QQQ")
    form(lambda saved: saved["ratings"][0].update(attribute="warmth"), reads=False)
    said = problems(lambda: read_returned([anna.file, folder / "ben.json"])).splitlines()
    assert said[0] == "the returned sheets have 3 problems:"
    assert [line.split(",")[0].strip() for line in said[1:]] == 2 * ["anna.xlsx"] + ["ben.json"]


def test_a_sheet_of_another_draw_and_a_lost_key_are_said(anna, folder, tmp_path, problems):
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


def test_a_key_that_was_edited_badly_is_refused_by_name(anna, folder, problems):
    key = json.loads((folder / "key.json").read_text())
    del key["draw_id"]
    (folder / "key.json").write_text(json.dumps(key | {"seed": "seven"}))
    said = problems(anna.read)
    assert "key 'draw_id' is missing" in said
    assert "seed: found the text 'seven'" in said


def test_a_folder_holds_sheets_unless_it_is_a_runs(folder, form):
    form()
    (folder / "~$anna.xlsx").write_text("a lock")
    (folder / "notes.txt").write_text("a note")
    (folder / "ben.csv").write_text("No.;Code;Context;Response;Safety\n", encoding="utf-8-sig")
    (folder / "ben.numbers").write_text("?")
    (folder / "ben.json.txt").write_text("{}")
    (folder / "own").mkdir()
    unread = {path.name: why for path, why in unread_in(folder)}
    assert list(unread) == ["ben.csv", "ben.json.txt", "ben.numbers", "notes.txt", "own"]
    assert "as .xlsx" in unread["ben.csv"]
    assert "as .xlsx" in unread["ben.numbers"]
    assert "rename it" in unread["ben.json.txt"]
    assert "a folder" in unread["own"]
    found = ["anna.xlsx", "ben.json", "ben.xlsx"]
    assert [path.name for path in sheets_in(folder)] == found
    (folder / "logs").mkdir()
    (folder / "logs" / "run.eval").write_text("a log")
    assert sheets_in(folder) == []
    assert [path.name for path in workbooks_in(folder)] == found
