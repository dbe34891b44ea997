"""The generated reference pages say what the code says."""

import importlib
import inspect
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mentaleval import contract, stats, testing
from mentaleval.testing.conformance.suite import PROMISES

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/reference/reliability.schema.json").read_text("utf-8"))
COMPARE = json.loads((ROOT / "docs/reference/compare.schema.json").read_text("utf-8"))
BY_HAND = ROOT / "docs" / "statistics.toml"


@pytest.fixture
def statistics_page(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    return importlib.import_module("statistics_page")


def _generate(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Give a folder of pages as they are written now."""
    folder = tmp_path_factory.mktemp("reference")
    assert _generate("--folder", str(folder)).returncode == 0
    return folder


def test_the_reference_pages_are_fresh():
    checked = _generate("--check")
    assert checked.returncode == 0, checked.stderr


def test_a_stale_page_and_a_missing_one_are_told(written, tmp_path):
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    page = tmp_path / "cli.md"
    page.write_text(page.read_text(encoding="utf-8").replace("--dry-run", "--dry"), "utf-8")
    (tmp_path / "json.md").unlink()

    checked = _generate("--check", "--folder", str(tmp_path))

    assert checked.returncode == 1
    assert "cli.md is stale" in checked.stderr
    assert "json.md is stale" in checked.stderr
    assert "plugins.md" not in checked.stderr


def test_the_pages_know_every_command_and_judge(written):
    cli = (written / "cli.md").read_text(encoding="utf-8")
    for command in ("run", "list", "ratings", "reliability", "view"):
        assert f"usage: mentaleval {command} " in cli
    plugins = (written / "plugins.md").read_text(encoding="utf-8")
    assert "| `lexical` |" in plugins
    assert "### Options of table" in plugins


def test_the_pages_of_the_contract_have_every_method_and_check(written):
    for kind in (contract.Plugin, contract.Judge, contract.Responder, contract.Dataset):
        page = (written / f"{kind.__name__.lower()}.md").read_text(encoding="utf-8")
        methods = [name for name, member in vars(kind).items() if inspect.isfunction(member)]
        for name in (name for name in methods if not name.startswith("_")):
            assert f"### {kind.__name__}.{name}\n" in page
    page = (written / "testing.md").read_text(encoding="utf-8")
    for name in testing.__all__:
        assert f"## {name}\n" in page or f"| `{name}` |" in page
    for promises in PROMISES.values():
        assert all(page.count(f"| `{promise.name}` |") == 1 for promise in promises)


def test_the_statistics_page_has_every_public_name_once():
    page = (ROOT / "docs/reference/statistics.md").read_text(encoding="utf-8").splitlines()
    for name in stats.__all__:
        thing = getattr(stats, name)
        headed = inspect.isclass(thing) or inspect.isroutine(thing)
        start = f"#### {name}" if headed else f"{name} = "
        assert sum(line == start if headed else line.startswith(start) for line in page) == 1


def test_every_figure_of_the_json_has_its_formula():
    tables = tomllib.loads(BY_HAND.read_text(encoding="utf-8"))["figures"]
    rows = [(part["of"], row) for part in tables for row in part["rows"]]
    told = {(of, key.partition(".")[0]) for of, row in rows for key in row[0]}
    schemas = {p["of"]: COMPARE if p.get("page") == "compare-json.md" else SCHEMA for p in tables}
    assert [found for found in _figures(schemas) if found not in told] == []


def _figures(schemas):
    """Yield what is no count: numbers, and what has parts that have no table of their own."""
    for of, schema in schemas.items():
        tables = {name for name, its in schemas.items() if its is schema}
        for key, found in schema["$defs"][of]["properties"].items():
            names = str(found).split("#/$defs/")[1:]
            if "number" in str(found) or any(
                name.partition("'")[0] not in tables for name in names
            ):
                yield of, key


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('[["icc_c1_jackknife"]', '[["icc_c7"]'),
        ('["icc_a1_mcgraw_wong"]', '["icc_c7"]'),
        ('binomial = "', 'icc_c7 = "'),
        ('"order", "calibration", "screening"', '"order", "calibration", "icc_c7"'),
    ],
)
def test_what_the_code_does_not_have_is_refused(
    statistics_page, monkeypatch, tmp_path, right, wrong
):
    text = BY_HAND.read_text(encoding="utf-8")
    assert text.count(right) == 1
    broken = tmp_path / "statistics.toml"
    broken.write_text(text.replace(right, wrong), encoding="utf-8")
    monkeypatch.setattr(statistics_page, "BY_HAND", broken)
    with pytest.raises(SystemExit, match="icc_c7"):
        statistics_page.statistics_page(SCHEMA)


@pytest.mark.usefixtures("statistics_page")
def test_stars_of_formulas_are_no_emphasis():
    starless = importlib.import_module("markdown_parts").starless
    text = "ICC* <= q and *Generalized* of e* (1 + q), `d*`, **twice**"
    assert starless(text) == r"ICC\* <= q and *Generalized* of e\* (1 + q), `d*`, **twice**"
