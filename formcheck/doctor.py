"""What this machine has and lacks, each lack with its remedy. Loads no library before it is looked at."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from . import imports, landmarker, models
from .errors import UserError

#: What formcheck runs on, in the order of pyproject.toml; the OpenCV packages have a check of their own.
LIBRARIES = (
    "mediapipe", "numpy", "av", "streamlit", "altair", "pandas", "starlette", "click", "tqdm", "platformdirs", "filelock",
    "flatbuffers",
)  # fmt: skip
OPENCV = ("opencv-python", "opencv-contrib-python", "opencv-python-headless", "opencv-contrib-python-headless")
#: Bytes: the model, and room for the wheel that it is taken from.
_ROOM = 100_000_000


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    found: what is there, in words. remedy: what to do, empty when ok. required: formcheck cannot work without it.
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""
    required: bool = True


def checks() -> Iterator[Check]:
    """Every check, each made when it is asked for; the whole takes a few seconds."""
    yield python()
    yield libraries()
    yield opencv()
    yield from system_libraries()
    yield cache()
    yield model()
    yield pose()
    yield camera()


def python() -> Check:
    """Whether this Python is one that MediaPipe has wheels for."""
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    remedy = "" if ok else "Install Python 3.11, 3.12 or 3.13 and make the environment anew with it."
    return Check("Python", ok, platform.python_version(), remedy)


def libraries() -> Check:
    """Whether the Python packages are installed, with their versions."""
    versions = {name: _version(name) for name in LIBRARIES}
    missing = [name for name, version in versions.items() if not version]
    found = ", ".join(f"{name} {version or 'missing'}" for name, version in versions.items())
    return Check("Python packages", not missing, found, f"pip install {' '.join(missing)}" if missing else "")


def opencv() -> Check:
    """Whether the OpenCV packages, which fill one and the same folder, fit together and to that folder."""
    versions = {name: version for name in OPENCV if (version := _version(name))}
    found = ", ".join(f"{name} {version}" for name, version in versions.items()) or "not installed"
    wanted = _pinned("opencv-python") or versions.get("opencv-contrib-python", "")
    pair = f"opencv-python=={wanted} opencv-contrib-python=={wanted}"
    remedy = f"pip uninstall --yes {' '.join(versions)}; pip install {pair}" if versions else f"pip install {pair}"
    complete = versions == dict.fromkeys(("opencv-python", "opencv-contrib-python"), wanted)
    try:
        import cv2

        loaded = str(getattr(cv2, "__version__", "without its parts"))  # uninstalling one package empties the folder
    except ImportError as error:
        if imports.missing(error):
            return Check("OpenCV", False, f"{found}; {error}", imports.remedy())
        loaded = "not to be loaded"
    ok = complete and wanted.startswith(f"{loaded}.")
    return Check("OpenCV", ok, f"{found}; cv2 is {loaded}", "" if ok else remedy)


def system_libraries() -> Iterator[Check]:
    """The libraries that MediaPipe and OpenCV expect of a Linux system; elsewhere their packages bring them along."""
    if not sys.platform.startswith("linux"):
        return
    missing = [name for name in imports.SYSTEM_LIBRARIES if not _loads(name)]
    found = f"missing: {', '.join(missing)}" if missing else ", ".join(imports.SYSTEM_LIBRARIES)
    yield Check("System libraries", not missing, found, imports.remedy() if missing else "")


def cache() -> Check:
    """Whether the folder for the pose model can be written and has room."""
    path = models.cache_path().parent
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            free = shutil.disk_usage(path).free
    except OSError as error:
        remedy = f"Make {path} writable, or keep the model elsewhere and name it in {models.VARIABLE}."
        return Check("Cache folder", False, f"{path}: {error.strerror}", remedy)
    ok = free >= _ROOM or models.cached() is not None
    found = f"{path}, {free / 1e9:.1f} GB free"
    return Check("Cache folder", ok, found, "" if ok else f"Free {_ROOM / 1e6:.0f} MB on the disk of {path}.")


def model() -> Check:
    """Whether the pose model is here and is the one that was measured; it is not fetched."""
    name, fetch = "Pose model", "It is fetched when it is first needed; to fetch it now: python -m formcheck.models"
    try:
        path = models.chosen()
    except UserError as error:
        return Check(name, False, f"not what {models.VARIABLE} names", str(error))
    if path:
        known = "checksum as expected" if models.is_known(path) else "another model than the one that was measured"
        return Check(name, True, f"{path} ({models.VARIABLE}), {known}")
    if path := models.cached():
        return Check(name, True, f"{path}, checksum as expected")
    found = f"{models.cache_path()} is {'damaged' if models.cache_path().exists() else 'not there yet'}"
    return Check(name, False, found, fetch)


def pose() -> Check:
    """Whether MediaPipe really starts with the model and looks at a picture."""
    import numpy as np

    name = "MediaPipe"
    if not model().ok:
        return Check(name, False, "not tried: there is no pose model", "See the line on the pose model.")
    try:
        from .video import Frame

        with landmarker.Landmarker() as task:
            task.detect(Frame(0.0, np.zeros((64, 64, 3), np.uint8)))
    except (UserError, ImportError) as error:
        return Check(name, False, "does not start", str(error))
    return Check(name, True, "starts and looks at a picture")


def camera() -> Check:
    """Whether a camera answers. Its absence is a warning: recorded video needs none."""
    name, remedy = "Camera", "Plug one in, allow its use, close other programs that use it; recorded video needs none."
    if sys.platform.startswith("linux") and not any(Path("/dev").glob("video*")):
        return Check(name, False, "none (no /dev/video*)", remedy, required=False)
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
    try:
        import cv2

        with landmarker.quiet():
            device = cv2.VideoCapture(0)
            seen, image = device.read()
            device.release()
    except (ImportError, AttributeError):
        return Check(name, False, "not tried: OpenCV cannot be loaded", "See the line on OpenCV.", required=False)
    if not seen:
        return Check(name, False, "none that gives a picture", remedy, required=False)
    return Check(name, True, f"{image.shape[1]} x {image.shape[0]}", required=False)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _pinned(package: str) -> str | None:
    """The one version of it that formcheck asks for."""
    try:
        requirements = metadata.requires("formcheck") or []
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return None
    return next((text.partition("==")[2] for text in requirements if text.startswith(f"{package}==")), None)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
