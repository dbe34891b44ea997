"""Say which expert rates which of the drawn conversations.

A conversation goes to an expert whole, with all its responses: a severe expert then lowers every
responder alike, and the difference between two responders keeps nothing of it.

The overlap is rated by *all* experts. How well experts agree is computed from the largest set of
responses that the same experts rated without gaps (`mentaleval.trust.reference`): ICC(C,k) of their
responder means is the ceiling for ranking, ICC(C,1) of single responses that for scoring. Where
pairs of experts share a few conversations each, no such set is large; every response then gives two
ratings of changing experts, and how they differ in severity counts as disagreement. All experts on
one set also makes every pair of them overlap equally often.

The other conversations are dealt out in turn, stratum after stratum without starting anew, so that
two experts differ by at most one conversation in every stratum and by at most one in all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final, Self

from mentaleval.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

DEFAULT_OVERLAP: Final = 0.3
FEWEST_IN_COMMON: Final = 20
"""The default overlap is at least so many conversations, where so many are drawn.

Agreement on fewer is hardly known: with two experts and a true ICC of 0.7, the 95 % interval from
20 pairs of ratings is about 0.4 to 0.9. Conversations of several responders say more than that.
"""
_ROUNDING: Final = 1e-9
MOST_NUMBERED: Final = 999
"""A longer number in the place of names is a slip."""
_LONGEST_NAME: Final = 64
_NO_FILE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_OURS: Final = frozenset({"key", "draw"})
"""Names of files that lie beside the experts' sheets."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many of the drawn conversations every expert rates."""

    conversations: int

    @classmethod
    def of(cls, share: float | None, drawn: int, experts: int) -> Self:
        """Return the overlap for a share of the drawn conversations, rounded up.

        None stands for the default: none with one expert, else 0.3 and at least 20.

        Examples
        --------
        >>> Overlap.of(None, 100, 3), Overlap.of(None, 40, 3), Overlap.of(0.25, 10, 2)
        (Overlap(conversations=30), Overlap(conversations=20), Overlap(conversations=3))
        """
        if share is not None:
            return cls(ceil(share * drawn - _ROUNDING))
        if experts == 1:
            return cls(0)
        return cls(min(drawn, max(ceil(DEFAULT_OVERLAP * drawn - _ROUNDING), FEWEST_IN_COMMON)))


def refuse_overlap(share: float | None, drawn: int, experts: Sequence[str]) -> None:
    """Refuse an overlap that cannot be had.

    Raises
    ------
    UsageError
        When it is no share, or one expert would overlap with nobody, or one would get nothing.
    """
    if share is not None and not 0 <= share <= 1:
        raise UsageError(f"an overlap of {share:g}: it is a share, from 0 to 1.")
    if share and len(experts) == 1:
        raise UsageError(
            f"an overlap of {share:g} takes two experts, and there is one: {experts[0]!r}."
        )
    common = Overlap.of(share, drawn, len(experts)).conversations
    if not common and drawn < len(experts):
        raise UsageError(
            f"{len(experts)} experts are to share {drawn} conversations without overlap: "
            "some would get none."
        )


def assigned(
    strata: Sequence[Hashable],
    experts: Sequence[str],
    shared: Collection[int],
    rng: np.random.Generator,
) -> list[tuple[str, ...]]:
    """Return the experts of each conversation.

    Parameters
    ----------
    strata
        The stratum of each conversation.
    experts
        Who rates.
    shared
        The places of those that everybody rates.
    rng
        Draws who gets which of the others.

    Examples
    --------
    >>> import numpy as np
    >>> assigned("aabb", ["anna", "ben"], {0}, np.random.default_rng(1))
    [('anna', 'ben'), ('anna',), ('ben',), ('anna',)]
    """
    turns = rng.permutation(len(experts)).tolist()
    single = [place for place in range(len(strata)) if place not in shared]
    shuffled = [single[i] for i in rng.permutation(len(single)).tolist()]
    names = list(dict.fromkeys(strata[place] for place in shuffled))
    dealt = sorted(shuffled, key=lambda place: names.index(strata[place]))  # stable
    raters = {place: (experts[turns[i % len(experts)]],) for i, place in enumerate(dealt)}
    return [raters.get(place, tuple(experts)) for place in range(len(strata))]


def expert_names(said: str) -> tuple[str, ...]:
    """Read the experts: names with commas between them, or how many there are.

    Raises
    ------
    UsageError
        When one is named twice, or cannot be the name of a file on every system.

    Examples
    --------
    >>> expert_names("anna, ben"), expert_names("2")
    (('anna', 'ben'), ('expert-1', 'expert-2'))
    """
    said = unicodedata.normalize("NFC", said).strip()
    if re.fullmatch(r"[0-9]+", said):
        return _numbered(said)
    names = tuple(name.strip() for name in said.split(","))
    for name in names:
        if problem := problem_with_name(name):
            raise UsageError(
                f"--experts: {name!r} cannot be an expert's name, which names a file: {problem}."
            )
    _refuse_twice(names)
    return names


def _numbered(said: str) -> tuple[str, ...]:
    digits = said.lstrip("0")
    if not digits:
        raise UsageError("--experts 0: at least one expert is needed.")
    if len(digits) > len(str(MOST_NUMBERED)):  # the number itself may be endless
        raise UsageError(
            f"--experts {said[:12]}: a number says how many experts there are, from 1 to "
            f"{MOST_NUMBERED}."
        )
    return tuple(f"expert-{i + 1}" for i in range(int(digits)))


def _refuse_twice(names: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        first = seen.get(name.casefold())
        if first == name:
            raise UsageError(f"--experts: {name!r} is named twice.")
        if first is not None:
            raise UsageError(
                f"--experts: {first!r} and {name!r} would be one file where a system does not "
                "tell capitals apart."
            )
        seen[name.casefold()] = name


def problem_with_name(name: str) -> str | None:
    """Say why nobody can be asked under a name; None where one can.

    An expert's sheet is a file with the expert's name, on whatever system it is opened.

    Examples
    --------
    >>> problem_with_name("Dr. Ana Núñez") is None, problem_with_name("anna/ben")
    (True, "'/' is not allowed there")
    """
    sign = _NO_FILE.search(name)
    edge = name.startswith((".", "-", "~", "=")) or name.endswith(".")
    problems = {
        "it is blank": not name.strip(),
        "it begins or ends with a space": name != name.strip(),
        f"{(sign[0] if sign else '')!r} is not allowed there": sign is not None,
        "it holds a character that does not show": not name.isprintable(),
        "it begins or ends with a sign that has a meaning there": edge,
        f"it has more than {_LONGEST_NAME} characters": len(name) > _LONGEST_NAME,
        "another file has that name": name.casefold() in _OURS or bool(_DEVICE.fullmatch(name)),
        "a number alone says how many experts there are": name.isdigit(),
    }
    return next((problem for problem, there in problems.items() if there), None)
