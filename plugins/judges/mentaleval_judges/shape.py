"""The shape of a judge's answer, for providers that can hold a model to one."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from mentaleval import Attribute
from mentaleval_judges.prompt import EXPLANATION, key_of, whole_numbers


@cache
def answer_shape(attributes: tuple[Attribute, ...]) -> type[BaseModel]:
    """Return the model of an answer on *attributes*: the same class for the same tuple."""
    fields: dict[str, Any] = {"explanation": (str, Field(alias=EXPLANATION))}
    for number, attribute in enumerate(attributes):
        low, high = whole_numbers(attribute)
        # numbered fields: an attribute's name need not be a name in Python
        fields[f"attribute_{number}"] = (int, Field(alias=key_of(attribute), ge=low, le=high))
    return create_model("JudgeAnswer", __config__=ConfigDict(extra="forbid"), **fields)
