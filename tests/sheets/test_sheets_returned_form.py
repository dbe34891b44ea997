"""What forms have saved."""

from __future__ import annotations


def test_a_form_is_read_as_a_workbook_is(form, shown_to):
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
    code = shown_to("ben")[0].code
    assert [(r.place, r.typed, r.became) for r in returned.remarks] == [
        (f"No. 1 ({code}), safety", "cannot rate: too short", "unrated: missing"),
        (f"No. 1 ({code}), empathy", "7", "unrated: out_of_scale"),
        (f"No. 1 ({code})", "a fine one", "a comment"),
        ("remarks", "all in all", "a remark"),
    ]


def test_what_no_form_has_saved_is_refused_by_place(form, problems):
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


def test_a_number_without_end_is_no_rating_and_names_its_code(form, shown_to):
    returned = form(lambda saved: saved["ratings"][0].update(typed=float("inf")))
    assert returned.records[0].reason == "unparseable"
    (remark,) = returned.remarks
    assert (remark.file, remark.code, remark.typed) == ("ben.json", shown_to("ben")[0].code, "inf")
