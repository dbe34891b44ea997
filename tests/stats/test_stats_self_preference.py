"""Self-preference: a planted one is found, leniency and quality are not mistaken for it."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval.errors import StatisticsError
from mentaleval.stats.clusters import ClusterDraws
from mentaleval.stats.self_preference import placebo_rank, self_preference

DRAWS = ClusterDraws(4, draws=150)
T_6 = 2.4469118511449692  # t(.975)
RESPONDERS, CONVERSATIONS = np.tile(np.arange(5), 24), np.repeat(np.arange(24), 5)
OWN = RESPONDERS < 2
NOISE = np.random.default_rng(6).normal(0.5, 1, 120)


def naive(differences, groups, own):
    """Average the means of the responders of each side."""
    sides = {True: [], False: []}
    for g in sorted(set(groups.tolist())):
        rows = groups == g
        sides[bool(own[rows][0])].append(differences[rows].mean())
    return np.mean(sides[True]) - np.mean(sides[False])


def test_a_planted_preference_is_found():
    found = self_preference(NOISE + 0.8 * OWN, RESPONDERS, OWN, CONVERSATIONS, draws=DRAWS)
    none = self_preference(NOISE, RESPONDERS, OWN, CONVERSATIONS, draws=DRAWS)
    assert found.estimate == pytest.approx(none.estimate + 0.8)
    assert found.low < 0.8 < found.high
    assert none.low < 0 < none.high


def test_each_responder_weighs_the_same():
    differences = np.array([1.0, 1, 1, 3, 0, 0, 2])
    groups, own = np.array(list("aaabccd")), np.array([True] * 4 + [False] * 3)
    found = self_preference(differences, groups, own, range(7), draws=DRAWS)
    assert found.estimate == pytest.approx((1 + 3) / 2 - (0 + 2) / 2)


def test_few_conversations_are_jackknifed_as_a_loop_does():
    conversations = CONVERSATIONS % 7
    left = np.array([
        naive(NOISE[kept], RESPONDERS[kept], OWN[kept])
        for kept in (conversations != g for g in range(7))
    ])  # fmt: skip
    half = T_6 * np.sqrt(6 / 7 * np.sum((left - left.mean()) ** 2))
    found = self_preference(NOISE, RESPONDERS, OWN, conversations, draws=DRAWS)
    assert found.interval == "cluster t"
    assert (found.low, found.high) == pytest.approx((found.estimate - half, found.estimate + half))


def test_many_conversations_are_resampled_as_a_loop_does(monkeypatch):
    monkeypatch.setattr("mentaleval.stats.clusters.FEWEST_TO_RESAMPLE", 20)
    thinned = np.random.default_rng(7).random(120) < 0.7
    d, groups, own, clusters = (a[thinned] for a in (NOISE, RESPONDERS, OWN, CONVERSATIONS))
    values = []
    for drawn in np.random.default_rng([4, 24]).integers(24, size=(150, 24)):
        rows = np.concatenate([np.flatnonzero(clusters == g) for g in drawn])
        values.append(naive(d[rows], groups[rows], own[rows]))
    found = self_preference(d, groups, own, clusters, draws=DRAWS)
    assert found.interval == "cluster bootstrap"
    assert (found.low, found.high) == pytest.approx(np.quantile(values, [0.025, 0.975]))


def test_leniency_towards_all_is_no_preference():
    plain, lenient = (
        self_preference(d, RESPONDERS, OWN, CONVERSATIONS, draws=DRAWS) for d in (NOISE, NOISE + 2)
    )
    assert lenient.estimate == pytest.approx(plain.estimate)
    assert (lenient.low, lenient.high) == pytest.approx((plain.low, plain.high))


@pytest.mark.parametrize("own", [np.ones(120, dtype=bool), np.zeros(120, dtype=bool)])
def test_without_own_or_others_there_is_no_preference(own):
    assert isnan(self_preference(NOISE, RESPONDERS, own, CONVERSATIONS, draws=DRAWS).estimate)
    assert placebo_rank(NOISE, RESPONDERS, own) == (0, 0)


def test_nothing_at_all():
    assert isnan(self_preference([], [], [], [], draws=DRAWS).estimate)
    assert placebo_rank([], [], []) == (0, 0)


def test_a_side_that_a_resample_may_miss_has_no_interval():
    own = RESPONDERS == 0
    kept = ~own | (CONVERSATIONS == 3)
    found = self_preference(
        NOISE[kept], RESPONDERS[kept], own[kept], CONVERSATIONS[kept], draws=DRAWS
    )
    assert not isnan(found.estimate)
    assert found.interval == "none"


@given(arrays(float, 7, elements=st.integers(-3, 3)), st.integers(1, 5))
def test_placebos_are_estimates_of_the_others_among_themselves(means, kin):
    groups = np.repeat(np.arange(7), np.arange(1, 8))
    d, own = means[groups], groups < kin
    rest = ~own
    placebos = [naive(d[rest], groups[rest], groups[rest] == g) for g in range(kin, 7)]
    as_favoured = sum(p >= naive(d, groups, own) - 1e-9 for p in placebos)
    assert placebo_rank(d, groups, own) == (as_favoured, 7 - kin)


def test_a_clear_preference_outranks_all_and_its_opposite_none():
    assert placebo_rank(NOISE + 9 * OWN, RESPONDERS, OWN) == (0, 3)
    assert placebo_rank(NOISE - 9 * OWN, RESPONDERS, OWN) == (3, 3)


def test_a_tie_counts_against_the_preference():
    differences = np.array([0.1 + 0.2 + 0.075, 0.3, 0.0, 0.0, 0.0])  # both are .3, but for noise
    assert placebo_rank(differences, list("abcde"), [True] + [False] * 4) == (1, 4)
    assert placebo_rank(np.zeros(5), list("abcde"), [True] + [False] * 4) == (4, 4)


def test_one_other_responder_has_no_placebo():
    assert placebo_rank([1, 2], ["a", "b"], [True, False]) == (0, 0)


@given(arrays(float, 12, elements=st.integers(-4, 4)), st.integers(0, 99))
def test_the_order_of_responses_does_not_matter(differences, seed):
    groups, own = np.arange(12) % 4, np.arange(12) % 4 == 1
    order = np.random.default_rng(seed).permutation(12)
    here, there = (
        self_preference(d, g, o, c, draws=DRAWS)
        for d, g, o, c in (
            (differences, groups, own, np.arange(12) // 2),
            (differences[order], groups[order], own[order], order // 2),
        )
    )
    assert here.estimate == pytest.approx(there.estimate, abs=1e-12)
    assert here.low == pytest.approx(there.low, abs=1e-9, nan_ok=True)
    assert placebo_rank(differences, groups, own) == placebo_rank(
        differences[order], groups[order], own[order]
    )


def test_own_is_said_of_responders_not_of_responses():
    with pytest.raises(StatisticsError, match="one answer"):
        self_preference([1, 2], ["a", "a"], [True, False], [1, 2], draws=DRAWS)
    for own in ([True], [1, 0], [[True, False]]):
        with pytest.raises(StatisticsError, match="own: expected 2"):
            placebo_rank([1, 2], ["a", "b"], own)
    with pytest.raises(StatisticsError, match="clusters"):
        self_preference([1, 2], ["a", "b"], [True, False], [1], draws=DRAWS)
    with pytest.raises(StatisticsError, match="differences"):
        placebo_rank([np.nan], ["a"], [True])
