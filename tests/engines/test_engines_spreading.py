"""What an engine does has the result of one process, to the last digit, and its errors."""

from __future__ import annotations

import os
import pickle
import signal
import time
from functools import partial
from pathlib import Path

import dask
import numpy as np
import pandas as pd
import pytest

from mentaleval.cli import main
from mentaleval.engines.cluster import connected
from mentaleval.engines.over_dask import OverDask
from mentaleval.errors import EngineError, UsageError
from mentaleval.planning import Settings, plan
from mentaleval.planning.settings import Aim
from mentaleval.plugins import installed
from mentaleval.ratings import from_records
from mentaleval.spreading import results
from mentaleval.stats import covariance_components
from mentaleval.trust import Settings as Rules
from mentaleval.trust import assess

GIVE_BACK = "MALLOC_TRIM_THRESHOLD_"
ALIKE = ("mentaleval", "numpy", "scipy", "pandas")


@pytest.fixture(scope="module")
def client():
    with (
        pytest.MonkeyPatch.context() as environment,
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
    ):
        environment.delenv(GIVE_BACK, raising=False)  # earlier workers may have left it here
        with connected(None, 2, ALIKE) as found:
            yield found


class Counted:
    """A client that counts what it is given to do."""

    def __init__(self, client):
        self.client, self.tasks = client, 0

    def __getattr__(self, name):
        return getattr(self.client, name)

    def submit(self, *arguments, **options):
        self.tasks += 1
        return self.client.submit(*arguments, **options)


def ratings_of_conversations(number):
    """Return simulated ratings of three responders by two experts and two judges."""
    rng = np.random.default_rng(3)
    shape = number, 3, 4, 2  # conversations, responders, raters, attributes
    values = np.clip(np.round(rng.normal(3, 1, shape) + rng.normal(0, 1, (number, 3, 1, 1))), 1, 5)
    raters = [("human", "expert a"), ("human", "expert b"), ("judge", "j"), ("judge", "k")]
    conversation, responder, rater, attribute = np.indices(shape).reshape(4, -1)
    kinds, names = np.array(raters).T
    return pd.DataFrame(
        {
            "exchange_id": [f"c{number}" for number in conversation],
            "responder": [f"r{number}" for number in responder],
            "rater_kind": kinds[rater],
            "rater": names[rater],
            "attribute": np.array(["safety", "empathy"])[attribute],
            "rating": values.ravel(),
        }
    )


def test_a_plan_over_two_processes_is_that_of_one(client):
    table = from_records(installed().dataset("demo", {}).ratings())
    settings = Settings(aim=Aim.WIDTH, goal=0.1, attributes=("safety", "empathy"))
    here, there = (plan(table, settings, spread=spread) for spread in (map, OverDask(client)))
    assert repr(there) == repr(here)
    assert any(part.chosen for part in here.plans)


@pytest.mark.parametrize(
    "settings",
    [
        Rules(epsilon=0.2, panel=("mean", "median")),
        Rules(method="published", label_seeds=3),
    ],
    ids=["default", "published"],
)
def test_an_assessment_over_two_processes_is_that_of_one(client, settings):
    table, told = ratings_of_conversations(300), []
    here = assess(table, settings)
    there = assess(
        table, settings, spread=OverDask(client), tell=lambda done, of: told.append((done, of))
    )
    assert repr(there) == repr(here)
    assert told == [(done, len(here.cells)) for done in range(len(here.cells) + 1)]


def test_the_json_of_reliability_does_not_say_who_made_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["reliability", "demo", "--json", "here.json"]) == 0
    alone = capsys.readouterr().out
    by_dask = ["--engine", "dask", "--workers", "1"]
    assert main(["reliability", "demo", "--json", "there.json", *by_dask]) == 0
    assert capsys.readouterr().out == alone
    assert Path("there.json").read_bytes() == Path("here.json").read_bytes()


def test_the_parts_of_an_assessment_are_small_to_send():
    table, sent = ratings_of_conversations(300), []

    def spread(work, parts):
        for part in parts:
            sent.append(len(pickle.dumps((work, part))))
            yield work(part)

    assess(table, Rules(epsilon=0.2), spread=spread)
    assert max(sent) < 120 * 3 * 300  # of its 900 pairs alone: neither the table nor the draws


def test_workers_of_our_own_keep_the_memory_that_they_use_again(client):
    def said(name):
        return set(client.run(os.environ.get, name).values())

    assert said(GIVE_BACK) == {None}
    assert said("OPENBLAS_NUM_THREADS") == {"1"}  # and the rest of what Dask sets stays


def test_many_parts_go_in_bundles_and_come_one_by_one(client):
    counted = Counted(client)
    assert list(results(abs, range(-100, 0), spread=OverDask(counted))) == [*range(100, 0, -1)]
    assert counted.tasks == 34  # three at a time, for two threads


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
