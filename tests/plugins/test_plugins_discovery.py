"""Discovery with real distributions on disk, where all is well."""

from __future__ import annotations

import pytest

from mentaleval.errors import PluginError
from mentaleval.plugins import Kind, installed


def test_first_party_plugins_are_found_through_entry_points():
    registry = installed()
    assert {p.name for p in registry.installed} >= {"datasets", "responders", "judges"}
    assert not registry.broken()
    assert {"demo", "mentalalign-70k", "counsel-chat", "table"} <= set(registry.names(Kind.DATASET))
    assert {"model", "recorded", "original"} <= set(registry.names(Kind.RESPONDER))
    assert {"rubric", "recorded", "lexical", "keyword"} <= set(registry.names(Kind.JUDGE))


def test_every_first_party_option_is_described():
    for provided in installed().provided:
        for name, field in provided.plugin.model_fields.items():
            assert field.description, f"{provided.kind} {provided.name}: {name}"
        assert provided.plugin.summary().endswith(".")


def test_a_plugin_is_made_with_its_options(install, good):
    install("good_one", good)
    judge = install.found().judge("steady", {"value": "4", "hint": None})
    assert judge.value == 4
    assert judge.label == "steady[value=4]"
    assert judge.options() == {"value": 4}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"valeu": "3"}, "has no option 'valeu'. Did you mean 'value'? Its options: value, hint."),
        ({"value": "many"}, "option 'value' cannot be 'many'"),
        ({"value": "9"}, "option 'value' cannot be '9': Input should be less than or equal to 5"),
    ],
)
def test_wrong_options_are_named_with_what_would_be_right(install, good, options, said):
    install("good_two", good)
    with pytest.raises(PluginError) as caught:
        install.found().judge("steady", options)
    assert said in str(caught.value)


def test_an_unknown_name_gets_its_near_miss(install, good):
    install("good_three", good)
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
