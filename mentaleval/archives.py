"""Zip archives and workbooks that a stranger made: sound or not; nothing is unpacked to disk."""

from __future__ import annotations

import io
import re
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path, PurePosixPath
from typing import Final, TextIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mentaleval.errors import DataError

MOST_MEMBERS: Final = 1_000
"""So many files an archive of data may hold."""

MOST_BYTES: Final = 8 * 2**30
"""So many bytes the files of an archive may have together."""

HIGHEST_RATIO: Final = 200
"""So many times its packed size a file may be; text packs to a third or a tenth."""

MOST_WORKBOOK_BYTES: Final = 2**28
"""So many bytes the parts of a workbook may have together: it is read into memory."""

MOST_CELLS: Final = 10**7
"""So many cells a sheet of a workbook may have, empty ones between them too."""

_SMALL: Final = 2**20
"""Bytes up to which a file may be as repetitive as it likes."""
_ENCRYPTED: Final = 1
_PLACE: Final = re.compile(r"([A-Z]{0,3})(\d{1,7})", re.ASCII)
_BROKEN: Final = (BadZipFile, zlib.error, EOFError)


def require_sound(path: Path) -> None:
    """Refuse an archive that is no honest archive of data: its directory alone is read.

    Raises
    ------
    DataError
        When it is no zip archive, or one of its files is encrypted, a link, packed in an uncommon
        way, named twice, named by a path that leads out of the archive, or beyond `MOST_MEMBERS`,
        `MOST_BYTES` or `HIGHEST_RATIO`.
    """
    with _opened(path) as archive:
        _require_sound(archive.infolist(), path, MOST_BYTES)


def require_sound_workbook(path: Path) -> None:
    """Refuse a workbook that would fill the memory, or is an archive that does harm.

    Whoever reads a workbook of somebody else calls this before. One that ends in ``.xls`` is no
    archive, and not looked into.

    Raises
    ------
    DataError
        When it is not a workbook, or an archive as `require_sound` refuses, or its parts have more
        than `MOST_WORKBOOK_BYTES`, or one of its sheets more than `MOST_CELLS`.
    """
    if path.suffix.lower() == ".xls":
        return
    with _opened(path, "not a workbook") as archive:
        members = archive.infolist()
        _require_sound(members, path, MOST_WORKBOOK_BYTES)
        for member in members:
            if member.filename.lower().endswith(".xml"):
                _require_near(archive, member, path)


def _look_through(
    archive: ZipFile, member: ZipInfo, corner: _Corner, *, encoding: str | None = None
) -> None:
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.StartElementHandler = corner.meet
    with archive.open(member) as part:
        parser.ParseFile(part)


def _require_near(archive: ZipFile, member: ZipInfo, path: Path) -> None:
    """Refuse a sheet with a lone cell so far off that its reader would fill what lies between."""
    corner = _Corner()
    try:
        try:
            _look_through(archive, member, corner)
        except (ValueError, LookupError):  # it names an encoding that expat does not know
            _look_through(archive, member, corner, encoding="iso-8859-1")  # tags are ASCII
    except _BROKEN as error:
        raise _damaged(path, error, member.filename) from error
    except expat.ExpatError:
        pass  # whoever reads it is told
    if corner.rows * corner.columns > MOST_CELLS:
        size = f"{corner.rows:,} rows and {corner.columns:,} columns"
        raise _refused(path, f"a sheet of it has {size}, more than {MOST_CELLS:,} cells")


@dataclass(slots=True)
class _Corner:
    """How far the cells of a sheet with something in them reach."""

    rows: int = 0
    columns: int = 0
    _row: int = 0
    _column: int = 0

    def meet(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the next element of a sheet: a row, a cell, or what is in a cell."""
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._row, self._column = self._row + 1, 0
        elif name == "c":
            self._column += 1
        if name in {"row", "c"}:
            self._go(attributes.get("r", ""))
        elif name in {"v", "is", "f"}:
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

    def _go(self, place: str) -> None:
        found = _PLACE.fullmatch(place.upper())
        if found is None:  # without one, it is the next
            return
        self._row = int(found[2])
        if found[1]:
            self._column = reduce(lambda n, letter: n * 26 + ord(letter) - 64, found[1], 0)


@contextmanager
def only_member(path: Path, *, suffix: str = ".csv") -> Iterator[TextIO]:
    """Give the one file of an archive that ends in *suffix*, as UTF-8 text, without unpacking it.

    No more is read of it than the archive's directory says; what the finder of a Macintosh adds
    (``__MACOSX``) is passed over. Line ends are left as they are, as `csv` wants them.

    Raises
    ------
    DataError
        When the archive is refused by `require_sound`, holds no such file or several, or breaks
        off or is damaged while it is read.
    """
    with _opened(path) as archive:
        members = archive.infolist()
        _require_sound(members, path, MOST_BYTES)
        member = _only(members, suffix, path)
        try:
            with archive.open(member) as packed:
                yield io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
        except _BROKEN as error:
            raise _damaged(path, error, member.filename) from error


@contextmanager
def _opened(path: Path, what: str = "no zip archive") -> Iterator[ZipFile]:
    try:
        archive = ZipFile(path)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (*_BROKEN, ValueError, NotImplementedError) as error:
        raise DataError(
            f"{path} is {what} that can be read: {error}.",
            hint="was it downloaded to its end?",
        ) from error
    with archive:
        yield archive


def _require_sound(members: Sequence[ZipInfo], path: Path, most: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise _refused(path, f"it holds {len(members):,} files, more than {MOST_MEMBERS:,}")
    names: set[str] = set()
    for member in members:
        fault = _fault(member)
        if member.filename in names:
            fault = "is there twice"
        if fault:
            raise _refused(path, f"its file {member.filename[:200]!r} {fault}")
        names.add(member.filename)
    whole = sum(member.file_size for member in members)
    if whole > most:
        raise _refused(path, f"its files have {whole:,} bytes, more than {most:,}")


def _fault(member: ZipInfo) -> str | None:
    # The name as it was stored: ZipInfo itself cuts one at a null byte.
    name = member.orig_filename.replace("\\", "/")
    rooted = name.startswith("/") or name[1:2] == ":"
    if rooted or "\0" in name or ".." in PurePosixPath(name).parts:
        return "is named by a path that leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return f"is packed in an uncommon way (method {member.compress_type})"
    if member.file_size > max(_SMALL, HIGHEST_RATIO * member.compress_size):
        times = member.file_size // max(member.compress_size, 1)
        return f"unpacks to {times:,} times its size, more than {HIGHEST_RATIO}"
    return None


def _only(members: Sequence[ZipInfo], suffix: str, path: Path) -> ZipInfo:
    files = [m for m in members if not m.is_dir() and "__MACOSX" not in m.filename]
    found = [member for member in files if member.filename.lower().endswith(suffix)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(repr(member.filename) for member in (found or files)[:5]) or "no file"
    raise DataError(f"{path} should hold one {suffix} file; it has {names}.")


def _refused(path: Path, why: str) -> DataError:
    return DataError(
        f"{path} is refused: {why}. Nothing of it was read.",
        hint="an archive or a workbook of data has a few plain files; get it from its maker again",
    )


def _damaged(path: Path, error: Exception, member: str) -> DataError:
    return DataError(
        f"{path} is damaged: its file {member!r} cannot be read to the end ({error}).",
        hint="get it from its publisher again",
    )
