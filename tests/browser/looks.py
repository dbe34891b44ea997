"""What holds of every report, whoever made it and whatever it is about."""

from __future__ import annotations

import itertools

import flaws
import pytest
from watched import BEGINNING, HEIGHT, TALLEST, Watched

WIDTHS = (360, 800, 1400)
SCHEMES = ("light", "dark")
LARGE = 32
"""Of somebody who has set letters to twice their usual size, in pixels."""
FONT = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
FOLDED = "details:not([open]) > summary"
OPENED = f"""() => {{
  const found = [...document.querySelectorAll({FOLDED!r})].find((e) => e.checkVisibility());
  if (found) found.focus();
  return Boolean(found);
}}"""

LOWEST = """(css) => {
  const found = [...document.querySelectorAll(css)];
  return Math.max(...found.map((e) => e.getBoundingClientRect().bottom));
}"""


class Looks:
    """The tests of one report: a class of this one gives the fixture ``report``, and a name.

    They share one open page, which each of them finds as it was when it was opened.
    """

    NAME = ""
    FIGURES = 1
    """How many figures it has at least."""
    ENDS = ((360, "dark"),)
    """Where axe-core looks; it takes seconds each time."""
    UNFOLDED = True
    """Whether axe-core looks into what can be opened too."""
    TALL = TALLEST
    """Of the picture of the widest page, in pixels."""
    SEEN_WITH = ()
    """Which kinds of colour blindness a picture shows."""
    FIRST = "main > section:first-child h2"
    """What is seen without scrolling on a usual screen."""
    PAGES = 0
    """On how many pages of paper it must fit; 0 is any number."""

    @pytest.fixture(scope="class")
    @classmethod
    def only(cls, browser, report, artifacts):
        """The page, opened once."""
        opened = Watched(browser, report, artifacts=artifacts)
        yield opened
        opened.close()

    @pytest.fixture
    def opened(self, only):
        """The page as it was; nothing may go wrong in it."""
        only.fresh()
        yield only
        assert only.told() == []

    def test_every_figure_has_drawn(self, opened):
        flaws.unfold(opened.page)
        assert opened.page.locator("figure svg").count() >= self.FIGURES
        wrong = flaws.undrawn(opened.page) + flaws.clipped(opened.page)
        assert wrong + flaws.untied(opened.page) == []

    def test_nothing_sticks_out_at_any_width(self, opened):
        flaws.unfold(opened.page)
        wrong = []
        for width in WIDTHS:
            opened.resize(width)
            found = flaws.overflowing(opened.page) + flaws.small(opened.page)
            wrong += [f"{width}: {what}" for what in found]
        assert wrong == []

    def test_the_first_screen_answers(self, opened):
        lowest = opened.page.evaluate(LOWEST, self.FIRST)
        assert 0 < lowest <= HEIGHT

    def test_axe_finds_nothing_grave(self, opened):
        if self.UNFOLDED:
            flaws.unfold(opened.page)
        wrong = []
        for width, scheme in self.ENDS:
            opened.page.emulate_media(color_scheme=scheme)
            opened.resize(width)
            wrong += [f"{width}, {scheme}: {what}" for what in flaws.inaccessible(opened.page)]
        assert wrong == []

    def test_words_in_figures_stand_out(self, opened):
        wrong = []
        for forced, scheme in itertools.product(("active", "none"), SCHEMES):
            opened.page.emulate_media(color_scheme=scheme, forced_colors=forced)
            wrong += [f"{scheme}, forced {forced}: {what}" for what in flaws.pale(opened.page)]
        assert wrong == []

    def test_it_is_the_same_without_scripts(self, opened, open_page, report):
        other = open_page(report, scripts=False).page
        assert other.inner_text("body") == opened.page.inner_text("body")
        assert flaws.undrawn(other) == flaws.undrawn(opened.page) == []

    def test_a_keyboard_reaches_and_opens_everything(self, opened):
        opened.resize(WIDTHS[0])
        page = opened.page
        assert flaws.unreached(page) == []
        while page.evaluate(OPENED):
            page.keyboard.press("Enter")
        assert page.locator(FOLDED).count() == 0
        flaws.begin_at_the_top(page)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.matches('main')"), (
            "the first stop skips nothing"
        )

    def test_paper_holds_all_of_it(self, opened):
        opened.resize(flaws.PAPER["width"])
        file = opened.artifacts / f"{self.NAME}.pdf"
        printed = opened.page.pdf(path=file, format="A4", print_background=True)
        assert 1 < flaws.pages_of(printed) <= (self.PAGES or flaws.pages_of(printed))
        assert flaws.on_paper(opened.page) == []

    def test_letters_of_twice_the_size_fit(self, opened):
        opened.resize(800)
        opened.letters(LARGE)
        assert opened.page.evaluate(FONT) == LARGE
        opened.shot(f"{self.NAME}-large-letters-800", tall=HEIGHT)
        flaws.unfold(opened.page)
        assert flaws.overflowing(opened.page) == []

    def test_pictures_are_kept_of_what_all_kinds_of_people_see(self, opened):
        files = [opened.shot(f"{self.NAME}-light-{WIDTHS[-1]}", tall=self.TALL)]
        opened.resize(WIDTHS[0])
        opened.page.emulate_media(color_scheme="dark")
        files.append(opened.shot(f"{self.NAME}-dark-{WIDTHS[0]}", tall=BEGINNING))
        opened.page.emulate_media(forced_colors="active")
        files.append(opened.shot(f"{self.NAME}-forced-{WIDTHS[0]}", tall=HEIGHT))
        opened.page.emulate_media(color_scheme="light", forced_colors="none")
        files += [opened.shot_as_seen_with(one, self.NAME) for one in self.SEEN_WITH]
        assert all(file.stat().st_size > 10_000 for file in files)
