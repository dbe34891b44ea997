"""The store of answers that are paid for."""

from __future__ import annotations

import pytest

from mentaleval.bridge.paid import PAID_FILE, Asked, PaidAnswer, PaidAnswers, Tokens
from mentaleval.errors import UsageError

JUDGE = Asked("judge", "strict", "lab/strict")
WRITER = Asked("responder", "writer", "lab/writer")


@pytest.fixture
def paid(tmp_path):
    store = PaidAnswers(tmp_path)
    yield store
    store.close()


def test_an_answer_that_is_kept_is_found_by_the_next_process(tmp_path, paid):
    paid.keep("k", JUDGE, PaidAnswer("no", "refusal"), Tokens(1), attempt=0)
    paid.close()
    later = PaidAnswers(tmp_path)
    assert later.find("k") == PaidAnswer("no", "refusal")
    assert later.find("other") is None
    later.close()


def test_the_sums_are_of_each_owner_over_all_calls(paid):
    paid.keep("a", JUDGE, PaidAnswer(""), Tokens(1, 2, 3, 4), attempt=0)
    paid.keep("b", JUDGE, PaidAnswer("x"), Tokens(10, 20, 30, 40), attempt=1)
    paid.keep("c", WRITER, PaidAnswer("y"), Tokens(5), attempt=0)
    judge, writer = paid.spent()
    assert (judge.asked, judge.calls, judge.reasked) == (JUDGE, 2, 1)
    assert judge.tokens == Tokens(11, 22, 33, 44)
    assert (judge.tokens.prompt, judge.tokens.total) == (66, 110)
    assert (writer.asked, writer.calls, writer.reasked) == (WRITER, 1, 0)


def test_texts_are_forgotten_and_the_sums_stay(tmp_path, paid):
    paid.keep("k", JUDGE, PaidAnswer("a text to forget"), Tokens(7), attempt=0)
    paid.keep("other", WRITER, PaidAnswer("another's"), Tokens(), attempt=0)
    before = list(paid.spent())
    paid.forget_texts([(JUDGE.kind, JUDGE.label)])
    assert paid.find("k") is None
    assert paid.find("other") == PaidAnswer("another's")  # its logs may not be complete
    assert list(paid.spent()) == before
    paid.close()
    assert b"a text to forget" not in (tmp_path / PAID_FILE).read_bytes()


def test_a_call_made_again_after_its_text_was_forgotten_counts_twice(paid):
    paid.keep("k", JUDGE, PaidAnswer("first"), Tokens(7), attempt=0)
    paid.forget_texts([(JUDGE.kind, JUDGE.label)])
    paid.keep("k", JUDGE, PaidAnswer("second"), Tokens(5), attempt=0)
    assert paid.find("k") == PaidAnswer("second")
    (spent,) = paid.spent()
    assert (spent.calls, spent.tokens) == (2, Tokens(12))


@pytest.mark.parametrize("spoil", ["nonsense", "torn"])
def test_a_store_that_is_spoilt_is_refused_in_plain_words(spoil, tmp_path, paid):
    for n in range(400):
        paid.keep(f"{n}", JUDGE, PaidAnswer(f"answer {n} " * 20), Tokens(1), attempt=0)
    paid.close()
    file = tmp_path / PAID_FILE
    whole = file.read_bytes()
    if spoil == "nonsense":
        file.write_bytes(b"no database at all " * 300)
    else:
        file.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    with pytest.raises(UsageError, match=r"paid\.sqlite, where a run keeps the answers") as caught:
        PaidAnswers(tmp_path)
    assert "remove the file" in str(caught.value)


def test_where_the_store_cannot_be_opened_nobody_is_told_to_remove_it(tmp_path):
    (tmp_path / PAID_FILE).mkdir()
    with pytest.raises(UsageError, match="unable to open") as caught:
        PaidAnswers(tmp_path)
    assert "remove the file" not in str(caught.value)
