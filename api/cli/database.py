"""The database that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.config import from_environment

if TYPE_CHECKING:
    from api.db import Database


def connected() -> Database:
    from api import settings_for_services
    from api.db import Database, connect

    config = from_environment()
    return Database(connect(config.app_database_url, config.pool_size), settings_for_services(config))
