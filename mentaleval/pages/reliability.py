"""An assessment as one HTML file, the answer first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from mentaleval.pages.answer import QUESTIONS, cards, needs
from mentaleval.pages.choices import reliability_choices
from mentaleval.pages.drawings import Section, sections_of
from mentaleval.pages.evidence import evidence
from mentaleval.pages.frame import Contents, Frame, framed
from mentaleval.pages.headings import BESIDE, WHY
from mentaleval.pages.links import sample_link
from mentaleval.pages.meaning import cautions, meaning
from mentaleval.pages.provenance import Terms, provenance
from mentaleval.pages.responder_means import responder_means
from mentaleval.pages.tables import ledger_among
from mentaleval.pages.warned import by_kind
from mentaleval.plots.reliability import reliability_plots
from mentaleval.report import figures
from mentaleval.report.alternative_table import untested
from mentaleval.report.by_judge import judges_of
from mentaleval.report.harm import screening_sentence, worst_missed
from mentaleval.report.many_judges import passed_by_luck
from mentaleval.report.raters import no_panel
from mentaleval.report.reference_section import reference_notes
from mentaleval.report.reliability_summary import answered
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.report.summary_lines import warnings_in_short
from mentaleval.report.summary_needs import experts_sentence
from mentaleval.report.terminal import reliability_title
from mentaleval.telling import Tell
from mentaleval.trust import Apart, Assessment, Cell
from mentaleval.trust.panels import name_of
from mentaleval.vocabulary import Exchange


def reliability_page(
    assessment: Assessment,
    *,
    command: str,
    viewer: str | None = None,
    texts: Mapping[tuple[str, str], Exchange] | None = None,
    tell: Tell | None = None,
) -> str:
    """Return the report of an assessment; the same assessment gives the same text.

    Parameters
    ----------
    assessment
        What to show.
    command
        What was typed to make it.
    viewer
        Where Inspect's viewer is, or the folder of its bundle; None where no log is linked.
    texts
        The conversations that may be shown, by exchange and responder; None shows none.
    tell
        Is told of each figure that is drawn.
    """
    published = assessment.settings.method == "published"
    why, below = _sections(assessment, tell)
    furthest = evidence(assessment, link=partial(_link, viewer), texts=texts)
    parts = {
        "published": published,
        "statement": assessment.statement,
        "said": tuple(_said_above(assessment)),
        "warned": warnings_in_short(assessment.preflight.warnings, marked=answered(assessment)),
        **({} if published else _verdicts(assessment)),
        "why": why,
        "below": below,
        "evidence": furthest,
        "left_out": _left_out(assessment),
    }
    single = (_FURTHEST,) if furthest else ()
    contents = (*_named(why), *single, *_named(below), _LEFT_OUT)
    return framed("reliability.html.jinja", _frame(assessment, contents, command), parts)


_ANSWER: Contents = (
    ("answer", "The answer"),
    ("verdicts", "Every verdict"),
    ("meaning", "What it means"),
)
_PUBLISHED: Contents = (("answer", "No verdicts"),)
_ELSEWHERE: Final = frozenset({"verdicts", "ledger"})
"""The tables that stand in a form of their own."""
_FURTHEST = ("furthest", "Single responses")
_LEFT_OUT = ("left-out", "Left out")


def _named(sections: tuple[Section, ...]) -> Contents:
    return tuple((section.anchor, section.heading.short) for section in sections)


def _frame(assessment: Assessment, contents: Contents, command: str) -> Frame:
    published = assessment.settings.method == "published"
    return Frame(
        command_name="reliability",
        title=reliability_title(assessment),
        lede=_lede(assessment),
        simulated=assessment.simulated,
        language=assessment.settings.rubric.language,
        contents=(*(_PUBLISHED if published else _ANSWER), *contents),
        ledger=ledger_among(reliability_tables(assessment)),
        warnings=by_kind(assessment.preflight.warnings),
        provenance=provenance(
            reliability_choices(assessment.settings),
            assessment.inputs,
            assessment.versions,
            command=command,
            simulated=assessment.simulated,
        ),
        version=assessment.versions["mentaleval"],
    )


def _link(viewer: str | None, one: Apart) -> str | None:
    if viewer is None or one.log is None or one.sample is None:
        return None
    return sample_link(viewer, one.log, one.sample, one.epoch)


def _verdicts(assessment: Assessment) -> dict[str, object]:
    return {
        "needs": needs(assessment),
        "harm": screening_sentence(assessment, figures_above=True),
        "worst": worst_missed(assessment.cells),
        "cards": cards(assessment),
        "questions": tuple(QUESTIONS.items()),
        "meaning": meaning(assessment),
        "cautions": tuple(cautions(assessment)),
    }


def _said_above(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield what the terminal says below its verdicts, each sentence after its label."""
    if many := passed_by_luck(assessment):
        yield "Many judges", many
    yield "Humans", experts_sentence(assessment)


def _sections(
    assessment: Assessment, tell: Tell | None
) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Return the sections that say why, and those that stand below."""
    said = _said_first(assessment)
    headings = {k: replace(h, said=said.get(k, ())) for k, h in {**WHY, **BESIDE}.items()}
    tables = [t for t in reliability_tables(assessment) if t.section not in _ELSEWHERE]
    if assessment.settings.method == "default":
        tables.append(responder_means(assessment))
    made = sections_of(headings, reliability_plots(assessment), tables, tell=tell)
    beside = {f"section-{name}" for name in BESIDE}
    why = tuple(section for section in made if section.anchor not in beside)
    return why, tuple(section for section in made if section.anchor in beside)


def _said_first(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Return what is said before any figure, also where there is none: that something lacks."""
    return {
        "confusion": tuple(entry.statement for entry in assessment.stand_alone),
        "ceiling": tuple(reference_notes(assessment)),
        "panel": tuple(filter(None, [no_panel(assessment)])),
        "alternative": tuple(filter(None, [untested(assessment)])),
    }


def _lede(assessment: Assessment) -> str:
    responders = {mean.responder for cell in assessment.cells for mean in cell.responders}
    attributes = dict.fromkeys(c.title for c in assessment.cells if not c.composite)
    judges = figures.listed(list(judges_of(assessment.cells)))
    return (
        f"{judges}, held against human ratings of {_responses(assessment.cells)} by "
        f"{_many(len(responders), 'responder')} on {figures.listed(list(attributes))}."
    )


def _responses(cells: Sequence[Cell]) -> str:
    """Say of how many responses, where judges or attributes do not all have the same."""
    numbers = {cell.n_responses for cell in cells if not cell.composite}
    most = "up to " if len(numbers) > 1 else ""
    each = " each" if len({cell.judge for cell in cells}) > 1 else ""
    return f"{most}{_many(max(numbers, default=0), 'response')}{each}"


def _many(number: int, word: str) -> str:
    return f"{figures.count(number)} {word}{'' if number == 1 else 's'}"


def _left_out(assessment: Assessment) -> Terms:
    """Say who was left out for which judge; also when nobody was."""
    lists = {judge: names for judge, names in assessment.excluded_responders.items() if names}
    panels = [name_of(kind) for kind in assessment.settings.panel]

    def out(judge: str) -> str:
        own = "what is left out for any of its judges" if judge in panels else "nobody"
        return ", ".join(lists.get(judge, ())) or own

    return tuple(
        (judge, out(judge)) for judge in dict.fromkeys([*judges_of(assessment.cells), *lists])
    )
