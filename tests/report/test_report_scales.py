"""What is on a scale has the decimals of the scale: in tables, in words and in figures."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mentaleval import decimals
from mentaleval.comparison import compare
from mentaleval.comparison.settings import Settings as ComparisonSettings
from mentaleval.plots import wording
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.reliability import reliability_plots
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.grid import grid_of
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Attribute, Rubric, Scale, Use

SCALES = [(Scale(0, 1), 3), (Scale(0, 100), 1), (Scale(0, 200), 0)]
NUMBER = r"[+\N{MINUS SIGN}-]\d+(?:\.(\d+))?"


def _ratings(scale, attribute="empathy"):
    """Draw ratings of a judge that surely rates higher than the humans."""
    rng = np.random.default_rng(7)
    rows = [
        (f"e{place}", f"r{level}", rater, kind, attribute, scale.low + share * _range(scale))
        for rater, kind, higher in (("expert", "human", 0), ("claude", "judge", 0.06))
        for level in range(4)
        for place, share in enumerate(
            rng.normal(0.3 + 0.12 * level + higher, 0.09, 30).clip(0, 1).round(2)
        )
    ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return pd.DataFrame(rows, columns=columns)


def _range(scale):
    return scale.high - scale.low


def _cells(tables, name, title):
    """Return the cells below a title of a table."""
    grid = grid_of(next(table for table in tables if table.name == name))
    at = [" ".join(title.split()) for title in grid.titles].index(title)
    return [line[at] for part in grid.parts for line in part.lines]


def _decimals(text):
    """Return how many decimals the signed numbers of a text have."""
    return {len(found) for found in re.findall(NUMBER, text)}


def test_the_examples_are_true():
    assert doctest.testmod(decimals).failed == 0


@pytest.mark.parametrize(("scale", "digits"), SCALES)
def test_a_bias_is_said_as_its_table_has_it(scale, digits):
    found = assess(_ratings(scale), Settings(scale=scale))
    (cell,) = found.cells
    (in_table,) = _cells(reliability_tables(found), "level", "bias")
    ruling = cell.rulings[Use.LEVEL]
    assert in_table in ruling.why
    assert _decimals(ruling.why) == _decimals(ruling.short) == {digits}
    told = {plot.section: plot.description for plot in reliability_plots(found)}
    assert in_table in told["bias"]
    assert _decimals(told["bias"]) == _decimals(told["agreement"]) == {digits}
    assert decimals.plain(cell.responders[0].human, digits) + " by experts" in told["means"]


@pytest.mark.parametrize(("scale", "digits"), SCALES)
def test_limits_in_a_column_have_one_decimal_less(scale, digits):
    wide, narrow = 0.2 * _range(scale), 0.01 * _range(scale)
    found = assess(_ratings(scale), Settings(scale=scale, margin=wide, limits=narrow))
    short = found.cells[0].rulings[Use.LEVEL].short
    assert short.startswith("limits ")
    assert _decimals(short) == {max(0, digits - 1)}


@pytest.mark.parametrize(("scale", "digits"), SCALES)
def test_a_difference_is_drawn_as_its_table_has_it(scale, digits):
    found = compare(_ratings(scale), ComparisonSettings(scale=scale))
    told = {plot.section: plot.description for plot in comparison_plots(found)}
    for cell in _cells(comparison_tables(found), "pairs-of-means", "difference"):
        assert f": {cell} (" in told["differences"]
    assert _decimals(told["differences"]) == {digits}
    for cell in _cells(comparison_tables(found), "means", "human mean"):
        assert f" {cell} (" in told["means"]


def test_attributes_of_several_scales_are_drawn_in_percent_with_one_decimal():
    rubric = Rubric("two", (Attribute("empathy", scale=SCALES[0][0]), Attribute("safety")))
    table = pd.concat([_ratings(SCALES[0][0]), _ratings(Scale(), "safety")])
    found = assess(table, Settings(rubric=rubric))
    (bias,) = [plot for plot in reliability_plots(found) if plot.section == "bias"]
    assert _decimals(bias.description) == {1}


def test_limits_that_leave_out_0_never_look_like_0():
    scale = Scale(0, 200)
    found = compare(_ratings(scale), ComparisonSettings(scale=scale))
    near = {"estimate": 5.0, "simultaneous_low": 0.3, "simultaneous_high": 9.7}
    pairs = tuple(replace(p, corrected=replace(p.corrected, **near)) for p in found.pairs)
    found = replace(found, pairs=pairs)
    shown = _cells(comparison_tables(found), "pairs-of-means", "limits for all pairs")
    assert set(shown) == {"+0.3, +10"}
    told = {plot.section: plot.description for plot in comparison_plots(found)}
    assert "+5 (+0.3 to +10 for all pairs)" in told["differences"]
    assert wording.signed(-0.3, 0) == "\N{MINUS SIGN}0.3"


def test_differences_of_shares_have_one_decimal_everywhere(compared):
    tables = comparison_tables(compared())
    for title in ("difference of shares", "limits for all pairs", "limits for this pair"):
        cells = [c for c in _cells(tables, "pairs-of-shares", title) if c != decimals.NONE]
        assert cells
        for cell in cells:
            assert _decimals(cell) == {1}, title
