"""Whether the camera can work with what it sees, and what to change: place, distance, light, other people."""

from __future__ import annotations

import numpy as np

from .pose import INDEX, Pose
from .rule import ANY, FRONT, SIDE, Rule

#: Grey levels, 0 to 255. Below DARK on average MediaPipe loses people (seen by darkening the sample clips).
DARK = 32.0
#: Against the light: the body darker than this while a fifth of the picture is nearly white.
SHADED, GLARE, GLARE_SHARE = 55.0, 235, 0.2
#: A body that fills less than this share of the picture's longer use of it gives coarse angles.
SMALL = 0.28
#: From this visibility (of the better seen side) a hand or foot counts as seen.
GLIMPSED = 0.3

TOO_DARK = "It is too dark for me. Switch on a light."
AGAINST_THE_LIGHT = "The light is behind you. Close the curtain, or move the laptop to the other side."
COMPANY = "Somebody else is in the picture. I need you alone in it."
TILTED = "The picture is tilted. Set the laptop level when you can."

_PARTS = {"head": ("nose", "left_ear", "right_ear"), "feet": ("left_ankle", "right_ankle")}
_TRUNK = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip") for side in ("left", "right")]
_TURN = {SIDE: "Turn side-on to the camera.", FRONT: "Turn to face the camera."}


def advice(pose: Pose, image: np.ndarray, rule: Rule) -> str:
    """The one thing to change before this can work, in words; empty when the picture will do.

    image: (H, W, 3) uint8, BGR; pose: found in it, or empty.
    """
    grey = image[::4, ::4].mean(axis=2)
    if grey.mean() < DARK:
        return TOO_DARK
    if not pose.found:
        return ""
    width = image.shape[1] / image.shape[0]
    if _against_the_light(pose, grey, width):
        return AGAINST_THE_LIGHT
    return _out_of_frame(pose, width, rule)


def _against_the_light(pose: Pose, grey: np.ndarray, width: float) -> bool:
    trunk = pose.xy[_TRUNK] / [width, 1] * [grey.shape[1], grey.shape[0]]
    left, top = np.clip(trunk.min(0).astype(int), 0, None)
    right, low = trunk.max(0).astype(int) + 2
    body = grey[top:low, left:right]
    return bool(body.size and body.mean() < SHADED and (grey > GLARE).mean() > GLARE_SHARE)


def _out_of_frame(pose: Pose, width: float, rule: Rule) -> str:
    parts = {name: pose.xy[[INDEX[joint] for joint in joints]] for name, joints in _PARTS.items()}
    if rule.posture.name == "seated":
        del parts["feet"]  # the chair's height and the table decide, not the exercise
    out = {name: _beyond(points, width) for name, points in parts.items()}
    lost = [name for name, beyond in out.items() if np.abs(beyond).max() > 0]
    low, high = pose.xy.min(0), pose.xy.max(0)
    if len(lost) > 1 or ((high - low) > [width * 0.98, 0.98]).any():
        return "I cannot see all of you: move the laptop back."
    if lost:
        return _shift(lost[0], out[lost[0]], pose, width)
    if max((high - low)[0] / width, (high - low)[1]) < SMALL:
        return "You are very small in the picture: bring the laptop closer."
    hidden = [name for name in parts if max(pose.visibility[INDEX[joint]] for joint in _PARTS[name]) < GLIMPSED]
    return f"I cannot see your {hidden[0]}. Is something in the way?" if hidden else ""


def _beyond(points: np.ndarray, width: float) -> np.ndarray:
    """(x, y): how far the middle of some points lies outside the picture, in image heights, with its direction."""
    x, y = points.mean(0)
    return np.array([min(x, 0) + max(x - width, 0), min(y, 0) + max(y - 1, 0)])


def _shift(part: str, beyond: np.ndarray, pose: Pose, width: float) -> str:
    """Which way to move so that one lost part comes in, or that the laptop must go back."""
    other = "feet" if part == "head" else "head"
    back = f"I can see your {other}, not your {part}: move the laptop back."
    if beyond[0] == 0:
        return back
    room = width - pose.xy[:, 0].max() if beyond[0] < 0 else pose.xy[:, 0].min()
    if room < abs(beyond[0]) + 0.05:
        return back
    across = pose.xy[_TRUNK[:2]].mean(0) - pose.xy[_TRUNK[2:]].mean(0)
    if abs(across[0]) > abs(across[1]):  # lying or on all fours: left and right are hard to tell from the floor
        return f"Move a little towards your {other}."
    return f"Move a little to the {'left' if beyond[0] < 0 else 'right'}."  # as in the mirror that is shown


def turn_words(view: str, rule: Rule) -> str:
    """What to say when the camera's view is not the one the exercise is judged from; empty when it is."""
    wanted = rule.camera.view
    if wanted in (ANY, view) or not view:
        return ""
    return f"{_TURN[wanted]} From this angle I can count, but not judge how you move."


class Company:
    """Looks for a second person: the first one is painted over, and what is still found is somebody else.

    eyes: a landmarker of its own, so that the first person is not lost.
    """

    def __init__(self, eyes) -> None:
        self.eyes = eyes
        self._times = 0

    def seen(self, pose: Pose, frame) -> bool:
        """Whether somebody else has been found in three looks running; a look costs about one detection."""
        from .video import Frame

        image = frame.image.copy()
        height = image.shape[0]
        margin = 0.08
        low, high = pose.xy.min(0) - margin, pose.xy.max(0) + margin
        (left, top), (right, bottom) = (np.clip(corner * height, 0, None).astype(int) for corner in (low, high))
        image[top:bottom, left:right] = 128
        other = self.eyes.detect(Frame(frame.t, image))
        self._times = self._times + 1 if _is_somebody(other, pose) else 0
        return self._times >= 3


def _is_somebody(other: Pose, pose: Pose) -> bool:
    """Whether a second find is as large as a person near enough to be mixed up with the first."""
    if not other.found or other.visibility[_TRUNK].min() < 0.8:
        return False
    return _torso(other) > 0.5 * _torso(pose)


def _torso(pose: Pose) -> float:
    return float(np.hypot(*(pose.xy[_TRUNK[:2]].mean(0) - pose.xy[_TRUNK[2:]].mean(0))))
