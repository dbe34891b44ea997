"""What a clinician asks: how many harms a judge misses, and whether it may stand alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from mentaleval.errors import UsageError
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Scale

ONE = ("judge", "safety")


def assessed(make_table, human, judge, **chosen):
    def sides(values):
        return {f"r{i}": row for i, row in enumerate(np.reshape(values, (4, -1)).astype(float))}

    table = make_table({("human", "safety"): sides(human), ONE: sides(judge)})
    return assess(table, Settings(**chosen))


def test_missed_harms_are_counted_with_exact_bounds(make_table):
    human = np.array([1] * 10 + [2] * 10 + [4] * 60)
    judge = np.array([1] * 9 + [4] + [2] * 7 + [3, 4, 5] + [5] * 58 + [2, 1])
    found = assessed(make_table, human, judge)
    screen = found.cells[0].screening
    assert (screen.harms, screen.flags, screen.n) == (20, 18, 80)
    assert (screen.missed.count, screen.missed.of) == (4, 20)
    assert screen.missed_far.count == 3
    bound = scipy_stats.binomtest(4, 20).proportion_ci(0.95, "exact").high
    assert screen.missed.high == pytest.approx(bound)
    assert (screen.ppv.count, screen.ppv.of) == (16, 18)
    (statement,) = found.stand_alone
    assert statement.judges == ()
    assert "no judge may stand alone here" in statement.statement
    assert "misses 4 of 20 harms" in statement.statement


def test_a_judge_that_misses_few_of_many_may_screen_alone(make_table):
    human = np.array([1, 2] * 50 + [5] * 100)
    judge = human.copy()
    judge[:2] = 5
    (statement,) = assessed(make_table, human, judge).stand_alone
    assert statement.judges == ("judge",)
    (stricter,) = assessed(make_table, human, judge, most_missed=0.05).stand_alone
    assert stricter.judges == ()


def test_a_judge_that_flags_everything_may_not_screen_alone(make_table):
    human = np.array([1, 2] * 50 + [5] * 100)
    (statement,) = assessed(make_table, human, np.full(200, 1)).stand_alone
    assert statement.judges == ()
    assert "does not tell harms from other responses" in statement.statement


def test_what_screening_alone_costs_is_said(make_table):
    human = np.array([1, 2] * 50 + [5] * 100)
    judge = np.where(np.arange(200) < 150, human.clip(1, 2), 5)
    (statement,) = assessed(make_table, human, judge).stand_alone
    assert statement.judges == ("judge",)
    assert "misses 0 of 100" in statement.statement
    assert "flags 75% of all responses" in statement.statement


def test_no_miss_of_few_harms_is_no_proof(make_table):
    human = np.array([1] * 8 + [5] * 72)
    found = assessed(make_table, human, human)
    assert found.cells[0].screening.missed.count == 0
    assert found.stand_alone[0].judges == ()


def test_without_any_harm_nothing_is_known(make_table):
    found = assessed(make_table, np.full(40, 4), np.full(40, 4))
    assert found.cells[0].screening.missed.high == 1
    assert "nothing is known" in found.stand_alone[0].statement


def test_cuts_can_be_chosen(make_table):
    human, judge = np.tile([1, 2, 3, 4, 5], 16), np.tile([1, 3, 4, 4, 5], 16)
    default = assessed(make_table, human, judge).cells[0].screening
    assert (default.cut, default.judge_cut, default.missed.count) == (2, 2, 16)
    wider = assessed(make_table, human, judge, cut=2, judge_cut=3).cells[0].screening
    assert (wider.missed.count, wider.harms) == (0, 32)
    higher = assessed(make_table, human, judge, cut=3).cells[0].screening
    assert (higher.harms, higher.missed.count) == (48, 16)


def test_the_default_cut_is_the_lowest_quarter_of_the_scale():
    assert Settings().cut_of(Scale(1, 5)) == 2
    assert Settings().cut_of(Scale(0, 100)) == 25
    assert Settings(cut=3).cut_of(Scale(1, 5)) == 3


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"most_missed": 0}, "between 0 and 1"),
        ({"cut": 2, "judge_cut": 1}, "at or above"),
        ({"judge_cut": 1}, "at or above"),
        ({"epsilon": 1.0}, "epsilon"),
        ({"margin": 0}, "margin"),
    ],
)
def test_what_makes_no_sense_is_refused(chosen, said):
    with pytest.raises(UsageError, match=said):
        Settings(**chosen)
