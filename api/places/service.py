"""Markers of places, which a supervisor enters and withdraws."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order
from api.db import UPDATED
from api.errors import NotFound, Refused
from api.places import doors, risk
from api.places.models import PlaceMarker
from geo import points


def enter_place_marker(session: Session, order: Order) -> dict[str, Any]:
    """A warning on a place, by a named supervisor, with a source and a day on which it must be looked at again."""
    body = order.body
    if body["category"] not in codes.current(session).known("marker_categories"):
        raise Refused("unknown_code", "There is no such kind of marker in the code list.")
    if body["review_on"] <= clock.london_date(order.received_at):
        raise Refused("review_in_past", "The review date must lie in the future.")
    if session.get(PlaceMarker, body["marker_id"]):
        raise Refused("marker_exists", "A marker with this id exists already.")
    given = {key: body[key] for key in ("category", "text", "source", "address", "radius_m", "review_on")}
    put_marker(
        session,
        PlaceMarker(
            id=body["marker_id"],
            place=points.geographic(body["lon"], body["lat"]),
            entered_by=order.actor.label,
            entered_at=order.received_at,
            **given,
        ),
    )
    return {"marker_id": str(body["marker_id"])}


def put_marker(session: Session, marker: PlaceMarker) -> None:
    """Enter it; every crew on a job near it is told again."""
    session.add(marker)
    session.flush()
    risk.changed(session, incidents_near(session, marker.id))


def withdraw_place_marker(session: Session, order: Order) -> None:
    """The marker no longer holds. The row stays, with who withdrew it and why."""
    marker = session.get(PlaceMarker, order.body["marker_id"], with_for_update=UPDATED)
    if marker is None:
        raise NotFound("There is no such marker.")
    if marker.withdrawn_at:
        raise Refused("marker_withdrawn", "This marker was withdrawn already.")
    near = incidents_near(session, marker.id)
    marker.withdrawn_by, marker.withdrawn_at = order.actor.label, order.received_at
    marker.withdrawn_reason = order.body["reason"]
    session.flush()
    risk.changed(session, near)


def incidents_near(session: Session, marker_id: UUID) -> list[UUID]:
    """Incidents that are not closed and on whose risk card a marker stands, which somebody may have open."""
    found = session.execute(
        text(
            "SELECT i.id FROM incidents i, place_markers m WHERE m.id = :id AND i.state <> 'closed'"
            " AND ST_DWithin(ST_Transform(i.place, 4326)::geography, m.place,"
            " CASE WHEN m.door <> '' AND m.door = door_of(i.address) AND NOT another_borough(m.address, i.address)"
            " THEN :same_street ELSE m.radius_m END)"
        ),
        {"id": marker_id, "same_street": doors.SAME_STREET_M},
    )
    return list(found.scalars())


def markers_near(session: Session, lon: float, lat: float, radius_m: float) -> list[dict[str, Any]]:
    """The markers around a place, newest first, for the board to show and withdraw."""
    found = session.execute(
        text(
            "SELECT jsonb_build_object('id', id, 'category', category, 'text', text, 'source', source, 'address', address,"
            " 'review_on', review_on, 'entered_by', entered_by, 'entered_at', iso(entered_at), 'radius_m', radius_m,"
            " 'lon', ST_X(place::geometry), 'lat', ST_Y(place::geometry)) FROM place_markers"
            " WHERE withdrawn_at IS NULL AND ST_DWithin(place, ST_SetSRID(ST_MakePoint(:lon, :lat),"
            " 4326)::geography, greatest(radius_m, :radius))"
            " ORDER BY entered_at DESC LIMIT 50"
        ),
        {"lon": lon, "lat": lat, "radius": radius_m},
    )
    return list(found.scalars())
