"""Phone numbers in any way to write them, as one (E.164; British where no country is given)."""

from __future__ import annotations

import re

import phonenumbers

from api.identifiers.faults import NotAnIdentifier

# The library reads what it knows of a country when a number of it comes first, holding a lock that it does not let go when that fails:
# a request that was ended in the middle of it stopped all later ones of that process for good. So all of it is read while the server
# starts (0.1 s, 0.6 MB), and nothing after.
phonenumbers.PhoneMetadata.load_all()

FEWEST_DIGITS = 4


def phone(typed: str) -> str:
    """`+447700900123`. Raises NotAnIdentifier for what cannot be dialled."""
    try:
        number = phonenumbers.parse(_tidy(typed), "GB")
    except phonenumbers.NumberParseException:
        raise NotAnIdentifier("This is not a phone number.") from None
    # A number that can be dialled within its own town only is the end of one.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotAnIdentifier("This phone number has too many or too few digits.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def last_digits(typed: str) -> str:
    """The digits of a part of a number, for a search by its end. Raises NotAnIdentifier for fewer than four."""
    digits = re.sub(r"[^0-9]", "", typed)
    if not FEWEST_DIGITS <= len(digits) <= 15 or re.search(r"[^0-9 ()+*?.…-]", typed):
        raise NotAnIdentifier("Give at least the last four digits of the number.")
    return digits


def _tidy(typed: str) -> str:
    # (0) between country and area is how many people write it down, and no country dials it.
    given = re.sub(r"\(0\)", "", typed.strip())
    return (
        re.sub(r"^00(?=[1-9])", "+", re.sub(r"[^\d+]", "", given)) if re.search(r"[a-zA-Z]", given) is None else given
    )
