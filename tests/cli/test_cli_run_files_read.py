"""`mentaleval run FILE`: what the file says, what the command line says, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mentaleval.cli import main
from mentaleval.documents.marked import read_marked
from mentaleval.documents.runs import run_in
from mentaleval.plugins import Kind, installed

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

WRITTEN = "mentaleval-run.yaml"


def _file(text: str, name: str = "mine.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


CARE = """\
rubric: care
attributes:
- name: warmth
  definition: Is it warm?
  scale: [0, 2]
  levels: ['No: cold.', 'Partly.', 'Yes.']
- name: clarity
  definition: Is it clear?
"""


@pytest.mark.parametrize(
    ("given", "judges"),
    [
        ([], ["openai/a[temperature=0.3]", "openai/b"]),
        (["--judge", "openai/c"], ["openai/c"]),
        (["-J", "reasks=0"], ["openai/a[reasks=0,temperature=0.3]", "openai/b[reasks=0]"]),
        (["-J", "temperature=1"], ["openai/a[temperature=1.0]", "openai/b[temperature=1.0]"]),
        (["--judge", "openai/c", "-J", "reasks=0"], ["openai/c[reasks=0]"]),
    ],
)
def test_judges_on_the_command_line_go_before_those_of_the_file(given, judges, here, capsys):
    file = _file(
        "run: empathy\nlimit: 1\n"
        "judges: [{name: openai/a, options: {temperature: 0.3}}, openai/b]\n"
    )
    assert main(["run", file, "--dry-run", *given]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("judge ")] == judges
    assert [path.name for path in here.iterdir()] == [file]  # a dry run writes nothing


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("given", "responders"),
    [
        ([], ["hf/a[temperature=0.5]"]),
        (["--responder", "hf/b"], ["hf/b"]),
        (["--model", "hf", "--model_args", "pretrained=c"], ["hf/c"]),
        (["--gen_kwargs", "do_sample=False"], ["hf/a[temperature=0.0]"]),
        (["-R", "max_tokens=9"], ["hf/a[max_tokens=9,temperature=0.5]"]),
    ],
)
def test_responders_on_the_command_line_go_before_those_of_the_file(given, responders, capsys):
    file = _file(
        "run: empathy\nlimit: 1\nresponders: [{name: hf/a, options: {temperature: 0.5}}]\n"
        "model_args: {device: cpu}\n"
    )
    assert main(["run", file, "--dry-run", *given]) == 0
    lines = capsys.readouterr().out.splitlines()
    found = [line.split()[1] for line in lines if line.startswith("responder ")]
    assert found == responders


@pytest.mark.usefixtures("here")
def test_the_data_set_of_the_file_takes_options_or_is_replaced(capsys):
    Path("a.csv").write_text("said,reply\nI feel low.,I hear you.\nI cannot sleep.,Rest.\n")
    file = _file(
        "run: empathy\ndataset: {name: table, options: {path: a.csv, response: reply}}\n"
        "judges: [lexical]\n"
    )
    assert main(["run", file, "--dry-run"]) == 2
    assert "a.csv" in capsys.readouterr().err
    assert main(["run", file, "--dry-run", "-D", "context=said"]) == 0
    assert capsys.readouterr().out.startswith("empathy on 'table', 2 contexts")
    assert main(["run", file, "--dry-run", "--dataset", "demo", "--limit", "3"]) == 0
    assert capsys.readouterr().out.startswith("empathy on 'demo', 3 contexts")


def test_options_of_the_file_are_those_of_the_run(here):
    file = _file(
        "run: empathy\nlimit: 1\nepochs: 2\nseed: 7\nmax_unrated: 0.5\nmax_retries: 2\n"
        "attempt_timeout: 30\nmax_connections: 3\nmax_total_tokens: 9\njudges: [keyword]\n"
        "responders: [{name: recorded, options: {responder: warm}}]\n"
    )
    assert main(["run", file, "--log-dir", "own", "--epochs", "1", "--max-unrated", "0.2"]) == 0
    run, asked = run_in(read_marked(here / "own" / WRITTEN)), run_in(read_marked(Path(file)))
    changed = {"epochs": 1, "max_unrated": 0.2}
    for name in type(run).model_fields:
        if name not in {"dataset", "made_with", "expects"}:
            assert getattr(run, name) == changed.get(name, getattr(asked, name)), name


@pytest.mark.usefixtures("here")
def test_a_task_may_be_called_as_a_file_beside_it(capsys):
    _file("judges: [keyword]\nlimit: 1", "empathy.yaml")
    Path("empathy").mkdir()
    assert main(["run", "empathy", "--dry-run", "--limit", "2"]) == 0
    assert "empathy on 'demo', 2 contexts" in capsys.readouterr().out
    assert main(["run", "empathy.yaml", "--dry-run"]) == 0
    assert "mentalbench on 'demo', 1 context;" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "command", "said"),
    [
        ("", ["nope.yaml"], "there is no run file nope.yaml."),
        ("", [], "mine.yaml: the file is empty."),
        ("run: metalbench", [], "mine.yaml:1: run: no task is called 'metalbench'. Did you mean"),
        ("limit: 1\ndataset: deno", [], "mine.yaml:2: dataset: no dataset is called 'deno'"),
        ("judges:\n- lexicla", [], "mine.yaml:2: judges[1]: no judge is called 'lexicla'. Did you"),
        ("judges:\n- lexicla\nresponders: [modle]", [], "mine.yaml has 2 problems:"),
        (
            "judges:\n- name: keyword\n  options: {wrod: x}",
            [],
            "mine.yaml:3: judges[1].options.wrod: judge 'keyword' has no option 'wrod'. Did",
        ),
        (
            "judges:\n- name: keyword\n  options:\n    word: no",
            [],
            "mine.yaml:4: judges[1].options.word: found the truth value `no`; judge 'keyword'",
        ),
        (
            "judges:\n- name: keyword\n  options:\n    word: 12:30",
            [],
            "mine.yaml:4: judges[1].options.word: `12:30` would be read as the number 750",
        ),
        ("judges: [rubric]", [], "mine.yaml:1: judges[1]: 'rubric' needs a model: as its option"),
        (
            "dataset:\n  name: table\n  options: {path: gone.csv}",
            [],
            "mine.yaml:3: dataset.options.path: there is nothing at 'gone.csv'; a path starts from",
        ),
        ("responses: gone", [], "mine.yaml:1: responses: there is nothing at 'gone'"),
        ("rubric: gone.yaml", [], "mine.yaml:1: rubric: there is nothing at 'gone.yaml'"),
        ("display: rich", [], "mine.yaml:1: display: this says nothing of what the run is"),
        ("limit: 1", ["mine.yaml", "--tasks", "empathy,safety"], "TASK (mine.yaml) and --tasks"),
        ("limit: 1", ["mine.yaml", "--model_args", "a=b"], "--model_args needs --model"),
        (
            "model_args: {a: 1}\nresponders: [hf/a, hf/b]",
            [],
            "model_args of a run file are for one model, but 2 models respond: hf/a, hf/b",
        ),
    ],
)
def test_a_file_that_cannot_be_run_gets_one_message(text, command, said, here, capsys):
    _file(text)
    assert main(["run", *(command or ["mine.yaml"])]) == 2
    out, err = capsys.readouterr()
    assert err.startswith(f"error: {said}")
    assert out == ""
    assert [path.name for path in here.iterdir()] == ["mine.yaml"]


@pytest.mark.usefixtures("here")
def test_a_plugin_that_the_command_line_replaces_is_not_looked_at():
    file = _file("judges: [lexicla]\nlimit: 1\nrun: empathy\n")
    assert main(["run", file, "--dry-run", "--judge", "keyword"]) == 0


def test_a_secret_among_the_options_is_refused_before_it_is_written(here, capsys, monkeypatch):
    class Leaky(type(installed().judge("keyword"))):
        name = "leaky"
        api_key: str = ""

    class Registry:
        def judge(self, name, options):
            return Leaky(**options) if name == "leaky" else installed().judge(name, options)

        def __getattr__(self, name):
            return getattr(installed(), name)

    monkeypatch.setattr("mentaleval.cli.run_settings.installed", Registry)
    assert main(["run", "empathy", "--judge", "leaky", "-J", "api_key=hidden"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: -J api_key=...: a key on the command line would end up in")
    assert "hidden" not in err
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (["--judge", "keyword", "-J", "passwd=hidden"], "-J passwd=...: "),
        (["-J", "openai-api-key=hidden", "--judge", "keyword"], "-J openai_api_key=...: "),
        (
            ["--judge", "a", "-J", 'of={"Authorization": ["hidden"]}'],
            "-J of.Authorization[1]=...: ",
        ),
        (["--judge", "a", "-J", "auth=hidden", "--judge", "a"], "-J auth=...: "),
        (["--responder", "a/b", "-R", "apiKeys=hidden"], "-R apiKeys=...: "),
        (["-D", "path=https://me:hidden@host/x.csv"], "-D path=...: "),
        (
            ["--model", "a/b", "--model_args", "credentials=hidden"],
            "--model_args credentials=...: ",
        ),
        (["--model", "a/b", "--model_args", "x=Bearer hidden"], "--model_args x=...: "),
    ],
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(given, where, here, capsys):
    assert main(["run", "empathy", "--limit", "1", *given]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: {where}a key on the command line would end up in the logs")
    assert "OPENAI_API_KEY" in err
    assert "hidden" not in err
    assert not list(here.iterdir())


@pytest.mark.usefixtures("here")
def test_options_that_only_sound_like_secrets_are_taken(capsys):
    command = ["run", "empathy", "--limit", "1", "--dry-run", "--judge", "keyword"]
    model = ["--model", "hf/a", "--model_args", "sep_token=<s>,use_auth_token=True,max_tokens=9"]
    assert main([*command, *model]) == 0
    file = _file(
        "run: empathy\nlimit: 1\nresponders: [hf/a]\njudges: [keyword]\n"
        "model_args: {eos_token: </s>, use_auth_token: true, of: {score_key: x, id_key: 1}}\n"
    )
    assert main(["run", file, "--dry-run"]) == 0, capsys.readouterr().err


NEEDED = {"model": {"model": "openai/x"}, "rubric": {"model": "openai/x"}}


def test_a_variant_of_every_plugin_of_ours_is_its_own_only_variant(tmp_path):
    weights = tmp_path / "tiny.gguf"
    weights.write_bytes(b"GGUF")
    registry, dataset = installed(), installed().dataset("demo")
    exchanges = list(dataset.exchanges())
    needed = NEEDED | {"local": {"gguf": str(weights)}}
    seen = set()
    for provided in (*registry.usable(Kind.RESPONDER), *registry.usable(Kind.JUDGE)):
        if provided.owner.distribution != "mentaleval":
            continue
        of_responders = provided.kind is Kind.RESPONDER
        make = registry.responder if of_responders else registry.judge
        about = (dataset, exchanges) if of_responders else (dataset,)
        for variant in make(provided.name, needed.get(provided.name, {})).variants(*about):
            again = make(variant.name, json.loads(json.dumps(variant.options())))
            (only,) = again.variants(*about)
            assert (only.name, only.options()) == (variant.name, variant.options())
            assert only.label == variant.label
            seen.add((provided.kind, provided.name))
    assert {(Kind.RESPONDER, "original"), (Kind.JUDGE, "recorded"), (Kind.JUDGE, "o4-mini")} < seen
    assert len(seen) >= 18


def test_help_needs_no_inspect():
    code = (
        "import sys\nfrom mentaleval.cli import main\ntry: main(['run', '--help'])\n"
        "except SystemExit: pass\nassert 'inspect_ai' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "how often a failed call is repeated (7)" in " ".join(done.stdout.split())


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("rubric", "care", "said"),
    [
        ("care.yaml", "rubric: care\nattributes: []\n", "mine.yaml:2: rubric: care.yaml:2: attr"),
        (
            "\n  rubric: care\n  attributes:\n  - {name: warm}",
            "",
            "mine.yaml:5: rubric.attributes[1]: the",
        ),
    ],
)
def test_a_rubric_that_is_none_is_said_with_its_line(rubric, care, said, capsys):
    Path("care.yaml").write_text(care, encoding="utf-8")
    assert main(["run", _file(f"limit: 1\nrubric: {rubric}\n"), "--dry-run"]) == 2
    assert capsys.readouterr().err.startswith(f"error: {said}")


@pytest.mark.usefixtures("here")
def test_the_rubric_of_the_command_line_goes_before_the_file_s(capsys):
    Path("care.yaml").write_text(CARE, encoding="utf-8")
    file = _file("limit: 1\nrubric: gone.yaml\njudges: [keyword]\n")
    assert main(["run", file, "--dry-run", "--rubric", "care.yaml"]) == 0
    assert capsys.readouterr().out.startswith("care on 'demo', 1 context")
