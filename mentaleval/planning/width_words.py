"""The plan of a width in words that are true for what was computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mentaleval.planning.basis import Basis
from mentaleval.planning.choosing import counted
from mentaleval.planning.results import Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import Spread, StudySize, half_width
from mentaleval.stats.decision_study import MOST_CONVERSATIONS


def width_statement(
    basis: Basis,
    settings: Settings,
    chosen: Option | None,
    options: Sequence[Option],
    more: int | None,
) -> str:
    """Return the plan in a sentence; where there is none, why."""
    if chosen is not None:
        return _reached(basis, settings, chosen.size)
    if options and settings.conversations is not None:
        best = min(options, key=lambda option: option.value)
        return (
            f"{counted(settings.conversations, 'conversation')} are not enough: the half-width is "
            f"{best.value:.3f} with {counted(best.size.each, 'expert')} a response, above "
            f"{settings.goal:g}."
        )
    said = f"No number of conversations up to {MOST_CONVERSATIONS:,} gives {settings.goal:g}"
    if basis.between_experts and basis.spread.re > 0:
        takes = f"it takes {more} experts or more" if more else "100 experts would not be enough"
        return f"{said}: experts differ in which responders they prefer, and {takes}."
    if settings.judged:
        return f"{said} with {counted(settings.judged, 'judged conversation')}."
    return f"{said}."


def _reached(basis: Basis, settings: Settings, size: Size) -> str:
    whose = (
        "of what all such conversations and experts would show"
        if basis.between_experts
        else "of what all such conversations would show with these experts"
    )
    helped = (
        f" and {basis.judge} rates {counted(size.judged, 'conversation')}"
        if size.judged and basis.judge
        else ""
    )
    return (
        f"When humans rate {counted(size.conversations, 'conversation')}, "
        f"{counted(size.each, 'expert')} a response{_of(size)}{helped}, the difference of two "
        f"responders lies within {settings.goal:g} {whose} in {settings.confidence:.0%} of such "
        f"studies. With {counted(size.responders, 'responder')} that is "
        f"{counted(size.ratings, 'rating')}."
    )


def _of(size: Size) -> str:
    return "" if size.experts is None else f" out of {size.experts}"


def width_notes(
    basis: Basis, settings: Settings, chosen: Option | None, alone: int | None
) -> Iterator[str]:
    """Yield what else is to be known of the plan."""
    yield from _of_judge(basis, settings, chosen, alone)
    source = "The pilot" if basis.n_responders else "What is assumed"
    if not basis.separable:
        yield (
            f"{source} does not tell what experts share of a response from the rest (one rating a "
            "response, or no rc), so a second expert a response is not planned."
        )
    if not basis.between_experts:
        yield (
            f"{source} does not tell how far experts differ in which responders they prefer; the "
            "plan holds for experts as they are. An overlap of several, on enough responders, "
            "would tell."
        )
    elif chosen is not None and basis.spread.re > 0:
        yield _as_they_are(basis, settings, chosen.size)


def _of_judge(
    basis: Basis, settings: Settings, chosen: Option | None, alone: int | None
) -> Iterator[str]:
    if not basis.judge:
        if settings.judged:
            yield "No judge is known (none in the pilot, no rho assumed): --judged changes nothing."
        return
    if not settings.judged:
        yield (
            "With --judged N the judge that knows most would save some of the labels: at most "
            "rho^2 of them."
        )
    elif chosen is not None and alone is not None:
        saved = 1 - chosen.size.conversations / alone
        yield (
            f"Without {basis.judge} it takes {counted(alone, 'conversation')}: it saves "
            f"{saved:.1%} of the labels, and never more than "
            f"{basis.rho_of(chosen.size.each).estimate ** 2:.1%}."
        )


def _as_they_are(basis: Basis, settings: Settings, size: Size) -> str:
    """Say what an interval would show that takes the experts as all there are."""
    spread = basis.spread
    fixed = Spread(spread.rc, spread.residual, 0.0, spread.explained)
    study = StudySize(size.conversations, 1, size.each, size.judged)
    width = half_width(fixed, study, confidence=settings.confidence)
    return (
        f"Of the half-width, conversations alone make {width:.3f}: an interval that takes these "
        "experts as all there are is that narrow."
    )
