"""What a person wants of a study, and what is given beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mentaleval.errors import UsageError
from mentaleval.planning.assumptions import require_assumptions
from mentaleval.rubric import SEVEN
from mentaleval.stats.arrays import FEWEST_TARGETS
from mentaleval.trust import DEFAULT_SEED
from mentaleval.trust.rank import MOST_RESPONDERS
from mentaleval.vocabulary import Rubric, Scale, Use, Verdict


class Aim(StrEnum):
    """What a study is planned for."""

    WIDTH = "width"
    """A half-width of the difference of two responders."""
    RANK = "rank"
    SCORE = "score"
    LEVEL = "level"
    """A verdict on a judge, for the use of this name."""
    MISSED_HARM = "missed-harm"
    """An upper limit of the share of harms that a judge misses."""
    SAVING = "saving"
    """A share of the human labels that a judge saves."""


VERDICTS: Final[Mapping[Use, tuple[Verdict, ...]]] = {
    Use.RANK: (Verdict.TRUSTED, Verdict.USABLE),
    Use.SCORE: (Verdict.TRUSTED, Verdict.USABLE),
    Use.LEVEL: (Verdict.TRUSTED,),
}
"""The verdicts that a study can be planned for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a study is planned.

    Parameters
    ----------
    aim
        What for.
    goal
        The half-width, the limit of missed harms or the saving that is wanted.
    verdict
        The verdict that is wanted, for an aim that is a use.
    power
        How often a study of the planned size is to reach a verdict or a limit.
    attributes
        Of what; empty for every attribute of the pilot.
    assume
        Figures by name that stand for a pilot's (`assumptions`).
    responders, conversations, experts, judged
        What is settled already: responders, conversations with human ratings, experts in all, and
        conversations that a judge rates. None where the plan is to say.
    seed
        Of everything drawn.
    confidence
        Of every interval.
    rubric, scale
        What the pilot's ratings were read by.
    """

    aim: Aim
    goal: float = 0.0
    verdict: Verdict | None = None
    power: float = 0.8
    attributes: tuple[str, ...] = ()
    assume: Mapping[str, float] = field(default_factory=dict)
    responders: int | None = None
    conversations: int | None = None
    experts: int | None = None
    judged: int | None = None
    seed: int = DEFAULT_SEED
    confidence: float = 0.95
    rubric: Rubric = SEVEN
    scale: Scale | None = None

    def __post_init__(self) -> None:
        if self.aim in (Aim.MISSED_HARM, Aim.SAVING) and not 0 < self.goal < 1:
            raise UsageError(
                f"--{self.aim} takes a share between 0 and 1, such as 0.1; found {self.goal:g}."
            )
        if self.aim is Aim.WIDTH and not self.goal > 0:
            raise UsageError(f"--width takes a half-width above 0; found {self.goal:g}.")
        if not 0 < self.power < 1:
            raise UsageError(f"--power lies between 0 and 1, such as 0.8; found {self.power:g}.")
        self._check_sizes()
        self._check_used()
        require_assumptions(self.aim.value, self.assume)

    def _check_sizes(self) -> None:
        least = {"responders": 2, "conversations": 2, "experts": 1, "judged": 2}
        for name, low in least.items():
            given = getattr(self, name)
            if given is not None and given < low:
                raise UsageError(f"--{name} must be {low} or more; found {given}.")
        low, found = FEWEST_TARGETS + 1, self.responders
        if self.aim is Aim.RANK and found is not None and not low <= found <= MOST_RESPONDERS:
            raise UsageError(
                f"--responders must be from {low} to {MOST_RESPONDERS} for a verdict of rank; "
                f"found {found}."
            )
        if self.judged and self.conversations and self.judged < self.conversations:
            raise UsageError(
                f"--judged {self.judged} is fewer than --conversations {self.conversations}: a "
                "judge helps where it rates more conversations than the humans do."
            )

    def _check_used(self) -> None:
        """Refuse what the aim makes no use of."""
        unused = {Aim.WIDTH: (), Aim.SAVING: ("experts",)}.get(self.aim, ("experts", "judged"))
        for name in unused:
            if getattr(self, name) is not None:
                raise UsageError(f"--{name} changes nothing for the aim {self.aim.value!r}.")


def use_and_verdict(text: str) -> tuple[Aim, Verdict]:
    """Read ``USE=VERDICT``.

    Raises
    ------
    UsageError
        When there is no such use, or a study cannot be planned for the verdict.
    """
    use, _, verdict = (part.strip().lower() for part in text.partition("="))
    if use not in {found.value for found in VERDICTS}:
        raise UsageError(
            f"--verdict takes USE=VERDICT, such as rank=trusted; the uses are "
            f"{', '.join(found.value for found in VERDICTS)}; found {text!r}."
        )
    able = VERDICTS[Use(use)]
    if verdict not in {found.value for found in able}:
        raise UsageError(
            f"--verdict {use}= takes {' or '.join(found.value for found in able)}; found "
            f"{verdict!r}: a study is planned to reach a verdict that lets a judge be used."
        )
    return Aim(use), Verdict(verdict)
