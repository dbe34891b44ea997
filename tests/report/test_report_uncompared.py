"""Responders that were never compared: no shorter form may say that they cannot be told apart."""

from __future__ import annotations

import io
from dataclasses import replace
from math import nan

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from mentaleval.comparison import Settings, compare
from mentaleval.comparison.parts import headline
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.style import styled
from mentaleval.report.compare_claims import left_open, told_apart
from mentaleval.report.compare_marks import unlabelled
from mentaleval.report.compare_pairs import claims
from mentaleval.report.compare_signs import signs_of
from mentaleval.report.compare_summary import comparison_summary

WIDTHS = [60, 110, None]


def summary(comparison, width=110):
    file = io.StringIO()
    made = comparison_summary(comparison, width=width, more="MORE")
    Console(width=width or 100_000, file=file, color_system=None).print(*made, sep="\n")
    return " ".join(file.getvalue().split())


def judged(labels, lows):
    """Compare responders on safety: whose labels are where, and every how many-th is low."""
    rows = []
    for name, every in lows.items():
        for i in range(120):
            rating = 2 if i % every == 0 else 5
            rows.append((f"e{i}", name, "judge", "judge", "safety", 4 + i % 2))
            if i in labels[name]:
                rows.append((f"e{i}", name, "expert", "human", "safety", rating))
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return compare(pd.DataFrame(rows, columns=columns), Settings())


@pytest.fixture(scope="module")
def strangers():
    """Compare A with B and B with C; A and C were labelled on other conversations."""
    labels = {"A": range(60), "B": range(120), "C": range(60, 120)}
    found = judged(labels, {"A": 20, "B": 20, "C": 3})
    assert headline(found)[0].heading.ceiling
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_where_a_pair_was_not_compared_there_are_no_letters_and_it_is_named(strangers, width):
    said = summary(strangers, width)
    assert "share a letter" not in said
    assert "?: no letters, as these were not compared: A with C on safety." in said
    assert said.count("?") == 4  # one for each responder


def test_the_reason_is_that_no_conversation_has_labels_of_both(strangers):
    (part,) = headline(strangers)
    assert "1 is not compared (with no conversation labelled for both)" in claims(part)[0]


def test_the_figure_of_differences_has_a_row_for_the_pair_and_says_why_it_is_empty(strangers):
    (plot,) = (plot for plot in comparison_plots(strangers) if plot.section == "differences")
    for said in (plot.caption, plot.description):
        assert "Not compared, with no conversation labelled for both: A and C." in said
    with styled():
        (axes,) = plot.draw(7.0).axes
    said = [text.get_text().strip() for text in axes.texts]
    assert "A \N{MINUS SIGN} C" in said
    assert said.count("not compared") == 1
    assert sum(line.get_marker() == "o" for line in axes.lines) == 2


def test_where_no_pair_was_compared_no_figure_speaks_of_an_order():
    labels = {"A": range(60), "B": range(60, 120)}
    plots = comparison_plots(judged(labels, {"A": 20, "B": 20}))
    assert [plot.section for plot in plots] == ["means"]
    assert plots[0].caption.startswith("NO PAIR COMPARED: no ranking.")


@pytest.mark.parametrize("width", WIDTHS)
def test_with_labels_enough_of_one_alone_nobody_is_compared(width):
    labels = {"A": range(60), "B": range(5), "D": (), "C": ()}
    comparison = judged(labels, {"A": 20, "B": 2, "C": 3, "D": 3})
    (part,) = headline(comparison)
    assert unlabelled(part) == [
        "NO HUMAN LABEL for C, D: nobody is compared.",
        "TOO FEW HUMAN LABELS (below 20) for B: nobody is compared.",
    ]
    assert "nobody is compared" in summary(comparison, width)
    (plot,) = comparison_plots(comparison)
    assert plot.caption.startswith("TOO FEW HUMAN LABELS: no ranking.")
    assert "order of places" not in plot.caption


def test_names_without_labels_are_told_once_whatever_the_judge_says_of_them(compared):
    found = compared()
    order = {"guidance": 1, "empathy": -1}
    means = tuple(
        replace(
            mean,
            n_human=0,
            corrected=replace(mean.corrected, estimate=nan),
            judge_raw=order.get(mean.attribute, 1) * mean.judge_raw,
        )
        if mean.responder in {"r1", "r2"}
        else mean
        for mean in found.responders
    )
    assert summary(replace(found, responders=means)).count("NO HUMAN LABEL for r1, r2:") == 1


OPEN, SURE, NONE = (-1.0, 1.0), (0.5, 1.5), (nan, nan)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([OPEN, SURE, NONE]), min_size=6, max_size=6))
def test_letters_say_nothing_of_a_pair_that_is_not_true(compared, limits):
    part = next(part for part in headline(compared()) if part.title == "empathy")
    pairs = tuple(
        replace(
            pair,
            corrected=replace(pair.corrected, simultaneous_low=low, simultaneous_high=high),
        )
        for pair, (low, high) in zip(part.pairs, limits, strict=True)
    )
    marks = signs_of(replace(part, pairs=pairs))
    for pair in pairs:
        a, b = marks.get(pair.a, ""), marks.get(pair.b, "")
        if a.isalpha() and b.isalpha():
            assert left_open(pair) if set(a) & set(b) else told_apart(pair)


def _saving(comparison, saved):
    headings = tuple(
        replace(heading, label_saving=saved.get(heading.attribute, 0.2))
        for heading in comparison.headings
    )
    return replace(comparison, headings=headings)


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ({"empathy": 0.001}, "saves 0% to 20% of the labels"),
        ({"empathy": -0.03}, "saves -3% to 20% of the labels"),
        ({"empathy": nan}, "saves 20% of the labels"),
        ({"safety": 0.9}, "saves 20% of the labels; shares by the labels alone."),
    ],
)
def test_what_is_saved_begins_with_the_attribute_where_it_is_least(compared, saved, said):
    comparison = _saving(compared(), saved)
    assert {p.title for p in headline(comparison) if p.heading.ceiling} == {"safety"}
    assert said in summary(comparison)


def test_of_shares_alone_no_help_of_a_judge_is_claimed(strangers):
    said = summary(strangers)
    assert "Share of low human ratings by 120 of 120 conversations labelled. " in said
    assert "help" not in said.partition("Ratings:")[0]


def test_a_judge_that_may_not_rank_some_is_named_with_them(compared):
    means = tuple(
        replace(m, licensed=(m.judge, m.attribute, m.responder) != ("gpt-4o", "empathy", "r1"))
        for m in compared().responders
    )
    said = summary(replace(compared(), responders=means))
    assert "NOT LICENSED TO RANK by plain means: gpt-4o on empathy (responder r1)." in said


def test_a_warning_that_a_mark_has_given_is_counted_all_the_same(compared):
    comparison = compared(labelled=0)
    codes = [finding.code for finding in comparison.warnings]
    said = summary(comparison)
    assert f"Warnings: no labels {codes.count('no_labels')}" in said
    assert not any(f.message in said for f in comparison.warnings if f.code == "no_labels")
