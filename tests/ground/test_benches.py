"""Benches on a fresh machine."""

from pathlib import Path

import pytest

from deploy.ground import benches
from deploy.ground.clone import Clone


def test_a_bench_gets_the_clients_and_rivals_that_only_tests_need(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed: list[bool] = []
    monkeypatch.setattr(benches.packages, "ensure", lambda _clone, _debian, *, tests=False: installed.append(tests))
    monkeypatch.setattr(benches.tools, "ensure", lambda _clone, _debian: {})
    monkeypatch.setattr(benches, "in_front", lambda _process: 0)
    monkeypatch.setattr(benches.subprocess, "Popen", lambda *_words, **_more: None)
    benches.run(Clone(tmp_path, tmp_path), ["pole"])
    assert installed == [True]
