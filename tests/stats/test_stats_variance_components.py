"""Variance components: Brennan's book, lme4, the equations with whole matrices, and simulation."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentaleval.errors import StatisticsError
from mentaleval.stats import covariance_components, variance_components

GOLD = json.loads(
    (Path(__file__).parent / "gold" / "gold_components.json").read_text(encoding="utf-8")
)
TABLES = GOLD["tables"]


def estimates(found):
    return {":".join(effect): part.estimate for part in found.parts for effect in part.effects}


def crossed(*sizes):
    return [axis.ravel() for axis in np.indices(sizes)]


@pytest.mark.parametrize("name", TABLES)
def test_components_are_those_of_the_equations_with_whole_matrices(name):
    table = TABLES[name]
    found = estimates(variance_components(table["rating"], table["facets"]))
    assert {k: found[k] for k in table["henderson"]} == pytest.approx(table["henderson"], rel=1e-9)


@pytest.mark.parametrize("name", GOLD["reml"])
def test_complete_tables_give_what_lme4_gives(name):
    table = TABLES[name]
    found = estimates(variance_components(table["rating"], table["facets"]))
    assert found == pytest.approx(GOLD["reml"][name], rel=1e-5)


def test_the_published_components_of_brennan_are_reproduced():
    table = TABLES["brennan"]
    found = estimates(variance_components(table["rating"], table["facets"]))
    assert found == pytest.approx(GOLD["published"]["brennan"], abs=5e-5)


def test_known_components_are_recovered_from_incomplete_studies():
    wanted = {"r": 0.5, "c": 0.2, "e": 0.1, "r:c": 0.3, "r:e": 0.1, "c:e": 0.1, "residual": 0.4}
    r, c, e = crossed(12, 40, 6)
    rng = np.random.default_rng(3)
    runs = []
    for _ in range(150):
        y = sum(
            np.sqrt(wanted[name]) * rng.normal(size=size)[codes]
            for name, codes, size in (
                ("r", r, 12),
                ("c", c, 40),
                ("e", e, 6),
                ("r:c", r * 40 + c, 480),
                ("r:e", r * 6 + e, 72),
                ("c:e", c * 6 + e, 240),
            )
        ) + np.sqrt(wanted["residual"]) * rng.normal(size=r.size)
        kept = rng.random(r.size) < 0.4
        facets = {"r": r[kept], "c": c[kept], "e": e[kept]}
        runs.append(estimates(variance_components(y[kept], facets)))
    for name, variance in wanted.items():
        values = np.array([run[name] for run in runs])
        error = values.std() / np.sqrt(len(values))
        assert abs(values.mean() - variance) < 4 * error + 1e-12, name
        assert error < 0.05


def test_one_expert_a_response_confounds_what_experts_share_with_the_rest():
    r, c = crossed(4, 6)
    y = np.random.default_rng(1).normal(size=r.size)
    found = variance_components(y, {"r": r, "c": c, "e": c % 3})
    assert found.of("r", "c") is found.of("residual")
    assert found.of("c") is found.of("c", "e")
    assert found.of("r", "e") is not found.of("r")
    assert found.of("e").effects == (("e",),)


def test_one_expert_in_all_is_in_the_mean():
    r, c = crossed(4, 6)
    y = np.random.default_rng(1).normal(size=r.size)
    found = variance_components(y, {"r": r, "c": c, "e": np.zeros(r.size)})
    assert found.in_mean == (("e",),)
    assert found.of("e") is None
    assert found.of("r").effects == (("r",), ("r", "e"))


def test_a_negative_estimate_is_kept_and_counts_as_zero():
    table = TABLES["gleser"]
    part = variance_components(table["rating"], table["facets"]).of("j")
    assert part.estimate < 0
    assert part.variance == 0


@settings(max_examples=40)
@given(
    st.lists(st.tuples(*[st.integers(0, 3)] * 2, st.integers(1, 5)), min_size=8, max_size=30),
    st.floats(-50, 50),
    st.floats(0.1, 10),
)
def test_components_do_not_move_with_the_scale_or_the_order(rows, shift, times):
    r, c, y = (np.array(column) for column in zip(*rows, strict=True))
    try:
        first = variance_components(y, {"r": r, "c": c})
    except StatisticsError:
        assume(False)
    order = np.random.default_rng(1).permutation(len(y))
    moved = variance_components(
        (times * y + shift)[order], {"r": [f"x{9 - v}" for v in r[order]], "c": c[order]}
    )
    wanted = {name: times**2 * value for name, value in estimates(first).items()}
    assert estimates(moved) == pytest.approx(wanted, rel=1e-6, abs=1e-6 * times**2)


def test_covariances_are_half_of_what_a_sum_has_more():
    r, c = crossed(5, 9)
    rng = np.random.default_rng(2)
    y = rng.normal(size=(r.size, 2)) + rng.normal(size=5)[r][:, None]
    kept = rng.random(r.size) < 0.8
    facets = {"r": r[kept], "c": c[kept]}
    found = covariance_components(y[kept], facets)
    one, other, both = (
        estimates(variance_components(v[kept], facets)) for v in (y[:, 0], y[:, 1], y.sum(axis=1))
    )
    for effects, matrix in found.items():
        name = ":".join(effects[0])
        assert matrix[0, 0] == pytest.approx(one[name])
        assert matrix[1, 1] == pytest.approx(other[name])
        assert matrix[0, 1] == pytest.approx((both[name] - one[name] - other[name]) / 2)
        assert matrix[0, 1] == pytest.approx(matrix[1, 0])


def test_a_design_that_separates_nothing_names_what_it_mixes():
    with pytest.raises(StatisticsError, match="cannot separate r, c, e, r x c = r x e = c x e"):
        variance_components([1.0, 2.0, 4.0], {"r": [0, 0, 1], "c": [1, 0, 1], "e": [1, 2, 2]})
    with pytest.raises(StatisticsError, match="at least 2"):
        variance_components([1.0], {"r": [0]})
    with pytest.raises(StatisticsError, match="finite"):
        variance_components([1.0, np.nan], {"r": [0, 1]})
    with pytest.raises(StatisticsError, match="at least one"):
        variance_components([1.0, 2.0], {})
