"""What plugins rely on stands in contract.txt, so that nobody changes it without noticing.

``python tests/plugins/test_plugins_contract.py`` writes the file anew.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from difflib import unified_diff
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import mentaleval
import mentaleval.testing
from mentaleval.contract import CONTRACT_VERSION, OLDEST_CONTRACT_VERSION, Plugin
from mentaleval.hookspecs import PROJECT
from mentaleval.plugins import Kind

LONGEST = 80
WRITTEN = Path(__file__).with_name("contract.txt")
CHANGED = """\
What plugins rely on has changed (below). An addition with a default that changes nothing: note it
in CHANGELOG.md. Anything else breaks plugins: raise CONTRACT_VERSION, keep reading the last version
(docs/explanation/compatibility.md), and note it. Then write the file anew:
    python tests/plugins/test_plugins_contract.py
"""


def surface() -> str:
    """Return all that a plugin may rely on, a line each."""
    lines = [
        f"contract version {CONTRACT_VERSION}, read from version {OLDEST_CONTRACT_VERSION} on",
        f"entry points of the group {PROJECT!r}; hooks {', '.join(kind.plural for kind in Kind)}",
    ]
    for module in (mentaleval, mentaleval.testing):
        lines += ["", f"# {module.__name__}"]
        for name in sorted(module.__all__):
            lines += _described(name, getattr(module, name))
    return "\n".join([*lines, "", "# the base of the three kinds", *_described("Plugin", Plugin)])


def _described(name: str, thing: Any) -> Iterator[str]:
    if isinstance(thing, type):
        bases = ", ".join(base.__name__ for base in thing.__bases__)
        yield f"class {name}({bases})"
        yield from (f"    {line}" for line in _members(thing))
    elif callable(thing) and hasattr(thing, "__name__"):
        yield f"def {name}{_signature(thing)}"
    else:
        value = f" = {thing!r}" if isinstance(thing, int) else ""
        yield f"{name}: {type(thing).__name__}{value}"


def _members(cls: type) -> Iterator[str]:
    if issubclass(cls, Enum):
        yield from (f"{member.name} = {member.value!r}" for member in cls)
        return
    if not issubclass(cls, BaseModel) and {"__init__", "__new__"} & vars(cls).keys():
        yield f"{cls.__name__}{_signature(cls)}"
    for name, written in inspect.get_annotations(cls).items():
        if not name.startswith("_") and not _is_constructed(cls):
            yield f"{name}: {written}{_default(cls, name)}"
    for name, member in vars(cls).items():
        if not name.startswith("_") and name not in inspect.get_annotations(cls):
            yield from _member(name, member)


def _is_constructed(cls: type) -> bool:
    """Whether the class's fields stand in its signature already."""
    return hasattr(cls, "__dataclass_fields__") or hasattr(cls, "_fields")


def _default(cls: type, name: str) -> str:
    field = getattr(cls, "model_fields", {}).get(name)
    if field is not None:
        return "" if field.is_required() else f" = {field.get_default(call_default_factory=True)!r}"
    return f" = {vars(cls)[name]!r}" if name in vars(cls) else ""


def _member(name: str, member: Any) -> Iterator[str]:
    if isinstance(member, property):
        yield f"property {name}: {inspect.get_annotations(member.fget)['return']}"
    elif isinstance(member, (classmethod, staticmethod)):
        yield f"{type(member).__name__} {name}{_signature(member.__func__)}"
    elif isinstance(member, str):
        yield f"{name} = {member!r}"
    elif inspect.isfunction(member):
        abstract = "abstract " if getattr(member, "__isabstractmethod__", False) else ""
        waits = "async " if inspect.iscoroutinefunction(member) else ""
        yield f"{abstract}{waits}def {name}{_signature(member)}"


def _signature(function: Any) -> str:
    """Return parameters and result, as every version of Python writes them."""
    found = inspect.signature(function)
    public = [p for p in found.parameters.values() if not p.name.startswith("_")]
    found = found.replace(parameters=public)
    whole = _plain(str(found))
    if len(whole) <= LONGEST:
        return whole
    lines, named_only = [], False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not named_only:
            named_only = True
            lines.append("*")
        lines.append(_plain(str(parameter)))
    return (
        "\n        ".join(["(", *(f"{line}," for line in lines)])
        + "\n    )"
        + whole.rpartition(")")[2]
    )


def _plain(text: str) -> str:
    return re.sub(r"ForwardRef\(([^)]*)\)", r"\1", text).replace("'", "")


def test_what_plugins_rely_on_is_what_is_written_down():
    written = WRITTEN.read_text(encoding="utf-8").splitlines()
    found = surface().splitlines()
    changes = "\n".join(unified_diff(written, found, "contract.txt", "now", lineterm="", n=0))
    assert not changes, f"{CHANGED}\n{changes}"


if __name__ == "__main__":
    WRITTEN.write_text(surface() + "\n", encoding="utf-8")
