"""CounselChat in invented miniature: repeats, blanks, names and addresses."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from mentaleval import DataError
from mentaleval_datasets import CounselChat
from mentaleval_datasets.counsel_text import without_links

HEADER = ("", "questionID", "questionTitle", "questionText", "therapistInfo", "answerText")
AUTHOR = "Ada Meier, LPCKind words for all"


@pytest.fixture
def chat(tmp_path: Path) -> Callable[..., CounselChat]:
    def made(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> CounselChat:
        path = tmp_path / "chat.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *(("0", *row) for row in rows)])
        return CounselChat(path=tmp_path)

    return made


def answer_of(chat, text: str, author: str = AUTHOR) -> str:
    (exchange,) = chat(("1", "Title", "Text", author, text)).exchanges()
    assert exchange.response is not None
    return exchange.response


def test_answers_of_one_question_are_numbered_in_order(chat):
    rows = [("7", "Sleep", "I cannot.", "", a) for a in ("first", "second", "third")]
    exchanges = list(chat(*rows).exchanges())
    assert [e.responder for e in exchanges] == ["therapist-1", "therapist-2", "therapist-3"]
    assert [e.response for e in exchanges] == ["first", "second", "third"]
    assert {e.context for e in exchanges} == {"Sleep\n\nI cannot."}
    (exchange_id,) = {e.id for e in exchanges}
    assert exchange_id.startswith("7-")
    assert CounselChat.original == "therapist-1"


def test_a_question_is_its_words_not_its_number(chat):
    rows = [
        ("1", "Sleep", "I cannot.", "", "a"),
        ("1", "Work", "Too much.", "", "b"),
        ("9", "Sleep", "I  cannot.", "", "c"),
    ]
    exchanges = list(chat(*rows).exchanges())
    assert [e.id == exchanges[0].id for e in exchanges] == [True, False, True]
    assert [e.responder for e in exchanges] == ["therapist-1", "therapist-1", "therapist-2"]


def test_everything_left_out_is_counted(chat):
    dataset = chat(
        ("1", "Sleep", "I cannot.", "", "a"),
        ("1", "Sleep", "I cannot.", "", "a\xa0 "),
        ("1", "Sleep", "I cannot.", "", " "),
        ("2", " ", "", "", "b"),
        ("3", "Work", "Work", "", "a"),
    )
    assert [e.context for e in dataset.exchanges()] == ["Sleep\n\nI cannot.", "Work"]
    assert dataset.counts() == {
        "read": 5,
        "kept": 2,
        "blank_question": 1,
        "blank_answer": 1,
        "repeated_answer": 1,
        "questions": 2,
        "names_removed": 0,
        "links_removed": 0,
    }


def test_white_space_is_made_plain_and_glued_sentences_stay(chat):
    assert answer_of(chat, " One.\xa0 Two.Three \n\n\n\n four\t ") == "One. Two.Three\n\nfour"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I, Ada Meier, think so. " + "x " * 60, "I, [name], think so. " + "x " * 60),
        ("Be well.Ada J. Meier, LPC", "Be well.[name], LPC"),
        ("Be well.\n\xa0Ada", "Be well.\n[name]"),
        ("Ada wrote it. " + "x " * 60, "Ada wrote it. " + "x " * 60),
        ("See https://example.org/a?b=1 now", "See [link] now"),
        ("See www.example.org", "See [link]"),
        ("Write to me@example.org", "Write to [link]"),
        ("See Example.com/help", "See [link]"),
    ],
)
def test_names_and_addresses_are_replaced(chat, text, plain):
    assert answer_of(chat, text) == plain.strip()


def test_a_first_name_that_is_a_word_stays(chat):
    assert answer_of(chat, "Hope this helps.", "Hope Meier, LPC") == "Hope this helps."


def test_another_therapists_name_is_replaced_too(chat):
    rows = [("1", "T", "Ask Ada Meier?", "", "a"), ("1", "T2", "x", AUTHOR, "b")]
    assert next(chat(*rows).exchanges()).context == "T\n\nAsk [name]?"


@pytest.mark.parametrize("word", ["x" * 200_000, "x." * 100_000])
def test_a_word_without_end_takes_no_time_and_keeps_no_address(word):
    assert without_links(f"See {word} or a@b.org") == (f"See {word} or [link]", 1)
    assert without_links(f"See {word}x@b.org or") == ("See [link] or", 1)


def test_what_was_replaced_is_counted(chat):
    counts = chat(("1", "T", "x", AUTHOR, "www.example.org or Ada Meier")).counts()
    assert (counts["names_removed"], counts["links_removed"]) == (1, 1)


def test_a_file_without_a_column_names_the_closest(chat):
    with pytest.raises(DataError, match=r"chat\.csv has no column 'answerText'.*'answertext'"):
        list(chat(("1", "a", "b", "", "c"), header=(*HEADER[:5], "answertext")).exchanges())


def test_an_empty_file_and_an_empty_folder(chat, tmp_path):
    with pytest.raises(DataError, match="no rows under its header"):
        list(chat().exchanges())
    (tmp_path / "chat.csv").write_text("")
    with pytest.raises(DataError, match="is empty"):
        list(CounselChat(path=tmp_path).exchanges())
    (tmp_path / "chat.csv").unlink()
    with pytest.raises(DataError, match=r"should hold one \.csv file; it has none"):
        list(CounselChat(path=tmp_path).exchanges())


@pytest.mark.parametrize("row", ['1,"a,b,,,d', '1,"a"b,b,,,d'])
def test_a_quote_that_swallows_rows_is_told_with_its_line(tmp_path, row):
    path = tmp_path / "chat.csv"
    path.write_text("\n".join([",".join(HEADER), row, row, row, ""]), encoding="utf-8")
    with pytest.raises(DataError, match=r"chat\.csv, line \d: this is not readable as CSV"):
        CounselChat(path=path).counts()


def test_a_hidden_file_is_not_taken_for_the_data(chat, tmp_path):
    dataset = chat(("1", "T", "x", AUTHOR, "So."))
    (tmp_path / "._chat.csv").write_bytes(b"\x00\x05 of the finder of a Macintosh")
    assert list(CounselChat(path=tmp_path).exchanges()) == list(dataset.exchanges())


def test_two_files_ask_for_a_choice(chat, tmp_path):
    dataset = chat(("1", "a", "b", "", "c"))
    (tmp_path / "other.csv").write_text("x")
    with pytest.raises(DataError, match=r"it has chat\.csv, other\.csv"):
        list(dataset.exchanges())
    assert len(list(CounselChat(path=tmp_path / "chat.csv").exchanges())) == 1
