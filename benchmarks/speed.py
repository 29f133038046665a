"""What formcheck costs beside MediaPipe: python -m benchmarks.speed [CLIP] [-e EXERCISE]

One run measures, in turn and several times over so that a machine that slows down slows all of them down:
  bare     decoding the clip and MediaPipe's pose model on every frame, once as it is and once in a mirror, nothing else
  check    the same clip through `formcheck check`, without the annotated video
  engine   the session alone, on the landmarks of that clip
Times are of this process on all cores (CPU) and on the clock (wall), the least of the rounds, in ms a frame.
Then the peak memory of a check of a short and of a long video (see benchmarks.memory).
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
import numpy as np

from formcheck import models, rulebook
from formcheck.checking import Outputs, check_file
from formcheck.errors import UserError
from formcheck.landmarker import LONG_SIDE, quiet
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.rule import TYPICAL

from .memory import LONG, SHORT, peak_mb, peak_of


@dataclass(frozen=True)
class Cost:
    """Seconds for the whole clip."""

    wall: float
    cpu: float


def bare(clip: Path) -> int:
    """Decode and detect as MediaPipe's own guide shows it, at the size that formcheck uses, each picture as it is and in a
    mirror, one look after the other; gives the frames."""
    import av
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(models.model_path())), running_mode=vision.RunningMode.VIDEO
    )
    frames = 0
    create = vision.PoseLandmarker.create_from_options
    with quiet(), create(options) as task, create(options) as mirror, av.open(str(clip)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for picture in container.decode(video=0):
            scale = min(1.0, LONG_SIDE / max(picture.width, picture.height))
            width, height = round(picture.width * scale), round(picture.height * scale)
            rgb = np.ascontiguousarray(picture.to_ndarray(format="rgb24", width=width, height=height))
            for look, image in ((task, rgb), (mirror, np.ascontiguousarray(rgb[:, ::-1]))):
                look.detect_for_video(mediapipe.Image(mediapipe.ImageFormat.SRGB, image), round(picture.time * 1000))
            frames += 1
    return frames


def measured(work: Callable[[], object]) -> Cost:
    """What one call costs."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def least(costs: list[Cost]) -> Cost:
    """The least of several rounds: what others on the machine add is never negative."""
    return Cost(min(cost.wall for cost in costs), min(cost.cpu for cost in costs))


def check(clip: Path, exercise: str, landmarks: Path) -> None:
    """`formcheck check`, its report thrown away, its landmarks kept for the engine."""
    with contextlib.redirect_stdout(io.StringIO()):
        check_file(clip, exercise, TYPICAL, Outputs(landmarks_out=landmarks))


@click.command(help=__doc__)
@click.argument("clip", type=click.Path(path_type=Path), required=False)
@click.option("-e", "--exercise", help="Default: the name of the clip's folder.")
@click.option("--rounds", default=3, show_default=True, help="How often each is measured.")
def main(clip: Path | None, exercise: str | None, rounds: int) -> None:
    """Print the table."""
    clip = clip or next(iter(sorted(Path("sample_videos").glob("*/*.mp4"))), None)
    if clip is None:
        raise click.UsageError("There is no sample clip here. Name one: python -m benchmarks.speed CLIP -e EXERCISE")
    exercise = exercise or clip.parent.name
    with (
        tempfile.TemporaryDirectory() as folder,
        click.progressbar(length=2 * rounds + 2, label=f"Measuring on {clip.name}", file=sys.stderr) as bar,
    ):
        landmarks = Path(folder) / "landmarks.npz"
        table, frames = _measure(clip, exercise, rounds, landmarks, lambda: bar.update(1))
        peaks = []
        for minutes in (SHORT, LONG):
            peaks.append(peak_of(landmarks, exercise, minutes))
            bar.update(1)
    click.echo(f"{clip.name}: {frames} frames, best of {rounds} rounds, ms a frame")
    for name, cost in table.items():
        click.echo(f"  {name:8}{cost.cpu / frames * 1e3:8.3f} CPU{cost.wall / frames * 1e3:8.3f} wall")
    share = table["check"].cpu / table["bare"].cpu - 1
    click.echo(f"check costs {share:+.1%} CPU beside bare MediaPipe; peak memory {peak_mb():.0f} MB")
    click.echo(
        f"peak memory of check without MediaPipe and decoder: {peaks[0]:.1f} MB for {SHORT:.0f} min of video, "
        f"{peaks[1]:.1f} MB for {LONG:.0f} min: x {peaks[1] / peaks[0]:.2f}"
    )


def _measure(
    clip: Path, exercise: str, rounds: int, landmarks: Path, step: Callable[[], None]
) -> tuple[dict[str, Cost], int]:
    rule, recording = rulebook.load(exercise), Recording.of(())
    costs: dict[str, list[Cost]] = {"bare": [], "check": [], "engine": []}
    for _ in range(rounds):
        costs["bare"].append(measured(lambda: bare(clip)))
        step()
        costs["check"].append(measured(lambda: check(clip, exercise, landmarks)))
        recording = Recording.load(landmarks)
        costs["engine"].append(measured(partial(replay, recording, rule)))
        step()
    return {name: least(several) for name, several in costs.items()}, len(recording)


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        print(f"formcheck: {error}", file=sys.stderr)
        sys.exit(2)
