"""The rules of reports that need no database."""

from __future__ import annotations

from datetime import date, timedelta

WAITING, APPROVED, TAKEN, REFUSED = "waiting", "approved", "taken", "refused"
MARKER, INTELLIGENCE, SAFEGUARDING = "marker", "intelligence", "safeguarding"
KINDS = {MARKER: "warning marker request", INTELLIGENCE: "intelligence report", SAFEGUARDING: "safeguarding referral"}

# 3x5x2 (domain reference 1.7): a reliable source that knows it directly; what is suspected to be false; what may be shared freely.
SURE, SUSPECTED_FALSE, FREE = ("1", "A"), "E", "P"
NAMED_IN = "named in intelligence"
# As what those whom a report names are linked with one another. Where a person is told to be, the address has them on its risk card.
ROLES = {
    ("nominal", "nominal"): "associate",
    ("nominal", "vehicle"): "uses",
    ("nominal", "phone"): "uses",
    ("nominal", "address"): "seen at",
    ("vehicle", "address"): "seen at",
}

# A warning that nobody looks at again becomes a rumour.
LONGEST_REVIEW = timedelta(days=731)


def review_fault(review_on: date, today: date) -> tuple[str, str] | None:
    """Code and sentence for a review date that cannot be, or None."""
    if review_on <= today:
        return "review_in_past", "The review date must lie in the future."
    if review_on - today > LONGEST_REVIEW:
        return "review_too_far", "A warning is reviewed within two years. Choose an earlier date."
    return None
