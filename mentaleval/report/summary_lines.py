"""What both summaries say below their answer: ratings, warnings, and where the rest is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.legible import one_line
from mentaleval.ratings import Finding
from mentaleval.report import figures
from mentaleval.report.layout import paragraph
from mentaleval.report.sections import Ledger, words


def noted(*said: tuple[str, str], width: int | None, style: str = "") -> list[RenderableType]:
    """Return sentences, each after its label in bold type; nothing where none says anything."""
    parts = [
        Text.assemble((f"{one_line(label)}: ", "bold"), (one_line(text), style))
        for label, text in said
        if text
    ]
    if not parts:
        return []
    return [paragraph("", width=width).append_text(Text(" ").join(parts))]


def ledger_sentence(account: Ledger) -> str:
    """Say how many ratings were read, used and left out, and why.

    Examples
    --------
    >>> from mentaleval.trust.assessment import Preflight
    >>> ledger_sentence(Preflight(12, 9, {"missing": 2, "refusal": 1}, warnings=()))
    '12 read = 9 used + 3 left out (missing 2, refusal 1).'
    """
    out = {words(why): n for why, n in account.excluded.items() if n}
    left_out, total = sum(out.values()), account.used + sum(out.values())
    named = dict(list(out.items())[: _MOST_REASONS if len(out) > _MOST_REASONS + 1 else None])
    if rest := left_out - sum(named.values()):
        named["other reasons"] = rest
    why = f" ({', '.join(f'{why} {figures.count(n)}' for why, n in named.items())})" if out else ""
    # they add up unless the account itself is wrong: then it says so
    sign = "=" if total == account.read else "BUT"
    read, used = figures.count(account.read), figures.count(account.used)
    return f"{read} read {sign} {used} used + {figures.count(left_out)} left out{why}."


def warning_lines_short(
    found: Sequence[Finding], *, width: int | None, marked: Collection[str] = ()
) -> list[RenderableType]:
    """Return how many warnings there are, of which kinds, and the gravest in words.

    Kinds that are *marked* in words above, or answered by an option, are counted and not told.
    """
    return noted(("Warnings", warnings_in_short(found, marked=marked)), width=width)


def warnings_in_short(found: Sequence[Finding], *, marked: Collection[str] = ()) -> str:
    """Return the same as a sentence."""
    if not found:
        return "none."
    kinds = by_gravity(found)
    gravest = next((of[0].message for code, of in kinds.items() if code not in marked), "")
    listed = _listed({words(code): len(of) for code, of in kinds.items()})
    between = "." if not gravest else ": " if len(kinds) == 1 else ". The gravest: "
    return f"{listed}{between}{gravest}"


def by_gravity(found: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return the warnings by kind, the gravest kind first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in sorted(found, key=lambda one: _gravity(one.code)):
        kinds.setdefault(finding.code, []).append(finding)
    return kinds


def _listed(kinds: Mapping[str, int]) -> str:
    """Name kinds with how many there are of each; of many the first, then the sum of the rest."""
    named = [f"{kind} {count}" for kind, count in kinds.items()]
    if len(named) <= _MOST_KINDS + 1:
        return ", ".join(named)
    others = list(kinds.values())[_MOST_KINDS:]
    return f"{', '.join(named[:_MOST_KINDS])} and {sum(others)} more, of {len(others)} kinds"


def _gravity(code: str) -> int:
    """Return the place of a kind of warning: what may overturn the answer comes first."""
    if code in _GRAVE:
        return _GRAVE.index(code)
    return len(_GRAVE) + (_LIGHT.index(code) + 1 if code in _LIGHT else 0)


def hint(more: str, *, width: int | None) -> Text:
    """Return the last line: how to see the rest."""
    return paragraph(more, width=width, style="dim")


_MOST_REASONS: Final = 4
"""So many reasons are named, or one more rather than a rest that is only one."""
_MOST_KINDS: Final = 4
"""So many kinds of warnings are named, or one more rather than a rest that is only one."""
_GRAVE: Final = (
    "part_of_a_run",
    "no_labels",
    "constant_judge",
    "unpaired_judge",
    "unpaired_attribute",
    "incomplete_composite",
    "labels_differ",
    "label_shares_differ",
    "label_block",
    "different_conversations",
    "one_responder_decides",
    "unlabelled_responder",
    "few_labels",
    "label_sets_differ",
    "one_category",
    "context_mismatch",
    "self_preference",
    "own_kin",
    "halo",
    "batch_halo",
    "inferred_blank",
    "ceiling",
    "change_points",
)
"""What may overturn an answer, the gravest first; kinds that are in neither list come next."""
_LIGHT: Final = (
    "unknown_attribute",
    "few_responders",
    "spread",
    "single_human",
    "one_rater",
    "no_help",
    "own_family",
    "missing",
    "missing_attribute",
    "out_of_scale",
    "unparseable",
    "recovered",
)
"""What is said elsewhere too, or is left out of all figures."""
