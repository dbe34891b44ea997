"""Every coefficient against R, psych and epiR on published tables, and what all must obey.

The gold values, and which tool gave each, are in gold/make_gold.R; a coefficient agrees to 1e-9,
and so do limits in closed form.
"""

import json
from itertools import permutations
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval import stats
from mentaleval.stats import alpha
from mentaleval.stats.kappa import pairwise_kappas, quadratic_kappa

GOLD = json.loads((Path(__file__).parent / "gold" / "gold_r.json").read_text(encoding="utf-8"))
TABLES, PAIRS, WITHIN = GOLD["tables"], GOLD["pairs"], GOLD["within"]
HOLM, KAPPA, ALPHA = GOLD["holm"], GOLD["kappa"], GOLD["alpha"]
INTRACLASS = {
    "ICC(C,1)": stats.icc_c1,
    "ICC(C,k)": stats.icc_ck,
    "ICC(A,1)": stats.icc_a1_mcgraw_wong,
    "ICC(A,k)": stats.icc_ak,
}
OF_PAIRS = {
    "pearson": stats.pearson,
    "spearman": lambda x, y: stats.spearman(x, y).estimate,
    "concordance": stats.concordance,
    "scale_factor": stats.scale_factor,
    "location_factor": stats.location_factor,
    "mean_squared_error": stats.mean_squared_error,
    "quadratic_kappa": quadratic_kappa,
}
close = pytest.approx


def pair(name):
    return PAIRS[name]["x"], PAIRS[name]["y"]


def limits(found):
    return {"low": found.low, "high": found.high}


@pytest.mark.parametrize("name", TABLES)
def test_mean_squares_are_those_of_lm(name):
    found = stats.mean_squares(TABLES[name]["table"])
    wanted = TABLES[name]["mean_squares"]
    assert {part: getattr(found, part) for part in wanted} == close(wanted, rel=1e-9)


@pytest.mark.parametrize("confidence", ["0.95", "0.9"])
@pytest.mark.parametrize("kind", INTRACLASS)
@pytest.mark.parametrize("name", TABLES)
def test_intraclass_correlations_and_their_limits_are_those_of_psych(name, kind, confidence):
    found = INTRACLASS[kind](TABLES[name]["table"], confidence=float(confidence))
    wanted = TABLES[name]["icc"][confidence][kind]
    assert {"estimate": found.estimate, **limits(found)} == close(wanted, abs=1e-9)


@pytest.mark.parametrize("rho0", ["0", "0.5", "0.75"])
@pytest.mark.parametrize("name", TABLES)
def test_p_values_are_the_tail_of_psychs_f(name, rho0):
    found = stats.icc_c1_p_value(TABLES[name]["table"], float(rho0))
    assert found == close(TABLES[name]["p_value"][rho0], rel=1e-9)


@pytest.mark.parametrize("name", TABLES)
def test_leaving_one_out_is_psych_on_each_shorter_table(name):
    found = stats.leave_one_out_icc(TABLES[name]["table"])
    assert found == close(np.array(TABLES[name]["leave_one_out"]), abs=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_jackknife_limits_are_those_from_psychs_f(name):
    found = stats.icc_c1_jackknife(np.column_stack(pair(name)))
    assert limits(found) == close(PAIRS[name]["jackknife"], abs=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_generalized_limits_are_those_of_the_integrated_distribution(name):
    table = np.column_stack(pair(name))
    found = stats.icc_a1(table)
    assert found.estimate == stats.icc_a1_mcgraw_wong(table).estimate
    assert found.interval == "generalized"
    assert limits(found) == close(PAIRS[name]["generalized"], abs=0.001)  # of its integration


@pytest.mark.parametrize("measure", OF_PAIRS)
@pytest.mark.parametrize("name", PAIRS)
def test_measures_of_pairs_are_those_of_r(name, measure):
    wanted = PAIRS[name][measure]
    wanted = wanted["estimate"] if measure == "spearman" else wanted
    assert OF_PAIRS[measure](*pair(name)) == close(wanted, rel=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_limits_of_spearman_are_bonett_and_wrights(name):
    found = stats.spearman(*pair(name))
    assert {"estimate": found.estimate, **limits(found)} == close(PAIRS[name]["spearman"], abs=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_bias_is_the_paired_t_test_of_r(name):
    found = stats.bias(*pair(name))
    assert {"estimate": found.estimate, **limits(found)} == close(PAIRS[name]["bias"], abs=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_limits_of_agreement_are_those_of_epir(name):
    found = stats.limits_of_agreement(*pair(name))
    wanted = PAIRS[name]["limits_of_agreement"]
    assert {part: getattr(found, part) for part in wanted} == close(wanted, abs=1e-9)


@pytest.mark.parametrize("name", WITHIN)
def test_correlation_within_groups_is_that_of_psych(name):
    data = WITHIN[name]
    found = stats.within_group_correlation(data["x"], data["y"], data["groups"])
    assert found == close(data["estimate"], abs=1e-9)


@pytest.mark.parametrize("name", HOLM)
def test_holm_is_p_adjust(name):
    assert stats.holm(HOLM[name]["p"]) == close(np.array(HOLM[name]["adjusted"]), abs=1e-12)


@pytest.mark.parametrize("most_cells", [0, 10**6])  # rating by rating, and by the library
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("name", ALPHA)
def test_alpha_is_that_of_the_coincidence_matrix(name, level, most_cells, monkeypatch):
    monkeypatch.setattr(alpha, "_MOST_CELLS", most_cells)
    table = np.array(ALPHA[name]["table"], dtype=float)  # null is NaN
    assert alpha.krippendorff_alpha(table, level=level) == close(ALPHA[name][level], abs=1e-9)


def test_alpha_is_that_printed_by_krippendorff():
    printed = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    table = np.array(ALPHA["krippendorff"]["table"], dtype=float)
    found = {level: round(alpha.krippendorff_alpha(table, level=level), 3) for level in printed}
    assert found == printed


@pytest.mark.parametrize("name", KAPPA)
def test_quadratic_kappa_is_that_of_psych(name):
    table = np.array(KAPPA[name]["table"])
    rows, columns = (np.repeat(place.ravel(), table.ravel()) for place in np.indices(table.shape))
    assert quadratic_kappa(rows, columns) == close(KAPPA[name]["quadratic"], abs=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_quadratic_kappa_of_places_is_that_of_psych(name):
    _, places = np.unique(pair(name), return_inverse=True)
    found = quadratic_kappa(*places.reshape(2, -1))
    assert found == close(PAIRS[name]["kappa_of_places"], abs=1e-9)


@pytest.mark.parametrize("name", TABLES)
def test_kappas_of_every_two_raters_are_those_of_epir(name):
    found = pairwise_kappas(TABLES[name]["table"])
    assert found == close(np.array(TABLES[name]["kappas"]), abs=1e-9)


# What holds for every table

WHOLE = st.integers(1, 5).map(float)
RATED = arrays(np.float64, st.tuples(st.integers(3, 10), st.integers(2, 4)), elements=WHOLE)
RATED_PAIRS = arrays(np.float64, st.tuples(st.integers(3, 12), st.just(2)), elements=WHOLE)


def shuffled(count, random):
    order = list(range(count))
    random.shuffle(order)
    return order


def test_an_average_at_its_pole_is_none_in_any_order_of_raters():
    table = np.array([[4, 4, 1], [1, 4, 3], [3, 1, 4], [4, 1, 4], [1, 1, 5], [4, 1, 1], [1, 4, 2]])
    for order in permutations(range(3)):
        assert isnan(stats.icc_ak(table[:, order]).estimate)


@given(RATED, st.randoms(use_true_random=False))
def test_order_of_raters_does_not_matter(table, random):
    turned = table[:, shuffled(table.shape[1], random)]
    for measure in INTRACLASS.values():
        one, other = measure(table), measure(turned)
        assert one.estimate == close(other.estimate, abs=1e-9, nan_ok=True)
        assert limits(one) == close(limits(other), abs=1e-6, rel=1e-6, nan_ok=True)


@given(RATED, st.randoms(use_true_random=False))
def test_leaving_one_out_follows_its_target(table, random):
    order = shuffled(len(table), random)
    found = stats.leave_one_out_icc(table[order])
    assert found == close(stats.leave_one_out_icc(table)[order], abs=1e-9, nan_ok=True)


@given(RATED_PAIRS, st.randoms(use_true_random=False))
def test_order_of_pairs_and_of_their_raters_does_not_matter(table, random):
    x, y = table[shuffled(len(table), random)].T
    for measure in OF_PAIRS.values():
        wanted = close(measure(*table.T), abs=1e-9, nan_ok=True)
        assert measure(x, y) == wanted
        assert measure(y, x) == wanted


@given(RATED_PAIRS, st.randoms(use_true_random=False))
def test_differences_turn_round_with_the_raters(table, random):
    x, y = table[shuffled(len(table), random)].T
    for measure in (stats.bias, stats.limits_of_agreement):
        one, other = measure(*table.T), measure(y, x)
        assert (one.low, one.high) == close((-other.high, -other.low), abs=1e-9)


@given(RATED_PAIRS, st.randoms(use_true_random=False), st.data())
def test_order_of_pairs_and_names_of_groups_do_not_matter_within_groups(table, random, data):
    labels = st.lists(st.integers(0, 2), min_size=len(table), max_size=len(table))
    groups, order = np.array(data.draw(labels)), shuffled(len(table), random)
    names = np.array(["c", "a", "b"])[groups]
    found = stats.within_group_correlation(*table[order].T, names[order])
    assert found == close(stats.within_group_correlation(*table.T, groups), abs=1e-9, nan_ok=True)


@given(RATED, st.sampled_from([0.25, 0.3, 2.0]))
def test_a_constant_for_one_rater_moves_agreement_alone(table, constant):
    moved = table.copy()
    leader = int(table.mean(axis=0).argmax())  # away from the others, so that agreement falls
    moved[:, leader] += constant
    for measure in (stats.icc_c1, stats.icc_ck):
        before, after = measure(table), measure(moved)
        assert after.estimate == close(before.estimate, abs=1e-9, nan_ok=True)
        assert limits(after) == close(limits(before), abs=1e-6, rel=1e-6, nan_ok=True)
    before, after = (stats.icc_a1_mcgraw_wong(t).estimate for t in (table, moved))
    assume(abs(before) > 1e-6)  # NaN is assumed away too
    assert abs(after) < abs(before)
    if before > 0:
        assert stats.icc_ak(moved).estimate < stats.icc_ak(table).estimate


@given(RATED)
def test_judges_that_repeat_the_human_are_perfect(table):
    human = table[:, 0]
    assume(np.ptp(human) > 0)
    same = np.repeat(human[:, None], table.shape[1], axis=1)
    for measure in INTRACLASS.values():
        found = measure(same)
        assert (found.estimate, found.low, found.high) == (1, 1, 1)
    for name in (
        "pearson",
        "spearman",
        "concordance",
        "scale_factor",
        "location_factor",
        "quadratic_kappa",
    ):
        assert OF_PAIRS[name](human, human) == close(1, abs=1e-12)
    groups = np.zeros(len(human))
    assert stats.within_group_correlation(human, human, groups) == 1
    assert (stats.bias(human, human).high, stats.mean_squared_error(human, human)) == (0, 0)


@given(RATED_PAIRS)
def test_rank_correlation_sees_order_alone(table):
    x, y = table.T
    found = stats.spearman(x, np.exp(y)).estimate
    assert found == close(stats.spearman(x, y).estimate, abs=1e-12, nan_ok=True)
    assert isnan(found) == (np.ptp(x) == 0 or np.ptp(y) == 0)
