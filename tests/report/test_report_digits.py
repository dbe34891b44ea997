"""Figures on a scale have the decimals that mean something on it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from mentaleval.comparison import compare
from mentaleval.comparison.settings import Settings as ComparisonSettings
from mentaleval.pages.responder_means import responder_means
from mentaleval.report.compare_summary import comparison_summary
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.grid import grid_of
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Scale

HUNDRED = Scale(0, 100)
OF_SCALE = {"rank": (), "score": ("pooled RMSE", "null RMSE"), "level": ("bias", "bias limits")}


@pytest.fixture(scope="module")
def ratings():
    rng = np.random.default_rng(7)
    rows = [
        (f"e{place}", f"r{level}", rater, kind, "empathy", value)
        for rater, kind in (("expert", "human"), ("claude", "judge"))
        for level in range(4)
        for place, value in enumerate(np.rint(rng.normal(30 + 12 * level, 9, 30)).clip(0, 100))
    ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return pd.DataFrame(rows, columns=columns)


def _columns(table):
    """Return the cells below each title of a table."""
    grid = grid_of(table)
    titles = [" ".join(title.split()) for title in grid.titles]
    lines = [line for part in grid.parts for line in part.lines]
    return {title: [line[at] for line in lines] for at, title in enumerate(titles)}


def test_means_on_a_hundred_points_have_one_decimal(ratings, printed):
    found = compare(ratings, ComparisonSettings(scale=HUNDRED))
    tables = {table.name: _columns(table) for table in comparison_tables(found)}
    means, pairs = tables["means"], tables["pairs-of-means"]
    for cells in (means["human mean"], means["judge's mean"], pairs["difference"]):
        assert all(re.fullmatch(r"[+-]?\d+\.\d", cell) for cell in cells)
    for cells in (means["human mean limits"], pairs["limits for all pairs"]):
        assert all(re.fullmatch(r"[+-]?\d+\.\d, [+-]?\d+\.\d", cell) for cell in cells)
    assert all(re.fullmatch(r"\d\.\d\d\d", cell) for cell in pairs["Holm p"] if cell != "<.001")
    shown = printed(comparison_summary(found, width=80, more="MORE"), 80)
    rows = re.findall(r"^r\d .*$", shown, re.MULTILINE)
    assert len(rows) == 4
    assert not any(re.search(r"\.\d\d", row) for row in rows)


def test_a_bias_on_a_hundred_points_has_one_decimal_and_a_correlation_two(ratings):
    found = assess(ratings, Settings(scale=HUNDRED))
    tables = {table.name: _columns(table) for table in reliability_tables(found)}
    for name, titles in OF_SCALE.items():
        for title, (cell,) in tables[name].items():
            if title in titles:
                assert re.fullmatch(r"[+-]?\d+\.\d(, [+-]?\d+\.\d)?", cell), title
    means = _columns(responder_means(found))
    assert all(re.fullmatch(r"\d+\.\d", cell) for cell in [*means["experts"], *means["judge"]])
    assert re.fullmatch(r"0\.\d\d", *tables["rank"]["ICC (C,1)"])
    assert re.fullmatch(r"-?0\.\d\d", *tables["score"]["within r"])
