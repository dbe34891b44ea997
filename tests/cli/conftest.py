"""What the tests of the command line share."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from preloaded import start


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory, preloaded):
    """The embedded default on a few conversations, once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "logs"
    words = ["mentaleval", "run", "--limit", "4", "--log-dir", str(folder)]
    done = preloaded.run(*words, env=os.environ, folder=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of the test's own, in which its commands are given."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ratings(tmp_path):
    """Ratings of five responders by an expert and a judge, one of them named like a formula."""
    rows = [
        f"c{c},{name},{rater},{kind},empathy,{1 + (c * 7 + r + (kind == 'judge' and c % 3)) % 5}"
        for c in range(12)
        for r, name in enumerate(("=1+1", "b", "c|d", "e_f", "g"))
        for rater, kind in (("expert", "human"), ("robot", "judge"))
    ]
    file = tmp_path / "ratings.csv"
    file.write_text(
        "exchange_id,responder,rater,rater_kind,attribute,rating\n" + "\n".join(rows) + "\n"
    )
    return file


class OnTerminal:
    """A command whose standard error is a terminal, and what stands on it."""

    def __init__(self, started, terminal, out):
        self.started, self._terminal, self._out = started, terminal, out
        self.said = ""

    def until(self, pattern):
        """Wait until the terminal shows it."""
        while not re.search(pattern, self.said):
            assert self._more(), f"it ended with {self.started.wait(60)} and this: {self.said!r}"

    def end(self):
        """Wait for its end, and return its status."""
        while self._more():
            pass
        return self.started.wait(60)

    @property
    def printed(self):
        """What went to standard output."""
        return self._out.read_text(encoding="utf-8")

    @property
    def last_line(self):
        """What is left on the terminal: the line that nothing has wiped away."""
        wiped = self.said.rstrip("\r\n").split("\x1b[2K")[-1]
        return re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", wiped).strip()

    def _more(self):
        ready, _, _ = select.select([self._terminal], [], [], 120)
        assert ready, f"nothing more comes: {self.said!r}"
        try:
            read = os.read(self._terminal, 65536)
        except OSError:  # nobody has the other end any more
            return False
        self.said += read.decode(errors="replace")
        return bool(read)


@pytest.fixture
def terminal(here, preloaded):
    """Give what starts a command on a terminal: ``terminal("mentaleval", "compare", ...)``."""
    with ExitStack() as stack:

        def start_on_terminal(*words, **env):
            ours, theirs = pty.openpty()
            stack.callback(os.close, ours)
            out = stack.enter_context(tempfile.NamedTemporaryFile())
            with Path(os.devnull).open("rb") as nothing:
                streams = [nothing.fileno(), out.fileno(), theirs]
                known = {**os.environ, "TERM": "xterm", **env}
                path = str(preloaded.folder / "socket")
                started = start(path, list(words), known, str(here), streams)
            os.close(theirs)
            stack.callback(_kill, started)
            return OnTerminal(started, ours, Path(out.name))

        yield start_on_terminal


def _kill(started):
    if started.poll() is None:
        started.signal(signal.SIGKILL)
        started.wait(60)


@pytest.fixture(scope="session")
def long_table(tmp_path_factory):
    """Give a small table of so many judges that the published bootstrap takes half a minute."""
    from mentaleval.rubric import SEVEN  # noqa: PLC0415

    rng = np.random.default_rng(7)
    raters = [("anna", "human"), *((f"judge{n}", "judge") for n in range(40))]
    places = [(f"c{c}", f"r{r}") for c in range(3) for r in range(4)]
    rows = [
        (*place, *rater, attribute, int(rng.integers(1, 6)))
        for place in places
        for rater in raters
        for attribute in SEVEN.names
    ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    file = tmp_path_factory.mktemp("long") / "long.csv"
    pd.DataFrame(rows, columns=columns).to_csv(file, index=False)
    return file
