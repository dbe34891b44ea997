"""Four judges on seven attributes, whose names are long, strange and hostile."""

from __future__ import annotations

import pytest
import reports
from looks import Looks
from watched import BEGINNING

CELLS = 28
LARGEST = 3_000_000
"""Of a file for 28 cells, in bytes."""


class TestMany(Looks):
    """The largest report that a study of our size makes."""

    NAME = "reliability-28-cells"
    FIGURES = 8
    ENDS = ((360, "dark"),)
    UNFOLDED = False  # as much could be opened as in ten reports
    TALL = BEGINNING

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, command, tmp_path_factory):
        return reports.many(command, tmp_path_factory.mktemp("many"))

    def test_its_file_can_be_sent_by_mail(self, report):
        assert report.stat().st_size < LARGEST

    def test_names_are_words_and_nothing_else(self, open_page, report):
        page = open_page(report).page
        for name in reports.HOSTILE[:3]:
            assert page.get_by_text(name).count() > 0
        assert page.locator("script, img, b, [onload], [onerror]").count() == 0
