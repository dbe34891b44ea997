"""What the verdicts mean, in words for whoever did not read the statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mentaleval.report.composites import composed, composites_judged
from mentaleval.trust import Assessment
from mentaleval.vocabulary import Verdict


def meaning(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return each verdict with what it stands for, by the thresholds of the assessment."""
    chosen = assessment.settings
    words = {
        Verdict.TRUSTED: f"Rank and score: the lower limit of the agreement is {chosen.trusted:g} "
        "or more. Level: the bias and nearly all single differences lie within the margins.",
        Verdict.USABLE: f"The lower limit is {chosen.usable:g} or more, not {chosen.trusted:g}. "
        "Good enough where a wrong order or rating does little harm.",
        Verdict.CALIBRATE: "The judge puts responders in a usable order, but its numbers are not "
        "the experts' numbers. Translate them by the calibration table before you read them.",
        Verdict.UNRELIABLE: f"The agreement is surely below {chosen.usable:g}, or the bias is "
        "surely outside its margin. Do not use the judge for this.",
        Verdict.UNDETERMINED: "The ratings cannot tell: too few responders or responses, or the "
        "experts agree too little with each other. It is not a pass: have a human rate.",
    }
    return tuple((verdict.value, words[verdict]) for verdict in Verdict)


def cautions(assessment: Assessment) -> Iterator[str]:
    """Yield what can go wrong beside the errors that the statement counts."""
    count, level = assessment.n_cells, assessment.settings.confidence
    if count > 1:
        yield (
            f"For score and level each verdict rests on a {level:.0%} interval of its own; nothing "
            f"corrects for there being {count} of them."
        )
    if composites := composites_judged(assessment):
        yield composed(composites)
        yield "Composites repeat their attributes and count for no cell."
    yield _ONE_USE


_ONE_USE: Final = (
    "A verdict for one use says nothing about another: a judge can rank responders well and still "
    "tell single responses apart badly, or rate too high throughout."
)
