"""The data sets that come with mentaleval."""

from __future__ import annotations

from collections.abc import Sequence

from mentaleval import Dataset, hookimpl
from mentaleval_datasets.canaries import Canaries
from mentaleval_datasets.counsel_chat import CounselChat
from mentaleval_datasets.demonstration import Demo
from mentaleval_datasets.mentalalign import MentalAlign70k
from mentaleval_datasets.mentalbench import MentalBench100k
from mentaleval_datasets.mentalbench_build import MentalBenchBuild
from mentaleval_datasets.mentalchat import MentalChat16K
from mentaleval_datasets.psych8k import Psych8k
from mentaleval_datasets.table import Table


@hookimpl
def datasets() -> Sequence[type[Dataset]]:
    """Return the data sets of this package."""
    return [
        Demo,
        MentalAlign70k,
        MentalBench100k,
        MentalBenchBuild,
        CounselChat,
        MentalChat16K,
        Psych8k,
        Canaries,
        Table,
    ]
