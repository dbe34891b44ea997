"""How Inspect's viewer shows a judging log: the ratings as coloured columns."""

from __future__ import annotations

from typing import Final

from inspect_ai.viewer import (
    SampleScoreView,
    ScoreColorScale,
    TaskSamplesColumn,
    TaskSamplesView,
    ViewerConfig,
)

from mentaleval.bridge.judging import composites
from mentaleval.vocabulary import Rubric

_HIDDEN: Final = ("sampleStatus", "target", "answer", "tokens", "duration")
"""Columns that say nothing of a judgement; the viewer can show them again."""


def viewer(judge: str, rubric: Rubric, asked: Rubric) -> ViewerConfig:
    """Return the viewer's settings for one judge and what of a rubric a task asks for.

    Responses may hold anything, so their content is not trusted (no HTML, no images).
    """
    scales = {
        a.name: ScoreColorScale(palette="good-high", min=a.scale.low, max=a.scale.high)
        for a in asked
    }
    columns = (*asked.names, *composites(rubric, asked))
    return ViewerConfig(
        trust_content=False,
        sample_score_view=SampleScoreView(default="grid"),
        task_samples_view=TaskSamplesView(
            name="Ratings",
            multiline=False,
            compact_scores=False,
            columns=[
                TaskSamplesColumn(id="sampleId"),
                TaskSamplesColumn(id="input"),
                *(TaskSamplesColumn.score(judge, name) for name in columns),
                *(TaskSamplesColumn(id=name, visible=False) for name in _HIDDEN),
            ],
            score_labels={a.name: a.name.capitalize() for a in asked},
            score_color_scales=scales,
            color_scales_enabled=True,
        ),
    )
