"""The three questions asked of every plugin, answered with classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pluggy

from mentaleval.contract import Dataset, Judge, Responder

PROJECT: Final = "mentaleval"
"""The pluggy project and the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin module as the answer to one of the questions."""


@hookspec
def datasets() -> Sequence[type[Dataset]]:  # type: ignore[empty-body]
    """Return the data sets that the plugin provides."""


@hookspec
def responders() -> Sequence[type[Responder]]:  # type: ignore[empty-body]
    """Return the responders that the plugin provides."""


@hookspec
def judges() -> Sequence[type[Judge]]:  # type: ignore[empty-body]
    """Return the judges that the plugin provides."""
