"""The account of a comparison's ratings, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mentaleval.comparison.results import Account, Comparison


def account_in_words(comparison: Comparison) -> Account:
    """Return the account of the ratings with its reasons as a reader has them."""
    account = comparison.account
    said = {_REASONS.get(why, why): n for why, n in account.excluded.items()}
    return replace(account, excluded=said)


_REASONS: Final = {
    "escalated": "asked for in an escalation (no random sample)",
    "not_chosen": "of a responder or judge that was not chosen",
}
