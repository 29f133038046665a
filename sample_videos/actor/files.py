"""Writing a clip's label (.toml) and truth (.npz)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from formcheck.errors import UserError

from .landmarks import truth
from .score import Score
from .skeleton import ANGLES


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return "[" + ", ".join(_toml(item) for item in value) + "]"


def label_text(label: dict) -> str:
    """A label as TOML, one repetition a line."""
    lines = [f"{key} = {_toml(value)}" for key, value in label.items() if key != "reps"]
    if not label["reps"]:
        return "\n".join([*lines, "reps = []", ""])
    reps = [f"    {_toml(rep)}," for rep in label["reps"]]
    return "\n".join([*lines, "reps = [", *reps, "]", ""])


def _written(path: Path, write) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror}. Choose a folder you may write to.") from None


def write_label(label: dict, path: str | Path) -> None:
    """Write a label (.toml). Raises UserError when the place cannot be written."""
    path = Path(path)
    _written(path, lambda: path.write_text(label_text(label), encoding="utf-8"))


def write_truth(score: Score, fps: float, path: str | Path) -> None:
    """Write what really happened (.npz): see ``landmarks.truth``; ``names`` are the angles' names.

    Raises UserError when the place cannot be written.
    """
    path = Path(path)
    arrays = truth(score, score.frames(fps))
    _written(path, lambda: np.savez_compressed(path, names=np.array(list(ANGLES)), **arrays))
