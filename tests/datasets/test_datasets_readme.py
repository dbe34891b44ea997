"""The example of the README is a data set that works."""

from __future__ import annotations

import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from mentaleval import DataError, Exchange
from mentaleval.plugins import Kind, collect
from mentaleval_datasets import datasets

README = Path(__file__).resolve().parents[2] / "plugins" / "datasets" / "README.md"


@pytest.fixture
def diary(tmp_path, monkeypatch) -> Any:
    example = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    module = tmp_path / "my_diary.py"
    module.write_text(example[1], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "my_diary", raising=False)
    found = collect([EntryPoint("diary", "my_diary", "mentaleval")])
    assert found.installed[0].problem is None
    return found.find(Kind.DATASET, "diary").plugin


def test_the_example_reads_a_file(diary, tmp_path):
    path = tmp_path / "diary.jsonl"
    path.write_text('{"day": 1, "entry": "I am tired"}\n{"day": 2, "entry": "Better."}\n')
    assert list(diary(path=path).exchanges()) == [
        Exchange("1", "I am tired"),
        Exchange("2", "Better."),
    ]


def test_the_example_names_file_and_line(diary, tmp_path):
    path = tmp_path / "diary.jsonl"
    path.write_text('{"day": 1}\n')
    with pytest.raises(DataError, match=r"diary\.jsonl, line 1: it has no 'entry'"):
        list(diary(path=path).exchanges())


def test_the_readme_lists_every_data_set():
    listed = re.findall(r"^\| `([^`]+)` \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [kind.name for kind in datasets()]
