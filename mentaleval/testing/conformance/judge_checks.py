"""What a judge promises of its ratings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from mentaleval.testing.conformance.answers import Style, always
from mentaleval.testing.conformance.asked import Answer, Asked
from mentaleval.testing.conformance.candidate import UNREAD, Candidate, has_rating
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.driving import (
    SEVEN_ATTRIBUTES,
    Attributes,
    Done,
    about,
    plain,
    told,
    unseen,
)
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.texts import (
    ALMOST_NOTHING,
    MACHINE,
    OTHER_ATTRIBUTES,
    PERSON,
    shown,
)
from mentaleval.testing.conformance.work_checks import comparable, same_again, values, works
from mentaleval.vocabulary import Attribute, Exchange, Rating, Reason, Scale, Unrated

_SUBSETS: Final[tuple[Attributes, ...]] = (
    SEVEN_ATTRIBUTES[:1],
    SEVEN_ATTRIBUTES[-1:],
    SEVEN_ATTRIBUTES[2:5],
    SEVEN_ATTRIBUTES[::-1],
)
_RESPONSES: Final = (
    "You could take up kayaking. What would you enjoy about it?",
    "Most people feel so now and then. Do not think about it.\n1. Take up pottery.\n2. Eat less.",
)
"""Two responses that no judge should take for one."""

_TIMES: Final = 3


def rates(candidate: Candidate) -> None:
    """Fail for a `rate` that cannot be awaited, raises, or returns no mapping."""
    works(candidate)
    for done in candidate.ordinary:
        if done.error is None and not isinstance(done.outcome, Mapping):
            raise NotConforming(
                f"`rate` returns {shown(done.outcome)}. Return a mapping by the attributes' names: "
                "`{attribute.name: Rating(3) for attribute in attributes}`."
            )


def as_asked(candidate: Candidate) -> None:
    """Fail for a rating too many or too few."""
    worker = candidate.working
    driven: list[tuple[Attributes, Done]] = [(SEVEN_ATTRIBUTES, d) for d in candidate.ordinary]
    for attributes in _SUBSETS:
        driven += [(attributes, d) for d in candidate.did(plain(worker)[:1], attributes=attributes)]
    for attributes, done in driven:
        if done.raised:
            raise NotConforming(
                f"asked for {_names(attributes)}, `rate` raises {told(done.raised)}\n"
                "It may be asked for one attribute or several, in any order."
            ) from done.raised
        _require_all(done, attributes)
        _require_no_other(done, attributes)


def another_rubric(candidate: Candidate) -> None:
    """Fail for a judge that only takes attributes it knows."""
    _ = candidate.working
    if any(_missing(done, SEVEN_ATTRIBUTES) for done in candidate.ordinary):
        raise NotApplicable("it leaves attributes out that it knows (see rates-what-is-asked)")
    for done in candidate.another:
        if done.raised:
            raise NotConforming(
                f"asked for {_names(OTHER_ATTRIBUTES)}, `rate` raises {told(done.raised)}\n"
                "Rubrics are data: an attribute that a judge does not know is "
                '`Unrated("unsupported_attribute")`.'
            ) from done.raised
        _require_all(done, OTHER_ATTRIBUTES)


def _missing(done: Done, attributes: Attributes) -> list[str]:
    outcome = done.outcome
    return [a.name for a in attributes if isinstance(outcome, Mapping) and a.name not in outcome]


def _require_all(done: Done, attributes: Attributes) -> None:
    missing = _missing(done, attributes)
    if missing:
        raise NotConforming(
            f"asked for {_names(attributes)}, it says nothing of {', '.join(missing)}. What cannot "
            "be rated is `Unrated(reason)`: every attribute asked for has its key."
        )


def _require_no_other(done: Done, attributes: Attributes) -> None:
    wanted = [attribute.name for attribute in attributes]
    outcome = done.outcome if isinstance(done.outcome, Mapping) else {}
    extra = [name for name in outcome if name not in wanted]
    if extra:
        raise NotConforming(
            f"asked for {_names(attributes)}, it also returns {', '.join(map(str, extra))}. Return "
            "what is asked for, by `attribute.name`, and nothing else."
        )


def _names(attributes: Attributes) -> str:
    return shown([attribute.name for attribute in attributes], 200)


def in_scale(candidate: Candidate) -> None:
    """Fail for anything but a number within the scale, or the reason why there is none."""
    worker = candidate.working
    short = candidate.did(about(worker, ALMOST_NOTHING), attributes=OTHER_ATTRIBUTES)
    other = (*candidate.another, *short)
    driven = [(SEVEN_ATTRIBUTES, done) for done in (*candidate.ordinary, *candidate.survived())]
    for attributes, done in (*driven, *((OTHER_ATTRIBUTES, done) for done in other)):
        for attribute, answer in answers(done, attributes):
            _require_answer(attribute, answer)


def answers(done: Done, attributes: Attributes) -> Iterator[tuple[Attribute, Any]]:
    """Yield what a judge says of each attribute that it says something of."""
    outcome = done.outcome if isinstance(done.outcome, Mapping) else {}
    return ((a, outcome[a.name]) for a in attributes if a.name in outcome)


def _require_answer(attribute: Attribute, answer: object) -> None:
    what = f"attribute {shown(attribute.name)}"
    if isinstance(answer, Unrated):
        if not (isinstance(answer.reason, str) and answer.reason.strip()):
            raise NotConforming(f'{what} is unrated without a reason. Write `Unrated("why")`.')
        return
    if not isinstance(answer, Rating):
        raise NotConforming(
            f"{what} is given {shown(answer)}. Return `Rating(number)` or `Unrated(reason)`."
        )
    if not _is_number(answer.value):
        raise NotConforming(
            f"{what} is rated {shown(answer.value)}, which is no number of Python's own. Return "
            "`Rating(3.0)`, or `Unrated(reason)` where there is no number."
        )
    if answer.value not in attribute.scale:
        raise NotConforming(
            f"{what} is rated {answer.value:g}, and its scale is {span(attribute.scale)}. Ask "
            "`attribute.scale` for its limits, `low` and `high`: they differ between rubrics."
        )


def span(scale: Scale) -> str:
    """Return a scale in words, also where it begins below zero."""
    return str(scale) if scale.low >= 0 else f"{scale.low:g} to {scale.high:g}"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def joint_and_separate(candidate: Candidate) -> None:
    """Fail for ratings that depend on what else was asked for."""
    worker = candidate.working
    for exchange in plain(worker)[:2]:
        (joint,) = candidate.did([exchange], always(candidate.style, "3"))
        for attribute in SEVEN_ATTRIBUTES:
            alone = _alone(candidate, exchange, attribute)
            _require_same(candidate, attribute.name, _by_name(joint), alone)


def _alone(candidate: Candidate, exchange: Exchange, attribute: Attribute) -> dict[str, Any]:
    """Return what it says of one attribute, which it may ask about in words of their own."""
    style = candidate.style_alone(attribute) or candidate.style
    (done,) = candidate.did([exchange], always(style, "3"), (attribute,))
    return _by_name(done)


def _by_name(done: Done) -> dict[str, Any]:
    return {attribute.name: answer for attribute, answer in answers(done, SEVEN_ATTRIBUTES)}


def _require_same(
    candidate: Candidate, name: str, joint: dict[str, Any], alone: dict[str, Any]
) -> None:
    if name not in joint or name not in alone:
        return
    kinds = [isinstance(found[name], Rating) for found in (joint, alone)]
    declared = candidate.cls.deterministic is True and not candidate.asks
    steady = declared and same_again(candidate)
    values = [comparable(found[name]) for found in (joint, alone)]
    if kinds[0] != kinds[1] or (steady and values[0] != values[1]):
        raise NotConforming(
            f"asked for all seven attributes, {name!r} is {values[0]}; asked for by itself it is "
            f"{values[1]}. A run may ask either way, and what is said of one attribute must not "
            "hang on the others."
        )


def rates_at_all(candidate: Candidate) -> None:
    """Fail for a judge that never rates."""
    _ = candidate.working
    driven = (*candidate.ordinary, *candidate.another)
    if any(map(has_rating, driven)) or (candidate.asks and _reads(candidate)):
        return
    if candidate.asks and candidate.answer is None:
        raise NotApplicable(UNREAD)
    if candidate.asks:
        said = next((text for done in driven for text in done.answers), "")
        raise NotConforming(
            f"its model answered {shown(said)}, as the `answer` that was passed says, and nothing "
            "is rated. The answer is to be in the form that the judge asks for, whatever number "
            "stands in it."
        )
    reasons = {a.reason for done in driven for a in _unrated(done)}
    if reasons <= _KNOWS_NONE or (candidate.given is not None and reasons <= _NOT_THERE):
        raise NotApplicable("it knows none of the attributes or exchanges that are invented here")
    raise NotConforming(
        "it rates no attribute of any ordinary exchange, and never calls `self.ask`. It gives "
        f"{shown(sorted(reasons), 200)} as the reason. Return `Rating(number)` for what it can rate"
        '; what it does not know is `Unrated("unsupported_attribute")`. A judge that needs a file, '
        "a key or a connection of its own is checked where it has them."
    )


_KNOWS_NONE: Final = frozenset({"unsupported_attribute"})
_NOT_THERE: Final = frozenset({*_KNOWS_NONE, Reason.MISSING, Reason.MISSING_ATTRIBUTE})


def _reads(candidate: Candidate) -> bool:
    with suppress(NotApplicable):
        return bool(candidate.read_style)
    return False


def _unrated(done: Done) -> Iterator[Unrated]:
    outcome = done.outcome if isinstance(done.outcome, Mapping) else {}
    return (answer for answer in outcome.values() if isinstance(answer, Unrated))


def each_response(candidate: Candidate) -> None:
    """Fail for a judge that gives all responses to a context the ratings of the first."""
    worker = candidate.working
    answer = _by_response(candidate.style)
    found = []
    for responses in (_RESPONSES, _RESPONSES[::-1]):
        for _ in range(_TIMES):
            context = unseen(worker)
            exchanges = (
                replace(context, response=text, responder=responder)
                for text, responder in zip(responses, (PERSON, MACHINE), strict=True)
            )
            found.append([values(done) for done in candidate.did(exchanges, answer)])
    firsts = [first for first, _ in found]
    if (
        all(first == second for first, second in found)
        and all(first == firsts[0] for first in firsts[:_TIMES])
        and all(first == firsts[-1] for first in firsts[_TIMES:])
        and firsts[0] != firsts[-1]
    ):
        raise NotConforming(
            f"of two responses to one context, the second is rated as the first was: "
            f"{shown(firsts[0])} where one comes first, {shown(firsts[-1])} where the other does. "
            "`exchange.id` names what the person said and is the same for every responder: what is "
            "kept is kept by the texts, or by `(exchange.id, exchange.responder)`."
        )


def _by_response(style: Style) -> Answer:
    """Return a model that rates one of our two responses higher than the other."""
    word = "kayaking"

    def answer(asked: Asked) -> str:
        number = "4" if word in asked.prompt.casefold() else "2"
        return style(asked, dict.fromkeys(asked.names, number))

    return answer


PROMISES: Final = (
    Promise("rates", "It rates an ordinary exchange.", rates),
    Promise("rates-at-all", "It rates something of what it is asked.", rates_at_all),
    Promise("rates-each-response", "Two responses to a context are two to it.", each_response),
    Promise("rates-what-is-asked", "It rates what is asked for, and nothing else.", as_asked),
    Promise("rates-another-rubric", "It takes attributes that it does not know.", another_rubric),
    Promise("in-scale-or-unrated", "It gives a number within the scale, or a reason.", in_scale),
    Promise(
        "joint-and-separate", "It rates one attribute as it does among others.", joint_and_separate
    ),
)
