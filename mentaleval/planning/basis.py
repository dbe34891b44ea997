"""The variances that a width or a saving is planned from: a pilot's, or assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import atanh, exp, isnan, log, nan, sqrt, tanh

from mentaleval.errors import StatisticsError
from mentaleval.planning.panel import CONVERSATION, EXPERT, RESPONDER, Panel, told_apart
from mentaleval.planning.pilot import Judged, Pilot, experts_known, too_little
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
    rho_of
        The correlation of the judge with the mean of so many experts.
    ways
        The numbers of experts a response to plan for.
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
    rho_of: Callable[[int], Estimate]
    ways: tuple[int, ...] = (1,)
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
        rho_of=_assumed_rho(Spread(rc, residual), rho),
        ways=(1, 2, 3) if "rc" in assume else (1,),
    )


def _assumed_rho(spread: Spread, rho: float) -> Callable[[int], Estimate]:
    """Return what a correlation with one expert makes of that with several."""

    def found(each: int) -> Estimate:
        mean = spread.response(each)
        less = sqrt(spread.response(1) / mean) if mean > 0 else 1.0
        return Estimate.point(max(-1.0, min(1.0, rho * less)))

    return found


def unplannable(pilot: Pilot) -> str:
    """Say why a pilot says nothing on the difference of two responders; nothing where it does."""
    study = pilot.study
    if study.components is None:
        return f"{study.why_not}: more responders and conversations are needed"
    if study.n_responders == 1:
        return "the pilot has one responder, and a difference takes two"
    shared, left = (study.components.of(*of) for of in ((RESPONDER, CONVERSATION), (RESIDUAL,)))
    alone = {(CONVERSATION,), (RESPONDER,)}
    if not study.n_crossed or any(p is None or alone & set(p.effects) for p in (shared, left)):
        return (
            "in the pilot no two responders were rated in a conversation, so it is not known "
            "what a conversation does to them apart"
        )
    if why := too_little(pilot):
        return why
    if not sum(part.variance for part in (shared, left) if part):
        return "not enough evidence: in the pilot responders and conversations do not differ"
    return ""


def of_pilot(
    pilot: Pilot, judged: Judged | None, assume: Mapping[str, float], confidence: float
) -> Basis:
    """Return the basis that a pilot gives, what is assumed in place of its own."""
    study, own = pilot.study, judged.beside if judged else None
    if study.components is None:  # as `unplannable` has said
        raise StatisticsError(study.why_not)
    make = _Maker(assume, experts_known(study))
    spread = make(study.components, own.explained if own else 0.0)
    without = []
    if "residual" not in assume:
        without = [tuple(_facets(pilot, judged, make))]
        if pilot.by_expert and make.between and "re" not in assume:
            experts = pilot.by_expert
            without.append(tuple(None if c is None else make(c, spread.explained) for c in experts))
    separable = "rc" in assume or told_apart(study.components)
    return Basis(
        attribute=study.attribute,
        judge=judged.name if judged else ("the judge" if "rho" in assume else None),
        spread=spread,
        separable=separable,
        between_experts="re" in assume or make.between,
        rho_of=_rho_of(judged, pilot.panel, confidence)
        if "rho" not in assume
        else _assumed_rho(spread, assume["rho"]),
        ways=pilot.panel.ways(),
        without=tuple(without),
        n_responders=study.n_responders,
        n_experts=study.n_experts,
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes variances of components, with what is assumed in place of the pilot's own.

    ``between`` says whether the components tell how experts differ on responders.
    """

    assume: Mapping[str, float]
    between: bool

    def __call__(self, components: VarianceComponents, explained: float) -> Spread:
        rc, re = components.of(RESPONDER, CONVERSATION), components.of(RESPONDER, EXPERT)
        residual = components.of(RESIDUAL)
        found = {
            "rc": rc.variance if rc is not None and rc is not residual else 0.0,
            "residual": residual.variance if residual else 0.0,
            "re": re.variance if re is not None and self.between and len(re.effects) == 1 else 0.0,
        }
        found |= {name: self.assume[name] for name in found if name in self.assume}
        whole = found["rc"] + found["residual"]
        known = self.assume["rho"] ** 2 * whole if "rho" in self.assume else explained
        return Spread(**found, explained=min(known, whole))


def _facets(pilot: Pilot, judged: Judged | None, make: _Maker) -> Iterator[Spread | None]:
    besides = judged.without if judged else ()
    for place, components in enumerate(pilot.by_conversation):
        beside = besides[place] if place < len(besides) else None
        if components is None or (judged and beside is None):
            yield None
        else:
            yield make(components, beside.explained if beside else 0.0)


def _rho_of(judged: Judged | None, panel: Panel, confidence: float) -> Callable[[int], Estimate]:
    """Return the correlation of a judge and the mean of some experts, by their number."""

    def found(each: int) -> Estimate:
        if judged is None:
            return Estimate.point(nan)
        further = panel.apart(each)
        rho = judged.beside.rho_with(further)
        if abs(rho) == 1:
            return Estimate.point(rho)
        parts = [nan if part is None else part.rho_with(further) for part in judged.without]
        values = [atanh(part) if abs(part) < 1 else nan for part in parts]
        made = facet_jackknife(atanh(rho), [values], confidence=confidence)
        return Estimate(rho, tanh(made.low), tanh(made.high), made.interval)

    return found
