"""What is known of the human reference, by the attribute or composite that it is of."""

from __future__ import annotations

from mentaleval.trust import Assessment, ReferenceEntry


def entries_of(assessment: Assessment) -> dict[tuple[str, bool], ReferenceEntry]:
    """Return the entries by attribute and whether it is a composite."""
    return {(entry.attribute, entry.composite): entry for entry in assessment.reference}
