"""Memory does not grow with a recording's length: landmarks are on the disk, updates are a stream."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import book
import numpy as np
import pytest
import tiny

from benchmarks.memory import peak_of
from formcheck import footage
from formcheck.errors import UserError
from formcheck.pose import Pose
from formcheck.recognise import recognise
from formcheck.recording import Recording, Tape
from formcheck.replay import Replay, replay
from formcheck.video import Frame


def taped(recording: Recording) -> Recording:
    tape = Tape()
    for pose in recording:
        tape.add(pose)
    return tape.recording(recording.width)


def long(frames: int, fps: float = 15) -> Iterator[Pose]:
    """Bridges without an end; the first is cut off, so that a replay looks ahead."""
    poses = [pose for pose in book.bridges(book.HIGH, book.HIGH, fps=fps) if pose.t > 3.2]
    for n, pose in zip(range(frames), cycle(poses), strict=False):
        yield Pose(n / fps, pose.xy, pose.world, pose.visibility)


def verdicts(found: Replay) -> list[tuple[str, str, str]]:
    return [(a.status, f.fault.name, f.verdict) for a in found.attempts for f in a.findings]


def test_a_tape_gives_every_number_back() -> None:
    recording = Recording.of([*book.bridges(*[book.HIGH] * 8), Pose.empty(1000.0)], width=1.5)
    found = taped(recording)
    assert (len(found), found.width, found.seconds) == (len(recording), 1.5, recording.seconds)
    for one, other in zip(found, recording, strict=True):
        assert one.t == other.t
        assert np.array_equal(one.world, other.world, equal_nan=True)
    assert np.array_equal(found.xy, recording.xy, equal_nan=True)


def test_a_tape_is_saved_as_a_recording_in_memory_is(tmp_path: Path) -> None:
    recording = book.bridges(*[book.HIGH] * 8)
    recording.save(tmp_path / "memory.npz")
    taped(recording).save(tmp_path / "tape.npz")
    assert (tmp_path / "memory.npz").read_bytes() == (tmp_path / "tape.npz").read_bytes()
    with np.load(tmp_path / "tape.npz") as file:
        assert np.array_equal(file["visibility"], recording.visibility)


def test_a_tape_may_be_read_by_several_at_once() -> None:
    recording = taped(book.bridges(*[book.HIGH] * 8))
    assert all(one.t == other.t for one, other in zip(recording, recording, strict=True))


def test_an_empty_tape_is_an_empty_recording() -> None:
    assert len(Tape().recording()) == 0


def test_a_full_disk_is_said_and_leaves_whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = Tape()
    pose = next(iter(book.bridges(book.HIGH)))
    tape.add(pose)
    whole = tape._file
    monkeypatch.setattr(tape, "_file", SimpleNamespace(write=lambda row: 7))
    with pytest.raises(UserError, match="disk is full"):
        tape.add(pose)
    monkeypatch.setattr(tape, "_file", whole)
    assert len(tape.recording()) == 1


def test_a_replay_that_keeps_nothing_finds_the_same_and_tells_the_same_updates_again() -> None:
    recording = Recording.of(long(600))
    kept, light = replay(recording, tiny.RULE), replay(recording, tiny.RULE, keep=False)
    assert kept.looked_ahead and light.looked_ahead
    assert (light.counts, light.ready_at, light.updates) == (kept.counts, kept.ready_at, ())
    assert verdicts(light) == verdicts(kept)
    again = list(light.again(recording))
    assert [(u.t, u.state, u.progress) for u in again] == [(u.t, u.state, u.progress) for u in kept.updates]


class Endless:
    """Video and landmarker in one, of so many frames."""

    notes = crowded = ()

    def __init__(self, frames: int) -> None:
        self.frames, self.poses = frames, long(frames)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...

    def __iter__(self) -> Iterator[Frame]:
        return (Frame(pose.t, np.zeros((9, 16, 3), np.uint8)) for pose in long(self.frames))

    def detect(self, frame: Frame) -> Pose:
        return next(self.poses)


def watched(frames: int, monkeypatch: pytest.MonkeyPatch) -> Recording:
    endless = Endless(frames)
    monkeypatch.setattr("formcheck.video.open_video", lambda *where, **how: endless)
    monkeypatch.setattr("formcheck.landmarker.Landmarker", lambda: endless)
    return footage.read(Path("clip.mp4")).recording


def peak(work: Callable[[], object]) -> int:
    """The most bytes that were in use at one time during the work."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


#: Bytes that a frame may leave behind on average, where its landmarks alone are 1592: of each attempt, eighty frames
#: long here, the report keeps times, values and verdicts.
LEFT = 80


def test_watching_a_frame_more_takes_no_memory_more(monkeypatch: pytest.MonkeyPatch) -> None:
    watched(100, monkeypatch)  # what is made once, is made now
    short, long = (peak(lambda n=n: watched(n, monkeypatch)) for n in (600, 3000))
    assert long - short < 2400 * LEFT


@pytest.mark.parametrize("recognised", [False, True])
def test_replaying_a_frame_more_takes_no_memory_more(recognised: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(recording: Recording) -> object:
        if recognised:
            return recognise(recording, {"tiny": tiny.RULE})
        return replay(recording, tiny.RULE, keep=False)

    work(watched(100, monkeypatch))
    short, long = (watched(frames, monkeypatch) for frames in (300, 900))
    assert peak(lambda: work(long)) - peak(lambda: work(short)) < 600 * LEFT


def test_a_long_recording_is_counted_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    found = replay(watched(1800, monkeypatch), tiny.RULE, keep=False)
    assert found.count >= 18
    assert found.attempts[-1].rep.end > 110


def test_the_benchmark_of_memory_measures_a_whole_check(tmp_path: Path):
    """It stands in for video and landmarker, and must be what a check asks of them."""
    recording = tmp_path / "bridge.npz"
    book.bridges(book.HIGH).save(recording)
    assert peak_of(recording, "glute_bridge", 0.1) > 10
