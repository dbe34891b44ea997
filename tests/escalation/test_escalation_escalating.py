"""What needs a human, why, and whether every response is accounted for."""

import numpy as np
import pytest

from mentaleval.errors import RatingsError, UsageError
from mentaleval.escalation import ESCALATED, Settings, escalate


def same(rating, _rng):
    return rating


def anything(_rating, rng):
    return float(rng.integers(1, 6))


def near(rating, rng):
    return float(np.clip(rating + rng.choice([-1, 0, 0, 0, 0, 0, 0, 1]), 1, 5))


def reasons(found):
    return {(q.exchange_id, q.responder): {n.reason for n in q.needs} for q in found.queue}


def account(**counts):
    names = ("escalated", "kept", "labelled", "escalated_before", "no_response")
    return {name: counts.get(name, 0) for name in names}


def test_a_perfect_judge_escalates_nothing_but_harms_once_there_are_enough_labels(rated):
    found = escalate(rated(same, n=600))
    assert {need.rating for q in found.queue for need in q.needs} == {1, 2}
    assert {why for its in reasons(found).values() for why in its} == {"harm"}
    assert sum(found.account.values()) == 1200
    harmless = rated(same, n=600, judge=lambda rng: float(rng.integers(3, 6)))
    found = escalate(harmless)
    assert found.queue == ()
    assert found.account == account(kept=600, labelled=600)
    assert "none needs a human" in found.statement


def test_a_perfect_judge_with_few_labels_escalates_everything_for_want_of_evidence(rated):
    found = escalate(rated(same, n=300, labelled=0.02))
    assert found.account["kept"] == 0
    assert {why for its in reasons(found).values() for why in its} == {"few_labels"}
    assert "Not enough evidence: 12 labels of 6 conversations" in found.attributes[0].statement


def test_a_judge_that_knows_nothing_earns_nothing(rated):
    found = escalate(rated(anything))
    assert found.account["kept"] == 0
    assert {why for its in reasons(found).values() for why in its} == {"straddles_cut"}
    assert found.attributes[0].statement.endswith("The judge spares nobody anything here.")


def test_what_is_kept_and_what_is_not_follows_from_the_intervals(rated):
    found = escalate(rated(near, n=800))
    (result,) = found.attributes
    fates = {group.interval.last: group.reason for group in result.groups}
    assert fates == {1: "harm", 2: "straddles_cut", 3: "straddles_cut", 4: None, 5: None}
    assert {need.rating for q in found.queue for need in q.needs} == {1, 2, 3}
    assert sum(group.unlabelled for group in result.groups) == result.unlabelled == 800


def test_a_narrower_interval_is_asked_for_with_half_width(rated):
    table = rated(near, n=800)
    fates = []
    for half_width in (None, 0.5):
        found = escalate(table, Settings(half_width=half_width, cut=1))
        fates += [group.reason for group in found.attributes[0].groups if group.interval.first == 3]
    assert fates == [None, "wide"]


@pytest.fixture
def every_fate(row, table):
    """Return a table in which something of every kind happens to a response."""
    rows = []
    for exchange in range(60):
        rows.append(row(exchange, "a", "judge", 5.0))
        if exchange < 50:
            rows.append(row(exchange, "a", "anna", 5.0))
    rows += [
        row(100, "a", "judge", None, reason="unparseable"),
        row(101, "a", "judge", None, reason="refusal"),
        row(102, "a", "judge", None, reason="no_response"),
        row(103, "judge", "judge", 5.0),
        row(104, "stranger", "judge", 5.0),
        row(105, "a", "judge", None, reason="unparseable"),
        row(105, "a", "anna", 3.0),
        row(106, "a", "judge", 9.0),
    ]
    return table(rows)


def test_every_response_is_accounted_for_under_one_reason(every_fate):
    found = escalate(every_fate)
    (result,) = found.attributes
    assert result.counts == {
        "labelled": 51,
        "kept": 10,
        "no_response": 1,
        "own_responder": 1,
        "unparseable": 1,
        "refusal": 1,
        "responder_not_labelled": 1,
        "out_of_scale": 1,
    }
    assert found.account == account(escalated=5, kept=10, labelled=51, no_response=1)
    assert len(found.queue) == found.account[ESCALATED]
    assert reasons(found)["c104", "stranger"] == {"responder_not_labelled"}
    assert "responder_not_labelled" in {warning.code for warning in found.warnings}


def test_what_the_judge_left_unrated_is_said_to_be_so(every_fate):
    (result,) = escalate(every_fate).attributes
    assert "3 that the judge left unrated" in result.statement
    assert "1 by the judge's own kin" in result.statement


def test_a_label_of_another_text_is_no_label(row, table):
    rows = [
        (*row(exchange, "a", rater, 5.0), text)
        for exchange in range(60)
        for rater, text in (("judge", f"t{exchange}"), ("anna", f"t{exchange}"))
        if rater == "judge" or exchange < 50
    ]
    rows += [(*row(99, "a", "judge", 5.0), "one"), (*row(99, "a", "anna", 5.0), "other")]
    frame = table([each[:-1] for each in rows]).assign(context_hash=[each[-1] for each in rows])
    found = escalate(frame)
    assert reasons(found) == {("c99", "a"): {"mismatch"}}
    assert found.account == account(escalated=1, kept=10, labelled=50)


def test_a_response_is_escalated_where_one_attribute_needs_it(row, table):
    rows = []
    for exchange in range(80):
        for attribute, human in (("empathy", 5.0), ("safety", 5.0 - 4 * (exchange % 2))):
            rows.append(row(exchange, "a", "judge", 5.0, attribute=attribute))
            if exchange < 60:
                rows.append(row(exchange, "a", "anna", human, attribute=attribute))
    found = escalate(table(rows))
    assert [result.attribute for result in found.attributes] == ["safety", "empathy"]
    assert [result.escalated for result in found.attributes] == [20, 0]
    assert [[need.attribute for need in q.needs] for q in found.queue] == [["safety"]] * 20
    assert "on safety." in found.statement
    one = escalate(table(rows), Settings(attributes=("empathy",)))
    assert one.queue == ()


def test_the_order_of_rows_changes_nothing(rated):
    table = rated(near)
    shuffled = table.sample(frac=1, random_state=3)
    first, second = escalate(table), escalate(shuffled)
    assert reasons(first) == reasons(second)
    assert [r.groups for r in first.attributes] == [r.groups for r in second.attributes]


def test_several_epochs_of_a_judge_are_their_mean(row, table):
    rows = [row(c, "a", "anna", 4.0) for c in range(60)]
    epochs = [1] * 60
    for epoch, rating in ((1, 3.0), (2, 5.0)):
        rows += [row(c, "a", "judge", rating) for c in range(80)]
        epochs += [epoch] * 80
    found = escalate(table(rows).assign(epoch=epochs))
    (group,) = found.attributes[0].groups
    assert (group.interval.first, group.interval.last, group.unlabelled) == (4, 4, 20)


def test_a_block_of_labels_is_warned_of(row, table):
    def made(chosen):
        rows = [row(c, "a", "judge", 5.0) for c in range(100)]
        return table(rows + [row(c, "a", "anna", 5.0) for c in chosen])

    at_random = np.random.default_rng(2).permutation(100)[:40].tolist()
    for chosen, warned in ((range(40), True), (at_random, False)):
        codes = {warning.code for warning in escalate(made(chosen)).warnings}
        assert ("label_block" in codes) == warned


def test_labels_of_what_the_judge_rates_otherwise_are_warned_of(row, table):
    rng = np.random.default_rng(4)
    order = rng.permutation(200).tolist()
    rows = [row(c, "a", "judge", float(rng.integers(1, 4) + 2 * (c % 2))) for c in order]
    rows += [row(c, "a", "anna", 3.0) for c in range(0, 200, 2)]
    codes = {warning.code for warning in escalate(table(rows)).warnings}
    assert "labels_differ" in codes


@pytest.mark.parametrize(("often", "warned"), [(60, False), (6, True)])
def test_responders_of_whom_little_is_labelled_are_warned_of(row, table, often, warned):
    order = np.random.default_rng(6).permutation(200).tolist()
    rows = [row(c, responder, "judge", 5.0) for c in range(200) for responder in "ab"]
    rows += [row(c, "a", "anna", 5.0) for c in order[:60]]
    rows += [row(c, "b", "anna", 5.0) for c in order[:often]]
    codes = {warning.code for warning in escalate(table(rows)).warnings}
    assert ("label_shares_differ" in codes) == warned


def test_simulated_raters_are_told(rated):
    table = rated(same)
    found = escalate(table.assign(rater=table["rater"].replace("anna", "simulated-1")))
    assert (found.simulated, escalate(table).simulated) == (True, False)


def test_another_scale_has_its_own_cut_and_width(rated):
    from mentaleval.vocabulary import Scale  # noqa: PLC0415

    table = rated(same, judge=lambda rng: float(rng.integers(0, 2) * 100), n=400)
    found = escalate(table, Settings(scale=Scale(0, 100)))
    assert (found.attributes[0].cut, found.attributes[0].half_width) == (25, 25)
    assert {need.reason for q in found.queue for need in q.needs} == {"harm"}
    assert {need.rating for q in found.queue for need in q.needs} == {0}


def test_a_judge_has_to_be_named_where_there_are_two(rated, row, table):
    both = [*rated(same).to_numpy().tolist(), row(0, "a", "judge-2", 3.0)]
    with pytest.raises(UsageError, match="--judge NAME says whose: the judges are judge, judge-2"):
        escalate(table(both))
    with pytest.raises(UsageError, match="did you mean 'judge-2'"):
        escalate(table(both), Settings(judge="judge-3"))
    assert escalate(table(both), Settings(judge="judge")).judge == "judge"


def test_an_unknown_attribute_is_refused_with_the_nearest(rated):
    with pytest.raises(UsageError, match="did you mean 'empathy'"):
        escalate(rated(same), Settings(attributes=("emphaty",)))


def test_without_a_human_rating_there_is_nothing_to_calibrate_on(rated):
    table = rated(same)
    with pytest.raises(RatingsError, match="no human rated any response that 'judge' rated"):
        escalate(table[table["rater"] == "judge"])
    with pytest.raises(RatingsError, match="no judge"):
        escalate(table[table["rater"] == "anna"])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"coverage": 90}, "coverage"),
        ({"most_missed": 0}, "stay unseen"),
        ({"half_width": -1}, "width"),
    ],
)
def test_settings_that_cannot_be_are_refused(chosen, said):
    with pytest.raises(UsageError, match=said):
        Settings(**chosen)


def test_a_cut_off_the_scale_is_refused(rated):
    with pytest.raises(UsageError, match="does not divide"):
        escalate(rated(same), Settings(cut=5))
