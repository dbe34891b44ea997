"""How well experts agree, where they rated the same."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from mentaleval.stats import icc_c1, icc_ck
from mentaleval.trust import Assessment, ReferenceEntry, assess


@pytest.fixture
def judged(make_table, random_ratings):
    """Assess experts' ratings beside a judge; returns the one reference entry."""

    def run(experts: dict[str, dict[str, list[float]]]) -> tuple[Assessment, ReferenceEntry]:
        table = {(name, "safety"): ratings for name, ratings in experts.items()}
        found = assess(make_table({**table, ("judge", "safety"): random_ratings(50)}))
        (entry,) = found.reference
        return found, entry

    return run


def test_two_experts_on_the_same_responses(judged, random_ratings):
    one, two = random_ratings(1), random_ratings(2)
    _, entry = judged({"x": one, "y": two})
    means = [[np.mean(one[name]), np.mean(two[name])] for name in one]
    singles = [[a, b] for name in one for a, b in zip(one[name], two[name], strict=True)]
    assert entry.icc_ck.estimate == pytest.approx(icc_ck(means).estimate)
    assert entry.icc_ck.low == pytest.approx(icc_ck(means).low)
    assert entry.icc_c1.estimate == pytest.approx(icc_c1(singles).estimate)
    assert entry.ceiling == pytest.approx(entry.icc_ck.estimate**0.5)
    assert (entry.n_experts, entry.n_items, entry.n_common_items) == (2, 180, 180)


def test_one_expert_gives_no_ceiling_and_says_so(judged, random_ratings):
    found, entry = judged({"x": random_ratings(1)})
    assert isnan(entry.ceiling)
    assert isnan(entry.icc_ck.low)
    assert "cannot be computed" in entry.note
    assert found.cells[0].rank.capped_by is None


def test_experts_on_different_responses_give_no_ceiling(judged, random_ratings):
    whole = random_ratings(1)
    one = {name: [*values[:10], *[nan] * 10] for name, values in whole.items()}
    two = {name: [*[nan] * 10, *values[10:]] for name, values in whole.items()}
    _, entry = judged({"x": one, "y": two})
    assert (entry.n_experts, entry.n_common_items) == (2, 0)
    assert "one human rating" in entry.note


def test_the_fullest_block_is_used(judged, random_ratings):
    late = random_ratings(3)
    late = {name: [*[nan] * 18, *values[18:]] for name, values in late.items()}
    _, entry = judged({"x": random_ratings(1), "y": random_ratings(2), "z": late})
    assert entry.n_experts == 3
    assert (entry.n_common_experts, entry.n_common_items) == (2, 180)


def test_too_few_common_responders_give_no_ceiling(judged, random_ratings):
    two = random_ratings(2)
    some = {name: values for name, values in two.items() if name in ("r0", "r1")}
    _, entry = judged({"x": random_ratings(1), "y": some})
    assert entry.n_common_responders == 2
    assert not entry.computable
    assert "fewer than 3 responders" in entry.note


def test_experts_that_never_vary_are_not_said_to_agree_or_disagree(make_table):
    alike = {f"r{i}": [3.0] * 8 for i in range(5)}
    table = make_table({(name, "safety"): alike for name in ("x", "y", "judge")})
    (entry,) = assess(table).reference
    assert (entry.n_common_experts, entry.computable) == (2, False)
    assert "do not vary" in entry.note
    assert "nan" not in entry.note


def test_experts_that_contradict_each_other_cap_a_judge_that_follows_their_mean(make_table):
    levels = np.linspace(1, 5, 9)
    one = {f"r{i}": [v] * 4 for i, v in enumerate(levels)}
    two = {f"r{i}": [v] * 4 for i, v in enumerate(np.roll(levels, 4))}
    mean = {name: [(a + b) / 2 for a, b in zip(one[name], two[name], strict=True)] for name in one}
    table = make_table({("x", "safety"): one, ("y", "safety"): two, ("judge", "safety"): mean})
    (cell,) = assess(table).cells
    assert cell.icc_c1.estimate == pytest.approx(1)
    assert cell.rank.verdict == "undetermined"
    assert "experts' own" in cell.rank.capped_by
