"""The form in a real browser, each time in a profile of its own."""

from __future__ import annotations

import json

import pytest

from mentaleval.sheets.blinding import Wording, blinded
from mentaleval.sheets.drawing import Conversation, Response, Wish, draw
from mentaleval.sheets.form import written_form
from mentaleval.sheets.key import written_key
from mentaleval.vocabulary import Attribute, Exchange, Rubric, Scale

RUBRIC = Rubric(
    "warmth",
    (
        Attribute("empathy", "", "Is it warm?", ("cold", "cool", "mild", "warm", "hot")),
        Attribute("constructor", "", "Does it build?", (), Scale(-1, 1)),
        Attribute("calm", "", "How calm is it?", (), Scale(0, 100)),
    ),
    language="de",
)
HOSTILE = (
    "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    "<img src='https://example.org/x.png'>"
)
LONG = "Wort" * 200 + " أشعر بالوحدة 👩‍👩‍👧‍👦 \u2028 ende"
PERSONS = {"c1": f"I am lost. {HOSTILE}", "c2": f"{LONG} </script x"}
RESPONDERS = ("gpt-4o", "llama")
FIELDS = "fieldset[data-attribute={}]"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """A form with its key: two conversations, two responders, three attributes."""
    folder = tmp_path_factory.mktemp("sheets")
    texts = {
        (c, r): Exchange(c, said, f"{r[0]}: {said}", r)
        for c, said in PERSONS.items()
        for r in RESPONDERS
    }
    population = [Conversation(c, tuple(Response(c, r) for r in RESPONDERS)) for c in PERSONS]
    asked = draw(population, Wish(2, ("anna", "ben"), RUBRIC.names, 1, 1.0), version="1")
    wording = Wording(RUBRIC, "here", "Bitte bis Freitag.")
    made = blinded(asked, texts, wording, version="1", secret=RUBRIC.name)
    (folder / "key.json").write_text(written_key(made.key), encoding="utf-8")
    for booklet in made.booklets:
        file = folder / f"{booklet.expert}.html"
        file.write_text(written_form(booklet), encoding="utf-8", newline="\n")
    return folder, made.booklets[0]


class Form:
    """A page with the form, in a profile of its own."""

    def __init__(self, browser, folder, *, expert="anna", before=""):
        self.wrong, self.asked = [], []
        self.context = browser.new_context(viewport={"width": 1000, "height": 800})
        if before:
            self.context.add_init_script(before)
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self.wrong.append(said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto((folder / f"{expert}.html").as_uri())

    def field(self, box, attribute):
        return self.page.locator(".response").nth(box).locator(FIELDS.format(attribute))

    def said(self, place):
        return self.page.inner_text(place)

    def save(self, file):
        with self.page.expect_download() as download:
            self.page.click("#save")
        assert download.value.suggested_filename == "anna.json"
        download.value.save_as(file)
        return json.loads(file.read_text(encoding="utf-8"))

    def open(self, file):
        with self.page.expect_file_chooser() as chooser:
            self.page.click("#open")
        chooser.value.set_files(file)

    def rate_page(self, empathy, constructor, calm):
        """Rate two responses: with number keys, with the mouse, and by typing."""
        for box in range(2):
            self.field(box, "empathy").locator("input").first.focus()
            self.page.keyboard.press(str(empathy + box))
            self.field(box, "constructor").get_by_text(str(constructor), exact=True).click()
            self.field(box, "calm").locator("[data-number]").fill(str(calm + box))


@pytest.fixture
def open_form(browser, sheet):
    """Open forms, and see at the end that nothing went wrong in them, or out of them."""
    opened = []

    def open_one(**chosen):
        opened.append(Form(browser, sheet[0], **chosen))
        return opened[-1]

    yield open_one
    for form in opened:
        assert form.wrong == []
        assert all(url.startswith(("file:", "blob:")) for url in form.asked)
        assert form.page.evaluate("window.ran") is None
        form.context.close()


@pytest.fixture
def form(open_form):
    """Give a fresh form for anna."""
    return open_form()
