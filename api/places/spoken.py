"""Words of the call that name something a crew must know, point by point.

A qualifier is ticked by a person who may have forgotten to; "man with a knife" in the description is known all the same. The words
are looked for as a person would skim: whole words, nothing understood, and what was found is quoted, so that whoever reads judges it.
More words than fewer: what is found in vain is seen to be so, what is missed is not seen at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# Of each word its beginning and the endings that it may have.
_WORDS = {
    "weapons": r"kni(?:fe|ves)\w*|blades?|machetes?|swords?|guns?|gunm[ae]n|firearms?|shotguns?|rifles?|pistols?|handguns?|revolvers?"
    r"|weapons?|armed|axes?|hatchets?|hammers?|bats?|crowbars?|screwdrivers?|crossbows?|acid|ammonia|noxious|tasers?|grenades?|bombs?"
    r"|explosives?|stab\w*|shots?|shooting|shoot|knuckle ?dusters?|batons?|scissors|bottled|glassed|petrol",
    "hurt": r"hurt|injur\w+|bleed\w*|blood\w*|unconscious|unresponsive|not breathing|collapsed|stab(?:bed|bing)|wound\w*|drunk\w*"
    r"|intoxicated|alcohol|drugs?|overdos\w+|high on|spice|heroin|cocaine|crack|fractur\w+"
    r"|broken (?:arm|leg|nose|bone)s?|burn(?:t|ed|s)|faint\w*"
    r"|seizure|fitting|dying|dead|suicid\w+|hang(?:ed|ing)",
    "place": r"dogs?|pit ?bulls?|gas|fire|smoke|asbestos|chemicals?|needles?|syringes?|booby|barricaded|roof|railway|live wires?|cannabis"
    r"|flood\w*|collaps(?:e|ing)|infect\w+|contagious|hoard\w*",
    "children": r"child\w*|kids?|bab(?:y|ies)|toddlers?|infants?|newborn|sons?|daughters?|boys?|girls?|teen\w*|schoolchild\w*|juveniles?"
    r"|(?:\d|1[0-7])[ -]?(?:yo|y/o|yrs?[ -]old|years?[ -]old)",
    "orders": r"bail\w*|injunctions?|restraining|non[- ]?mol\w*|dvp[no]|dapo|court orders?|occupation order|recall(?:ed)? to prison"
    r"|wanted|tagged",
    "marac": r"marac|code ?words?|idva|dara|dash",
    "access": r"key ?safes?|key ?holders?|entry ?phones?|intercom|buzzer|side gate|back gate|rear entrance|rvp|rendezvous|concierge"
    r"|key ?code|door code|gate code|locked (?:in|out)",
    "speech": r"deaf|hard of hearing|interpreters?|translators?|no english|little english|not speak|speaks? only|only speaks?|bsl"
    r"|sign language|non[- ]?verbal|mute|stammers?|autis\w+|learning (?:disabilit\w+|difficult\w+)|dementia|language ?line",
    "backup": r"ambulances?|las|lfb|paramedics?|fire brigade|hems|dog unit|npas|arv|trojan",
    "supervisor": r"supervisors?|sergeants?|sgt|inspectors?|duty officer",
    "vehicles": r"cars?|vans?|vehicles?|lorr(?:y|ies)|trucks?|motor ?(?:bikes?|cycles?)|mopeds?|scooters?|e-?scooters?|taxis?|index"
    # As plates are written: a callsign with a short word behind it is none.
    r"|(?-i:[A-Z]{2}\d{2} ?[A-Z]{3})",
}
_FOUND = {point: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for point, words in _WORDS.items()}
# Just before the word, in the same breath: "no weapons seen" is quoted, and is no weapon.
_DENIED = re.compile(
    r"\b(?:no|not|without|denies|denied|never|nor|neither|\w+n['’]t)\s+(?:(?!but\b|and\b|with\b)\w+\s+){0,2}$",
    re.IGNORECASE,
)
_AROUND, _MOST = 32, 2


class Heard(NamedTuple):
    """`named`: quotes in which the word stands; `denied`: those in which somebody says that there is none."""

    named: list[str]
    denied: list[str]


def heard(point: str, texts: Iterable[str]) -> Heard:
    """What the words of the call say of a point, two quotes of each at most, in the order in which it was said."""
    named, denied = [], []
    for text in texts:
        found = list(_FOUND[point].finditer(text)) if point in _FOUND else []
        named += [_quote(text, one) for one in found if not _is_denied(text, one)][:1]
        denied += [_quote(text, one) for one in found if _is_denied(text, one)][:1]
    return Heard(_once(named), _once(denied))


def is_named(text: str) -> bool:
    """Whether a text says anything of any point."""
    return any(pattern.search(text) for pattern in _FOUND.values())


def _is_denied(text: str, found: re.Match[str]) -> bool:
    return bool(_DENIED.search(text[: found.start()]))


def _once(quotes: list[str]) -> list[str]:
    """The first words are often the description over again."""
    return list(dict.fromkeys(quotes))[:_MOST]


def _quote(text: str, found: re.Match[str]) -> str:
    """The word with what stands around it, cut between words."""
    begin, end = max(0, found.start() - _AROUND), min(len(text), found.end() + _AROUND)
    before = text[begin : found.start()] if begin == 0 else "… " + text[begin : found.start()].partition(" ")[2]
    after = text[found.end() : end] if end == len(text) else text[found.end() : end].rpartition(" ")[0] + " …"
    return " ".join(f"{before}{found[0]}{after}".strip('“”" ').split())
