"""The rulebook with one more exercise in it: ``tiny``."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import pytest
import stick

import pose_rules
from formcheck.recording import Recording

HIGH, SHORT, LOW = 22.0, 14.0, 11.0  # trunk slopes of the stick person's bridge: one line, counted but low, partial


def with_tiny(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts tests/tiny.py beside the package's rules until the test ends."""
    folder.mkdir(exist_ok=True)
    shutil.copy(Path(__file__).parent / "tiny.py", folder)
    monkeypatch.setattr(pose_rules, "__path__", [*pose_rules.__path__, str(folder)])
    monkeypatch.delitem(sys.modules, "pose_rules.tiny", raising=False)
    importlib.invalidate_caches()


def bridges(*peaks: float, fps: float = 15, tail: float = 1.0) -> Recording:
    """The stick person's bridges: the first begins at 2 s, each takes 5.5 s with its rest."""
    times = stick.repetitions(list(peaks))
    lift = stick.wave(times)
    return stick.film(lambda t: stick.bridge(lift(t)), times[-1][0] + tail, fps)
