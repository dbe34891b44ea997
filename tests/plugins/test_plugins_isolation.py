"""Names that clash, words on import, plugins switched off, and what `list` shows of it."""

from __future__ import annotations

import json
import logging

import pytest

from mentaleval.contract import CONTRACT_VERSION
from mentaleval.errors import PluginError
from mentaleval.plugins import Kind

RATE = "\n    async def rate(self, exchange, attributes): return {}"


def test_a_plugin_that_is_stopped_by_ctrl_c_stops_everything(install):
    install("is_stopped", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        install.found()


def test_a_name_claimed_twice_is_unusable_and_names_both_owners(install, two_classes, good):
    other = good.replace("class Steady", "class Other").replace("[Steady]", "[Other]")
    install("claims_first", good + "\n@hookimpl\ndef responders(): return []")
    install("claims_second", two_classes(f'name = "steady"{RATE}'))
    registry = install.found()
    assert [one.name for one in registry.usable(Kind.JUDGE)] == ["fine"]
    assert registry.names(Kind.JUDGE) == ("fine", "steady")
    assert len(registry.broken()) == 2
    with pytest.raises(PluginError, match=r"claims_first 1\.0 and .*claims_second 1\.0"):
        registry.judge("steady")
    install("claims_third", other)
    with pytest.raises(PluginError, match=r"claims_second 1\.0 and .*third 1\.0"):
        install.found().judge("steady")


def test_a_name_of_mentaleval_itself_stays_its_own(install, good):
    install("mentaleval_own", good)
    (install.folder / "mentaleval_own-1.0.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: mentaleval\nVersion: 1.0\n"
    )
    install("a_claimant", good)
    registry = install.found()
    assert registry.find(Kind.JUDGE, "steady").owner.distribution == "mentaleval"
    claimant = next(p for p in registry.installed if p.distribution == "a_claimant")
    assert "has a name that is taken: by 'extra' of mentaleval" in registry.problems(claimant)[0]


def test_one_class_given_twice_is_no_clash(install, good):
    install("gives_twice", good.replace("[Steady]", "[Steady, Steady]"))
    registry = install.found()
    assert registry.judge("steady").name == "steady"
    assert registry.installed[0].notices == ("gives the judge 'steady' twice",)


def test_two_classes_of_one_plugin_cannot_share_a_name(install, two_classes):
    install("shares_names", two_classes(f'name = "fine"{RATE}'))
    registry = install.found()
    assert registry.usable(Kind.JUDGE) == ()
    with pytest.raises(PluginError, match=r"'extra' of shares_names 1\.0 gives to 2 classes"):
        registry.judge("fine")


def test_a_responder_cannot_be_called_as_the_solver_that_replays(install, two_classes):
    source = two_classes(f'name = "x"{RATE}').replace('"echo"', '"replay"')
    install("calls_replay", source)
    registry = install.found()
    assert registry.usable(Kind.RESPONDER) == ()
    assert len(registry.usable(Kind.JUDGE)) == 2


LOUD = """
import os, sys, subprocess, warnings
print("Loading\\n the weights")
print("to stderr", file=sys.stderr)
os.write(1, b"from a library in C")
subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
warnings.warn("it is slow")
warnings.warn("it is old", DeprecationWarning)
"""


def test_what_a_plugin_prints_on_import_is_kept_and_told(install, good, capfd):
    install("prints_much", LOUD + good)
    registry = install.found()
    assert capfd.readouterr() == ("", "")
    assert registry.installed[0].notices == (
        "prints on import: 'Loading'",
        "warns on import: 'UserWarning: it is slow'",
    )
    assert registry.judge("steady").name == "steady"


def test_a_log_handler_that_a_plugin_makes_works_afterwards(install, good, capfd):
    handler = "import logging\nlogging.getLogger('loud').addHandler(logging.StreamHandler())\n"
    install("makes_a_handler", handler + good)
    install.found()
    logging.getLogger("loud").error("said later")
    logging.getLogger("loud").handlers.clear()
    assert capfd.readouterr() == ("", "said later\n")


def test_a_disabled_plugin_is_not_even_imported(install, good):
    install("mentaleval_loud_one", "raise SystemExit", entry="by.name")
    install("mentaleval_other", "raise SystemExit", entry="other")
    install("the_good_one", good)
    registry = install.found(disabled=("By-Name", " mentaleval.other ", "", "typo"))
    assert [plugin.disabled for plugin in registry.installed] == [True, True, False]
    assert registry.broken() == ()
    assert registry.notices == (
        "MENTALEVAL_DISABLE names 'typo', but no such plugin or distribution is installed",
    )
    with pytest.raises(PluginError, match=r"Switched off by MENTALEVAL_DISABLE: 'by\.name' of"):
        registry.judge("loud")


def test_asking_for_what_a_broken_plugin_may_hold_gives_the_reason(install, good):
    install("mentaleval_warmth", "import _no_such", entry="warmth")
    install("the_good_one", good)
    with pytest.raises(PluginError, match=r"'warmth' of mentaleval_warmth 1\.0: it needs the mod"):
        install.found().judge("warmth")


def test_list_shows_every_state_and_its_json_is_clean(install, good):
    install("mentaleval_torchy", "import _no_such", entry="torchy")
    install("mentaleval_loud", LOUD + good, entry="loud")
    install("mentaleval_off", "raise SystemExit", entry="off")
    done = install.ran("list", "--json", MENTALEVAL_DISABLE="off,nobody")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    plugins = {entry["name"]: entry for entry in document["plugins"]}
    assert "needs the module '_no_such'" in plugins["torchy"]["problem"]
    assert plugins["loud"]["notices"][0] == "prints on import: 'Loading'"
    assert plugins["loud"]["provides"] == {"datasets": 0, "responders": 0, "judges": 1}
    assert plugins["loud"]["contract"] == CONTRACT_VERSION
    assert (plugins["off"]["disabled"], plugins["off"]["problem"]) == (True, None)
    assert "'nobody'" in document["notices"][0]
    assert "broken: 'torchy' of mentaleval_torchy 1.0" in done.stderr
    assert "Loading" not in done.stderr


def test_list_cuts_no_reason_at_eighty_columns_nor_in_a_pipe(install):
    long = "a-reason-" + "that-has-no-end-" * 12
    install("mentaleval_long", f"raise RuntimeError('{long} and more')", entry="a" * 30)
    for width in ({}, {"COLUMNS": "80"}):
        done = install.ran("list", "plugins", **width)
        assert f"{long}andmore(mentaleval_long,line1)" in "".join(done.stdout.split())
        assert "…" not in done.stdout


def test_list_of_one_kind_warns_of_broken_plugins_and_shows_broken_classes(install, two_classes):
    install("half_broken", two_classes('name = "broken"'))
    done = install.ran("list", "judges")
    assert done.returncode == 0
    assert "BROKEN: does not define rate()" in done.stdout
    assert "broken: 'extra' of half_broken 1.0; `mentaleval list plugins` says why" in done.stderr


def test_a_plugin_that_asks_for_the_plugins_while_it_is_read_harms_nobody(install, good):
    install("a_recursive_one", "from mentaleval.plugins import installed; installed()\n" + good)
    done = install.ran("list", "judges")
    assert done.returncode == 0
    assert "steady" in done.stdout
    assert "lexical" in done.stdout
    assert done.stderr == ""
