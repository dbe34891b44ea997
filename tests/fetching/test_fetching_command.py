"""``mentaleval data``: what is said, where what is fetched goes, and how it ends."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

from mentaleval import DataError, Published, PublishedFile, local_copy
from mentaleval.cli import main


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder of all data."""
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def declare(origin, published):
    """Declare files of the server with these sums; ``a=None`` has none."""

    def make(gated=None, **sums):
        files = (PublishedFile(f"{n}.csv", f"{origin.address}/{n}.csv", s) for n, s in sums.items())
        told = "r1", "https://example.org", "CC-BY-4.0", "Us (2026)"
        published(Published(tuple(files), *told, gated=gated, note="invented words"))

    return make


def ended(capsys, *words):
    status = main(["data", *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_licence_and_citation_are_said_even_before_nothing_comes(declare, sha256, origin, capsys):
    declare(a=sha256)
    origin.close()
    status, out, err = ended(capsys, "fetch", "small")
    assert (status, out) == (2, "")
    for words in ("licence: CC-BY-4.0", "cite: Us (2026)", "note: invented words", "revision r1"):
        assert 0 <= err.find(words) < err.find("error: ")


def test_what_is_fetched_is_where_data_sets_look(declare, sha256, home, content, capsys):
    declare(a=sha256)
    assert ended(capsys, "path", "small")[:2] == (2, "")
    status, out, err = ended(capsys, "fetch", "small")
    assert (status, out) == (0, f"{home / 'small'}\n")
    assert "fetched: a.csv, 300 kB; its SHA-256 sum is right" in err
    assert (local_copy("small", None) / "a.csv").read_bytes() == content
    assert ended(capsys, "path", "small") == (0, f"{home / 'small'}\n", "")


def test_without_a_variable_files_go_to_the_users_own_folder(declare, sha256, tmp_path, capsys):
    declare(a=sha256)
    assert ended(capsys, "fetch", "small")[0] == 0
    assert local_copy("small", None) == tmp_path / "home/mentaleval/small"


def test_what_is_here_needs_no_network(declare, sha256, home, origin, capsys):
    declare(a=sha256)
    origin.close()
    (home / "small").mkdir(parents=True)
    (home / "small/a.csv").write_bytes(origin.content)
    (home / "small").chmod(0o500)
    status, out, err = ended(capsys, "fetch", "small")
    assert (status, out) == (0, f"{home / 'small'}\n")
    assert "here: a.csv; its SHA-256 sum is right" in err
    assert [path.name for path in (home / "small").iterdir()] == ["a.csv"]


def test_another_file_than_the_published_one_is_refused_and_kept(declare, sha256, home, capsys):
    declare(a=sha256)
    (home / "small").mkdir(parents=True)
    (home / "small/a.csv").write_text("mine")
    status, _, err = ended(capsys, "fetch", "small")
    assert status == 2
    assert "a.csv is not the file that was published" in err
    assert sha256 in err
    assert (home / "small/a.csv").read_text() == "mine"


def test_a_file_without_a_known_sum_is_not_fetched_by_itself(declare, origin, home, capsys):
    declare(a=None)
    status, out, err = ended(capsys, "fetch", "small")
    assert (status, out) == (2, "")
    assert (
        "error: nothing was fetched. Left out, since nobody knows their SHA-256 sums: a.csv" in err
    )
    assert "--sha256 [FILE=]HEX" in err
    assert "--unverified" in err
    assert origin.asked == []
    assert not home.exists()


def test_of_several_files_only_those_without_a_sum_are_left_out(declare, sha256, home, capsys):
    declare(a=sha256, b=None, c=None)
    status, _, err = ended(capsys, "fetch", "small")
    assert status == 0
    assert "warning: left out, since nobody knows their SHA-256 sums: b.csv, c.csv" in err
    assert sorted(p.name for p in (home / "small").glob("*.csv")) == ["a.csv"]
    assert ended(capsys, "path", "small")[2] == "not there: b.csv, c.csv\n"


def test_a_sum_that_the_user_knows_is_held_against_what_came(declare, sha256, home, capsys):
    declare(a=sha256, b=None)
    status, _, err = ended(capsys, "fetch", "small", "--sha256", "f" * 64)
    assert status == 2
    assert f"and should be\n  {'f' * 64}" in err
    assert not (home / "small/b.csv").exists()
    status, _, err = ended(capsys, "fetch", "small", "--sha256", f"b.csv={sha256.upper()}")
    assert status == 0
    assert "fetched: b.csv, 300 kB; its SHA-256 sum is the one that you gave" in err
    assert "b.csv; its SHA-256 sum is the one that you gave" in ended(capsys, "fetch", "small")[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("abc", "'abc': a SHA-256 sum has 64 hexadecimal digits"),
        ("c.csv=abc", "--sha256 names 'c.csv': FILE=HEX would be right, where FILE is b.csv"),
        (f"a.csv={'0' * 64}", "'a.csv' has the sum"),
    ],
)
def test_a_sum_that_can_be_none_is_refused(given, said, declare, origin, capsys):
    declare(a="1" * 64, b=None)
    status, _, err = ended(capsys, "fetch", "small", "--sha256", given)
    assert status == 2
    assert said in err
    assert origin.asked == []


def test_what_came_unverified_is_held_against_itself_later(declare, home, origin, capsys):
    declare(a=None)
    status, _, err = ended(capsys, "fetch", "small", "--unverified")
    assert status == 0
    assert "unverified: its SHA-256 sum is now in mentaleval-data.json" in err
    (home / "small/a.csv").unlink()
    for word in ("fetched: a.csv, 300 kB", "here: a.csv"):
        said = f"{word}; its SHA-256 sum is as when it first came; nobody declares one"
        assert said in ended(capsys, "fetch", "small")[2]
    noted = json.loads((home / "small/mentaleval-data.json").read_text())["files"]["a.csv"]
    assert noted["known"] == "first fetch"

    (home / "small/a.csv").unlink()
    origin.content = b"another file by now"
    status, _, err = ended(capsys, "fetch", "small", "--unverified")
    assert status == 2
    assert "what came is not the file that was published" in err

    (home / "small/a.csv").write_text("changed on this computer")
    with pytest.raises(DataError, match=r"a\.csv is not the file that was published"):
        local_copy("small", None)
    with pytest.raises(DataError, match=r"a\.csv is not the file that was published"):
        local_copy("small", home / "small")
    assert ended(capsys, "fetch", "small")[0] == 2


def test_a_record_that_is_none_is_said(home):
    (home / "small").mkdir(parents=True)
    (home / "small/a.csv").write_text("a")
    for text in ("{", "[]", '{"files": {"a.csv": 1}}', '{"files": {"a.csv": {"sha256": 5}}}'):
        (home / "small/mentaleval-data.json").write_text(text)
        with pytest.raises(DataError, match="no record of fetched files"):
            local_copy("small", None)


def test_what_is_gated_is_never_fetched(declare, sha256, home, origin, capsys):
    declare(a=sha256, gated="ask the authors.")
    status, out, err = ended(capsys, "fetch", "small", "--unverified")
    assert (status, out) == (2, "")
    assert "given on terms, and not fetched: ask the authors." in err
    assert f"put a.csv into {home / 'small'}" in err
    assert origin.asked == []
    (home / "small").mkdir(parents=True)
    (home / "small/a.csv").write_bytes(origin.content)
    assert ended(capsys, "fetch", "small")[0] == 0


def test_a_gated_file_may_have_another_name(declare, home, capsys):
    declare(a=None, gated="ask the authors.")
    (home / "small").mkdir(parents=True)
    assert "; the only .csv file there will do" in ended(capsys, "fetch", "small")[2]
    (home / "small/._mine.csv").write_text("of another computer")
    (home / "small/mine.CSV").write_text("a,b")
    status, out, err = ended(capsys, "fetch", "small")
    assert (status, out) == (0, f"{home / 'small'}\n")
    assert "here: mine.CSV, taken for a.csv; nobody knows its SHA-256 sum" in err
    assert ended(capsys, "path", "small") == (0, f"{home / 'small'}\n", "")
    assert re.split(r" {2,}", ended(capsys)[1].splitlines()[1])[1] == "yes, 3 bytes"
    (home / "small/other.csv").write_text("which of the two?")
    assert ended(capsys, "fetch", "small")[0] == 2
    assert "not there: a.csv" in ended(capsys, "path", "small")[2]


@pytest.mark.parametrize("sums", [{"a": "1" * 64}, {"a": None, "b": None}])
def test_of_a_gated_file_that_is_known_another_name_will_not_do(sums, declare, home, capsys):
    declare(gated="ask the authors.", **sums)
    (home / "small").mkdir(parents=True)
    (home / "small/mine.csv").write_text("a,b")
    status, _, err = ended(capsys, "fetch", "small")
    assert status == 2
    assert "will do" not in err


def test_a_hostile_archive_is_thrown_away_though_its_sum_is_right(
    published, origin, home, capsys, tmp_path
):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.csv", "a,b\n")
    origin.content = (tmp_path / "x.zip").read_bytes()
    file = PublishedFile("x.zip", f"{origin.address}/x.zip", None)
    published(Published((file,), None, "https://example.org", "MIT", "Us"))
    status, _, err = ended(capsys, "fetch", "small", "--unverified")
    assert status == 2
    assert "is named by a path that leads out of the archive" in err
    assert not (home / "small/x.zip").exists()


def test_another_folder_is_named(declare, sha256, tmp_path, content, capsys):
    declare(a=sha256)
    status, out, err = ended(capsys, "fetch", "small", "--to", str(tmp_path / "own"))
    assert (status, out) == (0, f"{tmp_path / 'own'}\n")
    assert f"-D path={tmp_path / 'own'} reads them from there" in err
    assert (tmp_path / "own/a.csv").read_bytes() == content


def test_the_list_says_what_is_here_and_what_fetching_takes(declare, sha256, home, capsys):
    declare(a=sha256, b=None)
    (home / "small").mkdir(parents=True)
    (home / "small/b.csv").write_text("b")
    _, out, err = ended(capsys)
    assert re.split(r" {2,}", out.splitlines()[1]) == [
        "small",
        "1 of 2 files",
        "unknown",
        "CC-BY-4.0",
    ]
    assert f"the folder of all: {home}" in err
    status, out, _ = ended(capsys, "list", "--json")
    (entry,) = json.loads(out)["datasets"]
    assert status == 0
    assert entry["path"] == str(home / "small")
    assert (entry["here"], entry["size_here"], entry["size_to_fetch"]) == (False, 1, None)
    assert [file["here"] for file in entry["files"]] == [False, True]
    (home / "small/b.csv").unlink()
    (home / "small/b.csv").symlink_to("nowhere")
    assert re.split(r" {2,}", ended(capsys)[1].splitlines()[1])[1] == "no"
    (home / "small/of my own").mkdir()
    assert re.split(r" {2,}", ended(capsys)[1].splitlines()[1])[1] == "other files"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fetch"], "needs the name of a data set"),
        (["list", "small"], "takes no name"),
        (["path", "small", "--to", "x"], "--to belongs to `mentaleval data fetch`"),
        (["fetch", "small", "--json"], "--json belongs to `mentaleval data list`"),
        (["fetch", "smal"], "no dataset is called 'smal'"),
    ],
)
def test_a_command_that_cannot_be_is_refused(words, said, declare, sha256, capsys):
    declare(a=sha256)
    status, out, err = ended(capsys, *words)
    assert (status, out) == (2, "")
    assert said in err


def test_a_data_set_may_declare_nothing_but_no_nonsense(published, capsys):
    published(None)
    assert "declares no files to fetch" in ended(capsys, "fetch", "small")[2]
    assert "nothing to fetch for: small" in ended(capsys)[2]
    published("https://example.org")
    assert "its `published` is no Published, but str" in ended(capsys, "fetch", "small")[2]
