"""What a run watches: failures in a row, limits on tokens and on cost."""

from __future__ import annotations

import json
import sqlite3

import pytest

from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.paid import Asked, PaidAnswer, PaidAnswers, Tokens
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.watch import FAILURES_IN_A_ROW, Limits, StoppedError, Watch
from mentaleval.cli import main
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

JUDGE = Asked("judge", "strict", "lab/strict")
CALLS = 12
"""Of a whole run here: six responses and their judgements, of two tokens each."""


@pytest.fixture
def paid(tmp_path):
    store = PaidAnswers(tmp_path)
    yield store
    store.close()


def _answered(watch: Watch, *, n: int = 0, tokens: int = 1, asked: Asked = JUDGE) -> None:
    watch.answered(f"{n}", asked, PaidAnswer("x"), Tokens(tokens), attempt=0)


def test_a_model_is_stopped_by_failures_in_a_row_and_another_is_not(paid):
    watch = Watch(paid, Prices.known())
    for _ in range(FAILURES_IN_A_ROW - 1):
        watch.failed("lab/strict", OSError("no route"))
    assert watch.stopped("lab/strict") is None
    _answered(watch)  # an answer ends the row
    for _ in range(FAILURES_IN_A_ROW - 1):
        watch.failed("lab/strict", OSError("no route"))
        watch.failed("lab/mild", OSError("no\n  route"))
    watch.require_going("lab/strict")
    watch.failed("lab/strict", OSError("no\n  route"))
    with pytest.raises(StoppedError, match=r"failed in a row, the last with: OSError: no route$"):
        watch.require_going("lab/strict")
    watch.require_going("lab/mild")
    assert len(watch.reasons) == 1


def test_a_limit_counts_what_earlier_parts_of_the_run_took(paid):
    first = Watch(paid, Prices.known(), Limits(tokens=10))
    _answered(first, n=1, tokens=9)
    assert first.stopped("lab/strict") is None
    _answered(first, n=2, tokens=1)
    assert first.stopped("any/model") == "the limit of 10 tokens is reached (10 spent)"
    paid.forget_texts([("judge", "strict")])
    for most, stopped in ((10, True), (11, False)):
        later = Watch(paid, Prices.known(), Limits(tokens=most))
        assert (later.stopped("lab/strict") is not None) is stopped
    assert later.calls == 0


def test_an_answer_that_cannot_be_kept_stops_all_asking(paid):
    watch = Watch(paid, Prices.known())
    paid._store.execute("pragma query_only = on")
    _answered(watch)
    with pytest.raises(StoppedError, match=r"an answer could not be kept in paid\.sqlite"):
        watch.require_going("any/model")
    with pytest.raises(sqlite3.Error):
        paid.keep("k", JUDGE, PaidAnswer("x"), Tokens(), attempt=0)


@pytest.fixture
def command(tmp_path, scripted_models):
    """Give the words of a run that asks two models, and what makes them answer."""
    scripted_models.answers["writer"] = lambda prompt: f"A reply, {len(prompt)} long."
    scripted_models.answers["strict"] = lambda _: json.dumps(dict.fromkeys(SEVEN.names, 4))
    words = ["run", "mentalbench", "--limit", "6", "--log-dir", str(tmp_path / "logs")]
    words += ["--responder", "scripted/writer", "--judge", "scripted/strict"]
    return [*words, "--max-connections", "2"]


def _table(folder) -> list[tuple]:
    rows = read_ratings([folder / "logs" / "judgements"]).records
    return sorted((r.exchange_id, r.response_id, r.attribute, r.rating) for r in rows)


@pytest.mark.parametrize("calls", [4, 9])
def test_a_limit_on_tokens_stops_the_run_until_it_is_raised(
    calls, command, tmp_path, scripted_models, capsys
):
    limit = ["--max-total-tokens", str(2 * calls)]
    assert main([*command, *limit]) == 1
    said = capsys.readouterr().err
    assert f"the limit of {2 * calls} tokens is reached" in said
    assert "the same command goes on" in said
    assert calls <= len(scripted_models.calls) <= calls + 2
    before = len(scripted_models.calls)

    assert main([*command, *limit]) == 1  # the same limit: nothing is asked
    assert len(scripted_models.calls) == before
    assert "the limit of" in capsys.readouterr().err

    assert main([*command, "--max-total-tokens", "1000"]) == 0
    assert len(scripted_models.calls) == CALLS
    assert len(_table(tmp_path)) == 6 * 7


def test_a_limit_on_cost_stops_the_run_until_it_is_raised(
    command, tmp_path, scripted_models, capsys
):
    prices = tmp_path / "prices.json"
    dollar_a_call = {"input": 500_000, "output": 500_000}
    prices.write_text(
        json.dumps({"scripted/writer": dollar_a_call, "scripted/strict": dollar_a_call})
    )
    command += ["--prices", str(prices)]
    assert main([*command, "--max-cost", "7.5"]) == 1
    assert "the limit of $7.50 is reached ($8.00 spent)" in capsys.readouterr().err
    assert 8 <= len(scripted_models.calls) <= 10
    assert main([*command, "--max-cost", "100"]) == 0
    assert "cost: $12.00" in capsys.readouterr().err
    assert len(scripted_models.calls) == CALLS
    assert len(_table(tmp_path)) == 6 * 7


def test_a_limit_on_cost_is_refused_for_a_model_without_a_price(command, scripted_models, capsys):
    assert main([*command, "--max-cost", "5"]) == 2
    said = capsys.readouterr().err
    assert "--max-cost cannot be kept: no price is known for the model 'scripted/writer'" in said
    assert scripted_models.calls == []


def test_a_limit_that_the_last_call_reaches_leaves_a_finished_run(command, capsys):
    assert main([*command, "--max-total-tokens", str(2 * CALLS)]) == 0
    assert "stopped asking" not in capsys.readouterr().err


def test_a_limit_is_kept_between_the_calls_of_one_sample(command, scripted_models):
    separate = [*command, "-J", "calls=separate"]
    assert main([*separate, "--max-total-tokens", "30"]) == 1
    assert 15 <= len(scripted_models.calls) <= 17
    assert main(separate) == 0
    assert len(scripted_models.calls) == 6 + 6 * 7
