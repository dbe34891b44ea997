"""Which files of a folder are ours, so that the results of two commands never mix in it.

Beside the files of ``--tables`` and ``--figures`` stands a list of them. The same command replaces
what it wrote, and removes what it writes no more; what is not on the list stays as it is. A command
that is killed while its files take their places leaves old ones beside new ones, so the list names
both before: the same command goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from mentaleval.cli.source_files import digest_of
from mentaleval.errors import UsageError
from mentaleval.writing import whole_file, whole_files

FILE: Final = "mentaleval-files.json"

Kind = Literal["figures", "tables"]
_Name = Annotated[str, StringConstraints(pattern=r"^[^./\\][^/\\]*$")]  # of this folder, no path


class Part(BaseModel):
    """What one command wrote into a folder, of one kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str
    """As it was typed, without the options that say where its result goes."""
    asked: str
    """What is the same for the same command in any words."""
    version: str
    inputs: tuple[tuple[str, str | None], ...]
    """The name and checksum of each."""
    files: dict[_Name, str] = {}
    """The checksum of each by its name."""
    coming: dict[_Name, str] = {}
    """The same of those that are taking their places."""

    @property
    def names(self) -> set[str]:
        """The names of what is there, or may be."""
        return {*self.files, *self.coming}

    def wrote(self, file: Path) -> bool:
        """Whether a file is as it was written."""
        try:
            return digest_of(file) in (self.files.get(file.name), self.coming.get(file.name))
        except OSError:  # it is a folder by now
            return False


_Parts = dict[Kind, Part]
_PARTS: Final = TypeAdapter(_Parts)


def require_ours(kind: Kind, target: str, command: str, asked: str) -> None:
    """Make sure that a folder holds nothing of ours but what the same command wrote, unchanged.

    Parameters
    ----------
    kind, target
        What is to be written, and where to.
    command, asked
        By which command, and what is the same for it in any words.

    Raises
    ------
    UsageError
        When it does.
    """
    parts = _parts_in(target)
    for there, part in parts.items():
        if part.asked != asked:
            elsewhere = " for files elsewhere" if part.command == command else ""
            raise UsageError(
                f"--{kind} {target}: the folder holds the {there} of another command, "
                f"`{part.command}`{elsewhere}, and results of two are not mixed.",
                hint="name a new or an empty folder, or give that same command again: it replaces "
                "what it wrote",
            )
    if kind in parts:
        _require_unchanged(kind, target, parts[kind])


def _require_unchanged(kind: Kind, target: str, part: Part) -> None:
    for name in sorted(part.names):
        file = Path(target, name)
        if file.exists() and not os.access(file, os.W_OK):
            raise UsageError(f"--{kind} {target}: {name!r} may not be written to.")
        if os.path.lexists(file) and not part.wrote(file):
            raise UsageError(
                f"--{kind} {target}: {name!r} was changed after it had been written, and would be "
                "lost.",
                hint="move it elsewhere, or name another folder",
            )


def write(kind: Kind, target: str, part: Part, make: Callable[[Path], Sequence[Path]]) -> int:
    """Write files into a folder and on its list, and return how many there are.

    Parameters
    ----------
    kind, target
        What, and where to.
    part
        What it is made by, and from; its files come from *make*.
    make
        Writes the files into a folder, and returns them.

    Raises
    ------
    UsageError
        When the folder holds what they may not replace.
    """
    with whole_files(Path(target)) as coming:
        files = {file.name: digest_of(file) for file in make(coming)}
        require_ours(kind, target, part.command, part.asked)  # it took a while
        parts = _parts_in(target)
        before = parts.pop(kind).names if kind in parts else set()
        _require_free(kind, target, files.keys() - before)
        placed = (file for name in sorted(before) if (file := Path(target, name)).exists())
        there = {file.name: digest_of(file) for file in placed}
        _list(target, {**parts, kind: part.model_copy(update={"files": there, "coming": files})})
    for name in before - files.keys():
        Path(target, name).unlink(missing_ok=True)
    made = {kind: part.model_copy(update={"files": files})} if files else {}
    _list(target, {**parts, **made})
    return len(files)


def replaces_others(kind: Kind, target: str, part: Part) -> bool:
    """Whether a folder holds files that were made from different ratings."""
    parts = _parts_in(target)
    return kind in parts and parts[kind].inputs != part.inputs


def _list(target: str, parts: _Parts) -> None:
    file = Path(target, FILE)
    if not parts:
        file.unlink(missing_ok=True)
        return
    with whole_file(file) as coming:
        coming.write_bytes(_PARTS.dump_json(parts, indent=2, exclude_defaults=True) + b"\n")


def differ(target: str) -> bool:
    """Whether the files of a folder were made from different ratings, or by different versions."""
    return len({(part.version, part.inputs) for part in _parts_in(target).values()}) > 1


def _parts_in(target: str) -> _Parts:
    file = Path(target, FILE)
    try:
        return _PARTS.validate_json(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"{str(file)!r} says which files of its folder mentaleval wrote, and cannot be read.",
            hint="name a new or an empty folder",
        ) from error


def _require_free(kind: Kind, target: str, names: set[str]) -> None:
    for name in sorted(names):
        if os.path.lexists(Path(target, name)):
            raise UsageError(
                f"--{kind} {target}: a file {name!r} is there that mentaleval did not write, so "
                f"none of the {kind} were written.",
                hint="name a new or an empty folder",
            )
