"""Settings are checked where they are made; assessments tell what made them."""

from __future__ import annotations

import pytest

from mentaleval.errors import RatingsError, UsageError
from mentaleval.ratings import Exclusions, Input
from mentaleval.trust import DEFAULT_SEED, Settings, assess


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"method": "publsihed"}, "publsihed"),
        ({"usable": 0.8}, "0.8 and 0.75"),
        ({"trusted": 1.0}, "0.5 and 1"),
        ({"usable": 0.0}, "0 and 0.75"),
        ({"seed": -1}, "-1"),
        ({"margin": 0.0}, "margin"),
        ({"confidence": 95}, "95"),
        ({"label_seeds": 0}, "label_seeds"),
    ],
)
def test_settings_that_make_no_sense_are_refused(options, said):
    with pytest.raises(UsageError, match=said):
        Settings(**options)


def test_an_assessment_tells_what_made_it(make_table, random_ratings):
    table = make_table({("h", "safety"): random_ratings(1), ("judge", "safety"): random_ratings(2)})
    source = Input("ratings.csv", "ab" * 32, "ratings")
    found = assess(table, inputs=[source])
    assert found.inputs == (source,)
    assert found.seed == DEFAULT_SEED
    assert {"mentaleval", "numpy", "scipy", "pandas"} <= set(found.versions)


def test_exclusions_are_carried_out(make_table, random_ratings):
    table = make_table({("h", "safety"): random_ratings(1), ("judge", "safety"): random_ratings(2)})
    settings = Settings(exclusions=Exclusions(pairs=(("judge", "r3"),)))
    found = assess(table, settings)
    assert found.excluded_responders == {"judge": ("r3",)}
    assert "r3" not in {r.responder for r in found.cells[0].responders}
    assert found.cells[0].n_responders == 8


def test_a_table_without_a_judge_is_refused(make_table, random_ratings):
    with pytest.raises(RatingsError, match="judge"):
        assess(make_table({("h", "safety"): random_ratings(1)}))
