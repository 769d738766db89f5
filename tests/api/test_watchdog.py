"""A database that does not answer is hung up on, and the next one who asks gets a new connection."""

from __future__ import annotations

import subprocess
import sys

from api.config import PROJECT
from tests.conftest import url_of

# As in the server, and in a process of its own, because what is patched stays patched. What is answered must have its time
# also on a busy machine, where a new connection may need half a second.
SCRIPT = """
from gevent import monkey
monkey.patch_all()
import sys, gevent
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from api import db
db.HANG_UP_AFTER_S = 1.5
engine = db.connect(sys.argv[1], 1)
others = gevent.spawn(gevent.sleep, 0)
for _ in range(2):
    try:
        with engine.begin() as line:
            line.execute(text("SET statement_timeout = 0"))
            line.execute(text("SELECT pg_sleep(60)"))
    except OperationalError:
        print("hung up")
with engine.begin() as line:
    print(line.execute(text("SELECT 'answered'")).scalar(), others.ready())
"""


def run_alone(script: str, database: str) -> subprocess.CompletedProcess[str]:
    url = url_of(database, "bluelamp_app")
    return subprocess.run(
        [sys.executable, "-c", script, url], cwd=PROJECT, capture_output=True, text=True, timeout=240, check=False
    )


def test_who_waits_too_long_is_freed_and_the_next_one_is_served(worker_database: str) -> None:
    said = run_alone(SCRIPT, worker_database)
    assert said.stdout.split("\n")[:3] == ["hung up", "hung up", "answered True"], said.stderr


FROZEN = """
from gevent import monkey
monkey.patch_all()
import sys, psycopg
from sqlalchemy import event
from api import db
db.HANG_UP_AFTER_S, db.AT_ONCE_S = 0.3, 0.1
engine, made = db.connect(sys.argv[1], 1), []
event.listen(engine, "connect", lambda *_: made.append(1))
try:
    db.Database(engine).ask("SELECT pg_sleep(60)", ())
except psycopg.OperationalError:
    print("hung up, connections:", len(made))
"""


def test_a_frozen_database_is_not_waited_for_twice(worker_database: str) -> None:
    """Found by freezing it under load: the second try made the answer come after five seconds in place of three."""
    said = run_alone(FROZEN, worker_database)
    assert said.stdout == "hung up, connections: 1\n", said.stderr


ONE_TRIP = """
from gevent import monkey
monkey.patch_all()
import sys, psycopg
from api import db
engine = db.connect(sys.argv[1], 1)
line = engine.raw_connection().driver_connection
with line.one_trip():
    answers = [line.execute("SELECT %s::int", (number,)) for number in range(300)]
print([answer.fetchone()[0] for answer in answers] == list(range(300)))
try:
    with line.one_trip():
        line.execute("BEGIN")
        line.execute("CREATE TEMP TABLE kept (a int)")
        line.execute("SELECT 1 / 0")
        line.execute("COMMIT")
except psycopg.errors.DivisionByZero:
    line.rollback()
print(line.execute("SELECT to_regclass('kept')").fetchone(), line.execute("SELECT 'still serves'").fetchone()[0])
"""


def test_what_is_said_in_one_trip_is_answered_in_order_and_ends_at_the_first_fault(worker_database: str) -> None:
    said = run_alone(ONE_TRIP, worker_database)
    assert said.stdout == "True\n(None,) still serves\n", said.stderr


# The loop looks at the clock when somebody waits. Until it is older than the watchdog's patience nothing is shown.
SELDOM = """
import sys, time
import gevent
from api import db
db.HANG_UP_AFTER_S = 1.5
line = db.connect(sys.argv[1], 1).raw_connection().driver_connection
line.execute("SELECT 1")
while time.time() - gevent.get_hub().loop.now() <= db.HANG_UP_AFTER_S:
    time.sleep(0.05)
print(line.execute("SELECT 'not hung up'").fetchone()[0])
"""


def test_a_process_that_seldom_waits_is_not_hung_up_on_for_what_it_did_between(worker_database: str) -> None:
    said = run_alone(SELDOM, worker_database)
    assert said.stdout == "not hung up\n", said.stderr
