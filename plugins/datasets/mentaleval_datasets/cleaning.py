"""Clean the conversations of several sources, and count every one that is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from mentaleval_datasets.conversations import Conversation, one_spelling, word_count
from mentaleval_datasets.near_duplicates import near_duplicates


class Step(StrEnum):
    """What becomes of a conversation that was read: exactly one of these."""

    BLANK = "blank"
    DUPLICATE = "duplicate exact"
    FURTHER_ANSWER = "further answer"
    TOO_LONG = "too long"
    NEAR_DUPLICATE = "near-duplicate"
    NOT_DRAWN = "not drawn"
    KEPT = "kept"


Tally = Counter[tuple[str, Step]]
"""How many conversations of each source ended at each step."""


def cleaned(
    conversations: Iterable[Conversation],
    *,
    sources: Sequence[str],
    longest: int,
    near: float,
    tally: Tally,
) -> list[Conversation]:
    """Return what is left, and count the rest in *tally*.

    Of conversations that are one, the first is kept in this order: by source, as *sources* names
    them, then by the sum of their texts (`Conversation.place`). So what is left does not depend on
    the order in which they come.

    Parameters
    ----------
    longest
        Words that a context may have (see `word_count`).
    near
        The Jaccard similarity from which two contexts are nearly one; 1 for none.
    """
    rank = {source: place for place, source in enumerate(sources)}
    ordered = sorted(conversations, key=lambda c: (rank[c.source], c.place))
    left = [c for c in _distinct(ordered, tally) if _fits(c, longest, tally)]
    if near >= 1:
        return left
    doubled = near_duplicates([c.said for c in left], threshold=near)
    tally.update((left[at].source, Step.NEAR_DUPLICATE) for at in doubled)
    return [c for at, c in enumerate(left) if at not in doubled]


def _distinct(ordered: Sequence[Conversation], tally: Tally) -> Iterator[Conversation]:
    answers: defaultdict[str, set[str]] = defaultdict(set)
    for conversation in ordered:
        answer = one_spelling(conversation.response)
        if not conversation.said or not answer:
            tally[conversation.source, Step.BLANK] += 1
            continue
        known = answers[conversation.said]
        if not known:
            yield conversation
        else:
            step = Step.DUPLICATE if answer in known else Step.FURTHER_ANSWER
            tally[conversation.source, step] += 1
        known.add(answer)


def _fits(conversation: Conversation, longest: int, tally: Tally) -> bool:
    if word_count(conversation.context) <= longest:
        return True
    tally[conversation.source, Step.TOO_LONG] += 1
    return False


def counted(tally: Tally, read: Mapping[str, int]) -> dict[str, int]:
    """Return the lines of an account: for all and for each source, what was read is the sum."""
    lines: dict[str, int] = {"all: read": sum(read.values())}
    for step in Step:
        lines[f"all: {step}"] = sum(tally[source, step] for source in read)
    for source, count in read.items():
        lines[f"{source}: read"] = count
        lines |= {f"{source}: {step}": n for step in Step if (n := tally[source, step])}
    return lines
