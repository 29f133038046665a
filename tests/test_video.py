"""Video in, whatever the file; video out, whole or not at all."""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.errors import UserError
from formcheck.video import Frame, VideoWriter, open_video

TICKS = 90_000


def picture(number: int = 0, width: int = 64, height: int = 48) -> np.ndarray:
    """A dark picture with a bright upper left corner; its blue level tells the number of the frame."""
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = 3 * number % 200
    image[: height // 3, : width // 3] = 255
    return image


def make(
    path: Path, times: Iterable[float], codec: str = "libx264", width: int = 64, height: int = 48, **stream: object
) -> Path:
    """Write a test video with frames at these times (s)."""
    with av.open(str(path), "w") as container:
        out = container.add_stream(codec, rate=30)
        out.width, out.height, out.pix_fmt = width, height, "yuv420p"
        out.codec_context.time_base = Fraction(1, TICKS)
        for name, value in stream.items():
            setattr(out, name, value)
        for number, t in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(number, width, height), format="bgr24")
            frame.pts, frame.time_base = round(t * TICKS), Fraction(1, TICKS)
            container.mux(out.encode(frame))
        container.mux(out.encode(None))
    return path


def times_of(path: Path, **options: float) -> list[float]:
    with open_video(path, **options) as video:
        return [frame.t for frame in video]


def corner(image: np.ndarray) -> tuple[bool, bool]:
    """(is it below, is it right): where the bright corner of ``picture`` is."""
    bright = image.min(axis=2) > 150
    y, x = (index.mean() for index in np.nonzero(bright))
    return bool(y > image.shape[0] / 2), bool(x > image.shape[1] / 2)


def rotated(path: Path, quarter_turns_clockwise: int) -> Path:
    """Put a display matrix into the track header of an MP4, as phones do."""
    matrix = {1: (0, 1, -1, 0), 2: (-1, 0, 0, -1), 3: (0, -1, 1, 0)}[quarter_turns_clockwise]
    a, b, c, d = (value << 16 for value in matrix)
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 4 + 36  # version and flags, then 36 bytes of times, numbers and layer
    content[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path


def test_times_are_the_containers_own_when_the_rate_varies(tmp_path: Path) -> None:
    """Variable frame rate: every frame keeps its own time."""
    times = [0.0, 0.033, 0.1, 0.14, 0.3, 0.35, 1.2]
    assert times_of(make(tmp_path / "vfr.mp4", times)) == pytest.approx(times, abs=1e-4)


def test_30000_over_1001_frames_a_second_do_not_drift(tmp_path: Path) -> None:
    """29.97 is not rounded to 29 or 30: after ten seconds the time is still exact."""
    times = [n * 1001 / 30000 for n in range(300)]
    found = times_of(make(tmp_path / "ntsc.mp4", times))
    assert len(found) == 300
    assert found[-1] == pytest.approx(times[-1], abs=1e-3)


@pytest.mark.parametrize(
    ("rate", "most", "handed_on"), [(60, 30, 30), (50, 30, 30), (30, 30, 30), (30, 10, 10), (12, 30, 12)]
)
def test_at_most_max_fps_frames_a_second_are_handed_on(tmp_path: Path, rate: int, most: int, handed_on: int) -> None:
    """Faster video is thinned out by its times; slower video is left as it is."""
    path = make(tmp_path / "fast.mp4", (n / rate for n in range(2 * rate)))
    with open_video(path, max_fps=most) as video:
        times = [frame.t for frame in video]
    assert len(times) == pytest.approx(2 * handed_on, abs=2)
    assert video.frames == pytest.approx(len(times), abs=2)


def test_a_jittering_30_fps_camera_loses_no_frame(tmp_path: Path) -> None:
    """Times a few milliseconds early or late are one camera's jitter, not a faster camera."""
    jitter = np.random.default_rng(0).uniform(-0.006, 0.006, 90)
    times = sorted(max(0, n / 30 + d) for n, d in enumerate(jitter))
    assert len(times_of(make(tmp_path / "jitter.mp4", times))) == 90


@pytest.mark.parametrize(("turns", "where"), [(1, (False, True)), (2, (True, True)), (3, (True, False))])
def test_the_rotation_of_phones_is_applied(tmp_path: Path, turns: int, where: tuple[bool, bool]) -> None:
    """A phone stores the sensor's picture and how to turn it; the frame is upright."""
    path = rotated(make(tmp_path / "phone.mp4", [0, 0.1, 0.2], width=64, height=48), turns)
    with open_video(path) as video:
        frame = next(iter(video))
    assert frame.image.shape == ((64, 48, 3) if turns % 2 else (48, 64, 3))
    assert corner(frame.image) == where


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    """A stored 64 x 48 that is shown twice as wide is handed on as 128 x 48, or every angle would be wrong."""
    path = make(tmp_path / "wide.mkv", [0, 0.1], sample_aspect_ratio=Fraction(2, 1))
    with open_video(path) as video:
        assert next(iter(video)).image.shape == (48, 128, 3)


@pytest.mark.parametrize(
    ("size", "shape"), [((3840, 2160), (720, 1280, 3)), ((1080, 1920), (1280, 720, 3)), ((64, 48), (48, 64, 3))]
)
def test_large_pictures_are_scaled_down_and_small_ones_left_alone(
    tmp_path: Path, size: tuple[int, int], shape: tuple[int, ...]
) -> None:
    """4K is made smaller while it is decoded, in landscape and portrait; nothing is made larger."""
    path = make(tmp_path / "large.mp4", [0, 0.1], width=size[0], height=size[1])
    with open_video(path) as video:
        assert next(iter(video)).image.shape == shape


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "libx264"), ("a.mov", "libx264"), ("a.mkv", "libx264"), ("a.avi", "mpeg4"), ("a.webm", "libvpx-vp9")],
)
def test_every_usual_container_is_read(tmp_path: Path, name: str, codec: str) -> None:
    """mp4, mov, mkv, avi, webm: same frames, colours in BGR order."""
    path = tmp_path / name
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        red = np.zeros((48, 64, 3), np.uint8)
        red[..., 2] = 255
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(red, format="bgr24")))
        container.mux(stream.encode(None))
    with open_video(path) as video:
        frames = list(video)
    assert [frame.t for frame in frames] == pytest.approx([n / 10 for n in range(5)], abs=0.02)
    blue, green, reddish = frames[0].image.mean(axis=(0, 1))
    assert reddish > 200
    assert max(blue, green) < 60
    assert video.notes == []


def test_a_gif_is_read(tmp_path: Path) -> None:
    """An animated picture is a video."""
    path = tmp_path / "a.gif"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("gif", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb8"
        for n in range(4):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(n), format="bgr24").reformat(format="rgb8")))
        container.mux(stream.encode(None))
    assert times_of(path) == pytest.approx([0, 0.1, 0.2, 0.3], abs=0.011)


@pytest.mark.parametrize("name", ["still.jpg", "still.png"])
def test_a_still_picture_is_one_frame(tmp_path: Path, name: str) -> None:
    """A photograph is a video of one frame at time 0."""
    cv2 = pytest.importorskip("cv2")
    cv2.imwrite(str(tmp_path / name), picture())
    with open_video(tmp_path / name) as video:
        frames = list(video)
    assert [frame.t for frame in frames] == [0]
    assert frames[0].image.shape == (48, 64, 3)


def test_a_file_name_with_a_colon_is_a_file(tmp_path: Path) -> None:
    """FFmpeg would take "set:1.mp4" for a network protocol."""
    assert len(times_of(make(tmp_path / "x.mp4", [0, 0.1]).rename(tmp_path / "set:1.mp4"))) == 2


def test_a_title_in_an_old_encoding_does_not_matter(tmp_path: Path) -> None:
    """Titles written on an old Windows are no UTF-8; nobody asked for the title."""
    path = tmp_path / "title.avi"
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "Cafe Latte"
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(), format="bgr24")))
        container.mux(stream.encode(None))
    content = path.read_bytes()
    assert b"Cafe Latte" in content
    path.write_bytes(content.replace(b"Cafe Latte", b"Caf\xe9 Latte"))
    assert times_of(path) == [0]


def test_times_start_at_zero_when_the_container_starts_later(tmp_path: Path) -> None:
    """A transport stream starts its clock anywhere; a player shows 0:00."""
    path = make(tmp_path / "a.ts", [10, 10.1, 10.2])
    assert times_of(path) == pytest.approx([0, 0.1, 0.2], abs=0.02)


def raw(path: Path, stamps: list[float]) -> Path:
    """A Matroska file of pictures that are each a whole, with any timestamps (ms are its unit), rising or not."""
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 64, 48, "yuvj420p", Fraction(1, 1000)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for number, t in enumerate(stamps):
            picture_ = av.VideoFrame.from_ndarray(picture(number), format="bgr24").reformat(format="yuvj420p")
            picture_.pts = number
            for packet in encoder.encode(picture_):
                packet.stream, packet.time_base = stream, Fraction(1, 1000)
                packet.pts, packet.dts = round(t * 1000), number
                container.mux_one(packet)
    return path


def test_a_time_that_does_not_rise_is_left_out_with_a_note(tmp_path: Path) -> None:
    """Equal or slightly falling times never reach the engine."""
    with open_video(raw(tmp_path / "back.mkv", [0, 0.1, 0.1, 0.05, 0.2, 0.3])) as video:
        times = [frame.t for frame in video]
    assert times == pytest.approx([0, 0.1, 0.2, 0.3], abs=0.002)
    assert video.notes == ["2 frames have a time that does not rise; they were left out."]


def test_a_single_time_far_ahead_is_left_out_and_shifts_nothing(tmp_path: Path) -> None:
    """The frames after it go on where those before it were: no clock has started anew."""
    with open_video(raw(tmp_path / "leap.mkv", [0, 0.1, 1000, 0.2, 0.3])) as video:
        times = [frame.t for frame in video]
    assert times == pytest.approx([0, 0.1, 0.2, 0.3], abs=0.002)
    assert "1 frame has a time far ahead of its neighbours'; it was left out." in video.notes
    assert not any("starts anew" in note for note in video.notes)


def test_a_long_pause_between_two_frames_is_a_pause(tmp_path: Path) -> None:
    with open_video(raw(tmp_path / "pause.mkv", [0, 0.1, 60, 60.1])) as video:
        assert [frame.t for frame in video] == pytest.approx([0, 0.1, 60, 60.1], abs=0.002)
    assert video.notes == []


def test_a_clock_that_starts_anew_is_continued_with_a_note(tmp_path: Path) -> None:
    """Two recordings joined carelessly: the second part is not lost."""
    one, two = make(tmp_path / "one.ts", [0, 1, 2, 3]), make(tmp_path / "two.ts", [0, 1, 2])
    (tmp_path / "joined.ts").write_bytes(one.read_bytes() + two.read_bytes())
    with open_video(tmp_path / "joined.ts") as video:
        times = [frame.t for frame in video]
    assert len(times) == 7
    assert all(later > earlier for earlier, later in itertools.pairwise(times))
    assert times[4] == pytest.approx(4, abs=0.01)  # one frame of this file after the last
    assert video.notes[0] == "The clock starts anew once; the parts were joined."


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no file .*nothing\.mp4"):
        open_video(tmp_path / "nothing.mp4")


def test_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        open_video(tmp_path)


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(UserError, match=r"empty\.mp4 is empty"):
        open_video(tmp_path / "empty.mp4")


@pytest.mark.parametrize("content", [b"dear diary\n" * 200, bytes(5000)], ids=["words", "zeros"])
def test_a_text_file_called_mp4_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "text.mp4").write_bytes(content)
    with pytest.raises(UserError, match=r"text\.mp4 is not a video"):
        open_video(tmp_path / "text.mp4")


def test_sound_alone_is_said(tmp_path: Path) -> None:
    """A file with audio and no picture."""
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.float32), format="fltp", layout="mono")
        sound.rate, sound.pts = 48000, 0
        container.mux(stream.encode(sound))
        container.mux(stream.encode(None))
    with pytest.raises(UserError, match=r"sound\.mp4 has no picture"):
        open_video(path)


def test_a_video_of_one_frame_is_read(tmp_path: Path) -> None:
    assert times_of(make(tmp_path / "one.mp4", [0])) == [0]


def test_a_truncated_mp4_without_its_index_is_said(tmp_path: Path) -> None:
    """The index of an MP4 stands at its end unless it was moved: cut, nothing can be read."""
    path = make(tmp_path / "cut.mp4", (n / 30 for n in range(60)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UserError, match=r"cut\.mp4 is not a video that can be read"):
        open_video(path)


def test_a_truncated_video_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    """With the index in front, what is there is used, and a note says where it ends."""
    path = tmp_path / "cut.mp4"
    noise = np.random.default_rng(0)
    with VideoWriter(path) as out:
        for n in range(120):
            out.write(Frame(n / 30, noise.integers(0, 255, (48, 64, 3), np.uint8)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with open_video(path) as video:
        times = [frame.t for frame in video]
    assert 1.0 < times[-1] < 3.5
    assert any("cut off" in note for note in video.notes)


def test_a_damaged_middle_is_passed_over(tmp_path: Path) -> None:
    """Some bytes overwritten: the rest is still decoded, nothing is raised."""
    path = tmp_path / "damaged.mkv"
    noise = np.random.default_rng(0)
    with VideoWriter(path) as out:
        for n in range(60):
            out.write(Frame(n / 30, noise.integers(0, 255, (48, 64, 3), np.uint8)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 300] = b"\xff" * 300
    path.write_bytes(content)
    assert len(times_of(path)) > 20


def test_what_is_written_is_read_back_at_the_same_times(tmp_path: Path) -> None:
    """Annotated video keeps the source's own, uneven times, and the picture."""
    times = [0.0, 0.0331, 0.12, 0.5, 0.533]
    with VideoWriter(tmp_path / "out.mp4") as out:
        for n, t in enumerate(times):
            out.write(Frame(t, picture(n)))
    with open_video(tmp_path / "out.mp4") as video:
        frames = list(video)
    assert [frame.t for frame in frames] == pytest.approx(times, abs=1e-4)
    assert corner(frames[0].image) == (False, False)
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


@pytest.mark.parametrize("name", ["out.mp4", "out.m4v", "out.mov", "out.mkv"])
def test_every_ending_is_written_without_a_word(tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """No option is given that the container does not have."""
    with VideoWriter(tmp_path / name) as out:
        out.write(Frame(0.0, picture()))
    assert times_of(tmp_path / name) == [0]
    assert caplog.records == []


def test_an_odd_size_is_written_one_pixel_smaller(tmp_path: Path) -> None:
    """H.264 as browsers play it needs even sides."""
    with VideoWriter(tmp_path / "odd.mp4") as out:
        out.write(Frame(0.0, picture(width=65, height=49)))
    with av.open(str(tmp_path / "odd.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.codec_context.name, stream.pix_fmt) == (64, 48, "h264", "yuv420p")


def test_a_picture_that_changes_its_size_midway_is_fitted_into_the_first(tmp_path: Path) -> None:
    """Two recordings joined into one file, a phone turned while it films: nothing is cut off, nothing is distorted."""
    parts = [
        make(tmp_path / "wide.ts", (n / 10 for n in range(20))),
        make(tmp_path / "tall.ts", (n / 10 for n in range(20)), width=48, height=64),
    ]
    (tmp_path / "joined.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    with open_video(tmp_path / "joined.ts") as video, VideoWriter(tmp_path / "out.mp4") as out:
        shapes = [frame.image.shape[:2] for frame in video if out.write(frame) is None]
    assert set(shapes) == {(48, 64), (64, 48)}
    with open_video(tmp_path / "out.mp4") as video:
        frames = list(video)
    assert {frame.image.shape for frame in frames} == {(48, 64, 3)}
    assert len(frames) == len(shapes)
    turned = frames[shapes.index((64, 48)) + 1].image.max(axis=2)
    assert turned[:, :12].max() < 40 > turned[:, -12:].max(), "black beside it"
    assert turned[4:12, 16:22].min() > 150, "its bright corner is there"


def test_an_interrupted_video_leaves_nothing_and_keeps_the_old_one(tmp_path: Path) -> None:
    """Whole or not at all."""
    path = tmp_path / "out.mp4"
    path.write_text("the video of yesterday")
    with pytest.raises(KeyboardInterrupt), VideoWriter(path) as out:
        out.write(Frame(0.0, picture()))
        raise KeyboardInterrupt
    assert path.read_text() == "the video of yesterday"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere/out.mp4", "Choose a folder"), ("out.txt", "ends in .mp4"), ("folder.mp4", "it is a folder")],
)
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UserError, match="Cannot write") as caught:
        VideoWriter(tmp_path / name)
    assert words in str(caught.value)


def test_a_video_without_frames_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no frame"), VideoWriter(tmp_path / "out.mp4"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_duration_is_known_before_the_first_frame(tmp_path: Path) -> None:
    """A progress bar needs it at the start."""
    path = make(tmp_path / "a.mp4", (n / 30 for n in range(60)))
    with open_video(path) as video:
        assert video.duration == pytest.approx(2.0, abs=0.1)
        assert video.frames == pytest.approx(60, abs=1)
        assert not math.isnan(video.duration)


def test_a_frame_of_another_shape_is_refused() -> None:
    """A grey picture is a mistake of the caller, found where it is made."""
    with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
        Frame(0.0, np.zeros((4, 4), np.uint8))
