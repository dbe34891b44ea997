"""Runs through Inspect, in process: with a scripted model, with faults, twice."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from inspect_ai import eval as inspect_eval
from inspect_ai.log import read_eval_log

from mentaleval import Exchange, Judge, Rating
from mentaleval.bridge.folder import claim_folder
from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.running import run_judgements, run_responses
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.errors import DataError, UsageError
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

ALL_FOUR = json.dumps({name.capitalize(): 4 for name in SEVEN.names} | {"Overall": 4.1})


def _settings(*, limit=2, responders=("recorded",), judges=("lexical",), **more) -> RunSettings:
    registry = installed()
    dataset = registry.dataset("demo")
    exchanges = read_exchanges(dataset, limit)
    return RunSettings(
        task=more.pop("task", "mentalbench"),
        dataset=dataset,
        exchanges=exchanges,
        responders=[
            v for r in responders for v in registry.responder(r).variants(dataset, exchanges)
        ],
        judges=[v for j in judges for v in registry.judge(j).variants(dataset)],
        limit=limit,
        **more,
    )


def _run(settings: RunSettings, folder: Path):
    claim_folder(settings, folder)
    return run_responses(settings, folder), run_judgements(settings, folder)


def _table(folder: Path) -> list[tuple]:
    rows = read_ratings([folder / "judgements"]).records
    return sorted(
        (r.exchange_id, r.responder, r.rater, r.epoch, r.attribute, r.rating, r.reason or "")
        for r in rows
    )


def test_responses_are_made_once_and_every_judge_replays_them(tmp_path, scripted_models):
    scripted_models.answers["writer"] = lambda prompt: f"A reply, {len(prompt)} long."
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    scripted_models.answers["vague"] = lambda _: "I would rather not say."
    settings = _settings(
        responders=("scripted/writer",), judges=("scripted/strict", "scripted/vague")
    )
    responses, judgements = _run(settings, tmp_path)
    assert (responses.wanted, responses.finished) == (2, 2)
    assert (judgements.wanted, judgements.finished) == (4, 4)
    assert len(scripted_models.prompts("writer")) == 2
    assert len(scripted_models.prompts("strict")) == 2  # joint: one call rates seven attributes
    by_rater = {}
    for row in _table(tmp_path):
        by_rater.setdefault(row[2], []).append(row)
    assert {r[5] for r in by_rater["scripted/strict"]} == {4.0}
    assert {(r[5], r[6]) for r in by_rater["scripted/vague"]} == {(None, "unparseable")}
    assert len(by_rater["scripted/strict"]) == len(by_rater["scripted/vague"]) == 14

    asked = len(scripted_models.calls)
    _run(settings, tmp_path)  # the same again: nothing is asked twice
    assert len(scripted_models.calls) == asked


def test_a_run_reads_its_data_set_no_more_however_many_respond(tmp_path, monkeypatch):
    settings = _settings()
    assert len(settings.responders) > 1
    monkeypatch.setattr(type(settings.dataset), "exchanges", None)  # it was read for the settings
    responses = run_responses(settings, tmp_path)
    assert responses.finished == responses.wanted == len(settings.exchanges)


def test_a_judge_added_later_asks_no_responder_again(tmp_path, scripted_models):
    scripted_models.answers["writer"] = lambda _: "A reply."
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    _run(_settings(responders=("scripted/writer",), judges=("lexical",)), tmp_path)
    _run(
        _settings(responders=("scripted/writer",), judges=("lexical", "scripted/strict")), tmp_path
    )
    assert len(scripted_models.prompts("writer")) == 2
    assert {row[2] for row in _table(tmp_path)} == {"lexical", "scripted/strict"}


def test_models_are_asked_by_the_protocol(tmp_path, scripted_models):
    scripted_models.answers["writer"] = lambda _: "A reply."
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    settings = _settings(
        limit=1, responders=("scripted/writer",), judges=("scripted/strict",), seed=11
    )
    _run(settings, tmp_path)
    (_, asked, wrote), (_, rubric, judged) = scripted_models.calls
    assert (wrote.temperature, wrote.max_tokens, wrote.seed) == (0.7, 512, 11)
    assert (judged.temperature, judged.seed) == (0.0, 11)
    assert judged.response_schema is not None
    context = settings.exchanges[0].context
    assert context in asked
    assert context in rubric
    assert settings.exchanges[0].response not in asked  # no peeking at a recorded response


def test_a_blank_response_is_unrated_and_no_judge_is_asked(tmp_path, scripted_models):
    scripted_models.answers["writer"] = lambda _: "   "
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    _run(_settings(responders=("scripted/writer",), judges=("scripted/strict",)), tmp_path)
    assert scripted_models.prompts("strict") == []
    assert {(row[5], row[6]) for row in _table(tmp_path)} == {(None, "no_response")}


def test_a_judge_that_breaks_leaves_the_rest_and_is_asked_again(tmp_path, scripted_models):
    scripted_models.answers["writer"] = lambda _: "A reply."
    broken = True

    def answer(prompt: str) -> str:
        if broken and first in prompt:
            raise RuntimeError("the provider is down")
        return ALL_FOUR

    scripted_models.answers["strict"] = answer
    settings = _settings(responders=("scripted/writer",), judges=("lexical", "scripted/strict"))
    first = settings.exchanges[0].context
    _, judgements = _run(settings, tmp_path)
    assert judgements.unfinished == 1
    reading = read_ratings([tmp_path / "judgements"])
    assert reading.unfinished == 1
    assert len(reading.records) == 3 * 7

    broken = False
    _, judgements = _run(settings, tmp_path)
    assert judgements.unfinished == 0
    assert len(scripted_models.prompts("writer")) == 2
    assert len(_table(tmp_path)) == 4 * 7


def test_epochs_repeat_the_judgement_of_one_response(tmp_path, scripted_models):
    scripted_models.answers["writer"] = lambda _: "A reply."
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    _run(
        _settings(responders=("scripted/writer",), judges=("scripted/strict",), epochs=3), tmp_path
    )
    assert len(scripted_models.prompts("writer")) == 2
    assert len(scripted_models.prompts("strict")) == 6
    assert {row[3] for row in _table(tmp_path)} == {1, 2, 3}


def test_recorded_judges_and_responders_come_through_unchanged(tmp_path):
    _run(_settings(judges=("recorded",)), tmp_path)
    dataset = installed().dataset("demo")
    wanted = {
        (r.exchange_id, r.responder, r.attribute): r.rating
        for r in dataset.ratings()
        if r.rater_kind == "judge" and r.exchange_id in {"demo-01", "demo-02"}
    }
    got = {(r[0], r[1], r[4]): r[5] for r in _table(tmp_path)}
    assert got == wanted


def test_a_folder_of_another_run_is_refused(tmp_path):
    claim_folder(_settings(limit=2), tmp_path)
    with pytest.raises(UsageError, match="limit was 2, is 3"):
        claim_folder(_settings(limit=3), tmp_path)


def test_the_folder_follows_from_the_settings():
    one, same, other = _settings(), _settings(), _settings(seed=5)
    assert one.folder() == same.folder() != other.folder()
    assert re.fullmatch(r"mentalbench-[0-9a-f]{8}", one.folder().name)


def test_a_log_keeps_composites_and_settings_of_the_viewer(tmp_path):
    _, judgements = _run(_settings(limit=1), tmp_path)
    log = read_eval_log(judgements.logs[0])
    value = log.samples[0].scores["lexical"].value
    assert list(value) == [*SEVEN.names, "CSS", "ARS"]
    assert math.isclose(value["CSS"], sum(value[n] for n in SEVEN.names[:4]) / 4)
    assert math.isclose(value["ARS"], sum(value[n] for n in SEVEN.names[4:]) / 3)
    assert log.eval.viewer.trust_content is False
    scales = log.eval.viewer.task_samples_view.score_color_scales
    assert (scales["safety"].min, scales["safety"].max) == (1, 5)


def test_plain_inspect_runs_a_task_by_name_and_scores_it_again(tmp_path):
    from inspect_ai import score  # noqa: PLC0415
    from inspect_ai.scorer._scorer import scorer_create  # noqa: PLC0415

    (log,) = inspect_eval(
        "mentaleval/safety",
        task_args={"responder": "recorded", "judge": "lexical", "limit": 1},
        model="none/none",
        log_dir=str(tmp_path),
        display="none",
    )
    assert log.status == "success"
    assert log.eval.task_registry_name == "mentaleval/safety"
    assert len(log.samples) == 8
    again = score(log, scorer_create("mentaleval/keyword", word="you"), action="append")
    assert set(again.samples[0].scores) == {"lexical", "keyword"}


def test_temperature_on_inspects_own_command_line_goes_before_the_protocol(
    tmp_path, scripted_models
):
    scripted_models.answers["writer"] = lambda _: "A reply."
    inspect_eval(
        "mentaleval/safety",
        task_args={"judge": "lexical", "limit": 1},
        model="scripted/writer",
        temperature=0.1,
        log_dir=str(tmp_path),
        display="none",
    )
    config = scripted_models.calls[0][2]
    assert (config.temperature, config.max_tokens) == (0.1, 512)


@pytest.mark.parametrize("task", ["mentalbench", *SEVEN.names])
def test_the_task_files_run_by_path(task, tmp_path, monkeypatch):
    root = Path(__file__).resolve().parents[2]
    if not (root / "tasks").is_dir():
        pytest.skip("the task files are not part of the wheel")
    monkeypatch.chdir(root)
    (log,) = inspect_eval(
        f"tasks/{task}.py",
        task_args={"responder": "original", "judge": "keyword", "limit": 1},
        model="none/none",
        log_dir=str(tmp_path),
        display="none",
    )
    assert log.status == "success"
    assert log.samples[0].metadata["responder"] == "original"


class _Overflowing(Judge):
    """Rates out of the scale, and leaves one attribute out."""

    name = "overflowing"

    async def rate(self, exchange, attributes):
        del exchange
        return {a.name: Rating(6) for a in attributes if a.name != "safety"}


def test_what_a_judge_may_not_say_is_unrated_with_its_raw_value(tmp_path, monkeypatch):
    from mentaleval.bridge import judging  # noqa: PLC0415

    real = installed()

    class Registry:
        def judge(self, name, options=None):
            return _Overflowing() if name == "overflowing" else real.judge(name, options)

        def __getattr__(self, name):
            return getattr(real, name)

    monkeypatch.setattr(judging, "installed", Registry)
    monkeypatch.setattr("mentaleval.bridge.tasks.installed", Registry)
    settings = _settings(limit=1, responders=("original",))
    object.__setattr__(settings, "judges", [_Overflowing()])
    _run(settings, tmp_path)
    records = {r.attribute: r for r in read_ratings([tmp_path / "judgements"]).records}
    assert records["safety"].reason == "missing_attribute"
    assert (records["empathy"].rating, records["empathy"].reason) == (None, "out_of_scale")
    assert records["empathy"].raw == 6


def test_no_log_is_said_plainly(tmp_path):
    with pytest.raises(DataError, match="holds no Inspect log"):
        read_ratings([tmp_path])
    with pytest.raises(DataError, match="no log or folder"):
        read_ratings([tmp_path / "nowhere"])
    broken = tmp_path / "cut.eval"
    broken.write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(DataError, match=r"cut\.eval cannot be read"):
        read_ratings([broken])


def test_a_share_of_contexts_is_rounded_up_and_keeps_all_responders():
    exchanges = read_exchanges(installed().dataset("demo"), 0.05)
    assert len({e.id for e in exchanges}) == 2
    assert len(exchanges) == 16


def test_an_exchange_given_twice_is_named():
    class Twice:
        name = "twice"

        def exchanges(self):
            return [Exchange("a", "x", "y", "r"), Exchange("a", "x", "z", "r")]

    with pytest.raises(DataError, match="exchange 'a' of responder 'r' twice"):
        read_exchanges(Twice(), None)
