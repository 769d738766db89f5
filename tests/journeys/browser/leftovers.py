"""What a journey leaves behind would stand in the way of the next, which has the same server and the same database.

Crews near its incidents, alarms over its board, zones at its door. All of it is taken away at once and without telling anybody:
the screens that saw it are closed, and whoever opens one next begins with a snapshot.
"""

from __future__ import annotations

from contextlib import suppress

import psycopg

from tests.conftest import url_of

TAKEN_AWAY = (
    "DELETE FROM escalations",
    "UPDATE taskings SET state = 'withdrawn', ended_at = now() WHERE ended_at IS NULL",
    "UPDATE taskings SET alarm = NULL WHERE alarm IS NOT NULL",
    "UPDATE notice_tellings SET ended_at = now(), due_at = NULL, alarm = NULL WHERE ended_at IS NULL",
    "UPDATE emergencies SET closed_at = now(), outcome = 'test' WHERE closed_at IS NULL",
    "UPDATE incidents SET state = 'closed', closed_at = now() WHERE state <> 'closed'",
    "UPDATE units SET duty_id = NULL, incident_id = NULL, emergency_id = NULL, is_covert = false, status = '11'"
    " WHERE duty_id IS NOT NULL OR emergency_id IS NOT NULL",
    "UPDATE crew SET left_at = now() WHERE left_at IS NULL",
    "UPDATE duties SET ended_at = now() WHERE ended_at IS NULL",
    "DELETE FROM positions",
    "UPDATE zones SET ended_at = now(), ended_by = 'a test' WHERE ended_at IS NULL",
)


def take_away(database: str) -> None:
    """By its name. As whoever may everything, for no policy lets the app do this."""
    with psycopg.connect(url_of(database), autocommit=True) as connection:
        for statement in TAKEN_AWAY:
            when_free(connection, statement)


def when_free(connection: psycopg.Connection, statement: str) -> None:
    """The server is at work meanwhile, with the same rows: of two that wait for one another the database ends one, perhaps us."""
    while True:
        with suppress(psycopg.errors.DeadlockDetected):
            connection.execute(statement)
            return
