"""A scripted model in the place of a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pydantic import BaseModel

from mentaleval.contract import answering


class Script:
    """Answers every `ask` from a list in turn (its last answer for ever), or by a function."""

    def __init__(self, answers: str | Sequence[str] | Callable[[str], str]) -> None:
        self._answers = [answers] if isinstance(answers, str) else answers
        self.prompts: list[str] = []
        """The prompts that were asked, in order."""

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        """Answer one prompt."""
        del schema, attempt, temperature, max_tokens
        self.prompts.append(prompt)
        if callable(self._answers):
            return self._answers(prompt)
        return self._answers[min(len(self.prompts), len(self._answers)) - 1]


@contextmanager
def scripted(answers: str | Sequence[str] | Callable[[str], str]) -> Iterator[Script]:
    """Bind a scripted model for every `ask` inside the block; yields the script."""
    script = Script(answers)
    with answering(script):
        yield script
