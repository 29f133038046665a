"""The live view without anybody in the picture: cameras that fail, keys, widths, colours, strangers."""

from __future__ import annotations

from pathlib import Path

import clips
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import RECORDER, Live

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.flaky(reruns=2)]

FAKE = "--use-fake-device-for-media-stream"
#: The camera answers twice with an error, then works.
BUSY = """
const really = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
let refusals = 1;
navigator.mediaDevices.getUserMedia = (wish) =>
  refusals-- > 0 ? Promise.reject(new DOMException("in use", "NotReadableError")) : really(wish);
"""
#: Voices that would send what is said to a server.
ELSEWHERE = "voices.forEach((voice) => { voice.localService = false; });"
VOICELESS = "delete window.speechSynthesis; delete Window.prototype.speechSynthesis; window.spoken = [];"


@pytest.fixture
def room(tmp_path):
    """A clip of a grey room with nobody in it."""
    random = np.random.default_rng(0)
    return clips.still(random.integers(90, 160, (360, 640, 3)).astype(np.uint8), tmp_path / "room.mjpeg")


def notice(live) -> str:
    return live.tab.inner_text(".notice")


def frames(live) -> int:
    return live.tab.evaluate("liveApp().stream.sent")


def started(live, exercise="glute_bridge"):
    live.choose(exercise)
    live.until(lambda: frames(live) > 3)
    return live


def test_an_empty_room_is_told_and_nothing_leaves_this_computer(browse, room, server):
    live = started(browse(room))
    live.until(lambda: "I cannot see anybody. Come into the picture, from head to feet." in live.spoken())
    assert live.counts() == {"": 0}
    assert live.state() == "nobody"
    assert live.hosts == {f"localhost:{server.port}"}
    assert live.errors == []


def test_who_lies_at_an_angle_is_told_to_turn_before_the_set_begins(browse, tmp_path):
    """The clip of another exercise shows somebody on the back, from 45 degrees beside the foot end."""
    clip = Path(__file__).parents[2] / "sample_videos" / "spiral_twist" / "clean.mp4"
    live = started(browse(clips.still(clips.first(clip), tmp_path / "askew.mjpeg")))
    live.until(lambda: any("Turn side-on to the camera." in text for text in live.spoken()))
    assert "Ready. Go." not in live.spoken()
    assert live.state() == "setup"


def test_a_refused_camera_is_told_with_a_way_on(browse):
    live = browse(flags=(FAKE, "--use-fake-ui-for-media-stream=deny"))
    live.choose("glute_bridge")
    live.until(lambda: "may not use the camera" in notice(live))
    assert live.tab.get_by_role("button", name="Try again").is_visible()
    assert any("may not use the camera" in text for text in live.spoken())


def test_a_missing_camera_is_told_with_a_way_on(browse):
    live = browse(flags=(f"{FAKE}=device-count=0", "--use-fake-ui-for-media-stream"))
    live.choose("glute_bridge")
    live.until(lambda: "No camera was found" in notice(live))
    assert live.tab.get_by_role("button", name="Try again").is_visible()


def test_a_busy_camera_is_told_and_trying_again_works(browse, room):
    live = browse(room, script=RECORDER + BUSY)
    live.choose("glute_bridge")
    live.until(lambda: "camera is busy" in notice(live))
    live.tab.keyboard.press("Enter")  # the button has the focus
    live.until(lambda: frames(live) > 3)
    assert live.tab.is_hidden(".notice")


def test_a_camera_that_is_taken_away_is_told_and_trying_again_works(browse, room):
    live = started(browse(room))
    live.tab.evaluate("liveApp().camera.stream.getVideoTracks()[0].dispatchEvent(new Event('ended'))")
    live.until(lambda: "camera is gone" in notice(live))
    before = frames(live)
    live.tab.get_by_role("button", name="Try again").click()
    live.until(lambda: frames(live) > before + 3)


def test_with_two_cameras_the_other_one_can_be_chosen(browse):
    live = started(browse(flags=(f"{FAKE}=device-count=2", "--use-fake-ui-for-media-stream")))
    ids = live.tab.eval_on_selector_all("dialog select option", "all => all.map(e => e.value)")
    chosen = live.tab.evaluate("liveApp().camera.id")
    (other,) = set(ids) - {chosen}
    live.tab.select_option("dialog select", other)
    live.until(lambda: live.tab.evaluate("liveApp().camera.id") == other)
    before = frames(live)
    live.until(lambda: frames(live) > before + 3)


@pytest.mark.parametrize("script", [VOICELESS, RECORDER + ELSEWHERE], ids=["no voice", "voices of a server"])
def test_a_browser_without_a_voice_of_this_computer_shows_captions_and_says_so(browse, room, script):
    live = browse(room, script=script)
    live.tab.click("[data-exercise=glute_bridge]")
    live.until(lambda: "no voice" in live.tab.inner_text("#voice-note"))
    live.tab.click("text=Start the camera")
    assert "No voice" in live.tab.inner_text(".signs")
    live.until(lambda: "I cannot see anybody" in live.tab.inner_text(".caption"))
    assert live.spoken() == []
    assert live.errors == []


def test_the_keyboard_alone_does_it_all(browse, room):
    live = browse(room)
    keys = live.tab.keyboard
    live.until(lambda: focused(live, keys, "card"))
    keys.press("Enter")
    live.until(lambda: focused(live, keys, "main"))
    keys.press("Enter")
    live.until(lambda: frames(live) > 3)
    keys.press("Space")
    live.until(lambda: live.state() == "paused")
    keys.press("Space")
    live.until(lambda: live.state() == "nobody")
    keys.press("m")
    assert live.tab.evaluate("liveApp().voice.settings.muted")
    heard = len(live.spoken())
    keys.press("Space")
    live.until(lambda: live.tab.inner_text(".caption") == "Paused.")
    assert len(live.spoken()) == heard
    keys.press("Escape")
    live.until(lambda: live.tab.is_visible("#summary-title"))
    before = live.tab.evaluate("liveApp().exercise.id")
    keys.press("n")
    live.until(lambda: live.tab.is_visible("#place-title"))
    assert live.tab.evaluate("liveApp().exercise.id") != before
    keys.press("Escape")
    live.until(lambda: live.tab.is_visible("#choose-title"))
    assert live.errors == []


def focused(live, keys, kind) -> bool:
    """Presses Tab once; whether the focus is on an element of that kind, and can be seen there."""
    keys.press("Tab")
    return live.tab.evaluate(
        """kind => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at.classList.contains(kind) && getComputedStyle(at).outlineStyle !== "none";
        }""",
        kind,
    )


def test_a_set_goes_on_after_the_page_was_loaded_again(browse, room):
    live = started(browse(room))
    before = live.tab.evaluate("liveApp().stream.set")
    live.load()
    live.until(lambda: "The set goes on." in live.spoken())
    live.until(lambda: frames(live) > 3)
    assert live.tab.evaluate("liveApp().stream.set") == before


def test_two_tabs_have_a_set_each(browse, room, server):
    first = started(browse(room), "glute_bridge")
    second = type(first)(first.tab.context.new_page(), server.address)
    started(second, "bird_dog")
    sets = {live.tab.evaluate("liveApp().stream.set") for live in (first, second)}
    before = frames(first)
    first.tab.bring_to_front()
    first.until(lambda: frames(first) > before + 3)
    assert len(sets) == 2
    assert first.counts().keys() != second.counts().keys()


def test_a_run_of_the_script_leaves_the_set_alone(browse, room):
    live = started(browse(room))
    live.tab.evaluate(
        "liveApp().stage.element.mark = liveApp().mark = 'the same'; liveApp().refresh = () => { window.reran = 1; }"
    )
    live.tab.keyboard.press("r")
    live.until(lambda: live.tab.evaluate("window.reran === 1"))
    before = frames(live)
    live.until(lambda: frames(live) > before + 3)
    assert live.tab.evaluate("liveApp().mark === 'the same' && liveApp().stage.element.open")


def test_a_page_of_another_origin_gets_no_connection(browse, room, server):
    live = browse(room)
    live.tab.goto(f"http://127.0.0.1:{server.port}/api/assets/dom.js")
    answer = live.tab.evaluate(
        """address => new Promise((done) => {
          const socket = new WebSocket(address);
          socket.onopen = () => done("open");
          socket.onerror = () => done("refused");
        })""",
        f"ws://localhost:{server.port}/api/live",
    )
    assert answer == "refused"


def test_when_the_program_stops_that_is_told_and_the_page_recovers(browse, room, server):
    live = started(browse(room))
    server.stop()
    try:
        live.until(lambda: "does not answer" in notice(live))
        assert live.tab.evaluate("liveApp().stage.overlay.frame") is None
    finally:
        server.start()
    live.until(lambda: live.tab.is_visible("text=could not be continued"), 120)
    started(live)


@pytest.mark.parametrize("size", [(390, 844), (844, 390), (1366, 768), (1920, 1080)])
def test_digits_captions_and_buttons_fit_every_window(browse, room, size):
    live = browse(room, viewport={"width": size[0], "height": size[1]})
    assert live.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    started(live, "bird_dog")
    boxes = live.tab.eval_on_selector_all(
        ".digits, .caption, .bar button, .state", "all => all.map(e => e.getBoundingClientRect().toJSON())"
    )
    assert all(box["left"] >= -1 and box["right"] <= size[0] + 1 for box in boxes)
    assert all(box["top"] >= -1 and box["bottom"] <= size[1] + 1 for box in boxes)
    digits = live.tab.eval_on_selector(".digits", "e => parseFloat(getComputedStyle(e).fontSize)")
    assert digits >= 0.2 * size[1]


def test_a_set_whose_tab_was_closed_goes_on_in_a_new_one(browse, room):
    live = started(browse(room))
    tab = live.tab.context.new_page()
    live.tab.close()
    again = Live(tab, live.address)
    again.until(lambda: "The set goes on." in again.spoken())
    again.until(lambda: frames(again) > 3)
    assert again.counts() == {"": 0}


def test_a_tab_that_ends_its_set_does_not_lose_that_of_another_one(browse, room, server):
    first = started(browse(room), "glute_bridge")
    context = first.tab.context
    second = started(type(first)(context.new_page(), server.address), "bird_dog")
    first.tab.bring_to_front()
    first.tab.keyboard.press("Escape")
    first.until(lambda: first.tab.is_visible("#summary-title"))
    second.tab.close()
    third = Live(context.new_page(), server.address)
    third.until(lambda: "The set goes on." in third.spoken())
    assert third.counts().keys() == {"left", "right"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_findings_of_accessibility(browse, room, scheme):
    live = browse(room, color_scheme=scheme)
    screens = {"choose": serious(live)}
    live.tab.click("[data-exercise=bird_dog]")
    screens["place"] = serious(live)
    live.tab.click("text=Start the camera")
    live.until(lambda: frames(live) > 3)
    screens["stage"] = serious(live)
    live.tab.keyboard.press("Space")
    live.tab.keyboard.press("m")
    live.until(lambda: live.state() == "paused")
    screens["paused"] = serious(live)
    live.tab.evaluate("liveApp().lostCamera('The camera was unplugged.')")
    screens["notice"] = serious(live)
    live.tab.evaluate("liveApp().hurts()")
    live.until(lambda: live.tab.is_visible("#summary-title"))
    screens["summary"] = serious(live)
    assert not any(screens.values()), screens


def serious(live) -> list[str]:
    """What axe finds serious or critical in the component, as "rule: element"."""
    live.tab.wait_for_timeout(300)
    found = Axe().run(live.tab).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
