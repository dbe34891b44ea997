"""The generated reference pages say what the code says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _generate(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_reference_pages_are_fresh():
    checked = _generate("--check")
    assert checked.returncode == 0, checked.stderr


def test_a_stale_page_and_a_missing_one_are_told(tmp_path):
    assert _generate("--folder", str(tmp_path)).returncode == 0
    page = tmp_path / "cli.md"
    page.write_text(page.read_text(encoding="utf-8").replace("--dry-run", "--dry"), "utf-8")
    (tmp_path / "json.md").unlink()

    checked = _generate("--check", "--folder", str(tmp_path))

    assert checked.returncode == 1
    assert "cli.md is stale" in checked.stderr
    assert "json.md is stale" in checked.stderr
    assert "plugins.md" not in checked.stderr


def test_the_pages_know_every_command_and_judge(tmp_path):
    _generate("--folder", str(tmp_path))
    cli = (tmp_path / "cli.md").read_text(encoding="utf-8")
    for command in ("run", "list", "ratings", "reliability", "view"):
        assert f"usage: mentaleval {command} " in cli
    plugins = (tmp_path / "plugins.md").read_text(encoding="utf-8")
    assert "| `lexical` |" in plugins
    assert "### Options of table" in plugins
