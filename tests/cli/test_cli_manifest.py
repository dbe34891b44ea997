"""The folders of `--tables` and `--figures`: results of two commands never mix in one."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mentaleval.cli import main
from mentaleval.cli.manifest import FILE, Part, require_ours, write
from mentaleval.errors import UsageError

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.fixture
def made(ratings, here):
    """A command, and the folder of its tables."""
    folder = here / "tables"
    words = ["reliability", ratings.name, "--tables", "tables"]
    assert main(words) == 0
    return words, folder


def _held(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def _listed(folder):
    return json.loads((folder / FILE).read_text(encoding="utf-8"))["tables"]


def test_the_list_names_every_file_with_its_checksum_and_what_made_it(made):
    words, folder = made
    listed = _listed(folder)
    assert listed["command"] == f"mentaleval reliability {words[1]}"
    held = _held(folder)
    assert listed["files"].keys() == held.keys() - {FILE}
    assert all(hashlib.sha256(held[n]).hexdigest() == d for n, d in listed["files"].items())
    assert str(folder.parent) not in (folder / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["compare", "ratings.csv"], "--tables"),
        (["compare", "ratings.csv"], "--figures"),
        (["reliability", "unread.csv"], "--tables"),
        (["reliability", "ratings.csv", "--seed", "3"], "--tables"),
    ],
)
def test_a_folder_of_another_command_is_refused_before_anything_is_read(
    made, words, option, capsys
):
    _, folder = made
    before = _held(folder)
    capsys.readouterr()
    assert main([*words, f"{option}=tables"]) == 2
    err = capsys.readouterr().err
    said = "the folder holds the tables of another command, `mentaleval reliability ratings.csv`"
    assert err.startswith(f"error: {option} tables: {said}")
    assert "a new or an empty folder" in err
    assert _held(folder) == before


def test_the_same_command_replaces_its_files_and_removes_what_it_makes_no_more(made):
    words, folder = made
    whole = _held(folder)
    stale = b"of an earlier version"
    (folder / "stale.md").write_bytes(stale)
    (folder / "mine.md").write_bytes(stale)
    parts = json.loads((folder / FILE).read_text(encoding="utf-8"))
    parts["tables"]["files"]["stale.md"] = hashlib.sha256(stale).hexdigest()
    (folder / FILE).write_text(json.dumps(parts), encoding="utf-8")
    (folder / "verdicts.md").unlink()
    assert main([*words, "--details", "--json", "-"]) == 0
    assert _held(folder) == {**whole, "mine.md": stale}


def _edited(file, _):
    file.write_text("better words", encoding="utf-8")


def _read_only(file, monkeypatch):
    allowed = os.access  # whoever is root may write everything
    monkeypatch.setattr(os, "access", lambda path, how: path != file and allowed(path, how))


def _made_a_folder(file, _):
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_edited, "'verdicts.md' was changed"),
        (_read_only, "'verdicts.md' may not be written to"),
        (_made_a_folder, "'verdicts.md' was changed"),
    ],
)
def test_a_file_that_somebody_changed_is_not_lost(made, change, said, monkeypatch, capsys):
    words, folder = made
    change(Path("tables", "verdicts.md"), monkeypatch)
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_a_file_of_somebody_else_is_in_the_way_and_stays(ratings, here, capsys):
    folder = here / "tables"
    folder.mkdir()
    (folder / "verdicts.md").write_text("mine", encoding="utf-8")
    assert main(["reliability", ratings.name, "--tables", "tables"]) == 2
    assert "a file 'verdicts.md' is there that mentaleval did not write" in capsys.readouterr().err
    assert _held(folder) == {"verdicts.md": b"mine"}


@pytest.mark.parametrize(
    "listed",
    ["{", "[]", '{"tables": 1}', "PATH"],
)
def test_a_list_that_is_not_ours_is_refused_and_nothing_is_removed(made, listed, capsys):
    words, folder = made
    mine = folder.parent / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    if listed == "PATH":
        part = _listed(folder)
        part["files"]["../mine.txt"] = hashlib.sha256(b"mine").hexdigest()
        listed = json.dumps({"tables": part})
    (folder / FILE).write_text(listed, encoding="utf-8")
    before = _held(folder)
    assert main(words) == 2
    assert f"{FILE}' says which files" in capsys.readouterr().err
    assert _held(folder) == before
    assert mine.read_text(encoding="utf-8") == "mine"


def test_tables_of_new_ratings_beside_figures_of_old_ones_are_told_of(made, capsys):
    words, folder = made
    parts = json.loads((folder / FILE).read_text(encoding="utf-8"))
    old = {**parts["tables"], "inputs": [["ratings.csv", "0" * 64]], "files": {}}
    (folder / FILE).write_text(json.dumps({**parts, "figures": old}), encoding="utf-8")
    assert main(words) == 0
    assert "the figures in tables are older, of other ratings" in capsys.readouterr().err


def test_the_same_words_about_another_file_are_another_command(made, monkeypatch, capsys):
    words, folder = made
    before = _held(folder)
    other = folder.parent / "other"
    other.mkdir()
    text = Path(words[1]).read_text(encoding="utf-8")
    (other / words[1]).write_text(text.replace("robot", "machine"), encoding="utf-8")
    monkeypatch.chdir(other)
    capsys.readouterr()
    assert main([*words[:2], "--tables", "../tables"]) == 2
    said = f"tables of another command, `mentaleval reliability {words[1]}` for files elsewhere"
    assert said in capsys.readouterr().err
    assert _held(folder) == before


def test_ratings_that_changed_meanwhile_are_told_of_in_one_line(made, capsys):
    words, folder = made
    before = _held(folder)
    assert main(words) == 0
    assert "of other ratings" not in capsys.readouterr().err
    file = Path(words[1])
    file.write_text(file.read_text(encoding="utf-8").replace("robot", "machine"), encoding="utf-8")
    assert main(words) == 0
    said = "the tables that were in tables were of other ratings, and are replaced\n"
    assert capsys.readouterr().err.count(said) == 1
    assert _held(folder)["verdicts.md"] != before["verdicts.md"]


@pytest.mark.parametrize("there", [True, False])
def test_the_list_itself_is_no_place_for_a_result(there, ratings, here, capsys):
    folder = here / "tables"
    folder.mkdir()
    if there:
        (folder / FILE).write_text("{}", encoding="utf-8")
    for option in ("--json", "--html"):
        assert main(["reliability", ratings.name, option, f"tables/{FILE}"]) == 2
        assert "lists what mentaleval wrote to its folder" in capsys.readouterr().err
    assert main(["ratings", ratings.name, "--out", f"tables/{FILE}"]) == 2
    assert [file.read_text() for file in folder.iterdir()] == ["{}"] * there


_PART = Part(command="c", asked="a", version="1", inputs=())
_OLD = {"both.md": "old", "kept.md": "same", "old.md": "old"}
_NEW = {"both.md": "new", "kept.md": "same", "new.md": "new"}


def _write(folder, texts):
    def make(coming):
        for name, text in texts.items():
            (coming / name).write_text(text, encoding="utf-8")
        return [coming / name for name in texts]

    return write("tables", str(folder), _PART, make)


_KILLED = """
import json, os, signal, sys
from pathlib import Path
from mentaleval.cli.manifest import Part, write

texts, steps = json.loads(sys.argv[2]), int(sys.argv[3])

def counted(usual):
    def step(*args, **kwargs):
        global steps
        if not steps:
            os.kill(os.getpid(), signal.SIGKILL)
        steps -= 1
        return usual(*args, **kwargs)
    return step

def make(coming):
    for name, text in texts.items():
        (coming / name).write_text(text, encoding="utf-8")
    return [coming / name for name in texts]

Path.replace = counted(Path.replace)
part = Part(command="c", asked="a", version="1", inputs=())
write("tables", sys.argv[1], part, make)
"""


@pytest.mark.parametrize("earlier", [_OLD, {}])
@pytest.mark.parametrize("steps", [0, 2, 4])
def test_what_a_kill_left_half_replaced_is_gone_on_with(earlier, steps, tmp_path):
    folder = tmp_path / "tables"
    _write(folder, earlier)
    given = [str(folder), json.dumps(_NEW), str(steps)]
    killed = subprocess.run([sys.executable, "-c", _KILLED, *given], check=False)
    assert killed.returncode == -signal.SIGKILL
    require_ours("tables", str(folder), "c", "a")
    _write(folder, _NEW)
    held = {file.name: file.read_text() for file in folder.glob("[!.]*")}  # none of a hidden one
    listed = json.loads(held.pop(FILE))["tables"]
    assert held == _NEW
    assert listed["files"].keys() == _NEW.keys()
    assert "coming" not in listed


def test_what_somebody_changed_after_a_kill_is_not_lost(tmp_path):
    folder = tmp_path / "tables"
    _write(folder, _OLD)
    given = [str(folder), json.dumps(_NEW), "2"]
    subprocess.run([sys.executable, "-c", _KILLED, *given], check=False)
    (folder / "both.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"'both\.md' was changed"):
        _write(folder, _NEW)
    assert (folder / "both.md").read_text() == "mine"


def test_a_folder_that_holds_nothing_of_ours_any_more_is_free(tmp_path):
    _write(tmp_path, _OLD)
    _write(tmp_path, {})
    assert list(tmp_path.iterdir()) == []
    require_ours("tables", str(tmp_path), "another", "b")
