"""Build a benchmark of conversations from the three sources of the published one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from mentaleval import DataError, Dataset, Exchange
from mentaleval_datasets.cleaning import Step, Tally, cleaned, counted
from mentaleval_datasets.conversations import Conversation
from mentaleval_datasets.data_card import Made, data_card
from mentaleval_datasets.drawing import alphabetical, random_order
from mentaleval_datasets.sources import SOURCES, Source

NO_SAMPLE: Final = (
    "order=alphabetical-head takes the first contexts of the alphabet, as the published 1,000 were "
    "taken: they are no random sample, and what is found of them holds for nothing else."
)
_PLACES: Final = {"mentalchat16k", "psych8k", "counsel_chat"}
"""Options that say where files are on this computer."""


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


@dataclass(frozen=True)
class Built:
    """A benchmark: its conversations in order, and what became of all that was read."""

    conversations: tuple[Conversation, ...]
    read: Mapping[str, int]
    tally: Tally
    strata: Mapping[str, int]
    conditions: Mapping[str, frozenset[str]]
    """All conditions under which the sources have what somebody said."""

    @cached_property
    def by_id(self) -> dict[str, Conversation]:
        """The conversations by their ids."""
        return {conversation.id: conversation for conversation in self.conversations}

    def others(self, conversation: Conversation) -> list[str]:
        """Return under which conditions a conversation stands too, beside its own."""
        return sorted(self.conditions[conversation.said] - {conversation.condition})


class MentalBenchBuild(Dataset):
    """A benchmark built from MentalChat16K, Psych8k and CounselChat, every step counted.

    One conversation a context: blank and repeated ones, nearly repeated ones and long ones are left
    out, and of the rest a stratified random draw is taken, of which every beginning is a stratified
    random draw too. An id is made of source, condition and text alone.
    """

    name = "mentalbench-build"
    original: ClassVar[str | None] = "original"

    sources: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        tuple(SOURCES),
        description="Which sources, with commas; of a text that two have, the first here keeps it.",
        min_length=1,
    )
    mentalchat16k: Path | None = Field(
        None, description="Where MentalChat16K is; by default $MENTALEVAL_DATA/mentalchat16k."
    )
    psych8k: Path | None = Field(
        None, description="Where Psych8k is; by default $MENTALEVAL_DATA/psych8k."
    )
    counsel_chat: Path | None = Field(
        None, description="Where CounselChat is; by default $MENTALEVAL_DATA/counsel-chat."
    )
    size: int = Field(10_000, ge=1, description="Conversations to take; fewer where there are.")
    seed: int = Field(0, description="Of the random draw.")
    order: Literal["random", "alphabetical-head"] = Field(
        "random",
        description="A random draw, or the head of the alphabet as in the published 1,000, which "
        "is no random sample.",
    )
    strata: Literal["condition", "source", "none"] = Field(
        "condition",
        description="What has its share in every draw: each source and condition, each source, or "
        "nothing.",
    )
    longest: int = Field(
        600,
        ge=1,
        description="Words that a context may have, counted between white space; of the published "
        "1,000 it is 524.",
    )
    near: float = Field(
        0.7,
        ge=0.3,
        le=1,
        description="Share of three-word runs in common (Jaccard) from which two contexts are "
        "near-duplicates; 1 for none.",
    )

    @model_validator(mode="after")
    def _known_sources(self) -> MentalBenchBuild:
        for source in self.sources:
            if source not in SOURCES:
                raise ValueError(f"{source!r} is no source; there are {', '.join(SOURCES)}.")
        if len(set(self.sources)) < len(self.sources):
            raise ValueError("a source is named twice.")
        return self

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the conversations that were taken, in the order in which they were."""
        for conversation in self.built().conversations:
            yield Exchange(
                conversation.id, conversation.context, conversation.response, self.original
            )

    def counts(self) -> dict[str, int]:
        """Return what became of every conversation, of all sources and of each.

        What was ``read`` is the sum of the other lines.
        """
        built = self.built()
        return counted(built.tally, built.read)

    def details(self, exchange: Exchange) -> Mapping[str, str]:
        """Return the source and the conditions of a conversation; an empty one has no label."""
        built = self.built()
        known = built.by_id[exchange.id]
        return {
            "source": known.source,
            "condition": known.condition,
            "other_conditions": "; ".join(built.others(known)),
        }

    def cautions(self) -> Sequence[str]:
        """Return what its list, its length and the files of its sources have to be told with."""
        there = len(self.built().conversations)
        said = [NO_SAMPLE] if self.order == "alphabetical-head" else []
        for source in self._sources().values():
            said += source.cautions()
        if there < self.size:
            said.append(
                f"size={self.size:,} is asked for, and only {there:,} conversations are left"
            )
        return said

    def card(self) -> str:
        """Return a data card in Markdown: what it is, from where, what was left out, its faults."""
        built = self.built()
        made = Made(
            options=self.model_dump(mode="json", exclude=_PLACES),
            sources=self._sources(),
            conversations=built.conversations,
            counts=self.counts(),
            strata=built.strata,
            stratum=self.stratum,
            several=sum(bool(built.others(c)) for c in built.conversations),
            cautions=self.cautions(),
        )
        return data_card(made)

    def built(self) -> Built:
        """Return the benchmark, made once while options and files are the same."""
        stamps = tuple((s.file, s.file.stat().st_mtime_ns) for s in self._sources().values())
        return _built(self, stamps)

    def _sources(self) -> dict[str, Source]:
        found = {}
        for name in self.sources:
            try:
                found[name] = SOURCES[name](getattr(self, name.replace("-", "_")))
            except DataError as error:
                raise self._lacking(name, error) from error
        return found

    def _lacking(self, name: str, error: DataError) -> DataError:
        others = ",".join(source for source in self.sources if source != name)
        option = name.replace("-", "_")
        ways = [f"-D {option}=FILE names another place"]
        if getattr(self, option) is None:
            ways.insert(0, f"`mentaleval data fetch {name}` gets it or says how")
        if others:
            ways.append(f"-D sources={others} leaves it out")
        return DataError(error.message, hint="; ".join(ways))

    def stratum(self, conversation: Conversation) -> str:
        """Return the stratum of a conversation."""
        if self.strata == "none":
            return "all"
        if self.strata == "source" or not conversation.condition:
            return conversation.source
        return f"{conversation.source}: {conversation.condition}"


@lru_cache(maxsize=2)
def _built(dataset: MentalBenchBuild, _stamps: tuple[tuple[Path, int], ...]) -> Built:
    tally: Tally = Counter()
    read: dict[str, int] = {}
    everything: list[Conversation] = []
    for name, source in dataset._sources().items():  # noqa: SLF001  a part of the class
        found = list(source.conversations())
        read[name] = len(found)
        everything += found
    left = cleaned(
        everything,
        sources=dataset.sources,
        longest=dataset.longest,
        near=dataset.near,
        tally=tally,
    )
    if dataset.order == "random":
        ordered = random_order(left, seed=dataset.seed, stratum=dataset.stratum)
    else:
        ordered = alphabetical(left)
    tally.update((c.source, Step.KEPT) for c in ordered[: dataset.size])
    tally.update((c.source, Step.NOT_DRAWN) for c in ordered[dataset.size :])
    if not ordered:
        raise DataError("nothing is left of the sources of 'mentalbench-build': see its counts.")
    strata = Counter(dataset.stratum(c) for c in left)
    return Built(tuple(ordered[: dataset.size]), read, tally, strata, _conditions(everything))


def _conditions(conversations: Sequence[Conversation]) -> dict[str, frozenset[str]]:
    """Return under which conditions the sources have each text."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for conversation in conversations:
        found[conversation.said].update(filter(None, [conversation.condition]))
    return {said: frozenset(conditions) for said, conditions in found.items()}
