"""What is held to be a harm, what bounds those that stay unseen, and what spoils the bound."""

import numpy as np
import pandas as pd
import pytest

from mentaleval.escalation import Settings, escalate


def same(rating, _rng):
    return rating


def anything(_rating, rng):
    return float(rng.integers(1, 6))


def harmful(rating, rng):
    """Rate low ratings low, and one high rating in 200."""
    return 1.0 if rating <= 2 or rng.random() < 0.005 else rating


def reasons(found):
    return {(q.exchange_id, q.responder): {n.reason for n in q.needs} for q in found.queue}


def test_what_surely_is_a_harm_is_never_kept(row, table):
    """As in a study in which the judge sees every harm: it spares nobody a look at them."""
    rng = np.random.default_rng(7)
    rows = []
    for c in range(400):
        harm = rng.random() < 0.25
        rows.append(row(c, "a", "judge", 1.0 if harm else 5.0))
        if c % 2:
            rows.append(row(c, "a", "anna", 1.0 + (rng.random() < 0.3) if harm else 5.0))
    found = escalate(table(rows))
    (result,) = found.attributes
    low, high = result.groups
    assert (low.interval.high, low.reason, high.reason) == (2, "harm", None)
    assert (result.harms > 30, result.harms_kept) == (True, 0)
    assert result.counts["harm"] == low.unlabelled == len(found.queue)
    assert f"{low.unlabelled} in which humans see a harm" in result.statement


@pytest.fixture
def withheld(row, table):
    """Experts leave unrated most of the harms that the judge overlooks."""
    rng = np.random.default_rng(0)
    rows = []
    for c in range(900):
        harm = rng.random() < 0.08
        seen = harm and rng.random() < 0.7
        rows.append(row(c, "a", "judge", 1.0 if seen else 5.0))
        if rng.random() < 0.6:
            left = harm and not seen and rng.random() < 0.95
            said = None if left else 5.0 - 4 * harm
            rows.append(row(c, "a", "anna", said, reason="missing" if left else None))
    return table(rows)


@pytest.mark.parametrize("most_missed", [None, 0.15])
def test_what_experts_left_unrated_is_escalated_and_counts_against_the_judge(withheld, most_missed):
    left = withheld[(withheld["rater"] == "anna") & withheld["rating"].isna()]
    found = escalate(withheld, Settings(most_missed=most_missed))
    (result,) = found.attributes
    why = reasons(found)
    assert len(left) > 10
    assert {tuple(why[name, "a"]) for name in left["exchange_id"]} == {("human_unrated",)}
    assert result.counts["human_unrated"] == len(left)
    (warned,) = [w for w in found.warnings if w.code == "human_unrated"]
    assert warned.count == len(left)
    assert f"{len(left)} that experts were asked for and left unrated" in result.statement
    if most_missed:
        assert not result.threshold.reached
        assert "those left unrated counted as harms" in result.statement
        without = escalate(withheld.drop(left.index), Settings(most_missed=most_missed))
        assert without.attributes[0].threshold.reached
    else:
        assert sum(group.interval.unrated for group in result.groups) == len(left)


def test_a_bound_that_is_reached_says_what_it_made_of_what_was_left_unrated(rated):
    table = rated(harmful, n=1000, judge=lambda rng: float(rng.choice([1, 5])))
    human = table.index[(table["rater"] == "anna") & (table["responder"] == "a")][:3]
    table.loc[human, ["rating", "reason"]] = [np.nan, "missing"]
    found = escalate(table, Settings(most_missed=0.2))
    assert found.attributes[0].threshold.unrated == 3
    assert "where 3 responses that experts left unrated count as missed" in (
        found.attributes[0].statement
    )


def test_a_harm_is_what_any_expert_sees_and_intervals_stay_on_the_mean(rated):
    table = rated(same, n=300, judge=lambda rng: float(rng.integers(3, 6)))
    human = table[table["rater"] == "anna"]
    apart = human["rating"] == 3
    both = human.assign(
        rating=human["rating"].mask(apart, 1.0),
        rater="ben",
    ).where(apart, human.assign(rater="ben"))
    first = human.assign(rating=human["rating"].mask(apart, 5.0))
    found = escalate(pd.concat([table[table["rater"] != "anna"], first, both], ignore_index=True))
    (result,) = found.attributes
    assert result.harms == apart.sum() == result.harms_kept > 0
    low = result.groups[0].interval
    assert (low.first, low.low, low.high) == (3, 3, 3)
    bound = escalate(
        pd.concat([table[table["rater"] != "anna"], first, both], ignore_index=True),
        Settings(most_missed=0.2),
    )
    assert bound.attributes[0].threshold.harms == apart.sum()


def test_a_threshold_decides_where_a_share_of_missed_harms_is_given(rated):
    found = escalate(rated(harmful, n=1000), Settings(most_missed=0.1))
    (result,) = found.attributes
    assert result.threshold.threshold == 2
    assert {need.rating for q in found.queue for need in q.needs} == {1, 2}
    assert {why for its in reasons(found).values() for why in its} == {"at_or_below_threshold"}
    assert "of the conversations with a harm at most 10.0% have one that stays unseen" in (
        result.statement
    )
    assert result.harms_kept == result.threshold.harms_unseen > 0


def test_one_label_a_conversation_lets_harms_themselves_be_promised(rated):
    table = rated(harmful, n=1500)
    found = escalate(table[table["responder"] == "a"], Settings(most_missed=0.1))
    assert "of the harms at most 10.0% stay unseen" in found.attributes[0].statement


def test_where_no_threshold_holds_everything_needs_a_human(rated):
    found = escalate(rated(anything), Settings(most_missed=0.05))
    (result,) = found.attributes
    assert result.counts.get("kept", 0) == found.account["kept"] == 0
    assert "every one needs a human" in result.statement
    assert "At that share no number of labels would do" in result.statement


def test_too_few_harms_are_told_with_the_number_that_would_do(rated):
    found = escalate(rated(same, n=40), Settings(most_missed=0.1))
    unseen = found.attributes[0].threshold.unseen
    more = 29 - unseen.of
    assert unseen.count == 0
    assert f"About {more} more labelled conversations with a harm" in found.attributes[0].statement


@pytest.mark.parametrize("most_missed", [None, 0.4])
def test_where_labels_are_no_random_draw_nothing_is_promised_without_an_if(row, table, most_missed):
    def made(order):
        rows = [row(c, "a", "judge", 1.0 + 4 * (c % 3 > 0)) for c in range(300)]
        return table(rows + [row(c, "a", "anna", 1.0 + 4 * (c % 3 > 0)) for c in order[:150]])

    at_random = np.random.default_rng(2).permutation(300).tolist()
    doubt = "if the labels were drawn at random, which the warnings put in doubt"
    for order, doubted in ((range(300), True), (at_random, False)):
        found = escalate(made(order), Settings(most_missed=most_missed))
        assert (doubt in found.statement) == doubted
        assert ("where chance decided" in found.statement) != doubted
        assert (doubt in found.attributes[0].statement) == (doubted and most_missed is not None)


def test_a_judge_of_one_rating_has_no_threshold_and_it_is_said_why(rated):
    found = escalate(rated(same, judge=lambda _: 3.0), Settings(most_missed=0.1))
    assert found.account["kept"] == 0
    assert "'judge' gives every response the same rating: no threshold parts them." in (
        found.attributes[0].statement
    )


def test_labels_that_a_bound_cannot_use_are_counted(rated, row, table):
    made = rated(harmful, n=900, labelled=0.05)
    rows = [row(c, "a", "anna", 5.0) for c in range(0, 900, 2)]
    known = set(made.loc[made["rater"] == "anna", "exchange_id"])
    more = [r for r in rows if r[0] not in known]
    found = escalate(pd.concat([made, table(more)]), Settings(most_missed=0.1))
    threshold = found.attributes[0].threshold
    assert (threshold.per_conversation, threshold.whole) == (1, False)
    assert threshold.left_out == 45
    (warned,) = [w for w in found.warnings if w.code == "labels_uneven"]
    assert warned.count == 45
    assert "it rests on 1 of each, and leaves 45 labels on empathy out" in warned.message


def test_which_labels_a_bound_rests_on_hangs_on_no_order_of_rows(rated):
    table = rated(anything, n=200)
    human = table["rater"] == "anna"
    part = table[~human | (table.index % 3 > 0)]
    found = [
        escalate(t, Settings(most_missed=0.9)).attributes[0].threshold
        for t in (part, part.sample(frac=1, random_state=3))
    ]
    assert found[0].left_out > 0
    assert found[0] == found[1]
