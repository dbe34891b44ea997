"""Power-tuned means against ppi-python, and what they must obey whatever is labelled.

Which tool gave each gold value is in gold/make_gold_labels.py.
"""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.errors import StatisticsError
from mentaleval.stats import power_tuned_means

GOLD = Path(__file__).parent / "gold" / "gold_labels.json"
MEANS = json.loads(GOLD.read_text(encoding="utf-8"))["means"]
AT = [(case, at) for case in MEANS for at in [*case["at"], case["best"]]]
SEEDS = st.integers(0, 10**6)
NONE = np.nan


def placed(case):
    """Put the parts of a gold case into one table: labels first."""
    human, known, rest = (np.array(case[name]) for name in ("human", "known", "rest"))
    labels = np.vstack([human, np.full_like(rest, NONE)])
    return labels, np.vstack([known, rest])[..., None]


def drawn(seed, *, exchanges=12, responders=3, judges=1, labelled=0.5, judged=1.0):
    """Draw ratings of humans and judges that share something, some of them missing."""
    rng = np.random.default_rng(seed)
    human = rng.integers(1, 6, (exchanges, responders)).astype(float)
    own = rng.normal(0, 1, (exchanges, responders, judges))
    proxies = np.clip(np.round(human[..., None] + own), 1, 5)
    human[rng.random(human.shape) >= labelled] = NONE
    proxies[rng.random(human.shape) >= judged] = NONE
    return human, proxies


def errors(found):
    return np.sqrt(np.diag(found.covariance))


def like(found, other):
    parts = ("estimates", "covariance", "power", "n_labelled", "n_unlabelled", "degrees")
    return all(
        np.allclose(getattr(found, part), getattr(other, part), atol=1e-9, equal_nan=True)
        for part in parts
    )


@pytest.mark.parametrize(("case", "at"), AT)
def test_estimates_and_standard_errors_are_those_of_ppi_python_at_its_lambda(case, at):
    human, proxies = placed(case)
    found = power_tuned_means(human, proxies, power=[at["lam"]])
    assert found.estimates == pytest.approx(np.array(at["estimates"]), abs=1e-9)
    n, more = len(case["human"]), len(case["rest"])
    known, lam = np.array(case["known"]), at["lam"]
    of_labels = (np.array(case["human"]) - lam * known).var(axis=0) / n
    of_rest = lam**2 * np.array(case["rest"]).var(axis=0) / more
    assert np.sqrt(of_labels + of_rest) == pytest.approx(np.array(at["errors"]), abs=1e-9)
    # theirs divide by n, ours by n - 1: what they add for each part is rescaled to ours
    rescaled = of_labels * n / (n - 1) + of_rest * more / (more - 1)
    assert errors(found) ** 2 == pytest.approx(rescaled, abs=1e-9)


@pytest.mark.parametrize("case", MEANS)
def test_the_best_lambda_is_that_of_ppi_python_but_for_its_divisor(case):
    n = len(case["human"])
    found = power_tuned_means(*placed(case))
    assert found.power == pytest.approx([min(1.0, case["best"]["lam"] * n / (n - 1))], abs=1e-9)


def test_some_gold_lambdas_are_within_their_limits_and_some_beyond():
    found = [case["best"]["lam"] for case in MEANS]
    assert sum(0 < lam < 1 for lam in found) >= 2
    assert 0.0 in found


@given(SEEDS)
def test_lambda_is_the_formula_of_the_documentation_for_complete_labels(seed):
    rng = np.random.default_rng(seed)
    human, proxies = drawn(seed, exchanges=30, responders=4, labelled=1.0)
    n, more = 9, 21
    inside = np.zeros(30, dtype=bool)
    inside[rng.choice(30, n, replace=False)] = True
    judge = proxies[..., 0]
    shared = sum(np.cov(human[inside, s], judge[inside, s])[0, 1] for s in range(4))
    lam = np.clip(shared / ((1 + n / more) * judge.var(axis=0, ddof=1).sum()), 0, 1)
    labels = np.where(inside[:, None], human, NONE)
    found = power_tuned_means(labels, proxies)
    assert found.power == pytest.approx([lam])
    rest = judge[~inside]
    wanted = human[inside].mean(axis=0) + lam * (rest.mean(axis=0) - judge[inside].mean(axis=0))
    assert found.estimates == pytest.approx(wanted)
    residuals = human[inside] - lam * judge[inside]
    assert found.covariance == pytest.approx(
        np.cov(residuals.T) / n + lam**2 * np.cov(rest.T) / more
    )


@given(SEEDS)
def test_a_difference_has_the_variance_of_paired_differences(seed):
    human, proxies = drawn(seed, exchanges=20, responders=2, labelled=1.0)
    human[8:] = NONE
    found = power_tuned_means(human, proxies)
    lam, judge = found.power[0], proxies[..., 0]
    known = (human - lam * judge)[:8] @ [1, -1]
    rest = lam * judge[8:] @ [1, -1]
    wanted = known.var(ddof=1) / 8 + rest.var(ddof=1) / 12
    assert [1, -1] @ found.covariance @ [1, -1] == pytest.approx(wanted)


@given(SEEDS, st.floats(0.05, 1.0), st.integers(0, 3))
def test_the_covariance_is_positive_whatever_is_labelled(seed, labelled, judges):
    human, proxies = drawn(seed, responders=4, judges=judges, labelled=labelled, judged=0.8)
    found = power_tuned_means(human, proxies)
    known = found.n_labelled >= 2
    assert np.isnan(found.estimates).tolist() == (~known).tolist()
    covariance = found.covariance[np.ix_(known, known)]
    assert np.isnan(found.covariance).sum() == 16 - covariance.size
    assert np.linalg.eigvalsh(covariance).min(initial=0.0) >= -1e-12
    assert covariance == pytest.approx(covariance.T)
    assert found.degrees.tolist() == np.maximum(found.n_labelled - 1, 0).tolist()


@given(SEEDS, st.integers(1, 3))
def test_every_label_counts_and_every_other_response_that_there_is(seed, judges):
    human, proxies = drawn(seed, judges=judges, judged=0.7)
    proxies[0, 0, judges - 1] = NONE
    labelled = ~np.isnan(human)
    found = power_tuned_means(human, proxies)
    assert found.n_labelled.tolist() == labelled.sum(axis=0).tolist()
    judged = ~np.isnan(proxies).all(axis=2)
    assert found.n_unlabelled.tolist() == (judged & ~labelled).sum(axis=0).tolist()
    every = power_tuned_means(human, proxies, exist=np.ones(human.shape, dtype=bool))
    assert every.n_unlabelled.tolist() == (~labelled).sum(axis=0).tolist()
    assert found.power.shape == (judges,)


@given(SEEDS, st.integers(0, 2), st.randoms(use_true_random=False))
def test_order_of_exchanges_and_of_responders_does_not_matter(seed, judges, random):
    human, proxies = drawn(seed, judges=judges, judged=0.9)
    rows, columns = list(range(12)), list(range(3))
    random.shuffle(rows)
    random.shuffle(columns)
    one = power_tuned_means(human, proxies)
    other = power_tuned_means(human[rows][:, columns], proxies[rows][:, columns])
    assert other.estimates == pytest.approx(one.estimates[columns], nan_ok=True)
    assert other.covariance == pytest.approx(one.covariance[np.ix_(columns, columns)], nan_ok=True)
    assert other.power == pytest.approx(one.power)


@given(SEEDS, st.floats(-3, 3))
def test_what_a_judge_adds_to_every_rating_of_a_responder_changes_nothing(seed, offset):
    human, proxies = drawn(seed)
    lenient = proxies + np.array([0.0, offset, 2 * offset])[None, :, None]
    assert like(power_tuned_means(human, lenient), power_tuned_means(human, proxies))


@given(SEEDS, st.floats(0, 1), st.floats(0, 1))
def test_several_judges_at_given_powers_are_one_judge_that_sums_them(seed, first, second):
    human, proxies = drawn(seed, judges=2)
    found = power_tuned_means(human, proxies, power=[first, second])
    summed = power_tuned_means(human, proxies @ [[first], [second]], power=[1])
    assert found.estimates == pytest.approx(summed.estimates, nan_ok=True)
    assert found.covariance == pytest.approx(summed.covariance, nan_ok=True)


@pytest.mark.parametrize("lam", [0.0, 0.4, 1.0])
def test_over_all_draws_of_labels_the_estimate_is_the_mean_human_rating(lam):
    human, proxies = drawn(3, exchanges=8, responders=2, labelled=1.0)
    proxies += 1.5  # a judge that is lenient, and wrong besides
    draws = []
    for chosen in combinations(range(8), 3):
        labels = np.full_like(human, NONE)
        labels[list(chosen)] = human[list(chosen)]
        draws.append(power_tuned_means(labels, proxies, power=[lam]).estimates)
    assert np.mean(draws, axis=0) == pytest.approx(human.mean(axis=0))


def test_no_judge_and_no_power_are_the_means_of_the_labels():
    human, proxies = drawn(5, labelled=0.6)
    alone = power_tuned_means(human, np.empty((12, 3, 0)))
    assert alone.estimates == pytest.approx(np.nanmean(human, axis=0))
    counts = (~np.isnan(human)).sum(axis=0)
    assert errors(alone) == pytest.approx(np.nanstd(human, axis=0, ddof=1) / np.sqrt(counts))
    assert alone.power.shape == (0,)
    assert alone.n_unlabelled.tolist() == [0, 0, 0]
    silent = power_tuned_means(human, proxies, power=[0])
    assert silent.estimates == pytest.approx(alone.estimates)
    assert silent.covariance == pytest.approx(alone.covariance)


@pytest.mark.parametrize("rating", [4.0, 4.3, 0.1 + 0.2])
def test_a_constant_judge_has_no_power(rating):
    human, _ = drawn(5, exchanges=1000)
    found = power_tuned_means(human, np.full((1000, 3, 1), rating))
    assert found.power.tolist() == [0.0]
    assert found.estimates == pytest.approx(np.nanmean(human, axis=0))


def test_a_judge_that_is_constant_beside_one_that_is_not_takes_nothing():
    human, proxies = drawn(5, exchanges=60)
    both = np.concatenate([np.full((60, 3, 1), 4.3), proxies], axis=2)
    alone = power_tuned_means(human, proxies)
    together = power_tuned_means(human, both)
    assert together.power.tolist() == pytest.approx([0.0, alone.power[0]])
    assert together.covariance == pytest.approx(alone.covariance)


def test_a_judge_that_disagrees_has_no_power():
    human, proxies = drawn(5, exchanges=60)
    assert power_tuned_means(human, 6 - proxies).power.tolist() == [0.0]
    assert power_tuned_means(human, proxies).power[0] > 0.3


def test_copies_of_a_judge_are_worth_one():
    human, proxies = drawn(5, exchanges=60)
    alone = power_tuned_means(human, proxies)
    copies = power_tuned_means(human, np.repeat(proxies, 3, axis=2))
    assert copies.power.sum() == pytest.approx(alone.power[0])
    assert copies.estimates == pytest.approx(alone.estimates)
    assert copies.covariance == pytest.approx(alone.covariance)


def test_two_judges_that_err_apart_are_worth_more_than_either():
    human, proxies = drawn(6, exchanges=400, responders=4, judges=2, labelled=0.2)
    together = power_tuned_means(human, proxies)
    assert together.power.min() > 0.1
    for judge in range(2):
        alone = power_tuned_means(human, proxies[..., [judge]])
        assert np.trace(together.covariance) < np.trace(alone.covariance)


@given(SEEDS)
@settings(max_examples=30)
def test_no_other_powers_do_better_by_the_formula(seed):
    human, proxies = drawn(seed, exchanges=40, responders=2, judges=3, labelled=1.0)
    human[15:] = NONE
    centred = proxies - proxies.mean(axis=0)
    quadratic = np.einsum("isk,isl->kl", centred, centred) / 39 * (1 / 15 + 1 / 25)
    apart = proxies[:15] - proxies[:15].mean(axis=0)
    linear = np.einsum("isk,is->k", apart, human[:15]) / (14 * 15)

    def variance(power):
        return power @ quadratic @ power - 2 * linear @ power

    power = power_tuned_means(human, proxies).power
    assert power.min() >= 0
    assert power.sum() <= 1 + 1e-12
    if power.sum() > 1 - 1e-9:
        return  # scaled down to the limit
    others = np.random.default_rng(seed).dirichlet([1, 1, 1, 1], 200)[:, :3]
    assert all(variance(power) <= variance(other) + 1e-12 for other in others)


def test_powers_that_would_sum_to_more_than_one_are_scaled_down():
    human, proxies = drawn(6, exchanges=300, judges=2, labelled=0.1)
    found = power_tuned_means(human, 3 + (proxies - 3) / 4)
    assert found.power.sum() == pytest.approx(1.0)
    assert found.power.min() > 0.2


def test_below_two_labels_there_is_no_estimate_and_the_others_have_theirs():
    human, proxies = drawn(7, labelled=1.0)
    human[6:] = NONE
    human[1:, 1] = NONE
    few = power_tuned_means(human, proxies)
    assert few.n_labelled.tolist() == [6, 1, 6]
    assert few.degrees.tolist() == [5, 0, 5]
    others = power_tuned_means(human[:, [0, 2]], proxies[:, [0, 2]])
    assert few.estimates[[0, 2]] == pytest.approx(others.estimates)
    assert few.covariance[np.ix_([0, 2], [0, 2])] == pytest.approx(others.covariance)
    assert np.isnan(few.estimates[1])
    assert np.isnan(few.covariance[1]).all()


def test_no_label_at_all_gives_no_estimate():
    _, proxies = drawn(7)
    found = power_tuned_means(np.full((12, 3), NONE), proxies)
    assert np.isnan(found.estimates).all()
    assert found.power.tolist() == [0.0]
    assert found.n_unlabelled.tolist() == [12, 12, 12]


def test_no_exchange_gives_no_estimate():
    found = power_tuned_means(np.empty((0, 2)), np.empty((0, 2, 1)))
    assert np.isnan(found.estimates).all()
    assert found.covariance.shape == (2, 2)


def test_judges_help_only_responders_with_two_exchanges_that_are_not_labelled():
    human, proxies = drawn(8, labelled=1.0)
    human[6:, 0] = NONE
    human[11:, 1] = NONE  # one more exchange is too few
    found = power_tuned_means(human, proxies)
    assert found.n_unlabelled.tolist() == [6, 1, 0]
    assert found.power == pytest.approx(power_tuned_means(human[:, :1], proxies[:, :1]).power)
    assert found.power[0] > 0
    assert found.estimates[1:] == pytest.approx(np.nanmean(human[:, 1:], axis=0))
    assert errors(found)[2] == pytest.approx(human[:, 2].std(ddof=1) / np.sqrt(12))
    forced = power_tuned_means(human, proxies, power=[1])
    assert forced.estimates[1:] == pytest.approx(found.estimates[1:])


def test_where_everything_is_labelled_the_judge_has_no_power():
    human, proxies = drawn(8, labelled=1.0)
    found = power_tuned_means(human, proxies)
    assert found.power.tolist() == [0.0]
    assert found.estimates == pytest.approx(human.mean(axis=0))
    assert found.covariance == pytest.approx(np.cov(human.T) / 12)


def test_a_rating_that_a_judge_did_not_give_is_as_its_mean_of_the_responder():
    human, proxies = drawn(9, exchanges=40, judges=2)
    gone = np.random.default_rng(9).random(proxies.shape) < 0.3
    gaps, exist = np.where(gone, NONE, proxies), np.ones(human.shape, dtype=bool)
    filled = np.where(gone, np.nanmean(gaps, axis=0), gaps)
    assert like(power_tuned_means(human, gaps, exist=exist), power_tuned_means(human, filled))


def test_a_judge_that_rated_a_responder_never_leaves_its_labels_alone():
    human, proxies = drawn(9, exchanges=40)
    proxies[:, 1] = NONE
    found = power_tuned_means(human, proxies, exist=np.ones(human.shape, dtype=bool))
    assert found.power[0] > 0
    assert found.estimates[1] == pytest.approx(np.nanmean(human[:, 1]))
    count = (~np.isnan(human[:, 1])).sum()
    assert errors(found)[1] == pytest.approx(np.nanstd(human[:, 1], ddof=1) / np.sqrt(count))
    assert found.estimates[0] != pytest.approx(np.nanmean(human[:, 0]))


@pytest.mark.parametrize("known", [True, False])
def test_over_all_draws_a_judge_that_refuses_the_worst_changes_no_mean(known):
    """Whether or not the responses that nobody rated are known of."""
    human, proxies = drawn(4, exchanges=8, responders=2, labelled=1.0)
    proxies[human <= 2] = NONE
    exist = np.ones(human.shape, dtype=bool) if known else None
    draws = []
    for chosen in combinations(range(8), 3):
        labels = np.full_like(human, NONE)
        labels[list(chosen)] = human[list(chosen)]
        draws.append(power_tuned_means(labels, proxies, exist=exist, power=[0.7]).estimates)
    slack = 1e-9 if known else 0.12  # the others are fewer where they are not known of
    assert np.mean(draws, axis=0) == pytest.approx(human.mean(axis=0), abs=slack)


def test_ratings_without_spread_have_no_variance():
    found = power_tuned_means(np.full((5, 2), 4.3), np.empty((5, 2, 0)))
    assert found.covariance.tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("human", "proxies", "power", "message"),
    [
        (np.ones((3, 2)), np.ones((3, 1, 1)), None, "3 exchanges of 2 responders, found 3 of 1"),
        (np.ones(3), np.ones((3, 1, 1)), None, "human: expected 2 dimension"),
        (np.ones((3, 2)), np.ones((3, 2)), None, "proxies: expected 3 dimension"),
        (np.ones((3, 2)), np.ones((3, 2, 2)), [0.5], "power: expected 2 number"),
        (np.ones((3, 2)), np.ones((3, 2, 1)), [NONE], "power: expected finite"),
        ([["a"]], np.ones((1, 1, 1)), None, "human: expected numbers"),
    ],
)
def test_what_does_not_fit_is_refused(human, proxies, power, message):
    with pytest.raises(StatisticsError, match=message):
        power_tuned_means(human, proxies, power=power)


@pytest.mark.parametrize("exist", [np.ones((3, 1), dtype=bool), np.ones((3, 2))])
def test_marks_of_what_exists_must_fit(exist):
    with pytest.raises(StatisticsError, match=r"exist: expected yes or no in the shape \(3, 2\)"):
        power_tuned_means(np.ones((3, 2)), np.ones((3, 2, 1)), exist=exist)
