"""Run by path: `inspect eval tasks/mentalbench.py --model MODEL --model-role grader=MODEL`."""

from inspect_ai import Task, task

from mentaleval.bridge.tasks import JudgingArgs, judging_task


@task
def mentalbench(
    dataset: str = "demo",
    responder: str = "model",
    judge: str = "rubric",
    limit: float | None = None,
) -> Task:
    """Have a responder respond to a data set and a judge rate it; options as `mentaleval run`."""
    args = JudgingArgs(dataset=dataset, responder=responder, judge=judge, limit=limit)
    return judging_task("mentalbench", args)
