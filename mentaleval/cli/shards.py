"""What is said of a run in shards: how far they are, and what analyses them together."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.console import message
from mentaleval.writing import whole_file

if TYPE_CHECKING:
    import pandas as pd

    from mentaleval.bridge.log_folder import LogFolder
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.ratings import Input


def end_shard(
    settings: RunSettings, folder: LogFolder, ratings: pd.DataFrame, *, finished: bool
) -> None:
    """Note that a shard is finished, and say how far the others are."""
    from mentaleval.bridge.sharding import FINISHED_FILE, finished_text, shards_of  # noqa: PLC0415

    note, more = folder.path / FINISHED_FILE, {}
    if finished:
        text = finished_text(
            settings,
            note.read_bytes() if note.exists() else None,
            logs=_logs_of(folder.path),
            ratings=len(ratings),
            unrated=int(ratings["rating"].isna().sum()),
        )
        with whole_file(note) as coming:
            coming.write_text(text, encoding="utf-8")
        more[f"{folder.name}/{FINISHED_FILE}"] = text.encode()
    shards = shards_of(folder.parent, more)
    if shards is None:
        return
    message(f"{folder.parent}: {shards}")
    command = shlex.join(["mentaleval", "reliability", folder.parent.as_source])
    together = "analyses them together" if shards.whole else "analyses them once all are finished"
    message(f"`{command}` {together}; a shard alone says nothing of a judge")


def _logs_of(folder: Path) -> list[str]:
    """Return the names below its folder of a shard's logs of judgements; one may have none."""
    from mentaleval.bridge.sharding import JUDGEMENTS  # noqa: PLC0415

    logs = (folder / JUDGEMENTS).rglob("*.eval")
    return [log.relative_to(folder).as_posix() for log in logs]


def inputs_of_shards(sources: Sequence[Path]) -> list[Input]:
    """Return what is to be known of logs that are shards of a run; warn where they are a part."""
    from mentaleval.bridge.shards_read import runs_read  # noqa: PLC0415
    from mentaleval.ratings import Input  # noqa: PLC0415
    from mentaleval.ratings.findings import listed  # noqa: PLC0415  pandas is slow to import

    inputs = []
    for run in runs_read(sources):
        if not run.shards.whole:
            where = listed(run.sources, most=3)
            message(f"warning: {where}: {run}: the figures are of a part")
        counts = {"shards": run.of, "shards finished": len(run.shards.finished)}
        name = listed((source.name for source in run.sources), most=3)
        inputs.append(Input(name, None, "shards", counts))
    return inputs
