"""All the tables of a result in one folder: for readers as Markdown and LaTeX, for machines as CSV.

See `mentaleval.report.paper_tables` and `mentaleval.report.records` for the names of the files.
"""

from __future__ import annotations

from pathlib import Path

from mentaleval.comparison.results import Comparison
from mentaleval.report.compare_document import compare_document
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.csv_tables import write_records
from mentaleval.report.document import reliability_document
from mentaleval.report.origin import origin_of
from mentaleval.report.paper_tables import write_tables
from mentaleval.report.records import comparison_records, reliability_records
from mentaleval.report.reliability_tables import reliability_tables
from mentaleval.trust import Assessment


def reliability_files(assessment: Assessment, folder: Path) -> list[Path]:
    """Write the tables of an assessment, and return the files."""
    document = reliability_document(assessment)
    tables = reliability_tables(assessment)
    written = write_tables(tables, origin_of(document, "reliability"), folder)
    return written + write_records(reliability_records(document), folder)


def comparison_files(comparison: Comparison, folder: Path) -> list[Path]:
    """Write the tables of a comparison, and return the files."""
    document = compare_document(comparison)
    tables = comparison_tables(comparison)
    written = write_tables(tables, origin_of(document, "compare"), folder)
    return written + write_records(comparison_records(document), folder)
