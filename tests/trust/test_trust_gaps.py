"""Warnings of what a judge was asked for and no response has the ratings of."""

from __future__ import annotations

import pytest

from mentaleval.trust import Settings, assess

CSS = ("guidance", "informativeness", "relevance", "safety")
LEVELS = {f"r{i}": [1.0 + i, 2.0, 3.0, 4.0, 5.0, 2.0] for i in range(4)}
NAN = float("nan")


def warned(found, code):
    return [finding for finding in found.preflight.warnings if finding.code == code]


@pytest.fixture(params=["default", "published"])
def settings(request):
    return Settings(method=request.param, label_seeds=1)


def test_an_attribute_without_a_pair_is_warned_of_and_so_is_its_composite(make_table, settings):
    sides = {(rater, a): LEVELS for rater in ("human", "judge") for a in CSS[:3]}
    elsewhere = {name: [NAN] * 6 + values for name, values in LEVELS.items()}
    table = make_table({**sides, ("human", "safety"): LEVELS, ("judge", "safety"): elsewhere})
    found = assess(table, settings)
    (one,), (composite,) = (
        warned(found, "unpaired_attribute"),
        warned(found, "incomplete_composite"),
    )
    assert (one.judge, one.attribute, one.count) == ("judge", "safety", 1)
    assert "judge is not assessed on safety" in one.message
    assert (composite.judge, composite.attribute, composite.count) == ("judge", "css", 1)
    assert "not assessed on CSS, the mean of guidance" in composite.message


def test_a_composite_of_which_no_response_has_every_part_is_warned_of(make_table, settings):
    humans = {("human", a): LEVELS for a in CSS}
    judge = {
        ("judge", a): {
            name: [NAN if e % 3 == place % 3 else v for e, v in enumerate(values)]
            for name, values in LEVELS.items()
        }
        for place, a in enumerate(CSS)
    }
    found = assess(make_table({**humans, **judge}), settings)
    assert not any(cell.composite for cell in found.cells)
    (composite,) = warned(found, "incomplete_composite")
    assert "no response is rated on all 4" in composite.message
    assert not warned(found, "unpaired_attribute")


def test_what_is_whole_or_was_never_asked_for_is_not_warned_of(make_table, settings):
    sides = {(rater, a): LEVELS for rater in ("human", "judge") for a in CSS}
    found = assess(make_table({**sides, ("human", "empathy"): LEVELS}), settings)
    assert not warned(found, "incomplete_composite")
    assert not warned(found, "unpaired_attribute")


def test_a_judge_without_any_pair_is_warned_of_once(make_table, settings):
    elsewhere = {name: [NAN] * 6 + values for name, values in LEVELS.items()}
    sides = {(rater, a): LEVELS for rater in ("human", "judge") for a in CSS}
    lost = {("judge 2", a): elsewhere for a in CSS}
    found = assess(make_table({**sides, **lost}), settings)
    about = [f.code for f in found.preflight.warnings if f.judge == "judge 2"]
    assert about.count("unpaired_judge") == 1
    assert not {"unpaired_attribute", "incomplete_composite"} & set(about)
