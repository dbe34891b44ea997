"""What stands beside each figure of a comparison: letters, or of many responders places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Comparison, ResponderMean
from mentaleval.comparison.uncompared import compared_with_somebody, missing_pairs
from mentaleval.report import figures
from mentaleval.report.compare_claims import in_order, told_apart
from mentaleval.report.compare_letters import letters


def signs_of(part: Part) -> dict[str, str]:
    """Return what stands beside the figures of those that were compared: letters or places.

    Two that share a letter are said to be compared and left open, two that share none to be told
    apart: neither is true of a pair that was not compared, and a sign stands for letters that
    would lie. Of places such a pair rules out none.
    """
    names = compared_with_somebody(part)
    if by_places(part):
        return {m.responder: open_places(m) for m in part.responders if m.responder in names}
    return dict.fromkeys(names, NO_LETTERS) if missing_pairs(part) else _letters(part, names)


def by_places(part: Part) -> bool:
    """Say whether letters would be too many to be read."""
    names = compared_with_somebody(part)
    if len(names) > MOST_WITH_LETTERS:
        return True
    return len(set("".join(_letters(part, names).values()))) > _MOST_LETTERS


def kinds_of_sign(parts: Sequence[Part]) -> str:
    """Say what stands beside figures: letters, places, or of each part the one or the other."""
    placed = {by_places(part) for part in parts}
    return " or ".join(name for name, of in (("letters", False), ("places", True)) if of in placed)


def open_places(mean: ResponderMean) -> str:
    """Return the places of a responder that no pair which is told apart rules out."""
    first, last = mean.ranks.first, mean.ranks.last
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}-{last}"


def legend_of(comparison: Comparison, parts: Sequence[Part], *, where: str = "In a column") -> str:
    """Explain the letters or places, and what else stands for a figure.

    Parameters
    ----------
    comparison
        What is shown.
    parts
        Its attributes and composites.
    where
        The first words: of which letters it holds.
    """
    level = f"{comparison.settings.confidence:.0%}"
    placed = [part for part in parts if by_places(part)]
    said = list(_letters_said([part for part in parts if part not in placed], where, level))
    if placed:
        said.append(_PLACES.format(level, _ranked_of(placed)))
        said += ["Of shares 1 is the smallest."] if any(p.heading.ceiling for p in placed) else []
    if any(len(signs_of(part)) < len(part.responders) for part in parts):
        signs = {"place" if part in placed else "letter" for part in parts}
        said.append(f"Without a {' or '.join(sorted(signs))}: not compared.")
    if missing := _missing_said([part for part in parts if part not in placed]):
        said.append(f"{NO_LETTERS}: no letters, as these were not compared: {missing}.")
    return " ".join([*said, *shares_said(parts)])


def _ranked_of(parts: Sequence[Part]) -> str:
    """Say how many have a place, where some have none: a last place is the last of these only."""
    counts = [sum(mean.ranks.first is not None for mean in part.responders) for part in parts]
    if all(count == len(part.responders) for part, count in zip(parts, counts, strict=True)):
        return ""
    low, high = min(counts), max(counts)
    return f" of the {low if low == high else f'{low} to {high}'} with labels"


def shares_said(parts: Sequence[Part]) -> Iterator[str]:
    """Say what is compared near the ceiling; nothing where nothing is near it."""
    cuts = dict.fromkeys(part.heading.cut for part in parts if part.heading.ceiling)
    if cuts:
        low = " or ".join(f"{cut:g}" for cut in cuts)
        yield f"%: responses rated {low} or lower, where nearly all have the highest rating."


def _letters(part: Part, names: Sequence[str]) -> dict[str, str]:
    return letters(names, [in_order(pair) for pair in part.pairs if told_apart(pair)])


def _letters_said(parts: Sequence[Part], where: str, level: str) -> Iterator[str]:
    if any(signs and NO_LETTERS not in signs.values() for signs in map(signs_of, parts)):
        yield f"{where} means that share a letter cannot be told apart ({level}, all pairs)."


def _missing_said(parts: Sequence[Part]) -> str:
    """Name the pairs that were not compared, those of all attributes alike once."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if named := [f"{pair.a} with {pair.b}" for pair in missing_pairs(part)]:
            found.setdefault(figures.some(named, _MOST_MISSING), []).append(part.heading.title)
    return "; ".join(f"{named} on {', '.join(titles)}" for named, titles in found.items())


MOST_WITH_LETTERS: Final = 15
"""Of more responders letters are long and say little."""
_MOST_LETTERS: Final = 12
NO_LETTERS: Final = "?"
_MOST_MISSING: Final = 3
_PLACES: Final = (
    "After a figure: the places that the pairs told apart leave open ({}, all pairs), 1 being the "
    "highest{}."
)
