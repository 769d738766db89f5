"""The service: what is true of incidents, units and taskings, and the doors to it."""

from __future__ import annotations

from typing import Any

from api import doors, health, pages, reference
from api.admission import Admission, Patient
from api.areas import routes as area_routes
from api.audit import routes as audit_routes
from api.auth import door
from api.auth import routes as auth_routes
from api.board import routes as board_routes
from api.codes import routes as codes_routes
from api.commands import routes as command_routes
from api.companions import routes as companion_routes
from api.companions.taking import Taking
from api.config import Config
from api.db import Database
from api.devices import routes as device_routes
from api.disclosure import routes as disclosure_routes
from api.emergencies import routes as emergency_routes  # noqa: F401  commands only: importing it registers them
from api.fixes import routes as fix_routes
from api.fixes.batch import Batch
from api.handset import routes as handset_routes
from api.incidents import routes as incident_routes
from api.lookups import routes as lookup_routes
from api.nominals import routes as nominal_routes
from api.notices import routes as notice_routes  # noqa: F401  as above
from api.officers import routes as officer_routes
from api.outbox import routes as feed_routes
from api.partners import routes as partner_routes
from api.partners.service import Partners
from api.photographs import routes as photograph_routes
from api.places import routes as place_routes
from api.replays import routes as replay_routes
from api.reports import routes as report_routes
from api.restricted import routes as restricted_routes
from api.taskings import routes as tasking_routes
from api.thrive import routes as thrive_routes  # noqa: F401  as above
from api.trails import routes as trail_routes
from api.units import routes as unit_routes
from api.zones import routes as zone_routes  # noqa: F401  commands only: importing it registers them

# A body larger than this is no command of ours.
LARGEST_BODY = 64 * 1024

NOUNS = (
    auth_routes,
    codes_routes,
    handset_routes,
    board_routes,
    feed_routes,
    incident_routes,
    officer_routes,
    tasking_routes,
    unit_routes,
    place_routes,
    device_routes,
    lookup_routes,
    photograph_routes,
    report_routes,
    restricted_routes,
    disclosure_routes,
    audit_routes,
    nominal_routes,
    fix_routes,
    companion_routes,
    trail_routes,
    replay_routes,
    partner_routes,
    area_routes,
)

OPENAPI = {
    "API_TITLE": "Bluelamp",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {"description": "The officer's side of a police command and control system."},
        "components": {"securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "bluelamp"}}},
    },
}


def create_app(config: Config, database: Database) -> Patient:
    """The doors of this process. Without the role `web` there are only those that tell of its health."""
    app = Patient(__name__, static_folder=None)
    app.admission = Admission(config.pool_size)
    app.config.update(OPENAPI, BLUELAMP=config, MAX_CONTENT_LENGTH=LARGEST_BODY)
    app.extensions["database"] = database
    doors.install(app, app.admission.come_again_s)
    door.install(app, config)
    api = doors.Doors(app)
    is_web = "web" in config.roles
    for nouns in (*(NOUNS if is_web else ()), health):
        api.register_blueprint(nouns.blueprint)
    if "gateway" in config.roles:
        # Fixes wait here for the next tick, whether they came by a socket or by HTTP. The gateway ticks (wsgi.py).
        app.extensions["fixes"] = Batch(database)
        api.register_blueprint(fix_routes.ingest)
        app.extensions["taking"] = Taking(database, app.extensions["fixes"])
        app.register_blueprint(companion_routes.ingest)
        app.extensions["partners"] = Partners(database)
        app.register_blueprint(partner_routes.feeds)
    if is_web:
        api.register_blueprint(tasking_routes.looking_back)
        api.register_blueprint(tasking_routes.own)
        api.register_blueprint(tasking_routes.covert)
        api.register_blueprint(area_routes.versions)
        api.register_blueprint(tasking_routes.escalating)
        api.register_blueprint(officer_routes.trained)
        api.register_blueprint(command_routes.open_doors())
        app.register_blueprint(reference.blueprint)
        app.register_blueprint(pages.blueprint)
    return app


def settings_for_services(config: Config) -> dict[str, Any]:
    """What services read of the settings, by way of their session."""
    return {
        "risk_radius_m": config.risk_radius_m,
        "risk_months": config.risk_months,
        "late_available_s": config.late_available_s,
        # In a demo everything is an exercise, also what a person types.
        "demo": config.demo,
        "vapid_keys": config.vapid_keys,
        "push_test_origins": config.push_test_origins,
    }
