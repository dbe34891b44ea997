"""Where a result comes from, as tables for a paper say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mentaleval.report.json_values import Json

Command = Literal["reliability", "compare"]


@dataclass(frozen=True, slots=True)
class Origin:
    """What has to be known to make the same tables again.

    Attributes
    ----------
    command
        What was called.
    version, seed, method
        By which it was made; a comparison's method is its correction.
    inputs
        Each by its name and checksum.
    simulated
        Whether the ratings are made up.
    """

    command: Command
    version: str
    seed: int
    method: str
    inputs: tuple[str, ...]
    simulated: bool

    @property
    def lines(self) -> list[str]:
        """Everything, in lines for a comment."""
        made = f"mentaleval {self.version}: {self.command}, {self.method}, seed {self.seed}"
        simulated = ["simulated ratings, of no real judge or responder"] if self.simulated else []
        return [made, *simulated, *(f"input {source}" for source in self.inputs)]

    def caption(self, title: str) -> str:
        """Return a title that says when ratings are made up."""
        return f"{title} (simulated ratings)" if self.simulated else title


def origin_of(document: Json, command: Command) -> Origin:
    """Return where the result in a JSON document comes from."""
    settings = document["settings"]
    return Origin(
        command=command,
        version=document["versions"]["mentaleval"],
        seed=document.get("seed", settings.get("seed")),
        method=document.get("method", settings.get("correction")),
        inputs=tuple(_input(source) for source in document["inputs"]),
        simulated=document["simulated"],
    )


def _input(source: Json) -> str:
    checksum = source["sha256"]
    return f"{source['source']}, sha256 {checksum}" if checksum else source["source"]
