"""Contact sheets: stick figures of a score, frame by frame, to look at.

python -m sample_videos.actor.sheet glute_bridge out.png [--fault over_arched --strength 1.5] [--seed 3]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from formcheck.pose import INDEX, LIMBS

from . import score as scores
from .life import LOOKALIKES, life, lookalike

LEFT_COLOUR, RIGHT_COLOUR, MIDDLE_COLOUR = (220, 120, 30), (30, 60, 220), (60, 60, 60)


def draw(image: np.ndarray, xy: np.ndarray, scale: float) -> None:
    """Draw one stick figure, landmarks (33, 2) in image heights; left blue, right red. Changes ``image``."""
    import cv2

    def line(a: int, b: int, colour: tuple[int, int, int]) -> None:
        ends = [tuple(int(v) for v in np.round(xy[i] * scale)) for i in (a, b)]
        cv2.line(image, *ends, colour, 2, cv2.LINE_AA)

    for side, colour in (("left", LEFT_COLOUR), ("right", RIGHT_COLOUR)):
        for a, b in (*LIMBS, ("wrist", "index"), ("wrist", "thumb"), ("heel", "foot_index"), ("ankle", "foot_index")):
            line(INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"], colour)
        line(INDEX[f"{side}_ear"], INDEX["nose"], colour)
    for part in ("shoulder", "hip"):
        line(INDEX[f"left_{part}"], INDEX[f"right_{part}"], MIDDLE_COLOUR)


def sheet(score: scores.Score, times: Sequence[float], columns: int = 6, cell: int = 220) -> np.ndarray:
    """(H, W, 3) uint8 BGR: stick figures at the times (s), with the floor's edge lines."""
    import cv2

    frames = score.at(np.asarray(times))
    xy = score.camera.project(score.landmarks(frames))
    wide = int(cell * score.camera.width)
    rows = -(-len(times) // columns)
    page = np.full((rows * cell, columns * wide, 3), 255, np.uint8)
    grid = [[(x, 0.0, -1.0), (x, 0.0, 1.0)] for x in np.arange(-1.5, 1.6, 0.5)]
    grid += [[(-1.5, 0.0, z), (1.5, 0.0, z)] for z in np.arange(-1.0, 1.1, 0.5)]
    for number, points in enumerate(xy):
        image = np.full((cell, wide, 3), 250, np.uint8)
        for ends in score.camera.project(np.array(grid)):
            if np.isfinite(ends).all():
                a, b = (tuple(int(v) for v in np.clip(end * cell, -2000, 4000)) for end in ends)
                cv2.line(image, a, b, (215, 215, 215), 1, cv2.LINE_AA)
        draw(image, points, cell)
        cv2.putText(image, f"{times[number]:.1f}s", (5, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1)
        cv2.rectangle(image, (0, 0), (wide - 1, cell - 1), (180, 180, 180), 1)
        row, column = divmod(number, columns)
        page[row * cell : (row + 1) * cell, column * wide : (column + 1) * wide] = image
    return page


def moments(score: scores.Score, count: int = 12, rep: int = 0) -> list[float]:
    """Times over one repetition, with the rest before it; over the whole score if it has none."""
    if not score.reps:
        return list(np.linspace(0.0, score.seconds - 0.05, count))
    label = score.reps[rep]
    return list(np.linspace(label["start"] - 0.3, label["end"] + 0.2, count))


def main() -> None:
    """Write one sheet."""
    import cv2

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("out", type=Path)
    parser.add_argument("--fault")
    parser.add_argument("--strength", type=float, default=1.5)
    parser.add_argument("--person", default="a")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=12)
    args = parser.parse_args()
    if args.name == "life":
        score = life(args.seed)
    elif args.name in LOOKALIKES:
        score = lookalike(args.name, args.person, args.seed)
    elif args.fault:
        score = scores.faulty(args.name, args.fault, args.strength, args.person, args.seed, reps=2)
    else:
        score = scores.clean(args.name, args.person, args.seed)
    cv2.imwrite(str(args.out), sheet(score, moments(score, args.count)))


if __name__ == "__main__":
    main()
