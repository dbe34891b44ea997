"""The tables of an assessment with all their columns, those that a terminal shows in part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from mentaleval.report import (
    alternative_table,
    calibration_table,
    published_table,
    raters,
    reading_table,
    reference_section,
    screening_table,
    sections,
    use_tables,
    verdict_table,
)
from mentaleval.report.by_judge import Row as OfJudge
from mentaleval.report.by_judge import judges_of, set_off
from mentaleval.report.layout import notes
from mentaleval.report.many_judges import passed_by_luck
from mentaleval.report.tabular import Tabular
from mentaleval.trust import Assessment, Cell, ReferenceEntry

_JUDGE: Final = "judge"


def reliability_tables(assessment: Assessment) -> tuple[Tabular[Any], ...]:
    """Return the tables that have rows, in the order of the terminal's."""
    published = assessment.settings.method == "published"
    answer = _published(assessment) if published else _answer(assessment)
    below = _reference(assessment), _ledger(assessment), _reading(assessment)
    return tuple(table for table in (*answer, *below) if any(rows for _, rows in table.groups))


def _answer(assessment: Assessment) -> list[Tabular[Any]]:
    return [
        _verdicts(assessment),
        _rank(assessment),
        _score(assessment),
        _level(assessment),
        _calibration(assessment),
        _screening(assessment),
        _alternative(assessment),
        *_beside(assessment),
    ]


def _cells(cells: Sequence[Cell]) -> list[tuple[str, list[Cell]]]:
    return [
        (judge, part) for judge, mine in judges_of(cells).items() for part in set_off(mine) if part
    ]


def _by_judge(rows: Iterable[OfJudge]) -> list[tuple[str, list[OfJudge]]]:
    return list(judges_of(list(rows)).items())


def _verdicts(assessment: Assessment) -> Tabular[Cell]:
    many = passed_by_luck(assessment)
    return Tabular(
        "verdicts",
        "verdicts",
        verdict_table.VERDICTS,
        verdict_table.VERDICT_COLUMNS,
        _cells(assessment.cells),
        [verdict_table.VERDICT_LEGEND, *([f"Many judges: {many}"] if many else [])],
        _JUDGE,
    )


def _rank(assessment: Assessment) -> Tabular[Cell]:
    columns = use_tables.rank_columns(assessment)
    said = [*notes(use_tables.RANK_KEYS, columns), *use_tables.below_rank(assessment)]
    return Tabular("rank", "icc", use_tables.RANK, columns, _cells(assessment.cells), said, _JUDGE)


def _score(assessment: Assessment) -> Tabular[Cell]:
    columns = use_tables.SCORE_COLUMNS
    said = notes(use_tables.score_keys(assessment), columns)
    said.append(use_tables.number_of_cells(assessment))
    return Tabular(
        "score", "score", use_tables.SCORE, columns, _cells(assessment.cells), said, _JUDGE
    )


def _level(assessment: Assessment) -> Tabular[Cell]:
    columns = use_tables.LEVEL_COLUMNS
    said = notes(use_tables.level_keys(assessment), columns)
    said.append(use_tables.number_of_cells(assessment))
    return Tabular(
        "level", "bias", use_tables.LEVEL, columns, _cells(assessment.cells), said, _JUDGE
    )


def _calibration(assessment: Assessment) -> Tabular[Cell]:
    rows = calibration_table.to_calibrate(assessment.cells)
    columns = calibration_table.calibration_columns(rows)
    return Tabular(
        "calibration",
        "calibration",
        calibration_table.CALIBRATION,
        [calibration_table.CALIBRATED, *columns],
        _by_judge(rows) if columns else [],
        [calibration_table.CALIBRATION_LEGEND],
        _JUDGE,
    )


def _screening(assessment: Assessment) -> Tabular[Cell]:
    columns = screening_table.SCREENING_COLUMNS
    screened = any(cell.screening for cell in assessment.cells)
    said = notes(screening_table.SCREENING_KEYS, columns)
    said += [entry.statement for entry in assessment.stand_alone]
    return Tabular(
        "screening",
        "confusion",
        screening_table.SCREENING,
        columns,
        _cells(assessment.cells) if screened else [],
        said,
        _JUDGE,
    )


def _alternative(assessment: Assessment) -> Tabular[alternative_table.AlternativeRow]:
    asked = assessment.settings.epsilon is not None
    lacks = filter(None, [alternative_table.untested(assessment)])
    return Tabular(
        "alternative",
        "alternative",
        alternative_table.alternative_title(assessment) if asked else "",
        alternative_table.ALTERNATIVE_COLUMNS,
        _by_judge(alternative_table.alternative_rows(assessment)) if asked else [],
        [alternative_table.ALTERNATIVE_LEGEND, *lacks],
        _JUDGE,
    )


def _beside(assessment: Assessment) -> list[Tabular[Any]]:
    """Return what is said of judges together and of a judge's habits."""
    return [
        Tabular(
            "panel",
            "panel",
            raters.TOGETHER,
            raters.PANEL_COLUMNS,
            [("", assessment.panel)],
            [raters.PANEL_LEGEND],
        ),
        Tabular(
            "repeats",
            "repeats",
            raters.REPEATS,
            raters.REPEAT_COLUMNS,
            _by_judge(assessment.repeats),
            [raters.REPEAT_LEGEND],
            _JUDGE,
        ),
        Tabular(
            "halo",
            "halo",
            raters.HALO,
            raters.HALO_COLUMNS,
            [("", assessment.halo)],
            [raters.HALO_LEGEND, *raters.halo_differences(assessment)],
        ),
        Tabular(
            "self-preference",
            "self-preference",
            raters.PREFERENCE,
            raters.PREFERENCE_COLUMNS,
            _by_judge(assessment.self_preference),
            [raters.PREFERENCE_LEGEND],
            _JUDGE,
        ),
    ]


def _published(assessment: Assessment) -> list[Tabular[Any]]:
    said = notes(published_table.PUBLISHED_KEYS, published_table.PUBLISHED_COLUMNS)
    return [
        Tabular(
            "published",
            "published",
            published_table.PUBLISHED,
            published_table.PUBLISHED_COLUMNS,
            _cells(assessment.cells),
            [assessment.statement, *said],
            _JUDGE,
        ),
        Tabular(
            "human-means",
            "means",
            published_table.HUMAN_MEANS,
            [published_table.RESPONDER, *published_table.human_mean_columns(assessment)],
            [("", assessment.human_means)],
        ),
    ]


def _reference(assessment: Assessment) -> Tabular[ReferenceEntry]:
    return Tabular(
        "reference",
        "ceiling",
        reference_section.REFERENCE,
        reference_section.REFERENCE_COLUMNS,
        [("", reference_section.with_several(assessment))],
        [*reference_section.reference_notes(assessment), reference_section.REFERENCE_LEGEND],
    )


def _ledger(assessment: Assessment) -> Tabular[sections.Entry]:
    account = assessment.preflight
    groups = [("", rows) for rows in sections.account_groups(account)]
    title = sections.account_title(account)
    return Tabular("ledger", "ledger", title, sections.ACCOUNT_COLUMNS, groups)


def _reading(assessment: Assessment) -> Tabular[Any]:
    return Tabular(
        "reading",
        "reading",
        reading_table.READING,
        reading_table.READING_COLUMNS,
        _by_judge(reading_table.not_read_at_once(assessment)),
        [reading_table.READING_LEGEND],
        _JUDGE,
    )
