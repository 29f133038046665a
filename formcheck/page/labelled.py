"""The labelled clips of an exercise, measured once: what a threshold would do to them needs no second look."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from .. import tune
from ..clips import Clip, find
from ..errors import UserError
from ..joints import signals_of
from ..rule import Fault, Rule
from ..session import COUNTED
from .timeline import start_level

#: The clips that come with the program.
SAMPLES = Path(__file__).parents[2] / "sample_videos"
#: Where an author's own clips are: folders, separated as in PATH.
ENVIRONMENT = "FORMCHECK_CLIPS"
#: Points of one line at most.
POINTS = 1500


def folders() -> tuple[Path, ...]:
    """Where labelled clips are looked for."""
    own = [Path(word).expanduser() for word in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if word]
    return tuple(folder for folder in (SAMPLES, *own) if folder.is_dir())


def labelled(places: Sequence[Path], exercise: str) -> tuple[list[Clip], list[str]]:
    """The labelled clips of an exercise that have landmarks, and what is wrong with the others."""
    troubles: list[str] = []
    clips = [clip for clip in find(places, [exercise], troubles.append) if clip.label.exercise == exercise]
    read = [clip for clip in clips if _file(clip, ".npz").exists()]
    if left := ", ".join(clip.name for clip in clips if clip not in read):
        troubles.append(f"Without landmarks, and so left out until formcheck test has read them: {left}.")
    damage = {clip: _damage(clip, str(clip.path), stamp(clip)) for clip in read}
    return [clip for clip in read if not damage[clip]], [*troubles, *filter(None, damage.values())]


@st.cache_data(max_entries=400, show_spinner="Reading the clips")
def _damage(_clip: Clip, path: str, changed: tuple[float, ...]) -> str:
    """Why a clip cannot be read; empty when it can."""
    try:
        _clip.recording()
    except UserError as error:
        return str(error)
    return ""


def _file(clip: Clip, ending: str) -> Path:
    return clip.path.with_name(clip.path.name + ending)


def stamp(clip: Clip) -> tuple[float, ...]:
    """When the clip's files were last changed: what is kept in memory is made anew after that."""
    files = [_file(clip, ending) for ending in (".npz", ".toml", ".mp4")]
    return tuple(file.stat().st_mtime if file.exists() else 0.0 for file in files)


def samples_of(clip: Clip, exercise: str, strict: str) -> dict[str, list[tune.Sample]]:
    """Every fault's measurements in the clip's labelled repetitions; NaN where it could not be seen."""
    return _samples(clip, exercise, strict, str(clip.path), stamp(clip))


@st.cache_data(max_entries=400, show_spinner=False)
def _samples(
    _clip: Clip, exercise: str, strict: str, path: str, changed: tuple[float, ...]
) -> dict[str, list[tune.Sample]]:
    found: dict[str, list[tune.Sample]] = {}
    for name, sample in tune.samples(_clip, tune.replayed(_clip, exercise, strict)):
        found.setdefault(name, []).append(sample)
    return found


def verdict(swept: tune.Sweep, threshold: float) -> tune.Step:
    """What a threshold does over the measurements: nothing is measured anew."""
    found = [(s.value < threshold if swept.below else s.value > threshold, s.shows) for s in swept.samples]
    return tune.Step(threshold, found.count((True, True)), found.count((False, True)), found.count((True, False)))


@st.cache_data(max_entries=60, show_spinner="Reading the clip")
def course_of(
    _clip: Clip, exercise: str, strict: str, path: str, changed: tuple[float, ...]
) -> tuple[pd.DataFrame, list[dict[str, Any]], float | None]:
    """One clip's signals over time, the attempts that were found, and the counting signal in the start position."""
    result = tune.replayed(_clip, exercise, strict)
    step = max(1, math.ceil(len(result.updates) / POINTS))
    lines = pd.DataFrame([{"t": update.t, **update.values} for update in result.updates[::step]])
    attempts = [
        {"from": a.rep.start, "to": a.rep.end, "what": "counted" if a.status == COUNTED else "not counted"}
        for a in result.attempts
    ]
    return lines, attempts, start_level(result)


def thresholds(rule: Rule, fault: Fault, signal: str, strict: str, start: float | None) -> dict[str, float]:
    """The levels that stand against a signal, by their names; a fault's limit where it is one of this signal itself."""
    found = {}
    if signal == rule.count.signal:
        found["counts"] = rule.count.turn
        if start is not None:
            found["begins"] = start + rule.count.leave
    for condition in rule.ready:
        if condition.signal == signal:
            limits = {"start pose, least": condition.allowed.low, "start pose, most": condition.allowed.high}
            found |= {word: value for word, value in limits.items() if math.isfinite(value)}
    if signals_of(rule, fault) == [signal] and fault.unit not in ("s", "deg/s"):
        allowed = fault.range(strict)
        found |= {
            f"fault {word}": value
            for word, value in (("below", allowed.low), ("above", allowed.high))
            if math.isfinite(value)
        }
    return found


def line_of(path: Path, name: str) -> int | None:
    """The line in which a rule's file names a fault."""
    if not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if f'"{name}"' in line), None)
