"""Rules about the code itself."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.commands.registry import KINDS
from api.config import PROJECT, Config


def test_gevent_websocket_is_not_there() -> None:
    """Merely installed, it turns every socket under gunicorn into a 500."""
    assert importlib.util.find_spec("geventwebsocket") is None


def test_the_roof_patches_before_psycopg_is_imported() -> None:
    code = (
        "import sys; from gevent import monkey; p = monkey.patch_all; "
        "monkey.patch_all = lambda *a, **k: print('psycopg' in sys.modules) or p(*a, **k); import wsgi"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_every_setting_is_documented() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text()
    source = (PROJECT / "api" / "config.py").read_text()
    names = re.findall(r'(?:environ\.get|_flag|_number|_origins)\(\s*"([A-Z_]+)"', source)
    assert len(names) >= len(Config.__dataclass_fields__) - 2
    assert [name for name in names if f"`{name}`" not in page] == []


def test_every_command_and_message_is_documented() -> None:
    page = (PROJECT / "docs" / "messages.md").read_text()
    messages = {kind for kind, _ in posted()}
    assert len(messages) >= 9
    assert [name for name in [*KINDS, *messages] if f"`{name}`" not in page] == []


def test_the_database_knows_how_to_read_every_row_that_is_posted(session: Session) -> None:
    readings = {reading for _, reading in posted() if reading}
    assert {"unit.changed", "card", "card with log"} <= readings
    for reading in readings:
        assert session.execute(text("SELECT message_body(:reading, gen_random_uuid())"), {"reading": reading}).all()


def posted() -> set[tuple[str, str | None]]:
    """Every kind of message that the code posts, with the reading of its row; None where the body is given."""
    found: set[tuple[str, str | None]] = set()
    for path in (PROJECT / "api").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "outbox.post":
                kind = ast.literal_eval(call.args[2])
                more = {word.arg: word.value for word in call.keywords}
                reading = None if "body" in more else ast.literal_eval(more.get("reading", call.args[2]))
                found.add((kind, reading))
    return found


def test_every_word_of_the_glossary_stands_on_its_page() -> None:
    page = (PROJECT / "docs" / "glossary.md").read_text()
    words = "incident tasking unit callsign crew duty status fix position area nominal marker dispatcher board handset outbox"
    assert [word for word in words.split() if f"`{word}`" not in page] == []


def test_names_say_something() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    empty = re.compile(r"(^|/)(utils?|helpers?|common|misc|manager)(/|\.(py|tsx?)$)")
    assert [name for name in files if empty.search(name)] == []
