"""Standard output that takes nothing, or not every letter: no traceback, nothing lost unsaid."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

PRINTING = (
    ["list"],
    ["list", "--json"],
    ["new", "judge", "my-judge"],
    ["check", "judge", "keyword"],
    ["reliability", "ratings.csv"],
)


@pytest.fixture
def stdout(monkeypatch):
    """Give what makes an open file standard output."""
    opened = []

    def becomes(file):
        opened.append(file)
        monkeypatch.setattr("sys.stdout", file)

    yield becomes
    for file in opened:
        file.close()


@pytest.mark.usefixtures("ratings", "here")
@pytest.mark.parametrize("words", PRINTING)
@pytest.mark.parametrize("at_once", [True, False])  # as with PYTHONUNBUFFERED
def test_a_full_disk_is_said_in_one_line(words, at_once, stdout, capsys):
    full = io.FileIO(os.open("/dev/full", os.O_WRONLY), "w")
    raw = full if at_once else io.BufferedWriter(full)
    stdout(io.TextIOWrapper(raw, encoding="utf-8", write_through=at_once))
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.splitlines()[-1] == ("error: stdout cannot be written to: No space left on device.")


@pytest.mark.usefixtures("ratings", "here")
@pytest.mark.parametrize("words", PRINTING)
def test_a_reader_that_went_away_has_seen_what_it_wanted(words, stdout, capsys):
    reading, writing = os.pipe()
    os.close(reading)
    stdout(os.fdopen(writing, "w", encoding="utf-8"))
    assert main(words) == 0
    assert "error" not in capsys.readouterr().err


def test_closed_stdout_is_said_before_anything_is_done(here, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout", None)  # as Python has it then
    assert main(["reliability", "demo", "--json", "new.json"]) == 2
    assert capsys.readouterr().err.startswith("error: stdout is closed")
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("here")
def test_closed_stderr_leaves_stdout_to_data(ratings, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr", None)
    assert main(["ratings", ratings.name, "--out", "new.csv"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("where", ["> /dev/full", ">&-", "| true"])
def test_the_end_of_the_process_says_no_more(where):
    command = f'set -o pipefail; "{sys.executable}" -Im mentaleval --help {where}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    errors = {"> /dev/full": "stdout cannot be written to", ">&-": "stdout is closed"}
    assert done.returncode == (2 if where in errors else 0)
    assert done.stderr.startswith(f"error: {errors[where]}" if where in errors else "")
    assert done.stderr.count("\n") == (where in errors)


def test_letters_that_stdout_lacks_are_written_out(ratings, stdout):
    ratings.write_text(ratings.read_text(encoding="utf-8").replace("robot", "Röbót"), "utf-8")
    printed = io.BytesIO()
    stdout(io.TextIOWrapper(printed, encoding="ascii"))
    assert main(["reliability", str(ratings)]) == 0
    assert rb"R\xf6b\xf3t" in printed.getvalue()


def test_json_is_json_in_letters_that_stdout_lacks(ratings, stdout):
    ratings.write_text(ratings.read_text(encoding="utf-8").replace("robot", "Röbót"), "utf-8")
    printed = io.BytesIO()
    stdout(io.TextIOWrapper(printed, encoding="ascii"))
    assert main(["reliability", str(ratings), "--json", "-"]) == 0
    assert {cell["judge"] for cell in json.loads(printed.getvalue())["cells"]} == {"Röbót"}


@pytest.mark.parametrize("target", ["-", "new.json"])
def test_a_file_whose_name_is_no_text_can_be_a_source(target, ratings, here, capsys):
    name = os.fsdecode(b"r\xff.csv")
    ratings.rename(here / name)
    assert main(["reliability", name, "--json", target]) == 0
    printed = capsys.readouterr().out
    text = printed if target == "-" else (here / target).read_text(encoding="utf-8")
    (source,) = json.loads(text)["inputs"]
    assert source["source"] == name


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("option", ["--html", "--json"])
def test_stdout_by_another_name_is_no_file_for_a_result(option, monkeypatch, capsys, here):
    with (here / "out").open("w") as out:
        monkeypatch.setattr("mentaleval.cli.targets._STDOUT", out.fileno())
        assert main(["reliability", "demo", option, "out"]) == 2
    assert "it is where stdout goes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "said"),
    [(b"", "no file, folder or data set 'nowhere'"), (b"\xff", "no figure can be drawn")],
)
def test_figures_are_drawn_whatever_the_settings_of_matplotlib_are_or_not_at_all(
    settings, said, here
):
    (here / "matplotlibrc").write_bytes(settings)
    done = subprocess.run(
        [sys.executable, "-m", "mentaleval", "reliability", "nowhere", "--html", "a.html"],
        env={**os.environ, "MPLBACKEND": "junk"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
