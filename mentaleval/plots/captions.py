"""Captions of figures as a file beside them, and where the figures come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from mentaleval.comparison import Comparison
from mentaleval.legible import one_line
from mentaleval.plots.plot import Plot
from mentaleval.plots.wording import level_of
from mentaleval.ratings import Input
from mentaleval.trust import Assessment

SIMULATED: Final = "Simulated ratings, of no real judge or responder"
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|&~$]")


def origin_of(result: Assessment | Comparison) -> list[str]:
    """Return what has to be known to draw the figures of a result again, in sentences."""
    settings = result.settings
    command = "reliability" if isinstance(result, Assessment) else "compare"
    made = (
        f"mentaleval {result.versions['mentaleval']}, {command}, seed {settings.seed}, limits at "
        f"{level_of(settings.confidence)}."
    )
    simulated = [f"{SIMULATED}."] if result.simulated else []
    return [made, *simulated, *map(_source, result.inputs)]


def _source(found: Input) -> str:
    checksum = f", sha256 {found.sha256}" if found.sha256 else ""
    return f"Input: {found.source}{checksum}."


def captions(plots: Iterable[Plot], origin: Sequence[str]) -> str:
    """Return a Markdown document with the caption of every figure."""
    known = "".join(f"- {_plain(line)}\n" for line in origin)
    return f"# Figures\n\n{known}{''.join(map(_of, plots))}"


def _of(plot: Plot) -> str:
    return f"\n## {_plain(title_of(plot))}\n\nFiles: `{plot.name}-*`\n\n{_plain(plot.caption)}\n"


def title_of(plot: Plot) -> str:
    """Return the title of a figure that stands alone."""
    return f"{plot.title} (simulated ratings)" if plot.simulated else plot.title


def _plain(text: str) -> str:
    """Return text of which Markdown makes nothing else."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text))
