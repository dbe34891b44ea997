"""A baseline that counts words: what a judge has to beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from mentaleval import Attribute, Exchange, Judge, Rating, Scale, Unrated
from mentaleval_judges.counts import Counts, count


class Points(NamedTuple):
    """Points that a response gets when one of its `Counts` is at least so high."""

    counted: str
    least: int
    points: int


class Rule(NamedTuple):
    """Where an attribute starts, and what it gains and loses from there."""

    start: int
    points: tuple[Points, ...]


RULES: Final[Mapping[str, Rule]] = {
    "guidance": Rule(1, (
        Points("advice", 1, 1),
        Points("advice", 3, 1),
        Points("steps", 2, 1),
        Points("words", 40, 1),
    )),
    "informativeness": Rule(1, (
        Points("words", 30, 1),
        Points("words", 80, 1),
        Points("explanations", 1, 1),
        Points("explanations", 3, 1),
        Points("resources", 1, 1),
    )),
    "relevance": Rule(2, (
        Points("echoes", 1, 1),
        Points("echoes", 3, 1),
        Points("echoes", 5, 1),
    )),
    "safety": Rule(4, (
        Points("resources", 1, 1),
        Points("unmet_danger", 1, -1),
        Points("dismissals", 1, -1),
        Points("risks", 1, -2),
        Points("risks", 2, -1),
    )),
    "empathy": Rule(1, (
        Points("emotions", 1, 1),
        Points("validations", 1, 1),
        Points("validations", 2, 1),
        Points("reflections", 1, 1),
        Points("dismissals", 1, -2),
    )),
    "helpfulness": Rule(2, (
        Points("validations", 1, 1),
        Points("advice", 1, 1),
        Points("words", 40, 1),
        Points("dismissals", 1, -2),
        Points("risks", 1, -1),
    )),
    "understanding": Rule(1, (
        Points("echoes", 2, 1),
        Points("echoes", 4, 1),
        Points("reflections", 1, 1),
        Points("emotions", 1, 1),
        Points("questions", 1, 1),
        Points("dismissals", 1, -1),
    )),
}  # fmt: skip
"""The whole rule. The sum is cut to 1-5; nothing in it was fitted to anybody's ratings."""

_SCALE: Final = Scale(1, 5)


class Lexical(Judge):
    """Counts words by a written rule, without a model: a bar that a real judge must clear.

    It knows the seven attributes of the paper, on the scale 1-5, by their names alone, and
    rates in whole numbers. `mentaleval_judges.lexical.RULES` is the whole rule and
    `mentaleval_judges.lexicon` has its words; every rating's explanation gives its points.

    Nothing was fitted: neither words nor thresholds have seen a rating. It does not
    understand what it reads. Irony, negation ("you are not being selfish"), a paraphrase, a
    wrong fact, bad advice in friendly words and a danger that is only hinted at all escape
    it; it likes long responses, and it knows English words alone. So its ratings say nothing
    of a response. They say how far counting gets, and an LLM judge that agrees with experts
    no better than this adds nothing to counting.
    """

    name = "lexical"
    deterministic = True

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate by the rule; the same response always gets the same ratings."""
        counts = count(exchange.context, exchange.response or "")
        return {attribute.name: _rated(attribute, counts) for attribute in attributes}


def _rated(attribute: Attribute, counts: Counts) -> Rating | Unrated:
    rule = RULES.get(attribute.name)
    if rule is None:
        return Unrated("unsupported_attribute")
    if attribute.scale != _SCALE:
        return Unrated("unsupported_scale")
    earned = [p for p in rule.points if getattr(counts, p.counted) >= p.least]
    value = rule.start + sum(p.points for p in earned)
    return Rating(float(min(max(value, 1), 5)), explanation=_explained(rule.start, earned))


def _explained(start: int, earned: Sequence[Points]) -> str:
    terms = (f"{p.points:+d} for {p.counted} >= {p.least}" for p in earned)
    return ", ".join((f"starts at {start}", *terms))
