"""What a terminal shows of a comparison: the answer first, and what must not be overlooked."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from math import nan

import pytest
from rich.console import Console

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.ratings import Finding
from mentaleval.report.compare_terminal import compare_renderables
from mentaleval.stats import Estimate
from mentaleval.vocabulary import Verdict

WIDTHS = [80, 100, 120, None]
LONG = "openrouter/meta-llama/llama-3.1-70b-instruct"


def tables_of(text):
    """Return the lines below the heading of each attribute, by its title."""
    found = {}
    for block in re.split(r"\n\s*\n", text.partition("What each judge")[0]):
        first, *below = block.strip("\n").split("\n")
        if "conversations labelled" in first:
            claims = [place for place, line in enumerate(below) if re.match(r"  \S", line)]
            end = claims[0] if claims else len(below)
            found[first.partition(":")[0]] = below[:end]
    return found


def rows_of(lines, responder):
    return [line for line in lines if re.search(rf"(^|\s){re.escape(responder)}\s", line + " ")]


def headline_means(comparison):
    return [m for m in comparison.responders if m.judge == ALL_JUDGES]


def test_composites_come_first_then_attributes_in_the_rubrics_order(compared, shown_comparison):
    titles = [*tables_of(shown_comparison(compared(), 100))]
    assert titles == [
        "CSS (mean of 4)", "guidance", "informativeness", "relevance", "safety", "empathy",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [80, 100, 120])
def test_responders_stand_in_order_with_both_means_and_their_limits(
    compared, shown_comparison, width
):
    lines = tables_of(shown_comparison(compared(), width))["empathy"]
    means = [m for m in headline_means(compared()) if m.attribute == "empathy"]
    means.sort(key=lambda mean: mean.ranks.corrected)
    places = []
    for mean in means:
        (row,) = rows_of(lines, mean.responder)
        places.append(lines.index(row))
        for found in (mean.corrected, mean.human_only):
            assert f"{found.estimate:.2f} {found.low:.2f}, {found.high:.2f}" in " ".join(
                row.split()
            )
        assert f"{mean.judge_raw:.2f}" in row
        assert row.split()[0] == str(mean.ranks.corrected)
    assert places == sorted(places)


def test_open_places_stand_in_brackets(compared, shown_comparison):
    (mean, *rest) = headline_means(compared())
    mean = replace(mean, ranks=replace(mean.ranks, corrected=2, first=1, last=3))
    text = shown_comparison(replace(compared(), responders=(mean, *rest)), 80)
    assert re.search(rf"^ 2 \(1-3\) +{mean.responder} ", text, re.MULTILINE)


def test_a_judges_place_is_shown_where_the_correction_moves_it(compared, shown_comparison):
    (mean, *rest) = headline_means(compared())
    moved = replace(mean, ranks=replace(mean.ranks, raw=3, corrected=1))
    stays = replace(mean, ranks=replace(mean.ranks, raw=1, corrected=1))
    for changed, said in ((moved, True), (stays, False)):
        text = shown_comparison(replace(compared(), responders=(changed, *rest)), 80)
        (row,) = rows_of(tables_of(text)[_title_of(mean)], mean.responder)
        assert ("3 -> 1" in row) is said


def _title_of(mean):
    return "CSS (mean of 4)" if mean.attribute == "css" else mean.attribute


def test_near_the_ceiling_shares_are_shown_in_place_of_means(compared, shown_comparison):
    text = shown_comparison(compared(), 80)
    assert "safety: 40 of 60 conversations labelled; share rated 3 or lower" in text
    lines = tables_of(text)["safety"]
    shares = []
    for mean in headline_means(compared()):
        if mean.attribute == "safety":
            (row,) = rows_of(lines, mean.responder)
            assert f"{mean.low.share:.1%}" in row
            assert f"{mean.low.low:.1%}, {mean.low.high:.1%}" in row
            assert f"{mean.low.count} of {mean.low.of}" in row
            assert f"{mean.corrected.low:.2f}" not in row
            shares.append((lines.index(row), mean.low.share))
    assert [share for _, share in sorted(shares)] == sorted(share for _, share in shares)


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("kind", ["two judges", "no judge", "no label", "long names"])
def test_nothing_is_wider_than_the_terminal_or_cut(compared, shown_comparison, width, kind):
    wanted = {
        "no judge": {"judges": ()}, "no label": {"labelled": 0},
        "long names": {"judges": (LONG, LONG[:-1])},
    }  # fmt: skip
    text = shown_comparison(compared(**wanted.get(kind, {})), width)
    assert max(map(len, text.split("\n"))) <= width
    assert "…" not in text


def test_in_a_pipe_each_row_names_its_attribute(compared, shown_comparison):
    text = shown_comparison(compared(), None)
    assert not re.search(r"[─━│┃]", text)
    for mean in headline_means(compared()):
        pattern = rf"^{re.escape(_title_of(mean))} .*\b{mean.responder} .*$"
        (row,) = re.findall(pattern, text.partition("Who is")[0], re.MULTILINE)
        safety = mean.attribute == "safety"
        shown = f"{mean.low.share:.1%}" if safety else f"{mean.corrected.estimate:.2f}"
        assert shown in row


@pytest.mark.parametrize("width", WIDTHS)
def test_without_human_labels_every_table_is_marked_and_claims_nothing(
    compared, shown_comparison, width
):
    text = shown_comparison(compared(labelled=0), width)
    assert "WITHOUT ANY HUMAN LABEL" in text.partition("\n")[0]
    assert text.partition("Ratings read")[0].count("NO HUMAN LABEL: ") == 6
    assert "told apart" not in text
    assert "corrected" not in text.partition("Ratings read")[0]
    for mean in headline_means(compared(labelled=0)):
        assert f"{mean.judge_raw:.2f}" in text


def test_a_responder_without_labels_is_marked(compared, shown_comparison):
    means = tuple(
        replace(mean, n_human=0, corrected=Estimate.point(nan), human_only=Estimate.point(nan))
        if mean.responder == "r1"
        else mean
        for mean in compared().responders
    )
    text = shown_comparison(replace(compared(), responders=means), 80)
    assert text.count("NO HUMAN LABEL for r1: not compared.") == 6
    lines = tables_of(text)["guidance"]
    assert lines.index(rows_of(lines, "r1")[0]) == len(lines) - 1


def test_a_responder_with_too_few_labels_is_marked(compared, shown_comparison):
    few = FEWEST_TO_CLAIM - 1
    means = tuple(
        replace(mean, n_human=few) if mean.responder == "r1" else mean
        for mean in compared().responders
    )
    text = shown_comparison(replace(compared(), responders=means), 80)
    assert text.count(f"TOO FEW HUMAN LABELS (below {FEWEST_TO_CLAIM}): r1 not compared.") == 6


def test_judges_that_may_not_rank_are_named_with_their_verdict(compared, shown_comparison):
    refused = tuple(replace(m, licensed=False) for m in compared().responders)
    headings = tuple(replace(h, verdict=Verdict.UNDETERMINED) for h in compared().headings)
    comparison = replace(compared(), headings=headings)
    text = shown_comparison(replace(comparison, responders=refused), 80)
    said = "NOT LICENSED TO RANK: claude, gpt-4o and all judges (undetermined)."
    assert text.count(said) == 6
    allowed = tuple(replace(m, licensed=True) for m in compared().responders)
    assert "NOT LICENSED" not in shown_comparison(replace(comparison, responders=allowed), 80)


def test_marks_are_in_words_and_in_colour(compared):
    console = Console(width=100, force_terminal=True, color_system="standard", file=io.StringIO())
    console.print(*compare_renderables(compared(labelled=0), width=100), sep="\n")
    assert "\x1b[1;31mNO HUMAN LABEL" in console.file.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_each_judge_has_a_line_for_each_attribute(compared, shown_comparison, width):
    text = shown_comparison(compared(), width).partition("What each judge is worth here\n")[2]
    for heading in compared().headings:
        if heading.judge == "claude" and not heading.composite:
            rows = re.findall(rf"^.*\b{heading.attribute} .*$", text, re.MULTILINE)
            power = f"{heading.power['claude']:.2f}"
            assert any(power in row and heading.verdict.value in row for row in rows)


def test_human_labels_alone_need_no_judge(compared, shown_comparison):
    text = shown_comparison(compared(judges=()), 80)
    assert text.startswith("Comparison of 4 responders by human labels alone\n")
    assert "judge" not in text.partition("Ratings read")[0]
    mean = next(m for m in compared(judges=()).responders if m.attribute == "empathy")
    (row,) = rows_of(tables_of(text)["empathy"], mean.responder)
    assert f"{mean.human_only.estimate:.2f}" in row


def test_where_everything_is_labelled_one_mean_is_enough(compared, shown_comparison):
    text = shown_comparison(compared(labelled=60), 80)
    lines = tables_of(text)["empathy"]
    for mean in headline_means(compared(labelled=60)):
        if mean.attribute == "empathy":
            (row,) = rows_of(lines, mean.responder)
            limits = f"{mean.human_only.low:.2f}, {mean.human_only.high:.2f}"
            assert row.count(limits) == 1
    assert "corrected" not in "\n".join(lines)


@pytest.mark.parametrize("judges", [("claude",), ("claude", "gpt-4o")])
def test_what_judges_saved_stands_beside_the_labels(compared, shown_comparison, judges):
    comparison = compared(judges=judges)
    chief, who = (ALL_JUDGES, "judges") if len(judges) > 1 else ("claude", "judge")
    found = [h for h in comparison.headings if (h.attribute, h.judge) == ("empathy", chief)]
    saved = f"empathy: 40 of 60 conversations labelled; {who} saved {found[0].label_saving:.0%}"
    assert saved in shown_comparison(comparison, 80).splitlines()


def test_labels_that_were_not_judged_stand_beside_the_labels(compared, shown_comparison):
    headings = tuple(replace(h, n_met=h.n_labelled - 2) for h in compared().headings)
    text = shown_comparison(replace(compared(), headings=headings), 80)
    assert "guidance: 40 of 60 conversations labelled (38 judged)" in text
    assert "judged)" not in shown_comparison(compared(), 80)
    alone = tuple(replace(h, n_met=0) for h in compared(judges=()).headings)
    assert "judged)" not in shown_comparison(replace(compared(judges=()), headings=alone), 80)


def test_the_legend_says_what_place_1_is(compared, shown_comparison):
    said = " ".join(shown_comparison(compared(), 80).split())
    assert "place: by the corrected mean, 1 being the highest rating (the best only where" in said
    assert (
        "place: by the share low, 1 being the smallest (the best only where high is good)" in said
    )
    assert said.count("judge's mean: its plain mean") == 1


def test_reasons_that_name_no_fault_are_said_in_words(compared, shown_comparison):
    account = replace(compared().account, excluded={"escalated": 3, "no_response": 2})
    text = shown_comparison(replace(compared(), account=account), 80)
    assert "left out: asked for in an escalation (no random sample)" in text
    assert "left out: no response" in text


def test_what_became_of_the_ratings_stands_below_and_simulated_ones_in_the_title(
    compared, shown_comparison
):
    comparison = replace(
        compared(), warnings=(Finding("label_block", 40, "the labels stand in a block."),)
    )
    text = shown_comparison(comparison, 100)
    assert f"Ratings read: {comparison.account.read:,}" in text
    assert "ratings.csv, sheet 1: 7 rows" in text
    assert "label block (40): the labels stand in a block." in text
    assert f"seed {comparison.settings.seed}" in text
    assert comparison.statement in " ".join(text.split())
    simulated = shown_comparison(replace(comparison, simulated=True), 80)
    assert simulated.partition("\n")[0].endswith("(simulated ratings)")


def test_one_responder_has_its_mean_and_nobody_to_be_compared_with(compared, shown_comparison):
    text = shown_comparison(compared(responders=1, judges=("claude",)), 80)
    assert text.startswith("Comparison of 1 responder by human labels and 1 judge\n")
    assert "There is nobody to compare r0 with" in text
    assert "told apart" not in text
