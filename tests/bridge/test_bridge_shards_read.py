"""Logs of a part of a run are known as a part, wherever they lie and however they are named."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from mentaleval.bridge.bringing import bring
from mentaleval.bridge.folder import claim_folder
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.shard_claims import claim_shard
from mentaleval.bridge.sharding import FINISHED_FILE, Shard, finished_text
from mentaleval.bridge.shards_read import runs_read
from mentaleval.bridge.store import Store
from mentaleval.plugins import installed

LOGS = ("judgements/one.eval", "judgements/two.eval")


@pytest.fixture(scope="module")
def settings():
    dataset = installed().dataset("demo")
    exchanges = read_exchanges(dataset, None)
    return RunSettings(
        task="guidance",
        dataset=dataset,
        exchanges=exchanges,
        responders=installed().responder("recorded").variants(dataset, exchanges),
        judges=[installed().judge("lexical")],
    )


def _made(settings, folder, of=2):
    """Make the folder of a run whose shards are finished, with logs that nobody opens here."""
    for number in range(1, of + 1):
        part = settings.of_shard(Shard(number, of))
        claim_shard(part, LogFolder(folder))
        mine = folder / part.shard.folder
        claim_folder(part, mine)
        for log in LOGS:
            (mine / log).parent.mkdir(exist_ok=True)
            (mine / log).write_bytes(b"x")
        (mine / FINISHED_FILE).write_text(finished_text(part, None, logs=LOGS))
    return folder


@pytest.fixture
def run(settings, tmp_path):
    return _made(settings, tmp_path / "run")


def _said(*sources):
    return [str(one) for one in runs_read(sources)]


def test_a_whole_run_is_read_in_full_as_its_folder_or_as_all_its_shards(run):
    every = "2 of 2 shards are read in full"
    assert _said(run) == _said(run / "shard-1-of-2", run / "shard-2-of-2") == [every]
    assert runs_read([run])[0].shards.whole


@pytest.mark.parametrize("lost", ["judgements", LOGS[0]])
def test_a_shard_that_says_it_is_finished_and_lacks_logs_is_not_read_in_full(lost, run):
    there = run / "shard-2-of-2" / lost
    shutil.rmtree(there) if there.is_dir() else there.unlink()
    assert _said(run) == ["1 of 2 shards are read in full; in part 2"]


def test_a_shard_that_is_moved_away_is_missing(run, tmp_path):
    (run / "shard-2-of-2").rename(tmp_path / "away")
    assert _said(run) == ["1 of 2 shards are read in full; missing 2"]
    assert _said(run, tmp_path / "away") == ["2 of 2 shards are read in full"]


@pytest.mark.parametrize("below", ["", "judgements"])
def test_a_shard_by_itself_is_a_part_also_where_it_was_copied_to(below, run, tmp_path):
    shutil.copytree(run / "shard-1-of-2", tmp_path / "copy")
    here = [run / "shard-1-of-2" / below, tmp_path / "copy" / below]
    assert _said(here[0]) == _said(here[1]) == _said(*here)
    assert _said(*here) == ["1 of 2 shards are read in full; missing 2"]


def test_one_log_of_a_shard_is_a_part_of_a_part(run):
    log = run / "shard-1-of-2" / LOGS[0]
    assert _said(log) == ["0 of 2 shards are read in full; in part 1; missing 2"]


def test_shards_of_other_judges_in_another_folder_lack_nothing(settings, run, tmp_path):
    others = replace(settings, judges=[installed().judge("keyword")])
    assert _said(run, _made(others, tmp_path / "other")) == ["2 of 2 shards are read in full"]


def test_shards_of_two_runs_are_not_counted_together(settings, run, tmp_path):
    other = _made(replace(settings, seed=5), tmp_path / "other")
    part = "1 of 2 shards are read in full; missing "
    assert _said(run / "shard-1-of-2", other / "shard-2-of-2") == [f"{part}2", f"{part}1"]


def test_a_run_without_shards_is_no_part(settings, tmp_path):
    claim_folder(settings, tmp_path)
    (tmp_path / "one.eval").write_bytes(b"x")
    assert _said(tmp_path) == []


@pytest.fixture
def elsewhere(run, monkeypatch, tmp_path):
    """Give what puts the run at a URL that is no path, in the memory of this process."""
    from fsspec.implementations.memory import MemoryFileSystem  # noqa: PLC0415

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("mentaleval.bridge.bringing.require_shared", lambda _: None)
    monkeypatch.setattr("mentaleval.bridge.store._creates_once", lambda _: True)
    files = MemoryFileSystem()
    files.put(str(run), "/bucket/run", recursive=True)
    yield "memory://bucket/run"
    files.rm("/bucket", recursive=True)


def test_marks_of_shards_that_are_gone_at_the_url_go_from_the_cache_too(elsewhere):
    assert _said(bring(elsewhere)) == ["2 of 2 shards are read in full"]
    store = Store(elsewhere)
    store.remove([name for name in store.held() if name.startswith("shard-2")])
    assert _said(bring(elsewhere)) == ["1 of 2 shards are read in full; missing 2"]


@pytest.mark.parametrize("below", ["", "/judgements", f"/{LOGS[0]}"])
def test_a_shard_by_its_url_is_known_as_a_part(below, elsewhere):
    (said,) = _said(bring(f"{elsewhere}/shard-1-of-2{below}"))
    assert said.endswith("missing 2")
