"""The demonstration as a page, by each command and method that makes one."""

from __future__ import annotations

import pytest
import reports
from looks import Looks
from watched import DEFICIENCIES


class TestReliability(Looks):
    """What a newcomer sees first."""

    NAME = "reliability-demo"
    FIGURES = 8
    ENDS = ((360, "dark"), (1400, "light"))
    SEEN_WITH = DEFICIENCIES
    FIRST = "#answer .beside, .grid tr"
    PAGES = 14

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, command, tmp_path_factory):
        return reports.demo(command, tmp_path_factory.mktemp("demo"))


class TestPublished(Looks):
    """Figures without verdicts."""

    NAME = "reliability-published"
    FIGURES = 0

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, command, tmp_path_factory):
        return reports.published(command, tmp_path_factory.mktemp("published"))


class TestCompare(Looks):
    """Responders compared."""

    NAME = "compare-demo"
    FIGURES = 9
    ENDS = ((1400, "dark"),)
    SEEN_WITH = DEFICIENCIES[:1]
    FIRST = ".matrix tr"
    PAGES = 17

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, command, tmp_path_factory):
        return reports.compared(command, tmp_path_factory.mktemp("compared"))
