"""What stands at the end of a page: settings, inputs, versions, how to cite and to repeat it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mentaleval.ratings import Input
from mentaleval.report import figures

Terms = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An input with its checksum, and what reading it found."""

    source: str
    kind: str
    sha256: str | None
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that says how a page came about."""

    settings: Terms
    inputs: tuple[Source, ...]
    versions: Terms
    command: str
    citing: str
    bibtex: tuple[str, ...]
    is_not: tuple[str, ...]


def provenance(
    settings: Terms,
    inputs: Sequence[Input],
    versions: Mapping[str, str],
    *,
    command: str,
    simulated: bool,
) -> Provenance:
    """Return how a page came about; nobody gave *simulated* ratings, who could be cited."""
    return Provenance(
        settings=settings,
        inputs=tuple(_source(one) for one in inputs),
        versions=tuple(versions.items()),
        command=command,
        citing=_citing(inputs, simulated=simulated),
        bibtex=(_software(versions["mentaleval"]), _PAPER),
        is_not=IS_NOT,
    )


def _source(found: Input) -> Source:
    by_part: dict[str, list[str]] = {}
    for name, number in found.counts.items():
        part, _, what = name.rpartition(": ")
        by_part.setdefault(part, []).append(f"{figures.count(number)} {what}")
    held = (f"{part}: {', '.join(n)}" if part else ", ".join(n) for part, n in by_part.items())
    return Source(found.source, found.kind, found.sha256, tuple(held))


def _citing(inputs: Sequence[Input], *, simulated: bool) -> str:
    said = "Cite this software, and the study whose framework it implements."
    if simulated:
        return f"{said} The human ratings are simulated: there is no study of them to cite."
    data = list(dict.fromkeys(one.source for one in inputs if one.kind == "dataset"))
    if not data:
        return f"{said} If the ratings come from a published data set, cite that too."
    return f"{said} Cite what the ratings come from too: {figures.listed(data)}."


def _software(version: str) -> str:
    return _SOFTWARE.replace("VERSION", version)


_SOFTWARE: Final = """\
@software{mentaleval,
  author  = {{The mentaleval authors}},
  title   = {{mentaleval: when can a judge of replies to people in distress be trusted?}},
  version = {VERSION},
  license = {MIT}
}"""
_PAPER: Final = """\
@article{badawi2025trust,
  author  = {Badawi and Rahimi and Laskar and Grach and Bertrand and Danok and Huang and Rudzicz
             and Dolatabadi},
  title   = {{When Can We Trust LLMs in Mental Health? Large-Scale Benchmarks for Reliable LLM
             Evaluation}},
  journal = {arXiv preprint arXiv:2510.19032},
  year    = {2025},
  url     = {https://arxiv.org/abs/2510.19032}
}"""
_DEVICE: Final = (
    "It is no clinical device, and no approval of one: nothing here says that a responder is safe "
    "for a person in distress."
)
_THESE: Final = (
    "It says how far judges' ratings may stand in for these experts' ratings, on responses and "
    "responders like these. For other experts, languages, people or models it says nothing."
)
_TRUTH: Final = (
    "Agreement with experts is not truth: where the experts are wrong together, so is a judge "
    "that agrees with them."
)
IS_NOT: Final = (_DEVICE, _THESE, _TRUTH)
