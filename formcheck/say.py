"""One thing to say, and how long that takes."""

from __future__ import annotations

from dataclasses import dataclass

SET_UP, GO, COUNT, REASON, CUE, PRAISE, HOLD, LOST, DONE, OTHER_SIDE, QUIET = (
    "setup", "go", "count", "reason", "cue", "praise", "hold", "lost", "done", "other side", "quiet",
)  # fmt: skip

#: Letters a second of ordinary speech, to keep one sentence from running over another.
PACE = 14.0
#: Seconds of silence after a sentence.
BREATH = 0.4


@dataclass(frozen=True)
class Say:
    """One thing to say at time t (s). kind tells what it is; sound is "counted", "partial", "rejected" or ""."""

    t: float
    kind: str
    text: str
    sound: str = ""


def length(text: str, rate: float = 1.0) -> float:
    """Seconds that it takes to say this, with a breath; rate: of the voice, 1 is its usual one."""
    return BREATH + len(text) / (PACE * rate)
