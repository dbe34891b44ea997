"""What a new plugin may be called, and everything that is called after it."""

from __future__ import annotations

import ast
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.errors import UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.plugins.reserved import TAKEN_NAMES, WORDS
from mentaleval.scaffold import kind_called, naming
from mentaleval.scaffold.naming import LONGEST


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a distribution with a module on the path, with or without an entry point."""
    monkeypatch.syspath_prepend(tmp_path)

    def add(distribution: str, entry_point: str | None = None) -> None:
        module = distribution.replace("-", "_")
        (tmp_path / f"{module}.py").write_text("raise RuntimeError('broken')\n")
        info = tmp_path / f"{module}-2.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.5\n"
        )
        if entry_point:
            (info / "entry_points.txt").write_text(f"[mentaleval]\n{entry_point} = {module}\n")
        installed.cache_clear()

    yield add
    installed.cache_clear()


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_is_called_by_its_name(kind):
    assert kind_called(kind.value) is kind


@pytest.mark.parametrize(
    ("said", "guess"),
    [
        ("judges", "Did you mean 'judge'?"),
        ("Judge", "Did you mean 'judge'?"),
        ("data-set", "Did you mean 'dataset'?"),
        ("respond", "Did you mean 'responder'?"),
        ("warmth", "There are: dataset, judge, responder."),
    ],
)
def test_an_unknown_kind_gets_its_near_miss(said, guess):
    with pytest.raises(UsageError) as caught:
        kind_called(said)
    assert f"no kind of plugin is called {said!r}. {guess}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("My Judge", "my-judge"),
        ("my_judge", "my-judge"),
        ("my.judge", "my-judge"),
        ("my--judge", "my-judge"),
        ("-warm-", "warm"),
        ("../escape", "escape"),
        ("a/b", "a-b"),
        ("mentaleval-warmth", "warmth"),
        ("mentaleval_warmth", "warmth"),
        ("mentaleval-mentaleval-x", "x"),
        ("mentaleval", None),
        ("", None),
        ("é", None),
        ("a" * (LONGEST + 1), "a" * LONGEST),
        ("warmth\n", "warmth"),
        ("Judges", None),
    ],
)
def test_a_wrong_name_is_refused_with_the_nearest_right_one(name, like):
    with pytest.raises(UsageError) as caught:
        naming(Kind.JUDGE, name)
    message = caught.value.message
    assert message.startswith(f"a plugin cannot be called {name!r}: ")
    assert ("Did you mean" in message) == (like is not None)
    if like:
        assert message.endswith(f"Did you mean {like!r}?")
        assert naming(Kind.JUDGE, like).name == like


def test_a_name_is_refused_for_what_is_wrong_with_it():
    def reason(name):
        with pytest.raises(UsageError) as caught:
            naming(Kind.JUDGE, name)
        return caught.value.message

    assert "NAME stands without what comes before" in reason("mentaleval-warmth")
    assert "lower-case letters and digits" in reason("Warmth")
    assert f"{LONGEST + 1} characters; at most {LONGEST}" in reason("a" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("kind", "name", "owner"),
    [
        (Kind.JUDGE, "lexical", "the plugin 'judges' of mentaleval"),
        (Kind.RESPONDER, "recorded", "the plugin 'responders' of mentaleval"),
        (Kind.DATASET, "demo", "the plugin 'datasets' of mentaleval"),
    ],
)
def test_a_name_that_mentaleval_has_itself_is_refused(kind, name, owner):
    with pytest.raises(UsageError) as caught:
        naming(kind, name)
    assert f"a {kind} cannot be called {name!r}: " in caught.value.message
    assert owner in caught.value.message


@pytest.mark.parametrize("name", sorted(WORDS | TAKEN_NAMES[Kind.RESPONDER]))
def test_what_the_conformance_suite_takes_for_no_name_is_none_here(name):
    with pytest.raises(UsageError, match="cannot be called"):
        naming(Kind.RESPONDER, name)


@pytest.mark.parametrize("name", ["3", "007", "true", "off", "null", "2026-05-01", "2026-13-01"])
def test_what_yaml_reads_as_something_else_is_no_name(name):
    with pytest.raises(UsageError, match="in a run file it would be no name"):
        naming(Kind.JUDGE, name)


def test_another_kind_may_have_the_name():
    assert naming(Kind.DATASET, "lexical").module == "mentaleval_lexical"


def test_the_name_of_a_plugin_is_taken_even_by_a_broken_one(install):
    install("somebodys-warmth", entry_point="warmth")
    with pytest.raises(UsageError, match=r"the plugin 'warmth' of somebodys-warmth 2\.5"):
        naming(Kind.JUDGE, "warmth")


def test_the_name_of_an_installed_package_is_taken(install):
    install("mentaleval-far-off")
    with pytest.raises(UsageError, match=r"the package mentaleval-far-off 2\.5 is installed"):
        naming(Kind.DATASET, "far-off")


def test_the_name_of_a_module_is_taken_and_the_module_is_not_imported(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "mentaleval_nearby.py"
    module.write_text("raise RuntimeError('imported')\n")
    with pytest.raises(UsageError) as caught:
        naming(Kind.JUDGE, "nearby")
    assert f"the module mentaleval_nearby at {module}" in caught.value.message


@pytest.mark.parametrize(
    ("kind", "name", "class_name"),
    [
        (Kind.JUDGE, "warmth", "WarmthJudge"),
        (Kind.JUDGE, "my-judge", "MyJudge"),
        (Kind.JUDGE, "3d", "Judge3d"),
        (Kind.JUDGE, "class-y", "ClassYJudge"),
        (Kind.RESPONDER, "a1", "A1Responder"),
        (Kind.DATASET, "my-dataset", "MyDataset"),
    ],
)
def test_the_class_is_called_after_the_name_and_the_kind(kind, name, class_name):
    assert naming(kind, name).class_name == class_name


@given(st.sampled_from(Kind), st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_every_name_that_is_free_makes_names_for_python(kind, name):
    try:
        names = naming(kind, name)
    except UsageError:
        return
    for made in (names.module, names.class_name):
        assert made.isidentifier()
        assert not keyword.iskeyword(made)
    assert not hasattr(__import__("mentaleval"), names.class_name)
    assert names.module == names.distribution.replace("-", "_")


@given(st.text(max_size=60))
def test_whatever_is_said_gets_a_name_or_a_message_whose_guess_is_a_name(said):
    try:
        assert naming(Kind.JUDGE, said).name == said
    except UsageError as error:
        _, asked, guess = error.message.partition("Did you mean ")
        if asked:
            like = ast.literal_eval(guess.removesuffix("?"))
            assert like != said
            assert _outcome(like) in {"named", "taken"}


def _outcome(name):
    try:
        naming(Kind.JUDGE, name)
    except UsageError as error:
        return "taken" if error.hint else "wrong"
    return "named"
