"""How to cite: the facts of CITATION.cff, and the version that computed."""

from __future__ import annotations

from pathlib import Path

import yaml

from mentaleval.pages.provenance import provenance
from mentaleval.ratings import Input

CFF = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "CITATION.cff").read_text(encoding="utf-8")
)


def cited(*inputs, simulated=False):
    versions = {"mentaleval": "9.8.7"}
    return provenance((), inputs, versions, command="mentaleval", simulated=simulated)


def plain(entry):
    return " ".join(entry.replace("{", "").replace("}", "").split())


def test_the_software_is_cited_as_its_citation_file_says():
    software = plain(cited().bibtex[0])
    assert CFF["title"] in software
    assert CFF["authors"][0]["name"] in software
    assert CFF["license"] in software
    assert "9.8.7" in software


def test_the_study_is_cited_as_the_citation_file_says():
    study = plain(cited().bibtex[1])
    (paper,) = CFF["references"]
    assert " and ".join(author["family-names"] for author in paper["authors"]) in study
    assert paper["title"] in study
    assert paper["url"] in study
    assert str(paper["year"]) in study
    assert paper["identifiers"][0]["value"] in study


def test_data_sets_are_to_be_cited_by_name_and_files_are_not():
    said = cited(Input("mentalalign-70k", "ab", "dataset"), Input("x.csv", "cd", "ratings")).citing
    assert "mentalalign-70k" in said
    assert "x.csv" not in said


def test_of_simulated_ratings_there_is_no_study_to_cite():
    said = cited(Input("demo", "ab", "dataset"), simulated=True).citing
    assert "demo" not in said
    assert "no study" in said
