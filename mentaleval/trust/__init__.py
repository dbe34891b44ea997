"""From ratings to verdicts: which judge may be trusted, on what, and for which use."""

from mentaleval.trust.apart import Apart
from mentaleval.trust.assess import assess, assess_settled
from mentaleval.trust.assessment import (
    Assessment,
    ExpertPair,
    HaloEntry,
    HaloPair,
    HumanMeans,
    PanelEntry,
    Preflight,
    ReferenceEntry,
    RepeatEntry,
    SelfPreference,
    StandAlone,
)
from mentaleval.trust.behind import Behind
from mentaleval.trust.cell import (
    Alternative,
    Cell,
    ConstantJudge,
    Influence,
    Pooled,
    PooledFigures,
    PublishedLabel,
    ResponderMean,
    Ruling,
    WithoutBlanks,
)
from mentaleval.trust.settings import DEFAULT_SEED, Method, PanelRater, Settings

__all__ = [
    "DEFAULT_SEED",
    "Alternative",
    "Apart",
    "Assessment",
    "Behind",
    "Cell",
    "ConstantJudge",
    "ExpertPair",
    "HaloEntry",
    "HaloPair",
    "HumanMeans",
    "Influence",
    "Method",
    "PanelEntry",
    "PanelRater",
    "Pooled",
    "PooledFigures",
    "Preflight",
    "PublishedLabel",
    "ReferenceEntry",
    "RepeatEntry",
    "ResponderMean",
    "Ruling",
    "SelfPreference",
    "Settings",
    "StandAlone",
    "WithoutBlanks",
    "assess",
    "assess_settled",
]
