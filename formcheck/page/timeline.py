"""The player: video or skeleton, and under it the timeline on which an attempt, chosen, is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import median
from typing import Any

from streamlit.components.v2 import component as declared

from ..draw import LIMBS
from ..ledger import in_words
from ..pose import INDEX, LEFT, RIGHT
from ..replay import Replay
from ..rule import UNITS
from ..session import COUNTED, PARTIAL
from ..summary import side_words
from .loader import loader
from .routes import ASSETS
from .serving import Shown
from .stills import Shot, width

#: Points of the line that is drawn at most: more than a wide screen has pixels.
POINTS = 2000

_BONES = [[INDEX[f"{side}_{joint}"] for joint in limb] for side in (LEFT, RIGHT) for limb in LIMBS] + [
    [INDEX[f"{side}_{joint}"] for side in (LEFT, RIGHT)] for joint in ("shoulder", "hip")
]


def player(
    shown: Shown, replay: Replay, found: Iterable[Shot], *, drawn: bool = False, seek: tuple[int, float] | None = None
) -> bool:
    """Shows the player; True when the browser said that it cannot play the video.

    drawn: the skeleton is part of the video already. seek: (number of the wish, s): jumps there once.
    """
    data = timeline(replay, found) | {
        "token": shown.token,
        "video": f"/api/recorded/{shown.token}/video" if shown.video else None,
        "poses": f"/api/recorded/{shown.token}/poses",
        "width": width(shown.recording),
        "bones": _BONES,
        "drawn": drawn,
        "seek": list(seek) if seek else None,
    }
    component = declared(
        "formcheck_timeline",
        html='<div class="recorded" id="timeline-root"></div>',
        css=(ASSETS / "timeline.css").read_text(encoding="utf-8"),
        js=loader("timeline.js", "#timeline-root"),
    )
    told = component(key="timeline", data=data, on_unplayable_change=lambda: None)
    return bool(told.get("unplayable"))


def timeline(replay: Replay, found: Iterable[Shot]) -> dict[str, Any]:
    """What the timeline shows, as JSON can hold it; times in seconds."""
    count = replay.rule.count
    points = line(replay)
    start = start_level(replay)
    levels = [(count.turn, "counts from here")]
    if start is not None:
        levels += [(start + count.leave, "an attempt begins"), (start, "start position")]
    return {
        "title": f"{in_words(count.signal)} ({UNITS.get(count.unit, count.unit)})",
        "begin": replay.updates[0].t,
        "end": replay.updates[-1].t,
        "points": points,
        "levels": [{"value": round(value, 3), "words": words} for value, words in levels],
        "attempts": _attempts(replay, list(found)),
    }


def line(replay: Replay) -> list[list[float | None]]:
    """[t, value] of the counting signal on the side that moves; None where it was not seen."""
    name = replay.rule.count.signal
    step = max(1, math.ceil(len(replay.updates) / POINTS))
    values = [(update.t, update.values.get(name, math.nan)) for update in replay.updates[::step]]
    return [[round(t, 3), None if math.isnan(value) else round(value, 3)] for t, value in values]


def start_level(replay: Replay) -> float | None:
    """The counting signal's value in the start position, None when that was never seen."""
    name = replay.rule.count.signal
    known = [attempt.rep.ready[name] for attempt in replay.attempts]
    if not known:  # progress runs from 0 in the start position to 1 at the turn
        turn = replay.rule.count.turn
        rows = [(u.values.get(name, math.nan), u.progress) for u in replay.updates if u.progress and u.progress < 0.9]
        known = [(value - p * turn) / (1 - p) for value, p in rows if not math.isnan(value)]
    return median(known) if known else None


def _attempts(replay: Replay, found: list[Shot]) -> list[dict[str, Any]]:
    rows = []
    for number, attempt in enumerate(replay.attempts, start=1):
        mine = [shot for shot in found if shot.number == number]
        rows.append({
            "number": number,
            "status": attempt.status,
            "start": attempt.rep.start,
            "turn": attempt.rep.turn,
            "end": attempt.rep.end,
            "words": status_words(replay, number),
            "faults": [
                {
                    "name": in_words(shot.finding.fault.name),
                    "tip": shot.tip,
                    "t": shot.t,
                    "joints": list(shot.joints),
                    "words": f"{shot.finding.fault.told(shot.finding.value, replay.level)} {shot.finding.fault.cue}",
                }
                for shot in mine
            ],
        })  # fmt: skip
    return rows


def status_words(replay: Replay, number: int) -> str:
    """What became of an attempt, in words: "left leg: counted, number 3"."""
    attempt = replay.attempts[number - 1]
    side = side_words(replay.rule, attempt.side)
    if attempt.status == COUNTED:
        told = f"counted, number {attempt.number}"
    else:
        told = f"{'partial, not counted' if attempt.status == PARTIAL else 'not counted'}: {attempt.reason}"
    return f"{side}: {told}" if side else told
