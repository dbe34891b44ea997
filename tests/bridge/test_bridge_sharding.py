"""A run in shards: which conversations are whose, one run in one folder, and how far it is."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.bridge.folder import claim_folder, own_folder
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.run_files import RUN_FILE
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.shard_claims import claim_shard
from mentaleval.bridge.sharding import (
    FINISHED_FILE,
    SETTINGS_FILE,
    SHARDS_FILE,
    Shard,
    Shards,
    finished_text,
    shards_of,
)
from mentaleval.cli import main
from mentaleval.errors import UsageError
from mentaleval.plugins import installed


@pytest.fixture(scope="module")
def whole():
    registry = installed()
    dataset = registry.dataset("demo")
    exchanges = read_exchanges(dataset, None)
    return RunSettings(
        task="guidance",
        dataset=dataset,
        exchanges=exchanges,
        responders=registry.responder("recorded").variants(dataset, exchanges),
        judges=[registry.judge("lexical")],
    )


def _finish(settings, folder, logs=()):
    part = folder.within(settings.shard.folder)
    claim_folder(settings, part.path)
    note = part.path / FINISHED_FILE
    before = note.read_bytes() if note.exists() else None
    note.write_text(finished_text(settings, before, logs=logs))


@given(st.text(), st.integers(1, 60))
def test_every_conversation_is_in_one_shard_and_no_other(exchange_id, of):
    assert sum(Shard(number, of).holds(exchange_id) for number in range(1, of + 1)) == 1


def test_where_a_conversation_belongs_is_the_same_on_every_machine():
    # `printf c1 | sha256sum` ends in 2, which is its remainder modulo 16
    assert Shard(2 + 1, 16).holds("c1")


def test_a_shard_whose_note_of_its_end_is_broken_is_not_finished(whole, tmp_path):
    folder = LogFolder(tmp_path / "logs")
    for number in (1, 2):
        one = whole.of_shard(Shard(number, 2))
        claim_shard(one, folder)
        _finish(one, folder)
    note = tmp_path / "logs" / "shard-1-of-2" / FINISHED_FILE
    note.write_bytes(note.read_bytes()[:9])
    assert shards_of(folder) == Shards(2, (2,), (1,))
    _finish(whole.of_shard(Shard(1, 2)), folder)
    assert shards_of(folder).whole
    (note.parent / SETTINGS_FILE).write_text("{")
    with pytest.raises(UsageError, match=f"shard-1-of-2/{SETTINGS_FILE} does not say"):
        shards_of(folder)


def test_the_shards_together_are_the_run_and_keep_conversations_whole(whole):
    parts = [whole.of_shard(Shard(number, 5)) for number in range(1, 6)]
    together = [exchange for part in parts for exchange in part.exchanges]
    assert sorted(map(repr, together)) == sorted(map(repr, whole.exchanges))
    ids = [{exchange.id for exchange in part.exchanges} for part in parts]
    assert sum(map(len, ids)) == len(set().union(*ids))


@pytest.mark.parametrize("text", ["0/4", "5/4", "1/0", "3", "3/", "/4", "a/b", "1.5/4", "-1/4", ""])
def test_what_is_no_shard_is_refused_with_the_right_way_to_write_it(text, capsys):
    with pytest.raises(SystemExit) as left:
        main(["run", "guidance", f"--shard={text}"])
    assert left.value.code == 2
    assert "argument --shard" in capsys.readouterr().err


def test_of_shards_of_two_runs_that_start_at_once_one_run_has_the_folder(whole, tmp_path):
    runs = [whole, replace(whole, seed=5)]
    parts = [runs[n % 2].of_shard(Shard(n + 1, 16)) for n in range(16)]
    assert all(part.identity() for part in parts)  # found once, and not by many threads at a time
    refused, ready = [], threading.Barrier(16)

    def claim(part):
        ready.wait()
        try:
            claim_shard(part, LogFolder(tmp_path))
        except UsageError as error:
            refused.append((part.seed, str(error)))

    threads = [threading.Thread(target=claim, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 8
    assert len({seed for seed, _ in refused}) == 1
    assert all("the shards of a run with other settings: seed was" in said for _, said in refused)
    json.loads((tmp_path / SHARDS_FILE).read_text())
    assert not [*tmp_path.glob(".mentaleval-*")]


def test_another_number_of_shards_is_refused(whole, tmp_path):
    claim_shard(whole.of_shard(Shard(1, 4)), LogFolder(tmp_path))
    with pytest.raises(UsageError, match=r"holds this run in 4 shards, and --shard 1/5") as caught:
        claim_shard(whole.of_shard(Shard(1, 5)), LogFolder(tmp_path))
    assert "--shard I/4" in caught.value.hint


def test_a_judge_that_asks_with_other_words_in_one_shard_is_refused(whole, tmp_path):
    judge = installed().judge("openai/gpt-4o")
    run = replace(whole, judges=[judge])
    claim_shard(run.of_shard(Shard(1, 2)), LogFolder(tmp_path))
    (told,) = [*(tmp_path / "raters").iterdir()]
    told.write_text(told.read_text().replace('"prompts": "', '"prompts": "other-'))
    with pytest.raises(UsageError, match=r"the judge .* is another in the other shards"):
        claim_shard(run.of_shard(Shard(2, 2)), LogFolder(tmp_path))


def test_a_run_without_shards_and_one_in_shards_do_not_share_a_folder(whole, tmp_path):
    claim_shard(whole.of_shard(Shard(1, 2)), LogFolder(tmp_path / "parts"))
    with (
        pytest.raises(UsageError, match="holds a run in shards, and this is the run without"),
        own_folder(whole, tmp_path / "parts"),
    ):
        pass
    claim_folder(whole, tmp_path / "one")
    with pytest.raises(UsageError, match="holds a run that is not in shards"):
        claim_shard(whole.of_shard(Shard(1, 2)), LogFolder(tmp_path / "one"))


def test_the_folder_of_a_shard_is_not_gone_on_with_as_the_whole_run(whole, tmp_path):
    claim_folder(whole.of_shard(Shard(1, 2)), tmp_path)
    with pytest.raises(UsageError, match="shard was '1/2', is None"):
        claim_folder(whole, tmp_path)


def test_the_run_file_of_the_shards_says_how_to_go_on(whole, tmp_path):
    claim_shard(whole.of_shard(Shard(1, 2)), LogFolder(tmp_path))
    assert f"`mentaleval run {RUN_FILE} --shard I/2`" in (tmp_path / RUN_FILE).read_text()


def test_what_is_finished_begun_and_missing_is_told_by_number(whole, tmp_path):
    folder = LogFolder(tmp_path)
    parts = [whole.of_shard(Shard(number, 16)) for number in range(1, 17)]
    claim_shard(parts[0], folder)
    for part in parts:
        if part.shard.number not in {3, 7, 8, 9, 12}:
            _finish(part, folder)
    claim_folder(parts[2], tmp_path / parts[2].shard.folder)
    found = shards_of(folder)
    assert str(found) == "11 of 16 shards are finished; unfinished 3; missing 7-9, 12"
    assert not found.whole


def test_a_shard_that_lacks_a_judge_of_another_is_not_finished(whole, tmp_path):
    folder = LogFolder(tmp_path)
    parts = [whole.of_shard(Shard(number, 2)) for number in (1, 2)]
    claim_shard(parts[0], folder)
    for part in parts:
        _finish(part, folder)
    assert shards_of(folder) == Shards(2, (1, 2), ())
    more = replace(parts[0], judges=[installed().judge("keyword")])
    claim_folder(more, tmp_path / more.shard.folder)
    assert shards_of(folder) == Shards(2, (), (1, 2)), "it is asked for, and nobody has it yet"
    _finish(more, folder)
    assert shards_of(folder) == Shards(2, (1,), (2,))


def test_a_shard_whose_logs_were_taken_away_is_not_finished(whole, tmp_path):
    folder, logs = LogFolder(tmp_path), ("judgements/a [1].eval", "judgements/b.eval")
    part = whole.of_shard(Shard(1, 1))
    claim_shard(part, folder)
    _finish(part, folder, logs)
    mine = tmp_path / "shard-1-of-1"
    assert str(shards_of(folder)) == "0 of 1 shard is finished; unfinished 1"
    note = {f"shard-1-of-1/{FINISHED_FILE}": (mine / FINISHED_FILE).read_bytes()}
    assert shards_of(folder, note).whole, "its logs may not be sent yet"
    (mine / "judgements").mkdir()
    for log in logs:
        (mine / log).write_bytes(b"x")
    assert str(shards_of(folder)) == "1 of 1 shard is finished"
    (mine / logs[0]).unlink()
    assert not shards_of(folder).whole


def test_a_mark_that_is_cut_off_says_which_file_it_is(whole, tmp_path):
    claim_shard(whole.of_shard(Shard(1, 2)), LogFolder(tmp_path))
    (tmp_path / SHARDS_FILE).write_text('{"shards": 2')
    with pytest.raises(UsageError, match=SHARDS_FILE):
        shards_of(LogFolder(tmp_path))


def test_a_shard_has_no_verdicts_for_json(capsys, tmp_path):
    status = main(["run", "guidance", "--shard", "1/2", "--json", str(tmp_path / "x.json")])
    assert status == 2
    assert "a shard has none" in capsys.readouterr().err
