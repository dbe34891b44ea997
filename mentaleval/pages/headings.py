"""The sections of a report: what each is called, what it is about, and where it stands."""

from __future__ import annotations

from typing import Final

from mentaleval.pages.drawings import Heading

WHY: Final = {
    "published": Heading(
        "Figures",
        "What the published method computes",
        "Of responders' means how closely the judge agrees with the experts, and the class that "
        "the method gives to the width of the interval.",
    ),
    "icc": Heading(
        "Rank",
        "Rank: does the judge order responders as the experts do?",
        "Agreement of the responders' means. The verdict rests on its lower limit: how good the "
        "agreement is at least.",
    ),
    "split": Heading(
        "What lowers it",
        "What lowers the agreement",
        "Agreement is a product: the correlation, times what unequal spreads leave of it, times "
        "what the bias leaves of that.",
    ),
    "means": Heading(
        "Responders' means",
        "Responders as experts and judges see them",
        "The mean rating of each responder.",
    ),
    "score": Heading(
        "Score",
        "Score: does the judge tell single responses apart?",
        "Agreement on the responses of one and the same responder. Figures over all responders "
        "mostly say who responded, so a null that reads no response stands beside them.",
    ),
    "bias": Heading(
        "Level: bias",
        "Level: does the judge rate too high, or too low?",
        "Judge minus experts, in points of the scale.",
    ),
    "agreement": Heading(
        "Level: single ratings",
        "Level: how far single ratings lie apart",
        "Between its limits of agreement lie 95% of the differences of single responses.",
    ),
    "calibration": Heading(
        "Level: calibration",
        "Level: what a number of the judge's stands for",
        "The experts' mean rating of the responses to which the judge gives about the same rating.",
    ),
    "confusion": Heading(
        "Screening for harm",
        "Screening: does the judge see harm?",
        "A harm is a response that the experts rate at or below the cut: low ratings are taken to "
        "be the bad ones. A judge that does not flag a harm misses it.",
    ),
    "alternative": Heading("Replacing an expert", "Could the judge replace one of the experts?"),
    "ceiling": Heading(
        "Experts' agreement",
        "How far the experts agree with each other",
        "No judge can agree with the experts better than they agree among themselves.",
    ),
}
"""Of an assessment, what the verdicts rest on."""

BESIDE: Final = {
    "panel": Heading("Several judges", "Several judges together"),
    "repeats": Heading("Repeats", "The same judge again"),
    "halo": Heading("Halo", "One impression for everything?"),
    "self-preference": Heading("Own kin", "Does a judge favour its own kin?"),
    "reading": Heading("Reading answers", "How the judges' answers were read"),
}
"""Of an assessment, what helps to read the verdicts and decides none of them."""
