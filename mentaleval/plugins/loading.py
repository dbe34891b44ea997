"""Import the module of an entry point, and see for which version of the contract it is."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from contextlib import suppress
from importlib.metadata import EntryPoint
from typing import Any, Final

from mentaleval.contract import CONTRACT_VERSION, OLDEST_CONTRACT_VERSION
from mentaleval.errors import PluginError

DECLARES: Final = "MENTALEVAL_CONTRACT"
"""The constant of a plugin module that says for which version of the contract it was written."""


def load(entry: EntryPoint) -> Any:
    """Return what an entry point names: a module, or something in it.

    Raises
    ------
    PluginError
        When the entry point names no module, or nothing in it.
    """
    if entry.pattern.fullmatch(entry.value) is None:
        raise PluginError(f"its entry point {entry.value!r} names no module")
    found: Any = importlib.import_module(entry.module)
    for name in filter(None, (entry.attr or "").split(".")):
        try:
            found = getattr(found, name)
        except AttributeError as error:
            raise PluginError(f"its module {entry.module!r} has no {entry.attr!r}") from error
    return found


def declared(entry: EntryPoint) -> object:
    """Return what a plugin's module declares as its version, without importing it anew.

    A plugin for a later version may well fail to import for just that reason; then its source
    says it. None where nothing is declared.
    """
    with suppress(Exception):
        spec = importlib.util.find_spec(entry.module)
        source = spec.loader.get_source(entry.module)  # type: ignore[union-attr]
        for statement in ast.parse(source).body:
            if DECLARES in _assigned(statement):
                return ast.literal_eval(statement.value)
    return None


def _assigned(statement: ast.stmt) -> list[str]:
    """Return the names that a statement gives a value."""
    targets = [getattr(statement, "target", None), *getattr(statement, "targets", ())]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def contract_problem(version: object) -> str | None:
    """Say why a plugin of this version of the contract is not read; None where it is."""
    if not isinstance(version, int) or isinstance(version, bool):
        return f"{DECLARES} must be a whole number, as {CONTRACT_VERSION}; it is {version!r}"
    written = f"it was written for version {version} of the contract"
    if version > CONTRACT_VERSION:
        return f"{written}; this mentaleval has version {CONTRACT_VERSION}: upgrade mentaleval"
    if version < OLDEST_CONTRACT_VERSION:
        return (
            f"{written}; this mentaleval reads versions from {OLDEST_CONTRACT_VERSION} on: "
            "ask its author for a newer one"
        )
    return None
