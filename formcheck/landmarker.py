"""A picture in, the person's landmarks out: the one place where MediaPipe is run."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from . import imports, models
from .errors import UserError
from .fusion import Fusion, apart, size_of
from .pose import Pose

if TYPE_CHECKING:
    from .video import Frame

#: Pixels. The model looks at 256 x 256 around the person, so more than this costs time and gains nothing.
LONG_SIDE = 640
#: Seconds between two fresh looks at the whole picture: often at first, then seldom, for each costs as much as two frames;
#: and while they disagree with what is followed.
LOOK_FIRST, LOOK_LATER, LOOK_AGAIN = 3.0, 10.0, 1.0
#: Mean distance of the main joints, as a share of the body's size in the picture, from which a fresh look disagrees. On
#: 22 videos, five of them of people, looks agreed to 0.06; a skeleton that had been lost was 0.2 to 0.6 away.
ELSEWHERE = 0.15
#: Seconds for which every look must disagree before the stream is begun anew. A fresh look can be the wrong one too: in
#: the hold of a spiral twist it was for up to 2 s. Sooner where it sees somebody twice as large: a lying person's head and
#: arm were followed as a whole small person for 13 s. Somebody half as large says nothing: looks have seen that small one
#: while the right one was followed.
ASTRAY, ASTRAY_SMALL = 4.0, 1.0
LARGER = 2.0


class Landmarker:
    """The person in a stream of pictures, each of which is looked at twice, once in a mirror (``Fusion``): a new one for
    every stream.

    with Landmarker() as landmarker:
        for frame in video:
            pose = landmarker.detect(frame)

    The two looks share no state and are taken at the same time, where the machine has two cores for it.

    One thread at a time. Raises UserError when the model or a system library is missing.
    """

    def __init__(self, model_path: str | os.PathLike[str] | None = None) -> None:
        self._plain, self._mirror = Follower(model_path), Follower(model_path)
        self._fuse = Fusion()
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mirror")

    @property
    def crowded(self) -> list[float]:
        """Times (s) of the fresh looks (``Follower``) at the picture as it is that found two people or more."""
        return self._plain.crowded

    def detect(self, frame: Frame) -> Pose:
        """The person in this frame, ``Pose.empty`` when nobody was found."""
        other = self._beside.submit(self._in_mirror, frame)
        pose = self._plain.detect(frame)
        return self._fuse(pose, other.result())

    def _in_mirror(self, frame: Frame) -> Pose:
        image = np.ascontiguousarray(frame.image[:, ::-1])
        return self._mirror.detect(replace(frame, image=image)).mirrored(image.shape[1] / image.shape[0])

    def close(self) -> None:
        """Let go of the model; a second call does nothing."""
        try:
            self._beside.shutdown()  # a look that was interrupted still needs it
        finally:
            self._plain.close()
            self._mirror.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Follower:
    """MediaPipe's full pose model following one person through one stream.

    MediaPipe holds on to what it follows: once it takes a lying person's arms for legs, it may do so for a quarter of a
    minute, though it would see them rightly in a single picture. So it looks afresh now and then, and begins anew when what
    it follows is elsewhere for long. ``crowded``: times (s) of the looks that found two people or more.
    """

    def __init__(self, model_path: str | os.PathLike[str] | None = None) -> None:
        self._path = model_path
        self._task: Any
        self._mediapipe, self._task = _create(model_path)
        self._crowd: Any = None  # made when the whole picture is first looked at
        self._last_ms = -1
        self._warned = False
        self._look_at = 0.0
        self._astray: float | None = None
        self.crowded: list[float] = []

    def detect(self, frame: Frame) -> Pose:
        """The person in this frame, ``Pose.empty`` when nobody was found."""
        pose = self._follow(frame)
        if pose.found and frame.t >= self._look_at:
            self._check(pose, frame)
        return pose

    def _follow(self, frame: Frame) -> Pose:
        # MediaPipe wants strictly rising whole milliseconds; two frames may round to the same one.
        self._last_ms = max(round(frame.t * 1000), self._last_ms + 1)
        with contextlib.nullcontext() if self._warned else quiet():
            result = self._task.detect_for_video(self._picture(frame), self._last_ms)
        if not result.pose_landmarks:
            return Pose.empty(frame.t)
        self._warned = True  # it warns once, with the first person
        landmarks, world = result.pose_landmarks[0], result.pose_world_landmarks[0]
        return Pose(
            frame.t,
            xy=_placed(landmarks, frame),
            world=np.array([(mark.x, mark.y, mark.z) for mark in world]),
            visibility=np.array([mark.visibility for mark in landmarks]),
        )

    def _check(self, pose: Pose, frame: Frame) -> None:
        """Looks afresh, and begins the stream anew when what it follows has been elsewhere for long."""
        seen = self._look(frame)
        self.crowded += [frame.t] if len(seen) > 1 else []
        ratio = size_of(seen[0]) / size_of(pose.xy) if len(seen) == 1 else 1.0
        if ratio < 1 / LARGER:
            self._look_at = frame.t + LOOK_AGAIN
        elif len(seen) == 1 and apart(pose.xy, seen[0]) > ELSEWHERE:
            self._astray = frame.t if self._astray is None else self._astray
            self._look_at = frame.t + LOOK_AGAIN
        elif seen or self._astray is None:
            self._astray = None
            self._look_at = frame.t + min(max(LOOK_FIRST, frame.t / 2), LOOK_LATER)
        enough = ASTRAY_SMALL if ratio > LARGER else ASTRAY
        if self._astray is not None and frame.t - self._astray >= enough:
            with quiet():
                self._task.close()
            _, self._task = _create(self._path)
            self._astray = None

    def _look(self, frame: Frame) -> list[np.ndarray]:
        """Everybody in this frame, two at most, as (33, 2) image heights: a picture on its own, at the cost of two frames.

        That there are two is nearly always true: of 212 pictures of one person it was said of 1. It is often missed: of 112
        pictures of two people side by side it was said of 50.
        """
        if self._crowd is None:
            _, self._crowd = _create(self._path, people=2)
        with quiet():
            result = self._crowd.detect(self._picture(frame))
        return [_placed(landmarks, frame) for landmarks in result.pose_landmarks]

    def _picture(self, frame: Frame) -> Any:
        return self._mediapipe.Image(self._mediapipe.ImageFormat.SRGB, _rgb(frame.image))

    def close(self) -> None:
        """Let go of the model; a second call does nothing."""
        for task in filter(None, (self._task, self._crowd)):
            with quiet():
                task.close()
        self._task = self._crowd = None


def _placed(landmarks: Any, frame: Frame) -> np.ndarray:
    """(33, 2) image heights."""
    height, width = frame.image.shape[:2]
    return np.array([(mark.x * width / height, mark.y) for mark in landmarks])


def _create(model_path: str | os.PathLike[str] | None, people: int = 1) -> tuple[Any, Any]:
    """The mediapipe module and a pose landmarker: following one person, or looking for several in single pictures."""
    path = models.chosen(model_path)  # a wrong path is said before the slow import
    with imports.needed():
        import mediapipe
        from cv2 import cvtColor  # noqa: F401 - of two OpenCV packages, one uninstalled leaves a cv2 without its parts
        from mediapipe.tasks.python import BaseOptions, vision

    path = path or models.model_path()
    try:
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(path)),
            running_mode=vision.RunningMode.VIDEO if people == 1 else vision.RunningMode.IMAGE,
            num_poses=people,
        )
        with imports.needed(), quiet():  # MediaPipe loads its system libraries only now
            return mediapipe, vision.PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0][:160]
        raise UserError(
            f"MediaPipe cannot load the pose model {path} ({reason}). Remove it to have it fetched anew."
        ) from None


def _rgb(image: np.ndarray) -> np.ndarray:
    """(H, W, 3) BGR -> (h, w, 3) RGB with the long side at most LONG_SIDE, in one piece of memory.

    MediaPipe reads the memory row after row without looking at the array's strides.
    """
    import cv2

    scale = LONG_SIDE / max(image.shape[:2])
    if scale < 1:
        size = round(image.shape[1] * scale), round(image.shape[0] * scale)
        image = cv2.resize(image, (max(size[0], 1), max(size[1], 1)), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))


_quiet_lock = threading.Lock()
_quiet_depth = 0
_quiet_saved = -1


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing is written to standard error inside.

    MediaPipe and OpenCV write notes for their own developers straight to file descriptor 2, past Python, and MediaPipe
    has no switch for it. The descriptor belongs to the whole process: the first to come turns it away, the last to leave turns it back.
    """
    global _quiet_depth, _quiet_saved
    with _quiet_lock:
        if _quiet_depth == 0:
            _quiet_saved = os.dup(2)
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), 2)
        _quiet_depth += 1
    try:
        yield
    finally:
        with _quiet_lock:
            _quiet_depth -= 1
            if _quiet_depth == 0:
                os.dup2(_quiet_saved, 2)
                os.close(_quiet_saved)
