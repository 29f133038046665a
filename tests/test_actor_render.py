"""The rendered actor: its mesh, its pictures and the clips made of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("skimage", reason="the actor's packages are not installed: pip install 'formcheck[actor]'")
pytest.importorskip("moderngl", reason="the actor's packages are not installed: pip install 'formcheck[actor]'")

from formcheck import rulebook
from formcheck.errors import UserError
from sample_videos.actor import mesh, samples, score
from sample_videos.actor.clip import Take, film
from sample_videos.actor.implicit import Blob, polygonise, smooth_union
from sample_videos.actor.lens import Film, Lens
from sample_videos.actor.looks import LOOKS
from sample_videos.actor.render import open_context
from sample_videos.actor.scene import REACH
from sample_videos.actor.skeleton import BIND, BODIES, forward

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def bridge() -> Take:
    """A glute bridge, ready to be filmed."""
    try:
        open_context().release()
    except UserError as error:
        pytest.skip(str(error))
    return Take.of(score.clean("glute_bridge", "b", seed=3, reps=1), "living", 0)


def test_a_polygonised_ball_lies_on_its_radius_with_normals_pointing_out():
    vertices, normals, triangles = polygonise([Blob("", np.array([1.0, 2.0, 3.0]), np.full(3, 0.3), np.eye(3))], 0.03)
    out = vertices - [1.0, 2.0, 3.0]
    assert np.linalg.norm(out, axis=1) == pytest.approx(0.3, abs=0.005)
    assert ((out * normals).sum(axis=1) > 0.29).all()
    a, b, c = (out[triangles[:, corner]] for corner in range(3))
    solid = np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-9
    assert ((np.cross(b - a, c - a) * a).sum(axis=1)[solid] > 0).all()


def test_a_smooth_union_melts_only_where_two_shapes_are_close():
    near, far = smooth_union([np.array([0.01, 1.0]), np.array([0.01, 0.2])], [0.03, 0.03])
    assert near == pytest.approx(0.01 - 0.03 / 4)
    assert far == pytest.approx(0.2)


@pytest.mark.parametrize("name", sorted(BODIES))
def test_every_look_of_a_person_is_pulled_by_whole_bones(name: str):
    for look in LOOKS[name]:
        surface = mesh.person(BODIES[name], look)
        assert surface.weights.sum(axis=1) == pytest.approx(1.0)
        assert (surface.weights >= 0).all()
        assert surface.bones[surface.weights > 0].min() >= 1, "bone 0 is the room"
        assert np.isfinite(surface.packed()).all()


@pytest.mark.parametrize("name", sorted(BODIES))
def test_the_redrawn_window_holds_the_whole_person(name: str):
    """No skin is farther from the nearest joint than the renderer assumes."""
    body = BODIES[name]
    joints = forward(body, BIND, np.zeros(3))[:, :3, 3]
    vertices = mesh.person(body, LOOKS[name][0]).positions
    boxes = np.abs(vertices[:, None, :] - joints[None]).max(axis=2)
    assert boxes.min(axis=1).max() < REACH


def test_the_same_take_gives_the_same_pictures(bridge: Take):
    times = np.array([0.0, 4.0])
    first, second = (np.stack(list(bridge.pictures(times))) for _ in range(2))
    assert (first == second).all()


def test_the_person_is_drawn_where_the_truth_says(bridge: Take):
    clear = replace(bridge, lens=Lens(blur=0.1, grain=0.0, jpeg=0, vignette=0.0))
    times = np.array([0.5, 5.0])
    first, later = list(clear.pictures(times))
    frames = bridge.score.at(times)
    hip = (bridge.score.camera.project(bridge.score.landmarks(frames))[:, 23:25].mean(axis=1) * 360).round().astype(int)
    change = np.abs(first.astype(int) - later).sum(axis=2) > 60
    rows = np.nonzero(change.any(axis=1))[0]
    assert hip[1, 1] < hip[0, 1] - 10, "the hips rise in the picture"
    assert rows.min() - 5 < hip[1, 1] and rows.max() + 5 > hip[0, 1], "and this is where the picture changes"
    assert not change[:60].any(), "the wall above the person stays as it is"


def test_a_clip_keeps_its_times_and_plays_in_a_browser(bridge: Take, tmp_path: Path):
    import av

    short = replace(bridge, score=replace(bridge.score, keys=bridge.score.keys[:2]), fps=5.0)
    film(short, tmp_path / "clip.mp4", bar=False)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        times = [frame.time for frame in container.decode(stream)]
    assert times == pytest.approx(short.times(), abs=1e-3)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"], "no half-made file is left"


def test_a_film_has_the_same_grain_for_the_same_seed_only():
    grey = np.full((360, 640, 3), 128, np.uint8)
    one, same, other = (Film(Lens(), (640, 360), seed).expose(grey) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize("each", [1, 2])
@pytest.mark.parametrize("exercise", sorted(score.EXERCISES))
def test_a_tour_shows_each_fault_as_often_as_asked_and_never_four_faults_without_a_good_repetition(
    exercise: str, each: int
):
    reps = samples.tour(exercise, 1.6, each)
    assert reps[0].fault == "" and reps[-1].fault == ""
    assert sorted(rep.fault for rep in reps if rep.fault) == sorted(score.faults(exercise) * each)
    runs = "".join("x" if rep.fault else " " for rep in reps).split()
    assert max(len(run) for run in runs) <= 3 * each


@pytest.mark.parametrize("exercise", sorted(score.EXERCISES))
def test_a_tour_shows_each_fault_twice_running_or_on_each_side_once(exercise: str):
    reps, sides = samples.tour(exercise, 1.6), score.exercise(exercise).sides
    for fault in score.faults(exercise):
        first, second = (number for number, rep in enumerate(reps) if rep.fault == fault)
        assert second == first + 1 or sides == "blocks"
        assert reps[first].side != reps[second].side or not sides


def test_a_tour_puts_misplaced_feet_after_everything_that_is_measured_from_the_start():
    faults = [rep.fault for rep in samples.tour("glute_bridge", 1.6) if rep.fault]
    assert set(faults[-4:]) == {"feet_too_far", "feet_too_close"}


@pytest.mark.parametrize("what", ["seed", "person"])
def test_the_set_for_testing_shares_no_seed_or_person_with_the_set_for_tuning(what: str):
    train, test = ({getattr(one, what) for one in samples.train_or_test(which)} for which in ("train", "test"))
    assert train and test and not train & test


def test_the_persons_of_the_test_set_are_in_no_committed_clip():
    assert not {one.person for one in samples.train_or_test("test")} & {one.person for one in samples.SAMPLES}


def test_the_set_from_aside_shows_every_exercise_from_both_sides_of_the_cameras_place():
    turned = {
        (one.exercise, round(one.score().camera.azimuth - replace(one, aside=0.0).score().camera.azimuth, 3))
        for one in samples.RENDERED_SETS["aside"]()
    }
    assert turned == {(exercise, way) for exercise in rulebook.ids() for way in (-20, 20)}


def test_nobody_of_the_set_for_testing_is_in_the_set_from_aside():
    sets = ({one.person for one in samples.RENDERED_SETS[which]()} for which in ("aside", "test"))
    assert not set.intersection(*sets)


def test_a_set_that_was_broken_off_goes_on_where_it_stopped(tmp_path: Path):
    whole = samples.train_or_test("test")
    for one in whole:
        (tmp_path / f"{one.exercise}-{one.kind}-{one.seed}.toml").touch()
    assert samples.make_all(whole, lambda one: tmp_path / f"{one.exercise}-{one.kind}-{one.seed}", missing=True) == []


def test_an_unknown_room_is_one_sentence_and_exit_code_2():
    done = subprocess.run(
        [sys.executable, "-m", "sample_videos.actor", "render", "glute_bridge", "--room", "cellar"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "cellar" in done.stderr and "studio" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("exercise", sorted(score.EXERCISES))
def test_mediapipe_finds_the_person_in_every_exercise(exercise: str):
    from formcheck.landmarker import Landmarker
    from formcheck.video import Frame

    take = Take.of(score.clean(exercise, "a", seed=3, reps=1), "living", 0)
    rep = take.score.reps[0]
    times = np.array([0.5, (rep["start"] + rep["end"]) / 2])
    with Landmarker() as landmarker:
        found = [
            landmarker.detect(Frame(float(t), np.ascontiguousarray(picture[..., ::-1]))).found
            for t, picture in zip(times, take.pictures(times), strict=True)
        ]
    assert all(found)
