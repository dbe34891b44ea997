"""The marked examples of the documentation run, and print what the pages show."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST = "$ mentaleval run"
"""The run without options, which several pages show and one run serves."""

_spec = util.spec_from_file_location("docs_examples", Path(__file__).with_name("examples.py"))
assert _spec is not None
assert _spec.loader is not None
examples = util.module_from_spec(_spec)
sys.modules[_spec.name] = examples  # a dataclass looks its own module up
_spec.loader.exec_module(examples)


PAGES = sorted(
    (page for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")] if examples.blocks(page)),
    key=lambda page: FIRST in page.read_text(encoding="utf-8").splitlines(),
)
"""The pages that wait for the first run come last."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    output: str


def _environment() -> dict[str, str]:
    found = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_TOKEN"))}
    for name in ("MENTALEVAL_DATA", "INSPECT_LOG_DIR", "NO_COLOR", "FORCE_COLOR"):
        found.pop(name, None)
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join([here, os.environ["PATH"]])
    return found | {"COLUMNS": "100", "PATH": path, "PYTHONUTF8": "1"}


def _ended(command: list[str], folder: Path) -> Ended:
    done = subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, check=False, timeout=120,
        encoding="utf-8",
    )  # fmt: skip
    return Ended(done.returncode, done.stderr + done.stdout)


@dataclass(frozen=True)
class FirstRun:
    """The run without options, under way while the first pages are tested."""

    process: subprocess.Popen[bytes]
    folder: Path

    def ended(self, folder: Path) -> Ended:
        """Wait for its end, and put its logs into a page's folder."""
        status = self.process.wait(timeout=300)
        shutil.copytree(self.folder / "logs", folder / "logs")
        return Ended(status, (self.folder / "output.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def first_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            FIRST.removeprefix("$ ").split(), cwd=folder, env=_environment(), stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield FirstRun(process, folder)
        process.terminate()
        process.wait()


def _carried_out(text: str, folder: Path, first: FirstRun) -> Ended:
    if f"$ {text}" == FIRST:
        return first.ended(folder)
    return _ended(["bash", "-ec", text], folder)


def _check(block, folder: Path, first: FirstRun, known: dict[str, Ended]) -> None:
    """Run a block; a command that the page has shown before is not run again."""
    if block.language == "python":
        ended = _ended([sys.executable, "-c", block.text], folder)
        assert ended.status == block.status, ended.output
        return
    for command in examples.commands(block):
        if command.text not in known:
            known[command.text] = _carried_out(command.text, folder, first)
        ended = known[command.text]
        assert ended.status == block.status, f"{command.text}\n{ended.output}"
        missing = examples.first_not_printed(command.shown, ended.output)
        assert missing is None, (
            f"`{command.text}` did not print, in this place:\n{missing}\nbut:\n{ended.output}"
        )


@pytest.mark.parametrize(
    "page",
    PAGES,
    ids=lambda page: str(page.relative_to(ROOT)),
)
@pytest.mark.slow
def test_the_examples_of_a_page_run(page, tmp_path, first_run):
    known: dict[str, Ended] = {}
    for block in examples.blocks(page):
        if block.file is not None:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        else:
            _check(block, tmp_path, first_run, known)


def test_what_was_not_printed_is_found():
    output = "one  two\nthree\nfour five\n"
    check = examples.first_not_printed
    assert check(("one two", "...", "four five"), output) is None
    assert check(("four ...",), output) is None
    assert check(("three", "one two"), output) == "one two"
    assert check(("fou",), output) == "fou"
    assert check(("five ...",), output) == "five ..."


def test_marks_say_what_happens_to_a_block(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- file: a.csv -->\n```csv\nx\n```\n\n```bash\nnot run\n```\n\n"
        "<!-- run: status 2 -->\n```console\n$ one\nout\n$ two\n```\n\n```python\n1\n```\n",
        encoding="utf-8",
    )
    file, run, python = examples.blocks(page)
    assert (file.file, file.text) == ("a.csv", "x\n")
    assert run.status == 2
    assert [(c.text, c.shown) for c in examples.commands(run)] == [("one", ("out",)), ("two", ())]
    assert python.language == "python"
