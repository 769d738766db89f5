"""The rules of reports that need no database."""

from __future__ import annotations

from datetime import date, timedelta

WAITING, APPROVED, TAKEN, REFUSED = "waiting", "approved", "taken", "refused"
MARKER, INTELLIGENCE, SAFEGUARDING = "marker", "intelligence", "safeguarding"
KINDS = {MARKER: "warning marker request", INTELLIGENCE: "intelligence report", SAFEGUARDING: "safeguarding referral"}

# A warning that nobody looks at again becomes a rumour.
LONGEST_REVIEW = timedelta(days=731)


def review_fault(review_on: date, today: date) -> tuple[str, str] | None:
    """Code and sentence for a review date that cannot be, or None."""
    if review_on <= today:
        return "review_in_past", "The review date must lie in the future."
    if review_on - today > LONGEST_REVIEW:
        return "review_too_far", "A warning is reviewed within two years. Choose an earlier date."
    return None
