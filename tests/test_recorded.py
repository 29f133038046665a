"""The recorded view's Python half: what is taken, what is refused in words, and what the page shows."""

from __future__ import annotations

import asyncio
import errno
import io
import tempfile
import threading
import time
import zipfile

import numpy as np
import pytest
import stick
from book import HIGH, LOW, SHORT, bridges, with_tiny
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from formcheck import rulebook
from formcheck.errors import UserError
from formcheck.footage import Footage
from formcheck.page import intake, jobs, outcome, recorded, routes, serving, stills, takeaway, timeline, verdict
from formcheck.page.choices import plain
from formcheck.pose import Pose
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.video import open_video
from pose_rules.glute_bridge import RULE as BRIDGE

PATIENCE = 60


def bytes_of(recording, tmp_path):
    path = tmp_path / "made.npz"
    recording.save(path)
    return path.read_bytes()


@pytest.fixture
def page(tmp_path, monkeypatch):
    with_tiny(tmp_path / "rules", monkeypatch)

    def view():
        from formcheck.page import recorded

        recorded.show()

    return AppTest.from_function(view, default_timeout=PATIENCE)


def visit_of(page):
    try:
        return page.session_state["recorded"]
    except KeyError:
        return None


def settled(page):
    """The page after all its work has ended: run again until a run begins no new work."""
    for _ in range(8):
        before = jobs_of(page)
        for job in before:
            assert job.wait(PATIENCE)
        page.run()
        assert not page.exception
        if before and jobs_of(page) == before:
            return page
        if visit_of(page) is None:
            return page.run()
    raise AssertionError("the page does not come to rest")


def jobs_of(page):
    visit = visit_of(page)
    return visit.jobs() if visit else []


def check(page, content, name="set.npz", exercise="tiny"):
    """Uploads a file and has it checked."""
    page.run()
    page.selectbox(key="recorded_exercise").set_value(exercise)
    if page.radio:
        page.radio[0].set_value("A file of mine")
    page.run()
    page.file_uploader(key="recorded_upload").upload(name, content).run()
    button(page, "Check it").click().run()
    return settled(page)


def button(page, label):
    return next(one for one in page.button if one.label == label)


def words(page, kind):
    return " ".join(element.value for element in getattr(page, kind)).replace("\\", "")


def ledger(page):
    return page.table[0].value


def test_a_recording_is_counted_and_its_faults_are_shown_with_value_and_limit(page, tmp_path):
    done = check(page, bytes_of(bridges(HIGH, SHORT, LOW), tmp_path))
    assert [metric.value for metric in done.metric] == ["2", "1", "0", "2"]
    assert list(ledger(done)["Result"]) == ["✓ counted, number 1", "✓ counted, number 2", "◐ partial, not counted: 4 degrees short"]  # fmt: skip
    assert "hips low" in ledger(done)["Faults and tips"][1]
    shown = words(done, "markdown")
    assert "wanted at least 170 degrees" in shown
    assert "Lift until all is one line." in shown


def test_the_ledger_for_download_is_that_of_the_page(page, tmp_path):
    done = check(page, bytes_of(bridges(HIGH), tmp_path), "../My <b>set.npz")
    names = [one.proto.label for one in done.get("download_button")]
    assert names == ["Ledger (CSV)", "Ledger (JSON)", "Landmarks (.npz)"]
    assert done.session_state["recorded"].material.stem == "My_b_set"


def test_another_level_judges_anew_without_reading_again(page, tmp_path):
    done = check(page, bytes_of(bridges(HIGH), tmp_path))
    before = done.session_state["recorded"].reading
    done.selectbox(key="recorded_level").set_value("expert")
    done = settled(done)
    assert done.session_state["recorded"].reading is before
    assert ("tiny", "expert") in done.session_state["recorded"].verdicts


def test_an_exercise_that_was_not_chosen_is_recognised_and_proposed(page, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.rulebook.ids", lambda: ("bird_dog", "glute_bridge"))
    done = check(page, bytes_of(bridges(HIGH, HIGH), tmp_path), exercise="recognise")
    assert "This looks like **Glute bridge**: 2 repetitions." in words(done, "markdown")
    assert visit_of(done).guessing.share == 1, "the bar has gone from 0 to 100 %"
    button(done, "Check it as Glute bridge").click()
    done = settled(done)
    assert done.metric[0].value == "2"


def test_none_of_the_ten_is_an_answer(page, tmp_path):
    standing = stick.film(lambda t: stick.standing(), 4, 10)
    done = check(page, bytes_of(standing, tmp_path), exercise="recognise")
    assert "None of the" in words(done, "warning")


def test_a_recording_of_another_exercise_than_the_one_chosen_is_said_to_be_that(page, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.rulebook.ids", lambda: ("bird_dog", "glute_bridge"))
    done = check(page, bytes_of(bridges(HIGH, HIGH), tmp_path), exercise="bird_dog")
    assert "This looks like another exercise: Glute bridge." in words(done, "info")


def test_a_file_that_is_no_video_is_refused_with_its_own_name(page):
    done = check(page, b"This is a letter.", "my letter.mp4")
    assert "my letter.mp4 is not a video that can be read" in words(done, "error")
    assert "upload" not in words(done, "error")
    assert "recorded" not in done.session_state


def test_a_recording_that_is_damaged_is_refused(page):
    done = check(page, b"PK\x03\x04" + bytes(50), "set.npz")
    assert "set.npz is not a landmark recording" in words(done, "error")


def test_a_recording_with_nobody_in_it_says_so(page, tmp_path):
    empty = Recording.of([Pose.empty(t / 10) for t in range(50)], 1.5)
    done = check(page, bytes_of(empty, tmp_path), "garden.npz")
    assert "Nobody was found in garden.npz. Film the whole body" in words(done, "error")


def test_an_exercise_that_never_begins_says_what_was_missing(page, tmp_path):
    standing = stick.film(lambda t: stick.standing(), 4, 10)
    done = check(page, bytes_of(standing, tmp_path))
    assert "The start position was never seen. What was missing for longest" in words(done, "warning")
    assert "Lie down on your back." in words(done, "warning")
    assert not done.table


def test_a_recording_of_more_than_an_hour_is_refused(page, tmp_path):
    long = Recording.of([Pose.empty(t) for t in (0.0, 3700.0)], 1.5)
    done = check(page, bytes_of(long, tmp_path), "day.npz")
    assert "day.npz is too long (61 min 40 s, at most 60 minutes)" in words(done, "error")


def test_a_video_that_says_that_it_is_too_long_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "LONGEST", 1.0)
    from formcheck.video import Frame, VideoWriter

    path = tmp_path / "long.mp4"
    with VideoWriter(path) as out:
        for number in range(20):
            out.write(Frame(number / 10, np.zeros((48, 64, 3), np.uint8)))
    material = intake.keep(io.BytesIO(path.read_bytes()), "long.mp4", 1, 10**9)
    read = []
    monkeypatch.setattr(jobs.Job, "track", lambda *arguments: read.append(1))
    job = jobs.Job(lambda job: None)
    monkeypatch.setattr(intake, "read", lambda path, track: list(track(fake_video(2.0), 20, "Watching")))
    with pytest.raises(UserError, match="long.mp4 is too long"):
        intake.watch(material, job)
    assert not read


def fake_video(seconds):
    class Video(list):
        duration = seconds

    return Video()


def test_an_upload_that_is_too_large_is_refused_before_it_is_copied():
    with pytest.raises(UserError, match="film.mp4 is too large .3 MB, at most 2 MB"):
        intake.keep(io.BytesIO(b"x"), "film.mp4", 3_000_000, 2_000_000)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(monkeypatch):
    monkeypatch.setattr(intake, "UNPACKED", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xy.npy", bytes(100_000))
    material = intake.keep(packed, "bomb.npz", 1, 10**6)
    with pytest.raises(UserError, match="bomb.npz is too large when it is unpacked"):
        intake.watch(material, jobs.Job(lambda job: None))


def test_an_empty_upload_is_refused():
    with pytest.raises(UserError, match="nothing.mp4 is empty"):
        intake.keep(io.BytesIO(), "nothing.mp4", 0, 10)


def test_an_upload_for_which_the_disk_has_no_room_is_told_with_the_folder_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(intake.shutil, "copyfileobj", full)
    with pytest.raises(UserError, match=rf"set.mp4 could not be copied into {tmp_path}: No space left"):
        intake.keep(io.BytesIO(b"abc"), "set.mp4", 3, 100)
    assert list(tmp_path.iterdir()) == []


def test_an_upload_lies_under_a_name_of_ours_in_a_private_folder_and_goes_with_its_owner():
    material = intake.keep(io.BytesIO(b"\x00\x00\x00\x20ftypisom"), "../../evil.npz", 12, 100)
    path = material.path
    assert path.name == "upload.video" and path.parent.stat().st_mode & 0o077 == 0
    assert material.media_type == "video/mp4"
    del material
    assert not path.parent.exists()


def test_what_was_uploaded_is_deleted_when_the_program_ends():
    async def a_run_of_the_program():
        async with routes.lifespan(None):
            return intake.keep(io.BytesIO(b"film"), "film.mp4", 4, 100)

    material = asyncio.run(a_run_of_the_program())
    assert not material.path.parent.exists()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x00\x00\x00\x18ftypqt  ", "video/mp4"),
        (b"\x1a\x45\xdf\xa3....B\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3....B\x82\x88matroska", None),
        (b"RIFF....AVI LIST", None),
    ],
)
def test_what_browsers_play_is_told_by_content_not_by_name(head, kind):
    assert intake.keep(io.BytesIO(head), "film.mp4", len(head), 100).media_type == kind


def test_cancelled_work_stops_at_its_next_step_and_leaves_no_result():
    begun, seen = threading.Event(), []

    def endless():
        while True:
            begun.set()
            yield 1

    def work(job):
        for _ in job.track(endless(), None, "Counting"):
            pass
        seen.append("the end")

    job = jobs.Job(work)
    assert begun.wait(PATIENCE)
    job.cancel()
    assert job.wait(PATIENCE)
    assert job.result is None and job.trouble == "" and not seen


def test_an_error_in_the_work_reaches_the_page_in_words(caplog):
    def work(job):
        raise ZeroDivisionError("secret inner matter")

    job = jobs.Job(work)
    assert job.wait(PATIENCE)
    assert job.trouble.startswith("Something went wrong") and "secret" not in job.trouble


def test_cancelling_an_annotated_video_leaves_no_part_of_it(tmp_path):
    from formcheck.checking import write_video
    from formcheck.video import Frame, VideoWriter

    path, out = tmp_path / "in.mp4", tmp_path / "out.mp4"
    with VideoWriter(path) as made:
        for number in range(12):
            made.write(Frame(number / 10, np.zeros((90, 160, 3), np.uint8)))
    result = replay([Pose.empty(n / 10) for n in range(12)], BRIDGE)
    footage = Footage(path, Recording.of([Pose.empty(n / 10) for n in range(12)]))

    def three(frames, total, what):
        for number, frame in enumerate(frames):
            if number == 3:
                raise jobs.Cancelled
            yield frame

    with pytest.raises(jobs.Cancelled):
        write_video(footage, result, out, three)
    assert [file.name for file in tmp_path.iterdir()] == ["in.mp4"]


def test_the_timeline_holds_signal_levels_and_attempts_with_their_faults():
    recording = bridges(HIGH, SHORT)
    result = replay(recording, BRIDGE)
    made = timeline.timeline(result, stills.shots(result, recording))
    assert [level["words"] for level in made["levels"]] == ["counts from here", "an attempt begins", "start position"]
    turn, leave, start = (level["value"] for level in made["levels"])
    assert turn == BRIDGE.count.turn and leave == pytest.approx(start + BRIDGE.count.leave)
    assert start == pytest.approx(result.attempts[0].rep.ready["hip"], abs=0.1)
    assert [one["status"] for one in made["attempts"]] == ["counted", "counted"]
    low = next(fault for fault in made["attempts"][1]["faults"] if fault["name"] == "not high enough")
    assert made["attempts"][1]["start"] <= low["t"] <= made["attempts"][1]["end"]
    assert low["joints"]


def test_an_hours_line_is_thinned_to_what_a_screen_can_show():
    recording = bridges(HIGH, fps=30)
    result = replay(recording, BRIDGE)
    whole = timeline.line(result)
    assert len(whole) == len(recording)
    timeline_points, timeline.POINTS = timeline.POINTS, 50
    try:
        assert len(timeline.line(result)) <= 50
    finally:
        timeline.POINTS = timeline_points


def test_a_still_is_taken_at_the_moment_that_shows_the_fault_with_its_joint_ringed():
    recording = bridges(SHORT)
    result = replay(recording, BRIDGE)
    shot = next(s for s in stills.shots(result, recording) if s.finding.fault.name == "not_high_enough")
    assert shot.attempt.rep.hold[0] <= shot.t <= shot.attempt.rep.hold[1]
    import cv2

    ground = stills.blank(recording)
    drawn = cv2.imdecode(np.frombuffer(stills.picture(ground, shot, recording, result), np.uint8), 1)
    x, y = recording.xy[shot.frame, shot.joints[0]] * drawn.shape[0]
    ring = drawn[max(0, int(y) - 30) : int(y) + 30, max(0, int(x) - 30) : int(x) + 30].reshape(-1, 3).astype(int)
    orange = np.abs(ring - (0, 159, 230)).sum(axis=1) < 90
    assert orange.sum() > 20


def get(path, **headers):
    """Status and content of an answer of the page's server."""
    sent = []

    async def receive():
        await asyncio.Event().wait()  # the browser stays

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": ""}
    scope["headers"] = [(name.encode(), value) for name, value in headers.items()]
    asyncio.run(Starlette(routes=serving.ROUTES)(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_faults_stand_before_tips_each_with_all_its_attempts(tmp_path, monkeypatch):
    with_tiny(tmp_path / "rules", monkeypatch)
    recording = bridges(HIGH, SHORT, SHORT)
    groups = stills.by_fault(stills.shots(replay(recording, rulebook.load("tiny")), recording))
    assert [fault.name for fault, _ in groups] == ["hips_low", "hold_short"]
    assert [len(group) for _, group in groups] == [2, 3]


def test_a_fault_with_a_limit_for_each_level_has_its_group():
    recording = bridges(SHORT)
    ((fault, group),) = stills.by_fault(stills.shots(replay(recording, BRIDGE), recording))
    assert fault.name == "not_high_enough" and len(group) == 1


def test_the_player_gets_landmarks_and_parts_of_the_video_by_its_token_alone(tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(200)))
    recording = bridges(HIGH, fps=5)
    shown = serving.Shown(recording, film, "video/mp4")
    table = np.frombuffer(get(f"/api/recorded/{shown.token}/poses")[1], "<f4").reshape(-1, 100)
    assert len(table) == len(recording)
    assert table[7, 1] == pytest.approx(recording.xy[7, 0, 0])
    assert get(f"/api/recorded/{shown.token}/video", range=b"bytes=10-19") == (206, bytes(range(10, 20)))
    assert get("/api/recorded/guessed/video")[0] == 404
    token = shown.token
    del shown
    assert get(f"/api/recorded/{token}/poses")[0] == 404


def test_a_files_name_is_no_markup():
    assert plain("![x](http://a.b/c) **b**") == r"\!\[x\]\(http\:\/\/a\.b\/c\) \*\*b\*\*".replace(r"\/", "/")


def test_a_video_that_no_browser_plays_is_shown_as_the_annotated_one(page, tmp_path):
    import cv2

    recording = bridges(HIGH, fps=10)
    film, landmarks = tmp_path / "set.avi", tmp_path / "set.npz"
    recording.save(landmarks)
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter_fourcc(*"MJPG"), 10, (320, 180))
    for _ in range(len(recording)):
        writer.write(np.full((180, 320, 3), 90, np.uint8))
    writer.release()
    material = intake.Material("set.avi", film, landmarks)
    page.session_state["recorded"] = recorded.Visit(material, jobs.Job(lambda job: intake.watch(material, job)))
    page.session_state["recorded_exercise"] = "tiny"
    done = settled(page)
    visit = visit_of(done)
    assert visit.unplayable and visit.shown.media_type == "video/mp4"
    with open_video(visit.shown.video) as made:
        frames = list(made)
    assert len(frames) == len(recording)
    assert max(np.ptp(frame.image.reshape(-1, 3), axis=0).max() for frame in frames) > 100, "nothing is drawn into it"


def test_an_annotated_video_that_was_cancelled_is_not_begun_again_by_itself(page, tmp_path, monkeypatch):
    monkeypatch.setattr(takeaway, "write_video", lambda *arguments: (_ for _ in ()).throw(jobs.Cancelled))
    landmarks, film = tmp_path / "set.npz", tmp_path / "set.video"
    bridges(HIGH).save(landmarks)
    film.write_bytes(b"no browser plays this")
    monkeypatch.setattr(verdict, "_stills", lambda *arguments: {})
    material = intake.Material("set.avi", film, landmarks)
    page.session_state["recorded"] = recorded.Visit(material, jobs.Job(lambda job: intake.watch(material, job)))
    page.session_state["recorded_exercise"] = "tiny"
    done = settled(page)
    first = visit_of(done).films["tiny", "typical"]
    assert "The annotated video was cancelled." in words(done, "warning")
    assert visit_of(done.run()).films["tiny", "typical"] is first


@pytest.mark.parametrize("exercise", ["tiny", "recognise"])
def test_work_that_was_cancelled_keeps_the_recording_and_can_be_done_after_all(page, tmp_path, monkeypatch, exercise):
    def cancelled(*arguments):
        raise jobs.Cancelled

    with monkeypatch.context() as patched:
        patched.setattr(recorded, "judge", cancelled)
        patched.setattr(recorded, "recognise", cancelled)
        done = check(page, bytes_of(bridges(HIGH), tmp_path), exercise=exercise)
    assert "That was cancelled." in words(done, "info")
    assert not done.warning, "nothing is said about what was not looked for"
    first = visit_of(done)
    button(done, "Do it after all").click().run()
    assert visit_of(settled(done)) is first
    assert "That was cancelled." not in words(done, "info")


def test_cancelling_the_judging_does_not_let_go_of_the_recording(page, tmp_path, monkeypatch):
    def endless(material, footage, exercise, rule, strict, job):
        for _ in job.track(iter(int, 1), None, "Judging"):
            time.sleep(0.01)

    monkeypatch.setattr(recorded, "judge", endless)
    bridges(HIGH).save(tmp_path / "set.npz")
    material = intake.Material("set.npz", tmp_path / "set.npz")
    visit = recorded.Visit(material, jobs.Job(lambda job: intake.watch(material, job)))
    assert visit.reading.wait(PATIENCE)
    page.session_state["recorded"], page.session_state["recorded_exercise"] = visit, "tiny"
    button(page.run(), "Cancel").click().run()
    assert visit.verdicts["tiny", "typical"].wait(PATIENCE)
    assert "That was cancelled." in words(page.run(), "info")
    assert visit_of(page) is visit


def test_an_unknown_exercise_in_the_address_is_named_with_the_nearest_one(page):
    page.query_params["exercise"] = "brid_dog"
    page.run()
    assert 'There is no exercise "brid_dog". Did you mean bird_dog?' in words(page, "warning")
    assert page.selectbox(key="recorded_exercise").value == "recognise"


def test_an_exercise_in_the_address_is_chosen(page):
    page.query_params["exercise"] = "glute_bridge"
    page.run()
    assert page.selectbox(key="recorded_exercise").value == "glute_bridge"


def test_another_recording_forgets_the_first_and_its_file(page, tmp_path):
    done = check(page, bytes_of(bridges(HIGH), tmp_path))
    path = done.session_state["recorded"].material.path
    assert path.exists()
    button(done, "Another recording").click().run()
    assert "recorded" not in done.session_state
    assert not path.exists()


def test_the_ledger_of_a_faultless_attempt_says_that_none_was_seen():
    recording = bridges(HIGH)
    result = replay(recording, BRIDGE)
    clean = verdict.Verdict("glute_bridge", Footage("x.npz", recording), result, (), {}, ())
    assert len(outcome.rows(clean)) == 1
    assert recorded.SAMPLES.name == "sample_videos"
