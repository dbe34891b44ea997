"""Inspect's log viewer on a folder of logs."""

from __future__ import annotations

from pathlib import Path

from inspect_ai import view
from inspect_ai.log import bundle_log_dir

from mentaleval.errors import UsageError


def serve(folder: Path, port: int) -> None:
    """Serve the viewer on this machine until interrupted."""
    view(log_dir=str(folder), port=port)


def bundle(folder: Path, target: Path) -> None:
    """Write the viewer and the logs as a static site.

    Raises
    ------
    UsageError
        When the folder to write is not empty.
    """
    if target.exists() and any(target.iterdir()):
        raise UsageError(f"--bundle {str(target)!r} is not empty; choose a new folder.")
    bundle_log_dir(log_dir=str(folder), output_dir=str(target), overwrite=True)
