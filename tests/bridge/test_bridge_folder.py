"""A folder belongs to one run, and to one process at a time."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mentaleval.bridge.folder import SETTINGS_FILE, claim_folder, own_folder
from mentaleval.bridge.run_files import RUN_FILE
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.documents.runs import read_run
from mentaleval.errors import UsageError
from mentaleval.plugins import installed


@pytest.fixture
def settings():
    registry = installed()
    dataset = registry.dataset("demo")
    return RunSettings(
        task="mentalbench",
        dataset=dataset,
        exchanges=read_exchanges(dataset, 2),
        responders=[registry.responder("openai/gpt-4o")],
        judges=[registry.judge("openai/gpt-4o-mini")],
        limit=2,
        seed=1,
    )


def _marker(folder):
    return json.loads((folder / SETTINGS_FILE).read_text())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"task": "empathy"}, "task was 'mentalbench', is 'empathy'"),
        ({"limit": 3}, "limit was 2, is 3"),
        ({"seed": 2}, "seed was 1, is 2"),
        ({"model_args": {"device": "cpu"}}, "model_args was {}, is"),
    ],
)
def test_other_settings_are_refused_by_name(changed, said, settings, tmp_path):
    claim_folder(settings, tmp_path)
    before = _marker(tmp_path)
    with pytest.raises(UsageError, match="holds a run with other settings") as caught:
        claim_folder(replace(settings, **changed), tmp_path)
    assert said in str(caught.value)
    assert _marker(tmp_path) == before


def test_data_that_changed_under_the_same_name_are_refused(settings, tmp_path):
    claim_folder(settings, tmp_path)
    first, second = settings.exchanges[0], settings.exchanges[1]
    for other in ([first], [second, first], [replace(first, response="another"), second]):
        with pytest.raises(UsageError, match="its contexts or responses are others"):
            claim_folder(replace(settings, exchanges=other), tmp_path)


def test_another_prompt_is_refused_with_both_fingerprints(settings, tmp_path):
    claim_folder(settings, tmp_path)
    marker = _marker(tmp_path)
    name = "judge openai/gpt-4o-mini"
    now, marker["prompts"][name] = marker["prompts"][name], "0badc0de"
    (tmp_path / SETTINGS_FILE).write_text(json.dumps(marker))
    with pytest.raises(UsageError, match="holds a run with other settings") as caught:
        claim_folder(settings, tmp_path)
    assert f"the {name} asked another model or with other words" in str(caught.value)
    assert f"(fingerprint 0badc0de, now {now})" in str(caught.value)


def test_judges_responders_and_epochs_may_be_added_and_prompts_of_old_ones_are_remembered(
    settings, tmp_path
):
    claim_folder(settings, tmp_path)
    old = _marker(tmp_path)["prompts"]
    judge = installed().judge("anthropic/claude-3-5-haiku-latest")
    claim_folder(replace(settings, judges=[judge], epochs=3), tmp_path)
    marker = _marker(tmp_path)
    assert marker["epochs"] == 3
    assert marker["prompts"].items() > old.items()
    assert [options["model"] for _, options in marker["judges"]] == [
        "openai/gpt-4o-mini",
        "anthropic/claude-3-5-haiku-latest",
    ]
    assert len(marker["responders"]) == 1


def test_the_run_file_is_that_of_all_that_the_folder_holds(settings, tmp_path):
    claim_folder(replace(settings, epochs=3, max_retries=2), tmp_path)
    judge = installed().judge("lexical")
    claim_folder(replace(settings, judges=[judge], max_retries=2), tmp_path)
    run = read_run(tmp_path / RUN_FILE)
    assert [choice.name for choice in run.judges or ()] == ["rubric", "lexical"]
    assert (run.epochs, run.max_retries, run.limit, run.seed) == (3, 2, 2, 1)
    assert run.expects.prompts == _marker(tmp_path)["prompts"]
    assert run.expects.exchanges == settings.identity()["exchanges"]


def test_a_refused_run_leaves_the_run_file_as_it_was(settings, tmp_path):
    claim_folder(settings, tmp_path)
    before = (tmp_path / RUN_FILE).read_bytes()
    with pytest.raises(UsageError, match="seed was 1, is 2"):
        claim_folder(replace(settings, seed=2), tmp_path)
    assert (tmp_path / RUN_FILE).read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"identity": {"task": "ment', "does not say which run"),
        (b"", "does not say which run"),
        (b"\xff\xfe\x00", "does not say which run"),
        (b"[1, 2]", r"no JSON object but \[1, 2\]"),
        (b'{"identity": 7}', "'identity' is no JSON object but 7"),
        (b'{"identity": {}, "prompts": "x"}', "'prompts' is no JSON object"),
        (b'{"identity": {}, "judges": {}}', r"'judges' is no JSON list but \{\}"),
        (b"{}", "task was None, is 'mentalbench'"),
    ],
)
def test_a_marker_that_is_spoilt_is_named(content, said, settings, tmp_path):
    (tmp_path / SETTINGS_FILE).write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        claim_folder(settings, tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / SETTINGS_FILE).read_bytes() == content


def test_a_marker_half_written_by_a_killed_process_is_no_obstacle(settings, tmp_path):
    claim_folder(settings, tmp_path)
    (tmp_path / SETTINGS_FILE).with_suffix(".part").write_text('{"identity": {"ta')
    claim_folder(settings, tmp_path)


def test_a_file_or_a_folder_that_cannot_be_made_is_refused(settings, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(UsageError, match="is a file, not a folder"), own_folder(settings, file):
        pass
    inside = file / "logs"
    with pytest.raises(UsageError, match="cannot be used"), own_folder(settings, inside):
        pass


def test_a_second_run_is_refused_before_it_writes_anything(settings, tmp_path):
    more = replace(settings, epochs=5)
    with own_folder(settings, tmp_path):
        with (
            pytest.raises(UsageError, match="another process is at work"),
            own_folder(more, tmp_path),
        ):
            pass
        assert _marker(tmp_path)["epochs"] == 1
    with own_folder(more, tmp_path):
        assert _marker(tmp_path)["epochs"] == 5


def test_a_refused_run_leaves_the_folder_free(settings, tmp_path):
    claim_folder(settings, tmp_path)
    other = replace(settings, seed=9)
    with pytest.raises(UsageError, match="other settings"), own_folder(other, tmp_path):
        pass
    with own_folder(settings, tmp_path):
        pass


def test_what_goes_wrong_inside_is_not_said_of_the_folder(settings, tmp_path):
    with pytest.raises(OSError, match="of the work itself"), own_folder(settings, tmp_path):
        raise OSError("of the work itself")
