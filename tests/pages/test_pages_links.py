"""The addresses of samples in Inspect's viewer; the browser opens them in tests/browser."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.pages.links import sample_link


@pytest.mark.parametrize(
    ("viewer", "page"),
    [
        ("http://127.0.0.1:7575", "http://127.0.0.1:7575/"),
        ("http://127.0.0.1:7575/", "http://127.0.0.1:7575/"),
        ("http://127.0.0.1:7575/#/logs/other.eval", "http://127.0.0.1:7575/"),
        ("https://example.org/site", "https://example.org/site/"),
        ("https://example.org/site/index.html", "https://example.org/site/index.html"),
        ("./site", "./site/index.html"),
        ("../a site/", "../a%20site/index.html"),
        ("./a:b", "./a%3Ab/index.html"),
    ],
)
def test_a_link_leads_to_the_viewer_that_was_given(viewer, page):
    assert sample_link(viewer, "one.eval", "42", 1).partition("#")[0] == page


@given(sample=st.text(min_size=1), log=st.text(min_size=1))
def test_any_id_is_one_part_of_the_address_and_comes_back_from_it(sample, log):
    safe = [text.encode("utf-8", "replace").decode() for text in (log, sample)]
    route = urlsplit(sample_link("http://127.0.0.1:7575", *safe, 3)).fragment
    before, _, after = route.partition("/samples/sample/")
    assert unquote(before.removeprefix("/logs/")) == safe[0]
    identity, epoch, _ = after.split("/")
    assert (unquote(identity), epoch) == (safe[1], "3")


def test_a_link_breaks_out_of_no_attribute():
    link = sample_link("http://127.0.0.1:7575", 'a".eval', "'\"><script>", 1)
    assert not set("\"'<> ") & set(link.partition("#")[2])
