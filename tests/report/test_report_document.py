"""The JSON document keeps its contract."""

from __future__ import annotations

import json
from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pytest

from mentaleval.report import SCHEMA_VERSION, reliability_document
from mentaleval.stats import Estimate
from mentaleval.trust import Ruling
from mentaleval.vocabulary import Use, Verdict

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "reliability.schema.json"

CELL_KEYS = {
    "judge", "attribute", "n_responders", "n_responses", "human_mean", "judge_mean", "bias",
    "mse", "icc_c1", "icc_c1_jackknife", "icc_a1", "spearman", "within_r", "scale_factor",
    "location_factor", "p_holm", "capped_by", "verdicts", "alt_test", "concordance", "pooled",
    "limits_of_agreement", "bias_interval", "order_agreement", "calibration", "screening", "capped",
    "reading", "confusion",
}  # fmt: skip
REFERENCE_KEYS = {"attribute", "n_experts", "n_items", "alpha_ordinal", "icc_a1", "ceiling"}
BESIDE_KEYS = {"stand_alone", "panel", "repeats", "halo", "halo_pairs", "self_preference"}


@pytest.fixture(scope="module", params=["default", "published", "everything"])
def assessment(assessed, everything, request):
    return everything if request.param == "everything" else assessed(method=request.param)


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
    worded = {**document, "settings": {**document["settings"], "most_missed": "few"}}
    assert not validator.is_valid(without)
    assert not validator.is_valid(wrong)
    assert not validator.is_valid(worded)


def test_the_schema_describes_every_key_that_is_written(everything, schema):
    """A key that is written and not in the schema would be a promise to nobody."""
    document = reliability_document(everything)
    assert set(document) == set(schema["properties"])
    assert set(document["settings"]) == set(schema["properties"]["settings"]["properties"])
    defs = schema["$defs"]
    (tested, *_) = [cell for cell in document["cells"] if cell["alt_test"]]
    for name, value in (
        ("cell", tested),
        ("screening", tested["screening"]),
        ("confusion", tested["confusion"]),
        ("pooled", tested["pooled"]),
        ("pooled_figures", tested["pooled"]["responder_mean_null"]),
        ("order_agreement", tested["order_agreement"]),
        ("calibration", tested["calibration"]),
        ("alt_test", tested["alt_test"]),
        ("reading", tested["reading"]),
        ("reference", document["reference"][0]),
        *((key.removesuffix("s") if key == "halo_pairs" else key, document[key][0])
          for key in sorted(BESIDE_KEYS)),
    ):  # fmt: skip
        assert set(value) == set(defs[name]["properties"]) == set(defs[name]["required"]), name


def test_the_keys_scripts_rely_on_are_there(document):
    assert {"schema_version", "method", "inputs", "cells", "reference", "preflight"} <= set(
        document
    )
    assert set(document) >= BESIDE_KEYS
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
    assert document["n_cells"] == len(document["cells"]) - len(composites)
    assert document["n_cells"] == 7 * len({cell["judge"] for cell in document["cells"]})


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
    (pair,) = document["settings"]["exclusions"]["pairs"]
    assert pair[1] == "r8"
    assert "r8" in document["excluded_responders"][pair[0]]


def test_default_has_verdicts_and_published_has_labels_instead(assessment, document):
    published = assessment.settings.method == "published"
    for cell in document["cells"]:
        for use in ("rank", "score", "level"):
            assert (cell["verdicts"][use] is None) == published
            assert (cell["why"][use] is None) == published
        assert (cell["published"] is None) == (not published)
        for key in ("pooled", "order_agreement", "calibration", "screening", "confusion"):
            assert (cell[key] is None) == published
    assert (document["error_statement"] is None) == published
    assert (document["not_a_reliability_rule"] is None) == (not published)
    assert bool(document["human_means"]) == published
    assert bool(document["stand_alone"]) == (not published)


def test_human_means_hold_every_responder_also_the_excluded(assessed):
    document = reliability_document(assessed(method="published"))
    assert {row["responder"] for row in document["human_means"]} == {f"r{i}" for i in range(9)}


def test_everything_found_of_a_cell_is_told_as_it_is(everything):
    cell = next(c for c in everything.cells if c.alternative)
    written = next(
        c
        for c in reliability_document(everything)["cells"]
        if (c["judge"], c["attribute"]) == (cell.judge, cell.attribute)
    )
    assert written["why"] == {use.value: cell.rulings[use].why for use in Use}
    assert written["bias_interval"]["low"] == cell.bias_interval.low
    assert written["limits_of_agreement"]["sd"] == cell.limits.sd
    assert written["pooled"]["judge"]["kappa"] == cell.pooled.judge.kappa
    assert written["pooled"]["responder_mean_null"]["rmse"] == cell.pooled.null.rmse
    assert written["order_agreement"]["separated"] == cell.order.separated
    assert [row["n"] for row in written["calibration"]["rows"]] == [
        row.n for row in cell.calibration.rows
    ]
    missed = written["screening"]["missed"]
    assert missed["share"] == missed["count"] / missed["of"] == cell.screening.missed.share
    assert missed["low"] < missed["share"] < missed["high"] == cell.screening.missed.high
    assert written["confusion"]["counts"] == np.array(cell.confusion.counts).tolist()
    assert written["confusion"]["edges"] == [1, 2, 3, 4, 5]
    assert written["confusion"]["missed"] == missed["count"]
    assert written["alt_test"]["p"] == list(cell.alternative.test.p)
    assert written["alt_test"]["constant"]["value"] == cell.alternative.constant.value


def test_a_cap_is_told_for_its_use_and_first_of_all(assessed):
    cell = assessed().cells[0]
    rulings = dict.fromkeys(Use, Ruling(Verdict.UNDETERMINED, "why", "short"))
    rulings[Use.SCORE] = Ruling(Verdict.UNDETERMINED, "s", "s", needed=7, capped_by="experts")
    rulings[Use.LEVEL] = Ruling(Verdict.UNDETERMINED, "l", "l", capped_by="other experts")
    made = replace(assessed(), cells=(replace(cell, rulings=rulings),))
    (written,) = reliability_document(made)["cells"]
    assert written["capped"] == {"rank": None, "score": "experts", "level": "other experts"}
    assert written["capped_by"] == "experts"
    assert (written["responders_needed"], written["responses_needed"]) == (None, 7)


def test_what_is_found_beside_the_cells_is_told(everything):
    document = reliability_document(everything)
    judges = ["gpt-4o", "gpt-4o[calls=separate]", "r0"]
    assert all(entry["judges"] == judges for entry in document["panel"])
    assert {entry["judge"] for entry in document["repeats"]} == set(judges)
    assert {entry["n_epochs"] for entry in document["repeats"]} == {2}
    (pair,) = document["halo_pairs"]
    assert (pair["first"], pair["second"]) == tuple(judges[:2])
    assert {entry["judge"]: entry["own"] for entry in document["self_preference"]} == {"r0": ["r0"]}
    assert {cell["judge"] for cell in document["cells"]} == {*judges, "panel (mean)"}
    assert document["settings"]["panel"] == ["mean"]
    reference = document["reference"][0]
    assert reference["alpha_ordinal"] == everything.reference[0].alpha_ordinal
    assert [pair["n_items"] for pair in reference["pairs"]] == [108] * 3
