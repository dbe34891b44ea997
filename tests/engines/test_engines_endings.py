"""How a shard's process ended: what is tried again, and what of its words leaves its worker."""

from __future__ import annotations

import sys
import tempfile
from types import SimpleNamespace

import pytest

from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.paid import Asked, PaidAnswers, Tokens
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.watch import FAILURES_IN_A_ROW, Limits, Watch
from mentaleval.cli.outcome import Ended as EndedRun
from mentaleval.cli.outcome import _tell_unfinished, too_many_unrated
from mentaleval.engines.attending import _once
from mentaleval.errors import RunError

ASKED = Asked("judge", "rubric", "openai/gpt-4o")
SAID = "I want to end it tonight"


def _ended(said: str, status: int):
    """Return how a process ended that says this and leaves with this status."""
    code = f"import sys; sys.stderr.write({said!r}); sys.exit({status})"
    return _once([sys.executable, "-S", "-c", code], tempfile.gettempdir(), lambda: True, "w")


@pytest.fixture
def unfinished(tmp_path, capsys):
    """Give what a run says that ends unfinished, after something befell its watch."""

    def said(befall, limits=None):
        paid = PaidAnswers(tmp_path)
        watch = Watch(paid, Prices.known(None, {}), limits or Limits())
        befall(watch)
        _tell_unfinished(EndedRun(watch, 3, f"E: {SAID}\nerror: {SAID}"), LogFolder(tmp_path))
        return capsys.readouterr().err

    return said


def _failing(watch):
    for _ in range(FAILURES_IN_A_ROW):
        watch.failed(ASKED.model, RunError(f"refused: {SAID}"))


def test_a_limit_is_not_tried_again(unfinished):
    spending = lambda watch: watch._add(ASKED, Tokens(input=10, output=5))  # noqa: E731
    ended = _ended(unfinished(spending, Limits(tokens=10)), 1)
    assert ended.limited
    assert not ended.finished
    assert ended.last[0] == "error: the run stopped asking: the limit of 10 tokens is reached"


@pytest.mark.parametrize(
    ("befall", "why"),
    [
        (_failing, f": {FAILURES_IN_A_ROW} calls of {ASKED.model} failed in a row"),
        (lambda watch: watch.stop(f"an answer could not be kept: {SAID}"), "not be kept"),
        (lambda watch: watch.stop(f"something else: {SAID}"), "stopped asking"),
        (lambda _: None, "error: 3 samples are unfinished; the same command goes on with them"),
    ],
)
def test_an_outage_is_tried_again_and_what_a_person_wrote_stays(befall, why, unfinished):
    said = unfinished(befall)
    assert SAID in said
    ended = _ended(said, 1)
    assert not ended.limited
    assert not ended.finished
    assert ended.last[0].endswith(why)
    assert SAID not in repr(ended)


def test_of_a_traceback_only_its_kind_leaves_the_worker():
    ended = _ended(f"Traceback (most recent call last):\n  x = {SAID!r}\nKeyError: {SAID!r}\n", 1)
    assert ended.last == ("KeyError",)


def test_a_refusal_says_why_and_what_would_be_right():
    ended = _ended("noise\nerror: no judge is called 'x'.\nhint: install it\n", 2)
    assert ended.refused
    assert ended.last == ("error: no judge is called 'x'.", "hint: install it")


def test_a_shard_of_which_too_much_is_unrated_is_finished(capsys, unfinished):
    assert too_many_unrated(0.25, 0.1)
    above = capsys.readouterr().err
    assert _ended(above, 1).finished
    assert not _ended(unfinished(lambda _: None) + above, 1).finished


def test_a_share_of_what_finished_shards_left_unrated_is_that_of_the_whole(tmp_path):
    from mentaleval.bridge.sharding import (  # noqa: PLC0415
        FINISHED_FILE,
        Shard,
        finished_text,
        share_unrated,
    )

    for number, (ratings, unrated) in enumerate([(100, 0), (20, 12)], 1):
        shard = Shard(number, 3)
        asked = SimpleNamespace(shard=shard, responders=[], judges=[], epochs=1, exchanges=[])
        (tmp_path / shard.folder).mkdir()
        said = finished_text(asked, None, logs=(), ratings=ratings, unrated=unrated)
        (tmp_path / shard.folder / FINISHED_FILE).write_text(said)
    assert share_unrated(LogFolder(tmp_path), 3) == 0.1
