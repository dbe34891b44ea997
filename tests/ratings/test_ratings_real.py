"""The figures of MentalAlign-70k, where its files are at hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentaleval.ratings import from_records, settle


@pytest.fixture(scope="module", name="table")
def _table(real_data) -> pd.DataFrame:
    from mentaleval_datasets.mentalalign import MentalAlign70k  # noqa: PLC0415  needed here alone

    return from_records(MentalAlign70k(path=real_data("mentalalign-70k")).ratings())


def test_every_rating_is_accounted_for(table):
    assert len(table) == 210_000
    for published in (False, True):
        join = "source" if published else "exchange"
        ledger = settle(table, join=join, as_published=published).ledger
        assert ledger.read == 210_000
        assert ledger.cells == 30_000
        assert ledger.used + sum(ledger.excluded.values()) == 210_000
        assert ledger.excluded["missing"] == 7 * 57
        assert ledger.excluded["own_family"] == 2 * 7_000
    assert ledger.excluded["omitted_by_study"] == 70


def test_the_conversations_kept_and_mismatched(table):
    settled = settle(table)
    counts = {finding.code: finding.count for finding in settled.warnings}
    assert settled.pairs["source_id"].nunique() == 981
    assert counts["context_mismatch"] == 19
    assert counts["out_of_scale"] == 33 * 7 + 8
    assert settled.excluded == {"claude": ["claude"], "gpt-4o": ["gpt4o"]}


def test_the_published_join_reproduces_the_pooled_means(table):
    pairs = settle(table, join="source", as_published=True).pairs
    cell = pairs[(pairs["judge"] == "claude") & (pairs["attribute"] == "guidance")]
    assert cell["human"].mean() == pytest.approx(3.742, abs=5e-4)
    assert cell["rating"].mean() == pytest.approx(3.990, abs=5e-4)
    assert cell["source_id"].nunique() == 999


def test_the_experts_fall_into_seven_batches_that_no_judge_shows(table):
    (found,) = [f for f in settle(table).warnings if f.code == "change_points"]
    assert found.count == 6
    assert "no judge changes there" in found.message
    places = [int(n) for n in found.message.split("source, at ")[1].split(":")[0].split(", ")]
    for jump in (300, 400, 550, 800):
        assert np.abs(np.array(places) - jump).min() <= 2


def test_blanks_are_inferred_among_the_responders_known_for_them(table):
    blank = settle(table).pairs.query("inferred_blank")
    once = blank.drop_duplicates(["exchange_id", "responder"])
    responses = once["responder"].astype(str).value_counts()
    assert responses.to_dict() == {"qwen_2": 68, "qwen_3": 18}


def test_the_judges_kin_and_the_halo_of_the_last_batch(table):
    settled = settle(table)
    assert settled.own == settled.excluded
    assert settled.kin.groupby("judge")["responder"].unique().map(list).to_dict() == settled.own
    assert len(settled.kin) == 13_719
    assert settled.epochs.empty
    (found,) = [f for f in settled.warnings if f.code == "batch_halo"]
    assert "in 42% in batch 7 of 7:" in found.message
