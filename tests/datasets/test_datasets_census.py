"""What the cells of the real workbooks hold, as STATISTICS counts them."""

from __future__ import annotations

from mentaleval_datasets.mentalalign import MentalAlign70k


def test_the_cells_of_the_release_are_counted(real_data):
    counts = MentalAlign70k(path=real_data("mentalalign-70k")).counts()
    assert counts == {
        "human: cells": 10_000,
        "human: missing": 57,
        "human: all zero": 33,
        "human: an attribute missing": 7,
        "human: values above the scale": 8,
        "claude: cells": 10_000,
        "claude: fenced": 2_314,
        "claude: unreadable": 7,
        "claude: recovered": 6,
        "gpt-4o: cells": 10_000,
        "gpt-4o: fenced": 9_971,
    }
