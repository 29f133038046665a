"""A person's landmarks over time, kept in a file: a recording needs no picture."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import UserError
from .pose import Pose

_SHAPES = {"t": (), "xy": (33, 2), "world": (33, 3), "visibility": (33,)}


@dataclass(frozen=True, eq=False)
class Recording:
    """Landmarks of n frames, as MediaPipe gave them: neither smoothed nor mirrored.

    t: (n,) s, strictly rising. xy: (n, 33, 2) image heights. world: (n, 33, 3) m. visibility: (n, 33).
    width: the picture's width in image heights, NaN when unknown. live: saved by a live session.
    """

    t: np.ndarray
    xy: np.ndarray
    world: np.ndarray
    visibility: np.ndarray
    width: float = float("nan")
    live: bool = False

    def __len__(self) -> int:
        return len(self.t)

    def __iter__(self) -> Iterator[Pose]:
        for t, xy, world, visibility in zip(self.t, self.xy, self.world, self.visibility, strict=True):
            yield Pose(float(t), xy, world, visibility)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return float(self.t[-1] - self.t[0]) if len(self.t) > 1 else 0.0

    @classmethod
    def of(cls, poses: Iterable[Pose], width: float = float("nan"), live: bool = False) -> Recording:
        """Collect poses into one recording."""
        poses = list(poses)
        empty = [np.empty((0, *shape)) for shape in _SHAPES.values()]
        arrays = (
            [np.array([getattr(pose, name) for pose in poses], dtype=float) for name in _SHAPES] if poses else empty
        )
        return cls(*arrays, width=width, live=live)

    def save(self, path: str | Path) -> None:
        """Write to ``path`` (.npz), whole or not at all.

        Raises UserError when the place cannot be written.
        """
        path = Path(path)
        arrays = {name: getattr(self, name) for name in _SHAPES}
        try:
            handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".npz")
        except OSError as error:
            raise UserError(f"Cannot write {path}: {error.strerror}. Choose a folder you may write to.") from None
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, **arrays, width=self.width, live=self.live)
            os.chmod(scratch, 0o666 & ~_umask())
            os.replace(scratch, path)
        except OSError as error:
            raise UserError(f"Cannot write {path}: {error.strerror}. Choose another place.") from None
        finally:
            Path(scratch).unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read a recording from ``path``.

        Raises UserError when the file is missing, no recording, or its arrays do not fit together.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: np.asarray(file[name], dtype=float) for name in _SHAPES}
                width = float(file["width"]) if "width" in file else float("nan")
                live = bool(file["live"]) if "live" in file else False
        except FileNotFoundError:
            raise UserError(f"There is no file {path}. Check the name and the folder.") from None
        except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            raise UserError(
                f"{path} is not a landmark recording ({_reason(error)}). "
                "Make one with: formcheck check VIDEO -e EXERCISE --landmarks OUT.npz"
            ) from None
        count = arrays["t"].shape[0] if arrays["t"].ndim == 1 else -1
        for name, shape in _SHAPES.items():
            if arrays[name].shape != (count, *shape):
                wanted = ", ".join(["n", *map(str, shape)])
                raise UserError(f"{path}: {name} has shape {arrays[name].shape}, a recording needs ({wanted}).")
        if not np.isfinite(arrays["t"]).all() or (np.diff(arrays["t"]) <= 0).any():
            raise UserError(f"{path}: its times do not rise from frame to frame; record the clip again.")
        return cls(**arrays, width=width, live=live)


def _umask() -> int:
    """What the user leaves out of a new file's permissions; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return str(error.args[0])
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
