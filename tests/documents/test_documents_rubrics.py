"""A rubric is a file that anybody can write, and nothing in it is taken for something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval import SEVEN, Attribute, Rubric, Scale
from mentaleval.documents.rubrics import kept_rubric, read_rubric, rubric_data, rubric_from
from mentaleval.errors import DataError

GERMAN = """\
rubric: begleitung
language: de
source: von uns geschrieben
scale: [0, 3]
attributes:
  - name: wärme
    axis: Nähe
    definition: Ist die Antwort warm?
    levels:
      - kalt
      - höflich
      - freundlich
      - herzlich
  - name: echtheit
    axis: Nähe
    definition: Klingt die Antwort echt?
  - name: schritte-2
    axis: Rat
    definition: Nennt sie nächste Schritte?
    scale: [1, 2]
    levels: {2: ja, 1: nein}
"""
IN_TOML = """\
rubric = "begleitung"
language = "de"
source = "von uns geschrieben"
scale = [0, 3]

[[attributes]]
name = "wärme"
axis = "Nähe"
definition = "Ist die Antwort warm?"
levels = ["kalt", "höflich", "freundlich", "herzlich"]

[[attributes]]
name = "echtheit"
axis = "Nähe"
definition = "Klingt die Antwort echt?"

[[attributes]]
name = "schritte-2"
axis = "Rat"
definition = "Nennt sie nächste Schritte?"
scale = [1, 2]
levels = {2 = "ja", 1 = "nein"}
"""
BEGLEITUNG = Rubric(
    "begleitung",
    (
        Attribute(
            "wärme",
            "Nähe",
            "Ist die Antwort warm?",
            ("kalt", "höflich", "freundlich", "herzlich"),
            Scale(0, 3),
        ),
        Attribute("echtheit", "Nähe", "Klingt die Antwort echt?", (), Scale(0, 3)),
        Attribute("schritte-2", "Rat", "Nennt sie nächste Schritte?", ("nein", "ja"), Scale(1, 2)),
    ),
    language="de",
    source="von uns geschrieben",
)


def written(tmp_path: Path, text: str, name: str = "r.yaml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(("name", "text"), [("r.yaml", GERMAN), ("r.toml", IN_TOML)])
def test_yaml_and_toml_say_the_same_rubric(tmp_path, name, text):
    assert read_rubric(written(tmp_path, text, name)) == BEGLEITUNG


def test_an_attribute_without_a_scale_is_rated_from_1_to_5(tmp_path):
    text = "rubric: r\nattributes:\n  - name: a\n    definition: b\n"
    assert read_rubric(str(written(tmp_path, text))).attributes[0].scale == Scale(1, 5)


@pytest.mark.parametrize("rubric", [SEVEN, BEGLEITUNG, SEVEN.select(["safety"])])
def test_the_json_form_is_the_rubric(rubric):
    assert rubric_from(json.loads(json.dumps(rubric_data(rubric))), source="here") == rubric


LETTERS = "abzäößéжщאبहिन्दी漢字かな한글0٣-_"
NAMES = st.text(LETTERS, max_size=6).map(lambda t: f"a{t}z")
TEXTS = st.text("aÄ漢 \n:#'\"", min_size=1).map(str.strip).filter(bool)
SCALES = st.tuples(st.integers(-3, 3), st.integers(1, 6)).map(lambda t: Scale(t[0], sum(t)))


@st.composite
def rubrics(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=str.casefold))
    axes = draw(st.lists(st.sampled_from(["", "ONE", "Zwei"]), min_size=4, max_size=4))
    scales = {axis: draw(SCALES) for axis in ("ONE", "Zwei")}
    attributes = []
    for name, axis in zip(names, axes, strict=False):
        scale = scales.get(axis) or draw(SCALES)
        steps = int(scale.high - scale.low) + 1
        levels = draw(st.just([]) | st.lists(TEXTS, min_size=steps, max_size=steps))
        attributes.append(Attribute(name, axis, draw(TEXTS), tuple(levels), scale))
    language = draw(st.sampled_from([None, "de", "zh-Hant"]))
    return Rubric(
        "the-rubric", tuple(attributes), language=language, source=draw(st.none() | TEXTS)
    )


@given(rubric=rubrics())
def test_the_json_form_of_any_rubric_is_the_rubric(rubric):
    assert rubric_from(json.loads(json.dumps(rubric_data(rubric))), source="here") == rubric


NAMES_AS_WRITTEN = {
    "Greek": "φροντίδα",
    "Hindi": "सहानुभूति",
    "Arabic": "تعاطف",
    "Chinese": "同理心",
    "Korean": "공감",
    "Russian": "забота",
    "Polish": "życzliwość",
    "decomposed": "wa\u0308rme",
    "digits": "7up_2-x",
}


@pytest.mark.parametrize("name", NAMES_AS_WRITTEN.values(), ids=NAMES_AS_WRITTEN.keys())
def test_a_name_may_be_of_any_script(tmp_path, name):
    text = f"rubric: r\nattributes:\n  - name: {name}\n    definition: b\n"
    (found,) = read_rubric(written(tmp_path, text)).names
    assert found == name.replace("a\u0308", "ä")


def attribute(*lines: str) -> str:
    body = "\n    ".join(lines)
    return f"rubric: r\nattributes:\n  - {body}\n"


def two(first: str, second: str) -> str:
    return f"rubric: r\nattributes:\n  - {{{first}}}\n  - {{{second}}}\n"


WRONG = {
    "capitals": (attribute("name: Wärme", "definition: b"), 3, "Did you mean 'wärme'?"),
    "a space": (attribute("name: to do", "definition: b"), 3, "Did you mean 'to-do'?"),
    "an emoji": (attribute("name: 🙂", "definition: b"), 3, "lower-case letters of any script"),
    "a long name": (attribute(f"name: {'a' * 41}", "definition: b"), 3, "at most 40 characters"),
    "a reserved name": (attribute("name: explanation", "definition: b"), 3, "a judge's own words"),
    "the rubric's name": (attribute("name: r", "definition: b"), 3, "the name of the rubric too"),
    "an axis's name": (attribute("name: ars", "axis: ARS", "definition: b"), 3, "also an axis"),
    "a blank text": (attribute("name: a", "definition: ' '"), 4, "the text is blank"),
    "a falling scale": (
        attribute("name: a", "definition: b", "scale: [5, 1]"),
        5,
        "a scale has to rise: 5 to 1 does not",
    ),
    "an endless scale": (
        attribute("name: a", "definition: b", "scale: [0, .inf]"),
        5,
        "two finite numbers",
    ),
    "a huge number": (
        attribute("name: a", "definition: b", f"scale: [0, 1{'0' * 400}]"),
        5,
        "two finite numbers",
    ),
    "a scale of a text": (
        attribute("name: a", "definition: b", "scale: 1-5"),
        5,
        "a list of two numbers",
    ),
    "a truth value in a scale": (
        attribute("name: a", "definition: b", "scale: [no, yes]"),
        5,
        "two finite numbers",
    ),
    "too few levels": (
        attribute("name: a", "definition: b", "levels: [c, d]"),
        5,
        "the scale 1-5 has 5 whole steps, and there are 2 levels",
    ),
    "levels that are not steps": (
        attribute("name: a", "scale: [0, 2]", "definition: b", "levels: {0: c, 1: d, 3: e}"),
        6,
        "the scale 0-2 has 3 whole steps: 2 is missing; 3 is none of them",
    ),
    "levels on a broken scale": (
        attribute("name: a", "scale: [0.5, 2]", "definition: b", "levels: [c, d]"),
        6,
        "levels need a scale of whole numbers, and 0.5-2 is none",
    ),
    "levels without end": (
        attribute("name: a", "scale: [0, 1000000000]", "definition: b", "levels: {0: c}"),
        6,
        "at most 101 whole steps",
    ),
    "no attribute": ("rubric: r\nattributes: []\n", 2, "needs one at least"),
    "no language": (
        "rubric: r\nlanguage: Deutsch!\n" + attribute("name: a", "definition: b")[10:],
        2,
        "no code of a language",
    ),
    "Norway": (
        "rubric: r\nlanguage: no\n" + attribute("name: a", "definition: b")[10:],
        2,
        "found the truth value `no`; needs a text: put it in quotes",
    ),
    "two of one name": (
        two("name: straße, definition: b", "name: strasse, definition: b"),
        4,
        "the name of attribute 1 too",
    ),
    "an axis on two scales": (
        two("name: a, axis: X, definition: b", "name: c, axis: X, definition: b, scale: [0, 3]"),
        4,
        "an axis is the mean of its attributes",
    ),
    "an axis in two spellings": (
        two("name: a, axis: ARS, definition: b", "name: c, axis: Ars, definition: b"),
        4,
        "write one axis in one way",
    ),
}


@pytest.mark.parametrize(("text", "line", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, line, said):
    file = written(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read_rubric(file)
    assert caught.value.message.startswith(f"{file}:{line}: ")
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        read_rubric(written(tmp_path, GERMAN.replace("wärme", "Wärme").replace("[1, 2]", "[2, 2]")))
    assert "has 2 problems" in caught.value.message


def test_a_rubric_that_is_no_file_is_named_by_where_it_stands():
    with pytest.raises(DataError, match=r"^the log x\.eval: attributes\[1\]: the key 'definition'"):
        rubric_from({"rubric": "r", "attributes": [{"name": "a"}]}, source="the log x.eval")


def test_the_name_of_the_seven_is_theirs(tmp_path):
    file = written(tmp_path, GERMAN.replace("rubric: begleitung", "rubric: mentalbench"))
    with pytest.raises(DataError) as refused:
        read_rubric(file)
    assert str(refused.value) == (
        f"{file}:1: rubric: 'mentalbench' is the name of the seven attributes of the paper, and "
        "these are others: call it otherwise."
    )
    data = rubric_data(BEGLEITUNG) | {"rubric": "mentalbench"}
    with pytest.raises(DataError, match="call it otherwise"):
        rubric_from(data, source="here")
    assert kept_rubric(data, source="the log x.eval").names == BEGLEITUNG.names
