"""Logs of a shard that were copied without their folder say themselves of what they are a part."""

from __future__ import annotations

import shutil

import pytest

from mentaleval.bridge.logged_shards import shard_of_log
from mentaleval.bridge.shards_read import runs_read
from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Give the folder of a run in two shards."""
    folder = tmp_path_factory.mktemp("run") / "parts"
    words = ["run", "guidance", "--limit", "6", "--judge", "lexical", "--log-dir", str(folder)]
    for shard in ("1/2", "2/2"):
        assert main([*words, "--shard", shard]) == 0
    return folder


def _logs(run, number):
    return sorted((run / f"shard-{number}-of-2" / "judgements").glob("*.eval"))


@pytest.fixture
def copied(run, tmp_path):
    """Give what copies the logs of a shard, and nothing else."""

    def copy(number, logs=slice(None)):
        target = tmp_path / "copy"
        target.mkdir(exist_ok=True)
        for log in _logs(run, number)[logs]:
            shutil.copy(log, target)
        return target

    return copy


def _said(*sources):
    return [str(one) for one in runs_read(sources)]


def test_the_logs_of_one_shard_alone_are_warned_of(copied, capsys):
    assert main(["reliability", str(copied(1))]) == 0
    assert "1 of 2 shards are read in full; missing 2" in capsys.readouterr().err


def test_the_logs_of_all_shards_are_the_whole_run(copied):
    copied(1)
    assert _said(copied(2)) == ["2 of 2 shards are read in full"]


def test_some_logs_of_a_shard_are_a_part_of_it(copied):
    assert _said(copied(1, slice(1, None))) == [
        "0 of 2 shards are read in full; in part 1; missing 2"
    ]


def test_logs_with_and_without_their_folder_are_of_one_run(run, copied):
    assert _said(run / "shard-1-of-2", copied(2)) == ["2 of 2 shards are read in full"]
    assert _said(run / "shard-1-of-2", copied(1)) == ["2 of 2 shards are read in full"]


def test_a_log_that_lacks_samples_is_not_all_that_was_asked(run, monkeypatch):
    log = str(_logs(run, 1)[0])
    assert shard_of_log(log).done
    monkeypatch.setattr("mentaleval.bridge.logged_shards.sample_entries", lambda _: ["one"])
    assert not shard_of_log(log).done


def test_a_log_of_a_whole_run_says_nothing_of_shards(tmp_path):
    words = ["run", "guidance", "--limit", "1", "--judge", "lexical", "--log-dir", str(tmp_path)]
    assert main(words) == 0
    (log, *_) = (tmp_path / "judgements").glob("*.eval")
    assert shard_of_log(str(log)) is None
