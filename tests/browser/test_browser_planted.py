"""Every check of a page can fail: a small sound page passes them all, and no fault passes."""

from __future__ import annotations

import flaws
import pytest

SOUND = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sound</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; --ink: #222; --ground: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --ground: #111; } }
body { color: var(--ink); background: var(--ground); font-size: 1rem; }
a { color: inherit; }
svg { width: 100%; max-width: 20rem; height: auto; }
svg text { fill: var(--ink); } svg path { stroke: var(--ink); }
.scrolls { overflow-x: auto; } .wide { width: 1600px; }
:focus-visible { outline: 3px solid var(--ink); }
@media print {
  details::details-content { content-visibility: visible; height: auto; display: block }
  .scrolls { overflow: visible; } .wide { width: auto; } }
</style></head><body>
<a href="#main">Skip</a>
<main id="main"><h1>Sound</h1>
<figure><svg role="img" viewBox="0 0 200 100" aria-labelledby="t"><title id="t">Lines</title>
<defs><path id="dot" d="M0 0h4"/></defs>
<rect width="200" height="100" fill="var(--ground)"/>
<path d="M10 10h50"/><path d="M10 20h50"/><path d="M10 30h50"/><path d="M10 40h50"/>
<path d="M10 50h50"/><path d="M10 60h50"/><use href="#dot" x="20" y="70"/>
<text x="20" y="90">words</text></svg><figcaption>Lines</figcaption></figure>
<div class="scrolls" tabindex="0" role="region" aria-label="Numbers"><table class="wide">
<tr><th scope="col">number</th></tr><tr><td>1</td></tr></table></div>
<details><summary>More</summary><p>Behind it</p></details>
</main></body></html>
"""
NETWORK = {
    "a picture from elsewhere": ("<h1>", "<img alt='' src='https://example.org/a.png'><h1>"),
    "a style sheet beside it": ("</head>", "<link rel=stylesheet href=beside.css></head>"),
    "a font of a style sheet": (
        "</style>",
        "@font-face { font-family: f; src: url(https://f.org) } h1 { font-family: f }</style>",
    ),
    "a socket": ("<h1>", "<script>new WebSocket('ws://127.0.0.1:9/')</script><h1>"),
}
SAID = {
    "a word on the console": ("<h1>", "<script>console.log('said')</script><h1>"),
    "an error": ("<h1>", "<script>nothing.here</script><h1>"),
}
FAULTS = {
    "a figure without its drawing": (flaws.undrawn, ("svg", "div")),
    "a figure that is hidden": (flaws.undrawn, ("svg {", "svg { display: none;")),
    "a figure without a size": (flaws.undrawn, ("svg {", "svg { max-height: 0;")),
    "a figure without marks": (flaws.undrawn, ("<path d", "<path fill='none' data-d")),
    "a figure without words": (flaws.undrawn, ("<text", "<desc")),
    "a word that reaches out of a figure": (flaws.clipped, ('x="20" y="90"', 'x="190" y="90"')),
    "words that shrink with a figure": (flaws.small, ("max-width: 20rem", "max-width: 6rem")),
    "two things with one id": (flaws.untied, ('id="dot"', 'id="t"')),
    "a mark that is nowhere": (flaws.untied, ('href="#dot"', 'href="#dash"')),
    "a table that nothing scrolls": (flaws.overflowing, (".scrolls {", ".other {")),
    "a page that hides what sticks out": (
        flaws.overflowing,
        (".scrolls {", "body { overflow-x: hidden; } .other {"),
    ),
    "a box that hides a part of itself": (
        flaws.overflowing,
        ("overflow-x: auto", "overflow: hidden"),
    ),
    "words that reach out of their column": (
        flaws.overflowing,
        ("<h1>", "<p style='width: 4em; white-space: nowrap'>of another column</p><h1>"),
    ),
    "pale words in a figure": (flaws.pale, ("fill: var(--ink)", "fill: #999")),
    "pale words on a mark of their colour": (
        flaws.pale,
        ("stroke: var(--ink); }", "stroke: var(--ink); } rect { fill: #444 }"),
    ),
    "a table that paper cuts": (
        flaws.on_paper,
        (".scrolls { overflow: visible; } .wide { width: auto; }", ""),
    ),
    "a table that is wider than paper": (flaws.on_paper, (".wide { width: auto; }", "")),
    "details that paper keeps folded": (flaws.on_paper, ("content-visibility: visible", "")),
    "pale words": (flaws.inaccessible, ("--ink: #222", "--ink: #bbb")),
    "a figure without a name": (
        flaws.inaccessible,
        (' aria-labelledby="t"><title id="t">Lines</title>', ">"),
    ),
    "a page without a language": (flaws.inaccessible, (' lang="en"', "")),
    "links too small to be hit": (
        flaws.inaccessible,
        ("<h1>", "<p><a href=#main>one</a></p>" * 3 + "<style>p { margin: 0 }</style><h1>"),
    ),
    "focus that is not seen": (flaws.unreached, ("outline: 3px", "outline: 0px")),
    "a link that Tab leaves out": (
        flaws.unreached,
        ('href="#main"', 'href="#main" tabindex="-1"'),
    ),
}
CHECKS = tuple(dict.fromkeys(check for check, _ in FAULTS.values()))


@pytest.fixture
def written(tmp_path):
    """Write the sound page, with something replaced."""

    def write(old="", new=""):
        assert old in SOUND
        file = tmp_path / "page.html"
        file.write_text(SOUND.replace(old, new) if old else SOUND, encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1400, "light")])
def test_a_sound_page_passes_every_check(open_page, written, width, scheme):
    page = open_page(written(), width=width, color_scheme=scheme).page
    assert {check.__name__: check(page) for check in CHECKS} == {c.__name__: [] for c in CHECKS}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(open_page, written, fault):
    check, change = FAULTS[fault]
    page = open_page(written(*change), width=800).page
    assert check(page), f"{check.__name__} does not see {fault}"


@pytest.mark.parametrize("change", [*NETWORK.values(), *SAID.values()], ids=[*NETWORK, *SAID])
def test_what_a_page_says_and_asks_for_is_kept(watch, written, change):
    opened = watch(written(*change))
    opened.page.wait_for_timeout(50)
    kind = "request: " if change in NETWORK.values() else ("console", "error")
    assert [wrong for wrong in opened.wrong if wrong.startswith(kind)]


def test_checks_see_a_page_whose_scripts_are_off(open_page, written):
    opened = open_page(written("<h1>", "<script>console.log('ran')</script><h1>"), scripts=False)
    assert flaws.undrawn(opened.page) == []


def test_a_page_is_printed_on_as_many_pages_as_it_takes(open_page, written):
    page = open_page(written("<p>", "<p style='break-before: page'>")).page
    assert flaws.pages_of(page.pdf(format="A4")) == 2


def test_somebody_who_sees_no_colour_sees_another_picture(open_page, written):
    opened = open_page(written("--ground: #fff", "--ground: #fbb"))
    coloured = opened.shot("planted-light").read_bytes()
    assert opened.shot_as_seen_with("achromatopsia", "planted").read_bytes() != coloured
    assert opened.shot("planted-light").read_bytes() == coloured
