"""What the lexical judge counts in a response."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from mentaleval_judges import lexicon

_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
# looks back, so that a long run of marks is tried from its start only (else quadratic)
_SENTENCE_END: Final = re.compile(r"(?<![.!?:;])[.!?:;]+(?=\s|$)|\n+|[。！？]+")  # noqa: RUF001
_LISTED: Final = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[-*•])[ \t]", re.MULTILINE)
_CONTENT_WORD: Final = 4  # letters: shorter words are nearly all grammar


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one response; every one of them is a whole number from 0 up."""

    words: int
    sentences: int
    questions: int
    """Question marks."""
    reflections: int
    """Phrases that give the person's situation back to them."""
    advice: int
    """Phrases that offer something to do, and sentences that open with such a verb."""
    steps: int
    """Items of a list, and sentences that open with "first", "then"..."""
    explanations: int
    """Phrases that explain something or give a fact."""
    resources: int
    """Mentions of professional help and of services."""
    emotions: int
    """Words that name a feeling."""
    validations: int
    """Phrases that tell the person that what they feel is accepted."""
    risks: int
    """Phrases of advice that could do harm."""
    dismissals: int
    """Phrases that play down, blame or brush off."""
    echoes: int
    """Content words of the context that the response takes up, each once."""
    unmet_danger: int
    """1 when the context speaks of danger to life or body and the response names no help."""


def count(context: str, response: str) -> Counts:
    """Count what the rule of the lexical judge rests on."""
    context, text = _plain(context), _plain(response)
    resources = _found(lexicon.RESOURCES, text)
    openings = _openings(text)
    return Counts(
        words=len(_WORD.findall(text)),
        sentences=len(openings),
        questions=text.count("?") + text.count("\uff1f"),
        reflections=_found(lexicon.REFLECTIONS, text),
        advice=_found(lexicon.ADVICE, text) + sum(map(_is_deed, openings)),
        steps=len(_LISTED.findall(text)) + sum(map(_is_step, openings)),
        explanations=_found(lexicon.EXPLANATIONS, text),
        resources=resources,
        emotions=_found(lexicon.EMOTIONS, text),
        validations=_found(lexicon.VALIDATIONS, text),
        risks=_found(lexicon.RISKY, text),
        dismissals=_found(lexicon.DISMISSALS, text),
        echoes=len(_content(context) & _content(text)),
        unmet_danger=int(resources == 0 and _found(lexicon.DANGERS, context) > 0),
    )


def _plain(text: str) -> str:
    return text.casefold().replace("\u2019", "'")  # the apostrophe that word processors set


@cache
def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return re.compile(rf"(?<![\w'])(?:{either})(?![\w'])")


def _found(phrases: tuple[str, ...], text: str) -> int:
    return sum(1 for _ in _pattern(phrases).finditer(text))


def _openings(text: str) -> list[list[str]]:
    """Return the first two words of every sentence; the number of a list item is none."""
    sentences = (
        [match.group() for match in islice(_WORD.finditer(sentence), 2)]
        for sentence in _SENTENCE_END.split(text)
    )
    return [words for words in sentences if words and not (len(words) == 1 and words[0].isdigit())]


def _is_step(opening: list[str]) -> bool:
    return opening[0] in lexicon.STEP_OPENERS


def _is_deed(opening: list[str]) -> bool:
    """Return whether the sentence tells the person to do something, at once or as a step."""
    verb = opening[-1] if _is_step(opening) else opening[0]
    return verb in lexicon.IMPERATIVES


def _content(text: str) -> set[str]:
    words = _WORD.findall(text)
    return {w for w in words if len(w) >= _CONTENT_WORD and w not in lexicon.STOPWORDS}
