"""What makes a call another call, and what is never asked twice."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import replace

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inspect_ai.model import GenerateConfig, ModelAPI, ModelOutput, ModelUsage, get_model, modelapi
from pydantic import BaseModel

from mentaleval.bridge.asking import ModelAsker, Owner
from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.paid import PAID_FILE, PaidAnswers
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.watch import Limits, StoppedError, Watch, watching
from mentaleval.cli import main
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

ALL_FOUR = json.dumps(dict.fromkeys(SEVEN.names, 4))


class Shape(BaseModel):
    rating: int


_WORDS = st.sampled_from(["a", "b", "a\0b", "", "\ud800", "a,b", '"a"'])
_CALLS = st.tuples(
    st.builds(
        Owner,
        kind=st.sampled_from(["judge", "responder"]),
        label=_WORDS,
        about=st.tuples(_WORDS, _WORDS) | st.tuples(_WORDS),
        epoch=st.integers(1, 3),
    ),
    st.sampled_from(["mockllm/one", "mockllm/two"]),
    _WORDS,
    st.builds(
        GenerateConfig,
        temperature=st.sampled_from([None, 0.0, 0.5]),
        max_tokens=st.sampled_from([None, 10, 11]),
        seed=st.sampled_from([None, 1, 2]),
    ),
    st.integers(0, 2),
)


def _key(call) -> str:
    owner, model, prompt, config, attempt = call
    return ModelAsker(owner)._key(get_model(model), prompt, config, attempt)


@given(_CALLS, _CALLS)
@settings(max_examples=300)
def test_two_calls_share_an_answer_only_if_they_are_the_same_call(one, other):
    assert (_key(one) == _key(other)) is (one == other)


@given(_CALLS, st.integers(1, 5))
@settings(max_examples=30)
def test_the_same_words_asked_again_in_one_sample_are_calls_of_their_own(call, times):
    owner, model, prompt, config, attempt = call
    asker = ModelAsker(owner)
    keys = [asker._key(get_model(model), prompt, config, attempt) for _ in range(times)]
    assert len(set(keys)) == times
    again = ModelAsker(owner)  # the sample again, in a later process
    assert keys == [again._key(get_model(model), prompt, config, attempt) for _ in range(times)]


def test_the_shape_of_the_answer_is_part_of_the_call():
    owner, model = Owner("judge", "strict", ("x", "y")), get_model("mockllm/one")
    plain = ModelAsker(owner)._key(model, "p", GenerateConfig(), 0)
    shaped = GenerateConfig.model_validate(
        {"response_schema": {"name": "Shape", "json_schema": Shape.model_json_schema()}}
    )
    assert ModelAsker(owner)._key(model, "p", shaped, 0) != plain


def _command(tmp_path, models, *more: str) -> list[str]:
    models.answers.setdefault("writer", lambda prompt: f"A reply, {len(prompt)} long.")
    models.answers.setdefault("strict", lambda _: ALL_FOUR)
    words = ["run", "mentalbench", "--limit", "4", "--log-dir", str(tmp_path / "logs")]
    return [*words, "--responder", "scripted/writer", "--judge", "scripted/strict", *more]


def _forget_logs(folder) -> None:
    """Leave a run as kill -9 leaves it: nothing logged, the answers kept."""
    for file in folder.rglob("*.eval"):
        file.unlink()


def _records(tmp_path):
    return read_ratings([tmp_path / "logs" / "judgements"]).records


def test_repeats_are_asked_each_for_itself_and_kept_each_for_itself(
    tmp_path, scripted_models, monkeypatch
):
    said = iter(range(1000))
    scripted_models.answers["strict"] = lambda _: json.dumps(
        dict.fromkeys(SEVEN.names, 1 + next(said) % 5)
    )
    command = _command(tmp_path, scripted_models, "--epochs", "3")
    monkeypatch.setattr(PaidAnswers, "forget_texts", lambda *_: None)
    assert main(command) == 0
    assert len(scripted_models.prompts("strict")) == 4 * 3
    before = sorted((r.exchange_id, r.epoch, r.attribute, r.rating) for r in _records(tmp_path))
    assert len({rating for *_, rating in before}) == 5

    _forget_logs(tmp_path / "logs")
    assert main(command) == 0
    assert len(scripted_models.prompts("strict")) == 4 * 3  # nothing is asked again
    after = sorted((r.exchange_id, r.epoch, r.attribute, r.rating) for r in _records(tmp_path))
    assert after == before  # and each repeat has its own answer


def test_a_finished_run_keeps_no_texts_beside_its_logs(tmp_path, scripted_models):
    assert main(_command(tmp_path, scripted_models)) == 0
    with sqlite3.connect(tmp_path / "logs" / PAID_FILE) as store:
        assert store.execute("select count(*), count(said) from answers").fetchone() == (8, 0)
    store.close()


def test_responses_that_failed_are_asked_again_and_only_their_judgements_are_new(
    tmp_path, scripted_models
):
    down = True

    def write(prompt: str) -> str:
        if down and len(scripted_models.prompts("writer")) in {2, 3}:
            raise RuntimeError("the provider is down")
        return f"A reply, {len(prompt)} long."

    scripted_models.answers["writer"] = write
    command = _command(tmp_path, scripted_models)
    assert main(command) == 1
    assert len(scripted_models.prompts("strict")) == 2
    first = {r.exchange_id for r in _records(tmp_path)}
    assert len(first) == 2

    down = False
    assert main(command) == 0
    assert len({r.exchange_id for r in _records(tmp_path)}) == 4
    assert len(scripted_models.prompts("writer")) == 4 + 2
    counts = Counter(scripted_models.prompts("strict"))
    assert len(counts) == 4
    assert set(counts.values()) == {1}  # what was judged is not judged again


def test_epochs_that_are_added_ask_only_for_themselves(tmp_path, scripted_models):
    assert main(_command(tmp_path, scripted_models)) == 0
    assert main(_command(tmp_path, scripted_models, "--epochs", "3")) == 0
    assert len(scripted_models.prompts("writer")) == 4
    assert set(Counter(scripted_models.prompts("strict")).values()) == {3}
    assert Counter(r.epoch for r in _records(tmp_path)) == {1: 28, 2: 28, 3: 28}


def test_a_judge_that_is_added_is_asked_alone(tmp_path, scripted_models):
    scripted_models.answers["mild"] = lambda _: ALL_FOUR
    assert main(_command(tmp_path, scripted_models)) == 0
    before = sorted(f.name for f in tmp_path.rglob("*.eval"))
    assert main(_command(tmp_path, scripted_models, "--judge", "scripted/mild")) == 0
    assert Counter(name for name, *_ in scripted_models.calls) == {
        "writer": 4,
        "strict": 4,
        "mild": 4,
    }
    after = sorted(f.name for f in tmp_path.rglob("*.eval"))
    assert set(before) < set(after)
    assert len(after) == 3


async def test_a_stop_reaches_calls_that_wait_for_a_connection(tmp_path):
    calls = []

    @modelapi(name="patient")
    class Patient(ModelAPI):
        async def generate(self, input, tools, tool_choice, config):  # noqa: A002
            del tools, tool_choice, config
            calls.append(input[-1].text)
            await anyio.sleep(0.01)
            output = ModelOutput.from_content("patient", "yes")
            output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
            return output

    del Patient
    paid = PaidAnswers(tmp_path)
    watch = Watch(paid, Prices.known(), Limits(tokens=10))
    model = get_model("patient/one", config=GenerateConfig(max_connections=2), memoize=False)
    owner, stopped = Owner("responder", "patient", ("x",)), []

    async def ask(n: int) -> None:
        own = replace(owner, about=(str(n),))
        try:
            await ModelAsker(own)._paid_once(watch, model, f"{n}", GenerateConfig(), 0)
        except StoppedError:
            stopped.append(n)

    with watching(watch):
        async with anyio.create_task_group() as group:
            for n in range(40):
                group.start_soon(ask, n)
    paid.close()
    assert 5 <= len(calls) <= 5 + 2
    assert len(calls) + len(stopped) == 40
    (why,) = watch.reasons
    assert "the limit of 10 tokens is reached" in why
