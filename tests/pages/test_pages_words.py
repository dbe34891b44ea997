"""The words of the pages: nothing twice, nothing unexplained, each in its language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest


def test_composites_are_spelt_out(assessed, compared, page_of):
    for found in (assessed(), compared()):
        text = page_of(found).text
        assert text.count("ARS: mean of empathy, helpfulness, understanding.") == 1


def test_attributes_are_named_in_the_language_of_their_rubric(assessed, compared, afresh):
    small = {"attributes": ("guidance",), "judges": ("claude",)}
    for found in (assessed(**small), compared(**small)):
        rubric = replace(found.settings.rubric, language="de")
        german = replace(found, settings=replace(found.settings, rubric=rubric))
        assert ' lang="de">guidance</bdi>' in afresh(german)
        assert 'lang="de"' not in afresh(found)


def test_no_list_has_one_item_alone(assessed, text_of):
    page = text_of(assessed())
    said = re.findall('<ul class="said-first">(.*?)</ul>', page, re.DOTALL)
    assert all(items.count("<li>") > 1 for items in said)


@pytest.mark.parametrize("what", ["default", "published", "compared"])
def test_no_table_repeats_the_heading_above_it(assessed, compared, text_of, what):
    assessment = assessed(method=what) if what == "published" else assessed()
    page = text_of(compared() if what == "compared" else assessment)
    heads = re.findall(r'<h2 id="[\w-]+">(.*?)</h2>', page)
    captions = re.findall("<caption[^>]*>(.*?)</caption>", page)
    assert len(heads) > 5
    assert not set(heads) & set(captions)


def test_what_the_published_method_prints_is_explained(assessed, page_of):
    text = page_of(assessed(method="published")).text
    assert "label: GR, MR, PR: good, moderate, poor" in text
    assert "other seeds: the labels that the bootstrap gives by other seeds." in text
