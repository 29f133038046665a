"""One person in one picture: the 33 landmarks of MediaPipe's pose model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

LANDMARKS = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
INDEX = {name: number for number, name in enumerate(LANDMARKS)}

#: For each landmark, the one that takes its place in a mirror.
MIRRORED = tuple(
    INDEX[
        name.replace("left", "*").replace("right", "left").replace("*", "right")
        if "left" in name or "right" in name
        else name
    ]
    for name in LANDMARKS
)

#: Bones drawn on a picture, as pairs of landmark names without their side.
LIMBS = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "foot_index"),
    ("ear", "shoulder"),
)

LEFT, RIGHT = "left", "right"
OTHER = {LEFT: RIGHT, RIGHT: LEFT}


@dataclass(frozen=True, eq=False)
class Pose:
    """The landmarks of one person at one moment.

    t: seconds, from the frame's own timestamp.
    xy: (33, 2) image heights, x to the right (already multiplied by width / height), y down.
    world: (33, 3) metres, hips in the origin, x to the right, y down, z away from the camera.
    visibility: (33,) 0 to 1.
    A person who was not found is all NaN (``Pose.empty``).
    """

    t: float
    xy: np.ndarray
    world: np.ndarray
    visibility: np.ndarray

    def __post_init__(self) -> None:
        for name, shape in (("xy", (33, 2)), ("world", (33, 3)), ("visibility", (33,))):
            found = np.shape(getattr(self, name))
            if found != shape:
                raise ValueError(f"Pose.{name} must have shape {shape}, not {found}")

    @classmethod
    def empty(cls, t: float) -> Pose:
        """Nobody in the picture at time t."""
        return cls(t, np.full((33, 2), np.nan), np.full((33, 3), np.nan), np.full(33, np.nan))

    @property
    def found(self) -> bool:
        """Whether a person was found at all."""
        return not bool(np.isnan(self.xy).all())

    def mirrored(self, width: float) -> Pose:
        """The same moment in a mirror; ``width`` is the picture's width in image heights."""
        order = list(MIRRORED)
        xy, world = self.xy[order].copy(), self.world[order].copy()
        xy[:, 0] = width - xy[:, 0]
        world[:, 0] *= -1
        return replace(self, xy=xy, world=world, visibility=self.visibility[order])
