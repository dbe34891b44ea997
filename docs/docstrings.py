"""Classes and their docstrings as Markdown, read from the source and not imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from itertools import groupby
from pathlib import Path
from textwrap import dedent
from typing import Final

from markdown_parts import fence, starless

_SECTION: Final = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
_LABEL: Final = re.compile(r"^(Missing data|Degenerate cases):", re.MULTILINE)
_MOST_COLUMNS: Final = 100
Function = ast.FunctionDef | ast.AsyncFunctionDef


def article(source: Path) -> str:
    """Return the docstring of a module."""
    return prose(ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "")


def definitions(source: Path, names: Iterable[str], *, level: int) -> Iterator[str]:
    """Yield constants, then a section for each class and function, in the order of the source."""
    wanted, body = set(names), ast.parse(source.read_text(encoding="utf-8")).body
    given = [node for node in body if isinstance(node, ast.Assign)]
    constants = [ast.unparse(node) for node in given if ast.unparse(node.targets[0]) in wanted]
    if constants:
        yield fence("\n".join(constants))
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name in wanted:
            yield from records(source, [node.name], level=level)
        elif isinstance(node, Function) and node.name in wanted:
            yield f"{'#' * level} {node.name}\n"
            yield fence(_signature(node))
            yield prose(ast.get_docstring(node) or "")


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
    told = [node for node in owner.body if isinstance(node, ast.AnnAssign)]
    fields = [node for node in told if not ast.unparse(node.target).startswith("_")]
    if fields:
        yield fence("\n".join(ast.unparse(field) for field in fields), "text")
    for node, after in zip(owner.body, owner.body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and _is_text(after):
            about = cleandoc(ast.literal_eval(ast.unparse(after)))
            yield prose(f"`{ast.unparse(node.target)}`: {about}")
    for node in owner.body:
        if isinstance(node, Function):
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


def _signature(node: Function) -> str:
    start = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    marks = "".join(
        f"@{mark}\n" for mark in map(ast.unparse, node.decorator_list) if mark != "abstractmethod"
    )
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{start}{node.name}({ast.unparse(node.args)}){returns}"
    if len(line) <= _MOST_COLUMNS:
        return f"{marks}{line}"
    parameters = "".join(f"    {each},\n" for each in _parameters(node.args))
    return f"{marks}{start}{node.name}(\n{parameters}){returns}"


def _parameters(args: ast.arguments) -> Iterator[str]:
    """Yield the parameters one by one; the project has none that are starred or positional only."""
    first = len(args.args) - len(args.defaults)
    for place, arg in enumerate(args.args):
        yield _parameter(arg, args.defaults[place - first] if place >= first else None)
    if args.kwonlyargs:
        yield "*"
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _parameter(arg, default)


def _parameter(arg: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(arg) + (f" = {ast.unparse(default)}" if default else "")


def prose(text: str) -> str:
    """Turn a numpy-style docstring into Markdown."""
    text = text.replace("``", "`")
    first, *rest = _SECTION.split(text)
    parts = [_paragraphs(first)]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        parts += [f"**{title}**\n", _BODIES.get(title, _entries)(body)]
    return "\n".join(parts)


def _paragraphs(text: str) -> str:
    """Return paragraphs, with what is indented (formulas) and what is typed in (`>>>`) fenced."""
    parts: list[str] = []
    blocks = re.split(r"\n\n+", _LABEL.sub(r"\n**\1:**", text.strip("\n")))
    for indented, group in groupby(blocks, key=lambda block: block.startswith("    ")):
        if indented:
            parts.append(fence(dedent("\n\n".join(group))))
        else:
            parts += map(_paragraph, group)
    return "\n".join(parts)


def _paragraph(text: str) -> str:
    return (
        fence(text.rstrip(), "pycon") if text.startswith(">>>") else f"{starless(text.strip())}\n"
    )


def _entries(body: str) -> str:
    lines = [line for line in body.rstrip().splitlines() if line.strip()]
    return "\n".join(
        f"  {line.strip()}" if line.startswith(" ") else f"- `{line}`:" for line in lines
    ) + "\n"  # fmt: skip


_BODIES: Final = {"Examples": _paragraphs, "References": _paragraphs}
