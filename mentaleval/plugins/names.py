"""Names that several plugins claim."""

from __future__ import annotations

from collections.abc import Iterable

from mentaleval.plugins.records import OWN, Kind, Provided, Unusable


def settled(offered: Iterable[Provided]) -> tuple[list[Provided], list[Unusable]]:
    """Return what can be asked for by name, and what cannot since its name is claimed.

    A name of mentaleval itself stays its own. Where two others claim a name, neither gets it:
    which one is meant is not for us to guess.
    """
    claims: dict[tuple[Kind, str], list[Provided]] = {}
    for one in offered:
        claims.setdefault((one.kind, one.name), []).append(one)
    usable: list[Provided] = []
    unusable: list[Unusable] = []
    for claimants in claims.values():
        kept = _keeper(claimants)
        usable += [kept] if kept else []
        problem = _taken(kept) if kept else _claimed(claimants)
        unusable += [
            Unusable(one.kind, one.name, one.owner, problem) for one in claimants if one is not kept
        ]
    return usable, unusable


def _keeper(claimants: list[Provided]) -> Provided | None:
    """Return who keeps the name, if anyone."""
    own = [one for one in claimants if one.owner.distribution == OWN]
    if len(own) == 1:
        return own[0]
    same = all(one.plugin is claimants[0].plugin for one in claimants)
    return claimants[0] if same else None


def _taken(keeper: Provided) -> str:
    return f"has a name that is taken: by {keeper.owner}"


def _claimed(claimants: list[Provided]) -> str:
    owners = list(dict.fromkeys(str(one.owner) for one in claimants))
    if len(owners) == 1:
        return f"has a name that {owners[0]} gives to {len(claimants)} classes"
    return f"has a name that is claimed more than once: by {' and '.join(owners)}"
