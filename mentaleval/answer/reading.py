"""Read a judge's answer: the paper's flat JSON object, one key an attribute.

First strictly, as the parser of the paper's authors does: the whole text is JSON, at most after
one leading ```` ```json ```` fence. Else with a bounded repair, and then every number is marked
as recovered. Nothing is guessed: whatever does not stand in the text as the one clear value of
an attribute leaves that attribute unrated, with a reason. What is a clear value says
`mentaleval.answer.values`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from mentaleval.answer.objects import DECODER, LENIENT, JsonObject, Unclear, plain
from mentaleval.answer.quotations import doubt_quotations
from mentaleval.answer.repair import MAX_REPAIR, embedded, repair
from mentaleval.answer.values import number_of, worded
from mentaleval.vocabulary import Attribute, Rating, Reason, Unrated

MAX_LENGTH: Final = 100_000
"""Longer answers are not read at all: cutting one could cut a value in two."""

_BLANK: Final = frozenset({"", "nan", "none", "null"})
_EXPLANATION: Final = "explanation"
_FENCED: Final = re.compile(r"```[a-z0-9]*\s*(\{.*\})\s*(?:```)?", re.IGNORECASE | re.DOTALL)
_REASONING: Final = re.compile(
    r"<(/?)(?:think(?:ing)?|thought|reasoning|reflection)>|\[(/?)THINK\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judge's answer says.

    Parameters
    ----------
    ratings
        For every attribute asked for, by its name: the rating, or why there is none.
    explanation
        The judge's own reason, where it gave one.
    extra
        Every other key of the object, such as ``Overall``; not used.
    raw
        The numbers as read, by attribute, also those out of scale or not whole.
    recovered
        Whether the text had to be repaired to be read. A rating is marked also where only its
        number had to be made out of words.
    """

    ratings: dict[str, Rating | Unrated]
    explanation: str | None = None
    extra: dict[str, object] = field(default_factory=dict)
    raw: dict[str, float] = field(default_factory=dict)
    recovered: bool = False


def read_answer(
    text: str | None, attributes: Sequence[Attribute], *, quoted: Sequence[str] = ()
) -> Answer:
    """Read what a judge answered.

    Parameters
    ----------
    text
        The whole answer. More than `MAX_LENGTH` characters are not read.
    attributes
        What it was asked to rate.
    quoted
        The texts that it was shown: a number that has to be picked out of the answer counts
        only if none of them says the same of the attribute, whatever case, quotes, white space,
        hidden characters, escapes and figures they say it with. Reasoning between tags is never
        read.

    Returns
    -------
    Answer
        Never an exception: what cannot be read is unrated as ``missing`` (no text),
        ``missing_attribute`` (no such key, or null), ``out_of_scale`` (see `Answer.raw`) or
        ``unparseable``.

    Examples
    --------
    >>> from mentaleval.rubric import SEVEN
    >>> answer = read_answer('{"Guidance": 4, "Safety": 6}', SEVEN.select(["guidance"]).attributes)
    >>> answer.ratings["guidance"].value
    4.0
    """
    stripped = (text or "").strip()
    if stripped.casefold() in _BLANK:
        return _unrated(attributes, Reason.MISSING, "the answer is empty")
    if len(stripped) > MAX_LENGTH:
        why = f"the answer has {len(stripped)} characters; at most {MAX_LENGTH} are read"
        return _unrated(attributes, Reason.UNPARSEABLE, why)
    strict = _strict(stripped)
    if strict is not None:
        return _answer([strict], attributes, recovered=False)
    lenient = _lenient(stripped)
    if lenient is not None:  # the answer is this object and nothing else: the judge's own
        return _answer([lenient], attributes, recovered=True)
    after = _after_reasoning(stripped)
    if after is None:
        return _unrated(attributes, Reason.UNPARSEABLE, "the answer ends in its reasoning")
    return _recover(after, attributes, quoted)


def _after_reasoning(text: str) -> str | None:
    """Return what follows the reasoning, or None where nothing does: a draft is no rating."""
    tags = list(_REASONING.finditer(text))
    if not tags:
        return text
    last = tags[-1]
    after = text[last.end() :].strip()
    return after if after and (last[1] or last[2]) else None


def _strict(text: str) -> JsonObject | None:
    if text.startswith("```json"):
        text = text.removeprefix("```json").removesuffix("```").strip()
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, JsonObject) else None


def _lenient(text: str) -> JsonObject | None:
    """Return the one object that *text* is, with any fence and with line breaks in strings."""
    fenced = _FENCED.fullmatch(text)
    try:
        value = LENIENT.decode(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, JsonObject) else None


def _recover(text: str, attributes: Sequence[Attribute], quoted: Sequence[str]) -> Answer:
    objects, rest = embedded(text)
    names = {plain(a.name) for a in attributes}
    objects = [o for o in objects if names & o.values_of.keys()] or objects
    if len(rest) > MAX_REPAIR:
        why = f"a broken object of {len(rest)} characters; at most {MAX_REPAIR} are repaired"
        return _unrated(attributes, Reason.UNPARSEABLE, why)
    repaired = repair(rest, attributes) if rest else None
    if repaired is not None:
        objects.append(repaired)
    if not objects:
        return _unrated(attributes, Reason.UNPARSEABLE, "no JSON object in the answer")
    doubt_quotations(objects, attributes, quoted)
    return _answer(objects, attributes, recovered=True)


def _answer(
    objects: Sequence[JsonObject], attributes: Sequence[Attribute], *, recovered: bool
) -> Answer:
    names = {plain(a.name) for a in attributes}
    pairs = [(key, value) for o in objects for key, value in o.items() if plain(key) not in names]
    explanation = None
    extra: dict[str, object] = {}
    for key, value in pairs:
        if plain(key) == _EXPLANATION and isinstance(value, str):
            explanation = value
        else:
            extra[key] = value
    ratings: dict[str, Rating | Unrated] = {}
    raw: dict[str, float] = {}
    for attribute in attributes:
        values = [v for o in objects for v in o.values_of.get(plain(attribute.name), ())]
        outcome = _settle(values, attribute)
        if isinstance(outcome, Unrated):
            ratings[attribute.name] = outcome
            continue
        raw[attribute.name] = outcome
        mended = recovered or any(map(worded, values))
        ratings[attribute.name] = _rating(
            outcome, attribute, explanation=explanation, recovered=mended
        )
    return Answer(ratings, explanation, extra, raw, recovered)


def _settle(values: Sequence[object], attribute: Attribute) -> float | Unrated:
    """Return the one number that all *values* of an attribute say, or why there is none."""
    if all(value is None for value in values):
        why = "its value is null" if values else "the answer has no such key"
        return Unrated(Reason.MISSING_ATTRIBUTE, explanation=f"{attribute.name}: {why}")
    numbers = [number_of(value, attribute.scale) for value in values]
    for value, number in zip(values, numbers, strict=True):
        if number is None:
            return Unrated(Reason.UNPARSEABLE, explanation=f"{attribute.name}: {_why(value)}")
    distinct = sorted({number for number in numbers if number is not None})
    if len(distinct) > 1:
        said = ", ".join(f"{number:g}" for number in distinct)
        why = f"{attribute.name}: the answer says several numbers: {said}"
        return Unrated(Reason.UNPARSEABLE, explanation=why)
    return distinct[0]


def _rating(
    number: float, attribute: Attribute, *, explanation: str | None, recovered: bool
) -> Rating | Unrated:
    if not number.is_integer():
        why = f"{attribute.name}: {number:g} is not a whole number"
        return Unrated(Reason.UNPARSEABLE, explanation=why, raw=number)
    if number not in attribute.scale:
        why = f"{attribute.name}: {number:g} is outside {attribute.scale}"
        return Unrated(Reason.OUT_OF_SCALE, explanation=why, raw=number)
    return Rating(number, explanation=explanation, recovered=recovered)


def _unrated(attributes: Sequence[Attribute], reason: str, why: str) -> Answer:
    return Answer({a.name: Unrated(reason, explanation=why) for a in attributes})


def _why(value: object) -> str:
    """Return why *value* says no number, where not every value of its key is null."""
    if value is None:
        return "the answer gives it null and another value"
    return value.why if isinstance(value, Unclear) else f"{_short(value)} is no number"


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:37]}..."  # noqa: PLR2004  a line's worth
