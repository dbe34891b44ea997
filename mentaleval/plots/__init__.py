"""Figures of an assessment and of a comparison, for a page and for a paper."""

from mentaleval.plots.plot import ONE_COLUMN, TWO_COLUMNS, Plot

__all__ = ["ONE_COLUMN", "TWO_COLUMNS", "Plot"]
