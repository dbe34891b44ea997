"""Labels that were not given at random are warned of, and random ones are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentaleval.comparison import compare
from mentaleval.comparison.allocation import allocation
from mentaleval.comparison.grid import Grid
from mentaleval.trust.slices import Heading

N = np.nan


def test_a_block_of_labels_is_warned_of(draw, make_table, read):
    human, _, judge = draw(1)
    block = np.where(np.arange(200) < 50, human, N)
    found = read(compare(make_table(block, {"judge": judge})))
    said = found.warning("label_block")
    assert said.startswith("the 50 labelled conversations on empathy stand in blocks")
    assert "2 runs where about 76 are expected" in said


def test_labels_at_random_raise_no_alarm(draw):
    nobody = pd.DataFrame(columns=["attribute", "responder", "rater"])
    for seed in range(100):
        _, labels, judge = draw(seed, labelled=40)
        names = ("r0", "r1", "r2")
        judged, exist = judge.T[..., None], np.ones(labels.T.shape, dtype=bool)
        grid = Grid(Heading("a", "a"), names, ("judge",), labels.T, judged, exist)
        assert list(allocation(grid, nobody)) == []


def test_human_rows_before_the_judge_make_no_block(draw, make_table, read):
    _, labels, judge = draw(2)
    table = make_table(labels, {"judge": judge})
    human = table["rater_kind"] == "human"
    turned = pd.concat([table[human], table[~human]])
    assert "label_block" not in read(compare(turned)).codes


def test_a_block_of_one_responder_is_named(draw, make_table, read):
    human, labels, judge = draw(3)
    labels[1] = np.where(np.arange(200) < 50, human[1], N)
    assert "labelled conversations of r1 on" in read(
        compare(make_table(labels, {"judge": judge}))
    ).warning("label_block")


def test_labels_of_the_conversations_that_a_judge_rates_low_are_warned_of(draw, make_table, read):
    human, _, judge = draw(4)
    worst = np.argsort(judge.sum(axis=0), kind="stable")[:50]
    labels = np.full_like(human, N)
    labels[:, worst] = human[:, worst]
    said = read(compare(make_table(labels, {"judge": judge}))).warning("labels_differ")
    assert "lower than the others on empathy" in said


def test_experts_who_rate_some_responders_only_are_warned_of(draw, make_table, make_rows, read):
    _, labels, judge = draw(5)
    anna, ben = labels.copy(), labels.copy()
    anna[0], ben[1:] = N, N
    table = pd.concat([make_table(anna, {"judge": judge}), make_rows("ben", "human", ben)])
    said = read(compare(table)).warning("experts_uneven")
    assert "no expert rated both r0 and r1" in said


def test_an_expert_who_rates_one_responder_more_than_the_others_is_warned_of(
    draw, make_table, make_rows, read
):
    _, labels, judge = draw(6, labelled=90)
    anna, ben = labels.copy(), labels.copy()
    chosen = np.flatnonzero(~np.isnan(labels[0]))
    anna[0, chosen[20:]], ben[0, chosen[:20]] = N, N
    anna[1:, chosen[70:]], ben[1:, chosen[:70]] = N, N
    table = pd.concat([make_table(anna, {"judge": judge}), make_rows("ben", "human", ben)])
    assert "by chance they would not differ so" in read(compare(table)).warning("experts_uneven")


@pytest.mark.parametrize("overlap", [0, 20])
def test_experts_spread_over_responders_raise_no_alarm(overlap, draw, make_table, make_rows, read):
    _, labels, judge = draw(7, labelled=60)
    chosen = np.flatnonzero(~np.isnan(labels[0]))
    anna, ben = labels.copy(), labels.copy()
    anna[:, chosen[30 + overlap :]], ben[:, chosen[:30]] = N, N
    table = pd.concat([make_table(anna, {"judge": judge}), make_rows("ben", "human", ben)])
    assert "experts_uneven" not in read(compare(table)).codes


def test_a_split_that_is_only_somewhat_uneven_is_warned_of(draw, make_table, make_rows, read):
    """Two experts rate 70 and 30 of 100: p is about 0.005."""
    _, labels, judge = draw(6, labelled=40)
    anna, ben = labels.copy(), labels.copy()
    chosen = np.flatnonzero(~np.isnan(labels[0]))
    anna[0, chosen[13:]], ben[0, chosen[:13]] = N, N
    anna[1:, chosen[25:]], ben[1:, chosen[:25]] = N, N
    table = pd.concat([make_table(anna, {"judge": judge}), make_rows("ben", "human", ben)])
    assert "by chance they would not differ so" in read(compare(table)).warning("experts_uneven")


@pytest.mark.parametrize("labels_of_safety", [12, 60])
def test_a_composite_is_warned_of_for_what_its_attributes_do_not_show(
    labels_of_safety, draw, make_table
):
    """Each attribute has 60 labels, but few responses have them all."""
    parts = []
    for attribute in ("guidance", "informativeness", "relevance", "safety"):
        human, labels, judge = draw(11, labelled=60)
        if attribute == "safety":
            others = np.flatnonzero(np.isnan(labels[0]))[: 60 - labels_of_safety]
            gone = np.flatnonzero(~np.isnan(labels[0]))[labels_of_safety:]
            labels[:, gone], labels[:, others] = N, human[:, others]
        parts.append(make_table(labels, {"judge": judge}, attribute))
    found = compare(pd.concat(parts))
    few = [w for w in found.warnings if w.code == "few_labels"]
    assert [w.attribute for w in few] == (["css"] if labels_of_safety == 12 else [])
    assert all("12 conversations on CSS" in w.message for w in few)


def test_a_composite_repeats_nothing_that_an_attribute_said(draw, make_table):
    _, labels, judge = draw(12, labelled=25)
    names = ("guidance", "informativeness", "relevance", "safety")
    found = compare(pd.concat([make_table(labels, {"judge": judge}, a) for a in names]))
    few = [w.attribute for w in found.warnings if w.code == "few_labels"]
    assert sorted(few) == sorted(names)


def test_many_equal_labels_need_a_hundred(draw, make_table, read):
    rng = np.random.default_rng(3)
    human = np.where(rng.random((3, 300)) < 0.7, 4.0, rng.integers(1, 6, (3, 300)))
    for labelled, warned in ((99, True), (100, False)):
        labels = np.where(rng.permutation(300) < labelled, human, N)
        found = read(compare(make_table(labels, {"judge": human})))
        assert ("one_category" in found.codes) == warned
        assert "ceiling" not in found.codes
    varied = read(compare(make_table(*[draw(3)[1], {"judge": draw(3)[2]}])))
    assert "one_category" not in varied.codes


def test_labels_below_thirty_are_warned_of(draw, make_table, read):
    for labelled, warned in ((29, True), (30, False)):
        _, labels, judge = draw(8, labelled=labelled)
        assert ("few_labels" in read(compare(make_table(labels, {"judge": judge}))).codes) == warned
