"""From a verdict to what was written, and no further than was asked for."""

from __future__ import annotations

from html import unescape

import flaws
import pytest
import reports

from mentaleval.plugins import installed

TEXT = "details.written blockquote"


@pytest.fixture(scope="module")
def report(command, tmp_path_factory):
    return reports.with_text(command, tmp_path_factory.mktemp("texts"))


def test_a_text_stays_closed_until_its_link_is_followed(open_page, report):
    opened = open_page(report)
    assert opened.page.locator(TEXT).count() > 0
    assert opened.page.locator(f"{TEXT}:visible").count() == 0
    opened.page.locator("#furthest summary").first.press("Enter")
    link = opened.page.get_by_role("link", name="what was written").first
    anchor = link.get_attribute("href")
    link.press("Enter")
    assert opened.page.locator(f"{anchor} blockquote").first.is_visible()
    assert opened.page.locator(f"{TEXT}:visible").count() == 2
    opened.shot("reliability-with-text-1400", whole=False)


def test_a_page_with_texts_is_sound(open_page, report):
    page = open_page(report, width=360, color_scheme="dark").page
    flaws.unfold(page)
    assert flaws.overflowing(page) + flaws.untied(page) + flaws.inaccessible(page) == []


def test_a_page_without_them_holds_not_one(command, report, tmp_path):
    written = {
        text
        for exchange in installed().dataset("demo", {}).exchanges()
        for text in (exchange.context, exchange.response)
        if text
    }
    shown = unescape(report.read_text(encoding="utf-8"))
    known = {text for text in written if text in shown}
    assert known, "the texts are not found where they are"
    without = unescape(reports.demo(command, tmp_path).read_text(encoding="utf-8"))
    assert [text for text in known if text in without] == []
