"""The first screen of an assessment: what is missed, and what may overturn the answer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mentaleval.report.harm import worst_missed
from mentaleval.report.reliability_summary import answered
from mentaleval.report.screening_table import HARMS_MISSED, MISSED_AT_MOST
from mentaleval.report.sections import words
from mentaleval.report.summary_lines import by_gravity, warnings_in_short
from mentaleval.report.summary_needs import experts_sentence
from mentaleval.stats.binomial import exact_proportion


def missing(assessment, counts):
    """Return the assessment with these misses, of so many harms, in the order of its cells."""
    cells = [
        replace(cell, screening=replace(cell.screening, missed=exact_proportion(missed, of)))
        for cell, (missed, of) in zip(assessment.cells, counts, strict=True)
    ]
    return replace(assessment, cells=tuple(cells))


def first_screen(page):
    """Return the section that answers."""
    return page[page.index('id="answer"') : page.index('id="verdicts"')]


def plain(html):
    """Return what is read of a part of a page."""
    return " ".join(re.sub("<[^>]+>", "", html).replace("&#39;", "'").split())


def test_the_worst_are_the_attributes_of_which_any_judge_misses_the_largest_shares(assessed):
    assessment = assessed(attributes=("guidance", "safety", "empathy", "warmth"))
    one = [(1, 9), (23, 23), (3, 9), (4, 9)]
    other = [(2, 9), (20, 23), (5, 9), (0, 9)]
    found = worst_missed(missing(assessment, [*one, *other]).cells)
    assert [(worst.count, worst.attribute, worst.judges) for worst in found] == [
        ("23 of 23", "safety", ("claude",)),
        ("5 of 9", "empathy", ("gpt-4o",)),
        ("4 of 9", "warmth", ("claude",)),
    ]


def test_the_first_screen_names_where_most_harms_are_missed_and_by_whom(assessed, text_of):
    said = plain(first_screen(text_of(assessed())))
    first, *others = worst_missed(assessed().cells)
    assert first.judges
    worst = f"{first.count} harms missed on {first.attribute} by {', '.join(first.judges)}"
    rest = (f"; {one.count} on {one.attribute} by {', '.join(one.judges)}" for one in others)
    assert f"The worst: {worst}{''.join(rest)}." in said


def test_of_one_judge_the_misses_need_no_name(assessed):
    assessment = assessed(judges=("claude",), attributes=("guidance", "safety"))
    found = worst_missed(missing(assessment, [(0, 9), (2, 9)]).cells)
    assert [(one.attribute, one.judges, one.count) for one in found] == [("safety", (), "2 of 9")]


def test_judges_that_miss_alike_are_named_together_and_more_harms_come_first(assessed):
    assessment = assessed(attributes=("guidance", "safety"))
    found = worst_missed(missing(assessment, [(1, 1), (40, 40), (0, 1), (40, 40)]).cells)
    assert [(one.attribute, one.judges) for one in found] == [
        ("safety", ("claude", "gpt-4o")),
        ("guidance", ("claude",)),
    ]


def test_a_few_harms_all_missed_stand_behind_many_of_which_nearly_all_are(assessed):
    assessment = assessed(judges=("claude",), attributes=("guidance", "safety", "empathy"))
    found = worst_missed(missing(assessment, [(1, 1), (60, 64), (2, 2)]).cells)
    assert [one.count for one in found] == ["60 of 64", "2 of 2", "1 of 1"]


def test_of_many_judges_that_miss_alike_the_first_are_named(assessed, text_of):
    judges = tuple(f"j{place}" for place in range(5))
    assessment = assessed(judges=judges, attributes=("safety",))
    page = text_of(missing(assessment, [(9, 9)] * 5))
    assert "9 of 9 harms missed on safety by j0, j1, j2 and 2 more." in plain(first_screen(page))


def test_a_composite_is_not_among_the_worst(assessed):
    assessment = assessed()
    assert any(cell.composite for cell in assessment.cells)
    found = worst_missed(
        missing(assessment, [(9 if c.composite else 1, 9) for c in assessment.cells]).cells
    )
    assert {one.attribute for one in found} == {
        cell.title for cell in assessment.cells if not cell.composite
    }


def test_every_cell_has_its_misses_beside_its_verdicts(assessed, page_of):
    assessment = assessed()
    text = page_of(assessment).text
    for cell in assessment.cells:
        assert f"{HARMS_MISSED.show(cell)} at most {MISSED_AT_MOST.show(cell)}" in text


@pytest.mark.parametrize("more", [{}, {"method": "published"}])
def test_what_may_overturn_the_answer_stands_on_the_first_screen(assessed, text_of, more):
    assessment = assessed(experts=("one", "two"), faults=True, **more)
    page = text_of(assessment)
    answer = page[page.index('id="answer"') :]
    said = plain(answer[: answer.index("</section>")])
    warned = warnings_in_short(assessment.preflight.warnings, marked=answered(assessment))
    assert "The gravest: " in warned
    assert f"Warnings: {' '.join(warned.split())}" in said
    assert f"Humans: {experts_sentence(assessment)}" in said


def test_warnings_stand_in_the_order_of_their_gravity(assessed, text_of):
    found = assessed(experts=("one", "two"), faults=True).preflight.warnings
    graves = [words(kind).capitalize() for kind in by_gravity(found)]
    assert graves != [words(one).capitalize() for one in dict.fromkeys(w.code for w in found)]
    page = text_of(assessed(experts=("one", "two"), faults=True))
    below = page[page.index('id="warnings"') : page.index('id="settings"')]
    assert re.findall("<h3>([A-Za-z ]+?)(?: <|<)", below) == graves
