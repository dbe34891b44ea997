"""Pages in Chromium: nothing may go wrong in them, or out of them; pictures of them are kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from preloaded import Preloaded

sys.path.insert(0, str(Path(__file__).parent))  # the tests import what stands here

from reports import Command
from watched import Watched

pytest.register_assert_rewrite("looks")


@pytest.fixture(scope="session")
def command(
    chromium: str, preloaded: Preloaded, tmp_path_factory: pytest.TempPathFactory
) -> Command:
    """Carry out ``mentaleval WORDS`` as a user would, where a browser can open what it writes."""
    del chromium
    folder = tmp_path_factory.mktemp("commands")

    def carry_out(*words: str) -> None:
        done = preloaded.run("mentaleval", *words, env=os.environ, folder=folder)
        assert done.returncode == 0, done.stderr

    return carry_out


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that keeps pictures: MENTALEVAL_ARTIFACTS, or one of pytest's own."""
    named = os.environ.get("MENTALEVAL_ARTIFACTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("artifacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def watch(browser: Any, artifacts: Path) -> Iterator[Callable[..., Watched]]:
    """Open pages, whatever goes wrong in them."""
    opened: list[Watched] = []

    def open_one(address: Path | str, **chosen: Any) -> Watched:
        opened.append(Watched(browser, address, artifacts=artifacts, **chosen))
        return opened[-1]

    yield open_one
    for page in opened:
        page.close()


@pytest.fixture
def open_page(watch: Callable[..., Watched]) -> Iterator[Callable[..., Watched]]:
    """Open pages, and see at the end that nothing went wrong in them, or out of them.

    ``open_page(FILE, width=360, color_scheme="dark")``; a local server's page:
    ``open_page("http://127.0.0.1:7575/", server="http://127.0.0.1:7575")``.
    """
    opened: list[Watched] = []

    def open_one(address: Path | str, **chosen: Any) -> Watched:
        opened.append(watch(address, **chosen))
        return opened[-1]

    yield open_one
    assert [wrong for page in opened for wrong in page.wrong] == []
