"""How Inspect's viewer shows a judging log: the ratings as coloured columns."""

from __future__ import annotations

from inspect_ai.viewer import SampleScoreView, ScoreColorScale, TaskSamplesView, ViewerConfig

from mentaleval.vocabulary import Rubric


def viewer(rubric: Rubric) -> ViewerConfig:
    """Return the viewer's settings for the attributes that a task asks for.

    Responses may hold anything, so their content is not trusted (no HTML, no images).
    """
    scales = {
        a.name: ScoreColorScale(palette="good-high", min=a.scale.low, max=a.scale.high)
        for a in rubric
    }
    return ViewerConfig(
        trust_content=False,
        sample_score_view=SampleScoreView(default="grid"),
        task_samples_view=TaskSamplesView(
            name="Ratings",
            multiline=False,
            compact_scores=True,
            score_labels={a.name: a.name.capitalize() for a in rubric},
            score_color_scales=scales,
            color_scales_enabled=True,
        ),
    )
