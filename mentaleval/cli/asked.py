"""What a command asks for, whatever words it is typed in: its results are known by that."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mentaleval.cli import engines
from mentaleval.cli.values import Named
from mentaleval.legible import one_line


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes a result: not where it goes, how much of it is shown, nor on which machines."""

    words: str = ""
    """As it was typed, for people."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What is not as it is without an option; files and folders are paths."""

    def digest(self, folder: str) -> str:
        """Return what is the same for the same command, and tells no path.

        Parameters
        ----------
        folder
            Files count by how they are reached from here: when all of it is moved to another
            place, or to another computer, the command stays the same.
        """
        root = os.path.realpath(folder)
        said = json.dumps(
            self.values, sort_keys=True, default=lambda path: os.path.relpath(path, root)
        )
        return hashlib.sha256(said.encode()).hexdigest()


def asked(args: argparse.Namespace) -> Asked:
    """Return what a command line asks for."""
    given = vars(args).items()
    values = {
        name: _with_places(name, value)
        for name, value in given
        if name not in _NOT_ASKED and value != args.default_of(name)
    }
    return Asked(_words(args.typed), values)


_NAMING: Final = ("--json", "--html", "--figures", "--tables", "--viewer")
_MAKING: Final = tuple(f"--{option}" for option in engines.OPTIONS)
"""Who makes it; the result is the same."""
_SHOWING: Final = ("--details", "--with-text", "--debug")
_NOT_ASKED: Final = {
    *(option.removeprefix("--").replace("-", "_") for option in (*_NAMING, *_MAKING, *_SHOWING)),
    *("typed", "run_command", "default_of"),
}
_READ: Final = ("sources", "humans", "rubric", "key")


def _with_places(name: str, value: Any) -> Any:
    if isinstance(value, Named):  # of data sets, some of whose options are files
        return {option: _place_of(said) for option, said in value.shared.items()}
    if name not in _READ:
        return value
    return [_place_of(one) for one in value] if isinstance(value, list) else _place_of(value)


def _place_of(said: Any) -> Any:
    """Return where a file is; the name of a data set is none."""
    return _place(said) if isinstance(said, str) and os.path.exists(said) else said  # noqa: PTH110


def _place(name: str) -> Path:
    """Return the one name of a file; a link to it is another, and may come to lead elsewhere."""
    whole = Path(os.path.normpath(Path(name).absolute()))
    return Path(os.path.realpath(whole.parent)) / whole.name


def _words(typed: str) -> str:
    """Return a command without the options that say who makes its result and how it is shown."""
    kept, words = [], iter(shlex.split(typed))
    for word in words:
        option, given, _ = word.partition("=")
        if option in (*_NAMING, *_MAKING):
            _ = given or next(words, "")
        elif word not in _SHOWING:
            kept.append(word)
    return one_line(shlex.join(kept))
