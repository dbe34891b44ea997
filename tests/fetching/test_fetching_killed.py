"""A fetch that is killed in the middle leaves no file, and the next goes on where it was."""

from __future__ import annotations

import os
import signal

import pytest

PLUGIN = """
from mentaleval import Dataset, Published, PublishedFile, hookimpl


class Small(Dataset):
    '''A small one.'''

    name = "small"
    published = Published(
        (PublishedFile("small.csv", "{address}/small.csv", "{sha256}", {size}),),
        "r1", "https://example.org", "MIT", "Us (2026)",
    )

    def exchanges(self):
        return ()


@hookimpl
def datasets():
    return [Small]
"""


@pytest.fixture
def env(origin, sha256, content, tmp_path):
    """Install a plugin whose data set is on the server."""
    site = tmp_path / "site"
    info = site / "mentaleval_small-1.0.dist-info"
    info.mkdir(parents=True)
    source = PLUGIN.format(address=origin.address, sha256=sha256, size=len(content))
    (site / "mentaleval_small.py").write_text(source)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mentaleval-small\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mentaleval]\nsmall = mentaleval_small\n")
    return {**os.environ, "PYTHONPATH": str(site), "MENTALEVAL_DATA": str(tmp_path / "data")}


@pytest.fixture
def place(tmp_path):
    """Where the file belongs."""
    return tmp_path / "data/small/small.csv"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_fetch_is_gone_on_with(number, origin, env, place, preloaded):
    here = {"env": env, "folder": place.parents[2]}
    origin.faults = [("hold", 200_000)]
    command = ["mentaleval", "data", "fetch", "small"]
    log = here["folder"] / "log"
    started = preloaded.start(*command, **here, out=log, errors=log)
    part = place.with_name(".mentaleval-fetch") / "small.csv.part"
    while not part.exists() or part.stat().st_size < 196_608:
        assert started.poll(0.01) is None, log.read_text()
    started.signal(number)
    started.wait(60)
    assert not place.exists()
    assert preloaded.run("mentaleval", "data", "path", "small", **here).returncode == 2

    done = preloaded.run(*command, **here)
    assert done.returncode == 0, done.stderr
    assert "fetched: small.csv, 300 kB; its SHA-256 sum is right" in done.stderr
    assert done.stdout == f"{place.parent}\n"
    assert place.read_bytes() == origin.content
    assert origin.asked[1]["Range"] == "bytes=196608-"
    assert [path.name for path in place.parent.iterdir() if path.is_dir()] == []
