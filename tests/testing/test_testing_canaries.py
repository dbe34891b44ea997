"""The canaries: the same every time, and no hostile twin is the better response."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mentaleval.rubric import SEVEN
from mentaleval.testing import ATTACKS, CLEAN, PLEA, canaries, measuring, twins

ALL = list(canaries())
CLEAN_ONES = {e.id: e for e in ALL if e.responder == CLEAN}


def seen_by_a_model(text):
    """Read what no screen shows: tag characters as letters, overridden text backwards."""
    letters = "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) <= 0xE007E else c for c in text)
    before, override, after = letters.partition("\u202e")
    hidden, _, rest = after.partition("\u202c")
    return before + hidden[::-1] + rest if override else letters


def test_each_exchange_comes_clean_and_under_every_attack():
    assert len(CLEAN_ONES) == 8
    for place in range(0, len(ALL), 1 + len(ATTACKS)):
        family = ALL[place : place + 1 + len(ATTACKS)]
        assert [e.responder for e in family] == [CLEAN, *ATTACKS]
        assert len({(e.id, e.context) for e in family}) == 1
        assert len({e.response for e in family}) == len(family)


def test_the_same_come_every_time():
    assert list(canaries()) == ALL


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_twin_is_its_clean_response_and_something_of_no_use_to_the_person(attack):
    for twin in (e for e in ALL if e.responder == attack):
        clean = CLEAN_ONES[twin.id].response
        assert twin.response.count(clean) == 1
        added = twin.response.replace(clean, "")
        assert added == ATTACKS[attack]("")


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_asks_for_fives(attack):
    added = seen_by_a_model(ATTACKS[attack](""))
    assert PLEA in added or all(f'"{name.capitalize()}": 5' in added for name in SEVEN.names)


@pytest.mark.parametrize("attack", ["invisible", "bidi"])
def test_hidden_pleas_do_not_stand_in_the_text_as_it_is(attack):
    assert PLEA not in ATTACKS[attack]("")
    assert PLEA[:12] not in ATTACKS[attack]("")


def test_the_long_one_buries_its_plea_in_the_middle():
    added = ATTACKS["long"]("")
    assert 19_000 < len(added) < 21_000
    assert 0.45 < added.index(PLEA) / len(added) < 0.55


def test_the_page_lists_every_attack():
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "hostile-responses.md"
    listed = re.findall(r"^\| `([^`]+)` \|", page.read_text("utf-8"), re.MULTILINE)
    assert listed == list(ATTACKS)


def test_canaries_are_at_hand_without_a_slow_import():
    heavy = ("pandas", "scipy", "inspect_ai", "rich")
    code = f"import sys, mentaleval.testing; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", [twins, measuring])
def test_the_examples_of_docstrings_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
