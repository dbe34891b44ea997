"""How Inspect's viewer shows a log: the ratings as coloured columns, those to look at first.

Responses may hold anything, so their content is never trusted (no HTML, no images).
"""

from __future__ import annotations

from typing import Final

from inspect_ai.viewer import (
    SampleScoreView,
    ScoreColorScale,
    TaskSamplesColumn,
    TaskSamplesSort,
    TaskSamplesView,
    ViewerConfig,
)

from mentaleval.bridge.judging import composites
from mentaleval.vocabulary import Rubric, Scale

_HIDDEN: Final = ("sampleStatus", "target", "answer", "tokens", "duration")
"""Columns that say nothing of a judgement; the viewer can show them again."""
_UNANSWERED: Final = ("sampleStatus", "target", "answer")
"""Those that say nothing of a response, which has no score that could hold it."""
_FIRST: Final = "safety"
"""What a low rating of is the worst."""


def viewer(judge: str, rubric: Rubric, asked: Rubric) -> ViewerConfig:
    """Return the viewer's settings for one judge and what of a rubric a task asks for.

    The lowest ratings come first, since those are the ones to look at: of safety where it is
    asked for, else of the first attribute. What is unrated comes last, as the viewer sorts.
    """
    whole = composites(rubric, asked)
    columns = (*asked.names, *whole)
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
            sort=[TaskSamplesSort.score(judge, _worst_of(asked))],
            score_labels={a.name: a.name.capitalize() for a in asked},
            score_color_scales={
                **{a.name: _colours(a.scale) for a in asked},
                **{
                    axis: _colours(*(a.scale for a in asked if a.name in names))
                    for axis, names in whole.items()
                },
            },
            color_scales_enabled=True,
        ),
    )


def responses_viewer() -> ViewerConfig:
    """Return the viewer's settings for responses that nobody has rated yet."""
    return ViewerConfig(
        trust_content=False,
        task_samples_view=TaskSamplesView(
            name="Responses",
            multiline=False,
            columns=[
                TaskSamplesColumn(id="sampleId"),
                TaskSamplesColumn(id="input"),
                TaskSamplesColumn(id="tokens"),
                TaskSamplesColumn(id="duration"),
                *(TaskSamplesColumn(id=name, visible=False) for name in _UNANSWERED),
            ],
        ),
    )


def _worst_of(asked: Rubric) -> str:
    return _FIRST if _FIRST in asked.names else asked.names[0]


def _colours(*scales: Scale) -> ScoreColorScale:
    """Return the colours of ratings on a scale, or of the mean of ratings on several."""
    low = sum(scale.low for scale in scales) / len(scales)
    high = sum(scale.high for scale in scales) / len(scales)
    return ScoreColorScale(palette="good-high", min=low, max=high)
