"""Two processes beside one: phases are counted apart, and the pause between them not at all."""

from __future__ import annotations

from types import SimpleNamespace

import pytest


@pytest.fixture
def workers(script):
    return script("workers")


def test_calls_a_second_are_of_both_phases_without_the_pause(workers, monkeypatch):
    took = {1: workers.Seconds(90, 80, 20, 30, 50), 2: workers.Seconds(95, 90, 10, 15, 25)}
    monkeypatch.setattr(workers, "taken", lambda _contexts, number, _url: took[number])
    found = workers.measured(1000, 2, 1)
    one, two = found["lines"]
    assert (one["responses"], one["judgements"], one["calls"]) == (50, 1000 / 30, 40)
    assert (two["calls"], two["ratio"], two["seconds"]) == (80, 2, 95)
    assert workers.as_text(found).splitlines()[-1].split()[-1] == "2.00"


@pytest.mark.parametrize(("judged", "asking"), [((30, 50), 30), ((15, 50), 40)])
def test_what_two_shards_do_at_once_counts_once(workers, monkeypatch, judged, asking):
    responses = [{"at": at, "rates": False} for at in (10, 20)]
    ratings = [{"at": at, "rates": True} for at in judged]
    answered = iter([[], responses + ratings])
    monkeypatch.setattr(workers, "answered", lambda _url: next(answered))
    used = SimpleNamespace(cpu=1.0)
    monkeypatch.setattr(workers, "process", lambda *_, **__: used)
    assert workers.taken(2, 2, "http://127.0.0.1:1").asking == asking


def test_a_run_that_was_asked_otherwise_is_no_measurement(workers, monkeypatch):
    calls = [{"at": 1.0, "rates": False}]
    answered = iter([[], calls])
    monkeypatch.setattr(workers, "answered", lambda _url: next(answered))
    monkeypatch.setattr(workers, "process", lambda *_, **__: None)
    with pytest.raises(AssertionError, match="not the calls"):
        workers.taken(1, 1, "http://127.0.0.1:1")
