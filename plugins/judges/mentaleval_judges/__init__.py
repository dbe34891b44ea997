"""The judges that come with mentaleval."""

from mentaleval import Judge, hookimpl
from mentaleval_judges.keyword import Keyword
from mentaleval_judges.lexical import Lexical
from mentaleval_judges.local import Local
from mentaleval_judges.presets import Claude37Sonnet, Gemini25Flash, Gpt4o, O4Mini
from mentaleval_judges.recorded import Recorded
from mentaleval_judges.rubric import RubricJudge

__all__ = [
    "Claude37Sonnet",
    "Gemini25Flash",
    "Gpt4o",
    "Keyword",
    "Lexical",
    "Local",
    "O4Mini",
    "Recorded",
    "RubricJudge",
    "judges",
]


@hookimpl
def judges() -> list[type[Judge]]:
    """Answer the hook of the same name."""
    paper = [Claude37Sonnet, Gpt4o, Gemini25Flash, O4Mini]
    return [RubricJudge, Local, *paper, Recorded, Lexical, Keyword]
