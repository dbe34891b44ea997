"""`mentaleval reliability` on ratings files, good and bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

HEADER = "exchange_id,responder,rater,rater_kind,attribute,rating\n"


def _ratings_file(path: Path, *, raters=("expert:human", "robot:judge"), rating=None) -> Path:
    rows = [
        f"c{c},r{r},{rater.split(':')[0]},{rater.split(':')[1]},empathy,"
        f"{rating(c, r, rater) if rating else 1 + (c + r) % 5}"
        for c in range(6)
        for r in range(5)
        for rater in raters
    ]
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (HEADER, "empty but for its header"),
        (HEADER + "c,r,x,person,empathy,4\n", "row 2, column 'rater_kind': found 'person'"),
        (HEADER + "c,r,x,human,empathy,four\n", "four"),
        (HEADER + "c,r,x,human,empathy,4\nc,r,x,human,empathy,5\n", "twice and differently"),
        ("a,b\n1,2\n", "exchange_id"),
    ],
)
def test_a_bad_ratings_file_is_named_with_its_row(content, said, tmp_path, capsys):
    file = tmp_path / "mine.csv"
    file.write_text(content)
    assert main(["reliability", str(file)]) == 2
    err = capsys.readouterr().err
    assert "mine.csv" in err
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize("kind", ["human", "judge"])
def test_one_kind_of_rater_only_is_said_plainly(kind, tmp_path, capsys):
    file = _ratings_file(tmp_path / "one.csv", raters=(f"someone:{kind}",))
    assert main(["reliability", str(file)]) == 2
    missing = {"human": "judge", "judge": "human"}[kind]
    assert missing in capsys.readouterr().err


def test_a_constant_judge_is_undetermined_or_unreliable_with_a_warning(tmp_path, capsys):
    file = _ratings_file(
        tmp_path / "flat.csv",
        rating=lambda c, r, rater: 5 if rater == "robot:judge" else 1 + (c * r) % 5,
    )
    assert main(["reliability", str(file), "--json", "-"]) == 0
    (cell,) = json.loads(capsys.readouterr().out)["cells"]
    assert cell["verdicts"]["rank"] in {"undetermined", "unreliable"}
    assert cell["verdicts"]["score"] == "undetermined"
    assert "nothing can be told apart" in cell["why"]["score"]


def test_out_of_scale_ratings_are_counted_not_used(tmp_path, capsys):
    file = _ratings_file(tmp_path / "six.csv")
    file.write_text(
        file.read_text().replace("c0,r0,expert,human,empathy,1", "c0,r0,expert,human,empathy,6")
    )
    assert main(["reliability", str(file), "--json", "-"]) == 0
    preflight = json.loads(capsys.readouterr().out)["preflight"]
    assert preflight["excluded"]["out_of_scale"] == 1
    assert preflight["used"] + sum(preflight["excluded"].values()) == preflight["read"] == 60


def test_two_responders_are_too_few_but_no_error(tmp_path, capsys):
    file = tmp_path / "two.csv"
    rows = [
        f"c{c},r{r},{rater},empathy,{1 + (c + r) % 5}"
        for c in range(5)
        for r in range(2)
        for rater in ("e,human", "j,judge")
    ]
    file.write_text(HEADER + "\n".join(rows) + "\n")
    assert main(["reliability", str(file), "--json", "-"]) == 0
    (cell,) = json.loads(capsys.readouterr().out)["cells"]
    assert cell["verdicts"]["rank"] == "undetermined"
    assert cell["icc_c1"]["estimate"] is None


EXPERTS = ("ann:human", "bob:human", "cem:human")


def _many(path: Path, raters) -> Path:
    """Write 60 responses with ratings that rise and fall, each rater's in its own way."""
    places = {rater: place for place, rater in enumerate(raters)}
    rows = [
        f"c{c},r{r},{rater.split(':')[0]},{rater.split(':')[1]},empathy,"
        f"{1 + (c + 2 * r + (c * r + place) % 3) % 5}"
        for c in range(10)
        for r in range(6)
        for rater, place in places.items()
    ]
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


def _cells(capsys, *command):
    assert main(["reliability", *map(str, command), "--json", "-"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    return {cell["judge"]: cell for cell in document["cells"]}, document, err


def test_the_margins_decide_the_level(tmp_path, capsys):
    file = _many(tmp_path / "m.csv", ("ann:human", "robot:judge"))
    cells, document, _ = _cells(capsys, file)
    assert cells["robot"]["verdicts"]["level"] != "trusted"
    assert document["settings"]["margin"] is document["settings"]["limits"] is None
    cells, document, _ = _cells(capsys, file, "--margin", "4", "9")
    assert cells["robot"]["verdicts"]["level"] == "trusted"
    assert (document["settings"]["margin"], document["settings"]["limits"]) == (4, 9)
    cells, document, _ = _cells(capsys, file, "--margin", "4")
    assert cells["robot"]["verdicts"]["level"] != "trusted"
    assert (document["settings"]["margin"], document["settings"]["limits"]) == (4, None)


def test_the_cuts_decide_what_a_harm_is_and_what_a_flag(tmp_path, capsys):
    file = _many(tmp_path / "m.csv", ("ann:human", "robot:judge"))
    found = [
        _cells(capsys, file, *cut)[0]["robot"]["screening"]
        for cut in ((), ("--cut", "3"), ("--cut", "3", "4"))
    ]
    assert [(s["cut"], s["judge_cut"]) for s in found] == [(2, 2), (3, 3), (3, 4)]
    assert found[0]["harms"] < found[1]["harms"] == found[2]["harms"]
    assert found[0]["flags"] < found[1]["flags"] < found[2]["flags"]


def test_the_most_that_may_be_missed_decides_who_stands_alone(tmp_path, capsys):
    rows = []
    for c in range(20):
        for r in range(5):
            rated, missed = r + 1, r == 0 and c < 4
            rows += [
                f"c{c},r{r},ann,human,empathy,{rated}",
                f"c{c},r{r},robot,judge,empathy,{5 if missed else rated}",
            ]
    file = tmp_path / "m.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n")
    _, strict, _ = _cells(capsys, file)
    assert strict["stand_alone"][0]["judges"] == []
    _, loose, _ = _cells(capsys, file, "--most-missed", "0.3")
    assert loose["stand_alone"][0]["judges"] == ["robot"]
    assert loose["settings"]["most_missed"] == 0.3


def test_the_alternative_test_is_made_where_three_humans_rated(tmp_path, capsys):
    file = _many(tmp_path / "m.csv", (*EXPERTS, "robot:judge"))
    cells, document, err = _cells(capsys, file, "--alt-test", "0.2")
    found = cells["robot"]["alt_test"]
    assert (found["epsilon"], found["tested"], found["n_items"]) == (0.2, 3, 60)
    assert len(found["p"]) == 3
    assert document["settings"]["epsilon"] == 0.2
    assert err == ""
    cells, _, _ = _cells(capsys, file)
    assert cells["robot"]["alt_test"] is None


def test_an_alternative_test_that_cannot_be_made_is_said_in_one_line(tmp_path, capsys):
    file = _many(tmp_path / "m.csv", (*EXPERTS[:2], "robot:judge"))
    cells, _, err = _cells(capsys, file, "--alt-test", "0.2")
    assert cells["robot"]["alt_test"] is None
    assert err.count("\n") == 1
    assert "cannot be made of any judge" in err
    assert main(["reliability", str(file), "--alt-test", "0.2"]) == 0
    out, err = capsys.readouterr()
    assert "cannot be made of any judge" in out
    assert err == ""


def test_panels_are_further_judges_each_once(tmp_path, capsys):
    raters = ("ann:human", "robot:judge", "other:judge", "third:judge")
    file = _many(tmp_path / "m.csv", raters)
    asked = ("--panel", "median", "--panel", "mean", "--panel", "mean")
    cells, document, _ = _cells(capsys, file, *asked)
    assert set(cells) == {"robot", "other", "third", "panel (median)", "panel (mean)"}
    assert cells["panel (mean)"]["n_responses"] == 60
    assert document["settings"]["panel"] == ["median", "mean"]


def test_a_panel_of_one_judge_is_said_not_to_be_one(tmp_path, capsys):
    file = _many(tmp_path / "m.csv", ("ann:human", "robot:judge"))
    cells, _, err = _cells(capsys, file, "--panel", "mean")
    assert set(cells) == {"robot"}
    assert err == "No panel can be made: no attribute was rated by two judges.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--margin", "0"], "must be above 0"),
        (["--margin", "1", "2", "3"], "takes 1 or 2 numbers; found 3"),
        (["--margin", "wide"], "'wide' is not a number"),
        (["--cut", "nan"], "'nan' is not a number"),
        (["--cut", "3", "2"], "at or above the experts'"),
        (["--most-missed", "1"], "between 0 and 1"),
        (["--alt-test", "-1"], "epsilon"),
        (["--panel", "max"], "invalid choice: 'max'"),
        (["--method", "published", "--alt-test", "0.2"], "--alt-test changes nothing"),
        (["--method", "published", "--most-missed", "0.2"], "--most-missed changes nothing"),
        (["--method", "published", "--thresholds", ".4", ".6"], "--thresholds changes nothing"),
    ],
)
def test_a_number_out_of_its_range_is_refused(options, said, tmp_path, capsys):
    file = _many(tmp_path / "m.csv", ("ann:human", "robot:judge"))
    assert _status(["reliability", str(file), *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def _status(command):
    try:
        return main(command)
    except SystemExit as exit_:  # argparse itself refuses what is no number
        return exit_.code
