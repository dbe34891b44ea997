"""The variances that a width or a saving is planned from: a pilot's, or assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import atanh, exp, isnan, log, nan, tanh

from mentaleval.errors import StatisticsError
from mentaleval.planning.pilot import CONVERSATION, EXPERT, RESPONDER, Judged, Pilot
from mentaleval.stats import Estimate, Spread, VarianceComponents, facet_jackknife
from mentaleval.stats.variance_components import RESIDUAL


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What is known of one attribute before a study.

    Attributes
    ----------
    judge
        Who helps; None where nobody does.
    spread
        The variances.
    separable
        Whether what experts share of a response is known apart from the rest: only then is it
        known what a second expert a response buys.
    between_experts
        Whether it is known how far experts differ on responders (responder x expert).
    without
        The spread without each group of each facet of the pilot.
    """

    attribute: str
    judge: str | None
    spread: Spread
    separable: bool
    between_experts: bool
    rho: Estimate
    without: tuple[tuple[Spread | None, ...], ...] = ()
    n_responders: int | None = None
    n_experts: int | None = None

    def limits(self, figure: Callable[[Spread], float], confidence: float) -> Estimate:
        """Return a variance made of these, with what the pilot leaves open of it."""
        found = figure(self.spread)
        values = [[_log(figure, part) for part in facet] for facet in self.without]
        if not (found > 0 and values):
            return Estimate.point(found)
        made = facet_jackknife(log(found), values, confidence=confidence)
        return Estimate(found, exp(made.low), exp(made.high), made.interval)


def _log(figure: Callable[[Spread], float], part: Spread | None) -> float:
    value = nan if part is None else figure(part)
    return log(value) if value > 0 else nan


def assumed(assume: Mapping[str, float]) -> Basis:
    """Return a basis of assumptions alone."""
    residual, rho = assume.get("residual", 1.0), assume.get("rho", nan)  # of a saving: no matter
    rc, re = assume.get("rc", 0.0), assume.get("re", 0.0)
    explained = 0.0 if isnan(rho) else rho**2 * (rc + residual)
    return Basis(
        attribute="",
        judge=None if isnan(rho) else "the judge",
        spread=Spread(rc, residual, re, explained),
        separable="rc" in assume,
        between_experts="re" in assume,
        rho=Estimate.point(rho),
    )


def unplannable(pilot: Pilot) -> str:
    """Say why a pilot says nothing on the difference of two responders; nothing where it does."""
    study = pilot.study
    if study.components is None:
        return f"{study.why_not}: more responders and conversations are needed"
    if study.n_responders == 1:
        return "the pilot has one responder, and a difference takes two"
    part = study.components.of(RESIDUAL)
    if part is None or (CONVERSATION,) in part.effects or (RESPONDER,) in part.effects:
        return (
            "in the pilot no two responders were rated in a conversation, so it is not known "
            "what a conversation does to them apart"
        )
    return ""


def of_pilot(
    pilot: Pilot, judged: Judged | None, assume: Mapping[str, float], confidence: float
) -> Basis:
    """Return the basis that a pilot gives, what is assumed in place of its own."""
    study = pilot.study
    components = study.components
    if components is None:  # as `unplannable` has said
        raise StatisticsError(study.why_not)
    given = {name: assume[name] for name in ("rc", "residual", "re") if name in assume}
    rho = _rho(judged, confidence) if "rho" not in assume else Estimate.point(assume["rho"])
    own = judged.beside if judged else None
    instead = assume.get("rho", nan)
    spread = _spread(components, own.explained if own else 0.0, given, instead)
    without = []
    if "residual" not in given:
        without = [tuple(_facets(pilot, judged, given, instead))]
        if pilot.by_expert and "re" not in given:
            explained = spread.explained
            without.append(tuple(_again(c, explained, given) for c in pilot.by_expert))
    return Basis(
        attribute=study.attribute,
        judge=judged.name if judged else ("the judge" if "rho" in assume else None),
        spread=spread,
        separable="rc" in given or _apart(components, (RESPONDER, CONVERSATION), (RESIDUAL,)),
        between_experts="re" in given or _experts_known(components),
        rho=rho,
        without=tuple(without),
        n_responders=study.n_responders,
        n_experts=study.n_experts,
    )


def _facets(
    pilot: Pilot, judged: Judged | None, given: Mapping[str, float], rho: float
) -> Iterator[Spread | None]:
    besides = judged.without if judged else ()
    for place, components in enumerate(pilot.by_conversation):
        beside = besides[place] if place < len(besides) else None
        if components is None or (judged and beside is None):
            yield None
        else:
            yield _spread(components, beside.explained if beside else 0.0, given, rho)


def _again(
    components: VarianceComponents | None, explained: float, given: Mapping[str, float]
) -> Spread | None:
    return None if components is None else _spread(components, explained, given, nan)


def _spread(
    components: VarianceComponents, explained: float, given: Mapping[str, float], rho: float
) -> Spread:
    rc, re = components.of(RESPONDER, CONVERSATION), components.of(RESPONDER, EXPERT)
    residual = components.of(RESIDUAL)
    left = residual.variance if residual else 0.0
    shared = rc.variance if rc is not None and rc is not residual else 0.0
    between = re.variance if re is not None and _experts_known(components) else 0.0
    found = {"rc": shared, "residual": left, "re": between, **given}
    whole = found["rc"] + found["residual"]
    known = explained if isnan(rho) else rho**2 * whole
    return Spread(**found, explained=min(known, whole))


def _apart(components: VarianceComponents, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    one, other = components.of(*first), components.of(*second)
    return one is not None and other is not None and one is not other


def _experts_known(components: VarianceComponents) -> bool:
    """Say whether responder x expert is told from the responder, the conversation and the rest."""
    part = components.of(RESPONDER, EXPERT)
    return part is not None and len(part.effects) == 1


def _rho(judged: Judged | None, confidence: float) -> Estimate:
    """Return the correlation of a judge and humans with its limits, on Fisher's z."""
    if judged is None:
        return Estimate.point(nan)
    rho = judged.beside.rho
    values = [atanh(part.rho) if part and abs(part.rho) < 1 else nan for part in judged.without]
    if abs(rho) == 1:
        return Estimate.point(rho)
    made = facet_jackknife(atanh(rho), [values], confidence=confidence)
    return Estimate(rho, tanh(made.low), tanh(made.high), made.interval)
