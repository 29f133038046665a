"""A file from a stranger: kept under a name of ours, in a folder of its own that goes when nobody needs it any more."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import UserError
from ..footage import Footage, is_recording, read
from ..ledger import clock
from ..recording import Recording
from .jobs import Job

#: Seconds: the longest recording that is taken; a set takes a few minutes.
LONGEST = 60 * 60.0
#: Bytes that a recording may unpack to: an hour at thirty pictures a second is 170 million.
UNPACKED = 500_000_000

_ZIP = b"PK\x03\x04"
_WEBM = b"\x1a\x45\xdf\xa3"


#: What must be deleted when the program ends.
_FOLDERS: weakref.WeakSet[tempfile.TemporaryDirectory[str]] = weakref.WeakSet()


@dataclass(eq=False)
class Material:
    """What is to be looked at. name: as its owner calls it. path: the file, video or recording. landmarks: where they
    are already known. folder: holds the file as long as this object lives, None for a file that was here before."""

    name: str
    path: Path
    landmarks: Path | None = None
    folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def stem(self) -> str:
        """The name for files that are made of it: letters, digits, "-" and "_" only."""
        return re.sub(r"[^\w-]+", "_", Path(self.name).stem)[:60].strip("_") or "recording"

    @property
    def media_type(self) -> str | None:
        """The type under which browsers may play the file, None when they cannot."""
        if is_recording(self.path):
            return None
        with self.path.open("rb") as file:
            head = file.read(64)
        if head[4:8] == b"ftyp":
            return "video/mp4"
        return "video/webm" if head.startswith(_WEBM) and b"webm" in head else None

    def told(self, words: str) -> str:
        """Words about the file as its owner knows it."""
        return words.replace(str(self.path), self.name).replace(self.path.name, self.name)

    def discard(self) -> None:
        """Deletes what was uploaded and what was made of it, at once."""
        if self.folder is not None:
            self.folder.cleanup()

    def scratch(self, name: str) -> Path:
        """A place for a file that is made of this one and goes with it."""
        if self.folder is None:
            self.folder = _folder()
        return Path(self.folder.name) / name


def _folder() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="formcheck-", ignore_cleanup_errors=True)
    _FOLDERS.add(folder)
    return folder


def discard_all() -> None:
    """Deletes every upload: the program ends, and a signal may end it before Python would tidy up by itself."""
    for folder in list(_FOLDERS):
        folder.cleanup()


def keep(file: BinaryIO, name: str, size: int, largest: int) -> Material:
    """Takes an upload of ``size`` bytes. Raises UserError when it is empty, larger than ``largest`` bytes, or does not fit
    on the disk."""
    if size > largest:
        raise UserError(
            f"{name} is too large ({size / 1e6:.0f} MB, at most {largest / 1e6:.0f} MB). Cut the part with the exercise out of it."
        )
    if not size:
        raise UserError(f"{name} is empty. Copy or record the video again.")
    try:
        return _copy(file, name)
    except OSError as error:
        raise UserError(
            f"{name} could not be copied into {_temporary()}: {error.strerror}. Make room there, then try again."
        ) from None


def _copy(file: BinaryIO, name: str) -> Material:
    file.seek(0)
    kind = ".npz" if file.read(len(_ZIP)) == _ZIP else ".video"
    file.seek(0)
    folder = _folder()
    path = Path(folder.name) / f"upload{kind}"
    try:
        with path.open("xb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
    except OSError:
        folder.cleanup()  # half a file helps nobody
        raise
    return Material(name, path, folder=folder)


def _temporary() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        return "the folder for temporary files"


def watch(material: Material, job: Job[Any]) -> Footage:
    """The landmarks of every frame. Raises UserError, in words about the owner's file, when it cannot be used."""
    try:
        return _watched(material, job)
    except UserError as error:
        raise UserError(material.told(str(error))) from None


def _watched(material: Material, job: Job[Any]) -> Footage:
    if is_recording(material.path):
        _check_unpacked(material)
        footage = read(material.path)
        _check_length(material, footage.recording.seconds)
        return footage
    if material.landmarks and material.landmarks.exists():
        return Footage(material.path, Recording.load(material.landmarks))

    def track(frames: Any, total: int | None, what: str) -> Iterator[Any]:
        _check_length(material, getattr(frames, "duration", 0.0))
        return _not_too_long(material, job.track(frames, total, what))

    return read(material.path, track)


def _not_too_long(material: Material, frames: Iterable[Any]) -> Iterator[Any]:
    """The frames; some files do not say beforehand how long they are."""
    for frame in frames:
        _check_length(material, frame.t)
        yield frame


def _check_length(material: Material, seconds: float) -> None:
    if seconds > LONGEST:
        raise UserError(
            f"{material.name} is too long ({clock(seconds)}, at most {LONGEST / 60:.0f} minutes). "
            "Cut the part with the exercise out of it."
        )


def _check_unpacked(material: Material) -> None:
    try:
        with zipfile.ZipFile(material.path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # the recording says itself what is wrong with it
    if unpacked > UNPACKED:
        raise UserError(
            f"{material.name} is too large when it is unpacked ({unpacked / 1e6:.0f} MB). Send a shorter one."
        )
