"""What a plugin turns out to lack while it works, and whose fault an error is."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from mentaleval.errors import MentalevalError, PluginError
from mentaleval.plugins.collecting import installed
from mentaleval.plugins.reasons import distribution_of, reason
from mentaleval.plugins.records import OWN, Installed


@contextmanager
def saying_what_lacks() -> Iterator[None]:
    """Say plainly which plugin lacks which module, where one cannot import what it needs.

    Raises
    ------
    PluginError
        Instead of the failed import, where a plugin made it.
    """
    try:
        yield
    except ImportError as error:
        owner = _owner(error)
        if owner is None:
            raise
        why = reason(error, owner.module, distribution_of(owner))
        raise PluginError(f"the plugin {owner} cannot go on: {why}.") from error


@contextmanager
def saying_whose_fault() -> Iterator[None]:
    """Say plainly which third party's plugin has failed: a traceback helps its author alone.

    Raises
    ------
    PluginError
        Instead of whatever its code let through.
    """
    try:
        yield
    except (MentalevalError, BrokenPipeError):
        raise
    except Exception as error:
        owner = _owner(error)
        if owner is None or owner.distribution == OWN:
            raise
        why = reason(error, owner.module, distribution_of(owner))
        raise PluginError(
            f"the plugin {owner} has failed: {why}.",
            hint="its author should know; --debug shows the whole way to the error",
        ) from error


def _owner(error: Exception) -> Installed | None:
    """Return the plugin whose code came last before the error."""
    tops = {_top(plugin.module.partition(":")[0]): plugin for plugin in installed().installed}
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        owner = tops.get(_top(str(frame.f_globals.get("__name__"))))
        if owner is not None:
            return owner
    return None


def _top(module: str) -> str:
    return module.partition(".")[0]
