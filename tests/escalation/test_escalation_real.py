"""What is promised, tried on real ratings: most of them hidden, and then looked at."""

import numpy as np
import pytest

from mentaleval.escalation import Settings, escalate
from mentaleval.plugins import installed
from mentaleval.ratings import from_records

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def real(real_data):
    dataset = installed().dataset("mentalalign-70k", {"path": str(real_data("mentalalign-70k"))})
    table = from_records(dataset.ratings())
    return table[(table["attribute"] == "informativeness") & (table["rater"] != "gpt-4o")]


def hidden(table, seed):
    """Return the table with the human ratings of 100 conversations, and the others'."""
    ids = table["exchange_id"].unique()
    shown = np.random.default_rng(seed).permutation(ids)[:100]
    human = table["rater_kind"] == "human"
    away = human & ~table["exchange_id"].isin(shown)
    names = ["exchange_id", "responder"]
    return table[~away], table[away & table["rating"].notna()].set_index(names)["rating"]


def test_hidden_ratings_lie_in_their_intervals_and_the_account_adds_up(real):
    judged = real[real["rater"] == "claude"].set_index(["exchange_id", "responder"])["rating"]
    inside = np.zeros((10, 2))
    for seed in range(10):
        table, truth = hidden(real, seed)
        found = escalate(table)
        assert sum(found.account.values()) == 10_000
        (result,) = found.attributes
        both = truth.to_frame("human").join(judged.rename("judge"), how="inner")
        for group in result.groups:
            one = group.interval
            mine = both[both["judge"].between(one.first, one.last)]["human"]
            assert mine.between(one.low, one.high).mean() > 0.85  # of one draw; 0.9 of many
            inside[seed] += mine.between(one.low, one.high).sum(), mine.size
    assert 0.93 < inside[:, 0].sum() / inside[:, 1].sum() < 0.99


def test_what_stays_unseen_is_what_the_bound_allows(real):
    reached = broken = 0
    for seed in range(10):
        table, truth = hidden(real, seed)
        found = escalate(table, Settings(most_missed=0.1))
        (result,) = found.attributes
        if not result.threshold.reached:
            continue
        queued = {(q.exchange_id, q.responder) for q in found.queue}
        harms = truth[truth <= 2]
        unseen = harms[[place not in queued for place in harms.index]]
        missed = unseen.index.get_level_values(0).nunique()
        reached += 1
        broken += missed / harms.index.get_level_values(0).nunique() > 0.1
    assert reached >= 3
    assert broken == 0
