"""The batch of a pair is that of its experts, and a batch that only some have is warned of."""

from __future__ import annotations

import pandas as pd

from mentaleval.ratings import Finding, from_records, settle
from mentaleval.ratings.texts import is_text
from mentaleval.vocabulary import RecordedRating


def test_the_batch_is_that_of_all_the_experts_in_whatever_order(human, judge):
    batches: dict[str, tuple[str | None, ...]] = {
        "c1": ("b2", "b1", "b2"),
        "c2": ("b2", "b2", "b2"),
        "c3": (None, "b1", None),
        "c4": (None, None, None),
        "c5": ("b3", None, "b2"),
        "c6": ("b3", "b1", "b2"),
    }
    rows = [
        human(n + 1, exchange_id=name, rater=f"expert-{n}", batch=batch)
        for name, each in batches.items()
        for n, batch in enumerate(each)
    ]
    rows += [judge(exchange_id=name, batch="theirs") for name in batches]
    rows += [judge(exchange_id=name, rater="judge-b") for name in batches]
    first = ["b1 + b2", "b2", "b1", None, "b2 + b3", "b1 + b2 + b3"]
    for seed in range(8):
        table = from_records(rows).sample(frac=1, random_state=seed)
        settled = settle(table)
        found = settled.pairs.set_index(["judge", "exchange_id"])["batch"]
        assert is_text(found.dtype)
        for rater, last in (("judge-a", "theirs"), ("judge-b", None)):
            theirs = found[rater].reindex(list(batches)).astype(object)
            expected = [last if name is None else name for name in first]
            assert [None if pd.isna(name) else name for name in theirs] == expected


def test_pairs_without_a_batch_beside_others_with_one(human, judge):
    def rows(*batches: str | None) -> list[RecordedRating]:
        return [
            rate(exchange_id=f"c{n}", batch=batch)
            for n, batch in enumerate(batches)
            for rate in (human, judge)
        ]

    def partial(records: list[RecordedRating]) -> list[Finding]:
        warnings = settle(from_records(records)).warnings
        return [finding for finding in warnings if finding.code == "partial_batches"]

    (found,) = partial(rows("b1", None, "b2", None, None))
    assert found.count == 3
    assert found.message.startswith("3 of 5 compared ratings have no batch")
    assert not partial(rows("b1", "b2"))
    assert not partial(rows(None, None))
