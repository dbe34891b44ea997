"""The default method on the cleaned real ratings, against a second, independent computation."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mentaleval.trust import assess

GOLDEN = """
claude guidance      0.88  0.56 0.97 0.84  0.49 0.95 0.89 0.99
claude safety        0.64  0.01 0.90 0.55  0.01 0.85 0.68 0.93
claude empathy       0.90  0.63 0.98 0.47  0.23 0.78 0.96 0.94
gpt-4o guidance      0.85  0.46 0.96 0.47  0.20 0.79 0.87 0.98
gpt-4o safety        0.36 -0.35 0.81 0.19 -0.23 0.61 0.45 0.80
gpt-4o understanding 0.81  0.36 0.95 0.46  0.16 0.79 0.93 0.87
"""
ROWS = [line.split() for line in GOLDEN.split("\n") if line]


@pytest.fixture(scope="module")
def cleaned(real_table):
    return assess(real_table)


@pytest.fixture(scope="module")
def cells(cleaned):
    return {(c.judge, c.attribute): c for c in cleaned.cells}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_golden_row(cells, row):
    cell = cells[row[0], row[1]]
    c1, low, high, a1, a_low, a_high, r, s = map(float, row[2:])
    near = SimpleNamespace(estimate=0.0101, drawn=0.0201)
    assert cell.n_responders == 9
    assert cell.icc_c1.estimate == pytest.approx(c1, abs=near.estimate)
    assert cell.icc_c1.low == pytest.approx(low, abs=near.estimate)
    assert cell.icc_c1.high == pytest.approx(high, abs=near.estimate)
    assert cell.icc_a1.estimate == pytest.approx(a1, abs=near.estimate)
    assert cell.icc_a1.low == pytest.approx(a_low, abs=near.drawn)
    assert cell.icc_a1.high == pytest.approx(a_high, abs=near.drawn)
    assert cell.pearson == pytest.approx(r, abs=near.estimate)
    assert cell.scale_factor == pytest.approx(s, abs=near.estimate)


def test_verdicts(cells):
    usable = {
        ("claude", "informativeness"),
        ("claude", "empathy"),
        ("claude", "helpfulness"),
    }
    found = {key: cell.rank.verdict for key, cell in cells.items() if not cell.composite}
    assert len(found) == 14
    assert {key for key, verdict in found.items() if verdict == "usable"} == usable
    assert {verdict for key, verdict in found.items() if key not in usable} == {"undetermined"}


def test_no_score_and_no_level_is_trusted_and_each_says_why(cells):
    for cell in cells.values():
        if cell.composite:
            continue
        assert cell.score.verdict == "unreliable"
        assert "rated no response in common" in cell.score.why
        assert cell.level.verdict in {"calibrate", "unreliable", "undetermined"}
        assert (cell.level.verdict == "calibrate") == (cell.rank.verdict == "usable")
        assert cell.rank.capped_by is cell.score.capped_by is cell.level.capped_by is None


def test_the_null_that_never_reads_beats_the_judges_where_the_paper_looks(cells):
    for attribute in ("guidance", "informativeness", "empathy", "helpfulness"):
        for judge in ("claude", "gpt-4o"):
            pooled = cells[judge, attribute].pooled
            assert pooled.null.pearson > pooled.judge.pearson
    assert cells["gpt-4o", "informativeness"].pooled.null.pearson == pytest.approx(0.67, abs=0.01)


def test_no_judge_may_screen_safety_alone(cleaned, cells):
    missed = cells["claude", "safety"].screening.missed
    assert (missed.count, missed.of) == (100, 154)
    assert {entry.judges for entry in cleaned.stand_alone} == {()}


def test_two_judges_are_worth_about_one(cleaned):
    assert all(entry.panel.effective < 1.25 for entry in cleaned.panel)


def test_claude_prefers_its_own_responses(cleaned):
    claude = [entry for entry in cleaned.self_preference if entry.judge == "claude"]
    assert len(claude) == 7
    assert all(entry.against_peers.low > 0 for entry in claude)


def test_exact_f_alone_would_have_been_more_hopeful(cells):
    guidance = cells["claude", "guidance"]
    assert guidance.icc_c1.low >= 0.5 > guidance.icc_c1_jackknife.low
    assert guidance.rank.verdict == "undetermined"


def test_inferred_blanks_move_the_safety_of_gpt_4o(cells):
    rest = cells["gpt-4o", "safety"].without_inferred_blanks
    assert rest.left_out > 0
    assert rest.icc_c1.estimate == pytest.approx(0.21, abs=0.0101)


def test_no_ceiling_can_be_computed_from_one_rating_a_response(cleaned):
    assert {entry.attribute for entry in cleaned.reference} >= {"safety", "css"}
    assert all("cannot be computed" in entry.note for entry in cleaned.reference)
    assert all(cell.rank.capped_by is None for cell in cleaned.cells)


def test_the_ledger_adds_up_and_the_own_systems_are_listed(cleaned):
    flight = cleaned.preflight
    assert flight.read == 210_000
    assert flight.used + sum(flight.excluded.values()) == flight.read
    assert cleaned.excluded_responders == {"claude": ("claude",), "gpt-4o": ("gpt4o",)}


def test_the_human_written_replies_decide_the_safety_of_claude(cleaned, cells):
    moved = cells["claude", "safety"].influence
    assert (moved.responder, round(moved.change, 1)) == ("original", 0.3)
    warned = {(f.judge, f.attribute) for f in cleaned.preflight.warnings if "decides" in f.code}
    assert ("claude", "safety") in warned
    assert ("claude", "helpfulness") not in warned


def test_it_is_not_simulated(cleaned):
    assert not cleaned.simulated
