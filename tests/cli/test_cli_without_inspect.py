"""A table is read and assessed without Inspect, which takes seconds and memory to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mentaleval.ratings import from_records, write
from mentaleval.vocabulary import RecordedRating

RATERS = (("anna", "human", 0), ("judge", "judge", 1))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rows = [
        RecordedRating(f"c{n}", f"r{n % 4}", rater, kind, "empathy", 1 + (n + n % 4 + off) % 5)
        for n in range(40)
        for rater, kind, off in RATERS
    ]
    return write(from_records(rows), tmp_path_factory.mktemp("table") / "t.parquet")


@pytest.mark.parametrize("command", [["ratings", "--out", "o.parquet"], ["reliability"]])
def test_a_command_on_a_table_imports_no_inspect(command, table, tmp_path):
    said = (
        "import sys\nfrom mentaleval.cli import main\n"
        "assert main(sys.argv[1:]) == 0\nassert 'inspect_ai' not in sys.modules"
    )
    name, *options = command
    subprocess.run(
        [sys.executable, "-c", said, name, str(table), *options],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
