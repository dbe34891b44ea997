"""A new package passes its own tests, `mypy --strict` and `ruff` as it stands."""

from __future__ import annotations

import re

import pytest

from mentaleval.plugins import Kind
from mentaleval.scaffold import Naming, write_package

pytestmark = pytest.mark.slow

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def _passes(folder, python, tests: int):
    said = python("-m", "pytest", "-W", "error", "-p", "no:cacheprovider", cwd=folder, path=folder)
    passed = int(re.findall(r"(\d+) passed", said)[-1])
    assert passed > tests, "the checks of the contract were not run"
    assert not re.search(r"\d (failed|xfailed|warning|error)", said)
    python("-m", "mypy", "--strict", ".", cwd=folder)
    python("-m", "ruff", "check", "--no-cache", ".", cwd=folder)
    default = ("--isolated", "--line-length", "100")
    python("-m", "ruff", "check", "--no-cache", *default, ".", cwd=folder)
    python("-m", "ruff", "format", "--check", "--no-cache", ".", cwd=folder)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_package_passes_untouched(kind, tmp_path, python):
    names = Naming(kind, "3d-view")
    folder = write_package(names, tmp_path)
    own = (folder / "tests" / f"test_{names.module}.py").read_text().count("def test_")
    _passes(folder, python, tests=own)


def test_the_judge_of_the_readme_that_asks_a_model_passes_in_its_place(tmp_path, python):
    names = Naming(Kind.JUDGE, "asking")
    folder = write_package(names, tmp_path)
    module, test = BLOCK.findall((folder / "README.md").read_text())
    (folder / f"{names.module}.py").write_text(module)
    (folder / "tests" / f"test_{names.module}.py").write_text(test)
    _passes(folder, python, tests=test.count("def test_"))


@pytest.mark.parametrize(
    ("kind", "change", "failing"),
    [
        (Kind.JUDGE, ("/ self.enough", "/ 1000"), "taking_up_what_the_person_said"),
        (Kind.RESPONDER, ("text.strip() or", "text or"), "a_blank_answer_is_no_response"),
        (Kind.DATASET, ("enumerate(lines, 1)", "enumerate(lines)"), "a_line_without_a_context"),
    ],
)
def test_the_tests_of_a_new_package_find_a_fault(kind, change, failing, tmp_path, python):
    names = Naming(kind, "faulty")
    folder = write_package(names, tmp_path)
    module = folder / f"{names.module}.py"
    text = module.read_text()
    assert text.count(change[0]) == 1
    module.write_text(text.replace(*change))
    said = python("-m", "pytest", "-p", "no:cacheprovider", cwd=folder, path=folder, status=1)
    assert re.search(rf"FAILED \S+::test_{failing}", said)
