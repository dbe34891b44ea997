"""Workers and schedulers that are killed in the middle of a run, and who pays for it: nobody."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from conftest import CONNECTIONS, CONTEXTS
from machines import machines

from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.sharding import Shards, shards_of

# real processes: a provider, a scheduler, workers, and shards that these start
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

SHARDS = 2


@pytest.fixture
def cluster(lab, preloaded):
    """Give a lab, and machines whose workers start processes that need not import anything."""
    one = lab("--latency", "0.2")
    python = one.folder / "python"
    python.write_text(f'#!/bin/sh\nshift 2\nexec "{preloaded.folder}/attended" "$@"\n')
    python.chmod(0o755)
    with machines(one.folder, one.environment(), python=str(python)) as found:
        yield one, found


def _asked(machines) -> tuple[str, ...]:
    return ("--engine", "dask", "--scheduler", machines.address, "--shards", str(SHARDS))


def _whole(one) -> bool:
    return shards_of(LogFolder(Path(one.folder / "logs"))) == Shards(SHARDS, (1, 2), ())


def _paid_once(one, disturbances: int) -> None:
    """Nothing was paid again but what was in flight when a process died."""
    assert max(one.provider.bought().values()) <= 1 + disturbances
    assert one.provider.paid() <= 2 * CONTEXTS + disturbances * 2 * CONNECTIONS


def test_a_killed_worker_takes_its_shard_along_and_another_goes_on_with_it(cluster, undisturbed):
    one, machines = cluster
    machines.start(2)
    process = one.start(*_asked(machines))
    one.until(process, 4)
    machines.workers[0].kill()
    ended = one.end(process)
    assert ended.status == 0, ended.said
    assert f"shards: {SHARDS} of {SHARDS} are done" in ended.said
    assert "no human rater" in ended.said, "the shards were not analysed together"
    assert _whole(one)
    assert one.table(one.folder / "logs") == undisturbed
    _paid_once(one, 1)
    _refuses_a_worker_with_another_version(one, machines)
    asked = one.provider.asked()
    again = one.run(*_asked(machines))
    assert again.status == 0, again.said
    assert one.provider.asked() == asked


def _refuses_a_worker_with_another_version(one, machines) -> None:
    other = one.folder / "other" / "mentaleval-9.9.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: mentaleval\nVersion: 9.9\n")
    machines.add(1, PYTHONPATH=str(other.parent))
    refused = one.run(*_asked(machines))
    assert refused.status == 2
    assert "has mentaleval 9.9, and here it is" in refused.said
    machines.workers.pop().kill()


def test_after_ctrl_c_and_a_lost_scheduler_the_same_command_goes_on(cluster, undisturbed):
    one, machines = cluster
    machines.start(2)
    process = one.start(*_asked(machines))
    one.until(process, 4)
    process.signal(signal.SIGINT)
    ended = one.end(process)
    assert ended.status == 130, ended.said
    assert "stopping: the shards put their logs in order" in ended.said
    assert ended.said.endswith("interrupted; the same command goes on where it stopped\n")
    paid = one.provider.paid()
    assert paid < 2 * CONTEXTS, "it went on asking"

    process = one.start(*_asked(machines))
    one.until(process, paid + 1)
    machines.scheduler.kill()
    lost = one.end(process)
    assert lost.status == 1
    assert f"the Dask scheduler at {machines.address} is lost" in lost.said
    assert "Traceback" not in lost.said

    machines.stop()
    machines.start(1)
    ended = one.run("--engine", "dask", "--scheduler", machines.address)
    assert f"{SHARDS} shards by 1 worker" in ended.said, "the number of shards was kept"
    assert ended.status == 0, ended.said
    assert _whole(one)
    assert one.table(one.folder / "logs") == undisturbed
    _paid_once(one, 2)
