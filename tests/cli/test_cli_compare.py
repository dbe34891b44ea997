"""`mentaleval compare` on ratings files and logs, good and bad."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

HEADER = "exchange_id,responder,rater,rater_kind,attribute,rating\n"
LEVELS = {"bot-a": 4.2, "bot-b": 3.4, "bot-c": 3.3}


def _ratings_file(path: Path, *, judges=("robot",), labelled=30, levels=LEVELS) -> Path:
    """Write ratings of 60 conversations on empathy, of which some are rated by an expert."""
    rng = np.random.default_rng(3)
    chosen = set(rng.permutation(60)[:labelled])
    rows = []
    for name, level in levels.items():
        true = rng.normal(level, 0.7, 60)
        for rater in ("expert", *judges):
            values = np.clip(np.rint(true + rng.normal(0, 0.3, 60)), 1, 5)
            kind = "human" if rater == "expert" else "judge"
            rows += [
                f"c{c},{name},{rater},{kind},empathy,{value:g}"
                for c, value in enumerate(values)
                if kind == "judge" or c in chosen
            ]
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


def _document(capsys, *command):
    assert main(["compare", *map(str, command), "--json", "-"]) == 0
    out, err = capsys.readouterr()
    return json.loads(out), err


def test_the_details_are_a_table_and_sentences(tmp_path, capsys):
    assert main(["compare", str(_ratings_file(tmp_path / "mine.csv")), "--details"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Comparison of 3 responders by human labels and 1 judge\n")
    assert "empathy: 30 of 60 conversations labelled" in out
    assert "bot-a is rated higher than bot-b" in out.partition("Who is rated higher than whom")[2]
    assert err == ""


def test_json_alone_goes_to_stdout_and_the_same_seed_gives_the_same(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    first, _ = _document(capsys, file, "--seed", "5")
    second, _ = _document(capsys, file, "--seed", "5")
    other, _ = _document(capsys, file, "--seed", "6")
    assert first == second
    assert first["settings"]["seed"] == 5
    limits = [d["pairs"][0]["corrected"]["simultaneous_low"] for d in (first, other)]
    assert limits[0] != limits[1]


def test_human_ratings_may_be_elsewhere(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    lines = file.read_text().splitlines()
    humans, judged = tmp_path / "humans.csv", tmp_path / "judged.csv"
    humans.write_text(HEADER + "\n".join(line for line in lines if ",human," in line) + "\n")
    judged.write_text(HEADER + "\n".join(line for line in lines if ",judge," in line) + "\n")
    together, _ = _document(capsys, file)
    apart, _ = _document(capsys, judged, "--humans", humans)
    assert apart["responders"] == together["responders"]


def test_without_a_human_the_judge_is_shown_and_loudly_marked(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv", labelled=0)
    assert main(["compare", str(file)]) == 0
    assert "NO HUMAN LABEL" in capsys.readouterr().out
    document, err = _document(capsys, file)
    assert "NO HUMAN LABEL" in err
    assert all(mean["corrected"]["estimate"] is None for mean in document["responders"])
    assert all(mean["judge_raw"] for mean in document["responders"])


def test_judges_and_responders_are_chosen(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv", judges=("robot", "other"))
    document, _ = _document(
        capsys, file, "--judge", "other", "--responder", "bot-c", "--responder", "bot-a"
    )
    assert {mean["judge"] for mean in document["responders"]} == {"other"}
    assert {mean["responder"] for mean in document["responders"]} == {"bot-a", "bot-c"}
    assert document["settings"]["judges"] == ["other"]


def test_human_labels_alone_use_no_judge(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    document, _ = _document(capsys, file, "--correction", "human-only")
    assert document["settings"]["correction"] == "human-only"
    for mean in document["responders"]:
        assert mean["corrected"]["estimate"] == mean["human_only"]["estimate"]


MANY = {f"bot-{place}": 1.4 + 0.4 * place for place in range(8)}


def _licensed(capsys, file, *options):
    document, _ = _document(capsys, file, *options)
    return {mean["responder"] for mean in document["responders"] if mean["licensed"]}, document


def test_thresholds_decide_whether_plain_means_are_licensed_and_nothing_else(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv", levels=MANY)
    usual, before = _licensed(capsys, file)
    strict, after = _licensed(capsys, file, "--thresholds", "0.99999", "0.999999")
    assert (usual, strict) == (set(MANY), set())
    assert after["settings"]["thresholds"] == {"usable": 0.99999, "trusted": 0.999999}
    assert [m["corrected"] for m in after["responders"]] == [
        m["corrected"] for m in before["responders"]
    ]


def test_whom_a_verdict_leaves_out_is_compared_and_not_licensed(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv", levels=MANY)
    licensed, document = _licensed(capsys, file, "--exclude", "robot=bot-3")
    assert licensed == set(MANY) - {"bot-3"}
    assert document["settings"]["exclusions"] == {
        "families": False,
        "pairs": [["robot", "bot-3"]],
    }
    assert document["headings"][0]["n_ranked"] == len(MANY) - 1
    assert any(m["responder"] == "bot-3" and m["corrected"]["low"] for m in document["responders"])


def test_labels_that_the_judge_did_not_rate_are_counted_all_the_same(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    lines = file.read_text().splitlines()
    rated = sorted({line.split(",")[0] for line in lines if ",human," in line})
    kept = [n for n in lines if not (n.split(",")[0] in rated[:4] and ",judge," in n)]
    file.write_text("\n".join(kept) + "\n")
    document, _ = _document(capsys, file)
    (heading,) = document["headings"]
    assert (heading["n_labelled"], heading["n_met"]) == (30, 26)
    assert {(m["n_human"], m["n_met"]) for m in document["responders"]} == {(30, 26)}
    assert main(["compare", str(file), "--details"]) == 0
    assert "empathy: 30 of 60 conversations labelled (26 judged)" in capsys.readouterr().out


def test_ratings_of_an_escalation_are_no_labels_and_said_in_words(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    header, *lines = file.read_text().splitlines()
    labelled = sorted({line.split(",")[0] for line in lines if ",human," in line})
    escalated = [
        f"{line},{'escalated' if line.split(',')[0] == labelled[0] and ',human,' in line else ''}"
        for line in lines
    ]
    file.write_text("\n".join([f"{header},declared", *escalated]) + "\n")
    document, _ = _document(capsys, file)
    assert document["account"]["excluded"] == {"escalated": 3}
    assert document["headings"][0]["n_labelled"] == 29
    assert main(["compare", str(file), "--details"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"left out: asked for in an escalation \(no random sample\) +3\n", out)


def test_the_cut_decides_which_shares_count(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv", levels=dict.fromkeys(LEVELS, 5.6))
    shares = []
    for cut in (3, 4):
        document, _ = _document(capsys, file, "--cut", cut)
        (heading, *_) = document["headings"]
        assert (heading["ceiling"], heading["cut"]) == (True, cut)
        shares.append(document["responders"][0]["low"]["count"])
    assert shares[0] < shares[1]


@pytest.mark.parametrize(
    ("name", "why"),
    [("lambda=1", "lambda"), ("offset", "offset"), ("recalibration", "recalib")],
)
def test_what_would_order_responders_wrongly_is_refused_with_the_reason(name, why, capsys):
    assert main(["compare", "no-such-file.csv", "--correction", name]) == 2
    err = capsys.readouterr().err
    assert why in err
    assert "refused for comparing responders" in err
    assert "no-such-file" not in err


def test_a_correction_that_nobody_knows_is_refused_with_those_there_are(capsys):
    assert main(["compare", "no-such-file.csv", "--correction", "magic"]) == 2
    err = capsys.readouterr().err
    assert "magic" in err
    assert "human-only" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--responder", "bot-z"), "bot-z"),
        (("--judge", "nobody"), "nobody"),
        (("--cut", "9"), "9"),
        (("--cut", "nan"), "nan"),
        (("--thresholds", "0.8", "0.5"), "0.8"),
        (("--exclude", "robot"), "JUDGE=RESPONDER"),
        (("--exclude", "robot=bot-z"), "bot-z"),
        (("--seed", "-1"), "-1"),
    ],
)
def test_a_bad_option_is_told(options, said, tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    try:
        status = main(["compare", str(file), *options])
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_a_lone_responder_has_its_mean_and_is_said_to_be_alone(tmp_path, capsys):
    file = _ratings_file(tmp_path / "mine.csv")
    document, err = _document(capsys, file, "--responder", "bot-a")
    assert "nobody to compare bot-a with" in err
    assert (len(document["responders"]), document["pairs"]) == (1, [])
    assert document["responders"][0]["corrected"]["low"] is not None


def test_a_file_that_cannot_be_written_is_told_before_anything_is_read(tmp_path, capsys):
    target = tmp_path / "nowhere" / "out.json"
    assert main(["compare", "no-such-file.csv", "--json", str(target)]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_logs_are_compared_by_the_human_ratings_of_their_data_set(demo_run, capsys):
    folder, _ = demo_run
    document, _ = _document(capsys, folder)
    assert document["simulated"] is True
    assert {source["kind"] for source in document["inputs"]} == {"log", "dataset"}
    assert {h["n_labelled"] for h in document["headings"]} == {4}
    assert any(mean["corrected"]["estimate"] is not None for mean in document["responders"])
