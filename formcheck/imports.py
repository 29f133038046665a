"""The libraries that formcheck stands on: what to say where one of them is missing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from .errors import UserError

#: System library -> Debian package. MediaPipe is linked to the first two, OpenCV to the others.
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
#: Python package -> what it is called when it is installed, where that is not the same.
_INSTALLED_AS = {"cv2": "opencv-python"}


@contextlib.contextmanager
def needed() -> Iterator[None]:
    """Raises UserError, with the remedy, when something that is imported inside is missing or cannot be loaded."""
    try:
        yield
    except (ImportError, OSError) as error:
        raise UserError(told(error)) from None


def told(error: Exception) -> str:
    """What an import error means, and what to do."""
    if library := missing(error):
        return f"The system library {library} is missing. {remedy()}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        name = _INSTALLED_AS.get(error.name, error.name)
        return f"The Python package {name} is missing. Install it with: pip install {name}"
    return f"MediaPipe cannot start ({error}). See what is wrong with: formcheck doctor"


def missing(error: Exception) -> str | None:
    """The system library whose absence this import error complains about."""
    found = re.search(r"(lib[\w.+-]+\.so[.\d]*):? cannot open shared object", str(error))
    return found[1] if found else None


def remedy() -> str:
    """How to install the system libraries."""
    return f"On Debian or Ubuntu: sudo apt-get install {' '.join(SYSTEM_LIBRARIES.values())}"
