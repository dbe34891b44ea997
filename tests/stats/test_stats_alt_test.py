"""The alternative annotator test against scipy and statsmodels, and what a constant can win."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval.errors import StatisticsError
from mentaleval.stats.alt_test import _rejections, alternative_annotator_test, best_constant

GOLD = json.loads((Path(__file__).parent / "gold" / "gold_raters.json").read_text("utf-8"))
HUMANS = np.array(GOLD["alt_test"]["humans"], dtype=float)
JUDGE = np.array(GOLD["alt_test"]["judge"], dtype=float)


@pytest.mark.parametrize("gold", GOLD["alt_test"]["results"])
def test_the_test_is_a_loop_over_items_with_scipy_and_statsmodels(gold):
    found = alternative_annotator_test(HUMANS, JUDGE, epsilon=gold["epsilon"], score=gold["score"])
    assert found.p == pytest.approx(gold["p"], rel=1e-9)
    assert found.rejected == gold["rejected"]
    assert found.winning_rate == pytest.approx(gold["winning_rate"])
    assert found.advantage_probability == pytest.approx(gold["advantage_probability"])
    assert (found.epsilon, found.tested, found.skipped) == (gold["epsilon"], 5, 1)


def test_items_are_those_of_the_judge_and_two_humans():
    humans = np.array([[1, 2, np.nan], [1, np.nan, np.nan], [1, 2, 3], [2, 2, 2]] * 3, dtype=float)
    judge = np.array([1, 1, np.nan, 1] * 3, dtype=float)
    found = alternative_annotator_test(humans, judge, epsilon=0.2, fewest=2)
    assert found.n_items == 6
    assert found.tested == 3


def test_a_human_with_too_few_items_is_skipped_and_three_must_remain():
    humans = np.tile([1.0, 2.0, 3.0, 4.0], (40, 1))
    humans[29:, 3] = np.nan
    found = alternative_annotator_test(humans, np.ones(40), epsilon=0.2)
    assert (found.tested, found.skipped, len(found.p)) == (3, 1, 3)
    humans[29:, 2] = np.nan
    assert alternative_annotator_test(humans, np.ones(40), epsilon=0.2) is None
    assert alternative_annotator_test(humans, np.ones(40), epsilon=0.2, fewest=29) is not None


def test_a_skipped_human_still_counts_among_the_others():
    humans = np.tile([2.0, 3.0, 3.0, 1.0], (60, 1))
    humans[10:, 3] = np.nan
    judge = np.full(60, 3.0)
    whole = alternative_annotator_test(humans, judge, epsilon=0.0)
    without = alternative_annotator_test(humans[:, :3], judge, epsilon=0.0)
    assert whole.tested == without.tested == 3
    assert whole.p != without.p


@pytest.mark.parametrize(
    ("epsilon", "p"), [(0.2, 0.0), (0.0, 1.0)], ids=["below epsilon", "equal to epsilon"]
)
def test_where_all_is_tied_the_sign_of_what_is_left_decides(epsilon, p):
    found = alternative_annotator_test(np.full((30, 3), 4.0), np.full(30, 4.0), epsilon=epsilon)
    assert found.p == (p, p, p)
    assert found.advantage_probability == 1  # a tie counts for both


def test_a_judge_always_worse_loses_surely():
    found = alternative_annotator_test(np.full((30, 3), 4.0), np.ones(30), epsilon=1.0)
    assert found.p == (1.0, 1.0, 1.0)  # the mean difference equals epsilon
    assert (found.winning_rate, found.advantage_probability) == (0.0, 0.0)


def test_rounding_noise_is_a_tie():
    humans = np.tile([0.1 + 0.2, 0.6, 0.9], (30, 1))
    found = alternative_annotator_test(humans, np.full(30, 0.3), epsilon=0.2)
    assert found.p[0] == 0.0  # the judge is the first human but for a rounding error


def test_rejections_step_up():
    assert _rejections(np.array([0.025, 0.026, 0.027]), 0.05) == 3  # .05 / (1 + 1/2 + 1/3) = .0273
    assert _rejections(np.array([0.5, 0.028, 0.009]), 0.05) == 1
    assert _rejections(np.array([0.5, 0.028, 0.0092]), 0.05) == 0


def test_the_best_constant_beats_every_other():
    value, best = best_constant(HUMANS, [1, 2, 3, 4, 5], epsilon=0.3)
    assert value == 3
    for other in (1, 2, 4, 5):
        found = alternative_annotator_test(HUMANS, np.full(60, float(other)), epsilon=0.3)
        assert (found.winning_rate, found.advantage_probability) < (
            best.winning_rate,
            best.advantage_probability,
        )
    assert best == alternative_annotator_test(HUMANS, np.full(60, 3.0), epsilon=0.3)


def test_winning_more_humans_goes_before_being_near_more_often():
    rng = np.random.default_rng(44)
    humans = rng.normal(3, 1, (40, 1)) + rng.normal(0, rng.uniform(0.2, 2, 3), (40, 3))
    humans = np.clip(np.round(humans), 1, 5)
    three, four = (
        alternative_annotator_test(humans, np.full(40, c), epsilon=0.2) for c in (3.0, 4.0)
    )
    assert three.winning_rate > four.winning_rate
    assert three.advantage_probability < four.advantage_probability
    assert best_constant(humans, [1, 2, 3, 4, 5], epsilon=0.2) == (3.0, three)


def test_the_first_of_equally_good_constants_is_taken():
    humans = np.tile([1.0, 3.0, 2.0], (30, 1))
    assert best_constant(humans, [7, 1, 3], epsilon=0.2)[0] == 1


def test_without_constants_or_humans_there_is_no_best():
    assert best_constant(HUMANS, [], epsilon=0.2) is None
    assert best_constant(HUMANS[:, :2], [1, 2], epsilon=0.2) is None


def test_no_item_at_all_is_no_result():
    assert alternative_annotator_test(np.empty((0, 3)), [], epsilon=0.2) is None


@given(
    humans=arrays(float, (8, 4), elements=st.one_of(st.just(np.nan), st.integers(1, 5))),
    judge=arrays(float, 8, elements=st.integers(1, 5)),
    shift=st.floats(-3, 3),
)
def test_an_offset_of_all_raters_changes_nothing(humans, judge, shift):
    plain = alternative_annotator_test(humans, judge, epsilon=0.2, fewest=2)
    moved = alternative_annotator_test(humans + shift, judge + shift, epsilon=0.2, fewest=2)
    assert plain == moved


def test_what_cannot_be_tested_is_refused():
    for options, word in (
        ({"epsilon": -0.1}, "epsilon"),
        ({"epsilon": np.nan}, "epsilon"),
        ({"epsilon": 0.2, "score": "f1"}, "score"),
        ({"epsilon": 0.2, "fewest": 1}, "fewest"),
        ({"epsilon": 0.2, "level": 1}, "level"),
    ):
        with pytest.raises(StatisticsError, match=word):
            alternative_annotator_test(HUMANS, JUDGE, **options)
    with pytest.raises(StatisticsError, match="judge: expected 60"):
        alternative_annotator_test(HUMANS, JUDGE[1:], epsilon=0.2)
