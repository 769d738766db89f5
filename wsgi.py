"""The roof: patches gevent, builds the app, the sockets and the postman, and hands them to each other."""

from gevent import config as gevent_config
from gevent import monkey

monkey.patch_all()  # before anything else: psycopg looks once, at import, whether to wait politely

# Nobody asks who started which greenlet, and to know it costs a walk up the stack for each.
gevent_config.track_greenlet_tree = False

import gc  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Mapping, MutableMapping  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
import structlog  # noqa: E402
from flask import Flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402

from api import clock, create_app, failpoints, settings_for_services, vital  # noqa: E402
from api.audit import alerts, remembered, seals, verifier  # noqa: E402
from api.board import overdue  # noqa: E402
from api.companions.listener import CotServer  # noqa: E402
from api.companions.taking import Taking  # noqa: E402
from api.config import Config, MissingSetting, from_environment  # noqa: E402
from api.db import Database, connect  # noqa: E402
from api.devices import checks  # noqa: E402
from api.devices.presence import Presence, PresenceNews  # noqa: E402
from api.emergencies import jobs as emergency_jobs  # noqa: E402
from api.exercise import life  # noqa: E402
from api.fixes import allowance, batch, jobs  # noqa: E402
from api.gate import Gate  # noqa: E402
from api.nominals import linking  # noqa: E402
from api.notices import jobs as notice_jobs  # noqa: E402
from api.outbox import high_water, proofs  # noqa: E402
from api.partners.service import Partners  # noqa: E402
from api.partners.streaming import PartnerServer  # noqa: E402
from api.retention import ages  # noqa: E402
from api.roads import service as roads  # noqa: E402
from api.rooms import Rooms  # noqa: E402
from api.serving import PromptHandler, PromptServer, listen_when_free  # noqa: E402
from api.sockets import Sockets  # noqa: E402
from api.taskings import renewing  # noqa: E402
from api.taskings.escalator import Escalator  # noqa: E402
from api.units import guests, skills  # noqa: E402
from api.zones import service as zones  # noqa: E402
from push import wakeups, worker  # noqa: E402
from push.channels import SocketChannel  # noqa: E402
from push.postman import Postman  # noqa: E402

log = structlog.get_logger()

# A week, in seconds: no shift is longer.
SELDOM_S = 604_800


@dataclass(frozen=True)
class Job:
    """Something that is done again and again for as long as the process lives."""

    every_s: float
    work: Callable[[], Any]


class Gateway:
    """The role that holds sockets: it carries their feeds and takes their positions."""

    def __init__(self, config: Config, database: Database, app: Flask) -> None:
        self.config = config
        self.io = SocketIO(
            app,
            async_mode="gevent",
            transports=["websocket"],
            cors_allowed_origins=list(config.allowed_origins),
            # Whoever has been silent for 8 s is pinged, and let go 5 s later. What a client is told is the sum of the two: it need
            # not wait for pings, for both sides know by heartbeats and beats of our own (docs/messages.md) that the line is dead.
            ping_interval=(8, SELDOM_S),
            ping_timeout=5,
            # The gate looks after them all.
            monitor_clients=False,
            max_http_buffer_size=64_000,
            manage_session=False,
            client_manager=Rooms(),
        )
        self.gate = Gate(self.io.server, config)
        self.batch: batch.Batch = app.extensions["fixes"]
        self.taking: Taking = app.extensions["taking"]
        self.spent = allowance.News(database, self.batch.allowance)
        self.partners: Partners = app.extensions["partners"]
        self.presence = Presence(database)
        channel = SocketChannel(self.io.server)
        self.postman = Postman(database, channel)
        self.sockets = Sockets(self.io.server, config, database, self.postman, self.batch, self.presence)
        self.gate.express = self.sockets.express
        channel.devices_on = self.sockets.listeners.devices_on
        self.news = jobs.PositionNews(database, self.io.server)
        self.reach = PresenceNews(database, self.io.server)
        self.overdue = overdue.OverdueNews(database, self.io.server)

    def jobs(self) -> list[Job]:
        return [
            Job(1.0, self.postman.watch_over),
            Job(1.0, self.postman.beat),
            Job(proofs.TICK_S, self.postman.proofs.store),
            Job(jobs.TELL_EVERY_S, self.news.tell),
            Job(1.0, self.presence.store),
            Job(1.0, self.reach.tell),
            Job(overdue.EVERY_S, self.overdue.tell),
            Job(1.0, self.gate.sweep),
            Job(0.5, self.gate.ping),
            Job(0.5, self.sockets.cut_revoked),
            Job(batch.TICK_S, self.batch.store),
            Job(allowance.TELL_EVERY_S, self.spent.tell),
        ]

    def begin(self) -> None:
        if self.config.cot_port:
            CotServer(self.config, self.taking).begin()
        if self.config.cot_out_port:
            PartnerServer(self.config, self.partners).begin()
        vital.keep(wakeups.listen, self.config.app_database_url, self._wake, self.config.redis_url)
        vital.keep(wakeups.listen, self.config.app_database_url, self.spent.hear, "", allowance.CHANNEL)

    def _wake(self, feed: str) -> None:
        gevent.spawn(_calmly, lambda: self.postman.carry(feed))


class Worker:
    """The role that needs neither sockets nor requests. Any number of them may run: what must be done once is claimed in the database."""

    def __init__(self, config: Config, database: Database) -> None:
        self.config, self.database = config, database
        self.escalator = Escalator(database)
        self.renewer = renewing.Renewer(database)
        self.tail = verifier.Tail(database, config.audit_seals)

    def jobs(self) -> list[Job]:
        return [
            Job(0.2, self.escalator.work),
            Job(notice_jobs.EVERY_S, lambda: notice_jobs.work(self.database)),
            Job(checks.EVERY_S, lambda: checks.work(self.database)),
            Job(guests.LOOK_EVERY_S, lambda: guests.work(self.database)),
            Job(emergency_jobs.FOLLOW_EVERY_S, lambda: emergency_jobs.follow(self.database)),
            Job(renewing.EVERY_S, self.renewer.work),
            Job(zones.SWEEP_EVERY_S, lambda: zones.sweep(self.database)),
            Job(skills.SWEEP_EVERY_S, lambda: skills.sweep(self.database)),
            Job(5.0, self._keep_mark),
            Job(linking.EVERY_S, self._link),
            Job(seals.EVERY_S, self._seal),
            Job(alerts.EVERY_S, lambda: alerts.work(self.database)),
            Job(verifier.TAIL_EVERY_S, self.tail.look),
            Job(verifier.EVERY_S, lambda: verifier.check_newest(self.database, self.config.audit_seals)),
            Job(ages.EVERY_S, lambda: ages.sweep_by_itself(self.database)),
            Job(600.0, lambda: jobs.keep_days(self.database, self.config.keep_fixes_days)),
        ]

    def _link(self) -> None:
        # Until nothing waits: a bulk is worked through in small transactions, with room for others between them.
        while linking.work(self.database):
            gevent.sleep(linking.BREATH_S)

    def _seal(self) -> None:
        try:
            seals.work(self.database, self.config.audit_seals)
        except seals.PlaceWentBack:
            log.warning("the audit cannot be sealed: the database was loaded from a dump")

    def _keep_mark(self) -> None:
        if self.config.high_water and high_water.follow(self.database, self.config.high_water):
            log.warning("the database was restored: every device starts over")

    def begin(self) -> None:
        worker.start(self.config, self.database, vital.keep)
        if self.config.redis_url:
            vital.keep(wakeups.pass_on, self.config.app_database_url, self.config.redis_url)
        if self.config.demo and self.config.exercise:
            life.begin(self.database)


class Service:
    """What runs in this process: `BLUELAMP_ROLES` says which parts. Every process answers for its health on its port."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(connect(config.app_database_url, config.pool_size), settings_for_services(config))
        self.memory = remembered.Memory(self.database)
        self.app = create_app(config, self.database)
        self.parts: list[Gateway | Worker] = []
        if "gateway" in config.roles:
            self.parts.append(Gateway(config, self.database, self.app))
        if "worker" in config.roles:
            self.parts.append(Worker(config, self.database))

    def start_jobs(self) -> None:
        # In every process: what one has written no other remembers.
        _every(remembered.EVERY_S, self.memory.look)
        for part in self.parts:
            part.begin()
            for job in part.jobs():
                _every(job.every_s, job.work)
        if "web" in self.config.roles:
            # Beside the requests, which never wait for it: until it is read, arrival times go by the straight line.
            _every(roads.LOOK_EVERY_S, lambda: roads.keep(self.database))

    def serve(self) -> None:
        tls = {"certfile": self.config.cert, "keyfile": self.config.key} if self.config.https else {}
        PromptHandler.behind_proxy = self.config.behind_proxy
        server = PromptServer(
            (self.config.host, self.config.port), self.app, handler_class=PromptHandler, log=None, **tls
        )
        # A thousand handsets that come back in the same second wait in the kernel's line, not before a closed door.
        server.backlog = 2048
        if self.config.is_standby:
            log.info("standing by", port=self.config.port)
            listen_when_free(server)
        for wish in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(wish, server.stop)
        # Collections over thousands of connections stall everybody for half a second: what stands now, stands.
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 50, 1000)
        self.start_jobs()
        log.info("serving", port=self.config.port, demo=self.config.demo, roles=sorted(self.config.roles))
        server.serve_forever()


def _every(seconds: float, job: Callable[[], Any]) -> None:
    """Do a job again and again, whatever happened the last time."""

    def loop() -> None:
        while True:
            _calmly(job)
            gevent.sleep(seconds)

    vital.keep(loop)


def _calmly(job: Callable[[], Any]) -> None:
    try:
        job()
    except Exception as error:
        log.warning("job failed", job=getattr(job, "__qualname__", "job"), kind=type(error).__name__)


def main() -> None:
    try:
        config = from_environment()
    except MissingSetting as missing:
        sys.exit(str(missing))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _timestamp,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
    failpoints.arm(config.failpoint)
    vital.end_without_memory()
    Service(config).serve()


def _timestamp(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {"at": clock.iso(clock.now()), **entry}


if __name__ == "__main__":
    main()
