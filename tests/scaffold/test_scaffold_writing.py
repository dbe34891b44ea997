"""`mentaleval new`: all is written or nothing, and nothing of anybody's is touched."""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys

import pytest

from mentaleval.cli import main
from mentaleval.cli.grammar import build_parser


def _new(*options: str, cwd, **how):
    return subprocess.Popen(
        [sys.executable, "-B", "-m", "mentaleval", "new", *options],
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **how,
    )


@pytest.mark.parametrize(
    ("kind", "run"),
    [
        ("judge", "mentaleval run --judge warmth"),
        ("responder", "mentaleval run --responder warmth -R model=PROVIDER/MODEL --limit 3"),
        ("dataset", "mentaleval run --dataset warmth"),
    ],
)
def test_it_tells_what_was_made_and_what_to_type_next(kind, run, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", kind, "warmth"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == [
        "made mentaleval-warmth:",
        "  .gitignore",
        "  LICENSE",
        "  README.md",
        "  mentaleval_warmth.py",
        "  pyproject.toml",
        "  tests/test_mentaleval_warmth.py",
        "next:",
        "  cd mentaleval-warmth",
        "  python -m pip install -e '.[test]'",
        "  pytest",
        f"  mentaleval check {kind} warmth",
        f"  {run}",
    ]
    for line in out.splitlines():
        if line.startswith("  mentaleval "):
            build_parser().parse_args(shlex.split(line)[1:])  # else it ends the program


def test_the_folder_to_go_to_can_be_typed_whatever_it_is_called(tmp_path, capsys):
    into = tmp_path / "my plugins; really"
    into.mkdir()
    assert main(["new", "judge", "warmth", "--into", str(into)]) == 0
    (cd,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  cd ")]
    gone_to = subprocess.run(
        ["sh", "-c", f"{cd} && pwd -P"], capture_output=True, text=True, check=True
    )
    assert gone_to.stdout.strip() == str((into / "mentaleval-warmth").resolve())


def _a_file(path):
    path.write_text("mine")


def _a_link_that_leads_nowhere(path):
    path.symlink_to("nowhere")


def _an_empty_folder(path):
    path.mkdir()


def _a_full_folder(path):
    path.mkdir()
    (path / "pyproject.toml").write_text("mine")


@pytest.mark.parametrize(
    "put", [_a_file, _a_link_that_leads_nowhere, _an_empty_folder, _a_full_folder]
)
def test_what_is_there_already_stays_as_it_is(put, tmp_path, capsys):
    put(tmp_path / "mentaleval-warmth")
    before = _everything(tmp_path)
    assert main(["new", "judge", "warmth", "--into", str(tmp_path)]) == 2
    assert "is there already, and nothing is overwritten" in capsys.readouterr().err
    assert _everything(tmp_path) == before


def _everything(folder):
    return {
        path: path.read_text() if path.is_file() else path.is_symlink()
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["judges", "warmth"], "no kind of plugin is called 'judges'. Did you mean 'judge'?"),
        (["judge", "Warmth"], "Did you mean 'warmth'?"),
        (["judge", "lexical"], "the plugin 'judges' of mentaleval"),
        (["judge", "warmth", "--into", "nowhere"], "there is no folder 'nowhere' to write into."),
        (["judge", "warmth", "--into", "a-file"], "there is no folder 'a-file' to write into."),
        (["judge", "warmth", "--into", "/proc"], "cannot make '/proc/mentaleval-warmth': "),
    ],
)
def test_a_refusal_is_one_message_and_nothing_is_written(
    options, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").touch()
    assert main(["new", *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path, capsys):
    tmp_path.chmod(0o555)
    assert main(["new", "judge", "warmth", "--into", str(tmp_path)]) == 2
    assert "mentaleval-warmth': Permission denied." in capsys.readouterr().err


def test_a_disk_that_is_full_in_the_middle_leaves_nothing(tmp_path):
    def fill():  # the README does not fit, what comes before it does
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))

    process = _new("judge", "warmth", cwd=tmp_path, preexec_fn=fill)
    out, err = process.communicate()
    assert process.returncode == 2
    assert out == ""
    assert err == "error: cannot make 'mentaleval-warmth': File too large.\n"
    assert list(tmp_path.iterdir()) == []


def test_of_several_at_once_one_writes_and_no_other_harms_it(tmp_path):
    several = [_new(kind, "warmth", cwd=tmp_path) for kind in ("judge", "dataset", "responder")]
    ended = [(*process.communicate(), process.returncode) for process in several]
    assert sorted(status for _, _, status in ended) == [0, 2, 2]
    assert all(
        err.startswith("error: cannot make") or "there already" in err
        for _, err, status in ended
        if status
    )
    (made,) = tmp_path.iterdir()
    assert len([path for path in made.rglob("*") if path.is_file()]) == 6


def test_the_folder_has_the_rights_of_any_new_folder(tmp_path):
    (tmp_path / "any").mkdir()
    assert main(["new", "judge", "warmth", "--into", str(tmp_path)]) == 0
    made = tmp_path / "mentaleval-warmth"
    assert made.stat().st_mode == (tmp_path / "any").stat().st_mode


def test_the_room_imports_no_heavy_library(tmp_path):
    heavy = "{'inspect_ai', 'pandas', 'rich', 'scipy', 'pyarrow'}"
    code = (
        "import sys; from mentaleval.cli import main; main(['new', 'judge', 'warmth']);"
        f"found = {heavy} & set(sys.modules); assert not found, found"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)


def test_other_commands_do_not_wait_for_the_templates(tmp_path):
    code = "import sys, mentaleval.cli; assert 'jinja2' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
