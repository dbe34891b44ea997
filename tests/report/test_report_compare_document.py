"""The JSON document of a comparison keeps its contract."""

from __future__ import annotations

import json
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest

from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.report.compare_document import COMPARE_SCHEMA_VERSION, compare_document
from mentaleval.stats import Estimate

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "compare.schema.json"

DESIGNED = {
    "responders": {
        "attribute", "responder", "judge", "n_human", "n_judge", "corrected", "human_only",
        "judge_raw", "label_saving", "licensed",
    },
    "pairs": {"attribute", "a", "b", "judge", "corrected", "human_only", "judge_raw"},
}  # fmt: skip
"""What scripts rely on."""


@pytest.fixture(scope="module", params=["two judges", "no judge", "no label"])
def comparison(compared, request):
    wanted = {"no judge": {"judges": ()}, "no label": {"labelled": 0}}
    return compared(**wanted.get(request.param, {}))


@pytest.fixture(scope="module")
def document(comparison):
    return compare_document(comparison)


@pytest.fixture(scope="module")
def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_it_follows_its_schema(document, schema):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)


def test_the_schema_notices_a_missing_key_and_a_wrong_type(document, schema):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema)
    first = document["responders"][0]
    without = {k: v for k, v in first.items() if k != "licensed"}
    wrong = {**first, "judge_raw": "4.2"}
    pair = {**document["pairs"][0], "corrected": None} if document["pairs"] else None
    assert not validator.is_valid({**document, "responders": [without]})
    assert not validator.is_valid({**document, "responders": [wrong]})
    assert not validator.is_valid({**document, "pairs": [pair]})
    assert not validator.is_valid({**document, "simulated": 0})


def test_the_schema_describes_every_key_that_is_written(compared, schema):
    """A key that is written and not in the schema would be a promise to nobody."""
    document = compare_document(compared())
    defs, properties = schema["$defs"], schema["properties"]
    (near_ceiling, *_) = [mean for mean in document["responders"] if mean["low"]]
    pair = document["pairs"][0]
    for value, described in (
        (document, schema),
        (document["settings"], properties["settings"]),
        (document["inputs"][0], properties["inputs"]["items"]),
        (document["account"], properties["account"]),
        (document["headings"][0], defs["heading"]),
        (near_ceiling, defs["responder"]),
        (near_ceiling["ranks"], defs["responder"]["properties"]["ranks"]),
        (near_ceiling["low"], defs["proportion"]),
        (near_ceiling["corrected"], defs["estimate"]),
        (pair, defs["pair"]),
        (pair["corrected"], defs["difference"]),
    ):
        assert set(value) == set(described["properties"]) == set(described["required"])


def test_every_key_of_the_schema_is_explained(schema):
    def unexplained(found, name):
        for key, inner in found.get("properties", {}).items():
            if "description" not in inner and "const" not in inner:
                yield f"{name}.{key}"
            yield from unexplained(inner.get("items", inner), f"{name}.{key}")

    parts = {"document": schema, **schema["$defs"]}
    plain = ("estimate.", "limits.", "proportion.")
    told = [key for name, part in parts.items() for key in unexplained(part, name)]
    assert [key for key in told if not key.startswith(plain)] == []


def test_the_keys_scripts_rely_on_are_there(document):
    assert document["schema_version"] == COMPARE_SCHEMA_VERSION == 1
    for part, keys in DESIGNED.items():
        assert all(set(row) >= keys for row in document[part])


def test_it_is_strict_json(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_numbers_are_not_rounded_and_say_what_the_comparison_says(compared):
    comparison = compared()
    document = compare_document(comparison)
    for mean, written in zip(comparison.responders, document["responders"], strict=True):
        assert written["corrected"]["estimate"] == mean.corrected.estimate
        assert written["human_only"]["high"] == mean.human_only.high
        assert written["judge_raw"] == mean.judge_raw
        assert written["ranks"]["corrected"] == mean.ranks.corrected
        assert written["licensed"] is mean.licensed
    for pair, written in zip(comparison.pairs, document["pairs"], strict=True):
        assert written["corrected"]["simultaneous_low"] == pair.corrected.simultaneous_low
        assert written["human_only"]["p_holm"] == pair.human_only.p_holm
        assert written["judge_raw"]["estimate"] == pair.judge_raw.estimate
        assert written["statement"] == pair.statement
    for heading, written in zip(comparison.headings, document["headings"], strict=True):
        assert written["power"] == dict(heading.power)
        assert written["label_saving"] == heading.label_saving


def test_what_is_not_a_number_is_null(compared):
    mean = replace(
        compared().responders[0], corrected=Estimate.point(nan), judge_raw=nan, label_saving=nan
    )
    (written,) = compare_document(replace(compared(), responders=(mean,)))["responders"]
    assert written["corrected"] == {"estimate": None, "low": None, "high": None, "interval": "none"}
    assert (written["judge_raw"], written["label_saving"]) == (None, None)


def test_attributes_are_in_lower_case_and_composites_are_marked(document):
    for part in ("headings", "responders", "pairs"):
        assert all(row["attribute"] == row["attribute"].lower() for row in document[part])
    composites = {h["attribute"] for h in document["headings"] if h["composite"]}
    assert composites == {"css"}


def test_all_judges_together_and_each_alone_are_there(compared):
    judges = {heading["judge"] for heading in compare_document(compared())["headings"]}
    assert judges == {"claude", "gpt-4o", ALL_JUDGES}


def test_without_labels_there_is_no_corrected_mean(compared):
    document = compare_document(compared(labelled=0))
    assert all(mean["corrected"]["estimate"] is None for mean in document["responders"])
    assert all(mean["judge_raw"] is not None for mean in document["responders"])
    assert not any(mean["licensed"] for mean in document["responders"])


def test_the_account_adds_up(document):
    account = document["account"]
    assert account["human"] + account["labelled"] + account["unlabelled"] == account["used"]
    assert account["used"] + sum(account["excluded"].values()) == account["read"] > 0


def test_where_it_comes_from_is_told(document):
    (source,) = document["inputs"]
    assert source["source"] == "ratings.csv"
    assert source["sha256"] == "ab" * 32
    assert document["settings"]["seed"] > 0
    assert document["simulated"] is False
