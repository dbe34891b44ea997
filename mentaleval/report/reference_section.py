"""The human reference: how well its experts agree, or why that cannot be computed."""

from __future__ import annotations

from math import isnan
from typing import Final

from rich.console import RenderableType

from mentaleval.report import figures
from mentaleval.report.layout import (
    Column,
    fitting,
    heading,
    indented,
    lacking,
    paragraph,
    tabulate,
)
from mentaleval.trust import Assessment, ReferenceEntry

_SEVERAL: Final = 2


def reference_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say how well the experts agree, or why that cannot be computed: each sentence once."""
    made: list[RenderableType] = [heading(REFERENCE)]
    made += [indented(said, width=width) for said in reference_notes(assessment)]
    known = with_several(assessment)
    if not known:
        return made
    columns, left_out = fitting(REFERENCE_COLUMNS, known, width=width)
    made.append(tabulate(columns, [known], width=width))
    legend = " ".join(filter(None, (REFERENCE_LEGEND, lacking(left_out))))
    return [*made, paragraph(legend, width=width, style="dim")]


def with_several(assessment: Assessment) -> list[ReferenceEntry]:
    """Return the attributes of which several experts rated the same responses."""
    return [entry for entry in assessment.reference if entry.n_common_experts >= _SEVERAL]


def reference_notes(assessment: Assessment) -> list[str]:
    """Say what cannot be computed, and what the experts' agreement does to verdicts."""
    by_note: dict[str, list[str]] = {}
    for entry in assessment.reference:
        if not entry.computable:
            by_note.setdefault(entry.note, []).append(entry.title)
    whole = any(len(names) == len(assessment.reference) for names in by_note.values())
    said = [note if whole else f"{', '.join(names)}: {note}" for note, names in by_note.items()]
    caps = assessment.settings.method == "default" and with_several(assessment)
    return [*said, *([_CAPS] if caps else [])]


def _agreement(entry: ReferenceEntry) -> str:
    return figures.signed_limits(entry.limits, entry.digits) if entry.limits else figures.NONE


def _kappas(entry: ReferenceEntry) -> str:
    found = [pair.kappa for pair in entry.pairs if not isnan(pair.kappa)]
    return f"{min(found):z.2f} to {max(found):z.2f}" if found else figures.NONE


REFERENCE: Final = "Human reference"
_CAPS: Final = (
    "Experts rated the same responses. ICC(C,k) of their responder means says how sure their own "
    "ranking is, single ICC(C,1) how far one of them can be relied on for one response; where the "
    "lower limit is below the threshold for usable, no judge gets more than undetermined, for rank "
    "by the first, for score and level by the second."
)
REFERENCE_COLUMNS: Final[list[Column[ReferenceEntry]]] = [
    Column("attribute", lambda e: e.title, justify="left"),
    Column("\nexperts", lambda e: str(e.n_common_experts)),
    Column("in\ncommon", lambda e: figures.count(e.n_common_items)),
    Column("ICC\n(C,k)", lambda e: figures.plain(e.icc_ck.estimate)),
    Column("(C,k)\nlimits", lambda e: figures.limits(e.icc_ck)),
    Column("single\n(C,1)", lambda e: figures.plain(e.icc_c1.estimate)),
    Column("single\nlimits", lambda e: figures.limits(e.icc_c1), 1),
    Column("\nalpha", lambda e: figures.plain(e.alpha_ordinal), 2),
    Column("rank\nceiling", lambda e: figures.plain(e.ceiling), 5),
    Column("score\nceiling", lambda e: figures.plain(e.score_ceiling), 3),
    Column("limits of\nagreement", _agreement, 4),
    Column("ICC\n(A,k)", lambda e: figures.plain(e.icc_ak.estimate), 7),
    Column("single\n(A,1)", lambda e: figures.plain(e.icc_a1.estimate), 8),
    Column("kappas\nof pairs", _kappas, 6),
]
REFERENCE_LEGEND: Final = (
    "Alpha: Krippendorff's, ordinal. Ceilings: the highest correlation that a perfect judge could "
    "reach. Limits of agreement: of one expert with another. Kappas: quadratically weighted, over "
    "the pairs of experts."
)
