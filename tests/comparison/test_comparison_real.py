"""MentalAlign-70k: 100 of its conversations labelled, all its human ratings as the truth."""

from __future__ import annotations

import numpy as np
import pytest

from mentaleval.comparison import ALL_JUDGES, Settings, compare
from mentaleval.ratings import from_records


@pytest.fixture(scope="module")
def table(real_data):
    plugin = pytest.importorskip("mentaleval_datasets.mentalalign")
    dataset = plugin.MentalAlign70k(path=real_data("mentalalign-70k"))
    kept = ("empathy", "helpfulness", "safety", "understanding")
    return from_records(r for r in dataset.ratings() if r.attribute in kept)


def test_the_corrected_means_find_what_all_labels_say_and_plain_means_do_not(table):
    human = table["rater_kind"] == "human"
    ids = table.loc[human, "exchange_id"].drop_duplicates()
    chosen = ids.sample(100, random_state=20251019)
    found = compare(table[~human | table["exchange_id"].isin(chosen)], Settings(seed=1))
    truth = table[human].groupby(["attribute", "responder"])["rating"].mean()
    means = [m for m in found.responders if m.judge == ALL_JUDGES and m.attribute != "ars"]
    covered = [
        m.corrected.low <= truth[m.attribute, m.responder] <= m.corrected.high
        for m in means
        if m.attribute != "safety"
    ]
    assert np.mean(covered) >= 0.8  # 30 means, of few independent draws
    raw = [abs(m.judge_raw - truth[m.attribute, m.responder]) for m in means]
    corrected = [abs(m.corrected.estimate - truth[m.attribute, m.responder]) for m in means]
    assert np.mean(raw) > 2 * np.mean(corrected)
    sure = [p for p in found.pairs if p.judge == ALL_JUDGES and p.attribute in truth]
    for pair in sure:
        if not pair.low and pair.corrected.simultaneous_low > 0:
            difference = truth[pair.attribute, pair.a] - truth[pair.attribute, pair.b]
            assert difference > 0
    headings = {h.attribute: h for h in found.headings if h.judge == ALL_JUDGES}
    assert [name for name, h in headings.items() if h.ceiling] == ["safety"]
    assert all(0.02 < h.label_saving < 0.45 for h in headings.values())
    assert {h.verdict for h in found.headings if h.judge == "gpt-4o"} == {"undetermined"}
    assert found.account.read == found.account.used + sum(found.account.excluded.values())
    assert "label_block" not in {w.code for w in found.warnings}
    assert not found.simulated
