"""The first screen of a comparison: it says what the terminal's summary says, and no mark less."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from mentaleval.comparison.parts import headline
from mentaleval.report.compare_claims import counted
from mentaleval.report.compare_marks import unlabelled
from mentaleval.report.compare_summary import comparison_summary, loud_marks
from mentaleval.report.comparison_tables import comparison_tables

TEN = tuple(f"r{n}" for n in range(10))
CASES = {
    "four": {},
    "ten": {"responders": TEN},
    "human labels only": {"judges": ()},
    "a responder without labels": {"unrated": ("r1",)},
    "an attribute without labels": {"unrated": ("empathy",)},
    "too few labels": {"labelled": 5},
    "near the ceiling": {"top": True},
    "one attribute": {"attributes": ("guidance",), "judges": ("claude",)},
}


class Matrix(HTMLParser):
    """The matrix of a page: its heads, its rows by name, and what a screen reader leaves out."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.hidden: list[str] = []
        self.orders: list[list[int]] = []
        self.inside = self.silent = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.inside = "matrix" in (given.get("class") or "").split()
        if self.inside and tag == "tr":
            self.rows.append([])
            self.orders.append([])
        if self.inside and tag in {"td", "th"}:
            self.rows[-1].append("")
            self.orders[-1] += map(int, re.findall(r"order: (\d+)", given.get("style") or ""))
        self.silent = given.get("aria-hidden") == "true"

    def handle_endtag(self, tag):
        self.silent = False
        self.inside = self.inside and tag != "table"

    def handle_data(self, data):
        if self.inside and self.silent:
            self.hidden.append(data)
        elif self.inside and self.rows:
            self.rows[-1][-1:] = ["".join([*self.rows[-1][-1:], data])]

    def of(self, name: str) -> list[str]:
        """Return the cells of a row."""
        (row,) = (row for row in self.rows if row[0] == name)
        return [" ".join(cell.split()) for cell in row[1:]]


def summary(comparison, *, width=None):
    console = Console(width=width or 1000, file=io.StringIO(), color_system=None)
    for line in comparison_summary(comparison, width=width, more=""):
        console.print(line, no_wrap=width is None, overflow="ignore", crop=False)
    return console.file.getvalue()


def told_in_a_pipe(comparison):
    """Return by attribute and responder what the summary says of them, as a cell would."""
    lines = summary(comparison).splitlines()
    head = next(line for line in lines if line.startswith("attribute"))
    starts = {name: head.index(name) for name in ("attribute", "responder", "letters")}
    found = {}
    for line in lines[lines.index(head) + 1 :]:
        if not line.strip():
            continue
        if line.startswith(("On ", "In a column", "Without", "NO ", "TOO ", "?", "%", "NOT ")):
            break
        title = line[: starts["responder"]].strip()
        name, mean, limits = re.split(
            r" {2,}", line[starts["responder"] : starts["letters"]], maxsplit=2
        )
        letters, *_ = line[starts["letters"] :].rsplit(None, 1)
        shown = [mean, letters if len(line[starts["letters"] :].split()) > 1 else "", limits]
        found[title, name] = " ".join(" ".join(shown).replace(" - ", " ").split())
    return found


@pytest.mark.parametrize("case", CASES)
def test_figures_letters_and_limits_are_those_of_the_summary(compared, text_of, case):
    comparison = compared(**CASES[case])
    matrix = Matrix(text_of(comparison))
    told = told_in_a_pipe(comparison)
    parts = headline(comparison)
    assert len(told) == sum(len(part.responders) for part in parts)
    for name in {mean.responder for part in parts for mean in part.responders}:
        for part, cell in zip(parts, matrix.of(name), strict=True):
            assert cell.removesuffix(" -") == told[part.title, name].removesuffix(" -")


def test_what_the_letters_mean_is_said_below_them(compared, page_of):
    text = page_of(compared()).text
    said = "On one attribute means that share a letter cannot be told apart (95%, all pairs)."
    assert text.count(said) == 1


@pytest.mark.parametrize("case", CASES)
def test_how_many_pairs_are_told_apart_stands_below_each_attribute(compared, text_of, case):
    comparison = compared(**CASES[case])
    below = Matrix(text_of(comparison)).of("told apart")
    for part, said in zip(headline(comparison), below, strict=True):
        if part.labelled:
            assert said.endswith(counted(part, part.pairs))
        else:
            assert said == "NO HUMAN LABEL."


@pytest.mark.parametrize("case", CASES)
def test_every_mark_of_the_summary_stands_before_the_first_figure(compared, text_of, page_of, case):
    comparison = compared(**CASES[case])
    parts = headline(comparison)
    text = page_of(comparison).text
    below = text[text.index("Each attribute: ") :]
    top = text.removesuffix(below)
    for said, _ in loud_marks(parts):
        assert top.count(said) == 1
    for part in parts:
        for said in unlabelled(part):
            assert said in below
    page = text_of(comparison)
    assert page.index('class="matrix') > max(
        (page.index(mark) for mark in ("NO HUMAN LABEL", "NOT LICENSED") if mark in page), default=0
    )


@pytest.mark.parametrize(
    ("case", "mark"),
    [
        ("a responder without labels", "NO HUMAN LABEL for r1: not compared."),
        ("an attribute without labels", "empathy: NO HUMAN LABEL"),
        ("too few labels", "TOO FEW HUMAN LABELS"),
    ],
)
def test_marks_say_where_they_hold(compared, page_of, case, mark):
    text = page_of(compared(**CASES[case])).text
    assert mark in text[: text.index("told apart")]


def test_rows_are_in_the_order_of_places_on_the_first_composite(compared, text_of):
    comparison = compared(responders=TEN)
    first = headline(comparison)[0]
    assert first.heading.composite
    names = [row[0] for row in Matrix(text_of(comparison)).rows[1:-1]]
    assert names == [mean.responder for mean in first.responders]
    assert names != sorted(names)


def test_no_order_of_rows_is_a_judges_where_humans_rated_something(compared, text_of):
    comparison = compared(unrated=("empathy",))
    parts = headline(comparison)
    assert not parts[0].labelled
    labelled = next(part for part in parts if part.labelled)
    matrix = Matrix(text_of(comparison))
    assert [row[0] for row in matrix.rows[1:-1]] == [m.responder for m in labelled.responders]
    for column, part in enumerate(parts):
        if not part.labelled:
            in_cards = [orders[column] for orders in matrix.orders]
            assert in_cards == sorted(in_cards)
            names = [mean.responder for mean in part.responders]
            assert names == sorted(names) != [row[0] for row in matrix.rows[1:-1]]


def test_in_cards_an_attribute_has_all_its_cells_in_the_order_of_its_places(compared, text_of):
    comparison = compared(responders=TEN)
    parts = headline(comparison)
    matrix = Matrix(text_of(comparison))
    placed = sorted(
        (order, column, row[0])
        for row, orders in zip(matrix.rows, matrix.orders, strict=True)
        for column, order in enumerate(orders)
    )
    assert len({order for order, *_ in placed}) == len(placed) == len(parts) * (len(TEN) + 2)
    for column, part in enumerate(parts):
        names = [name for _, of, name in placed if of == column]
        assert names == ["responder", *(m.responder for m in part.responders), "told apart"]
        assert len({of for _, of, _ in placed[column * 12 : column * 12 + 12]}) == 1
    assert len(matrix.hidden) == len(TEN) * len(parts)


def test_of_two_their_difference_stands_below_them_as_the_summary_has_it(compared, text_of):
    comparison = compared(responders=("r0", "r1"))
    matrix = Matrix(text_of(comparison))
    lines = summary(comparison)
    for part, difference, told in zip(
        headline(comparison), matrix.of("difference"), matrix.of("told apart"), strict=True
    ):
        (line,) = (line for line in lines.splitlines() if line.startswith(f"{part.title} "))
        assert " ".join(line.split()).endswith(f"{difference} {told}")
    assert re.fullmatch(r"\d\.\d\d \d\.\d\d, \d\.\d\d", matrix.of("r0")[0])  # no letters


@pytest.mark.parametrize("case", [{"labelled": 0}, {"labelled": 0, "responders": ("r0", "r1")}])
def test_without_any_label_there_is_no_matrix_and_names_are_in_no_order(compared, text_of, case):
    page = text_of(compared(**case))
    assert Matrix(page).rows == []
    assert '<p class="lede">r0, r1' in page


def test_one_responder_and_one_attribute_have_a_matrix(compared, text_of):
    alone = compared(responders=("alone",), attributes=("guidance",), judges=("claude",))
    assert [row[0] for row in Matrix(text_of(alone)).rows] == ["responder", "alone"]


def folded(page):
    """Return what can be opened on a page."""
    return " ".join(" ".join(re.findall("<details.*?</details>", page, re.DOTALL)).split())


@pytest.mark.parametrize(("responders", "many"), [(TEN[:3], False), (TEN[:4], True)])
def test_of_many_pairs_the_sentences_are_folded_and_stand_once(
    compared, text_of, page_of, responders, many
):
    comparison = compared(responders=responders, judges=("claude",))
    page, text = text_of(comparison), page_of(comparison).text
    for part in headline(comparison):
        if part.heading.ceiling:
            continue
        for pair in part.pairs:
            assert text.count(pair.statement) == 1
            assert (pair.statement in folded(page)) is many


def test_every_row_of_numbers_stands_once(compared, page_of):
    comparison = compared(judges=("claude",))
    text = page_of(comparison).text
    for table in comparison_tables(comparison):
        for _, rows in table.groups if table.section in {"means", "differences"} else ():
            for row in rows:
                cells = " ".join(column.show(row) for column in table.columns)
                assert text.count(" ".join(cells.split())) == 1


def test_near_the_ceiling_it_is_said_what_the_percentages_are(compared, page_of):
    comparison = compared(top=True)
    assert any(part.heading.ceiling for part in headline(comparison))
    text = page_of(comparison).text
    assert "share rated 3 or lower" in text[: text.index("told apart")]
    assert "%: responses rated 3 or lower" in text


@pytest.mark.parametrize(
    ("responders", "said"),
    [
        (TEN[:2], "limits"),
        (TEN[:4], "limits and letters"),
        ((*TEN, *(f"s{n}" for n in range(6))), "limits and places"),
    ],
)
def test_the_matrix_is_called_by_what_stands_in_it(compared, text_of, responders, said):
    comparison = compared(responders=responders, judges=("claude",), attributes=("empathy",))
    (caption,) = re.findall(r'id="matrix-title">(.*?)<', text_of(comparison))
    assert caption == f"Every responder on every attribute, with {said}"
