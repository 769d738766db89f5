"""The OpenAPI document tells the truth: every operation, with input that nobody thought of, as everybody who may ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api import create_app
from api.config import PROJECT, Config
from tests.conftest import UNSET, database_at, own_database, url_of
from tests.factories import Made

EXAMPLES = 16
# The rules know more than a schema can say (a pod that exists, a time that is near), so what fits the schema may be
# refused all the same. What does not fit must be refused, and nothing may break.


# The document needs no database, and the tests' own parameters are made of it while they are collected.
APP = create_app(Config(database_url=UNSET, app_database_url=UNSET, demo=True), database_at(UNSET))
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", APP)
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
# What stands at the border of each schema, hundreds of bodies for a door, takes longer than all other tests of the API together.
schema.config.phases.coverage.enabled = bool(os.environ.get("THOROUGH"))
# A list that is far too long is refused for its bytes before anybody reads it.
schema.config.checks.negative_data_rejection.expected_statuses.append("413")
# Signing out would end the session in which all others are tried.
tried = schema.exclude(path="/api/session", method="DELETE")


@pytest.fixture(scope="module")
def token(template: str) -> Iterator[str]:
    """Somebody who may do everything, on a database of its own: what this test leaves behind goes with it."""
    with own_database(template, "openapi") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        APP.extensions["database"] = database
        made = Made(database)
        cookie = made.client(APP, made.person("officer", "dispatcher", "supervisor")).get_cookie("bluelamp")
        assert cookie
        yield cookie.value
        database.engine.dispose()


@tried.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_document_tells_the_truth(case: Any, token: str) -> None:
    # A plain answer: this client does not unpack what browsers unpack.
    case.call_and_validate(
        cookies={"bluelamp": token}, headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
    )


def test_the_front_end_was_built_from_this_document() -> None:
    """pwa/openapi.json is what the TypeScript types are made of."""
    now = APP.test_client().get("/api/openapi.json").json
    kept = orjson.loads((PROJECT / "pwa" / "openapi.json").read_bytes())
    assert kept == now, "Call ./run openapi (or python -m api.cli openapi > pwa/openapi.json) and npm run types."


def test_the_page_for_people_needs_no_other_origin() -> None:
    page = APP.test_client().get("/api/docs").text
    assert "/api/commands/task_unit" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
