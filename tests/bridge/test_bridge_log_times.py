"""Of what stands in two logs the later counts, wherever the folder has been."""

from __future__ import annotations

import os

import pytest

from mentaleval.bridge.log_times import oldest_first

EARLY = "2026-03-01T09-00-00+00-00_guidance_a.eval"
LATE = "2026-03-01T09-30-00+00-00_guidance_b.eval"


def _made(folder, **ages):
    for name, written in ages.items():
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (written, written))
    return [folder / name for name in ages]


def _names(logs):
    return [log.name for log in oldest_first(logs)]


@pytest.mark.parametrize("written", [(1000, 2000), (2000, 1000), (1000, 1000)])
def test_a_copy_that_was_written_anew_keeps_the_order_of_its_logs(written, tmp_path):
    logs = _made(tmp_path, **dict(zip((EARLY, LATE), written, strict=True)))
    assert _names(logs) == _names(reversed(logs)) == [EARLY, LATE]


def test_times_of_two_zones_are_compared_as_times(tmp_path):
    west = "2026-03-01T08-15-00-01-00_guidance_c.eval"  # a quarter past nine in the other zone
    assert _names(_made(tmp_path, **{LATE: 1, west: 1, EARLY: 1})) == [EARLY, west, LATE]


def test_a_log_of_another_name_counts_from_when_it_was_written(tmp_path):
    odd = "2026-99-01T09-00-00+00-00_guidance_d.eval"
    first, last = 1_700_000_000, 1_900_000_000  # before and after March 2026
    ages = {"scored.eval": last, LATE: 1, odd: first + 1, "b.eval": first}
    assert _names(_made(tmp_path, **ages)) == ["b.eval", odd, LATE, "scored.eval"]
