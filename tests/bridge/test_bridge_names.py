"""The file names of logs: short enough for any file system, and never the same for two."""

from __future__ import annotations

import pytest
from inspect_ai.log import read_eval_log

from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.tasks import respond
from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

LONG = "\u540d" * 70  # 210 bytes in 70 characters
MOST = 255
"""Bytes that a file's name may have on the usual file systems."""


def test_names_that_are_long_and_not_latin_are_judged_each_in_a_log_of_its_own(tmp_path):
    responders = {f"{LONG}1", f"{LONG}2"}  # they differ only where they are cut
    table, folder = tmp_path / "table.csv", tmp_path / "logs"
    rows = [f"I am sad.,That is hard.,{who}" for who in responders]
    table.write_text("\n".join(["said,reply,who", *rows]), encoding="utf-8")
    columns = {"path": table, "context": "said", "response": "reply", "responder": "who"}
    options = [part for key, value in columns.items() for part in ("-D", f"{key}={value}")]
    judge = ["--judge", "keyword", "-J", f"word={LONG}"]
    command = ["run", "informativeness", "--dataset", "table", *options, *judge]
    assert main([*command, "--log-dir", str(folder)]) == 0
    for stage in ("responses", "judgements"):
        logs = list((folder / stage).glob("*.eval"))
        assert len({read_eval_log(log, header_only=True).eval.task for log in logs}) == 2
        assert max(len(log.name.encode()) for log in logs) < MOST - len(".lock")
    ratings = read_ratings([folder / "judgements"]).records
    assert {record.responder for record in ratings} == responders


def test_a_name_that_fits_stays_as_it_is():
    assert respond(responder="original").name == "respond-original"
    model = "mockllm/" + 52 * "x"
    task = respond(responder="model", responder_options={"model": model})
    assert task.name == f"respond-mockllm-{52 * 'x'}"
