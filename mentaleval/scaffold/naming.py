"""What a new plugin is called, wherever it has a name."""

from __future__ import annotations

import difflib
import importlib.metadata
import importlib.util
import re
from dataclasses import dataclass
from typing import Final

import yaml

from mentaleval.errors import UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.plugins.reserved import TAKEN_NAMES, WORDS

LONGEST: Final = 32
"""Characters of a name: the templates' longest lines then keep to a hundred."""

_RESERVED: Final = WORDS.union(*TAKEN_NAMES.values())

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OURS: Final = re.compile(r"mentaleval(-|$)")


@dataclass(frozen=True, slots=True)
class Naming:
    """A new plugin's kind and name, and every name that follows from them."""

    kind: Kind
    name: str

    @property
    def distribution(self) -> str:
        """What pip installs, and the name of the folder."""
        return f"mentaleval-{self.name}"

    @property
    def module(self) -> str:
        """What Python imports."""
        return self.distribution.replace("-", "_")

    @property
    def class_name(self) -> str:
        """The class: its words, and the kind so that it is no name of mentaleval's own."""
        kind = self.kind.value.title()
        words = "".join(word.capitalize() for word in self.name.split("-"))
        if words[0].isdigit():
            return f"{kind}{words}"
        return words if words.endswith(kind) else f"{words}{kind}"


def kind_called(said: str) -> Kind:
    """Return the kind of plugin that somebody asked for.

    Raises
    ------
    UsageError
        When there is no such kind.
    """
    kinds = [kind.value for kind in Kind]
    if said in kinds:
        return Kind(said)
    near = difflib.get_close_matches(said.lower(), kinds, n=1)
    guess = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(kinds))}."
    raise UsageError(
        f"no kind of plugin is called {said!r}. {guess}",
        hint="the kind comes first: `mentaleval new judge NAME`",
    )


def naming(kind: Kind, name: str) -> Naming:
    """Return the names of a new plugin, once none of them is wrong or taken.

    Raises
    ------
    UsageError
        When it cannot be a name, or is somebody's already.
    """
    problem = _problem(name)
    if problem:
        like = _like(name)
        guess = f" Did you mean {like!r}?" if like else ""
        raise UsageError(f"a plugin cannot be called {name!r}: {problem}.{guess}")
    names = Naming(kind, name)
    owner = _owner(names)
    if owner:
        raise UsageError(
            f"a {kind} cannot be called {name!r}: {owner}.",
            hint="choose another name, or uninstall that package",
        )
    return names


def _problem(name: str) -> str | None:
    if _OURS.match(name):
        return "its package is called mentaleval-NAME, and NAME stands without what comes before"
    if not _NAME.fullmatch(name):
        return "a name is words of lower-case letters and digits, with one dash between two words"
    if len(name) > LONGEST:
        return f"it has {len(name)} characters; at most {LONGEST} fit"
    if not _text_in_yaml(name):
        return "in a run file it would be no name, but a number, a date or a word of YAML"
    if name in _RESERVED:
        return "mentaleval uses this word for something else"
    return None


def _text_in_yaml(name: str) -> bool:
    try:
        return bool(yaml.safe_load(name) == name)
    except ValueError:  # a date that is none, as 2026-13-01
        return False


def _like(name: str) -> str | None:
    """Return the nearest name that would do."""
    dashed = re.sub(r"[^a-z0-9]+", "-", name.lower())
    like = re.sub(r"^(-*mentaleval(-|$))+", "", dashed)[:LONGEST].strip("-")
    return like if like and not _problem(like) else None


def _owner(names: Naming) -> str | None:
    """Return who has one of the names already."""
    registry = installed()
    claims = registry.claims(names.kind, names.name)
    if claims:
        return f"the plugin {claims[0].owner} provides a {names.kind} of this name"
    for plugin in registry.installed:
        if plugin.name == names.name:
            return f"there is the plugin {plugin}"
    try:
        found = importlib.metadata.distribution(names.distribution)
    except importlib.metadata.PackageNotFoundError:
        spec = importlib.util.find_spec(names.module)
        return f"there is the module {names.module} at {spec.origin}" if spec else None
    return f"the package {names.distribution} {found.version} is installed"
