"""Real ratings as pages: some conversations of MentalAlign, of which no text is shown."""

from __future__ import annotations

import pytest
import reports
from looks import Looks


@pytest.fixture(scope="module")
def ratings(command, real_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mentalalign")
    return reports.first_of_mentalalign(command, folder, real_data("mentalalign-70k"))


class TestReliability(Looks):
    """Two judges and ten responders."""

    NAME = "reliability-mentalalign"
    FIGURES = 8
    FIRST = "#answer .beside"

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, command, ratings, tmp_path_factory):
        return reports.real(command, tmp_path_factory.mktemp("real"), ratings)


class TestCompare(Looks):
    """Four responders, and human ratings of half the conversations."""

    NAME = "compare-mentalalign"
    FIGURES = 2
    ENDS = ((1400, "light"),)

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, command, ratings, tmp_path_factory):
        return reports.labelled(command, tmp_path_factory.mktemp("labelled"), ratings)
