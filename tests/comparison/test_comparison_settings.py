"""What may be asked of a comparison, and what is refused with a reason."""

from __future__ import annotations

import pandas as pd
import pytest

from mentaleval.comparison import (
    ALL_JUDGES,
    Settings,
    compare,
    refused_correction,
    require_correction,
)
from mentaleval.errors import RatingsError, UsageError
from mentaleval.vocabulary import Scale


@pytest.fixture
def table(draw, make_table):
    _, labels, judge = draw(1)
    return make_table(labels, {"claude": judge, "gpt-4o": judge})


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"seed": -1}, "a seed is a whole number from 0 on; found -1"),
        ({"confidence": 1.0}, "between 0 and 1, such as 0.95; found 1"),
        ({"responders": ("a", "b", "a")}, "responder 'a' is named twice"),
        ({"judges": ("j", "j")}, "judge 'j' is named twice"),
        ({"correction": "offset"}, "calls 9 % of the pairs significantly the wrong way round"),
    ],
)
def test_settings_that_make_no_sense_are_refused(chosen, said):
    with pytest.raises(UsageError) as caught:
        Settings(**chosen)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"responders": ("r0", "R1 ")}, "no responder is called 'R1 '; did you mean 'r1'?"),
        ({"responders": ("nobody-at-all",)}, "there are r0, r1, r2."),
        ({"judges": ("gpt4o",)}, "no judge is called 'gpt4o'; did you mean 'gpt-4o'?"),
        ({"judges": ("anna",)}, "no judge is called 'anna'"),
        ({"cut": 5}, "found 5, and these scales: empathy 1-5."),
        ({"cut": 0.5}, "found 0.5"),
    ],
)
def test_what_the_table_does_not_have_is_named_with_what_it_has(table, chosen, said):
    with pytest.raises(UsageError) as caught:
        compare(table, Settings(**chosen))
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("lambda=1", "whole variance"),
        ("offset", "cover 31 % of the true differences"),
        ("recalibration", "cover 25 % of the true differences"),
    ],
)
def test_each_refused_correction_says_why_with_its_figures(name, why):
    refused = refused_correction(name)
    assert refused.message.startswith(f"the correction {name!r} is refused")
    assert why in refused.message
    assert refused.hint is not None


def test_a_correction_that_nobody_knows_is_answered_with_those_there_are():
    assert "'power-tuned' and 'human-only'" in refused_correction("magic").message
    with pytest.raises(UsageError):
        require_correction("lambda1")
    require_correction("human-only")


def test_chosen_responders_come_in_the_order_asked_for(table):
    found = compare(table, Settings(responders=("r2", "r0"), judges=("gpt-4o",)))
    assert [m.responder for m in found.responders] == ["r2", "r0"]
    assert {h.judge for h in found.headings} == {"gpt-4o"}
    account = found.account
    assert account.excluded == {"not_chosen": len(table) - account.used}
    assert account.used == account.human + account.labelled + account.unlabelled


def test_one_responder_has_a_mean_and_no_pair(table):
    found = compare(table, Settings(responders=("r1",)))
    assert not found.pairs
    assert found.responders[0].ranks.corrected == 1


def test_a_judge_with_the_name_of_all_is_refused(draw, make_table):
    _, labels, judge = draw(2)
    table = make_table(labels, {ALL_JUDGES: judge, "other": judge})
    with pytest.raises(UsageError, match="another name, or compare without it"):
        compare(table)
    with pytest.raises(UsageError, match=r"another name\.$"):
        compare(make_table(labels, {ALL_JUDGES: judge}))
    assert compare(table, Settings(judges=("other",))).headings


def test_a_table_without_any_valid_rating_is_refused(make_table):
    table = make_table([[9.0, 9], [9, 9]], {"judge": [[9.0, 9], [9, 9]]})
    with pytest.raises(RatingsError, match="none of the 8 ratings can be used: 8 out_of_scale"):
        compare(table)


def test_other_scales_are_followed(draw, make_table):
    _, labels, judge = draw(3)
    wide = make_table(25 * (labels - 1), {"judge": 25 * (judge - 1)})
    narrow = make_table((labels - 1) / 4, {"judge": (judge - 1) / 4})
    first = compare(wide, Settings(scale=Scale(0, 100)))
    second = compare(narrow, Settings(scale=Scale(0, 1)))
    plain = compare(make_table(labels, {"judge": judge}))
    assert first.headings[0].cut == 50
    for a, b, c in zip(first.pairs, second.pairs, plain.pairs, strict=True):
        assert a.corrected.estimate == pytest.approx(100 * b.corrected.estimate)
        assert a.corrected.estimate == pytest.approx(25 * c.corrected.estimate)
    said = first.pairs[1], second.pairs[1], plain.pairs[1]
    numbers = [pair.corrected.estimate for pair in said]
    for pair, number, digits in zip(said, numbers, (1, 3, 2), strict=True):
        assert f"by {number:.{digits}f} (" in pair.statement


def test_what_was_read_is_told_with_the_result(table):
    found = compare(table)
    assert set(found.versions) == {"mentaleval", "numpy", "scipy", "pandas"}
    assert found.settings.seed == Settings().seed
    assert not found.simulated


def test_the_account_adds_up_with_every_kind_of_loss(make_rows):
    human = make_rows("anna", "human", [[4, 9, 3], [2, 2, 2]]).assign(context_hash="h")
    judge = make_rows("judge", "judge", [[4, 4, 3, 5], [2, 9, 2, 1]]).assign(context_hash="h")
    judge.loc[judge["exchange_id"] == "e0002", "context_hash"] = "other"
    again = judge.iloc[:1]
    table = pd.concat([human, judge, again], ignore_index=True)
    account = compare(table, Settings(responders=("r0",))).account
    assert account.read == len(table) == account.used + sum(account.excluded.values())
    assert account.excluded == {
        "not_chosen": 7, "context_mismatch": 2, "out_of_scale": 1, "duplicate": 1,
    }  # fmt: skip
    assert (account.human, account.labelled, account.unlabelled) == (1, 1, 2)
