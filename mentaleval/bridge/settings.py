"""What a run is asked to do, and what makes it another run than the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, Self

from mentaleval.bridge.prompts import prompt_fingerprint
from mentaleval.bridge.sharding import Shard
from mentaleval.bridge.watch import Limits
from mentaleval.contract import Dataset, Judge, Responder
from mentaleval.documents.runs import RunDocument
from mentaleval.plugins import Kind, installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Exchange, RaterKind, Rubric

_DEFAULTS: Final = RunDocument()


@dataclass(frozen=True, slots=True)
class RunSettings:
    """One run: a task, a data set, who responds and who judges.

    ``task`` is one of ``rubric``. ``responders`` and ``judges`` are the variants that will
    really be asked. With ``responses``, a folder of logs or a log, nobody responds: those
    responses are judged.
    """

    task: str
    dataset: Dataset
    exchanges: Sequence[Exchange]
    responders: Sequence[Responder]
    judges: Sequence[Judge]
    limit: float | None = None
    epochs: int = _DEFAULTS.epochs
    seed: int | None = None
    responses: Path | None = None
    max_unrated: float = _DEFAULTS.max_unrated
    max_connections: int | None = None
    max_retries: int = _DEFAULTS.max_retries
    attempt_timeout: int = _DEFAULTS.attempt_timeout
    batch: int | None = None
    """How many judge calls a provider's batch takes; None asks one by one."""
    limits: Limits = field(default_factory=Limits)
    model_args: dict[str, Any] = field(default_factory=dict)
    display: Literal["rich", "plain", "none"] = "none"
    rubric: Rubric = SEVEN
    shard: Shard | None = None
    """The part of a run that this is; None for all of it."""
    whole: RunSettings | None = None
    """The run that this is a part of."""
    _found: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def asked(self) -> Rubric:
        """The rubric with the attributes that the task asks for."""
        return self.rubric.of_task(self.task)

    def of_shard(self, shard: Shard) -> Self:
        """Return the part of this run that is in a shard."""
        exchanges = [exchange for exchange in self.exchanges if shard.holds(exchange.id)]
        return replace(self, exchanges=exchanges, shard=shard, whole=self)

    @property
    def responding(self) -> list[Responder]:
        """Whoever has anything to respond to: a replayed one may have nothing in a shard."""
        if self.shard is None:
            return [*self.responders]
        there = {exchange.responder for exchange in self.exchanges}
        return [r for r in self.responders if not r.replays or r.label in there]

    def identity(self) -> dict[str, Any]:
        """Return what makes this run, or this part of it, another than the next, as JSON values."""
        whole = self.whole_identity()
        return whole if self.shard is None else {**whole, "shard": str(self.shard)}

    def whole_identity(self) -> dict[str, Any]:
        """Return what makes the whole run, of which this may be a part, another than the next."""
        return {
            "task": self.task,
            "rubric": self.asked.fingerprint,
            "dataset": self.dataset.name,
            "dataset_options": self.dataset.options(),
            **self._digests(),
            "limit": self.limit,
            "seed": self.seed,
            "model_args": self.model_args,
        }

    def _digests(self) -> dict[str, str]:
        """Return what tells data from others, found once: it takes seconds on a large data set."""
        if self.whole is not None:  # a run is known by all of its data
            return self.whole._digests()  # noqa: SLF001  it is a run too
        if not self._found:
            self._found["exchanges"] = _digest(
                [e.id, e.context, e.responder, e.response] for e in self.exchanges
            )
            self._found["recorded_judgements"] = _digest(
                list(r) for r in self.dataset.ratings() if r.rater_kind == RaterKind.JUDGE
            )
        return self._found

    def raters(self) -> dict[str, Any]:
        """Return who responds and judges: they may grow within one folder."""
        return {
            "responders": [[r.name, r.options()] for r in self.responders],
            "judges": [[j.name, j.options()] for j in self.judges],
            "epochs": self.epochs,
        }

    def prompts(self) -> dict[str, str]:
        """Return, for whoever asks a model, a fingerprint of how it asks."""
        attributes = self.asked.attributes
        found = {
            f"{kind} {plugin.label}": prompt_fingerprint(plugin, attributes)
            for kind, plugins in (("responder", self.responders), ("judge", self.judges))
            for plugin in plugins
        }
        return {name: fingerprint for name, fingerprint in found.items() if fingerprint}

    def code(self) -> dict[str, str]:
        """Return a fingerprint of the code of whoever is not part of mentaleval itself."""
        registry = installed()
        found = {
            f"{kind} {plugin.label}": registry.code(kind, plugin.name)
            for kind, plugins in ((Kind.RESPONDER, self.responders), (Kind.JUDGE, self.judges))
            for plugin in plugins
        }
        return {name: fingerprint for name, fingerprint in found.items() if fingerprint}

    def folder(self) -> Path:
        """Return the folder that the same settings always lead to."""
        whole = [self.identity(), self.raters(), self.prompts()]
        whole += [code] if (code := self.code()) else []
        text = json.dumps(whole, sort_keys=True, default=str)
        return Path("logs") / f"{self.task}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _digest(records: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(json.dumps(record).encode())
    return digest.hexdigest()[:16]
