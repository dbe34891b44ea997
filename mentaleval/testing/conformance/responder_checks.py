"""What a responder promises of its responses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mentaleval.contract import Responder
from mentaleval.testing.conformance.answers import UNREADABLE, WILD, saying
from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.driving import Done, plain, unseen
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.texts import shown
from mentaleval.testing.conformance.work_checks import works
from mentaleval.vocabulary import Refusal

_MARK: Final = "Marigold-7731"


def _responder(candidate: Candidate) -> Responder:
    worker = candidate.working
    assert isinstance(worker, Responder)  # noqa: S101  narrowed for mypy: checks go by kind
    return worker


def text_or_refusal(candidate: Candidate) -> None:
    """Fail for anything but text or a refusal with a reason."""
    _ = candidate.working
    for done in (*candidate.ordinary, *candidate.survived()):
        if done.error is None:
            _require_response(done.outcome)


def _require_response(outcome: object) -> None:
    if isinstance(outcome, Refusal):
        if not (isinstance(outcome.reason, str) and outcome.reason.strip()):
            raise NotConforming('it refuses without a reason. Write `Refusal("why")`.')
    elif not isinstance(outcome, str):
        raise NotConforming(
            f"`respond` returns {shown(outcome)}. Return the response as text, or "
            "`Refusal(reason)` where there is none."
        )


def blank_is_refused(candidate: Candidate) -> None:
    """Fail for a blank response."""
    worker = candidate.working
    driven: list[tuple[str, Done]] = [("an ordinary context", done) for done in candidate.ordinary]
    if candidate.asks:
        for text in ("", " \n\t", *UNREADABLE, *WILD):
            done = candidate.did([unseen(worker)], saying(text))
            driven += [(f"a model that answers {shown(text)}", one) for one in done]
    for what, one in driven:
        if isinstance(one.outcome, str) and not one.outcome.strip():
            raise NotConforming(
                f"with {what}, `respond` returns {shown(one.outcome)}. Nobody can rate a blank "
                "response: return `Refusal(Reason.NO_RESPONSE)`."
            )


def unaided(candidate: Candidate) -> None:
    """Fail for a responder that uses the response that is recorded."""
    worker = _responder(candidate)
    if worker.replays:
        raise NotApplicable("it replays recorded responses (`replays = True`)")
    exchange = replace(plain(worker)[0], response=f"{_MARK} is what was said.", responder="x")
    (done,) = candidate.did([exchange])
    if any(_MARK in said for said in (*done.prompts, *_texts([done]))):
        raise NotConforming(
            "it uses `exchange.response`, which a run hides from it: there it is None. Respond to "
            "`exchange.context` alone, or set `replays = True` to repeat recorded responses."
        )


def _texts(done: Iterable[Done]) -> list[str]:
    return [one.outcome for one in done if isinstance(one.outcome, str)]


def word_for_word(candidate: Candidate) -> None:
    """Fail for a replaying responder that changes what was said."""
    worker = _responder(candidate)
    if not worker.replays:
        raise NotApplicable("it does not replay recorded responses (`replays = False`)")
    for exchange, done in zip(plain(worker), candidate.ordinary, strict=True):
        if isinstance(done.outcome, str) and done.outcome != exchange.response:
            raise NotConforming(
                f"the recorded response {shown(exchange.response)} is replayed as "
                f"{shown(done.outcome)}: judges would rate what nobody said. Return "
                "`exchange.response` as it is."
            )


PROMISES: Final = (
    Promise("responds", "It responds to an ordinary context.", works),
    Promise("text-or-refusal", "It returns text, or a refusal with a reason.", text_or_refusal),
    Promise("blank-is-refused", "It never returns a blank response.", blank_is_refused),
    Promise("responds-unaided", "It does not use the recorded response.", unaided),
    Promise("replays-word-for-word", "It repeats a recorded response as it is.", word_for_word),
)
