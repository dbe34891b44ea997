"""What holds of every report, whoever made it and whatever it is about."""

from __future__ import annotations

import itertools

import flaws
from watched import BEGINNING, DEFICIENCIES, TALLEST

WIDTHS = (360, 800, 1400)
SCHEMES = ("light", "dark")
LETTERS = 32
"""Of somebody who has set letters to twice their usual size, in pixels."""
FONT = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
FOLDED = "document.querySelectorAll('details:not([open])').length"


class Looks:
    """The tests of one report: a class of this one gives the fixture ``report``, and a name."""

    NAME = ""
    FIGURES = 1
    """How many figures it has at least."""
    ENDS = ((360, "dark"), (1400, "light"))
    """Where axe-core looks; it takes seconds each time."""
    UNFOLDED = True
    """Whether axe-core looks into what can be opened too."""
    TALL = TALLEST
    """Of the pictures of the light page, in pixels."""

    def test_every_figure_has_drawn(self, open_page, report):
        page = open_page(report).page
        flaws.unfold(page)
        assert page.locator("figure svg").count() >= self.FIGURES
        assert flaws.undrawn(page) + flaws.clipped(page) + flaws.untied(page) == []

    def test_nothing_sticks_out_at_any_width(self, open_page, report):
        opened = open_page(report)
        for scheme, width in itertools.product(SCHEMES, WIDTHS):
            opened.page.emulate_media(color_scheme=scheme)
            opened.resize(width)
            tall = self.TALL if scheme == "light" else BEGINNING
            opened.shot(f"{self.NAME}-{scheme}-{width}", tall=tall)
        flaws.unfold(opened.page)
        wrong = []
        for width in WIDTHS:
            opened.resize(width)
            found = flaws.overflowing(opened.page) + flaws.small(opened.page)
            wrong += [f"{width}: {what}" for what in found]
        assert wrong == []

    def test_axe_finds_nothing_grave(self, open_page, report):
        opened = open_page(report)
        if self.UNFOLDED:
            flaws.unfold(opened.page)
        wrong = []
        for width, scheme in self.ENDS:
            opened.page.emulate_media(color_scheme=scheme)
            opened.resize(width)
            wrong += [f"{width}, {scheme}: {what}" for what in flaws.inaccessible(opened.page)]
        assert wrong == []

    def test_words_in_figures_stand_out(self, open_page, report):
        opened = open_page(report)
        wrong = []
        for forced, scheme in itertools.product(("active", "none"), SCHEMES):
            opened.page.emulate_media(color_scheme=scheme, forced_colors=forced)
            if forced == "active":
                opened.shot(f"{self.NAME}-forced-{scheme}", tall=BEGINNING)
            wrong += [f"{scheme}, forced {forced}: {what}" for what in flaws.pale(opened.page)]
        assert wrong == []

    def test_it_is_the_same_without_scripts(self, open_page, report):
        said, drawn = {}, {}
        for scripts in (True, False):
            page = open_page(report, scripts=scripts).page
            said[scripts] = page.inner_text("body")
            drawn[scripts] = flaws.undrawn(page)
        assert said[True] == said[False]
        assert drawn[True] == drawn[False] == []

    def test_a_keyboard_reaches_and_opens_everything(self, open_page, report):
        page = open_page(report, width=360).page
        assert flaws.unreached(page) == []
        while page.locator("details:not([open]) > summary:visible").count():
            page.locator("details:not([open]) > summary:visible").first.press("Enter")
        assert page.evaluate(FOLDED) == 0
        page.reload()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.matches('main')"), (
            "the first stop skips nothing"
        )

    def test_paper_holds_all_of_it(self, open_page, report, artifacts):
        page = open_page(report, width=flaws.PAPER["width"]).page
        file = artifacts / f"{self.NAME}.pdf"
        printed = page.pdf(path=file, format="A4", print_background=True)
        assert flaws.pages_of(printed) > 1
        assert flaws.on_paper(page) == []

    def test_letters_of_twice_the_size_fit(self, open_page, report, long_sighted):
        opened = open_page(report, width=800, browser=long_sighted)
        assert opened.page.evaluate(FONT) == LETTERS
        opened.shot(f"{self.NAME}-large-letters-800", tall=BEGINNING)
        flaws.unfold(opened.page)
        assert flaws.overflowing(opened.page) == []

    def test_pictures_are_kept_of_what_the_colour_blind_see(self, open_page, report):
        opened = open_page(report, width=800)
        files = [opened.shot_as_seen_with(one, self.NAME) for one in DEFICIENCIES]
        assert all(file.stat().st_size > 10_000 for file in files)
