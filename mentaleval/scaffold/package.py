"""A new plugin's package: every file of it, written all at once or not at all."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

import jinja2
from packaging.version import Version

from mentaleval.contract import CONTRACT_VERSION
from mentaleval.errors import UsageError
from mentaleval.scaffold.naming import Naming
from mentaleval.writing import whole_folder


def package_files(names: Naming) -> dict[str, str]:
    """Return the text of every file of a new package, by its path in the package's folder."""
    templates = {
        ".gitignore": "gitignore.jinja",
        "LICENSE": "LICENSE.jinja",
        "README.md": f"{names.kind}/README.md.jinja",
        "pyproject.toml": "pyproject.toml.jinja",
        f"{names.module}.py": f"{names.kind}/module.py.jinja",
        f"tests/test_{names.module}.py": f"{names.kind}/test.py.jinja",
    }
    known = {"names": names, "contract": CONTRACT_VERSION, "since": since(version("mentaleval"))}
    return {
        path: _templates().get_template(template).render(known)
        for path, template in templates.items()
    }


def since(installed: str) -> str:
    """Return the oldest version of mentaleval to ask for: this minor one.

    A version before its release is asked for in full, since it is older than the release.
    """
    found = Version(installed)
    return found.public if found.is_prerelease else f"{found.major}.{found.minor}"


def write_package(names: Naming, into: Path) -> Path:
    """Write a new package into a folder of its own, and return that folder.

    Raises
    ------
    UsageError
        When the folder is there already, or cannot be written. Nothing is left behind.
    """
    folder = into / names.distribution
    if os.path.lexists(folder):  # also a link that leads nowhere
        raise UsageError(
            f"{str(folder)!r} is there already, and nothing is overwritten.",
            hint="choose another name, or another folder with `--into DIR`",
        )
    try:
        with whole_folder(folder) as coming:
            _write(package_files(names), coming)
    except OSError as error:
        raise UsageError(f"cannot make {str(folder)!r}: {error.strerror}.") from error
    return folder


def _write(files: dict[str, str], folder: Path) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("mentaleval.scaffold"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701  Python, TOML and Markdown, no HTML
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
