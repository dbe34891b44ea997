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
        grid = Grid(Heading("a", "a"), names, ("judge",), labels.T, judge.T[..., None])
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


def test_labels_below_thirty_are_warned_of(draw, make_table, read):
    for labelled, warned in ((29, True), (30, False)):
        _, labels, judge = draw(8, labelled=labelled)
        assert ("few_labels" in read(compare(make_table(labels, {"judge": judge}))).codes) == warned
