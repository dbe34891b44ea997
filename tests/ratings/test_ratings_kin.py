"""A judge's ratings of its own kin are kept apart: no pair, but not lost."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mentaleval.ratings import Exclusions, Settled, from_records, settle
from mentaleval.vocabulary import RecordedRating

LINE = "anthropic/claude-3-5-haiku"
OTHER_LINE = "anthropic/claude-3-7-sonnet"


@pytest.fixture(name="rows")
def _rows(human, judge) -> list[RecordedRating]:
    """Rate a responder of the judge's line, one of its vendor and one of neither."""
    families = {"own": LINE, "cousin": OTHER_LINE, "stranger": None}
    rows = []
    for responder, family in families.items():
        fields = {"responder": responder, "responder_family": family}
        rows += [human(2, rater="ann", **fields), human(4, rater="ben", **fields)]
        rows += [judge(5, rater_family=LINE, **fields)]
        rows += [judge(1, rater_family=LINE, epoch=2, recovered=True, **fields)]
    return rows


def _settled(records: list[RecordedRating], **options: Any) -> Settled:
    return settle(from_records(records), **options)


def test_kin_has_the_pairs_columns_and_the_pairs_reckoning(rows):
    settled = _settled(rows)
    assert list(settled.kin) == list(settled.pairs)
    assert settled.kin.dtypes.equals(settled.pairs.dtypes)
    (pair,) = settled.kin.to_dict("records")
    assert (pair["judge"], pair["responder"], pair["n_experts"]) == ("judge-a", "own", 2)
    assert (pair["human"], pair["rating"], pair["recovered"]) == (3.0, 3.0, True)
    assert settled.own == {"judge-a": ["own"]}


def test_a_judge_without_kin_has_an_empty_frame(human, judge):
    settled = _settled([human(), judge()])
    assert settled.own == {"judge-a": []}
    assert (len(settled.kin), list(settled.kin)) == (0, list(settled.pairs))


@pytest.mark.parametrize(
    ("options", "own", "excluded"),
    [
        ({"pairs": (("judge-a", "cousin"),)}, ["own"], ["own", "cousin"]),
        ({"pairs": (("judge-a", "own"),)}, ["own"], ["own"]),
        ({"families": True}, ["own", "cousin"], ["own", "cousin"]),
        (
            {"families": True, "pairs": (("judge-a", "cousin"),)},
            ["own", "cousin"],
            ["own", "cousin"],
        ),
    ],
)
def test_kin_is_what_the_judge_is_related_to_not_what_the_user_names(rows, options, own, excluded):
    settled = _settled(rows, exclusions=Exclusions(**options))
    assert settled.own == {"judge-a": own}
    assert settled.excluded == {"judge-a": excluded}
    assert settled.kin["responder"].tolist() == own


def test_kin_needs_a_valid_rating_on_both_sides(human, judge):
    def own(name: str, **fields: Any) -> dict[str, Any]:
        return {"responder": "own", "exchange_id": name, **fields}

    declared = {"declared": "own_system"}
    settled = _settled(
        [
            *(human(), judge()),
            *(human(**own("both")), judge(**own("both", **declared))),
            judge(**own("no human", **declared)),
            *(human(6, **own("bad human")), judge(**own("bad human", **declared))),
            human(**own("bad judge")),
            judge(None, **own("bad judge", reason="unparseable", **declared)),
        ]
    )
    assert settled.kin["exchange_id"].tolist() == ["both"]
    assert settled.ledger.excluded["own_family"] == 4


def test_the_published_method_pairs_kin_by_its_own_rules(rows):
    settled = _settled(rows, as_published=True, join="source")
    assert settled.kin["rating"].tolist() == [5.0]  # the repaired epoch is left out
    assert settled.kin["recovered"].tolist() == [False]


def test_another_judges_kin_stays_in_its_pairs(rows, judge):
    settled = _settled(
        [*rows, *(judge(2, rater="judge-b", responder=r) for r in ("own", "cousin"))]
    )
    mine = settled.pairs.query("judge == 'judge-b'")
    assert mine["responder"].tolist() == ["own", "cousin"]
    assert set(settled.kin["judge"]) == {"judge-a"}
    assert settled.own == {"judge-a": ["own"], "judge-b": []}


def test_repeats_of_a_judge_are_kept_rating_by_rating(human, judge):
    settled = _settled(
        [
            *(human(exchange_id=c) for c in ("c1", "c2")),
            judge(3, exchange_id="c1", epoch=10),
            judge(5, exchange_id="c2", epoch=2),
            judge(4, exchange_id="c1", epoch=2),
            judge(4, exchange_id="c1", epoch=2),  # there twice: no repeat
            judge(1, exchange_id="c9", epoch=2),  # no human: it needs none
            judge(None, exchange_id="c2", epoch=3, reason="unparseable"),
            *(judge(2, rater="judge-b", exchange_id=c) for c in ("c1", "c2")),
            judge(2, rater="judge-b", exchange_id="c3", epoch=2),
        ]
    )
    found = settled.epochs
    assert list(found) == [
        *("judge", "attribute", "exchange_id", "responder", "epoch", "rating", "response"),
    ]
    assert found.drop(columns=["attribute", "responder", "response"]).to_numpy().tolist() == [
        ["judge-a", "c9", 2, 1.0],
        ["judge-a", "c1", 2, 4.0],
        ["judge-a", "c1", 10, 3.0],
        ["judge-a", "c2", 2, 5.0],
    ]


def test_without_repeats_the_epochs_are_empty(human, judge):
    for rows in (
        [human(), judge()],
        [human(), human(epoch=2), judge()],  # a person's repeats are no judge's
        [human(), judge(), judge()],
        [human(), judge(), judge(6, epoch=2)],
        [human(), judge(), judge(responder="own"), judge(responder="own", epoch=2)],
    ):
        declared = [r._replace(declared="own_system") if r.responder == "own" else r for r in rows]
        settled = _settled(declared)
        assert len(settled.epochs) == 0
        kinds = [dtype.name for dtype in settled.epochs.dtypes]
        assert kinds == [dtype.name for dtype in _repeated(human, judge).dtypes]


def _repeated(human, judge) -> pd.DataFrame:
    return _settled([human(), judge(), judge(epoch=2)]).epochs


def test_two_ids_of_one_source_are_no_repeat(human, judge):
    fields = {"source_id": "1"}
    rows = [human(**fields), *(judge(exchange_id=name, **fields) for name in ("a", "b"))]
    rows.append(judge(rater="judge-b", epoch=2, **fields))
    assert len(_settled(rows, join="source").epochs) == 0
    assert _settled(rows, join="source").pairs["rating"].tolist() == [4.0, 4.0]


def test_the_published_epochs_are_those_its_rules_leave(human, judge):
    rows = [human(), judge(4), judge(0, epoch=2), judge(3, epoch=3, recovered=True)]
    assert _settled(rows).epochs["rating"].tolist() == [4.0, 3.0]
    assert _settled(rows, as_published=True).epochs["rating"].tolist() == [4.0, 0.0]
