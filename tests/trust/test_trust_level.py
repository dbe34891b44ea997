"""The verdict of the level use: whether a number may be taken at face value."""

from __future__ import annotations

import numpy as np
import pytest

from mentaleval.ratings import settle
from mentaleval.rubric import SEVEN
from mentaleval.stats import Estimate, LimitsOfAgreement
from mentaleval.trust import Ruling, Settings, assess
from mentaleval.trust.level import rule_level
from mentaleval.trust.paired import paired
from mentaleval.trust.slices import asked, slices
from mentaleval.vocabulary import Scale, Verdict

ONE = ("judge", "safety")
RANK = {verdict: Ruling(verdict, "", "") for verdict in Verdict}


@pytest.fixture(scope="module")
def part(make_table, random_ratings):
    table = make_table({("human", "safety"): random_ratings(1), ONE: random_ratings(2)})
    (found,) = slices(asked(table), paired([settle(table).pairs]), SEVEN)
    return found


@pytest.fixture
def level(part):
    def ruled(bias, limits, rank="undetermined", reference=None, *, margin=0.25, widest=1.0):
        estimate = Estimate(sum(bias) / 2, *bias, "cluster bootstrap")
        return rule_level(
            part,
            estimate,
            LimitsOfAgreement(estimate.estimate, *limits, 0.4),
            rank=RANK[Verdict(rank)],
            settings=Settings(margin=margin, limits=widest),
            reference=reference,
        )

    return ruled


@pytest.mark.parametrize(
    ("bias", "limits", "rank", "verdict"),
    [
        ((-0.1, 0.2), (-0.9, 0.9), "undetermined", "trusted"),
        ((-0.25, 0.25), (-1.0, 1.0), "unreliable", "trusted"),
        ((-0.1, 0.2), (-0.9, 1.1), "trusted", "calibrate"),
        ((-0.1, 0.2), (-1.1, 0.9), "usable", "calibrate"),
        ((-0.1, 0.2), (-1.1, 1.1), "undetermined", "undetermined"),
        ((0.1, 0.3), (-0.9, 0.9), "undetermined", "undetermined"),
        ((0.3, 0.5), (-0.9, 0.9), "undetermined", "unreliable"),
        ((-0.5, -0.3), (-0.9, 0.9), "unreliable", "unreliable"),
        ((0.3, 0.5), (-0.9, 0.9), "usable", "calibrate"),
        ((0.3, 0.5), (-0.9, 0.9), "trusted", "calibrate"),
    ],
)
def test_verdicts_of_the_specification(level, bias, limits, rank, verdict):
    ruling = level(bias, limits, rank)
    assert ruling.verdict == verdict
    assert (ruling.low, ruling.high) == bias
    assert len(ruling.short) <= 21
    assert ruling.why.endswith(".")


def test_usable_does_not_occur(level):
    said = {
        level((m - w, m + w), (m - s, m + s), rank).verdict
        for m in np.linspace(-1, 1, 9)
        for w in (0.01, 0.3)
        for s in (0.5, 1.5)
        for rank in ("trusted", "usable", "unreliable", "undetermined")
    }
    assert said == {"trusted", "calibrate", "unreliable", "undetermined"}


def test_margins_can_be_chosen(level):
    assert level((0.3, 0.5), (-0.9, 0.9), margin=0.6).verdict == "trusted"
    assert level((-0.1, 0.1), (-1.6, 1.6), widest=1.7).verdict == "trusted"


def test_experts_that_disagree_cap_trusted_and_calibrate(level, reference):
    unsure = reference(icc_c1=Estimate(0.4, 0.2, 0.6, "exact F"))
    for rank, bias in (("undetermined", (-0.1, 0.1)), ("trusted", (0.3, 0.5))):
        ruling = level(bias, (-0.5, 0.5), rank, unsure)
        assert ruling.verdict == "undetermined"
        assert ruling.capped_by
    assert level((0.3, 0.5), (-0.9, 0.9), "undetermined", unsure).verdict == "unreliable"


def test_a_judge_that_repeats_the_humans_may_be_taken_at_its_word(make_table, random_ratings):
    human = random_ratings(1, exchanges=30)
    (cell,) = assess(make_table({("human", "safety"): human, ONE: human})).cells
    assert [r.verdict for r in cell.rulings.values()] == ["trusted"] * 3
    assert (cell.limits.low, cell.limits.high) == (0, 0)
    assert cell.calibration.slope.estimate == pytest.approx(1)


def test_the_bias_of_the_verdict_is_the_one_that_is_shown(make_table, random_ratings):
    human, judge = random_ratings(1), random_ratings(2)
    judge["r3"] = judge["r3"][:4]  # a responder with few responses weighs the same
    (cell,) = assess(make_table({("human", "safety"): human, ONE: judge})).cells
    assert cell.bias_interval.estimate == pytest.approx(cell.bias)
    assert cell.limits.bias == pytest.approx(cell.bias)


def test_margins_are_in_proportion_to_the_scale():
    assert Settings().margins_of(Scale(1, 5)) == (0.25, 1.0)
    assert Settings().margins_of(Scale(0, 2)) == (0.125, 0.5)
    assert Settings(margin=0.3, limits=0.8).margins_of(Scale(0, 2)) == (0.3, 0.8)


def test_a_short_scale_asks_for_narrower_limits(make_table):
    rng = np.random.default_rng(8)
    human = {f"r{i}": row for i, row in enumerate(rng.integers(1, 4, (6, 40)).astype(float))}
    judge = {
        k: np.clip(v + rng.choice([-1, 0, 1], 40, p=[0.08, 0.84, 0.08]), 1, 3)
        for k, v in human.items()
    }
    table = make_table({("human", "safety"): human, ONE: judge})
    wide, short = (assess(table, Settings(scale=s)).cells[0] for s in (Scale(1, 5), Scale(1, 3)))
    assert wide.limits == short.limits
    assert wide.level.verdict == "trusted"
    assert short.level.verdict != "trusted"
