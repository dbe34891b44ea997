"""What all shards took together, wherever they keep it."""

from __future__ import annotations

import pytest

from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.paid import PAID_FILE, Asked, PaidAnswer, PaidAnswers, Tokens
from mentaleval.bridge.shards_paid import paid_by_all
from mentaleval.bridge.shared_answers import SharedAnswers
from mentaleval.errors import DataError

ASKED = Asked("judge", "rubric", "openai/gpt-4o")
TOKENS = Tokens(input=10, output=5)


def _spent(folder, of=3):
    with paid_by_all(folder, of) as paid:
        return [(one.asked.label, one.calls, one.tokens.total) for one in paid.spent()]


def test_the_calls_of_shards_in_a_folder_are_added_up(tmp_path):
    for number in (1, 3):  # nobody has begun the second
        (tmp_path / f"shard-{number}-of-3").mkdir()
        paid = PaidAnswers(tmp_path / f"shard-{number}-of-3")
        for call in range(number):
            paid.keep(f"k{number}-{call}", ASKED, PaidAnswer("4"), TOKENS, attempt=0)
        paid.close()
    assert _spent(LogFolder(tmp_path)) == [("rubric", 4, 60)]
    (tmp_path / "shard-1-of-3" / PAID_FILE).write_text("no store at all, but long enough to be one")
    with pytest.raises(DataError, match=f"shard-1-of-3/{PAID_FILE} cannot be read"):
        _spent(LogFolder(tmp_path))


def test_the_calls_of_shards_at_a_url_are_those_of_totals_and_of_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    whole = LogFolder.named(f"file://{tmp_path}/shared")
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        paid = PaidAnswers(tmp_path / str(number))
        store = whole.within(f"shard-{number}-of-3").store()
        answers = SharedAnswers(store, tmp_path / str(number))
        key = f"k{number}"
        answers.keep(key, ASKED, PaidAnswer("4"), TOKENS, attempt=0, call="c", nth=1)
        paid.keep(key, ASKED, PaidAnswer("4"), TOKENS, attempt=0, call="c", nth=1)
        if number == 1:  # the first has ended, and the second has not
            answers.replace_by_totals(paid, lambda: None)
        paid.close()
    assert _spent(whole) == [("rubric", 2, 30)]
