"""Skip the samples that come after a run has stopped asking a model."""

from __future__ import annotations

from inspect_ai.dataset import Sample
from inspect_ai.log import EvalSpec
from inspect_ai.scorer import SampleScore
from inspect_ai.util import EarlyStop
from pydantic import JsonValue

from mentaleval.bridge.watch import Watch


class StopsWithItsModel:
    """Inspect's early stopping: after a stop, a task's samples are left for the next run.

    One of them is begun all the same and fails, since Inspect takes a log whose samples were
    skipped, and none failed, for complete.
    """

    def __init__(self, watch: Watch, model: str) -> None:
        self._watch, self._model = watch, model
        self._one_has_failed = False

    async def start_task(self, task: EvalSpec, samples: list[Sample], epochs: int) -> str:
        """Name what stops."""
        del task, samples, epochs
        return "mentaleval"

    async def schedule_sample(self, id: str | int, epoch: int) -> EarlyStop | None:  # noqa: A002
        """Skip a sample when its model is asked no more."""
        why = self._watch.stopped(self._model)
        if why is None:
            return None
        if not self._one_has_failed:
            self._one_has_failed = True
            return None
        return EarlyStop(id=id, epoch=epoch, reason=why)

    async def complete_sample(
        self,
        id: str | int,  # noqa: A002
        epoch: int,
        scores: dict[str, SampleScore],
    ) -> None:
        """Nothing to note."""

    async def complete_task(self) -> dict[str, JsonValue]:
        """Nothing to add."""
        return {}
