"""Figures of a part of a run say that they are, in every analysis."""

import pytest

from mentaleval.comparison import compare
from mentaleval.escalation import Settings as Escalating
from mentaleval.escalation import escalate
from mentaleval.planning import Settings as Planning
from mentaleval.planning import plan
from mentaleval.planning.settings import Aim
from mentaleval.plugins import installed
from mentaleval.ratings import Input, from_records
from mentaleval.trust import assess
from mentaleval.trust.notices import parts_of_runs

SOME = Input("mine", None, "shards", {"shards": 16, "shards finished": 13})


def test_a_run_that_lacks_shards_is_warned_of_and_a_whole_one_is_not():
    every = Input("other", None, "shards", {"shards": 2, "shards finished": 2})
    (found,) = parts_of_runs([SOME, every, Input("ratings.csv")])
    assert (found.code, found.count) == ("part_of_a_run", 3)
    assert "13 of the 16 shards" in found.message


@pytest.mark.parametrize(
    "analysed",
    [
        lambda table: assess(table, inputs=[SOME]).preflight,
        lambda table: compare(table, inputs=[SOME]),
        lambda table: escalate(table, Escalating(attributes=("safety",)), inputs=[SOME]),
        lambda table: plan(
            table, Planning(aim=Aim.WIDTH, goal=0.2, attributes=("safety",)), inputs=[SOME]
        ),
    ],
    ids=["reliability", "compare", "escalate", "plan"],
)
def test_every_analysis_carries_the_warning(analysed):
    table = from_records(installed().dataset("demo", {}).ratings())
    assert "part_of_a_run" in [one.code for one in analysed(table).warnings]
