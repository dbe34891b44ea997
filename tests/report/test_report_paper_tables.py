"""Tables for a paper: what is read back is what the table says, whoever is named in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from mentaleval.legible import one_line
from mentaleval.report.compare_document import compare_document
from mentaleval.report.comparison_tables import comparison_tables
from mentaleval.report.document import reliability_document
from mentaleval.report.grid import grid_of
from mentaleval.report.latex_table import latex_table
from mentaleval.report.markdown_table import markdown_table
from mentaleval.report.origin import origin_of
from mentaleval.report.paper_tables import write_tables
from mentaleval.report.reliability_tables import reliability_tables

_ESCAPES = re.compile(
    r"\\[{}$&#%_]|\\text[a-z]+\{\}|\{[][*]\}|\$-\$|-\{\}"  # what signs of a name become
    r"|\\shortstack\[[lr]\]\{|\\\\(?=\S)|\}(?= &| \\\\)"  # a heading on two lines
)
_RULES = re.compile(r"^\\(?:midrule|addlinespace)\n", re.MULTILINE)


@pytest.fixture(scope="session")
def made(everything, assessed, compared, hostile):
    """Return tables of all kinds, each list with its origin."""
    assessments = (everything, assessed(method="published"), hostile[0])
    comparisons = (compared(), compared(labelled=0), hostile[1])
    return [
        *(
            (reliability_tables(a), origin_of(reliability_document(a), "reliability"))
            for a in assessments
        ),
        *((comparison_tables(c), origin_of(compare_document(c), "compare")) for c in comparisons),
    ]


def _each(made):
    return [(table, origin) for tables, origin in made for table in tables]


def _read(text):
    """Return the cells of a Markdown table, its caption and its notes, as a reader sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    lines, words = [], []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            lines.append([])
        if token.type == "inline":
            said = "".join(child.content for child in token.children)
            (lines[-1] if before.type in {"th_open", "td_open"} else words).append(said)
    kinds = {child.type for t in tokens if t.type == "inline" for child in t.children}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close"}
    return lines, words


def test_a_reader_of_the_markdown_sees_every_cell_as_it_is(made):
    for table, origin in _each(made):
        grid = grid_of(table)
        lines, words = _read(markdown_table(table, origin))
        assert lines[0] == [" ".join(title.split()) for title in grid.titles]
        assert lines[1:] == [line for part in grid.parts for line in part.lines]
        assert words == [origin.caption(table.title), *map(one_line, table.notes)]


def test_the_markdown_begins_with_a_comment_that_nothing_ends_early(hostile):
    document = reliability_document(hostile[0])
    table = reliability_tables(hostile[0])[0]
    comment, rest = markdown_table(table, origin_of(document, "reliability")).split("\n", 1)
    assert comment.startswith("<!-- mentaleval ")
    assert comment.index("-->") == len(comment) - 3
    assert f"seed {hostile[0].seed}" in comment
    assert "cd" * 32 in comment
    assert rest.startswith("\n**")


def _body(text):
    """Return the lines between the rules of a LaTeX table."""
    head, body = text.split(r"\midrule", 1)
    if r"\endlastfoot" in body:
        body = body.split("\\endlastfoot\n", 1)[1].rsplit("\\end{longtable}", 1)[0]
    else:
        body = body.lstrip("\n").rsplit("\\bottomrule", 1)[0]
    return head.rsplit("\\toprule\n", 1)[1], body


def test_a_line_of_latex_has_its_cells_and_no_sign_of_a_name_does_anything(made):
    for table, origin in _each(made):
        grid = grid_of(table)
        head, body = _body(latex_table(table, origin))
        lines = _RULES.sub("", body).removesuffix(" \\\\\n").split(" \\\\\n")
        assert len(lines) == sum(len(part.lines) for part in grid.parts), table.name
        for line in [head.removesuffix(" \\\\\n"), *lines]:
            bare = _ESCAPES.sub("", line + " &")
            assert bare.count("&") == len(grid.titles), line
            assert not re.search(r"[\\{}$#%_^~`<>|\[\]*\"\n]", bare), line
        assert "--" not in body


def test_text_in_latex_is_the_text_of_the_cell(made):
    signs = {
        r"\textbackslash{}": "\\",
        r"\textasciicircum{}": "^",
        r"\textasciitilde{}": "~",
        r"\textasciigrave{}": "`",
        r"\textless{}": "<",
        r"\textgreater{}": ">",
        r"\textbar{}": "|",
        "''": '"',
        "$-$": "-",
        "-{}": "-",
        **{f"\\{sign}": sign for sign in "{}$&#%_"},
        **{f"{{{sign}}}": sign for sign in "[]*"},
    }
    token = re.compile("|".join(map(re.escape, sorted(signs, key=len, reverse=True))))
    for table, origin in _each(made):
        lines = _RULES.sub("", _body(latex_table(table, origin))[1]).split(" \\\\\n")[:-1]
        read = [
            [token.sub(lambda m: signs[m[0]], c).strip() for c in re.split(r"(?<!\\) ?& ?", line)]
            for line in lines
        ]
        cells = [line for part in grid_of(table).parts for line in part.lines]
        beside = 1 if table.by else 0  # a heading stands on its first line alone
        assert [line[beside:] for line in read] == [
            [cell.strip() for cell in line[beside:]] for line in cells
        ], table.name


def test_composites_are_set_off_and_judges_ruled_off(everything):
    document = reliability_document(everything)
    table = reliability_tables(everything)[0]
    body = _body(latex_table(table, origin_of(document, "reliability")))[1]
    judges = len({judge for judge, _ in table.groups})
    assert len(re.findall(r"\\addlinespace\n & CSS ", body)) == judges
    assert len(re.findall(r"^\\midrule\n\S", body, re.MULTILINE)) == judges - 1


def test_a_long_table_goes_over_pages_and_says_on_each_line_what_it_is_of(hostile):
    comparison = hostile[1]
    origin = origin_of(compare_document(comparison), "compare")
    pairs = next(t for t in comparison_tables(comparison) if t.name == "pairs-of-means")
    text = latex_table(pairs, origin)
    assert r"\begin{longtable}" in text
    assert "% needs \\usepackage{booktabs, longtable}\n" in text
    lines = _RULES.sub("", _body(text)[1]).split(" \\\\\n")[:-1]
    assert {line.split(" & ")[0] for line in lines} == {heading for heading, _ in pairs.groups}


def test_simulated_ratings_are_said_to_be_in_caption_and_comment(everything):
    document = {**reliability_document(everything), "simulated": True}
    origin = origin_of(document, "reliability")
    for write in (markdown_table, latex_table):
        for table in reliability_tables(everything):
            text = write(table, origin)
            assert text.count("(simulated ratings)") >= 1
            assert "simulated ratings, of no real judge" in text
            assert f"mentaleval {document['versions']['mentaleval']}: reliability, default" in text


def test_files_are_the_same_bytes_again_and_others_stay(made, tmp_path):
    tables, origin = made[0]
    foreign = tmp_path / "thesis.tex"
    foreign.write_text("mine")
    first = {file: file.read_bytes() for file in write_tables(tables, origin, tmp_path)}
    assert {file.name for file in first} == {f"{t.name}.{s}" for t in tables for s in ("md", "tex")}
    next(iter(first)).write_text("an older one")
    assert {file: file.read_bytes() for file in write_tables(tables, origin, tmp_path)} == first
    assert {*tmp_path.iterdir()} == {*first, foreign}
    assert foreign.read_text() == "mine"


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="takes pdflatex")
def test_the_latex_compiles(made, tmp_path):
    (tmp_path / "all.ltx").write_text(
        "\\documentclass{article}\\usepackage{booktabs,graphicx,longtable}\\begin{document}\n"
        + "\n\\clearpage\n".join(
            "".join(letter if letter < "\u024f" else "?" for letter in latex_table(table, origin))
            for table, origin in _each(made)
        )
        + "\\end{document}\n"
    )
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "all.ltx"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
