"""What must not be overlooked: marks in words, for a pipe and a black-and-white page too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.parts import Part, headline
from mentaleval.comparison.results import Comparison
from mentaleval.report import figures
from mentaleval.report.layout import paragraph


def marks(part: Part, *, width: int | None) -> list[RenderableType]:
    """Say loudly where no human label exists, and where a judge's plain means rank nobody."""
    said = [(text, "bold red") for text in unlabelled(part)]
    said += [(text, "bold yellow") for text in unlicensed(part)]
    return [paragraph(text, width=width, style=style) for text, style in said]


def unlabelled_anywhere(comparison: Comparison) -> str:
    """Say in one line where no human label exists; nothing where each attribute has some."""
    parts = headline(comparison)
    without = [part.heading.title for part in parts if not part.labelled]
    if not without:
        return ""
    where = "" if len(without) == len(parts) else f" on {', '.join(without)}"
    return f"warning: NO HUMAN LABEL{where}: plain means of a judge are no ranking of responders"


def unlabelled(part: Part) -> list[str]:
    """Say that no human has rated anything here, or too little of some responders."""
    if not part.labelled:
        return ["NO HUMAN LABEL: plain means of a judge, which are no ranking of responders."]
    # by name: the order of the part would be the judge's
    without = sorted(mean.responder for mean in part.responders if not mean.n_human)
    few = sorted(m.responder for m in part.responders if 0 < m.n_human < FEWEST_TO_CLAIM)
    nobody = len(part.responders) - len(without) - len(few) < _A_PAIR
    who = "nobody is" if nobody else "not"
    said = [f"NO HUMAN LABEL for {', '.join(without)}: {who} compared."] if without else []
    return said + ([_too_few(part, few, nobody=nobody)] if few else [])


def _too_few(part: Part, names: Sequence[str], *, nobody: bool) -> str:
    loud = f"TOO FEW HUMAN LABELS (below {FEWEST_TO_CLAIM})"
    if not nobody:
        return f"{loud}: {', '.join(names)} not compared."
    whose = "" if len(names) == len(part.responders) else f" for {', '.join(names)}"
    return f"{loud}{whose}: nobody is compared."


def unlicensed(part: Part) -> list[str]:
    """Say which judges' plain means rank none of the responders that humans have rated."""
    refused: dict[str, list[str]] = {}
    for one in part.judges if part.labelled else ():
        if one.ranks_nobody:
            verdict = one.heading.verdict
            refused.setdefault(verdict.value if verdict else "no verdict", []).append(one.judge)
    if not refused:
        return []
    said = ", ".join(f"{figures.listed(judges)} ({why})" for why, judges in refused.items())
    return [f"NOT LICENSED TO RANK: {said}."]


_A_PAIR: Final = 2
