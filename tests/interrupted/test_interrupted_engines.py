"""Workers and schedulers that are killed in the middle of a run, and who pays for it: nobody."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path

import dask
import pytest
from conftest import CONNECTIONS, CONTEXTS
from distributed import Security
from machines import machines

from mentaleval.bridge.bringing import bring
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.sharding import Shards, shards_of

# real processes: a provider, a scheduler, workers, and shards that these start
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

SHARDS = 2


@contextmanager
def _cluster(one, preloaded, **more: str):
    """Start machines whose workers start processes that need not import anything."""
    python = one.folder / "python"
    python.write_text(f'#!/bin/sh\nshift 2\nexec "{preloaded.folder}/attended" "$@"\n')
    python.chmod(0o755)
    with machines(one.folder, one.environment(), python=str(python), **more) as found:
        yield one, found


@pytest.fixture
def cluster(lab, preloaded):
    """Give a lab and machines."""
    with _cluster(lab("--latency", "0.2"), preloaded) as found:
        yield found


def _certificates(folder: Path) -> Mapping[str, str]:
    """Make certificates; return what names them in Dask's configuration."""
    made = Security.temporary()
    texts = {"ca": made.tls_ca_file, "key": made.tls_client_key, "cert": made.tls_client_cert}
    for name, text in texts.items():
        (folder / f"{name}.pem").write_text(text)
    roles = ("client", "scheduler", "worker")
    whose = {f"{role}.{name}": f"{folder}/{name}.pem" for role in roles for name in ("key", "cert")}
    tls = {"ca-file": f"{folder}/ca.pem", **whose}
    return {f"distributed.comm.tls.{name}": file for name, file in tls.items()}


def test_a_cluster_that_talks_by_tls_keeps_a_run_in_an_object_store(
    lab, preloaded, undisturbed, bucket, tmp_path
):
    known = _certificates(tmp_path)
    one = lab()
    one.more.update(
        {
            f"DASK_{name.upper().replace('.', '__').replace('-', '_')}": file
            for name, file in known.items()
        }
    )
    url = f"s3://{bucket}/run"
    with dask.config.set(known), _cluster(one, preloaded, scheme="tls") as (one, machines):
        machines.start(2)
        ended = one.run(*_asked(machines), "--log-dir", url)
    assert ended.status == 0, ended.said
    assert f"by 2 workers of the scheduler tls://127.0.0.1:{machines.port}" in ended.said
    assert len(re.findall(rf"^  took +{CONTEXTS} calls", ended.said, re.MULTILINE)) == 2
    assert one.table(bring(url)) == undisturbed
    assert one.provider.paid() == 2 * CONTEXTS


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
    assert f"shards: {SHARDS} of {SHARDS} done" in ended.said
    assert "no human rater" in ended.said, "the shards were not analysed together"
    took = re.findall(r"^  took +(\d+) calls, [\d,]+ prompt tokens", ended.said, re.MULTILINE)
    assert len(took) == 2, "the responder and the judge, in all shards"
    assert 2 * CONTEXTS <= sum(map(int, took)) <= one.provider.paid()
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
