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
    assert "It names the responders: no expert may see it." in out
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
    err = capsys.readouterr().err
    assert "--conversations 21: there are 20 to draw from." in err
    assert "20 conversations with human ratings already, those of --humans humans.csv" in err


def test_a_second_draw_while_the_first_is_out_asks_for_nothing_again(judged, capsys):
    draw(n=10)
    draw("--asked", "draw.json", n=10, out="second.json")
    assert "left out: 10 conversations that an earlier draw asks for" in capsys.readouterr().err
    assert draw("--asked", "draw.json", "--asked", "second.json", out="third.json") == 0
    asked = [{a.exchange_id for a in read(n).responses} for n in ("draw.json", "second.json")]
    asked.append({a.exchange_id for a in read("third.json").responses})
    assert len(set.union(*asked)) == 40
    assert read("third.json").settings["drawn_before"] == 20
    assert [i.source for i in read("third.json").inputs] == [
        "judged.csv",
        "draw.json",
        "second.json",
    ]
    # the labels of the first come back: nothing is counted twice, and as much is left
    numbers = sorted(int(name[1:]) for name in asked[0])
    write(from_records(rows(numbers, rater="anna", kind="human")), judged / "humans.csv")
    options = ("--humans", "humans.csv", "--asked", "draw.json", "--asked", "second.json")
    assert draw(*options, out="fourth.json") == 0
    assert read("fourth.json").responses == read("third.json").responses
    err = capsys.readouterr().err
    assert "10 conversations with human ratings already" in err
    assert "10 conversations that an earlier draw asks for" in err


def test_an_earlier_draw_is_part_of_the_seed(judged):
    del judged
    draw(n=20)
    left = {f"c{n:02}" for n in range(40)} - {a.exchange_id for a in read().responses}
    write(from_records(r for r in rows(range(40)) if r.exchange_id in left), Path("left.csv"))
    draw(source="left.csv", n=10, out="plain.json")
    draw("--asked", "draw.json", n=10, out="aware.json")
    plain, aware = (
        {a.exchange_id for a in read(n).responses} for n in ("plain.json", "aware.json")
    )
    assert plain <= left
    assert aware <= left
    assert plain != aware


def test_a_draw_of_other_conversations_is_warned_of(judged, capsys):
    write(from_records(rows(range(50, 60))), judged / "others.csv")
    draw(source="others.csv", n=3, out="other.json")
    assert draw("--asked", "other.json") == 0
    said = "warning: --asked other.json asks for no conversation of the sources"
    assert said in capsys.readouterr().err


def test_a_draw_is_no_source_of_ratings(judged, capsys):
    draw()
    capsys.readouterr()
    for options, source in ((("--humans", "draw.json"), "judged.csv"), ((), "draw.json")):
        assert draw(*options, source=source, out="second.json") == 2
        err = capsys.readouterr().err
        assert "draw.json is a draw: it says who is asked to rate what" in err
        assert "--asked draw.json" in err
    assert not (judged / "second.json").exists()


def test_several_responses_of_one_responder_are_left_out_and_that_is_said(here, capsys):
    made = [
        one._replace(epoch=epoch, response_id=f"{one.exchange_id}-{one.responder}-{epoch}")
        for epoch in (1, 2)
        for one in rows(range(5))
    ]
    write(from_records(made), here / "judged.csv")
    assert draw(n=5) == 2
    err = capsys.readouterr().err
    assert "--conversations 5: there are 0 to draw from." in err
    assert "left out: 5 conversations with several responses of one responder" in err
    assert "hint" not in err


def test_labels_of_the_data_set_behind_logs_are_named_with_what_to_do(demo_run, here, capsys):
    logs, _ = demo_run
    assert draw(source=str(logs), n=2) == 2
    err = capsys.readouterr().err
    assert "4 conversations with human ratings already" in err
    assert "the data set 'demo' (by simulated raters) that the logs were made from" in err
    assert f"`mentaleval ratings {logs} --out judges.parquet`" in err
    assert main(["ratings", str(logs), "--out", "judges.parquet"]) == 0
    assert draw(source="judges.parquet", n=2) == 0
    assert (here / "draw.json").exists()


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
    assert "drawn in proportion over strata of empathy (seed " in out


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
    err = capsys.readouterr().err
    assert "there are 0 to draw from." in err
    assert "24 conversations with human ratings already, those of the sources themselves" in err
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
        (["--asked", "nowhere.json"], "nowhere.json cannot be read: No such file"),
        (["--asked", "judged.csv"], "needs a draw, as `mentaleval draw`"),
        (["--experts", "1000"], "--experts 1000: a number says how many experts there are"),
        (["--out", "-"], "--out writes a file"),
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
