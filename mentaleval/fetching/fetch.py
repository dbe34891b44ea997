"""Fetch the files of a data set: each whole, with its own sum, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pooch
from filelock import FileLock, Timeout

from mentaleval.archives import require_sound
from mentaleval.errors import DataError
from mentaleval.fetching.download import Download
from mentaleval.fetching.part import Part
from mentaleval.fetching.record import (
    Known,
    another,
    recorded_knowledge,
    recorded_sums,
    sum_of,
    write_record,
)
from mentaleval.published import Published, PublishedFile
from mentaleval.telling import Tell

_STAGE: Final = ".mentaleval-fetch"
"""The hidden folder in which files are until they are whole and have the right sum."""

_PACKED: Final = (".zip", ".xlsx")


@dataclass(frozen=True, slots=True)
class Fetching:
    """What is to be fetched, and where to.

    Parameters
    ----------
    name
        The data set's name.
    published
        What its plugin declares.
    folder
        Where its files belong.
    given
        SHA-256 sums that the user knows, by the names of files whose sums nobody declared.
    unverified
        Whether files are taken whose sums nobody knows.
    """

    name: str
    published: Published
    folder: Path
    given: Mapping[str, str]
    unverified: bool = False

    def present(self) -> list[PublishedFile]:
        """Return the files that are there."""
        return [file for file in self.published.files if (self.folder / file.name).exists()]

    def wanted(self) -> list[PublishedFile]:
        """Return the files that are not there and may be fetched."""
        return [file for file in self._absent() if self.expected(file) or self.unverified]

    def refused(self) -> list[PublishedFile]:
        """Return the files that are not there and whose sums nobody knows."""
        return [file for file in self._absent() if not (self.expected(file) or self.unverified)]

    def expected(self, file: PublishedFile) -> str | None:
        """Return the sum that a file must have: declared, given, or what it was when it came."""
        return file.sha256 or self.given.get(file.name) or recorded_sums(self.folder).get(file.name)

    def known(self, file: PublishedFile) -> Known | None:
        """Return who says which sum a file must have; None where nobody does."""
        if file.sha256 is not None:
            return Known.DECLARED
        if file.name in self.given:
            return Known.GIVEN
        return recorded_knowledge(self.folder).get(file.name)

    def verify(self, file: PublishedFile) -> Known | None:
        """Make sure that a file here is the published one; return who says what its sum is.

        Raises
        ------
        DataError
            When it is another one.
        """
        expected, path = self.expected(file), self.folder / file.name
        if expected is not None and sum_of(path) != expected:
            raise another(path, expected)
        return self.known(file)

    def fetch(self, file: PublishedFile, *, tell: Tell | None = None) -> Path:
        """Fetch one file, and return where it is.

        Raises
        ------
        DataError
            When it cannot be had, is not what was declared, or could do harm.
        """
        known = replace(file, sha256=self.expected(file))
        stage = self.folder / _STAGE
        stage.mkdir(parents=True, exist_ok=True)
        arrived = stage / file.name
        download = Download(known, Part(stage / f"{file.name}.part"), tell)
        try:
            arrived.unlink(missing_ok=True)  # of a process that was killed before it could use it
            _retrieve(known, arrived, download)
            _require_harmless(arrived)
        except DataError as error:
            arrived.unlink(missing_ok=True)
            raise DataError(
                f"{file.name!r} of {self.name!r} was not fetched: {error.message}",
                hint=self._by_hand(known),
            ) from error
        self._take(known, arrived, download, self.known(file) or Known.FIRST_FETCH)
        return self.folder / file.name

    def _take(self, file: PublishedFile, arrived: Path, by: Download, known: Known) -> None:
        """Put a file into its place, and note what it is."""
        noted = {
            "sha256": by.sha256,
            "size": arrived.stat().st_size,
            "known": known.value,
            "end_told": by.end_told or file.sha256 is not None,  # the sum proves the end as well
        }
        arrived.replace(self.folder / file.name)
        write_record(self.folder, self.name, self.published, file, noted)

    def _by_hand(self, file: PublishedFile) -> str:
        proof = f" (SHA-256 sum {file.sha256})" if file.sha256 else ""
        return f"by hand: get {file.url}{proof}, and put it into {self.folder} as {file.name}"

    def _absent(self) -> list[PublishedFile]:
        there = self.present()
        return [file for file in self.published.files if file not in there]


@contextmanager
def alone_in(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Keep other fetches out of a folder, which is made, and wait for one that is in it.

    Raises
    ------
    DataError
        When the folder cannot be written to, also inside the block.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{_STAGE}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"another fetch into {folder} is under way; waiting for its end")
            lock.acquire()
        try:
            yield
        finally:
            _tidy(folder / _STAGE)
            lock.release()
    except (OSError, NotImplementedError) as error:  # the latter where files cannot be locked
        raise DataError(
            f"{folder} cannot be written to: {getattr(error, 'strerror', None) or error}.",
            hint="--to DIR names another folder; what has arrived stays, and is gone on with",
        ) from error


def _tidy(stage: Path) -> None:
    """Remove what killed processes left, but for parts that can be gone on with."""
    for path in stage.glob("*"):
        if ".part" not in path.suffixes:
            path.unlink(missing_ok=True)
    with suppress(OSError):  # parts are in it, or it was not needed
        stage.rmdir()


def _require_harmless(file: Path) -> None:
    if file.name.lower().endswith(_PACKED):
        require_sound(file)


def _retrieve(file: PublishedFile, target: Path, download: Download) -> None:
    pooch.get_logger().setLevel(logging.WARNING)  # what it would say is said by the command
    known = None if file.sha256 is None else f"sha256:{file.sha256}"
    try:
        pooch.retrieve(file.url, known, fname=target.name, path=target.parent, downloader=download)
    except ValueError as error:
        if not download.sha256:
            raise
        raise DataError(
            f"what came is not the file that was published; it is thrown away. Its SHA-256 sum "
            f"is\n  {download.sha256}\nand should be\n  {file.sha256}"
        ) from error
