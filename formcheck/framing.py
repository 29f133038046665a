"""Whether the camera can work with what it sees, and what to change: place, distance, light, other people."""

from __future__ import annotations

import numpy as np

from .pose import INDEX, Pose
from .rule import ALL_FOURS, ANY, FRONT, INVERTED, OBLIQUE, SEATED, SIDE, STANDING, Rule

#: Grey levels, 0 to 255. Below DARK on average MediaPipe loses people (seen by darkening the sample clips).
DARK = 32.0
#: Against the light: the body darker than this while a fifth of the picture is nearly white.
SHADED, GLARE, GLARE_SHARE = 55.0, 235, 0.2
#: A body that fills less than this share of the picture's longer use of it gives coarse angles.
SMALL = 0.28
#: The same for who begins on hands and knees and stretches out from there: coming closer would lose the leg.
FOLDED = 0.2
#: From this visibility (of the better seen side) a hand or foot counts as seen.
GLIMPSED = 0.3

TOO_DARK = "It is too dark for me. Switch on a light."
AGAINST_THE_LIGHT = "The light is behind you. Close the curtain, or move the laptop to the other side."
COMPANY = "Somebody else is in the picture. I need you alone in it."
UPRIGHT = "The picture is upright, but you lie across. Turn the camera to landscape."
ALL_OF_YOU = "I cannot see all of you: move the laptop back."
PATCHY = "I keep losing sight of you. Switch on more light, or wear something that stands out from the mat."
TILTED = "The picture is tilted. Set the laptop level when you can."

_PARTS = {
    "head": ("nose", "left_ear", "right_ear"),
    "feet": ("left_ankle", "right_ankle", "left_foot_index", "right_foot_index"),
}
_TRUNK = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip") for side in ("left", "right")]
_TOES, _HEELS = ([INDEX[f"{side}_{joint}"] for side in ("left", "right")] for joint in ("foot_index", "heel"))
_TURN = {
    SIDE: "Turn side-on to the camera.",
    FRONT: "Turn to face the camera.",
    OBLIQUE: "Move the laptop towards your feet, so that it sees you at a slant.",
}


def advice(pose: Pose, image: np.ndarray, rule: Rule) -> str:
    """The one thing to change before this can work, in words; empty when the picture will do.

    image: (H, W, 3) uint8, BGR; pose: found in it, or empty. Who has yet to lie down need not fit into the picture.
    """
    grey = image[::4, ::4].mean(axis=2)
    if grey.mean() < DARK:
        return TOO_DARK
    if not pose.found:
        return ""
    width = image.shape[1] / image.shape[0]
    if _against_the_light(pose, grey, width):
        return AGAINST_THE_LIGHT
    if _on_the_way(pose, rule):
        return ""
    return UPRIGHT if width < 1 and rule.posture not in (STANDING, SEATED) else _out_of_frame(pose, width, rule)


def _on_the_way(pose: Pose, rule: Rule) -> bool:
    """Whether somebody is still upright who is to lie or kneel."""
    across, up = pose.xy[_TRUNK[:2]].mean(0) - pose.xy[_TRUNK[2:]].mean(0)
    return rule.posture not in (STANDING, SEATED) and -up > abs(across)


def _against_the_light(pose: Pose, grey: np.ndarray, width: float) -> bool:
    trunk = pose.xy[_TRUNK] / [width, 1] * [grey.shape[1], grey.shape[0]]
    left, top = np.clip(trunk.min(0).astype(int), 0, None)
    right, low = trunk.max(0).astype(int) + 2
    body = grey[top:low, left:right]
    return bool(body.size and body.mean() < SHADED and (grey > GLARE).mean() > GLARE_SHARE)


def _out_of_frame(pose: Pose, width: float, rule: Rule) -> str:
    parts = {name: pose.xy[[INDEX[joint] for joint in joints]] for name, joints in _PARTS.items()}
    if rule.posture == SEATED:
        del parts["feet"]  # the chair's height and the table decide, not the exercise
    lost = {name: beyond for name, points in parts.items() if np.any(beyond := _beyond(points, width))}
    low, high = pose.xy.min(0), pose.xy.max(0)
    if ((high - low) > [width * 0.98, 0.98]).any():
        return ALL_OF_YOU
    if lost:
        return _shift(lost, pose, width, rule) or _back(list(lost))
    least = FOLDED if rule.posture in (ALL_FOURS, INVERTED) else SMALL
    if max((high - low)[0] / width, (high - low)[1]) < least:
        return "You are very small in the picture: bring the laptop closer."
    hidden = [name for name in parts if max(pose.visibility[INDEX[joint]] for joint in _PARTS[name]) < GLIMPSED]
    return f"I cannot see your {hidden[0]}. Is something in the way?" if hidden else ""


def _beyond(points: np.ndarray, width: float) -> np.ndarray:
    """(x, y): how far the middle of some points lies outside the picture, in image heights, with its direction."""
    x, y = points.mean(0)
    return np.array([min(x, 0) + max(x - width, 0), min(y, 0) + max(y - 1, 0)])


def _back(lost: list[str]) -> str:
    if len(lost) > 1:
        return ALL_OF_YOU
    return f"I can see your {_other(lost[0])}, not your {lost[0]}: move the laptop back."


def _other(part: str) -> str:
    return "feet" if part == "head" else "head"


def _shift(lost: dict[str, np.ndarray], pose: Pose, width: float, rule: Rule) -> str:
    """Which way to move so that what is lost to one side comes in; empty when there is no room on the other side."""
    beyond = np.array(list(lost.values()))
    way = -np.sign(beyond[0, 0])  # +1: to the picture's right
    room = pose.xy[:, 0].min() if way < 0 else width - pose.xy[:, 0].max()
    if beyond[:, 1].any() or (np.sign(beyond[:, 0]) != -way).any() or room < np.abs(beyond[:, 0]).max() + 0.05:
        return ""
    across, up = pose.xy[_TRUNK[:2]].mean(0) - pose.xy[_TRUNK[2:]].mean(0)
    if abs(across) > abs(up):  # lying or on all fours: left and right are hard to tell from the floor
        return f"Move a little towards your {_other(next(iter(lost)))}."
    if rule.camera.view == SIDE:
        toes = pose.xy[_TOES].mean(0)[0] - pose.xy[_HEELS].mean(0)[0]
        return f"Take a small step {'forwards' if toes * way > 0 else 'backwards'}."
    return f"Move a little to the {'left' if way > 0 else 'right'}."  # as in the mirror that is shown


def wrong_view(view: str, rule: Rule) -> bool:
    """Whether most of an exercise's faults cannot be judged from this view of the camera."""
    if ANY in (rule.camera.view, view) or not view:
        return False
    judged = sum(view in (fault.views or (rule.camera.view,)) for fault in rule.faults)
    return judged < len(rule.faults) / 2


def turn_words(view: str, rule: Rule) -> str:
    """How to turn so that the exercise can be judged; empty when that needs no turning."""
    if not wrong_view(view, rule):
        return ""
    return f"You are at an angle. {_TURN[rule.camera.view]}" if view == OBLIQUE else _TURN[rule.camera.view]


def cost_words(view: str, rule: Rule) -> str:
    """What a wrong view costs; empty when it is none."""
    return "From this angle I can count, but not judge how you move." if wrong_view(view, rule) else ""


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
