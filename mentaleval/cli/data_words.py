"""What is said of data sets and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mentaleval.contract import Dataset
from mentaleval.errors import PluginError
from mentaleval.fetching.places import (
    data_files,
    data_home,
    names_here,
    not_as_published,
    other_files,
)
from mentaleval.plugins import Provided
from mentaleval.published import Published, PublishedFile


def declared(provided: Provided) -> Published | None:
    """Return where a data set says that it comes from; None where it says nothing.

    Raises
    ------
    PluginError
        When it says so in another way than by a `Published`.
    """
    found = getattr(provided.plugin, "published", None)
    if found is None or isinstance(found, Published):
        return found
    raise PluginError(
        f"the data set {provided.name!r} of {provided.owner}: its `published` is no Published, "
        f"but {type(found).__name__}."
    )


def amount(size: int) -> str:
    """Return a number of bytes for people.

    Examples
    --------
    >>> amount(900), amount(237_045), amount(25_000_000), amount(2_147_000_000)
    ('900 bytes', '237 kB', '25.0 MB', '2.1 GB')
    """
    for unit, worth, decimals in (("GB", 10**9, 1), ("MB", 10**6, 1), ("kB", 10**3, 0)):
        if size >= worth:
            return f"{size / worth:.{decimals}f} {unit}"
    return f"{size} bytes"


def terms(provided: Provided, published: Published) -> Iterator[str]:
    """Yield what somebody should know before anything is fetched, a line each."""
    revision = f", revision {published.revision}" if published.revision else ""
    files = [f"{f.name} ({_size([f])})" for f in published.files]
    yield f"{provided.name}: {provided.summary}"
    yield f"licence: {published.licence}"
    yield f"cite: {published.citation}"
    yield f"from: {published.homepage}{revision}"
    if published.note:
        yield f"note: {published.note}"
    yield f"files: {', '.join(files)}"


def cautions(dataset: Dataset) -> list[str]:
    """Return what whoever uses a data set has to know, of it and of its files here."""
    own = list(dataset.cautions())
    if not isinstance(dataset.published, Published):
        return own
    return own + not_as_published(_place(dataset), dataset.published)


def found_of(dataset: Dataset) -> dict[str, int]:
    """Return what reading a data set found, and how many of its files are not the published."""
    found = dict(dataset.counts())
    if isinstance(dataset.published, Published):
        others = len(other_files(_place(dataset), dataset.published))
        found |= {"files not as published": others} if others else {}
    return found


def _place(dataset: Dataset) -> Path:
    """Return where the files of a data set are read."""
    path = getattr(dataset, "path", None)
    return path.expanduser() if isinstance(path, Path) else data_home() / dataset.name


def listed(provided: Provided, published: Published, home: Path) -> dict[str, Any]:
    """Return a data set and its files as JSON values."""
    folder = home / provided.name
    there = {f.name: f.stat().st_size if f.is_file() else 0 for f in data_files(folder)}
    here = names_here(folder, published)
    absent = [file for file in published.files if file.name not in here]
    other = set(other_files(folder, published))
    return {
        "name": provided.name,
        "summary": provided.summary,
        "path": str(folder),
        "here": not absent,
        "others_here": len(there) - len(published.files) + len(absent),
        "size_here": sum(there.values()),
        "size_to_fetch": None if any(f.size is None for f in absent) else _known(absent),
        "licence": published.licence,
        "citation": published.citation,
        "homepage": published.homepage,
        "revision": published.revision,
        "gated": published.gated,
        "note": published.note,
        "files": [
            {
                "name": file.name,
                "url": file.url,
                "sha256": file.sha256,
                "size": file.size,
                "here": file.name in here,
                "as_published": file.name not in other
                if file.sha256 and file.name in there
                else None,
            }
            for file in published.files
        ],
    }


def table(entries: Sequence[Mapping[str, Any]]) -> Any:
    """Return a table of what `listed` gave."""
    from rich.table import Table  # noqa: PLC0415  slow to import
    from rich.text import Text  # noqa: PLC0415

    shown = Table(box=None, pad_edge=False)
    for column in ("name", "here", "to fetch", "licence"):
        shown.add_column(column, no_wrap=True)
    for entry in entries:
        cells = (entry["name"], _here(entry), _to_fetch(entry), entry["licence"])
        shown.add_row(*map(Text, cells))
    return shown


def _here(entry: Mapping[str, Any]) -> str:
    files = entry["files"]
    there = sum(file["here"] for file in files)
    if not there:
        return "other files" if entry["others_here"] else "no"
    if any(file["as_published"] is False for file in files):
        return "not as published"
    if entry["here"]:
        return f"yes, {amount(entry['size_here'])}"
    return f"{there} of {len(files)} files"


def _to_fetch(entry: Mapping[str, Any]) -> str:
    if entry["here"]:
        return ""
    if entry["gated"]:
        return "by hand"
    absent = [file for file in entry["files"] if not file["here"]]
    known = sum(file["size"] or 0 for file in absent)
    if entry["size_to_fetch"] is not None:
        return amount(known)
    return f"over {amount(known)}" if known else "unknown"


def _size(files: Iterable[PublishedFile]) -> str:
    known = _known(files)
    return amount(known) if known else "size unknown"


def _known(files: Iterable[PublishedFile]) -> int:
    return sum(file.size or 0 for file in files)
