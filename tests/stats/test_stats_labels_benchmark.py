"""What the benchmark of corrected comparisons found, what its page says, and that it can fail."""

from __future__ import annotations

import json
import re
import sys
from importlib import util
from pathlib import Path

import numpy as np
import pytest

from mentaleval.rubric import SEVEN
from mentaleval.stats import stream

ROOT = Path(__file__).resolve().parents[2]
LONG = ROOT / "benchmarks" / "labels.json"
PAGE = ROOT / "docs" / "explanation" / "labels.md"


def _script():
    """Import the benchmark by its path, for it is a script and no part of the package."""
    path = ROOT / "benchmarks" / "labels.py"
    spec = util.spec_from_file_location("labels_benchmark", path)
    module = util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(path.parent), *sys.path])
        spec.loader.exec_module(module)
    return module


labels = _script()
tables = sys.modules["labels_tables"]


@pytest.fixture(scope="module")
def stated():
    return json.loads(LONG.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rated():
    return next(labels.simulated(1))


def corrected(result, **wanted):
    wanted = {"method": "corrected", "labelled": 100, **wanted}
    return [cell for cell in result["cells"] if wanted.items() <= cell.items()]


def drawn(rated, draws, *, wanted=("corrected",)):
    cells = labels.simulate(rated, "like these", 40, draws, seed=1, wanted=wanted)
    return {(cell["judge"], cell["method"]): cell for cell in cells}


def test_the_benchmark_runs_and_what_it_writes_can_be_shown_again(tmp_path, capsys):
    written = tmp_path / "few.json"
    sizes = ["--labelled", "40", "--labelled", "20"]
    labels.main(["--quick", *sizes, "--json", str(written)])
    printed = capsys.readouterr().out
    labels.main(["--show", str(written)])
    assert capsys.readouterr().out == printed
    assert printed.startswith("simulated: 4 responders, N = 120 to 120; 4 draws, seed 20251019\n")
    assert max(len(line) for line in printed.splitlines()) <= 100
    for name in ("humans", "raw", "offset", "recalibrated", "lambda 1", "block", "both"):
        assert name in printed


def test_the_same_seed_gives_the_same_figures(rated):
    assert drawn(rated, 3) == drawn(rated, 3)


def test_intervals_that_are_too_short_would_be_caught(rated, monkeypatch):
    assert not tables.outside(drawn(rated, 40)["both", "corrected"], "differences")
    real = labels.Said.of

    def short(means):
        said = real(means)
        return labels.Said(said.estimates, said.covariance / 4, said.degrees)

    monkeypatch.setattr(labels.Said, "of", short)
    broken = drawn(rated, 40)["both", "corrected"]
    assert tables.outside(broken, "means")
    assert tables.outside(broken, "differences")


def test_a_judge_that_favours_a_responder_misleads_by_its_means_and_not_corrected(rated):
    favour = np.array([1.0, 0, 0, 0])
    judges = {name: ratings + favour for name, ratings in rated.judges.items()}
    cells = drawn(labels.Rated("guidance", rated.human, judges), 40, wanted=("corrected", "raw"))
    raw = cells["judge 1", "raw"]["shares"]
    assert raw["differences"][0] < 0.6
    assert raw["wrong"][0] > 0.1
    for judge in ("judge 1", "judge 2", "both"):
        cell = cells[judge, "corrected"]
        assert not any(tables.outside(cell, what) for what in ("means", "differences", "wrong"))


def test_a_block_stands_together_and_labels_do_not():
    rng = stream(1, "test")
    block, chosen = (draw(30, 200, rng) for draw in (labels.block_of_labels, labels.chosen_labels))
    assert block.sum() == chosen.sum() == 30
    assert np.ptp(np.flatnonzero(block)) == 29
    assert np.ptp(np.flatnonzero(chosen)) > 60


def test_an_offset_and_a_line_are_fitted_to_all_labels_together(rated):
    marks = labels.chosen_labels(40, 120, stream(1, "test"))
    human, judge = rated.human[marks], rated.judges["judge 1"][marks]
    offset = labels.recalibrated(rated, marks, "judge 1", line=False)
    everything = rated.judges["judge 1"].mean(axis=0)
    assert offset.estimates == pytest.approx(everything + (human - judge).mean())
    line = labels.recalibrated(rated, marks, "judge 1", line=True)
    slope, intercept = np.polyfit(judge.ravel(), human.ravel(), 1)
    assert line.estimates == pytest.approx(intercept + slope * everything)


def test_what_is_unsure_of_an_offset_and_a_line_is_counted(rated):
    """The spread of the fits over draws is what their covariance says, where judges do not vary."""
    rng = stream(1, "test")
    for line in (False, True):
        said, found = [], []
        for _ in range(300):
            world = rated.drawn(rng.integers(120, size=120))
            marks = labels.chosen_labels(15, 120, rng)
            one = labels.recalibrated(world, marks, "judge 1", line=line)
            said.append(np.diag(one.covariance))
            found.append(one.estimates)
        ratio = np.var(found, axis=0).mean() / np.mean(said)
        assert 0.8 < ratio < 1.25


def test_claims_of_the_opposite_are_counted():
    truth = np.array([1.0, 2.0, 3.0])
    said = labels.Said(truth[::-1].copy(), 1e-6 * np.eye(3), 50)
    found = labels.measures(said, truth, stream(1, "test"), inner=10)
    assert found["wrong"] == 1.0
    assert found["means"] == pytest.approx(1 / 3)
    right = labels.measures(
        labels.Said(truth, 1e-6 * np.eye(3), 50), truth, stream(1, "test"), inner=10
    )
    assert (right["wrong"], right["differences"], right["together"]) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("method", "what", "share", "error", "expected"),
    [
        ("corrected", "means", 0.929, 0.001, False),
        ("corrected", "means", 0.926, 0.001, True),
        ("corrected", "differences", 0.963, 0.0009, True),
        ("corrected", "differences", 0.9625, 0.001, False),
        ("corrected", "together", 0.5, 0.001, False),
        ("corrected", "wrong", 0.011, 0.0001, True),
        ("corrected", "wrong", 0.0, 0.0, False),
        ("raw", "means", 0.1, 0.0, False),
    ],
)
def test_stars_mark_what_is_outside_its_bounds_beyond_chance(method, what, share, error, expected):
    cell = {"method": method, "shares": {what: (share, error)}}
    assert tables.outside(cell, what) is expected


def test_the_long_form_is_complete(stated):
    assert stated["draws"] == labels.DRAWS
    assert stated["seed"] == labels.SEED
    assert stated["ratings"] == "MentalAlign-70k"
    assert set(stated["labelled"]) == {20, 30, 50, 100, 200}
    assert stated["labelled"][0] == 100
    for design in labels.METHODS:
        found = {(c["judge"], c["attribute"]) for c in corrected(stated, design=design)}
        assert found == {(j, a) for j in ("claude", "gpt-4o", "both") for a in SEVEN.names}


def test_corrected_intervals_hold_but_for_the_means_of_safety(stated):
    for cell in corrected(stated, design="like these"):
        found = {what for what in tables.BOUND if tables.outside(cell, what)}
        assert found == ({"means"} if cell["attribute"] == "safety" else set()), cell
    for cell in corrected(stated, design="these"):
        short = [what for what in tables.BOUND if cell["shares"][what][0] < tables.LOWEST]
        assert short == (["means"] if cell["attribute"] == "safety" else [])
        assert all(cell["shares"][what][0] < 0.965 for what in tables.BOUND)


def test_hardly_any_corrected_claim_is_wrong_and_many_raw_ones_are(stated):
    wrong = {"corrected": [], "raw": []}
    for cell in stated["cells"]:
        if cell["method"] in wrong and cell["labelled"] == 100:
            wrong[cell["method"]].append(cell["shares"]["wrong"][0])
    assert max(wrong["corrected"]) < 0.0025
    assert np.mean(wrong["raw"]) > 0.08


def test_what_is_said_to_be_saved_is_saved(stated):
    for cell in corrected(stated):
        assert cell["saved, true"] == pytest.approx(cell["saved, said"], abs=0.03)
        assert 0.03 < cell["saved, said"] < 0.2


def test_lambda_1_costs_labels_in_13_cells_of_14(stated):
    saved = [c["saved, true"] for c in stated["cells"] if c["method"] == "lambda 1"]
    assert len(saved) == 14
    assert sum(share < 0 for share in saved) == 13


def test_the_page_shows_what_the_command_prints(stated, capsys):
    labels.main(["--show", str(LONG)])
    printed = capsys.readouterr().out
    fences = re.findall(r"^```text\n(.*?)^```$", page(), re.MULTILINE | re.DOTALL)
    assert fences == [printed]
    assert max(len(line) for line in printed.splitlines()) <= 100
    assert printed == labels.as_text(stated)


def page():
    return PAGE.read_text(encoding="utf-8")


def test_the_words_of_the_page_use_figures_of_its_tables():
    before, rest = page().split("```text\n")
    shown, after = rest.split("```\n", maxsplit=1)
    figures = re.findall(r"(\d+\.\d+) %", before + after)
    assert len(figures) > 5
    assert [figure for figure in figures if not re.search(rf"\b{figure}\b", shown)] == []
