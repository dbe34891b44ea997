"""What a stop leaves, and what plugins make of it: nothing is lost that may still come."""

from __future__ import annotations

import asyncio
import csv
import json

import pytest

from mentaleval import Judge, Rating, Unrated
from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.running import at_work, run_judgements, run_responses
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.watch import Limits
from mentaleval.cli import main
from mentaleval.errors import UsageError
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

ALL_FOUR = json.dumps(dict.fromkeys(SEVEN.names, 4))


class Swallowing(Judge):
    """Asks several times at once, and makes the best of what fails."""

    name = "swallowing"
    model: str | None = "scripted/strict"

    async def rate(self, exchange, attributes):
        asked = (self.ask(exchange.response, attempt=n) for n in range(3))
        said = await asyncio.gather(*asked, return_exceptions=True)
        whole = [one for one in said if isinstance(one, str)]
        return {a.name: Rating(4) if whole else Unrated("vote_failed") for a in attributes}


class Strict(Judge):
    """Cannot take an empty answer."""

    name = "strict"
    model: str | None = "scripted/strict"

    async def rate(self, exchange, attributes):
        said = json.loads(await self.ask(exchange.response))
        return {a.name: Rating(said[a.name]) for a in attributes}


class Endless(Judge):
    """Asks until something is said."""

    name = "endless"
    model: str | None = "scripted/strict"

    async def rate(self, exchange, attributes):
        while not (said := await self.ask(exchange.response)):
            pass
        return {a.name: Rating(len(said) % 5 + 1) for a in attributes}


JUDGES = {judge.name: judge for judge in (Swallowing, Strict, Endless)}


@pytest.fixture
def with_judges(monkeypatch, scripted_models):
    """Let the run find this file's judges."""
    real = installed()

    class Registry:
        def judge(self, name, options=None):
            return JUDGES[name](**options or {}) if name in JUDGES else real.judge(name, options)

        def __getattr__(self, name):
            return getattr(real, name)

    for module in ("bridge.judging", "bridge.tasks", "cli.run_settings"):
        monkeypatch.setattr(f"mentaleval.{module}.installed", Registry)
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    return scripted_models


def _settings(judge: Judge, *, limits: Limits | None = None) -> RunSettings:
    dataset = installed().dataset("demo")
    exchanges = read_exchanges(dataset, 2)
    (original,) = installed().responder("original").variants(dataset, exchanges)
    return RunSettings(
        task="mentalbench",
        dataset=dataset,
        exchanges=exchanges,
        responders=[original],
        judges=[judge],
        limit=2,
        limits=limits or Limits(),
        max_retries=0,
    )


def _judged(settings: RunSettings, folder):
    with at_work(settings, folder, Prices.known()) as watch:
        run_responses(settings, folder)
        return run_judgements(settings, folder), watch.reasons


def test_a_plugin_that_swallows_a_stop_leaves_its_sample_for_the_next_run(tmp_path, with_judges):
    judged, why = _judged(_settings(Swallowing(), limits=Limits(tokens=2)), tmp_path)
    assert "limit of 2 tokens" in why[0]
    assert judged.unfinished > 0
    judged, why = _judged(_settings(Swallowing()), tmp_path)
    assert (judged.finished, why) == (2, ())
    assert {r.rating for r in read_ratings([tmp_path / "judgements"]).records} == {4.0}
    assert len(with_judges.prompts("strict")) == 2 * 3


def test_a_plugin_that_swallows_a_failed_call_leaves_its_sample_unfinished(tmp_path, with_judges):
    def broken(_):
        raise RuntimeError("the network is gone")

    with_judges.answers["strict"] = broken
    judged, _ = _judged(_settings(Swallowing()), tmp_path)
    assert (judged.finished, judged.unfinished) == (0, 2)
    assert "the network is gone" in judged.first_error
    with_judges.answers["strict"] = lambda _: ALL_FOUR
    assert _judged(_settings(Swallowing()), tmp_path)[0].finished == 2


@pytest.mark.parametrize("judge", [Strict, Endless])
def test_a_plugin_that_cannot_take_an_empty_answer_runs_to_its_end(
    judge, tmp_path, with_judges, capsys
):
    command = ["run", "--limit", "1", "--responder", "original", "--judge", judge.name]
    command += ["--log-dir", str(tmp_path / "logs")]
    assert main([*command, "--dry-run"]) == 0
    assert with_judges.prompts("strict") == []
    assert main(command) == 0
    assert len(with_judges.prompts("strict")) == 1
    assert "judge scripted/strict: 7 judged\n  took      1 calls" in capsys.readouterr().err


def _blank_and_whole(folder) -> list[str]:
    with (folder / "mine.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["context", "reply", "who"])
        for n in range(6):
            rows.writerow([f"Concern {n}.", "  " if n % 2 else f"I hear you, {n}.", "somebody"])
    data = ["-D", f"path={folder / 'mine.csv'}", "-D", "response=reply", "-D", "responder=who"]
    command = ["run", "safety", "--dataset", "table", *data, "--judge", "scripted/strict"]
    return [*command, "--max-connections", "1", "--log-dir", str(folder / "logs")]


def test_samples_that_need_no_call_do_not_close_a_log_that_a_stop_has_cut(
    tmp_path, scripted_models
):
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    command = [*_blank_and_whole(tmp_path), "--max-unrated", "1"]
    assert main([*command, "--max-total-tokens", "2"]) == 1
    first = len(scripted_models.prompts("strict"))
    assert first < 3
    assert main([*command, "--max-total-tokens", "2"]) == 1
    assert len(scripted_models.prompts("strict")) == first
    assert main(command) == 0
    records = read_ratings([tmp_path / "logs" / "judgements"]).records
    assert sorted(str(r.reason) for r in records) == ["None"] * 3 + ["no_response"] * 3
    assert len(scripted_models.prompts("strict")) == 3


def test_fewer_repeats_than_a_judge_has_are_refused_and_nothing_is_dropped(
    tmp_path, scripted_models, capsys
):
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    command = [*_blank_and_whole(tmp_path), "--max-unrated", "1"]
    assert main([*command, "--epochs", "3"]) == 0
    before = len(scripted_models.calls)
    assert main(command) == 2
    assert "has rated 3 times, and --epochs 1 would drop ratings" in capsys.readouterr().err
    assert main([*command, "--epochs", "3"]) == 0
    assert len(scripted_models.calls) == before
    command[command.index("scripted/strict")] = "keyword"
    assert main(command) == 0  # who is not asked keeps what it has rated
    assert len(read_ratings([tmp_path / "logs" / "judgements"]).records) == 6 * 3 + 6


def test_a_limit_is_kept_where_the_provider_counts_no_tokens(tmp_path, with_judges):
    with_judges.counts_tokens = False
    judged, why = _judged(_settings(Strict(), limits=Limits(tokens=20)), tmp_path)
    assert judged.unfinished > 0
    assert "limit of 20 tokens" in why[0]


def test_prices_of_a_limit_must_be_known(tmp_path, with_judges):
    del with_judges
    with pytest.raises(UsageError, match="no price is known for the model 'scripted/strict'"):
        _judged(_settings(Strict(), limits=Limits(cost=1.0)), tmp_path)
