"""The OpenAPI document as a page that a person can read, from our own origin and without a script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from api.auth import guards

blueprint = Blueprint("reference", __name__, template_folder="templates")


@blueprint.route("/api/docs")
@guards.open_to_all
def show_reference() -> str:
    """Every operation, what it takes and what it answers."""
    document: dict[str, Any] = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return render_template("reference.html", document=document, operations=_operations(document))


@blueprint.route("/api/docs.css")
@guards.open_to_all
def show_style() -> Response:
    return Response(render_template("reference.css"), mimetype="text/css")


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, **operation, "takes": _schema(document, operation)}
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
        if method in {"get", "post", "delete", "put", "patch"}
    ]


def _schema(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = content.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"].get(name, {})
    return found
