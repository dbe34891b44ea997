"""What a command asks for: the same in any words, and another for any other file or option."""

from __future__ import annotations

import shlex
import shutil

import pytest

from mentaleval.cli.asked import asked
from mentaleval.cli.grammar import build_parser

_COMMAND = "reliability two.csv --seed 1 --humans logs --exclude a=b --exclude c=d"


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A folder with ratings, in which commands are given."""
    folder = tmp_path / "study"
    (folder / "logs").mkdir(parents=True)
    (folder / "below").mkdir()
    (folder / "two.csv").touch()
    (folder / "linked.csv").symlink_to("two.csv")
    (tmp_path / "way").symlink_to("study")
    monkeypatch.chdir(folder)
    return folder


def _digest(typed, target="tables"):
    args = build_parser().parse_args(shlex.split(typed))
    args.typed = typed
    return asked(args).digest(target)


@pytest.mark.parametrize(
    "typed",
    [
        "reliability --seed 1 --humans logs --exclude a=b --exclude c=d -- two.csv",
        "reliability --humans=logs --exclude=a=b --exclude=c=d --seed=1 two.csv",
        "reliability ./two.csv --seed 1 --humans below/../logs/ --exclude a=b --exclude c=d",
        "reliability {here}/two.csv --seed 1 --humans {here}/logs --exclude a=b --exclude c=d",
        "reliability ../way/two.csv --seed 1 --humans logs --exclude a=b --exclude c=d",
        f"{_COMMAND} --method default",
        f"{_COMMAND} --engine dask --workers 2",
        f"{_COMMAND} --engine=dask --scheduler tcp://here:8786",
        f"{_COMMAND} --json - --html x.html --viewer v --tables t --figures f --details --debug",
    ],
)
def test_other_words_for_the_same_are_the_same_command(typed, study):
    assert _digest(typed.format(here=study)) == _digest(_COMMAND)


def test_the_words_kept_say_neither_where_a_result_goes_nor_who_makes_it():
    args = build_parser().parse_args(shlex.split(_COMMAND))
    args.typed = f"mentaleval {_COMMAND} --engine dask --workers=2 --json x.json --details"
    assert asked(args).words == f"mentaleval {_COMMAND}"


@pytest.mark.parametrize(
    "typed",
    [
        _COMMAND.replace("two.csv", "linked.csv"),
        _COMMAND.replace("two.csv", "below"),
        _COMMAND.replace("--seed 1", "--seed 2"),
        _COMMAND.replace("--seed 1", ""),
        _COMMAND.replace("--exclude c=d", ""),
        f"{_COMMAND} --method published",
        f"{_COMMAND} -D path=below",
        "compare two.csv --seed 1 --humans logs --exclude a=b --exclude c=d",
    ],
)
def test_another_file_or_option_is_another_command(typed, study):
    assert study.is_dir()
    assert _digest(typed) != _digest(_COMMAND)


def test_the_options_of_a_data_set_count_and_its_folder_by_where_it_lies(study, monkeypatch):
    before = _digest("compare demo -D path=logs -D seed=1", study / "t")
    assert _digest("compare demo -D seed=1 -D path=./logs", study / "t") == before
    assert _digest("compare demo -D seed=2 -D path=logs", study / "t") != before
    monkeypatch.chdir(study / "below")
    assert _digest("compare demo -D seed=1 -D path=../logs", study / "t") == before


def test_a_project_that_is_moved_as_a_whole_keeps_its_commands(study, monkeypatch):
    before = _digest(_COMMAND)
    moved = study.parent / "moved"
    shutil.move(study, moved)
    monkeypatch.chdir(moved)
    assert _digest(_COMMAND) == before
    assert _digest(_COMMAND, "../tables") != before
