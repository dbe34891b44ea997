"""Judges that are broken in how they are written down."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, field_serializer
from sound_judges import Sound

from mentaleval import Judge, UsageError


class NeedsAnOption(Sound):
    """Cannot be made without an option."""

    path: str = Field(description="Where its words are.")


class CannotBeMade(Sound):
    """Raises when it is made."""

    def model_post_init(self, _context: object) -> None:
        raise UsageError("no network")


class Shouting(Sound):
    """Has capitals and a space in its name."""

    name = "My Judge"


class Reserved(Sound):
    """Is called like a kind."""

    name = "judge"


class Wordless(Sound):
    pass


class Borrowed(Sound):
    __doc__ = Judge.__doc__


class Endless(Sound):
    """Has a summary without an end"""


class Wordy(Sound):
    """Has a summary that goes on and on, and on, and on, and on, and on, and on, and on, and on, and on, and on."""  # noqa: E501


class Thawed(Sound):
    """Lets its options be changed."""

    model_config = ConfigDict(frozen=False)


class Lax(Sound):
    """Takes any option."""

    model_config = ConfigDict(extra="ignore")


class Undescribed(Sound):
    """Has an option that says nothing of itself."""

    depth: int = 3


class Untyped(Sound):
    """Has an option that takes anything."""

    depth: Any = Field(default=None, description="How deep it looks.")


class UntypedInside(Sound):
    """Has an option that takes a list of anything."""

    depth: list[Any] = Field(default=[], description="How deep it looks.")


class OneWay(Sound):
    """Writes an option as it does not read it."""

    depth: int = Field(default=3, description="How deep it looks.")

    @field_serializer("depth")
    def _doubled(self, depth: int) -> int:
        return depth * 2


class Namesake(Sound):
    """Has one label whatever its options."""

    @property
    def label(self) -> str:
        return self.name


class TakesAttributes(Sound):
    """Has an option that its scorer takes for another."""

    attributes: str = Field(default="", description="What it rates.")


class NoVariants(Sound):
    """Stands for nothing."""

    def variants(self, dataset):
        raise UsageError(f"{dataset.name} has none")


class Multiplying(Sound):
    """Stands for more each time."""

    def variants(self, dataset):
        del dataset
        return (self, self.model_copy(update={"patience": self.patience + 1}))


class Unprepared(Sound):
    """Forgets to return itself."""

    def prepared(self, dataset):
        del dataset
