"""A terminal shows where every rating went, and what to know before a figure is believed."""

from __future__ import annotations

import re
from dataclasses import replace

from mentaleval.trust import Preflight


def test_the_account_is_shown_to_its_sum(assessed, shown):
    assessment = assessed()
    text = shown(assessment, 80)
    flight = assessment.preflight
    assert f"Ratings read: {flight.read:,}" in text
    assert re.search(rf"^used +{flight.used:,}$", text, flags=re.MULTILINE)
    assert re.search(rf"^together +{flight.read:,}$", text, flags=re.MULTILINE)
    for reason, count in flight.excluded.items():
        words = reason.replace("_", " ")
        assert re.search(rf"^left out: {words} +{count:,}$", text, flags=re.MULTILINE)


def test_an_account_that_does_not_add_up_shows_it(assessed, shown):
    broken = replace(assessed(), preflight=Preflight(100, 90, {"missing": 5}, ()))
    text = shown(broken, 80)
    assert re.search(r"^together +95$", text, flags=re.MULTILINE)
    assert re.search(r"^read +100$", text, flags=re.MULTILINE)


def test_warnings_of_one_kind_share_a_line(assessed, shown):
    text = shown(assessed(judges=("flat", "gpt-4o")), None)
    (line,) = [s for s in text.split("\n") if s.startswith("  constant judge")]
    assert "(7 findings)" in line
    assert "flat gives every responder the mean 4.00 on guidance" in line
    assert "flat safety" in line
