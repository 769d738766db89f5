"""What is taken out of what is handed out, and why: Data Protection Act 2018 s.45(4), Criminal Procedure and Investigations Act 1996.

A rule that is locked is never undone by a person. Restricted records (domain reference 4.5) have no rule here: they are not
gathered at all, so there is nothing that could be marked or counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ACCESS, COURT = "access", "court"
PURPOSES = {
    ACCESS: "Request of the person for their own data (Data Protection Act 2018, section 45)",
    COURT: "Disclosure to a court (Criminal Procedure and Investigations Act 1996)",
}


@dataclass(frozen=True)
class Rule:
    """`words`: what stands where something was taken out."""

    words: str
    is_locked: bool = False


RULES = {
    "person": Rule("data of another person"),
    "contact": Rule("how to reach another person"),
    "staff": Rule("name of an officer or member of staff"),
    "unsorted": Rule("not looked through for other people's data"),
    # Whoever asks for their own data mostly knows their face, and on paper it goes further than words: it is chosen, not sent along.
    "photograph": Rule("photograph, handed out only where whoever made this document chose it"),
    "chosen": Rule("taken out by whoever made this document"),
    # One sentence for both, so that nobody learns from it that there is an informant.
    "withheld": Rule(
        "withheld: it would prejudice the prevention or detection of crime, or protect others", is_locked=True
    ),
    "origin": Rule("where a record came from is not told", is_locked=True),
}

# Words of a source that point to somebody who tells the police something in confidence.
INFORMANT = re.compile(
    r"\b(chis|informants?|covert|crimestoppers|anonymous(?:ly)?|confidential|undercover|source handl\w+|dedicated source|human source)\b",
    re.IGNORECASE,
)


def of_record(handling: str, provenance: str) -> str:
    """The rule that takes a record or a link out as a whole; empty for none. Any handling condition does."""
    return "withheld" if handling.strip() or INFORMANT.search(provenance) else ""
