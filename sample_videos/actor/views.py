"""What MediaPipe sees of a pose from where: stills from around the foot end to the side, beside what really is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from formcheck.pose import INDEX, LEFT, RIGHT

from . import score as scores
from .camera import Camera
from .clip import Take
from .seen import MAIN

#: Where the camera stands: degrees off the foot end (90: the side), height in m.
PLACES = tuple((off, height) for height in (0.6, 1.25) for off in (0, 25, 50, 90))
PERSONS = ("a", "b", "c")
NEAR = 0.2  # torso lengths: a joint that is farther off is not where MediaPipe says
STRENGTH = 1.6
_ROWS = [INDEX[f"{side}_{part}"] for side in (LEFT, RIGHT) for part in MAIN]

See = Callable[[np.ndarray], np.ndarray]


class Shot(NamedTuple):
    """One still: landmarks (33, 2) in image heights as they are, and as they are seen (NaN for nobody)."""

    true: np.ndarray
    seen: np.ndarray


def knees_apart(xy: np.ndarray) -> float:
    """Distance of the knees in distances of the ankles; xy: (33, 2)."""
    knees, ankles = (
        np.linalg.norm(xy[INDEX[f"left_{part}"]] - xy[INDEX[f"right_{part}"]]) for part in ("knee", "ankle")
    )
    return float(knees / ankles)


def heels_up(xy: np.ndarray) -> float:
    """How far the heels are above the toes, in torso lengths; xy: (33, 2)."""
    heel, toes, shoulder, hip = (
        xy[[INDEX[f"left_{part}"], INDEX[f"right_{part}"]]].mean(axis=0)
        for part in ("heel", "foot_index", "shoulder", "hip")
    )
    return float((toes - heel)[1] / np.linalg.norm(shoulder - hip))


#: Exercise -> the side of the body that is near when the feet point to the camera's place 0; its faults that its own
#: camera does not show, and what would tell them.
POSES: dict[str, tuple[str, tuple[str, ...], Callable[[np.ndarray], float] | None]] = {
    "spiral_twist": (RIGHT, (), None),
    "glute_bridge": (RIGHT, ("knees_cave", "knees_flare"), knees_apart),
    "downward_dog": (LEFT, ("heels_forced",), heels_up),
}


def report(see: See | None = None, persons: Sequence[str] = PERSONS) -> str:
    """The cameras in a table. see: picture (h, w, 3) uint8 RGB -> landmarks (33, 2) in image heights."""
    see = see or mediapipe
    lines = [
        f"Stills from around the foot end to the side (90), camera low and high, {len(persons)} persons: share of the main",
        f"joints that MediaPipe puts within {NEAR} torso lengths of the truth; and faults that the exercise's own camera does",
        "not show, as they are (as MediaPipe sees them): knees apart in ankle widths, heels above the toes in torso lengths",
        f"{'degrees off the foot end, height':<34}" + "".join(f"{f'{off}, {high} m':>14}" for off, high in PLACES),
    ]
    for exercise, (_, faults, value) in POSES.items():
        good = [shots(exercise, "", place, see, persons) for place in PLACES]
        shares = [np.mean([in_place(*shot) for shot in some]) for some in good]
        lines.append(_row(f"{exercise}: joints", [f"{share:.2f}" for share in shares]))
        for fault in ("", *faults) if value else ():
            taken = [shots(exercise, fault, place, see, persons) for place in PLACES] if fault else good
            lines.append(_row(f"    {fault or 'without a fault'}", [_beside(value, some) for some in taken]))
    return "\n".join(lines)


def _row(name: str, cells: list[str]) -> str:
    return f"{name:<34}" + "".join(f"{cell:>14}" for cell in cells)


def _beside(value: Callable[[np.ndarray], float], some: list[Shot]) -> str:
    true = np.median([value(shot.true) for shot in some])
    found = [value(shot.seen) for shot in some if np.isfinite(shot.seen).all()]
    return f"{true:.2f} ({np.median(found):.2f})" if found else f"{true:.2f} (nobody)"


def in_place(true: np.ndarray, seen: np.ndarray) -> float:
    """Share of the main joints that are seen where they are."""
    torso = np.linalg.norm(true[[11, 12]].mean(axis=0) - true[[23, 24]].mean(axis=0))
    return float((np.linalg.norm((seen - true)[_ROWS], axis=1) < NEAR * torso).mean())


def shots(exercise: str, fault: str, place: tuple[float, float], see: See, persons: Sequence[str]) -> list[Shot]:
    """Each person at the end of a repetition's hold, filmed from a place."""
    what, (off, height) = scores.exercise(exercise), place
    down = float(np.rad2deg(np.arctan2(height - 0.3, what.camera.distance)))
    camera = Camera(90.0 - off, what.camera.distance, height, -down, hfov=68)
    rep, taken = scores.Rep(RIGHT if what.sides else "", fault, STRENGTH if fault else 0.0), []
    for person in persons:
        score = scores.perform(exercise, [rep], person, 5, camera, POSES[exercise][0])
        moment = max(key.t for key in score.keys if key.t < score.reps[0]["end"] - 0.01)
        picture = next(Take.of(score, "studio", 0).pictures(np.array([moment])))
        true = score.camera.project(score.landmarks(score.at(np.array([moment]))))[0]
        taken.append(Shot(true, see(picture)))
    return taken


def mediapipe(picture: np.ndarray) -> np.ndarray:
    """(33, 2) image heights: what MediaPipe sees in one picture (h, w, 3) uint8 RGB."""
    from formcheck.landmarker import Landmarker
    from formcheck.video import Frame

    with Landmarker() as landmarker:  # a new one for each picture: nothing is remembered
        return landmarker.detect(Frame(0.0, np.ascontiguousarray(picture[..., ::-1]))).xy
