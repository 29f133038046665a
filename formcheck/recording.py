"""A person's landmarks over time, kept in a file: a recording needs no picture."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from .errors import UserError
from .pose import Pose

_SHAPES = {"t": (), "xy": (33, 2), "world": (33, 3), "visibility": (33,)}
_ROW = np.dtype([(name, "<f8", shape) for name, shape in _SHAPES.items()])
#: Picture heights or metres that no landmark is away, however wrong.
_NOWHERE = 1e6
#: The way in which videos are read; raised whenever the same video gives other landmarks. 2: with a second look in a mirror.
READING = 2
#: Frames of a tape that are in memory at one time: 0.8 MB.
_BLOCK = 512


@dataclass(frozen=True, eq=False)
class Recording:
    """Landmarks of n frames, as the landmarker gave them: neither smoothed nor mirrored.

    t: (n,) s, strictly rising. xy: (n, 33, 2) image heights. world: (n, 33, 3) m. visibility: (n, 33).
    width: the picture's width in image heights, NaN when unknown. live: saved by a live session. usual: how far the
    person goes on other days, in the counting signal's unit, NaN when unknown. made_of: bytes of the video that was read,
    and reading: how (``READING``), 0 when unknown.
    tape: the file whose bytes the arrays show, None when they are in memory. To iterate and to save read it piece by
    piece; a whole array takes memory only as far as it is looked at.
    """

    t: np.ndarray
    xy: np.ndarray
    world: np.ndarray
    visibility: np.ndarray
    width: float = float("nan")
    live: bool = False
    tape: IO[bytes] | None = None
    usual: float = float("nan")
    made_of: int = 0
    reading: int = 0

    def __len__(self) -> int:
        return len(self.t)

    def __iter__(self) -> Iterator[Pose]:
        for rows in self._blocks():
            for t, xy, world, visibility in zip(*(rows[name] for name in _SHAPES), strict=True):
                yield Pose(float(t), xy, world, visibility)

    def _blocks(self) -> Iterator[Mapping[str, np.ndarray] | np.ndarray]:
        """All frames in their order, as (b, ...) arrays by name."""
        if self.tape is None:
            yield {name: getattr(self, name) for name in _SHAPES}
            return
        for first in range(0, len(self), _BLOCK):
            yield _rows(self.tape, first, min(_BLOCK, len(self) - first))

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return float(self.t[-1] - self.t[0]) if len(self.t) > 1 else 0.0

    @classmethod
    def of(
        cls, poses: Iterable[Pose], width: float = float("nan"), live: bool = False, usual: float = float("nan")
    ) -> Recording:
        """Collect poses into one recording."""
        poses = list(poses)
        empty = [np.empty((0, *shape)) for shape in _SHAPES.values()]
        arrays = (
            [np.array([getattr(pose, name) for pose in poses], dtype=float) for name in _SHAPES] if poses else empty
        )
        return cls(*arrays, width=width, live=live, usual=usual)

    def save(self, path: str | Path) -> None:
        """Write to ``path`` (.npz), whole or not at all.

        Raises UserError when the place cannot be written.
        """
        path = Path(path)
        try:
            handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".npz")
        except OSError as error:
            raise UserError(f"Cannot write {path}: {error.strerror}. Choose a folder you may write to.") from None
        try:
            with os.fdopen(handle, "wb") as file:
                self._write(file)
            os.chmod(scratch, 0o666 & ~umask())
            os.replace(scratch, path)
        except OSError as error:
            raise UserError(f"Cannot write {path}: {error.strerror}. Choose another place.") from None
        finally:
            Path(scratch).unlink(missing_ok=True)

    def _write(self, file: IO[bytes]) -> None:
        """What numpy.savez_compressed writes, without having all of it in memory."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, shape in _SHAPES.items():
                head = {"descr": "<f8", "fortran_order": False, "shape": (len(self), *shape)}
                with archive.open(f"{name}.npy", "w", force_zip64=True) as column:
                    np.lib.format.write_array_header_1_0(column, head)
                    for rows in self._blocks():
                        column.write(rows[name].astype("<f8").tobytes())
            for name in ("width", "live", "usual", "made_of", "reading"):
                with archive.open(f"{name}.npy", "w") as column:
                    np.lib.format.write_array(column, np.asarray(getattr(self, name)))

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read a recording from ``path``.

        Raises UserError when the file is missing, no recording, or its arrays do not fit together.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: np.asarray(file[name], dtype=float) for name in _SHAPES}
                width, usual = (float(file[name]) if name in file else float("nan") for name in ("width", "usual"))
                live = bool(file["live"]) if "live" in file else False
                made_of, reading = (int(file[name]) if name in file else 0 for name in ("made_of", "reading"))
        except FileNotFoundError:
            raise UserError(f"There is no file {path}. Check the name and the folder.") from None
        except IsADirectoryError:
            raise UserError(f"{path} is a folder. Name one recording in it.") from None
        except PermissionError:
            raise UserError(f"{path} may not be read. Change its permissions.") from None
        except Exception as error:  # noqa: BLE001 - NumPy, zipfile, zlib: each way to be damaged has one of its own
            raise UserError(
                f"{path} is not a landmark recording{_reason(error)}, or it is damaged. "
                "Make one with: formcheck check VIDEO -e EXERCISE --landmarks OUT.npz"
            ) from None
        _check(arrays, path)
        return cls(*arrays.values(), width=width, live=live, usual=usual, made_of=made_of, reading=reading)


class Tape:
    """Takes poses down in a file without a name, gone with the program: memory does not grow with their number."""

    def __init__(self) -> None:
        # Unbuffered: whatever interrupts the program, a row is there or it is not.
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="formcheck-", buffering=0)  # noqa: SIM115
        self._count = 0

    def add(self, pose: Pose) -> None:
        """Takes the next pose. Raises UserError when the disk is full."""
        row = np.zeros((), _ROW)
        for name in _SHAPES:
            row[name] = getattr(pose, name)
        try:
            written = self._file.write(row.tobytes())
        except OSError:
            written = 0
        if written != _ROW.itemsize:
            raise UserError(f"The disk is full: make room in {tempfile.gettempdir()}, 3 MB for each minute of video.")
        self._count += 1

    def recording(self, width: float = float("nan")) -> Recording:
        """What was taken down so far."""
        if not self._count:
            return Recording.of((), width)
        rows = _rows(self._file, 0, self._count)
        return Recording(*(rows[name] for name in _SHAPES), width=width, tape=self._file)


def _check(arrays: Mapping[str, np.ndarray], path: str | Path) -> None:
    """Raises UserError for arrays, by name, that are no recording."""
    count = arrays["t"].shape[0] if arrays["t"].ndim == 1 else -1
    for name, shape in _SHAPES.items():
        if arrays[name].shape != (count, *shape):
            wanted = ", ".join(["n", *map(str, shape)])
            raise UserError(f"{path}: {name} has shape {arrays[name].shape}, a recording needs ({wanted}).")
    if not np.isfinite(arrays["t"]).all() or (np.diff(arrays["t"]) <= 0).any():
        raise UserError(f"{path}: its times do not rise from frame to frame; record the clip again.")
    seen = arrays["visibility"]
    if any((np.abs(arrays[name]) > _NOWHERE).any() for name in ("xy", "world")) or (seen < 0).any() or (seen > 1).any():
        raise UserError(f"{path} is damaged: it holds numbers that no landmark has; record the clip again.")


def _rows(tape: IO[bytes], first: int, count: int) -> np.ndarray:
    """(count,) rows of a tape, mapped into memory for as long as somebody holds them."""
    return np.asarray(np.memmap(tape, _ROW, "r", first * _ROW.itemsize, (count,)))


def umask() -> int:
    """What the user leaves out of a new file's permissions; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: Exception) -> str:
    """What is missing in it, where NumPy says that; its other complaints are for programmers."""
    return f" ({error.args[0]})" if isinstance(error, KeyError) else ""
