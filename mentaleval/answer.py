"""Read a judge's answer: the paper's flat JSON object, one key an attribute.

First strictly, as the parser of the paper's authors does: the whole text is JSON, at most after
one leading ```` ```json ```` fence. Else with a bounded repair, and then every number is marked
as recovered. Nothing is guessed: whatever does not stand in the text as the one clear value of
an attribute leaves that attribute unrated, with a reason.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from mentaleval.vocabulary import Attribute, Rating, Reason, Unrated

MAX_LENGTH: Final = 100_000
"""Longer answers are not read at all: cutting one could cut a value in two."""

MAX_REPAIR: Final = 3_000
"""A longer broken object is not repaired: the time that takes grows with the square."""

_BLANK: Final = frozenset({"", "nan", "none", "null"})
_QUOTES: Final = "\"'\u201c\u201d\u2018\u2019"
_OPENING: Final = re.compile(rf"\{{\s*(?:[{_QUOTES}]|\w+\s*:)")
_QUOTED: Final = re.compile(rf"[{_QUOTES}](.*)[{_QUOTES}]", re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,15})?")
_EXPLANATION: Final = "explanation"


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
        Whether the text had to be repaired to be read.
    """

    ratings: dict[str, Rating | Unrated]
    explanation: str | None = None
    extra: dict[str, object] = field(default_factory=dict)
    raw: dict[str, float] = field(default_factory=dict)
    recovered: bool = False


class _Object(dict[str, object]):
    """A JSON object that remembers every value of a repeated key, blind to its case."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        self.values_of: dict[str, list[object]] = defaultdict(list)
        for key, value in pairs:
            self.values_of[_plain(key)].append(value)


@dataclass(frozen=True, slots=True)
class _Unclear:
    """Stands for a value that is there but cannot be relied on, and says why."""

    why: str


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_Object)
_LENIENT: Final = json.JSONDecoder(object_pairs_hook=_Object, strict=False)


def read_answer(text: str | None, attributes: Sequence[Attribute]) -> Answer:
    """Read what a judge answered.

    Parameters
    ----------
    text
        The whole answer. More than `MAX_LENGTH` characters are not read.
    attributes
        What it was asked to rate.

    Returns
    -------
    Answer
        Never an exception: text that cannot be read leaves its attributes unrated as
        ``missing`` (no text), ``missing_attribute`` (no such key, or null), ``out_of_scale``
        (the number is in `Answer.raw`) or ``unparseable`` (anything else).

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
        return _unrated(
            attributes,
            Reason.UNPARSEABLE,
            f"the answer has {len(stripped)} characters; at most {MAX_LENGTH} are read",
        )
    strict = _strict(stripped)
    if strict is not None:
        return _answer([strict], attributes, recovered=False)
    return _recover(stripped, attributes)


def _strict(text: str) -> _Object | None:
    if text.startswith("```json"):
        text = text.removeprefix("```json").removesuffix("```").strip()
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, _Object) else None


def _recover(text: str, attributes: Sequence[Attribute]) -> Answer:
    objects, rest = _embedded(text)
    names = {_plain(a.name) for a in attributes}
    objects = [o for o in objects if names & o.values_of.keys()] or objects
    if len(rest) > MAX_REPAIR:
        why = f"a broken object of {len(rest)} characters; at most {MAX_REPAIR} are repaired"
        return _unrated(attributes, Reason.UNPARSEABLE, why)
    repaired = _repair(rest, attributes) if rest else None
    if repaired is not None:
        objects.append(repaired)
    if not objects:
        return _unrated(attributes, Reason.UNPARSEABLE, "no JSON object in the answer")
    return _answer(objects, attributes, recovered=True)


def _embedded(text: str) -> tuple[list[_Object], str]:
    """Return the whole objects in *text*, up to one that is broken, and the text from there."""
    objects: list[_Object] = []
    at = text.find("{")
    while at >= 0:
        try:
            value, end = _LENIENT.raw_decode(text, at)
        except (ValueError, RecursionError):
            if _OPENING.match(text, at):
                return objects, text[at:]
            at = text.find("{", at + 1)
        else:
            objects.append(value)
            at = text.find("{", end)
    return objects, ""


def _repair(text: str, attributes: Sequence[Attribute]) -> _Object | None:
    """Mend a broken object; a value counts only if the text says the same."""
    import json_repair  # noqa: PLC0415  rarely needed, and it slows the front door

    if '"' not in text:  # curly quotes in the place of straight ones, opening or closing
        text = text.replace("\u201c", '"').replace("\u201d", '"')
    try:
        mended = json_repair.loads(text)
    except Exception:  # noqa: BLE001  it meets broken text, and fails in ways of its own
        return None
    dicts = [d for d in (mended if isinstance(mended, list) else [mended]) if isinstance(d, dict)]
    pairs = [(str(key), value) for d in dicts for key, value in d.items()]
    found = _Object(pairs).values_of.keys()
    for name in (attribute.name for attribute in attributes):
        claims = _claims(text, name)
        pairs.extend((name, claim) for claim in claims)
        if bool(claims) != (_plain(name) in found):
            pairs.append((name, _NOT_ON_TOP if claims else _NOT_THERE))
    return _Object(pairs) if pairs else None


_NOT_THERE: Final = _Unclear("the text does not say it clearly")
_NOT_ON_TOP: Final = _Unclear("it is not a key of the object itself")
_CUT: Final = _Unclear("the answer ends before its value does")


def _claims(text: str, name: str) -> list[object]:
    """Return what stands in *text* after each key *name*: quoted keys, else bare ones."""
    quoted, bare = _claim_patterns(name)
    return [
        _claim(match, text) for match in (list(quoted.finditer(text)) or list(bare.finditer(text)))
    ]


@lru_cache(maxsize=256)
def _claim_patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    value = r"\s*:\s*([^,}\]\n]*)([,}\]\n]?)"
    key = re.escape(name.strip())
    return (
        re.compile(rf"[{_QUOTES}]\s*{key}\s*[{_QUOTES}]{value}", re.IGNORECASE),
        re.compile(rf"(?<![\w{_QUOTES}]){key}{value}", re.IGNORECASE),
    )


def _claim(match: re.Match[str], text: str) -> object:
    if match.end() == len(text) and not match[2]:
        return _CUT
    said = match[1].strip()
    if said == "null":
        return None
    quoted = _QUOTED.fullmatch(said)
    return quoted[1] if quoted else said


def _answer(
    objects: Sequence[_Object], attributes: Sequence[Attribute], *, recovered: bool
) -> Answer:
    names = {_plain(a.name) for a in attributes}
    pairs = [(key, value) for o in objects for key, value in o.items() if _plain(key) not in names]
    explanation = None
    extra: dict[str, object] = {}
    for key, value in pairs:
        if _plain(key) == _EXPLANATION and isinstance(value, str):
            explanation = value
        else:
            extra[key] = value
    ratings: dict[str, Rating | Unrated] = {}
    raw: dict[str, float] = {}
    for attribute in attributes:
        values = [v for o in objects for v in o.values_of.get(_plain(attribute.name), ())]
        outcome = _settle(values, attribute)
        if isinstance(outcome, Unrated):
            ratings[attribute.name] = outcome
            continue
        raw[attribute.name] = outcome
        ratings[attribute.name] = _rating(
            outcome, attribute, explanation=explanation, recovered=recovered
        )
    return Answer(ratings, explanation, extra, raw, recovered)


def _settle(values: Sequence[object], attribute: Attribute) -> float | Unrated:
    """Return the one number that all *values* of an attribute say, or why there is none."""
    if all(value is None for value in values):
        why = "its value is null" if values else "the answer has no such key"
        return Unrated(Reason.MISSING_ATTRIBUTE, explanation=f"{attribute.name}: {why}")
    numbers = [_number(value) for value in values]
    for value, number in zip(values, numbers, strict=True):
        if number is None:
            why = value.why if isinstance(value, _Unclear) else f"{_short(value)} is no number"
            return Unrated(Reason.UNPARSEABLE, explanation=f"{attribute.name}: {why}")
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
        return Unrated(Reason.UNPARSEABLE, explanation=why)
    if number not in attribute.scale:
        why = f"{attribute.name}: {number:g} is outside {attribute.scale}"
        return Unrated(Reason.OUT_OF_SCALE, explanation=why)
    return Rating(number, explanation=explanation, recovered=recovered)


def _number(value: object) -> float | None:
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _unrated(attributes: Sequence[Attribute], reason: str, why: str) -> Answer:
    return Answer({a.name: Unrated(reason, explanation=why) for a in attributes})


def _plain(key: str) -> str:
    return key.strip().casefold()


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:37]}..."  # noqa: PLR2004  a line's worth
