"""The recorded view and the view for authors in real Chromium, as their user sees them."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import CHROMIUM, FLAGS, PATIENCE

from formcheck.recording import Recording
from formcheck.video import Frame, VideoWriter

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=2)]

#: The player, whether or not it stands in a shadow.
PLAYER = """
window.recordedPlayer = () => {
  const find = (root) => root.querySelector("#timeline-root")
    ?? [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
  return find(document)?.player;
};
"""


@pytest.fixture
def tab(server):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        tab = browser.new_page(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        tab.set_default_timeout(PATIENCE * 1000)
        tab.add_init_script(PLAYER)
        tab.errors = []
        tab.on("pageerror", lambda error: tab.errors.append(str(error)))
        yield tab
        browser.close()


@pytest.fixture(scope="module")
def film(root_of, tmp_path_factory):
    """A sample's landmarks up to the end of its second repetition."""
    recording = Recording.load(root_of / "sample_videos/glute_bridge/clean.npz")
    keep = recording.t < 18.5
    short = Recording(
        recording.t[keep], recording.xy[keep], recording.world[keep], recording.visibility[keep], recording.width
    )
    path = tmp_path_factory.mktemp("films") / "set.npz"
    short.save(path)
    return path


@pytest.fixture(scope="module")
def root_of(request):
    return request.config.rootpath


def upload(tab, server, path, exercise="glute_bridge"):
    tab.goto(f"{server.address}/recorded?exercise={exercise}")
    tab.get_by_role("button", name="Check it").wait_for()
    tab.locator("input[type=file]").set_input_files(path)
    tab.get_by_role("button", name="Check it").click()


def moment(tab):
    return tab.evaluate("recordedPlayer().clock.t")


def drawn(tab):
    """How many pixels of the canvas carry the skeleton."""
    return tab.evaluate("""() => {
      const { canvas, context } = recordedPlayer().skeleton;
      return context.getImageData(0, 0, canvas.width, canvas.height).data.filter((v, i) => i % 4 === 3 && v).length;
    }""")


def test_a_recording_without_a_picture_shows_its_skeleton_and_enter_on_an_attempt_jumps_to_it(tab, server, film):
    upload(tab, server, film)
    attempt = tab.locator("[data-attempt='2']")
    attempt.wait_for()
    tab.wait_for_function("recordedPlayer().skeleton.table.length > 0")
    assert drawn(tab) > 500
    attempt.focus()
    tab.keyboard.press("Enter")
    start = tab.evaluate("recordedPlayer().data.attempts[1].start")
    assert moment(tab) == pytest.approx(start, abs=0.05)
    assert tab.inner_text(".recorded .now").startswith("✓ Attempt 2")
    assert [tab.locator(f"[data-attempt='{n}']").get_attribute("aria-current") for n in (1, 2)] == ["false", "true"]
    with tab.expect_download() as waited:
        tab.get_by_role("button", name="Ledger (JSON)").click()
    ledger = json.loads(waited.value.path().read_text())
    assert ledger["count"] == 2 == tab.locator("[data-attempt]").count()
    assert tab.errors == []


def test_the_video_itself_plays_and_a_click_on_the_timeline_jumps_it(tab, server, root_of):
    tab.goto(f"{server.address}/recorded?exercise=glute_bridge")
    tab.get_by_text("A sample", exact=True).click()
    tab.get_by_role("combobox", name="Sample").click()
    tab.get_by_role("option", name="glute_bridge: clean").click()
    tab.get_by_role("button", name="Check it").click()
    tab.locator("[data-attempt='2']").wait_for()
    tab.wait_for_function("recordedPlayer().video.readyState >= 2 && recordedPlayer().skeleton.table.length > 0")
    assert tab.evaluate("recordedPlayer().video.videoWidth") > 300
    tab.locator(".plot").click(position={"x": 4, "y": 40})
    tab.wait_for_function("recordedPlayer().video.currentTime < 1")
    tab.locator("[data-attempt='2']").click()
    start = tab.evaluate("recordedPlayer().data.attempts[1].start")
    tab.wait_for_function(f"Math.abs(recordedPlayer().video.currentTime - {start}) < 0.05")
    assert drawn(tab) > 500
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_function(f"recordedPlayer().clock.t > {start} + 0.5")
    found = [v for v in Axe().run(tab).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
    assert tab.errors == []


def test_a_file_that_is_no_video_is_told_and_the_page_goes_on(tab, server, tmp_path):
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear reader")
    upload(tab, server, letter)
    tab.get_by_text("letter.mp4 is not a video that can be read").wait_for()
    assert tab.get_by_role("button", name="Check it").is_enabled()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(tab, server, tmp_path):
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.truncate(2_200_000_000)
    tab.goto(f"{server.address}/recorded")
    tab.get_by_role("button", name="Check it").wait_for()
    tab.locator("input[type=file]").set_input_files(huge)
    tab.get_by_text("File must be").wait_for()
    assert tab.get_by_role("button", name="Check it").is_disabled()


@pytest.mark.model
def test_reading_shows_its_progress_and_can_be_cancelled(tab, server, tmp_path):
    grey = tmp_path / "long.mp4"
    with VideoWriter(grey) as out:
        for number in range(1500):
            out.write(Frame(number / 30, np.full((240, 320, 3), 90, np.uint8)))
    upload(tab, server, grey)
    tab.get_by_text("Watching:").wait_for()
    tab.get_by_role("button", name="Cancel").click()
    tab.get_by_role("button", name="Check it").wait_for()


@pytest.mark.model
def test_a_video_with_nobody_in_it_is_told(tab, server, tmp_path):
    path = tmp_path / "room.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (320, 240))
    for _ in range(20):
        writer.write(np.full((240, 320, 3), 120, np.uint8))
    writer.release()
    upload(tab, server, path)
    tab.get_by_text("Nobody was found in room.avi").wait_for()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("name", ["set.avi", "set.mp4"])
def test_a_video_that_the_browser_does_not_play_is_made_into_one_that_it_does(tab, server, root_of, tmp_path, name):
    """MPEG-4 part 2, as older cameras write it; in an .mp4 the browser only notices when it tries."""
    path = old_video(root_of / "sample_videos/glute_bridge/clean.mp4", tmp_path / name)
    upload(tab, server, path)
    tab.get_by_text("This browser does not play the file").wait_for(timeout=4 * PATIENCE * 1000)
    assert tab.get_by_role("heading", name="Every attempt").is_visible()
    tab.locator("[data-attempt='1']").wait_for(timeout=4 * PATIENCE * 1000)
    tab.wait_for_function("recordedPlayer().video?.readyState >= 2")
    tab.locator("[data-attempt='1']").click()
    start = tab.evaluate("recordedPlayer().data.attempts[0].start")
    tab.wait_for_function(f"Math.abs(recordedPlayer().video.currentTime - {start}) < 0.15")
    assert tab.errors == []


def old_video(source, target, seconds=11.0, fps=10):
    """The beginning of a video in an encoding that browsers do not play."""
    clip = cv2.VideoCapture(str(source))
    writer = cv2.VideoWriter(str(target), cv2.VideoWriter_fourcc(*"mp4v"), fps, (480, 270))
    step = clip.get(cv2.CAP_PROP_FPS) / fps
    for number in range(int(seconds * fps)):
        clip.set(cv2.CAP_PROP_POS_FRAMES, round(number * step))
        writer.write(cv2.resize(clip.read()[1], (480, 270)))
    writer.release()
    return target


def test_a_narrow_window_and_the_dark_scheme_have_no_serious_findings(tab, server, film):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.emulate_media(color_scheme="dark")
    upload(tab, server, film)
    tab.locator("[data-attempt='1']").wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    found = [v for v in Axe().run(tab).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def test_moving_the_threshold_by_keyboard_changes_the_verdicts(tab, server):
    tab.goto(f"{server.address}/rules?exercise=partial_crunch")
    tab.get_by_text("Repetitions that decide").wait_for()
    recall = tab.locator("[data-testid=stMetric]").filter(has_text="False alarms")
    before = recall.inner_text()
    tab.get_by_role("slider").focus()
    tab.keyboard.press("Home")
    tab.wait_for_function(
        "before => ![...document.querySelectorAll('[data-testid=stMetric]')].some((e) => e.innerText === before)",
        arg=before,
    )
    assert tab.errors == []
