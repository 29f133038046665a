"""All exercises the actor knows, by name."""

from __future__ import annotations

from . import supine
from .exercise import Exercise

EXERCISES: dict[str, Exercise] = {
    what.name: what for what in (supine.BRIDGE, supine.KNEE, supine.CRUNCH, supine.TWIST)
}
