"""What `benchmarks/judging.py` compares a run with: the same calls, by Inspect alone.

    python benchmarks/plain_judging.py FOLDER [--no-realtime]

FOLDER holds `contexts.csv` and `asked.json`: the words that the models are asked with, and how.
One eval lets the model respond; one for each judge replays the responses, asks the judge once and
takes the ratings from the JSON. Nothing more: no repair, no second question, nothing kept.
"""

import csv
import json
import math
import sys
from pathlib import Path
from typing import Any

from inspect_ai import Task, eval  # noqa: A004  its name
from inspect_ai.dataset import Sample
from inspect_ai.log import read_eval_log
from inspect_ai.model import GenerateConfig, ModelOutput, ResponseSchema, get_model
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, generate, solver
from inspect_ai.util import JSONSchema

Asked = dict[str, Any]


@solver
def replay() -> Solver:
    """Give the response that was given before."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        state.output = ModelOutput.from_content("writer", state.metadata["response"])
        return state

    return solve


@scorer(metrics={"*": [mean(), stderr()]})
def rated(asked: Asked, attributes: list[str]) -> Scorer:
    """Ask the grader once, and read its answer as JSON."""
    schema = ResponseSchema(
        name="ratings", json_schema=JSONSchema.model_validate(asked["judge"]["schema"])
    )

    async def score(state: TaskState, target: Target) -> Score:
        del target
        prompt = asked["judge"]["prompt"].replace("{context}", state.input_text)
        prompt = prompt.replace("{response}", state.output.completion)
        answer = await get_model(role="grader", required=True).generate(
            prompt, config=GenerateConfig(response_schema=schema)
        )
        said = json.loads(answer.completion)
        values = {name: said.get(name.capitalize(), math.nan) for name in attributes}
        return Score(value=values, explanation=said.get("Explanation"))

    return score


def main(folder: Path, *, realtime: bool) -> None:
    """Respond, then judge."""
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    with (folder / "contexts.csv").open(encoding="utf-8", newline="") as file:
        contexts = {row["id"]: row["context"] for row in csv.DictReader(file)}
    how = {**asked["how"], "log_realtime": realtime, "log_dir": str(folder / "logs")}
    template = asked["writer"]["prompt"]
    samples = [Sample(id=i, input=template.replace("{context}", c)) for i, c in contexts.items()]
    config = GenerateConfig(**asked["writer"]["config"])
    writing = Task(dataset=samples, solver=generate(), config=config, name="respond")
    [log] = eval(writing, model=asked["writer"]["model"], **how)
    log = read_eval_log(log.location, exclude_fields={"events", "messages", "store", "attachments"})
    responses = {str(s.id): s.output.completion for s in log.samples or []}
    samples = [
        Sample(id=i, input=c, metadata={"response": responses[i]}) for i, c in contexts.items()
    ]
    judging = [
        Task(
            dataset=samples,
            solver=replay(),
            scorer=rated(asked, asked["attributes"]),
            model_roles={
                "grader": get_model(model, config=GenerateConfig(**asked["judge"]["config"]))
            },
            name=f"judge-{model.rpartition('/')[2]}",
        )
        for model in asked["judge"]["models"]
    ]
    logs = eval(judging, model="none/none", max_tasks=len(judging), **how)
    done = [log.results.completed_samples if log.results else 0 for log in logs]
    assert done == [len(contexts)] * len(judging), done


if __name__ == "__main__":
    main(Path(sys.argv[1]), realtime="--no-realtime" not in sys.argv)
