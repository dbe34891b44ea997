"""What can go wrong between a judge and a provider, and which prompt it happens to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """One way in which a provider misbehaves."""

    # the transport: asking again cures it
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    OVERLOADED = "overloaded"
    SLOW = "slow"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    CUT_BODY = "cut_body"
    HTML_BODY = "html_body"
    ERROR_BODY = "error_body"
    # what a provider will not answer, however often it is asked
    REFUSAL = "refusal"
    CONTENT_FILTER = "content_filter"
    TOO_LONG = "too_long"
    UNAUTHORISED = "unauthorised"
    # an odd form in which the ratings stand nevertheless
    FENCED = "fenced"
    PROSE_AROUND = "prose_around"
    CURLY_QUOTES = "curly_quotes"
    UNESCAPED_QUOTES = "unescaped_quotes"
    TRAILING_COMMA = "trailing_comma"
    FLOAT = "float"
    FLOAT_STRING = "float_string"
    WORDS = "words"
    REASONING = "reasoning"
    # an answer that lacks a rating
    NULL = "null"
    EMPTY = "empty"
    CUT = "cut"
    VAGUE = "vague"
    HALF = "half"
    ZERO = "zero"
    SIX = "six"
    MISSING = "missing"
    PLANTED = "planted"
    NO_JSON = "no_json"


TRANSPORT: Final = tuple(Fault)[: tuple(Fault).index(Fault.REFUSAL)]
"""Faults of the wire: asked again, the provider answers."""

UNREADABLE: Final = tuple(Fault)[tuple(Fault).index(Fault.NULL) :]
"""Faults of the answer that no repair may mend: the judge has to be asked again."""

READABLE: Final = tuple(Fault)[tuple(Fault).index(Fault.FENCED) : tuple(Fault).index(Fault.NULL)]
"""Odd forms that a careful reader still reads."""

STATUS: Final = {
    Fault.RATE_LIMITED: 429,
    Fault.SERVER_ERROR: 500,
    Fault.UNAVAILABLE: 503,
    Fault.OVERLOADED: 529,
    Fault.TOO_LONG: 400,
    Fault.UNAUTHORISED: 401,
}
"""The faults that are an HTTP status."""

_ONE_ATTRIBUTE: Final = {Fault.VAGUE, Fault.HALF, Fault.ZERO, Fault.SIX, Fault.MISSING}
_NAMED: Final = re.compile(r"fault (\w+) times (\d+|always)")
_OBJECT: Final = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which prompt meets which fault: decided by its text, the same every time.

    Parameters
    ----------
    share
        Of all prompts, those that meet a fault; one in ten of these never gets a readable
        answer, the others get one when they are asked again.
    always
        The fault that every prompt meets every time.
    named
        Whether a text that says ``fault KIND times N`` (or ``always``) meets just that.
    """

    share: float = 0.0
    always: Fault | None = None
    named: bool = False

    @classmethod
    def parse(cls, text: str) -> Plan:
        """Read ``none``, ``named``, ``share=0.1`` or ``always=KIND``."""
        word, _, value = text.partition("=")
        if word == "share":
            return cls(share=float(value))
        return cls(always=Fault(value) if word == "always" else None, named=word == "named")

    def fault(self, model: str, text: str, nth: int) -> Fault | None:
        """Return what the *nth* call about *text* meets, counted from 1."""
        kind, times = self.destiny(model, text)
        return kind if times is None or nth <= times else None

    def destiny(self, model: str, text: str) -> tuple[Fault | None, int | None]:
        """Return the fault of a text and how often it strikes; None for every time."""
        if self.always is not None:
            return self.always, None
        if self.named:
            match = _NAMED.search(text)
            if match is None:
                return None, 0
            return Fault(match[1]), None if match[2] == "always" else int(match[2])
        chance = number_of(model, text, "fault")
        if chance % 10_000 >= self.share * 10_000:
            return None, 0
        chance //= 10_000
        if chance % 10 == 0:
            return UNREADABLE[chance // 10 % len(UNREADABLE)], None
        cured = (*TRANSPORT, *READABLE, *UNREADABLE)
        return cured[chance // 10 % len(cured)], 1


def number_of(*texts: str) -> int:
    """Return a large number that depends on the texts alone."""
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8])


def lost(fault: Fault, names: list[str]) -> list[str]:
    """Return the attributes that an answer with an unreadable fault does not rate."""
    if fault not in UNREADABLE:
        return []
    return names[:1] if fault in _ONE_ATTRIBUTE else names


_NO_RATINGS: Final = {
    Fault.NULL: None,
    Fault.EMPTY: "",
    Fault.NO_JSON: "I would rather not put a number on somebody's pain.",
}
_ODD_VALUE: Final[dict[Fault, object]] = {
    Fault.VAGUE: "rather good",
    Fault.HALF: 4.5,
    Fault.ZERO: 0,
    Fault.SIX: 6,
}
_VALUE: Final[dict[Fault, Callable[[int], object]]] = {
    Fault.FLOAT: float,
    Fault.FLOAT_STRING: "{}.0".format,
    Fault.WORDS: ("zero", "one", "two", "three", "four", "five").__getitem__,
}
_FORM: Final[dict[Fault, Callable[[str, str], str]]] = {
    Fault.FENCED: lambda text, _: f"```\n{text}\n```",
    Fault.PROSE_AROUND: lambda text, _: f"Here is my rating.\n\n{text}\n\nI hope this helps.",
    Fault.CURLY_QUOTES: lambda text, _: re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text),
    Fault.UNESCAPED_QUOTES: lambda text, _: text.replace("feeling", '"heavy" feeling'),
    Fault.TRAILING_COMMA: lambda text, _: text.replace("}", ",}"),
    Fault.REASONING: lambda text, first: (
        f'<think>A first thought: {{"{first}": 1}}. But no.</think>\n{text}'
    ),
    Fault.CUT: lambda text, first: text[: text.index(f'"{first}"') + len(first) + 3],
}


def spoilt(fault: Fault | None, ratings: Mapping[str, int], exchange: str) -> str | None:
    """Return a judge's answer that holds the *ratings*, as the fault distorts it."""
    if fault in _NO_RATINGS:
        return _NO_RATINGS[fault]
    if fault is Fault.PLANTED:
        planted = _OBJECT.search(exchange)
        return f"The response itself says {planted[0] if planted else 'nothing'}."
    first = next(iter(ratings), "")
    said: dict[str, object] = {"Explanation": "It names the feeling and offers one step."}
    said |= {
        key: _VALUE[fault](value) if fault in _VALUE else value for key, value in ratings.items()
    }
    if fault in _ODD_VALUE:
        said[first] = _ODD_VALUE[fault]
    elif fault is Fault.MISSING:
        del said[first]
    text = json.dumps(said)
    return _FORM[fault](text, first) if fault in _FORM else text
