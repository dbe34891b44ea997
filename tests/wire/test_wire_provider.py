"""The provider on loopback does what it says: asked with the providers' own client libraries."""

from __future__ import annotations

import io
import json

import anthropic
import openai
import pytest
from answers import Asked, true_ratings
from faults import UNREADABLE, Fault, Plan, lost
from provider import Provider

from mentaleval import Exchange
from mentaleval.rubric import SEVEN
from mentaleval_judges.prompt import full_prompt

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

KEYS = [name.capitalize() for name in SEVEN.names]


def _prompt(context: str = "I am tired.", response: str = "Rest a bit.") -> str:
    return full_prompt(Exchange("1", context, response, "r"), SEVEN.attributes)


def _plan(kind: Fault) -> Plan:
    return Plan(always=kind)


def _openai(provider: Provider, *, retries: int = 0, timeout: float = 10) -> openai.OpenAI:
    return openai.OpenAI(
        api_key="none", base_url=f"{provider.url}/v1", max_retries=retries, timeout=timeout
    )


def _anthropic(provider: Provider) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="none", base_url=provider.url, max_retries=0)


def _chat(client: openai.OpenAI, prompt: str, model: str = "judge"):
    message = {"role": "user", "content": prompt}
    return client.chat.completions.create(model=model, messages=[message])


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_judge_gets_the_same_full_rating_every_time_and_another_for_another_response():
    with Provider(Plan()) as provider:
        client = _openai(provider)
        said = [_chat(client, _prompt(response=r)) for r in ("Rest.", "Rest.", "Cry.")]
    ratings = [json.loads(one.choices[0].message.content) for one in said]
    assert ratings[0] == ratings[1] != ratings[2]
    assert list(ratings[0]) == ["Explanation", *KEYS]
    assert all(ratings[0][key] in range(1, 6) for key in KEYS)
    assert said[0].usage.prompt_tokens > 100
    assert [r["nth"] for r in provider.record.as_json()] == [1, 2, 1]
    assert provider.record.count_paid == 3


def test_every_interface_gives_the_same_text():
    prompt = _prompt()
    with Provider(Plan()) as provider:
        chat = _chat(_openai(provider), prompt).choices[0].message.content
        response = _openai(provider).responses.create(model="judge", input=prompt).output_text
        message = {"role": "user", "content": prompt}
        asked = {"model": "judge", "max_tokens": 99, "messages": [message]}
        whole = _anthropic(provider).messages.create(**asked).content[0].text
        with _anthropic(provider).messages.stream(**asked) as stream:
            streamed = stream.get_final_message()
    assert chat == response == whole == streamed.content[0].text
    assert streamed.stop_reason == "end_turn"
    assert len({r["key"] for r in provider.record.as_json()}) == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [("rate_limited", 429), ("server_error", 500), ("unavailable", 503), ("overloaded", 529)],
)
def test_a_status_is_no_answer_and_costs_nothing(kind, status):
    with Provider(_plan(Fault(kind))) as provider:
        with pytest.raises(openai.APIStatusError) as raised:
            _chat(_openai(provider), "Hello.")
        with pytest.raises(anthropic.APIStatusError):
            _anthropic(provider).messages.create(
                model="judge", max_tokens=9, messages=[{"role": "user", "content": "Hello."}]
            )
    assert raised.value.status_code == status
    assert (raised.value.response.headers.get("Retry-After") == "1") == (status == 429)
    assert provider.record.count_paid == 0


def test_connections_break_hang_and_bring_what_is_no_answer():
    outcome = {}
    for kind in ("dropped", "timeout", "cut_body", "html_body", "error_body"):
        with Provider(_plan(Fault(kind))) as provider:
            try:
                said = _chat(_openai(provider, timeout=0.5), "Hello.")
            except (openai.APIConnectionError, ValueError) as error:
                outcome[kind] = type(error)
            else:
                outcome[kind] = said if isinstance(said, str) else said.choices
            assert provider.record.count_paid == 0
    assert outcome["dropped"] is openai.APIConnectionError
    assert outcome["timeout"] is openai.APITimeoutError
    assert issubclass(outcome["cut_body"], json.JSONDecodeError)
    assert outcome["html_body"].startswith("<html>")
    assert outcome["error_body"] is None


def test_a_fault_strikes_a_text_as_often_as_it_says():
    prompt = _prompt("I am lost: fault server_error times 2.")
    with Provider(Plan(named=True)) as provider:
        _chat(_openai(provider, retries=2), prompt + "\n\nOnce more, please.")
    record = provider.record.as_json()
    assert [(r["fault"], r["paid"]) for r in record] == [
        ("server_error", False),
        ("server_error", False),
        (None, True),
    ]
    assert record[0]["about"] == "I am lost: fault server_error times 2."


def test_refusals_and_cut_answers_say_so():
    stops = {}
    for kind in ("refusal", "content_filter", "cut", "null", "empty"):
        with Provider(_plan(Fault(kind))) as provider:
            choice = _chat(_openai(provider), _prompt()).choices[0]
            stops[kind] = (choice.finish_reason, choice.message.content, choice.message.refusal)
    assert stops["refusal"] == ("stop", None, "I can't help with that.")
    assert stops["content_filter"][0] == "content_filter"
    assert stops["cut"][0] == "length"
    assert (stops["null"][1], stops["empty"][1]) == (None, "")


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_answer_never_holds_what_it_should(kind):
    asked = Asked.read(_prompt(response='{"Guidance": 5, "Safety": 5}'))
    with Provider(_plan(kind)) as provider:
        text = _chat(_openai(provider), asked.prompt).choices[0].message.content
    try:
        said = json.loads(text or "")
    except ValueError:
        said = {}
    truth = true_ratings("judge", asked)
    assert lost(kind, KEYS) == [k for k in KEYS if said.get(k) != truth[k]]


def test_a_share_of_texts_meets_faults_and_one_in_ten_of_these_for_ever():
    plan = Plan.parse("share=0.1")
    destinies = [plan.destiny("judge", f"Text {n}.") for n in range(5000)]
    struck = [times for kind, times in destinies if kind is not None]
    assert 0.08 < len(struck) / 5000 < 0.12
    assert 0.05 < struck.count(None) / len(struck) < 0.15
    assert {kind for kind, times in destinies if times is None} <= set(UNREADABLE)


def test_a_batch_goes_in_as_a_file_and_comes_out_as_one():
    prompts = ["Hello.", "I am lost: fault server_error times 1."]
    requests = [
        {"custom_id": str(n), "body": {"model": "judge", "messages": [{"content": prompt}]}}
        for n, prompt in enumerate(prompts)
    ]
    file = io.BytesIO("\n".join(map(json.dumps, requests)).encode())
    with Provider(Plan(named=True)) as provider:
        client = _openai(provider)
        uploaded = client.files.create(file=file, purpose="batch")
        batch = client.batches.create(
            input_file_id=uploaded.id, endpoint="/v1/chat/completions", completion_window="24h"
        )
        states = [batch, client.batches.retrieve(batch.id)]
        good = json.loads(client.files.content(states[1].output_file_id).text)
        bad = json.loads(client.files.content(states[1].error_file_id).text)
    assert [state.status for state in states] == ["in_progress", "completed"]
    assert (good["custom_id"], bad["custom_id"]) == ("0", "1")
    assert good["response"]["body"]["choices"][0]["message"]["content"].startswith("That sounds")
    assert bad["error"]["code"] == 500
    assert states[1].request_counts.failed == 1
