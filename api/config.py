"""Settings: one class, one line of why for each. docs/settings.md lists them and a test keeps the two equal."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# `web` answers HTTP, `gateway` holds the sockets and takes positions, `worker` does what needs neither.
ROLES = frozenset({"web", "gateway", "worker"})


class MissingSetting(RuntimeError):
    """A setting without which, or with which, the program must not start."""


def _flag(name: str, default: str = "") -> bool:
    return (os.environ.get(name) or default).lower() in {"1", "true", "yes", "on"}


def _number(name: str, default: int) -> int:
    given = os.environ.get(name, "")
    try:
        return int(given) if given else default
    except ValueError:
        raise MissingSetting(f"{name} must be a whole number, not {given!r}.") from None


def _roles() -> frozenset[str]:
    named = frozenset(word.strip() for word in os.environ.get("BLUELAMP_ROLES", "").split(",") if word.strip())
    if unknown := named - ROLES:
        raise MissingSetting(f"BLUELAMP_ROLES knows {', '.join(sorted(ROLES))}; not {', '.join(sorted(unknown))}.")
    return named or ROLES


def _failpoint(*, demo: bool) -> str:
    named = os.environ.get("BLUELAMP_FAILPOINT", "")
    if named and not demo:
        raise MissingSetting("BLUELAMP_FAILPOINT kills the server on purpose; it is for demo mode only.")
    return named


@dataclass(frozen=True)
class Config:
    """Everything that a place of work may want to change. Read once, at the start."""

    # The owner's address: migrations only. The app never uses it to serve anybody.
    database_url: str
    # The address of the role that serves: it owns nothing, so row-level security holds for it.
    app_database_url: str
    # The port for HTTP and sockets.
    port: int = 8000
    # The address to listen on: loopback unless told otherwise, because a demo has well-known passwords.
    host: str = "127.0.0.1"
    # Demo mode makes people, places and incidents up, and says so on every screen.
    demo: bool = False
    # In demo mode made-up crews and calls live by themselves. Off: made-up people, and nothing moves unless somebody moves it.
    exercise: bool = True
    # Origins that may open a socket or change anything. Empty: those of this host and port.
    origins: tuple[str, ...] = ()
    # A certificate and its key turn https on, so that a phone on the network can install the app.
    cert: str = ""
    key: str = ""
    # How far around a place its history counts, in metres.
    risk_radius_m: int = 100
    # How far back the history of a place counts, in months (domain reference 8.1: two years for a place).
    risk_months: int = 24
    # A session ends this long after sign-in, whatever happens: one duty and its overtime.
    session_hours: int = 14
    # An "available" that took longer than this to arrive is asked, not applied.
    late_available_s: int = 120
    # Connections to the database that one process may hold.
    pool_size: int = 20
    # Apps of an older generation are told to get the new version, by 426. Raise it only when the wire no longer serves them.
    oldest_app: int = 1
    # The service worker of a broken release is taken off every device that asks for it; off when a mended one is out.
    worker_off: bool = False
    # Where the built front end lies.
    pwa_dist: Path = field(default=PROJECT / "pwa" / "dist")
    # Tracebacks in the log: they may hold what somebody typed, so never where real work is done.
    show_faults: bool = False
    # Fixes are kept this many days; the policy of the force decides.
    keep_fixes_days: int = 2
    # The file with the keys by which push services know us. Empty: nobody is woken by push.
    vapid_keys: str = ""
    # Whom a push service writes to when something is wrong with what we send: mailto: or https:, and real.
    vapid_subject: str = "mailto:push@bluelamp.example"
    # Origins that may play a push service, for tests only: real work refuses to start with any.
    push_test_origins: tuple[str, ...] = ()
    # Where a worker notes how far the database has come, outside of it, so that a restored one is noticed. None: it is not.
    high_water: Path | None = None
    # Where the roots of the audit go, outside of the database: a file that is only ever added to. None: to the database alone.
    audit_seals: Path | None = None
    # What this process does. One noisy socket must not delay everybody's requests, so production runs the roles apart.
    roles: frozenset[str] = ROLES
    # A Redis that carries wake-ups to the gateways in place of one LISTEN for each of them. Nothing depends on what it holds.
    redis_url: str = ""
    # One reverse proxy of ours stands in front: the last address that it forwards is the one that asks.
    behind_proxy: bool = False
    # Wait, ready to serve, for as long as another process has our port.
    is_standby: bool = False
    # Where TAK clients connect to the gateway. 0: nowhere.
    cot_port: int = 0
    # Where TAK clients of partners connect to be told. 0: nowhere.
    cot_out_port: int = 0
    # Where this process shall kill itself, `name:count`: fault tests only, so only in demo mode.
    failpoint: str = ""

    @property
    def https(self) -> bool:
        return bool(self.cert and self.key)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        scheme = "https" if self.https else "http"
        return self.origins or tuple(f"{scheme}://{name}:{self.port}" for name in ("localhost", "127.0.0.1"))


def as_app_role(database_url: str) -> str:
    """The owner's address, stepping down to the app's role at once: for a database with a single login."""
    joint = "&" if "?" in database_url else "?"
    return f"{database_url}{joint}options=-c%20role%3Dbluelamp_app"


def _origins(name: str) -> tuple[str, ...]:
    return tuple(origin for origin in os.environ.get(name, "").split(",") if origin)


def from_environment() -> Config:
    """Read the settings; a missing database stops the start, and so does a door that is for tests only."""
    database_url = os.environ.get("DATABASE_URL", "")
    if not database_url:
        raise MissingSetting("DATABASE_URL is not set. Start with ./run, which brings its own database.")
    demo, push_test_origins = _flag("BLUELAMP_DEMO"), _origins("PUSH_TEST_ORIGINS")
    if push_test_origins and not demo:
        raise MissingSetting("PUSH_TEST_ORIGINS is for tests only: unset it, or set BLUELAMP_DEMO=1.")
    vapid_keys = os.environ.get("VAPID_KEYS", "")
    if vapid_keys and not Path(vapid_keys).is_file():
        raise MissingSetting(f"VAPID_KEYS names {vapid_keys}, which is not there: ./run vapid rotate makes it.")
    vapid_subject = os.environ.get("VAPID_SUBJECT") or Config.vapid_subject
    if not vapid_subject.startswith(("mailto:", "https://")):
        raise MissingSetting(f"VAPID_SUBJECT must be a mailto: or https: address, not {vapid_subject!r}.")
    return Config(
        database_url=database_url,
        app_database_url=os.environ.get("APP_DATABASE_URL") or as_app_role(database_url),
        port=_number("PORT", 8000),
        host=os.environ.get("HOST", "127.0.0.1"),
        demo=demo,
        exercise=_flag("BLUELAMP_EXERCISE", default="1"),
        origins=_origins("BLUELAMP_ORIGINS"),
        cert=os.environ.get("BLUELAMP_CERT", ""),
        key=os.environ.get("BLUELAMP_KEY", ""),
        risk_radius_m=_number("RISK_RADIUS_M", 100),
        risk_months=_number("RISK_MONTHS", 24),
        session_hours=_number("SESSION_HOURS", 14),
        late_available_s=_number("LATE_AVAILABLE_S", 120),
        pool_size=_number("POOL_SIZE", 20),
        oldest_app=_number("OLDEST_APP", 1),
        worker_off=_flag("BLUELAMP_WORKER_OFF"),
        pwa_dist=Path(dist) if (dist := os.environ.get("PWA_DIST", "")) else PROJECT / "pwa" / "dist",
        show_faults=_flag("BLUELAMP_SHOW_FAULTS"),
        keep_fixes_days=_number("KEEP_FIXES_DAYS", 2),
        vapid_keys=vapid_keys,
        vapid_subject=vapid_subject,
        push_test_origins=push_test_origins,
        high_water=Path(mark) if (mark := os.environ.get("HIGH_WATER_MARK", "")) else None,
        audit_seals=Path(told) if (told := os.environ.get("AUDIT_SEALS", "")) else None,
        roles=_roles(),
        redis_url=os.environ.get("REDIS_URL", ""),
        behind_proxy=_flag("BLUELAMP_BEHIND_PROXY"),
        is_standby=_flag("BLUELAMP_STANDBY"),
        cot_port=_number("COT_PORT", 0),
        cot_out_port=_number("COT_OUT_PORT", 0),
        failpoint=_failpoint(demo=demo),
    )
