"""Two looks at one moment, the second in a mirror, made into one body.

MediaPipe is not the same on both sides of a mirror: where it takes one leg for the other, or follows a hidden one wrongly,
it often does so in one of the two pictures alone, and jumps to and fro there. On 28 rendered videos of 527 repetitions the
plain pictures alone were counted as labelled in 24, the mirrored ones alone in 23, with one video among the wrong ones of
both; made into one as below, 27.
"""

from __future__ import annotations

import math

import numpy as np

from .pose import INDEX, LEFT, MIRRORED, RIGHT, Pose

#: Parts of the body that are followed well or badly as a whole, as landmark numbers; arms and legs can change their names.
PARTS = FACE, ARMS, LEGS = range(11), range(11, 23), range(23, 33)
#: ``apart`` from which the looks are at two people, or one of them is lost: the looks at one person were up to 0.17 apart.
OTHERS = 0.25
#: Seconds over which it is noticed that a part jumps, and the longest silence after which that is still known.
JUMPY, GAP = 0.5, 0.5
#: How far a landmark may jump from picture to picture (mean of image heights and metres) before its look counts less: what
#: well followed bodies at rest do is 0.001 to 0.002. At 0.01 one more of the 28 videos (12 pictures a second) was wrong.
CALM = 0.004
#: The jumps that a look is taken to have made before it was seen for the first time: it is trusted by and by.
NEW = 0.05
#: Elbows, wrists and hands, which MediaPipe draws most freely where they are hidden.
FREE = slice(13, 23)
#: Spread of the two looks (the standard deviation of their weighted places, image heights) from which the middle is neither's
#: place, and counts as less well seen. Half of the elbows and wrists in 48 videos were within 0.001 to 0.01. At 0.02 the same
#: verdicts came out; of legs, repetitions were lost that way which are counted rightly from the middle.
SPREAD = 0.03
#: Share of the weight from which one look takes over the naming from the other: two that are equally calm do not change places.
CLEARLY = 0.65

_MAIN = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip", "knee", "ankle") for side in (LEFT, RIGHT)]
_SWAPPED = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip", "knee", "ankle") for side in (RIGHT, LEFT)]
_NAMES = np.array(MIRRORED)


class Fusion:
    """Makes one stream of poses out of two of the same moments; times must rise.

    Each part of the body is the mean of both looks, weighted by how well it is seen and how calmly it has been followed for
    a while. Where the looks take the same limb for different sides, the one with clearly more weight names it in both. An
    arm that both follow at different places is less well seen. Of looks at two bodies the one counts that goes on with the
    body before.
    """

    def __init__(self) -> None:
        self._calm = _Calm(), _Calm()
        self._last: Pose | None = None
        self._plain_names = {ARMS: True, LEGS: True}

    def __call__(self, pose: Pose, other: Pose) -> Pose:
        """The body that both saw, or the one that saw it, at the first one's time; ``other`` is named as the first is
        (``Pose.mirrored``)."""
        weights = [calm.weights(look) for calm, look in zip(self._calm, (pose, other), strict=True)]
        if not (pose.found and other.found):
            fused = other if other.found else pose
        elif max(apart(pose.xy, other.xy), apart(other.xy, pose.xy)) >= OTHERS:
            last = self._last if self._last and pose.t - self._last.t <= GAP else pose
            fused = min(pose, other, key=lambda look: apart(look.xy, last.xy))
        else:
            fused = self._mean(pose, other, weights[0] / (weights[0] + weights[1]))
        self._last = fused if fused.found else self._last
        return fused

    def _mean(self, pose: Pose, other: Pose, shares: np.ndarray) -> Pose:
        """The weighted mean of two looks at one body; shares: (3,) of the first one, for face, arms and legs."""
        one, two = _row(pose), _row(other)
        share_of = dict(zip(PARTS, shares, strict=True))
        changed = [part for part in (ARMS, LEGS) if _away(one[part], two[_NAMES[part]]) < _away(one[part], two[part])]
        for part in changed:
            # Of a body that is turned round as a whole, shoulders and hips are named by the same look.
            share = np.mean([share_of[each] for each in changed])
            plain = share > 1 - CLEARLY if self._plain_names[part] else share >= CLEARLY
            self._plain_names[part] = bool(plain)
            renamed = two if plain else one
            renamed[part] = renamed[_NAMES[part]]
        away = np.linalg.norm(one[FREE, :2] - two[FREE, :2], axis=1)
        for part, share in share_of.items():
            one[part] = share * one[part] + (1 - share) * two[part]
        spread = math.sqrt(share_of[ARMS] * (1 - share_of[ARMS])) * away
        one[FREE, 5] *= (SPREAD / np.maximum(spread, SPREAD)) ** 2
        return Pose(pose.t, one[:, :2], one[:, 2:5], one[:, 5])


class _Calm:
    """How calmly one look follows face, arms and legs."""

    def __init__(self) -> None:
        self._t, self._last, self._jumps = -math.inf, np.empty(0), np.full(3, NEW)

    def weights(self, pose: Pose) -> np.ndarray:
        """(3,) the greater, the better a part is seen and the less it has jumped from picture to picture."""
        if pose.found:
            row = _row(pose)
            if pose.t - self._t <= GAP:
                keep = math.exp((self._t - pose.t) / JUMPY)
                moved = np.abs(row - self._last)[:, :5]
                self._jumps = keep * self._jumps + (1 - keep) * np.array([moved[part].mean() for part in PARTS])
            else:
                self._jumps = np.full(3, NEW)
            self._t, self._last = pose.t, row
        seen = np.array([max(pose.visibility[part].mean(), 1e-6) for part in PARTS])
        return (seen / (self._jumps + CALM)) ** 2


def _row(pose: Pose) -> np.ndarray:
    """(33, 6): xy, world, visibility."""
    return np.column_stack([pose.xy, pose.world, pose.visibility])


def _away(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other)[:, :5].sum())


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Mean distance of the main joints of two (33, 2) bodies as a share of the second one's size. Left and right may be
    changed."""
    away = (np.linalg.norm(one[joints] - other[_MAIN], axis=1).mean() for joints in (_MAIN, _SWAPPED))
    return float(min(away)) / size_of(other)


def size_of(body: np.ndarray) -> float:
    """The diagonal of the box around the main joints of a (33, 2) body, image heights."""
    return max(float(np.linalg.norm(np.ptp(body[_MAIN], axis=0))), 1e-6)
