"""Plans are promises: studies of the planned size are simulated, and keep them."""

from math import isnan

import numpy as np
import pytest
from scipy import stats

from mentaleval.errors import StatisticsError
from mentaleval.stats import (
    Spread,
    StudySize,
    agreement_power,
    conversations_needed,
    correlation_power,
    difference_variance,
    exact_proportion,
    facet_jackknife,
    half_width,
    harms_needed,
    icc_c1,
    icc_c1_jackknife,
    icc_c1_power,
    icc_c1_targets,
    icc_of,
    jackknife_groups,
    judged_needed,
    misses_allowed,
    panel_variance,
    power_tuned_means,
    rank_draws,
    rank_limits,
    rank_power,
    screening_needed,
    screening_power,
    study_covariance,
    variance_components,
)


def simulated_differences(spread, size, *, runs, rng):
    """Differences of two responders of equal means, their conversations rated by k experts each."""
    n, k, experts = size.conversations, size.each, size.experts
    out = np.empty(runs)
    for run in range(runs):
        re = rng.normal(0, np.sqrt(spread.re), (experts, 2))
        who = np.array([(np.arange(k) + c) % experts for c in range(n)])
        rc = rng.normal(0, np.sqrt(spread.rc), (n, 2))
        noise = rng.normal(0, np.sqrt(spread.residual / k), (n, 2))
        means = (rc + re[who].mean(axis=1) + noise).mean(axis=0)
        out[run] = means[0] - means[1]
    return out


@pytest.mark.parametrize("each", [1, 2, 4])
def test_the_variance_of_a_difference_is_that_of_simulated_studies(each):
    spread, size = Spread(0.3, 0.5, 0.05), StudySize(24, 4, each)
    found = simulated_differences(spread, size, runs=4000, rng=np.random.default_rng(each))
    wanted = difference_variance(spread, size)
    assert found.var() == pytest.approx(wanted, rel=4 * np.sqrt(2 / 4000))


def test_in_95_of_100_planned_studies_the_difference_lies_within_the_width():
    spread = Spread(0.3, 0.5, 0.02)
    number = conversations_needed(0.4, spread, experts=5, each=2)
    size = StudySize(number, 5, 2)
    found = simulated_differences(spread, size, runs=3000, rng=np.random.default_rng(1))
    assert np.mean(np.abs(found) <= 0.4) == pytest.approx(0.95, abs=0.015)
    assert half_width(spread, StudySize(number - 1, 5, 2)) > 0.4


def test_a_judge_saves_what_the_plan_says_with_the_projects_own_correction():
    rng, n, judged, rho = np.random.default_rng(5), 60, 300, 0.7
    found, alone = [], []
    for _ in range(600):
        human = rng.normal(size=(judged, 2))
        judge = rho * human + np.sqrt(1 - rho**2) * rng.normal(size=(judged, 2))
        labelled = human.copy()
        labelled[n:] = np.nan
        both = power_tuned_means(labelled, judge[..., None]).estimates
        found.append(both[0] - both[1])
        alone.append(human[:n, 0].mean() - human[:n, 1].mean())
    spread = Spread(0, 1, explained=rho**2)
    wanted = difference_variance(spread, StudySize(n, judged=judged))
    assert np.var(found) == pytest.approx(wanted, rel=0.2)
    saved = 1 - np.var(found) / np.var(alone)
    assert saved == pytest.approx(rho**2 * (1 - n / judged), abs=0.08)


def test_more_experts_do_what_no_number_of_conversations_does():
    spread = Spread(0.3, 0.5, 0.05)
    assert conversations_needed(0.2, spread, experts=3) is None
    assert conversations_needed(0.2, spread, experts=12) is not None


def test_a_judge_that_explains_everything_leaves_its_own_conversations():
    spread = Spread(0.3, 0.5, explained=0.8)
    assert difference_variance(spread, StudySize(10, judged=1000)) == pytest.approx(2 * 0.8 / 1000)
    assert difference_variance(spread, StudySize(10, judged=10)) == pytest.approx(2 * 0.8 / 10)
    assert difference_variance(spread, StudySize(10)) == pytest.approx(2 * 0.8 / 10)


def test_the_saving_planned_for_is_the_saving():
    number = judged_needed(0.2, 0.6, 100)
    assert 0.36 * (1 - 100 / number) >= 0.2 > 0.36 * (1 - 100 / (number - 1))
    assert judged_needed(0.36, 0.6, 100) is None
    assert judged_needed(0.1, 0.0, 100) is None


@pytest.mark.parametrize("n", [4, 9, 30])
def test_rank_limits_are_those_of_the_rule_table_by_table(n):
    rng = np.random.default_rng(n)
    tables = rng.normal(size=(40, n, 1)) + rng.normal(size=(40, n, 2)) * [0.5, 0.3]
    low, high = rank_limits(tables)
    for place, table in enumerate(tables):
        pair = icc_c1(table), icc_c1_jackknife(table)
        assert low[place] == pytest.approx(min(found.low for found in pair), abs=1e-9)
        assert high[place] == pytest.approx(max(found.high for found in pair), abs=1e-9)


def test_power_of_rank_is_that_of_studies_simulated_response_by_response():
    rng, responders, conversations = np.random.default_rng(2), 14, 12
    true = np.array([[1.0, 0.8], [0.8, 0.8]])
    single = np.array([[0.9, 0.3], [0.3, 0.6]])
    wanted = rank_power(
        study_covariance(true, single, conversations), responders, 0.5, rank_draws(rng, most=14)
    )
    passed = 0
    for _ in range(500):
        means = rng.multivariate_normal([0, 0], true, responders)
        rest = rng.multivariate_normal([0, 0], single, (responders, conversations))
        table = means + rest.mean(axis=1)
        passed += min(icc_c1(table).low, icc_c1_jackknife(table).low) >= 0.5
    assert 0.3 < wanted < 0.95
    assert passed / 500 == pytest.approx(wanted, abs=4 * np.sqrt(0.25 / 500))


def test_a_judge_below_the_line_passes_by_chance_alone():
    at_line = np.array([[1, 0.75], [0.75, 1]])
    draws = rank_draws(np.random.default_rng(1), most=40)
    assert rank_power(at_line, 40, 0.75, draws) < 0.04
    assert rank_power(np.zeros((2, 2)), 40, 0.75, draws) == 0
    assert isnan(icc_of(np.zeros((2, 2))))


def test_fewest_harms_are_those_at_which_the_exact_bound_is_kept():
    for misses in range(5):
        harms = harms_needed(misses, 0.1)
        bounds = [
            stats.binomtest(misses, n).proportion_ci(method="exact").high
            for n in (harms, harms - 1)
        ]
        assert bounds[0] <= 0.1 < bounds[1]
    allowed = misses_allowed(0.1, 80)
    for harms in range(81):
        kept = [m for m in range(harms + 1) if exact_proportion(m, harms).high <= 0.1]
        assert allowed[harms] == max(kept, default=-1)


def test_power_of_a_screening_study_is_that_of_simulated_ones():
    rng = np.random.default_rng(4)
    number = screening_needed(0.1, 0.03, 0.15, power=0.8)
    wanted = screening_power(number, 0.1, 0.03, 0.15)
    assert wanted >= 0.8
    harms = rng.binomial(number, 0.1, 4000)
    missed = rng.binomial(harms, 0.03)
    counts = zip(missed.tolist(), harms.tolist(), strict=True)
    shown = [exact_proportion(m, h).high <= 0.15 for m, h in counts]
    assert np.mean(shown) == pytest.approx(wanted, abs=0.025)


def test_a_judge_that_misses_too_many_is_never_shown_to_miss_few():
    assert screening_needed(0.1, 0.1, 0.1) is None
    assert screening_needed(0.0, 0.01, 0.1) is None
    assert harms_needed(0, 0.0) is None


def test_power_of_experts_agreement_is_that_of_simulated_panels():
    rng, icc = np.random.default_rng(6), 0.75
    number = icc_c1_targets(icc, 0.5, k=3)
    wanted = icc_c1_power(number, icc, 0.5, k=3)
    assert wanted >= 0.8 > icc_c1_power(number - 1, icc, 0.5, k=3)
    passed = 0
    for _ in range(600):
        table = np.sqrt(icc) * rng.normal(size=(number, 1))
        table = table + np.sqrt(1 - icc) * rng.normal(size=(number, 3))
        passed += icc_c1(table).low >= 0.5
    assert passed / 600 == pytest.approx(wanted, abs=0.065)


def test_power_of_a_correlation_is_that_of_normal_theory_and_of_the_noncentral_t():
    rng = np.random.default_rng(7)
    z = np.arctanh(0.6) + 0.06 * rng.normal(size=20_000)
    passed = np.mean(np.tanh(z - 1.959964 * 0.06) >= 0.5)
    assert correlation_power(0.6, 0.5, 0.06) == pytest.approx(passed, abs=0.015)
    quantile = stats.t.ppf(0.975, 9)
    reach = (np.arctanh(0.7) - np.arctanh(0.5)) / 0.1
    wanted = stats.nct.sf(quantile, 9, reach)
    found = correlation_power(0.7, 0.5, 0.1, quantile=quantile, freedom=9)
    assert found == pytest.approx(wanted, abs=0.003)


def test_the_jackknife_of_one_facet_is_the_t_interval_of_a_mean():
    values = np.random.default_rng(8).normal(3, 1, 12)
    without = [np.delete(values, i).mean() for i in range(12)]
    found = facet_jackknife(values.mean(), [without])
    wanted = stats.ttest_1samp(values, 0).confidence_interval()
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))


def test_two_facets_add_their_squared_errors_and_share_their_freedom():
    first, second = [1.0, 2.0, 3.0], [0.0, 4.0, 0.0, 4.0]
    parts = [(len(v) - 1) * np.var(v) for v in (first, second)]
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 2 + parts[1] ** 2 / 3)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(sum(parts))
    found = facet_jackknife(2.0, [first, second])
    assert found.high - 2 == pytest.approx(half)
    assert isnan(facet_jackknife(2.0, [first, [1.0, np.nan]]).low)
    assert isnan(facet_jackknife(2.0, [[1.0]]).low)
    assert isnan(facet_jackknife(2.0, []).low)


def test_limits_of_a_variance_hold_as_often_as_they_say():
    held, (r, c) = 0, (axis.ravel() for axis in np.indices((4, 40)))
    groups = jackknife_groups(c, groups=20)
    for seed in range(60):
        rng = np.random.default_rng(seed)
        y = rng.normal(size=4)[r] + rng.normal(size=40)[c] + rng.normal(0, 0.8, r.size)

        def residual(rows, y=y):
            found = variance_components(y[rows], {"r": r[rows], "c": c[rows]})
            return np.log(found.of("residual").variance)

        without = [residual(groups != group) for group in range(20)]
        limits = facet_jackknife(residual(groups >= 0), [without])
        held += np.exp(limits.low) <= 0.64 <= np.exp(limits.high)
    assert held >= 51  # of 60 at 95 %: fewer in 1 of 1,000 runs


def test_groups_keep_each_conversation_whole():
    labels = np.repeat([f"c{i}" for i in range(50)], 4)
    groups = jackknife_groups(labels, groups=20)
    assert all(len(set(groups[labels == one])) == 1 for one in labels)
    assert len(set(groups)) == 20


def test_what_cannot_be_a_plan_is_refused():
    for wrong in (
        lambda: Spread(-0.1, 0.5),
        lambda: Spread(0.1, np.nan),
        lambda: conversations_needed(0, Spread(0.1, 0.5)),
        lambda: difference_variance(Spread(0.1, 0.5), StudySize(0)),
        lambda: judged_needed(1.2, 0.5, 100),
        lambda: harms_needed(1, 1.5),
        lambda: icc_c1_power(1, 0.5, 0.5),
        lambda: correlation_power(1.0, 0.5, 0.1),
        lambda: agreement_power(0, (0.1, 1), 1, 0, freedom=(9, 9)),
        lambda: panel_variance(1, 1, each=3, experts=2),
        lambda: rank_limits(np.zeros((2, 3, 2))),
        lambda: rank_power(np.eye(2), 9, 0.5, rank_draws(np.random.default_rng(1), most=5)),
    ):
        with pytest.raises(StatisticsError):
            wrong()


def test_from_the_number_of_responses_needed_on_the_power_stays():
    for prevalence, missed, most in ((0.9, 0.05, 0.1), (1.0, 0.02, 0.1), (0.3, 0.0, 0.1)):
        number = screening_needed(prevalence, missed, most)
        assert screening_power(number - 1, prevalence, missed, most) < 0.8
        later = [screening_power(number + n, prevalence, missed, most) for n in range(150)]
        assert min(later) >= 0.8, prevalence


def test_power_of_level_is_that_of_simulated_differences():
    rng, n = np.random.default_rng(3), 96
    for sd, bias in ((0.45, 0.1), (0.4, 0.15), (0.3, 0.2)):
        found = rng.normal(bias, sd, (20_000, n))
        mean, spread = found.mean(axis=1), found.std(axis=1, ddof=1)
        quantile = stats.t.ppf(0.975, n - 1)
        inside = np.abs(mean) + quantile * spread / np.sqrt(n) <= 0.25
        inside &= np.abs(mean) + 1.959964 * spread <= 1
        wanted = agreement_power(
            bias, (0.25, 1), sd, sd / np.sqrt(n), freedom=(n - 1, n - 1), quantile=quantile
        )
        assert inside.mean() == pytest.approx(wanted, abs=0.015)


def test_limits_of_agreement_beyond_their_margin_are_reached_by_no_study():
    for n in (100, 10_000, 1_000_000):
        assert agreement_power(0.1, (0.25, 1), 0.8, 0.8 / n**0.5, freedom=(n, n)) < 1e-3


def test_what_two_of_four_experts_add_is_that_of_simulated_pairs():
    rng, experts, each = np.random.default_rng(4), 4, 2
    lasting = rng.normal(0, 1, (4000, experts))
    pairs = np.array([(a, b) for a in range(experts) for b in range(a)])
    means = lasting[:, pairs].mean(axis=2)
    found = np.square(means - lasting.mean(axis=1, keepdims=True)).mean()
    assert found == pytest.approx(panel_variance(0, 1, each=each, experts=experts), rel=0.05)
    assert panel_variance(0.5, 1, each=experts, experts=experts) == 0.5 / experts
