"""A made-up history of places and made-up markers, so that an exercise has something to know before it arrives."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.exercise import ground, roads
from api.exercise.people import made_up_id
from api.exercise.places import BCUS
from api.places.risk import COUNT_SOURCE
from geo import queries

EVENTS, MARKERS = 12_000, 72
SOURCE = "made-up history (exercise)"

KINDS = (
    (3, "weapons", "Possession of weapons", "Offender charged"),
    (9, "violence", "Violence", "Investigation complete"),
    (3, "robbery", "Robbery", "Under investigation"),
    (6, "drugs", "Drugs", "Local resolution"),
    (7, "burglary", "Burglary", "Investigation complete"),
    (6, "public_order", "Public order", "Words of advice"),
    (6, "damage", "Criminal damage", "Under investigation"),
    (9, "vehicle_crime", "Vehicle crime", "Investigation complete"),
    (14, "theft", "Theft", "Investigation complete"),
    (12, "antisocial", "Antisocial behaviour", ""),
)
MARKED = (
    ("weapons", "Knives have been found here twice.", "Officer's report"),
    ("dangerous_dog", "Large dog, loose in the front garden.", "Delivery driver"),
    ("violent_occupant", "Occupant has assaulted police.", "Custody record"),
    ("domestic_abuse", "Repeated calls, agreed codeword in use.", "Safeguarding team"),
    ("vulnerable", "Occupant is deaf: knock and use the light.", "Council"),
    ("access", "Key safe beside the door, code with the control room.", "Housing association"),
    ("hazard", "Gas cylinders in the garage.", "Fire brigade"),
    ("infection", "Infection risk: gloves.", "Ambulance service"),
)


def make_up(session: Session) -> None:
    """Roads with their street names, events of the last two years, and place markers: some of them past their review."""
    chance = random.Random(1842)
    network = roads.london()
    queries.store_roads(session, network.lines())
    _streets(session)
    _events(session, chance)
    _markers(session, chance)


def _streets(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO streets (name, area, pod, place, source)"
            " SELECT r.name, b.name, p.code, ST_Transform(ST_PointOnSurface(ST_Collect(ST_Intersection(r.line,"
            " b.outline))), 4326)::geography, 'exercise'"
            " FROM roads r JOIN areas b ON b.kind = 'borough' AND ST_Intersects(r.line, b.outline)"
            " JOIN areas p ON p.kind = 'pod' AND ST_Contains(p.outline, ST_PointOnSurface(b.outline))"
            " GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING"
        )
    )


def _events(session: Session, chance: random.Random) -> None:
    now, land = clock.now(), ground.london()
    weights = [kind[0] for kind in KINDS]
    # Trouble keeps to some addresses: a third of all doors gets most of what happens.
    doors = [land.door(pod, chance) for pod in BCUS for _ in range(EVENTS // 60)]
    made = []
    for number in range(EVENTS):
        _, category, label, outcome = chance.choices(KINDS, weights=weights)[0]
        door = doors[min(int(chance.expovariate(3) * len(doors)), len(doors) - 1)]
        made.append(
            {
                "source": SOURCE,
                "key": f"event-{number}",
                "category": category,
                "label": label,
                "outcome": outcome,
                "at": now - timedelta(minutes=chance.randint(60, 60 * 24 * 900)),
                "lon": door.lon,
                "lat": door.lat,
                "address": door.address,
            }
        )
    session.execute(
        text(
            "INSERT INTO events (source, source_key, category, label, outcome, happened_at, place, address, is_exercise)"
            " VALUES (:source, :key, :category, :label, :outcome, :at, ST_SetSRID(ST_MakePoint(:lon, :lat),"
            " 4326)::geography, :address, true)"
            " ON CONFLICT DO NOTHING"
        ),
        made,
    )
    session.execute(
        text(
            "INSERT INTO imports (id, source, file_name, started_at, finished_at, rows_read, rows_added) VALUES"
            " (:id, :source, 'made up', :at, :at, :n, :n)"
        ),
        {"id": uuid4(), "source": SOURCE, "at": now, "n": EVENTS},
    )
    session.execute(text(COUNT_SOURCE.format(source=":source")), {"source": SOURCE})


def _markers(session: Session, chance: random.Random) -> None:
    now, land = clock.now(), ground.london()
    for number in range(MARKERS):
        category, words, source = MARKED[number % len(MARKED)]
        door = land.door(list(BCUS)[number % len(BCUS)], chance)
        session.execute(
            text(
                "INSERT INTO place_markers (id, category, text, source, address, place, radius_m, review_on, entered_by, entered_at)"
                " VALUES (:id, :category, :text, :source, :address, ST_SetSRID(ST_MakePoint(:lon, :lat),"
                " 4326)::geography, 60, :review_on, 'Insp Dev Harkness', :at)"
            ),
            {
                "id": made_up_id(f"marker-{number}"),
                "category": category,
                "text": words,
                "source": source,
                "address": door.address,
                "lon": door.lon,
                "lat": door.lat,
                "review_on": clock.london_date(now) + timedelta(days=chance.randint(-60, 300)),
                "at": now - timedelta(days=chance.randint(5, 200)),
            },
        )
