"""Which files of a folder are ours, so that the results of two commands never mix in it.

Beside the files of ``--tables`` and ``--figures`` stands a list of them. The same command replaces
what it wrote, and removes what it writes no more; what is not on the list stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from mentaleval.cli.source_files import digest_of
from mentaleval.errors import UsageError
from mentaleval.writing import whole_files

FILE: Final = "mentaleval-files.json"

Kind = Literal["figures", "tables"]
_Name = Annotated[str, StringConstraints(pattern=r"^[^./\\][^/\\]*$")]  # of this folder, no path


class Part(BaseModel):
    """What one command wrote into a folder, of one kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str
    """Without the options that say where its result goes."""
    version: str
    inputs: tuple[tuple[str, str | None], ...]
    """The name and checksum of each."""
    files: dict[_Name, str] = {}
    """The checksum of each by its name."""


_PARTS: Final = TypeAdapter(dict[Kind, Part])


def require_ours(kind: Kind, target: str, command: str) -> None:
    """Make sure that a folder holds nothing of ours but what the same command wrote, unchanged.

    Raises
    ------
    UsageError
        When it does.
    """
    parts = _parts_in(target)
    for there, part in parts.items():
        if part.command != command:
            raise UsageError(
                f"--{kind} {target}: the folder holds the {there} of another command, "
                f"`{part.command}`, and results of two are not mixed.",
                hint="name a new or an empty folder, or give that same command again: it replaces "
                "what it wrote",
            )
    for name, digest in _files(parts, kind).items():
        file = Path(target, name)
        if file.exists() and not os.access(file, os.W_OK):
            raise UsageError(f"--{kind} {target}: {name!r} may not be written to.")
        if os.path.lexists(file) and not _is_as_written(file, digest):
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
        require_ours(kind, target, part.command)  # it took a while
        parts = _parts_in(target)
        before = _files(parts, kind)
        _require_free(kind, target, files.keys() - before.keys())
        if files or before:
            parts[kind] = part.model_copy(update={"files": files})
            (coming / FILE).write_bytes(_PARTS.dump_json(parts, indent=2) + b"\n")
    for name in before.keys() - files.keys():
        Path(target, name).unlink(missing_ok=True)
    return len(files)


def differ(target: str) -> bool:
    """Whether the files of a folder were made from different ratings, or by different versions."""
    return len({(part.version, part.inputs) for part in _parts_in(target).values()}) > 1


def _parts_in(target: str) -> dict[Kind, Part]:
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


def _files(parts: dict[Kind, Part], kind: Kind) -> dict[str, str]:
    return parts[kind].files if kind in parts else {}


def _is_as_written(file: Path, digest: str) -> bool:
    try:
        return digest_of(file) == digest
    except OSError:  # it is a folder by now
        return False


def _require_free(kind: Kind, target: str, names: set[str]) -> None:
    for name in sorted(names):
        if os.path.lexists(Path(target, name)):
            raise UsageError(
                f"--{kind} {target}: a file {name!r} is there that mentaleval did not write, so "
                f"none of the {kind} were written.",
                hint="name a new or an empty folder",
            )
