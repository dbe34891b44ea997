"""Inspect's viewer on a real run: the ratings as columns, and from a report to one sample."""

from __future__ import annotations

import csv
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from mentaleval.bridge.logs import read_ratings
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

ODD = ("plain", "a b/c", "größe", "100%25", "x#1?y=2", "q'\"<i>", "a/../b")
NOT_THERE = "status of 404"
"""The viewer asks for what a folder of logs need not have, and Chromium says so."""
FEW = 3
"""So many conversations have an expert's rating of every responder."""


@dataclass(frozen=True)
class Shown:
    """A run in the viewer, and a report that links to it."""

    server: str
    viewer: str
    report: str | Path

    def log(self, name: str) -> str:
        """Return the address of a log."""
        return f"{self.viewer}#/logs/judgements/{quote(name)}"


@pytest.fixture(scope="module")
def run(command, tmp_path_factory):
    """A run on conversations with odd names, judged twice and rated by an expert."""
    folder = tmp_path_factory.mktemp("viewed")
    table, logs = folder / "odd.csv", folder / "my logs"
    _write(table)
    named = ("id", "context", "response", "responder", "rater", "rater_kind", "attribute", "rating")
    options = [word for name in named for word in ("-D", f"{name}={name}")]
    dataset = ("--dataset", "table", "-D", f"path={table}", *options)
    judged = ("--responder", "recorded", "--judge", "lexical", "--epochs", "2")
    command("run", *dataset, *judged, "--log-dir", str(logs))
    return logs


def _write(file):
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        columns = "id context response responder rater rater_kind attribute rating"
        rows.writerow(columns.split())
        for place, name in enumerate(ODD):
            for responder in ("A", "B/b", "C")[: 3 if place < FEW else 1]:
                more = "A doctor may help with a plan to sleep. " * place
                said = f"I hear you, <b>{name}</b>. {more}"
                about = (name, f"I feel low about {name}", said, responder, "anna", "human")
                rows.writerows([*about, attribute, 4 + place % 2] for attribute in SEVEN.names)


@pytest.fixture(scope="module", params=["served", "bundle"])
def shown(request, run, command, preloaded):
    """The run by ``mentaleval view``, and as a static site of any web server."""
    how = _served if request.param == "served" else _bundled
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with how(run, port, command, preloaded) as made:
        _wait_for(made.server)
        yield made


@contextmanager
def _served(run, port, command, preloaded) -> Iterator[Shown]:
    server, report = f"http://127.0.0.1:{port}", run.parent / "report.html"
    command("reliability", str(run), "--html", str(report), "--viewer", server)
    nowhere = Path(os.devnull)
    words = ["mentaleval", "view", str(run), "--port", str(port)]
    started = preloaded.start(
        *words, env=os.environ, folder=run.parent, out=nowhere, errors=nowhere
    )
    yield Shown(server, f"{server}/", report)
    started.signal(signal.SIGINT)
    assert started.wait(60) in {0, 130}


@contextmanager
def _bundled(run, port, command, _) -> Iterator[Shown]:
    server, site = f"http://127.0.0.1:{port}", run.parent / "a site"
    command("view", str(run), "--bundle", str(site))
    report = run.parent / "linked.html"
    command("reliability", str(run), "--html", str(report), "--viewer", str(site))
    serving = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(
        serving, cwd=run.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        yield Shown(server, f"{server}/a%20site/index.html", f"{server}/{report.name}")
        process.kill()


def _wait_for(server):
    for _ in range(600):
        try:
            urllib.request.urlopen(server).close()  # noqa: S310  our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nobody answers at {server}")


def _went_wrong(page):
    return [wrong for wrong in page.wrong if NOT_THERE not in wrong]


def _cells(row):
    return [cell.strip() for cell in row.split("\n") if cell.strip()]


def test_the_seven_ratings_of_each_sample_are_columns_and_the_lowest_come_first(
    shown, run, watch, request
):
    (log,) = (run / "judgements").glob("*-on-A_*.eval")
    opened = watch(shown.log(log.name), server=shown.server)
    rows = opened.page.get_by_role("grid").get_by_role("row")
    rows.nth(2 * len(ODD)).wait_for()
    heads, *samples = [_cells(row) for row in rows.all_inner_texts()]
    opened.shot(f"view-ratings-{request.node.callspec.id}", whole=False)
    first = heads.index("GUIDANCE")
    assert heads[first:][:7] == [name.upper() for name in SEVEN.names]
    known = {}
    for record in read_ratings([log]).records:
        known.setdefault((record.exchange_id, record.epoch), []).append(record.rating)
    seen = [(row[0], [float(cell) for cell in row[first:][:7]]) for row in samples]
    assert sorted(seen) == sorted((name, ratings) for (name, _), ratings in known.items())
    safety = [ratings[SEVEN.names.index("safety")] for _, ratings in seen]
    assert safety == sorted(safety) != [safety[0]] * len(safety)
    assert _went_wrong(opened) == []


def test_the_links_of_the_report_open_the_samples_that_they_name(shown, watch, request):
    report = watch(shown.report, server=shown.server).page
    links = report.locator("a[href*='/samples/sample/']")
    all_of_them = "all => all.map(a => [a.textContent.split(', sample ')[1], a.href])"
    found = dict(links.evaluate_all(all_of_them))
    assert found.keys() == set(ODD)
    opened = watch(found[ODD[0]], server=shown.server)
    for name, link in found.items():
        opened.page.goto(link)
        said = opened.page.get_by_text(f"I hear you, <b>{name}</b>.")  # as text, and not in bold
        said.first.wait_for()
        assert opened.page.title().startswith(f"{name}_1 - ")
        opened.page.get_by_text(name, exact=True).first.wait_for()
    opened.shot(f"view-sample-{request.node.callspec.id}", whole=False)
    assert _went_wrong(opened) == []
