"""A run that one machine takes over from another, and that the first comes back to."""

from __future__ import annotations

import shutil
import time

import pytest

from mentaleval.bridge import lease as leases
from mentaleval.bridge.lease import CLAIMS, STALE, Lease
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.paid import Asked, PaidAnswer, PaidAnswers, Tokens, new_call
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.shared_answers import ANSWERS
from mentaleval.bridge.shared_run import SharedRun
from mentaleval.bridge.store import Store, StoreError
from mentaleval.bridge.watch import Watch
from mentaleval.errors import UsageError

ASKED = Asked("judge", "rubric", "openai/gpt-4o")
TOKENS = Tokens(input=10, output=5)


@pytest.fixture
def store(tmp_path):
    return Store(f"file://{tmp_path}/shared")


@pytest.fixture
def objects(bucket):
    """Give a store that can look and write in one step."""
    return Store(f"s3://{bucket}/shared")


def _nothing(_):
    pass


def _spent(paid):
    return sum(spent.calls for spent in paid.spent())


class Machine:
    """A machine: its own folder, its own claim, and the store that it shares."""

    def __init__(self, store, folder, name):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.run = SharedRun(LogFolder(folder, store.url))
        self.run.lease._words["machine"] = name
        self.paid = PaidAnswers(folder)

    def goes_on(self):
        self.run.lease._acquire(_nothing)
        self.run.bring_marks()
        self.run.bring_logs()
        self.run.answers.take_into(self.paid)
        return self

    def answers(self, key, said):
        answer, nth, call = PaidAnswer(said), self.paid.calls_of(key) + 1, new_call()
        self.run.answers.keep(key, ASKED, answer, TOKENS, attempt=0, call=call, nth=nth)
        self.paid.keep(key, ASKED, answer, TOKENS, attempt=0, call=call)

    def ends(self):
        self.paid.forget_texts([("judge", "rubric")])
        self.run.finish(self.paid)
        self.run.lease._release()
        self.paid.close()


@pytest.fixture
def machine(store, tmp_path):
    """Give a machine of a name: the same folder where there was one of the name before."""
    return lambda name: Machine(store, tmp_path / name, name)


def _killed_at_work(machine, tmp_path, keys):
    """Leave the folder of a process that was killed: SQLite's -wal is not in its file yet."""
    one = machine("at-work")
    one.run.lease._words["machine"] = "first"
    one.goes_on()
    for key in keys:
        one.answers(key, "x" * 400)
    shutil.copytree(one.folder, tmp_path / "first")
    one.paid.close()
    assert (tmp_path / "first" / "paid.sqlite-wal").stat().st_size


def test_after_a_kill_and_a_takeover_and_back_all_machines_know_the_same_calls(
    tmp_path, machine, monkeypatch
):
    _killed_at_work(machine, tmp_path, [f"k{n}" for n in range(50)])
    monkeypatch.setattr(leases, "STALE", -1)
    second = machine("second").goes_on()
    for n in range(50, 150):
        second.answers(f"k{n}", "x" * 400)
    second.ends()
    first = machine("first").goes_on()
    assert (_spent(first.paid), first.paid.find("k0")) == (150, None)
    first.ends()
    third = machine("third").goes_on()
    assert [(s.calls, s.tokens.total) for s in third.paid.spent()] == [(150, 150 * 15)]
    third.paid.close()


def test_who_was_taken_over_and_comes_back_overwrites_and_removes_nothing(
    store, machine, monkeypatch
):
    first, second = machine("first").goes_on(), machine("second")
    first.answers("k1", "of the first")
    monkeypatch.setattr(leases, "STALE", -1)  # the first was frozen for long
    second.goes_on()
    second.answers("k2", "of the second")
    first.answers("k2", "of the first, late")
    with pytest.raises(StoreError, match="has taken over"):
        first.run.finish(first.paid)
    with pytest.raises(StoreError, match="has taken over"):  # frozen after the first look
        first.run.answers.replace_by_totals(first.paid, first.run.lease.require_held)
    assert len(store.held(ANSWERS)) == 3
    second.ends()
    third = machine("third").goes_on()
    assert _spent(third.paid) == 3, "the late one was paid for too"
    for one in (first, third):
        one.paid.close()


async def test_a_process_that_may_have_been_taken_over_asks_nothing_more(
    store, machine, monkeypatch
):
    first = machine("first").goes_on()
    watch = Watch(first.paid, Prices.known(), shared=first.run)
    now = leases._clock()
    monkeypatch.setattr(leases, "_clock", lambda: now + STALE)  # it was frozen, or asleep
    await watch.require_ours()
    assert watch.stopped("m") is None, "nobody has come meanwhile, and it has said so"
    assert first.run.lease.sure
    monkeypatch.setattr(leases, "_clock", lambda: now + 2 * STALE)
    store.write(f"{CLAIMS}/000002.json", b"{}")
    await watch.require_ours()
    assert "has taken over" in watch.stopped("m")
    first.paid.close()


def test_no_number_of_a_claim_comes_twice_so_that_one_brought_back_holds_nothing(store):
    frozen, other = Lease(store), Lease(store)
    frozen._acquire(_nothing)
    mine = store.read(frozen._mine)
    gone = frozen._mine
    frozen._release()
    with other.held(_nothing, _nothing):
        assert [*store.held(CLAIMS)] == [f"{CLAIMS}/000002.json"]
    store.write(gone, mine)  # as by a process that was frozen while it wrote
    frozen._mine = gone
    with pytest.raises(StoreError, match="has taken over"):
        frozen.renew()
    with Lease(store).held(_nothing, _nothing):
        assert [*store.held(CLAIMS)] == [f"{CLAIMS}/000003.json"]


def test_who_was_frozen_before_it_took_a_number_that_had_come_and_gone_holds_nothing(
    store, monkeypatch
):
    frozen, create = Lease(store), Store.create

    def late(self, name, content):
        monkeypatch.setattr(Store, "create", create)  # two others come first; one still holds
        with Lease(store).held(_nothing, _nothing):
            pass
        Lease(store)._acquire(_nothing)
        return create(self, name, content)

    with Lease(store).held(_nothing, _nothing):
        pass
    monkeypatch.setattr(Store, "create", late)
    with pytest.raises(UsageError, match="two would pay for the same calls twice"):
        frozen._acquire(_nothing)
    assert frozen._mine is None
    assert not frozen.sure


def _frozen_while_it_sends(first, moment, monkeypatch, meanwhile):
    """Have a machine send, and stand still just before one name goes out."""
    send = getattr(Store, moment)

    def late(self, source, name, *more):
        monkeypatch.setattr(Store, moment, send)
        meanwhile()
        return send(self, source, name, *more)

    monkeypatch.setattr(Store, moment, late)
    first.run.send()


@pytest.mark.filterwarnings("ignore")  # of the client of the object store
def test_a_mark_that_is_under_way_at_a_takeover_does_not_replace_the_newer_one(
    objects, tmp_path, monkeypatch
):
    first, second = (Machine(objects, tmp_path / name, name) for name in ("first", "second"))
    first.goes_on()
    (first.folder / "mark.json").write_text("of the first")

    def taken_over():
        monkeypatch.setattr(leases, "STALE", -1)
        second.goes_on()
        (second.folder / "mark.json").write_text("of the second, newer")
        second.run.send()

    with pytest.raises(StoreError, match="has taken over"):
        _frozen_while_it_sends(first, "replace", monkeypatch, taken_over)
    assert objects.read("mark.json") == b"of the second, newer"
    for one in (first, second):
        one.paid.close()


@pytest.mark.filterwarnings("ignore")  # of the client of the object store
def test_whoever_holds_the_folder_replaces_a_mark_that_came_late(objects, tmp_path):
    one = Machine(objects, tmp_path / "one", "one").goes_on()
    objects.write("mark.json", b"of one that was taken over")
    (one.folder / "mark.json").write_text("mine")
    one.run.send()
    assert objects.read("mark.json") == b"mine"
    (one.folder / "mark.json").write_text("mine again")
    one.run.send()
    assert objects.read("mark.json") == b"mine again"
    one.paid.close()


@pytest.mark.filterwarnings("ignore")  # of the client of the object store
def test_a_store_that_cannot_look_and_write_in_one_step_is_written_to_all_the_same(
    objects, tmp_path, monkeypatch
):
    (tmp_path / "mark").write_text("new")
    objects.write("mark", b"old")

    def refuse(*_, **__):
        error = OSError("A header you provided implies functionality that is not implemented")
        answer = type("Answer", (Exception,), {"response": {"Error": {"Code": "NotImplemented"}}})
        raise error from answer()

    assert not objects.replace(tmp_path / "mark", "mark", '"of another version"')
    assert not objects.replace(tmp_path / "mark", "mark", None)
    assert not objects.replace(tmp_path / "mark", "gone", '"of some version"')
    monkeypatch.setattr(objects._files, "pipe_file", refuse)
    assert objects.replace(tmp_path / "mark", "mark", '"of another version"')
    assert objects.read("mark") == b"new"


def test_a_log_of_a_clock_that_is_ahead_is_not_dated_after_what_is_begun_now(store, machine):
    ahead = "logs/2999-03-01T09-00-00+00-00_guidance_a.eval"
    store.write(ahead, b"1")
    one = machine("one").goes_on()
    assert (one.folder / ahead).stat().st_mtime <= time.time()
    one.paid.close()


def test_who_is_taken_over_while_it_sends_sends_nothing_more(store, machine, monkeypatch):
    first, second = machine("first").goes_on(), machine("second")
    names = [f"2026-03-01T09-00-{n:02}+00-00_guidance_a{n}.eval" for n in range(30)]
    (first.folder / "logs").mkdir()
    for name in names:
        (first.folder / "logs" / name).write_text("1")

    def taken_over():
        monkeypatch.setattr(leases, "STALE", -1)
        second.goes_on()

    with pytest.raises(StoreError, match="has taken over"):
        _frozen_while_it_sends(first, "send", monkeypatch, taken_over)
    assert len(store.held("logs")) < len(names)
    for one in (first, second):
        one.paid.close()


def test_a_log_that_comes_late_from_who_was_taken_over_is_not_gone_on_from(
    store, machine, monkeypatch
):
    early, late = (f"logs/2026-03-01T09-{m}-00+00-00_guidance_a.eval" for m in ("00", "30"))
    first, second = machine("first").goes_on(), machine("second")
    (first.folder / "logs").mkdir()
    (first.folder / early).write_text("begun first, and not whole")
    first.run.send()
    monkeypatch.setattr(leases, "STALE", -1)
    second.goes_on()
    (second.folder / early).rename(second.folder / late)
    (second.folder / late).write_text("whole")
    second.ends()
    store.write(early, b"begun first, and not whole, and sent late")
    third = machine("third").goes_on()
    first = machine("first").goes_on()
    for one in (first, third):
        dates = {name: (one.folder / name).stat().st_mtime for name in (early, late)}
        assert dates[late] > dates[early], "Inspect goes on from the log that is dated last"
        one.paid.close()


def test_what_the_store_has_lost_is_not_removed_here_too(store, machine, tmp_path):
    one = machine("one").goes_on()
    (one.folder / "logs").mkdir()
    (one.folder / "logs" / "a.eval").write_text("paid for")
    one.run.send()
    (one.folder / "logs" / "b.eval").write_text("never sent: the process was killed before")
    one.run.lease._release()
    one.paid.close()
    store.remove(["logs/a.eval"])
    again = machine("one")
    with pytest.raises(UsageError, match=r"no longer holds what was sent there: logs/a\.eval"):
        again.goes_on()
    again.run.lease._release()
    assert sorted(file.name for file in (one.folder / "logs").iterdir()) == ["a.eval", "b.eval"]
    store.write("logs/a.eval", b"paid for")  # put back, as the message says
    again.goes_on()
    assert [file.name for file in (one.folder / "logs").iterdir()] == ["a.eval"]
    (aside,) = tmp_path.glob("one-aside-*/logs/b.eval")
    assert aside.read_text().startswith("never sent")
    again.paid.close()


def test_what_a_run_took_away_in_order_goes_on_other_machines_too(machine, monkeypatch):
    one, two = machine("one").goes_on(), machine("two")
    (one.folder / "logs").mkdir()
    (one.folder / "logs" / "a.eval").write_text("1")
    one.run.send()
    monkeypatch.setattr(leases, "STALE", -1)
    two.goes_on()
    (two.folder / "logs" / "a.eval").rename(two.folder / "logs" / "b.eval")
    two.ends()
    machine("one").goes_on().paid.close()
    assert [file.name for file in (one.folder / "logs").iterdir()] == ["b.eval"]
    one.paid.close()
