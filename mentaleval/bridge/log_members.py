"""What lies in an Inspect log, read piece by piece and without Inspect.

Inspect reads the summaries of a log's samples into objects with every field checked, all at once.
Most of that time and memory goes into fields that nobody here asks for. A log (``.eval``) is a zip
of JSON files, so this reads those alone that hold judgements. It does so only where everything is
as it is known here; of any other log it says `UnknownLogError`, and Inspect's own readers take it
(see `mentaleval.bridge.inspected_logs`). Both give the same values.
"""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import unpack_from
from typing import IO, Any, Final, Protocol, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

Json = dict[str, Any]

FORMAT: Final = 2
"""The version of Inspect's log format that is known here."""

_ZSTD: Final = 93
"""Zstandard, which `zipfile` knows from Python 3.14 on."""
_CHUNK: Final = 1 << 20
_OPENING, _COMMA, _CLOSING = map(re.compile, (r"\s*\[\s*", r"\s*,\s*", r"\s*\[?\s*\]\s*"))
_UNREADABLE: Final = (
    *(BadZipFile, OSError, LookupError, ValueError, EOFError, RuntimeError),
    zlib.error,
)
_JOURNAL: Final = re.compile(r"_journal/summaries/(\d+)\.json")


class UnknownLogError(Exception):
    """A log that is not quite as it is known here: Inspect must read it."""


class OpenLog(Protocol):
    """A log that is open for reading."""

    def header(self) -> Json:
        """Return what the log says of itself: ``eval`` in Inspect's words."""

    def summaries(self) -> Iterator[Json]:
        """Yield the summaries of the samples: of what was tried twice, the last alone."""

    def sample(self, sample: str | int, epoch: int) -> Json:
        """Return the ``scores`` and ``metadata`` of a sample, nothing in them cut."""


class Members:
    """A log as a zip of JSON files.

    Raises
    ------
    UnknownLogError
        Then and on reading: when anything is other than expected.
    """

    def __init__(self, path: Path) -> None:
        with _known():
            self._zip = ZipFile(path)
            self._file = path.open("rb")
        self._names = frozenset(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def header(self) -> Json:
        """Return what the log says of itself."""
        name = "header.json" if "header.json" in self._names else "_journal/start.json"
        head = self._whole(name)
        if head.get("version") != FORMAT or not isinstance(head.get("eval"), dict):
            raise UnknownLogError(name)
        found: Json = head["eval"]
        return found

    def summaries(self) -> Iterator[Json]:
        """Yield the summaries, one held at a time."""
        seen: set[tuple[str, int]] = set()
        for name in self._summaries():
            for summary in _elements(self._pieces(name)):
                key = (str(summary.get("id")), summary.get("epoch", 0))
                if key in seen or not _is_summary(summary):  # which attempt counts, Inspect says
                    raise UnknownLogError(name)
                seen.add(key)
                yield summary

    def sample(self, sample: str | int, epoch: int) -> Json:
        """Return the scores and metadata of a sample."""
        found = self._whole(f"samples/{sample}_epoch_{epoch}.json")
        if not _is_summary(found):
            raise UnknownLogError(str(sample))
        return {"scores": {}, **found}

    def samples(self) -> Iterator[Json]:
        """Yield the samples whole, in no order; their input is text."""
        for name in self._names:
            if name.startswith("samples/"):
                found = self._whole(name)
                if not _is_summary(found) or not isinstance(found.get("input"), str):
                    raise UnknownLogError(name)
                yield found

    def _summaries(self) -> list[str]:
        """Return the files that hold summaries; a log that was broken off has a journal alone."""
        if "summaries.json" in self._names:
            return ["summaries.json"]
        numbers = sorted(int(m[1]) for name in self._names if (m := _JOURNAL.fullmatch(name)))
        if numbers != list(range(1, len(numbers) + 1)):
            raise UnknownLogError("_journal/summaries")
        return [f"_journal/summaries/{number}.json" for number in numbers]

    def _whole(self, name: str) -> Json:
        with _known():
            found = json.loads(b"".join(self._pieces(name)))
        if not isinstance(found, dict):
            raise UnknownLogError(name)
        return found

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file of the log; they are what was written if it ends well."""
        with _known():
            info = self._zip.getinfo(name)
            checksum = size = 0
            with self._opened(info) as stream:
                while piece := stream.read(_CHUNK):
                    checksum, size = zlib.crc32(piece, checksum), size + len(piece)
                    yield piece
            if (checksum, size) != (info.CRC, info.file_size):
                raise UnknownLogError(name)

    def _opened(self, info: ZipInfo) -> IO[bytes]:
        if info.compress_type in {ZIP_STORED, ZIP_DEFLATED}:
            return self._zip.open(info)
        if info.compress_type != _ZSTD:
            raise UnknownLogError(info.filename)
        import pyarrow as pa  # noqa: PLC0415  slow to import

        # a large file stands in several frames, which `zipfile` would stop between
        packed: IO[bytes] = pa.CompressedInputStream(pa.py_buffer(self._packed(info)), "zstd")
        return packed

    def _packed(self, info: ZipInfo) -> bytes:
        """Return a file of the log as it is packed; ten times smaller than what it holds."""
        self._file.seek(info.header_offset)
        head = self._file.read(30)
        if head[:4] != b"PK\x03\x04":
            raise UnknownLogError(info.filename)
        name, extra = unpack_from("<HH", head, 26)
        self._file.seek(info.header_offset + 30 + name + extra)
        return self._file.read(info.compress_size)


@contextmanager
def _known() -> Iterator[None]:
    """Say of whatever cannot be read that Inspect must: it also says best what is wrong."""
    try:
        yield
    except _UNREADABLE as error:
        raise UnknownLogError(str(error)) from error


def _is_summary(value: Json) -> bool:
    scores = value.get("scores") or {}
    return (
        isinstance(value.get("id"), str | int)
        and isinstance(value.get("epoch"), int)
        and isinstance(value.get("metadata") or {}, dict)
        and isinstance(scores, dict)
        and all(isinstance(score, dict) and "value" in score for score in scores.values())
    )


def _elements(pieces: Iterator[bytes]) -> Iterator[Json]:
    """Yield the objects of a JSON list; it never holds more than one of them and a piece."""
    decode, read = codecs.getincrementaldecoder("utf-8")().decode, json.JSONDecoder().raw_decode
    text, before = "", _OPENING
    for piece in pieces:
        with _known():
            text, place = text + decode(piece), 0
        while begins := before.match(text, place):
            try:
                found, place = read(text, begins.end())
            except RecursionError as error:  # it is nested deeper than anything here is
                raise UnknownLogError(str(error)) from error
            except ValueError:  # the rest of it is in the next piece, or it is none
                break
            if not isinstance(found, dict):
                raise UnknownLogError(text[:place])
            yield found
            before = _COMMA
        text = text[place:]
    if not _CLOSING.fullmatch(text):
        raise UnknownLogError(text)
