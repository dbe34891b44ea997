"""Names that several plugins claim."""

from __future__ import annotations

from collections.abc import Iterable

from mentaleval.plugins.reasons import normalised
from mentaleval.plugins.records import DISABLE, OWN, Installed, Kind, Provided, Unusable


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
    owners = list(dict.fromkeys(one.owner for one in claimants))
    if len(owners) == 1:
        return f"has a name that {owners[0]} gives to {len(claimants)} classes"
    claimed = f"has a name that is claimed more than once: by {' and '.join(map(str, owners))}"
    return f"{claimed}{_way_out(owners)}"


def _way_out(owners: list[Installed]) -> str:
    """Say which plugins to switch off so that one is left, for each."""
    switches = [switch for owner in owners if (switch := _switch(owner, owners))]
    if len(switches) < len(owners):
        return ""
    ways = []
    for kept in switches:
        off = ",".join(switch for switch in switches if switch != kept)
        ways.append(f"`{DISABLE}={off}` leaves that of {kept}")
    return f"; {', '.join(ways)}"


def _switch(owner: Installed, owners: list[Installed]) -> str | None:
    """Return a name that switches off this plugin, and none of the others."""
    others = [one for one in owners if one is not owner]
    called = {normalised(name) for one in others for name in (one.name, one.distribution)}
    names = (name for name in (owner.distribution, owner.name) if normalised(name) not in called)
    return next(names, None)
