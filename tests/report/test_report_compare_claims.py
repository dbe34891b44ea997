"""What is claimed of the pairs of an attribute: told apart, open, or not compared."""

from __future__ import annotations

import io
from dataclasses import replace
from math import nan

import pytest
from rich.console import Console

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.parts import headline
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.report.compare_claims import told_apart
from mentaleval.report.compare_pairs import claim_lines
from mentaleval.stats import Estimate


def claims_of(comparison):
    """Return what is said of the pairs of each attribute, on one line."""
    said = {}
    for part in headline(comparison):
        console = Console(width=120, file=io.StringIO(), color_system=None)
        for line in claim_lines(part, width=120):
            console.print(line)
        said[part.heading.attribute] = " ".join(console.file.getvalue().split())
    return said


@pytest.mark.parametrize("responders", [3, 4])
def test_claims_are_sentences_and_of_three_pairs_every_one_is_told(compared, responders):
    limits = {3: [OPEN, SURE, SURE], 4: [OPEN, SURE, SURE, OPEN, OPEN, OPEN]}[responders]
    comparison = _told_so(compared(responders=responders), limits)
    said = claims_of(comparison)["empathy"]
    chief = [p for p in comparison.pairs if (p.judge, p.attribute) == (ALL_JUDGES, "empathy")]
    for pair in chief:
        assert (pair.statement in said) is (told_apart(pair) or responders == 3)
    assert any(map(told_apart, chief))
    assert not all(map(told_apart, chief))


@pytest.mark.parametrize("attribute", ["guidance", "empathy"])
def test_pairs_that_cannot_be_told_apart_are_counted(compared, attribute):
    pairs = [p for p in compared().pairs if (p.judge, p.attribute) == (ALL_JUDGES, attribute)]
    apart = sum(map(told_apart, pairs))
    said = claims_of(compared())[attribute]
    assert 0 < apart < len(pairs)
    assert said.startswith(f"{apart} of {len(pairs)} pairs ")
    assert f" told apart, {len(pairs) - apart} cannot be." in said


def _told_so(comparison, limits, *, attribute="empathy", judge=ALL_JUDGES):
    """Return a comparison whose pairs on an attribute have these limits for all pairs, in turn."""
    mine = [p for p in comparison.pairs if (p.attribute, p.judge) == (attribute, judge)]
    changed = {
        (p.a, p.b): replace(
            p, corrected=replace(p.corrected, simultaneous_low=low, simultaneous_high=high)
        )
        for p, (low, high) in zip(mine, limits, strict=True)
    }
    pairs = tuple(
        changed[p.a, p.b] if (p.attribute, p.judge) == (attribute, judge) else p
        for p in comparison.pairs
    )
    return replace(comparison, pairs=pairs)


SURE, OPEN, NONE = (0.1, 0.5), (-0.1, 0.5), (nan, nan)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ([SURE, SURE, SURE, OPEN, OPEN, NONE],
         "3 of 6 pairs are told apart, 2 cannot be, 1 is not compared (WHY)."),
        ([SURE, OPEN, NONE, NONE, NONE, NONE],
         "1 of 6 pairs is told apart, 1 cannot be, 4 are not compared (WHY)."),
        ([OPEN, OPEN, NONE, NONE, NONE, NONE],
         "2 of 6 pairs cannot be told apart, 4 are not compared (WHY)."),
        ([SURE, SURE, SURE, SURE, NONE, NONE],
         "4 of 6 pairs are told apart, 2 are not compared (WHY)."),
        ([NONE] * 6, "6 of 6 pairs are not compared (WHY)."),
        ([OPEN] * 6, "None of 6 pairs can be told apart."),
        ([SURE] * 6, "All 6 pairs are told apart."),
    ],
)  # fmt: skip
def test_what_is_not_compared_is_not_called_open(compared, limits, said):
    assert claims_of(_told_so(compared(), limits))["empathy"].startswith(
        said.replace("WHY", "with labels that do not vary")
    )


def test_why_pairs_are_not_compared_is_told(compared):
    comparison = _told_so(compared(), [NONE] * 3 + [OPEN] * 3)
    labels = {"r0": 0, "r1": FEWEST_TO_CLAIM - 1, "r2": 40, "r3": 40}
    means = tuple(replace(m, n_human=labels[m.responder]) for m in comparison.responders)
    pairs = tuple(
        replace(p, corrected=replace(p.corrected, simultaneous_low=nan, simultaneous_high=nan))
        if {p.a, p.b} & {"r0", "r1"}
        else p
        for p in comparison.pairs
    )
    said = claims_of(replace(comparison, responders=means, pairs=pairs))["empathy"]
    assert (
        f"5 are not compared (3 without labels, 2 with fewer than {FEWEST_TO_CLAIM} labels)" in said
    )


@pytest.mark.parametrize(("apart", "said"), [(True, "are"), (False, "cannot be")])
def test_of_two_responders_no_pairs_are_counted(compared, apart, said):
    comparison = compared(responders=2, judges=("claude",))
    limits = [SURE if apart else OPEN]
    claims = claims_of(_told_so(comparison, limits, judge="claude"))["empathy"]
    assert claims.startswith(f"The two {said} told apart.")
    assert "1 pairs" not in claims


def test_of_many_pairs_those_are_named_that_cannot_be_told_apart(compared):
    comparison = compared(responders=6, judges=("claude",))
    mine = [p for p in comparison.pairs if p.attribute == "empathy"]
    order = _order_of(comparison)
    near = {frozenset(pair) for pair in [order[:2], order[1:3], (order[1], order[3])]}
    limits = [OPEN if {p.a, p.b} in near else SURE for p in mine]
    assert claims_of(_told_so(comparison, limits, judge="claude"))["empathy"].startswith(
        "12 of 15 pairs are told apart, 3 cannot be: "
        f"{order[0]} from {order[1]}; {order[1]} from {order[2]} or {order[3]}."
    )


def test_where_most_pairs_are_open_there_is_a_line_for_each_responder(compared):
    comparison = compared(responders=6, judges=("claude",))
    order = _order_of(comparison)
    sure = {frozenset(order[place] for place in pair) for pair in SEVEN_PAIRS}
    mine = [p for p in comparison.pairs if p.attribute == "empathy"]
    limits = [SURE if frozenset({p.a, p.b}) in sure else OPEN for p in mine]
    said = claims_of(_told_so(comparison, limits, judge="claude"))["empathy"]
    assert said.startswith("7 of 15 pairs are told apart, 8 cannot be. ")
    assert f"{order[0]} is rated higher than {order[3]} and the 2 below it." in said
    assert f"{order[1]} and {order[2]} are rated higher than {order[4]} and {order[5]}." in said


SEVEN_PAIRS = ((0, 3), (0, 4), (0, 5), (1, 4), (1, 5), (2, 4), (2, 5))


def _order_of(comparison):
    means = [m for m in comparison.responders if m.attribute == "empathy"]
    means.sort(key=lambda mean: -mean.corrected.estimate)
    return [mean.responder for mean in means]


def test_what_plain_means_would_claim_beyond_is_counted_in_three_kinds(compared):
    comparison = _told_so(compared(), [SURE, SURE, SURE, OPEN, OPEN, NONE], attribute="guidance")
    pairs = tuple(
        replace(p, judge_raw=Estimate(-0.3, -0.4, -0.2, "t")) if p.attribute == "guidance" else p
        for p in comparison.pairs
    )
    claims = claims_of(replace(comparison, pairs=pairs))
    assert (
        "The judges' plain means would claim 6 pairs, of which 2 cannot be told apart, 1 is not "
        "compared and 3 are the other way round."
    ) in claims["guidance"]


def test_of_one_pair_that_plain_means_would_claim_no_pairs_are_said(compared):
    comparison = _told_so(compared(responders=2), [OPEN])
    pairs = tuple(replace(p, judge_raw=Estimate(0.3, 0.2, 0.4, "t")) for p in comparison.pairs)
    claims = claims_of(replace(comparison, pairs=pairs))
    assert "would claim 1 pair, which cannot be told apart." in claims["empathy"]


def _sure_of_safety(comparison, *, shares, means):
    def difference(found, limits):
        return replace(found, simultaneous_low=limits[0], simultaneous_high=limits[1])

    pairs = tuple(
        replace(p, low=difference(p.low, shares), corrected=difference(p.corrected, means))
        if p.low
        else p
        for p in comparison.pairs
    )
    return replace(comparison, pairs=pairs)


def test_near_the_ceiling_the_claims_are_of_shares_and_sure_means_are_still_told(compared):
    comparison = _sure_of_safety(compared(responders=2), shares=OPEN, means=SURE)
    (statement,) = [p.statement for p in comparison.pairs if p.low and p.judge == ALL_JUDGES]
    said = claims_of(comparison)["safety"]
    assert said.startswith("Rated 3 or lower more often: the two cannot be told apart.")
    assert statement in said


def test_near_the_ceiling_pairs_are_no_claims_where_neither_is_sure(compared):
    sure = _sure_of_safety(compared(), shares=OPEN, means=SURE)
    neither = _sure_of_safety(compared(), shares=OPEN, means=OPEN)
    statements = [p.statement for p in sure.pairs if p.low and p.judge == ALL_JUDGES]
    assert len(statements) == 6
    assert all(text in claims_of(sure)["safety"] for text in statements)
    assert not any(text in claims_of(neither)["safety"] for text in statements)


def test_in_a_pipe_shares_have_a_heading_of_their_own(compared, shown_comparison):
    piped = shown_comparison(compared(), None)
    means, _, shares = piped.partition("Who is rated low more often than whom\n")
    assert "Who is rated higher than whom\n" in means
    assert "\nempathy\n  " in means
    assert "safety\n  Rated 3 or lower more often: " in shares
    assert "\nsafety\n" not in means
