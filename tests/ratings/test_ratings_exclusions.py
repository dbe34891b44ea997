"""A judge is not assessed on its own kin."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mentaleval.errors import UsageError
from mentaleval.ratings import Exclusions, excluded_responders, from_records

RESPONDERS = {
    "haiku": "anthropic/claude-3-5-haiku",
    "sonnet": "anthropic/claude-3-7-sonnet",
    "mini": "openai/gpt-4o-mini",
    "person": None,
}


@pytest.fixture(name="table")
def _table(human, judge) -> Callable[..., pd.DataFrame]:
    def made(
        family: str | None = "anthropic/claude-3-7-sonnet", declared: str | None = None
    ) -> pd.DataFrame:
        rows = []
        for responder, lineage in RESPONDERS.items():
            fields = {"responder": responder, "responder_family": lineage}
            own = "own_system" if responder == declared else None
            rows += [human(**fields), judge(**fields, rater_family=family, declared=own)]
        return from_records(rows)

    return made


def test_the_own_model_line_is_left_out(table):
    assert excluded_responders(table(), Exclusions()) == {"judge-a": ["sonnet"]}


def test_what_the_data_set_declares_goes_before_the_line(table):
    assert excluded_responders(table(declared="haiku"), Exclusions()) == {"judge-a": ["haiku"]}


def test_a_bare_vendor_is_no_line_and_a_judge_of_no_family_has_no_kin(table):
    assert excluded_responders(table(family="anthropic"), Exclusions()) == {"judge-a": []}
    assert excluded_responders(table(family=None), Exclusions()) == {"judge-a": []}


def test_families_widen_to_the_vendor(table):
    for declared in (None, "haiku"):
        found = excluded_responders(table(declared=declared), Exclusions(families=True))
        assert found == {"judge-a": ["haiku", "sonnet"]}


def test_pairs_add_to_the_default_in_the_order_of_the_table(table):
    added = Exclusions(pairs=(("judge-a", "person"), ("judge-a", "haiku")))
    assert excluded_responders(table(), added) == {"judge-a": ["haiku", "sonnet", "person"]}


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("judge-b", "mini"), "no judge is called 'judge-b'; did you mean 'judge-a'"),
        (("judge-a", "minni"), "no responder is called 'minni'; did you mean 'mini'"),
        (("expert", "mini"), "no judge is called 'expert'; there are judge-a"),
    ],
)
def test_a_name_that_is_not_in_the_table_is_refused(table, pair, said):
    with pytest.raises(UsageError, match=said):
        excluded_responders(table(), Exclusions(pairs=(pair,)))


def test_names_stand_in_for_families_that_are_not_given(human, judge):
    names = {"rater": "openai/gpt-4o-2024-08-06"}
    rows = [
        r
        for name in ("gpt-4o", "gpt-4o-mini")
        for r in (human(responder=name), judge(responder=name, **names))
    ]
    assert excluded_responders(from_records(rows), Exclusions()) == {names["rater"]: ["gpt-4o"]}
