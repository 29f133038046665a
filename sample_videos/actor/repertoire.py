"""All exercises the actor knows, by name."""

from __future__ import annotations

from . import quadruped, side_lying, standing, supine
from .exercise import Exercise

EXERCISES: dict[str, Exercise] = {
    what.name: what
    for what in (
        standing.BEND, supine.KNEE, standing.ROTATION, supine.TWIST, supine.CRUNCH, quadruped.DOG, supine.BRIDGE,
        side_lying.LIFT, quadruped.DOWN, quadruped.SPLIT, standing.SQUAT,
    )
}  # fmt: skip
