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
    assert "taking responses as independent" in statement.statement
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


def test_where_experts_disagree_what_a_harm_is_no_judge_may_screen_alone(make_table):
    """The judge is the mean of two experts: it misses no harm, whether they agree or not."""
    rng = np.random.default_rng(8)

    def alone(noise):
        level = np.where(np.arange(400) % 2, 1, 4)
        experts = [np.clip(level + rng.integers(-noise, noise + 1, 400), 1, 5) for _ in range(2)]
        sides = {("first", "safety"): experts[0], ("second", "safety"): experts[1]}
        sides[ONE] = np.mean(experts, axis=0)
        rows = {key: np.reshape(values, (4, -1)).astype(float) for key, values in sides.items()}
        table = make_table(
            {key: {f"r{i}": row for i, row in enumerate(side)} for key, side in rows.items()}
        )
        found = assess(table, Settings())
        assert found.cells[0].screening.missed.high < 0.1
        return found.stand_alone[0]

    assert alone(1).judges == ("judge",)
    assert alone(1).capped_by is None
    unsure = alone(4)
    assert unsure.judges == ()
    assert "no judge may stand alone here, though judge may miss at most 10.0%" in unsure.statement
    assert unsure.capped_by.startswith("The experts' own ICC(C,1) of single responses")


def test_no_miss_of_few_harms_is_no_proof(make_table):
    human = np.array([1] * 8 + [5] * 72)
    found = assessed(make_table, human, human)
    assert found.cells[0].screening.missed.count == 0
    assert found.stand_alone[0].judges == ()


def test_without_any_harm_nothing_is_known(make_table):
    found = assessed(make_table, np.full(40, 4), np.full(40, 4))
    assert found.cells[0].screening.missed.high == 1
    assert "nothing is known" in found.stand_alone[0].statement


def test_harms_that_no_judge_rated_are_not_called_none(make_table):
    human = {"r0": [1.0] * 30, "r1": [2.0, 5.0] * 15}
    lost = {name: [np.nan] * 30 + values for name, values in human.items()}
    ratings = {("human", "safety"): human, ONE: lost, ("human", "empathy"): human}
    ratings |= {("judge", "empathy"): human}
    safety = next(s for s in assess(make_table(ratings)).stand_alone if s.attribute == "safety")
    assert "rate no response at or below" not in safety.statement
    assert "no response is rated here by a judge and by a human" in safety.statement
    mild = {name: [np.nan] * 60 + [4.0] * 5 for name in human}
    both = {name: [*human[name], *[np.nan] * 30, *mild[name][60:]] for name in human}
    two = {("human", "safety"): both, ONE: lost, ("judge 2", "safety"): mild}
    (statement,) = assess(make_table({**ratings, **two})).stand_alone[:1]
    assert "of what judge 2 rated, the experts rate nothing at or below 2" in statement.statement


def test_cuts_can_be_chosen(make_table):
    human, judge = np.tile([1, 2, 3, 4, 5], 16), np.tile([1, 3, 4, 4, 5], 16)
    default = assessed(make_table, human, judge).cells[0].screening
    assert (default.cut, default.judge_cut, default.missed.count) == (2, 2, 16)
    wider = assessed(make_table, human, judge, cut=2, judge_cut=3).cells[0].screening
    assert (wider.missed.count, wider.harms) == (0, 32)
    higher = assessed(make_table, human, judge, cut=3).cells[0].screening
    assert (higher.harms, higher.missed.count) == (48, 16)


@pytest.mark.parametrize(
    "chosen", [{}, {"cut": 2.5}, {"cut": 1, "judge_cut": 3}, {"cut": 5}, {"cut": 7}]
)
def test_the_missed_harm_corner_is_what_the_screening_counts(make_table, chosen):
    rng = np.random.default_rng(3)
    human, judge = rng.integers(1, 6, (2, 80))
    for cell in assessed(make_table, human, judge, **chosen).cells:
        assert cell.confusion.missed == cell.screening.missed.count
        assert cell.confusion.harms == cell.screening.harms
        assert cell.confusion.n == cell.n_responses == 80


@pytest.mark.parametrize(
    ("scale", "edges"),
    [
        (Scale(1, 5), (1, 2, 3, 4, 5)),
        (Scale(0, 3), (0, 0.75, 1, 2, 3)),
        (Scale(1, 4), (1, 1.75, 2, 3, 4)),
        (Scale(0, 10), (0, 1, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10)),
        (Scale(0, 100), (10, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100)),
        (Scale(0, 1), (0.25, 0.5, 0.75, 1)),
        (Scale(0.1, 0.7), (0.25, 0.4, 0.55, 0.7)),
    ],
)
def test_bins_follow_the_scale_and_are_never_slivers(make_table, scale, edges):
    human, judge = np.random.default_rng(4).uniform(scale.low, scale.high, (2, 80))
    cell = assessed(make_table, human, judge, scale=scale).cells[0]
    assert cell.confusion.edges == pytest.approx(edges)
    assert cell.confusion.missed == cell.screening.missed.count


def test_a_cut_that_is_a_step_but_for_rounding_makes_no_sliver_of_a_bin(make_table):
    human, judge = np.random.default_rng(5).uniform(0, 0.1, (2, 80))
    step, cut = float(np.linspace(0, 0.1, 5)[3]), 0.075
    assert 0 < step - cut < 1e-9
    cell = assessed(make_table, human, judge, scale=Scale(0, 0.1), cut=cut).cells[0]
    assert cell.confusion.edges == pytest.approx((0.025, 0.05, 0.075, 0.1))
    assert cell.confusion.missed == cell.screening.missed.count


def test_a_composite_is_counted_by_its_means(make_table):
    whole, between = ({f"r{i}": row for i in range(4)} for row in ([2, 4, 5], [2.5, 4.5, 5]))
    attributes = ("empathy", "helpfulness", "understanding")
    table = make_table(
        {
            **{("judge", attribute): whole for attribute in attributes},
            **{("human", attribute): whole for attribute in attributes[1:]},
            ("human", "empathy"): between,
        }
    )
    (cell,) = [cell for cell in assess(table, Settings()).cells if cell.composite]
    assert cell.confusion.missed == cell.screening.missed.count == 0
    assert [sum(row) for row in cell.confusion.counts] == [0, 0, 4, 0, 8]
    assert [sum(column) for column in zip(*cell.confusion.counts, strict=True)] == [0, 4, 0, 4, 4]


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
