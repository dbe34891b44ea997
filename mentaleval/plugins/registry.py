"""What is installed, and what can be asked for by name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.errors import MentalevalError, PluginError
from mentaleval.plugins.code import code_fingerprint
from mentaleval.plugins.options import option_message, require_model_name
from mentaleval.plugins.reasons import distribution_of, normalised, reason
from mentaleval.plugins.records import OWN, Installed, Kind, Provided, Unusable

_LIST: Final = "`mentaleval list` shows what is installed"


@dataclass(frozen=True, slots=True)
class Registry:
    """The installed plugins and what they provide."""

    installed: tuple[Installed, ...]
    provided: tuple[Provided, ...]
    unusable: tuple[Unusable, ...] = ()
    notices: tuple[str, ...] = ()
    """What is worth telling and belongs to no plugin."""

    def usable(self, kind: Kind) -> tuple[Provided, ...]:
        """Return what can be asked for by name, in the order found."""
        return tuple(one for one in self.provided if one.kind is kind)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return every name that is known, each once: of what is usable, then of the rest."""
        known: list[Provided | Unusable] = [*self.provided, *self.unusable]
        return tuple(dict.fromkeys(one.name for one in known if one.kind is kind))

    def claims(self, kind: Kind, name: str) -> tuple[Provided | Unusable, ...]:
        """Return everything of one kind and name, usable or not."""
        known: list[Provided | Unusable] = [*self.provided, *self.unusable]
        return tuple(one for one in known if (one.kind, one.name) == (kind, name))

    def problems(self, plugin: Installed) -> tuple[str, ...]:
        """Return all that is broken in a plugin."""
        of_classes = (str(one) for one in self.unusable if one.owner == plugin)
        return (*((plugin.problem,) if plugin.problem else ()), *of_classes)

    def broken(self) -> tuple[Installed, ...]:
        """Return the plugins of which something is broken."""
        return tuple(plugin for plugin in self.installed if self.problems(plugin))

    def find(self, kind: Kind, name: str) -> Provided:
        """Return what is called *name*.

        Raises
        ------
        PluginError
            When nothing that can be used has this name.
        """
        for one in self.claims(kind, name):
            if isinstance(one, Provided):
                return one
            raise PluginError(
                f"the {kind} {name!r} of {one.owner} cannot be used: it {one.problem}.",
                hint="`mentaleval list plugins` shows what is broken, and where it is from",
            )
        raise PluginError(f"no {kind} is called {name!r}.{self._near(kind, name)}", hint=_LIST)

    def code(self, kind: Kind, name: str) -> str | None:
        """Return a fingerprint of the code of what is called *name*.

        None for what mentaleval itself provides, whose version speaks for it, and for what no
        plugin provides.
        """
        for one in self.claims(kind, name):
            if isinstance(one, Provided) and one.owner.distribution != OWN:
                return code_fingerprint(one.plugin)
        return None

    def make(self, kind: Kind, name: str, options: Mapping[str, Any]) -> Plugin:
        """Return the plugin *name*, set up with *options*.

        Raises
        ------
        PluginError
            When it is not there, does not take these options, or cannot be set up.
        """
        provided = self.find(kind, name)
        try:
            made = provided.plugin.model_validate(dict(options))
        except ValidationError as error:
            raise PluginError(
                option_message(provided, error, options),
                hint=f"`mentaleval list {kind.plural}` shows its options",
            ) from error
        except MentalevalError:
            raise
        except Exception as error:
            owner = provided.owner
            why = reason(error, owner.module, distribution_of(owner))
            raise PluginError(f"the {kind} {name!r} of {owner} cannot be set up: {why}") from error
        if kind is not Kind.DATASET:
            require_model_name(kind, getattr(made, "model", None))
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
        names = [one.name for one in self.usable(kind)]
        near = difflib.get_close_matches(name, names, n=1)
        said = f" There are: {', '.join(names) or 'none'}."
        if near:
            said = f" Did you mean {near[0]!r}?"
        broken = [plugin for plugin in self.installed if plugin.problem]
        if broken:
            said += f" (Broken and not read: {'; '.join(_told(p, name) for p in broken)}.)"
        off = [str(plugin) for plugin in self.installed if plugin.disabled]
        if off:
            said += f" (Switched off by MENTALEVAL_DISABLE: {', '.join(off)}.)"
        return said


def _told(plugin: Installed, name: str) -> str:
    """Name a broken plugin, with its reason where *name* may well be meant to be in it."""
    own = (normalised(plugin.name), normalised(plugin.distribution).removeprefix("mentaleval-"))
    near = difflib.get_close_matches(normalised(name), own, n=1)
    return f"{plugin}: {plugin.problem}" if near else str(plugin)
