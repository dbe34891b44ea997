"""The bundled data set: complete, joined and marked as simulated."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

from mentaleval import Reason
from mentaleval_datasets import Demo, datasets


def test_every_conversation_has_the_same_responders():
    exchanges = list(Demo().exchanges())
    keys = [(e.id, e.responder) for e in exchanges]
    assert len(set(keys)) == len(keys) == 24 * 8
    assert set(Counter(e.responder for e in exchanges).values()) == {24}
    assert all(e.response and e.context for e in exchanges)
    assert Demo.original in {e.responder for e in exchanges}
    assert Demo.simulated


def test_every_rating_belongs_to_an_exchange_and_is_within_the_scale():
    keys = {(e.id, e.responder) for e in Demo().exchanges()}
    ratings = list(Demo().ratings())
    assert len(ratings) == 24 * 8 * 7 * 4
    assert {(r.exchange_id, r.responder) for r in ratings} == keys
    assert {r.rating for r in ratings} == {None, 1.0, 2.0, 3.0, 4.0, 5.0}
    assert all((r.rating is None) == (r.reason == Reason.MISSING) for r in ratings)
    assert all(r.source == "demo" for r in ratings)
    assert all(r.rater.startswith("simulated-") for r in ratings)


def test_the_same_twice():
    assert list(Demo().exchanges()) == list(Demo().exchanges())
    assert list(Demo().ratings()) == list(Demo().ratings())


def test_every_option_is_described():
    bare = [
        f"{kind.name}.{option}"
        for kind in datasets()
        for option, field in kind.model_fields.items()
        if not field.description
    ]
    assert bare == []


def test_importing_the_data_sets_is_light():
    heavy = ("pandas", "pyarrow", "inspect_ai", "python_calamine", "json_repair", "openpyxl")
    code = f"import sys, mentaleval_datasets; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
