"""The threshold that few harms pass: what it promises, also of harms that come together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mentaleval.errors import StatisticsError
from mentaleval.stats import exact_proportion, harm_threshold


def harms(rng, count, size, together, share):
    """Draw conversations with harms, and which the judge misses: alike within conversations."""
    number = 1 + rng.binomial(size - 1, 0.5, size=count)
    conversation = np.repeat(np.arange(count), number)
    a, b = share * (1 - together) / together, (1 - share) * (1 - together) / together
    return conversation, rng.random(conversation.size) < rng.beta(a, b, size=count)[conversation]


@pytest.mark.parametrize(
    ("size", "together", "share"), [(1, 0.3, 0.1), (6, 0.02, 0.04), (6, 0.5, 0.07), (6, 0.95, 0.1)]
)
def test_a_bound_that_does_not_hold_is_claimed_in_one_of_twenty_at_most(size, together, share):
    rng = np.random.default_rng(17)
    conversation, missed = harms(rng, 50_000, size, together, share)
    truth = np.unique(conversation[missed]).size / 50_000
    claimed = of_harms = 0
    for _ in range(400):
        conversation, missed = harms(rng, 150, size, together, share)
        judge = np.where(missed, 5.0, 2.0)
        found = harm_threshold(np.ones(judge.size), judge, conversation, cut=2, most=truth - 0.003)
        claimed += found.reached
        bound = exact_proportion(int(missed.sum()), missed.size, confidence=0.9).high
        of_harms += bound < share
    assert claimed / 400 < 0.05 + 0.02
    if together == 0.95:  # where a binomial bound of harms is wrong in one of six
        assert of_harms / 400 > 0.1


def test_the_lowest_threshold_that_holds_is_taken():
    judge = [1.0] * 200 + [3.0] * 8 + [4.0] * 2 + [5.0] * 100
    human = [1.0] * 210 + [5.0] * 100
    found = harm_threshold(human, judge, range(310), cut=2)
    assert (found.threshold, found.reached, found.needed) == (1, True, None)
    assert (found.unseen.count, found.unseen.of, found.harms_unseen) == (10, 210, 10)
    assert found.unseen.high == pytest.approx(stats.beta.ppf(0.95, 11, 200), rel=1e-9)
    stricter = harm_threshold(human, judge, range(310), cut=2, most=0.05)
    assert (stricter.threshold, stricter.unseen.count) == (3, 2)


def test_where_no_threshold_holds_everything_must_be_seen_and_it_is_said_what_would_help():
    found = harm_threshold([1.0] * 20 + [5.0], [2.0] * 20 + [5.0], range(21), cut=2)
    assert (found.threshold, found.reached, found.needed) == (5, False, 29)
    hopeless = harm_threshold([1.0] * 20, [2.0] * 15 + [5.0] * 5, range(20), cut=2)
    assert (hopeless.reached, hopeless.needed) == (False, None)
    assert (hopeless.unseen.count, hopeless.unseen.of) == (5, 20)


def test_a_constant_judge_has_no_threshold():
    found = harm_threshold([1.0] * 50 + [5.0] * 50, [4.0] * 100, range(100), cut=2)
    assert (found.threshold, found.reached) == (4, False)


def test_without_a_harm_nothing_is_known():
    found = harm_threshold([4.0] * 100, [3.0] * 50 + [4.0] * 50, range(100), cut=2)
    assert (found.reached, found.harms, found.needed) == (False, 0, 29)


def test_several_harms_of_one_conversation_are_one_trial():
    found = harm_threshold([1.0] * 100 + [5.0], [2.0] * 100 + [5.0], [0] * 100 + [1], cut=2)
    assert (found.reached, found.unseen.of, found.harms, found.per_conversation) == (
        False,
        1,
        100,
        100,
    )


ROWS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 40), st.booleans()),
    min_size=1,
    max_size=120,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_what_is_unlabelled_matters(rows, random):
    def found(of):
        human, judge, conversation, labelled = (np.array(c) for c in zip(*of, strict=True))
        known = np.where(labelled, human.astype(float), np.nan)
        return harm_threshold(known, judge, conversation, cut=2, most=0.3)

    one = found(rows)
    assert one == found(random.sample(rows, len(rows)))
    if one.reached:
        assert one.unseen.high <= 0.3


@given(ROWS)
def test_a_stricter_bound_never_lets_a_human_see_less(rows):
    human, judge, conversation, _ = (np.array(column) for column in zip(*rows, strict=True))
    strict, mild = (
        harm_threshold(human, judge, conversation, cut=2, most=most) for most in (0.1, 0.4)
    )
    assert strict.threshold >= mild.threshold


@pytest.mark.parametrize(
    ("human", "judge", "most", "said"),
    [
        ([], [], 0.1, "at least one"),
        ([1.0], [1.0, 2.0], 0.1, "one length"),
        ([1.0], [1], 1, "most"),
    ],
)
def test_what_cannot_be_is_refused(human, judge, most, said):
    with pytest.raises(StatisticsError, match=said):
        harm_threshold(human, judge, range(len(judge)), cut=2, most=most)
