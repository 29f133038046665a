"""The commands, as they are typed: what is printed, where, with which exit code, and what is left on the disk."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Self

import av
import book
import numpy as np
import pytest
import stick
from click.testing import CliRunner, Result
from test_video import make

from formcheck import rulebook
from formcheck.cli import main
from formcheck.errors import UserError
from formcheck.landmarker import Landmarker
from formcheck.pose import Pose
from formcheck.recording import Recording
from formcheck.video import Frame

SECONDS = 8.5


class Watcher:
    """A landmarker that sees the stick person's bridge, or what a test puts in its place."""

    poses: ClassVar[list[Pose]] = []
    crowd = 1
    stop_after = 10**9

    def __enter__(self) -> Self:
        self.seen = 0
        return self

    def __exit__(self, *error: object) -> None: ...

    def detect(self, frame: Frame) -> Pose:
        self.seen += 1
        if self.seen > self.stop_after:
            self.stop_with()
        times = [pose.t for pose in self.poses]
        pose = self.poses[int(np.argmin(np.abs(np.array(times) - frame.t)))]
        return Pose(frame.t, pose.xy, pose.world, pose.visibility)

    @staticmethod
    def stop_with() -> None:
        raise KeyboardInterrupt

    @property
    def crowded(self) -> list[float]:
        return [0.0, 3.0] if self.crowd > 1 else []


@pytest.fixture(autouse=True)
def watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Watcher]]:
    """Every test runs in an empty folder, with the exercise ``tiny`` and without MediaPipe."""
    book.with_tiny(tmp_path / "rules", monkeypatch)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    fake = type("Fake", (Watcher,), {"poses": list(book.bridges(book.HIGH))})
    monkeypatch.setattr("formcheck.landmarker.Landmarker", fake)
    yield fake


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def clip(name: str = "clip.mp4", seconds: float = SECONDS, **more: object) -> Path:
    return make(Path(name), [n / 15 for n in range(int(seconds * 15))], **more)


def recording(name: str = "clip.npz", *peaks: float) -> Path:
    book.bridges(*(peaks or (book.HIGH,))).save(name)
    return Path(name)


def refused(result: Result, *words: str) -> None:
    """One sentence on stderr that has all these words, exit code 2, no report."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("formcheck: ")
    for word in words:
        assert word in result.stderr


# Checking


def test_a_video_is_checked_to_the_end() -> None:
    """The main job: counted, judged, reported; exit code 0, nothing on stderr."""
    result = run("check", clip(), "-e", "tiny")
    assert result.exit_code == 0, result.output
    assert "Counted: 1." in result.stdout
    assert result.stderr == ""


def test_a_recording_is_accepted_in_place_of_a_video() -> None:
    """And gives the same report but for its name."""
    first = run("check", clip(), "-e", "tiny", "--landmarks", "out.npz")
    again = run("check", "out.npz", "-e", "tiny")
    assert first.exit_code == again.exit_code == 0
    assert first.stdout.replace("clip.mp4", "out.npz") == again.stdout


def test_all_outputs_are_written_in_one_run() -> None:
    """JSON, CSV, landmarks and the annotated video, and nothing else."""
    result = run(
        "check", clip(), "-e", "tiny", "--json", "o.json", "--csv", "o.csv", "--landmarks", "o.npz", "--video", "o.mp4"
    )
    assert result.exit_code == 0, result.output
    assert "Counted: 1." in result.stdout
    assert json.loads(Path("o.json").read_text())["count"] == 1
    assert len(list(csv.DictReader(Path("o.csv").read_text().splitlines()))) == 4
    assert len(Recording.load("o.npz")) == int(SECONDS * 15)
    with av.open("o.mp4") as video:
        assert sum(1 for _ in video.decode(video=0)) == int(SECONDS * 15)
    assert sorted(path.name for path in Path().iterdir()) == ["clip.mp4", "o.csv", "o.json", "o.mp4", "o.npz"]


def test_json_without_a_name_takes_the_reports_place() -> None:
    """For a pipe: nothing but JSON on stdout."""
    result = run("check", recording(), "-e", "tiny", "--json")
    assert json.loads(result.stdout)["counts"] == {}


def test_csv_for_a_pipe_takes_the_reports_place() -> None:
    """``--csv -`` makes no file called "-"; two things at once cannot go there, nor pictures or landmarks."""
    path = recording()
    result = run("check", path, "-e", "tiny", "--csv", "-")
    assert len(list(csv.DictReader(result.stdout.splitlines()))) == 4
    refused(run("check", path, "-e", "tiny", "--csv", "-", "--json"), "two things to the terminal")
    refused(run("check", path, "-e", "tiny", "--landmarks", "-"), ".npz")
    refused(run("check", clip(), "-e", "tiny", "--video", "-"), ".mp4")
    assert sorted(one.name for one in Path().iterdir()) == ["clip.mp4", "clip.npz"]


def test_json_cannot_swallow_the_video() -> None:
    """An option that may stand alone must not write over the file that follows it."""
    path = recording()
    before = path.read_bytes()
    refused(run("check", "-e", "tiny", "--json", path), "Name the video first")
    refused(run("check", path, "-e", "tiny", "--json", path), "it is the file to check")
    assert path.read_bytes() == before


def test_the_level_changes_what_is_asked_for() -> None:
    """And an unknown one is answered with those there are."""
    assert "level: expert" in run("check", recording(), "-e", "tiny", "--level", "expert").stdout
    refused(run("check", recording(), "-e", "tiny", "--level", "guru"), "guru", "beginner")


def test_a_live_recording_is_replayed_as_it_was_lived() -> None:
    """No looking ahead in what a live session has saved: the same verdicts as then."""
    poses = [pose for pose in book.bridges(book.HIGH, book.HIGH) if pose.t > 3.5]
    Recording.of(poses, live=False).save("film.npz")
    Recording.of(poses, live=True).save("live.npz")
    assert "looked ahead" in run("check", "film.npz", "-e", "tiny").stdout
    assert "looked ahead" not in run("check", "live.npz", "-e", "tiny").stdout


def test_ctrl_c_keeps_what_is_done(watcher: type[Watcher]) -> None:
    """The report on the part seen, its landmarks, exit code 130; no video half drawn."""
    watcher.stop_after = 60
    result = run("check", clip(), "-e", "tiny", "--landmarks", "part.npz", "--json", "part.json", "--video", "part.mp4")
    assert result.exit_code == 130
    assert "4.0 s long" in result.stdout or "3.9 s long" in result.stdout
    assert "Stopped early: this is the part of clip.mp4 up to 3.9 s." in result.stderr
    assert len(Recording.load("part.npz")) == 60
    assert json.loads(Path("part.json").read_text())["stopped_early"] is True
    assert not Path("part.mp4").exists()
    assert "part.mp4 was not written" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals work differently there")
def test_ctrl_c_that_comes_twice_keeps_what_is_done(watcher: type[Watcher], monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that started formcheck passes it on once more, while the model is being closed."""
    monkeypatch.setattr(watcher, "__exit__", lambda *_: os.kill(os.getpid(), signal.SIGINT))
    monkeypatch.setattr(watcher, "stop_with", lambda self: os.kill(os.getpid(), signal.SIGINT))
    watcher.stop_after = 59
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        result = run("check", clip(), "-e", "tiny", "--landmarks", "part.npz")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.exit_code == 130
    assert "Stopped early: this is the part of clip.mp4" in result.stderr
    assert len(Recording.load("part.npz")) == 60


def test_ctrl_c_before_an_exercise_can_be_recognised_is_no_mistake_of_the_file(watcher: type[Watcher]) -> None:
    """Nobody said which one it is: exit code 130, what was seen is kept."""
    watcher.stop_after = 20
    result = run("check", clip(), "--landmarks", "part.npz")
    assert result.exit_code == 130
    assert "Stopped early" in result.stderr
    assert "-e NAME" in result.stderr
    assert len(Recording.load("part.npz")) == 20


def test_landmarks_are_kept_even_when_the_exercise_is_not_recognised(watcher: type[Watcher]) -> None:
    """They took minutes to make."""
    watcher.poses = list(stick.film(lambda t: stick.standing(), 4))
    refused(run("check", clip(seconds=4), "--landmarks", "all.npz"), "shows none of the exercises")
    assert len(Recording.load("all.npz")) == 60


def test_landmarks_are_kept_when_the_user_stops_what_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while repetitions are looked for."""

    def stop(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("formcheck.checking.replay", stop)
    assert run("check", clip(), "-e", "tiny", "--landmarks", "all.npz").exit_code == 130
    assert len(Recording.load("all.npz")) == int(SECONDS * 15)


def test_all_long_work_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watching, recognising and looking for repetitions."""
    shown = []

    def bar(items, total, desc, **more):
        shown.append((desc, total))
        return items

    monkeypatch.setattr("tqdm.tqdm", bar)
    run("check", clip())
    assert [what for what, _ in shown] == ["Watching", "Looking for an exercise that fits", "Looking for repetitions"]
    assert [total for _, total in shown] == [int(SECONDS * 15), len(rulebook.ids()), int(SECONDS * 15)]


def test_ctrl_c_at_once_still_reports(watcher: type[Watcher]) -> None:
    """Not one frame seen: no crash, no blame."""
    watcher.stop_after = 0
    result = run("check", clip(), "-e", "tiny")
    assert result.exit_code == 130
    assert "Nobody was found" in result.stdout


def test_ctrl_c_while_drawing_leaves_no_video(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything before it is kept."""

    def stop(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("formcheck.painter.Painter.paint", stop)
    result = run("check", clip(), "-e", "tiny", "--video", "out.mp4", "--json", "o.json")
    assert result.exit_code == 130
    assert "out.mp4 was not written" in result.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["clip.mp4", "o.json"]


# Bad input


def test_a_missing_file() -> None:
    """With its name."""
    refused(run("check", "nothing.mp4", "-e", "tiny"), "There is no file nothing.mp4")
    refused(run("check", "nothing.npz", "-e", "tiny"), "There is no file nothing.npz")


def test_a_folder() -> None:
    """In place of a video."""
    Path("folder").mkdir()
    Path("folder.npz").mkdir()
    refused(run("check", "folder", "-e", "tiny"), "folder is a folder")
    refused(run("check", "folder.npz", "-e", "tiny"), "folder.npz is a folder")


def test_an_empty_file() -> None:
    """No bytes at all."""
    Path("empty.mp4").touch()
    Path("empty.npz").touch()
    refused(run("check", "empty.mp4", "-e", "tiny"), "empty.mp4 is empty")
    refused(run("check", "empty.npz", "-e", "tiny"), "empty.npz is not a landmark recording")


def test_a_text_file_called_mp4() -> None:
    """What is no video."""
    Path("notes.mp4").write_text("not a video\n")
    refused(run("check", "notes.mp4", "-e", "tiny"), "notes.mp4 is not a video that can be read")


def test_a_truncated_mp4() -> None:
    """Cut off before its index."""
    path = clip()
    path.write_bytes(path.read_bytes()[:-2000])
    refused(run("check", path, "-e", "tiny"), "clip.mp4")


def test_a_video_that_breaks_off_is_reported_as_far_as_it_goes() -> None:
    """What was seen is not lost; stderr says what is missing, and exit code 2 that the input was not whole."""
    path = clip("whole.mp4")
    with av.open(str(path)) as source, av.open("fast.mkv", "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    content = Path("fast.mkv").read_bytes()
    Path("cut.mkv").write_bytes(content[: len(content) * 6 // 10])
    result = run("check", "cut.mkv", "-e", "tiny")
    assert result.exit_code == 2
    assert "Tiny bridge: cut.mkv" in result.stdout
    assert "cut.mkv" in result.stderr


def test_sound_alone() -> None:
    """A file without a picture."""
    with av.open("sound.mp4", "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    refused(run("check", "sound.mp4", "-e", "tiny"), "sound.mp4 has no picture in it")


def test_a_single_frame() -> None:
    """A picture is no repetition."""
    refused(run("check", clip(seconds=0.1), "-e", "tiny"), "clip.mp4 holds a single picture")
    Recording.of(list(book.bridges(book.HIGH))[:1]).save("one.npz")
    refused(run("check", "one.npz", "-e", "tiny"), "one.npz holds a single picture")
    Recording.of(()).save("none.npz")
    refused(run("check", "none.npz", "-e", "tiny"), "none.npz holds no picture")


def test_nobody_in_the_picture(watcher: type[Watcher]) -> None:
    """With what to do about it; no files are made."""
    watcher.poses = [Pose.empty(0.0)]
    refused(run("check", clip(), "-e", "tiny", "--json", "o.json", "--video", "o.mp4"), "Nobody was found in clip.mp4")
    assert [path.name for path in Path().iterdir()] == ["clip.mp4"]


def test_two_people_in_the_picture(watcher: type[Watcher]) -> None:
    """One of them is followed and reported; the sentence and exit code 2 say that it may be the wrong one."""
    watcher.crowd = 2
    result = run("check", clip(), "-e", "tiny")
    assert result.exit_code == 2
    assert "Counted: 1." in result.stdout
    assert "Two people are in clip.mp4, first at 0.0 s" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_person_who_leaves_midway(watcher: type[Watcher]) -> None:
    """What was done until then is reported."""
    watcher.poses = [*book.bridges(book.HIGH), Pose.empty(9.0)]
    result = run("check", clip(seconds=14), "-e", "tiny")
    assert result.exit_code == 2
    assert "Counted: 1." in result.stdout
    assert "Nobody is in clip.mp4 from 8." in result.stderr


def test_a_person_who_leaves_a_recording_whose_clock_began_long_before() -> None:
    poses = [*book.bridges(book.HIGH), *(Pose.empty(t) for t in np.arange(8.5, 14, 0.1))]
    Recording.of([Pose(1000 + pose.t, pose.xy, pose.world, pose.visibility) for pose in poses]).save("set.npz")
    result = run("check", "set.npz", "-e", "tiny")
    assert result.exit_code == 2
    assert "Nobody is in set.npz from 100" in result.stderr


def test_a_person_who_walks_off_at_the_end_is_no_fault_of_the_file(watcher: type[Watcher]) -> None:
    """Somebody has to switch the camera off."""
    watcher.poses = [*book.bridges(book.HIGH), Pose.empty(9.0)]
    assert run("check", clip(seconds=10), "-e", "tiny").exit_code == 0


def test_too_few_pictures_a_second() -> None:
    """Repetitions are missed between them: the count is not to be trusted, and that is said."""
    book.bridges(book.HIGH, fps=6).save("sparse.npz")
    result = run("check", "sparse.npz", "-e", "tiny")
    assert result.exit_code == 2
    assert "Tiny bridge: sparse.npz" in result.stdout
    assert "sparse.npz has only 6 pictures a second" in result.stderr
    book.bridges(book.HIGH, fps=9).save("enough.npz")
    assert run("check", "enough.npz", "-e", "tiny").stderr == ""


def test_times_that_do_not_rise() -> None:
    """In a recording."""
    found = book.bridges(book.HIGH)
    found.t[10] = found.t[9]
    found.save("stuck.npz")
    refused(run("check", "stuck.npz", "-e", "tiny"), "stuck.npz", "times do not rise")


def test_a_corrupt_recording() -> None:
    """Cut off, and with arrays that do not fit."""
    path = recording()
    Path("cut.npz").write_bytes(path.read_bytes()[:3000])
    refused(run("check", "cut.npz", "-e", "tiny"), "cut.npz is not a landmark recording")
    np.savez(
        "odd.npz", t=np.arange(3.0), xy=np.zeros((2, 33, 2)), world=np.zeros((3, 33, 3)), visibility=np.ones((3, 33))
    )
    refused(run("check", "odd.npz", "-e", "tiny"), "odd.npz: xy has shape")


def test_a_place_that_the_system_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is too long, and a folder that may not be entered."""
    long = "n" * 300
    refused(run("check", f"{long}.mp4", "-e", "tiny"), f"{long}.mp4 cannot be used: File name too long")
    path = recording()
    refused(
        run("check", path, "-e", "tiny", "--json", f"{long}.json"), f"{long}.json cannot be used: File name too long"
    )

    def locked(self: Path, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", locked)
    refused(run("check", "locked/clip.mp4", "-e", "tiny"), "locked/clip.mp4 cannot be used: Permission denied")


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full, and names that are any bytes, are Linux's")
def test_a_full_disk_behind_the_output() -> None:
    """formcheck rules > FILE"""
    command = f"{sys.executable} -m formcheck rules bird_dog >/dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("formcheck: Something could not be read or written: No space left on device.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full, and names that are any bytes, are Linux's")
def test_a_file_whose_name_is_no_text() -> None:
    """Named in an old encoding: the letter that is none is replaced, in the report and in the data."""
    path = recording(os.fsdecode(b"\xfcbung.npz"))
    result = run("check", path, "-e", "tiny", "--json", "o.json", "--csv", "o.csv")
    assert result.exit_code == 0, result.output
    assert json.loads(Path("o.json").read_text(encoding="utf-8"))["file"] == "?bung.npz"
    assert "Tiny bridge: ?bung.npz" in result.stdout


def test_an_unknown_exercise() -> None:
    """The nearest is suggested, before the video is opened."""
    refused(run("check", "nothing.mp4", "-e", "brid_dog"), 'no exercise "brid_dog". Did you mean bird_dog?')
    refused(run("rules", "brid_dog"), "Did you mean bird_dog?")


@pytest.mark.parametrize("option", ["--json", "--csv", "--video", "--landmarks"])
@pytest.mark.parametrize(
    ("place", "words"),
    [("none/out", "there is no folder none"), ("clip.mp4/out", "there is no folder"), ("folder", "it is a folder")],
)
def test_a_place_that_cannot_be_written_is_said_before_the_work(option: str, place: str, words: str) -> None:
    """An hour of video is not watched in vain."""
    ending = {"--json": ".json", "--csv": ".csv", "--video": ".mp4", "--landmarks": ".npz"}[option]
    Path(f"folder{ending}").mkdir()
    refused(run("check", clip(), "-e", "tiny", option, place + ending), "Cannot write", words)


def test_outputs_that_make_no_sense_are_refused() -> None:
    """Each with a sentence: twice the same file, a wrong ending, pictures out of landmarks."""
    path = recording()
    refused(run("check", path, "-e", "tiny", "--csv", "o", "--json", "o"), "two things")
    refused(run("check", path, "-e", "tiny", "--landmarks", "o.txt"), ".npz")
    refused(run("check", path, "-e", "tiny", "--video", "o.mp4"), "recording without pictures")
    refused(run("check", clip(), "-e", "tiny", "--video", "o.txt"), ".mp4")


def test_a_list_of_videos_after_an_option_destroys_none_of_them() -> None:
    """A shell makes ``--json a.mp4 b.mp4`` out of ``--json *.mp4``."""
    first, path = clip("a.mp4"), recording("b.npz")
    before = first.read_bytes(), path.read_bytes()
    refused(run("check", "-e", "tiny", "--json", first, path), "Cannot write a.mp4", ".json")
    refused(run("check", "-e", "tiny", "--csv", path, first), "Cannot write b.npz", ".csv")
    refused(run("check", "-e", "tiny", path, "--json", os.devnull), "it is no file but a device")
    assert (first.read_bytes(), path.read_bytes()) == before


def test_slips_of_the_keyboard_are_one_sentence() -> None:
    """No usage text, no stack trace."""
    refused(run("chek"), "No such command")
    refused(run("check", "x.mp4", "-e", "tiny", "--jsn"), "No such option", "check --help")
    refused(run("check"), "Missing argument", "check --help")


def test_no_command_at_all_is_answered_with_all_of_them() -> None:
    """In lines of their own, none cut off."""
    result = run()
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ")
    assert "check   Report on a video" in result.stderr
    assert "..." not in result.stderr.replace("]...", "")


# Testing


def folder(text: str, *peaks: float, exercise: str = "tiny", name: str = "clip") -> Path:
    path = Path("clips") / exercise
    path.mkdir(parents=True, exist_ok=True)
    (path / f"{name}.toml").write_text(text)
    recording(str(path / f"{name}.npz"), *peaks)
    return Path("clips")


@pytest.fixture
def no_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.bench.SAMPLES", tmp_path / "none")


@pytest.mark.usefixtures("no_samples")
def test_clips_that_agree_give_a_table_and_exit_code_0() -> None:
    """Counts and faults, in 110 columns."""
    text = 'reps = [{ start = 2, end = 6.5, faults = [] }, { start = 7.5, end = 12, faults = ["hips_low"] }]'
    result = run("test", "tiny", folder(text, book.HIGH, book.SHORT))
    assert result.exit_code == 0, result.output
    (row,) = [line.split() for line in result.stdout.splitlines() if line.startswith("  tiny ") and "%" in line]
    assert row[1:7] == ["1", "2", "2", "0.00", "100%", "100%"]
    (row,) = [line.split() for line in result.stdout.splitlines() if line.startswith("  hips_low ")]
    assert row[:8] == ["hips_low", "1", "1", "0", "0", "1.00", "1.00", "1.00"]
    assert row[8:] == ["0", "s", "-", "0/1"], "seen throughout; shown once, at the end, it is not told"
    assert "Never judged on these clips: tiny seen_from_the_front." in result.stdout
    assert "All 1 runs agree" in result.stdout
    assert "below the aim" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 110


@pytest.mark.usefixtures("no_samples")
def test_faults_that_are_found_worse_than_aimed_at_are_listed() -> None:
    text = 'reps = [{ start = 2, end = 6.5, faults = ["hips_low"] }, { start = 7.5, end = 12, faults = ["hips_low"] }]'
    lines = run("test", "tiny", folder(text, book.HIGH, book.SHORT)).stdout.splitlines()
    (head,) = [number for number, line in enumerate(lines) if "F1 below the aim (0.95 for" in line]
    assert " ".join(lines[head + 1].split()) == "tiny hips_low high F1 0.67 shown 2, found 1, false 0"


@pytest.mark.usefixtures("no_samples")
def test_a_mismatch_is_listed_and_exit_code_1() -> None:
    """Each on a line, with the clip's name."""
    result = run("test", "tiny", folder("count = 3"))
    assert result.exit_code == 1
    assert "1 of 1 runs do not agree with the labels:" in result.stdout
    assert "tiny on tiny/clip: 1 counted, 3 labelled" in result.stdout


@pytest.mark.usefixtures("no_samples")
def test_each_folder_is_a_set_with_figures_of_its_own() -> None:
    """Persons that were held out from tuning must not be mixed with those that were not."""
    folder("count = 1")
    Path("clips").rename("tuned")
    result = run("test", "tiny", "tuned", folder("count = 2"))
    rows = [line.split() for line in result.stdout.splitlines() if line.startswith("  tiny ") and "%" in line]
    assert [row[2:7] for row in rows] == [["1", "1", "0.00", "100%", "100%"], ["2", "1", "1.00", "100%", "0%"]]
    assert [line.split()[0] for line in result.stdout.splitlines() if "MAE " in line] == ["tuned", "clips"]


@pytest.mark.usefixtures("no_samples")
def test_what_is_recognised_is_counted_when_asked() -> None:
    """Clips that show an exercise, and those that show none."""
    folder("count = 1", exercise="glute_bridge")
    stick.film(lambda t: stick.standing(), 4).save(folder("count = 0", exercise="negative") / "negative" / "clip.npz")
    result = run("test", "glute_bridge", "clips", "--recognise")
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["none", "of", "them", "1/1"] in rows
    assert [row for row in rows if row[:1] == ["glute_bridge"]][-1][-1] in ("1/1", "0/1")  # tiny is a bridge too


@pytest.mark.usefixtures("no_samples")
def test_negatives_are_always_run_and_other_exercises_when_asked() -> None:
    """A bridge among the negatives is a false repetition; so is one of another exercise with --cross."""
    folder("count = 1")
    folder("count = 0", exercise="negative")
    folder("count = 1", exercise="bird_dog")
    plain, cross = run("test", "tiny", "clips"), run("test", "tiny", "clips", "--cross")
    assert "tiny on negative/clip: 1 counted where there is none" in plain.stdout
    assert "bird_dog/clip" not in plain.stdout
    assert "tiny on bird_dog/clip: 1 counted where there is none" in cross.stdout


@pytest.mark.usefixtures("no_samples")
def test_a_label_naming_an_unknown_fault() -> None:
    """With the file and the nearest fault."""
    refused(
        run("test", "tiny", folder('reps = [{ start = 1, end = 2, faults = ["hip_low"] }]')),
        "clip.toml", "Did you mean hips_low?",
    )  # fmt: skip


@pytest.mark.usefixtures("no_samples")
def test_a_video_without_landmarks_is_watched_once() -> None:
    """They are kept beside it."""
    path = folder("count = 1") / "tiny"
    (path / "clip.npz").unlink()
    shutil.move(clip(), path / "clip.mp4")
    assert run("test", "tiny", "clips").exit_code == 0
    assert len(Recording.load(path / "clip.npz")) == int(SECONDS * 15)


@pytest.mark.usefixtures("no_samples")
def test_nothing_to_test_is_said() -> None:
    """No clips, no such exercise, no such folder."""
    Path("clips").mkdir()
    refused(run("test", "tiny", "clips"), "no labelled clips of tiny")
    refused(run("test", "tinny"), "Did you mean tiny?", "Nor is there a folder tinny")


# The rest


def test_rules_are_listed_and_shown() -> None:
    """All by a line, one in full."""
    assert "three" in run("rules", "tiny").stdout or "hips low" in run("rules", "tiny").stdout


def test_doctor_says_what_is_missing_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A required thing that is missing gives exit code 1, a missing camera does not."""
    from formcheck.doctor import Check

    camera = Check("Camera", False, "none", "Plug one in.", required=False)
    monkeypatch.setattr("formcheck.doctor.checks", lambda: iter([Check("Python", True, "3.11"), camera]))
    result = run("doctor")
    assert result.exit_code == 0
    assert "Plug one in." in result.stdout
    monkeypatch.setattr("formcheck.doctor.checks", lambda: iter([Check("Model", False, "missing", "Fetch it.")]))
    assert run("doctor").exit_code == 1


def test_version_and_help_end_well() -> None:
    """Exit code 0, on stdout."""
    for words in (["--version"], ["--help"], ["-h"], ["check", "--help"], ["test", "-h"]):
        result = run(*words)
        assert result.exit_code == 0
        assert "formcheck" in result.stdout or "VIDEO" in result.stdout or "EXERCISE" in result.stdout


ROOT = Path(__file__).parents[1]


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_rules_command_needs_numpy_and_click_alone() -> None:
    """No MediaPipe, OpenCV, FFmpeg, tqdm or Streamlit is loaded for it."""
    heavy = "{'mediapipe', 'cv2', 'av', 'tqdm', 'streamlit', 'matplotlib', 'pandas', 'scipy'}"
    code = (
        "import sys; sys.argv = ['formcheck', 'rules', 'bird_dog']\n"
        "from formcheck.cli import main\n"
        "try: main()\n"
        f"finally: print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    )
    done = python(code)
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="signals work differently there")
def test_a_reader_who_stops_reading_is_no_error() -> None:
    """formcheck rules | head -1"""
    command = f"{sys.executable} -m formcheck rules bird_dog | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("Bird dog")


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="signals work differently there")
@pytest.mark.flaky(reruns=2)  # a signal may fall into any line, of MediaPipe's and of the test runner's too
def test_a_signal_in_the_middle_of_mediapipes_work_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real landmarker and a real signal: the part before it is reported and kept."""

    class Interrupted(Landmarker):
        def detect(self, frame: Frame) -> Pose:
            if frame.t >= 1.0:
                os.kill(os.getpid(), signal.SIGINT)
            return super().detect(frame)

    monkeypatch.setattr("formcheck.landmarker.Landmarker", Interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores the signal
    try:
        result = run("check", clip(), "-e", "tiny", "--landmarks", "part.npz")
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.exit_code == 130, result.output
    assert "Stopped early: this is the part of clip.mp4" in result.stderr
    assert 10 < len(Recording.load("part.npz")) < 30


def test_one_output_that_cannot_be_written_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is printed, the other file is written, and the exit code says that something is amiss."""

    def write_text(path: Path, text: str) -> None:
        if path.suffix == ".json":
            raise UserError(f"Cannot write {path}: No space left on device.")
        path.write_text(text)

    monkeypatch.setattr("formcheck.checking.write_text", write_text)
    result = run("check", recording(), "-e", "tiny", "--json", tmp_path / "o.json", "--csv", tmp_path / "o.csv")
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert "counted, number 1" in result.stdout
    assert (tmp_path / "o.csv").exists()
