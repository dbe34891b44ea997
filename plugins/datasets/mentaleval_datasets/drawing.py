"""Choose conversations: at random in proportion to their strata, or the head of the alphabet."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from mentaleval_datasets.conversations import Conversation


def random_order(
    conversations: Sequence[Conversation], *, seed: int, stratum: Callable[[Conversation], str]
) -> list[Conversation]:
    """Return all conversations in a random order whose every beginning is a stratified draw.

    Within a stratum the order is that of a sum of *seed* and the conversation's id, so it depends
    on nothing else that is there; strata take their turns by `turns`. A draw of 1,000 is so the
    beginning of the draw of 10,000.
    """
    strata: defaultdict[str, list[Conversation]] = defaultdict(list)
    for conversation in sorted(conversations, key=lambda c: _lot(seed, c.id)):
        strata[stratum(conversation)].append(conversation)
    waiting = {name: iter(members) for name, members in strata.items()}
    sizes = {name: len(members) for name, members in strata.items()}
    return [next(waiting[name]) for name in turns(sizes, seed=seed)]


def turns(sizes: Mapping[str, int], *, seed: int) -> list[str]:
    """Return the stratum of every place: each has about its share at every length, by chance.

    Systematic sampling with random starts (Madow and Madow, On the theory of systematic sampling,
    Annals of Mathematical Statistics 15, 1944). Strata of one size are shuffled, and their members,
    in turn, get keys at equal distances from a random start; the keys of all sizes are then sorted.
    Below any key a stratum of *n* has *n* times the key, rounded down or up, and the chance of
    every conversation to lie below it is the key itself: also in a stratum that is too small for a
    whole place. At every length a stratum is within ``1 + share * k`` of its exact count, where
    ``share`` is its share of all and ``k`` how many different sizes there are.

    Parameters
    ----------
    sizes
        How many each stratum has: 1 or more.
    """
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(sizes, key=lambda name: _lot(seed, f"stratum\0{name}")):
        alike[sizes[name]].append(name)
    keys: list[tuple[float, str]] = []
    for size, names in alike.items():
        start, whole = _uniform(seed, f"size\0{size}"), size * len(names)
        keys += [((at + start) / whole, names[at % len(names)]) for at in range(whole)]
    return [name for _, name in sorted(keys)]


def alphabetical(conversations: Iterable[Conversation]) -> list[Conversation]:
    """Return the conversations by their contexts, capital letters as small ones.

    So stand the 1,000 of MentalAlign-70k, but for one.
    """
    return sorted(conversations, key=lambda c: (c.context.casefold(), c.context, c.id))


def _lot(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()


def _uniform(seed: int, name: str) -> float:
    """Return a number from 0 to below 1, of 52 random bits."""
    return int(_lot(seed, name)[:13], 16) / 16**13
