"""What a terminal shows of the published method: its figures, and never a verdict."""

from __future__ import annotations

import re

import pytest

from mentaleval.rubric import SEVEN


@pytest.mark.parametrize("width", [80, 100, 120, 200, None])
def test_the_published_method_says_first_that_it_is_no_rule(assessed, shown, width):
    text = shown(assessed(method="published"), width)
    flat = " ".join(text.split())
    assert flat.index("not a reliability rule") < flat.index("guidance")
    assert "usable" not in flat
    assert "undetermined" not in flat


def test_human_means_are_whole_at_any_width(assessed, shown):
    assessment = assessed(method="published")
    text = shown(assessment, 80).partition("Human means")[2]
    for name in SEVEN.names:
        assert re.search(rf"\b{name}\b", text)
    wanted = assessment.human_means[0]
    assert f"{wanted.means['understanding']:.2f}" in text
    assert f"{wanted.average:.2f}" in text


def test_concordance_and_limits_of_agreement_stand_beside_the_published_figures(assessed, shown):
    assessment = assessed(method="published")
    cell, text = assessment.cells[0], shown(assessment, None)
    (row,) = re.findall(r"^claude +guidance .*$", text, flags=re.MULTILINE)
    limits = f"{cell.limits.low:+.2f}, {cell.limits.high:+.2f}"
    assert re.search(rf"{cell.concordance:.3f} +{re.escape(limits)}", row)
    assert "CCC: " in text
    assert "CCC: " not in shown(assessment, 80)
