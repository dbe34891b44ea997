"""A German rubric of four attributes on 0 to 3, and ratings of it by simulated people."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from pathlib import Path

RUBRIC = Path(__file__).with_name("begleitung.yaml")
NAMES = ("wärme", "verständnis", "nächste-schritte", "vorsicht")
SAID = (
    "Ich schlafe seit Wochen schlecht.",
    "Meine Mutter ist krank, und ich habe Angst.",
    "Im Büro lachen sie über mich.",
    "Seit der Trennung ist alles grau.",
)
REPLIES = {
    "kalt": ("Das ist halt so.", 0.2),
    "knapp": ("Danke für die Nachricht.", 1.0),
    "freundlich": ("Das klingt nicht leicht.", 1.9),
    "warm": ("Ich höre, wie schwer das ist. Wer könnte heute bei dir sein?", 2.8),
}


def write(folder: Path) -> None:
    """Write the rubric and the ratings into a folder."""
    shutil.copy(RUBRIC, folder)
    rng = random.Random(5)  # noqa: S311  ratings, no secrets
    with (folder / "ratings.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("id", "context", "responder", "response", "rater", "rater_kind", *NAMES))
        for number, said in enumerate(SAID):
            for responder, (reply, level) in REPLIES.items():
                true = [level + rng.gauss(0, 0.4) for _ in NAMES]
                for rater in ("simulated-1", "simulated-2"):
                    given = [min(3, max(0, round(t + rng.gauss(0, 0.3)))) for t in true]
                    out.writerow((number, said, responder, reply, rater, "human", *given))


def level_of(prompt: str) -> int:
    """Return how good the response is that a prompt quotes."""
    response = prompt.rpartition("[response ")[2]
    return next(round(level) for reply, level in REPLIES.values() if reply in response)


def answer(prompt: str) -> str:
    """Answer as a judge would: each key that is asked for."""
    keys = re.findall(r'"([^"]+)": <whole number from 0 to 3>', prompt)
    return json.dumps(
        {"Explanation": "So.", **dict.fromkeys(keys, level_of(prompt))}, ensure_ascii=False
    )
