"""The JSON document keeps its contract."""

from __future__ import annotations

import json
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest

from mentaleval.report import SCHEMA_VERSION, reliability_document
from mentaleval.stats import Estimate

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "reliability.schema.json"

CELL_KEYS = {
    "judge", "attribute", "n_responders", "n_responses", "human_mean", "judge_mean", "bias",
    "mse", "icc_c1", "icc_c1_jackknife", "icc_a1", "spearman", "within_r", "scale_factor",
    "location_factor", "p_holm", "capped_by", "verdicts", "alt_test",
}  # fmt: skip
REFERENCE_KEYS = {"attribute", "n_experts", "n_items", "alpha_ordinal", "icc_a1", "ceiling"}


@pytest.fixture(scope="module", params=["default", "published"])
def assessment(assessed, request):
    return assessed(method=request.param)


@pytest.fixture(scope="module")
def document(assessment):
    return reliability_document(assessment)


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
    cell = document["cells"][0]
    without = {**document, "cells": [{k: v for k, v in cell.items() if k != "bias"}]}
    wrong = {**document, "cells": [{**cell, "verdicts": {**cell["verdicts"], "rank": "good"}}]}
    assert not validator.is_valid(without)
    assert not validator.is_valid(wrong)


def test_the_keys_scripts_rely_on_are_there(document):
    assert {"schema_version", "method", "inputs", "cells", "reference", "preflight"} <= set(
        document
    )
    for cell in document["cells"]:
        assert set(cell) >= CELL_KEYS
        assert set(cell["verdicts"]) == {"rank", "score", "level"}
    for entry in document["reference"]:
        assert set(entry) >= REFERENCE_KEYS
    assert document["schema_version"] == SCHEMA_VERSION == 1


def test_it_is_strict_json(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_numbers_are_not_rounded_and_say_what_the_assessment_says(assessment, document):
    for cell, written in zip(assessment.cells, document["cells"], strict=True):
        assert written["icc_c1"]["estimate"] == cell.icc_c1.estimate
        assert written["bias"] == cell.bias
        assert written["responders"][0]["human_mean"] == cell.responders[0].human
        assert len(written["responders"]) == written["n_responders"]


def test_what_is_not_a_number_is_null(assessment):
    cell = replace(assessment.cells[0], icc_c1=Estimate.point(nan), bias=nan)
    written = reliability_document(replace(assessment, cells=(cell,)))["cells"][0]
    assert written["icc_c1"] == {"estimate": None, "low": None, "high": None, "interval": "none"}
    assert written["bias"] is None


def test_the_account_adds_up(document):
    flight = document["preflight"]
    assert flight["used"] + sum(flight["excluded"].values()) == flight["read"] > 0


def test_composites_are_marked_and_not_counted(document):
    composites = [cell for cell in document["cells"] if cell["composite"]]
    assert {cell["attribute"] for cell in composites} == {"css", "ars"}
    assert all(cell["p_holm"] is None for cell in composites)
    assert document["n_cells"] == len(document["cells"]) - len(composites) == 14


def test_where_it_comes_from_is_told(document):
    (source,) = document["inputs"]
    assert source == {
        "source": "ratings.csv",
        "sha256": "ab" * 32,
        "kind": "ratings",
        "counts": {},
    }
    assert document["simulated"] is True
    assert document["seed"] > 0
    assert document["excluded_responders"]["claude"] == ["r8"]
    assert document["settings"]["exclusions"]["pairs"] == [["claude", "r8"]]


def test_default_has_verdicts_and_published_has_labels_instead(assessment, document):
    published = assessment.settings.method == "published"
    for cell in document["cells"]:
        assert (cell["verdicts"]["rank"] is None) == published
        assert (cell["why"]["rank"] is None) == published
        assert (cell["published"] is None) == (not published)
        assert cell["verdicts"]["score"] is cell["verdicts"]["level"] is None
    assert (document["error_statement"] is None) == published
    assert (document["not_a_reliability_rule"] is None) == (not published)
    assert bool(document["human_means"]) == published


def test_human_means_hold_every_responder_also_the_excluded(assessed):
    document = reliability_document(assessed(method="published"))
    assert {row["responder"] for row in document["human_means"]} == {f"r{i}" for i in range(9)}
