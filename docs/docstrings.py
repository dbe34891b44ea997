"""Classes and their docstrings as Markdown, read from the source and not imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Final

from markdown_parts import fence

_SECTION: Final = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)


def records(source: Path, names: Iterable[str], *, level: int) -> Iterator[str]:
    """Yield a section for each of these classes of a module, as its source has it."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    for name in names:
        bases = ", ".join(map(ast.unparse, classes[name].bases))
        yield f"{'#' * level} {name}\n"
        if bases:
            yield f"Derives from `{bases}`.\n"
        yield prose(ast.get_docstring(classes[name]) or "")
        yield from _members(classes[name], level + 1)


def _members(owner: ast.ClassDef, level: int) -> Iterator[str]:
    """Yield what a class holds: its fields, then its methods with a docstring."""
    fields = [node for node in owner.body if isinstance(node, ast.AnnAssign)]
    if fields:
        yield fence("\n".join(ast.unparse(field) for field in fields), "text")
    for node, after in zip(owner.body, owner.body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and _is_text(after):
            about = cleandoc(ast.literal_eval(ast.unparse(after)))
            yield prose(f"`{ast.unparse(node.target)}`: {about}")
    for node in owner.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text and not node.name.startswith("_"):
                yield f"{'#' * level} {owner.name}.{node.name}\n"
                yield fence(_signature(node), "text")
                yield prose(text)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    start = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    marks = "".join(
        f"@{mark}\n" for mark in map(ast.unparse, node.decorator_list) if mark != "abstractmethod"
    )
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{marks}{start}{node.name}({ast.unparse(node.args)}){returns}"


def prose(text: str) -> str:
    """Turn a numpy-style docstring into Markdown."""
    text = text.replace("``", "`")
    first, *rest = _SECTION.split(text)
    parts = [first.strip() + "\n"]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        parts += [f"**{title}**\n", _entries(body)]
    return "\n".join(parts)


def _entries(body: str) -> str:
    lines = [line for line in body.rstrip().splitlines() if line.strip()]
    return "\n".join(
        f"  {line.strip()}" if line.startswith(" ") else f"- `{line}`:" for line in lines
    ) + "\n"  # fmt: skip
