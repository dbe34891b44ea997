"""Find the installed plugins, and index what they provide.

Our own loop over the entry points instead of pluggy's, which silently skips the second plugin
of a name. Each plugin, each hook and each class is met by itself, so that what is broken harms
nothing else.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint
from typing import Any
from warnings import catch_warnings

from mentaleval import hookspecs
from mentaleval.contract import CONTRACT_VERSION, Plugin
from mentaleval.plugins.answers import (
    asked,
    fault,
    hooks,
    is_hook,
    misspelt,
    none_answered,
    require_class,
    require_described,
)
from mentaleval.plugins.loading import DECLARES, contract_problem, declared, load
from mentaleval.plugins.names import settled
from mentaleval.plugins.process import put_back
from mentaleval.plugins.quiet import quietly
from mentaleval.plugins.reasons import normalised, reason
from mentaleval.plugins.records import DISABLE, Installed, Kind, Provided, Unusable
from mentaleval.plugins.registry import Registry


@cache
def installed() -> Registry:
    """Find every installed plugin; the result is kept for the life of the process."""
    return collect(
        importlib.metadata.entry_points(group=hookspecs.PROJECT),
        disabled=os.environ.get(DISABLE, "").split(","),
    )


def collect(entry_points: Iterable[EntryPoint], *, disabled: Iterable[str] = ()) -> Registry:
    """Load each entry point and ask it the three questions.

    Whatever fails is kept with its problem, and the rest of its plugin is used.

    Parameters
    ----------
    entry_points
        One a plugin.
    disabled
        Names of plugins or distributions that are not even imported.
    """
    switched_off = {normalised(name.strip()): name.strip() for name in disabled if name.strip()}
    unknown = dict(switched_off)
    readings = []
    for entry in entry_points:
        names = {normalised(entry.name), normalised(_identity(entry)[0])}
        for name in names:
            unknown.pop(name, None)
        off = not names.isdisjoint(switched_off)
        readings.append(_left_alone(entry) if off else _read(entry))
    usable, clashing = settled([one for reading in readings for one in reading.offered])
    return Registry(
        tuple(reading.owner for reading in readings),
        tuple(usable),
        (*(one for reading in readings for one in reading.unusable), *clashing),
        tuple(
            f"{DISABLE} names {name!r}, but no such plugin or distribution is installed"
            for name in unknown.values()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading one plugin gave."""

    owner: Installed
    offered: list[Provided] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """What is found while a plugin is read, before it is known how that ends."""

    entry: EntryPoint
    contract: int | None = None
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    classes: list[_Class] = field(default_factory=list)

    @contextmanager
    def noting(self, problems: list[str] | None = None) -> Iterator[None]:
        """Note whatever is raised inside the block: nothing that a plugin does harms others."""
        try:
            yield
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  SystemExit, or pytest's own, as well
            noted = self.problems if problems is None else problems
            noted.append(reason(error, _module(self.entry), self.entry.dist))


@dataclass(frozen=True, slots=True)
class _Class:
    """A class that a plugin answered with."""

    kind: Kind
    cls: type[Plugin]
    problem: str | None
    summary: str
    schema: dict[str, Any]


def _read(entry: EntryPoint) -> _Reading:
    found = _Found(entry)
    with quietly() as heard, put_back() as changes:
        plugin = _loaded(found)
        if plugin is not None:
            _ask(plugin, found)
    owner = Installed(
        entry.name,
        entry.value,
        *_identity(entry),
        contract=found.contract,
        problem="; ".join(found.problems) or None,
        notices=(*heard.notices(), *changes, *found.notices),
    )
    reading = _Reading(owner)
    for one in found.classes:
        kind, name = one.kind, one.cls.name
        if one.problem is None:
            reading.offered.append(Provided(kind, name, one.cls, owner, one.summary, one.schema))
        else:
            reading.unusable.append(Unusable(kind, name, owner, one.problem))
    return reading


def _left_alone(entry: EntryPoint) -> _Reading:
    return _Reading(Installed(entry.name, entry.value, *_identity(entry), disabled=True))


def _loaded(found: _Found) -> Any:
    """Return the plugin, or None where it cannot be imported or is for another version."""
    plugin, version = None, None
    with found.noting():
        plugin = load(found.entry)
        version = getattr(sys.modules.get(found.entry.module), DECLARES, CONTRACT_VERSION)
    if plugin is None:
        with found.noting([]):
            version = declared(found.entry)
    problem = None if version is None else contract_problem(version)
    if problem is not None:
        plugin, found.problems = None, [problem]
    found.contract = version if type(version) is int else None
    return plugin


def _ask(plugin: object, found: _Found) -> None:
    with found.noting():
        marked, unmarked = hooks(plugin)
        _ask_each(marked, found)
        found.notices += [f"{hook}() is not marked with @hookimpl: not asked" for hook in unmarked]
        if not marked:
            found.problems.append(none_answered(unmarked))


def _ask_each(marked: Mapping[str, Any], found: _Found) -> None:
    for hook, function in marked.items():
        if not is_hook(hook):
            found.problems.append(misspelt(hook))
            continue
        with found.noting():
            for kind, answer in asked(hook, function):
                _take(kind, answer, found)


def _take(kind: Kind, answer: object, found: _Found) -> None:
    with found.noting():
        cls = require_class(kind, answer)
        if any(cls is one.cls for one in found.classes):
            found.notices.append(f"gives the {kind} {cls.name!r} twice")
            return
        problem, described = fault(kind, cls), _described(cls, found)
        found.classes.append(_Class(kind, cls, problem or described[0], *described[1:]))


def _described(cls: type[Plugin], found: _Found) -> tuple[str | None, str, dict[str, Any]]:
    """Return why a class cannot be described, or its summary and options."""
    problems: list[str] = []
    summary, schema = "", {}
    with found.noting(problems):
        summary, schema = cls.summary(), cls.model_json_schema()
        require_described(cls.family, summary, schema)
    problem = f"cannot be described: {problems[0]}" if problems else None
    return problem, summary, schema


def _module(entry: EntryPoint) -> str:
    return entry.value.partition(":")[0].strip()


def _identity(entry: EntryPoint) -> tuple[str, str]:
    """Return the name and version of an entry point's distribution, as far as they are known."""
    name = version = None
    # metadata may be lost or cut, which versions of Python tell in different ways
    with suppress(Exception), catch_warnings(action="ignore"):
        if entry.dist is not None:
            name, version = entry.dist.name, entry.dist.version
    return name or "unknown distribution", version or "?"
