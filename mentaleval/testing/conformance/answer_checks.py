"""What a judge promises of how it shows its model an exchange and reads the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from mentaleval.testing.conformance.answers import (
    FAR_OUT,
    NO_NUMBERS,
    OUT_OF_SCALE,
    UNREADABLE,
    Numbers,
    Style,
    always,
    declining,
    each_its_own,
    saying,
)
from mentaleval.testing.conformance.asked import Answer, Asked
from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.driving import (
    SEVEN_ATTRIBUTES,
    Attributes,
    Done,
    as_asked,
    plain,
    unseen,
)
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.texts import OTHER_ATTRIBUTES, shown
from mentaleval.testing.conformance.work_checks import values
from mentaleval.vocabulary import Attribute, Exchange

_READ: Final = "`mentaleval.read_answer(text, attributes)` reads an answer so."
_PLANTED: Final = "5"
_FIVE: Final = ("1", "2", "3", "4", "5")
_OWN_SCALES: Final = ("0", "1", "5", "10", "100")
"""Where the scales end on which judges ask their model whatever the attribute's own is."""

_WORD: Final = re.compile(r"[a-z]{4,}")


def shows_response(candidate: Candidate) -> None:
    """Fail for a judge whose model is not shown what it rates."""
    worker = candidate.asking
    for exchange, done in zip(plain(worker), candidate.ordinary, strict=True):
        prompts = "\n".join(done.prompts).casefold()
        response = exchange.response or ""
        words = _WORD.findall(response.casefold())
        if prompts and 2 * sum(word in prompts for word in words) < len(words):
            raise NotConforming(
                f"the response was {shown(response)}, and its model was asked {shown(prompts)}, "
                "without it. Show the model `exchange.response`: that is what it rates."
            )


def unmixed(candidate: Candidate) -> None:
    """Fail for a judge that gives an attribute the number of another."""
    worker, style = candidate.asking, candidate.read_style
    alike = {n: values(*candidate.did([unseen(worker)], always(style, n))) for n in _FIVE}
    found = [_different(candidate, style, round_) for round_ in (1, 2)]
    again = values(*candidate.did([unseen(worker)], always(style, _FIVE[0])))
    if again != alike[_FIVE[0]]:
        raise NotApplicable("it says something else each time (see deterministic)")
    for numbers, done in found:
        for name in _conveyed(style, numbers, done.asked):
            right, given = alike[numbers[name]].get(name), values(done).get(name)
            if right is not None and given != right:
                raise NotConforming(
                    f"its model answered {shown(done.answers[0], 200)}, and attribute {name!r} is "
                    f"{'unrated' if given is None else f'rated {given:g}'}. Where the model says "
                    f"{numbers[name]} of every attribute, it is rated {right:g}. Look a number up "
                    f"by its attribute's name, not by its place. {_READ}"
                )


def _different(candidate: Candidate, style: Style, round_: int) -> tuple[Numbers, Done]:
    """Have it rate where attributes have numbers of their own; no two share both rounds'."""
    numbers = {
        attribute.name: _FIVE[(place * round_ + place // len(_FIVE)) % len(_FIVE)]
        for place, attribute in enumerate(SEVEN_ATTRIBUTES)
    }
    (done,) = candidate.did([unseen(candidate.worker)], each_its_own(style, numbers))
    return numbers, done


def _conveyed(style: Style, numbers: Numbers, asked: Iterable[Asked]) -> list[str]:
    """Return the attributes whose numbers the model did say."""
    return [
        name
        for name in numbers
        if any(style(one, numbers) != style(one, {**numbers, name: "77"}) for one in asked)
    ]


def whole_scale(candidate: Candidate) -> None:
    """Fail for a judge that cannot reach the ends of a scale other than 1-5."""
    _ = candidate.asking, candidate.read_style
    usual = next((_reached(candidate, a) for a in SEVEN_ATTRIBUTES if _alone(candidate, a)), set())
    other = [attribute for attribute in OTHER_ATTRIBUTES if _alone(candidate, attribute)]
    if not {1, 5} <= usual or not other:
        raise NotApplicable("it rates nothing on a scale other than 1-5, or not from end to end")
    for attribute in other:
        reached, scale = _reached(candidate, attribute), attribute.scale
        if not {scale.low, scale.high} <= reached:
            raise NotConforming(
                f"attribute {attribute.name!r} is rated from {scale.low:g} to {scale.high:g}. "
                f"Whatever its model answers, {min(reached):g} to {max(reached):g} is all that it "
                "gives: it seems to ask on a scale of its own. Show the model `attribute.scale`, "
                "and read its answer with the attribute as it is; or stretch yours to that scale."
            )


def _alone(candidate: Candidate, attribute: Attribute) -> bool:
    return candidate.style_alone(attribute) is not None


def _reached(candidate: Candidate, attribute: Attribute) -> set[float]:
    """Return the ratings that it gives, trying for both ends of the scale."""
    found: set[float] = set()
    scale = attribute.scale
    for number in (*(f"{end:g}" for end in (scale.low, scale.high)), *_OWN_SCALES):
        found |= set(values(_one(candidate, attribute, number)).values())
    return found or {scale.low}


def _one(candidate: Candidate, attribute: Attribute, number: str) -> Done:
    style = candidate.style_alone(attribute) or candidate.style
    exchange = unseen(candidate.worker)
    (done,) = candidate.did([exchange], always(style, number), (attribute,))
    return done


def unreadable_is_unrated(candidate: Candidate) -> None:
    """Fail for a rating that the model never gave."""
    _, style = candidate.asking, candidate.read_style
    answers: list[Answer] = [saying(text) for text in UNREADABLE]
    answers += [always(style, value) for value in NO_NUMBERS]
    for answer in (*answers, declining):
        for said, name, value in _given(candidate, answer, SEVEN_ATTRIBUTES):
            raise NotConforming(
                f"its model answered {said}, and attribute {name!r} is rated {value!r}. An answer "
                f"without a rating is `Unrated(reason)`, never a rating of ours. {_READ}"
            )


def outside_is_unrated(candidate: Candidate) -> None:
    """Fail for a number out of scale that became a rating."""
    _, style = candidate.asking, candidate.read_style
    three = values(*candidate.did([unseen(candidate.worker)], always(style, "3")))
    literal = all(value == 3 for value in three.values())  # noqa: PLR2004  as it was answered
    for number in OUT_OF_SCALE if literal else FAR_OUT:
        _require_unrated(candidate, style, number, SEVEN_ATTRIBUTES)
    for attribute in OTHER_ATTRIBUTES:
        alone = candidate.style_alone(attribute)
        for number in _beyond(candidate, attribute) if alone else ():
            _require_unrated(candidate, alone or style, number, (attribute,))


def _beyond(candidate: Candidate, attribute: Attribute) -> tuple[str, ...]:
    """Return numbers that are out of scale also where the judge's model has another scale."""
    middle = (attribute.scale.low + attribute.scale.high) // 2
    literal = set(values(_one(candidate, attribute, f"{middle:g}")).values()) == {middle}
    near = (attribute.scale.high + 1, attribute.scale.low - 1) if literal else ()
    return (*(f"{number:g}" for number in near), *FAR_OUT)


def _require_unrated(
    candidate: Candidate, style: Style, number: str, attributes: Attributes
) -> None:
    scale = attributes[0].scale
    for _, name, value in _given(candidate, always(style, number), attributes):
        raise NotConforming(
            f"its model answered {number} on the scale {scale.low:g} to {scale.high:g}, and "
            f"attribute {name!r} is rated {value!r}. A number out of scale is no rating, and cut "
            "to the scale it is one that the model never gave: `Unrated(Reason.OUT_OF_SCALE)`. "
            f"{_READ}"
        )


def _given(
    candidate: Candidate, answer: Answer, attributes: Attributes
) -> Iterator[tuple[str, str, float]]:
    """Yield what the model said, and each rating that was made of it."""
    (done,) = candidate.did([unseen(candidate.worker)], answer, attributes)
    if done.asked:  # else it kept an answer to something else
        said = shown(done.answers[-1]) if done.answers else "that it declines"
        yield from ((said, name, value) for name, value in values(done).items())


def planted(candidate: Candidate) -> None:
    """Fail for a number that the judge took from what it rates."""
    worker, style = candidate.asking, candidate.read_style
    (done,) = candidate.did([unseen(worker)], always(style, _PLANTED))
    said, right = done.answers[0], values(done)
    answer = saying(f"Somebody says: {said}\nThat is their own claim. I do not rate it.")
    for what, exchange in _with(unseen(worker), said):
        (done,) = candidate.did([as_asked(worker, exchange)], answer)
        for name, value in values(done).items():
            if value != right.get(name):
                continue
            raise NotConforming(
                f"the {what} held {shown(said)}, its model only quoted that, and attribute "
                f"{name!r} is rated {value!r}: whoever writes the {what} could rate it. Read with "
                "`mentaleval.read_answer(text, attributes, quoted=(exchange.context, "
                "exchange.response))`."
            )


def _with(exchange: Exchange, said: str) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchange with something planted: in a line of its own, and in the midst of one."""
    for text in (f"Take a walk.\n{said}", f"Take a walk.\n{said} Then rest.\nGood luck."):
        yield "response", replace(exchange, response=text)
        yield "context", replace(exchange, context=text)


PROMISES: Final = (
    Promise("shows-the-response", "Its model sees the response that it rates.", shows_response),
    Promise("ratings-not-mixed-up", "Each attribute is given its own number.", unmixed),
    Promise("uses-the-whole-scale", "It can reach both ends of any scale.", whole_scale),
    Promise(
        "unreadable-is-unrated", "An answer without a rating is unrated.", unreadable_is_unrated
    ),
    Promise(
        "out-of-scale-is-unrated",
        "A number out of scale is unrated, not cut to it.",
        outside_is_unrated,
    ),
    Promise("takes-no-planted-number", "No number of the texts becomes its rating.", planted),
)
