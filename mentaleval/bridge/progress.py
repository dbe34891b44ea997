"""One line that says how far a stage of a run is, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

from mentaleval.bridge.prices import dollars
from mentaleval.bridge.watch import Watch, current_watch

_WIDE: Final = 100
"""Characters of a terminal that has room for a bar beside the words."""

_shown: list[tuple[Progress, TaskID]] = []


def one_more(*, unrated: int = 0) -> None:
    """Count one more finished sample, where a line is shown.

    Called by our own solver and scorer: Inspect announces its hooks on standard output, which
    is for data.

    Parameters
    ----------
    unrated
        How many of its ratings are missing.
    """
    for progress, task in _shown:
        progress.advance(task)
        progress.tasks[0].fields["unrated"] += unrated


def say(text: str) -> None:
    """Say something on standard error, above the line where one is shown."""
    for progress, _ in _shown:
        progress.console.print(text, markup=False, highlight=False, soft_wrap=True)
        return
    if sys.stderr is not None:  # None: it is closed
        with suppress(OSError):  # nobody listens any more
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


@contextmanager
def progress_line(stage: str, total: int, finished: int = 0) -> Iterator[None]:
    """Show how many of *total* samples a stage has finished, while the block runs.

    Parameters
    ----------
    stage
        Its name.
    total
        How many samples it has.
    finished
        How many of them an earlier part of the run has finished.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with Progress(
        TextColumn("{task.description}"),
        *([BarColumn(bar_width=12)] if console.width >= _WIDE else []),
        MofNCompleteColumn(),
        _Said(current_watch()),
        _Left(finished),
        console=console,
        transient=True,
        redirect_stdout=False,  # Inspect talks meanwhile, and is not wanted here
        redirect_stderr=False,
    ) as progress:
        task = progress.add_task(stage, total=total, completed=finished, unrated=0)
        _shown.append((progress, task))
        try:
            yield
        finally:
            _shown.clear()


class _Said(ProgressColumn):
    """What the run took so far: unrated, calls, tokens, cost."""

    def __init__(self, watch: Watch | None) -> None:
        super().__init__()
        self._watch = watch

    def render(self, task: Task) -> Text:
        unrated = task.fields["unrated"]
        parts = [f"{unrated:,} unrated"] if unrated else []
        if self._watch is not None and self._watch.calls:
            parts += [f"{self._watch.calls:,} calls", f"{short(self._watch.tokens)} tokens"]
        if self._watch is not None and self._watch.cost:
            parts.append(dollars(self._watch.cost))
        return Text(", ".join(parts), no_wrap=True)


class _Left(ProgressColumn):
    """The time that is left, from what this part of the run has done."""

    def __init__(self, before: int) -> None:
        super().__init__()
        self._before = before

    def render(self, task: Task) -> Text:
        done, elapsed = task.completed - self._before, task.elapsed
        if task.total is None or done <= 0 or not elapsed:
            return Text("")
        left = timedelta(seconds=round(elapsed / done * (task.total - task.completed)))
        return Text(f"{left} left", no_wrap=True)


def short(count: int) -> str:
    """Return a large count in a few characters: 950, 12.3k, 4.5M."""
    if count < 1_000:  # noqa: PLR2004  below it nothing is shortened
        return str(count)
    return f"{count / 1e3:.1f}k" if count < 1e6 else f"{count / 1e6:.1f}M"  # noqa: PLR2004
