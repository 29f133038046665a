"""From a score to a clip: who, where and through which camera it is filmed; video, landmarks, label and truth files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from tqdm import tqdm

from . import rooms
from .lens import Film, Lens
from .looks import LOOKS, Look
from .mesh import person, shade
from .render import Renderer
from .score import Score
from .skeleton import BIND, BONE_INDEX, forward

FPS = 15.0
CRF = 26
TICKS = 90_000  # of a second, the usual clock of H.264


@dataclass(frozen=True, eq=False)
class Take:
    """One clip to be filmed: a score, a room, a look and a lens."""

    score: Score
    room: str
    look: Look
    lens: Lens
    fps: float = FPS

    @classmethod
    def of(cls, score: Score, room: str = "", look: int | None = None, fps: float = FPS) -> Take:
        """Whatever is left open is chosen by the score's seed."""
        rng = np.random.default_rng(score.seed + 104_729)
        room = room or str(rng.choice(list(rooms.ROOMS)))
        looks = LOOKS[score.person]
        chosen = looks[int(rng.integers(len(looks)))] if look is None else looks[look % len(looks)]
        return cls(score, room, chosen, Lens().varied(rng), fps)

    def pictures(self, times: np.ndarray) -> Iterator[np.ndarray]:
        """(height, width, 3) uint8 RGB at each of the times, seconds."""
        score = self.score
        frames = score.at(times)
        matrices = forward(score.body, frames.angles, frames.root)
        bind = forward(score.body, BIND, np.zeros(3))
        shapes = person(score.body, self.look), shade(score.body, self.look)
        renderer = Renderer(self._scene(), *shapes, bind, score.camera)
        film = Film(self.lens, score.camera.pixels, score.seed)
        try:
            for pose in matrices:
                yield film.expose(renderer.frame(pose))
        finally:
            renderer.release()

    def _scene(self):
        score = self.score
        frames = score.at(np.linspace(0.0, score.seconds, 40))
        joints = forward(score.body, frames.angles, frames.root)[..., :3, 3]
        low, high = joints.min(axis=(0, 1)), joints.max(axis=(0, 1))
        centre = (low + high) / 2
        heading = np.rad2deg(np.arctan2(*_long_axis(joints)))
        mat = None if "mat" not in score.props else (heading, (centre[0], centre[2]))
        chair = None
        if "chair" in score.props:
            sat = score.at(np.array([score.reps[0]["start"] if score.reps else 0.0]))
            first = forward(score.body, sat.angles[0], sat.root[0])[BONE_INDEX["pelvis"]]
            chair = (
                score.heading,
                (first[0, 3], first[2, 3]),
                first[1, 3] - 0.055 * score.body.girth * score.body.height,
            )
        return rooms.build(self.room, score.camera.azimuth, centre * [1, 0, 1] + [0, 0.6, 0], mat, chair)

    def times(self) -> np.ndarray:
        """(n,) s: when a frame is taken."""
        return np.arange(0.0, self.score.seconds, 1.0 / self.fps)


def _long_axis(joints: np.ndarray) -> np.ndarray:
    """(2,) x, z: the direction along which the joints (..., 3) spread most on the floor."""
    flat = joints.reshape(-1, 3)[:, [0, 2]]
    return np.linalg.eigh(np.cov(flat.T))[1][:, -1]


def film(take: Take, path: Path, crf: int = CRF, bar: bool = True) -> None:
    """Render a take into an H.264 file that every browser plays; the file appears when it is whole."""
    times = take.times()
    scratch = path.with_name(f".{path.stem}.part.mp4")
    try:
        with av.open(str(scratch), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            stream = container.add_stream("libx264", options={"preset": "veryfast", "crf": str(crf), "threads": "1"})
            stream.width, stream.height = take.score.camera.pixels
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, TICKS)
            pictures = zip(times, take.pictures(times), strict=True)
            for t, picture in tqdm(pictures, total=len(times), desc=path.stem, disable=not bar, unit="frame"):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame.pts, frame.time_base = round(t * TICKS), Fraction(1, TICKS)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
