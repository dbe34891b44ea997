"""Equal ratings give equal limits, whatever things are called and in whichever order they stand."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentaleval.comparison import Settings, compare
from mentaleval.ratings import Exclusions
from mentaleval.vocabulary import Attribute, Rubric, Scale

N = np.nan
FEW = settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEEDS = st.integers(0, 10**6)


def limits(found, which="corrected"):
    """Return every limit by the two responders, the first by name first."""
    told = {}
    for pair in found.pairs:
        one = getattr(pair, which)
        a, b = sorted((pair.a, pair.b))
        told[a, b] = one if pair.a == a else one.turned()
    return told


def alike(first, second):
    """Say whether two tables of limits are the same but for rounding."""
    near = {key: pytest.approx(astuple(one), abs=1e-9, nan_ok=True) for key, one in first.items()}
    return {key: astuple(other) for key, other in second.items()} == near


@FEW
@given(seed=SEEDS)
def test_names_and_order_change_no_limit(seed, draw, make_table):
    _, labels, judge = draw(seed, exchanges=60, labelled=25, levels=(2.5, 2.9, 3.0, 3.4))
    table = make_table(labels, {"judge": judge})
    base = compare(table)
    order = tuple(np.random.default_rng(seed).permutation(["r0", "r1", "r2", "r3"]).tolist())
    for other in (
        compare(table.replace({"rater": {"judge": "zz"}})),
        compare(table.replace({"attribute": {"empathy": "guidance"}})),
        compare(table.replace({"rater": {"anna": "zoe"}})),
        compare(table.sample(frac=1, random_state=seed % 1000)),
        compare(table, Settings(responders=order)),
    ):
        for which in ("corrected", "human_only"):
            assert alike(limits(base, which), limits(other, which))


@FEW
@given(seed=SEEDS)
def test_without_help_the_corrected_limits_are_those_of_the_labels(seed, draw, make_table):
    _, labels, judge = draw(seed, exchanges=60, labelled=25)
    found = compare(make_table(labels, {"judge": np.full_like(judge, 3)}))
    for pair in found.pairs:
        assert pair.corrected == pair.human_only
    for mean in found.responders:
        assert mean.corrected == mean.human_only


def test_labels_few_for_one_responder_leave_the_others_their_limits(draw, make_table):
    _, labels, judge = draw(3)
    labels[0, np.flatnonzero(~np.isnan(labels[0]))[19:]] = N
    found = limits(compare(make_table(labels, {"judge": judge})))
    assert np.isnan([found["r0", s].simultaneous_low for s in ("r1", "r2")]).all()
    one = found["r1", "r2"]  # the only pair that is claimed anything of has its own limits
    assert (one.simultaneous_low, one.simultaneous_high) == (one.low, one.high)


def ranked(seed, names):
    rng = np.random.default_rng(seed)
    truth = np.linspace(1.4, 4.6, len(names))[:, None] + 0.3 * rng.standard_normal((len(names), 90))
    judge = np.clip(truth + 0.2 * rng.standard_normal(truth.shape), 1, 5)
    return np.where(np.arange(90) % 3 == 0, np.clip(truth, 1, 5), N), judge


def test_a_licence_is_that_of_the_responders_compared(make_table, read):
    names = [f"m{s:02}" for s in range(12)]
    labels, judge = ranked(1, names)
    table = make_table(labels, {"judge": judge}, names=names)
    whole = read(compare(table))
    assert whole.heading().verdict == "trusted"
    assert whole.heading().n_ranked == 12
    said = "Its rank verdict over 12 responders is trusted: its plain means may rank these."
    assert whole.heading().statement.endswith(said)
    assert all(mean.licensed for mean in whole.found.responders)
    two = read(compare(table, Settings(responders=("m05", "m06"))))
    assert (two.heading().verdict, two.heading().n_ranked) == ("undetermined", 2)
    assert not any(mean.licensed for mean in two.found.responders)
    strict = read(compare(table, Settings(usable=0.9, trusted=0.999)))
    assert strict.heading().verdict != "trusted"


def test_who_is_left_out_of_the_verdict_is_not_licensed(make_table, read):
    names = [f"m{s:02}" for s in range(12)]
    labels, judge = ranked(2, names)
    table = make_table(labels, {"judge": judge}, names=names)
    out = Exclusions(pairs=(("judge", "m03"),))
    found = read(compare(table, Settings(exclusions=out)))
    assert found.heading().n_ranked == 11
    assert found.heading().statement.endswith("may rank these, those left out apart.")
    assert [m.responder for m in found.found.responders if not m.licensed] == ["m03"]
    assert not found.mean("m03").own
    few = Settings(exclusions=out, responders=tuple(names[4:]))
    assert read(compare(table, few)).heading().n_ranked == 8


def test_a_cut_counts_on_the_scales_on_which_it_lies(make_rows, read):
    human = np.where(np.arange(60) % 10, 1.0, 0.2) * np.ones((2, 1))
    rubric = Rubric(
        "two", (Attribute("empathy"), Attribute("calm", scale=Scale(0, 1), levels=("no", "yes")))
    )
    table = pd.concat(
        [
            make_rows("anna", "human", 4 * human + 1, "empathy"),
            make_rows("anna", "human", human, "calm"),
        ]
    )
    found = read(compare(table, Settings(rubric=rubric, cut=2)))
    assert (found.heading(None, "empathy").cut, found.heading(None, "calm").cut) == (2, 0.5)
