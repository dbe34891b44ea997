"""Measure an analysis of the published size: the published way of it, and ours.

    python benchmarks/analysis.py [--data FOLDER] [--repeats N] [--quick] [--json FILE]

All read the same workbooks, and each is a process of its own, measured from its start to its end:

    published, plainly       `plain_analysis.py`: cells read row by row for each judge and
                             attribute, and the resamples in a loop
    --method published       `mentaleval reliability` with the same figures
    the default method       `mentaleval reliability`: with exact and jackknife intervals, single
                             responses, levels, composites, verdicts and warnings, which the first
                             two do not have

The script makes sure that the first two give the same ICC(C,1), ICC(A,1), bias and mean squared
error to nine digits. Without FOLDER, of the workbooks of MentalAlign-70k, the workbooks are
simulated (`workbooks_maker.py`): 1,000 conversations, 10 responders, a human and four judges.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from measuring import Taken, about, machine, mentaleval, middle, process, python
from workbooks_maker import write

PLAIN: Final = Path(__file__).with_name("plain_analysis.py")
LIBRARIES: Final = ("numpy", "pandas", "openpyxl", "python-calamine")
CONVERSATIONS: Final = 1000
REPEATS: Final = 3
FIGURES: Final = ("icc_c1", "icc_a1", "bias", "mse")
SAME: Final = 1e-9
HEAD: Final = f"{'':<30}{'CPU s':>9}{'ratio':>8}{'MiB':>9}{'ratio':>8}"


@dataclass(frozen=True, slots=True)
class Line:
    """One way of the analysis; ratios are to the first."""

    what: str
    cpu: float
    cpu_ratio: float
    memory: float
    memory_ratio: float


def lines(found: dict[str, Taken]) -> list[dict[str, Any]]:
    """Return what was taken beside the first."""
    first = next(iter(found.values()))
    return [
        asdict(Line(what, t.cpu, t.cpu / first.cpu, t.memory, t.memory / first.memory))
        for what, t in found.items()
    ]


def rows(found: Sequence[dict[str, Any]]) -> list[str]:
    """Write lines out, below `HEAD`."""
    return [
        f"{x['what']:<30}{x['cpu']:>9,.1f}{x['cpu_ratio']:>8.2f}"
        f"{x['memory']:>9,.0f}{x['memory_ratio']:>8.2f}"
        for x in found
    ]


def commands(workbooks: Path, folder: Path) -> dict[str, list[str]]:
    """Return what is run."""
    ours = ("reliability", "mentalalign-70k", "-D", f"path={workbooks}")
    return {
        "published, plainly": python(str(PLAIN), str(workbooks), str(folder / "plain.json")),
        "mentaleval --method published": mentaleval(
            *(*ours, "--method", "published", "--json", str(folder / "published.json"))
        ),
        "mentaleval, default method": mentaleval(*ours, "--json", str(folder / "default.json")),
    }


def apart(folder: Path) -> float:
    """Return how far the two published analyses are apart, at most, in any figure."""
    plain = json.loads((folder / "plain.json").read_text(encoding="utf-8"))
    said = json.loads((folder / "published.json").read_text(encoding="utf-8"))
    ours = {(c["judge"], c["attribute"]): c for c in said["cells"] if not c["composite"]}
    assert len(ours) == len(plain), "not the same cells"
    differences: list[float] = [
        abs(cell[name] - _estimate(ours[cell["judge"], cell["attribute"]][name]))
        for cell in plain
        for name in FIGURES
    ]
    return max(differences)


def _estimate(figure: Any) -> float:
    return float(figure["estimate"] if isinstance(figure, dict) else figure)


def measured(data: Path | None, conversations: int, repeats: int) -> dict[str, Any]:
    """Measure everything; the ways take turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbooks = data.resolve() if data else folder
        if not data:
            write(folder, conversations)
        ways = commands(workbooks, folder)
        found: dict[str, list[Taken]] = {what: [] for what in ways}
        for _ in range(repeats):
            for what, command in ways.items():
                found[what].append(process(command, folder=folder))
        difference = apart(folder)
    assert difference < SAME, f"the two published analyses are {difference} apart"
    return {
        "workbooks": "MentalAlign-70k" if data else "simulated: nobody gave these ratings",
        "judges": len(list(data.glob("*_llm_judge.xlsx"))) if data else 4,
        "conversations": None if data else conversations,
        "repeats": repeats,
        "apart": difference,
        **machine(LIBRARIES),
        "lines": lines({what: middle(several) for what, several in found.items()}),
    }


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    size = f"{found['conversations']:,} conversations, " if found["conversations"] else ""
    return "\n".join(
        [
            f"{size}{found['judges']} judges and a human ({found['workbooks']})",
            f"{about(found, LIBRARIES)}; median of {found['repeats']}",
            f"the first two agree in {', '.join(FIGURES)} to {found['apart']:.0e}",
            "",
            HEAD,
            *rows(found["lines"]),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of the MentalAlign-70k workbooks")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"of each ({REPEATS})")
    parser.add_argument("--quick", action="store_true", help="50 conversations: see that it runs")
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    given = parser.parse_args(arguments)
    found = measured(given.data, 50 if given.quick else CONVERSATIONS, given.repeats)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
