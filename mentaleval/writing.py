"""Files and folders that are written whole or not at all.

What is written goes to a hidden place beside its own, and takes its place in one step once it is
whole. Whatever breaks in between, the old file is untouched and nothing half-written is left.
"""

from __future__ import annotations

import csv
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

_unfinished: set[Path] = set()


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path to write to, whose file takes the place of *target* after the block.

    A link stays a link: the file that it leads to is replaced, and keeps its permissions. What is
    no regular file (``/dev/stdout``, a pipe) is given itself, and so is a file in a folder where
    nothing new may be made, one that standard output goes to, or one that may not be written to,
    which the writer then finds out.
    """
    if not _replaceable(target):
        yield target
        return
    file = Path(os.path.realpath(target))
    with _beside(file) as coming:
        coming.touch(exist_ok=False)  # what is wrong with the place is found out at once
        yield coming
        _take_place(coming, file)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a new folder to write into, which becomes *target* after the block.

    There may be nothing at *target* yet.
    """
    with _beside(target.absolute()) as coming:
        coming.mkdir()
        yield coming
        coming.rename(target)


@contextmanager
def whole_files(target: Path) -> Iterator[Path]:
    """Give a new folder to write into, whose files all take their places in *target* afterwards.

    What else is in *target*, which is made where it is not there, stays as it is.
    """
    target.mkdir(parents=True, exist_ok=True)
    with _beside(target / "files") as coming:
        coming.mkdir()
        yield coming
        for file in sorted(coming.iterdir()):
            _take_place(file, target / file.name)


def remove_unfinished() -> None:
    """Remove what is being written: for whoever ends the process in the middle of it."""
    for path in tuple(_unfinished):
        _remove(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a name that nobody else has, in the same folder: only there is a rename one step."""
    coming = path.with_name(f".mentaleval-{os.urandom(8).hex()}{path.suffix}")
    _unfinished.add(coming)
    try:
        yield coming
    finally:
        _remove(coming)
        _unfinished.discard(coming)


def _replaceable(target: Path) -> bool:
    try:
        found = target.stat()  # of what it leads to, also where that has no path
    except FileNotFoundError:
        return True
    if not stat.S_ISREG(found.st_mode) or _is_being_printed_to(found):
        return False
    folder = Path(os.path.realpath(target)).parent
    return os.access(target, os.W_OK) and os.access(folder, os.W_OK)


def _is_being_printed_to(found: os.stat_result) -> bool:
    for number in (1, 2):
        with suppress(OSError):  # it is closed
            if os.path.samestat(found, os.fstat(number)):
                return True
    return False


def _take_place(coming: Path, file: Path) -> None:
    with suppress(FileNotFoundError):
        coming.chmod(stat.S_IMODE(file.stat().st_mode))
    try:
        coming.replace(file)
    except OSError as error:
        if error.errno != errno.EBUSY:  # a single file that is mounted, as in a container
            raise
        shutil.copyfile(coming, file)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def write_csv(file: TextIO, rows: Iterable[Sequence[object]]) -> int:
    """Write rows of cells to a file opened with ``newline=""``, and return how many they are."""
    written = 0
    plain = csv.writer(file, lineterminator="\n")
    # Python 3.11 leaves a lone carriage return out of quotes, where it would end the row.
    quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        writer = quoted if any("\r" in str(cell) for cell in row) else plain
        writer.writerow(row)
        written += 1
    return written
