"""The marked examples of a page, and whether a command printed what the page shows.

The marks are explained in CONTRIBUTING.md.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>run|file|change|real)(?:: (?P<value>[^\n]*?))? -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LEFT_OUT = "..."


@dataclass(frozen=True)
class Block:
    """A fenced block that is written to a file, changes one, or is run.

    ``real`` names the real data set without which it is not run.
    """

    language: str
    text: str
    line: int
    file: str | None = None
    change: str | None = None
    real: str | None = None
    status: int = 0

    def write(self, folder: Path) -> bool:
        """Write the file, or its changed definitions, and say whether it was there before."""
        path = folder / (self.file or self.change or "")
        there = path.exists()
        kept = changed(path.read_text(encoding="utf-8"), self.text) if self.change else self.text
        path.write_text(kept, encoding="utf-8")
        return there


@dataclass(frozen=True)
class Command:
    """A command, and the lines that the page shows below it."""

    text: str
    shown: tuple[str, ...]


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page that are written or run, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        mark, value, language = match["mark"], match["value"] or "", match["language"]
        line = text.count("\n", 0, match.start()) + 1
        if mark in {"file", "change", "real"}:
            found.append(Block(language, match["text"], line, **{mark: value}))
        elif mark == "run" or language == "python":
            status = int(value.removeprefix("status ")) if value else 0
            found.append(Block(language, match["text"], line, status=status))
    return found


def changed(source: str, definitions: str) -> str:
    """Return a module with its definitions of these names replaced by these."""
    lines = source.splitlines(keepends=True)
    places = {_defines(node): node for node in ast.parse(source).body}
    new = {_defines(node): node for node in ast.parse(definitions).body}
    for name, node in sorted(new.items(), key=lambda found: -places[found[0]].lineno):
        text = ast.get_source_segment(definitions, node)
        lines[places[name].lineno - 1 : places[name].end_lineno] = [f"{text}\n"]
    return "".join(lines)


def _defines(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])
    return getattr(node, "name", "")


def commands(block: Block) -> list[Command]:
    """Return the commands of a console block, each with the lines shown below it."""
    if block.language == "bash":
        return [Command(block.text, ())]
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return [Command(text, tuple(shown)) for text, shown in found]


def first_not_printed(shown: tuple[str, ...], output: str) -> str | None:
    """Return the first line that is shown and was not printed in this order; None for none."""
    printed = iter([_squeezed(line) for line in output.splitlines()])
    for line in map(_squeezed, shown):
        if not line or line == LEFT_OUT:
            continue
        beginning = line.removesuffix(LEFT_OUT).rstrip()
        whole = beginning == line
        if not any(out == line if whole else out.startswith(beginning) for out in printed):
            return line
    return None


def _squeezed(line: str) -> str:
    return " ".join(line.split())
