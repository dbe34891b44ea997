"""``reliability --with-text`` and ``--viewer``: from a verdict to single responses."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from inspect_ai.log import read_eval_log_sample, read_eval_log_sample_summaries

from mentaleval.cli import main
from mentaleval.plugins import installed

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.fixture(scope="module")
def bundle(demo_run, tmp_path_factory):
    """The demo's logs as a static site."""
    site = tmp_path_factory.mktemp("bundle") / "site"
    assert main(["view", str(demo_run[0]), "--bundle", str(site)]) == 0
    return site


@pytest.fixture
def page(monkeypatch):
    """What the page is made from: to draw its figures takes longest, and tests/browser reads it."""
    given = {}

    def draw(assessment, **words):
        given.update(words, assessment=assessment)
        return "a page"

    monkeypatch.setattr("mentaleval.pages.reliability_page", draw)
    return given


def _named(assessment):
    single = [cell for cell in assessment.cells if not cell.composite]
    return {(one.exchange_id, one.responder) for cell in single for one in cell.apart}


def test_every_log_behind_a_verdict_holds_the_samples_that_are_named(demo_run, capsys):
    assert main(["reliability", str(demo_run[0]), "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    for one in document["behind"]:
        held = read_eval_log_sample_summaries(str(demo_run[0] / one["log"]))
        assert [*one["samples"]] == sorted(str(sample.id) for sample in held)
    judges = {cell["judge"]: cell["apart"] for cell in document["cells"]}
    for judge, apart in judges.items():
        for one in apart:
            log = str(demo_run[0] / one["log"])
            (score,) = read_eval_log_sample(log, one["sample"], one["epoch"]).scores.values()
            said = [score.metadata[name] for name in ("rater", "exchange_id", "responder")]
            assert said == [judge, one["exchange_id"], one["responder"]]


@pytest.mark.parametrize("source", ["logs", "data set"])
def test_only_the_texts_of_the_responses_that_are_named_are_shown(
    source, demo_run, page, here, capsys
):
    given = str(demo_run[0]) if source == "logs" else "demo"
    assert main(["reliability", given, "--html", str(here / "a.html"), "--with-text"]) == 0
    there = {(e.id, e.responder): e for e in installed().dataset("demo").exchanges()}
    named = _named(page["assessment"])
    assert page["texts"] == {key: there[key] for key in named}
    assert len(named) < len(there)
    assert "without text" not in capsys.readouterr().err


def test_without_the_option_the_page_is_given_no_text(page, here):
    assert main(["reliability", "demo", "--html", str(here / "a.html")]) == 0
    assert page["texts"] is None


@pytest.mark.usefixtures("here")
def test_of_two_texts_for_one_response_neither_is_shown(demo_run, page, monkeypatch, capsys):
    def told(path, *, tell):
        del path, tell
        return [replace(e, response=f"{e.response}!") for e in exchanges if e.responder == "warm"]

    exchanges = [*installed().dataset("demo").exchanges()]
    monkeypatch.setattr("mentaleval.bridge.earlier.earlier_exchanges", told)
    words = ["demo", str(demo_run[0]), "--html", "a.html", "--with-text"]
    assert main(["reliability", *words]) == 0
    named = _named(page["assessment"])
    warm = {key for key in named if key[1] == "warm"}
    assert warm
    assert page["texts"].keys() == named - warm
    assert (
        f"{len(warm)} of {len(named)} responses are shown without text" in capsys.readouterr().err
    )


def test_a_file_of_ratings_holds_no_text_and_is_named(demo_run, here, capsys):
    assert main(["ratings", str(demo_run[0]), "--out", "ratings.csv"]) == 0
    words = ["--humans", "ratings.csv", "--html", "a.html", "--with-text"]
    assert main(["reliability", "ratings.csv", *words]) == 2
    said = capsys.readouterr().err
    assert "ratings.csv holds ratings and no texts" in said
    assert not (here / "a.html").exists()


@pytest.mark.usefixtures("here", "page")
def test_texts_may_come_from_the_source_of_the_human_ratings(demo_run, capsys):
    assert main(["ratings", str(demo_run[0]), "--out", "ratings.csv"]) == 0
    words = ["--humans", "demo", "--html", "a.html", "--with-text"]
    assert main(["reliability", "ratings.csv", *words]) == 0
    assert "without text" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--with-text"], "add --html FILE"),
        (["--viewer", "http://127.0.0.1:7575"], "add --html FILE"),
        (["--with-text", "--html", "a.html", "--method", "published"], "--method published"),
        (["--html", "a.html", "--viewer", "localhost:7575"], "neither an address nor a folder"),
        (["--html", "a.html", "--viewer", "javascript:alert(1)"], "neither an address"),
        (["--html", "a.html", "--viewer", "."], "neither an address nor a folder"),
    ],
)
def test_an_option_that_cannot_be_carried_out_is_refused(here, capsys, words, why):
    assert main(["reliability", "demo", *words]) == 2
    assert why in capsys.readouterr().err
    assert not (here / "a.html").exists()


@pytest.mark.usefixtures("here")
def test_compare_shows_no_single_response_and_offers_neither_option(capsys):
    for words in (["--with-text"], ["--viewer", "http://127.0.0.1:7575"]):
        with pytest.raises(SystemExit):
            main(["compare", "demo", "--html", "a.html", *words])
        assert "unrecognized arguments" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_served_viewer_is_told_which_folder_it_must_serve(demo_run, page, capsys):
    words = ["--html", "a.html", "--viewer", "http://127.0.0.1:7575"]
    assert main(["reliability", str(demo_run[0] / "judgements"), *words]) == 0
    assert "judgements` serves http://127.0.0.1:7575" in capsys.readouterr().err
    assert page["viewer"] == "http://127.0.0.1:7575"
    logs = {log.name for log in (demo_run[0] / "judgements").glob("*.eval")}
    assert {one.log for one in page["assessment"].behind} == logs


def test_a_bundle_is_linked_as_the_page_sees_it(demo_run, bundle, page, capsys):
    (bundle.parent / "reports").mkdir(exist_ok=True)
    words = ["--html", str(bundle.parent / "reports" / "a.html"), "--viewer", str(bundle)]
    assert main(["reliability", str(demo_run[0]), *words]) == 0
    assert page["viewer"] == "../site"
    behind = {one.log for one in page["assessment"].behind}
    assert all((bundle / "logs" / log).is_file() for log in behind)
    assert "warning" not in capsys.readouterr().err


@pytest.mark.usefixtures("here", "page")
def test_a_bundle_of_another_folder_is_told_apart(demo_run, bundle, capsys):
    words = ["--html", "a.html", "--viewer", str(bundle)]
    assert main(["reliability", str(demo_run[0] / "judgements"), *words]) == 0
    assert "lacks 16 of 16 logs" in capsys.readouterr().err


@pytest.mark.usefixtures("page")
def test_logs_of_several_runs_are_named_from_the_folder_that_holds_both(demo_run, here, page):
    for name in ("one", "two"):
        shutil.copytree(demo_run[0], here / "logs" / name)
    words = ["--html", "a.html", "--viewer", "http://127.0.0.1:7575"]
    assert main(["reliability", "logs/one/judgements", "logs/two/judgements", *words]) == 0
    assert all((here / "logs" / one.log).is_file() for one in page["assessment"].behind)


@pytest.mark.usefixtures("here", "page")
def test_a_viewer_without_logs_to_show_is_told_of(capsys):
    words = ["--html", "a.html", "--viewer", "http://127.0.0.1:7575"]
    assert main(["reliability", "demo", *words]) == 0
    assert "links nothing" in capsys.readouterr().err


def test_a_bundle_is_linked_from_where_a_page_in_a_linked_folder_lies(demo_run, bundle, page, here):
    (here / "deep" / "real").mkdir(parents=True)
    (here / "linked").symlink_to("deep/real")
    (here / "site").symlink_to(bundle)
    words = ["--html", "linked/a.html", "--viewer", "site"]
    assert main(["reliability", str(demo_run[0]), *words]) == 0
    assert (here / "deep" / "real" / page["viewer"]).resolve() == bundle.resolve()
