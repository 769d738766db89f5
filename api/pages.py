"""The built front end: a page for each surface, their assets, and the service worker."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from api.auth import guards
from api.auth.door import config

blueprint = Blueprint("pages", __name__)

PAGES = {
    "": "index.html",
    "board": "board.html",
    "look-back": "look-back.html",
    "records": "records.html",
    "audit": "audit.html",
    "companions": "companions.html",
    "partners": "partners.html",
    "admin": "admin.html",
}
FOR_EVER = "public, max-age=31536000, immutable"
# The build writes each text file three times, so nothing is compressed while somebody waits.
SQUEEZED = (("br", ".br"), ("gzip", ".gz"))


# Each folder is named: a route for every path would answer for /api too.
@blueprint.route("/", defaults={"name": ""})
@blueprint.route("/<string:name>")
@blueprint.route("/<any(assets, icons):folder>/<string:name>")
@guards.open_to_all
def show_page(name: str, folder: str = "") -> Response:
    """A page or a file of the front end. The pages hold no data, so they are open; what they load is not."""
    name = f"{folder}/{name}" if folder else PAGES.get(name, name)
    if name == "sw.js" and config().worker_off:
        name = "worker-off.js"
    answer = _file(config().pwa_dist, name)
    # Files under assets carry a hash of their content in their name; everything else may change with the next release.
    answer.headers["Cache-Control"] = FOR_EVER if name.startswith("assets/") else "no-cache"
    return answer


def _file(folder: Path, name: str) -> Response:
    for encoding, ending in SQUEEZED:
        if encoding in request.headers.get("Accept-Encoding", "") and (folder / (name + ending)).is_file():
            answer = send_from_directory(folder, name + ending, mimetype=_kind(name), conditional=True)
            answer.headers["Content-Encoding"] = encoding
            answer.headers.add("Vary", "Accept-Encoding")
            return answer
    if not (folder / name).is_file():
        raise NotFound
    return send_from_directory(folder, name, mimetype=_kind(name), conditional=True)


KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


def _kind(name: str) -> str:
    return KINDS.get(Path(name).suffix, "application/octet-stream")
