"""Ask a plugin the three questions, and check each class that it answers with."""

from __future__ import annotations

import difflib
import inspect
import json
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Final

import pluggy

from mentaleval import hookspecs
from mentaleval.contract import Plugin
from mentaleval.errors import PluginError
from mentaleval.plugins.records import Kind
from mentaleval.plugins.reserved import NAME, TAKEN_NAMES, TAKEN_OPTIONS

_HOOKS: Final = {kind.plural: kind for kind in Kind}
_MARK: Final = f"{hookspecs.PROJECT}_impl"


def hooks(plugin: object) -> tuple[dict[str, Any], list[str]]:
    """Return a plugin's marked functions by the hook that they answer, and the unmarked ones."""
    marked, unmarked = {}, []
    for name in dir(plugin):
        function = getattr(plugin, name, None)
        options = getattr(function, _MARK, None) if inspect.isroutine(function) else None
        if isinstance(options, Mapping):
            marked[options.get("specname") or name] = function
        elif name in _HOOKS and inspect.isroutine(function):
            unmarked.append(name)
    return marked, unmarked


def misspelt(hook: str) -> str:
    """Say that a hook is none."""
    near = difflib.get_close_matches(hook, _HOOKS, n=1)
    guess = f" Did you mean {near[0]}()?" if near else ""
    return f"@hookimpl marks {hook}(), which is none of the hooks {_all_hooks()}.{guess}"


def none_answered(unmarked: list[str]) -> str:
    """Say that a plugin answers nothing."""
    forgot = f"its function {unmarked[0]}() is" if unmarked else "is the function"
    mark = "not marked with @hookimpl" if unmarked else "marked with @hookimpl?"
    return f"it answers none of the hooks {_all_hooks()}; {forgot} {mark}"


def _all_hooks() -> str:
    return ", ".join(f"{hook}()" for hook in _HOOKS)


def is_hook(name: str) -> bool:
    """Whether a question of this name is asked."""
    return name in _HOOKS


def asked(hook: str, function: Any) -> Iterator[tuple[Kind, object]]:
    """Ask one question, and yield what is answered: classes, if all is well.

    Raises
    ------
    PluginError
        When the answer is no list.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(SimpleNamespace(**{hook: function}))
    except pluggy.PluginValidationError as error:
        raise PluginError(f"{hook}() must be a plain function without parameters") from error
    answers = getattr(manager.hook, hook)()
    answer = answers[0] if answers else None
    if not isinstance(answer, (list, tuple)):
        said = "it returned nothing" if answer is None else f"not {type(answer).__name__}"
        raise PluginError(f"{hook}() must return a list of classes; {said}")
    for one in answer:
        yield _HOOKS[hook], one


def require_class(kind: Kind, answer: object) -> type[Plugin]:
    """Return an answer as the class that it must be.

    Raises
    ------
    PluginError
        When it is none of its kind, or has no usable name.
    """
    if not (isinstance(answer, type) and issubclass(answer, kind.base)):
        what = f"an instance of {type(answer).__name__}" if isinstance(answer, Plugin) else answer
        raise PluginError(
            f"{kind.plural}() must return classes derived from "
            f"mentaleval.{kind.base.__name__}; it returned {what}"
        )
    name = getattr(answer, "name", None)
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise PluginError(
            f'{kind} {answer.__name__} needs a line `name = "..."`, without a type, of lower-case '
            f"letters, digits, dots and dashes; it has {name!r}"
        )
    return answer


def require_described(family: object, summary: object, schema: object) -> None:
    """Make sure that what a class says of itself can be listed.

    Raises
    ------
    PluginError
        When it is not what it must be.
    ValueError
        When a default is no JSON, as a number that is infinite.
    """
    if not (family is None or isinstance(family, str)):
        raise PluginError(f"its family must be text, not {type(family).__name__}")
    if not isinstance(summary, str):
        raise PluginError(f"summary() must return text, not {type(summary).__name__}")
    options = schema.get("properties", {}) if isinstance(schema, dict) else None
    if not isinstance(options, dict) or not all(isinstance(o, dict) for o in options.values()):
        raise PluginError("model_json_schema() must return the schema of an object")
    json.dumps(schema, allow_nan=False)


def fault(kind: Kind, cls: type[Plugin]) -> str | None:
    """Say what keeps a class from being used; None where nothing does."""
    if inspect.isabstract(cls):
        return f"does not define {', '.join(sorted(cls.__abstractmethods__))}()"
    if cls.name in TAKEN_NAMES[kind]:
        return "has a name that mentaleval needs itself: give it another"
    taken = [option for option in TAKEN_OPTIONS[kind] if option in cls.model_fields]
    if taken:
        return f"has an option {taken[0]!r}, which mentaleval needs itself: give it another name"
    return None
