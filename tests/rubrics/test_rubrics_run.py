"""A rubric of one's own, from the file to the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import normalize

import pytest
from inspect_ai.log import list_eval_logs, read_eval_log

from mentaleval.bridge.logs import read_ratings
from mentaleval.cli import main
from mentaleval.documents.rubrics import read_rubric, rubric_data, rubric_from

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of libraries that Inspect brings
    pytest.mark.usefixtures("place", "models"),
]

NAMES = ("wärme", "verständnis", "nächste-schritte", "vorsicht")
TABLE = ["--dataset", "table", "-D", "path=ratings.csv", "-D", f"attributes={','.join(NAMES)}"]
RUBRIC = ["--rubric", "begleitung.yaml"]
JUDGE = ["--judge", "scripted/german", "--log-dir", "logs"]
CELLS = [*NAMES, "nähe", "rat"]


@pytest.fixture
def models(scripted_models, german):
    scripted_models.answers["german"] = german.answer
    return scripted_models


def run(*words: str) -> int:
    return main(["run", *words, *TABLE, *JUDGE])


def document(folder: Path) -> dict:
    return json.loads((folder / "logs" / "reliability.json").read_text(encoding="utf-8"))


def refused(capsys, *words: str) -> str:
    assert main(list(words)) == 2
    return capsys.readouterr().err


def test_a_run_by_a_rubric_of_ones_own_ends_in_its_verdicts(place, models, capsys):
    assert run(*RUBRIC) == 0
    found = document(place)
    rubric = read_rubric(place / "begleitung.yaml")
    assert found["settings"]["rubric"] == {"name": "begleitung", "fingerprint": rubric.fingerprint}
    assert [cell["attribute"] for cell in found["cells"]] == CELLS
    assert found["preflight"]["read"] == found["preflight"]["used"] == 16 * 3 * 4
    assert not any("rubric" in one["message"] for one in found["preflight"]["warnings"])
    assert all(0 <= cell["judge_mean"] <= 3 for cell in found["cells"])
    assert found["cells"][0]["spearman"]["estimate"] > 0.9
    assert "wärme" in capsys.readouterr().out
    assert len(models.calls) == 16
    assert "  0: Sie ist kalt oder abweisend." in models.calls[0][1]


def test_the_same_command_again_asks_nothing(place, models):
    assert run(*RUBRIC) == 0
    first = document(place)
    models.calls.clear()
    assert run(*RUBRIC) == 0
    assert not models.calls
    assert document(place) == first
    assert len(list((place / "logs" / "judgements").glob("*.eval"))) == 4


def test_a_rubric_of_other_words_does_not_go_on_in_the_same_folder(place, models, capsys):
    assert run(*RUBRIC) == 0
    models.calls.clear()
    file = place / "begleitung.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("herzlich", "warmherzig"), "utf-8")
    assert run(*RUBRIC) == 2
    assert "its rubric has other words" in capsys.readouterr().err
    assert not models.calls


def test_the_log_holds_the_rubric_and_shows_its_scales(place):
    assert run(*RUBRIC) == 0
    rubric = read_rubric("begleitung.yaml")
    (place / "begleitung.yaml").unlink()
    for info in list_eval_logs(str(place / "logs" / "judgements")):
        log = read_eval_log(info)
        held = log.eval.metadata["mentaleval_rubric"]
        assert rubric_from(held, source="the log") == rubric
        assert log.eval.task_args["rubric"] == rubric_data(rubric)
        view = log.eval.viewer.task_samples_view
        scales = {name: (s.min, s.max) for name, s in view.score_color_scales.items()}
        assert scales == dict.fromkeys([*NAMES, "Nähe", "Rat"], (0, 3))
        (sample, *_) = log.samples
        value = sample.scores["rubric"].value
        assert list(value) == [*NAMES, "Nähe", "Rat"]
        assert value["Nähe"] == (value["wärme"] + value["verständnis"]) / 2


def test_logs_say_what_they_were_judged_by_without_the_file(place, capsys):
    assert run(*RUBRIC) == 0
    (place / "begleitung.yaml").unlink()
    capsys.readouterr()
    assert main(["reliability", "logs", "--json", "-"]) == 0
    found, before = json.loads(capsys.readouterr().out), document(place)
    assert found["cells"] == before["cells"]
    assert found["settings"]["rubric"] == before["settings"]["rubric"]


def test_logs_and_the_ratings_of_a_file_go_together(place, capsys):
    assert run(*RUBRIC) == 0
    capsys.readouterr()
    columns = "exchange_id=id,rater_kind==human"
    options = ["--humans", "ratings.csv", "--wide", "attribute", "--columns", columns]
    assert main(["reliability", "logs", *options, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["cells"] == document(place)["cells"]


def test_earlier_responses_are_judged_by_the_rubric_of_their_logs(place, capsys):
    assert run(*RUBRIC) == 0
    (place / "begleitung.yaml").unlink()
    capsys.readouterr()
    words = ["run", "--responses", "logs", "--judge", "keyword", "-J", "word=Ich"]
    assert main([*words, "--log-dir", "new"]) == 0
    assert capsys.readouterr().err.count("begleitung: 4 responders, 1 judge, 4 contexts") == 1
    records = read_ratings([place / "new" / "judgements"]).records
    assert {r.attribute for r in records} == set(NAMES)
    assert {r.rating for r in records} == {0, 3}


def test_responses_that_were_judged_by_two_rubrics_need_one_to_be_named(place, capsys):
    keyword = ["--judge", "keyword"]
    for folder, rubric in (("logs/one", RUBRIC), ("logs/two", [])):
        assert main(["run", *TABLE, *keyword, *rubric, "--log-dir", folder]) == 0
    capsys.readouterr()
    again = ["run", "--responses", "logs", *keyword, "--log-dir", str(place / "new")]
    err = refused(capsys, *again)
    assert "were judged by several rubrics (begleitung, mentalbench)" in err
    assert "--rubric FILE says" in err
    assert main([*again, *RUBRIC]) == 0


def test_one_attribute_is_a_task(place, models):
    assert run("verständnis", *RUBRIC) == 0
    assert [cell["attribute"] for cell in document(place)["cells"]] == ["verständnis"]
    assert not any('"Wärme"' in prompt for _, prompt, _ in models.calls)
    (info, *_) = list_eval_logs(str(place / "logs" / "judgements"))
    sample = read_eval_log(info).samples[0]
    assert list(sample.scores["rubric"].value) == ["verständnis"]


def test_an_accent_may_be_typed_in_either_form(place):
    assert run("versta\u0308ndnis", *RUBRIC, "-D", "attributes=versta\u0308ndnis") == 0
    assert [cell["attribute"] for cell in document(place)["cells"]] == ["verständnis"]


def test_a_files_columns_may_write_an_accent_in_either_form(place, capsys):
    file = place / "ratings.csv"
    text = normalize("NFD", file.read_text(encoding="utf-8"))
    file.write_text(text.replace(",context,", ",said,"), "utf-8")
    words = ["--wide", "attribute", "--columns", "exchange_id=id", "--out", "out.csv"]
    assert main(["ratings", "ratings.csv", *words, *RUBRIC]) == 0
    assert "128 rated" in capsys.readouterr().err
    assert all(f",{name}," in (place / "out.csv").read_text("utf-8") for name in NAMES)


def test_the_longest_names_make_names_of_files(place, models):
    del models.answers["german"]
    file = place / "begleitung.yaml"
    text = file.read_text(encoding="utf-8").replace("begleitung", "\u966a\u4f34" * 20)
    file.write_text(text, encoding="utf-8")
    ratings = place / "ratings.csv"
    text = ratings.read_text(encoding="utf-8").replace("freundlich", "\u966a" * 90)
    ratings.write_text(text, encoding="utf-8")
    judge = ["--judge", "keyword", "-J", "word=" + "\u966a" * 90]
    assert main(["run", *TABLE, *RUBRIC, *judge]) == 0
    (folder,) = (place / "logs").iterdir()
    logs = list((folder / "judgements").glob("*.eval"))
    assert len(logs) == 4
    assert main(["reliability", str(folder)]) == 0


def test_a_task_that_the_rubric_does_not_have_is_told_from_those_it_has(capsys):
    assert run("Vorsichtig", *RUBRIC) == 2
    assert capsys.readouterr().err == (
        "error: the rubric 'begleitung' has no task 'Vorsichtig'; it has begleitung, wärme, "
        "verständnis, nächste-schritte, vorsicht. Did you mean 'vorsicht'?\n"
    )
    assert run("mentalbench", *RUBRIC) == 2
    assert "has no task 'mentalbench'" in capsys.readouterr().err


def test_without_a_judge_that_knows_the_attributes_one_has_to_be_named(place, capsys):
    assert "no judge is named" in refused(capsys, "run", *TABLE, *RUBRIC)
    assert not (place / "logs").exists()


def test_what_is_wrong_with_the_file_is_said_before_anything_is_done(place, capsys):
    file = place / "begleitung.yaml"
    text = file.read_text(encoding="utf-8").replace("[0, 3]", "[0, 4]").replace("axis: Rat", "")
    file.write_text(text.replace("Sie trifft es genau.", "no"), "utf-8")
    said = "attributes[2].levels.3: found the truth value `no`; needs a text: put it in quotes."
    assert refused(capsys, "run", *TABLE, *RUBRIC) == f"error: begleitung.yaml:24: {said}\n"
    file.write_text(text, "utf-8")
    assert "whole steps" in refused(capsys, "reliability", "ratings.csv", *RUBRIC)
    assert not (place / "logs").exists()


@pytest.fixture
def own(place) -> list[str]:
    """Give the table's options with a rubric that rates an attribute of the seven on 0-10."""
    (place / "zehn.toml").write_text(
        'rubric = "zehn"\nscale = [0, 10]\n[[attributes]]\nname = "empathy"\ndefinition = "?"\n'
    )
    rows = [
        f"{c},Concern {c}.,r{r},Reply {c} {r}.,human,{(c + 2 * r) % 11}"
        for c in range(4)
        for r in range(5)
    ]
    header = "id,context,responder,response,rater_kind,empathy"
    (place / "ten.csv").write_text("\n".join([header, *rows]) + "\n")
    return ["-D", "path=ten.csv", "-D", "attributes=empathy", "-D", "rubric_file=zehn.toml"]


def test_a_data_set_may_carry_its_own_rubric(place, own, capsys):
    words = ["--dataset", "table", *own, "--judge", "keyword", "-J", "word=3"]
    assert main(["run", *words, "--log-dir", "logs"]) == 0
    found = document(place)
    assert found["settings"]["rubric"]["name"] == "zehn"
    assert found["preflight"]["used"] == 2 * 20
    capsys.readouterr()
    assert main(["ratings", "table", *own, "--out", "out.csv"]) == 0
    assert "20 ratings written to out.csv: 20 rated" in capsys.readouterr().err


def test_a_given_rubric_goes_before_the_data_sets_own(place, own):
    file = place / "zehn.toml"
    (place / "other.toml").write_text(file.read_text().replace('"zehn"', '"other"'))
    words = ["--dataset", "table", *own, "--rubric", "other.toml", "--judge", "keyword"]
    assert main(["run", *words, "--log-dir", "logs"]) == 0
    assert document(place)["settings"]["rubric"]["name"] == "other"


def test_sources_on_two_scales_are_refused_and_both_are_named(own, capsys):
    said = ["--judge", "keyword", "--limit", "2", "--log-dir", "seven"]
    assert main(["run", "empathy", *said]) == 0
    capsys.readouterr()
    err = refused(capsys, "reliability", "seven", "table", *own)
    assert "on 1-5 (rubric 'mentalbench'), the data set 'table' on 0-10 (rubric 'zehn')" in err
    assert "seven/judgements/" in err
    err = refused(capsys, "reliability", "seven", "--rubric", "zehn.toml")
    assert "zehn.toml rates 'empathy' on 0-10" in err


def test_two_meanings_of_one_axis_are_refused(place, capsys):
    (place / "a.yaml").write_text(
        "rubric: a\nattributes:\n  - {name: b, axis: ARS, definition: '?'}\n"
    )
    assert main(["run", "--judge", "keyword", "--limit", "2", "--log-dir", "seven"]) == 0
    capsys.readouterr()
    err = refused(capsys, "reliability", "seven", "--rubric", "a.yaml")
    assert "ARS is the mean of b in a.yaml, and of empathy, helpfulness, understanding in" in err


def test_a_ratings_file_is_read_by_the_rubric(place, capsys):
    rows = [
        f"c{c},r{r},{rater},{kind},{name},{(c + r) % 4}"
        for c in range(3)
        for r in range(4)
        for rater, kind in (("expert", "human"), ("robot", "judge"))
        for name in reversed(NAMES)
    ]
    header = "exchange_id,responder,rater,rater_kind,attribute,rating"
    (place / "long.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert main(["reliability", "long.csv", *RUBRIC, "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [cell["attribute"] for cell in found["cells"]] == CELLS
    assert found["preflight"]["used"] == len(rows)
    assert not any("rubric" in one["message"] for one in found["preflight"]["warnings"])


def test_a_scale_beside_a_rubric_is_refused(capsys):
    err = refused(capsys, "reliability", "ratings.csv", *RUBRIC, "--scale", "0", "3")
    assert "leave one out" in err


def test_how_far_a_judge_is_moved_is_measured_on_the_rubrics_scale(place, models):
    models.answers["low"] = lambda _: json.dumps(dict.fromkeys(NAMES, 0))
    words = ["--dataset", "canaries", "--judge", "scripted/low", "--limit", "2"]
    assert main(["run", *words, *RUBRIC, "--log-dir", "logs"]) == 0
    found = json.loads((place / "logs" / "canaries.json").read_text(encoding="utf-8"))
    (judge,) = found["judges"]
    assert judge["all"]["room"] == 3
    assert list(judge["attributes"]) == list(NAMES)
