"""``mentaleval view``: served until Ctrl-C, or as a static site that says no more than the logs."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import socket
import time
import urllib.request
from contextlib import contextmanager

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.fixture
def logs(demo_run, tmp_path):
    """A folder of logs among things that nobody may publish."""
    folder = tmp_path / "logs"
    shutil.copytree(demo_run[0], folder)
    for name in ("key.json", ".env", "judgements/key.json"):
        (folder / name).write_text('{"SECRET": "s3cr3t"}', encoding="utf-8")
    return folder


@contextmanager
def _listening():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def _free_port():
    with _listening() as port:
        return port


def _get(url):
    for _ in range(600):
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310  our own
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nobody answers at {url}")


def test_it_says_where_it_serves_and_ends_quietly_at_ctrl_c(demo_run, preloaded, tmp_path):
    port, errors = _free_port(), tmp_path / "errors"
    words = ["mentaleval", "view", str(demo_run[0]), "--port", str(port)]
    started = preloaded.start(
        *words, env=os.environ, folder=tmp_path, out=tmp_path / "out", errors=errors
    )
    served = _get(f"http://127.0.0.1:{port}/api/log-files")
    assert len(json.loads(served)["files"]) == len([*demo_run[0].rglob("*.eval")])
    started.signal(signal.SIGINT)
    assert started.wait(60) in {0, 130}
    said = errors.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in said


def test_a_port_where_somebody_listens_is_refused_and_nobody_is_ended(demo_run, capsys):
    with _listening() as port:
        assert main(["view", str(demo_run[0]), "--port", str(port)]) == 2
        with socket.create_connection(("127.0.0.1", port)):
            pass
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert "--port" in said.partition("hint:")[2]


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_what_is_no_port_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        main(["view", "--port", port])
    assert "from 1 to 65535" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_folder_that_is_not_there_is_named(capsys):
    assert main(["view", "nowhere"]) == 2
    assert "'nowhere'" in capsys.readouterr().err


def test_a_folder_without_logs_is_named_before_anything_is_written(here, capsys):
    (here / "empty").mkdir()
    (here / "empty" / "reliability.json").write_text("{}", encoding="utf-8")
    assert main(["view", "empty", "--bundle", "site"]) == 2
    assert "'empty' holds no Inspect log" in capsys.readouterr().err
    assert not (here / "site").exists()


def test_a_single_log_leads_to_its_folder(demo_run, capsys):
    log = next(demo_run[0].rglob("*.eval"))
    assert main(["view", str(log)]) == 2
    assert f"mentaleval view {log.parent}" in capsys.readouterr().err


def test_a_bundle_holds_the_viewer_and_the_logs_and_nothing_else_of_the_folder(logs, here, capsys):
    assert main(["view", str(logs), "--bundle", "site"]) == 0
    copied = {f.relative_to(here / "site" / "logs") for f in (here / "site/logs").rglob("*.*")}
    there = {f.relative_to(logs) for f in logs.rglob("*.eval")}
    assert there <= copied
    assert {f.name for f in copied - there} == {"listing.json", "eval-set.json"}
    said = capsys.readouterr().err
    assert "every conversation" in said
    assert "python -m http.server --directory site" in said


def test_a_bundle_does_not_say_where_the_logs_lay_and_holds_no_key(logs, here):
    (here / "site").mkdir()  # an empty folder is as good as none
    assert main(["view", str(logs), "--bundle", "site"]) == 0
    context = re.search(r'id="log_dir_context"[^>]*>(.*?)<', (here / "site/index.html").read_text())
    assert json.loads(context[1]) == {"log_dir": "logs"}
    for file in (here / "site").rglob("*"):
        if file.is_file():
            assert str(here).encode() not in file.read_bytes(), file
            assert b"s3cr3t" not in file.read_bytes(), file


def test_a_name_that_inspect_takes_for_a_service_is_a_folder(logs, here):
    (here / "hf").mkdir()
    assert main(["view", str(logs), "--bundle", "hf/somebody"]) == 0
    assert (here / "hf" / "somebody" / "index.html").is_file()


@pytest.mark.parametrize(
    ("target", "why"),
    [("full", "there already"), ("file", "there already"), ("logs/site", "folder of logs itself"),
     ("none/site", "no folder 'none'")],
)  # fmt: skip
@pytest.mark.usefixtures("logs")
def test_a_bundle_is_written_over_nothing(here, capsys, target, why):
    (here / "full").mkdir()
    (here / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    (here / "file").write_text("mine", encoding="utf-8")
    before = {*here.rglob("*")}
    assert main(["view", "logs", "--bundle", target]) == 2
    assert why in capsys.readouterr().err
    assert {*here.rglob("*")} == before


@pytest.mark.usefixtures("logs")
def test_a_link_is_no_place_for_a_bundle(here, capsys):
    (here / "empty").mkdir()
    for name, leads in (("link", "empty"), ("dangling", "no"), ("loop", "loop")):
        (here / name).symlink_to(leads)
        assert main(["view", "logs", "--bundle", name]) == 2
        assert f"{name!r} is a link" in capsys.readouterr().err
    assert list((here / "empty").iterdir()) == []


@pytest.mark.usefixtures("logs", "here")
def test_a_disk_without_room_for_a_bundle_is_said_in_one_line(monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copy2", full)
    assert main(["view", "logs", "--bundle", "site"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "error: --bundle 'site' cannot be written: No space left on device."
    )


@pytest.mark.usefixtures("logs", "here")
def test_a_command_that_is_shown_can_be_pasted(capsys):
    assert main(["view", "logs", "--bundle", "my site"]) == 0
    assert "`python -m http.server --directory 'my site'`" in capsys.readouterr().err
