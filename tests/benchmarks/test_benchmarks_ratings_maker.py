"""The ratings that the benchmarks make are like those of the study, and are nobody's."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from mentaleval.ratings import read
from mentaleval.rubric import SEVEN

CONVERSATIONS = 1500


@pytest.fixture(scope="module")
def maker(script):
    return script("ratings_maker")


@pytest.fixture(scope="module")
def figures(maker):
    return json.loads(maker.WHERE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def size(maker):
    return maker.Size(CONVERSATIONS, judges=2, labelled=0.5)


@pytest.fixture(scope="module")
def table(maker, size, tmp_path_factory):
    file = tmp_path_factory.mktemp("made") / "ratings.parquet"
    assert maker.write(file, size, seed=3) == (2 * 1500 + 750) * 10 * 7
    return read(file)


def test_every_rater_rates_what_it_is_said_to(table):
    rated = table.groupby("rater", observed=True)["exchange_id"].nunique()
    assert rated.to_dict() == {"judge-1": 1500, "judge-2": 1500, "simulated-expert": 750}
    firsts = table.loc[table["rater_kind"] == "human", "exchange_id"].astype(str)
    assert (firsts.min(), firsts.max()) == ("conversation-0000000", "conversation-0000749")
    assert table["responder"].nunique() == 10
    assert set(table["attribute"].astype(str)) == set(SEVEN.names)


def test_each_rater_gives_each_level_as_often_as_the_real_one(table, figures):
    for name, place in (("simulated-expert", 0), ("judge-1", 1), ("judge-2", 2)):
        mine = table[table["rater"] == name]
        cells = [mine["responder"].astype(str), mine["attribute"].astype(str)]
        made = pd.crosstab(cells, mine["rating"]).reindex(columns=range(1, 6), fill_value=0)
        counts = np.array(figures["counts"][place])
        for responder, one in enumerate(counts):
            for attribute, levels in zip(figures["attributes"], one, strict=True):
                share = made.loc[(f"responder-{responder + 1:02d}", attribute)]
                far = share / share.sum() - levels / levels.sum()
                assert np.abs(far).max() < 0.08  # 4 standard errors of a half among 750


def test_ratings_are_missing_as_often_as_they_were(table, figures):
    missing = table["rating"].isna()
    assert set(table.loc[missing, "reason"].astype(str)) == {"missing"}
    shares = missing.groupby(table["rater"].astype(str)).mean()
    wanted = [figures["unrated"][n] for n in (1, 2, 0)]
    assert shares.to_numpy() == pytest.approx(wanted, abs=0.003)


def test_ratings_go_together_as_the_real_ones_do(maker, script, figures):
    shape = maker.shape_of(figures, maker.Size(judges=2))
    values = maker.normal_values(shape, 4000, np.random.default_rng(5))
    drawn = maker.rated(shape, values).transpose(2, 0, 1, 3).astype(float)
    made, shared = script("ratings_marginals").correlations(drawn)
    far = np.abs(made - np.array(figures["correlation"]))
    assert far.mean() < 0.04
    assert np.diag(far[:7, 7:14]).max() < 0.04  # of the human with a judge, on one attribute
    assert shared == pytest.approx(figures["of_exchange"], abs=0.03)


def test_a_third_judge_is_like_the_first_and_yet_another(maker, figures):
    shape = maker.shape_of(figures, maker.Size(judges=4))
    assert (shape.counts[1] == shape.counts[3]).all()
    between = np.diag(shape.correlation[7:14, 21:28])
    assert (between < 0.999).all()
    assert (between > np.diag(shape.correlation[:7, 7:14])).all()  # judges are more alike


def test_the_same_seed_gives_the_same_ratings_and_another_does_not(maker, tmp_path):
    small = maker.Size(20)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        maker.write(tmp_path / name, small, seed=seed)
    a, b, c = (pd.read_parquet(tmp_path / name) for name in "abc")
    assert a.equals(b)
    assert not a["rating"].equals(c["rating"])


@pytest.mark.slow  # reads three workbooks of 1,000 rows
def test_the_figures_are_those_of_the_study(script, figures, real_data):
    marginals = script("ratings_marginals")
    raters, responders, ratings = marginals.recorded(real_data("mentalalign-70k"))
    assert (raters, responders) == (figures["raters"], figures["responders"])
    counts = np.stack([(ratings == level).sum(axis=1) for level in range(1, 6)], axis=-1)
    assert counts.tolist() == figures["counts"]
    correlation, shared = marginals.correlations(ratings)
    assert correlation.round(3).tolist() == figures["correlation"]
    assert round(shared, 3) == figures["of_exchange"]
