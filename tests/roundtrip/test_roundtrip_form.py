"""The form in a real browser: what is entered comes back through the file that it saves."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from mentaleval.errors import DataError
from mentaleval.sheets.booklet import Booklet, Page
from mentaleval.sheets.form import written_form
from mentaleval.sheets.returned import read_returned
from mentaleval.sheets.typed import reading_of
from mentaleval.vocabulary import Attribute, Rubric, Scale

pytestmark = pytest.mark.slow

NAMES = ("empathy", "constructor", "calm")
SCALES = Rubric(
    "scales",
    (
        Attribute("ten", "", "?", (), Scale(0, 10)),
        Attribute("next", "", "?", ("a", "b", "c", "d", "e"), Scale(1, 5)),
        Attribute("after", "", "?", (), Scale(0, 9)),
        Attribute("sign", "", "?", (), Scale(-2, 2)),
        Attribute("last", "", "?", (), Scale(1, 5)),
        Attribute("half", "", "?", (), Scale(0, 4.5)),
        Attribute("thousand", "", "?", (), Scale(0, 1000)),
    ),
)
TYPED = (
    *("0", "1", "4", "5", "-1", "+2", " 4 ", "4.", "4.0", "4,0", "04", ".5", "4,5", "4.6", "10"),
    *(
        "1000",
        "1001",
        "1,000",
        "1.000",
        "0,500",
        "-1,000",
        "1,0000",
        "1 000",
        "1'000",
        "0000000003",
    ),
    *(
        "\u0663",
        "\u096a",
        "\uff14",
        "\uff0b\uff14",
        "\uff14\uff0c\uff10",
        "\U0001d7d2",
        "\u0664,\u0665",
    ),
    *(
        "\u0661,\u0660\u0660\u0660",
        "4\u00b2",
        "\u00b2",
        "\u2463",
        "\u56db",
        "IV",
        "\u2163",
        "\u00bd",
        "\u22122",
    ),
    *("1e0", "0x4", "4?", "4/5", "NaN", "Infinity", "", " ", "\u00a04", "\ufeff4", "4\n", "4 5"),
    *("cannot rate", "Cannot rate: why", "cannot rate:", "cannot rates"),
)


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


@pytest.fixture
def scales(open_form, sheet):
    """Give a form with scales that number keys suit, and some that they do not."""
    pages = tuple(Page(f"BCD-FG{code}", "I am lost.", f"Oh {code}.") for code in "HJ")
    html = written_form(Booklet("QRS-TVW", "anna", SCALES, pages))
    (sheet[0] / "scales.html").write_text(html, encoding="utf-8", newline="\n")
    form = open_form(expert="scales")
    form.page.click("#begin")
    return form


def entered(form):
    """Return what the form holds for its first response."""
    held = form.page.evaluate("[...ratings]")
    return {key.split("\n")[1]: typed for key, typed in held if key.startswith("BCD-FGH")}


def test_a_number_of_two_signs_is_not_taken_for_two_ratings(scales):
    for attribute, keys in (("ten", "10"), ("sign", "-2")):
        scales.field(0, attribute).locator("input").first.focus()
        for key in keys:
            scales.page.keyboard.press(key)
        assert entered(scales) == {}
    scales.field(0, "next").focus()
    scales.page.keyboard.press("9")
    assert entered(scales) == {}
    scales.page.keyboard.press("4")
    assert entered(scales) == {"next": "4"}


def test_after_a_number_key_no_other_key_rates_unasked(scales):
    scales.field(0, "next").locator("input").first.focus()
    scales.page.keyboard.press("4")
    for key in ("Space", "ArrowDown", "ArrowRight", "Enter"):
        scales.page.keyboard.press(key)
        assert entered(scales) == {"next": "4"}
    focused = "document.activeElement.dataset.attribute"
    assert scales.page.evaluate(focused) == "after"
    assert scales.said("#heard") == "Response 1, Next: 4"
    last = scales.field(1, "last")
    last.focus()
    scales.page.keyboard.press("2")
    scales.page.keyboard.type("37")  # goes on in the field of the next attribute
    assert scales.field(1, "half").locator("[data-number]").input_value() == "37"
    scales.page.click("#unfinished")
    before = entered(scales)
    scales.page.keyboard.press("Space")
    assert entered(scales) == before


def test_a_held_key_rates_once(scales):
    scales.field(0, "next").focus()
    for _ in range(4):
        scales.page.keyboard.down("1")  # all but the first are repeats
    scales.page.keyboard.up("1")
    assert entered(scales) == {"next": "1"}


def test_a_rating_can_be_taken_back_with_the_mouse_and_with_a_key(scales):
    for attribute, label in (("next", "b"), ("ten", "7")):
        field = scales.field(0, attribute)
        clear = field.get_by_role("button", name=f"Clear the rating of {attribute.title()}")
        assert not clear.is_visible()
        field.get_by_text(label, exact=True).click()
        assert set(entered(scales)) == {attribute}
        clear.click()
        assert entered(scales) == {}
        assert field.locator("input:checked").count() == 0
        assert not clear.is_visible()
    field = scales.field(0, "sign")
    field.get_by_label("Cannot rate").check()
    field.get_by_label("Why not?").fill("in Dutch")
    field.get_by_label("Cannot rate").press("Delete")
    assert entered(scales) == {}
    assert scales.page.locator("[data-remark]").first.input_value() == "sign: in Dutch"
    assert scales.said("#heard") == "Response 1, Sign: no rating"


def test_the_form_and_the_reader_have_one_rule_for_what_is_a_rating(scales):
    said = scales.page.evaluate(
        "typed => typed.map(t => attributes.map(a => isCannot(t) ? null : "
        "isRating(t, a) ? numberOf(t) : false))",
        list(TYPED),
    )
    for typed, found in zip(TYPED, said, strict=True):
        for attribute, number in zip(SCALES.attributes, found, strict=True):
            reading = reading_of(typed, attribute)
            if number is None:
                assert reading.reason == "missing", typed
            else:
                assert reading.rating == (None if number is False else number), (typed, attribute)


@pytest.mark.parametrize(
    ("attribute", "typed", "said"),
    [
        ("thousand", "1,000", "This may be 1000 or 1: please write which of them."),
        ("thousand", "4²", "This is not a whole number from 0 to 1000."),
        ("half", "five", "This is not a number from 0 to 4.5."),
        ("half", " ", ""),
        ("half", "٣", ""),
    ],
)
def test_what_is_no_rating_is_said_at_once(scales, attribute, typed, said):
    field = scales.field(0, attribute)
    field.locator("[data-number]").fill(typed)
    assert field.locator(".wrong").inner_text() == said
    assert scales.said("#done") == f"{int(typed == '٣')} of 14 ratings"


def test_on_a_telephone_the_end_says_what_is_missing_and_saves(form):
    form.page.set_viewport_size({"width": 360, "height": 740})
    form.page.click("#begin")
    form.rate_page(empathy=1, constructor=0, calm=1)
    form.page.click("#following")
    form.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    foot = form.page.locator("#foot")
    assert "Still missing: 6 ratings." in foot.inner_text()
    assert "send anna.json" in foot.inner_text()
    place = form.page.locator("#finish").bounding_box()
    assert 0 <= place["y"] <= 740 - place["height"]
    with form.page.expect_download() as download:
        form.page.click("#finish")
    assert download.value.suggested_filename == "anna.json"
    assert "Saved as anna.json, with 6 ratings still missing." in foot.inner_text()
    form.page.click("#rest")
    assert form.page.evaluate("document.activeElement.closest('fieldset') !== null")


def test_on_a_telephone_whatever_is_touched_is_large_enough(form):
    form.page.set_viewport_size({"width": 360, "height": 740})
    form.page.click("#begin")
    form.rate_page(empathy=1, constructor=0, calm=1)
    low = form.page.evaluate(
        "[...document.querySelectorAll('button, select, .step, textarea, summary, "
        "input[type=text]')].map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])"
        ".filter(([, r]) => r.height && (r.height < 44 || r.width < 44)).map(([said]) => said)"
    )
    assert low == []


def test_nothing_is_wider_than_the_screen(form):
    for width in (360, 1400):
        form.page.set_viewport_size({"width": width, "height": 800})
        for place in range(3):
            form.page.select_option("#places", index=place)
            wide = form.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, (width, place)


def test_words_carry_the_language_of_the_rubric_and_every_field_a_name(form, scales):
    form.page.click("#begin")
    assert form.page.get_attribute("html", "lang") == "en"
    assert form.page.get_attribute(".context", "lang") == "de"
    assert scales.page.get_attribute(".context", "lang") is None
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
