"""A folder that machines share: whole objects, one process at a time, no answer lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
import time

import pytest

from mentaleval.bridge import lease as leases
from mentaleval.bridge.lease import CLAIMS, STALE, Lease
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.paid import Asked, PaidAnswer, PaidAnswers, Tokens, new_call
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.shared_answers import ANSWERS, UNSENT, SharedAnswers
from mentaleval.bridge.shared_run import SharedRun
from mentaleval.bridge.store import Store, StoreError
from mentaleval.bridge.versions import Versions
from mentaleval.bridge.watch import Watch
from mentaleval.cli import main
from mentaleval.errors import UsageError

ASKED = Asked("judge", "rubric", "openai/gpt-4o")
TOKENS = Tokens(input=10, output=5)


@pytest.fixture
def store(tmp_path):
    return Store(f"file://{tmp_path}/shared")


def _nothing(_):
    pass


def _claim_of(store, **said):
    """Leave a claim behind, as of a process of this machine unless it is said otherwise."""
    words = {**Lease(store)._words, **said}
    name = f"{CLAIMS}/000001.json"
    store.write(name, json.dumps(words).encode())
    return name


def _age(tmp_path, name, seconds):
    file = tmp_path / "shared" / name
    os.utime(file, (file.stat().st_mtime - seconds,) * 2)


def _keep(answers, paid, key, said):
    answer, nth, call = PaidAnswer(said), paid.calls_of(key) + 1, new_call()
    answers.keep(key, ASKED, answer, TOKENS, attempt=0, call=call, nth=nth)
    paid.keep(key, ASKED, answer, TOKENS, attempt=0, call=call)


def test_of_processes_that_come_at_once_one_holds_the_folder(store):
    held, refused, ready = [], [], threading.Barrier(8)
    over = threading.Event()

    def work():
        ready.wait()
        try:
            with Lease(store).held(_nothing, _nothing):
                held.append(1)
                over.wait(60)
        except UsageError as error:
            refused.append(str(error))
        if len(refused) == 7:
            over.set()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(held), len(refused)) == (1, 7)
    assert all("two would pay for the same calls twice" in said for said in refused)
    (claim,) = store.held(CLAIMS)
    assert json.loads(store.read(claim))["released"]


def test_a_store_that_lets_an_object_be_created_twice_is_refused(store):
    def as_an_older_server(name, content):
        store.write(name, content)
        return True

    store.create = as_an_older_server
    with (
        pytest.raises(UsageError, match="it knows no If-None-Match"),
        Lease(store).held(_nothing, _nothing),
    ):
        pass


def test_the_claim_of_a_process_of_this_machine_that_is_gone_is_taken_over_at_once(store):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    _claim_of(store, process=gone.pid, began=time.time())
    with Lease(store).held(_nothing, _nothing):
        assert [*store.held(CLAIMS)] == [f"{CLAIMS}/000002.json"]


def test_a_number_that_another_process_has_by_now_does_not_keep_a_claim_alive(store):
    _claim_of(store, began=1.0)
    with Lease(store).held(_nothing, _nothing):
        pass


def test_another_machine_that_was_silent_for_long_is_taken_over(store, tmp_path):
    name = _claim_of(store, machine="another", process=1)
    _age(tmp_path, name, STALE + 5)
    with Lease(store).held(_nothing, _nothing):
        assert name not in store.held(CLAIMS)


def test_another_machine_that_gives_a_sign_is_waited_for_and_refused(store, monkeypatch):
    monkeypatch.setattr(leases, "_LOOK", 0.05)
    name = _claim_of(store, machine="another", host="far-away", process=7)
    told = []

    def sign(said):
        told.append(said)
        store.write(name, store.read(name))

    with (
        pytest.raises(UsageError, match=r"another process \(far-away, 7\) is at work"),
        Lease(store).held(sign, _nothing),
    ):
        pass
    assert "waiting up to 60 seconds" in told[0]


def test_whoever_was_taken_over_is_told_and_sends_nothing_more(store, monkeypatch):
    monkeypatch.setattr(leases, "EVERY", 0.05)
    told, lost = [], threading.Event()

    def tell(why):
        told.append(why)
        lost.set()

    one = Lease(store)
    with one.held(_nothing, tell):
        store.write(f"{CLAIMS}/000002.json", b"{}")
        assert lost.wait(30)
        with pytest.raises(StoreError, match="has taken over"):
            one.require_held()
    assert "another machine has taken over" in told[0]


def test_an_answer_is_found_by_another_machine_and_counted_once(store, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    answers, paid = SharedAnswers(store, tmp_path / "one"), PaidAnswers(tmp_path / "one")
    _keep(answers, paid, "k1", "4")
    _keep(answers, paid, "k1", "5")  # asked once more, after its log was deleted
    _keep(answers, paid, "k2", "3")
    paid.close()
    other = PaidAnswers(tmp_path / "two")
    for _ in range(2):
        SharedAnswers(store, tmp_path / "two").take_into(other)
    assert (other.find("k1"), other.find("k2")) == (PaidAnswer("5"), PaidAnswer("3"))
    (spent,) = other.spent()
    assert (spent.calls, spent.tokens.total) == (3, 45)
    other.close()


def test_killed_between_the_totals_and_the_end_of_the_answers_nothing_counts_twice(store, tmp_path):
    folder = tmp_path / "one"
    folder.mkdir()
    answers, paid = SharedAnswers(store, folder), PaidAnswers(folder)
    _keep(answers, paid, "k1", "4")
    paid.forget_texts([("judge", "rubric")])
    left = {name: store.read(name) for name in store.held(ANSWERS)}
    answers.replace_by_totals(paid, lambda: None)
    assert not store.held(ANSWERS)
    paid.close()
    for name, content in left.items():  # as if the process had died before
        store.write(name, content)
    elsewhere = tmp_path / "two"
    elsewhere.mkdir()
    again = PaidAnswers(elsewhere)
    SharedAnswers(store, elsewhere).take_into(again)
    assert sum(spent.calls for spent in again.spent()) == 1
    assert again.find("k1") is None, "a log has it"
    again.close()


async def test_with_a_lost_store_no_more_is_asked_and_the_answer_is_sent_later(store, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    blocked = tmp_path / "shared"
    blocked.write_text("no folder")  # nothing can be written below it
    shared = SharedRun(LogFolder(folder, store.url))
    watch = Watch(PaidAnswers(folder), Prices.known(), shared=shared)
    await watch.keep_for_others("k1", ASKED, PaidAnswer("4"), TOKENS, attempt=0)
    assert "an answer could not be kept" in watch.stopped("openai/gpt-4o")
    (unsent,) = (folder / UNSENT).iterdir()
    watch.paid.close()
    blocked.unlink()
    shared.answers.send_unsent()
    assert [*store.held(ANSWERS)] == [f"{ANSWERS}/{unsent.name}"]
    assert not [*(folder / UNSENT).iterdir()]


def test_a_folder_here_becomes_what_the_shared_one_is(store, tmp_path):
    here = tmp_path / "here"
    for name, text in (("logs/a.eval", b"1"), ("logs/b.eval", b"2")):
        store.write(name, text)
    (here / "logs").mkdir(parents=True)
    (here / "logs" / "stray.eval").write_bytes(b"of a process that was killed")
    copies = Versions(here)
    copies.bring(store, store.held(), ["logs/stray.eval"])
    assert sorted(file.name for file in (here / "logs").iterdir()) == ["a.eval", "b.eval"]
    store.write("logs/a.eval", b"11")
    told = []
    Versions(here).bring(store, store.held(), [], tell=lambda done, of: told.append((done, of)))
    assert told[-1] == (1, 1), "only what has changed"
    assert (here / "logs" / "a.eval").read_bytes() == b"11"


def test_what_is_new_is_sent_and_what_is_gone_is_taken_away(store, tmp_path):
    here = tmp_path / "here"
    store.write("logs/old.eval", b"1")
    copies = Versions(here)
    copies.bring(store, store.held(), [])
    (here / "logs" / "old.eval").unlink()
    (here / "logs" / "new.eval").write_bytes(b"2")
    copies.send(store, ["logs/new.eval"], store.remove, lambda: None)
    assert [*store.held()] == ["logs/new.eval"]


def test_names_are_no_patterns(tmp_path):
    store = Store(f"file://{tmp_path}/a[1]*")
    store.write("x/1.json", b"1")
    store.write("x/[2]?.json", b"2")
    Store(f"file://{tmp_path}/a1b").write("x/1.json", b"another's")
    assert store.fetch([*store.held("x"), "gone"]) == {"x/1.json": b"1", "x/[2]?.json": b"2"}
    store.remove(["x/[2]?.json", "gone"])
    assert [*store.held()] == ["x/1.json"]
    store.remove([*store.held()])
    assert Store(f"file://{tmp_path}/a1b").read("x/1.json") == b"another's"


def test_a_file_system_without_hard_links_is_named_as_the_reason(store, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(StoreError, match="the file system there has no hard links"):
        store.create("a", b"")


def test_two_stores_with_a_bucket_of_one_name_have_a_folder_each_that_is_private(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = set()
    for port in (1, 2):
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        found.add(LogFolder.named("s3://bucket/x").path)
    assert len(found) == 2
    place = LogFolder(tmp_path / "here", f"file://{tmp_path}/there")
    SharedRun(place)
    assert place.path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://key:secret@bucket/x", "holds a user name, a password or a token"),
        ("s3://bucket/x?token=secret", "holds a user name, a password or a token"),
        ("memory://x", "several machines cannot share a folder there"),
        ("https://example.org/x", "several machines cannot share a folder there"),
        ("nowhere://x/y", "cannot be reached"),
        ("zip://x/y", "cannot say who of two machines came first"),
    ],
)
def test_a_url_where_no_run_can_be_kept_is_refused_without_telling_its_secret(url, said, capsys):
    try:
        status = main(["run", "guidance", "--limit", "1", "--log-dir", url])
    except SystemExit as left:
        status = left.code
    shown = capsys.readouterr().err
    assert status == 2
    assert said in " ".join(shown.split())
    assert "secret" not in shown.replace("AWS_SECRET_ACCESS_KEY", "").lower()


@pytest.mark.parametrize(
    ("url", "package"),
    [("gs://bucket/x", "gcsfs"), ("az://bucket/x", "adlfs"), ("abfs://bucket/x", "adlfs")],
)
@pytest.mark.parametrize("words", [("run", "guidance", "--log-dir"), ("reliability",)])
def test_a_store_whose_client_is_not_installed_names_the_package(
    words, url, package, monkeypatch, capsys
):
    monkeypatch.setitem(sys.modules, package, None)  # also where it is installed
    try:
        status = main([*words, url])
    except SystemExit as left:
        status = left.code
    said = " ".join(capsys.readouterr().err.split())
    assert status == 2
    scheme = url.partition("://")[0]
    assert f"{url} cannot be reached: what reads {scheme}:// is not installed." in said
    assert f"hint: pip install {package}" in said


def test_a_url_without_logs_says_so(tmp_path, capsys):
    assert main(["reliability", f"file://{tmp_path}/nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
