"""One line that says how far a stage of a run is, on a terminal and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

_shown: list[tuple[Progress, TaskID]] = []


def one_more() -> None:
    """Count one more finished sample, where a line is shown.

    Called by our own solver and scorer: Inspect announces its hooks on standard output, which
    is for data.
    """
    for progress, task in _shown:
        progress.advance(task)


@contextmanager
def progress_line(stage: str, total: int) -> Iterator[None]:
    """Show how many of *total* samples a stage has finished, while the block runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    columns = (TextColumn(stage), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns,
        console=console,
        transient=True,
        redirect_stdout=False,  # Inspect talks meanwhile, and is not wanted here
        redirect_stderr=False,
    ) as progress:
        _shown.append((progress, progress.add_task(stage, total=total)))
        try:
            yield
        finally:
            _shown.clear()
