"""The JSON document of an escalation keeps its contract."""

import json
from pathlib import Path

import pytest

from mentaleval.escalation import Settings, escalate
from mentaleval.report.escalation_document import escalation_document

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "escalate.schema.json"


@pytest.fixture(params=["intervals", "threshold", "few labels", "unrated"])
def document(rated, request):
    def human(rating, rng):
        return float(rng.integers(1, 6)) if rating < 4 else rating

    chosen = {"threshold": Settings(most_missed=0.4)}.get(request.param, Settings())
    labelled = 0.01 if request.param == "few labels" else 0.5
    table = rated(human, labelled=labelled)
    if request.param == "unrated":
        human_rows = table.index[table["rater"] == "anna"][:5]
        table.loc[human_rows, ["rating", "reason"]] = [float("nan"), "missing"]
    return escalation_document(escalate(table, chosen))


@pytest.fixture(scope="module")
def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_it_follows_its_schema(document, schema):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    json.dumps(document, allow_nan=False)


def test_the_schema_tells_of_every_key(document, schema):
    def told(values, found):
        found = schema["$defs"][found["$ref"].rpartition("/")[2]] if "$ref" in found else found
        found = next((one for one in found.get("anyOf", []) if "$ref" in one), found)
        if "$ref" in found:
            found = schema["$defs"][found["$ref"].rpartition("/")[2]]
        if isinstance(values, list) and "items" in found:
            for value in values:
                told(value, found["items"])
        elif isinstance(values, dict) and "properties" in found:
            assert set(values) == set(found["properties"])
            for key, value in values.items():
                told(value, found["properties"][key])

    told(document, schema)


def test_the_schema_notices_a_missing_key_and_a_wrong_type(document, schema):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema)
    (first,) = document["attributes"]
    without = {key: value for key, value in first.items() if key != "counts"}
    assert not validator.is_valid({**document, "attributes": [without]})
    assert not validator.is_valid({**document, "attributes": [{**first, "cut": "2"}]})
