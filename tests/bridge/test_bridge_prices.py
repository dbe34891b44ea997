"""What tokens cost, and when no price may be named."""

from __future__ import annotations

import json

import pytest
from inspect_ai.model import ModelCost

from mentaleval.bridge.prices import Prices
from mentaleval.errors import UsageError

MILLION = 1_000_000


@pytest.fixture(autouse=True)
def _no_addresses(monkeypatch):
    for provider in ("OPENAI", "ANTHROPIC", "XAI", "GROK", "INSPECT_EVAL_MODEL"):
        monkeypatch.delenv(f"{provider}_BASE_URL", raising=False)


def _input(model, **tokens):
    return Prices.known().cost(model, **{"input_tokens": MILLION, "output_tokens": 0, **tokens})


def test_a_provider_s_model_costs_what_is_published():
    # published prices are data of a package that is updated; these models are not sold anew
    assert _input("openai/gpt-4o-2024-08-06") == pytest.approx(2.5)
    assert _input("openai/gpt-4o-2024-05-13") == pytest.approx(5.0)
    assert _input("openai/azure/gpt-4o-2024-08-06") == pytest.approx(2.5)
    assert _input("openrouter/openai/gpt-4o-2024-08-06") == pytest.approx(2.5)
    assert _input("anthropic/claude-3-7-sonnet-20250219") == pytest.approx(3.0)
    assert _input("anthropic/vertex/claude-3-5-haiku@20241022") == pytest.approx(0.8)
    assert _input("google/gemini-2.5-pro-preview-05-06") == pytest.approx(1.25)
    assert "genai-prices" in Prices.known().source


@pytest.mark.parametrize(
    "model",
    [
        "openai-api/lab/gpt-4o",  # a server of one's own
        "hf/gpt-4o",
        "vllm/gpt-4o",
        "mockllm/model",
        "somewhere/gpt-4o",
        "openai/gpt-4o-mini-audio-of-mine",  # begins like one that is sold
        "openai/ft:gpt-4o-mini-2024-07-18:me:x:1",
        "deepseek/deepseek-chat-of-mine",
        "google/gemini-2.0-flash-exp-image-generation",
        "google/of-mine-gemini-2.0-flash",
        "openrouter/openai/gpt-4o:free",
        "anthropic/claude-3-7-sonnet-of-mine",
        "perplexity/sonar",  # each request costs too
        "openai/gpt-99",
        "openai",
        "",
    ],
)
def test_a_model_that_nobody_sells_by_that_name_has_no_price(model):
    assert _input(model) is None
    assert _input(model, batch=True) is None


def test_a_provider_s_name_at_another_address_has_no_price(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:8000/v1")
    assert _input("openai/gpt-4o") is None
    assert _input("anthropic/claude-3-7-sonnet-latest") is not None
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    assert _input("openai/gpt-4o") == pytest.approx(2.5)
    monkeypatch.setenv("GROK_BASE_URL", "http://localhost:8000/v1")
    assert _input("grok/grok-4") is None
    monkeypatch.setenv("INSPECT_EVAL_MODEL_BASE_URL", "http://localhost:8000/v1")
    assert _input("anthropic/claude-3-7-sonnet-latest") is None


def test_a_model_that_the_run_itself_asks_elsewhere_has_no_price_but_that_of_a_file(tmp_path):
    def cost(prices, model):
        return prices.cost(model, input_tokens=MILLION, output_tokens=0)

    elsewhere = {"openai/gpt-4o": "http://elsewhere/v1", "openai/azure/gpt-4o": "http://elsewhere"}
    prices = Prices.known(addresses=elsewhere)
    assert cost(prices, "openai/gpt-4o") is None
    assert cost(prices, "openai/azure/gpt-4o") is None
    assert cost(prices, "openai/gpt-4o-2024-08-06") == pytest.approx(2.5)  # not that one
    said = "'openai/gpt-4o' at the address in --model_args base_url."
    assert said in prices.unpriced("openai/gpt-4o").message
    at_home = Prices.known(addresses={"openai/gpt-4o": "https://api.openai.com/v1"})
    assert cost(at_home, "openai/gpt-4o") == pytest.approx(2.5)
    file = tmp_path / "mine.yaml"
    file.write_text(PRICED)
    assert cost(Prices.known(file, elsewhere), "openai/gpt-4o") == 7


def test_an_argument_of_the_run_goes_before_an_address_in_the_environment(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    prices = Prices.known(addresses={"openai/gpt-4o": "http://elsewhere/v1"})
    assert prices.cost("openai/gpt-4o", input_tokens=1, output_tokens=1) is None


def test_tokens_of_a_cache_stand_beside_the_others_and_have_their_own_price():
    prices = Prices.known()
    cost = prices.cost(
        "anthropic/claude-3-7-sonnet-20250219",
        input_tokens=1_000,
        output_tokens=100,
        cache_read_tokens=10_000,
        cache_write_tokens=2_000,
    )
    dollars = 1_000 * 3 + 100 * 15 + 10_000 * 0.3 + 2_000 * 3.75
    assert cost == pytest.approx(dollars / MILLION)


def test_the_sum_of_many_calls_is_not_taken_for_one_long_call():
    # this model costs twice as much in a call of more than 200,000 tokens
    one = _input("anthropic/claude-sonnet-4-5", input_tokens=1_000)
    assert _input("anthropic/claude-sonnet-4-5") == pytest.approx(1_000 * one)


def test_batches_cost_half_where_that_is_known_and_as_ever_where_not():
    assert _input("openai/gpt-4o", batch=True) == pytest.approx(_input("openai/gpt-4o") / 2)
    azure = "openai/azure/gpt-4o"
    assert _input(azure, batch=True) == _input(azure)


PRICED = """\
openai-api/lab/mine: {input: 1, output: 2.5, input_cache_read: 0.25}
openai/gpt-4o:
  input: 7
  output: 8
  input_cache_read: 3
  input_cache_write: 9
"""


def test_a_file_of_prices_goes_first_and_leaves_the_others(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(PRICED)
    prices = Prices.known(file)
    assert prices.source.startswith("mine.yaml, then genai-prices")
    each = {"input_tokens": MILLION, "output_tokens": MILLION}
    caches = {"cache_read_tokens": MILLION, "cache_write_tokens": MILLION}
    assert prices.cost("openai-api/lab/mine", **each, **caches) == pytest.approx(1 + 2.5 + 0.25 + 1)
    assert prices.cost("openai/gpt-4o", **each, **caches) == pytest.approx(7 + 8 + 3 + 9)
    assert prices.cost("openai/gpt-4o", **each, batch=True) == pytest.approx(15)
    assert prices.cost("openai/gpt-4o-2024-05-13", **each) == pytest.approx(5 + 15)


def test_a_file_for_inspect_s_own_option_is_read_alike_as_json(tmp_path):
    made = ModelCost(input=2, output=6, input_cache_write=3, input_cache_read=1)
    file = tmp_path / "prices.json"
    file.write_text(json.dumps({"openai-api/lab/mine": made.model_dump()}))
    prices = Prices.known(file)
    assert prices.cost("openai-api/lab/mine", input_tokens=MILLION, output_tokens=0) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a/b: {input: 1}", "'a/b' has no 'output'"),
        ("a/b: {input: 1, output: 2, inputs: 3}", "'a/b' has the key 'inputs'; known are input"),
        ("a/b: {input: free, output: 2}", "'a/b' has input 'free', which is no amount"),
        ("a/b: {input: -1, output: 2}", "'a/b' has input -1, which is no amount"),
        ("a/b: {input: .nan, output: 2}", "'a/b' has input nan"),
        ("a/b: {input: true, output: 2}", "'a/b' has input True"),
        ("a/b: 3", "'a/b' has no prices but 3"),
        ("- a", "it holds no models with their prices but ['a']"),
        ("", "it holds no models with their prices but None"),
        ("a: [", "it is neither YAML nor JSON"),
    ],
)
def test_a_file_of_prices_that_is_none_is_refused_with_its_key(text, said, tmp_path):
    file = tmp_path / "prices.yaml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        Prices.known(file)
    assert caught.value.message.startswith(f"--prices {file}: ")
    assert said in caught.value.message


def test_a_file_of_prices_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="it cannot be read: No such file"):
        Prices.known(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="neither YAML nor JSON"):
        Prices.known(tmp_path / "bytes.yaml")
