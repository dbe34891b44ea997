"""Shards of a run on machines that die, in a folder here or in an object store."""

from __future__ import annotations

import json
import signal
import threading
from datetime import timedelta

import boto3
import pytest
from conftest import CONNECTIONS, CONTEXTS
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from mentaleval.bridge.bringing import bring
from mentaleval.bridge.lease import STALE
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.sharding import Shards, shards_of
from mentaleval.bridge.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

SHARDS = 3


def _died_elsewhere(bucket: str) -> None:
    """Make the claim that a killed process left behind one of another machine, long ago."""
    held = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[bucket].keys
    (name,) = [name for name in held if "/claims/" in name]
    client = boto3.client("s3")
    said = json.load(client.get_object(Bucket=bucket, Key=name)["Body"])
    elsewhere = json.dumps({**said, "machine": "another", "host": "elsewhere"})
    client.put_object(Bucket=bucket, Key=name, Body=elsewhere)
    held[name].last_modified -= timedelta(seconds=STALE + 1)


def _at_once(work, count: int) -> list:
    """Do the same in many threads, all of which begin at the same moment."""
    found, ready = [], threading.Barrier(count)

    def begin(number: int) -> None:
        ready.wait()
        found.append(work(number))

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_shard_killed_on_one_machine_goes_on_on_another_and_all_are_the_run_of_one_machine(
    lab, undisturbed, bucket
):
    one = lab("--latency", "0.2")
    url = f"s3://{bucket}/shared/run"
    first, second = (("--log-dir", url, "--shard", f"{number}/2") for number in (1, 2))
    assert one.killed(5, *first).status == -signal.SIGKILL
    kept = Store(f"{url}/shard-1-of-2").held("answers")
    assert len(kept) >= 5 - CONNECTIONS
    _died_elsewhere(bucket)

    one.more["XDG_CACHE_HOME"] = str(one.folder / "second")  # as on another machine
    before = one.provider.paid()
    process = one.start(*first)
    one.until(process, before + 1)
    refused = one.run(*first, saying="refused.txt")
    assert refused.status == 2
    assert f"is at work in {url}/shard-1-of-2" in refused.said
    ended = one.end(process)
    assert ended.status == 0, ended.said
    assert f"{url}: 1 of 2 shards are finished; missing 2" in ended.said
    assert not Store(f"{url}/shard-1-of-2").held("answers"), "the logs hold them"

    one.more["XDG_CACHE_HOME"] = str(one.folder / "first")  # the first machine is back
    ended = one.run(*second)
    assert ended.status == 0, ended.said
    assert f"`mentaleval reliability {url}` analyses them together" in ended.said
    asked, brought = one.provider.asked(), bring(url)
    again = one.run(*first)
    assert again.status == 0, again.said
    assert one.provider.asked() == asked
    assert one.table(brought) == one.table(bring(url)) == undisturbed
    # of what was in flight at the kill some was answered, and nobody was there to keep it
    twice = [n for n in one.provider.bought().values() if n > 1]
    assert set(twice) <= {2}
    assert asked - 2 * CONTEXTS <= 2 * CONNECTIONS
    assert len(twice) <= 5 + CONNECTIONS - len(kept)
    files = [f for at in (one.folder, brought) for f in at.rglob("*") if f.is_file()]
    assert not any(b"a-secret-of-nobody" in file.read_bytes() for file in files)


def test_shards_that_start_at_once_find_the_same_run(preloaded, tmp_path):
    words = ("mentaleval", "run", "guidance", "--limit", "1", "--judge", "lexical")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    started = [
        preloaded.start(
            *(*words, "--log-dir", "logs", "--shard", f"{number}/{SHARDS}"),
            env=environment,
            folder=tmp_path,
            out=tmp_path / f"{number}.txt",
            errors=tmp_path / f"{number}.txt",
        )
        for number in range(1, SHARDS + 1)
    ]
    statuses = [one.wait(120) for one in started]
    said = [(tmp_path / f"{number}.txt").read_text() for number in range(1, SHARDS + 1)]
    assert statuses == [0] * SHARDS, said
    assert sum("this shard has no conversation" in text for text in said) == SHARDS - 1
    everyone = tuple(range(1, SHARDS + 1))
    assert shards_of(LogFolder(tmp_path / "logs")) == Shards(SHARDS, everyone, ())


def test_of_many_that_create_an_object_at_the_same_moment_one_is_told_so(bucket):
    store = Store(f"s3://{bucket}/race[1]*")  # which is no pattern
    said = _at_once(lambda n: store.create("mark", b"%d" % n), 8)
    assert sorted(said) == [False] * 7 + [True]
    assert [*store.fetch(["mark", "none"])] == ["mark"]
    store.remove(["mark", "none"])
    assert not store.held()
