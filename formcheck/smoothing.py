"""Smoothing of landmarks over time: a One-Euro filter, driven by the frames' own times.

The filter is that of Casiez, Roussel and Vogel (CHI 2012): a low-pass whose cut-off rises with speed, so that a body
at rest is calm and a moving one is followed. MediaPipe's Tasks output is not smoothed (mediapipe.md).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from .pose import Pose

#: Hz at rest; from the specification ("about 1.2 Hz"), raised until a repetition of 1.9 s keeps its full height.
CUTOFF = 1.5
#: Hz for each picture height a second of a landmark's speed.
BETA = 15.0
#: Hz, the smoothing of the speed itself (the paper's value).
SPEED_CUTOFF = 1.0
#: Seconds: a camera that gives fewer pictures a second is followed in steps of this length along the way from picture to
#: picture, so that it is smoothed as one that gives 30.
STEP = 1 / 30
#: A longer silence than this (s) starts the filter anew: the body may be anywhere.
GAP = 0.5


class Smoother:
    """Smooths one stream of poses; times must rise."""

    def __init__(self) -> None:
        self._t: float | None = None
        self._values = self._last = np.empty((33, 5))
        self._speed = np.zeros((33, 5))

    def __call__(self, pose: Pose) -> Pose:
        """The smoothed pose; a pose with nobody in it is passed on as it is."""
        if not pose.found:
            return pose
        values = np.concatenate([pose.xy, pose.world], axis=1)
        if self._t is None or pose.t - self._t > GAP:
            self._values, self._speed = values, np.zeros_like(values)
        else:
            steps = max(1, round((pose.t - self._t) / STEP))
            for share in np.arange(1, steps + 1) / steps:
                self._follow(share * values + (1 - share) * self._last, (pose.t - self._t) / steps)
            # A landmark that is not there in one picture begins anew in the next.
            self._values = np.where(np.isnan(self._values), values, self._values)
            self._speed = np.where(np.isnan(self._speed), 0.0, self._speed)
        self._t, self._last = pose.t, values
        return replace(pose, xy=self._values[:, :2], world=self._values[:, 2:])

    def _follow(self, values: np.ndarray, step: float) -> None:
        keep = _share(SPEED_CUTOFF, step)
        self._speed = keep * (values - self._values) / step + (1 - keep) * self._speed
        share = _shares(CUTOFF + BETA * np.abs(self._speed), step)
        self._values = share * values + (1 - share) * self._values


def _share(cutoff: float, step: float) -> float:
    return 1 / (1 + 1 / (2 * math.pi * cutoff * step))


def _shares(cutoff: np.ndarray, step: float) -> np.ndarray:
    return 1 / (1 + 1 / (2 * np.pi * cutoff * step))
