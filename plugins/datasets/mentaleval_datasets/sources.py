"""The three sources that the published benchmark was made from, as conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from mentaleval import Published, not_as_published
from mentaleval_datasets.conversations import Conversation
from mentaleval_datasets.counsel_chat import CounselChat
from mentaleval_datasets.mentalchat import MentalChat16K
from mentaleval_datasets.pairs import read_pairs
from mentaleval_datasets.psych8k import Psych8k


class Source(NamedTuple):
    """One source: its file, its terms, what it is, and its conversations as they come."""

    file: Path
    published: Published | None
    what: str
    conversations: Callable[[], Iterator[Conversation]]
    own_cautions: Sequence[str] = ()

    def cautions(self) -> list[str]:
        """Return what whoever uses its conversations has to know."""
        return [*self.own_cautions, *not_as_published(self.file, self.published)]


def _mentalchat(path: Path | None) -> Source:
    dataset = MentalChat16K(path=path)
    what = (
        "Question and answer pairs between behavioural health coaches and caregivers of hospice "
        "patients, paraphrased from transcripts by a local Mistral model. No condition labels."
    )
    return Source(dataset.file(), dataset.published, what, _of_pairs(dataset.name, dataset.file()))


def _psych8k(path: Path | None) -> Source:
    dataset = Psych8k(path=path)
    what = (
        "Question and answer pairs that GPT-4 wrote from clips of about 260 recorded counselling "
        "sessions (the paper calls it EmoCare). No condition labels."
    )
    pairs = _of_pairs(dataset.name, dataset.file())
    return Source(dataset.file(), dataset.published, what, pairs, dataset.cautions())


def _counsel_chat(path: Path | None) -> Source:
    dataset = CounselChat(path=path)
    what = (
        "Questions that people asked online and answers of therapists, names and addresses left "
        "out. The conditions are the site's topics. Written by people."
    )

    def conversations() -> Iterator[Conversation]:
        for context, response, topic in dataset.answers():
            yield Conversation(dataset.name, context, response, topic)

    return Source(dataset.file(), dataset.published, what, conversations)


def _of_pairs(name: str, path: Path) -> Callable[[], Iterator[Conversation]]:
    return lambda: (Conversation(name, said, answer) for said, answer in read_pairs(path))


SOURCES: Final[Mapping[str, Callable[[Path | None], Source]]] = {
    MentalChat16K.name: _mentalchat,
    Psych8k.name: _psych8k,
    CounselChat.name: _counsel_chat,
}
"""By the data set's name; each takes the option that says where its file is."""
