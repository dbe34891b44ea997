"""Every file of a new package, for names of every sort, as text."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval import CONTRACT_VERSION
from mentaleval.plugins import Kind
from mentaleval.scaffold import Naming, package_files, write_package
from mentaleval.scaffold.naming import LONGEST
from mentaleval.scaffold.package import since

ROOT = Path(__file__).resolve().parents[2]
NAMES = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(
    lambda name: len(name) <= LONGEST
)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_package_has_exactly_these_files(kind, tmp_path):
    folder = write_package(Naming(kind, "plain-words"), tmp_path)
    assert folder == tmp_path / "mentaleval-plain-words"
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == {
        ".gitignore",
        "LICENSE",
        "README.md",
        "mentaleval_plain_words.py",
        "pyproject.toml",
        "tests/test_mentaleval_plain_words.py",
    }


@given(st.sampled_from(Kind), NAMES)
def test_every_text_is_whole_and_every_name_the_same_throughout(kind, name):
    names = Naming(kind, name)
    files = package_files(names)
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in files.values())
    assert not any(sign in text for text in files.values() for sign in ("{{", "}}", "{%", "%}"))
    project = tomllib.loads(files["pyproject.toml"])
    assert project["project"]["name"] == f"mentaleval-{name}"
    assert project["project"]["entry-points"] == {"mentaleval": {name: names.module}}
    assert project["tool"]["hatch"]["build"]["targets"] == {
        "wheel": {"only-include": [f"{names.module}.py"]},
        # what people said may lie beside the module, as a table or in logs
        "sdist": {"only-include": [f"{names.module}.py", "tests"]},
    }
    assert f"{names.module}.py" in files
    _assert_provides(ast.parse(files[f"{names.module}.py"]), names)
    test = ast.parse(files[f"tests/test_{names.module}.py"])
    assert (names.module, names.class_name) in {
        (node.module, node.names[0].name) for node in test.body if isinstance(node, ast.ImportFrom)
    }


def _assert_provides(module, names):
    (made,) = [node for node in module.body if isinstance(node, ast.ClassDef)]
    assert made.name == names.class_name
    assigned = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in made.body
        if isinstance(node, ast.Assign)
    }
    assert assigned["name"] == names.name
    (hook,) = [n for n in module.body if isinstance(n, ast.FunctionDef) and n.decorator_list]
    assert hook.name == names.kind.plural
    assert ast.unparse(hook.body[-1]) == f"return [{names.class_name}]"
    contracts = [ast.unparse(n) for n in module.body if isinstance(n, ast.AnnAssign)]
    assert f"MENTALEVAL_CONTRACT: Final = {CONTRACT_VERSION}" in contracts


@given(st.sampled_from(Kind), NAMES)
@settings(max_examples=20)
def test_the_style_is_kept_whatever_the_name(kind, name):
    _assert_styled(kind, name)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_style_is_kept_for_the_longest_name(kind):
    _assert_styled(kind, "m" * LONGEST)


def _assert_styled(kind, name):
    files = package_files(Naming(kind, name))
    for path, text in files.items():
        if path.endswith(".py"):
            command = (sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "100")
            formatted = subprocess.run(
                (*command, "-"), input=text, capture_output=True, text=True, check=True
            )
            assert formatted.stdout == text


def test_a_package_asks_for_this_minor_version_or_for_all_of_one_before_its_release():
    assert since("0.1.0") == "0.1"
    assert since("2.13.4+local.7") == "2.13"
    assert since("0.3.0.dev2+gabc") == "0.3.0.dev2"


def test_no_licence_is_claimed():
    files = package_files(Naming(Kind.JUDGE, "warmth"))
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert "license" not in project
    assert "classifiers" not in project
    assert "has not chosen a licence yet" in files["LICENSE"]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_readme_says_what_to_type_and_that_it_is_no_clinical_device(kind):
    text = package_files(Naming(kind, "my-own"))["README.md"]
    for said in (
        "python -m pip install -e '.[test]'",
        f"mentaleval list {kind.plural}",
        f"mentaleval check {kind} my-own",
        f"mentaleval run --{kind} my-own",
        "no clinical device",
        "`mentaleval-NAME`",
    ):
        assert said in text


def test_the_contexts_of_a_new_data_set_are_said_to_be_invented():
    module = package_files(Naming(Kind.DATASET, "diary"))["mentaleval_diary.py"]
    assert 'INVENTED: Final = (\n    Exchange(\n        id="invented-1"' in module
    assert "Made up for the template" in module


@pytest.mark.slow
def test_the_wheel_of_mentaleval_holds_every_template(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if "/templates/" in n}
    kept = {
        path.relative_to(ROOT).as_posix()
        for room in ("scaffold", "sheets", "pages")
        for path in (ROOT / "mentaleval" / room / "templates").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert inside == kept
    assert {
        "mentaleval/sheets/templates/form.html.jinja",
        "mentaleval/scaffold/templates/LICENSE.jinja",
        "mentaleval/pages/templates/page.css",
        "mentaleval/pages/templates/page.html.jinja",
    } < inside
