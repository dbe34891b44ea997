"""A command imports what it needs: what it does not need would be held beside millions of rows."""

from __future__ import annotations

import subprocess
import sys

import pytest

RATINGS = """exchange_id,responder,rater,rater_kind,attribute,rating
e1,r,human,human,empathy,4
e1,r,judge,judge,empathy,5
"""
SCRIPT = """
import sys
from mentaleval.cli import main
assert main(sys.argv[2:]) == 0
found = set(sys.argv[1].split(",")) & set(sys.modules)
assert not found, found
"""


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["ratings", "r.csv", "--out", "r.parquet"], "inspect_ai,scipy,krippendorff,matplotlib"),
        (["reliability", "r.csv"], "inspect_ai,matplotlib,distributed"),
    ],
)
def test_a_table_is_read_without_what_only_others_need(command, heavy, tmp_path):
    (tmp_path / "r.csv").write_text(RATINGS, encoding="utf-8")
    words = [sys.executable, "-c", SCRIPT, heavy, *command]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
