"""Everything that is wrong with a file is said at once, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from mentaleval.documents.marked import Marked, read_marked
from mentaleval.documents.validation import validated
from mentaleval.errors import DataError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    share: float | None = Field(default=None, gt=0, le=1)


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(description="what it is called")
    count: int = 1
    loud: bool = False
    kind: Literal["joint", "separate"] = "joint"
    parts: list[Inner] = Field(default=[], min_length=1)
    names: str | list[str] = "a"
    words: dict[str, str] = {}


def problems(tmp_path, text, name="r.yaml"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        validated(read_marked(file), Outer)
    return caught.value.message.replace(f"{file}", name)


TRAPS = {
    "no": "found the truth value `no`; needs a text: put it in quotes",
    "Off": "found the truth value `Off`; needs a text: put it in quotes",
    "1.50": "found the number 1.50; needs a text: put it in quotes",
    "10": "found the number 10; needs a text: put it in quotes",
    "2024-01-31": "found the date or time 2024-01-31; needs a text: put it in quotes",
    "": "nothing is given; needs a text.",
    "~": "nothing is given (`~`); needs a text.",
    "[a]": "found a list; needs a text.",
    "{a: b}": "found a mapping of keys to values; needs a text.",
}


@pytest.mark.parametrize(("written", "said"), TRAPS.items(), ids=TRAPS.keys())
def test_what_yaml_takes_for_something_else_is_shown_as_it_is_written(tmp_path, written, said):
    assert problems(tmp_path, f"# one\ntitle: {written}\n").startswith(f"r.yaml:2: title: {said}")


WRONG = {
    "a missing key": ("count: 2\n", "r.yaml:1: the key 'title' is missing: what it is called."),
    "an unknown key": (
        "title: a\nknid: joint\n",
        "r.yaml:2: knid: there is no key 'knid' here; there is title, count, loud, kind, parts",
    ),
    "an unknown inner key": (
        "title: a\nparts:\n  - name: b\n    sahre: 1\n",
        "r.yaml:4: parts[1].sahre: there is no key 'sahre' here; there is name, share. Did you ",
    ),
    "a number": (
        "title: a\ncount: many\n",
        "r.yaml:2: count: found the text 'many'; needs a whole",
    ),
    "half": ("title: a\ncount: 1.5\n", "r.yaml:2: count: found the number 1.5; needs a whole"),
    "truth": ("title: a\nloud: 7\n", "r.yaml:2: loud: found the number 7; needs true or false"),
    "a bound": (
        "title: a\nparts: [{name: b, share: 2}]\n",
        "r.yaml:2: parts[1].share: found the number 2; needs a number up to 1",
    ),
    "a choice": (
        "title: a\nkind: both\n",
        "r.yaml:2: kind: found the text 'both'; needs 'joint' or 'separate'.",
    ),
    "an empty list": ("title: a\nparts: []\n", "r.yaml:2: parts: found an empty list; needs one"),
    "either kind": (
        "title: a\nnames: 3\n",
        "r.yaml:2: names: found the number 3; needs a text or a list: put it in quotes.",
    ),
    "the kind that was meant": (
        "title: a\nnames:\n  - b\n  - no\n",
        "r.yaml:4: names[2]: found the truth value `no`; needs a text: put it in quotes.",
    ),
    "a value of a mapping": (
        "title: a\nwords:\n  1: b\n  2: on\n",
        "r.yaml:4: words.2: found the truth value `on`; needs a text: put it in quotes.",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_one_problem_is_one_line_with_its_place(tmp_path, text, said):
    found = problems(tmp_path, text)
    assert found.startswith(said)
    assert "\n" not in found


def test_several_problems_are_listed_in_the_order_of_the_file(tmp_path):
    text = "parts:\n  - share: x\n  - name: 3\ncount: a few\nloud: maybe\nwhat: 1\n"
    first, *rest = problems(tmp_path, text).split("\n")
    assert first == "r.yaml has 7 problems:"
    assert [line.split(": ", 2)[:2] for line in rest] == [
        ["  r.yaml:1", "the key 'title' is missing"],
        ["  r.yaml:2", "parts[1]"],
        ["  r.yaml:2", "parts[1].share"],
        ["  r.yaml:3", "parts[2].name"],
        ["  r.yaml:4", "count"],
        ["  r.yaml:5", "loud"],
        ["  r.yaml:6", "what"],
    ]


def test_toml_is_told_in_the_same_words(tmp_path):
    found = problems(tmp_path, 'title = true\n[[parts]]\nname = "b"\nage = 3\n', "r.toml")
    assert "r.toml:1: title: found the truth value `true`; needs a text: put it in quotes" in found
    assert "r.toml:4: parts[1].age: there is no key 'age' here; there is name, share" in found


def test_a_key_that_is_nearly_right_is_guessed(tmp_path):
    assert problems(tmp_path, "title: a\nknid: b\n").endswith("Did you mean 'kind'?")
    assert "Did you mean" not in problems(tmp_path, "title: a\nzzz: b\n")


def test_without_lines_the_source_is_named_alone():
    with pytest.raises(DataError, match=r"^the log a\.eval: title: found the number 3"):
        validated(Marked(Path("the log a.eval"), {"title": 3}, {}), Outer)


def test_a_long_text_is_shown_in_part(tmp_path):
    found = problems(tmp_path, f"title: a\ncount: {'long ' * 100}\n")
    assert len(found) < 150
