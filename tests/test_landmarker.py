"""A picture in, landmarks out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import types
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck import footage, imports, landmarker
from formcheck.errors import UserError
from formcheck.landmarker import LONG_SIDE, Follower, Landmarker
from formcheck.video import Frame


def black(t: float, width: int = 64, height: int = 48) -> Frame:
    return Frame(t, np.zeros((height, width, 3), np.uint8))


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> FakeTask:
    """A follower whose MediaPipe is a stand-in that finds one person and keeps what it is given."""
    fake = FakeTask()
    monkeypatch.setattr(landmarker, "_create", lambda path, people=1: (fake, fake))
    return fake


class FakeTask:
    """MediaPipe's module and its task in one: every landmark lies in the middle of the right edge."""

    class ImageFormat:
        SRGB = "srgb"

    class Mark:
        x, y, z, visibility = 1.0, 0.5, 0.25, 0.75

    def __init__(self) -> None:
        self.images: list[np.ndarray] = []
        self.stamps: list[int] = []
        self.closed = 0
        self.pose_landmarks = self.pose_world_landmarks = [[self.Mark()] * 33]

    def Image(self, form: str, data: np.ndarray) -> np.ndarray:
        self.images.append(data)
        return data

    def detect_for_video(self, image: np.ndarray, stamp: int) -> FakeTask:
        self.stamps.append(stamp)
        return self

    def detect(self, image: np.ndarray) -> FakeTask:
        return self

    def close(self) -> None:
        os.write(2, b"DestroyAccelerator\n")
        self.closed += 1


def test_x_is_in_image_heights_not_widths(task: FakeTask) -> None:
    """The right edge of a 16:9 picture lies 16/9 image heights to the right."""
    pose = Follower().detect(black(0.0, 1280, 720))
    assert pose.xy[0] == pytest.approx([16 / 9, 0.5])
    assert pose.world[0] == pytest.approx([1.0, 0.5, 0.25])
    assert pose.visibility[0] == 0.75


def test_timestamps_rise_even_when_times_round_to_the_same_millisecond(task: FakeTask) -> None:
    """MediaPipe raises on an equal or falling timestamp."""
    marker = Follower()
    poses = [marker.detect(black(t)) for t in (0.0, 0.0002, 0.0004, 0.5, 0.4999, 0.6)]
    assert task.stamps == [0, 1, 2, 500, 501, 600]
    assert [pose.t for pose in poses] == [0.0, 0.0002, 0.0004, 0.5, 0.4999, 0.6]


@pytest.mark.parametrize(
    ("size", "shape"), [((3840, 2160), (360, 640, 3)), ((1080, 1920), (640, 360, 3)), ((64, 48), (48, 64, 3))]
)
def test_large_pictures_are_made_smaller_before_inference(
    task: FakeTask, size: tuple[int, int], shape: tuple[int, ...]
) -> None:
    Follower().detect(black(0.0, *size))
    assert task.images[0].shape == shape
    assert max(shape) <= LONG_SIDE


def test_the_picture_is_handed_on_as_rgb_in_one_piece(task: FakeTask) -> None:
    """MediaPipe reads plain rows: a turned or cut view of an array would be read as a scrambled picture."""
    blue = np.zeros((48, 64, 3), np.uint8)
    blue[..., 0] = 200
    Follower().detect(Frame(0.0, np.rot90(blue)[::2, 1:]))
    assert task.images[0][0, 0].tolist() == [0, 0, 200]
    assert task.images[0].flags.c_contiguous


def test_nobody_in_the_picture_is_an_empty_pose(task: FakeTask) -> None:
    task.pose_landmarks = []
    pose = Follower().detect(black(1.5))
    assert not pose.found
    assert pose.t == 1.5


def test_what_mediapipe_says_at_its_end_is_not_shown(task: FakeTask, capfd: pytest.CaptureFixture[str]) -> None:
    """It writes notes for its own developers when it is closed; one sentence is what the user is to read."""
    with closing(Follower()) as marker:
        marker.detect(black(0.0))
    assert task.closed == 2, "what follows, and what looks at the whole picture"
    assert capfd.readouterr().err == ""


class Lying(FakeTask):
    """What is followed stays in one place; fresh looks find the body there until ``lost`` seconds, then elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.lost, self.others, self.grown = 3.0, 0, 1.0
        self.followed = [SimpleNamespace(x=0.3 + 0.01 * i, y=0.5 + 0.3 * (i % 2), z=0, visibility=1) for i in range(33)]

    def detect_for_video(self, image: np.ndarray, stamp: int) -> SimpleNamespace:
        self.stamps.append(stamp)
        return SimpleNamespace(pose_landmarks=[self.followed], pose_world_landmarks=[self.followed])

    def detect(self, image: np.ndarray) -> SimpleNamespace:
        away = 0.2 if self.stamps[-1] >= 1000 * self.lost else 0.0
        grown = self.grown if away else 1.0
        body = [SimpleNamespace(x=grown * mark.x + away, y=grown * mark.y) for mark in self.followed]
        return SimpleNamespace(pose_landmarks=[body] * (1 + self.others))


def watched(task: Lying, monkeypatch: pytest.MonkeyPatch, seconds: float) -> int:
    """How many landmarkers were made that follow somebody."""
    made = []
    monkeypatch.setattr(landmarker, "_create", lambda path, people=1: (task, made.append(people) or task))
    marker = Follower()
    for frame in range(round(10 * seconds)):
        marker.detect(black(frame / 10))
    return made.count(1)


def test_a_body_that_is_followed_where_it_is_not_is_looked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """MediaPipe alone would hold on to it."""
    assert watched(Lying(), monkeypatch, seconds=6.5) == 1
    assert watched(Lying(), monkeypatch, seconds=8.5) == 2


def test_somebody_much_larger_than_who_is_followed_is_turned_to_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A head and an arm were followed as a small person of their own."""
    task = Lying()
    task.grown = 2.5
    assert watched(task, monkeypatch, seconds=3.5) == 1
    assert watched(task, monkeypatch, seconds=4.5) == 2


def test_somebody_much_smaller_than_who_is_followed_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Lying()
    task.grown = 0.4
    assert watched(task, monkeypatch, seconds=12) == 1


def test_with_two_people_in_the_picture_nothing_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fresh look may be at the other one."""
    task = Lying()
    task.others = 1
    assert watched(task, monkeypatch, seconds=12) == 1


def test_left_and_right_changed_is_no_reason_to_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Lying()
    task.lost = np.inf
    looked = task.detect

    def swapped(image: np.ndarray) -> SimpleNamespace:
        body = looked(image).pose_landmarks[0]
        return SimpleNamespace(
            pose_landmarks=[[body[i + (i % 2) - (i % 2 == 0)] if i > 10 else body[i] for i in range(33)]]
        )

    monkeypatch.setattr(task, "detect", swapped)
    assert watched(task, monkeypatch, seconds=12) == 1


def test_looks_that_find_two_people_are_noted_beside_the_stream(task: FakeTask) -> None:
    """A look does not touch the timestamps of the person who is followed, and both models are let go of."""
    task.pose_landmarks = task.pose_landmarks * 2
    with closing(Follower()) as marker:
        for t in (0.0, 1.0, 4.0):
            marker.detect(black(t))
        assert marker.crowded == [0.0, 4.0]
        assert task.stamps == [0, 1000, 4000]
    assert task.closed == 2


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> tuple[FakeTask, FakeTask]:
    """The stand-ins of a landmarker's two looks: at the picture as it is, and in a mirror."""
    plain, mirror = FakeTask(), FakeTask()
    made = iter((plain, mirror))

    def create(path: object, people: int = 1) -> tuple[FakeTask, FakeTask]:
        task = next(made) if people == 1 else FakeTask()
        return task, task

    monkeypatch.setattr(landmarker, "_create", create)
    return plain, mirror


def test_each_picture_is_looked_at_as_it_is_and_in_a_mirror(looks: tuple[FakeTask, FakeTask]) -> None:
    """What is on the right edge in one and on the left edge in the other is the same place."""
    plain, mirror = looks
    plain.pose_landmarks = mirror.pose_landmarks = []
    bright = black(0.0)
    bright.image[:, :8] = 255
    with Landmarker() as marker:
        marker.detect(bright)
    assert plain.images[0][0, 0, 0] == 255 and plain.images[0][0, -1, 0] == 0
    assert mirror.images[0][0, 0, 0] == 0 and mirror.images[0][0, -1, 0] == 255


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280)])
def test_what_the_mirror_shows_is_put_back(looks: tuple[FakeTask, FakeTask], size: tuple[int, int]) -> None:
    """Alone, where the picture as it is shows nobody."""
    looks[0].pose_landmarks = []
    with Landmarker() as marker:
        pose = marker.detect(black(0.0, *size))
    assert pose.xy[0] == pytest.approx([0.0, 0.5])
    assert pose.world[0] == pytest.approx([-1.0, 0.5, 0.25])


def test_what_goes_wrong_in_the_mirror_is_said(looks: tuple[FakeTask, FakeTask]) -> None:
    def broken(image: np.ndarray, stamp: int) -> FakeTask:
        raise UserError("The second look failed.")

    looks[1].detect_for_video = broken
    with Landmarker() as marker, pytest.raises(UserError, match="second look"):
        marker.detect(black(0.0))
    assert [task.closed for task in looks] == [1, 1]


def test_a_look_under_way_keeps_its_model_until_it_has_ended(looks: tuple[FakeTask, FakeTask]) -> None:
    """A model that is closed while it looks takes the whole program with it."""
    plain, mirror = looks
    under_way, interrupted, closed = threading.Event(), threading.Event(), []

    def slow(image: np.ndarray, stamp: int) -> FakeTask:
        under_way.set()
        interrupted.wait()
        time.sleep(0.05)
        closed.append(mirror.closed)
        return mirror

    def stopped(image: np.ndarray, stamp: int) -> FakeTask:
        under_way.wait()
        interrupted.set()
        raise KeyboardInterrupt

    mirror.detect_for_video, plain.detect_for_video = slow, stopped
    with Landmarker() as marker, pytest.raises(KeyboardInterrupt):
        marker.detect(black(0.0))
    assert closed == [0]
    assert mirror.closed == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError("libGLESv2.so.2: cannot open shared object file: No such file"),
            "libGLESv2.so.2 is missing. On Debian",
        ),
        (ImportError("libGL.so.1: cannot open shared object file: No such file"), "apt-get install libegl1 libgles2"),
        (ModuleNotFoundError("No module named 'mediapipe'", name="mediapipe"), "pip install mediapipe"),
        (ImportError("numpy.core.multiarray failed to import"), "formcheck doctor"),
    ],
)
def test_a_missing_library_is_said_with_its_remedy(error: Exception, words: str) -> None:
    assert words in imports.told(error)


def test_a_video_without_its_decoder_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording of landmarks needs none; a video does."""
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.delitem(sys.modules, "formcheck.video", raising=False)
    with pytest.raises(UserError, match="The Python package av is missing. Install it with: pip install av"):
        footage.read(Path("clip.mp4"))


def test_an_opencv_that_lost_its_parts_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packages fill one folder: uninstalling one leaves a cv2 that can be imported and does nothing."""
    monkeypatch.setitem(sys.modules, "cv2", types.ModuleType("cv2"))
    with pytest.raises(UserError, match=r"cvtColor.* formcheck doctor"):
        Landmarker()


def test_standard_error_comes_back_after_overlapping_silences(capfd: pytest.CaptureFixture[str]) -> None:
    """Two streams start in two threads: what is written afterwards is seen again."""
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with landmarker.quiet():
            inside.set()
            leave.wait()

    thread = threading.Thread(target=other)
    with landmarker.quiet():
        thread.start()
        inside.wait()
        os.write(2, b"hidden\n")
    os.write(2, b"hidden as well\n")
    leave.set()
    thread.join()
    os.write(2, b"seen\n")
    assert capfd.readouterr().err == "seen\n"


def test_the_engine_loads_without_the_heavy_libraries() -> None:
    """formcheck and the rules need NumPy alone; MediaPipe, OpenCV, FFmpeg and the page are loaded where they are used."""
    heavy = ("mediapipe", "cv2", "av", "streamlit", "matplotlib")
    code = (
        "import sys, formcheck, formcheck.landmarker, formcheck.models, formcheck.doctor, formcheck.session, "
        f"pose_rules.glute_bridge; print([name for name in {heavy} if name in sys.modules])"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.model
def test_the_real_model_starts_sees_nobody_in_the_dark_and_keeps_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    """With two frames in one millisecond, as a fast camera gives them; nothing is written to standard error."""
    with Landmarker() as marker:
        poses = [marker.detect(black(t, 320, 240)) for t in (0.0, 0.0001, 0.033)]
        assert marker._plain._look(black(0.05, 320, 240)) == []
    assert not any(pose.found for pose in poses)
    assert capfd.readouterr().err == ""


@pytest.mark.model
def test_a_file_that_only_looks_like_a_model_is_said(tmp_path: Path) -> None:
    """Right names inside, no networks."""
    import zipfile

    from formcheck import models

    path = tmp_path / "fake.task"
    with zipfile.ZipFile(path, "w") as file:
        for name in models.MEMBERS:
            file.writestr(name, b"no network at all")
    with pytest.raises(UserError, match=r"cannot load the pose model .*fake\.task"):
        Landmarker(path)
