"""Each warning comes when it should, with its count, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from mentaleval.ratings import Finding, from_records, settle
from mentaleval.ratings.study_design import MOST_PLACES, _places, _width
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Attribute, RecordedRating, Rubric, text_hash

NAMES = SEVEN.names[:4]


def _found(records: Iterable[RecordedRating], code: str, **options: object) -> list[Finding]:
    settled = settle(from_records(records), **options)  # type: ignore[arg-type]
    return [finding for finding in settled.warnings if finding.code == code]


def _study(
    *,
    exchanges: int = 12,
    responders: int = 16,
    humans: int = 2,
    attributes: tuple[str, ...] = NAMES,
    shift: float = 0.0,
    judge_shift: float = 0.0,
    slope: float = 1.0,
) -> Iterator[RecordedRating]:
    """A study without a fault: experts and two judges that use the scale and differ a little."""
    rng = np.random.default_rng(7)
    raters = [f"expert-{n}" for n in range(humans)] + ["judge-a", "judge-b"]
    quality = rng.normal(0, 0.6, size=(responders, len(attributes)))
    for rater in raters:
        judge = rater.startswith("judge")
        for c in range(exchanges):
            late = (judge_shift if judge else shift) * (c >= exchanges // 2)
            for r in range(responders):
                for a, attribute in enumerate(attributes):
                    value = 3 + (slope if judge else 1) * quality[r, a] + rng.normal(0, 0.5) + late
                    yield RecordedRating(
                        f"c{c}",
                        f"r{r}",
                        rater,
                        "judge" if judge else "human",
                        attribute,
                        float(np.clip(value, 1, 5)),
                        source_id=str(c),
                        responder_family="anthropic/claude-3-haiku" if r == 0 else None,
                    )


def test_a_study_without_a_fault_gets_no_warning():
    assert settle(from_records(_study())).warnings == ()


def test_labels_that_an_escalation_asked_for_are_no_random_sample():
    records = list(_study())
    assert not _found(records, "escalated_labels")
    late = [
        r._replace(declared="escalated")
        if r.rater_kind == "human" and r.exchange_id in {"c1", "c2"}
        else r
        for r in records
    ]
    (found,) = _found(late, "escalated_labels")
    assert found.count == 2 * 16 * 2 * 4
    assert "256 of 1,536 human ratings" in found.message


def test_one_expert_alone():
    records = list(_study(humans=1))
    assert [f.count for f in _found(records, "one_rater")] == [12 * 16 * 4]
    single = _found(records, "single_human")
    assert [f.count for f in single] == [12 * 16 * 4]
    assert "every one of the items" in single[0].message


def test_few_responders_for_each_judge():
    found = _found(_study(responders=14), "few_responders")
    assert [(f.judge, f.count) for f in found] == [("judge-a", 14), ("judge-b", 14)]


@pytest.mark.parametrize(("slope", "word"), [(0.3, "less"), (2.5, "more")])
def test_a_judge_that_spreads_responders_otherwise(slope, word):
    found = _found(_study(slope=slope), "spread")
    assert {(f.judge, f.attribute) for f in found} == {
        (judge, name) for judge in ("judge-a", "judge-b") for name in NAMES
    }
    assert all(f"apart {word} than" in f.message and f.count == 16 for f in found)


def test_a_change_of_level_that_no_judge_follows():
    (found,) = _found(_study(exchanges=60, shift=1.0), "change_points")
    assert found.count == 1
    assert "at 30:" in found.message
    assert "no judge changes there" in found.message


def test_a_change_of_level_that_the_judges_follow():
    (found,) = _found(_study(exchanges=60, shift=1.0, judge_shift=1.0), "change_points")
    assert "'judge-a', 'judge-b' change there too" in found.message


def _level_at_the_end(shift: float) -> Iterator[RecordedRating]:
    """One expert, who rates a third of the later exchanges with one number throughout."""
    for record in _study(exchanges=60, humans=1, shift=shift):
        exchange = int(record.exchange_id[1:])
        marked = record.rater == "expert-0" and exchange >= 30 and exchange % 3 == 0
        yield record._replace(rating=3 + shift) if marked else record


def test_a_halo_of_one_batch_is_named_where_the_rater_as_a_whole_has_none():
    rows = list(_level_at_the_end(shift=1.0))
    assert not _found(rows, "halo")
    (found,) = _found(rows, "batch_halo")
    assert 10 * 16 <= found.count < 11 * 16
    assert "in 33% in batch 2 of 2:" in found.message
    assert found.judge is found.rater is None


def test_no_batch_halo_without_batches_or_without_a_halo():
    assert not _found(_level_at_the_end(shift=0.0), "batch_halo")
    plain = list(_study(exchanges=60, shift=1.0))
    assert _found(plain, "change_points")
    assert not _found(plain, "batch_halo")


def _long(exchanges: int, change: int, *, judge_change: int | None) -> Iterator[RecordedRating]:
    """One expert and one judge along many exchanges, whose level changes once."""
    rng = np.random.default_rng(11)
    for rater, at in (("expert", change), ("judge-a", judge_change)):
        for c, noise in enumerate(rng.normal(0, 0.3, size=exchanges)):
            value = 3 + noise + (0.0 if at is None else 0.8 * (c >= at))
            yield RecordedRating(
                *(f"c{c}", "r", rater, "human" if rater == "expert" else "judge", "empathy"),
                float(np.clip(value, 1, 5)),
                source_id=str(c),
            )


@pytest.mark.parametrize("change", [9_003, 19_960])  # the later: just ten places from the end
def test_a_change_in_a_long_sequence_is_found_within_a_block(change):
    (found,) = _found(_long(20_000, change, judge_change=None), "change_points")
    assert found.count == 1
    place = int(found.message.split(", at ")[1].split(":")[0])
    assert place % 4 == 0  # the first exchange of a block of four
    assert abs(place - change) <= 2 * 4
    assert "no judge changes there" in found.message


def test_a_judge_changes_there_too_when_it_does_within_ten_blocks():
    (near,) = _found(_long(20_000, 9_000, judge_change=9_030), "change_points")
    assert "'judge-a' change there too" in near.message
    (far,) = _found(_long(20_000, 9_000, judge_change=9_100), "change_points")
    assert "no judge changes there" in far.message


def test_up_to_five_thousand_exchanges_every_one_is_a_place():
    rng = np.random.default_rng(4)
    for number, change in ((MOST_PLACES, 2_501), (MOST_PLACES + 1, 2_502)):
        levels = rng.normal(0, 0.05, size=(number, 2))
        levels[change:] += 1
        orders = np.arange(number) * 3
        assert _places(levels, orders).tolist() == [3 * change]
        assert _width(levels) == 1 + (number > MOST_PLACES)


def test_change_points_need_fifty_exchanges():
    assert not _found(_study(exchanges=48, shift=1.0), "change_points")


def _marked(value: float, share: float, rater: str) -> Iterator[RecordedRating]:
    """The study with a share of one rater's responses rated *value* throughout."""
    for record in _study():
        marked = record.rater == rater and int(record.exchange_id[1:]) < share * 12
        yield record._replace(rating=value) if marked else record


@pytest.mark.parametrize("rater", ["expert-1", "judge-b"])
def test_halo_counts_the_responses_with_one_rating_for_all(rater):
    (found,) = _found(_marked(4.0, 0.5, rater), "halo")
    assert (found.rater, found.count) == (rater, 6 * 16)
    assert found.judge == (rater if rater == "judge-b" else None)
    assert not _found(_marked(4.0, 2 / 12, rater), "halo")


def test_a_ceiling_is_named_by_rater_and_attribute():
    found = _found(_marked(5.0, 11 / 12, "judge-a"), "ceiling")
    assert [(f.rater, f.attribute) for f in found] == [("judge-a", name) for name in NAMES]
    assert all(f.count >= 11 * 16 for f in found)


def test_unread_ratings_are_counted_for_each_rater_and_reason(human, judge):
    rows = [human(), judge(), judge(exchange_id="c2", recovered=True), human(exchange_id="c2")]
    rows += [judge(None, reason="unparseable", exchange_id=f"d{n}") for n in range(3)]
    rows += [human(6, exchange_id="d0"), human(), judge(None, reason="odd", exchange_id="d9")]
    for code, count, rater in (
        ("unparseable", 3, "judge-a"),
        ("recovered", 1, "judge-a"),
        ("out_of_scale", 1, "expert"),
        ("duplicate", 1, "expert"),
        ("odd", 1, "judge-a"),
    ):
        (found,) = _found(rows, code)
        assert (found.count, found.rater) == (count, rater)
    (kept,) = _found(rows, "out_of_scale", as_published=True)
    assert "takes the number as it was read" in kept.message
    (left,) = _found(rows, "recovered", as_published=True)
    assert "left out" in left.message


def test_responses_shared_by_two_responders(human, judge):
    def rows(text: str) -> list[RecordedRating]:
        shared = {"response_id": text_hash(text)}
        return [
            rate(responder=name, exchange_id=exchange, **shared)
            for rate in (human, judge)
            for name, exchange in (("warm", "c1"), ("terse", "c1"), ("warm", "c2"))
        ]

    assert [f.count for f in _found(rows("I hear you."), "duplicate_responses")] == [1]
    assert not _found(rows("  "), "duplicate_responses")


def test_an_attribute_outside_the_rubric(human, judge):
    rows = [human(attribute="wit"), judge(attribute="wit"), human(), judge()]
    (found,) = _found(rows, "unknown_attribute")
    assert (found.attribute, found.count) == ("wit", 2)
    mine = Rubric("mine", (Attribute("wit"), Attribute("empathy")))
    assert not _found(rows, "unknown_attribute", rubric=mine)


def test_responders_left_out_are_named(human, judge):
    own = {"responder": "own", "declared": "own_system"}
    (found,) = _found([human(), judge(), human(responder="own"), judge(**own)], "own_family")
    assert (found.judge, found.count) == ("judge-a", 1)
    assert "not assessed on own (1 rating)" in found.message


def test_context_mismatch_says_what_each_join_does(human, judge):
    rows = [human(), judge()]
    rows += [human(exchange_id="a", context_hash="x", source_id="9")]
    rows += [judge(exchange_id="b", context_hash="y", source_id="9")]
    (left,) = _found(rows, "context_mismatch")
    assert (left.count, "(9)" in left.message, "left out" in left.message) == (1, True, True)
    (paired,) = _found(rows, "context_mismatch", join="source")
    assert "pairs them anyway" in paired.message


def test_two_contexts_that_both_sides_rated_are_no_mismatch(human, judge):
    rows = [
        rate(exchange_id=name, context_hash=name, source_id="9")
        for rate in (human, judge)
        for name in ("a", "b")
    ]
    assert not _found(rows, "context_mismatch")
    assert settle(from_records(rows)).ledger.used == 4


def test_inferred_blanks_are_counted_by_response(human, judge):
    rows = [
        rate(1, attribute=name, rater=rater)
        for rate, rater in ((human, "expert"), (judge, "a"), (judge, "b"))
        for name in ("relevance", "guidance")
    ]
    (found,) = _found(rows, "inferred_blank")
    assert found.count == 1
    assert "(warm)" in found.message


def test_a_judge_without_any_pair_is_named(human, judge):
    rows = [human(), judge(), *(judge(None, rater="judge-b", epoch=n) for n in (1, 2))]
    (found,) = _found(rows, "unpaired_judge")
    assert (found.judge, found.count) == ("judge-b", 2)
