"""Runs as data: what a file may say, what is wrong with it, and that what is written is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.documents import ranges
from mentaleval.documents.marked import read_marked
from mentaleval.documents.runs import (
    FLAGS,
    Choice,
    Expected,
    RunDocument,
    run_in,
    written_run,
)
from mentaleval.documents.secrets import secrets_in
from mentaleval.errors import DataError

FULL = """\
run: guidance
dataset: {name: table, options: {path: mine.csv}}
responders:
- recorded
- name: openai/gpt-4o-mini
  options: {temperature: 0}
judges: [lexical, {name: rubric, options: {model: openai/gpt-4o}}]
limit: 0.5
epochs: 3
seed: 0
max_unrated: 1
max_connections: 4
max_retries: 0
attempt_timeout: 60
batch: true
max_cost: 2.5
max_total_tokens: 1000
model_args: {device: cpu}
"""


def _file(folder: Path, text: str, name: str = "run.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _read(path: Path) -> RunDocument:
    return run_in(read_marked(path))


def _refused(folder: Path, text: str) -> str:
    path = _file(folder, text)
    with pytest.raises(DataError) as caught:
        _read(path)
    return str(caught.value).replace(f"{path}:", "FILE:").replace(str(path), "FILE")


def test_everything_that_a_file_may_say_is_read(tmp_path):
    run = _read(_file(tmp_path, FULL))
    assert run.dataset == Choice(name="table", options={"path": "mine.csv"})
    assert [c.name for c in run.responders or ()] == ["recorded", "openai/gpt-4o-mini"]
    assert (run.judges or ())[1].options == {"model": "openai/gpt-4o"}
    assert (run.limit, run.epochs, run.seed, run.batch) == (0.5, 3, 0, 100)
    assert (run.max_retries, run.max_cost, run.model_args) == (0, 2.5, {"device": "cpu"})


def test_toml_says_the_same(tmp_path):
    text = """\
run = "guidance"
judges = ["lexical", {name = "rubric", options = {model = "openai/gpt-4o"}}]
limit = 4
[dataset]
name = "table"
options = {path = "mine.csv"}
"""
    run = _read(_file(tmp_path, text, "run.toml"))
    assert run == RunDocument(
        run="guidance",
        judges=("lexical", {"name": "rubric", "options": {"model": "openai/gpt-4o"}}),
        limit=4,
        dataset={"name": "table", "options": {"path": "mine.csv"}},
    )
    assert type(run.limit) is int  # a limit of 4.0 would be another run than one of 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("judges: lexical", "FILE:1: judges: found the text 'lexical'; needs a list."),
        ("judges: []", "FILE:1: judges: "),
        (
            "limit: 1\njudges:\n- lexical\n- 4",
            "FILE:4: judges[2]: found the number 4; needs a name",
        ),
        ("judges:\n- {option: 1}", "FILE:2: judges[1]: the key 'name' is missing"),
        ("judges:\n- {name: a, option: {}}", "Did you mean 'options'?"),
        ("dataset: {name: ''}", "FILE:1: dataset.name: found the text ''"),
        ("epochs: yes", "FILE:1: epochs: found the truth value `yes`; needs a whole number"),
        (
            "limit: 2.5",
            "FILE:1: limit: found the number 2.5; needs a whole number of at least 1 or",
        ),
        ("limit: 0", "FILE:1: limit: found the number 0; needs"),
        ("limit: .inf", "FILE:1: limit: found the number .inf; needs"),
        ("seed: 9223372036854775808", "needs a whole number from 0 to 2**63 - 1"),
        ("epochs:", "FILE:1: epochs: nothing is given"),
        ("max_unrated: 1.5", "needs a share between 0 and 1"),
        ("max_cost: 0", "needs a number above 0"),
        ("max_retries: -1", "needs a whole number of at least 0"),
        ("batch: 0", "needs a whole number of at least 1"),
        ("max_connections: '4'", "found the text '4'; needs a whole number of at least 1"),
        ("epoch: 2", "FILE:1: epoch: there is no key 'epoch' here"),
        ("epoch: 2", "Did you mean 'epochs'?"),
        (
            "\nresponders: [model]\nresponses: logs/x",
            "FILE:3: responses: these responses are judged",
        ),
        ("limit: 010", "FILE:1: limit: `010` would be read as the number 8; write"),
        ("epochs: 1_0", "FILE:1: epochs: `1_0` would be read as the number 10; write"),
        ("max_cost: 1:30.5", "FILE:1: max_cost: `1:30.5` would be read as the number 90.5"),
        ("limit: 0x10", "FILE:1: limit: `0x10` would be read as the number 16"),
        (
            "judges:\n- name: keyword\n  options:\n    word: 12:30",
            "FILE:4: judges[1].options.word: `12:30` would be read as the number 750; write",
        ),
        ("rubric: 4", "FILE:1: rubric: found the number 4; needs a text or "),
        (
            "rubric:\n  rubric: care\n  attributes:\n  - name: warm",
            "FILE:4: rubric.attributes[1]: the key",
        ),
        ("dataset: {name: table, options: {path: 2024-01-01}}", "the date or time 2024-01-01"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, said, tmp_path):
    assert said in _refused(tmp_path, text)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    said = _refused(tmp_path, "limit: 0\nepochs: 0\njudge: [lexical]\n")
    assert said.startswith("FILE has 3 problems:")
    assert re.findall(r"FILE:(\d)", said) == ["1", "2", "3"]


@pytest.mark.parametrize("flag", sorted(FLAGS))
def test_a_flag_that_says_nothing_of_the_run_is_sent_to_the_command_line(flag, tmp_path):
    said = _refused(tmp_path, f"limit: 1\n{flag}: x\n")
    assert said.startswith(f"FILE:2: {flag}: this says nothing of what the run is")
    assert f"--{flag.replace('_', '-')}" in said


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("judges:\n- name: mine\n  options:\n    api_key: hidden", "FILE:4: judges[1].options"),
        ("model_args:\n  access_token: hidden", "FILE:2: model_args.access_token"),
        ("model_args:\n  headers:\n  - {x_secret: hidden}", "FILE:3: model_args.headers[1].x_sec"),
        (
            "model_args:\n  base_url: https://me:hidden@host/v1",
            "FILE:2: model_args.base_url: this holds an address with a password",
        ),
        (
            "model_args:\n  extra: {headers: {x-api-key: hidden}}",
            "FILE:2: model_args.extra.headers",
        ),
        ("model_args:\n  password: {of: hidden}", "FILE:2: model_args.password"),
        ("dataset:\n  name: x\n  options: {PASSWORD: hidden}", "FILE:3: dataset.options.PASSWORD"),
    ],
)
def test_a_secret_is_refused_and_not_repeated(text, where, tmp_path):
    said = _refused(tmp_path, text)
    assert said.startswith(where)
    assert "OPENAI_API_KEY" in said
    assert "hidden" not in said


def test_a_rubric_in_a_run_is_one_and_is_kept(tmp_path):
    text = """\
rubric:
  rubric: care
  scale: [0, 2]
  attributes:
  - name: warm
    definition: Is it warm?
    levels: {0: No., 1: Partly., 2: Yes.}
"""
    run = _read(_file(tmp_path, text))
    assert isinstance(run.rubric, dict)
    assert run.rubric["attributes"][0]["levels"] == ["No.", "Partly.", "Yes."]
    assert _read(_file(tmp_path, written_run(run))) == run


def test_what_is_as_by_default_is_not_written():
    assert written_run(RunDocument()) == "{}\n"
    assert written_run(RunDocument(judges=(Choice(name="lexical"),), epochs=1)) == (
        "judges:\n- lexical\n"
    )


def test_texts_that_other_readers_take_for_something_else_are_in_quotes():
    traps = ["no", "1e3", "0x10", "1_000", "12:30", "~", "null", "2024-01-01", "- a", "a: b", "*x"]
    written = written_run(RunDocument(model_args=dict.fromkeys(traps, "on")))
    for line in written.splitlines()[1:]:
        assert re.fullmatch(r"""  (".*"|'.*'): ['"]on['"]""", line), line


WORDS = "no On 1e3 ~ null 0o7 1:30 .5 = << 2024-01-01 --- ... ? #x &a *a !x % @ ` { [ | ' \" \\ äöü"
MARKS = ["- a", "a: b", ": ", "  x ", "\t", "a\nb", "\r\n", "\x85", "\u2028", "\x00", "\ufeff", ""]
TRAPS = st.sampled_from([*WORDS.split(), *MARKS])
TEXTS = TRAPS | st.text(st.characters(exclude_categories=["Cs"]))
NAMES = TEXTS.filter(bool)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
OPTIONS = st.dictionaries(TEXTS, VALUES, max_size=3).filter(lambda o: not list(secrets_in(o)))
CHOICES = st.builds(Choice, name=NAMES, options=OPTIONS)
SEVERAL = st.none() | st.lists(CHOICES, min_size=1, max_size=3).map(tuple)
COUNTS = st.integers(1, 10**9)
RUNS = st.builds(
    RunDocument,
    run=st.none() | TEXTS,
    dataset=st.none() | CHOICES,
    responders=SEVERAL,
    judges=SEVERAL,
    rubric=st.none() | TEXTS,
    limit=st.none() | COUNTS | st.floats(0, 1, exclude_min=True, exclude_max=True),
    epochs=COUNTS,
    seed=st.none() | st.integers(0, ranges.LARGEST_SEED),
    max_unrated=st.floats(0, 1),
    max_retries=st.integers(0, 99),
    batch=st.none() | COUNTS,
    max_cost=st.none() | st.floats(1e-9, 1e9),
    model_args=OPTIONS,
    made_with=st.dictionaries(TEXTS, TEXTS, max_size=2),
    expects=st.builds(
        Expected, exchanges=st.none() | TEXTS, prompts=st.dictionaries(TEXTS, TEXTS, max_size=2)
    ),
)


@given(run=RUNS)
def test_what_is_written_is_read_as_the_same_run(run, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "written.yaml"
    path.write_text(written_run(run), encoding="utf-8", newline="")
    assert _read(path) == run
