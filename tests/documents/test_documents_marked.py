"""YAML and TOML are read as plain data, and everything in them has its line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentaleval.documents.marked import read_marked
from mentaleval.errors import DataError


def read(tmp_path: Path, name: str, content: str | bytes):
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_marked(file)


def error_of(tmp_path: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(DataError) as caught:
        read(tmp_path, name, content)
    assert "\n" not in caught.value.message
    return caught.value.message.removeprefix(f"{tmp_path}/")


def places(data, at=()):
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    for key, part in parts:
        yield (*at, key)
        if isinstance(part, dict | list):
            yield from places(part, (*at, key))


YAML = """\
# a remark
rubric: care
attributes:
  - name: warmth

    levels:
      0: |
        name: not a key
        at all
      1: much
  - {name: clarity, "scale": [0,
     3]}
"""
YAML_LINES = {
    ("rubric",): 2,
    ("attributes",): 3,
    ("attributes", 0): 4,
    ("attributes", 0, "name"): 4,
    ("attributes", 0, "levels"): 6,
    ("attributes", 0, "levels", "0"): 7,
    ("attributes", 0, "levels", "1"): 10,
    ("attributes", 1): 11,
    ("attributes", 1, "name"): 11,
    ("attributes", 1, "scale"): 11,
    ("attributes", 1, "scale", 0): 11,
    ("attributes", 1, "scale", 1): 12,
}
TOML = """\
# a remark
rubric = "care"

scale = [
  0,
  3,  # ]
]
[[attributes]]
name = "warmth"
definition = '''
name = "not a key"
[[attributes]]
'''
[attributes.levels]
0 = "none"  # words
1 = "much"
[[attributes]]
name = "clarity"
a.b = {c = 1}
"""
TOML_LINES = {
    ("rubric",): 2,
    ("scale",): 4,
    ("scale", 0): 4,
    ("scale", 1): 4,
    ("attributes",): 8,
    ("attributes", 0): 8,
    ("attributes", 0, "name"): 9,
    ("attributes", 0, "definition"): 10,
    ("attributes", 0, "levels"): 14,
    ("attributes", 0, "levels", "0"): 15,
    ("attributes", 0, "levels", "1"): 16,
    ("attributes", 1): 17,
    ("attributes", 1, "name"): 18,
    ("attributes", 1, "a"): 19,
    ("attributes", 1, "a", "b"): 19,
    ("attributes", 1, "a", "b", "c"): 19,
}


@pytest.mark.parametrize(
    ("name", "text", "lines"), [("r.yaml", YAML, YAML_LINES), ("r.toml", TOML, TOML_LINES)]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_every_key_and_list_item_has_its_line(tmp_path, name, text, lines, newline):
    marked = read(tmp_path, name, text.replace("\n", newline))
    assert {place: line for place, line in marked.lines.items() if place} == lines
    assert set(lines) == set(places(marked.data))


def test_a_part_of_a_document_keeps_the_lines_of_the_file(tmp_path):
    marked = read(tmp_path, "r.yaml", "a: 1\nrubric:\n  name: care\n  old: no\n")
    part = marked.part("rubric")
    assert part.data == {"name": "care", "old": False}
    assert part.where(("old",)).endswith("r.yaml:4")
    assert part.words == {("old",): "no"}


def test_keys_stay_as_they_are_written_and_marks_at_the_beginning_do_not(tmp_path):
    marked = read(tmp_path, "r.yml", b"\xef\xbb\xbfno: yes\n010: 1.50\n2024-01-01: ~\n")
    assert marked.data == {"no": True, "010": 1.5, "2024-01-01": None}
    assert marked.words == {("no",): "yes", ("010",): "1.50", ("2024-01-01",): "~"}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("010", "8"),
        ("-017", "-15"),
        ("00", "0"),
        ("0x1F", "31"),
        ("0b11", "3"),
        ("1_000", "1000"),
        ("1_0.5", "10.5"),
        ("1:30", "90"),
        ("-12:30:00", "-45000"),
        ("1:30.5", "90.5"),
    ],
)
def test_a_number_that_means_another_to_most_people_is_refused(tmp_path, written, number):
    with pytest.raises(DataError) as caught:
        read(tmp_path, "r.yaml", f"a:\n- b\n- c: {written}\n")
    said = f"r.yaml:3: a[2].c: `{written}` would be read as the number {number}; write a number"
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("10", 10),
        ("0", 0),
        ("-5", -5),
        ("+5", 5),
        ("0.5", 0.5),
        (".5", 0.5),
        ("10.0", 10.0),
        ("1.0e+3", 1000.0),
        ("-.inf", float("-inf")),
        ("'010'", "010"),
        ('"12:30"', "12:30"),
        ("0o10", "0o10"),
        ("1e3", "1e3"),
    ],
)
def test_a_plain_number_and_a_text_are_read_as_they_are_written(tmp_path, written, said):
    found = read(tmp_path, "r.yaml", f"a: {written}\n").data["a"]
    assert (found, type(found)) == (said, type(said))


WORDS = st.text("aeioüß漢 #:'\"[]{}=-\n", max_size=12)
KEYS = st.text("abcdü-_", min_size=1, max_size=4)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        WORDS | st.integers(-9, 9) | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, flow=st.booleans(), width=st.integers(10, 80))
def test_in_yaml_every_key_stands_in_its_line(tmp_path, tree, flow, width):
    text = yaml.dump(tree, allow_unicode=True, default_flow_style=flow, width=width)
    marked = read(tmp_path, "tree.yaml", text)
    assert marked.data == tree
    _every_key_stands_in_its_line(marked, text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, blanks=st.lists(st.sampled_from(["", "# x = 1", "# [t]"]), max_size=3))
def test_in_toml_every_key_stands_in_its_line(tmp_path, tree, blanks):
    text = "\n".join(toml(tree, (), blanks))
    assert tomllib.loads(text) == tree
    marked = read(tmp_path, "tree.toml", text)
    assert marked.data == tree
    _every_key_stands_in_its_line(marked, text)


def _every_key_stands_in_its_line(marked, text):
    written = text.split("\n")
    for place in places(marked.data):
        if isinstance(place[-1], str):
            assert place[-1] in written[marked.lines[place] - 1]
        else:
            assert 1 <= marked.lines[place[:-1]] <= marked.lines[place] <= len(written)


def toml(tree, at, blanks):
    """Write TOML with tables, lists of tables and texts of several lines."""
    tables = {k: v for k, v in tree.items() if _is_table(v) or _is_tables(v)}
    for key, value in tree.items():
        if key not in tables:
            yield from blanks
            yield f'"{key}" = {toml_value(value)}'
    for key, value in tables.items():
        name = ".".join(f'"{part}"' for part in (*at, key))
        for table in value if isinstance(value, list) else [value]:
            yield from blanks
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from toml(table, (*at, key), blanks)


def _is_table(value):
    return isinstance(value, dict)


def _is_tables(value):
    return isinstance(value, list) and value and all(map(_is_table, value))


def toml_value(value):
    """Write texts and lists in several lines, but not what is inside a list or table."""
    if isinstance(value, str):
        return '"""\n' + value.replace("\\", "\\\\").replace('"', '\\"') + '"""'
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return "[\n" + "".join(f"  {toml_inline(part)},\n" for part in value) + "]"
    return toml_inline(value)


def toml_inline(value):
    if isinstance(value, list):
        return f"[{', '.join(map(toml_inline, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{k}" = {toml_inline(v)}' for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


WRONG = {
    "a tab": ("r.yaml", "a: b\n\tc: d\n", "r.yaml:2: column 1: no YAML: a tab"),
    "two keys": ("r.yaml", "a: 1\nb: 2\na: 3\n", "r.yaml:3: the key 'a' stands here and in line 1"),
    "an inner double": ("r.yml", "x:\n  a: 1\n  a: 3\n", "r.yml:3: the key 'a' stands here and in"),
    "two keys in TOML": ("r.toml", "a = 1\nb = 2\na = 3\n", "r.toml:3: column"),
    "an anchor": ("r.yaml", "a: &b 1\n", "r.yaml:1: column 4: an anchor"),
    "a reference": ("r.yaml", "a: 1\nb: *a\n", "r.yaml:2: column 4: an anchor (&) or a reference"),
    "a bold text": ("r.yaml", "a: *bold* words\n", "put it in quotes if it is a text"),
    "Python's tag": ("r.yaml", "a: !!python/object:os.system x\n", "tagged !!python/object"),
    "a tag": ("r.yaml", "a: !secret x\n", "r.yaml:1: this is tagged !secret"),
    "bytes": ("r.yaml", "a: !!binary aGk=\n", "r.yaml:1: this is tagged !!binary"),
    "a mapping as key": ("r.yaml", "? [a, b]\n: c\n", "r.yaml:1: a key has to be a plain text"),
    "two colons": ("r.yaml", "a: b: c\n", "r.yaml:1: column 5: no YAML: a second `: `"),
    "no such day": ("r.yaml", "a: 2024-13-45\n", "r.yaml:1: '2024-13-45' looks like a number"),
    "half a character": ("r.yaml", 'a: "\\ud83d"\n', "r.yaml:1: an escape"),
    "an open quote": ("r.yaml", 'a: "b\n', "a quotation mark that is never closed"),
    "an at sign": ("r.yaml", "a: @b\n", "a text that begins with it has to stand in quotes"),
    "a control character": ("r.yaml", "a: b\nc: d\x01\n", "r.yaml:2: no YAML: a character"),
    "two documents": ("r.yaml", "a: b\n---\nc: d\n", "r.yaml:2: column 1: no YAML: a second doc"),
    "indented too much": ("r.yaml", "a:\n  - b\n c: d\n", "r.yaml:3: column 2: no YAML: this line"),
    "an open bracket": ("r.toml", "a = 1\n[[b]\nc = 1\n", "r.toml:2: column 4: no TOML: expected"),
    "an open text": ("r.toml", 'a = """\nb\n', "r.toml:2: no TOML: unterminated string"),
    "a list": ("r.yaml", "- a\n- b\n", "it holds a list"),
    "a text": ("r.yaml", "just words\n", "it holds a single value"),
    "nothing": ("r.yaml", "", "r.yaml: the file is empty"),
    "remarks alone": ("r.yaml", "# nothing\n", "r.yaml: the file is empty"),
    "nothing in TOML": ("r.toml", "\n# nothing\n", "r.toml: the file is empty"),
    "not UTF-8": ("r.yaml", b"a: b\nc: \xe4\n", "r.yaml:2: this is not UTF-8"),
    "UTF-16": ("r.toml", "a = 1\n".encode("utf-16"), "r.toml:1: this is not UTF-8"),
    "too large": ("r.yaml", b"# " + b"x" * 1_000_000, "r.yaml: it is larger than 1 MB"),
    "too deep": ("r.yaml", "a: " + "[" * 5_000, "nested too deeply"),
    "too deep, but whole": ("r.yaml", "a: " + "[" * 60 + "]" * 60, "nested too deeply"),
    "too deep in TOML": ("r.toml", "a = " + "[" * 5_000, "nested too deeply"),
    "another format": ("r.json", "{}", "r.json: its name has to end in .yaml, .yml or .toml"),
}


@pytest.mark.parametrize(("name", "content", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_read_is_said_in_one_line_with_its_place(tmp_path, name, content, said):
    assert said in error_of(tmp_path, name, content)


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(DataError, match=r"folder\.yaml: this is a folder"):
        read_marked(tmp_path / "folder.yaml")
    with pytest.raises(DataError, match=r"none\.toml: there is no such file"):
        read_marked(tmp_path / "none.toml")


def test_an_alias_bomb_is_refused_before_it_unfolds(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "an anchor" in error_of(tmp_path, "bomb.yaml", "\n".join(lines))
