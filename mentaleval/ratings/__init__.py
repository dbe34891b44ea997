"""The ratings table: make it, read it, check it, and pair judges with experts on it."""

from mentaleval.ratings.change_points import change_points
from mentaleval.ratings.columns import COLUMNS
from mentaleval.ratings.exclusions import Exclusions, excluded_responders
from mentaleval.ratings.files import read, write
from mentaleval.ratings.findings import Finding
from mentaleval.ratings.foreign import ColumnMap
from mentaleval.ratings.inputs import Input
from mentaleval.ratings.kept import Kept, kept_in
from mentaleval.ratings.keys import Join
from mentaleval.ratings.ledger import Ledger
from mentaleval.ratings.reading_rates import ReadingRate, reading_rates
from mentaleval.ratings.settling import Settled, settle
from mentaleval.ratings.shared import which_are_in
from mentaleval.ratings.table import concat, from_frame, from_records

__all__ = [
    "COLUMNS",
    "ColumnMap",
    "Exclusions",
    "Finding",
    "Input",
    "Join",
    "Kept",
    "Ledger",
    "ReadingRate",
    "Settled",
    "change_points",
    "concat",
    "excluded_responders",
    "from_frame",
    "from_records",
    "kept_in",
    "read",
    "reading_rates",
    "settle",
    "which_are_in",
    "write",
]
