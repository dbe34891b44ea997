import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mentaleval import Exchange, Refusal, answering
from mentaleval.testing import scripted
from mentaleval_responders import ModelResponder
from mentaleval_responders.model import without_thinking

EXCHANGE = Exchange("x", "I {lost} my job.")


async def respond(answer: str):
    with scripted(answer):
        return await ModelResponder().respond(EXCHANGE)


async def test_asks_once_with_the_concern_and_the_protocol():
    with scripted("I hear you.") as script:
        assert await ModelResponder().respond(EXCHANGE) == "I hear you."
    (prompt,) = script.prompts
    assert '"I {lost} my job."' in prompt
    for intent in ("licensed psychiatrist", "flowing", "not\na letter", "numbered lists", "an end"):
        assert intent in prompt


async def test_never_shows_the_model_a_recorded_response():
    with scripted("I hear you.") as script:
        await ModelResponder().respond(Exchange("x", "I lost my job.", "Stiff upper lip.", "coach"))
    assert "Stiff upper lip." not in script.prompts[0]


@pytest.mark.parametrize(
    "answer",
    [
        "<think>They are sad.\nI should be kind.</think>\n\nI hear you.\n",
        "\n <think></think>I hear you.",
        "They are sad.\n</think>\nI hear you.",
    ],
)
async def test_keeps_no_reasoning(answer):
    assert await respond(answer) == "I hear you."


@pytest.mark.parametrize(
    "answer",
    [
        "",
        " \n\t",
        "<think>cut before its",
        "\n<think>cut",
        "<think>all</think>",
        "<think>a</think> \n",
    ],
)
async def test_nothing_but_reasoning_or_blanks_is_no_response(answer):
    assert await respond(answer) == Refusal("no_response")


@given(st.text().filter(lambda text: "think>" not in text))
def test_leaves_other_text_alone(text: str):
    assert without_thinking(text) == text.strip()
    assert without_thinking(f"<think>{text}</think>{text}") == text.strip()


def test_a_word_about_thinking_is_no_reasoning():
    assert without_thinking("I <think> you are brave.") == "I <think> you are brave."


async def test_passes_its_settings():
    seen = []

    async def asker(_prompt: str, **settings: object) -> str:
        seen.append(settings)
        return "I hear you."

    with answering(asker):
        await ModelResponder().respond(EXCHANGE)
        await ModelResponder(temperature=None, max_tokens=2048).respond(EXCHANGE)
    assert [(s["temperature"], s["max_tokens"]) for s in seen] == [(0.7, 512), (None, 2048)]


def test_is_called_by_its_model_and_the_options_that_differ():
    assert ModelResponder().label == "model"
    assert ModelResponder(model="openai/gpt-4o").label == "openai/gpt-4o"
    assert ModelResponder(model="a/b", temperature=0.0).label == "a/b[temperature=0.0]"


@pytest.mark.parametrize("wrong", [{"temperature": -1}, {"max_tokens": 0}, {"prompt": "x"}])
def test_refuses_options_that_it_does_not_take(wrong):
    with pytest.raises(ValidationError):
        ModelResponder.model_validate(wrong)
