"""What a plugin's options promise: a type, a description, JSON and a label."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import ValidationError

from mentaleval.contract import Plugin
from mentaleval.plugins.records import Kind
from mentaleval.plugins.reserved import TAKEN_OPTIONS
from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.finding import NotConforming
from mentaleval.testing.conformance.texts import shown

_OTHER_VALUES: Final = (True, False, 1, 2, 3, 0.25, "another", ["another"], {"another": 1})
_UNTYPED: Final = (Any, object)


def described(candidate: Candidate) -> None:
    """Fail for an option without a description."""
    bare = [n for n, f in candidate.cls.model_fields.items() if not (f.description or "").strip()]
    if bare:
        raise NotConforming(
            f"option{'s' * (len(bare) > 1)} {', '.join(bare)}: no description, which is all that "
            "`mentaleval list` has to show. Write "
            f'`{bare[0]}: ... = Field(default=..., description="...")`.'
        )


def typed(candidate: Candidate) -> None:
    """Fail for an option that takes anything."""
    for name, field in candidate.cls.model_fields.items():
        if any(part in _UNTYPED for part in _parts(field.annotation)):
            raise NotConforming(
                f"option {name!r} takes anything, and a value from the command line stays text. "
                "Give it a type, as int, str | None or Literal[...]."
            )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield a type and every type inside it."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _parts(part)


def round_trip(candidate: Candidate) -> None:
    """Fail for options that are others after they went through a log."""
    for plugin in (candidate.plugin, *_changed(candidate.plugin)):
        _require_round_trip(plugin)


def _require_round_trip(plugin: Plugin) -> None:
    try:
        options = plugin.options()
        text = json.dumps(options, allow_nan=False)
    except Exception as error:
        raise NotConforming(
            f"its options cannot be written as JSON: {type(error).__name__}: {error}\n"
            "A log keeps them so. Use types that JSON can hold (text, numbers, truth values, lists "
            "of them) or that pydantic writes as such, as Path."
        ) from error
    try:
        back = type(plugin).model_validate(json.loads(text))
    except ValidationError as error:
        raise NotConforming(
            f"it does not take its own options back from a log: {shown(text)}\n{error}"
        ) from error
    for name in type(plugin).model_fields:
        before, after = getattr(plugin, name), getattr(back, name)
        if before != after:
            raise NotConforming(
                f"option {name!r} is {shown(before)}, written as {shown(options.get(name))} and "
                f"read back as {shown(after)}: a run that goes on would go on with another "
                "plugin. The validator has to take what the serializer writes."
            )


def told_apart(candidate: Candidate) -> None:
    """Fail for two plugins of different options that one label stands for."""
    plugin = candidate.plugin
    for other in _changed(plugin):
        if other.label == plugin.label:
            changed = [n for n in type(plugin).model_fields if _differs(plugin, other, n)]
            raise NotConforming(
                f"its label is {plugin.label!r} with {changed[0]}="
                f"{shown(getattr(plugin, changed[0]))} and with {changed[0]}="
                f"{shown(getattr(other, changed[0]))}, so their ratings would be mixed up. Leave "
                "`label` to the base class, or let it tell every option."
            )


def _differs(one: Plugin, other: Plugin, option: str) -> bool:
    return bool(getattr(one, option) != getattr(other, option))


def _changed(plugin: Plugin) -> Iterator[Plugin]:
    """Yield the plugin with another value of one option, for each that takes one of ours."""
    given = {name: getattr(plugin, name) for name in plugin.model_fields_set}
    for name, field in type(plugin).model_fields.items():
        values = (*get_args(field.annotation), *_OTHER_VALUES)
        made = (_made(type(plugin), {**given, name: value}) for value in values)
        others = (other for other in made if other and _differs(plugin, other, name))
        yield from islice(others, 1)


def _made(cls: type[Plugin], options: dict[str, Any]) -> Plugin | None:
    with suppress(Exception):  # a validator of the author's may raise anything
        return cls.model_validate(options)
    return None


def unreserved(candidate: Candidate) -> None:
    """Fail for an option that Inspect's own command line could not reach."""
    for name in TAKEN_OPTIONS[Kind.JUDGE]:
        if name in candidate.cls.model_fields:
            raise NotConforming(
                f"option {name!r}: under plain Inspect, this word says what the judge is to rate, "
                "so the option could not be set. Call it something else."
            )


PROMISES: Final = (
    Promise("options-described", "Every option says what it does.", described),
    Promise("options-typed", "Every option has a type.", typed),
    Promise("options-round-trip", "Its options come back from a log as they were.", round_trip),
    Promise("labels-differ", "Other options make another label.", told_apart),
)

JUDGE_PROMISES: Final = (
    Promise("options-reserved", "No option is called what a scorer calls its own.", unreserved),
)
