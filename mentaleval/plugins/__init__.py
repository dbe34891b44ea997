"""Find the installed plugins, and index what they provide."""

from mentaleval.plugins.collecting import collect, installed
from mentaleval.plugins.needs import saying_what_lacks, saying_whose_fault
from mentaleval.plugins.records import DISABLE, Installed, Kind, Provided, Unusable
from mentaleval.plugins.registry import Registry

__all__ = [
    "DISABLE",
    "Installed",
    "Kind",
    "Provided",
    "Registry",
    "Unusable",
    "collect",
    "installed",
    "saying_what_lacks",
    "saying_whose_fault",
]
