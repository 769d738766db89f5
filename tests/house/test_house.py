"""Rules about the code itself."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys

from api.commands.registry import KINDS
from api.config import PROJECT, Config
from api.outbox import service as outbox


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
    messages = {*outbox._bodies, "duty.ended", "tasking.assigned"} - {"card", "card with log"}
    assert [name for name in [*KINDS, *messages] if f"`{name}`" not in page] == []


def test_every_word_of_the_glossary_stands_on_its_page() -> None:
    page = (PROJECT / "docs" / "glossary.md").read_text()
    words = "incident tasking unit callsign crew duty status fix position area nominal marker dispatcher board handset outbox"
    assert [word for word in words.split() if f"`{word}`" not in page] == []


def test_names_say_something() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    empty = re.compile(r"(^|/)(utils?|helpers?|common|misc|manager)(/|\.(py|tsx?)$)")
    assert [name for name in files if empty.search(name)] == []
