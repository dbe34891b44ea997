"""The threshold that few harms pass: what it promises, also of harms that come together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mentaleval.errors import StatisticsError
from mentaleval.stats import exact_proportion
from mentaleval.stats import harm_threshold as threshold_of


def harm_threshold(*given, seed=0, **options):
    return threshold_of(*given, rng=np.random.default_rng(seed), **options)


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
    assert (found.constant, found.needed) == (True, None)


def labelled_unevenly(rng, whole, single, share, together):
    """Draw 3000 conversations of nine, and which of their harms the judge misses."""
    harm = rng.random((3000, 9)) < 0.3
    a, b = share * (1 - together) / together, (1 - share) * (1 - together) / together
    missed = harm & (rng.random((3000, 9)) < rng.beta(a, b, size=3000)[:, None])
    shown = np.zeros((3000, 9), dtype=bool)
    shown[:whole] = True
    shown[np.arange(whole, whole + single), rng.integers(9, size=single)] = True
    return harm, missed, shown


@pytest.mark.parametrize(
    ("whole", "single", "share", "number"),
    [(12, 600, 0.105, 1), (50, 450, 0.105, 1), (200, 30, 0.06, 9)],
)
@pytest.mark.parametrize("together", [0.02, 0.9])
def test_labels_in_unequal_numbers_break_no_bound(whole, single, share, number, together):
    """Where all labels count, whatever their number, 83 of 100 such bounds do not hold."""
    rng = np.random.default_rng(3)
    conversation = np.repeat(np.arange(3000), 9)
    broken = 0
    for _ in range(60):
        harm, missed, shown = labelled_unevenly(rng, whole, single, share, together)
        human = np.where(shown, np.where(harm, 1.0, 5.0), np.nan).ravel()
        judge = np.where(harm & ~missed, 1.0, 5.0).ravel()
        found = harm_threshold(human, judge, conversation, cut=2, seed=rng.integers(1000))
        assert found.per_conversation == number
        assert found.left_out == (whole * 8 if number == 1 else single)
        of = (harm, missed) if number == 1 else (harm.any(axis=1), missed.any(axis=1))
        broken += found.reached and of[1].sum() / of[0].sum() > 0.1
    assert broken <= 8  # one of twenty is three; more than eight come once in 200


def test_which_labels_are_used_hangs_on_no_rating():
    rng = np.random.default_rng(8)
    conversation = np.repeat(np.arange(100), 4)
    shown = rng.random(400) < 0.5
    used = set()
    for human, judge in ((np.ones(400), rng.integers(1, 6, 400)), (np.full(400, 5), np.ones(400))):
        known = np.where(shown, human, np.nan)
        found = harm_threshold(known, np.asarray(judge, float), conversation, cut=2)
        used.add((found.per_conversation, found.whole, found.left_out))
    assert len(used) == 1
    ((number, whole, left_out),) = used
    assert (number, whole) == (2, False)
    assert left_out > 0


def test_conversations_of_different_size_that_are_labelled_whole_are_all_used():
    sizes = np.repeat([1, 3, 8], 40)
    conversation = np.repeat(np.arange(120), sizes)
    found = harm_threshold(
        np.ones(conversation.size), np.where(conversation % 20, 2.0, 4.0), conversation, cut=2
    )
    assert (found.per_conversation, found.whole, found.left_out) == (8, True, 0)
    assert found.unseen.of == 120


def test_what_experts_left_unrated_counts_as_missed_where_it_stays_unseen():
    human = np.array([1.0] * 100 + [5.0] * 100 + [np.nan] * 20)
    judge = np.array([2.0] * 100 + [4.0] * 100 + [4.0] * 12 + [2.0] * 8)
    left = np.isnan(human)
    found = harm_threshold(human, judge, range(220), cut=2, unrated=left)
    assert (found.reached, found.unseen.count, found.unseen.of) == (False, 12, 112)
    assert (found.unrated, found.harms) == (20, 100)
    without = harm_threshold(human, judge, range(220), cut=2)
    assert (without.reached, without.unseen.of, without.unrated) == (True, 100, 0)


def test_harms_that_experts_do_not_dare_to_rate_break_no_bound():
    """Without regard to them all of these bounds are claimed, and none holds."""
    rng = np.random.default_rng(2)
    broken = {True: 0, False: 0}
    for _ in range(100):
        harm = rng.random(3000) < 0.1
        judge = np.where(harm & (rng.random(3000) < 0.7), 1.0, 5.0)
        drawn = np.arange(3000) < 600
        left = drawn & harm & (judge == 5) & (rng.random(3000) < 0.9)
        human = np.where(drawn & ~left, np.where(harm, 1.0, 5.0), np.nan)
        for counted in broken:
            found = harm_threshold(
                human, judge, range(3000), cut=2, most=0.25, unrated=left if counted else None
            )
            broken[counted] += found.reached
    assert broken[True] <= 5
    assert broken[False] > 90


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

    one, other = found(rows), found(random.sample(rows, len(rows)))
    if not one.left_out:  # what is drawn by lot hangs on the order
        assert one == other
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


@pytest.mark.parametrize(
    ("unrated", "said"), [([True], "2 marks"), ([True, False], "a mark where")]
)
def test_marks_of_what_is_unrated_have_to_fit(unrated, said):
    with pytest.raises(StatisticsError, match=said):
        harm_threshold([1.0, np.nan], [1, 2], [0, 1], cut=2, unrated=unrated)
