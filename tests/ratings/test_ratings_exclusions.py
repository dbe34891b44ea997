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


LINES = {
    "haiku": "anthropic/claude-3-5-haiku",
    "sonnet": "anthropic/claude-3-7-sonnet",
    "flash": "google/gemini-2.0-flash",
    "flash-2.5": "google/gemini-2.5-flash",
    "llama": "meta/llama-3.1-8b-instruct",
    "llama-70b": "meta/llama-3.1-70b-instruct",
    "gpt4o": "openai/gpt-4o",
    "gpt4omini": "openai/gpt-4o-mini",
}


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("openrouter/anthropic/claude-3.7-sonnet", ["sonnet"]),
        ("bedrock/anthropic.claude-3-7-sonnet-20250219-v1:0", ["sonnet"]),
        ("bedrock/us.anthropic.claude-3-7-sonnet-20250219-v1:0", ["sonnet"]),
        ("vertex/claude-3-7-sonnet@20250219", ["sonnet"]),
        ("openai/gpt-4o[temperature=0.7]", ["gpt4o"]),
        ("openai/ft:gpt-4o-2024-08-06:org::id", ["gpt4o"]),
        ("gpt4o", ["gpt4o"]),
        ("gpt-4o-mini", ["gpt4omini"]),
        ("openai/o4-mini", []),
        ("google/gemini-2.0-flash-001", ["flash"]),
        ("openrouter/google/gemini-2.5-flash:free", ["flash-2.5"]),
        ("together/meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", ["llama"]),
        ("openrouter/meta-llama/llama-3.1-70b-instruct:free", ["llama-70b"]),
    ],
)
@pytest.mark.parametrize("given", ["name", "family"])
def test_a_judge_in_any_spelling_has_its_own_line(human, judge, name, own, given):
    rater = {"rater": name} if given == "name" else {"rater": "judge-a", "rater_family": name}
    rows = []
    for responder, line in LINES.items():
        fields = {"responder": responder, "responder_family": line}
        rows += [human(**fields), judge(**fields, **rater)]
    if given == "family" and "/" not in name:
        own = []  # a family without a line is a vendor
    assert excluded_responders(from_records(rows), Exclusions()) == {rater["rater"]: own}


@pytest.mark.parametrize(("declared", "left_out"), [(None, ["ours"]), ("other", ["other"])])
def test_a_responder_of_the_judges_name_is_its_kin_unless_declared(
    human, judge, declared, left_out
):
    rows = []
    for responder in ("ours", "other"):
        own = "own_system" if responder == declared else None
        rows += [
            human(responder=responder),
            judge(responder=responder, rater="ours", declared=own),
        ]
    assert excluded_responders(from_records(rows), Exclusions()) == {"ours": left_out}
