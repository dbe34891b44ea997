"""What must hold of any ratings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.errors import RatingsError
from mentaleval.ratings import concat, from_frame, read, write
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Scale

SEEDS = st.integers(0, 10_000)
ONE = ("judge", "safety")


def only(assessment):
    (cell,) = assessment.cells
    return cell


def figures(cell):
    estimates = (
        cell.icc_c1, cell.icc_c1_jackknife, cell.icc_a1, cell.spearman, cell.within_r,
        cell.bias_interval, cell.calibration.slope, cell.screening.auc,
    )  # fmt: skip
    numbers = [x for e in estimates for x in (e.estimate, e.low, e.high)]
    pooled = [cell.pooled.judge.kappa, cell.pooled.judge.rmse, cell.pooled.null.pearson]
    counts = [cell.order.agreed, cell.order.separated, cell.screening.missed.count]
    alone = [cell.bias, cell.mse, cell.pearson, cell.scale_factor, cell.p, cell.limits.high]
    return [*numbers, *pooled, *counts, *alone]


def verdicts(cell):
    return {use: ruling.verdict for use, ruling in cell.rulings.items()}


@settings(max_examples=15)
@given(seed=SEEDS, offset=st.sampled_from([0.5, 1.0, 3.0]))
def test_a_constant_on_top_leaves_consistency_and_lowers_agreement(
    make_table, random_ratings, seed, offset
):
    human, judge = random_ratings(seed), random_ratings(seed + 1)
    raised = {name: [v + offset for v in values] for name, values in judge.items()}
    wide = Settings(scale=Scale(1, 10))
    before = only(assess(make_table({("human", "safety"): human, ONE: judge}), wide))
    after = only(assess(make_table({("human", "safety"): human, ONE: raised}), wide))
    assert after.icc_c1.estimate == pytest.approx(before.icc_c1.estimate, abs=1e-9)
    assert after.icc_c1_jackknife.low == pytest.approx(before.icc_c1_jackknife.low, abs=1e-7)
    assert after.within_r.estimate == pytest.approx(before.within_r.estimate, abs=1e-9)
    assert after.bias == pytest.approx(before.bias + offset)
    if before.bias > 0:
        assert after.icc_a1.estimate < before.icc_a1.estimate


@settings(max_examples=15)
@given(seed=SEEDS)
def test_the_order_of_the_rows_changes_nothing(make_table, random_ratings, seed):
    table = make_table(
        {
            ("human", "safety"): random_ratings(seed),
            ONE: random_ratings(seed + 1),
            ("judge-2", "safety"): random_ratings(seed + 2),
        }
    )
    before = assess(table)
    after = assess(table.sample(frac=1.0, random_state=seed))
    assert [c.judge for c in after.cells] == [c.judge for c in before.cells]
    for one, other in zip(before.cells, after.cells, strict=True):
        assert figures(other) == pytest.approx(figures(one), abs=1e-9, nan_ok=True)
        assert verdicts(other) == verdicts(one)


@settings(max_examples=10)
@given(seed=SEEDS)
def test_another_judge_changes_no_number_but_holm(make_table, random_ratings, seed):
    human, judge = random_ratings(seed), random_ratings(seed + 1)
    alone = only(assess(make_table({("human", "safety"): human, ONE: judge})))
    other = {("human", "safety"): human, ("judge-0", "safety"): random_ratings(seed + 2)}
    beside = assess(make_table({**other, ONE: judge})).cells
    again = next(cell for cell in beside if cell.judge == "judge")
    np.testing.assert_array_equal(figures(again), figures(alone))


def test_a_perfect_judge_has_icc_1(make_table, random_ratings):
    human = random_ratings(3)
    cell = only(assess(make_table({("human", "safety"): human, ONE: human})))
    assert cell.icc_c1.estimate == cell.icc_a1.estimate == pytest.approx(1)
    assert cell.rank.verdict == "trusted"
    assert cell.bias == cell.mse == 0


def test_the_seed_moves_only_what_is_drawn(make_table, random_ratings):
    human, judge = (random_ratings(seed, exchanges=220) for seed in (1, 2))
    table = make_table({("human", "safety"): human, ONE: judge})
    one, same, other = (only(assess(table, Settings(seed=seed))) for seed in (1, 1, 2))
    assert one == same
    assert one.within_r.low != other.within_r.low
    assert one.within_r.estimate == other.within_r.estimate
    assert one.icc_a1 == other.icc_a1
    assert one.icc_c1 == other.icc_c1


@settings(max_examples=10)
@given(seed=SEEDS, turned=st.permutations(range(9)))
def test_what_responders_and_experts_are_called_changes_no_number(
    make_table, random_ratings, seed, turned
):
    table = make_table(
        {
            ("x", "safety"): random_ratings(seed),
            ("y", "safety"): random_ratings(seed + 1),
            ONE: random_ratings(seed + 2),
        }
    )
    names = {f"r{i}": f"r{j}" for i, j in enumerate(turned)} | {"x": "y", "y": "x"}
    before, after = assess(table), assess(table.replace({"responder": names, "rater": names}))
    assert figures(only(after)) == pytest.approx(figures(only(before)), abs=1e-9, nan_ok=True)
    assert verdicts(only(after)) == verdicts(only(before))
    one, other = (found.reference[0] for found in (before, after))
    assert other.icc_ck.low == pytest.approx(one.icc_ck.low, nan_ok=True)
    assert other.alpha_ordinal == pytest.approx(one.alpha_ordinal, nan_ok=True)


@settings(max_examples=8)
@given(seed=SEEDS, kind=st.sampled_from(["csv", "parquet"]))
def test_splitting_and_merging_files_changes_nothing(
    make_table, random_ratings, tmp_path_factory, seed, kind
):
    folder = tmp_path_factory.mktemp("split")
    whole = from_frame(
        make_table(
            {
                (rater, attribute): random_ratings(seed + place)
                for place, (rater, attribute) in enumerate(
                    (r, a) for r in ("x", "y", "judge") for a in ("safety", "empathy")
                )
            }
        )
    )
    parts = np.random.default_rng(seed).integers(3, size=len(whole))
    for part in range(3):
        write(whole[parts == part].reset_index(drop=True), folder / f"{part}.{kind}")
    merged = concat([read(folder / f"{part}.{kind}") for part in range(3)])
    before, after = assess(whole), assess(merged)
    for one, other in zip(before.cells, after.cells, strict=True):
        assert figures(other) == pytest.approx(figures(one), abs=1e-9, nan_ok=True)
        assert verdicts(other) == verdicts(one)
    assert after.preflight.excluded == before.preflight.excluded
    assert after.preflight.used == before.preflight.used


@settings(max_examples=20)
@given(
    seed=SEEDS,
    gone=st.floats(0, 0.9),
    odd=st.sampled_from([0.0, 6.0, 3.0]),
    own=st.booleans(),
)
def test_every_rating_is_used_or_left_out_for_one_reason(
    make_table, random_ratings, *, seed, gone, odd, own
):
    table = make_table(
        {
            ("x", "safety"): random_ratings(seed),
            ("y", "safety"): random_ratings(seed + 1),
            ONE: random_ratings(seed + 2),
            ("judge-2", "safety"): random_ratings(seed + 3),
        }
    )
    rng = np.random.default_rng(seed)
    table.loc[rng.random(len(table)) < gone / 2, "rating"] = np.nan
    table.loc[rng.random(len(table)) < gone / 2, "rating"] = odd
    if own:
        table["responder"] = table["responder"].replace({"r1": "judge"})
    try:
        found = assess(table)
    except RatingsError:
        return  # nothing at all meets
    flight = found.preflight
    assert flight.read == len(table)
    assert flight.used + sum(flight.excluded.values()) == flight.read
    assert all(number > 0 for number in flight.excluded.values())
