"""A made-up crew: it answers after a few seconds, drives there, works for some minutes and says what came of it."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.db import Database
from api.exercise import acting, demand
from api.exercise.ground import Ground
from api.exercise.moving import Moving
from api.exercise.people import crew_of, kind_of, made_up_id
from api.exercise.roads import Point
from api.fixes.fix import Fix
from api.outbox import proofs

STATE = text("""
    SELECT u.id, u.status, u.duty_id, u.incident_id, u.status_at, t.id AS tasking_id, t.state, t.acknowledged_at,
        t.delivered_at, t.read_brief_revision,
           i.brief_revision, lon(i.place) AS lon, lat(i.place) AS lat, i.id AS job_id, COALESCE(r.last_seq, 0) AS last_seq,
           ARRAY(SELECT n.id FROM notice_tellings n WHERE n.duty_id = u.duty_id AND n.read_at IS NULL AND n.ended_at IS NULL
               AND n.told_at < now() - interval '6 s') AS unread
    FROM units u
    LEFT JOIN LATERAL (SELECT * FROM taskings t WHERE t.unit_id = u.id AND t.ended_at IS NULL ORDER BY t.assigned_at DESC LIMIT 1) t ON true
    LEFT JOIN incidents i ON i.id = t.incident_id
    LEFT JOIN recipients r ON r.name = 'duty:' || u.duty_id
    WHERE u.id = ANY(:ids)
""")


class Crew:
    """One living unit: its place, its plans, and the handset that it acts through."""

    def __init__(
        self, database: Database, callsign: str, unit_id: UUID, at: Point, land: Ground, chance: random.Random
    ) -> None:
        self.database, self.callsign, self.unit_id, self.land, self.chance = database, callsign, unit_id, land, chance
        self.moving = Moving(at, "foot" if kind_of(int(callsign[2:])) == "foot" else "car")
        # The same after a restart: it is the same made-up handset.
        self.device_id = made_up_id(f"device {callsign}")
        self.duty_id: UUID | None = None
        self.status = "11"
        self.acked = 0
        self.due_at = clock.now() + timedelta(seconds=chance.uniform(0, 6))
        self.heading_for: UUID | None = None
        self.noticed: UUID | None = None

    @property
    def actor(self) -> Actor:
        return acting.driver(self.callsign, self.unit_id, self.duty_id)

    def move(self, seconds: float) -> None:
        self.moving.step(seconds, is_urgent=self.status == "5")

    def fix(self) -> Fix:
        """Where the unit is, as its handset would measure it."""
        lon, lat = self.moving.at
        return Fix(
            unit_id=self.unit_id,
            officer_id=str(self.actor.id),
            lon=lon + self.chance.gauss(0, 0.00004),
            lat=lat + self.chance.gauss(0, 0.00003),
            accuracy_m=round(self.chance.uniform(4, 18), 1),
            speed_mps=round(self.moving.speed_mps, 1),
            heading=round(self.moving.heading, 1),
            fixed_at=clock.now(),
            source="vehicle" if self.moving.pace == "car" else "handset",
            device=self.device_id,
            duty_id=self.duty_id,
        )

    def act(self, row: dict[str, Any], pace: float) -> None:
        """Do what is due, if anything is."""
        self.duty_id, self.status = row["duty_id"], row["status"]
        self._store_feed(row["last_seq"])
        self._notice(row)
        self._read_messages(row["unread"])
        if self.status == "5" and row["tasking_id"] and not self.moving.has_arrived:
            return
        if clock.now() < self.due_at:
            return
        wait_s = self._next(row)
        self.due_at = clock.now() + timedelta(seconds=wait_s / pace)

    def _notice(self, row: dict[str, Any]) -> None:
        """The alarm of a new tasking is heard whatever the crew was about; one in forty is busy with both hands."""
        if row["tasking_id"] != self.noticed:
            self.noticed = row["tasking_id"]
            if row["state"] == "assigned":
                wait_s = self.chance.uniform(25, 45) if self.chance.random() < 0.025 else self.chance.uniform(1, 5)
                self.due_at = clock.now() + timedelta(seconds=wait_s)

    def _read_messages(self, unread: list[UUID]) -> None:
        """What the control room wants read is read within seconds, whatever the crew was about."""
        for telling in unread:
            self._say("mark_notice_shown", telling_id=telling, device_id=self.device_id)
            self._say("read_notice", telling_id=telling, device_id=self.device_id)

    def _next(self, row: dict[str, Any]) -> float:
        """The next act of this crew, and how long until the one after it."""
        if row["duty_id"] is None:
            return self._book_on()
        if row["state"] == "assigned":
            return self._answer(row)
        if row["state"] == "acknowledged":
            return self._work(row)
        return self._be_free(row)

    def _store_feed(self, last: int) -> None:
        """The handset has stored its messages: the machine's word, as a real one would give it."""
        if self.duty_id is None or last <= self.acked:
            return
        feed, now = f"duty:{self.duty_id}", clock.now()
        with self.database.transaction(SYSTEM) as session:
            out = proofs.Sent(feed, self.acked, last, (self.device_id,), now)
            proofs.take(session, [out], [proofs.Stored(feed, self.device_id, last, "socket", now)])
        self.acked = last

    def _book_on(self) -> float:
        mate = crew_of(self.callsign)[1]
        crew = [mate.pay_number] if self.chance.random() < 0.7 else []
        skills = list(crew_of(self.callsign)[0].skills)
        self.acked = 0
        acting.act(
            self.database,
            self.actor,
            "book_on",
            duty_id=uuid4(),
            unit_id=self.unit_id,
            crew=crew,
            skills=skills,
            vehicle=None,
            device_id=self.device_id,
        )
        return self.chance.uniform(1, 5)

    def _answer(self, row: dict[str, Any]) -> float:
        """Open the card, read it, and say yes; now and then no."""
        tasking = row["tasking_id"]
        if row["read_brief_revision"] is None:
            brief = {"tasking_id": tasking, "brief_revision": row["brief_revision"], "device_id": self.device_id}
            self._say("mark_shown", **brief)
            self._say("mark_seen", tasking_id=tasking)
            self._say("mark_read", **brief)
            return self.chance.uniform(2, 8)
        if self.chance.random() < 0.03:
            why = self.chance.choice(["committed", "prisoner", "vehicle"])
            self._say("decline_tasking", tasking_id=tasking, reason=why, device_id=self.device_id)
            return self.chance.uniform(60, 300)
        self._say("accept_tasking", tasking_id=tasking, device_id=self.device_id)
        return self.chance.uniform(2, 6)

    def _work(self, row: dict[str, Any]) -> float:
        if (row["read_brief_revision"] or 0) < row["brief_revision"]:
            brief = {"tasking_id": row["tasking_id"], "brief_revision": row["brief_revision"]}
            self._say("mark_read", **brief, device_id=self.device_id)
        if row["incident_id"] != row["job_id"] or row["status"] not in {"5", "6"}:
            self._say("set_status", status="5", tasking_id=row["tasking_id"])
            self._set_out(row)
            return 1.0
        if row["status"] == "5":
            return self._arrive(row)
        self._say("add_log", entry_id=uuid4(), incident_id=row["job_id"], text=self.chance.choice(demand.FINDINGS))
        self._say("result_incident", tasking_id=row["tasking_id"], result=self.chance.choice(demand.RESULTS), text="")
        return self.chance.uniform(5, 30)

    def _set_out(self, row: dict[str, Any]) -> None:
        self.heading_for = row["job_id"]
        self.moving.go(self.land.way(self.moving.at, (float(row["lon"]), float(row["lat"]))))

    def _arrive(self, row: dict[str, Any]) -> float:
        if self.heading_for != row["job_id"]:
            # After a restart the way is found again from where the unit is.
            self._set_out(row)
            return 1.0
        self._say("set_status", status="6", tasking_id=row["tasking_id"])
        return self.chance.uniform(180, 1200)

    def _be_free(self, row: dict[str, Any]) -> float:
        """On patrol, with a meal or a visit to the station now and then."""
        self.heading_for = None
        status = row["status"]
        if status not in {"2", "3", "4"}:
            self._say("set_status", status="2")
            return self.chance.uniform(5, 20)
        if status in {"3", "4"} or self.chance.random() < 0.985:
            if status != "2":
                self._say("set_status", status="2")
            self._patrol()
            return self.chance.uniform(20, 60)
        self.moving.stop()
        self._say("set_status", status=self.chance.choice(["3", "4"]))
        return self.chance.uniform(600, 1500)

    def _patrol(self) -> None:
        if self.moving.has_arrived:
            goal = self.land.network.places[self.chance.choice(self.land.nodes[self.callsign[:2]])]
            self.moving.go(self.land.way(self.moving.at, goal))

    def _say(self, kind: str, **body: Any) -> None:
        acting.act(self.database, self.actor, kind, **body)
