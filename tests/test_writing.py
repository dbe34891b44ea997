"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from mentaleval.cli import main
from mentaleval.writing import whole_file, whole_files, whole_folder, write_csv


class BrokenError(Exception):
    """What breaks a test's writing off."""


def _written(file, text="new"):
    with whole_file(file) as coming:
        coming.write_text(text, encoding="utf-8")


def test_a_file_appears_only_once_it_is_whole(tmp_path):
    file = tmp_path / "new.txt"
    with whole_file(file) as coming:
        coming.write_text("half", encoding="utf-8")
        assert not file.exists()
        assert coming.parent == file.parent
        assert coming.suffix == file.suffix
    assert file.read_text() == "half"
    assert list(tmp_path.iterdir()) == [file]


def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path):
    file = tmp_path / "old.txt"
    file.write_text("old")
    with suppress(BrokenError), whole_file(file) as coming:
        coming.write_text("half")
        raise BrokenError
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_an_overwritten_file_keeps_its_permissions(mode, tmp_path):
    file = tmp_path / "old.txt"
    file.write_text("old")
    file.chmod(mode)
    _written(file)
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert file.read_text() == "new"


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_permissions_of_any_other(mask, tmp_path):
    before = os.umask(mask)
    try:
        _written(tmp_path / "new.txt")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize("old", ["old", None])
def test_a_link_stays_a_link_and_the_file_it_leads_to_is_written(old, tmp_path):
    link, file = tmp_path / "link.txt", tmp_path / "elsewhere" / "file.txt"
    file.parent.mkdir()
    if old is not None:
        file.write_text(old)
    link.symlink_to("elsewhere/file.txt")
    _written(link)
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_what_is_no_regular_file_is_written_to_as_it_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _written(pipe)
        assert os.read(reading, 10) == b"new"
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


_TO_STANDARD_OUTPUT = """
import os
from pathlib import Path
from mentaleval.writing import whole_file

with whole_file(Path("/dev/stdout")) as coming:
    coming.write_text("whole")
os.write(1, b"!")
"""


def test_standard_output_can_be_named_where_a_file_is_asked_for(tmp_path):
    command = [sys.executable, "-c", _TO_STANDARD_OUTPUT]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stdout == "whole!"
    file = tmp_path / "out.txt"
    with file.open("ab") as out:
        subprocess.run(command, stdout=out, check=True)
    assert file.read_text() == "whole!", "what is printed is lost"


def test_a_file_in_a_folder_that_takes_nothing_new_is_written_to_as_it_is(tmp_path, monkeypatch):
    file = tmp_path / "only.txt"
    file.write_text("old")
    allowed = os.access
    monkeypatch.setattr(
        os, "access", lambda path, *how: str(path) != str(tmp_path) and allowed(path, *how)
    )
    with whole_file(file) as coming:
        assert coming == file
        coming.write_text("new")
    assert file.read_text() == "new"


def test_a_folder_appears_only_once_it_is_whole(tmp_path):
    folder = tmp_path / "new"
    with whole_folder(folder) as coming:
        (coming / "key.json").write_text("{}")
        assert not folder.exists()
    assert [path.name for path in folder.iterdir()] == ["key.json"]
    with suppress(BrokenError), whole_folder(tmp_path / "other") as coming:
        (coming / "key.json").write_text("{}")
        raise BrokenError
    assert list(tmp_path.iterdir()) == [folder]


def test_files_take_their_places_together_or_none_does(tmp_path):
    folder = tmp_path / "new" / "folder"
    with whole_files(folder) as coming:
        (coming / "one.txt").write_text("old")
        assert [*folder.iterdir()] == [coming]
    (folder / "mine.txt").write_text("mine")
    with suppress(BrokenError), whole_files(folder) as coming:
        (coming / "one.txt").write_text("half")
        raise BrokenError
    held = {file.name: file.read_text() for file in folder.iterdir()}
    assert held == {"one.txt": "old", "mine.txt": "mine"}


@pytest.mark.parametrize(
    "words",
    [
        ("reliability", "demo", "--json", "old.json"),
        ("reliability", "demo", "--html", "old.html"),
        ("compare", "demo", "--json", "old.json"),
        ("plan", "demo", "--width", "0.3", "--json", "old.json"),
        ("ratings", "demo", "--out", "old.csv"),
        ("ratings", "demo", "--out", "old.parquet"),
    ],
)
def test_commands_write_files_whole_and_keep_what_they_overwrite(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    link, file = Path(words[-1]), Path("kept" + Path(words[-1]).suffix)
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    number = file.stat().st_ino
    assert main(list(words)) == 0
    assert link.is_symlink()
    assert file.stat().st_ino != number, "it was written over in place"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / link, tmp_path / file])


def test_a_lone_carriage_return_in_a_cell_ends_no_row():
    rows = [["id", "note"], ["a\rb", "x"], ["c", "1,5"]]
    text = io.StringIO(newline="")
    assert write_csv(text, rows) == 3
    assert list(csv.reader(io.StringIO(text.getvalue(), newline=""))) == rows
    assert text.getvalue().endswith('c,"1,5"\n')
