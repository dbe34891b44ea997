"""The settings of an analysis in words, each with what it stands for."""

from __future__ import annotations

from collections.abc import Iterator

from mentaleval.comparison.settings import Settings as ComparisonSettings
from mentaleval.pages.provenance import Terms
from mentaleval.ratings import Exclusions
from mentaleval.trust import Settings
from mentaleval.vocabulary import Rubric, Scale


def reliability_choices(chosen: Settings) -> Terms:
    """Return the settings of an assessment; those of the default method alone where it is used."""
    verdicts = () if chosen.method == "published" else tuple(_of_verdicts(chosen))
    return (
        ("method", chosen.method),
        ("seed", f"{chosen.seed}"),
        *verdicts,
        ("left out", _exclusions(chosen.exclusions)),
        *_read_by(chosen.rubric, chosen.scale),
    )


def comparison_choices(chosen: ComparisonSettings) -> Terms:
    """Return the settings of a comparison."""
    cut = "the middle of the scale" if chosen.cut is None else f"{chosen.cut:g}"
    return (
        ("correction", chosen.correction),
        ("seed", f"{chosen.seed}"),
        ("confidence", f"{chosen.confidence:.0%}"),
        ("cut near the ceiling", cut),
        ("thresholds of licences", f"usable {chosen.usable:g}, trusted {chosen.trusted:g}"),
        ("responders", ", ".join(chosen.responders) or "everybody"),
        ("judges", ", ".join(chosen.judges) or "all of them"),
        ("left out for licences", _exclusions(chosen.exclusions)),
        *_read_by(chosen.rubric, chosen.scale),
    )


def _of_verdicts(chosen: Settings) -> Iterator[tuple[str, str]]:
    yield "confidence", f"{chosen.confidence:.0%}"
    yield "thresholds", f"usable {chosen.usable:g}, trusted {chosen.trusted:g}"
    yield "margin of the bias", _or(chosen.margin, "a sixteenth of the scale's range")
    yield "limits of agreement within", _or(chosen.limits, "a quarter of the scale's range")
    yield "a harm is rated at or below", _or(chosen.cut, "the lowest quarter of the scale")
    yield "a judge flags at or below", _or(chosen.judge_cut, "the same")
    yield "harms missed at most", f"{chosen.most_missed:.1%}, to screen alone"
    yield "alternative annotator test", _or(chosen.epsilon, "not made", "epsilon ")
    yield "panels", ", ".join(chosen.panel) or "none"


def _or(given: float | None, otherwise: str, before: str = "") -> str:
    return otherwise if given is None else f"{before}{given:g}"


def _exclusions(chosen: Exclusions) -> str:
    own = "responders of the judge's vendor" if chosen.families else "the judge's own responders"
    return ", ".join([own, *(f"{who} for {judge}" for judge, who in chosen.pairs)])


def _read_by(rubric: Rubric, scale: Scale | None) -> Iterator[tuple[str, str]]:
    source = f", by {rubric.source}" if rubric.source else ""
    yield "rubric", f"{rubric.name} ({rubric.fingerprint}){source}"
    if scale is not None:
        yield "scale", f"{scale}"
