"""The rules of the house: rooms, types, style, light imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rooms_are_kept():
    _run("-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())")


def test_the_style_is_kept():
    _run("-m", "ruff", "check", "--no-cache", ".")


def test_the_format_is_kept():
    _run("-m", "ruff", "format", "--check", "--no-cache", ".")


@pytest.mark.slow
def test_the_types_are_right():
    _run("-m", "mypy")


@pytest.mark.parametrize(
    "module", ["mentaleval", "mentaleval.cli", "mentaleval.plugins", "mentaleval.testing"]
)
def test_the_front_rooms_import_no_heavy_library(module):
    heavy = "{'inspect_ai', 'pandas', 'scipy', 'pyarrow'}"
    _run("-c", f"import sys, {module}; found = {heavy} & set(sys.modules); assert not found, found")


def test_listing_the_plugins_imports_no_heavy_library():
    heavy = "{'inspect_ai', 'pandas', 'scipy', 'pyarrow'}"
    _run(
        "-c",
        "import sys; from mentaleval.plugins import installed; installed(); "
        f"found = {heavy} & set(sys.modules); assert not found, found",
    )
