"""Each fault's picture: the frame in which it shows most, with the skeleton and the joint ringed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ..draw import Image, Mark, annotate
from ..gate import stance_of
from ..joints import joints_of, landmarks, signals_of
from ..ledger import in_words, measured, wanted
from ..measures import WHOLE
from ..pose import LEFT, Pose
from ..recording import Recording
from ..replay import Replay
from ..report import told
from ..rule import Fault, Rule
from ..session import TIP, Attempt, Finding

#: Pictures of one recording at most: more than anybody looks at.
MOST = 48
#: Pixels of a picture's longer side.
SIZE = 560
#: The ground (BGR) under a skeleton without a video.
GROUND = (31, 20, 12)


@dataclass(frozen=True, eq=False)
class Shot:
    """One fault or tip in one attempt. number: of the attempt. t: the moment (s) that shows it. frame: that moment's
    place in the recording. joints: landmark numbers to be ringed. near: the side towards the camera."""

    number: int
    attempt: Attempt
    finding: Finding
    t: float
    frame: int
    joints: tuple[int, ...]
    near: str

    @property
    def tip(self) -> bool:
        """Whether it is hard to see and so a tip only."""
        return self.finding.verdict == TIP

    def measured(self, level: str) -> str:
        """What was measured and what is wanted, in words."""
        fault = self.finding.fault
        allowed = fault.range(level)
        return f"measured {measured(self.finding.value, fault.unit, allowed)}, wanted {wanted(allowed, fault.unit)}"


def shots(replay: Replay, recording: Recording) -> tuple[Shot, ...]:
    """All faults and tips of a replay, in the order of the attempts."""
    joints = {fault.name: joints_of(replay.rule, fault) for fault in replay.rule.faults}
    signals = {fault.name: signals_of(replay.rule, fault) for fault in replay.rule.faults}
    found = []
    for number, attempt in enumerate(replay.attempts, start=1):
        near = _near(recording, attempt.rep.start, replay.rule)
        for finding in told(attempt):
            name = finding.fault.name
            t = _moment(attempt, finding, signals[name])
            ringed = landmarks(joints[name], near, attempt.side)
            found.append(Shot(number, attempt, finding, t, _frame(recording, t), ringed, near))
    return tuple(found)


def _moment(attempt: Attempt, finding: Finding, signals: list[str]) -> float:
    """When a fault shows most: where its one signal goes farthest, for a length of time the middle of it, else the turn."""
    rep, fault = attempt.rep, finding.fault
    if fault.unit in ("s", "deg/s"):
        return sum(rep.span(fault.phase)) / 2 if fault.phase != WHOLE else rep.turn
    if len(signals) != 1:
        return rep.turn
    values = np.where(rep.within(fault.phase), rep.signals[signals[0]], np.nan)
    if np.isnan(values).all():
        return rep.turn
    worst = np.nanargmin(values) if finding.value < fault.range().low else np.nanargmax(values)
    return float(rep.t[worst])


def _near(recording: Recording, t: float, rule: Rule) -> str:
    """Which side is towards the camera in the second before t."""
    poses = [pose for pose in _stretch(recording, t - 1, t + 0.2) if pose.found]
    return stance_of(poses, rule.posture).near if poses else LEFT


def _stretch(recording: Recording, first: float, last: float) -> Iterator[Pose]:
    start, end = np.searchsorted(recording.t, [first, last])
    part = slice(int(start), int(end))
    return iter(Recording(recording.t[part], recording.xy[part], recording.world[part], recording.visibility[part]))


def _frame(recording: Recording, t: float) -> int:
    """The number of the frame nearest to t."""
    after = min(bisect_left(recording.t, t), len(recording) - 1)
    return after - 1 if after and t - recording.t[after - 1] < recording.t[after] - t else after


def pictures(found: Iterable[Shot], frames: Iterable[Any], recording: Recording, replay: Replay) -> dict[Shot, bytes]:
    """JPEG pictures of the first ``MOST`` shots. frames: the video's, in their order; none after the last one needed."""
    wanted = sorted(list(found)[:MOST], key=lambda shot: shot.t, reverse=True)
    made: dict[Shot, bytes] = {}
    for frame in frames if wanted else ():
        while wanted and frame.t >= wanted[-1].t - 1e-3:
            shot = wanted.pop()
            made[shot] = picture(frame.image, shot, recording, replay)
        if not wanted:
            break
    return made


def blank(recording: Recording) -> Image:
    """The dark ground of a recording without a video, (H, W, 3) uint8 BGR."""
    return np.full((360, round(360 * width(recording)), 3), GROUND, np.uint8)


def width(recording: Recording) -> float:
    """The picture's width in image heights; where that is not known, as wide as the person needs."""
    if np.isfinite(recording.width):
        return recording.width
    right = recording.xy[:, :, 0]
    return float(np.clip(np.nanmax(right), 1.0, 3.0)) if np.isfinite(right).any() else 16 / 9


def picture(image: Image, shot: Shot, recording: Recording, replay: Replay) -> bytes:
    """One shot as a JPEG."""
    scale = SIZE / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pose = Pose(shot.t, recording.xy[shot.frame], recording.world[shot.frame], recording.visibility[shot.frame])
    mark = Mark(shot.joints, in_words(shot.finding.fault.name))
    drawn = annotate(image, pose, replay.updates[shot.frame], replay.rule, shot.near, (mark,))
    return cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


def by_fault(found: Iterable[Shot]) -> list[tuple[Fault, list[Shot]]]:
    """The shots of each fault: faults before tips, the graver first, then the more frequent."""
    groups: dict[str, list[Shot]] = {}
    for shot in found:
        groups.setdefault(shot.finding.fault.name, []).append(shot)
    gravity = ("stop", "major", "minor", "info")
    order = sorted(
        groups.values(),
        key=lambda group: (group[0].tip, gravity.index(group[0].finding.fault.severity), -len(group)),
    )
    return [(group[0].finding.fault, group) for group in order]
