"""A file arrives whole from a real server, whatever the server does."""

from __future__ import annotations

import hashlib
import json
import resource
import threading
from dataclasses import replace

import pytest

from mentaleval import DataError


def left(fetching):
    """What is in the folder, but for the lock."""
    files = [p for p in fetching.folder.rglob("*") if p.is_file() and p.suffix != ".lock"]
    return sorted(file.relative_to(fetching.folder).as_posix() for file in files)


def begun(fetching, fetch, origin):
    """Have a fetch broken off, and return where its part is."""
    origin.faults = [("cut", 200_000), *[500] * 5]
    with pytest.raises(DataError):
        fetch(fetching)
    return fetching.folder / ".mentaleval-fetch/small.csv.part"


def test_a_file_is_fetched_and_what_came_is_noted(small, fetch, origin, content):
    told = []
    fetching = small()
    path = fetch(fetching, tell=lambda done, of: told.append((done, of)))
    assert path.read_bytes() == content
    assert left(fetching) == ["mentaleval-data.json", "small.csv"]
    assert told[-1] == (len(content), len(content))
    assert origin.sent == len(content)
    record = json.loads((fetching.folder / "mentaleval-data.json").read_text())
    about = record["dataset"], record["licence"], record["citation"]
    assert about == ("small", "MIT", "Us (2026)")
    noted = record["files"]["small.csv"]
    assert noted["url"] == f"{origin.address}/small.csv"
    assert noted["sha256"] == hashlib.sha256(content).hexdigest()
    assert (noted["size"], noted["revision"], noted["known"]) == (len(content), "r1", "declared")


def test_a_truncated_download_is_gone_on_with(small, fetch, origin, content):
    origin.faults = [("cut", 200_000), ("cut", 50_000)]
    assert fetch(small()).read_bytes() == content
    starts = [asked.get("Range") for asked in origin.asked]
    assert starts[0] is None
    assert all(start and start != "bytes=0-" for start in starts[1:])
    assert origin.sent < 1.3 * len(content)  # and not twice as much


def test_a_server_that_breaks_off_again_and_again_is_gone_on_with(small, fetch, origin, content):
    origin.faults = [("cut", 40_000)] * 9
    assert fetch(small()).read_bytes() == content


def test_a_download_of_which_no_length_was_said_is_gone_on_with(small, fetch, origin, content):
    origin.announces = False  # as it ends, so it could end well
    origin.faults = [("cut", 200_000)]
    assert fetch(small()).read_bytes() == content
    assert origin.asked[1]["Range"] == "bytes=200000-"


def test_a_part_from_another_address_is_not_gone_on_with(small, fetch, origin):
    fetching = small()
    begun(fetching, fetch, origin)
    other = replace(fetching.published.files[0], url=f"{origin.address}/v2/small.csv")
    fetch(replace(fetching, published=replace(fetching.published, files=(other,))))
    assert "Range" not in origin.asked[-1]


def test_a_server_without_ranges_starts_anew(small, fetch, origin, content):
    origin.ranges = False
    origin.faults = [("cut", 200_000)]
    assert fetch(small()).read_bytes() == content


def test_without_a_mark_of_the_file_nothing_is_glued(small, fetch, origin, content):
    origin.etag = ""
    origin.faults = [("cut", 200_000)]
    assert fetch(small()).read_bytes() == content
    assert all("Range" not in asked for asked in origin.asked)


def test_a_download_that_goes_on_keeps_its_part_for_the_next_command(small, fetch, origin, content):
    fetching = small()
    origin.faults = [("cut", 200_000), *[500] * 5]
    with pytest.raises(DataError, match=r"500.*bytes are here, and the same command goes on there"):
        fetch(fetching)
    assert not (fetching.folder / "small.csv").exists()
    origin.sent = 0
    assert fetch(fetching).read_bytes() == content
    assert origin.sent < 0.5 * len(content)


@pytest.mark.parametrize("heeds", [True, False])
def test_a_file_that_changed_in_between_is_not_glued(heeds, small, fetch, origin, content):
    fetching = small()
    origin.content, origin.etag = content[::-1], '"old"'
    assert begun(fetching, fetch, origin).read_bytes() == content[::-1][:196_608]
    origin.content, origin.etag, origin.heeds = content, '"new"', heeds
    assert fetch(fetching).read_bytes() == content


def test_a_download_that_was_killed_at_its_last_byte_is_ended(small, fetch, origin, content):
    fetching = small(size=None)
    part = begun(fetching, fetch, origin)
    part.write_bytes(content)
    origin.sent = 0
    assert fetch(fetching).read_bytes() == content
    assert origin.sent == 0


def test_a_part_that_is_longer_than_the_file_is_thrown_away(small, fetch, origin, content):
    fetching = small(size=None)
    part = begun(fetching, fetch, origin)
    part.write_bytes(content * 2)
    assert fetch(fetching).read_bytes() == content


def test_a_server_that_fails_for_a_while_is_asked_again_as_it_says(
    small, fetch, origin, content, slept
):
    origin.faults = [503, 500, 429]
    assert fetch(small()).read_bytes() == content
    assert slept == [7, 7, 7]


def test_a_server_that_breaks_off_is_asked_again_later_and_later(small, fetch, origin, slept):
    origin.faults = [("cut", 0)] * 9
    with pytest.raises(DataError, match="of 'small' was not fetched: "):
        fetch(small())
    assert slept == [0.5, 1, 2, 4]


def test_a_file_that_is_not_there_is_asked_for_once(small, fetch, origin):
    origin.faults = [404]
    with pytest.raises(
        DataError, match=r"127\.0\.0\.1 does not give the file: status 404"
    ) as error:
        fetch(small())
    assert len(origin.asked) == 1
    assert f"by hand: get {origin.address}/small.csv" in error.value.hint


@pytest.mark.parametrize(
    "target", ["http://203.0.113.9/small.csv", "file:///etc/passwd", "ftp://127.0.0.1/x", ""]
)
def test_it_is_not_sent_on_to_an_unsafe_address(target, small, fetch, origin):
    fetching = small()
    origin.faults = [("to", target)]
    with pytest.raises(DataError, match=r"which does not begin with https://"):
        fetch(fetching)
    assert left(fetching) == []


def test_it_is_sent_on_to_a_safe_address_but_not_for_ever(small, fetch, origin, content):
    origin.faults = [("to", "/elsewhere.csv")]
    assert fetch(small()).read_bytes() == content
    origin.faults = [("to", "/again.csv")] * 20
    with pytest.raises(DataError, match="only ever sends from one address to another"):
        fetch(small("other.csv"))
    assert len(origin.asked) < 10


@pytest.mark.parametrize("size", [300_000, None])
def test_a_server_that_never_stops_is_cut_off(size, small, fetch, origin, monkeypatch):
    monkeypatch.setattr("mentaleval.fetching.download.MOST", 400_000)
    fetching = small(size=size)
    origin.faults = ["endless"]
    with pytest.raises(DataError, match=r"it has (at most 4|3)00,000 bytes, but .* does not stop"):
        fetch(fetching)
    assert left(fetching) == []


def test_another_size_than_declared_is_refused_at_once(small, fetch):
    fetching = small(size=10)
    with pytest.raises(DataError, match=r"it has 10 bytes, but 127.0.0.1 has 300,000 bytes"):
        fetch(fetching)
    assert left(fetching) == []


def test_wrong_content_is_thrown_away_and_both_sums_are_said(small, fetch, origin, content):
    fetching = small()
    origin.content = content[::-1]
    with pytest.raises(DataError) as error:
        fetch(fetching)
    for sent in (content, content[::-1]):
        assert hashlib.sha256(sent).hexdigest() in error.value.message
    assert left(fetching) == []
    origin.content = content
    assert fetch(fetching).read_bytes() == content


def test_what_is_packed_on_the_way_or_empty_is_no_file(small, fetch, origin):
    origin.faults = ["packed"]
    with pytest.raises(DataError, match="sends the file packed"):
        fetch(small())
    origin.content = b""
    with pytest.raises(DataError, match="sends an empty file"):
        fetch(small(sha256=None, size=None, unverified=True))


def test_without_a_server_one_message_says_what_to_do_by_hand(small, fetch, origin):
    fetching = small()
    origin.close()
    with pytest.raises(DataError, match=r"127\.0\.0\.1 cannot be reached: Connection refused") as e:
        fetch(fetching)
    assert f"{origin.address}/small.csv (SHA-256 sum " in e.value.hint
    assert f"put it into {fetching.folder} as small.csv" in e.value.hint


def test_a_full_disk_is_said_and_what_has_arrived_stays(small, fetch, content):
    fetching = small()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DataError, match=f"{fetching.folder} cannot be written to: File too"):
            fetch(fetching)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (fetching.folder / "small.csv").exists()
    assert fetch(fetching).read_bytes() == content


def test_a_folder_that_cannot_be_is_said(small, fetch):
    fetching = small()
    fetching.folder.write_text("a file")
    with pytest.raises(DataError, match="small cannot be written to: File exists"):
        fetch(fetching)


def test_two_fetches_at_a_time_do_not_spoil_each_other(small, origin, content):
    from mentaleval.fetching.fetch import alone_in  # noqa: PLC0415

    said, fetching = [], small()
    origin.faults = [("hold", 100_000)]

    def carry_out():
        with alone_in(fetching.folder, said.append):
            for file in fetching.wanted():
                fetching.fetch(file)

    threads = [threading.Thread(target=carry_out) for _ in range(2)]
    threads[0].start()
    assert origin.held.wait(30)
    threads[1].start()
    while not said:
        threads[1].join(0.01)
    assert "another fetch into" in said[0]
    origin.go_on.set()
    for thread in threads:
        thread.join()
    assert (fetching.folder / "small.csv").read_bytes() == content
    assert len(origin.asked) == 1


def test_a_server_that_falls_silent_is_not_waited_for(small, fetch, origin, monkeypatch):
    monkeypatch.setattr("mentaleval.fetching.asking._PATIENCE", (5, 0.1))
    origin.faults = [("hold", 0)] * 5
    with pytest.raises(DataError, match=r"127\.0\.0\.1 stopped sending\."):
        fetch(small())


def test_a_server_that_cannot_prove_who_it_is_is_asked_once(small, fetch, slept):
    fetching = small()
    file = fetching.published.files[0]
    secure = replace(file, url=file.url.replace("http:", "https:"))
    fetching = replace(fetching, published=replace(fetching.published, files=(secure,)))
    with pytest.raises(DataError, match=r"127\.0\.0\.1 does not prove that it is 127\.0\.0\.1"):
        fetch(fetching)
    assert slept == []


def test_the_proxy_that_the_environment_names_is_asked(small, fetch, origin, content, monkeypatch):
    monkeypatch.setenv("http_proxy", origin.address)
    fetching = small()
    file = fetching.published.files[0]
    nowhere = replace(file, url="http://127.0.0.1:9/small.csv")
    fetching = replace(fetching, published=replace(fetching.published, files=(nowhere,)))
    assert fetch(fetching).read_bytes() == content
    origin.close()
    with pytest.raises(DataError, match="by the proxy that the environment names"):
        fetch(replace(fetching, folder=fetching.folder / "other"))
