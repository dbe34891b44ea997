"""A third party's plugin in plain Inspect: real processes, a regular and an editable install."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from textwrap import dedent

import pytest
from inspect_ai.log import list_eval_logs, read_eval_log

pytestmark = pytest.mark.slow

NAME = "warm.th-1"
"""With a dot and a dash, and the name of a judge, a responder and a data set at once."""

PLUGIN = '''
from mentaleval import Dataset, Exchange, Judge, Rating, Responder, hookimpl
from pydantic import Field

MENTALEVAL_CONTRACT = 1


class Warmth(Judge):
    """Rates by how often a word occurs."""
    name = "warm.th-1"
    word: str = Field("you", description="The word.")

    async def rate(self, exchange, attributes):
        return {a.name: Rating(1 + exchange.response.count(self.word)) for a in attributes}


class Mirror(Responder):
    """Says it back."""
    name = "warm.th-1"
    begin: str = Field("I hear you:", description="How it begins.")

    async def respond(self, exchange):
        return f"{self.begin} {exchange.context}"


class Calls(Dataset):
    """Two invented calls."""
    name = "warm.th-1"
    first: str = Field("I cannot sleep.", description="What the first one says.")

    def exchanges(self):
        yield Exchange("c1", self.first)
        yield Exchange("c2", "Would you listen?")


@hookimpl
def judges():
    return [Warmth]


@hookimpl
def responders():
    return [Mirror]


@hookimpl
def datasets():
    return [Calls]
'''
BROKEN = "print('Loading weights...')\nimport a_library_that_is_not_there\n"
OWN_TASK = """
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import includes

@task
def mine():
    samples = [Sample(id="s1", input="I am alone.", target="alone")]
    return Task(dataset=MemoryDataset(samples), scorer=includes())
"""


class Environment:
    """A virtual environment beside this one, with plugins of its own."""

    def __init__(self, folder: Path, how: str) -> None:
        self.folder = folder
        venv.create(folder / "env", with_pip=False)
        paths = sysconfig.get_paths(
            "venv", {"base": str(folder / "env"), "platbase": str(folder / "env")}
        )
        self.site = Path(paths["purelib"])
        self.python = Path(paths["scripts"]) / Path(sys.executable).name
        # all that is installed here, with its own .pth files
        here = sysconfig.get_paths()["purelib"]
        (self.site / "here.pth").write_text(f"import site; site.addsitedir({here!r})\n")
        self.install("mentaleval_warmth", PLUGIN, editable=how == "editable")
        self.install("mentaleval_broken", BROKEN, editable=False)
        (folder / "tasks.py").write_text(OWN_TASK)

    def install(self, module: str, source: str, *, editable: bool) -> None:
        code = self.folder / "source" if editable else self.site
        if editable:
            (self.site / f"_{module}.pth").write_text(f"{code}\n")
        (code / module).mkdir(parents=True)
        (code / module / "__init__.py").write_text(dedent(source))
        info = self.site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[mentaleval]\n{module[11:]} = {module}\n")

    def inspect(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.python), "-m", "inspect_ai", *words, "--display", "plain"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def log(self, folder: str):
        (found,) = list_eval_logs(str(self.folder / folder))
        return read_eval_log(found.name)


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Environment:
    return Environment(tmp_path_factory.mktemp("regular"), "regular")


@pytest.fixture(scope="module")
def editable(tmp_path_factory) -> Environment:
    return Environment(tmp_path_factory.mktemp("editable"), "editable")


def _done(done: subprocess.CompletedProcess[str]) -> None:
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for unwanted in ("Traceback", "Loading weights", "Unexpected exception"):
        assert unwanted not in said


def _ratings(log) -> dict[str, dict[str, float]]:
    return {str(s.id): s.scores[NAME].value for s in log.samples or [] if s.scores}


@pytest.mark.parametrize("how", ["environment", "editable"])
def test_a_task_of_mentaleval_takes_the_plugins_by_name(how, request):
    environment = request.getfixturevalue(how)
    names = [
        word for kind in ("judge", "responder", "dataset") for word in ("-T", f"{kind}={NAME}")
    ]
    options = [
        *("-T", "judge_options={word: sleep}"),
        *("-T", "responder_options={begin: 'You cannot sleep?'}"),
        *("-T", "dataset_options={first: 'How can I sleep?'}"),
    ]
    done = environment.inspect(
        *("eval", "mentaleval/guidance", *names, *options),
        *("--model", "none/none", "--log-dir", "judged"),
    )
    _done(done)
    log = environment.log("judged")
    assert _ratings(log) == {"c1": {"guidance": 3.0}, "c2": {"guidance": 2.0}}
    assert [step.solver for step in log.plan.steps] == [f"mentaleval/{NAME}"]
    assert [scorer.name for scorer in log.eval.scorers or []] == [NAME]


def test_responses_are_scored_later_under_the_judges_own_name(environment):
    done = environment.inspect(
        *("eval", "mentaleval/respond", "-T", f"responder={NAME}", "-T", f"dataset={NAME}"),
        *("--model", "mockllm/model", "--log-dir", "responded"),
    )
    _done(done)
    location = environment.log("responded").location
    scored = environment.inspect(
        *("score", location, "--scorer", f"mentaleval/{NAME}", "-S", "attributes=guidance"),
        *("--overwrite", "--action", "append"),
    )
    _done(scored)
    assert _ratings(environment.log("responded")) == {
        "c1": {"guidance": 2.0},
        "c2": {"guidance": 3.0},
    }


def test_a_task_file_of_ones_own_takes_responder_and_judge(environment):
    done = environment.inspect(
        *("eval", "tasks.py", "--solver", f"mentaleval/{NAME}", "-S", "begin=Again."),
        *("--model", "none/none", "--log-dir", "own"),
    )
    _done(done)
    (sample,) = environment.log("own").samples or []
    assert sample.output.completion == "Again. I am alone."
    assert sample.scores is not None
    assert sample.scores["includes"].value == "C"


def test_asking_for_what_is_broken_gives_the_reason_without_a_traceback(environment):
    done = environment.inspect(
        *("eval", "mentaleval/guidance", "-T", "judge=broken", "--model", "none/none")
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 1
    assert "needs the module 'a_library_that_is_not_there', which is not installed" in said
    assert "Traceback" not in said
