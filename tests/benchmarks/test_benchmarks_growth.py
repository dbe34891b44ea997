"""How growth is measured: linear growth is told from worse, and is drawn."""

from __future__ import annotations

import pytest

NUMBERS = {10: 350, 1000: 28_700, 10_000: 287_000, 100_000: 2_870_000}


@pytest.fixture(scope="module")
def growth(script):
    return script("growth")


def _rows(cost):
    rows = []
    for responses, number in NUMBERS.items():
        taken = {"cpu": cost(number), "memory": 100 + number}
        row = {"responses": responses, "number": number, "ratings": taken, "reliability": taken}
        rows.append(row)
    return rows


def _found(growth, cost):
    rows = _rows(cost)
    about = dict.fromkeys(("machine", "python", *growth.LIBRARIES), "1")
    sizes = {"responders": 10, "judges": 4, "labelled": 0.1, "seed": 1, "repeats": 1}
    slopes = {name: growth._slopes(rows, name) for name in growth.COMMANDS}
    return {**sizes, **about, "sizes": rows, "slopes": slopes}


@pytest.mark.parametrize("power", [1, 2])
def test_the_slope_is_the_power_of_growth_whatever_the_start_takes(growth, power):
    rows = _rows(lambda number: 2 + (number**power - 350**power) / 1e5)
    assert growth._slope(rows, "ratings", "cpu") == pytest.approx(power, abs=0.01)


def test_too_few_sizes_have_no_slope(growth):
    found = _found(growth, lambda _: 2.0)  # nothing remains beside the start
    assert found["slopes"]["ratings"]["cpu"] is None
    assert growth.as_text(found).splitlines()[-1].split()[3:] == ["-", "1.00", "-", "1.00"]


def test_sizes_that_are_measured_once_are_said_to_be(growth):
    found = _found(growth, lambda number: 2 + number / 1e5)
    assert "once" not in growth.as_text(found)
    found["sizes"][-1]["responses"] = growth.LARGE[0]
    assert "(once at 300,000)" in growth.as_text(found)


def test_the_figure_is_the_same_bytes_every_time(growth, script, tmp_path):
    found = _found(growth, lambda number: 2 + number / 1e5)
    for name in ("one.svg", "two.svg"):
        script("growth_plot").draw(found, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_bytes()
    assert drawn == (tmp_path / "two.svg").read_bytes()
    assert b"<svg" in drawn


@pytest.mark.slow  # two commands in processes of their own: that is what is measured
def test_both_commands_are_measured(growth):
    found = growth.measured((), 1)
    [row] = found["sizes"]
    assert row["number"] == 350
    assert all(row[name][of] > 0 for name in growth.COMMANDS for of in ("cpu", "memory"))
    assert "simulated" in growth.as_text(found)
