"""Which rubric a command is about: the one given, else that of its data set or logs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mentaleval.contract import Dataset
from mentaleval.documents.rubrics import read_rubric, rubric_data, rubric_from
from mentaleval.errors import UsageError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Attribute, Rubric


def run_rubric(args: argparse.Namespace, dataset: Dataset) -> Rubric:
    """Return the rubric of a run: ``--rubric``, else the data set's or the earlier logs'.

    Raises
    ------
    DataError
        When it is none.
    """
    if args.rubric is not None:
        if isinstance(args.rubric, dict):  # a run file may hold it
            return rubric_from(args.rubric, source="the run file")
        return read_rubric(args.rubric)
    if (own := dataset_rubric(dataset)) is not None:
        return own
    if args.responses is None:
        return SEVEN
    from mentaleval.bridge.earlier import earlier_rubric  # noqa: PLC0415  Inspect is slow to import

    return earlier_rubric(args.responses) or SEVEN


def dataset_rubric(dataset: Dataset) -> Rubric | None:
    """Return the rubric that a data set carries, held to the rules of a written one.

    Raises
    ------
    DataError
        When it breaks them.
    """
    own = dataset.rubric
    if own is None:
        return None
    return rubric_from(rubric_data(own), source=f"the rubric of the data set {dataset.name!r}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A source that says by which rubric its ratings were given."""

    source: str
    rubric: Rubric


def joined(claims: Sequence[Claim]) -> Rubric:
    """Return the one rubric of several sources: the first one's attributes, then the others'.

    Raises
    ------
    UsageError
        When two of them rate one attribute on different scales, or mean different attributes by
        one axis.
    """
    known: dict[str, tuple[Claim, Attribute]] = {}
    for claim in claims:
        for attribute in claim.rubric:
            other, its = known.setdefault(attribute.name, (claim, attribute))
            if its.scale != attribute.scale:
                raise UsageError(
                    f"{other.source} rates {attribute.name!r} on {its.scale} (rubric "
                    f"{other.rubric.name!r}), {claim.source} on {attribute.scale} (rubric "
                    f"{claim.rubric.name!r}): ratings on two scales cannot be compared.",
                    hint="give them to commands of their own",
                )
    for claim in claims[1:]:
        _require_same_axes(claims[0], claim)
    if not claims:
        return SEVEN
    first = claims[0].rubric
    more = tuple(a for _, a in known.values() if a.name not in first.names)
    return replace(first, attributes=(*first.attributes, *more)) if more else first


def _require_same_axes(first: Claim, other: Claim) -> None:
    for axis, names in other.rubric.composites.items():
        mine = first.rubric.composites.get(axis, names)
        if mine != names:
            raise UsageError(
                f"{axis} is the mean of {', '.join(mine)} in {first.source}, and of "
                f"{', '.join(names)} in {other.source}: they cannot be compared.",
                hint="give them to commands of their own",
            )
