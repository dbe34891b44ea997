"""A folder belongs to one run, and to one process at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from mentaleval.bridge.folder import SETTINGS_FILE, claim_folder, differences, own_folder
from mentaleval.bridge.run_files import RUN_FILE, departures
from mentaleval.bridge.samples import read_exchanges
from mentaleval.bridge.settings import RunSettings
from mentaleval.documents.marked import read_marked
from mentaleval.documents.runs import RunDocument, run_in
from mentaleval.errors import UsageError
from mentaleval.plugins import installed


def _whole() -> RunSettings:
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


@pytest.fixture
def settings():
    return _whole()


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
    assert [options["model"] for _, options, _ in marker["judges"]] == [
        "openai/gpt-4o-mini",
        "anthropic/claude-3-5-haiku-latest",
    ]
    assert len(marker["responders"]) == 1


def test_the_run_file_names_whom_it_leaves_out_and_why(settings, tmp_path):
    claim_folder(replace(settings, epochs=3, max_retries=2), tmp_path)
    judge = installed().judge("lexical")
    claim_folder(replace(settings, judges=[judge], max_retries=2), tmp_path)
    run = run_in(read_marked(tmp_path / RUN_FILE))
    assert [choice.name for choice in run.judges or ()] == ["lexical"]
    assert (run.epochs, run.max_retries, run.limit, run.seed) == (1, 2, 2, 1)
    text = (tmp_path / RUN_FILE).read_text()
    said = "the judge openai/gpt-4o-mini has rated 3 times here, and this file asks once"
    assert f"\n# Left out: {said}.\n" in text
    assert run.expects.prompts == _marker(tmp_path)["prompts"]
    assert run.expects.exchanges == settings.identity()["exchanges"]


def test_whoever_fits_the_present_command_is_in_the_run_file(settings, tmp_path):
    registry = installed()
    lexical, keyword = registry.judge("lexical"), registry.judge("keyword")
    other = registry.responder("anthropic/claude-3-5-haiku-latest")
    first = replace(settings, judges=[lexical])
    claim_folder(first, tmp_path)
    claim_folder(replace(first, responders=[other]), tmp_path)
    run = run_in(read_marked(tmp_path / RUN_FILE))
    assert len(run.responders or ()) == 2  # each is rated once by the one judge that there is
    claim_folder(replace(settings, responders=[other], judges=[keyword]), tmp_path)
    run = run_in(read_marked(tmp_path / RUN_FILE))
    assert [choice.name for choice in run.judges or ()] == ["lexical", "keyword"]
    assert [choice.options["model"] for choice in run.responders or ()] == [other.model]
    said = "the responder openai/gpt-4o has been rated never or once here, and this file asks once"
    assert f"\n# Left out: {said}.\n" in (tmp_path / RUN_FILE).read_text()


def test_a_name_with_the_end_of_a_line_stays_in_its_comment(settings, tmp_path):
    judge = installed().judge("keyword", {"word": "a\nlimit: 99\u2028b\x85c\x00"})
    claim_folder(replace(settings, judges=[judge]), tmp_path)
    claim_folder(replace(settings, epochs=2), tmp_path)
    assert (
        "# Left out: the judge keyword[word=a limit: 99 b c " in (tmp_path / RUN_FILE).read_text()
    )
    assert run_in(read_marked(tmp_path / RUN_FILE)).limit == 2


LABELS = st.sets(st.integers(0, 2), min_size=1)
COMMANDS = st.lists(st.tuples(LABELS, LABELS, st.integers(1, 3)), min_size=1, max_size=6)


@pytest.mark.slow
@given(commands=COMMANDS)
@settings_of_hypothesis(max_examples=25)
def test_the_run_file_asks_nobody_again_however_the_folder_grew(commands):
    registry, whole = installed(), _whole()
    raters = [registry.responder(f"openai/r{n}") for n in range(3)]
    judges = [registry.judge(f"openai/j{n}") for n in range(3)]
    rated: dict[tuple[str, str], int] = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for who, by, epochs in commands:
            asked = replace(
                whole,
                responders=[raters[n] for n in sorted(who)],
                judges=[judges[n] for n in sorted(by)],
                epochs=epochs,
            )
            if differences(asked, folder):  # fewer epochs
                continue
            claim_folder(asked, folder)
            rated |= {(j.label, r.label): epochs for j in asked.judges for r in asked.responders}
            run = run_in(read_marked(folder / RUN_FILE))
            by_file = _as_run(whole, run)
            pairs = {(j.label, r.label) for j in by_file.judges for r in by_file.responders}
            assert {rated[pair] for pair in pairs} == {run.epochs}
            assert pairs >= {(j.label, r.label) for j in asked.judges for r in asked.responders}
            before = (folder / RUN_FILE).read_bytes(), _marker(folder)["repeats"]
            assert not differences(by_file, folder)
            claim_folder(by_file, folder)
            assert ((folder / RUN_FILE).read_bytes(), _marker(folder)["repeats"]) == before


def _as_run(whole: RunSettings, run: RunDocument) -> RunSettings:
    registry = installed()
    return replace(
        whole,
        responders=[registry.responder(c.name, c.options) for c in run.responders or ()],
        judges=[registry.judge(c.name, c.options) for c in run.judges or ()],
        epochs=run.epochs,
    )


@pytest.mark.parametrize("name", ["", " ", "no such", "..", "\x00", "a/b"])
def test_a_name_that_is_no_distribution_leads_to_no_warning(name, settings):
    assert not [*departures(RunDocument(made_with={name: "2"}), settings)]


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
        (b'{"identity": {}, "repeats": {"lexical": 1}}', "are written in another way"),
        (b'{"identity": {}, "judges": [["lexical", {}]]}', "are written in another way"),
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
