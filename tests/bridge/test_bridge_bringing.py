"""What is read at a URL beside logs of runs: files of ratings, and earlier responses."""

from __future__ import annotations

import json

import pytest

from mentaleval.bridge.bringing import bring
from mentaleval.bridge.store import Store
from mentaleval.cli import main
from mentaleval.errors import DataError, UsageError

pytestmark = pytest.mark.filterwarnings("ignore")  # of the client of the object store

COLUMNS = ("exchange_id", "responder", "attribute", "rater", "rater_kind", "rating")


def _table(kind, rater, shift):
    """Return simulated ratings as a CSV file."""
    rows = [
        (f"c{n}", "r", "safety", rater, kind, 1 + (n + shift * (n % 3 == 0)) % 5) for n in range(30)
    ]
    lines = [COLUMNS, *rows]
    return "\n".join(",".join(map(str, line)) for line in lines).encode()


@pytest.fixture
def store(bucket):
    store = Store(f"s3://{bucket}/study")
    store.write("judges.csv", _table("judge", "j", 1))
    store.write("human [1].csv", _table("human", "h", 0))
    store.write("more/else.csv", b"not this")
    return store


def test_human_ratings_are_read_at_a_url(store, capsys, tmp_path):
    target = tmp_path / "found.json"
    words = ["reliability", f"{store}/judges.csv", "--humans", f"{store}/human [1].csv"]
    assert main([*words, "--json", str(target)]) == 0
    assert [cell["judge"] for cell in json.loads(target.read_text())["cells"]] == ["j"]
    assert f"{store}/human [1].csv is read at " in " ".join(capsys.readouterr().err.split())


def test_a_file_that_has_changed_is_brought_anew_and_one_that_is_gone_is_named(store):
    place = bring(f"{store}/judges.csv")
    assert [file.name for file in place.parent.glob("*.csv")] == ["judges.csv"]
    store.write("judges.csv", b"changed")
    assert bring(f"{store}/judges.csv").read_bytes() == b"changed"
    with pytest.raises(DataError, match=r"there is no file at s3://.*/none\.csv"):
        bring(f"{store}/none.csv")


def test_a_file_that_the_network_offers_to_be_downloaded_is_refused():
    with pytest.raises(UsageError, match="several machines cannot share a folder there"):
        bring("https://example.org/human.csv")


def test_human_ratings_at_a_file_url_are_read_where_they_are(tmp_path, capsys):
    (tmp_path / "judges.csv").write_bytes(_table("judge", "j", 1))
    (tmp_path / "humans.csv").write_bytes(_table("human", "h", 0))
    urls = [f"file://{tmp_path}/{name}.csv" for name in ("judges", "humans")]
    assert main(["reliability", urls[0], "--humans", urls[1]]) == 0
    assert str(tmp_path / "humans.csv") in "".join(capsys.readouterr().err.split("\n"))


def test_earlier_responses_are_read_at_a_file_url_and_nowhere_else(tmp_path, capsys):
    words = ["run", "guidance", "--limit", "1", "--judge", "lexical"]
    first, second = tmp_path / "first", tmp_path / "second"
    assert main([*words, "--log-dir", str(first)]) == 0
    responses = ["--responses", f"file://{first}"]
    assert main([*words, *responses, "--log-dir", str(second)]) == 0
    assert [*second.rglob("*.eval")]
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main([*words, "--responses", "s3://key:secret@bucket/run"])
    assert left.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "what lies at s3:// is not on this machine: copy the logs here" in said
    assert "secret" not in said
