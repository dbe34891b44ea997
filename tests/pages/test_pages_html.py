"""What holds of every page: it is valid, loads nothing, misleads nobody, and is the same again."""

from __future__ import annotations

import doctest
import re
from collections import Counter
from itertools import pairwise

import pytest

from mentaleval.pages import rendering

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=http://evil.example/x onerror=alert(1)>",
    "\u202egnp.exe\u2066",
    "bell\x07 null\x00",
    "{{ 7 * 7 }}{% raw %}",
    "]]></style><style>*{display:none}",
    "</title></desc></svg>",
)
COMMAND = "mentaleval reliability \"<img src=x onerror='alert(1)'>\" half\ud800"
URL = re.compile(r"(?:https?:)?//", re.IGNORECASE)
LOADS = ("src", "srcset", "data", "poster", "action", "background", "cite", "formaction", "ping")
SMALL = {"judges": ("claude",), "attributes": ("guidance",)}


@pytest.fixture(params=["reliability", "published", "two experts", "compare", "without labels"])
def found(request, assessed, compared):
    kinds = {
        "reliability": assessed,
        "published": lambda: assessed(method="published"),
        "two experts": lambda: assessed(experts=("one", "two"), faults=True),
        "compare": compared,
        "without labels": lambda: compared(labelled=0),
    }
    return kinds[request.param]()


def test_a_page_loads_nothing_from_anywhere(found, page_of):
    page = page_of(found)
    assert not {"script", "link", "iframe", "object", "embed", "img", "base"} & {
        tag for tag, _ in page.elements
    }
    for name in LOADS:
        assert not page.values(name)
    for tag, attrs in page.elements:
        for name, value in attrs.items():
            if name == "xmlns" or (tag == "a" and name == "href"):
                continue
            assert not URL.search(value), (tag, name, value)
            assert "@import" not in value
    (policy,) = [
        m["content"] for m in page.all("meta") if "content-security-policy" in str(m).lower()
    ]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_the_style_names_nothing_outside(found, text_of):
    styles = re.findall("<style>(.*?)</style>", text_of(found), flags=re.DOTALL)
    assert len(styles) == 1
    assert "url(" not in styles[0]
    assert "@import" not in styles[0]


def test_every_id_stands_once_and_everything_pointed_at_is_there(found, page_of):
    page = page_of(found)
    counts = Counter(page.values("id"))
    assert [name for name, n in counts.items() if n > 1] == []
    pointed = {href[1:] for href in page.values("href") if href.startswith("#")}
    for naming in ("aria-labelledby", "aria-describedby", "aria-details"):
        pointed |= {name for value in page.values(naming) for name in value.split()}
    assert pointed - set(counts) == set()


def test_elements_are_closed_in_order(found, page_of):
    page = page_of(found)
    assert page.unbalanced == []
    assert page.open == []


def test_there_is_one_first_heading_and_no_level_is_skipped(found, page_of):
    levels = [int(tag[1]) for tag, _ in page_of(found).elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks_and_language_are_there(found, page_of):
    page = page_of(found)
    for landmark in ("main", "nav", "header", "footer"):
        assert len(page.all(landmark)) == 1
    (html,) = page.all("html")
    assert html["lang"] == "en"
    assert "#main" in page.values("href")


def test_every_table_has_a_caption_and_its_headings_a_scope(found, page_of):
    page = page_of(found)
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert {th.get("scope") for th in page.all("th")} <= {"col", "row", "rowgroup"}


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(found, page_of):
    scrolling = [d for d in page_of(found).all("div") if "scroll" in d.get("class", "").split()]
    assert scrolling
    for region in scrolling:
        assert region["tabindex"] == "0"
        assert region["role"] == "region"
        assert region["aria-label"]


@pytest.mark.parametrize("kind", ["reliability", "compare"])
def test_the_same_result_gives_the_same_bytes(kind, assessed, compared, text_of, afresh):
    found = compared() if kind == "compare" else assessed(**SMALL)
    assert afresh(found) == text_of(found)


def test_no_time_stands_on_a_page(found, text_of):
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b", text_of(found))


@pytest.mark.parametrize("kind", ["reliability", "published", "compare"])
def test_hostile_names_show_as_they_are_and_do_nothing(kind, assessed, compared, page_of):
    names = {"judges": HOSTILE[::4], "responders": HOSTILE, "attributes": ("a<b>" + HOSTILE[1],)}
    if kind == "compare":
        page = page_of(compared(**names), command=COMMAND)
    else:
        method = "published" if kind == "published" else "default"
        page = page_of(assessed(method=method, **names), command=COMMAND)
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert not [n for _, attrs in page.elements for n in attrs if n.startswith("on")]
    assert len(page.all("style")) == 1
    assert page.unbalanced == []
    for name in ("<script>alert(1)</script>", "{{ 7 * 7 }}{% raw %}", "\\u202egnp.exe\\u2066"):
        assert name in page.text
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", page.text
    )


def test_the_command_is_shown_as_it_was_typed(assessed, page_of):
    command = "mentaleval reliability 'my \"best\" <file>.csv' --exclude 'a=b & c'"
    assert command in page_of(assessed(**SMALL), command=command).text


def test_inputs_settings_and_versions_are_named(found, page_of):
    text = page_of(found).text
    assert "ratings.csv" in text
    assert "ab" * 32 in text
    assert f"seed {found.settings.seed}" in text
    for library, version in found.versions.items():
        assert f"{library} {version}" in text


def test_characters_that_mislead_are_written_out():
    assert doctest.testmod(rendering).failed == 0
