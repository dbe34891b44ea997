"""A judge as an Inspect scorer of its own name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import TaskState

from mentaleval.bridge.asking import ModelAsker, Owner
from mentaleval.bridge.logged_rubrics import CONTRACT
from mentaleval.bridge.plainly import said_plainly
from mentaleval.bridge.progress import one_more
from mentaleval.bridge.prompts import asks
from mentaleval.bridge.samples import as_exchange
from mentaleval.contract import CONTRACT_VERSION, Judge, answering
from mentaleval.documents.rubrics import read_rubric, rubric_data, rubric_from
from mentaleval.documents.wording import words_of
from mentaleval.errors import NoAnswerError, PluginError
from mentaleval.plugins import Kind, installed, saying_what_lacks
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import (
    Attribute,
    Exchange,
    Rating,
    Reason,
    Rubric,
    Unrated,
    text_hash,
)

METRICS: Final = {"*": [mean(), stderr()]}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a judge said of one exchange, every attribute accounted for."""

    exchange: Exchange
    answers: dict[str, Rating | Unrated]
    raw: dict[str, float]


def judging(
    judge: Judge,
    rubric: Rubric,
    attributes: Sequence[str] | None = None,
    *,
    keeping: bool = False,
) -> Scorer:
    """Return a scorer with one value an attribute, NaN where the judge gave no rating.

    NaN, since Inspect counts None as 0.

    Parameters
    ----------
    judge
        Who rates.
    rubric
        What there is to rate; *attributes* what is rated of it: everything by default.
    keeping
        Whether every score keeps the rubric, since the log has it nowhere else.
    """
    asked = rubric if attributes is None else rubric.select(attributes)
    by = rated_by(asked) | ({"rubric": rubric_data(rubric)} if keeping else {})
    whole = composites(rubric, asked)
    ready: dict[str, Judge] = {}

    async def score(state: TaskState, target: Target) -> Score:
        del target
        exchange = as_exchange(state)
        with saying_what_lacks():
            prepared = _prepared(judge, state.metadata, ready)
        about = (exchange.id, exchange.responder or "")
        asker = ModelAsker(Owner("judge", judge.label, about, state.epoch))
        if asks(judge):
            asker.require_going()
        answers = await _answers(prepared, exchange, asked, asker)
        asker.require_unbroken()
        judged = _account(judge, exchange, asked, answers)
        one_more(unrated=sum(isinstance(a, Unrated) for a in judged.answers.values()))
        return _score(judge, whole, judged, state, by)

    return score


async def _answers(
    judge: Judge, exchange: Exchange, rubric: Rubric, asker: ModelAsker
) -> Mapping[str, Rating | Unrated]:
    if not (exchange.response or "").strip():
        return {name: Unrated(Reason.NO_RESPONSE) for name in rubric.names}
    try:
        with answering(asker), saying_what_lacks():
            return await judge.rate(exchange, rubric.attributes)
    except NoAnswerError as error:
        return {name: Unrated(error.reason, explanation=error.message) for name in rubric.names}


def _prepared(judge: Judge, metadata: Mapping[str, Any], ready: dict[str, Judge]) -> Judge:
    """Prepare the judge once for the data set that the samples come from."""
    name = metadata.get("dataset")
    if name is None:
        return judge
    options = metadata.get("dataset_options") or {}
    key = f"{name}{sorted(options.items())}"
    if key not in ready:
        ready[key] = judge.prepared(installed().dataset(name, options))
    return ready[key]


def _account(
    judge: Judge, exchange: Exchange, rubric: Rubric, answers: Mapping[str, Rating | Unrated]
) -> _Judged:
    if not isinstance(answers, Mapping):
        raise PluginError(
            f"judge {judge.name!r} must return a mapping of attribute names; it returned "
            f"{type(answers).__name__}."
        )
    raw: dict[str, float] = {}
    checked: dict[str, Rating | Unrated] = {}
    for attribute in rubric:
        answer = answers.get(attribute.name, Unrated(Reason.MISSING_ATTRIBUTE))
        checked[attribute.name] = _in_scale(attribute, answer, raw)
    return _Judged(exchange, checked, raw)


def _in_scale(
    attribute: Attribute, answer: Rating | Unrated, raw: dict[str, float]
) -> Rating | Unrated:
    if isinstance(answer, Unrated):
        if answer.raw is not None:
            raw[attribute.name] = answer.raw
        return answer if answer.reason else replace(answer, reason="unrated")
    value = answer.value if isinstance(answer, Rating) else answer
    if not isinstance(answer, Rating) or not isinstance(value, (int, float)) or value is True:
        raise PluginError(
            f"a judge must give each attribute a Rating of a number or Unrated; "
            f"{attribute.name!r} got {answer!r}."
        )
    if math.isfinite(answer.value):
        raw[attribute.name] = float(answer.value)
        if answer.value in attribute.scale:
            return answer
    why = f"{answer.value} on {attribute.scale}"
    return Unrated(Reason.OUT_OF_SCALE, explanation=why, attempts=answer.attempts)


def rated_by(asked: Rubric) -> dict[str, Any]:
    """Return what a score's record keeps of a rubric, in the order of its attributes."""
    return {
        "scales": [[a.scale.low, a.scale.high] for a in asked],
        "words": [words_of(a) for a in asked],
    }


def _score(
    judge: Judge,
    whole: Mapping[str, Sequence[str]],
    judged: _Judged,
    state: TaskState,
    by: Mapping[str, Any],
) -> Score:
    values = {
        name: float(answer.value) if isinstance(answer, Rating) else math.nan
        for name, answer in judged.answers.items()
    }
    unrated = {n: a.reason for n, a in judged.answers.items() if isinstance(a, Unrated)}
    # One flat field a fact: a log's summary drops any field of more than about 1,000 characters.
    record = {
        CONTRACT: CONTRACT_VERSION,
        "attributes": list(judged.answers),
        **by,
        "rater": judge.label,
        "rater_family": judge.lineage,
        "exchange_id": judged.exchange.id,
        "responder": judged.exchange.responder,
        "responder_family": state.metadata.get("responder_family"),
        "context_hash": text_hash(judged.exchange.context),
        "response_id": text_hash(judged.exchange.response or ""),
        "raw": judged.raw,
        "unrated": unrated,
        "recovered": [
            n for n, a in judged.answers.items() if isinstance(a, Rating) and a.recovered
        ],
        "attempts": {n: a.attempts for n, a in judged.answers.items() if a.attempts > 1},
    }
    reasons = set(unrated.values())
    return Score(
        value={**values, **_means(whole, values)},
        explanation=_explanation(judged.answers.items()),
        reason=reasons.pop() if len(reasons) == 1 else None,
        metadata=record,
    )


def composites(rubric: Rubric, asked: Rubric) -> dict[str, tuple[str, ...]]:
    """Return the axes of a rubric all of whose attributes are asked for, with these."""
    whole = rubric.composites
    return {axis: names for axis, names in asked.composites.items() if names == whole[axis]}


def _means(whole: Mapping[str, Sequence[str]], values: Mapping[str, float]) -> dict[str, float]:
    """Unweighted means; NaN where a part is missing."""
    return {axis: sum(values[name] for name in names) / len(names) for axis, names in whole.items()}


def _explanation(answers: Any) -> str | None:
    said: dict[str, list[str]] = {}
    for name, answer in answers:
        if answer.explanation:
            said.setdefault(answer.explanation, []).append(name)
    return "\n".join(f"{', '.join(names)}: {text}" for text, names in said.items()) or None


_SCORERS: dict[str, Callable[..., Scorer]] = {}


def rubric_given(rubric: str | Mapping[str, Any] | None) -> Rubric:
    """Return the rubric that an argument gives: a file's path, or its JSON form; else the seven.

    Raises
    ------
    DataError
        When it is no rubric.
    """
    if rubric is None:
        return SEVEN
    if isinstance(rubric, str):
        return read_rubric(rubric)
    return rubric_from(rubric, source="the argument rubric")


def names_given(attributes: str | Sequence[str] | None) -> list[str] | None:
    """Return the attributes that an argument names; None for all.

    ``-S attributes=guidance`` arrives as a word, ``-S attributes=guidance,safety`` as a list.
    """
    if attributes is None:
        return None
    return [attributes] if isinstance(attributes, str) else list(attributes)


def scorer_of(name: str) -> Callable[..., Scorer]:
    """Return what makes the scorer of a judge, registered once."""
    if name not in _SCORERS:

        @scorer(metrics=METRICS, name=name)
        @said_plainly
        def make(
            attributes: str | Sequence[str] | None = None,
            rubric: str | dict[str, Any] | None = None,
            **options: Any,
        ) -> Scorer:
            judge, whole = installed().judge(name, options), rubric_given(rubric)
            # a path in the log says nothing of what the file said
            by_path = isinstance(rubric, str)
            return judging(judge, whole, names_given(attributes), keeping=by_path)

        _SCORERS[name] = make
    return _SCORERS[name]


def register_judges() -> None:
    """Register a scorer for every usable judge."""
    for provided in installed().usable(Kind.JUDGE):
        scorer_of(provided.name)
