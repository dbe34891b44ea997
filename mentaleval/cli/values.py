"""Values on the command line: numbers, and which option ``k=v`` belongs to which plugin."""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mentaleval.errors import UsageError


@dataclass(slots=True)
class Named:
    """Plugins named in order, each with the options that followed it.

    An option given before any name is for all of them.
    """

    items: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    shared: dict[str, Any] = field(default_factory=dict)

    def resolved(self, default: Sequence[str] = ()) -> list[tuple[str, dict[str, Any]]]:
        """Return each name with its options, or the defaults where none was named."""
        if not self.items:
            return [(name, dict(self.shared)) for name in default]
        return [(name, {**self.shared, **options}) for name, options in self.items]


class AddName(argparse.Action):
    """``--judge NAME``: begin a new plugin."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Note one more name."""
        del parser, option_string
        _named(namespace, self.dest).items.append((values, {}))


class AddOption(argparse.Action):
    """``-J k=v``: an option for the nearest plugin named before it, before any to all."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Note one more option."""
        named = _named(namespace, self.dest)
        try:
            key, value = key_value(values, option_string or self.dest)
        except UsageError as error:
            parser.error(error.message)
        (named.items[-1][1] if named.items else named.shared)[key] = value


def add_option(parser: argparse.ArgumentParser, flag: str, dest: str, about: str) -> None:
    """Add an option that takes the options of a plugin."""
    parser.add_argument(flag, dest=dest, action=AddOption, metavar="K=V", help=about)


def _named(namespace: argparse.Namespace, dest: str) -> Named:
    named = getattr(namespace, dest, None)
    if not isinstance(named, Named):
        named = Named()
        setattr(namespace, dest, named)
    return named


def key_value(text: str, option: str) -> tuple[str, Any]:
    """Split ``key=value``; a value that is a JSON list, object or null is read as such.

    Raises
    ------
    UsageError
        When there is no ``=``.
    """
    key, sign, value = text.partition("=")
    key = key.strip().replace("-", "_")
    if not sign or not key:
        raise UsageError(f"{option} takes key=value; {text!r} has no '='.")
    return key, json_value(value)


def json_value(text: str) -> Any:
    """Return a list, an object or null where *text* is one in JSON, else the text itself.

    Numbers and truth values stay text: the plugin's own types read them.
    """
    if text.strip() in {"null", "none", "None"}:
        return None
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return text


def comma_pairs(text: str, option: str) -> dict[str, Any]:
    """Read ``a=1,b=2``, as lm-evaluation-harness writes arguments.

    Raises
    ------
    UsageError
        When a part has no ``=``.
    """
    if text.lstrip().startswith("{"):
        parsed = json_value(text)
        if isinstance(parsed, dict):
            return parsed
    return dict(key_value(part, option) for part in text.split(",") if part.strip())


def finite(text: str) -> float:
    """Read a number that an option takes.

    Raises
    ------
    argparse.ArgumentTypeError
        When it is none, or not finite.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return value


def finite_before_sources(text: str) -> float:
    """Read a number of an option that may take what follows it for one more."""
    try:
        return finite(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error} (sources go before options)") from error


class OneOrTwo(argparse.Action):
    """An option of one number, or two."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Note the numbers, unless there are more than two."""
        del parser, option_string
        if len(values) > 2:  # noqa: PLR2004  the class's name says it
            raise argparse.ArgumentError(self, f"takes 1 or 2 numbers; found {len(values)}")
        setattr(namespace, self.dest, values)


def judge_and_responder(text: str) -> tuple[str, str]:
    """Split ``JUDGE=RESPONDER`` of ``--exclude``."""
    match = re.fullmatch(r"(.+?)=(.+)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not JUDGE=RESPONDER")
    return match[1].strip(), match[2].strip()
