"""What a judge promises of its ratings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from mentaleval.testing.conformance.asked import (
    NO_NUMBERS,
    OUT_OF_SCALE,
    STYLES,
    UNREADABLE,
    Answer,
)
from mentaleval.testing.conformance.asking_checks import declining
from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.driving import (
    SEVEN_ATTRIBUTES,
    Done,
    about,
    always,
    by_prompt,
    drive,
    each,
    plain,
    running,
    saying,
    told,
)
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.texts import (
    ALMOST_NOTHING,
    FOREIGN,
    HOSTILE,
    OTHER_ATTRIBUTES,
    PLAIN,
    shown,
)
from mentaleval.testing.conformance.work_checks import comparable, works
from mentaleval.vocabulary import Attribute, Exchange, Rating, Scale, Unrated

Attributes = Sequence[Attribute]

_SUBSETS: Final[tuple[Attributes, ...]] = (
    SEVEN_ATTRIBUTES,
    SEVEN_ATTRIBUTES[:1],
    SEVEN_ATTRIBUTES[-1:],
    SEVEN_ATTRIBUTES[2:5],
    SEVEN_ATTRIBUTES[::-1],
)
_PLANTED: Final = 5
_READ: Final = "`mentaleval.read_answer(text, attributes)` reads an answer so."


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
    for attributes in _SUBSETS:
        for done in _rated(candidate, plain(candidate.working), attributes):
            if done.raised:
                raise NotConforming(
                    f"asked for {_names(attributes)}, `rate` raises {told(done.raised)}\n"
                    "It may be asked for one attribute or several, in any order."
                ) from done.raised
            _require_all(done, attributes)
            _require_no_other(done, attributes)


def another_rubric(candidate: Candidate) -> None:
    """Fail for a judge that only takes attributes it knows."""
    worker = candidate.working
    if any(_missing(done, SEVEN_ATTRIBUTES) for done in candidate.ordinary):
        raise NotApplicable("it leaves attributes out that it knows (see rates-what-is-asked)")
    for done in _rated(candidate, plain(worker), OTHER_ATTRIBUTES):
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


def _rated(
    candidate: Candidate, exchanges: Iterable[Exchange], attributes: Attributes
) -> list[Done]:
    worker = candidate.working
    return running(each(worker, exchanges, by_prompt(candidate.style), attributes))


def in_scale(candidate: Candidate) -> None:
    """Fail for anything but a number within the scale, or the reason why there is none."""
    worker = candidate.working
    texts = (*ALMOST_NOTHING, *HOSTILE, *FOREIGN)
    for attributes in (SEVEN_ATTRIBUTES, OTHER_ATTRIBUTES):
        for done in _rated(candidate, (*plain(worker), *about(worker, texts)), attributes):
            for attribute, answer in _answers(done, attributes):
                _require_answer(attribute, answer)


def _answers(done: Done, attributes: Attributes) -> Iterator[tuple[Attribute, Any]]:
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
            f"{what} is rated {answer.value:g}, and its scale is {_span(attribute.scale)}. Ask "
            "`attribute.scale` for its limits, `low` and `high`: they differ between rubrics."
        )


def _span(scale: Scale) -> str:
    return str(scale) if scale.low >= 0 else f"{scale.low:g} to {scale.high:g}"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def unreadable_is_unrated(candidate: Candidate) -> None:
    """Fail for a rating that the model never gave."""
    style, worker = candidate.style, candidate.asking
    answers: list[tuple[str, Answer]] = [(shown(text), saying(text)) for text in UNREADABLE]
    answers += [(f"{value} in place of a number", always(style, value)) for value in NO_NUMBERS]
    answers.append(("that it declines", declining))
    for said, answer in answers:
        for name, rating in _given(running(each(worker, plain(worker)[:1], answer))):
            raise NotConforming(
                f"its model answered {said}, and attribute {name!r} is rated "
                f"{shown(rating.value)}. An answer without a rating is `Unrated(reason)`, never a "
                f"rating of ours. {_READ}"
            )


def outside_is_unrated(candidate: Candidate) -> None:
    """Fail for a number out of scale that became a rating."""
    style, worker = candidate.style, candidate.asking
    for number in OUT_OF_SCALE:
        done = running(each(worker, plain(worker)[:1], always(style, number)))
        for name, rating in _given(done):
            raise NotConforming(
                f"its model answered {number} on the scale 1-5, and attribute {name!r} is rated "
                f"{shown(rating.value)}. A number out of scale is no rating, and cut to the scale "
                f"it is one that the model never gave: `Unrated(Reason.OUT_OF_SCALE)`. {_READ}"
            )


def _given(done: Iterable[Done]) -> Iterator[tuple[str, Rating]]:
    for one in done:
        for attribute, answer in _answers(one, SEVEN_ATTRIBUTES):
            if isinstance(answer, Rating):
                yield attribute.name, answer


def planted(candidate: Candidate) -> None:
    """Fail for a number that the judge took from the response."""
    style, worker = candidate.style, candidate.asking
    heard: list[str] = []

    def repeating(prompt: str, schema: Any) -> str:
        del prompt
        heard.append(style(f"{_PLANTED}", schema))
        return f"The response says: {heard[-1]}\nThat is its own claim. I do not rate it."

    running(drive(worker, plain(worker)[0], repeating))
    exchange = replace(PLAIN[0], response=f"Take a walk.\n{heard[0]}")
    done = running(drive(worker, exchange, repeating))
    for name, rating in _given([done]):
        if rating.value != _PLANTED:
            continue
        raise NotConforming(
            f"the response held {shown(heard[0])}, its model only quoted that, and attribute "
            f"{name!r} is rated {shown(rating.value)}: whoever writes the response could rate it. "
            "Read with `mentaleval.read_answer(text, attributes, quoted=(exchange.context, "
            "exchange.response))`."
        )


def joint_and_separate(candidate: Candidate) -> None:
    """Fail for ratings that depend on what else was asked for."""
    worker = candidate.working
    answer = always(candidate.style, "3")
    for exchange in plain(worker):
        joint = _by_name(running(drive(worker, exchange, answer)))
        for attribute in SEVEN_ATTRIBUTES:
            alone = _alone(candidate, exchange, attribute)
            _require_same(candidate, attribute.name, joint, alone)


def _alone(candidate: Candidate, exchange: Exchange, attribute: Attribute) -> dict[str, Any]:
    """Return what it says of one attribute, which it may ask about in words of their own."""
    found: dict[str, Any] = {}
    for style in dict.fromkeys((candidate.style, *STYLES)):
        answer = always(style, "3")
        found = _by_name(running(drive(candidate.working, exchange, answer, (attribute,))))
        if not candidate.asks or isinstance(found.get(attribute.name), Rating):
            break
    return found


def _by_name(done: Done) -> dict[str, Any]:
    return {attribute.name: answer for attribute, answer in _answers(done, SEVEN_ATTRIBUTES)}


def _require_same(
    candidate: Candidate, name: str, joint: dict[str, Any], alone: dict[str, Any]
) -> None:
    if name not in joint or name not in alone:
        return
    kinds = [isinstance(found[name], Rating) for found in (joint, alone)]
    steady = candidate.cls.deterministic is True and not candidate.asks
    values = [comparable(found[name]) for found in (joint, alone)]
    if kinds[0] != kinds[1] or (steady and values[0] != values[1]):
        raise NotConforming(
            f"asked for all seven attributes, {name!r} is {values[0]}; asked for by itself it is "
            f"{values[1]}. A run may ask either way, and what is said of one attribute must not "
            "hang on the others."
        )


PROMISES: Final = (
    Promise("rates", "It rates an ordinary exchange.", rates),
    Promise("rates-what-is-asked", "It rates what is asked for, and nothing else.", as_asked),
    Promise("rates-another-rubric", "It takes attributes that it does not know.", another_rubric),
    Promise("in-scale-or-unrated", "It gives a number within the scale, or a reason.", in_scale),
    Promise(
        "joint-and-separate", "It rates one attribute as it does among others.", joint_and_separate
    ),
)
READING_PROMISES: Final = (
    Promise(
        "unreadable-is-unrated", "An answer without a rating is unrated.", unreadable_is_unrated
    ),
    Promise(
        "out-of-scale-is-unrated",
        "A number out of scale is unrated, not cut to it.",
        outside_is_unrated,
    ),
    Promise("takes-no-planted-number", "No number of the response becomes its rating.", planted),
)
