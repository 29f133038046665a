"""Key poses in time: minimum-jerk movement between them, with the small unrest of a living body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .skeleton import ANGLES
from .solver import LIMBS, POINTS, Pose

#: Channels that mean nothing while their weight is 0: weight -> its targets.
_TARGETS = {f"at.{point}": [f"at.{point}.{axis}" for axis in "xyz"] for point in POINTS} | {
    f"{limb}.pin": [f"{limb}.{axis}" for axis in ("x", "y", "z", "heading", "heel", "flat", "swivel")] for limb in LIMBS
}
_DEFAULTS = {f"{limb}.flat": 1.0 for limb in LIMBS} | {"guard": 1.0}


@dataclass(frozen=True)
class Key:
    """The pose to be in at time t (s); on the way there from the key before, half-way, comes ``via`` (without a stop)."""

    t: float
    pose: Pose
    via: Pose | None = None


def minimum_jerk(share: np.ndarray) -> np.ndarray:
    """The smoothest way from 0 to 1 (Flash and Hogan 1985); its peak speed is 1.875 times the mean."""
    share = np.clip(share, 0.0, 1.0)
    return share**3 * (10.0 - 15.0 * share + 6.0 * share**2)


def sample(keys: list[Key], times: np.ndarray) -> dict[str, np.ndarray]:
    """Channels (n,) at the times (n,), s: each key pose is reached at its time and left from rest.

    A via pose names only the channels that leave the straight way.
    """
    names = sorted({name for key in keys for name in (*key.pose, *(key.via or ()))})
    column = {name: number for number, name in enumerate(names)}
    table = np.array([[key.pose.get(name, _DEFAULTS.get(name, 0.0)) for name in names] for key in keys])
    start, end = table[:-1].copy(), table[1:].copy()
    bow = np.zeros_like(start)
    for weight, targets in _TARGETS.items():
        for target in targets:
            if weight in column and target in column:
                w, c = column[weight], column[target]
                start[:, c] = np.where(table[:-1, w] == 0, table[1:, c], start[:, c])
                end[:, c] = np.where(table[1:, w] == 0, table[:-1, c], end[:, c])
    for number, key in enumerate(keys[1:]):
        for name, value in (key.via or {}).items():
            bow[number, column[name]] = value - (start[number, column[name]] + end[number, column[name]]) / 2
    moments = np.array([key.t for key in keys])
    segment = np.clip(np.searchsorted(moments, times, side="right") - 1, 0, len(keys) - 2)
    length = np.maximum(moments[segment + 1] - moments[segment], 1e-6)
    share = minimum_jerk((times - moments[segment]) / length)[:, None]
    values = start[segment] + share * (end[segment] - start[segment]) + 4.0 * share * (1.0 - share) * bow[segment]
    return {name: values[:, number] for name, number in column.items()}


def wander(times: np.ndarray, low: float, high: float, rng: np.random.Generator, waves: int = 4) -> np.ndarray:
    """(n,) smooth noise of standard deviation 1 with frequencies between low and high (Hz), the same at every frame rate."""
    rates, phases = rng.uniform(low, high, waves), rng.uniform(0, 2 * np.pi, waves)
    return np.sin(2 * np.pi * np.outer(times, rates) + phases).sum(axis=1) * np.sqrt(2.0 / waves)


#: Standard deviations in degrees: slow sway (0.1 to 0.6 Hz), tremor (2 to 5 Hz), breath (0.2 to 0.3 Hz).
SWAY, TREMOR, BREATH = 0.35, 0.08, 0.5


def unrest(channels: dict[str, np.ndarray], times: np.ndarray, rng: np.random.Generator, amount: float = 1.0) -> None:
    """Add sway, tremor and breath to the joint angles, before hands and feet are planted. Changes ``channels``."""
    for name in ANGLES:
        if name in ("yaw", "lean", "pitch", "turn"):
            continue
        noise = SWAY * wander(times, 0.1, 0.6, rng) + TREMOR * wander(times, 2.0, 5.0, rng)
        if name == "thorax_flexion":
            noise = noise + BREATH * np.sin(2 * np.pi * rng.uniform(0.2, 0.3) * times)
        channels[name] = channels.get(name, 0.0) + amount * noise
