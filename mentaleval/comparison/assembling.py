"""Put a comparison together: headings, responders and pairs as records with their sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan

import numpy as np

from mentaleval.comparison import statements
from mentaleval.comparison.cautions import Part
from mentaleval.comparison.estimating import Estimated
from mentaleval.comparison.grid import Grid
from mentaleval.comparison.places import places, surely
from mentaleval.comparison.results import Difference, Heading, Pair, ResponderMean
from mentaleval.comparison.settings import Settings
from mentaleval.comparison.shares import Shares, turned
from mentaleval.ratings.labelled import Labelled
from mentaleval.stats import Estimate
from mentaleval.trust.cell import Ruling
from mentaleval.trust.slices import scale_of
from mentaleval.vocabulary import Verdict

Rulings = Mapping[tuple[str, str], Ruling]
_LICENCE = (Verdict.TRUSTED, Verdict.USABLE)


def assembled(
    parts: Sequence[Part],
    found: Labelled,
    rulings: Rulings,
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
            ruling = rulings.get((one.judge or "", grid.heading.attribute))
            own = frozenset(found.own.get(one.judge or "", ()))
            writer = _Writer(one, shares, ruling, own, settings=settings, simulated=simulated)
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
        ruling: Ruling | None,
        own: frozenset[str],
        *,
        settings: Settings,
        simulated: bool,
    ) -> None:
        self._found, self._shares, self._ruling, self._own = found, shares, ruling, own
        self._settings, self._simulated = settings, simulated
        self._grid: Grid = found.grid
        scale = scale_of(self._grid.heading, settings.rubric, settings.scale)
        self._digits = statements.digits_of(scale)

    def heading(self) -> Heading:
        found, about = self._found, self._grid.heading
        ruling = self._ruling
        facts = statements.HeadingFacts(
            title=about.title,
            judge=found.judge,
            n_labelled=self._n_labelled,
            n_exchanges=len(self._grid.human),
            saving=found.whole_saving,
            power=float(found.corrected.tuned.power.sum()),
            idle=self._settings.correction == "human-only",
            meets=found.meets,
            all_labelled=found.all_labelled,
            verdict=ruling.verdict if ruling else None,
            short=ruling.short if ruling else "",
            ceiling=self._shares.ceiling,
            cut=self._shares.cut,
        )
        return Heading(
            attribute=about.attribute,
            title=about.title,
            composite=bool(about.components),
            judge=found.judge,
            power=dict(zip(found.names, found.corrected.tuned.power.tolist(), strict=True)),
            correlation=found.correlation,
            label_saving=found.whole_saving,
            n_labelled=self._n_labelled,
            n_exchanges=facts.n_exchanges,
            verdict=facts.verdict,
            ceiling=self._shares.ceiling,
            cut=self._shares.cut,
            statement=self._marked(statements.of_heading(facts)),
        )

    def responders(self) -> list[ResponderMean]:
        found = self._found
        ranks = places(found, self._better())
        licence = self._ruling is not None and self._ruling.verdict in _LICENCE
        counts, judged = found.labelled.sum(axis=0), found.n_judged
        raw = found.raw.tuned.estimates if found.raw else np.full(judged.size, nan)
        return [
            ResponderMean(
                attribute=self._grid.heading.attribute,
                responder=name,
                judge=found.judge,
                n_human=int(counts[s]),
                n_judge=int(judged[s]),
                corrected=found.corrected.estimate(s),
                human_only=found.alone.estimate(s),
                judge_raw=float(raw[s]),
                label_saving=float(found.saving[s]),
                ranks=ranks[s],
                own=name in self._own,
                licensed=licence and name not in self._own,
                low=self._shares.low[s] if self._shares.ceiling else None,
            )
            for s, name in enumerate(self._grid.responders)
        ]

    def pairs(self) -> list[Pair]:
        rows = zip(
            self._found.corrected.pairs.first, self._found.corrected.pairs.second, strict=True
        )
        return [
            self._pair(row, int(first), int(second)) for row, (first, second) in enumerate(rows)
        ]

    def _pair(self, row: int, first: int, second: int) -> Pair:
        found, shares, names = self._found, self._shares, self._grid.responders
        raw = found.raw.difference(row, 1) if found.raw else None
        leading = [found.corrected.difference(row, 1).estimate, raw.estimate if raw else nan]
        known = [value for value in leading if not isnan(value)]
        sign = -1 if known and known[0] < 0 else 1
        a, b = (first, second) if sign > 0 else (second, first)
        corrected = found.corrected.difference(row, sign)
        judge_raw = _alone(found.raw.difference(row, sign) if found.raw else None)
        labels = self._labels(a, b)
        words = statements.Sentence(
            names[a], names[b], self._grid.heading.title, found.judge, self._digits, labels
        )
        low = None
        if shares.ceiling:
            low = shares.pairs[row] if sign > 0 else turned(shares.pairs[row])
            counts = shares.counts[row] if sign > 0 else shares.counts[row][::-1]
            both = shares.n_both[row]
            said = words.of_shares(low, (counts[0], counts[1]), both, shares.cut)
        else:
            said = words.of_means(corrected, judge_raw.estimate)
        return Pair(
            attribute=self._grid.heading.attribute,
            a=names[a],
            b=names[b],
            judge=found.judge,
            n_human=labels.both,
            corrected=corrected,
            human_only=found.alone.difference(row, sign),
            judge_raw=judge_raw,
            statement=self._marked(said),
            low=low,
        )

    def _better(self) -> list[int]:
        shares, pairs = self._shares, self._found.corrected.pairs
        if shares.ceiling:
            return surely(shares.pairs, low_is_better=True)
        rows = range(pairs.first.size)
        found = [self._found.corrected.difference(row, 1) for row in rows]
        return surely(found, low_is_better=False)

    def _labels(self, a: int, b: int) -> statements.Labels:
        rated = self._found.labelled
        both = int((rated[:, a] & rated[:, b]).sum())
        return statements.Labels(int(rated[:, a].sum()), int(rated[:, b].sum()), both)

    @property
    def _n_labelled(self) -> int:
        return int(self._found.labelled.any(axis=1).sum())

    def _marked(self, sentence: str) -> str:
        return statements.marked(sentence, simulated=self._simulated)


def _alone(found: Difference | None) -> Estimate:
    if found is None or isnan(found.estimate):
        return Estimate.point(nan)
    return Estimate(found.estimate, found.low, found.high, "none" if isnan(found.low) else "t")
