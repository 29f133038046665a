"""Spoken "stop", "pause" and "go on": only where the browser can listen without sending the sound away."""

from __future__ import annotations

import clips
import numpy as np
import pytest
from conftest import RECORDER

pytestmark = [pytest.mark.browser, pytest.mark.model]

#: A stand-in for the browser's recognition, which writes down what is done with it. LOCAL: what it knows of listening on
#: this computer: "none" (an older browser), or the status of its language pack.
RECOGNISER = """
window.heard = { made: 0, started: 0, away: 0, installed: 0, last: null };
class Recognition {
  constructor() { heard.made += 1; }
  start() {
    heard.started += 1;
    if (this.processLocally !== true) heard.away += 1;
    heard.last = this;
    REFUSED ? setTimeout(() => { this.onerror?.({ error: "not-allowed" }); this.onend?.(); }) : setTimeout(() => this.onstart?.());
  }
  stop() {}
  abort() { if (heard.last === this) heard.last = null; }
}
if (LOCAL !== "none") {
  Recognition.available = async ({ langs, processLocally }) => (processLocally && langs[0] === "en-US" ? LOCAL : "unavailable");
  Recognition.install = async () => { heard.installed += 1; return true; };
  Object.defineProperty(Recognition.prototype, "processLocally", {
    get() { return this.local ?? false; }, set(value) { this.local = value; }, configurable: true,
  });
}
window.SpeechRecognition = window.webkitSpeechRecognition = Recognition;
window.utter = (text) => heard.last.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: text }], { isFinal: true })] });
"""
DEAF_MACHINE = """
const all = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
navigator.mediaDevices.enumerateDevices = async () => (await all()).filter(({ kind }) => kind !== "audioinput");
"""


def script(local: str, refused: bool = False, more: str = "") -> str:
    wish = "localStorage.setItem('formcheck.listen', 'true');"
    constants = f"const LOCAL = '{local}', REFUSED = {str(refused).lower()};"
    return RECORDER + more + f"{{ {wish} {constants} {RECOGNISER} }}"


@pytest.fixture
def room(tmp_path):
    """A clip of a grey room with nobody in it."""
    random = np.random.default_rng(0)
    return clips.still(random.integers(90, 160, (360, 640, 3)).astype(np.uint8), tmp_path / "room.mjpeg")


def note(live) -> str:
    return live.tab.inner_text("#listen-note")


def begun(live):
    """On the stage, with pictures going out."""
    live.choose("glute_bridge")
    live.until(lambda: live.tab.evaluate("liveApp().stream.sent") > 3)
    return live


def quiet(live):
    """The page has ended what it was saying, and its echo has faded."""
    live.until(lambda: not live.tab.evaluate("liveApp().voice.speaking"))


def utter(live, text: str):
    """Somebody says something while the page keeps quiet."""
    live.tab.evaluate("text => { liveApp().voice.until = 0; utter(text); }", text)


def test_pause_go_on_and_stop_do_what_they_say(browse, room):
    live = begun(browse(room, script=script("available")))
    live.until(lambda: live.tab.is_visible(".ears"))
    utter(live, "Pause.")
    live.until(lambda: live.state() == "paused")
    utter(live, "pause")
    utter(live, "go on, please")
    live.until(lambda: live.state() == "nobody")
    utter(live, "Stop!")
    live.until(lambda: live.tab.is_visible("#summary-title"))
    assert live.tab.evaluate("heard.last") is None  # the microphone is let go of
    assert live.tab.evaluate("[heard.away, heard.installed]") == [0, 0]
    assert live.errors == []


def test_talk_that_only_contains_a_command_is_none(browse, room):
    live = begun(browse(room, script=script("available")))
    live.until(lambda: live.tab.is_visible(".ears"))
    for text in ("when does the bus stop here", "stopper", "I paused it", "two"):
        utter(live, text)
    live.tab.wait_for_timeout(500)
    assert live.tab.is_visible("dialog.stage")
    assert live.state() == "nobody"


def test_the_pages_own_voice_is_no_command(browse, room):
    live = begun(browse(room, script=script("available")))
    live.until(lambda: live.tab.is_visible(".ears"))
    live.tab.evaluate("liveApp().tell('A little lower; stop at the straight line.'); utter('stop')")
    live.tab.wait_for_timeout(500)
    assert live.tab.is_visible("dialog.stage")
    quiet(live)
    live.tab.evaluate("utter('stop')")
    live.until(lambda: live.tab.is_visible("#summary-title"))


def test_recognition_that_ends_by_itself_is_begun_again_but_not_for_ever(browse, room):
    live = begun(browse(room, script=script("available")))
    live.until(lambda: live.tab.is_visible(".ears"))
    for times in range(2, 6):
        live.tab.evaluate("heard.last.onend()")
        live.until(lambda times=times: live.tab.evaluate("heard.started") == times)
    live.tab.evaluate("heard.last.onend()")
    live.until(lambda: any("Listening has stopped working" in text for text in live.spoken()))
    assert live.tab.is_hidden(".ears")
    assert live.tab.evaluate("heard.away") == 0


@pytest.mark.parametrize(
    ("local", "words"),
    [
        ("none", "cannot listen without sending the sound away"),
        ("unavailable", "cannot listen without sending the sound away"),
        ("downloadable", "no English language pack"),
    ],
)
def test_a_browser_that_would_send_the_sound_away_is_never_asked_to_listen(browse, room, local, words):
    live = browse(room, script=script(local))
    live.tab.click("[data-exercise=glute_bridge]")
    live.until(lambda: words in note(live))
    assert live.tab.is_disabled("#listen")
    live.tab.click("text=All exercises")
    begun(live)
    live.until(lambda: any(words in text for text in live.spoken()))
    assert any("leave the picture for a minute" in text for text in live.spoken())
    assert live.tab.evaluate("[heard.made, heard.started, heard.installed]") == [0, 0, 0]
    assert live.tab.is_hidden(".ears")
    assert live.errors == []


def test_without_a_microphone_that_is_said(browse, room):
    live = browse(room, script=script("available", more=DEAF_MACHINE))
    live.tab.click("[data-exercise=glute_bridge]")
    live.until(lambda: "No microphone was found" in note(live))
    assert live.tab.evaluate("heard.started") == 0


def test_a_refused_microphone_is_said_and_the_set_goes_on(browse, room):
    live = begun(browse(room, script=script("available", refused=True)))
    live.until(lambda: any("microphone may not be used" in text for text in live.spoken()))
    before = live.tab.evaluate("liveApp().stream.sent")
    live.until(lambda: live.tab.evaluate("liveApp().stream.sent") > before + 3)
    assert live.tab.is_hidden(".ears")
    assert live.tab.evaluate("heard.started") == 1


def test_nobody_is_listened_to_who_did_not_ask_for_it(browse, room):
    live = browse(room, script=script("available") + "localStorage.removeItem('formcheck.listen');")
    live.tab.click("[data-exercise=glute_bridge]")
    live.until(lambda: "listens on this computer" in note(live))
    assert not live.tab.is_checked("#listen")
    live.tab.click("text=Start the camera")
    live.until(lambda: live.tab.evaluate("liveApp().stream.sent") > 3)
    assert live.tab.evaluate("heard.started") == 0


def test_the_real_browser_says_whether_it_can_listen_and_sends_nothing(browse, room, server):
    live = browse(room)
    live.tab.click("[data-exercise=glute_bridge]")
    live.until(lambda: note(live).startswith(("The browser will ask", "This browser", "No microphone")))
    assert live.hosts == {f"localhost:{server.port}"}
    assert live.errors == []
