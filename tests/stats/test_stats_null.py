"""The responder-mean null: a loop over ratings, and what leaving out does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.errors import StatisticsError
from mentaleval.stats.null import responder_mean_null

ROWS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from("abc"), st.integers(1, 6)))


@given(ROWS)
def test_each_answer_is_the_mean_of_the_group_in_other_clusters(rows):
    human = np.array([row[0] for row in rows], dtype=float)
    groups = np.array([row[1] for row in rows], dtype=str)
    clusters = np.array([row[2] for row in rows], dtype=int)
    wanted = []
    for group, cluster in zip(groups, clusters, strict=True):
        others = human[(groups == group) & (clusters != cluster)]
        wanted.append(others.mean() if others.size else np.nan)
    found = responder_mean_null(human, groups, clusters)
    assert found == pytest.approx(np.array(wanted), abs=1e-12, nan_ok=True)


def test_a_group_that_does_not_vary_gives_one_number_without_noise():
    clusters = np.sqrt(np.arange(42)).astype(int)  # of unequal sizes
    found = responder_mean_null([4.1] * 30 + [0.7] * 12, ["a"] * 30 + ["b"] * 12, clusters)
    assert np.unique(found[:30]).size == 1
    assert np.unique(found[30:]).size == 1


def test_within_one_group_leaving_out_turns_the_correlation_round():
    human = np.random.default_rng(1).integers(1, 6, 50)
    found = responder_mean_null(human, ["a"] * 50, range(50))
    assert np.corrcoef(found, human)[0, 1] == pytest.approx(-1)


def test_its_own_rating_never_enters_an_answer():
    rng = np.random.default_rng(2)
    human, groups, clusters = rng.normal(3, 1, 60), np.arange(60) % 3, np.arange(60) // 6
    changed = human.copy()
    changed[0] += 10
    before, after = (responder_mean_null(h, groups, clusters) for h in (human, changed))
    own = (groups == groups[0]) & (clusters == clusters[0])
    assert after[own] == pytest.approx(before[own])
    assert np.all(after[(groups == groups[0]) & ~own] > before[(groups == groups[0]) & ~own] + 0.5)


def test_nothing_and_bad_input():
    assert responder_mean_null([], [], []).size == 0
    with pytest.raises(StatisticsError, match="human"):
        responder_mean_null([1, float("nan")], [1, 1], [1, 2])
    with pytest.raises(StatisticsError, match="groups"):
        responder_mean_null([1, 2], [1], [1, 2])
    with pytest.raises(StatisticsError, match="clusters"):
        responder_mean_null([1, 2], [1, 1], [1, 2, 3])
