"""The two sources that come as pairs, in invented miniature: MentalChat16K and Psych8k."""

from __future__ import annotations

import csv
import json
import zipfile
from contextlib import suppress
from pathlib import Path
from unittest import SkipTest

import pytest

from mentaleval import DataError, text_hash
from mentaleval.testing import conformance
from mentaleval_datasets import MentalChat16K, Psych8k
from mentaleval_datasets.delimited import csv_rows
from mentaleval_datasets.mentalchat import INTERVIEWS, SYNTHETIC

PAIRS = [
    ("My mother is ill,\nand I am tired.", "Who helps you?"),
    ("I cannot sleep.", "Since when?"),
    ("i cannot  sleep.", "since when?"),
    ("I cannot sleep.", "What keeps you awake?"),
    ("", "Nobody asked."),
    ("Nobody answered.", " "),
]


def interviews(folder: Path, pairs=PAIRS, name=INTERVIEWS) -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        rows = [("instruction", "input", "output"), *(("You are kind.", *pair) for pair in pairs)]
        csv.writer(file).writerows(rows)
    return folder


def sessions(folder: Path, pairs=PAIRS) -> Path:
    records = [{"instruction": "Be kind.", "input": a, "output": b} for a, b in pairs]
    (folder / "given.json").write_text(json.dumps(records), encoding="utf-8")
    return folder


@pytest.fixture(params=[(MentalChat16K, interviews, "coach"), (Psych8k, sessions, "counsellor")])
def source(request, tmp_path):
    kind, write, responder = request.param
    return kind(path=write(tmp_path)), responder


def test_pairs_are_read_in_order_and_every_one_is_counted(source):
    dataset, responder = source
    assert [(e.context, e.response, e.responder) for e in dataset.exchanges()] == [
        (*PAIRS[0], responder),
        (*PAIRS[1], responder),
        (*PAIRS[3], f"{responder}-2"),
    ]
    counts = dataset.counts()
    assert counts == {"read": 6, "kept": 3, "blank": 2, "repeated": 1, "contexts": 2}
    assert dataset.original == responder


def test_an_id_is_the_source_and_the_words(source):
    dataset, _ = source
    assert next(iter(dataset.exchanges())).id == f"{dataset.name}-{text_hash(PAIRS[0][0])}"


def test_it_keeps_the_contract(source):
    for check in conformance(source[0]):
        with suppress(SkipTest):  # a check that does not apply
            check()


def test_the_invented_part_is_read_only_when_asked_for(tmp_path):
    interviews(interviews(tmp_path), [("Made up.", "By a model.")], SYNTHETIC)
    assert "Made up." not in {e.context for e in MentalChat16K(path=tmp_path).exchanges()}
    (invented,) = MentalChat16K(path=tmp_path, synthetic=True).exchanges()
    assert (invented.context, invented.responder) == ("Made up.", "gpt-3.5")
    assert invented.id.startswith("mentalchat16k-synthetic-")


def test_what_was_fetched_is_told_from_its_record(tmp_path):
    (tmp_path / "mentaleval-data.json").write_text('{"files": {}}')
    assert len(list(Psych8k(path=sessions(tmp_path)).exchanges())) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "is not JSON"),
        ("{}", "holds a dict; it should be a list"),
        ("[3]", "record 1 is a int"),
        ('[{"input": "a", "ouput": "b"}]', "no column 'output'. Did you mean 'ouput'"),
        ('[{"input": "a", "output": 5}]', "record 1: 'output' is a int, not text"),
        ("[]", "is empty: it has no pairs"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_of_another_shape_is_told_with_its_record(tmp_path, content, said):
    path = tmp_path / "given.json"
    path.write_text(content)
    with pytest.raises(DataError) as told:
        list(Psych8k(path=path).exchanges())
    assert said in str(told.value)
    assert "given.json" in str(told.value)


def test_a_null_is_blank_and_half_a_character_is_replaced(tmp_path):
    path = tmp_path / "given.json"
    path.write_text('[{"input": null, "output": "a"}, {"input": "a \\ud83d b", "output": "c"}]')
    dataset = Psych8k(path=path)
    assert [e.context for e in dataset.exchanges()] == ["a \ufffd b"]
    assert dataset.counts()["blank"] == 1


def test_no_part_is_taken_for_the_other(tmp_path):
    folder = interviews(tmp_path)
    with pytest.raises(DataError, match=r"does not hold Synthetic_Data_10K\.csv, the invented"):
        MentalChat16K(path=folder, synthetic=True).file()
    with pytest.raises(DataError, match=r"is another part of the data than Synthetic_Data"):
        MentalChat16K(path=folder / INTERVIEWS, synthetic=True).file()
    (folder / INTERVIEWS).rename(folder / SYNTHETIC)
    with pytest.raises(DataError, match=r"should hold one \.csv file; it has none"):
        MentalChat16K(path=folder).file()
    assert MentalChat16K(path=folder, synthetic=True).file() == folder / SYNTHETIC


@pytest.mark.parametrize("begins", ["", "instruction,input,output\n"])
def test_a_line_that_would_fill_the_memory_is_refused(begins, tmp_path):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", begins + "a" * (2**24 + 1))
    with pytest.raises(DataError, match=r"line \d: it has more than 16,777,216 characters"):
        list(csv_rows(packed))
