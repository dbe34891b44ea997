"""What the experts' own agreement allows: no judge can agree better with them than they do."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Final, TypeGuard

from mentaleval.stats import Estimate
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.cell import Ruling
from mentaleval.trust.settings import Settings
from mentaleval.vocabulary import Verdict

FEWEST_EXPERTS: Final = 2
DISAGREE: Final = "experts disagree"
"""Of a ruling in short, where their agreement is known and too low."""
_FREE: Final = frozenset({Verdict.UNDETERMINED, Verdict.UNRELIABLE})


@dataclass(frozen=True, slots=True)
class Cap:
    """Why no judge gets more than `undetermined`, and the same in a few words."""

    why: str
    short: str


def capped(ruling: Ruling, cap: Cap | None) -> Ruling:
    """Return the ruling, lowered to `undetermined` where there is a cap and it says more."""
    if cap is None or ruling.verdict in _FREE:
        return ruling
    return Ruling(
        Verdict.UNDETERMINED, cap.why, cap.short, ruling.low, ruling.high, capped_by=cap.why
    )


def rank_cap(reference: ReferenceEntry | None, settings: Settings) -> Cap | None:
    """Return why the experts' ranking of responders allows no verdict, None where it does.

    Where experts rated in common and no agreement can be given, that is a reason too.
    """
    if not ceiling_known(reference):
        return None
    return _cap(reference.icc_ck, "ICC(C,k) of responder means", settings)


def response_cap(reference: ReferenceEntry | None, settings: Settings) -> Cap | None:
    """Return why their agreement on single responses allows no verdict, None where it does."""
    if not ceiling_known(reference):
        return None
    return _cap(reference.icc_c1, "ICC(C,1) of single responses", settings)


def ceiling_known(reference: ReferenceEntry | None) -> TypeGuard[ReferenceEntry]:
    """Say whether experts rated single responses in common."""
    return reference is not None and reference.n_common_experts >= FEWEST_EXPERTS


def _cap(found: Estimate, what: str, settings: Settings) -> Cap | None:
    if found.low >= settings.usable:
        return None
    known = not isnan(found.low)
    said = f"it is {found.low:.2f}" if known else "none can be given"
    return Cap(
        f"The experts' own {what} is not surely {settings.usable:.2f}: as lower limit {said}.",
        DISAGREE if known else "no expert limit",
    )
