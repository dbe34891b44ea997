"""What is known of a plugin, and of each thing that it provides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from mentaleval.contract import Dataset, Judge, Plugin, Responder

OWN: Final = "mentaleval"
"""The distribution whose plugins come with the framework."""

DISABLE: Final = "MENTALEVAL_DISABLE"
"""The environment variable that names the plugins and distributions that are left alone."""


class Kind(StrEnum):
    """What a plugin can provide."""

    DATASET = "dataset"
    RESPONDER = "responder"
    JUDGE = "judge"

    @property
    def base(self) -> type[Plugin]:
        """The class to derive from."""
        return _BASES[self]

    @property
    def plural(self) -> str:
        """The name of the hook."""
        return f"{self.value}s"


_BASES: Final[dict[Kind, type[Plugin]]] = {
    Kind.DATASET: Dataset,
    Kind.RESPONDER: Responder,
    Kind.JUDGE: Judge,
}


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin: one entry point of the group ``mentaleval``."""

    name: str
    module: str
    distribution: str
    version: str
    contract: int | None = None
    """The version of the contract that it was written for; None where that is not known."""
    problem: str | None = None
    """Why it, or one of its hooks, cannot be used."""
    notices: tuple[str, ...] = ()
    """What its author should know, and does no harm."""
    disabled: bool = False
    """Whether `MENTALEVAL_DISABLE` names it; then it was not imported."""

    def __str__(self) -> str:
        return f"{self.name!r} of {self.distribution} {self.version}"


@dataclass(frozen=True, slots=True)
class Provided:
    """A data set, responder or judge, and the plugin that it comes from."""

    kind: Kind
    name: str
    plugin: type[Plugin]
    owner: Installed
    summary: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The JSON schema of its options."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A data set, responder or judge that cannot be asked for, and why."""

    kind: Kind
    name: str
    owner: Installed
    problem: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r} {self.problem}"
