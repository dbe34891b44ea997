"""How independent judges are, against pingouin and against what the errors were made of."""

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval.errors import StatisticsError
from mentaleval.stats.panel import panel_independence

GOLD = json.loads((Path(__file__).parent / "gold" / "gold_raters.json").read_text("utf-8"))
ERRORS, GROUPS = np.array(GOLD["columns"]["values"]), GOLD["columns"]["groups"]


def test_the_error_correlation_is_the_mean_of_pingouins():
    panel = panel_independence(ERRORS, GROUPS)
    assert (panel.judges, panel.n) == (4, 48)
    assert panel.error_correlation == pytest.approx(GOLD["columns"]["mean"], abs=1e-9)
    assert panel.effective == pytest.approx(4 / (1 + 3 * GOLD["columns"]["mean"]))


@given(
    errors=arrays(float, (7, 3), elements=st.integers(-4, 4)),
    offsets=arrays(float, (2, 3), elements=st.floats(-5, 5)),
)
def test_leniency_towards_a_responder_is_no_error_in_common(errors, offsets):
    groups = np.array([0, 0, 0, 1, 1, 1, 1])
    plain, lenient = (panel_independence(e, groups) for e in (errors, errors + offsets[groups]))
    if isnan(plain.effective):
        assert isnan(lenient.effective)
    else:
        assert lenient.error_correlation == pytest.approx(plain.error_correlation, abs=1e-6)
        assert 1 <= plain.effective <= 3


def test_noise_of_the_human_rating_is_in_every_error():
    rng = np.random.default_rng(1)
    judges, human = rng.normal(size=(20_000, 5)), rng.normal(size=(20_000, 1))
    groups = np.arange(20_000) % 9
    assert panel_independence(judges, groups).effective == pytest.approx(5, abs=0.2)
    noisy = panel_independence(judges - human, groups)
    assert noisy.error_correlation == pytest.approx(0.5, abs=0.02)
    assert noisy.effective == pytest.approx(5 / 3, abs=0.05)


def test_the_effective_number_grows_with_independence():
    rng = np.random.default_rng(2)
    shared, alone = rng.normal(size=(200, 1)), rng.normal(size=(200, 4))
    found = [panel_independence(shared * w + alone, [1] * 200).effective for w in (3, 1, 0.3)]
    assert found == sorted(found)


def test_identical_judges_are_worth_one():
    panel = panel_independence(np.repeat(ERRORS[:, :1], 3, axis=1), GROUPS)
    assert (panel.error_correlation, panel.effective) == (1, 1)


def test_a_negative_correlation_is_worth_no_more_than_all_judges():
    x = np.array([1.0, 2, 3, 4])
    panel = panel_independence(np.column_stack([x, -x]), [1] * 4)
    assert (panel.error_correlation, panel.effective) == (-1, 2)


def test_a_judge_whose_errors_do_not_vary_is_left_out_of_the_mean():
    constant = np.array(GROUPS) == "a"  # differs between groups only
    panel = panel_independence(np.column_stack([ERRORS, constant]), GROUPS)
    assert panel.error_correlation == panel_independence(ERRORS, GROUPS).error_correlation
    assert panel.effective == pytest.approx(5 / (1 + 4 * panel.error_correlation))


def test_where_nothing_can_be_said_nothing_is():
    for errors in (ERRORS[:2], np.zeros((9, 3)), np.empty((0, 3)), np.eye(9)[:, :1] * [1, 0]):
        panel = panel_independence(errors, [1] * len(errors))
        assert isnan(panel.error_correlation)
        assert isnan(panel.effective)


def test_what_is_no_panel_is_refused():
    with pytest.raises(StatisticsError, match="2 judges"):
        panel_independence(ERRORS[:, :1], GROUPS)
    with pytest.raises(StatisticsError, match="finite"):
        panel_independence([[1, np.nan]], ["a"])
    with pytest.raises(StatisticsError, match="groups"):
        panel_independence(ERRORS, GROUPS[1:])
