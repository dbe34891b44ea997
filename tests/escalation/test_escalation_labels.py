"""Human ratings that an earlier escalation asked for: labels, but no random ones."""

import pandas as pd
import pytest

from mentaleval.errors import RatingsError
from mentaleval.escalation import escalate


def same(rating, _rng):
    return rating


@pytest.fixture
def once_more(rated, row, table):
    """Return a table, and the same with every third unlabelled response rated 1 since."""
    before = rated(same, n=600)
    labelled = set(before.loc[before["rater_kind"] == "human", "exchange_id"])
    open_ones = [n for n in range(600) if f"c{n}" not in labelled]
    asked = table([row(n, "a", "ben", 1.0) for n in open_ones[::3]])
    return before, pd.concat([before, asked.assign(declared="escalated")], ignore_index=True)


def test_labels_of_an_escalation_are_counted_and_not_calibrated_on(once_more):
    before, after = (escalate(table) for table in once_more)
    number = len(once_more[1]) - len(once_more[0])
    assert after.attributes[0].groups != ()
    assert [g.interval for g in after.attributes[0].groups] == [
        g.interval for g in before.attributes[0].groups
    ]
    assert after.attributes[0].n == before.attributes[0].n
    assert after.account["labelled"] == before.account["labelled"]
    assert after.account["escalated_before"] == number
    (warned,) = [w for w in after.warnings if w.code == "escalated_labels"]
    assert warned.count == number
    assert not [w for w in before.warnings if w.code == "escalated_labels"]


def test_what_was_seen_in_an_escalation_is_not_queued_again(once_more):
    after = escalate(once_more[1])
    seen = once_more[1][once_more[1]["rater"] == "ben"]
    assert {q.exchange_id for q in escalate(once_more[0]).queue} & set(seen["exchange_id"])
    queued = {(q.exchange_id, q.responder) for q in after.queue}
    assert not queued & set(zip(seen["exchange_id"], seen["responder"], strict=True))


def test_a_rating_of_another_text_leaves_a_response_in_the_queue(once_more):
    before, after = once_more
    asked = after["declared"] == "escalated"
    first = after.loc[asked, "exchange_id"].iloc[0]
    hashes = pd.Series("one", index=after.index)
    hashes[asked & (after["exchange_id"] == first)] = "other"
    found = escalate(after.assign(response_id=hashes))
    assert found.account["escalated_before"] == len(after) - len(before) - 1


def test_what_was_left_unrated_in_an_escalation_is_asked_for_again(once_more):
    before, after = once_more
    asked = after["declared"] == "escalated"
    unrated = after.assign(
        rating=after["rating"].mask(asked), reason=after["reason"].mask(asked, "missing")
    )
    found = escalate(unrated)
    assert found.attributes[0].counts["human_unrated"] == len(after) - len(before)
    assert [g.interval for g in found.attributes[0].groups] == [
        g.interval for g in escalate(before).attributes[0].groups
    ]


def test_they_would_have_moved_the_calibration(once_more):
    """The same ratings without what is declared of them are calibrated on."""
    before, after = once_more
    moved = escalate(after.drop(columns="declared"))
    assert moved.attributes[0].n > escalate(before).attributes[0].n


def test_labels_of_an_escalation_alone_are_refused(rated):
    only = rated(same, n=40)
    human = only["rater_kind"] == "human"
    only["declared"] = pd.Series("escalated", index=only.index).where(human)
    with pytest.raises(RatingsError, match=r"40 ratings of an escalation aside"):
        escalate(only)
