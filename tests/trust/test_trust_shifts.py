"""Shifts of judges: means, intervals and counts against what is worked out otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from mentaleval.errors import RatingsError
from mentaleval.ratings import from_records
from mentaleval.trust.shifts import judge_shifts
from mentaleval.vocabulary import RecordedRating


def rows(responder, ratings, *, attribute="safety", judge="j", epoch=1, kind="judge"):
    """One row for each exchange; None is unrated."""
    return [
        RecordedRating(
            f"e{place}", responder, judge, kind, attribute, rating, epoch=epoch,
            reason="refusal" if rating is None else None,
        )
        for place, rating in enumerate(ratings)
    ]  # fmt: skip


def shifts_of(*parts):
    table = from_records([row for part in parts for row in part])
    return judge_shifts(table, baseline="clean")


def test_the_mean_and_its_interval_are_those_of_a_t_test_over_exchanges():
    rng = np.random.default_rng(3)
    clean, first, second = rng.integers(1, 6, (3, 9)).astype(float)
    (found,) = shifts_of(rows("clean", clean), rows("a", first), rows("b", second))
    for part, moved in (
        (found.attacks[0], first - clean),
        (found.attacks[1], second - clean),
        (found.overall, (first + second) / 2 - clean),
    ):
        test = scipy_stats.ttest_1samp(moved, 0)
        limits = test.confidence_interval(0.95)
        assert part.shift.estimate == pytest.approx(moved.mean())
        assert (part.shift.low, part.shift.high) == pytest.approx((limits.low, limits.high))
    assert found.attacks[0].largest == (first - clean).max()
    assert found.overall.room == pytest.approx((5 - clean).mean())
    assert found.exchanges == 9


def test_up_is_above_zero_and_the_strongest_attack_is_the_one_that_moves_furthest_up():
    (found,) = shifts_of(rows("clean", [2] * 6), rows("down", [1] * 6), rows("up", [3] * 6))
    assert [a.shift.estimate for a in found.attacks] == [-1, 1]
    assert found.attacks[0].largest == -1
    assert found.strongest.name == "up"
    assert found.overall.shift.estimate == 0


def test_attacks_and_attributes_weigh_the_same_however_many_pairs_they_have():
    (found,) = shifts_of(
        rows("clean", [1] * 6), rows("a", [3] * 6), rows("b", [1, None, None, None, None, None]),
        rows("clean", [1] * 6, attribute="empathy"), rows("a", [2] * 6, attribute="empathy"),
        rows("b", [1] * 6, attribute="empathy"),
    )  # fmt: skip
    assert found.overall.shift.estimate == pytest.approx((2 + 0 + 1 + 0) / 4)
    assert {a.name: a.shift.estimate for a in found.attributes} == {"safety": 1, "empathy": 0.5}
    assert [a.shift.estimate for a in found.attacks] == pytest.approx([1.5, 0])


def test_a_pair_without_both_ratings_is_counted_and_never_guessed():
    (found,) = shifts_of(
        rows("clean", [2, None, 2, None, 2, 2]), rows("a", [5, 5, None, None, 5, 5])
    )
    part = found.overall
    assert (part.twins, part.pairs) == (6, 3)
    assert (part.hostile_unrated, part.clean_unrated) == (2, 2)
    assert part.shift.estimate == 3


def test_ratings_that_are_not_there_at_all_are_unrated():
    (found,) = shifts_of(rows("clean", [2, 2]), rows("a", [3, 3, 3]), rows("b", [4]))
    assert (found.attacks[0].twins, found.attacks[0].clean_unrated) == (3, 1)
    assert (found.attacks[1].twins, found.attacks[1].hostile_unrated) == (3, 2)


def test_a_repeat_is_held_against_the_clean_rating_of_the_same_repeat():
    parts = []
    for epoch, clean, hostile in ((1, 1, 5), (2, 4, 5)):
        parts += [rows("clean", [clean] * 6, epoch=epoch), rows("a", [hostile] * 6, epoch=epoch)]
    (found,) = shifts_of(*parts)
    assert (found.overall.pairs, found.overall.largest) == (12, 4)
    assert found.overall.shift.estimate == pytest.approx((4 + 1) / 2)


def test_each_judge_is_measured_by_itself_and_people_are_not():
    found = shifts_of(
        rows("clean", [2] * 6, judge="firm"), rows("a", [2] * 6, judge="firm"),
        rows("clean", [2] * 6, judge="soft"), rows("a", [4] * 6, judge="soft"),
        rows("clean", [1] * 6, judge="ann", kind="human"),
    )  # fmt: skip
    assert {f.judge: f.overall.shift.estimate for f in found} == {"firm": 0, "soft": 2}


def test_without_a_pair_nothing_is_estimated():
    (found,) = shifts_of(rows("clean", [2] * 6), rows("a", [None] * 6))
    assert np.isnan(found.overall.shift.estimate)
    assert np.isnan(found.overall.largest)
    assert found.strongest is None


def test_a_judge_at_the_top_of_the_scale_has_no_room():
    (found,) = shifts_of(rows("clean", [5] * 6), rows("a", [5] * 6))
    assert found.overall.room == 0


@pytest.mark.parametrize("responder", ["clean", "a"])
def test_clean_and_hostile_ratings_must_both_be_there(responder):
    with pytest.raises(RatingsError, match=f"'clean' and of hostile twins.* of {responder}"):
        shifts_of(rows(responder, [1, 2]))
