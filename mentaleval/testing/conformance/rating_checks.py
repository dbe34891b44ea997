"""What a data set promises of its recorded ratings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.texts import shown
from mentaleval.vocabulary import RaterKind, RecordedRating, Rubric, text_hash

_KINDS: Final = frozenset(kind.value for kind in RaterKind)


def _ratings(candidate: Candidate) -> Iterator[tuple[str, RecordedRating]]:
    """Yield every rating, and which one it is."""
    ratings = candidate.reading.contents.ratings
    if not ratings:
        raise NotApplicable("it has no recorded ratings")
    for number, rating in enumerate(ratings, start=1):
        yield f"rating {number:,} ({shown(rating.rater)} on {shown(rating.attribute)})", rating


def number_or_reason(candidate: Candidate) -> None:
    """Fail for a rating with both a number and a reason, or neither."""
    for which, rating in _ratings(candidate):
        if rating.rating is None and not (rating.reason or "").strip():
            raise NotConforming(
                f"{which} has neither a number nor a reason why there is none. Give a reason, as "
                "`reason=Reason.MISSING`."
            )
        if rating.rating is not None and rating.reason is not None:
            raise NotConforming(
                f"{which} is {shown(rating.rating)} and has the reason {shown(rating.reason)}. A "
                "reason says why there is no number: leave one of them out."
            )


def in_scale(candidate: Candidate) -> None:
    """Fail for a number that its scale does not allow."""
    dataset = candidate.dataset
    scales = {attribute.name: attribute.scale for attribute in _rubric(candidate) or ()}
    for which, rating in _ratings(candidate):
        value = rating.rating
        if value is None:
            continue
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise NotConforming(f"{which} is {shown(value)}, which is no number.")
        scale = dataset.scale or scales.get(rating.attribute)
        if not math.isfinite(value) or (scale is not None and value not in scale):
            raise NotConforming(
                f"{which} is {value:g}, and the scale is {scale}. Where the source says so, keep "
                "it as `rating=None, reason=Reason.OUT_OF_SCALE, raw=...`; where the scale is "
                "another, say so in `scale` or `rubric`."
            )


def _rubric(candidate: Candidate) -> Rubric | None:
    rubric = candidate.dataset.rubric
    if rubric is None or isinstance(rubric, Rubric):
        return rubric
    raise NotApplicable("its rubric is none (see rubric-usable)")


def known_attributes(candidate: Candidate) -> None:
    """Fail for an attribute that nobody has said anything about."""
    rubric = _rubric(candidate)
    if rubric is None:
        raise NotApplicable("it cannot know what its ratings are on (`rubric` is None)")
    for which, rating in _ratings(candidate):
        if rating.attribute not in rubric.names:
            raise NotConforming(
                f"{which}: the rubric {rubric.name!r} has no such attribute; it has "
                f"{', '.join(rubric.names)}. Return the rubric that was rated by in `rubric`."
            )


def known_exchanges(candidate: Candidate) -> None:
    """Fail for a rating of a response that is not in the data set."""
    spoke: dict[str, set[str]] = {}
    for exchange in candidate.reading.contents.exchanges:
        spoke.setdefault(exchange.id, set()).update({exchange.responder} - {None})  # type: ignore[arg-type]
    for which, rating in _ratings(candidate):
        if rating.exchange_id not in spoke:
            raise NotConforming(
                f"{which} is about the exchange {shown(rating.exchange_id)}, which `exchanges` "
                "does not yield. Both need the same ids."
            )
        responders = spoke[rating.exchange_id]
        if responders and rating.responder not in responders:
            raise NotConforming(
                f"{which} is about a response of {shown(rating.responder)} to "
                f"{shown(rating.exchange_id)}; those who responded are "
                f"{shown(sorted(responders), 200)}."
            )


def same_texts(candidate: Candidate) -> None:
    """Fail for a rating of another text than the data set's."""
    exchanges = candidate.reading.contents.exchanges
    contexts = {e.id: text_hash(e.context) for e in exchanges if isinstance(e.context, str)}
    for which, rating in _ratings(candidate):
        here = contexts.get(rating.exchange_id)
        if here is not None and rating.context_hash not in {None, here}:
            raise NotConforming(
                f"{which}: its context_hash is {shown(rating.context_hash)}, and that of the "
                f"context of {shown(rating.exchange_id)} is {here!r}: the two would not be paired. "
                "Write `mentaleval.text_hash(exchange.context)`, or leave it out."
            )


def raters(candidate: Candidate) -> None:
    """Fail for a rater that is neither a person nor a program, or both."""
    kinds: dict[str, str] = {}
    for which, rating in _ratings(candidate):
        if not (isinstance(rating.rater, str) and rating.rater.strip()):
            raise NotConforming(f"{which}: its rater is {shown(rating.rater)}. Who rated?")
        if rating.rater_kind not in _KINDS:
            raise NotConforming(
                f"{which}: its rater_kind is {shown(rating.rater_kind)}; it is 'human' or 'judge'."
            )
        if kinds.setdefault(rating.rater, rating.rater_kind) != rating.rater_kind:
            raise NotConforming(
                f"{which}: {shown(rating.rater)} is human in one rating and a judge in another. "
                "Name the two apart."
            )


def rated_once(candidate: Candidate) -> None:
    """Fail for two ratings of one rater on the same."""
    seen: dict[tuple[object, ...], str] = {}
    for which, rating in _ratings(candidate):
        key = (rating.exchange_id, rating.responder, rating.rater, rating.attribute, rating.epoch)
        if key in seen:
            raise NotConforming(
                f"{seen[key]} and {which} are of the same exchange {shown(rating.exchange_id)}, "
                "responder, attribute and epoch. Ratings that were given again count up `epoch`."
            )
        seen[key] = which


PROMISES: Final = (
    Promise("number-or-reason", "A rating is a number, or a reason.", number_or_reason),
    Promise("ratings-in-scale", "A rating is within its scale.", in_scale),
    Promise("attributes-known", "What was rated is in its rubric.", known_attributes),
    Promise("exchanges-known", "What was rated is in the data set.", known_exchanges),
    Promise("hashes-match", "What was rated is the text that is in it.", same_texts),
    Promise("raters-named", "A rater is a person or a program, and named.", raters),
    Promise("rated-once", "A rater rates a response once on an attribute.", rated_once),
)
