"""Nothing of phone numbers is read late: a request that was ended in the middle of it stopped all that came after."""

from __future__ import annotations

import builtins
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata

from api.identifiers.phones import phone


def ended(*_: Any, **__: Any) -> Any:
    raise TimeoutError("The request was ended while this was read.")


def test_the_library_keeps_its_lock_when_a_country_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: should a newer version mend it, nothing needs to be read at the start any more."""
    monkeypatch.setitem(PhoneMetadata._region_available, "FR", ended)
    with pytest.raises(TimeoutError):
        PhoneMetadata.metadata_for_region("FR")
    assert PhoneMetadata._metadata_lock.locked()
    PhoneMetadata._metadata_lock.release()


def test_a_number_of_any_country_is_read_without_importing_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [code for code, loader in PhoneMetadata._region_available.items() if loader]
    every = {
        code: phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        for code in sorted(phonenumbers.SUPPORTED_REGIONS)
        if (example := phonenumbers.example_number(code))
    }
    monkeypatch.setattr(builtins, "__import__", ended)
    read = {code: phone(number) for code, number in every.items()}
    monkeypatch.undo()
    assert (read, late) == (every, [])
