"""The marked examples of a page, and whether a command printed what the page shows.

The marks are explained in CONTRIBUTING.md.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>run|file)(?:: (?P<value>[^\n]*?))? -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LEFT_OUT = "..."


@dataclass(frozen=True)
class Block:
    """A fenced block that is written to a file or run."""

    language: str
    text: str
    line: int
    file: str | None = None
    status: int = 0


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
        if mark == "file":
            found.append(Block(language, match["text"], line, file=value))
        elif mark == "run" or language == "python":
            status = int(value.removeprefix("status ")) if value else 0
            found.append(Block(language, match["text"], line, status=status))
    return found


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
