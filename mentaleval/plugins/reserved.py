"""What a plugin, and an option of it, can be called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mentaleval.plugins.records import Kind

NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""The names of data sets, responders and judges."""

WORDS: Final = frozenset(
    {kind.value for kind in Kind}
    | {kind.plural for kind in Kind}
    | {"plugins", "tasks", "human", "all", "none", "null"}
)
"""Words that the command line, a ratings table or a run file reads as something else."""

TAKEN_NAMES: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.DATASET: frozenset(),
    Kind.RESPONDER: frozenset({"replay"}),
    Kind.JUDGE: frozenset(),
}
"""Names that mentaleval registers with Inspect for itself."""

TAKEN_OPTIONS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.DATASET: (),
    Kind.RESPONDER: (),
    Kind.JUDGE: ("attributes", "rubric"),
}
"""Options that the Inspect scorer of a judge has itself."""
