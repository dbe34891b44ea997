"""Which rubric a command is about: the one given, else that of its data set or logs."""

from __future__ import annotations

import argparse

from mentaleval.contract import Dataset
from mentaleval.documents.rubrics import read_rubric, rubric_data, rubric_from
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric


def run_rubric(args: argparse.Namespace, dataset: Dataset) -> Rubric:
    """Return the rubric of a run: ``--rubric``, else the data set's or the earlier logs'.

    The seven are a data set's default, so what earlier logs were judged by goes before them.

    Raises
    ------
    DataError
        When it is none.
    """
    if args.rubric is not None:
        if isinstance(args.rubric, dict):  # a run file may hold it
            return rubric_from(args.rubric, source="the run file")
        return read_rubric(args.rubric)
    own = dataset_rubric(dataset) or SEVEN
    if own != SEVEN or args.responses is None:
        return own
    from mentaleval.bridge.earlier import earlier_rubric  # noqa: PLC0415  Inspect is slow to import

    return earlier_rubric(args.responses) or SEVEN


def dataset_rubric(dataset: Dataset) -> Rubric | None:
    """Return the rubric that a data set carries, held to the rules of a written one.

    Raises
    ------
    DataError
        When it breaks them.
    """
    own = dataset.rubric
    if own is None:
        return None
    return rubric_from(rubric_data(own), source=f"the rubric of the data set {dataset.name!r}")
