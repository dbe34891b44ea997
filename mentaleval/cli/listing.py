"""``mentaleval list``: what is installed."""

from __future__ import annotations

import argparse
from typing import Any

from mentaleval.cli.console import show, write_json
from mentaleval.plugins import Kind, Provided, installed
from mentaleval.rubric import SEVEN

NAME = "list"
SUMMARY = "show the tasks, data sets, responders, judges and plugins"
DESCRIPTION = """\
Show what is installed: tasks, data sets, responders and judges with their options, and the
plugins that they come from. A broken plugin is shown with its reason."""
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
        write_json(chosen, "-")
    else:
        show(_tables(chosen, detailed=args.what is not None))
    return 0


def inventory() -> dict[str, list[dict[str, Any]]]:
    """Return everything that is installed, as JSON values."""
    registry = installed()
    tasks = [{"name": "mentalbench", "attributes": list(SEVEN.names), "summary": "All seven."}]
    tasks += [{"name": a.name, "attributes": [a.name], "summary": a.definition} for a in SEVEN]
    kinds = {kind.plural: [_entry(p) for p in registry.provided if p.kind is kind] for kind in Kind}
    plugins = [
        {
            "name": p.name,
            "module": p.module,
            "distribution": p.distribution,
            "version": p.version,
            "problem": p.problem,
        }
        for p in registry.installed
    ]
    return {"tasks": tasks, **kinds, "plugins": plugins}


def _entry(provided: Provided) -> dict[str, Any]:
    claims = installed().claims(provided.kind, provided.name)
    others = [str(c.owner) for c in claims if c is not provided]
    return {
        "name": provided.name,
        "summary": provided.plugin.summary(),
        "family": provided.plugin.family,
        "plugin": provided.owner.name,
        "distribution": provided.owner.distribution,
        "problem": f"the name is also claimed by {', '.join(others)}" if others else None,
        "options": [
            {
                "name": name,
                "type": _type(option.get("type") or option),
                "default": option.get("default"),
                "required": name in schema.get("required", ()),
                "description": option.get("description", ""),
            }
            for schema in [provided.plugin.model_json_schema()]
            for name, option in schema.get("properties", {}).items()
        ],
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
    table.add_column("what it is")
    for entry in entries:
        source = entry.get("distribution", "mentaleval")
        about = entry.get("summary") or f"{entry.get('module')} {entry.get('version')}"
        if entry.get("problem"):
            about = f"BROKEN: {entry['problem']}"
        table.add_row(Text(entry["name"]), Text(source), Text(about))
    return table


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
