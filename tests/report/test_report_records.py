"""Tables for machines: what is read from the CSV files is what the JSON document holds."""

from __future__ import annotations

import csv
import json
import re

import pandas as pd
import pytest

from mentaleval.legible import one_line
from mentaleval.report.compare_document import compare_document
from mentaleval.report.csv_tables import write_records
from mentaleval.report.document import reliability_document
from mentaleval.report.records import comparison_records, reliability_records

_CELL = ["judge", "attribute", "composite"]


@pytest.fixture(scope="session")
def documents(everything, assessed, compared, hostile):
    """Return documents of all kinds with their tables."""
    assessments = (everything, assessed(method="published"), hostile[0])
    comparisons = (compared(), compared(labelled=0), hostile[1])
    return [
        *((d, reliability_records(d)) for d in map(reliability_document, assessments)),
        *((d, comparison_records(d)) for d in map(compare_document, comparisons)),
    ]


def _read(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _at(values, path):
    """Return what a document holds at a path; None below a null, or for a list its JSON."""
    for name in path.split("."):
        values = None if values is None else values[name]
    return json.dumps(values, ensure_ascii=False) if isinstance(values, list) else values


def _same(text, value):
    if isinstance(value, bool) or value is None:
        return text == ("" if value is None else str(value))
    if isinstance(value, int | float):
        return type(value)(text) == value
    return text in {one_line(value), f"'{one_line(value)}"}


_AS_THEY_ARE = {
    "cells": "cells",
    "reference": "reference",
    "stand-alone": "stand_alone",
    "panel": "panel",
    "repeats": "repeats",
    "halo": "halo",
    "halo-pairs": "halo_pairs",
    "self-preference": "self_preference",
    "means": "responders",
    "pairs": "pairs",
    "headings": "headings",
}


def test_every_cell_of_the_csv_is_the_value_of_the_json_at_its_path(documents, tmp_path):
    seen = set()
    for place, (document, records) in enumerate(documents):
        for file in write_records(records, tmp_path / str(place)):
            key = _AS_THEY_ARE.get(file.stem)
            if key is None:
                continue
            seen.add(file.stem)
            rows = _read(file)
            assert len(rows) == len(document[key])
            for row, values in zip(rows, document[key], strict=True):
                assert row.pop("simulated") == str(document["simulated"])
                unlike = [path for path, text in row.items() if not _same(text, _at(values, path))]
                assert not unlike, file.stem
    assert seen == set(_AS_THEY_ARE)


def test_every_number_of_a_cell_of_the_json_is_in_some_csv(documents):
    document, records = documents[0]
    written = {value for rows in records.values() for row in rows for value in row.values()}

    def numbers(values):
        if isinstance(values, dict):
            values = list(values.values())
        if isinstance(values, list):
            return {number for value in values for number in numbers(value)}
        return {values} if isinstance(values, float) else set()

    lists = {n for cell in document["cells"] for n in numbers((cell["alt_test"] or {}).get("p"))}
    edges = {n for cell in document["cells"] for n in numbers(cell["confusion"])}
    assert numbers(document["cells"]) - written <= lists | edges


def test_pandas_reads_the_numbers_back(documents, tmp_path):
    document, records = documents[0]
    write_records(records, tmp_path)
    frame = pd.read_csv(tmp_path / "cells.csv")
    for column in ("icc_c1.estimate", "icc_c1.low", "bias", "within_r.high"):
        found = [_at(cell, column) for cell in document["cells"]]
        assert list(frame[column]) == pytest.approx(found, rel=1e-15, abs=0)
    assert list(frame["n_responses"]) == [cell["n_responses"] for cell in document["cells"]]


def test_each_use_has_its_verdict_with_what_it_rests_on(documents, tmp_path):
    document, records = documents[0]
    write_records(records, tmp_path)
    rows = iter(_read(tmp_path / "verdicts.csv"))
    for cell in document["cells"]:
        for use in ("rank", "score", "level"):
            if cell["verdicts"][use] is None:
                continue
            row = next(rows)
            assert [row[k] for k in _CELL] == [str(cell[k]) for k in _CELL]
            assert (row["use"], row["verdict"]) == (use, cell["verdicts"][use])
            assert row["why"] == cell["why"][use]
            limits = {"rank": "rank_limits", "score": "within_r", "level": "bias_interval"}[use]
            assert _same(row["low"], cell[limits]["low"])
            assert _same(row["high"], cell[limits]["high"])
            assert _same(row["estimate"], cell[row["of"]]["estimate"])
            needed = {"rank": "responders_needed", "score": "responses_needed"}.get(use)
            assert _same(row["needed"], cell[needed] if needed else None)
    assert not list(rows)


def test_by_the_published_method_there_are_means_and_no_verdicts(documents):
    document, records = documents[1]
    assert "verdicts" not in records
    means = {row["responder"]: row["means"] for row in document["human_means"]}
    read = records["human-means"]
    assert len(read) == sum(map(len, means.values()))
    assert all(means[row["responder"]][row["attribute"]] == row["mean"] for row in read)


def test_what_is_below_a_cell_keeps_the_names_of_the_cell(documents):
    for document, records in documents[:3]:
        judges = {cell["judge"] for cell in document["cells"]}
        for name in ("responders", "calibration", "screening", "confusion", "apart", "verdicts"):
            assert {row["judge"] for row in records.get(name, ())} <= judges, name
        below = records["responders"]
        assert len(below) == sum(len(cell["responders"]) for cell in document["cells"])


def test_counts_of_the_confusion_add_up_to_the_responses(documents):
    document, records = documents[0]
    frame = pd.DataFrame(records["confusion"])
    sums = frame.groupby(["judge", "attribute"])["count"].sum()
    for cell in document["cells"]:
        if cell["confusion"]:
            assert sums[cell["judge"], cell["attribute"]] == cell["n_responses"]


def test_the_ledger_adds_up_to_what_was_read(documents):
    for document, records in documents:
        account = document.get("preflight") or document["account"]
        assert sum(row["ratings"] for row in records["ledger"]) == account["read"]


def test_no_name_is_a_formula_and_the_apostrophe_is_all_that_is_added(documents, tmp_path):
    for place in (2, 5):
        for file in write_records(documents[place][1], tmp_path / str(place)):
            for row in _read(file):
                texts = [text for text in row.values() if not _is_number(text)]
                assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))]
    names = {row["responder"] for row in _read(tmp_path / "2" / "responders.csv")}
    assert "'=cmd|' /C calc'!A0" in names
    means = {m["responder"] for cell in documents[2][0]["cells"] for m in cell["responders"]}
    assert {name.removeprefix("'") for name in names} == set(map(one_line, means))


def test_no_table_commands_the_terminal_that_shows_it(documents, tmp_path):
    assert any("\x1b" in mean["responder"] for mean in documents[5][0]["responders"])
    for place in (2, 5):
        for file in write_records(documents[place][1], tmp_path / str(place)):
            assert not re.search(r"[^\n -~\x80-\uffff]|[\x7f-\x9f]", file.read_text("utf-8"))


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_files_are_the_same_bytes_again(documents, tmp_path):
    for place, (_, records) in enumerate(documents):
        folder = tmp_path / str(place)
        first = {file: file.read_bytes() for file in write_records(records, folder)}
        assert {file: file.read_bytes() for file in write_records(records, folder)} == first
        assert all(rows.count(b"\n") >= 2 and b"\r" not in rows for rows in first.values())


def test_origin_says_seed_versions_and_settings(documents):
    for document, records in documents:
        said = {row["name"]: row["value"] for row in records["origin"]}
        assert said["versions.mentaleval"] == document["versions"]["mentaleval"]
        assert 20251019 in {said.get("seed"), said.get("settings.seed")}
        assert said["settings.confidence"] == 0.95
        (source,) = {row["sha256"] for row in records["inputs"]}
        assert source == document["inputs"][0]["sha256"]
