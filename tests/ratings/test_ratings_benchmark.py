"""The benchmark of speed runs; what it measures is nobody's promise."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "speed.py"


def test_the_benchmark_runs_and_says_what_it_measured(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(SCRIPT.parent), *sys.path])
    spec = importlib.util.spec_from_file_location("speed", SCRIPT)
    speed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(speed)
    speed.main(["--quick", "--json", str(tmp_path / "speed.json")])
    found = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    assert (found["cells"], found["number"]) == (28, 30 * 5 * 7 * 5)
    assert "simulated" in found["ratings"]
    assert all(math.isfinite(x["ratio"]) and x["seconds"] > 0 for x in found["lines"])
    firsts = {x["part"]: x for x in reversed(found["lines"])}
    assert [x["what"] for x in reversed(firsts.values())] == [
        *("settle and assess", "published_interval", "responder_bootstrap", "icc_c1")
    ]
    shown = capsys.readouterr().out
    assert all(x["what"] in shown for x in found["lines"])
    assert "scaled" in shown
