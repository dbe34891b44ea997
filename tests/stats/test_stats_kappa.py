"""Weighted kappa: gold of scikit-learn, its definition by loops, and a published table."""

import csv
import json
from ast import literal_eval
from collections import Counter
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval import stats
from mentaleval.errors import StatisticsError
from mentaleval.stats.kappa import pairwise_kappas, quadratic_kappa

GOLD = Path(__file__).parent / "gold" / "gold_screening.json"
KAPPAS = json.loads(GOLD.read_text(encoding="utf-8"))["kappas"]
FOLDERS = {
    "Lend an Ear": ("lend_an_ear", "conversation_id"),
    "Empathetic Dialogues": ("empatheticdialogues", "conv_id"),
    "EPITOME": ("epitome", "sp_id"),
    "Perceived Empathy": ("perceived_empathy", "id"),
}
FILES = ("expert1", "expert2", "expert3", "crowd", "gemini")
PRINTED = "Weighted Cohen's Kappa"
RATINGS = st.integers(-3, 9).map(lambda value: value / 2)


def places(*ratings):
    """Replace ratings by their places among the values that occur."""
    found = np.unique(np.concatenate(ratings))
    return [np.searchsorted(found, column).astype(float) for column in ratings]


@pytest.mark.parametrize("gold", KAPPAS)
def test_kappa_is_that_of_scikit_learn(gold):
    x, y = np.array(gold["x"]), np.array(gold["y"])
    assert quadratic_kappa(x, y) == pytest.approx(gold["kappa"], abs=1e-9)
    assert quadratic_kappa(*places(x, y)) == pytest.approx(gold["kappa_of_places"], abs=1e-9)


def test_an_unused_category_is_a_distance_all_the_same():
    assert KAPPAS[-1]["kappa"] != pytest.approx(KAPPAS[-1]["kappa_of_places"], abs=0.01)


@given(st.lists(st.tuples(RATINGS, RATINGS), min_size=3, max_size=25))
def test_kappa_is_its_definition(pairs):
    x, y = np.array(pairs).T
    seen = np.mean([(a - b) ** 2 for a, b in pairs])
    by_chance = np.mean([(a - b) ** 2 for a in x for b in y])
    found = quadratic_kappa(x, y)
    if by_chance == 0:
        assert isnan(found)
    else:
        assert found == pytest.approx(1 - seen / by_chance, abs=1e-12)
        assert found == pytest.approx(quadratic_kappa(y, x), abs=1e-12)
        assert quadratic_kappa(7 - 3 * x, 7 - 3 * y) == pytest.approx(found, abs=1e-12)


def test_kappa_nears_the_concordance_and_icc_a1_of_many_items():
    rng = np.random.default_rng(1)
    for n in (40, 4000):
        x = rng.normal(3, 1, n)
        y = x + rng.normal(0.3, 0.8, n)
        kappa = quadratic_kappa(x, y)
        assert kappa == pytest.approx(stats.concordance(x, y), abs=1 / n)
        icc = stats.icc_a1(np.column_stack([x, y])).estimate
        assert kappa == pytest.approx(icc, abs=1 / n)


def test_degenerate_raters():
    assert isnan(quadratic_kappa([], []))
    assert isnan(quadratic_kappa([1, 2], [1, 2]))
    assert isnan(quadratic_kappa([0.3] * 7, [0.1 + 0.2] * 7))
    assert quadratic_kappa([4.1] * 4, [1, 2, 3, 4]) == 0
    assert quadratic_kappa([4.1] * 4, [2.3] * 4) == 0
    assert quadratic_kappa([0.1, 0.7, 2.3], [0.1, 0.7, 2.3]) == 1


def test_pairs_of_raters_use_the_items_both_rated():
    rng = np.random.default_rng(2)
    table = rng.integers(1, 6, size=(40, 4)) + rng.integers(0, 2, size=(40, 1)) * 1.0
    table[rng.random(table.shape) < 0.3] = np.nan
    table[2:, 3] = np.nan  # the last rater has rated two items at most
    found = pairwise_kappas(table)
    for i in range(3):
        assert found[i, i] == 1
        for j in range(3):
            both = ~np.isnan(table[:, i] + table[:, j])
            assert both.sum() < 40
            assert found[i, j] == quadratic_kappa(table[both, i], table[both, j])
    assert np.isnan(found[3]).all()
    assert np.array_equal(found, found.T, equal_nan=True)


def test_no_items_and_bad_tables():
    assert np.isnan(pairwise_kappas(np.empty((0, 2)))).all()
    with pytest.raises(StatisticsError, match="raters"):
        pairwise_kappas([[1], [2]])
    with pytest.raises(StatisticsError, match="numbers"):
        pairwise_kappas([["good", "bad"]])
    with pytest.raises(StatisticsError, match="finite"):
        pairwise_kappas([[1, float("inf")]])
    with pytest.raises(StatisticsError, match="length"):
        quadratic_kappa([1, 2, 3], [1, 2])


def rows(path):
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def raters(real_data):
    """Give what each rater says of each item: a function of data set and dimension."""
    annotations = real_data("empathic-communication") / "annotations"

    def ratings(dataset, dimension):
        folder, key = FOLDERS[dataset]
        found = {}
        for name in FILES:
            read = rows(annotations / folder / f"{name}_ratings.csv")
            found[name] = {row[key]: float(row[dimension]) for row in read}
        items = sorted(found["expert1"])
        columns = {name: np.array([found[name][i] for i in items]) for name in FILES}
        experts = [columns[name] for name in ("expert1", "expert2", "expert3")]
        return {**columns, "experts": np.median(experts, axis=0), "llm": columns["gemini"]}

    return ratings


def test_published_kappas_are_reproduced(real_data, raters):
    annotations = real_data("empathic-communication") / "annotations"
    by_pair, differing = Counter(), []
    for row in rows(annotations / "all_annotator_pairs_spearman_kappa.csv"):
        columns = raters(row["Dataset"], row["Dimension"])
        pair = literal_eval(row["Annotator Pair"])
        table, printed = np.column_stack([columns[name] for name in pair]), row[PRINTED]
        by_pair[pair] += f"{quadratic_kappa(*places(*table.T)):.2f}" == printed
        if "expert3" in pair or "expert2" in pair:
            as_rated = f"{pairwise_kappas(table)[0, 1]:.2f}"
            differing += [row["Dimension"]] if as_rated != printed else []
    assert len(by_pair) == 6
    assert set(by_pair.values()) == {21}
    assert differing == ["self_oriented"]  # nobody rated 4: the printed figure counts 5 as 4
