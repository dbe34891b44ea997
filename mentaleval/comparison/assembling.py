"""Put a comparison together: headings, responders and pairs as records with their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import isnan, nan

import numpy as np

from mentaleval.comparison import statements
from mentaleval.comparison.cautions import Part
from mentaleval.comparison.estimating import Estimated
from mentaleval.comparison.grid import Grid
from mentaleval.comparison.heading_statements import HeadingFacts, of_heading
from mentaleval.comparison.licences import Licence, Licences
from mentaleval.comparison.places import places
from mentaleval.comparison.results import Difference, Heading, Pair, ResponderMean
from mentaleval.comparison.settings import Settings
from mentaleval.comparison.shares import Shares
from mentaleval.ratings.labelled import Labelled
from mentaleval.stats import Estimate
from mentaleval.trust.slices import digits_of, scale_of


def assembled(
    parts: Sequence[Part],
    found: Labelled,
    allowed: Licences,
    settings: Settings,
    *,
    simulated: bool,
) -> tuple[tuple[Heading, ...], tuple[ResponderMean, ...], tuple[Pair, ...]]:
    """Return the records of all headings, in the order of *parts* and of their judges."""
    headings: list[Heading] = []
    responders: list[ResponderMean] = []
    pairs: list[Pair] = []
    for grid, shares, estimated in parts:
        for one in estimated:
            licence = allowed.get((one.judge or "", grid.heading.attribute))
            own = frozenset(found.own.get(one.judge or "", ()))
            writer = _Writer(one, shares, licence, own, settings=settings, simulated=simulated)
            headings.append(writer.heading())
            responders += writer.responders()
            pairs += writer.pairs()
    return tuple(headings), tuple(responders), tuple(pairs)


class _Writer:
    """Writes the records of one heading and judge."""

    def __init__(
        self,
        found: Estimated,
        shares: Shares,
        licence: Licence | None,
        own: frozenset[str],
        *,
        settings: Settings,
        simulated: bool,
    ) -> None:
        self._found, self._shares, self._licence, self._own = found, shares, licence, own
        self._settings, self._simulated = settings, simulated
        self._grid: Grid = found.grid
        self._digits = digits_of(scale_of(self._grid.heading, settings.rubric, settings.scale))

    def heading(self) -> Heading:
        found, about, facts = self._found, self._grid.heading, self._facts()
        return Heading(
            attribute=about.attribute,
            title=about.title,
            composite=bool(about.components),
            judge=found.judge,
            power=dict(zip(found.names, found.corrected.tuned.power.tolist(), strict=True)),
            correlation=found.correlation,
            label_saving=found.whole_saving,
            n_labelled=facts.n_labelled,
            n_met=facts.n_met,
            n_exchanges=facts.n_exchanges,
            verdict=facts.verdict,
            n_ranked=facts.n_ranked,
            ceiling=self._shares.ceiling,
            cut=self._shares.cut,
            statement=self._marked(of_heading(facts)),
        )

    def _facts(self) -> HeadingFacts:
        found, grid, licence = self._found, self._grid, self._licence
        names = frozenset(grid.responders)
        return HeadingFacts(
            title=grid.heading.title,
            judge=found.judge,
            n_labelled=int(grid.labelled.any(axis=1).sum()),
            n_met=int((grid.labelled & found.judged).any(axis=1).sum()),
            n_exchanges=len(grid.human),
            saving=found.whole_saving,
            unasked=self._settings.correction == "human-only",
            why_idle=found.why_idle if found.is_idle else "",
            verdict=licence.ruling.verdict if licence else None,
            n_ranked=licence.n_responders if licence else 0,
            short=licence.ruling.short if licence else "",
            kin=bool(names & self._own),
            left_out=bool(licence and names & licence.left_out),
            ceiling=self._shares.ceiling,
            cut=self._shares.cut,
        )

    def responders(self) -> list[ResponderMean]:
        found, labelled, judged = self._found, self._grid.labelled, self._found.judged
        ranks, names = places(found, self._shares), self._grid.responders
        raw = found.raw.tuned.estimates if found.raw else np.full(len(names), nan)
        return [
            ResponderMean(
                attribute=self._grid.heading.attribute,
                responder=name,
                judge=found.judge,
                n_human=int(labelled[:, s].sum()),
                n_judge=int(judged[:, s].sum()),
                n_met=int((labelled & judged)[:, s].sum()),
                corrected=found.corrected.estimate(s),
                human_only=found.alone.estimate(s),
                judge_raw=float(raw[s]),
                label_saving=float(found.saving[s]),
                ranks=ranks[s],
                own=name in self._own,
                licensed=self._licence is not None and self._licence.allows(name),
                low=self._shares.low[s] if self._shares.ceiling else None,
                digits=self._digits,
            )
            for s, name in enumerate(names)
        ]

    def pairs(self) -> list[Pair]:
        every = combinations(range(len(self._grid.responders)), 2)
        return [self._pair(row, first, second) for row, (first, second) in enumerate(every)]

    def _pair(self, row: int, first: int, second: int) -> Pair:
        found, names = self._found, self._grid.responders
        turned = self._leads(second, first)
        a, b = (second, first) if turned else (first, second)
        corrected = found.corrected.difference(a, b)
        judge_raw = _alone(found.raw.difference(a, b) if found.raw else None)
        low, said = self._said(row, a, b, turned=turned)
        return Pair(
            attribute=self._grid.heading.attribute,
            a=names[a],
            b=names[b],
            judge=found.judge,
            n_human=self._labels(a, b).both,
            corrected=corrected,
            human_only=found.alone.difference(a, b),
            judge_raw=judge_raw,
            statement=self._marked(said),
            low=low,
            digits=self._digits,
        )

    def _leads(self, a: int, b: int) -> bool:
        """Say whether the first has the higher corrected mean; without one, the judge's."""
        for means in (self._found.corrected, self._found.raw):
            found = means.difference(a, b).estimate if means else nan
            if not isnan(found):
                return found > 0
        return False

    def _said(self, row: int, a: int, b: int, *, turned: bool) -> tuple[Difference | None, str]:
        """Return the difference of the shares near the ceiling, and what is to be said."""
        found, shares, names = self._found, self._shares, self._grid.responders
        words = statements.Sentence(
            names[a],
            names[b],
            self._grid.heading.title,
            found.judge,
            self._digits,
            self._labels(a, b),
        )
        corrected = found.corrected.difference(a, b)
        raw = found.raw.difference(a, b).estimate if found.raw else nan
        if not shares.ceiling:
            return None, words.of_means(corrected, raw)
        low = shares.pairs[row].turned() if turned else shares.pairs[row]
        counts = shares.counts[row][::-1] if turned else shares.counts[row]
        said = words.of_shares(low, (counts[0], counts[1]), shares.n_both[row], shares.cut)
        return low, said + words.beside_shares(corrected, raw)

    def _labels(self, a: int, b: int) -> statements.Labels:
        rated = self._grid.labelled
        both = int((rated[:, a] & rated[:, b]).sum())
        return statements.Labels(int(rated[:, a].sum()), int(rated[:, b].sum()), both)

    def _marked(self, sentence: str) -> str:
        return statements.marked(sentence, simulated=self._simulated)


def _alone(found: Difference | None) -> Estimate:
    if found is None or isnan(found.estimate):
        return Estimate.point(nan)
    return Estimate(found.estimate, found.low, found.high, "none" if isnan(found.low) else "t")
