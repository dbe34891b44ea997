"""A language model that responds by the paper's protocol."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from mentaleval import Exchange, Reason, Refusal, Responder

_PROMPT: Final = """\
You are a licensed psychiatrist, and a person has come to you with the concern quoted below.

"{concern}"

Speak to this person. Be informative and emotionally attuned: show that you understand what they
are going through, and give guidance that is clear and kind. Write flowing, supportive prose, not
a letter or an e-mail, and without bullet points or numbered lists. Stay professional and
compassionate throughout, and bring your answer to an end rather than breaking off."""

_THINKING: Final = "<think>"
_THOUGHT: Final = "</think>"


class ByProtocol(Responder):
    """Responds by the paper's protocol, whichever model it asks."""

    deterministic = True
    temperature: float | None = Field(
        default=0.7, ge=0, description="Sampling temperature; none: the provider's default."
    )
    max_tokens: int | None = Field(
        default=512, ge=1, description="Most tokens of a response; none: the provider's default."
    )

    async def respond(self, exchange: Exchange) -> str | Refusal:
        """Ask the model once."""
        text = await self.ask(
            _PROMPT.format(concern=exchange.context),
            temperature=self.temperature,
            max_tokens=self.max_tokens,
        )
        return without_thinking(text) or Refusal(Reason.NO_RESPONSE)


class ModelResponder(ByProtocol):
    """Lets a language model respond as a psychiatrist would: the paper's protocol.

    One user message and no system message; what it asks for follows the paper (arXiv
    2510.19032), the wording is ours. Reasoning that a model writes before its response is
    kept nowhere; where nothing comes after it, there is no response.
    """

    name = "model"
    model: str | None = Field(
        default=None, description="The model that responds; without one, the run's own."
    )


def without_thinking(text: str) -> str:
    """Return the text after the reasoning that opens it, without white space around it.

    Some chat templates open the reasoning in the prompt, so that only its end is in the text;
    reasoning that the token limit has cut has no end, and nothing comes after it.
    """
    before, end, after = text.partition(_THOUGHT)
    if end:
        return after.strip()
    return "" if before.lstrip().startswith(_THINKING) else before.strip()
