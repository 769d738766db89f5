"""Firefox ESR, headless, driven by WebDriver BiDi over its own websocket: no geckodriver, no patched build."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websocket

from tests.patience import PATIENCE_S, until

LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


def preferences(push_service: str) -> dict[str, Any]:
    return {
        "dom.push.serverURL": push_service,
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.alwaysConnect": True,
        "permissions.default.desktop-notification": 1,
        # Without a desktop there is nobody to show a notification with.
        "alerts.useSystemBackend": False,
        "remote.prefs.recommended": False,
        "network.proxy.type": 0,
        "app.update.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.reportingpolicy.firstRun": False,
        "browser.startup.homepage_override.mstone": "ignore",
        "services.settings.server": "http://127.0.0.1:9/",
        "geo.enabled": False,
    }


class Firefox:
    """One browser with one page."""

    def __init__(self, address: str) -> None:
        # An Origin would make it a page's wish, and Firefox takes none.
        self._line = websocket.create_connection(f"{address}/session", timeout=PATIENCE_S, suppress_origin=True)
        self._numbers = itertools.count(1)
        self.ask("session.new", capabilities={})
        self.page: str = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self._line.recv())).get("id") != number:
            pass
        assert answer["type"] == "success", answer
        return answer["result"]

    def go(self, url: str) -> None:
        self.ask("browsingContext.navigate", context=self.page, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        target = {"context": self.page}
        result = self.ask(
            "script.evaluate", expression=expression, target=target, awaitPromise=True, userActivation=True
        )
        assert result["type"] == "success", result
        return result["result"].get("value")

    def sees(self, words: str) -> bool:
        return bool(re.search(words, self.evaluate("document.body.innerText")))

    def sign_in(self, host: str, token: str) -> None:
        cookie = {"name": "bluelamp", "value": {"type": "string", "value": token}, "domain": host, "path": "/"}
        self.ask("storage.setCookie", cookie=cookie)

    def close(self) -> None:
        self._line.close()


@contextlib.contextmanager
def running(folder: Path, push_service: str) -> Iterator[Firefox]:
    profile = folder / "profile"
    profile.mkdir()
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences(push_service).items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    log = folder / "firefox.log"
    command = [os.environ["FIREFOX"], "--headless", "--no-remote", "--profile", str(profile)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0", "about:blank"],
            env=os.environ | {"HOME": str(folder)},
            stdout=out,
            stderr=out,
        )
    try:
        until(lambda: LISTENS.search(log.read_text()) or process.poll() is not None)
        found = LISTENS.search(log.read_text())
        assert found, log.read_text()[-2_000:]
        firefox = Firefox(found[1])
        yield firefox
        firefox.close()
    finally:
        process.terminate()
        process.wait(20)
