"""What a tool says in its own words becomes one sentence."""

import sys
from pathlib import Path

import pytest

from deploy.ground.programs import answer, quietly
from deploy.ground.trouble import Trouble, last_words, meaning

SAID = [
    ("OSError: [Errno 28] No space left on device", "The disk is full"),
    ("npm error code ENOSPC", "The disk is full"),
    ("error: Failed to write\n  Caused by: No space left on device (os error 28)", "The disk is full"),
    ("error: Hash mismatch for `flask==3.1.3`", "A download arrived broken"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "A download arrived broken"),
    ("npm error code EINTEGRITY", "A download arrived broken"),
    ("E: Failed to fetch x.deb  Hash Sum mismatch", "A download arrived broken"),
    ("[Errno -3] Temporary failure in name resolution", "There is no network"),
    ("error sending request for url\n  Caused by: dns error", "There is no network"),
    ("npm error code EAI_AGAIN", "There is no network"),
    ("W: Failed to fetch  Temporary failure resolving 'mirror.example'", "There is no network"),
    ("invalid peer certificate: UnknownIssuer", "This machine does not trust"),
]


@pytest.mark.parametrize(("said", "sentence"), SAID)
def test_a_known_failure_is_one_sentence(said: str, sentence: str) -> None:
    assert (meaning(said) or "").startswith(sentence)


def test_an_untrusted_certificate_is_not_called_a_missing_network() -> None:
    said = "error sending request for url\n  Caused by: invalid peer certificate: UnknownIssuer"
    assert (meaning(said) or "").startswith("This machine does not trust")


def test_an_unknown_failure_gives_the_line_that_says_most() -> None:
    assert meaning("Segmentation fault") is None
    assert last_words("Building\nerror TS2345: wrong type\n\nsee the log\n") == "error TS2345: wrong type"
    assert last_words("") == "it said nothing"


def test_a_quiet_program_that_fails_names_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log/one.log"
    with pytest.raises(Trouble, match=f"Counting failed: it went wrong(?s:.*){log}"):
        quietly([sys.executable, "-c", "import sys; sys.exit('it went wrong')"], log=log, what="Counting")


def test_a_program_that_is_not_there_answers_nothing() -> None:
    assert answer(["no-such-program", "--version"]) == ""
