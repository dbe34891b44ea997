"""`mentaleval draw` as a person uses it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from mentaleval.cli import main
from mentaleval.ratings import from_records, write
from mentaleval.rubric import SEVEN
from mentaleval.sheets.draw_document import Draw
from mentaleval.vocabulary import Exchange, RecordedRating
from mentaleval_datasets import Demo

RESPONDERS = ("warm", "curt", "gpt-4o")


def rows(exchanges, *, rater="claude", kind="judge", responders=RESPONDERS):
    for n in exchanges:
        for k, responder in enumerate(responders):
            for attribute in ("empathy", "safety"):
                value = float(1 + (n + k) % 5)
                yield RecordedRating(f"c{n:02}", responder, rater, kind, attribute, value)


@pytest.fixture
def judged(here):
    """Forty conversations that two judges rated."""
    made = [*rows(range(40)), *rows(range(30), rater="gpt-4o-mini")]
    write(from_records(made), here / "judged.csv")
    return here


def draw(*options, source="judged.csv", n=20, experts="anna,ben", out="draw.json"):
    asked = ["draw", source, "--conversations", str(n), "--experts", experts, "--out", out]
    return main([*asked, *options])


def read(name="draw.json"):
    return Draw.model_validate_json(Path(name).read_text(encoding="utf-8"))


@pytest.mark.usefixtures("judged")
def test_a_draw_says_who_rates_what_and_what_comes_next(capsys):
    assert draw("--overlap", "0.25", "--seed", "7") == 0
    out, err = capsys.readouterr()
    document = read()
    assert document.seed == 7
    assert document.attributes == ("safety", "empathy")
    assert document.inputs[0].source == "judged.csv"
    assert Counter(one.responder for one in document.responses) == dict.fromkeys(RESPONDERS, 20)
    assert "20 of 40 conversations drawn at random (seed 7): 60 responses of 3 responders." in out
    assert "5 of them are rated by both experts" in out
    table = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    numbers = sorted([table["anna"], table["ben"]])
    assert numbers == [["12", "36", "72"], ["13", "39", "78"]]
    assert "mentaleval sheet draw.json SOURCE --out sheets" in out
    assert err == ""


def test_the_same_command_writes_the_same_file(judged):
    draw("--seed", "7")
    draw("--seed", "7", out="again.json")
    draw("--seed", "8", out="other.json")
    texts = [(judged / name).read_bytes() for name in ("draw.json", "again.json", "other.json")]
    assert texts[0] == texts[1] != texts[2]


def test_a_draw_holds_no_text(here):
    table = from_records(Demo().ratings())
    write(table[table["rater_kind"] == "judge"].reset_index(drop=True), here / "judged.csv")
    assert draw() == 0
    written = (here / "draw.json").read_text(encoding="utf-8")
    for exchange in Demo().exchanges():
        for text in (exchange.context, exchange.response):
            assert not any(sentence.strip() in written for sentence in text.split(".") if sentence)
    assert all(one.response_id and one.context_hash for one in read().responses)


def test_an_earlier_draw_s_labels_keep_its_conversations_out(judged, capsys):
    draw()
    first = {one.exchange_id for one in read().responses}
    numbers = sorted(int(name[1:]) for name in first)
    write(from_records(rows(numbers, rater="anna", kind="human")), judged / "humans.csv")
    assert draw("--humans", "humans.csv", out="second.json") == 0
    assert not first & {one.exchange_id for one in read("second.json").responses}
    assert "left out: 20 conversations with human ratings already" in capsys.readouterr().err
    assert draw("--humans", "humans.csv", n=21) == 2
    said = "--conversations 21: there are 20 to draw from; 20 more have human ratings already."
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("judged")
def test_a_stratified_draw_shows_how_even_it_is(capsys):
    assert draw("--stratify", "empathy", "--judge", "claude") == 0
    out = capsys.readouterr().out
    document = read()
    assert document.purpose == "stratified"
    assert (document.settings["stratify"], document.settings["judge"]) == ("empathy", "claude")
    drawn = Counter({a.exchange_id: a.stratum for a in document.responses}.values())
    assert sum(document.population.values()) == 40
    for stratum, there in document.population.items():
        assert abs(drawn[stratum] - there / 2) < 1
        assert stratum in out
    assert "drawn evenly over empathy" in out


@pytest.mark.usefixtures("judged")
def test_only_the_wanted_responders_and_attributes_are_asked_for():
    assert draw("--responder", "curt", "--attributes", "Empathy") == 0
    document = read()
    assert {one.responder for one in document.responses} == {"curt"}
    assert document.attributes == ("empathy",)


@pytest.mark.usefixtures("judged")
def test_one_expert_gives_no_ceiling_and_that_is_said(capsys):
    assert draw(experts="anna") == 0
    assert {one.experts for one in read().responses} == {("anna",)}
    assert "warning: with one expert it cannot be computed" in capsys.readouterr().err
    assert draw("--overlap", "0", experts="3") == 0
    assert "warning: without overlap it cannot be computed" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_data_set_without_ratings_is_drawn_from(capsys, monkeypatch):
    exchanges = [
        Exchange(f"d{i}", f"I am lost {i}.", f"Oh {r}.", r) for i in range(9) for r in "ab"
    ]
    monkeypatch.setattr(Demo, "ratings", lambda _: iter(()))
    monkeypatch.setattr(Demo, "exchanges", lambda _: iter(exchanges))
    assert draw(source="demo", n=4) == 0
    document = read()
    assert (document.attributes, len(document.responses)) == (SEVEN.names, 8)
    assert document.inputs[0].source == "demo"
    assert document.inputs[0].sha256
    monkeypatch.setattr(Demo, "exchanges", lambda _: iter([Exchange("d1", "I am lost.")]))
    assert draw(source="demo", n=1) == 2
    assert "the data set 'demo' holds no responses to rate." in capsys.readouterr().err


def test_a_data_set_that_humans_rated_leaves_nothing_to_draw(here, capsys):
    assert draw(source="demo", n=3) == 2
    assert "there are 0 to draw from; 24 more have human ratings" in capsys.readouterr().err
    assert not (here / "draw.json").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--conversations", "41"], "--conversations 41: there are 40 to draw from."),
        (["--overlap", "1.2"], "an overlap of 1.2: it is a share, from 0 to 1."),
        (["--experts", "anna,anna"], "'anna' is named twice"),
        (["--experts", "anna,b/c"], "'b/c' cannot be an expert's name"),
        (["--experts", "anna,claude"], "'claude' is the name of a judge in the sources"),
        (["--experts", "anna", "--overlap", "0.3"], "takes two experts"),
        (["--stratify", "empaty"], "no such judged attribute. Did you mean 'empathy'?"),
        (["--stratify", "guidance"], "There are: empathy, safety."),
        (["--judge", "claude"], "it takes --stratify ATTRIBUTE"),
        (["--stratify", "empathy", "--judge", "cluade"], "Did you mean 'claude'?"),
        (["--responder", "gpt4o"], "no such responder. Did you mean 'gpt-4o'?"),
        (["--attributes", "emapthy"], "no such attribute of the rubric. Did you mean 'empathy'?"),
        (["--attributes", ","], "names no attribute"),
        (["--out", "nowhere/draw.json"], "there is no folder 'nowhere'"),
        (["--humans", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_one_message(judged, options, said, capsys):
    assert draw(*options) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert err.startswith("error: ")
    assert out == ""
    assert not (judged / "draw.json").exists()


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--conversations", "0"], "'0' is not a whole number of at least 1"),
        (["--conversations", "2.5"], "'2.5' is not a whole number of at least 1"),
        (["--overlap", "much"], "'much' is not a number"),
        (["--seed", "-1"], "'-1' is not a whole number"),
    ],
)
def test_wrong_numbers_are_refused_by_the_grammar(options, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        draw(*options)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_the_ratings_of_a_draw_can_be_a_parquet_file(judged):
    table = pd.read_csv(judged / "judged.csv")
    write(from_records(rows(range(40))), judged / "judged.parquet")
    assert draw(source="judged.parquet") == 0
    assert {one.exchange_id for one in read().responses} <= set(table["exchange_id"])
