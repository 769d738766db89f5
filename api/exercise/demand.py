"""Made-up calls at a believable daily rhythm. No person, place or event in here is real."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from api import clock

# Calls an hour over the day, against the mean of the day: quiet before dawn, busiest in the evening (domain reference 7.2).
RHYTHM = (
    0.9,
    0.75,
    0.6,
    0.5,
    0.4,
    0.4,
    0.5,
    0.65,
    0.85,
    0.95,
    1.0,
    1.05,
    1.1,
    1.1,
    1.15,
    1.3,
    1.4,
    1.5,
    1.5,
    1.45,
    1.4,
    1.35,
    1.25,
    1.1,
)


@dataclass(frozen=True)
class Story:
    """One kind of call: how often, what it is, and what the caller says first."""

    weight: int
    type: str
    grade: str
    what: str
    first_words: str
    qualifiers: tuple[str, ...] = ()
    # As what somebody of the record is named in the call; nobody where it is empty.
    named_as: str = ""


STORIES = (
    Story(
        9,
        "PH",
        "I",
        "Domestic, shouting and banging",
        "They are screaming at each other again",
        ("domestic",),
        "suspect",
    ),
    Story(
        5,
        "PH",
        "I",
        "Domestic, weapon mentioned",
        "He has got something in his hand",
        ("domestic", "weapon"),
        "suspect",
    ),
    Story(
        4,
        "PH",
        "S",
        "Domestic, offender left",
        "She has gone, but she said she would be back",
        ("domestic",),
        "suspect",
    ),
    Story(7, "CA", "I", "Fight in the street", "There are five or six of them fighting", ("alcohol",)),
    Story(3, "CA", "I", "Man with a knife", "He has a knife, he is shouting at people", ("weapon",)),
    Story(5, "CB", "S", "Assault, offender left", "He hit me and ran off", ("injury",)),
    Story(
        6,
        "TA",
        "I",
        "Collision, person trapped",
        "A car has hit the wall, somebody is in it",
        ("injury", "multi_agency"),
    ),
    Story(7, "TB", "S", "Collision, drivers arguing", "They will not give their details"),
    Story(4, "TD", "S", "Road blocked", "There is a tree across the road"),
    Story(6, "CF", "S", "Shoplifter detained, calm", "We have somebody in the back office"),
    Story(5, "CC", "I", "Phone snatched, suspect nearby", "They are on a moped, they went left"),
    Story(4, "CD", "I", "Burglary, suspects on", "There is somebody in next door, they are away"),
    Story(6, "CE", "E", "Burglary overnight", "We came down and the back door was open"),
    Story(
        8,
        "PG",
        "S",
        "Concern for safety, elderly neighbour",
        "I have not seen him for three days",
        ("vulnerable_adult",),
    ),
    Story(5, "PT", "I", "Person in crisis", "She says she cannot go on", ("mental_health",), "caller"),
    Story(6, "PM", "S", "Missing child, 12", "He should have been home two hours ago", ("vulnerable_child",)),
    Story(7, "AB", "E", "Noise and drinking in the park", "They are there every night", ("alcohol",)),
    Story(5, "AA", "S", "Neighbour threatening", "He says he will break my door", ("repeat_victim",), "suspect"),
    Story(5, "PP", "S", "Suspicious person trying doors", "He is going from car to car"),
    Story(5, "PC", "S", "Intruder alarm", "Alarm company, key holder informed"),
    Story(4, "CI", "S", "Drug dealing in stairwell", "They are there now", ("drugs",)),
    Story(4, "CH", "S", "Window smashed", "Somebody threw a brick", ("repeat_location",)),
    Story(3, "CJ", "S", "Abuse on a bus", "He was shouting at me about where I come from", ("hate",)),
    Story(4, "PS", "I", "Smoke from a flat", "There is smoke coming out of the window", ("multi_agency",)),
    Story(5, "CL", "R", "Online fraud report", "They took money from my account"),
    Story(4, "PL", "R", "Found property", "I have found a bag"),
    Story(4, "PE", "R", "Dispute with landlord", "He will not let me in"),
    Story(3, "PO", "S", "Sudden death, no suspicion", "The carer found her this morning", ("multi_agency",)),
)
UPDATES = (
    "Caller has rung back, it has gone quiet.",
    "Second caller, same report.",
    "Caller is outside and will meet officers.",
    "Ambulance has been called.",
    "Caller says there are two people now.",
    "CCTV has it, nothing further seen.",
)
FINDINGS = (
    "Both parties spoken to and separated.",
    "Details taken, statement to follow.",
    "Area searched, no trace.",
    "All in order on arrival.",
    "Handed over to ambulance.",
    "Names and addresses exchanged, road clear.",
)
RESULTS = ("settled", "words", "report", "no_trace", "no_offence", "safe", "arrest", "referred", "no_police")


def gap_s(calls_an_hour: float, at: datetime, chance: random.Random) -> float:
    """Seconds to the next call: as chance has it, at the rate of this hour of the local day."""
    rate = calls_an_hour * RHYTHM[at.astimezone(clock.LONDON).hour] / 3600
    return chance.expovariate(rate)


def story(chance: random.Random) -> Story:
    return chance.choices(STORIES, weights=[one.weight for one in STORIES])[0]
