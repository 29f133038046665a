"""A video file as an iterator of frames with the container's own timestamps; writing annotated video."""

from __future__ import annotations

import itertools
import math
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import numpy as np
from av.stream import Disposition

from .errors import UserError

#: Frames a second handed on at most: the exercises are slow, and MediaPipe's two looks keep up with this on two cores.
MAX_FPS = 30.0
#: Pixels: enough for a sharp annotated picture and twice what the landmarker looks at; a 4K frame is 9 times as large.
LONG_SIDE = 1280
#: A time that falls back by more than this (s) is a clock that starts anew, or the one before it was wild; by less, it is
#: a frame out of order.
_RESTART_S = 1.0
#: What is written, by the ending of the name.
_FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
_TICKS = 90_000  # a second, in written video: the usual video clock, fine enough for any camera's times


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a stream.

    t: seconds since the stream's start, from the frame's own timestamp.
    image: (H, W, 3) uint8, BGR, upright.
    """

    t: float
    image: np.ndarray

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(f"Frame.image must be (H, W, 3) uint8, not {self.image.shape} {self.image.dtype}")


def open_video(
    path: str | os.PathLike[str],
    *,
    max_fps: float = MAX_FPS,
    long_side: int = LONG_SIDE,
) -> Video:
    """Open any video or still picture that FFmpeg reads.

    max_fps: at most so many frames a second are handed on, chosen by their times.
    long_side: pixels; larger pictures are scaled down while they are decoded.
    Raises UserError when the file is missing, is no video, or has no picture in it.
    """
    path = Path(path)
    if not path.exists():
        raise UserError(f"There is no file {path}. Check the name and the folder.")
    if path.is_dir():
        raise UserError(f"{path} is a folder. Name one video file in it.")
    try:
        if path.stat().st_size == 0:
            raise UserError(f"{path} is empty. Copy or record the video again.")
        container = _open(path)
    except PermissionError:
        raise UserError(
            f"{path} may not be read. Change its permissions, or copy it to a folder of your own."
        ) from None
    except (av.error.FFmpegError, OSError) as error:
        raise UserError(
            f"{path} is not a video that can be read ({_reason(error)}). "
            "If a player shows it, save it again as MP4; otherwise record or copy it again."
        ) from None
    stream = _picture_stream(container)
    if stream is None:
        container.close()
        raise UserError(f"{path} has no picture in it, only sound or text. Name a video file.")
    return Video(path, container, stream, max_fps, long_side)


def _open(path: Path) -> Any:
    # With "file:" a colon in the name starts no protocol; the whitelist keeps playlists from calling the network.
    options = {"protocol_whitelist": "file"}
    try:
        return av.open(f"file:{path}", options=options)
    except UnicodeDecodeError:  # PyAV before 19 takes the titles in a file for UTF-8, unless it is told not to mind
        return av.open(f"file:{path}", options=options, metadata_errors="ignore")


class Video:
    """An open video: iterate over it once for its frames; close it, or use it as a context manager.

    path: the file. duration: s, NaN when the file does not say. frames: how many will be handed on, an estimate for a
    progress bar, None when unknown. notes: sentences about what was repaired or left out, complete after the last frame.
    """

    def __init__(self, path: Path, container: Any, stream: Any, max_fps: float, long_side: int) -> None:
        self.path = path
        self.notes: list[str] = []
        self._container, self._stream = container, stream
        self._max_fps, self._long_side = max_fps, long_side
        stream.thread_type = "AUTO"  # decoding then uses another core than the landmarker
        self._start = _seconds(container.start_time, Fraction(1, av.time_base)) or 0.0
        self.duration = _duration(container, stream, self._start)
        rate = float(stream.average_rate or 0)
        known = stream.frames or (self.duration * rate if math.isfinite(self.duration) else 0)
        self.frames = max(1, round(known * min(1.0, max_fps / rate))) if known and rate else None

    def __iter__(self) -> Iterator[Frame]:
        clock = _Clock(self._start, float(self._stream.average_rate or self._max_fps))
        due, last, step = -math.inf, None, 1 / self._max_fps
        for picture, after in itertools.pairwise(itertools.chain(self._pictures(), [None])):
            t = clock.time(picture.time, after and after.time)
            if t is None:
                continue
            last = t
            # A quarter of a step early still counts: real clocks jitter, and 29.97 is not 30.
            if t >= due - step / 4:
                due = max(due, t - step) + step
                yield Frame(t, self._image(picture))
        if last is None:
            raise UserError(f"{self.path}: no picture in it can be decoded. Record or copy it again.")
        self.notes += clock.notes()
        if self.duration - last > max(1.0, 0.05 * self.duration):
            self.notes.append(
                f"{self.path.name} ends after {last:.1f} s although it says {self.duration:.1f} s: it may be cut off."
            )

    def _pictures(self) -> Iterator[Any]:
        """Decoded frames; what cannot be decoded is passed over and noted."""
        damaged = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    break
                yield from packet.decode()
            except av.error.EOFError:
                break
            except av.error.InvalidDataError:
                damaged += 1
            except (av.error.FFmpegError, OSError) as error:
                self.notes.append(f"{self.path.name} can be read only so far ({_reason(error)}).")
                break
        if damaged:
            self.notes.append(f"{self.path.name}: {damaged} damaged pieces were left out.")

    def _image(self, picture: Any) -> np.ndarray:
        """(H, W, 3) uint8 BGR, upright, square pixels, scaled down to the long side."""
        aspect = float(self._stream.sample_aspect_ratio or 1)
        width, height = picture.width * aspect, float(picture.height)
        scale = min(1.0, self._long_side / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image = picture.to_ndarray(format="bgr24", width=size[0], height=size[1], interpolation="AREA")
        # FFmpeg gives the turn of the display matrix counter-clockwise, as numpy counts.
        return np.ascontiguousarray(np.rot90(image, round(picture.rotation / 90) % 4))

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Clock:
    """Strictly rising times (s) out of a container's timestamps."""

    def __init__(self, start: float, rate: float) -> None:
        self._offset, self._step = -start, 1 / rate
        self._last: float | None = None
        self._missing = self._late = self._wild = self._restarts = 0

    def time(self, stamp: float | None, after: float | None = None) -> float | None:
        """The frame's time, None for a frame that is to be left out. after: the next frame's stamp."""
        if stamp is None:
            self._missing += 1
            t = 0.0 if self._last is None else self._last + self._step
        else:
            t = stamp + self._offset
            if after is not None and self._leaps(t, after + self._offset):
                self._wild += 1
                return None
            if self._last is not None and t <= self._last - _RESTART_S:
                self._restarts += 1
                self._offset += self._last + self._step - t
                t = self._last + self._step
        if self._last is not None and t <= self._last:
            self._late += 1
            return None
        self._last = t
        return t

    def _leaps(self, t: float, after: float) -> bool:
        """Whether this time alone is far ahead, because the next frame's goes on where the last one's was."""
        return self._last is not None and self._last < after <= t - _RESTART_S

    def notes(self) -> list[str]:
        """What was repaired or left out, in words."""
        said = (
            (self._missing, "1 frame has no time of its own; it was", "{} frames have no time of their own; they were", "spaced evenly."),
            (self._late, "1 frame has a time that does not rise; it was", "{} frames have a time that does not rise; they were", "left out."),
            (self._wild, "1 frame has a time far ahead of its neighbours'; it was", "{} frames have a time far ahead of their neighbours'; they were", "left out."),
            (self._restarts, "The clock starts anew once;", "The clock starts anew {} times;", "the parts were joined."),
        )  # fmt: skip
        return [f"{one if count == 1 else many.format(count)} {end}" for count, one, many, end in said if count]


def _picture_stream(container: Any) -> Any:
    """The video stream, None when there is none; the cover of a piece of music is none."""
    cover = Disposition.attached_pic
    return next(
        (s for s in container.streams.video if not s.disposition & cover and s.codec_context),
        None,
    )


def _duration(container: Any, stream: Any, start: float) -> float:
    ends = [
        _seconds(stream.duration, stream.time_base, (stream.start_time or 0)),
        _seconds(container.duration, Fraction(1, av.time_base), (container.start_time or 0)),
    ]
    return next((end - start for end in ends if end is not None), math.nan)


def _seconds(ticks: int | None, unit: Fraction | None, base: int = 0) -> float | None:
    return None if ticks is None or unit is None else float((ticks + base) * unit)


def _fitted(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """The picture scaled to fit into ``width`` x ``height`` pixels, in the middle of black."""
    scale = min(width / image.shape[1], height / image.shape[0])
    wide, high = (max(1, round(side * scale)) for side in (image.shape[1], image.shape[0]))
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
    canvas = np.zeros((height, width, 3), np.uint8)
    left, top = (width - wide) // 2, (height - high) // 2
    canvas[top : top + high, left : left + wide] = picture.to_ndarray(
        format="bgr24", width=wide, height=high, interpolation="AREA"
    )
    return canvas


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


class VideoWriter:
    """Writes frames as H.264 video that every browser plays, at their own times, whole or not at all.

    with VideoWriter("out.mp4") as out:
        out.write(frame)

    The file appears under its name when the block ends; an exception in the block leaves nothing behind.
    Raises UserError when the place cannot be written or the name's ending is not one of mp4, m4v, mov, mkv.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() not in _FORMATS:
            raise UserError(f"Cannot write {path}: annotated video is MP4. Give it a name that ends in .mp4")
        if self.path.is_dir():
            raise UserError(f"Cannot write {path}: it is a folder. Name a file in it.")
        self._scratch = self.path.with_name(f".{self.path.stem}-{uuid.uuid4().hex[:8]}{self.path.suffix}")
        try:
            # In the same folder, so that the last step is a rename and not a copy.
            self._scratch.touch(exist_ok=False)
        except OSError as error:
            raise UserError(
                f"Cannot write {path}: {_reason(error)}. Choose a folder that exists and that you may write to."
            ) from None
        file_format = _FORMATS[self.path.suffix.lower()]
        options = {} if file_format == "matroska" else {"movflags": "+faststart"}  # Matroska has no such option
        self._container = av.open(f"file:{self._scratch}", "w", format=file_format, options=options)
        self._stream: Any = None
        self._size = 0, 0

    def write(self, frame: Frame) -> None:
        """Add one frame; their times rise. One of another size than the first's is fitted into that, between black bars."""
        # H.264 keeps colour in blocks of 2 x 2 pixels: an odd last row or column is cut off.
        height, width = (side - side % 2 for side in frame.image.shape[:2])
        if self._stream is None:
            self._begin(width, height)
        image = frame.image[:height, :width]
        if (width, height) != self._size:
            image = _fitted(frame.image, *self._size)
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        picture.pts, picture.time_base = round(frame.t * _TICKS), Fraction(1, _TICKS)
        self._mux(picture)

    def _begin(self, width: int, height: int) -> None:
        self._stream = self._container.add_stream("libx264", options={"preset": "veryfast", "crf": "23"})
        self._stream.width, self._stream.height = self._size = width, height
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.time_base = Fraction(1, _TICKS)

    def _mux(self, picture: Any) -> None:
        try:
            self._container.mux(self._stream.encode(picture))
        except OSError as error:  # FFmpeg's errors are OSErrors too
            raise UserError(
                f"Cannot write {self.path}: {_reason(error)}. Free some space or choose another place."
            ) from None

    def close(self) -> None:
        """Finish the file and put it in place. Raises UserError when no frame was written or the disk is full."""
        if self._stream is None:
            self.discard()
            raise UserError(
                f"Cannot write {self.path}: there is no frame to write. Check the video that it is made from."
            )
        try:
            self._mux(None)
            self._container.close()
            os.replace(self._scratch, self.path)
        except OSError as error:
            raise UserError(f"Cannot write {self.path}: {_reason(error)}. Choose another place.") from None
        finally:
            self._scratch.unlink(missing_ok=True)

    def discard(self) -> None:
        """Leave nothing behind."""
        try:
            self._container.close()
        except OSError:
            pass  # the disk may be full, the very reason to give up
        self._scratch.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()
