"""A run as people write it down, and as a run writes itself beside its logs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Final

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mentaleval.documents import ranges
from mentaleval.documents.marked import Marked
from mentaleval.documents.places import leaves
from mentaleval.documents.rubrics import rubric_data, rubric_in
from mentaleval.documents.secrets import ADVICE, secrets_in
from mentaleval.documents.validation import Problem, ProblemsError, validated

SUFFIXES: Final = (".yaml", ".yml", ".toml")
"""How the name of a run file ends."""

BATCH: Final = 100
"""Calls in a provider's batch, where only a batch is asked for."""

FLAGS: Final = frozenset(
    {"debug", "display", "dry_run", "json", "log_dir", "prices", "rate", "shard"}
)
"""What says nothing of what a run is, so that only the command line takes it."""


def _fit(options: dict[str, Any]) -> dict[str, Any]:
    problems = [
        Problem(place, f"this {said}, and a run file lies beside logs: {ADVICE}.")
        for place, said in secrets_in(options)
    ]
    problems += [
        Problem(place, f"found the date or time {value}; needs a text: put it in quotes.")
        for place, value in leaves(options)
        if isinstance(value, (date, time))
    ]
    if problems:
        raise ProblemsError(problems)
    return options


def _within(range_: ranges.Range) -> BeforeValidator:
    def check(value: object) -> object:
        try:
            return range_(value)
        except ValueError as error:
            raise PydanticCustomError("out_of_range", "{needs}", {"needs": str(error)}) from error

    return BeforeValidator(check)


def _batch(value: object) -> object:
    return {True: BATCH, False: None}[value] if isinstance(value, bool) else value


Options = Annotated[dict[str, Any], AfterValidator(_fit)]
Count = Annotated[int, _within(ranges.COUNT)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Document):
    """A plugin and its options: the name alone, or ``name`` and ``options``."""

    name: str = Field(min_length=1, description="what `mentaleval list` calls it, or a model")
    options: Options = {}

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: object) -> object:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, Mapping | cls):
            return value
        raise PydanticCustomError("choice", "a name, or `name` and `options` with their values")


class Expected(BaseModel):
    """Digests of what a run was made of, to tell when it is repeated with something else."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    exchanges: str | None = None
    recorded_judgements: str | None = None
    rubric: str | None = None
    prompts: dict[str, str] = {}
    code: dict[str, str] = {}


Choices = Annotated[tuple[Choice, ...], Field(min_length=1)]


class RunDocument(_Document):
    """A run: a task, a data set, who responds, who judges, and how.

    What is left out is as on the command line. ``made_with`` and ``expects`` are written by a run
    and only ever lead to warnings.
    """

    run: str | None = None
    dataset: Choice | None = None
    responders: Choices | None = None
    judges: Choices | None = None
    rubric: str | dict[str, Any] | None = None
    """A path, or the rubric itself."""
    responses: str | None = None
    limit: Annotated[int | float, _within(ranges.LIMIT)] | None = None
    epochs: Count = 1
    seed: Annotated[int, _within(ranges.SEED)] | None = None
    max_unrated: Annotated[float, _within(ranges.SHARE)] = 0.1
    max_connections: Count | None = None
    max_retries: Annotated[int, _within(ranges.NUMBER)] = 7
    """Inspect waits 3 seconds at first and then twice as long each time: about six minutes."""
    attempt_timeout: Count = 300
    """Seconds after which a call that has not answered is made again."""
    batch: Annotated[Count | None, BeforeValidator(_batch)] = None
    max_cost: Annotated[float, _within(ranges.POSITIVE)] | None = None
    max_total_tokens: Count | None = None
    model_args: Options = {}
    made_with: dict[str, str] = {}
    expects: Expected = Expected()

    @model_validator(mode="before")
    @classmethod
    def _no_flags(cls, data: object) -> object:
        flags = [key for key in data if key in FLAGS] if isinstance(data, Mapping) else []
        if flags:
            raise ProblemsError([Problem((key,), _is_flag(key)) for key in flags])
        return data

    @field_validator("responses")
    @classmethod
    def _nobody_responds(cls, value: str | None, info: Any) -> str | None:
        if value is not None and info.data.get("responders"):
            raise ValueError(
                "these responses are judged, so nobody responds: leave `responders` out."
            )
        return value


def _is_flag(key: str) -> str:
    flag = f"--{key.replace('_', '-')}"
    return (
        f"this says nothing of what the run is: leave it out, and give {flag} on the command line."
    )


def run_in(marked: Marked) -> RunDocument:
    """Return the run that a YAML or TOML file holds.

    Raises
    ------
    DataError
        With everything that is wrong with it, line by line.
    """
    document = validated(marked, RunDocument)
    if isinstance(document.rubric, dict):
        rubric = rubric_data(rubric_in(marked.part("rubric")))
        return document.model_copy(update={"rubric": rubric})
    return document


def written_run(document: RunDocument) -> str:
    """Return a run as YAML that `run_in` understands; what is as by default is left out."""
    said = document.model_dump(exclude_defaults=True)
    for kind in ("responders", "judges"):
        if kind in said:
            said[kind] = [_short(choice) for choice in said[kind]]
    if "dataset" in said:
        said["dataset"] = _short(said["dataset"])
    text: str = yaml.dump(said, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
    return text


def _short(choice: dict[str, Any]) -> Any:
    return choice if choice.get("options") else choice["name"]


_PLAIN: Final = re.compile(r"[A-Za-z][\w/.+-]*( [\w/.+-]+)*", re.ASCII)


class _Writer(yaml.SafeDumper):
    """Writes without references, and puts in quotes what another reader may take for no text."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        del data
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        """Return a text, plain where nobody can misread it."""
        style = None if _PLAIN.fullmatch(text) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _Writer.text)
_Writer.add_representer(tuple, _Writer.represent_list)
