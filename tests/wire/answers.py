"""What the provider on loopback answers, when nothing goes wrong and when something does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from faults import Fault, number_of, spoilt

_EXCHANGE: Final = re.compile(
    r"^\[context (\w+)\]\n(.*?)\n\[end of context \1\]\s+"
    r"\[response \1\]\n(.*?)\n\[end of response \1\]$",
    re.DOTALL | re.MULTILINE,
)
_ASKED: Final = re.compile(r'"([^"]+)": <whole number')


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prompt asks: a rating of an exchange, or anything else.

    ``key`` is the same for every prompt about one exchange, however it is asked.
    """

    prompt: str
    context: str = ""
    response: str = ""
    keys: tuple[str, ...] = ()

    @classmethod
    def read(cls, prompt: str) -> Asked:
        """Find the exchange between the marker lines, and the keys asked for."""
        match = _EXCHANGE.search(prompt)
        if match is None:
            return cls(prompt)
        return cls(prompt, match[2], match[3], tuple(dict.fromkeys(_ASKED.findall(prompt))))

    @property
    def key(self) -> str:
        """What counts as the same prompt."""
        return f"{self.context}\n\n{self.response}" if self.keys else self.prompt


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says, and why it stops."""

    text: str | None
    stop: Literal["stop", "length", "content_filter", "refusal"] = "stop"
    tokens: tuple[int, int] = (1, 1)


def true_ratings(model: str, asked: Asked) -> Mapping[str, int]:
    """Return the ratings that *model* means to give: the same every time."""
    seen = (model, asked.context, asked.response)
    return {key: 1 + number_of(*seen, key) % 5 for key in asked.keys}


def answer(model: str, asked: Asked, fault: Fault | None) -> Answer:
    """Return the answer of *model*, as *fault* leaves it."""
    if asked.keys:
        text = spoilt(fault, true_ratings(model, asked), asked.key)
    elif fault in {Fault.NULL, Fault.EMPTY}:
        text = None if fault is Fault.NULL else ""
    else:
        text = f"That sounds hard, and I am here. ({number_of(model, asked.prompt) % 100_000})"
    stop: Literal["stop", "length", "content_filter", "refusal"] = "stop"
    if fault is Fault.REFUSAL:
        text, stop = "I can't help with that.", "refusal"
    elif fault is Fault.CONTENT_FILTER:
        text, stop = "", "content_filter"
    elif fault is Fault.CUT:
        stop = "length"
    return Answer(text, stop, (len(asked.prompt) // 4 + 1, len(text or "") // 4 + 1))
