"""``mentaleval list``: what is installed."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from mentaleval.cli.console import message, show, write_json
from mentaleval.plugins import DISABLE, Installed, Kind, Provided, Registry, Unusable, installed
from mentaleval.rubric import SEVEN

NAME = "list"
SUMMARY = "show the tasks, data sets, responders, judges and plugins"
DESCRIPTION = """\
Show what is installed: tasks, data sets, responders and judges with their options, and the
plugins that they come from. A broken plugin is shown with its reason; those named in
MENTALEVAL_DISABLE (plugins or distributions, with commas) are left alone."""
WHAT = ("tasks", "datasets", "responders", "judges", "plugins")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("what", nargs="?", choices=WHAT, help="only this (default: everything)")
    parser.add_argument("--json", action="store_true", help="print JSON to stdout")


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    document = inventory()
    chosen = {args.what: document[args.what]} if args.what else document
    if args.json:
        told = {"notices": installed().notices} if args.what in {None, "plugins"} else {}
        write_json(chosen | told, "-")
    else:
        show(_tables(chosen, detailed=args.what is not None))
    _tell_problems(args.what)
    return 0


def _tell_problems(what: str | None) -> None:
    """Say on stderr what nobody must overlook, whichever list was asked for."""
    registry = installed()
    for notice in registry.notices:
        message(f"warning: {notice}")
    if broken := registry.broken():
        where = "" if what in {None, "plugins"} else "; `mentaleval list plugins` says why"
        message(f"warning: broken: {', '.join(map(str, broken))}{where}")


def inventory() -> dict[str, list[dict[str, Any]]]:
    """Return everything that is installed, as JSON values."""
    registry = installed()
    tasks = [{"name": "mentalbench", "attributes": list(SEVEN.names), "summary": "All seven."}]
    tasks += [{"name": a.name, "attributes": [a.name], "summary": a.definition} for a in SEVEN]
    kinds = {
        kind.plural: [
            *(_usable(one) for one in registry.usable(kind)),
            *(_unusable(one) for one in registry.unusable if one.kind is kind),
        ]
        for kind in Kind
    }
    return {"tasks": tasks, **kinds, "plugins": [_plugin(p, registry) for p in registry.installed]}


def _plugin(plugin: Installed, registry: Registry) -> dict[str, Any]:
    provides = Counter(one.kind for one in registry.provided if one.owner == plugin)
    return {
        "name": plugin.name,
        "module": plugin.module,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "contract": plugin.contract,
        "provides": {kind.plural: provides[kind] for kind in Kind},
        "disabled": plugin.disabled,
        "problem": "; ".join(registry.problems(plugin)) or None,
        "notices": list(plugin.notices),
    }


def _usable(provided: Provided) -> dict[str, Any]:
    schema = provided.schema
    return _entry(provided, provided.plugin.family, provided.summary) | {
        "options": [
            {
                "name": name,
                "type": _type(option.get("type") or option),
                "default": option.get("default"),
                "required": name in schema.get("required", ()),
                "description": option.get("description", ""),
            }
            for name, option in schema.get("properties", {}).items()
        ],
    }


def _unusable(one: Unusable) -> dict[str, Any]:
    return _entry(one, None, "") | {"problem": one.problem}


def _entry(one: Provided | Unusable, family: str | None, summary: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "summary": summary,
        "family": family,
        "plugin": one.owner.name,
        "distribution": one.owner.distribution,
        "problem": None,
        "options": [],
    }


def _type(found: Any) -> str:
    """Say a JSON schema's type in a word or two."""
    if isinstance(found, str):
        return found
    if "enum" in found:
        return " | ".join(map(str, found["enum"]))
    parts = found.get("anyOf", ())
    return " | ".join(_type(p.get("type") or p) for p in parts) or "any"


def _tables(document: dict[str, list[dict[str, Any]]], *, detailed: bool) -> list[Any]:
    shown: list[Any] = []
    for what, entries in document.items():
        shown.append(_table(what, entries))
        if detailed:
            shown.extend(_options(entry) for entry in entries if entry.get("options"))
    return shown


def _table(what: str, entries: list[dict[str, Any]]) -> Any:
    from rich.table import Table  # noqa: PLC0415  slow to import
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=what, title_justify="left", box=None, pad_edge=False, title_style="bold")
    table.add_column("name", no_wrap=True)
    table.add_column("from", no_wrap=True)
    table.add_column("what it is", overflow="fold")
    for entry in entries:
        source = entry.get("distribution", "mentaleval")
        about = _about_plugin(entry) if what == "plugins" else _about(entry)
        table.add_row(Text(entry["name"]), Text(source), Text(about))
    return table


def _about(entry: dict[str, Any]) -> str:
    broken = entry.get("problem")
    return f"BROKEN: {broken}" if broken else str(entry["summary"])


def _about_plugin(entry: dict[str, Any]) -> str:
    """Return the lines that say what a plugin is, and what is wrong with it."""
    counts = {k: entry["provides"][k.plural] for k in Kind}
    provides = ", ".join(f"{n} {k if n == 1 else k.plural}" for k, n in counts.items() if n)
    contract = "" if entry["contract"] is None else f", contract {entry['contract']}"
    lines = [f"{entry['version']}, {entry['module']}{contract}"]
    if entry["disabled"]:
        lines.append(f"DISABLED by {DISABLE}: not imported")
    elif provides or not entry["problem"]:
        lines[0] += f": {provides or 'nothing'}"
    if entry["problem"]:
        lines.append(f"BROKEN: {entry['problem']}")
    return "\n".join([*lines, *(f"notice: {notice}" for notice in entry["notices"])])


def _options(entry: dict[str, Any]) -> Any:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(
        title=f"options of {entry['name']}", title_justify="left", box=None, pad_edge=False
    )
    for column in ("option", "type", "default"):
        table.add_column(column, no_wrap=True)
    table.add_column("what it does")
    for option in entry["options"]:
        default = "required" if option["required"] else str(option["default"])
        cells = (option["name"], option["type"], default, option["description"])
        table.add_row(*map(Text, cells))
    return table
