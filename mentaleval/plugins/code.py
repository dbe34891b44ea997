"""A fingerprint of a plugin's code: what another version of it has said is not its own word."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from mentaleval.contract import Plugin

_LARGEST: Final = 1_000_000
"""Bytes of a file that are still read; of a larger one, as a model's weights, the size counts."""


@cache
def code_fingerprint(plugin: type[Plugin]) -> str | None:
    """Return eight hexadecimal digits that change with any file of a plugin's module or package.

    Read once: what this process has imported is not what a file says later.

    Parameters
    ----------
    plugin
        The class; all files of its top-level package count, or the one file of a lone module.

    Returns
    -------
    str or None
        None where there is no file, as for a class that was typed in.
    """
    digest = hashlib.sha256()
    found = False
    for name, file in _files(plugin):
        found = True
        digest.update(f"\0{name}\0".encode("utf-8", "surrogatepass"))
        size = file.stat().st_size
        digest.update(str(size).encode() if size > _LARGEST else file.read_bytes())
    return digest.hexdigest()[:8] if found else None


def _files(plugin: type[Plugin]) -> Iterator[tuple[str, Path]]:
    top = sys.modules.get(plugin.__module__.partition(".")[0])
    file = getattr(top, "__file__", None) or getattr(
        sys.modules.get(plugin.__module__), "__file__", None
    )
    if file is None or not Path(file).is_file():
        return
    path = Path(file)
    if path.name != "__init__.py":
        yield path.name, path
        return
    for one in sorted(path.parent.rglob("*")):
        inside = one.relative_to(path.parent)
        hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if one.is_file() and not hidden:
            yield inside.as_posix(), one
