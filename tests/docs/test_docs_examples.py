"""The marked examples of the documentation run, and print what the pages show."""

import os
import shutil
import subprocess
import sys
import tomllib
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


def _installed(folder: Path) -> list[str]:
    """Install the projects that a page has made, as ``pip install -e`` does, without pip."""
    site = folder / ".site"
    for project in folder.glob("mentaleval-*/pyproject.toml"):
        told = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        info = site / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        about = f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n"
        points = "".join(f"{k} = {v}\n" for k, v in told["entry-points"]["mentaleval"].items())
        (info / "METADATA").write_text(about, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[mentaleval]\n{points}", encoding="utf-8")
    return [str(site), *map(str, folder.glob("mentaleval-*"))] if site.exists() else []


def _environment(folder: Path, commands: Path) -> dict[str, str]:
    found = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_TOKEN"))}
    for name in ("MENTALEVAL_DATA", "INSPECT_LOG_DIR", "NO_COLOR", "FORCE_COLOR"):
        found.pop(name, None)
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join([str(commands), here, os.environ["PATH"]])
    own = os.pathsep.join(_installed(folder))
    return found | {"COLUMNS": "100", "PATH": path, "PYTHONUTF8": "1", "PYTHONPATH": own}


def _ended(command: list[str], folder: Path, commands: Path) -> Ended:
    done = subprocess.run(
        command, cwd=folder, env=_environment(folder, commands), capture_output=True, check=False,
        encoding="utf-8", timeout=120,
    )  # fmt: skip
    return Ended(done.returncode, done.stderr + done.stdout)


@dataclass(frozen=True)
class FirstRun:
    """The run without options, under way while the first pages are tested."""

    process: subprocess.Popen[bytes]
    folder: Path
    commands: Path
    """Where the commands are that start fast."""

    def ended(self, folder: Path) -> Ended:
        """Wait for its end, and put its logs into a page's folder."""
        status = self.process.wait(timeout=300)
        shutil.copytree(self.folder / "logs", folder / "logs")
        return Ended(status, (self.folder / "output.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def first_run(tmp_path_factory, preloaded):
    folder = tmp_path_factory.mktemp("first")
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            FIRST.removeprefix("$ ").split(), cwd=folder, stdout=output, stderr=subprocess.STDOUT,
            env=_environment(folder, preloaded.folder),
        )  # fmt: skip
        yield FirstRun(process, folder, preloaded.folder)
        process.terminate()
        process.wait()


def _carried_out(text: str, folder: Path, first: FirstRun) -> Ended:
    if f"$ {text}" == FIRST:
        return first.ended(folder)
    return _ended(["bash", "-ec", text], folder, first.commands)


def _check(block, folder: Path, first: FirstRun, known: dict[str, Ended]) -> None:
    """Run a block; a command that the page has shown before is not run again."""
    if block.language == "python":
        ended = _ended([sys.executable, "-c", block.text], folder, first.commands)
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
def test_the_examples_of_a_page_run(page, tmp_path, first_run, real_data):
    known: dict[str, Ended] = {}
    for block in examples.blocks(page):
        if block.file or block.change:
            if block.write(tmp_path):
                known.clear()
        elif block.real is None or _linked(block.real, tmp_path, real_data):
            _check(block, tmp_path, first_run, known)
    for beside in page.parent.glob("mentaleval-*"):
        made = tmp_path / beside.name
        assert not made.exists() or _files(made) == _files(beside)


def _linked(name: str, folder: Path, real_data) -> bool:
    """Put a release of real data where the page has it, as ``release``; say whether it is there."""
    try:
        release = real_data(name)
    except pytest.skip.Exception:
        return False
    if not (folder / "release").exists():
        (folder / "release").symlink_to(release)
    return True


def _files(project: Path) -> dict[str, str]:
    """Return what the files of a project say, without what tools leave there."""
    return {
        str(path.relative_to(project)): path.read_text(encoding="utf-8")
        for path in project.rglob("*")
        if path.is_file() and not any("cache" in part for part in path.parts)
    }


def test_the_tutorial_makes_the_project_that_stands_beside_it():
    page = ROOT / "docs" / "tutorials" / "your-own-judge.md"
    project = page.parent / "mentaleval-asking"
    written = [block.file for block in examples.blocks(page) if block.file]
    assert {f"{project.name}/{path}" for path in _files(project)} - set(written) == {
        "mentaleval-asking/.gitignore",
        "mentaleval-asking/pyproject.toml",  # as `mentaleval new` writes them
    }


def test_what_was_not_printed_is_found():
    output = "one  two\nthree\nfour five\n"
    check = examples.first_not_printed
    assert check(("one two", "...", "four five"), output) is None
    assert check(("four ...",), output) is None
    assert check(("three", "one two"), output) == "one two"
    assert check(("fou",), output) == "fou"
    assert check(("five ...",), output) == "five ..."


def test_a_change_replaces_the_definitions_that_it_names():
    source = "A: int = 1\n\n\n@mark\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n"
    new = examples.changed(source, "def two():\n    return 22\n\n\nA: int = 11\n")
    assert new == source.replace("A: int = 1", "A: int = 11").replace("return 2", "return 22")
    with pytest.raises(KeyError, match="three"):
        examples.changed(source, "def three():\n    pass\n")


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
