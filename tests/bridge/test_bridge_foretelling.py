"""A forecast against what a run then really asks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mentaleval import Exchange, Responder
from mentaleval.bridge.folder import claim_folder
from mentaleval.bridge.foretelling import Foretold, foretell
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.running import run_judgements, run_responses
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.tokens import FREE_TOKENS, tokens_of
from mentaleval.cli import main
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN
from mentaleval_judges.prompt import full_prompt, rubric_part

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

READABLE = json.dumps({"Explanation": "Warm.", **{n.capitalize(): 4 for n in SEVEN.names}})
RUBRIC = {"model": "scripted/judge"}


def _table(path: Path, rows: str) -> RunSettings:
    """Return the settings of a run on a file of responses, some of them blank."""
    path.write_text("said,reply,who\n" + rows)
    options = {"path": str(path), "context": "said", "response": "reply", "responder": "who"}
    return _settings(installed().dataset("table", options))


def _settings(dataset, *, limit=None, responders=None, judge=None, **more) -> RunSettings:
    exchanges = read_exchanges(dataset, limit)
    return RunSettings(
        task=more.pop("task", "mentalbench"),
        dataset=dataset,
        exchanges=exchanges,
        responders=[
            variant
            for name, options in (responders or {"recorded": {}}).items()
            for variant in installed().responder(name, options).variants(dataset, exchanges)
        ],
        judges=[installed().judge("rubric", RUBRIC | (judge or {}))],
        limit=limit,
        **more,
    )


def _demo(**more) -> RunSettings:
    return _settings(installed().dataset("demo"), **{"limit": 2, **more})


def _run(settings: RunSettings, folder: Path) -> None:
    claim_folder(settings, folder)
    run_responses(settings, folder)
    run_judgements(settings, folder)


def _foretell(settings: RunSettings) -> Foretold:
    return foretell(settings, Prices.known())


@pytest.mark.parametrize("calls", ["joint", "separate"])
def test_a_run_asks_the_calls_and_prompts_that_were_foretold(calls, tmp_path, scripted_models):
    scripted_models.answers["judge"] = lambda _: READABLE
    settings = _demo(judge={"calls": calls}, epochs=2, limit=1)
    (judge,) = _foretell(settings).forecasts
    _run(settings, tmp_path)
    prompts = scripted_models.prompts("judge")
    assert (judge.expected.calls, judge.expected.prompt_tokens) == (
        len(prompts),
        sum(map(tokens_of, prompts)),
    )
    assert judge.expected.calls == 2 * 8 * (7 if calls == "separate" else 1)


def test_a_judge_that_is_never_readable_asks_the_most_that_was_foretold(tmp_path, scripted_models):
    scripted_models.answers["judge"] = lambda _: ""
    settings = _demo(judge={"reasks": 2, "max_tokens": 100}, limit=1)
    (judge,) = _foretell(settings).forecasts
    _run(settings, tmp_path)
    prompts = scripted_models.prompts("judge")
    assert judge.most is not None
    assert judge.most_calls == judge.most.calls == len(prompts) == 3 * judge.expected.calls
    assert judge.most.prompt_tokens == sum(map(tokens_of, prompts))
    assert judge.most.answer_tokens == 100 * len(prompts)


def test_a_blank_response_and_a_context_that_a_responder_lacks_are_no_call(
    tmp_path, scripted_models
):
    rows = 'I am low.,I hear you.,ann\nI cannot sleep.," ",ann\nI am low.,Cheer up.,bob\n'
    settings = _table(tmp_path / "mine.csv", rows)
    scripted_models.answers["judge"] = lambda _: READABLE
    (judge,) = _foretell(settings).forecasts
    _run(settings, tmp_path / "logs")
    assert judge.expected.calls == len(scripted_models.prompts("judge")) == 2


def test_a_response_that_is_not_there_yet_counts_as_long_as_it_may_be(scripted_models):
    new = {"model": {"model": "scripted/new", "max_tokens": 300}}
    responder, judge = _foretell(_demo(responders=new)).forecasts
    assert (responder.kind, responder.model) == ("responder", "scripted/new")
    assert responder.expected.calls == judge.expected.calls == 2
    assert responder.expected.answer_tokens == 600
    longer = {"model": {"model": "scripted/new", "max_tokens": 400}}
    _, of_longer = _foretell(_demo(responders=longer)).forecasts
    assert of_longer.expected.prompt_tokens - judge.expected.prompt_tokens == 200
    assert scripted_models.calls == []


def test_an_answer_without_a_limit_has_no_most(capsys):
    (judge,) = _foretell(_demo(judge={"max_tokens": None})).forecasts
    assert judge.most is None
    assert judge.expected.answer_tokens == judge.expected.calls * (20 + 8 * 8)
    command = ["run", "--limit", "1", "--dry-run", "--judge", "openai/gpt-4o"]
    assert main([*command, "-J", "max_tokens=none"]) == 0
    assert "no limit" in capsys.readouterr().out


def test_what_prompts_begin_with_alike_is_cacheable_but_for_the_first_time():
    settings = _demo(limit=None, task="guidance")
    (judge,) = _foretell(settings).forecasts
    rubric = tokens_of(rubric_part(SEVEN.select(["guidance"]).attributes))
    assert rubric <= judge.shared_tokens <= rubric + 150
    share = judge.shared_tokens * (judge.expected.calls - 1) / judge.expected.prompt_tokens
    assert judge.cacheable_share == pytest.approx(share, abs=0.01)
    first = settings.exchanges[0]
    one = [r for r in settings.responders if r.label == first.responder]
    (alone,) = _foretell(replace(settings, exchanges=[first], responders=one)).forecasts
    assert (alone.cacheable_share, alone.shared_tokens) == (0.0, 0)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [  # as two of OpenAI's tokenizers (cl100k_base, o200k_base) count them
        ("I have not slept for weeks, and nobody at work understands me.", (14, 14)),
        ("Ich kann seit Wochen nicht schlafen und habe das Gefühl, allein zu sein.", (18, 15)),
        ("我最近总是睡不着,工作压力很大,感觉没有人理解我。", (29, 19)),
        ("Последнее время я совсем не сплю.", (16, 9)),
        ("لا أستطيع النوم منذ أسابيع.", (18, 9)),
    ],
)
def test_tokens_are_never_far_below_what_tokenizers_count(text, tokens):
    assert tokens_of(text) >= 0.8 * max(tokens)
    assert tokens_of(text) >= min(tokens)


def test_half_a_character_is_counted_and_breaks_nothing():
    assert tokens_of("\ud83d") == 1
    assert tokens_of("") == 0


def test_the_cost_is_that_of_the_prices_and_unknown_ones_are_named(tmp_path):
    file = tmp_path / "prices.yaml"
    file.write_text("scripted/judge: {input: 2, output: 10}\n")
    settings = _demo()
    assert _foretell(settings).priceless == ("scripted/judge",)
    assert _foretell(settings).expected.cost is None
    foretold = foretell(settings, Prices.known(file))
    (judge,) = foretold.forecasts
    for amount in (judge.expected, judge.most):
        assert amount is not None
        dollars = (amount.prompt_tokens * 2 + amount.answer_tokens * 10) / 1_000_000
        assert amount.cost == pytest.approx(dollars)
    assert foretold.priceless == ()
    assert foretold.expected == judge.expected


def test_only_judges_are_asked_in_batches_and_at_their_price():
    new = {"model": {"model": "openai/gpt-4o-2024-08-06"}}
    judge = {"model": "openai/gpt-4o-2024-08-06"}
    plain = _foretell(_demo(responders=new, judge=judge)).forecasts
    batched = _foretell(_demo(responders=new, judge=judge, batch=100)).forecasts
    assert batched[0].expected.cost == plain[0].expected.cost
    assert batched[1].expected.cost == pytest.approx(plain[1].expected.cost / 2)


def test_a_dry_run_prints_a_line_for_each_model_and_makes_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    command = ["run", "guidance", "--limit", "2", "--dry-run", "--rate", "2", "--log-dir", "logs"]
    command += ["--responder", "openai-api/lab/new", "--judge", "openai/gpt-4o-2024-08-06"]
    assert main([*command, "--judge", "lexical"]) == 0
    out = capsys.readouterr().out
    lines = {line.split("  ")[0]: line.split() for line in out.splitlines()}
    assert lines["responder openai-api/lab/new"].count("unknown") == 2
    assert lines["judge openai/gpt-4o-2024-08-06"][2] == "2"
    assert lines["total"][1] == "4"
    assert "judge lexical: no model calls" in out
    assert "time: 2 s at 2 calls a second (--rate), at most 3 s" in out
    assert "price unknown: openai-api/lab/new; --prices FILE gives it" in out
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_prices_that_is_none_is_refused_before_anything_is_counted(tmp_path, capsys):
    (tmp_path / "prices.yaml").write_text("openai/gpt-4o: {input: dear}")
    command = ["run", "guidance", "--limit", "1", "--dry-run", "--judge", "openai/gpt-4o"]
    assert main([*command, "--prices", str(tmp_path / "prices.yaml")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "'openai/gpt-4o' has input 'dear', which is no amount of dollars" in err


class Echo(Responder):
    """Says what was said."""

    name = "echo"

    async def respond(self, exchange):
        return exchange.context


def test_a_program_is_not_driven_and_its_responses_count_as_long():
    settings = _demo()
    foretold = _foretell(replace(settings, responders=[Echo()]))
    assert foretold.silent == ("responder echo",)
    longest = "word" * FREE_TOKENS
    contexts = {e.id: e.context for e in settings.exchanges}
    prompts = [full_prompt(Exchange(i, c, longest), SEVEN.attributes) for i, c in contexts.items()]
    assert foretold.expected.prompt_tokens == sum(map(tokens_of, prompts))
