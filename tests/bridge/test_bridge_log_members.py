"""Our own way through a log gives what Inspect's readers give, or leaves the log to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai import score as inspect_score
from inspect_ai.log import list_eval_logs, read_eval_log, write_eval_log
from inspect_ai.scorer import mean, scorer

from mentaleval import Attribute, Exchange, Judge, Rating, Rubric, Unrated
from mentaleval.bridge import log_members
from mentaleval.bridge.inspected_logs import InspectedLog
from mentaleval.bridge.judging import judging
from mentaleval.bridge.log_members import Members, OpenLog, UnknownLogError
from mentaleval.bridge.logs import first_error, log_files, read_ratings
from mentaleval.bridge.responding import replay
from mentaleval.bridge.samples import Origin, logged_responses, to_respond
from mentaleval.errors import DataError
from mentaleval.plugins import installed
from mentaleval.ratings import from_frame

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

OPTIONS = {"note": "many words " * 200}
"""Too long for the summary of a sample."""


class _Moody(Judge):
    """Rates, repairs, gives up, or breaks, by what it reads."""

    name = "moody"

    async def rate(self, exchange, attributes):
        if "break" in exchange.context:
            raise RuntimeError("The judge broke off.")
        first, *others = attributes
        answers = {a.name: Rating(3.0 + len(exchange.context) % 3, recovered=True) for a in others}
        return answers | {first.name: Unrated("unparseable", raw=9.0, attempts=3)}


CONTEXTS = ("Ich kann nicht schlafen, so müde.", "break", "Night after night 🌙.", "I am alone.")


def made(folder: Path, *, attributes: int = 3) -> Path:
    """Make the log of a small task with two epochs, one of whose samples breaks."""
    rubric = Rubric(
        "own",
        tuple(Attribute(f"a-quality-{n}", definition="Is it good?") for n in range(attributes)),
    )

    @scorer(metrics={"*": [mean()]}, name="moody")
    def moody():
        return judging(_Moody(), rubric, keeping=True)

    responder = installed().responder("original")
    exchanges = [
        Exchange(f"c{n}", c, "Hm, überlegt.", responder.label) for n, c in enumerate(CONTEXTS)
    ]
    samples = to_respond(responder, exchanges, Origin("demo", {}))
    task = Task(dataset=samples, scorer=moody(), solver=replay(), name="moody")
    how = {"model": "none/none", "display": "none", "epochs": 2, "fail_on_error": False}
    inspect_eval(task, log_dir=str(folder), **how)
    (log,) = folder.glob("*.eval")
    return log


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("made"))


def told(log: OpenLog) -> str:
    """Return all that is asked of a log, comparable."""
    summaries = [
        {
            **{name: one.get(name) for name in ("id", "epoch", "uuid", "error")},
            "metadata": one.get("metadata"),
            "scores": _scores(one),
            "whole": _scores(log.sample(one["id"], one["epoch"])),
        }
        for one in log.summaries()
    ]
    header = log.header()
    scorers = [(s["name"], s.get("options")) for s in header.get("scorers") or []]
    return json.dumps([summaries, header.get("metadata"), scorers], sort_keys=True, indent=1)


def _scores(sample: dict[str, Any]) -> dict[str, Any]:
    found = sample.get("scores") or {}
    return {name: {k: one.get(k) for k in ("value", "metadata")} for name, one in found.items()}


def files_of(log: Path) -> dict[str, Any]:
    with zipfile.ZipFile(log) as old:
        return {name: json.loads(old.read(name)) for name in old.namelist()}


def written(files: dict[str, Any], target: Path, how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(target, "w", compression=how) as new:
        for name, content in files.items():
            new.writestr(name, json.dumps(content))
    return target


def broken_off(log: Path, target: Path) -> Path:
    """Write a log as a kill leaves it: with the journal alone, in several parts."""
    files = {n: c for n, c in files_of(log).items() if n.startswith(("_journal/start", "samples"))}
    summaries = files_of(log)["summaries.json"]
    journal = {f"_journal/summaries/{n}.json": [one] for n, one in enumerate(summaries, 1)}
    return written(files | journal, target)


def scored_again(log: Path, target: Path) -> Path:
    @scorer(metrics={"*": [mean()]}, name="second")
    def second():
        return judging(
            _Moody(), Rubric("own", (Attribute("warmth", definition="Is it warm?"),)), keeping=True
        )

    whole = read_eval_log(str(log))
    whole.samples = [sample for sample in whole.samples if not sample.error]
    write_eval_log(inspect_score(whole, second(), action="append", display="none"), str(target))
    return target


@pytest.mark.parametrize(
    "kind", ["finished", "broken off", "scored again", "deflated", "long", "in frames"]
)
def test_a_log_says_the_same_whoever_reads_it(kind, log, tmp_path, monkeypatch):
    target = tmp_path / "other.eval"
    if kind == "broken off":
        log = broken_off(log, target)
    elif kind == "scored again":
        log = scored_again(log, target)
    elif kind == "deflated":
        log = written(files_of(log), target, zipfile.ZIP_DEFLATED)
    elif kind == "long":
        log = made(tmp_path, attributes=80)
    elif kind == "in frames":  # as Inspect writes files of more than 200 MiB
        monkeypatch.setattr("inspect_ai._util.zipfile._MAX_INPUT_PER_FRAME", 1000)
        log = written(files_of(log), target, zipfile.ZIP_ZSTANDARD)
    with Members(log) as ours:
        assert told(ours) == told(InspectedLog(str(log)))


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_log_is_read_the_same_in_pieces_of_any_size(size, log, monkeypatch):
    monkeypatch.setattr(log_members, "_CHUNK", size)
    with Members(log) as ours:
        assert told(ours) == told(InspectedLog(str(log)))


def test_ratings_of_every_kind_come_through(log):
    reading = read_ratings([log])
    assert reading.unfinished == 2  # the sample that breaks, in each epoch
    assert [r.rating for r in reading.records[:3]] == [None, *[3.0 + len(CONTEXTS[0]) % 3] * 2]
    assert {(r.reason, r.raw, r.attempts, r.recovered) for r in reading.records[::3]} == {
        ("unparseable", 9.0, 3, False)
    }
    assert [(r.exchange_id, r.epoch) for r in reading.records[::3]] == [
        (name, epoch) for name in ("c0", "c2", "c3") for epoch in (1, 2)
    ]
    assert "The judge broke off." in (first_error(str(log)) or "")


def _version(files: dict[str, Any]) -> None:
    files["header.json"]["version"] = 1


def _gap(files: dict[str, Any]) -> None:
    files["_journal/summaries/99.json"] = files.pop("summaries.json")


def _no_list(files: dict[str, Any]) -> None:
    files["summaries.json"] = {"samples": files["summaries.json"]}


def _nothing(files: dict[str, Any]) -> None:
    del files["header.json"], files["_journal/start.json"]


def _twice(files: dict[str, Any]) -> None:
    files["summaries.json"].append(files["summaries.json"][0])


@pytest.mark.parametrize("change", [_version, _gap, _no_list, _nothing, _twice])
def test_a_log_that_is_not_as_it_is_known_is_left_to_inspect(change, log, tmp_path):
    files = files_of(log)
    change(files)
    other = written(files, tmp_path / "other.eval")
    with pytest.raises(UnknownLogError), Members(other) as ours:
        told(ours)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_log_is_left_to_inspect_and_named(at, log, tmp_path):
    whole = log.read_bytes()
    torn = tmp_path / "torn.eval"
    torn.write_bytes(whole[: int(len(whole) * at)])
    with pytest.raises(UnknownLogError), Members(torn):
        pass
    with pytest.raises(DataError, match=r"the log .*torn\.eval cannot be read"):
        read_ratings([torn])


def test_a_damaged_summary_is_not_believed(log, tmp_path):
    damaged = tmp_path / "damaged.eval"
    stored = written(files_of(log), tmp_path / "stored.eval").read_bytes()
    place = stored.index(b'"a-quality-1": 3.0', stored.index(b"summaries.json"))
    damaged.write_bytes(stored[: place + 15] + b"5" + stored[place + 16 :])
    with pytest.raises(UnknownLogError), Members(damaged) as ours:
        told(ours)


def _with_summaries(log: Path, target: Path, summaries: bytes) -> Path:
    files = files_of(log)
    del files["summaries.json"]
    written(files, target)
    with zipfile.ZipFile(target, "a") as opened:
        opened.writestr("summaries.json", summaries)
    return target


@pytest.mark.parametrize("summaries", [b'[{"id": "c\xff"}]', b'[{"id": ' + b"[" * 200_000])
def test_summaries_that_are_no_json_are_left_to_inspect(summaries, log, tmp_path):
    odd = _with_summaries(log, tmp_path / "odd.eval", summaries)
    with Members(odd) as ours, pytest.raises(UnknownLogError):
        list(ours.summaries())
    with pytest.raises(DataError, match=r"odd\.eval cannot be read"):
        read_ratings([odd])


def test_a_log_whose_packed_bytes_are_damaged_is_named(log, tmp_path):
    target = written(files_of(log), tmp_path / "odd.eval", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(target) as opened:
        place = opened.getinfo("summaries.json").header_offset + 200
    content = bytearray(target.read_bytes())
    content[place : place + 40] = bytes(byte ^ 0xFF for byte in content[place : place + 40])
    target.write_bytes(content)
    with pytest.raises(DataError, match=r"odd\.eval cannot be read"):
        read_ratings([target])


def test_half_a_letter_in_an_id_is_no_obstacle(log, tmp_path):
    files = files_of(log)
    for summary in files["summaries.json"]:
        for score in (summary.get("scores") or {}).values():
            score["metadata"]["exchange_id"] += "\ud800"
    records = read_ratings([written(files, tmp_path / "odd.eval")]).ratings
    assert len(from_frame(records)) == 18
    assert set(from_frame(records)["exchange_id"]) == {"c0?", "c2?", "c3?"}


def test_of_two_rows_of_a_sample_the_later_counts_and_nothing_is_counted_twice(log, tmp_path):
    files = files_of(log)
    again = json.loads(json.dumps(files["summaries.json"][0]))
    again["uuid"] = "of-a-second-attempt"
    again["scores"]["moody"]["value"]["a-quality-1"] = 1.0
    files["summaries.json"].append(again)
    before, after = read_ratings([log]), read_ratings([written(files, tmp_path / "two.eval")])
    assert len(after.records) == len(before.records)
    changed = [
        new for old, new in zip(before.records, after.records, strict=True) if old[:9] != new[:9]
    ]
    assert [(r.exchange_id, r.epoch, r.attribute, r.rating) for r in changed] == [
        (again["metadata"]["exchange_id"], again["epoch"], "a-quality-1", 1.0)
    ]


def test_options_that_are_too_long_for_a_summary_come_through(log, tmp_path):
    files = files_of(log)
    for name, content in files.items():
        if name.startswith("samples/"):
            content["metadata"]["dataset_options"] = OPTIONS
    for one in files["summaries.json"]:
        one["metadata"]["dataset_options"] = "Key removed from summary (> 1k)"
    reading = read_ratings([written(files, tmp_path / "other.eval")])
    assert reading.origins == [("demo", OPTIONS)]


def test_a_record_that_no_judge_of_ours_wrote_is_named(log, tmp_path):
    files = files_of(log)
    for sample in files["summaries.json"]:
        for score in sample.get("scores", {}).values():
            del score["metadata"]["rater"]
    with pytest.raises(DataError, match=r"'moody' says of sample 'c0' is not as a judge of mental"):
        read_ratings([written(files, tmp_path / "other.eval")])


def test_a_log_of_ours_is_read_without_inspect(log):
    code = (
        "import sys; from pathlib import Path; from mentaleval.bridge.logs import read_ratings;"
        "assert len(read_ratings([Path(sys.argv[1])]).ratings) == 18; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(log)], capture_output=True, text=True, check=True
    )
    assert "pandas" in done.stdout.split()
    assert "inspect_ai" not in done.stdout.split()


def test_logs_are_found_as_inspect_finds_them(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "deep" / "link").symlink_to(tmp_path / "elsewhere")
    places = ["b.eval", "a.eval", "deep/er/c.eval", "elsewhere/d.eval", "no-log.json"]
    for age, place in enumerate(places):
        (tmp_path / place).write_bytes(b"")
        os.utime(tmp_path / place, (1000 - age, 1000 - age))
    theirs = list_eval_logs(str(tmp_path), formats=["eval"], descending=False)
    found = log_files(tmp_path)
    assert len(found) == 4
    assert found == [info.name.removeprefix("file://") for info in theirs]


def test_responses_are_the_same_in_a_log_of_another_format(log, tmp_path):
    write_eval_log(read_eval_log(str(log)), str(tmp_path / "same.json"))
    ours, theirs = logged_responses(str(log)), logged_responses(str(tmp_path / "same.json"))
    assert ours == theirs
    assert [(s.id, s.input, s.metadata["recorded"]) for s in ours] == [
        (f"c{n}", CONTEXTS[n], "Hm, überlegt.") for n in (0, 2, 3)
    ]
