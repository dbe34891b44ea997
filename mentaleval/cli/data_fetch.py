"""``mentaleval data fetch``: the files of one data set, whole and with the right sums."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mentaleval.cli.console import message, put
from mentaleval.cli.data_words import amount, declared, terms
from mentaleval.cli.progress import telling
from mentaleval.errors import DataError, UsageError
from mentaleval.fetching.fetch import Fetching, alone_in
from mentaleval.fetching.places import brought_file, data_home, suffix_of_any
from mentaleval.fetching.record import Known, end_told
from mentaleval.plugins import Kind, installed
from mentaleval.published import RECORD, Published, PublishedFile, is_sum

_SAID: Final = {
    Known.DECLARED: "its SHA-256 sum is right",
    Known.GIVEN: "its SHA-256 sum is the one that you gave",
    Known.FIRST_FETCH: "its SHA-256 sum is as when it first came; nobody declares one",
    None: "nobody knows its SHA-256 sum",
}


def fetch(args: argparse.Namespace) -> int:
    """Carry out the command: the folder goes to stdout, all else to stderr."""
    provided = installed().find(Kind.DATASET, args.name)
    published = declared(provided)
    if published is None:
        raise UsageError(
            f"the data set {args.name!r} declares no files to fetch.",
            hint="`mentaleval data` lists those that do",
        )
    folder = Path(args.to).expanduser() if args.to else data_home() / args.name
    given = _given(args.sha256, published)
    fetching = Fetching(args.name, published, folder, given, unverified=args.unverified)
    for line in terms(provided, published):
        message(line)
    for file in fetching.present():
        known = fetching.verify(file)
        message(f"here: {file.name}; {_SAID[known]}")
    if published.gated is not None:
        _require_brought(fetching, published.gated)
    elif fetching.wanted():
        with alone_in(folder, message):
            for file in fetching.wanted():  # by now, another fetch may have got some
                _get(fetching, file)
    _tell_refused(fetching)
    if args.to:
        message(f"-D path={folder} reads them from there")
    put(str(folder))
    return 0


def _get(fetching: Fetching, file: PublishedFile) -> None:
    known = fetching.known(file)
    with telling(f"fetching {file.name}", "bytes") as tell:
        size = fetching.fetch(file, tell=tell).stat().st_size
    noted = f"unverified: its SHA-256 sum is now in {RECORD}"
    said = _SAID[known] if known else noted
    message(f"fetched: {file.name}, {amount(size)}; {said}")
    if not end_told(fetching.folder, file.name):
        message(f"warning: {file.name}: length unknown; the server did not say where it ends")


def _require_brought(fetching: Fetching, gated: str) -> None:
    present = fetching.present()
    if file := brought_file(fetching.folder, fetching.published):
        message(f"here: {file.name}, taken for {fetching.published.files[0].name}; {_SAID[None]}")
        return
    if lacking := [file for file in fetching.published.files if file not in present]:
        names = ", ".join(file.name for file in lacking)
        suffix = suffix_of_any(fetching.published)
        any_name = f"; the only {suffix} file there will do, whatever its name" if suffix else ""
        raise DataError(
            f"the files of {fetching.name!r} are given on terms, and not fetched: {gated}",
            hint=f"put {names} into {fetching.folder}{any_name}",
        )


def _tell_refused(fetching: Fetching) -> None:
    """Say what is left out; where nothing is there at all, that is an error."""
    refused = fetching.refused()
    if not refused or fetching.published.gated is not None:
        return
    said = f"left out, since nobody knows their SHA-256 sums: {', '.join(f.name for f in refused)}"
    hint = (
        "--sha256 [FILE=]HEX gives a sum that you know; --unverified takes what comes, and notes "
        "its sum"
    )
    if not fetching.present():
        raise DataError(f"nothing was fetched. {said[0].upper()}{said[1:]}.", hint=hint)
    message(f"warning: {said}\nhint: {hint}")


def _given(words: Sequence[str], published: Published) -> dict[str, str]:
    """Return the sums that the user knows, by file."""
    given: dict[str, str] = {}
    for word in words:
        name, _, found = word.rpartition("=")
        file = _meant(name, published)
        found = found.lower()
        if not is_sum(found):
            raise UsageError(f"--sha256 {word!r}: a SHA-256 sum has 64 hexadecimal digits.")
        if file.sha256 not in {None, found}:
            raise UsageError(f"--sha256 {word!r}: {file.name!r} has the sum {file.sha256}.")
        given[file.name] = found
    return given


def _meant(name: str, published: Published) -> PublishedFile:
    """Return the file of this name; where none is given, the only one that it can be."""
    unknown = [file for file in published.files if file.sha256 is None] or published.files
    found = [file for file in published.files if file.name == name] if name else unknown
    if len(found) == 1:
        return found[0]
    names = ", ".join(file.name for file in unknown)
    said = f"names {name!r}" if name else "does not say of which file"
    raise UsageError(f"--sha256 {said}: FILE=HEX would be right, where FILE is {names}.")
