from __future__ import annotations

from mentaleval.bridge.progress import one_more, progress_line


def test_a_terminal_is_told_how_far_a_stage_is(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_line("responses", 3):
        one_more()
        one_more()
    one_more()  # after the stage there is no line left to move
    out, err = capsys.readouterr()
    assert out == ""
    assert "responses" in err
    assert "2/3" in err


def test_nothing_is_said_where_there_is_no_terminal(capsys, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    with progress_line("responses", 3):
        one_more()
    assert capsys.readouterr() == ("", "")
