"""Where the pose model is, how it gets there, and its checksum.

The model is looked for in this order: the path given, the environment variable FORMCHECK_MODEL, the user's cache. A
cache without it is filled from the package index (a past wheel of MediaPipe still carries the weights), else from the
address in MediaPipe's documentation. Whatever is downloaded is compared with the checksums below before it is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

from .bundle import DETECTOR, LANDMARKS, build_bundle
from .errors import UserError

VARIABLE = "FORMCHECK_MODEL"
NAME = "pose_landmarker_full.task"

#: The bundle as ``build_bundle`` makes it from the two pinned members: the same bytes on every machine.
BUILT_SHA256 = "b607ac7160173ec8e2cb36779dea67298c9b03078f77cb9501ba5238b539287b"
#: The bundle as MediaPipe publishes it (9,398,198 bytes); its checksum is quoted by many projects that pin it.
PUBLISHED_SHA256 = "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
PUBLISHED_URL = "https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_full/float16/1/" + NAME

#: The last wheel of MediaPipe that carries the weights; it is unzipped, never installed.
WHEEL = "mediapipe==0.10.21"
#: Name in the bundle -> (member of the wheel, sha256 of that member).
MEMBERS = {
    DETECTOR: (
        "mediapipe/modules/pose_detection/pose_detection.tflite",
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    ),
    LANDMARKS: (
        "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
}
_TIMEOUT_S = 15  # without an answer for this long there is no network


class _Unavailable(Exception):
    """One source could not give the model; the message is a clause for the user."""


def model_path(given: str | os.PathLike[str] | None = None) -> Path:
    """Path of a model that is ready to load; fetched into the cache when it is nowhere yet.

    Raises UserError when the path given is no model, or when no source can be reached.
    """
    return chosen(given) or cached() or _fetch()


def chosen(given: str | os.PathLike[str] | None = None) -> Path | None:
    """The model that the caller or FORMCHECK_MODEL names, None when neither does; UserError when it is no model."""
    origin = "" if given else f" (named by {VARIABLE})"
    given = given or os.environ.get(VARIABLE)
    if not given:
        return None
    path = Path(given).expanduser()
    if not path.is_file():
        raise UserError(
            f"There is no pose model at {path}{origin}. Correct the path, or leave it out to have one fetched."
        )
    try:
        with zipfile.ZipFile(path) as bundle:
            complete = set(MEMBERS) <= set(bundle.namelist())
    except (OSError, zipfile.BadZipFile):
        complete = False
    if not complete:
        raise UserError(f"{path}{origin} is not a pose landmarker bundle (.task). Leave it out to have one fetched.")
    return path


def cache_path() -> Path:
    """Where the fetched model is kept, whether it is there or not."""
    import platformdirs

    return platformdirs.user_cache_path("formcheck", appauthor=False) / NAME


def cached() -> Path | None:
    """The fetched model if it is there and undamaged."""
    path = cache_path()
    try:
        return path if is_known(path) else None
    except OSError:
        return None


def is_known(path: Path) -> bool:
    """Whether the file has one of the two checksums above."""
    return _sha256(path.read_bytes()) in (BUILT_SHA256, PUBLISHED_SHA256)


def _fetch() -> Path:
    from filelock import FileLock

    path = cache_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A second process waits here, then finds the model in place.
        with FileLock(path.with_suffix(".lock")):
            return cached() or _write(path, _download())
    except OSError as error:
        raise UserError(
            f"The pose model cannot be kept in {path.parent} ({error.strerror or error}). "
            f"Make that folder writable, or put {NAME} elsewhere and name it in {VARIABLE}."
        ) from None


def _write(path: Path, bundle: bytes) -> Path:
    """Write whole or not at all: a process that is stopped leaves no half model under the final name."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".model-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(bundle)
        os.replace(scratch, path)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return path


def _download() -> bytes:
    reasons = []
    for source in (_from_package_index, _from_mediapipe):
        try:
            return source()
        except _Unavailable as error:
            reasons.append(str(error))
    raise UserError(
        f"The pose model could not be fetched: {'; '.join(reasons)}. Connect to the network and try again, "
        f"or copy {NAME} from a machine that has it to {cache_path()}."
    )


def _from_package_index() -> bytes:
    print("Fetching the pose model (36 MB, once) ...", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *_pip(),
            "download",
            WHEEL,
            "--dest",
            folder,
            "--no-deps",
            "--only-binary=:all:",
        ]
        # The weights are the same in every wheel of that version; this one is asked for on any machine and any Python.
        command += [
            "--python-version=3.11",
            "--implementation=cp",
            "--platform=manylinux_2_28_x86_64",
        ]
        command += [
            "--disable-pip-version-check",
            "--no-input",
            "--retries=1",
            f"--timeout={_TIMEOUT_S}",
        ]
        on_screen = sys.stderr.isatty()  # pip then draws its own progress bar
        done = subprocess.run(
            command if on_screen else [*command, "--quiet"],
            stdout=sys.stderr if on_screen else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
            errors="replace",
        )
        wheel = next(Path(folder).glob("mediapipe-*.whl"), None)
        if done.returncode or wheel is None:
            raise _Unavailable(f"the package index did not give {WHEEL}{_last_error(done.stderr)}")
        members = _members(wheel)
        return build_bundle(members[DETECTOR], members[LANDMARKS])


def _pip() -> list[str]:
    """The command that runs pip: this environment's, else one on the PATH (environments of uv have none)."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if program := shutil.which("pip") or shutil.which("pip3"):
        return [program]
    if program := shutil.which("uv"):
        return [program, "tool", "run", "pip"]
    raise _Unavailable("there is no pip to ask the package index with (python -m ensurepip installs it)")


def _last_error(text: str) -> str:
    lines = [line.removeprefix("ERROR: ").strip() for line in text.splitlines() if line.startswith("ERROR: ")]
    return f" ({lines[-1]})" if lines else ""


def _members(wheel: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(wheel) as file:
            members = {name: file.read(member) for name, (member, _) in MEMBERS.items()}
    except (OSError, KeyError, zipfile.BadZipFile):
        raise _Unavailable(f"{wheel.name} does not hold the weights") from None
    for name, (member, wanted) in MEMBERS.items():
        if _sha256(members[name]) != wanted:
            raise _Unavailable(f"{member} in {wheel.name} has another checksum than the one expected")
    return members


def _from_mediapipe() -> bytes:
    from tqdm import tqdm

    try:
        with urllib.request.urlopen(PUBLISHED_URL, timeout=_TIMEOUT_S) as answer:
            length = int(answer.headers.get("Content-Length", 0)) or None
            content = io.BytesIO()
            with tqdm(total=length, unit="B", unit_scale=True, desc=NAME, disable=None) as bar:
                while block := answer.read(1 << 16):
                    content.write(block)
                    bar.update(len(block))
    except (OSError, ValueError) as error:  # URLError and timeouts are OSErrors
        raise _Unavailable(f"MediaPipe's own storage did not answer ({getattr(error, 'reason', error)})") from None
    if _sha256(content.getvalue()) != PUBLISHED_SHA256:
        raise _Unavailable("MediaPipe's own storage sent a file with another checksum than the one expected")
    return content.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    """``python -m formcheck.models``: has the model ready, prints its path, gives the exit code."""
    try:
        print(model_path())
    except UserError as error:
        print(f"formcheck: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("formcheck: stopped; the pose model is fetched the next time.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
