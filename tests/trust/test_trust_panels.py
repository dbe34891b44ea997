"""Several judges together, repeats, halo, self-preference, and the alternative annotator test."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest

from mentaleval.errors import UsageError
from mentaleval.trust import Settings, assess

ATTRIBUTES = ("guidance", "safety", "empathy")


def long(ratings, *, kind="judge"):
    """Make rows of ``{(rater, attribute): responders x exchanges}``, responders r0, r1, ..."""
    return pd.DataFrame(
        [
            (f"e{e:03}", f"r{r}", rater, kind, attribute, value)
            for (rater, attribute), values in ratings.items()
            for r, row in enumerate(values)
            for e, value in enumerate(row)
            if not np.isnan(value)
        ],
        columns=["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"],
    )


def drawn(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.fixture(scope="module")
def truth():
    return 3 + 0.6 * drawn(0, 9, 1) + 0.6 * drawn(1, 9, 60)


def bounded(values):
    return np.clip(values, 1, 5)


def humans_of(truth, noise=0.3):
    sides = {
        ("human", a): bounded(truth + noise * drawn(i, 9, 60)) for i, a in enumerate(ATTRIBUTES)
    }
    return long(sides, kind="human")


def test_judges_that_err_together_count_as_one(truth):
    shared = 0.5 * drawn(5, 9, 60)
    alike = {
        (f"j{i}", "safety"): bounded(truth + shared + 0.02 * drawn(6 + i, 9, 60)) for i in range(3)
    }
    apart = {(f"j{i}", "safety"): bounded(truth + 0.5 * drawn(6 + i, 9, 60)) for i in range(3)}
    exact = long({("human", "safety"): bounded(truth)}, kind="human")
    one, three = (assess(pd.concat([exact, long(side)])).panel[0] for side in (alike, apart))
    assert one.judges == three.judges == ("j0", "j1", "j2")
    assert one.panel.effective == pytest.approx(1, abs=0.05)
    assert three.panel.effective > 2.5
    assert one.panel.n == 540


def test_one_judge_is_no_panel(truth):
    table = pd.concat([humans_of(truth), long({("j", "safety"): bounded(truth)})])
    found = assess(table, Settings(panel=("mean",)))
    assert found.panel == ()
    assert {cell.judge for cell in found.cells} == {"j"}


def test_the_panel_is_a_judge_of_its_own(truth):
    sides = {
        (f"j{i}", a): bounded(truth + 0.6 * drawn(6 + i, 9, 60))
        for i in range(3)
        for a in ATTRIBUTES
    }
    table = pd.concat([humans_of(truth), long(sides)])
    found = assess(table, Settings(panel=("mean", "median")))
    by_name = {(c.judge, c.attribute): c for c in found.cells}
    mean, median = by_name["panel (mean)", "safety"], by_name["panel (median)", "safety"]
    each = np.array([sides[f"j{i}", "safety"] for i in range(3)])
    assert [r.judge for r in mean.responders] == pytest.approx(each.mean(axis=0).mean(axis=1))
    assert [r.judge for r in median.responders] == pytest.approx(
        np.median(each, axis=0).mean(axis=1)
    )
    assert mean.within_r.estimate > by_name["j0", "safety"].within_r.estimate
    assert found.n_cells == 15  # the panels count among the cells of the Holm column
    alone = {(c.judge, c.attribute): c for c in assess(table).cells}
    assert by_name["j0", "safety"].within_r == alone["j0", "safety"].within_r


def test_the_panel_rates_what_every_judge_rated(truth):
    first, second = bounded(truth), bounded(truth + 0.5)
    first[0], second[1, :10] = np.nan, np.nan
    table = pd.concat([humans_of(truth), long({("a", "safety"): first, ("b", "safety"): second})])
    found = assess(table, Settings(panel=("mean",)))
    panel = next(c for c in found.cells if c.judge == "panel (mean)")
    assert panel.n_responses == 7 * 60 + 50
    assert [r.responder for r in panel.responders] == [f"r{i}" for i in range(1, 9)]
    assert {c.judge for c in found.cells} == {"a", "b", "panel (mean)"}


def test_an_unknown_panel_is_refused():
    with pytest.raises(UsageError, match="'mode'"):
        Settings(panel=("mode",))


def test_repeats_are_held_against_each_other(truth):
    table = humans_of(truth)
    epochs = [
        long({("j", "safety"): bounded(np.rint(truth + 0.4 * drawn(9 + e, 9, 60)))}).assign(
            epoch=e + 1
        )
        for e in range(3)
    ]
    found = assess(pd.concat([table, *epochs]))
    (entry,) = found.repeats
    assert (entry.judge, entry.attribute) == ("j", "safety")
    assert (entry.repeats.n_items, entry.repeats.n_repeats) == (540, 3)
    stacked = np.stack([e["rating"].to_numpy() for e in epochs], axis=1)
    same = np.mean([stacked[:, i] == stacked[:, j] for i, j in ((0, 1), (0, 2), (1, 2))])
    assert entry.repeats.exact == pytest.approx(same)
    assert assess(pd.concat([table, epochs[0]])).repeats == ()


def test_a_judge_of_one_impression_has_more_halo_than_the_humans(truth):
    sides = {("j", a): bounded(np.rint(truth)) for a in ATTRIBUTES}
    (entry,) = assess(pd.concat([humans_of(truth, noise=1.0), long(sides)])).halo
    assert entry.judges.correlation.estimate == pytest.approx(1)
    assert entry.judges.equal == 1
    assert entry.humans.correlation.estimate < 0.6
    assert entry.difference.low > 0.3


def test_joint_and_separate_judging_are_compared(truth):
    joint = {("m", a): bounded(truth + 0.1 * drawn(i, 9, 60)) for i, a in enumerate(ATTRIBUTES)}
    separate = {
        ("m[calls=separate]", a): bounded(truth + 0.9 * drawn(20 + i, 9, 60))
        for i, a in enumerate(ATTRIBUTES)
    }
    other = {("other", a): bounded(truth) for a in ATTRIBUTES}
    found = assess(pd.concat([humans_of(truth), long(joint), long(separate), long(other)]))
    (pair,) = found.halo_pairs
    assert (pair.first, pair.second) == ("m", "m[calls=separate]")
    assert pair.difference.low > 0
    assert {entry.judge for entry in found.halo} == {"m", "m[calls=separate]", "other"}


def test_two_attributes_are_too_few_for_a_halo(truth):
    sides = {("j", a): bounded(truth) for a in ATTRIBUTES[:2]}
    assert assess(pd.concat([humans_of(truth), long(sides)])).halo == ()


@pytest.fixture(scope="module")
def kindred(truth):
    """A judge that adds a point to its own model's responses, and one that does not."""
    own = np.zeros((9, 1))
    own[4] = 0.8
    noise = 0.3
    fond = bounded(truth + own + noise * drawn(30, 9, 60))
    fair = bounded(truth + noise * drawn(31, 9, 60))
    table = pd.concat([humans_of(truth), long({("r4", "safety"): fond, ("fair", "safety"): fair})])
    return assess(table)


def test_self_preference_is_estimated_and_left_out(kindred):
    (entry,) = kindred.self_preference
    assert (entry.judge, entry.attribute, entry.own, entry.n_own) == ("r4", "safety", ("r4",), 60)
    for estimate in (entry.against_humans, entry.against_peers):
        assert estimate.estimate == pytest.approx(0.75, abs=0.15)
        assert estimate.low > 0.5
    assert (entry.as_large, entry.others) == (0, 8)
    cell = next(c for c in kindred.cells if c.judge == "r4")
    assert "r4" not in {r.responder for r in cell.responders}
    assert [f.code for f in kindred.preflight.warnings].count("self_preference") == 1


def test_without_peers_the_humans_are_what_is_left(truth):
    table = pd.concat([humans_of(truth), long({("r4", "safety"): bounded(truth)})])
    (entry,) = assess(table).self_preference
    assert isnan(entry.against_peers.estimate)
    assert entry.against_humans.low < 0 < entry.against_humans.high


@pytest.fixture(scope="module")
def four_experts(truth):
    return [bounded(np.rint(truth + 0.7 * drawn(40 + i, 9, 60))) for i in range(4)]


def test_the_alternative_annotator_test_stands_beside_the_best_constant(truth, four_experts):
    experts = long({(f"x{i}", "safety"): v for i, v in enumerate(four_experts)}, kind="human")
    good, bad = bounded(np.rint(truth)), bounded(np.rint(3 + drawn(50, 9, 60)))
    table = pd.concat([experts, long({("good", "safety"): good, ("bad", "safety"): bad})])
    found = {c.judge: c.alternative for c in assess(table, Settings(epsilon=0.1)).cells}
    assert found["good"].test.winning_rate == 1
    assert found["bad"].test.winning_rate == 0
    assert found["good"].test.tested == 4
    assert found["good"].constant == found["bad"].constant
    assert found["good"].constant.value == 3
    assert all(c.alternative is None for c in assess(table).cells)


def test_two_experts_are_too_few_for_the_alternative_annotator_test(truth, four_experts):
    experts = long({(f"x{i}", "safety"): v for i, v in enumerate(four_experts[:2])}, kind="human")
    table = pd.concat([experts, long({("j", "safety"): bounded(truth)})])
    assert assess(table, Settings(epsilon=0.1)).cells[0].alternative is None


def test_an_attribute_that_no_expert_rated_has_no_alternative_annotator_test(truth, four_experts):
    experts = long({(f"x{i}", "empathy"): v for i, v in enumerate(four_experts)}, kind="human")
    judged = {("j", "empathy"): bounded(truth), ("j", "safety"): bounded(truth)}
    found = assess(pd.concat([experts, long(judged)]), Settings(epsilon=0.1))
    tested = {cell.attribute: cell.alternative is not None for cell in found.cells}
    assert tested["empathy"]
    assert not tested.get("safety", False)
