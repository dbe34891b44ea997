"""The data sets that come with mentaleval."""

from __future__ import annotations

from collections.abc import Sequence

from mentaleval import Dataset, hookimpl
from mentaleval_datasets.canaries import Canaries
from mentaleval_datasets.counsel_chat import CounselChat
from mentaleval_datasets.demonstration import Demo
from mentaleval_datasets.mentalalign import MentalAlign70k
from mentaleval_datasets.table import Table


@hookimpl
def datasets() -> Sequence[type[Dataset]]:
    """Return the data sets of this package."""
    return [Demo, MentalAlign70k, CounselChat, Canaries, Table]
