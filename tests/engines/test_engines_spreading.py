"""What an engine does has the result of one process, to the last digit, and its errors."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import dask
import numpy as np
import pytest

from mentaleval.engines.cluster import connected
from mentaleval.engines.over_dask import OverDask
from mentaleval.errors import EngineError, UsageError
from mentaleval.planning import Settings, plan
from mentaleval.planning.settings import Aim
from mentaleval.plugins import installed
from mentaleval.ratings import from_records
from mentaleval.spreading import results
from mentaleval.stats import covariance_components

ALIKE = ("mentaleval", "numpy", "scipy", "pandas")


@pytest.fixture(scope="module")
def client():
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        connected(None, 2, ALIKE) as found,
    ):
        yield found


def test_a_plan_over_two_processes_is_that_of_one(client):
    table = from_records(installed().dataset("demo", {}).ratings())
    settings = Settings(aim=Aim.WIDTH, goal=0.1, attributes=("safety", "empathy"))
    here, there = (plan(table, settings, spread=spread) for spread in (map, OverDask(client)))
    assert repr(there) == repr(here)
    assert any(part.chosen for part in here.plans)


def test_results_come_in_the_order_of_the_parts_whatever_ends_first(client):
    def waited(seconds):
        time.sleep(seconds)
        return seconds

    parts = [0.2, 0.0, 0.1, 0.0, 0.05]
    assert list(results(waited, parts, spread=OverDask(client))) == parts


def test_a_large_part_travels_without_a_warning(client):
    parts = [np.full(2_000_000, n) for n in range(3)]  # Dask warns from 10 MiB on
    assert list(OverDask(client)(partial(np.mean, axis=0), parts)) == [0, 1, 2]


def test_what_a_part_raises_is_raised_here_with_its_hint(client):
    def refused(part):
        raise UsageError(f"not {part}.", hint="another")

    with pytest.raises(UsageError) as caught:
        list(OverDask(client)(refused, ["this"]))
    assert str(caught.value) == "not this.\n\nhint: another"


def test_sums_over_many_conversations_do_not_hang_on_the_threads_of_a_library(client):
    rng = np.random.default_rng(1)  # Dask's workers have one thread, this process one a core
    conversations, responders = np.divmod(np.arange(36_000), 3)
    codes = {"conversation": conversations, "responder": responders}
    ratings = rng.normal(size=(36_000, 2))
    work = partial(covariance_components, facets=codes)
    (there,) = OverDask(client)(work, [ratings])
    here = work(ratings)
    assert {key: value.tolist() for key, value in there.items()} == {
        key: value.tolist() for key, value in here.items()
    }


def test_a_part_that_kills_its_worker_is_given_up_with_one_message(client):
    def killed(_):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(EngineError, match="every worker that began it was killed"):
        list(OverDask(client)(killed, [1]))


def test_progress_is_told_of_every_part():
    told = []
    found = list(results(abs, [-1, 2], tell=lambda done, of: told.append((done, of))))
    assert found == [1, 2]
    assert told == [(0, 2), (1, 2), (2, 2)]
