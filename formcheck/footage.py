"""A file named by the user, video or recording, as the landmarks of every frame."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from . import imports
from .errors import UserError
from .pose import Pose
from .recording import Recording, Tape

#: Pictures a second, in the mean, below which a recording is said to be too sparse. Of 20 clips of four exercises all have
#: the right count at 6 a second, 19 at 5 and 14 at 4.
SPARSE = 8.0


@dataclass(frozen=True, eq=False)
class Footage:
    """Landmarks read from a file. notes: sentences about what was repaired or left out.

    stopped: the user pressed Ctrl-C, so this is the part up to there.
    """

    path: Path
    recording: Recording
    notes: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def pictures(self) -> bool:
        """Whether the file holds pictures, not only landmarks."""
        return not is_recording(self.path)


def is_recording(path: Path) -> bool:
    """Whether the name says that the file holds landmarks and no pictures."""
    return path.suffix.lower() == ".npz"


def progress(items, total: int | None, what: str):
    """The items, with a bar on stderr that shows the time left; no bar where stderr is not a terminal."""
    from tqdm import tqdm

    return tqdm(items, total=total, desc=what, unit="", disable=None, leave=False, dynamic_ncols=True)


#: Gives back the items it is given, and shows meanwhile how far they are: (items, how many there are, what is done).
Progress = Callable[[Any, int | None, str], Iterable[Any]]


@dataclass(frozen=True, eq=False)
class Tracked:
    """The poses of a recording, which show how far they are each time that they are gone through. what: is done."""

    recording: Recording
    what: str
    progress: Progress = progress

    def __iter__(self) -> Iterator[Pose]:
        yield from self.progress(self.recording, len(self.recording), self.what)


def read(path: Path, progress: Progress = progress) -> Footage:
    """The landmarks of a video (through MediaPipe, with a progress bar) or of a recording.

    Ctrl-C ends a video early and keeps what was seen. Neither frames nor landmarks are kept in memory: it does not grow with the
    video's length.
    Raises UserError when the file cannot be used.
    """
    footage = Footage(path, Recording.load(path)) if is_recording(path) else _watch(path, progress)
    if not footage.stopped and len(footage.recording) < 2:
        held = "a single picture" if len(footage.recording) else "no picture"
        raise UserError(f"{path} holds {held}: repetitions need a video. Name a video file.")
    return replace(footage, notes=(*footage.notes, *_sparse(footage)))


def _sparse(footage: Footage) -> Iterator[str]:
    """A sentence when there are too few pictures to see every movement; a live set was told so as it went."""
    recording = footage.recording
    if recording.live or recording.seconds == 0 or (len(recording) - 1) / recording.seconds >= SPARSE:
        return
    rate = (len(recording) - 1) / recording.seconds
    yield (
        f"{footage.path.name} has only {rate:.2g} pictures a second, or long gaps: what happens between them is missed. "
        "Film with 10 a second or more."
    )


def _watch(path: Path, progress: Progress) -> Footage:
    with imports.needed():
        from .landmarker import LONG_SIDE, Landmarker
        from .video import open_video

    tape, width = Tape(), float("nan")
    with _CtrlC() as stop, open_video(path, long_side=LONG_SIDE) as video, Landmarker() as landmarker:
        try:
            stop.listen()
            for frame in progress(video, video.frames, "Watching"):
                if stop.pressed:
                    break
                tape.add(landmarker.detect(frame))
                width = frame.image.shape[1] / frame.image.shape[0]
        except KeyboardInterrupt:
            stop.pressed += 1
        notes = (*video.notes, *_company(path, landmarker.crowded))
        return Footage(path, tape.recording(width), notes, stop.pressed > 0)


class _CtrlC:
    """Notes Ctrl-C, so that it cannot strike where what was seen would be lost; a third one interrupts all the same.

    Twice is taken as once: some programs pass it on to those that they run, which the terminal does as well.
    """

    def __init__(self) -> None:
        self.pressed = 0
        self._before: Any = None

    def listen(self) -> None:
        """From here on; where Ctrl-C is not there to interrupt (another thread, a job in the background), nothing changes."""
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._note)

    def _note(self, *event: object) -> None:
        self.pressed += 1
        if self.pressed > 2:
            raise KeyboardInterrupt

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._before:
            signal.signal(signal.SIGINT, self._before)


def _company(path: Path, crowded: list[float]) -> tuple[str, ...]:
    """A sentence when two looks or more found somebody else; one alone may be a mistake."""
    if len(crowded) < 2:
        return ()
    return (
        f"Two people are in {path.name}, first at {crowded[0]:.1f} s: I followed one of them. Film one person alone.",
    )
