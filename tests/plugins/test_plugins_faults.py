"""Every fault of a plugin is told with its reason, and harms nothing else: real ones, on disk."""

from __future__ import annotations

import pytest

from mentaleval.contract import CONTRACT_VERSION
from mentaleval.errors import PluginError
from mentaleval.plugins import Kind

HOOK = "from mentaleval import hookimpl\n@hookimpl\n"
RATE = "\n    async def rate(self, exchange, attributes): return {}"

IMPORT_FAULTS = [
    ("raise RuntimeError('no such model')", "RuntimeError: no such model (a_broken_one, line 1)"),
    ("def", "SyntaxError"),
    ("import sys; sys.exit(3)", "ends the program when imported (3)"),
    ("import asyncio; raise asyncio.CancelledError", "CancelledError (a_broken_one, line 1)"),
    ("import pytest; pytest.skip('x', allow_module_level=True)", "Skipped: x"),
    ("raise RuntimeError('two\\n lines \\x1b[31m')", "RuntimeError: two lines [31m (a_broken"),
    ("class E(Exception):\n    def __str__(self): return 1\nraise E", "E"),
    ("def f(): f()\nf()", "RecursionError"),
    ("import sys; sys.stdout = sys.stderr = None", "answers none of the hooks"),
    ("import _no.such", "it needs the module '_no', which is not installed"),
    ("x = 1", "answers none of the hooks"),
    ("def judges(): return []", "its function judges() is not marked with @hookimpl"),
]
HOOK_FAULTS = [
    (HOOK + "def judgess(): return []", "judgess(), which is none of the hooks"),
    (HOOK + "def judgess(): return []", "Did you mean judges()?"),
    (HOOK + "def judges(config): return []", "judges() must be a plain function without param"),
    (HOOK + "def judges(): return 3", "judges() must return a list of classes; not int"),
    (HOOK + "def judges(): pass", "judges() must return a list of classes; it returned nothing"),
    (HOOK + "def judges(): yield 1", "must return a list of classes; not generator"),
    (HOOK + "def judges(): return [int]", "derived from mentaleval.Judge; it returned <class"),
    (HOOK + "def judges(): import _no_such; return []", "needs the module '_no_such'"),
    (HOOK + "def judges(): raise SystemExit(2)", "ends the program"),
    (HOOK + "def datasets(): raise ValueError('late')", "ValueError: late (a_broken_one, line 3)"),
]


@pytest.mark.parametrize(("source", "problem"), IMPORT_FAULTS + HOOK_FAULTS)
def test_a_broken_plugin_is_shown_with_its_reason_and_harms_no_other(
    install, good, source, problem
):
    install("a_broken_one", source, entry="broken")
    install("the_good_one", good)
    registry = install.found()
    broken, healthy = registry.installed
    assert problem in (broken.problem or "")
    assert str(broken) == "'broken' of a_broken_one 1.0"
    assert registry.broken() == (broken,)
    assert registry.problems(healthy) == ()
    assert registry.judge("steady", {"value": 2}).value == 2
    with pytest.raises(PluginError, match=r"Broken and not read: 'broken' of a_broken_one 1\.0"):
        registry.judge("nothing-like-it")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ('name = "broken"', "judge 'broken' does not define rate()"),
        (f'name = "Not Good"{RATE}', "lower-case letters"),
        (f'name: str = "broken"{RATE}', 'needs a line `name = "..."`, without a type'),
        (f'name = "broken"\n    attributes: int = 1{RATE}', "has an option 'attributes', which"),
        (f'name = "broken"\n    rubric: str = ""{RATE}', "has an option 'rubric', which"),
        (f'name = "broken"\n    x: "Unknown" = 1{RATE}', "cannot be described: PydanticUserError"),
        (f'name = "broken"\n    x: float = float("inf"){RATE}', "cannot be described: ValueError"),
        (f'name = "broken"\n    family = 3{RATE}', "its family must be text, not int"),
        (
            f'name = "broken"{RATE}\n    @classmethod\n    def summary(cls): return None',
            "cannot be described: summary() must return text, not NoneType",
        ),
        (
            f'name = "broken"{RATE}\n    @classmethod\n    def model_json_schema(cls): return []',
            "cannot be described: model_json_schema() must return the schema of an object",
        ),
        (
            f'name = "broken"{RATE}\n    @classmethod\n    def summary(cls): return 1 / 0',
            "cannot be described: ZeroDivisionError",
        ),
    ],
)
def test_a_broken_class_leaves_the_rest_of_its_plugin_usable(install, two_classes, fault, problem):
    install("half_broken", two_classes(fault))
    registry = install.found()
    (plugin,) = registry.installed
    (told,) = registry.problems(plugin)
    assert problem in told
    assert [one.name for one in registry.usable(Kind.JUDGE)] == ["fine"]
    assert registry.responder("echo").label == "echo"
    if "Not Good" not in fault and "name:" not in fault:
        with pytest.raises(PluginError, match=r"'broken' of 'extra' of half_broken 1\.0 cannot"):
            registry.judge("broken")


def test_an_instance_in_place_of_a_class_is_named(install, good):
    install("an_instance", good.replace("[Steady]", "[Steady()]"))
    (plugin,) = install.found().installed
    assert "it returned an instance of Steady" in (plugin.problem or "")


def test_a_hook_that_fails_leaves_the_others(install, good):
    install("one_hook", good + "\n@hookimpl\ndef judgess(): return []\ndef datasets(): return []")
    registry = install.found()
    assert registry.judge("steady").name == "steady"
    (plugin,) = registry.installed
    assert "Did you mean judges()?" in (plugin.problem or "")
    assert plugin.notices == ("datasets() is not marked with @hookimpl: not asked",)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("not_there", "its module 'not_there' is not there"),
        ("no_attribute:nothing", "its module 'no_attribute' has no 'nothing'"),
        ("no module", "its entry point 'no module' names no module"),
    ],
)
def test_an_entry_point_that_leads_nowhere_says_so(install, good, value, problem):
    install("no_attribute", good, value=value)
    (plugin,) = install.found().installed
    assert problem in (plugin.problem or "")


@pytest.mark.parametrize(
    ("metadata", "module", "told"),
    [
        (
            ("Provides-Extra: torch", 'Requires-Dist: Zz_Torch>=2; extra == "torch"'),
            "zz_torch.nn",
            "the module 'zz_torch', which is not installed; `pip install 'needs_more[torch]'`",
        ),
        (("Requires-Dist: zz-torch",), "zz_torch", "`pip install needs_more` brings it"),
        (("Requires-Dist: zz torch ]",), "zz_torch", "which is not installed"),
        ((), "mentaleval.nothing", "it needs another version of mentaleval"),
    ],
)
def test_a_missing_module_comes_with_the_command_that_brings_it(install, metadata, module, told):
    install("needs_more", f"import {module}", metadata=metadata)
    (plugin,) = install.found().installed
    assert told in (plugin.problem or "")


def test_a_name_that_mentaleval_does_not_have_tells_which_version_is_asked_for(install):
    install(
        "needs_newer",
        "from mentaleval import Judge, Telepathy",
        metadata=("Requires-Dist: mentaleval>=99", "Requires-Dist: mentaleval>=0.0.1"),
    )
    (plugin,) = install.found().installed
    told = plugin.problem or ""
    assert told.startswith("it needs another version of mentaleval: ")
    assert told.endswith("has no 'Telepathy' in 'mentaleval'; it asks for mentaleval>=99")


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (CONTRACT_VERSION + 1, "this mentaleval has version 1: upgrade mentaleval"),
        (0, "reads versions from 1 on: ask its author"),
        ("'one'", "MENTALEVAL_CONTRACT must be a whole number, as 1; it is 'one'"),
        (True, "must be a whole number"),
    ],
)
def test_a_plugin_for_another_contract_is_not_read(install, good, version, told):
    install("other_contract", good + f"\nMENTALEVAL_CONTRACT = {version}\n")
    registry = install.found()
    assert told in (registry.installed[0].problem or "")
    assert registry.provided == ()


def test_a_plugin_for_a_later_contract_that_cannot_be_imported_says_the_version_first(install):
    install("of_tomorrow", "from mentaleval import Telepathy\nMENTALEVAL_CONTRACT: int = 2\n")
    (plugin,) = install.found().installed
    assert plugin.contract == 2
    assert "written for version 2 of the contract; this mentaleval has version 1" in (
        plugin.problem or ""
    )


def test_a_plugin_for_this_contract_is_read(install, good):
    install("of_today", good + f"\nMENTALEVAL_CONTRACT = {CONTRACT_VERSION}\n")
    registry = install.found()
    assert registry.broken() == ()
    assert registry.installed[0].contract == CONTRACT_VERSION


def test_a_plugin_that_cannot_be_set_up_says_whose_fault_that_is(install, good):
    late = "def model_post_init(self, _):\n        import _no_such\n\n    async def rate"
    install("fails_late", good.replace("async def rate", late))
    with pytest.raises(PluginError) as caught:
        install.found().judge("steady")
    assert str(caught.value) == (
        "the judge 'steady' of 'extra' of fails_late 1.0 cannot be set up: "
        "it needs the module '_no_such', which is not installed"
    )


def test_a_default_that_is_wrong_is_not_blamed_on_the_user(install, good):
    install("bad_default", good.replace("Field(3,", "Field(9, validate_default=True,"))
    with pytest.raises(PluginError, match="option 'value' cannot be 9, its own default"):
        install.found().judge("steady")


def test_a_distribution_without_metadata_is_read_all_the_same(install, good):
    install("lost_metadata", good)
    (install.folder / "lost_metadata-1.0.dist-info/METADATA").unlink()
    registry = install.found()
    assert str(registry.installed[0]) == "'extra' of unknown distribution ?"
    assert registry.judge("steady").name == "steady"
