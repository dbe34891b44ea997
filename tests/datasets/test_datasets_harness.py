"""Responses that lm-evaluation-harness logged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mentaleval import DataError, Exchange
from mentaleval_datasets import Table

Log = Callable[..., Path]


def line(**changes: Any) -> dict[str, Any]:
    logged = {
        "doc_id": 3,
        "doc": {"question": "I am tired"},
        "target": "",
        "arguments": {"gen_args_0": {"arg_0": "Reply to: I am tired", "arg_1": {"until": []}}},
        "resps": [["Rest a bit. END"]],
        "filtered_resps": ["Rest a bit."],
        "filter": "none",
    }
    return logged | changes


@pytest.fixture
def log(tmp_path: Path) -> Log:
    def made(*lines: dict[str, Any]) -> Path:
        path = tmp_path / "small-model.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        return path

    return made


def test_the_context_is_the_prompt_and_the_responder_the_file(log):
    assert list(Table(path=log(line())).exchanges()) == [
        Exchange("3", "Reply to: I am tired", "Rest a bit. END", "small-model")
    ]


def test_the_context_may_come_from_the_document(log):
    made = Table(path=log(line()), context="doc.question", responder_name="m")
    assert list(made.exchanges()) == [Exchange("3", "I am tired", "Rest a bit. END", "m")]


@pytest.mark.parametrize(
    "arguments",
    [
        [["Say.", {"until": []}]],
        {"gen_args_0": {"arg_0": "Say."}},
        {"gen_args_0": {"arg_0": [json.dumps([{"role": "user", "content": "Say."}])]}},
        [['[{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Say."}]', {}]],
    ],
)
def test_every_way_of_writing_a_prompt(log, arguments):
    (exchange,) = Table(path=log(line(arguments=arguments))).exchanges()
    assert exchange.context == "Say."


def test_a_prompt_that_only_looks_like_a_chat_stays(log):
    (exchange,) = Table(path=log(line(arguments=[["[1] I am tired", {}]]))).exchanges()
    assert exchange.context == "[1] I am tired"


def test_each_response_comes_once_though_logged_once_a_filter(log):
    path = log(line(), line(filter="short", filtered_resps=[["Rest."]]), line(doc_id=4))
    assert [e.id for e in Table(path=path).exchanges()] == ["3", "4"]
    (short,) = Table(path=path, filter="short").exchanges()
    assert short.response == "Rest."
    assert [e.response for e in Table(path=path, filter="none").exchanges()] == ["Rest a bit."] * 2


def test_a_filter_that_is_not_there(log):
    with pytest.raises(DataError, match="no results of the filter 'x'; it has none"):
        list(Table(path=log(line()), filter="x").exchanges())


def test_a_task_of_multiple_choice_has_no_responses(log):
    with pytest.raises(DataError, match="line 1: its response is not text"):
        list(Table(path=log(line(resps=[[[-3.2, False]]]))).exchanges())


def test_a_line_without_a_prompt(log):
    with pytest.raises(DataError, match="line 1: column 'context' is empty"):
        list(Table(path=log(line(arguments=None))).exchanges())
