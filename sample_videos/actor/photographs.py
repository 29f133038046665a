"""Photographs of people exercising, seen by MediaPipe: what the actor is compared with."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.errors import UserError
from formcheck.pose import INDEX, LEFT, RIGHT

from .seen import MAIN

#: Exercise -> what it is called in the photographs' index.csv.
CALLED = {
    "forward_bend": "standing forward bend", "knee_to_chest": "supine knee-to-chest",
    "seated_rotation": "seated rotation", "spiral_twist": "lying bent-knee twist", "partial_crunch": "partial crunch",
    "bird_dog": "bird dog", "glute_bridge": "glute bridge", "lateral_leg_lift": "side-lying leg lift",
    "downward_dog": "downward dog", "downward_dog_leg_lift": "downward dog",
}  # fmt: skip


class People(NamedTuple):
    """Photographs of one exercise or a near one: how many, in how many a person was found, and the mean visibility of the
    main joints of the better and of the worse seen side (NaN when nobody was found)."""

    count: int
    found: int
    near: float
    far: float


def people(folder: Path) -> dict[str, People]:
    """Exercise -> what MediaPipe sees in its photographs; exercises without photographs are left out.

    folder: pictures and an index.csv with the columns file and exercise. Raises UserError without the index.
    """
    try:
        with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        raise UserError(f"There is no index.csv in {folder}; it says which photograph shows which exercise.") from None
    files: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        files[row["exercise"]].append(row["file"])
    sides = {name: [_visible(folder / file) for file in files[name]] for name in {*CALLED.values()} if name in files}
    return {exercise: _summary(sides[name]) for exercise, name in CALLED.items() if name in sides}


def _summary(sides: list[tuple[float, float] | None]) -> People:
    found = [both for both in sides if both]
    near, far = np.mean(found, axis=0) if found else (np.nan, np.nan)
    return People(len(sides), len(found), float(near), float(far))


def _visible(picture: Path) -> tuple[float, float] | None:
    """Mean visibility of the main joints of the better and the worse seen side; None without a person."""
    import cv2

    from formcheck.landmarker import Landmarker
    from formcheck.video import Frame

    with Landmarker() as landmarker:  # a new one for each picture: nothing is remembered
        pose = landmarker.detect(Frame(0.0, cv2.imread(str(picture))))
    if not pose.found:
        return None
    both = [float(np.mean([pose.visibility[INDEX[f"{side}_{part}"]] for part in MAIN])) for side in (LEFT, RIGHT)]
    return max(both), min(both)
