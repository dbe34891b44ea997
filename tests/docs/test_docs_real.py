"""What pages show of the real ratings is what the commands print, where the ratings are there."""

import os
import re
import shlex
import sys
from functools import cache
from importlib import util
from pathlib import Path

import pytest
from preloaded import Preloaded

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_spec = util.spec_from_file_location("docs_shown", Path(__file__).with_name("examples.py"))
assert _spec is not None
assert _spec.loader is not None
examples = util.module_from_spec(_spec)
sys.modules[_spec.name] = examples  # a dataclass looks its own module up
_spec.loader.exec_module(examples)


def _of_real_ratings():
    """Find the commands on the study's workbooks, each with its page and what is shown of it."""
    for page in sorted(ROOT.glob("docs/**/*.md")):
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if "path=FOLDER" not in match[1].partition("\n")[0]:
                continue
            line = text.count("\n", 0, match.start()) + 1
            for command in examples.commands(examples.Block("console", match[1], line)):
                yield pytest.param(command, id=f"{page.name}:{line}:{command.text[-20:]}")


@cache
def _printed(command: str, folder: Path, preloaded: Preloaded) -> str:
    words = [word.replace("FOLDER", str(folder)) for word in shlex.split(command)]
    done = preloaded.run(*words, env=os.environ | {"COLUMNS": "100"}, folder=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", list(_of_real_ratings()))
def test_a_page_shows_what_the_real_ratings_give(command, real_data, preloaded):
    if not command.text.startswith("mentaleval reliability") or "|" in command.text:
        pytest.skip("writes a file or pipes")
    output = _printed(command.text, real_data("mentalalign-70k"), preloaded)
    missing = examples.first_not_printed(command.shown, output)
    assert missing is None, f"not printed: {missing!r}"
