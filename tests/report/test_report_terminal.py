"""What a terminal shows: the answer first, nothing cut or wrapped that must not be."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace

import pytest

from mentaleval.report import figures
from mentaleval.rubric import SEVEN
from mentaleval.trust import Preflight

WIDTHS = [80, 100, 120, 200, None]
LONG = "anthropic/claude-3-7-sonnet-20250219"


def row_of(text, attribute, judge=""):
    pattern = rf"^{re.escape(judge)} *{re.escape(attribute)} .*$"
    return re.findall(pattern, text, flags=re.MULTILINE)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_verdict_stands_whole_beside_its_attribute_and_reason(assessed, shown, width):
    assessment = assessed()
    text = shown(assessment, width)
    for cell in assessment.cells:
        title = f"CSS (mean of {len(cell.components)})" if cell.title == "CSS" else cell.title
        if cell.title == "ARS":
            title = "ARS (mean of 3)"
        rows = row_of(text, title) + row_of(text, title, cell.judge)
        fitting = [r for r in rows if cell.rank.verdict.value in r and cell.rank.short in r]
        assert fitting, (cell.judge, cell.attribute, width)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("method", ["default", "published"])
def test_nothing_is_wider_than_the_terminal_or_cut(assessed, shown, width, method):
    text = shown(assessed(method=method), width)
    assert max(map(len, text.split("\n"))) <= width
    assert "…" not in text


@pytest.mark.parametrize("width", [80, 120])
def test_a_long_judge_name_stands_whole(assessed, shown, width):
    text = shown(assessed(judges=(LONG, "gpt-4o")), width)
    assert f"judge {LONG}" in text
    assert all(any("determined" in r or "us" in r for r in row_of(text, n)) for n in SEVEN.names)


def test_narrow_terminals_are_told_what_was_left_out(assessed, shown):
    narrow, pipe = (shown(assessed(), width) for width in (80, None))
    said = narrow.partition("Left out at this width: ")[2].partition(".")[0]
    assert "bias" in said
    assert "Left out at this width" not in pipe
    assert "bias" in pipe


def test_in_a_pipe_rows_are_plain_and_name_their_judge(assessed, shown):
    text = shown(assessed(), None)
    assert not re.search(r"[─━│┃]", text)
    for judge in ("claude", "gpt-4o"):
        for name in SEVEN.names:
            assert len(row_of(text, name, judge)) == 1


def test_the_answer_comes_first(assessed, shown):
    text = shown(assessed(), 80)
    marks = ["judge claude", "judge gpt-4o", "passes it", "left out as", "Human reference",
             "Ratings read", "Warnings"]  # fmt: skip
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_composites_are_set_off_by_an_empty_line(assessed, shown):
    lines = [line.strip() for line in shown(assessed(), 80).split("\n")]
    place = next(i for i, line in enumerate(lines) if line.startswith("CSS (mean of 4)"))
    assert lines[place - 1] == ""
    assert lines[place - 2].startswith("understanding")


def test_the_title_says_simulated_and_only_when_so(assessed, shown):
    first = shown(assessed(), 80).split("\n")[0]
    assert "simulated" in first
    real = shown(assessed(experts=("dr-a", "dr-b")), 80).split("\n")[0]
    assert real == "Reliability of 2 judges against the human reference"


def test_who_was_left_out_is_always_said(assessed, shown):
    text = shown(assessed(), 80)
    assert "claude: r8" in text
    assert "gpt-4o: none" in text


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


def test_one_expert_is_told_in_one_sentence(assessed, shown):
    text = shown(assessed(experts=("dr-a",)), None)
    section = text.partition("Human reference\n")[2].partition("\n\n")[0]
    assert section.count("\n") == 0
    assert "cannot be computed" in section


def test_experts_in_common_are_shown_with_their_agreement(assessed, shown):
    assessment = assessed()
    text = shown(assessment, 80)
    entry = assessment.reference[0]
    limits = f"{entry.icc_ck.low:.2f}, {entry.icc_ck.high:.2f}"
    assert any(limits in row for row in row_of(text, "guidance"))


@pytest.mark.parametrize("width", WIDTHS)
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


def test_doctests():
    assert doctest.testmod(figures).failed == 0
