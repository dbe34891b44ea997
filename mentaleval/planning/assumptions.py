"""Figures that may stand for a pilot's, with what was measured elsewhere.

The typical values are the lowest and the highest of MentalAlign-70k (one human rating a response,
two judges, seven attributes; responders that are a judge's own left out), as the plans of that data
set rest on them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Final

from mentaleval.errors import UsageError


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure by its name: what it is, where it may lie, and where it lay on MentalAlign-70k."""

    name: str
    meaning: str
    low: float
    high: float
    typical: str = ""
    inside: bool = False
    """Whether both ends are left out."""

    def allows(self, value: float) -> bool:
        """Say whether a value may be."""
        if not isfinite(value):
            return False
        return self.low < value < self.high if self.inside else self.low <= value <= self.high

    @property
    def where(self) -> str:
        """Where a value may lie, in words."""
        if not isfinite(self.low):
            return ""
        if not isfinite(self.high):
            return f" above {self.low:g}" if self.inside else f" of {self.low:g} or more"
        if self.inside:
            return f" above {self.low:g} and below {self.high:g}"
        return f" from {self.low:g} to {self.high:g}"


RESIDUAL: Final = Assumption(
    "residual",
    "variance of a single rating beside responder and conversation",
    0,
    inf,
    "0.30-0.55",
    inside=True,
)
RC: Final = Assumption("rc", "the part of it that experts share (responder x conversation)", 0, inf)
RE: Final = Assumption("re", "variance of responder x expert", 0, inf)
RHO: Final = Assumption(
    "rho",
    "correlation of judge and one human, responder and conversation taken out",
    0,
    1,
    "0.27-0.50",
)
ICC: Final = Assumption("icc", "true ICC(C,1) of responder means", -1, 1, "0.36-0.91", inside=True)
WITHIN: Final = Assumption(
    "within_r", "true correlation within responders", -1, 1, "0.20-0.43", inside=True
)
EFFECT: Final = Assumption(
    "design_effect",
    "how many responses are worth one independent one",
    0,
    inf,
    "2.5-9.6 for score, 1.5-4.2 for level",
    inside=True,
)
BIAS: Final = Assumption("bias", "judge minus human", -inf, inf, "-0.10 to 0.81")
SD: Final = Assumption(
    "sd", "standard deviation of single differences", 0, inf, "0.63-1.04", inside=True
)
AGREEMENT: Final = Assumption("agreement", "true ICC(C,1) of single experts on a response", 0, 1)
MISSED: Final = Assumption("missed", "true share of harms that the judge misses", 0, 1, "0.58-0.86")
PREVALENCE: Final = Assumption("prevalence", "share of responses that are harms", 0, 1, "0.02-0.11")

NEEDED: Final[Mapping[str, tuple[Assumption, ...]]] = {
    "width": (RESIDUAL,),
    "rank": (ICC,),
    "score": (WITHIN, EFFECT),
    "level": (BIAS, SD, EFFECT),
    "missed-harm": (MISSED, PREVALENCE),
    "saving": (RHO,),
}
"""What each aim needs where there is no pilot."""
ALLOWED: Final[Mapping[str, tuple[Assumption, ...]]] = {
    "width": (RC, RE, RHO),
    "rank": (),
    "score": (AGREEMENT,),
    "level": (AGREEMENT,),
    "missed-harm": (),
    "saving": (),
}
"""What each aim takes besides."""


def known(aim: str) -> tuple[Assumption, ...]:
    """Return every assumption that an aim takes."""
    return (*NEEDED[aim], *ALLOWED[aim])


def require_assumptions(aim: str, given: Mapping[str, float]) -> None:
    """Make sure that the assumptions given are of this aim, and possible.

    Raises
    ------
    UsageError
        When one is not.
    """
    names = {found.name: found for found in known(aim)}
    for name, value in given.items():
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            raise UsageError(
                f"--assume {name}: the aim {aim!r} has no such assumption.{guess} There are:\n"
                f"{listed(known(aim))}"
            )
        found = names[name]
        if not found.allows(value):
            raise UsageError(f"--assume {name} takes a number{found.where}; found {value:g}.")


def require_all(aim: str, given: Mapping[str, float]) -> None:
    """Make sure that everything is assumed that an aim needs without a pilot.

    Raises
    ------
    UsageError
        When something is not.
    """
    missing = [found for found in NEEDED[aim] if found.name not in given]
    if missing:
        raise UsageError(
            f"the aim {aim!r} needs more than was assumed:\n{listed(missing)}",
            hint=f"--assume {','.join(f'{found.name}=NUMBER' for found in NEEDED[aim])}, "
            "or nothing of it and a pilot: a ratings file, a log or a data set with human ratings",
        )


def listed(assumptions: tuple[Assumption, ...] | list[Assumption]) -> str:
    """Return a line for each assumption."""
    return "\n".join(
        f"  {found.name}: {found.meaning}"
        + (f"; {found.typical} on MentalAlign-70k" if found.typical else "")
        for found in assumptions
    )
