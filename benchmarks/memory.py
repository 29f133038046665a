"""The most memory that `formcheck check` takes: python -m benchmarks.memory RECORDING -e EXERCISE --minutes 20

The recording's landmarks, begun in the middle so that the check must look ahead, are shown again and again in the place
of decoder and MediaPipe, whose memory does not depend on a video's length. A process of its own for each measurement,
for a process never forgets its peak.
"""

from __future__ import annotations

import contextlib
import io
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import click
import numpy as np

from formcheck.checking import Outputs, check_file
from formcheck.pose import Pose
from formcheck.recording import Recording
from formcheck.rule import TYPICAL
from formcheck.video import Frame

#: Minutes: a short video and a long one.
SHORT, LONG = 1.0, 20.0
FPS = 30


class Loop:
    """Video and landmarker in one: a recording's poses over and over."""

    def __init__(self, recording: Recording, minutes: float) -> None:
        self.frames, self.notes, self.crowded = round(minutes * 60 * FPS), (), ()
        self._poses, self._at = list(recording), count(len(recording) // 2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...

    def __iter__(self) -> Iterator[Frame]:
        return (Frame(n / FPS, np.zeros((9, 16, 3), np.uint8)) for n in range(self.frames))

    def detect(self, frame: Frame) -> Pose:
        """The next pose."""
        return replace(self._poses[next(self._at) % len(self._poses)], t=frame.t)


def peak_mb() -> float:
    """The most memory that this process has had so far, in MB.

    On Linux from its own status: the other figure begins with the peak of the process that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def peak_of(recording: Path, exercise: str, minutes: float) -> float:
    """The peak (MB) of a process that checks so many minutes."""
    words = [sys.executable, "-m", "benchmarks.memory", str(recording), "-e", exercise, "--minutes", str(minutes)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


@click.command(help=__doc__)
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("-e", "--exercise", required=True)
@click.option("--minutes", default=LONG, show_default=True)
def main(recording: Path, exercise: str, minutes: float) -> None:
    """Print the peak in MB."""
    loop: Any = Loop(Recording.load(recording), minutes)
    with (
        patch("formcheck.video.open_video", lambda *where, **how: loop),
        patch("formcheck.landmarker.Landmarker", lambda: loop),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        check_file(Path("loop.mp4"), exercise, TYPICAL, Outputs())
    click.echo(f"{peak_mb():.1f}")


if __name__ == "__main__":
    main()
