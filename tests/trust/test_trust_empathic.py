"""Three experts who rated the same conversations: what they allow a judge, on real ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentaleval.ratings import from_frame
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Scale

KEYS = {
    "empatheticdialogues": "conv_id",
    "epitome": "sp_id",
    "lend_an_ear": "conversation_id",
    "perceived_empathy": "id",
}
NAMES = {
    "empatheticdialogues": "Empathetic Dialogues",
    "epitome": "EPITOME",
    "lend_an_ear": "Lend an Ear",
    "perceived_empathy": "Perceived Empathy",
}
SCALES = {"epitome": Scale(0, 2), "perceived_empathy": Scale(1, 7)}
RATERS = ("expert1", "expert2", "expert3", "crowd", "claude", "gpt", "gemini")
SHIFTED = "self_oriented"
"""The study computed its kappas with 5 taken for 4 there, a rating that nobody had given."""


def long(folder, name, rater):
    read = pd.read_csv(folder / f"{rater}_ratings.csv").rename(columns={KEYS[name]: "exchange_id"})
    read["exchange_id"] = read["exchange_id"].astype(str)
    kept = [c for c in read if c not in {"rp_id", "full_conversation"} and "Unnamed" not in c]
    ratings = read[kept].melt("exchange_id", var_name="attribute", value_name="rating")
    kind = "human" if rater.startswith("expert") else "judge"
    return ratings.assign(rater=rater, rater_kind=kind, responder="listener")


@pytest.fixture(scope="module", params=KEYS)
def study(request, real_data):
    folder = real_data("empathic-communication") / "annotations" / request.param
    frame = pd.concat([long(folder, request.param, rater) for rater in RATERS])
    scale = SCALES.get(request.param, Scale(1, 5))
    table = from_frame(frame, scale=scale)
    return NAMES[request.param], assess(table, Settings(scale=scale, epsilon=0.2))


def test_experts_agree_as_the_study_printed(study, real_data):
    name, found = study
    folder = real_data("empathic-communication") / "annotations"
    printed = pd.read_csv(folder / "all_annotator_pairs_spearman_kappa.csv")
    mine = printed[printed["Dataset"] == name].set_index(["Dimension", "Annotator Pair"])
    kappas = mine["Weighted Cohen's Kappa"]
    for entry in found.reference:
        assert (entry.n_common_experts, entry.n_common_items) == (3, 50)
        for pair in entry.pairs:
            both = {pair.first, pair.second}
            wanted = next(
                kappa
                for (dimension, who), kappa in kappas.items()
                if dimension == entry.attribute and all(repr(one) in who for one in both)
            )
            off = 0.04 if entry.attribute == SHIFTED else 0.0051
            assert pair.kappa == pytest.approx(wanted, abs=off)


def test_one_responder_ranks_nobody(study):
    for cell in study[1].cells:
        assert cell.rank.verdict == "undetermined"
        assert cell.n_responders == 1
        assert cell.pooled.null is None


def test_no_verdict_goes_beyond_what_the_experts_allow(study):
    _, found = study
    reference = {(entry.attribute, entry.composite): entry for entry in found.reference}
    for cell in found.cells:
        entry = reference[cell.attribute, cell.composite]
        if not entry.icc_c1.low >= 0.5:
            for ruling in (cell.score, cell.level):
                assert ruling.verdict in {"undetermined", "unreliable"}


def test_some_of_these_experts_agree_too_little_and_some_verdicts_are_capped(real_data):
    folder = real_data("empathic-communication") / "annotations"
    capped, lows = 0, []
    for name in KEYS:
        frame = pd.concat([long(folder / name, name, rater) for rater in RATERS])
        scale = SCALES.get(name, Scale(1, 5))
        found = assess(from_frame(frame, scale=scale), Settings(scale=scale))
        capped += sum(r.capped_by is not None for c in found.cells for r in c.rulings.values())
        lows += [entry.icc_c1.low for entry in found.reference]
    assert np.mean(np.array(lows) < 0.5) > 0.5
    assert capped > 0


def test_the_best_constant_stands_beside_every_judge(study):
    for cell in study[1].cells:
        if cell.alternative is not None:
            assert cell.alternative.test.tested == 3
            assert 0 <= cell.alternative.constant.test.winning_rate <= 1
