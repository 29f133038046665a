"""Smoothing of landmarks over time: a One-Euro filter, driven by the frames' own times.

The filter is that of Casiez, Roussel and Vogel (CHI 2012): a low-pass whose cut-off rises with speed, so that a body
at rest is calm and a moving one is followed. MediaPipe's Tasks output is not smoothed (mediapipe.md).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from .pose import Pose

#: Hz at rest; from exercises.md ("about 1.2 Hz"), raised until a repetition of 1.9 s keeps its full height.
CUTOFF = 1.5
#: Hz for each picture height a second of a landmark's speed.
BETA = 15.0
#: Hz, the smoothing of the speed itself (the paper's value).
SPEED_CUTOFF = 1.0
#: A longer silence than this (s) starts the filter anew: the body may be anywhere.
GAP = 0.5


class Smoother:
    """Smooths one stream of poses; times must rise."""

    def __init__(self) -> None:
        self._t: float | None = None
        self._values = np.empty((33, 5))
        self._speed = np.zeros((33, 5))

    def __call__(self, pose: Pose) -> Pose:
        """The smoothed pose; a pose with nobody in it is passed on as it is."""
        if not pose.found:
            return pose
        values = np.concatenate([pose.xy, pose.world], axis=1)
        if self._t is None or pose.t - self._t > GAP:
            self._values, self._speed = values, np.zeros_like(values)
        else:
            step = pose.t - self._t
            keep = _share(SPEED_CUTOFF, step)
            self._speed = keep * (values - self._values) / step + (1 - keep) * self._speed
            share = _shares(CUTOFF + BETA * np.abs(self._speed), step)
            smooth = share * values + (1 - share) * self._values
            # A landmark that is not there in one picture begins anew in the next.
            self._values = np.where(np.isnan(smooth), values, smooth)
            self._speed = np.where(np.isnan(self._speed), 0.0, self._speed)
        self._t = pose.t
        return replace(pose, xy=self._values[:, :2], world=self._values[:, 2:])


def _share(cutoff: float, step: float) -> float:
    return 1 / (1 + 1 / (2 * math.pi * cutoff * step))


def _shares(cutoff: np.ndarray, step: float) -> np.ndarray:
    return 1 / (1 + 1 / (2 * np.pi * cutoff * step))
