"""Where results may be written, found out before any work is done for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from mentaleval.cli.manifest import FILE
from mentaleval.errors import UsageError

_STDOUT: Final = 1


def require_writable(target: str, coming: Path | None = None) -> None:
    """Make sure that a file can be written.

    Parameters
    ----------
    target
        The file, or ``-`` for stdout.
    coming
        A folder that the work itself will make; the file may lie in it or above it.

    Raises
    ------
    UsageError
        When there is no such folder, it may not be written to, or the file is stdout.
    """
    if target == "-":
        return
    file = Path(target)
    if _is_stdout(file):
        raise UsageError(
            f"cannot write {target!r}: it is where stdout goes, and what is printed there would be "
            "mixed with it; give the name of a file."
        )
    if Path(os.path.realpath(file)).name == FILE:
        raise UsageError(
            f"cannot write {target!r}: a file of that name lists what mentaleval wrote to its "
            "folder; give another name."
        )
    try:
        _require_place(target, file, coming)
    except OSError as error:
        raise UsageError(f"cannot write {target!r}: {error.strerror}.") from error


def _require_place(target: str, file: Path, coming: Path | None) -> None:
    folder = Path(os.path.realpath(file)).parent if file.is_symlink() else file.parent
    if coming is not None and folder.absolute() in _upwards(coming):
        folder = next(above for above in _upwards(folder) if above.exists())
    if file.is_dir():
        raise UsageError(f"cannot write {target!r}: it is a folder, not a file.")
    if not folder.is_dir():
        raise UsageError(f"cannot write {target!r}: there is no folder {str(folder)!r}.")
    with suppress(FileNotFoundError):
        file.stat()  # a link to itself is found out here
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise UsageError(f"cannot write {target!r}: permission denied.")


def _is_stdout(file: Path) -> bool:
    with suppress(OSError):  # it is not there, or stdout is closed
        printed = os.fstat(_STDOUT)
        nowhere = os.path.samestat(printed, os.stat(os.devnull))  # noqa: PTH116
        return os.path.samestat(printed, file.stat()) and not nowhere
    return False


def require_folder(option: str, target: str) -> None:
    """Make sure that files can be written to a folder, which may have to be made.

    Raises
    ------
    UsageError
        When it has no name, is a file, or may not be made or written to.
    """
    require_named(option, target)
    there = next(path for path in _upwards(Path(target)) if os.path.lexists(path))
    if not there.is_dir():
        raise UsageError(f"{option} {target}: {str(there)!r} is no folder.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"{option} {target}: {str(there)!r} may not be written to.")


def require_named(option: str, target: str) -> None:
    """Make sure that a folder has a name.

    Raises
    ------
    UsageError
        When it has none, or that of stdout.
    """
    if not target:
        raise UsageError(f"{option} takes the name of a folder, and was given none.")
    if target == "-":
        raise UsageError(f"{option} takes the name of a folder: files do not go to stdout.")


def require_apart(
    files: Mapping[str, str | None],
    folders: Mapping[str, str | None],
    sources: Iterable[str],
) -> None:
    """Make sure that nothing is written over what is read, or over what is written too.

    Parameters
    ----------
    files, folders
        What each option writes or writes into; None where it is not given.
    sources
        What is read.

    Raises
    ------
    UsageError
        When it would be.
    """
    there = filter(os.path.exists, sources)  # the name of a data set is no file
    taken = {os.path.realpath(source): "is read too" for source in there}
    into = {}
    for option, target in folders.items():
        if target is not None:
            into[os.path.realpath(target)] = option
            if os.path.realpath(target) in taken:
                raise UsageError(f"{option} {target}: it is read too, so give another folder.")
    for option, target in files.items():
        if target is None or target == "-":
            continue
        place = os.path.realpath(target)
        if place in taken:
            raise UsageError(f"{option} {target}: that file {taken[place]}, so give another name.")
        _require_outside(option, target, place, into)
        taken[place] = f"is that of {option}"


_OF_PAPERS: Final = (".csv", ".md", ".pdf", ".svg", ".tex")


def _require_outside(option: str, target: str, place: str, into: Mapping[str, str]) -> None:
    """Keep a file from where a folder, or the files in it, are to be."""
    for folder, other in into.items():
        if Path(place) in _upwards(Path(folder)):
            raise UsageError(f"{option} {target} is to be a file and {other} a folder.")
        if Path(place).parent == Path(folder) and Path(place).suffix in _OF_PAPERS:
            raise UsageError(
                f"{option} {target}: files of that kind are written to that folder by {other}, so "
                "give another name."
            )


def _upwards(folder: Path) -> tuple[Path, ...]:
    return folder.absolute(), *folder.absolute().parents
