"""The form in a real browser: what is entered comes back through the file that it saves."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from mentaleval.errors import DataError
from mentaleval.sheets.returned import read_returned

pytestmark = pytest.mark.slow

NAMES = ("empathy", "constructor", "calm")


def returned(file, sheet):
    (found,) = read_returned([file], key=sheet[0] / "key.json")
    return found


def test_everything_that_is_entered_comes_back(form, sheet, tmp_path):
    form.page.click("#begin")
    form.rate_page(empathy=2, constructor=-1, calm=40)
    form.page.locator("[data-remark]").first.fill('"; DROP TABLE, </script> 🙂\nzweite Zeile')
    assert form.said("#done") == "6 of 12 ratings"
    assert form.said("#kept") == "Kept in this browser. Not yet saved to a file."
    form.page.on("dialog", lambda dialog: dialog.accept())
    form.page.reload()
    assert form.said("#done") == "6 of 12 ratings"
    assert form.said("h1 >> visible=true") == "Message 1 of 2"
    assert form.field(1, "calm").locator("[data-number]").input_value() == "41"
    form.page.click("#unfinished")
    assert form.said("h1 >> visible=true") == "Message 2 of 2"
    form.rate_page(empathy=4, constructor=1, calm=7)
    form.page.select_option("#places", index=0)
    form.page.fill("#overall", "Gern geschehen.")
    assert form.said("#done") == "12 of 12 ratings"
    assert form.page.is_disabled("#unfinished")
    saved = form.save(tmp_path / "anna.json")
    assert form.said("#kept") == "Saved as anna.json, complete."
    found = returned(tmp_path / "anna.json", sheet)
    shown = [page.code for page in sheet[1].pages]
    expected = {
        (code, attribute): value
        for code, values in zip(
            shown, ((2, -1, 40), (3, -1, 41), (4, 1, 7), (5, 1, 8)), strict=True
        )
        for attribute, value in zip(NAMES, values, strict=True)
    }
    assert {(r["code"], r["attribute"]): float(r["typed"]) for r in saved["ratings"]} == expected
    assert Counter(r.rating for r in found.records) == Counter(expected.values())
    assert {(r.rater, r.rater_kind, r.reason) for r in found.records} == {("anna", "human", None)}
    assert {r.typed for r in found.remarks} == {
        '"; DROP TABLE, </script> 🙂\nzweite Zeile',
        "Gern geschehen.",
    }


def test_a_half_done_sheet_is_saved_and_gone_on_with_elsewhere(form, open_form, sheet, tmp_path):
    form.page.click("#begin")
    form.rate_page(empathy=1, constructor=0, calm=99)
    form.page.locator("[data-remark]").first.fill("Tired.")
    file = tmp_path / "anna.json"
    first = form.save(file)
    assert form.said("#kept") == "Saved as anna.json, with 6 ratings still missing."
    found = returned(file, sheet)
    assert Counter(r.reason for r in found.records) == {None: 6, "missing": 6}
    other = open_form()
    other.open(file)
    other.page.get_by_text("Opened anna.json: 6 ratings so far.").wait_for()
    assert other.said("#done") == "6 of 12 ratings"
    other.page.click("#begin")
    assert other.field(0, "empathy").locator("input:checked").input_value() == "1"
    second = other.save(tmp_path / "again.json")
    assert {**second, "saved_at": ""} == {**first, "saved_at": ""}


def test_a_file_of_another_sheet_is_refused_and_changes_nothing(form, open_form, tmp_path):
    own = form.save(tmp_path / "own.json")
    ben = open_form(expert="ben")
    with ben.page.expect_download() as download:
        ben.page.click("#save")
    download.value.save_as(tmp_path / "ben.json")
    strange = {"code": "XXX-XXX", "attribute": "empathy", "typed": "5"}
    contents = {
        "{": "This is no file that a rating sheet has saved.",
        '{"mentaleval_sheet": 1}': "This is no file that a rating sheet has saved.",
        json.dumps({**own, "ratings": [strange]}): "This file was changed after it was saved",
        json.dumps({**own, "remarks": [{"code": None, "typed": 7}]}): "This file was changed",
        (tmp_path / "ben.json").read_text(encoding="utf-8"): "of ben; here is the sheet",
    }
    for n, (content, said) in enumerate(contents.items()):
        file = tmp_path / f"{n}.json"
        file.write_text(content, encoding="utf-8")
        form.open(file)
        form.page.locator("#trouble").get_by_text(said).wait_for()
        assert form.said("#done") == "0 of 12 ratings"


def test_what_differs_from_an_opened_file_is_asked_about(form, tmp_path):
    form.page.click("#begin")
    button = form.field(0, "empathy").get_by_label("mild")
    button.check()
    form.save(tmp_path / "old.json")
    form.field(0, "empathy").get_by_label("hot").check()
    asked = []
    answers = iter((False, True))

    def answer(dialog):
        asked.append(dialog.message)
        dialog.accept() if next(answers) else dialog.dismiss()

    form.page.on("dialog", answer)
    form.open(tmp_path / "old.json")
    form.page.wait_for_function("document.getElementById('file').value === ''")
    assert asked == ["1 entry here and in the file differ. Take the file's?"]
    assert form.field(0, "empathy").get_by_label("hot").is_checked()
    form.open(tmp_path / "old.json")
    form.page.get_by_text("Opened old.json").wait_for()
    assert form.field(0, "empathy").get_by_label("mild").is_checked()
    form.page.remove_listener("dialog", answer)


def test_what_cannot_be_rated_keeps_its_reason_and_loses_nothing(form, sheet, tmp_path):
    form.page.click("#begin")
    field = form.field(0, "empathy")
    field.get_by_label("Cannot rate").check()
    field.get_by_label("Why not?").fill("in another language")
    form.field(0, "calm").locator("[data-number]").fill("150")
    assert form.said("fieldset[data-attribute=calm] .wrong >> nth=0") == (
        "This is not a whole number from 0 to 100."
    )
    form.field(1, "constructor").get_by_label("Cannot rate").check()
    form.field(1, "constructor").get_by_label("Why not?").fill("no idea")
    form.field(1, "constructor").get_by_text("0", exact=True).click()
    assert form.said("#done") == "2 of 12 ratings"
    saved = form.save(tmp_path / "anna.json")
    assert [r["typed"] for r in saved["ratings"]] == [
        "cannot rate: in another language",
        "150",
        "0",
    ]
    assert [r["typed"] for r in saved["remarks"]] == ["constructor: no idea"]
    found = returned(tmp_path / "anna.json", sheet)
    assert {r.rating for r in found.records if r.rating is not None} == {0.0}
    assert {r.raw for r in found.records if r.reason == "out_of_scale"} == {150.0}
    assert any("in another language" in r.typed for r in found.remarks)


def test_nothing_is_wider_than_the_screen(form):
    for width in (360, 1400):
        form.page.set_viewport_size({"width": width, "height": 800})
        for place in range(3):
            form.page.select_option("#places", index=place)
            wide = form.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, (width, place)


def test_words_carry_the_language_of_the_rubric_and_every_field_a_name(form):
    form.page.click("#begin")
    assert form.page.get_attribute("html", "lang") == "en"
    assert form.page.get_attribute(".context", "lang") == "de"
    unnamed = form.page.evaluate(
        "[...document.querySelectorAll('input, textarea, select')].filter("
        "e => !e.labels?.length && !e.getAttribute('aria-label')).length"
    )
    assert unnamed == 0
    groups = form.page.get_by_role("group").all_inner_texts()
    assert len(groups) == 6
    assert form.page.get_by_role("radio", name="5 hot").count() == 2


def test_a_browser_that_keeps_nothing_is_told_of(open_form, tmp_path):
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    form = open_form(before=refused)
    assert form.page.is_visible("#lost")
    form.page.click("#begin")
    form.rate_page(empathy=1, constructor=0, calm=1)
    assert len(form.save(tmp_path / "anna.json")["ratings"]) == 6


def test_leaving_is_asked_about_until_all_is_saved(form, tmp_path):
    asked = []
    form.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.page.click("#begin")
    form.page.reload()
    assert asked == []
    form.rate_page(empathy=1, constructor=0, calm=1)
    form.page.reload()
    assert asked == ["beforeunload"]
    form.save(tmp_path / "anna.json")
    form.page.reload()
    assert asked == ["beforeunload"]


def test_the_page_can_reach_nothing_even_if_a_script_ran(form):
    reached = form.page.evaluate(
        "fetch('https://example.org/').then(() => 'reached', () => 'refused')"
    )
    assert reached == "refused"
    assert any("Content Security Policy" in said for said in form.wrong)
    form.wrong.clear()
    form.asked.clear()


def test_a_sheet_of_another_draw_is_refused_by_the_reader(form, sheet, tmp_path):
    document = form.save(tmp_path / "anna.json")
    (tmp_path / "anna.json").write_text(json.dumps({**document, "sheet_id": "BBB-BBB"}))
    with pytest.raises(DataError, match="BBB-BBB"):
        returned(tmp_path / "anna.json", sheet)
