"""An expert who tries to find out who responded, with everything that an expert has."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from itertools import groupby, product

import openpyxl
import pytest

from mentaleval.rubric import SEVEN
from mentaleval.sheets.blinding import Wording, blinded
from mentaleval.sheets.draw_document import Asked, Draw
from mentaleval.sheets.form import written_form
from mentaleval.sheets.workbook import written_workbook
from mentaleval.stats import stream
from mentaleval.trust.settings import DEFAULT_SEED
from mentaleval.vocabulary import Exchange

RESPONDERS = tuple(f"model-{n}" for n in range(6))
TEXTS = {
    (f"c{c}", r): Exchange(f"c{c}", f"I am low, {c}.", f"Reply {n} of {c}.", r)
    for c, (n, r) in product(range(20), enumerate(RESPONDERS))
}
HERE = Wording(SEVEN, "here")


@pytest.fixture(scope="module")
def drawn():
    return Draw(
        purpose="random",
        seed=DEFAULT_SEED,
        version="1",
        attributes=SEVEN.names,
        experts=("anna",),
        population={"all": 20},
        responses=tuple(Asked(exchange_id=c, responder=r, experts=("anna",)) for c, r in TEXTS),
    )


@pytest.fixture(scope="module")
def sent(drawn, tmp_path_factory):
    """What Anna gets, and what she must not find out: the responder of each of her codes."""
    made = blinded(drawn, TEXTS, HERE, "what nobody guesses", version="1")
    file = tmp_path_factory.mktemp("sent") / "anna.xlsx"
    written_workbook(made.booklets[0], file)
    (sheet,) = made.key.sheets.values()
    return file, written_form(made.booklets[0]), {s.code: s.responder for s in sheet.shown}


def words_in(file, form):
    """Every short text in an expert's files, and the numbers that belong to every draw."""
    book = openpyxl.load_workbook(file)
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}
    words = {text for text in cells if len(text) < 80} | {str(vars(book.properties))}
    known = {SEVEN.fingerprint, str(DEFAULT_SEED), "anna", "", "sheet", "1"}
    pieces = {piece for piece in form.split('"') if len(piece) < 80}
    return sorted(words | known | pieces | {hashlib.sha256(w.encode()).hexdigest() for w in words})


def guessed(book, rng):
    """Undo a shuffle, as if this stream had made it: a class of each code."""
    rows = [[cell.value for cell in row[:3]] for row in book["Ratings"].iter_rows(min_row=2)]
    groups = [list(rows) for _, rows in groupby(rows, key=lambda row: row[2])]
    rng.integers(20, size=6)  # as the first form of these sheets drew, which a guess undid
    rng.permutation(len(groups))
    return {
        row[1]: int(n)
        for group in groups
        for row, n in zip(group, rng.permutation(len(group)), strict=True)
    }


def hits(classes, truth):
    """How many codes are right when each class is the responder that it has most."""
    counts = Counter((classes[code], responder) for code, responder in truth.items())
    return sum(max(counts[n, r] for r in RESPONDERS) for n in set(classes.values()))


def test_no_word_of_the_files_is_the_secret_or_makes_the_codes(sent, drawn):
    file, form, truth = sent
    small = drawn.model_copy(update={"responses": drawn.responses[:6]})
    words = words_in(file, form)
    assert {"anna", str(DEFAULT_SEED), *(code for code in truth if code in words)} <= {*words}
    assert sum(code in words for code in truth) == len(truth), "the search would find what is there"
    for word in words:
        made = blinded(small, TEXTS, HERE, word, version="1")
        assert not {page.code for page in made.booklets[0].pages} & {*truth}
        assert drawn.id != word


def test_no_stream_of_the_default_seed_tells_the_order(sent, drawn):
    file, form, truth = sent
    book = openpyxl.load_workbook(file)
    sheet_id = book["mentaleval"]["B1"].value
    found = [
        hits(guessed(book, stream(DEFAULT_SEED, *names)), truth)
        for names in (
            ("sheet", drawn.id, SEVEN.fingerprint, "anna"),
            ("sheet", sheet_id, SEVEN.fingerprint, "anna"),
            ("sheet", "anna"),
            *((word,) for word in words_in(file, form)[:150]),
        )
    ]
    # by chance a class of 20 has its commonest of six responders about 6 times
    assert max(found) < 60, f"{max(found)} of 120 codes were un-blinded"
    right = {code: RESPONDERS.index(responder) for code, responder in truth.items()}
    assert hits(right, truth) == 120, "a right guess would be found"


def test_what_is_sent_depends_on_responders_in_nothing(drawn):
    """Other names for the responders leave the places of the texts to the secret alone."""
    texts = {(c, r[::-1]): replace(e, responder=r[::-1]) for (c, r), e in TEXTS.items()}
    named = [a.model_copy(update={"responder": a.responder[::-1]}) for a in drawn.responses]
    turned = drawn.model_copy(update={"responses": tuple(named)})
    orders = []
    for asked, source in ((drawn, TEXTS), (turned, texts)):
        made = blinded(asked, source, HERE, "s", version="1")
        orders.append([int(page.response[6]) for page in made.booklets[0].pages])
    assert sum(a == b for a, b in zip(*orders, strict=True)) < 60  # 20 by chance
