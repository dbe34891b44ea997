"""Discovery with real distributions on disk: good ones, broken ones, and twins."""

from __future__ import annotations

import importlib.metadata
import sys
from textwrap import dedent

import pytest

from mentaleval.errors import PluginError
from mentaleval.plugins import Kind, collect, installed

GOOD = """
from mentaleval import Judge, Rating, hookimpl
from pydantic import Field

class Steady(Judge):
    \"\"\"Rates everything the same.\"\"\"
    name = "steady"
    value: int = Field(3, description="The rating.", ge=1, le=5)
    hint: str | None = None

    async def rate(self, exchange, attributes):
        return {a.name: Rating(self.value) for a in attributes}

@hookimpl
def judges():
    return [Steady]
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install modules as distributions with an entry point each, and collect them."""
    monkeypatch.syspath_prepend(tmp_path)
    names: list[str] = []

    def add(name: str, source: str, entry: str = "extra") -> None:
        (tmp_path / f"{name}.py").write_text(dedent(source))
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[mentaleval]\n{entry} = {name}\n")
        names.append(name)

    def found():
        for name in names:
            sys.modules.pop(name, None)
        points = [
            point
            for dist in importlib.metadata.distributions(path=[str(tmp_path)])
            for point in dist.entry_points
        ]
        return collect(sorted(points, key=lambda p: p.value))

    add.found = found
    return add


def test_first_party_plugins_are_found_through_entry_points():
    registry = installed()
    assert {p.name for p in registry.installed} >= {"datasets", "responders", "judges"}
    assert not [p for p in registry.installed if p.problem]
    assert {"demo", "mentalalign-70k", "counsel-chat", "table"} <= set(registry.names(Kind.DATASET))
    assert {"model", "recorded", "original"} <= set(registry.names(Kind.RESPONDER))
    assert {"rubric", "recorded", "lexical", "keyword"} <= set(registry.names(Kind.JUDGE))


def test_every_first_party_option_is_described():
    for provided in installed().provided:
        for name, field in provided.plugin.model_fields.items():
            assert field.description, f"{provided.kind} {provided.name}: {name}"
        assert provided.plugin.summary().endswith(".")


def test_a_plugin_is_made_with_its_options(install):
    install("good_one", GOOD)
    judge = install.found().judge("steady", {"value": "4", "hint": None})
    assert judge.value == 4
    assert judge.label == "steady[value=4]"
    assert judge.options() == {"value": 4}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("raise RuntimeError('no such model')", "RuntimeError: no such model"),
        ("import a_library_that_is_not_there", "ModuleNotFoundError"),
        ("import sys; sys.exit(3)", "ends the program when imported"),
        ("x = 1", "answers none of the hooks"),
        ("from mentaleval import hookimpl\n@hookimpl\ndef jugdes(): return []", "jugdes"),
        ("from mentaleval import hookimpl\n@hookimpl\ndef judges(): return 3", "must return"),
        ("from mentaleval import hookimpl\n@hookimpl\ndef judges(): return [int]", "derived from"),
        (GOOD.replace('"steady"', '"Not Good"'), "lower-case letters"),
        (GOOD.replace("async def rate", "async def rat"), "does not define rate()"),
        (GOOD + "\n@hookimpl\ndef datasets():\n    raise ValueError('late')", "late"),
    ],
)
def test_a_broken_plugin_is_shown_with_its_reason_and_harms_no_other(install, source, problem):
    install("a_broken_one", source, entry="broken")
    install("the_good_one", GOOD)
    registry = install.found()
    broken, good = registry.installed
    assert problem in (broken.problem or "")
    assert good.problem is None
    assert registry.names(Kind.JUDGE) == ("steady",)
    with pytest.raises(PluginError, match=r"Broken and not read: 'broken' of a_broken_one 1\.0"):
        registry.judge("nothing-like-it")


def test_a_name_claimed_twice_is_unusable_and_names_both_owners(install):
    install("claims_first", GOOD)
    install("claims_second", GOOD)
    registry = install.found()
    assert len(registry.installed) == 2
    assert registry.usable(Kind.JUDGE) == ()
    with pytest.raises(PluginError, match=r"claims_first 1\.0 and .*claims_second 1\.0"):
        registry.judge("steady")


def test_what_a_plugin_prints_on_import_does_not_reach_stdout(install, capsys):
    install("loud", "print('hello')\n" + GOOD)
    install.found()
    out, err = capsys.readouterr()
    assert (out, err) == ("", "hello\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"valeu": "3"}, "has no option 'valeu'. Did you mean 'value'? Its options: value, hint."),
        ({"value": "many"}, "option 'value' cannot be 'many'"),
        ({"value": "9"}, "option 'value' cannot be '9': Input should be less than or equal to 5"),
    ],
)
def test_wrong_options_are_named_with_what_would_be_right(install, options, said):
    install("good_two", GOOD)
    with pytest.raises(PluginError) as caught:
        install.found().judge("steady", options)
    assert said in str(caught.value)


def test_an_unknown_name_gets_its_near_miss(install):
    install("good_three", GOOD)
    with pytest.raises(PluginError, match="Did you mean 'steady'"):
        install.found().judge("stedy")


@pytest.mark.parametrize(
    ("model", "label", "lineage"),
    [
        ("openai/gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06", "openai/gpt-4o"),
        ("anthropic/claude-3-7-sonnet-20250219", None, "anthropic/claude-3-7-sonnet"),
    ],
)
def test_a_name_with_a_slash_is_a_model(model, label, lineage):
    judge = installed().judge(model)
    assert (judge.name, judge.label, judge.lineage) == ("rubric", label or model, lineage)
    responder = installed().responder(model)
    assert (responder.name, responder.label) == ("model", label or model)
