"""Answers of servers that mean harm: one message each, and nothing of this computer is reached."""

from __future__ import annotations

import json

import pytest
from requests.adapters import HTTPAdapter

from mentaleval import DataError
from mentaleval.cli import main
from mentaleval.fetching.asking import answer, new_session


@pytest.mark.parametrize("target", ["https://[bad", "https://a..b/x", "https://a:b/x"])
def test_a_way_that_is_no_address_is_said(target, small, fetch, origin):
    origin.faults = [("to", target)]
    with pytest.raises(DataError, match=r"was not fetched: .*(is no address|not begin with https)"):
        fetch(small())


def test_a_size_of_5000_digits_is_said(small, fetch, origin):
    def give(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", "9" * 5000)
        handler.end_headers()

    origin.give = give
    with pytest.raises(DataError, match=r"says a size of 5,000 digits"):
        fetch(small())


def test_a_reason_commands_no_terminal(small, fetch, origin):
    origin.give = lambda handler, _: handler.wfile.write(
        b"HTTP/1.0 403 \x1b]0;owned\x07\x1b[2J\r\n\r\n"
    )
    with pytest.raises(DataError) as error:
        fetch(small())
    assert "\\x1b]0;owned" in error.value.message
    assert "\x1b" not in error.value.message


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nobody_elsewhere_sends_to_this_computer(scheme, origin):
    class FromElsewhere(HTTPAdapter):
        def send(self, request, **options):
            request.url = request.url.replace("https://example.org", origin.address)
            return super().send(request, **options)

    origin.faults = [("to", origin.address.replace("http", scheme))]
    with new_session() as session:
        session.mount("https://example.org", FromElsewhere())
        with (
            pytest.raises(DataError, match="which is this computer; nothing is fetched from"),
            answer(session, "https://example.org/x", {}),
        ):
            pass
    assert len(origin.asked) == 1


@pytest.mark.parametrize("announces", [True, False])
def test_a_file_whose_end_nobody_said_is_noted(announces, small, fetch, origin):
    origin.announces = announces
    fetching = small(sha256=None, size=None, unverified=True)
    fetch(fetching)
    noted = json.loads((fetching.folder / "mentaleval-data.json").read_text())
    assert noted["files"]["small.csv"]["end_told"] is announces


def test_a_file_that_is_not_the_published_one_is_named(
    small, published, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path))
    published(small().published)
    (tmp_path / "small").mkdir()
    (tmp_path / "small/small.csv").write_text("my own")
    assert main(["data"]) == 0
    assert "not as published" in capsys.readouterr().out
    for words in (["path", "small"], ["export", "small", "--out", str(tmp_path / "x.jsonl")]):
        assert main(["data", *words]) == 0
        assert "warning: small.csv is not the file that was pub" in capsys.readouterr().err
    assert main(["data", "card", "small"]) == 0
    assert "**Caution:** small.csv is not the file that was published" in capsys.readouterr().out
