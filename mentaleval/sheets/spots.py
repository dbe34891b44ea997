"""Cells of a workbook by where they are; rows and columns are from 0."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell, and the text that is on it."""

    sheet: str
    row: int
    column: int
    text: str

    @property
    def place(self) -> str:
        """What a spreadsheet calls it."""
        return place_of(self.sheet, self.row, self.column)


@dataclass(frozen=True, slots=True)
class Block:
    """Cells from the first to the last, both within."""

    sheet: str
    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def place(self) -> str:
        """What a spreadsheet calls it."""
        return f"{self.sheet}!{xl_range(self.row, self.column, self.last_row, self.last_column)}"


@dataclass(slots=True)
class Beside:
    """What lies beside the values of a workbook.

    Parameters
    ----------
    notes
        Notes on cells.
    lost
        Cells of formulas that gave no value, with the formula and the error.
    merged
        Cells that were made one.
    whole
        Whether its file tells all of this.
    """

    notes: list[Spot] = field(default_factory=list)
    lost: list[Spot] = field(default_factory=list)
    merged: list[Block] = field(default_factory=list)
    whole: bool = True


def place_of(sheet: str, row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell of a sheet.

    Examples
    --------
    >>> place_of("Ratings", 11, 5)
    'Ratings!F12'
    """
    return f"{sheet}!{xl_rowcol_to_cell(row, column)}"


def said_formula(formula: str, value: str) -> str:
    """Return a formula with the error that it gave.

    Examples
    --------
    >>> said_formula("1/0", "#DIV/0!"), said_formula("", "#N/A")
    ('=1/0 (#DIV/0!)', '#N/A')
    """
    if not formula:
        return value
    formula = f"={formula.removeprefix('=')}"
    return f"{formula} ({value})" if value else formula
