"""Find the installed plugins, and index what they provide.

Our own loop over the entry points instead of pluggy's, which silently skips the second plugin
of a name. Each plugin is asked by itself, so that a broken one harms no other.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib.metadata
import inspect
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pluggy
from pydantic import ValidationError

from mentaleval import hookspecs
from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.errors import PluginError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")


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
    problem: str | None = None

    def __str__(self) -> str:
        return f"{self.name!r} of {self.distribution} {self.version}"


@dataclass(frozen=True, slots=True)
class Provided:
    """A data set, responder or judge, and the plugin that it comes from."""

    kind: Kind
    name: str
    plugin: type[Plugin]
    owner: Installed


@dataclass(frozen=True, slots=True)
class Registry:
    """The installed plugins and what they provide."""

    installed: tuple[Installed, ...]
    provided: tuple[Provided, ...]

    def claims(self, kind: Kind, name: str) -> tuple[Provided, ...]:
        """Return everything of one kind and name: one where all is well."""
        return tuple(p for p in self.provided if p.kind is kind and p.name == name)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return the names of one kind, in the order found, each once."""
        return tuple(dict.fromkeys(p.name for p in self.provided if p.kind is kind))

    def usable(self, kind: Kind) -> tuple[Provided, ...]:
        """Return what can be asked for by name: all but the doubly claimed."""
        return tuple(
            p for p in self.provided if p.kind is kind and len(self.claims(kind, p.name)) == 1
        )

    def find(self, kind: Kind, name: str) -> Provided:
        """Return what is called *name*.

        Raises
        ------
        PluginError
            When nothing or more than one thing has this name.
        """
        claims = self.claims(kind, name)
        if len(claims) == 1:
            return claims[0]
        if claims:
            owners = " and ".join(str(claim.owner) for claim in claims)
            raise PluginError(
                f"the {kind} name {name!r} is claimed twice: by {owners}.",
                hint="uninstall one of the two, or ask its author for another name",
            )
        raise PluginError(f"no {kind} is called {name!r}.{self._near(kind, name)}", hint=_LIST)

    def make(self, kind: Kind, name: str, options: Mapping[str, Any]) -> Plugin:
        """Return the plugin *name*, set up with *options*.

        Raises
        ------
        PluginError
            When it is not there, or does not take these options.
        """
        provided = self.find(kind, name)
        try:
            made = provided.plugin.model_validate(dict(options))
        except ValidationError as error:
            raise PluginError(
                _option_message(provided, error),
                hint=f"`mentaleval list {kind.plural}` shows its options",
            ) from error
        if kind is not Kind.DATASET:
            _require_model_name(kind, getattr(made, "model", None))
        return made

    def dataset(self, name: str, options: Mapping[str, Any] | None = None) -> Dataset:
        """Return a data set (see `make`)."""
        made = self.make(Kind.DATASET, name, options or {})
        assert isinstance(made, Dataset)  # noqa: S101  narrowed for mypy: `find` went by kind
        return made

    def responder(self, name: str, options: Mapping[str, Any] | None = None) -> Responder:
        """Return a responder (see `make`); a name with a slash is a model."""
        if "/" in name:
            name, options = "model", {"model": name, **(options or {})}
        made = self.make(Kind.RESPONDER, name, options or {})
        assert isinstance(made, Responder)  # noqa: S101  likewise
        return made

    def judge(self, name: str, options: Mapping[str, Any] | None = None) -> Judge:
        """Return a judge (see `make`); a name with a slash is a model for the rubric judge."""
        if "/" in name:
            name, options = "rubric", {"model": name, **(options or {})}
        made = self.make(Kind.JUDGE, name, options or {})
        assert isinstance(made, Judge)  # noqa: S101  likewise
        return made

    def _near(self, kind: Kind, name: str) -> str:
        names = self.names(kind)
        near = difflib.get_close_matches(name, names, n=1)
        said = f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(names)}."
        broken = [p for p in self.installed if p.problem]
        if broken:
            said += f" (Broken and not read: {', '.join(map(str, broken))}.)"
        return said


_LIST: Final = "`mentaleval list` shows what is installed"


@cache
def installed() -> Registry:
    """Find every installed plugin; the result is kept for the life of the process."""
    return collect(importlib.metadata.entry_points(group=hookspecs.PROJECT))


def collect(entry_points: Iterable[importlib.metadata.EntryPoint]) -> Registry:
    """Load each entry point and ask it the three questions.

    A plugin that fails in any way is kept with its problem and provides nothing.
    """
    plugins: list[Installed] = []
    provided: list[Provided] = []
    for entry in entry_points:
        dist = entry.dist
        known = Installed(
            entry.name,
            entry.value,
            dist.name if dist else "unknown distribution",
            dist.version if dist else "?",
        )
        try:
            answers = _ask(entry, known)
        except Exception as error:  # noqa: BLE001  whatever a plugin does must not harm the others
            problem = f"{type(error).__name__}: {error}".strip()
            known = Installed(known.name, known.module, known.distribution, known.version, problem)
            answers = []
        plugins.append(known)
        provided.extend(answers)
    return Registry(tuple(plugins), tuple(provided))


def _ask(entry: importlib.metadata.EntryPoint, owner: Installed) -> list[Provided]:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    with contextlib.redirect_stdout(sys.stderr):  # stdout is for data
        try:
            module = entry.load()
        except SystemExit as error:
            raise PluginError(f"it ends the program when imported ({error})") from error
    manager.register(module, name=entry.name)
    manager.check_pending()
    _require_answers(manager, module)
    return [
        Provided(kind, cls.name, cls, owner)
        for kind in Kind
        for answer in getattr(manager.hook, kind.plural)()
        for cls in _checked(kind, answer)
    ]


def _require_answers(manager: pluggy.PluginManager, module: ModuleType) -> None:
    if not manager.get_hookcallers(module):
        raise PluginError(
            "it answers none of the hooks datasets(), responders(), judges(); "
            "is the function marked with @hookimpl?"
        )


def _checked(kind: Kind, answer: object) -> Sequence[type[Plugin]]:
    if not isinstance(answer, (list, tuple)):
        raise PluginError(
            f"{kind.plural}() must return a list of classes, not {type(answer).__name__}"
        )
    for cls in answer:
        if not (isinstance(cls, type) and issubclass(cls, kind.base)):
            raise PluginError(
                f"{kind.plural}() must return classes derived from "
                f"mentaleval.{kind.base.__name__}; it returned {cls!r}"
            )
        name = getattr(cls, "name", None)
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise PluginError(
                f"{kind} {cls.__name__} needs a `name` of lower-case letters, digits, dots "
                f"and dashes; it has {name!r}"
            )
        if inspect.isabstract(cls):
            missing = ", ".join(sorted(cls.__abstractmethods__))
            raise PluginError(f"{kind} {name!r} does not define {missing}()")
    return answer


def _require_model_name(kind: Kind, model: object) -> None:
    if not isinstance(model, str) or all(part.strip() for part in model.split("/")):
        return
    provider, _, path = model.partition("/")
    if provider.strip() and path.strip("/ ") and Path(path).exists():
        return  # weights in a local folder: hf//data/weights
    raise PluginError(
        f"the {kind} model {model!r} is not a model name: it has an empty part.",
        hint="models are named provider/name, as openai/gpt-4o",
    )


def _option_message(provided: Provided, error: ValidationError) -> str:
    fields = provided.plugin.model_fields
    lines = []
    for problem in error.errors():
        option = str(problem["loc"][0]) if problem["loc"] else ""
        if problem["type"] == "extra_forbidden":
            near = difflib.get_close_matches(option, fields, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            takes = ", ".join(fields) or "none"
            lines.append(f"has no option {option!r}.{guess} Its options: {takes}.")
        elif problem["type"] == "missing":
            about = fields[option].description or ""
            lines.append(f"needs the option {option!r}. {about}".rstrip())
        elif option:
            lines.append(f"option {option!r} cannot be {problem['input']!r}: {problem['msg']}.")
        else:
            lines.append(problem["msg"].removeprefix("Value error, "))
    return "; ".join(f"{provided.kind} {provided.name!r} {line}" for line in lines)
