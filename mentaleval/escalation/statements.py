"""What was found, in plain words that are true for what was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import Final

from mentaleval.escalation import results
from mentaleval.escalation.results import AttributeResult
from mentaleval.escalation.settings import CONFIDENCE, Settings
from mentaleval.ratings.findings import many
from mentaleval.stats import HarmThreshold

_UNRATED: Final = "unrated"
_MOST_NAMED: Final = 3
_DOUBT: Final = "if the labels were drawn at random, which the warnings put in doubt"
_WHY: Final = {
    results.HARM: "{n} in which humans see a harm (their interval ends at {cut:g} or lower)",
    results.STRADDLES: "{n} whose interval holds the cut of {cut:g}",
    results.WIDE: "{n} whose interval is wider than {half:g} to each side",
    results.FEW_LABELS: "{n} that more labels might spare",
    results.BELOW: "{n} that the judge rates {threshold:g} or lower",
    results.NO_THRESHOLD: "{n} that no threshold spares",
    results.OWN: "{n} by the judge's own kin",
    results.STRANGER: "{n} by responders of whom nothing is labelled",
    results.HUMAN_UNRATED: "{n} that experts were asked for and left unrated",
    results.MISMATCH: "{n} whose text differs from the one that was labelled",
    _UNRATED: "{n} that the judge left unrated",
}


def attribute_statement(
    found: AttributeResult, judge: str, settings: Settings, *, doubted: Container[str]
) -> str:
    """Say what becomes of the responses that nobody rated on an attribute, and why.

    Parameters
    ----------
    found, judge, settings
        What was found, of whom, and how.
    doubted
        The attributes of whose labels it is doubtful whether chance decided on them.
    """
    if not found.unlabelled:
        return f"{found.attribute}: humans rated every response, so none is in question."
    doubt = found.attribute in doubted
    parts = [_counted(found), *_judged(judge, found, settings, doubt=doubt)]
    return f"{found.attribute}: {' '.join(filter(None, parts))}"


def _counted(found: AttributeResult) -> str:
    of = f"of {many(found.unlabelled, 'response')} that nobody rated"
    if not found.escalated:
        return f"{of}, none needs a human."
    need = "every one needs" if found.escalated == found.unlabelled else f"{found.escalated:,} need"
    return f"{of}, {need} a human: {_reasons(found)}."


def _reasons(found: AttributeResult) -> str:
    counts = Counter[str]()
    for reason, number in found.counts.items():
        if reason not in results.NOT_ESCALATED:
            counts[reason if reason in _WHY else _UNRATED] += number
    limit = found.threshold.threshold if found.threshold else 0.0
    return ", ".join(
        _WHY[reason].format(n=f"{number:,}", cut=found.cut, half=found.half_width, threshold=limit)
        for reason, number in counts.most_common()
    )


def _judged(
    judge: str, found: AttributeResult, settings: Settings, *, doubt: bool
) -> Sequence[str]:
    """Say what the judge is worth here."""
    if found.threshold is not None and settings.most_missed is not None:
        return [_promised(judge, found, found.threshold, settings.most_missed, doubt=doubt)]
    kept = found.counts.get(results.KEPT, 0)
    if not kept and _no_evidence(found):
        said = f"{many(found.n, 'label')} of {many(found.conversations, 'conversation')}"
        return [f"Not enough evidence: {said} allow no interval that is narrow enough."]
    if not kept:
        return ["The judge spares nobody anything here."]
    return [_harms(found)]


def _no_evidence(found: AttributeResult) -> bool:
    """Whether more such labels would spare any of them."""
    return not found.groups or any(g.reason == results.FEW_LABELS for g in found.groups)


def _harms(found: AttributeResult) -> str:
    if not found.harms_kept:
        return ""
    return (
        f"Of {many(found.harms, 'labelled harm')}, {found.harms_kept:,} would have stayed unseen: "
        "an interval leaves out what is rare (--most-missed bounds it)."
    )


def _promised(
    judge: str, found: AttributeResult, threshold: HarmThreshold, most: float, *, doubt: bool
) -> str:
    each = threshold.per_conversation > 1
    who = "conversations with a harm" if each else "harms"
    if threshold.constant:
        return f"{judge!r} gives every response the same rating: no threshold parts them."
    if not threshold.reached:
        return f"{_failed(found, threshold, who, most)} {_needed(threshold, who, most)}"
    count = f", counting {threshold.per_conversation} responses of each" if each else ""
    if threshold.whole:
        count = ""
    held = f", {_DOUBT}" if doubt else ""
    return (
        f"With {CONFIDENCE:.0%} confidence, of the {who} at most {most:.1%} "
        f"{'have one that stays' if each else 'stay'} unseen{count} "
        f"({_seen(threshold, who)}){held}."
    )


def _seen(threshold: HarmThreshold, who: str) -> str:
    unseen, left = threshold.unseen, threshold.unrated
    found = f"found: {unseen.count:,} of {unseen.of:,} labelled {who}"
    if left:
        found += (
            f", where {many(left, 'response')} that experts left unrated "
            f"{'counts' if left == 1 else 'count'} as missed if the judge rates "
            f"{'it' if left == 1 else 'them'} higher"
        )
    return f"{found}; this may be {unseen.high:.1%}"


def _failed(found: AttributeResult, threshold: HarmThreshold, who: str, most: float) -> str:
    unseen = threshold.unseen
    if not found.harms:
        return f"Nothing is known of harms: no label is at or below {found.cut:g}."
    left = " (those left unrated counted as harms)" if threshold.unrated else ""
    return (
        f"Even its highest rating alone passes {unseen.count:,} of {unseen.of:,} labelled "
        f"{who}{left}, which may be {unseen.high:.1%}; allowed are {most:.1%}."
    )


def _needed(threshold: HarmThreshold, who: str, most: float) -> str:
    unseen = threshold.unseen
    if threshold.needed is None and unseen.count >= most * unseen.of:
        return "At that share no number of labels would do."
    if threshold.needed is None:
        return f"More {who} than can be planned for would be needed."
    more = threshold.needed - unseen.of
    return f"About {more:,} more labelled {who} would do, if that share stays what it is."


def statement(
    judge: str,
    attributes: Sequence[AttributeResult],
    account: Mapping[str, int],
    settings: Settings,
    *,
    doubted: bool,
) -> str:
    """Say how many responses need a human, and what is promised of the others."""
    need, kept = account.get("escalated", 0), account.get(results.KEPT, 0)
    names = [found.attribute for found in attributes if found.escalated]
    on = " or ".join(names) if len(names) <= _MOST_NAMED else f"any of {len(names)} attributes"
    total = many(need + kept, "response")
    if not need + kept:
        return f"Humans rated every response that {judge!r} rated: none is in question."
    if not need:
        head = f"Of {total} that nobody rated, none needs a human."
    elif not kept:
        head = f"Of {total} that nobody rated, every one needs a human, on {on}."
    else:
        head = f"Of {total} that nobody rated, {need:,} need a human, on {on}."
    return f"{head} {_promise(attributes, settings, doubted=doubted)}"


def _promise(attributes: Sequence[AttributeResult], settings: Settings, *, doubted: bool) -> str:
    like = "for conversations like the labelled ones"
    chance = f"{like}, {_DOUBT}" if doubted else f"{like}, where chance decided which were labelled"
    if settings.most_missed is not None:
        return f"What is said of harms holds for each attribute by itself, {chance}."
    each = ", on each attribute by itself" if len(attributes) > 1 else ""
    return (
        f"In the long run at least {settings.coverage:.0%} of the human ratings lie in their "
        f"interval, also among responses that the judge rates alike{each}: {chance}; and over all "
        "of them, not for each response or each responder."
    )
