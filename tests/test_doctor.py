"""What is missing is noticed, and every lack has its remedy."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from formcheck import doctor, models

BOTH = {"opencv-python": "5.0.0.93", "opencv-contrib-python": "5.0.0.93"}


def opencv_with(monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], loaded: str | None) -> doctor.Check:
    """The check on a machine with these packages, whose cv2 folder says this version (None: an emptied folder)."""
    cv2 = ModuleType("cv2")
    if loaded:
        cv2.__version__ = loaded
    monkeypatch.setitem(sys.modules, "cv2", cv2)
    monkeypatch.setattr(doctor, "_version", versions.get)
    monkeypatch.setattr(doctor, "_pinned", lambda package: "5.0.0.93")
    return doctor.opencv()


def test_one_version_of_both_opencv_packages_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    check = opencv_with(monkeypatch, BOTH, "5.0.0")
    assert check.ok
    assert check.remedy == ""


@pytest.mark.parametrize(
    ("versions", "loaded"),
    [
        (BOTH | {"opencv-python": "4.13.0.92"}, "4.13.0"),
        (BOTH, "4.13.0"),
        (BOTH, None),
        (BOTH | {"opencv-python-headless": "5.0.0.93"}, "5.0.0"),
        ({"opencv-contrib-python": "5.0.0.93"}, "5.0.0"),
        ({}, None),
    ],
    ids=["two versions", "folder of another", "emptied by an uninstall", "a third package", "one missing", "none"],
)
def test_opencv_packages_that_do_not_fit_are_noticed(
    monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], loaded: str | None
) -> None:
    """They fill one folder, pip does not notice, and the remedy takes all of them away before it installs two."""
    check = opencv_with(monkeypatch, versions, loaded)
    assert not check.ok
    assert "pip install opencv-python==5.0.0.93 opencv-contrib-python==5.0.0.93" in check.remedy
    assert all(name in check.remedy.partition(";")[0] for name in versions)


def test_a_missing_system_library_is_named_with_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor, "_loads", lambda name: name != "libGLESv2.so.2")
    (check,) = doctor.system_libraries()
    assert not check.ok
    assert check.found == "missing: libGLESv2.so.2"
    assert "apt-get install" in check.remedy
    assert "libgles2" in check.remedy


def test_system_libraries_are_not_asked_for_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert list(doctor.system_libraries()) == []


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 14, 0)])
def test_another_python_is_noticed(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    assert not doctor.python().ok


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_version", lambda name: None if name == "av" else "1.0")
    check = doctor.libraries()
    assert not check.ok
    assert check.remedy == "pip install av"


def test_a_model_not_fetched_yet_and_a_damaged_one_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Looking fetches nothing."""
    path = tmp_path / models.NAME
    monkeypatch.setattr(models, "cache_path", lambda: path)
    assert "is not there yet" in doctor.model().found
    path.write_bytes(b"half a model")
    check = doctor.model()
    assert "is damaged" in check.found
    assert "python -m formcheck.models" in check.remedy
    assert path.read_bytes() == b"half a model"


def test_a_cache_that_cannot_be_written_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(models, "cache_path", lambda: tmp_path / "file" / models.NAME)
    check = doctor.cache()
    assert not check.ok
    assert "FORMCHECK_MODEL" in check.remedy


def test_the_absence_of_a_camera_is_only_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor.Path, "glob", lambda self, pattern: iter(()))
    check = doctor.camera()
    assert not check.ok
    assert not check.required
    assert check.remedy


@pytest.mark.model
def test_a_machine_that_runs_these_tests_is_well() -> None:
    """Every check that must hold does, MediaPipe starts, and no failure comes without a remedy."""
    found = list(doctor.checks())
    assert [check for check in found if check.required and not check.ok] == []
    assert all(check.ok or check.remedy for check in found)
    assert "MediaPipe" in {check.name for check in found}


def test_every_package_that_formcheck_asks_for_is_looked_at(root: Path) -> None:
    """In the order of pyproject.toml."""
    asked = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    names = [re.match(r"[\w-]+", line).group() for line in asked]
    assert list(doctor.LIBRARIES) == [name for name in names if name not in doctor.OPENCV]


def test_the_two_opencv_packages_are_pinned_to_one_version(root: Path) -> None:
    """A range would let pip pick each by itself."""
    text = (root / "pyproject.toml").read_text()
    pins = {line.split("==")[1] for line in text.splitlines() if line.strip().startswith('"opencv-')}
    assert len(pins) == 1
    assert text.count('"opencv-') == 2
    assert metadata.version("opencv-python") in pins.pop()
