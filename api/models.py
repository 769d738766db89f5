"""Every table in one place, for those who need them all: the migrations and the test that compares the two."""

# ruff: noqa: F401  imported for the tables that they add to Base.metadata
import api.addresses.models
import api.areas.models
import api.audit.models
import api.codes.models
import api.commands.models
import api.companions.models
import api.devices.models
import api.disclosure.models
import api.emergencies.models
import api.exercise.models
import api.fixes.models
import api.incidents.models
import api.lookups.models
import api.nominals.models
import api.notices.models
import api.officers.models
import api.outbox.models
import api.partners.models
import api.phones.models
import api.photographs.models
import api.places.models
import api.records.models
import api.reports.models
import api.restricted.models
import api.retention.models
import api.roads.models
import api.taskings.models
import api.thrive.models
import api.trails.models
import api.units.models
import api.vehicles.models
import api.zones.models
