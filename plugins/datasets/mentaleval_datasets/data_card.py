"""The data card of a built benchmark: what a reader of its results has to know."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any, Final

from mentaleval_datasets.cleaning import Step
from mentaleval_datasets.conversations import Conversation, word_count
from mentaleval_datasets.sources import Source

_MADE_BY: Final = (
    "Made by `mentaleval`'s data set `mentalbench-build`. The same options and the same files make "
    "the same conversations."
)
_FAULTS_OF: Final = {
    "mentalchat16k": """\
- The texts from MentalChat16K are no person's own words: a model paraphrased them. Its callers are
  caregivers of hospice patients, and its texts often speak of "the patient" in the third person.
- The session that a pair of MentalChat16K comes from is not known. Several conversations may be of
  one person, and an interval that takes them as independent is too narrow.""",
    "psych8k": """\
- The texts from Psych8k are no person's own words: GPT-4 wrote them. Several may be of one session,
  which is not known, and an interval that takes them as independent is too narrow.""",
    "counsel-chat": """\
- The conditions are the topics of CounselChat, a web site, set by no clinician. Nothing here can be
  said of a condition elsewhere.""",
}
_FAULTS_OF_ALL: Final = """\
- The replies are not a standard of good care. Where a question has several answers, the one kept
  was not chosen for its quality.
- English only. One turn only: nothing is known of how the conversations went on."""

_USE: Final = """\
To compare responders, and to find out which judges agree with experts, on what people in distress
write. It is not made for training, for clinical decisions, for finding out who somebody is, or for
saying how common a condition is. Texts speak of self-harm, abuse and loss: tell those who read
them."""


@dataclass(frozen=True, slots=True)
class Made:
    """A benchmark, and what it was made from and by."""

    options: Mapping[str, Any]
    sources: Mapping[str, Source]
    conversations: Sequence[Conversation]
    counts: Mapping[str, int]
    strata: Mapping[str, int]
    stratum: Callable[[Conversation], str]
    several: int
    """How many conversations stand under more than one condition."""
    cautions: Sequence[str]


def data_card(made: Made) -> str:
    """Return the card in Markdown.

    The order of its parts follows Gebru et al., Datasheets for Datasets, Communications of the ACM
    64 (2021): composition, collection, cleaning, uses, terms.
    """
    parts = [
        f"# Data card: {len(made.conversations):,} conversations",
        *(f"**Caution:** {caution}" for caution in made.cautions),
        _MADE_BY,
        "## What is in it\n\n" + _contents(made.conversations),
        "## Where it comes from\n\n" + "\n\n".join(_origins(made.sources)),
        "## How it was made\n\n" + _table(("option", "value"), _options(made.options)),
        "Every conversation that was read ended at one of these steps:\n\n" + _account(made),
        "## What has its share\n\n" + _shares(made),
        *_labels(made),
        "## Known faults\n\n" + "\n".join(_faults(made.sources)),
        f"## What it is for\n\n{_USE}",
    ]
    return "\n\n".join(parts) + "\n"


def digest(path: Path) -> str:
    """Return the SHA-256 sum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _contents(conversations: Sequence[Conversation]) -> str:
    ids = hashlib.sha256("\n".join(c.id for c in conversations).encode()).hexdigest()
    lines = (
        "One row is what somebody said (the context) and the source's own reply to it.\n",
        _lengths("contexts", [c.context for c in conversations]),
        _lengths("replies", [c.response for c in conversations]),
        f"- SHA-256 of the ids, one a line, in order: `{ids}`",
    )
    return "\n".join(lines)


def _lengths(what: str, texts: Sequence[str]) -> str:
    words = [word_count(text) for text in texts]
    middle = f"mean {mean(words):.1f} words, median {median(words):g}"
    return f"- {what}: {middle}, from {min(words)} to {max(words)}"


def _faults(sources: Mapping[str, Source]) -> Iterator[str]:
    yield from (_FAULTS_OF[name] for name in sources)
    yield _FAULTS_OF_ALL


def _origins(sources: Mapping[str, Source]) -> Iterator[str]:
    for name, source in sources.items():
        lines = [f"### {name}", "", source.what, ""]
        if (published := source.published) is not None:
            lines.append(f"- licence: {published.licence}")
            lines.append(f"- cite: {published.citation}")
            lines.append(f"- page: {published.homepage}")
            lines += [f"- given out on request: {published.gated}"] if published.gated else []
        lines.append(f"- file read: `{source.file.name}`, SHA-256 `{digest(source.file)}`")
        yield "\n".join(lines)


def _options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in options.items():
        yield name, ", ".join(value) if isinstance(value, (list, tuple)) else str(value)


def _account(made: Made) -> str:
    columns = ("all", *made.sources)
    rows = [
        (step, *(f"{made.counts.get(f'{column}: {step}', 0):,}" for column in columns))
        for step in ("read", *Step)
    ]
    return _table(("step", *columns), rows)


def _shares(made: Made) -> str:
    taken = Counter(map(made.stratum, made.conversations))
    left, whole = sum(made.strata.values()), len(made.conversations)
    rows = [
        (name, f"{of:,}", f"{of * whole / left:,.1f}", f"{taken[name]:,}")
        for name, of in sorted(made.strata.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return _table(("stratum", "after cleaning", "exact share", "taken"), rows)


def _labels(made: Made) -> Iterator[str]:
    labelled = sum(bool(conversation.condition) for conversation in made.conversations)
    if labelled:
        yield (
            f"{labelled:,} of these conversations have a condition. {made.several:,} of them stand "
            "under more than one in their source; each counts under one alone: that of the reply "
            "that was kept."
        )


def _table(header: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
