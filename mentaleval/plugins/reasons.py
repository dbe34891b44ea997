"""Why a plugin cannot be used, in words for whoever installed it."""

from __future__ import annotations

import importlib.metadata
import re
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import Distribution
from typing import TYPE_CHECKING, Final

from mentaleval.errors import MentalevalError
from mentaleval.plugins.records import OWN, Installed

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_NO_NAME: Final = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")


def reason(error: BaseException, module: str, distribution: Distribution | None) -> str:
    """Say why a plugin failed.

    Parameters
    ----------
    error
        What was raised while it was imported, asked or used.
    module
        The module that its entry point names.
    distribution
        The distribution that it is part of, where there is one.
    """
    try:
        words = _words(error, module, distribution)
    except Exception:  # noqa: BLE001  an error may not even be able to say what it is
        words = type(error).__name__
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _words(error: BaseException, module: str, distribution: Distribution | None) -> str:
    if isinstance(error, MentalevalError):
        return error.message
    if isinstance(error, SystemExit):
        return f"it ends the program when imported ({error})"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _missing(error.name, module, distribution)
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] == OWN:
        return _not_in_this_version(str(error), distribution)
    said = f"{type(error).__name__}: {error}".strip().removesuffix(":")
    return said + _where(error, module)


def distribution_of(plugin: Installed) -> Distribution | None:
    """Return the distribution of a plugin, where it can be found."""
    with suppress(importlib.metadata.PackageNotFoundError, ValueError):
        return importlib.metadata.distribution(plugin.distribution)
    return None


def normalised(name: str) -> str:
    """Return a distribution's, extra's or module's name as packaging compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _missing(name: str, module: str, distribution: Distribution | None) -> str:
    if f"{module}.".startswith(f"{name}."):
        return f"its module {name!r} is not there: it is not installed whole; install it again"
    if name.partition(".")[0] == OWN:
        return _another_version(f"no module {name!r}", distribution)
    brings = _command(name.partition(".")[0], distribution)
    said = f"it needs the module {name!r}, which is not installed"
    return f"{said}; `{brings}` brings it" if brings else said


def _command(module: str, distribution: Distribution | None) -> str | None:
    """Return the command that installs a module, where the distribution's metadata say so."""
    for wanted in _requirements(distribution):
        if distribution is None or normalised(wanted.name) != normalised(module):
            continue
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            return f"pip install {distribution.name}"
        for extra in distribution.metadata.get_all("Provides-Extra") or ():
            if wanted.marker.evaluate({"extra": extra}):
                return f"pip install '{distribution.name}[{extra}]'"
    return None


def _not_in_this_version(said: str, distribution: Distribution | None) -> str:
    found = _NO_NAME.search(said)
    lacks = f"no {found[1]!r} in {found[2]!r}" if found else said
    return _another_version(lacks, distribution)


def _another_version(lacks: str, distribution: Distribution | None) -> str:
    here = importlib.metadata.version(OWN)
    asks = [
        f"{OWN}{wanted.specifier}"
        for wanted in _requirements(distribution)
        if normalised(wanted.name) == OWN and not wanted.specifier.contains(here, prereleases=True)
    ]
    wants = f"; it asks for {' and '.join(asks)}" if asks else ""
    return f"it needs another version of mentaleval: {here} has {lacks}{wants}"


def _requirements(distribution: Distribution | None) -> Iterator[Requirement]:
    """Yield what a distribution asks for, as far as its metadata can be read."""
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  seldom needed

    for line in (distribution.requires if distribution else None) or ():
        with suppress(InvalidRequirement):
            yield Requirement(line)


def _where(error: BaseException, module: str) -> str:
    """Return the last line of the plugin's own code that the error went through."""
    top = module.partition(".")[0]
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        name = str(frame.f_globals.get("__name__"))
        if name.partition(".")[0] == top:
            return f" ({name}, line {line})"
    return ""
