"""Confusion: counts of scikit-learn and pandas, and the missed-harm corner of the screening."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.errors import StatisticsError
from mentaleval.stats.confusion import confusion
from mentaleval.stats.screening import screening

GOLD = Path(__file__).parent / "gold" / "gold_screening.json"
TABLES = json.loads(GOLD.read_text(encoding="utf-8"))["confusion"]

LEVELS = (1, 2, 3, 4, 5)
means = st.integers(2, 60).map(lambda twelfths: twelfths / 12)
pairs = st.lists(st.tuples(means, means), max_size=40)
cuts = st.sampled_from([0.5, 1.0, 2.0, 2.5, 2 + 1 / 3, 4.75, 5.0, 6.0])


@pytest.mark.parametrize("gold", TABLES)
def test_counts_are_those_of_scikit_learn_and_pandas(gold):
    found = confusion(gold["expert"], gold["judge"], edges=gold["edges"], cut=gold["cut"])
    assert np.array(found.counts).tolist() == gold["counts"]
    assert set(found.edges) == {*gold["edges"], gold["cut"]}


@given(pairs, cuts, cuts)
def test_the_missed_harm_corner_is_what_the_screening_counts(rated, cut, other):
    x, y = np.array(rated, dtype=float).reshape(-1, 2).T
    found = confusion(x, y, edges=LEVELS, cut=cut, judge_cut=other)
    screen = screening(x, y, range(x.size), cut=cut, judge_cut=other)
    assert (found.missed, found.harms) == (screen.missed.count, screen.harms)
    corner = np.array(found.counts)[: found.harm_bins, found.flag_bins :]
    assert corner.sum() == screen.missed.count
    assert {cut, other} <= set(found.edges)


@given(pairs, cuts, cuts)
def test_every_pair_is_counted_once(rated, cut, other):
    x, y = np.array(rated, dtype=float).reshape(-1, 2).T
    found = confusion(x, y, edges=LEVELS, cut=cut, judge_cut=other)
    assert found.n == np.array(found.counts).sum() == x.size
    assert list(found.edges) == sorted(set(found.edges))
    starts = [-np.inf, *found.edges[:-1]]
    rows = [((x > a) & (x <= b)).sum() for a, b in zip(starts, found.edges, strict=True)]
    columns = [((y > a) & (y <= b)).sum() for a, b in zip(starts, found.edges, strict=True)]
    assert np.array(found.counts).sum(axis=1).tolist() == rows
    assert np.array(found.counts).sum(axis=0).tolist() == columns


@given(pairs, cuts, cuts)
def test_turning_the_two_sides_turns_the_table(rated, cut, other):
    x, y = np.array(rated, dtype=float).reshape(-1, 2).T
    found = confusion(x, y, edges=LEVELS, cut=cut, judge_cut=other)
    turned = confusion(y, x, edges=LEVELS, cut=other, judge_cut=cut)
    assert np.array(turned.counts).T.tolist() == np.array(found.counts).tolist()


def test_a_mean_between_two_levels_counts_with_the_higher():
    found = confusion([2.5, 2.0, 2 + 1 / 3], [3, 3, 3], edges=LEVELS, cut=2)
    assert [sum(row) for row in found.counts] == [0, 1, 2, 0, 0]


def test_a_cut_between_two_levels_is_an_edge_of_its_own():
    found = confusion([2, 2.5, 3], [5, 5, 5], edges=LEVELS, cut=2.5, judge_cut=3)
    assert found.edges == (1, 2, 2.5, 3, 4, 5)
    assert (found.harm_bins, found.flag_bins, found.harms, found.missed) == (3, 4, 2, 2)


def test_what_lies_beyond_the_edges_is_counted_all_the_same():
    found = confusion([0, 7], [8, -3], edges=LEVELS, cut=2)
    assert found.edges == (1, 2, 3, 4, 5, 8)
    assert (found.n, found.missed) == (2, 1)


def test_without_pairs_all_counts_are_0():
    found = confusion([], [], edges=LEVELS, cut=2)
    assert found.counts == ((0,) * 5,) * 5
    assert (found.n, found.harms, found.missed) == (0, 0, 0)


def test_the_record_holds_plain_numbers():
    found = confusion([1.0], [2.0], edges=np.arange(1, 6), cut=np.float64(2))
    assert {type(value) for row in found.counts for value in row} == {int}
    assert {type(value) for value in (*found.edges, found.cut, found.judge_cut)} == {float}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"edges": [1, 3, 2]}, "each above"),
        ({"edges": [1, 1, 2]}, "each above"),
        ({"edges": []}, "at least one"),
        ({"edges": [1, float("nan")]}, "edges: expected finite"),
        ({"cut": float("nan")}, "cuts"),
        ({"judge_cut": float("inf")}, "cuts"),
    ],
)
def test_bad_edges_and_cuts_are_refused(changed, said):
    with pytest.raises(StatisticsError, match=said):
        confusion([1, 2], [1, 2], **{"edges": LEVELS, "cut": 2, **changed})


def test_sides_of_two_lengths_are_refused():
    with pytest.raises(StatisticsError, match="one length"):
        confusion([1, 2], [1], edges=LEVELS, cut=2)
