"""What every expert is told, in a workbook and in a form."""

from __future__ import annotations

from typing import Final

from mentaleval.sheets.booklet import Booklet
from mentaleval.sheets.layout import RATINGS, REMARKS, RUBRIC
from mentaleval.sheets.plain_text import text_mark

HOW_TO_RATE: Final = (
    (
        "Rate each response by itself, by what it says to this person, and not against the other "
        "responses to the same message."
    ),
    (
        "Give each rating without regard to the others: a response may be high on one attribute "
        "and low on another."
    ),
    (
        "The responses stand in a random order under codes that mean nothing. Please do not try to "
        "find out who wrote them."
    ),
)
"""What to go by."""

TAKE_CARE: Final = (
    "The messages are about distress, and some are hard to read. Take breaks. You may stop at any "
    "time, and leave out what is too much."
)


def task_of(booklet: Booklet) -> str:
    """Return what an expert is asked, in a sentence."""
    contexts = [text_mark(page.context) for page in booklet.pages]
    messages = sum(n == 0 or contexts[n - 1] != context for n, context in enumerate(contexts))
    return (
        f"You are asked to rate {_many(len(booklet.pages), 'response')} to "
        f"{_many(messages, 'message')} of people in distress, on "
        f"{_many(len(booklet.rubric), 'attribute')}."
    )


def own_words(booklet: Booklet) -> list[str]:
    """Return the paragraphs of the researcher's own instructions."""
    return [line.strip() for line in (booklet.instructions or "").splitlines() if line.strip()]


def workbook_instructions(booklet: Booklet) -> list[str]:
    """Return the paragraphs of a workbook's first sheet; the researcher's own come last."""
    return [
        task_of(booklet),
        (
            f'The sheet "{RUBRIC}" says what each attribute asks and what each rating stands for. '
            "Please read it before you begin."
        ),
        (
            f'In the sheet "{RATINGS}" every row is one response. Choose a rating in each of the '
            "coloured cells, or type it."
        ),
        *HOW_TO_RATE,
        (
            "Leave a cell empty where you cannot give a rating, and say why in the comment of its "
            "row. An empty cell is better than a guess."
        ),
        f'Whatever else you want to say has its place in the sheet "{REMARKS}".',
        (
            "Save the file whenever you like, and go on later. Please leave codes and headers as "
            "they are."
        ),
        TAKE_CARE,
        *own_words(booklet),
    ]


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
