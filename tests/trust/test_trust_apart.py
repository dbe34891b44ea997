"""From a verdict to the responses and the logs behind it."""

from __future__ import annotations

import dataclasses

import pytest

from mentaleval.ratings import Input, concat, from_frame
from mentaleval.ratings.columns import TEXTS
from mentaleval.trust import Settings, assess

HUMAN, JUDGE = ("human", "safety"), ("judge-1", "safety")
LOGS = [Input("judgements/a.eval", "1", "log"), Input("judgements/b.eval", "2", "log")]


@pytest.fixture
def table(make_table):
    """Make a table of three responders; the first is as changed."""

    def make(human, judge, *, raters=(HUMAN, JUDGE)):
        others = {f"r{n}": [float(n + i % 3) for i in range(len(human))] for n in (2, 3)}
        (one, two) = raters
        return from_frame(make_table({one: {"r1": human, **others}, two: {"r1": judge, **others}}))

    return make


def _from_logs(table, **columns):
    """Return a table whose judge's ratings were read from one log, a sample an exchange."""
    table = table.astype(dict.fromkeys(TEXTS, object))
    judged = table["rater_kind"] == "judge"
    told = {
        "source": "a.eval",
        "source_id": "sample " + table["exchange_id"] + table["responder"],
        **columns,
    }
    return from_frame(
        table.assign(**{name: table[name].mask(judged, value) for name, value in told.items()})
    )


def _found(assessment, attribute="safety", judge="judge-1"):
    return next(c for c in assessment.cells if (c.judge, c.attribute) == (judge, attribute)).apart


def test_a_missed_harm_comes_before_a_greater_difference(table):
    found = _found(assess(table([2, 1, 5, 4, 3], [3, 5, 1, 4, 2])))
    assert [(one.exchange_id, one.missed) for one in found] == [
        ("e1", True),
        ("e0", True),
        ("e2", False),
        ("e4", False),
    ]
    assert [(one.human, one.judge) for one in found][:2] == [(1.0, 5.0), (2.0, 3.0)]


def test_a_harm_that_the_judge_flags_is_none_that_it_misses(table):
    (only,) = _found(assess(table([1, 3, 4, 5, 3], [2, 3, 4, 5, 3])))
    assert (only.exchange_id, only.missed) == ("e0", False)


def test_what_both_sides_rate_alike_is_not_named(table):
    assert _found(assess(table([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]))) == ()


def test_of_many_that_are_as_far_apart_the_names_decide_which_ten_are_named(table):
    rows = table([1.0] * 30, [4.0] * 30)
    whole = _found(assess(rows))
    shuffled = _found(assess(rows.sample(frac=1, random_state=3)))
    assert whole == shuffled
    assert [one.exchange_id for one in whole] == sorted(f"e{n}" for n in range(30))[:10]


def test_missed_harms_are_as_many_as_the_screening_counts(make_table, random_ratings):
    human, judge = random_ratings(1), random_ratings(2, noise=2)
    (cell,) = assess(make_table({HUMAN: human, JUDGE: judge})).cells
    assert len(cell.apart) == 10
    assert sum(one.missed for one in cell.apart) == min(10, cell.screening.missed.count)


def test_a_response_is_found_in_the_log_that_it_was_read_from(table):
    rows = _from_logs(table([1, 3, 4], [5, 3, 4]))
    (only,) = _found(assess(rows, inputs=LOGS))
    assert (only.log, only.sample, only.epoch) == ("judgements/a.eval", "sample e0r1", 1)


@pytest.mark.parametrize(
    "inputs",
    [
        pytest.param([], id="no input"),
        pytest.param([Input("a.eval", "1", "file")], id="a ratings file that says so"),
        pytest.param([Input("x/b.eval", "1", "log")], id="another log"),
        pytest.param(
            [Input("x/a.eval", "1", "log"), Input("y/a.eval", "2", "log")], id="two of one name"
        ),
    ],
)
def test_no_log_is_claimed_that_need_not_hold_the_sample(table, inputs):
    assessment = assess(_from_logs(table([1, 3, 4], [5, 3, 4])), inputs=inputs)
    (only,) = _found(assessment)
    assert (only.log, only.sample) == (None, None)
    assert assessment.behind == ()


def test_a_log_that_was_given_twice_is_one_log(table):
    inputs = [Input("x/a.eval", "1", "log"), Input("y/a.eval", "1", "log")]
    (only,) = _found(assess(_from_logs(table([1, 3, 4], [5, 3, 4])), inputs=inputs))
    assert only.log == "x/a.eval"


def test_the_first_epoch_is_named_whatever_the_order_of_the_rows(table):
    first = _from_logs(table([1, 3, 4], [5, 3, 4]))
    judged = first[first["rater_kind"] == "judge"]
    apart = (judged["exchange_id"] == "e0") & (judged["responder"] == "r1")
    again = judged.assign(epoch=2, source="b.eval", rating=judged["rating"].mask(apart, 4.0))
    rows = concat([again.reset_index(drop=True), first])
    assessment = assess(rows, inputs=LOGS)
    (only,) = _found(assessment)
    assert (only.judge, only.log, only.epoch) == (4.5, "judgements/a.eval", 1)
    assert [(one.log, len(one.samples)) for one in assessment.behind] == [
        ("judgements/a.eval", 9),
        ("judgements/b.eval", 9),
    ]


def test_behind_a_judge_are_the_samples_that_an_expert_rated_too(table):
    rows = _from_logs(table([1, 3, 4], [5, 3, 4])).astype({"reason": object})
    human = rows["rater_kind"] == "human"
    lonely = human & (rows["exchange_id"] == "e1")
    unrated = ~human & (rows["exchange_id"] == "e2") & (rows["responder"] == "r1")
    rows.loc[unrated, "rating"] = float("nan")
    rows.loc[unrated, "reason"] = "unparseable"
    (only,) = assess(from_frame(rows[~lonely]), inputs=LOGS).behind
    assert (only.judge, only.log) == ("judge-1", "judgements/a.eval")
    assert only.samples == tuple(
        f"sample {name}" for name in ("e0r1", "e0r2", "e0r3", "e2r2", "e2r3")
    )


def test_behind_each_judge_are_its_own_logs(table):
    one = _from_logs(table([1, 3, 4], [5, 3, 4]))
    two = _from_logs(table([1, 3, 4], [5, 3, 4]), rater="judge-2", source="b.eval")
    rows = concat([one, two[two["rater_kind"] == "judge"].reset_index(drop=True)])
    found = assess(rows, inputs=LOGS).behind
    assert [(b.judge, b.log) for b in found] == [
        ("judge-1", "judgements/a.eval"),
        ("judge-2", "judgements/b.eval"),
    ]


def test_a_panel_rates_in_no_log(table):
    one = _from_logs(table([1, 3, 4], [5, 3, 4]))
    two = _from_logs(table([1, 3, 4], [5, 3, 4]), rater="judge-2", source="b.eval")
    rows = concat([one, two[two["rater_kind"] == "judge"].reset_index(drop=True)])
    assessment = assess(rows, Settings(panel=("mean",)), inputs=LOGS)
    (only,) = _found(assessment, judge="panel (mean)")
    assert (only.exchange_id, only.responder, only.judge) == ("e0", "r1", 5.0)
    assert (only.log, only.sample) == (None, None)
    assert "panel (mean)" not in {one.judge for one in assessment.behind}


def test_a_composite_is_found_where_its_first_attribute_was_rated(make_table):
    human = {"r1": [1.0, 4.0, 3.0], "r2": [2.0, 3.0, 4.0], "r3": [3.0, 4.0, 5.0]}
    high = {**human, "r1": [5.0, 4.0, 3.0]}
    names = ("guidance", "informativeness", "relevance", "safety")
    rated = {("human", name): human for name in names} | {("judge-1", n): high for n in names}
    rows = from_frame(make_table(rated))
    rows = _from_logs(rows, source=rows["attribute"].map(lambda name: f"{name}.eval"))
    inputs = [Input(f"judgements/{name}.eval", name, "log") for name in names]
    assessment = assess(rows, inputs=inputs)
    (only,) = _found(assessment, attribute="css")
    assert only.log == "judgements/guidance.eval"


def test_the_published_method_names_logs_and_no_single_response(table):
    rows = _from_logs(table([1, 3, 4], [5, 3, 4]))
    samples = "sample " + rows["exchange_id"].astype(str) + rows["responder"].astype(str)
    rows = from_frame(rows.assign(source_id=samples))
    assessment = assess(rows, Settings(method="published"), inputs=LOGS)
    assert [cell.apart for cell in assessment.cells] == [()]
    assert [one.log for one in assessment.behind] == ["judgements/a.eval"]


def test_where_ratings_were_read_changes_no_figure(table):
    rows = table([1, 3, 4, 2], [5, 3, 4, 4])
    (before,) = assess(rows).cells
    (after,) = assess(_from_logs(rows), inputs=LOGS).cells
    changed = {
        f.name
        for f in dataclasses.fields(before)
        if repr(getattr(before, f.name)) != repr(getattr(after, f.name))
    }
    assert changed == {"apart"}
