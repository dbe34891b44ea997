"""The ratings that `labels.py` draws from: of MentalAlign-70k, or simulated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.plugins import installed
from mentaleval.ratings import from_records, settle
from mentaleval.rubric import SEVEN
from mentaleval.stats import stream

Floats = NDArray[np.float64]

NAME: Final = "mentalalign-70k"


@dataclass(frozen=True, slots=True)
class Rated:
    """One attribute: exchanges by responders, rated by humans and by each judge."""

    attribute: str
    human: Floats
    judges: Mapping[str, Floats]

    def drawn(self, rows: NDArray[np.int64]) -> "Rated":
        """Return these exchanges, of which some may come twice."""
        judges = {name: ratings[rows] for name, ratings in self.judges.items()}
        return Rated(self.attribute, self.human[rows], judges)


def recorded(folder: Path) -> Iterator[Rated]:
    """Return the ratings of MentalAlign-70k, the judges' own kin with them."""
    inside = folder / NAME
    path = inside if inside.is_dir() else folder
    dataset = installed().dataset(NAME, {"path": str(path)})
    settled = settle(from_records(dataset.ratings()))
    pairs = pd.concat([settled.pairs, settled.kin])
    for attribute in SEVEN.names:
        part = pairs[pairs["attribute"] == attribute]
        wide = part.pivot_table(
            index="exchange_id",
            columns=["judge", "responder"],
            values=["human", "rating"],
            sort=False,
        ).dropna()
        names = sorted(part["judge"].unique())
        responders = sorted(part["responder"].unique())
        columns = [[("rating", name, one) for one in responders] for name in names]
        human = wide[[("human", names[0], one) for one in responders]].to_numpy()
        judges = [wide[chosen].to_numpy() for chosen in columns]
        yield Rated(attribute, human, dict(zip(names, judges, strict=True)))


def simulated(seed: int) -> Iterator[Rated]:
    """Draw ratings that nobody gave: judges that see a part of what humans see."""
    for attribute in SEVEN.names[:2]:
        rng = stream(seed, "simulated", attribute)
        seen = np.linspace(3, 4, 4) + rng.normal(0, 0.7, (120, 4))
        noise = rng.normal(0, 0.7, (3, 120, 4))
        human, *judges = (np.clip(np.round(seen + one), 1, 5) for one in noise)
        yield Rated(attribute, human, {f"judge {n + 1}": one for n, one in enumerate(judges)})
