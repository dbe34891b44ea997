"""A plugin that finds out late that a library is missing: one clear message, and no traceback."""

from __future__ import annotations

import pytest

LATE = """
from mentaleval import Dataset, Exchange, Judge, Responder, hookimpl

class Rates(Judge):
    \"\"\"Needs its library to rate.\"\"\"
    name = "rates-late"
    async def rate(self, exchange, attributes):
        import zz_torch

class Serves(Judge):
    \"\"\"Needs its library to serve its model.\"\"\"
    name = "serves-late"
    def serving(self):
        import zz_torch
    async def rate(self, exchange, attributes):
        return {}

class Prepares(Judge):
    \"\"\"Needs its library to prepare.\"\"\"
    name = "prepares-late"
    def prepared(self, dataset):
        from zz_torch import nn
    async def rate(self, exchange, attributes):
        return {}

class Responds(Responder):
    \"\"\"Needs its library to respond.\"\"\"
    name = "responds-late"
    async def respond(self, exchange):
        import zz_torch

class Echo(Responder):
    \"\"\"Needs nothing.\"\"\"
    name = "echo"
    async def respond(self, exchange):
        return exchange.context

class Reads(Dataset):
    \"\"\"Needs its library to read.\"\"\"
    name = "reads-late"
    def exchanges(self):
        import zz_torch

class One(Dataset):
    \"\"\"One invented call.\"\"\"
    name = "one"
    def exchanges(self):
        yield Exchange("c1", "I cannot sleep.")

@hookimpl
def judges():
    return [Rates, Serves, Prepares]

@hookimpl
def responders():
    return [Responds, Echo]

@hookimpl
def datasets():
    return [Reads, One]
"""
METADATA = ("Provides-Extra: gpu", 'Requires-Dist: zz-torch; extra == "gpu"')
SAID = (
    "the plugin 'late' of mentaleval_late 1.0 cannot go on: it needs the module 'zz_torch', which "
    "is not installed; `pip install 'mentaleval_late[gpu]'` brings it."
)


@pytest.mark.parametrize(
    "asked",
    [
        ("--dataset", "reads-late"),
        ("--dataset", "one", "--responder", "echo", "--judge", "serves-late"),
    ],
    ids=lambda words: words[-1],
)
def test_what_is_missing_before_the_first_call_stops_the_run(install, asked):
    install("mentaleval_late", LATE, entry="late", metadata=METADATA)
    done = install.ran_preloaded("run", "guidance", *asked)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {SAID}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        ("--responder", "echo", "--judge", "rates-late"),
        ("--responder", "echo", "--judge", "prepares-late"),
        ("--judge", "lexical", "--responder", "responds-late"),
    ],
    ids=lambda words: words[-1],
)
def test_what_is_missing_in_the_work_itself_is_the_first_error_of_the_run(install, asked):
    install("mentaleval_late", LATE, entry="late", metadata=METADATA)
    done = install.ran_preloaded("run", "guidance", "--dataset", "one", *asked)
    assert done.returncode == 1
    assert f"the first error was: {SAID}" in done.stderr
    assert "Traceback" not in done.stderr


def test_list_shows_nothing_broken_where_a_library_is_needed_later(install):
    install("mentaleval_late", LATE, entry="late", metadata=METADATA)
    done = install.ran_preloaded("list")
    assert done.returncode == 0
    assert "BROKEN" not in done.stdout
    assert done.stderr == ""


FAILING = """
from mentaleval import Dataset, Exchange, RecordedRating, hookimpl

class Wrong(Dataset):
    \"\"\"Rates with a field that is none.\"\"\"
    name = "wrong"
    def exchanges(self):
        yield Exchange("c1", "I cannot sleep.", "Since when?", "ana")
    def ratings(self):
        yield RecordedRating("c1", "ana", "expert", "human", "empathy", value=3)

@hookimpl
def datasets():
    return [Wrong]
"""


def test_the_fault_of_a_plugin_is_said_plainly_and_with_debug_shown_whole(install):
    install("mentaleval_wrong", FAILING, entry="wrong")
    done = install.ran_preloaded("reliability", "wrong")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "error: the plugin 'wrong' of mentaleval_wrong 1.0 has failed: TypeError: "
    )
    assert "(mentaleval_wrong, line 10)" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in install.ran_preloaded("reliability", "wrong", "--debug").stderr
