"""Clips for Chromium's fake camera: it plays Motion JPEG files, 30 frames a second, over and over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

FPS = 30
#: Seconds for which a clip's first picture stands still, in which the pose model is loaded.
LEAD = 10.0


def to_mjpeg(video: Path, target: Path, lead: float = LEAD, rest: float = 60.0) -> Path:
    """The video as Motion JPEG. Its first picture stands still for ``lead`` seconds, its last one for ``rest`` seconds,
    for the fake camera begins anew at the end."""
    with target.open("wb") as file:
        jpeg = b""
        for image in _at_steady_rate(video):
            first = not jpeg
            jpeg = _jpeg(cv2.resize(image, _size(image), interpolation=cv2.INTER_AREA))
            file.write(jpeg * (int(lead * FPS) if first else 1))
        file.write(jpeg * int(rest * FPS))
    return target


def first(video: Path) -> np.ndarray:
    """The first picture of a video, (H, W, 3) uint8, BGR."""
    return next(_at_steady_rate(video))


def still(image: np.ndarray, target: Path, seconds: float = 5.0) -> Path:
    """One picture, standing still."""
    target.write_bytes(_jpeg(image) * int(seconds * FPS))
    return target


def _size(image: np.ndarray) -> tuple[int, int]:
    height, width = image.shape[:2]
    scale = min(1.0, 640 / max(height, width))
    return int(width * scale) // 2 * 2, int(height * scale) // 2 * 2


def _jpeg(image: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def _at_steady_rate(video: Path) -> Iterator[np.ndarray]:
    """The pictures that are due at 30 a second, repeated or left out as their times say."""
    due = 0.0
    with av.open(str(video)) as container:
        last = None
        for frame in container.decode(video=0):
            image = _upright(frame)
            while last is not None and due < frame.time - 1e-6:
                yield last
                due += 1 / FPS
            last = image
    if last is not None:
        yield last


def _upright(frame) -> np.ndarray:
    image = frame.to_ndarray(format="bgr24")
    return np.rot90(image, k=round(getattr(frame, "rotation", 0) / 90) % 4)


def seconds(video: Path) -> float:
    """Length of a video."""
    with av.open(str(video)) as container:
        return float(container.duration or 0) / av.time_base
