"""Whether sources go together: what each rated, on which scales and in which words."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from mentaleval.cli.rubrics import dataset_rubric
from mentaleval.contract import Dataset
from mentaleval.documents.rubrics import kept_rubric, rubric_data
from mentaleval.documents.wording import other_words, words_of
from mentaleval.errors import UsageError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Attribute, RecordedRating, Rubric, Scale

_APART = "give them to commands of their own"


@dataclass(frozen=True, slots=True)
class Claim:
    """A source that says by which rubric its ratings were given.

    Parameters
    ----------
    source, rubric
        What to call it, and what it says.
    rated
        The attributes that it has ratings on; None for all.
    judges
        The judges that rated by it.
    recorded
        Whether it is a data set, whose raters were there before.
    worded
        Whether the words are those that the raters were shown.
    """

    source: str
    rubric: Rubric
    rated: frozenset[str] | None = None
    judges: frozenset[str] = frozenset()
    recorded: bool = False
    worded: bool = True

    def has(self, name: str) -> bool:
        """Whether it has ratings on an attribute of its rubric."""
        return self.rated is None or name in self.rated


def dataset_claim(
    dataset: Dataset, rated: Collection[str], *, rescaled: bool = False
) -> Claim | None:
    """Return what a data set says of its ratings; None where it does not know.

    Parameters
    ----------
    dataset, rated
        The data set, and the attributes that it has ratings on.
    rescaled
        Whether the command line says the scale instead.
    """
    own, scale = dataset_rubric(dataset), None if rescaled else dataset.scale
    if not rated or (own is None and scale is None):
        return None
    rubric = own or SEVEN
    if scale is not None:
        rubric = on_scale(rubric, scale, rated)
    if rubric.name == SEVEN.name and not set(rubric) <= set(SEVEN):
        rubric = replace(rubric, name=dataset.name)
    return Claim(
        f"the data set {dataset.name!r}",
        rubric,
        frozenset() if rescaled else frozenset(rated),
        recorded=True,
        worded=scale is None,
    )


def on_scale(rubric: Rubric, scale: Scale, names: Collection[str]) -> Rubric:
    """Return a rubric with every attribute on one scale, *names* that it lacks among them."""
    known = tuple(a if a.scale == scale else replace(a, scale=scale, levels=()) for a in rubric)
    more = [name for name in names if name not in rubric.names]
    other = tuple(
        Attribute(name, definition=f"{name}, in words not given", scale=scale) for name in more
    )
    return replace(rubric, attributes=(*known, *other))


def rated_in(records: Iterable[RecordedRating]) -> frozenset[str]:
    """Return the attributes of ratings, as a ratings table calls them."""
    found = {record.attribute for record in records}
    return frozenset(unicodedata.normalize("NFC", str(name).strip().lower()) for name in found)


def joined(claims: Sequence[Claim]) -> Rubric:
    """Return the one rubric of several sources: the first one's attributes, then the others'.

    Where judges or a person say by what was rated, data sets add only what these leave out.

    Raises
    ------
    MentalevalError
        When they rate one attribute on different scales, one judge has rated by two wordings,
        they mean different attributes by one axis, or what they say together is no rubric.
    """
    if not claims:
        return SEVEN
    for one, other in combinations(claims, 2):
        _require_one_scale(one, other)
        _require_one_wording(one, other)
    leading = [claim for claim in claims if not claim.recorded] or list(claims)
    for one, other in combinations(leading, 2):
        _require_same_axes(one, other)
    whole = _merged(leading, [claim for claim in claims if claim not in leading])
    if whole == leading[0].rubric:
        return whole
    for claim in leading:
        _require_same_axes(claim, Claim("all sources together", whole), every=True)
    said = ", ".join(dict.fromkeys(claim.source for claim in claims))
    return kept_rubric(rubric_data(whole), source=f"the rubric of {said} together")


def _merged(leading: Sequence[Claim], others: Sequence[Claim]) -> Rubric:
    """Return all attributes; one that several sources know is the first one's that rated it."""
    found = {a.name: a for claim in reversed(leading) for a in claim.rubric}
    rated = {a.name: a for claim in reversed(leading) for a in claim.rubric if claim.has(a.name)}
    order = dict.fromkeys(name for claim in leading for name in claim.rubric.names)
    whole = {name: rated.get(name, found[name]) for name in order}
    axes = {axis.casefold() for claim in leading for axis in claim.rubric.composites}
    for claim in others:
        more = {a.name: a for a in claim.rubric if claim.has(a.name) and a.name not in whole}
        for attribute in more.values():
            its = claim.rubric.composites.get(attribute.axis, ())
            # an axis without one of its attributes would be another mean
            alone = attribute.axis.casefold() not in axes and all(name in more for name in its)
            whole[attribute.name] = attribute if alone else replace(attribute, axis="")
    return replace(leading[0].rubric, attributes=tuple(whole.values()))


def _shared(one: Claim, other: Claim) -> Iterator[tuple[Attribute, Attribute]]:
    theirs = {attribute.name: attribute for attribute in other.rubric if other.has(attribute.name)}
    for attribute in one.rubric:
        if one.has(attribute.name) and attribute.name in theirs:
            yield attribute, theirs[attribute.name]


def disagreeing(one: Claim, other: Claim) -> bool:
    """Whether two sources put an attribute on two scales, or in different words."""
    return any(mine.scale != its.scale for mine, its in _shared(one, other)) or bool(
        _reworded(one, other)
    )


def _require_one_scale(one: Claim, other: Claim) -> None:
    """Refuse two scales of one attribute."""
    for mine, its in _shared(one, other):
        if mine.scale != its.scale:
            raise UsageError(
                f"{one.source} rates {mine.name!r} on {mine.scale} (rubric "
                f"{one.rubric.name!r}), {other.source} on {its.scale} (rubric "
                f"{other.rubric.name!r}): ratings on two scales cannot be compared.",
                hint=_APART,
            )


def _reworded(one: Claim, other: Claim) -> dict[str, str]:
    """Return the attributes that two sources put differently, and what differs."""
    if one.rubric.attributes == other.rubric.attributes or not (one.worded and other.worded):
        return {}
    parts = {a.name: other_words(words_of(a), words_of(b)) for a, b in _shared(one, other)}
    return {name: what for name, what in parts.items() if what}


def _said(reworded: dict[str, str]) -> str:
    return ", ".join(f"{name!r} ({what})" for name, what in reworded.items())


def _require_one_wording(one: Claim, other: Claim) -> None:
    both = sorted(one.judges & other.judges)
    if both and (reworded := _reworded(one, other)):
        raise UsageError(
            f"the judge {both[0]!r} was asked in other words in {one.source} than in "
            f"{other.source}: {_said(reworded)}; its ratings by two rubrics are not one judge's.",
            hint=_APART,
        )


def wordings(claims: Sequence[Claim]) -> Iterator[str]:
    """Yield a line for every two rubrics of sources that put an attribute in different words."""
    known: set[tuple[object, object]] = set()
    for one, other in combinations(claims, 2):
        pair = (one.rubric.attributes, other.rubric.attributes)
        reworded = _reworded(one, other)
        if not reworded or pair in known:
            continue
        known.add(pair)
        if one.recorded == other.recorded:
            yield (
                f"warning: {one.source} and {other.source} put the same attribute in different "
                f"words, and are compared nevertheless: {_said(reworded)}"
            )
            continue
        own, given = (one, other) if one.recorded else (other, one)
        yield (
            f"warning: the people of {own.source} rated by its own words, not by those of "
            f"{given.source}: {_said(reworded)}"
        )


def _require_same_axes(one: Claim, other: Claim, *, every: bool = False) -> None:
    """Refuse an axis of two meanings; with *every*, one that the other does not have too."""
    theirs = other.rubric.composites
    for axis, names in one.rubric.composites.items():
        its = theirs.get(axis, () if every else names)
        if its != names:
            raise UsageError(
                f"{axis} is the mean of {', '.join(names)} in {one.source}, and of "
                f"{', '.join(its) or 'nothing'} in {other.source}: they cannot be compared.",
                hint=_APART,
            )
