"""Conformal intervals: gold of crepes and MAPIE, and whether the coverage is what is promised."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.errors import StatisticsError
from mentaleval.stats import conformal_intervals

GOLD = Path(__file__).parent / "gold" / "gold_conformal.json"
CASES = json.loads(GOLD.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("gold", CASES, ids=lambda g: f"{len(g['human'])}at{g['coverage']}")
def test_limits_are_those_of_crepes_and_mapie(gold):
    human, judge = gold["human"], gold["judge"]
    found = conformal_intervals(human, judge, range(len(judge)), coverage=gold["coverage"])
    alone = [group for group in found if group.first == group.last]
    assert alone
    for group in alone:
        wanted = gold["limits"][f"{group.first:.0f}"]
        assert [group.low, group.high] == pytest.approx(wanted, rel=1e-9)


def outside(found, human, judge):
    """Say which responses are rated outside the interval of their group, and give the groups."""
    place = np.searchsorted([group.last for group in found], judge)
    low = np.array([group.low for group in found])[place]
    high = np.array([group.high for group in found])[place]
    return (human < low) | (human > high), place


def conversations(rng, count, size, *, whole):
    """Draw ratings near the ceiling, alike within conversations."""
    conversation = np.repeat(np.arange(count), size)
    severity = rng.normal(size=count)[conversation]
    judge = np.clip(np.round(4.2 + 0.8 * rng.normal(size=count * size)), 1, 5)
    human = np.clip(judge - 0.3 + 0.7 * severity + 0.7 * rng.normal(size=count * size), 1, 5)
    return np.round(human) if whole else human, judge, conversation


@pytest.mark.parametrize(
    ("size", "labels", "whole", "least"),
    [(1, 1, False, 0.03), (6, 6, False, 0.03), (6, 2, False, 0.03), (6, 6, True, 0.0)],
    ids=["one response", "whole conversations", "some responses", "whole numbers"],
)
def test_no_more_than_stated_lie_outside_in_any_group(size, labels, whole, least):
    rng = np.random.default_rng(11)
    missed, asked = np.zeros(6), np.zeros(6)
    for _ in range(300):
        human, judge, conversation = conversations(rng, 100, size, whole=whole)
        order = rng.random((100, size)).argsort(axis=1).argsort(axis=1).ravel()
        labelled = (conversation < 50) & (order < labels)
        found = conformal_intervals(np.where(labelled, human, np.nan), judge, conversation)
        new = conversation >= 50
        out, place = outside(found, human[new], judge[new])
        # groups from the top: the fifth is the one of the highest rating
        missed += np.bincount(place + 6 - len(found), weights=out, minlength=6)
        asked += np.bincount(place + 6 - len(found), minlength=6)
    shares = missed[asked > 1000] / asked[asked > 1000]
    assert shares.max() < 0.1 + 0.006  # three standard errors of 300 draws
    assert missed.sum() / asked.sum() > least  # and it is no promise that costs everything


def test_large_conversations_that_the_judge_misreads_do_not_break_it():
    """Where conversations weigh alike, as is usual, 24 % of these responses lie outside."""
    rng = np.random.default_rng(3)
    missed = asked = 0
    for _ in range(400):
        sizes = np.where(rng.random(120) < 0.2, 10, 1)
        conversation, large = np.repeat(np.arange(120), sizes), np.repeat(sizes > 1, sizes)
        misread = rng.random(large.size) < np.where(large, 0.35, 0.02)
        human = np.where(misread, 1.0, 5.0)
        labelled = conversation < 60
        found = conformal_intervals(
            np.where(labelled, human, np.nan), np.full(large.size, 5.0), conversation
        )
        out, _ = outside(found, human[~labelled], np.full((~labelled).sum(), 5.0))
        missed, asked = missed + out.sum(), asked + out.size
    assert missed / asked < 0.1


@pytest.mark.parametrize(("large", "share"), [(40, 0.03), (10, 0.03), (9, 0.02)])
def test_large_conversations_too_rare_to_be_among_the_labelled_do_not_break_it(large, share):
    """With the largest labelled conversation for s, 17 % of these responses lie outside."""
    rng = np.random.default_rng(1)
    missed = asked = 0
    for _ in range(300):
        sizes = np.where(rng.random(400) < share, large, 1)
        conversation, misread = np.repeat(np.arange(400), sizes), np.repeat(sizes > 1, sizes)
        misread = misread | (rng.random(misread.size) < 0.02)
        human, judge = np.where(misread, 2.0, 4.0), np.full(misread.size, 4.0)
        labelled = np.isin(conversation, rng.permutation(400)[:40])
        found = conformal_intervals(np.where(labelled, human, np.nan), judge, conversation)
        out, _ = outside(found, human[~labelled], judge[~labelled])
        missed, asked = missed + out.sum(), asked + out.size
    assert missed / asked < 0.1


@pytest.mark.parametrize(
    ("labels", "most"),
    [((1, 1, 1), 1), ((1, 2, 2), 2), ((1, 4, 6), 6), ((1, 3, 6), 6), ((1, 1, 2), 6)],
    ids=["one of each", "two of each", "whole", "part of one", "unequal"],
)
def test_how_conversations_were_labelled_says_how_many_labels_one_can_have(labels, most):
    conversation = np.repeat(np.arange(60), [1] * 20 + [4] * 20 + [6] * 20)
    place = np.concatenate([np.arange(n) for n in [1] * 20 + [4] * 20 + [6] * 20])
    shown = (place < np.repeat(labels, 20)[conversation]) & (conversation % 2 == 0)
    human = np.where(shown, 4.0, np.nan)
    found = conformal_intervals(human, np.full(place.size, 4.0), conversation)
    assert {group.most for group in found} == {most}


def test_what_experts_left_unrated_lies_wherever_it_harms_a_limit_most():
    human = np.array([4.0] * 90 + [np.nan] * 10)
    left = np.isnan(human)
    (found,) = conformal_intervals(human, [4.0] * 100, range(100), unrated=left)
    assert (found.low, found.high, found.n, found.unrated) == (1, 5, 90, 10)
    assert (found.plain_low, found.plain_high) == (1, 5)
    (less,) = conformal_intervals(human[:93], [4.0] * 93, range(93), unrated=left[:93])
    assert (less.low, less.high, less.enough) == (4, 5, True)


def test_ratings_withheld_for_what_they_are_break_no_interval():
    rng = np.random.default_rng(9)
    missed = np.zeros(2)
    for _ in range(200):
        human = rng.choice([1.0, 4.0, 5.0], p=[0.12, 0.3, 0.58], size=300)
        labelled = np.arange(300) < 150
        left = labelled & (human == 1) & (rng.random(300) < 0.9)
        known = np.where(labelled & ~left, human, np.nan)
        for place, marks in enumerate((left, None)):
            found = conformal_intervals(known, [5.0] * 300, range(300), unrated=marks)
            out, _ = outside(found, human[~labelled], np.full(150, 5.0))
            missed[place] += out.mean() / 200
    assert missed[0] < 0.1 < missed[1]


def test_responses_beside_labelled_ones_are_covered_too():
    rng = np.random.default_rng(5)
    missed = asked = 0
    for _ in range(400):
        human, judge, conversation = conversations(rng, 40, 6, whole=False)
        labelled = rng.random((40, 6)).argsort(axis=1).argsort(axis=1).ravel() < 3
        found = conformal_intervals(np.where(labelled, human, np.nan), judge, conversation)
        out, _ = outside(found, human[~labelled], judge[~labelled])
        missed, asked = missed + out.sum(), asked + out.size
    assert missed / asked < 0.1


RATINGS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 30), st.booleans()),
    min_size=1,
    max_size=150,
)


def arrays_of(rows):
    human, judge, conversation, labelled = (np.array(column) for column in zip(*rows, strict=True))
    return np.where(labelled, human.astype(float), np.nan), judge.astype(float), conversation


@given(RATINGS, st.randoms(use_true_random=False))
def test_the_order_of_responses_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    first, second = (repr(conformal_intervals(*arrays_of(each))) for each in (rows, shuffled))
    assert first == second


@given(RATINGS)
def test_groups_hold_every_rating_once_and_every_label(rows):
    human, judge, conversation = arrays_of(rows)
    found = conformal_intervals(human, judge, conversation)
    held = [sum(group.first <= rating <= group.last for group in found) for rating in judge]
    assert held == [1] * judge.size
    assert sum(group.n for group in found) == np.count_nonzero(~np.isnan(human))
    for group in found:
        assert 1 <= group.low <= group.high <= 5 or not group.enough


@given(RATINGS)
def test_groups_do_not_look_at_human_ratings(rows):
    human, judge, conversation = arrays_of(rows)
    others = (
        conformal_intervals(ratings, judge, conversation) for ratings in (human, human * 0 + 3)
    )
    assert (
        len({tuple((group.first, group.last, group.n) for group in each) for each in others}) == 1
    )


@settings(max_examples=50)
@given(st.integers(0, 2**32), st.sampled_from([0.6, 0.8, 0.9]))
def test_more_coverage_is_never_narrower_in_a_group(seed, coverage):
    human, _, conversation = conversations(np.random.default_rng(seed), 60, 2, whole=True)
    judge = np.full(human.size, 4.0)
    (less,) = conformal_intervals(human, judge, conversation, coverage=coverage)
    (more,) = conformal_intervals(human, judge, conversation, coverage=coverage + 0.09)
    assert more.low <= less.low
    assert more.high >= less.high


def test_a_perfect_judge_has_intervals_of_no_width_once_there_are_enough_labels():
    rating = np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 60)
    for group in conformal_intervals(rating, rating, range(300)):
        assert (group.low, group.high, group.enough) == (group.first, group.last, True)


def test_a_constant_judge_has_the_spread_of_the_humans():
    human = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], [10, 10, 80, 292, 8])
    (found,) = conformal_intervals(human, np.full(400, 4.0), range(400))
    assert (found.first, found.last, found.low, found.high) == (4, 4, 3, 4)


@pytest.mark.parametrize(("labels", "low", "enough"), [(8, 1.0, False), (9, 3.0, True)])
def test_nine_labels_are_the_fewest_for_nine_in_ten(labels, low, enough):
    human = [3.0] * labels + [np.nan] * 30
    (found,) = conformal_intervals(human, [5.0] * len(human), range(len(human)))
    assert (found.low, found.high, found.enough) == (low, 5.0, enough)


def test_labels_of_one_conversation_say_nothing_of_another():
    human = [4.0] * 200 + [np.nan] * 200
    (found,) = conformal_intervals(human, [4.0] * 400, [0] * 200 + [1] * 200)
    assert (found.low, found.high, found.enough) == (1, 5, False)
    assert (found.plain_low, found.plain_high) == (4, 4)


def test_low_ratings_with_few_labels_are_not_lost_among_high_ones():
    human = [5.0] * 100 + [1.0, np.nan]
    low, high = conformal_intervals(human, [5.0] * 100 + [1.0, 2.0], range(102))
    assert (low.first, low.last, low.low, low.high, low.enough) == (1, 2, 1, 5, False)
    assert (high.low, high.high) == (5, 5)


def test_without_a_label_nothing_is_known():
    (found,) = conformal_intervals([np.nan, np.nan], [3, 4], [0, 1])
    assert (found.low, found.high, found.n, found.enough) == (1, 5, 0, False)
    assert np.isnan(found.plain_low)
    assert conformal_intervals([], [], []) == ()


def test_another_scale_has_its_own_ends():
    rating = np.tile([0.0, 50.0, 100.0], 50)
    found = conformal_intervals(rating, rating, range(150), scale=(0, 100))
    assert [(group.low, group.high) for group in found] == [(0, 0), (50, 50), (100, 100)]


@pytest.mark.parametrize(
    ("human", "judge", "said"),
    [([1.0], [1.0, 2.0], "one length"), ([6.0], [3.0], "from 1 to 5"), ([3.0], [np.nan], "judge")],
)
def test_what_cannot_be_is_refused(human, judge, said):
    with pytest.raises(StatisticsError, match=said):
        conformal_intervals(human, judge, range(len(judge)))
