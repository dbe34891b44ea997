"""What a terminal shows: the answer first, nothing cut or wrapped that must not be."""

from __future__ import annotations

import doctest
import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from mentaleval.report import figures, json_values, reliability_renderables
from mentaleval.rubric import SEVEN
from mentaleval.trust import Ruling, StandAlone
from mentaleval.vocabulary import Use, Verdict

WIDTHS = [80, 100, 120, 200, None]
LONG = "anthropic/claude-3-7-sonnet-20250219"


HEADINGS = [
    "Verdicts",
    "Rank: which responder is better?",
    "Score: is this response good?",
    "Level: is a 4 a 4?",
    "Screening at a cut",
    "Alternative annotator test, epsilon 0.2",
    "Several judges",
    "Repeats",
    "Halo",
    "Self-preference",
    "Responders left out for a judge",
    "Human reference",
]


def row_of(text, attribute, judge=""):
    pattern = rf"^{re.escape(judge)} *{re.escape(attribute)} .*$"
    return re.findall(pattern, text, flags=re.MULTILINE)


def section(text, heading):
    """Return what stands under a heading, down to the next one."""
    below = text.partition(f"\n{heading}\n")[2]
    ends = [below.index(f"\n{other}\n") for other in HEADINGS if f"\n{other}\n" in below]
    return below[: min(ends, default=None)]


def title_of(cell):
    return f"{cell.title} (mean of {len(cell.components)})" if cell.composite else cell.title


@pytest.mark.parametrize("width", WIDTHS)
def test_three_verdicts_stand_in_one_row_with_the_reason_of_the_first(assessed, shown, width):
    assessment = assessed()
    text = section(shown(assessment, width), "Verdicts")
    for cell in assessment.cells:
        rows = row_of(text, title_of(cell)) + row_of(text, title_of(cell), cell.judge)
        said = [cell.rank.verdict, cell.rank.short, cell.score.verdict, cell.level.verdict]
        in_order = ".*".join(re.escape(part) for part in said)
        assert any(re.search(in_order, row) for row in rows), (cell.judge, cell.attribute)


@pytest.mark.parametrize("width", [160, None])
def test_where_there_is_room_every_reason_follows_its_verdict(assessed, shown, width):
    assessment = assessed()
    text = section(shown(assessment, width), "Verdicts")
    for cell in assessment.cells:
        (row,) = row_of(text, title_of(cell), cell.judge)
        said = [part for r in cell.rulings.values() for part in (r.verdict.value, r.short)]
        assert re.search(" +".join(map(re.escape, said)), row)
    assert "Left out" not in text


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_nothing_is_wider_than_the_terminal_or_cut(assessed, everything, shown, width):
    for assessment in (assessed(), assessed(method="published"), everything):
        text = shown(assessment, width)
        assert max(map(len, text.split("\n"))) <= width
        assert "…" not in text


@pytest.mark.parametrize("width", [80, 120])
def test_a_long_judge_name_stands_whole(assessed, shown, width):
    text = section(shown(assessed(judges=(LONG, "gpt-4o")), width), "Verdicts")
    assert f"judge {LONG}" in text
    assert all(any("determined" in r or "us" in r for r in row_of(text, n)) for n in SEVEN.names)


def test_narrow_terminals_are_told_what_was_left_out(assessed, shown):
    narrow, pipe = (shown(assessed(), width) for width in (80, None))
    for heading, title in (
        ("Rank: which responder is better?", "Spearman limits"),
        ("Screening at a cut", "AUC limits"),
        ("Human reference", "kappas of pairs"),
    ):
        said = section(narrow, heading).partition("Left out at this ")[2]
        assert title in " ".join(said.split())
    assert "Left out" not in pipe


@pytest.mark.parametrize("width", [60, 80, 120, None])
def test_no_reason_of_a_verdict_is_lost_where_its_column_does_not_fit(assessed, shown, width):
    found = assessed()
    verdicts = " ".join(section(shown(found, width), "Verdicts").split())
    for cell in found.cells:
        for use, ruling in cell.rulings.items():
            sentence = verdicts.partition(f"Why {use} of {cell.judge}: ")[2].partition(". ")[0]
            assert ruling.short in (sentence or verdicts)
            assert not sentence or f"{cell.title} {ruling.short}" in verdicts


@pytest.mark.parametrize("width", [60, 70, 80, 90, 100, None])
def test_a_pooled_figure_never_stands_without_that_of_the_null(assessed, shown, width):
    heads = [line.split() for line in shown(assessed(), width).split("\n") if "within r" in line]
    assert heads
    assert all(head.count("pooled") == head.count("null") for head in heads)


def test_the_null_stands_beside_its_figure(assessed, shown):
    assessment = assessed()
    text = section(shown(assessment, None), "Score: is this response good?")
    for cell in assessment.cells:
        (row,) = row_of(text, title_of(cell), cell.judge)
        pairs = [
            f"{getattr(cell.pooled.judge, name):.2f} +{getattr(cell.pooled.null, name):.2f}"
            for name in ("pearson", "kappa", "rmse")
        ]
        assert re.search(" +".join(pairs), row.replace("-0.00", "0.00"))


def test_in_a_pipe_rows_are_plain_and_name_their_judge(assessed, shown):
    text = shown(assessed(), None)
    assert not re.search(r"[─━│┃]", text)
    for heading in HEADINGS[:5]:
        for judge in ("claude", "gpt-4o"):
            for name in SEVEN.names:
                assert len(row_of(section(text, heading), name, judge)) == 1


def test_sections_come_in_order_and_only_where_there_is_something(assessed, everything, shown):
    text = shown(everything, 100)
    places = [text.index(f"\n{heading}\n") for heading in HEADINGS]
    assert places == sorted(places)
    bare = shown(assessed(judges=("claude",)), 100)
    missing = [heading for heading in HEADINGS if f"\n{heading}\n" not in bare]
    assert missing == [*HEADINGS[5:8], "Self-preference"]


def test_each_use_says_over_how_many_cells_and_rank_what_can_go_wrong(assessed, shown):
    assessment = assessed()
    text = shown(assessment, None)
    assert assessment.statement in section(text, HEADINGS[1])
    for heading in HEADINGS[2:4]:
        assert "There are 14 cells" in section(text, heading)


def test_that_no_judge_may_stand_alone_is_set_in_bold(assessed):
    entries = (
        StandAlone("safety", 2, (), "safety: no judge may stand alone here: why."),
        StandAlone("empathy", 2, ("claude",), "empathy: claude may screen alone."),
    )
    console = Console(width=100, force_terminal=True, color_system="standard", file=io.StringIO())
    assessment = replace(assessed(), stand_alone=entries)
    console.print(*reliability_renderables(assessment, width=100), sep="\n")
    text = console.file.getvalue()
    assert "\x1b[1msafety: no judge may stand alone here: why.\x1b[0m" in text
    assert "  empathy: claude may screen alone." in text


def test_numbers_to_calibrate_come_with_what_they_stand_for(assessed, shown):
    cell = assessed().cells[0]
    ruling = Ruling(Verdict.CALIBRATE, "why", "short")
    cell = replace(cell, rulings={**cell.rulings, Use.LEVEL: ruling})
    text = shown(replace(assessed(), cells=(cell,)), None)
    rows = text.partition("Calibration: ")[2].split("\n")[1:3]
    assert rows[0].split() == ["judge", "attribute", "1", "2", "3", "4", "5"]
    means = [f"{row.human.estimate:.2f}" for row in cell.calibration.rows]
    assert rows[1].split() == ["claude", "guidance", *means]
    assert "Calibration: " not in shown(replace(assessed(), cells=assessed().cells[:0]), None)


def test_habits_of_judges_are_shown_as_found(everything, shown):
    text = shown(everything, None)
    repeat = everything.repeats[0]
    (row,) = row_of(section(text, "Repeats"), repeat.attribute, repeat.judge)
    assert f"{repeat.repeats.icc_a1.estimate:.2f}" in row
    assert f"{repeat.repeats.exact:.1%}" in row
    own = everything.self_preference[0]
    (row,) = row_of(section(text, "Self-preference"), own.attribute, own.judge)
    assert f"{own.against_humans.estimate:+.2f}" in row
    assert row.endswith(f"{own.as_large} of {own.others}")
    pair = everything.halo_pairs[0]
    assert f"{pair.first} less {pair.second}, on the same responses: " in section(text, "Halo")
    panel = everything.panel[0]
    (row,) = row_of(section(text, "Several judges"), panel.attribute)
    assert row.split()[1:4] == ["3", f"{panel.panel.effective:.1f}",
                                f"{panel.panel.error_correlation:.2f}"]  # fmt: skip


def test_the_alternative_test_stands_beside_the_best_constant(everything, shown):
    text = section(shown(everything, None), HEADINGS[5])
    cell = next(cell for cell in everything.cells if cell.alternative)
    (row,) = row_of(text, cell.attribute, cell.judge)
    test, constant = cell.alternative.test, cell.alternative.constant
    said = [test.winning_rate, test.advantage_probability]
    rates = [constant.test.winning_rate, constant.test.advantage_probability]
    numbers = [f"{n:.2f}" for n in said] + [f"{constant.value:g}"] + [f"{n:.2f}" for n in rates]
    assert re.search(" +".join(numbers), row)
    assert "cannot be made" not in text


def test_what_was_asked_for_and_cannot_be_made_is_said(assessed, shown):
    asked = {"epsilon": 0.2, "panel": ("mean",)}
    text = shown(assessed(experts=("dr-a",), judges=("claude",), **asked), 80)
    said = " ".join(text.split())
    assert "The alternative annotator test cannot be made of any judge: it takes 3 humans" in said
    assert "No panel can be made: no attribute was rated by two judges." in said


def test_the_answer_comes_first(assessed, shown):
    text = shown(assessed(), 80)
    marks = ["judge claude", "judge gpt-4o", "Three questions", "passes it", "Responders left out",
             "Human reference",
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


def test_a_panel_leaves_out_what_its_judges_do(everything, shown):
    text = section(shown(everything, None), "Responders left out for a judge")
    assert "r0: r0" in text
    assert "panel (mean): what is left out for any of its judges" in text


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


def test_doctests():
    for module in (figures, json_values):
        assert doctest.testmod(module).failed == 0
