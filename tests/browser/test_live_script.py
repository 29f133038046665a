"""The live view's script alone, in a bare page: what it does when connection, camera and keys behave badly."""

from __future__ import annotations

import pytest
from conftest import CHROMIUM, FLAGS, RECORDER

from formcheck import rulebook
from formcheck.page import live, routes
from formcheck.page.loader import loader

pytestmark = pytest.mark.browser

HOME = "http://localhost/"
#: Sockets that are answered by the test, cameras that show a grey picture, and a record of wake locks.
STUBS = """
window.sockets = [];
window.WebSocket = class {
  static OPEN = 1;
  constructor() { this.readyState = 0; this.sent = []; sockets.push(this); }
  send(message) { if (typeof message === "string") this.sent.push(JSON.parse(message)); }
  close() { this.readyState = 3; }
  open() { this.readyState = 1; this.onopen(); }
  answer(message) { this.onmessage({ data: JSON.stringify(message) }); }
  drop() { this.readyState = 3; this.onclose({ code: 1006, reason: "" }); }
};
window.cameras = [];
window.answerCamera = async () => {};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  const stream = canvas.captureStream();
  cameras.push(stream.getTracks()[0]);
  await answerCamera();
  return stream;
};
window.locks = 0;
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => { locks += 1; return { release: async () => {} }; } } });
window.READY = { type: "ready", set: "S", exercise: "glute_bridge", level: "typical", dose: 10, paused: false, counts: { "": 0 } };
window.SUMMARY = { type: "summary", set: "S", exercise: "glute_bridge", title: "Glute bridge", count: 3, counts: {}, faults: [],
  not_counted: [], seconds: 10, nothing_because: null, cannot_see: [], saved: "/sets/x.npz", trouble: "", disclaimer: "" };
"""
MOUNT = """async (data) => {
  const { mount } = await import("/api/assets/live.js");
  mount({ parentElement: document, data });
  window.app = document.querySelector("#live-root").app;
}"""
#: A set whose camera is open; the test answers for the server.
BEGIN = """async () => {
  document.querySelector("[data-exercise=glute_bridge]").click();
  [...document.querySelectorAll("button")].find((one) => one.textContent === "Start the camera").click();
  sockets[0].open();
  while (!app.camera.stream) await new Promise(requestAnimationFrame);
}"""
#: Chromium drops keys that come before a page's first picture.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
UNDER_WAY = "sockets[0].answer(READY);"
FINISHED = f"{UNDER_WAY} app.stop(); sockets[0].answer(SUMMARY);"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def tab(browser):
    """The chooser, in a page of its own."""
    tab = browser.new_page()
    tab.route(f"{HOME}**", _serve)
    tab.add_init_script(RECORDER + STUBS)
    tab.goto(HOME)
    cards = [live.card(exercise, rulebook.load(exercise)) for exercise in ("glute_bridge", "bird_dog")]
    tab.evaluate(
        MOUNT, live.handed("token", [{**cards[0], "levels_matter": True}, {**cards[1], "levels_matter": False}])
    )
    yield tab
    tab.close()


def _serve(route) -> None:
    name = route.request.url.rsplit("/", 1)[-1]
    if name.endswith(".js"):
        route.fulfill(path=routes.ASSETS / name, content_type="text/javascript")
    else:
        route.fulfill(body='<!DOCTYPE html><div id="live-root"></div>', content_type="text/html")


def begun(tab, script: str = UNDER_WAY):
    """A set of which this has happened."""
    tab.evaluate(BEGIN)
    tab.evaluate(f"() => {{ {script} }}")
    tab.evaluate(DRAWN)
    return tab


def reconnected(tab):
    """The page has tried again, and reaches the server."""
    tab.wait_for_function("sockets.length === 2")
    tab.evaluate("sockets[1].open()")


def asked(tab, number: int) -> list[str]:
    """What was asked over a socket."""
    return tab.evaluate("number => sockets[number].sent.map(({ type }) => type)", number)


def test_a_set_that_is_stopped_while_it_starts_is_ended_and_does_not_come_back(tab):
    begun(tab, "app.stop(); sockets[0].answer(READY); sockets[0].answer(SUMMARY);")
    assert asked(tab, 0) == ["hello", "stop"]
    assert tab.is_visible("text=Which exercise?")
    assert tab.evaluate("[localStorage['formcheck.set'], sessionStorage['formcheck.set']]") == [None, None]


def test_a_set_that_is_stopped_without_a_connection_is_ended_once_there_is_one(tab):
    begun(tab, f"{UNDER_WAY} sockets[0].drop(); app.stop();")
    assert tab.is_visible("text=Which exercise?")
    reconnected(tab)
    tab.evaluate("sockets[1].answer(READY)")
    assert asked(tab, 1) == ["hello", "stop"]
    assert tab.evaluate("localStorage['formcheck.set']") is None
    assert tab.is_visible("text=Which exercise?")


def test_a_result_that_the_connection_kept_back_is_announced_and_shown_when_it_comes(tab):
    begun(tab)
    tab.evaluate("frame => sockets[0].answer(frame)", {**FRAME, "done": True})
    tab.evaluate("() => { sockets[0].drop(); app.leaveStage(); }")
    assert "What this set came to is shown here" in tab.inner_text(".note")
    assert "What this set came to is shown here" in tab.evaluate("spoken.at(-1)")
    reconnected(tab)
    tab.evaluate("sockets[1].answer(READY)")
    assert asked(tab, 1) == ["hello", "stop"]
    tab.evaluate("sockets[1].answer(SUMMARY)")
    assert tab.is_visible("text=Erase this set")
    assert tab.evaluate("spoken.at(-1)") == "3 counted."


def test_a_connection_that_is_lost_while_the_result_is_awaited_is_told_and_the_result_comes_with_the_next_one(tab):
    begun(tab, f"{UNDER_WAY} app.stop(); sockets[0].drop();")
    assert "What this set came to is shown here" in tab.inner_text(".note")
    reconnected(tab)
    tab.evaluate("sockets[1].answer(SUMMARY)")
    assert tab.is_visible("text=Erase this set")


def test_a_result_that_is_lost_with_the_program_is_told(tab):
    begun(tab, f"{UNDER_WAY} app.stop(); sockets[0].drop();")
    reconnected(tab)
    tab.evaluate("sockets[1].answer({ type: 'gone', held: false })")
    assert "could not be continued" in tab.inner_text(".note")


def test_a_result_that_comes_after_the_page_was_loaded_again_is_shown_and_the_set_can_be_done_again(tab):
    tab.evaluate("() => { sessionStorage['formcheck.set'] = 'S'; app.comeBack(); sockets[0].open(); }")
    tab.evaluate("sockets[0].answer({ ...SUMMARY, level: 'typical', dose: 3 })")
    assert tab.is_visible("text=Erase this set")
    tab.click("text=Do it again")
    tab.evaluate("sockets[1].open()")
    hello = tab.evaluate("sockets[1].sent[0]")
    assert (hello["exercise"], hello["level"], hello["dose"]) == ("glute_bridge", "typical", 3)


def test_a_result_from_before_the_page_was_loaded_again_does_not_touch_an_exercise_that_is_chosen_meanwhile(tab):
    tab.evaluate("() => { sessionStorage['formcheck.set'] = 'S'; app.comeBack(); sockets[0].open(); }")
    tab.click("[data-exercise=bird_dog]")
    tab.evaluate("sockets[0].answer(SUMMARY)")
    assert tab.is_visible("#place-title")
    assert tab.evaluate("app.exercise.id") == "bird_dog"


def test_a_result_that_comes_when_another_exercise_was_chosen_does_not_interrupt(tab):
    begun(tab, f"{UNDER_WAY} app.next(); sockets[0].answer(SUMMARY);")
    assert tab.is_visible("#place-title")


def test_a_connection_that_is_lost_after_the_set_changes_nothing(tab):
    begun(tab, f"{FINISHED} sockets[0].drop();")
    tab.wait_for_timeout(1200)  # longer than it takes to try again
    assert tab.evaluate("sockets.length") == 1
    tab.evaluate("app.gone({ held: false })")
    assert tab.is_visible("text=Erase this set")


def test_who_is_in_pain_ends_the_set_with_one_key_and_hears_what_to_do_and_not_what_to_work_on(tab):
    begun(tab)
    tab.keyboard.press("h")
    assert asked(tab, 0) == ["hello", "stop"]
    faults = "[{ cue: 'Lift higher.', verdict: 'fault', messages: ['a', 'b'] }]"
    tab.evaluate(f"sockets[0].answer({{ ...SUMMARY, faults: {faults} }})")
    assert "because it hurts" in tab.inner_text("#summary-title")
    for words in rulebook.load("glute_bridge").safety:
        assert words in tab.inner_text(".summary .care")
    assert "is an emergency: get care at once" in tab.inner_text(".summary .care")
    spoken = tab.evaluate("spoken")
    assert "see a professional" in spoken[-1] and "Lift higher" not in " ".join(spoken)


def test_who_says_after_the_last_repetition_that_it_hurts_does_not_hear_what_to_work_on(tab):
    begun(tab)
    tab.evaluate("frame => sockets[0].answer(frame)", {**FRAME, "done": True})
    tab.evaluate("app.heard('pause')")
    tab.evaluate("app.heard('it hurts')")
    assert asked(tab, 0) == ["hello", "stop"]
    faults = "[{ cue: 'Lift higher.', verdict: 'fault', messages: ['a', 'b'] }]"
    tab.evaluate(f"sockets[0].answer({{ ...SUMMARY, faults: {faults} }})")
    assert "because it hurts" in tab.inner_text("#summary-title")
    assert "Lift higher" not in " ".join(tab.evaluate("spoken"))


def test_who_is_in_pain_while_there_is_no_connection_hears_the_same(tab):
    begun(tab, f"{UNDER_WAY} sockets[0].drop();")
    tab.get_by_role("button", name="It hurts").click()
    assert "see a professional" in tab.inner_text(".note")
    assert "is an emergency: get care at once" in tab.inner_text(".note")
    assert "see a professional" in tab.evaluate("spoken")[-1]


def test_a_lost_connection_is_said_once_and_so_is_its_return(tab):
    begun(tab, f"{UNDER_WAY} sockets[0].drop();")
    tab.wait_for_function("sockets.length === 2")
    tab.evaluate("sockets[1].drop()")
    tab.wait_for_function("sockets.length === 3")
    assert len([text for text in tab.evaluate("spoken") if "does not answer" in text]) == 1
    assert "Not watching" in tab.inner_text(".state")
    tab.evaluate("() => { sockets[2].open(); sockets[2].answer(READY); }")
    assert tab.evaluate("spoken").count("I am back. The set goes on.") == 1
    assert tab.is_hidden(".notice")


@pytest.mark.parametrize("module", ["missing.js", "stage.js"], ids=["not there", "fails"])
def test_a_part_of_the_page_that_cannot_be_loaded_says_so(tab, module):
    tab.route("**/missing.js", lambda route: route.abort())
    tab.evaluate(
        """async (script) => {
          const { default: show } = await import("data:text/javascript," + encodeURIComponent(script));
          show({ parentElement: document, data: {} })();
        }""",
        loader(module, "#live-root"),
    )
    tab.wait_for_function("document.querySelector('#live-root').textContent.includes('could not be loaded')")


PAUSES = "number => sockets[number].sent.filter(({ type }) => type === 'pause').map(({ on }) => on)"


def test_a_pause_that_is_wished_while_the_set_is_starting_is_kept_until_it_can_be_asked_for(tab):
    begun(tab, "")
    tab.keyboard.press("Space")
    assert tab.evaluate(PAUSES, 0) == []
    tab.evaluate(f"() => {{ {UNDER_WAY} }}")
    assert tab.evaluate(PAUSES, 0) == [True]
    assert tab.is_visible("button:has-text('Go on')")
    tab.evaluate("app.heard('go on')")
    assert tab.evaluate(PAUSES, 0) == [True, False]


def test_a_pause_that_is_wished_without_a_connection_holds_once_there_is_one(tab):
    begun(tab, f"{UNDER_WAY} sockets[0].drop(); app.heard('pause');")
    reconnected(tab)
    tab.evaluate("sockets[1].answer(READY)")
    assert tab.evaluate(PAUSES, 1) == [True]
    assert tab.is_visible("button:has-text('Go on')")
    assert tab.evaluate("spoken.at(-1)") == "I am back. The set is paused."


def test_a_set_that_was_paused_before_the_page_was_loaded_again_is_paused_still(tab):
    tab.evaluate("() => { sessionStorage['formcheck.set'] = 'S'; app.comeBack(); sockets[0].open(); }")
    tab.evaluate("sockets[0].answer({ ...READY, paused: true })")
    assert tab.evaluate(PAUSES, 0) == []
    assert tab.is_visible("button:has-text('Go on')")
    assert "The set is paused." in tab.evaluate("spoken")


ANSWER = """sockets[0].answer({ type: "frame", t: 1, state: "ready", counts: { "": 0 }, side: null, progress: 0, held: 0, say: [],
  points: null, joint: null, done: false })"""


def test_a_camera_whose_pictures_stay_out_is_told_until_they_come_again(tab):
    begun(tab, f"{UNDER_WAY} {ANSWER}; app.watch.at = -1e6; app.watch.look();")
    assert "No new picture has come through" in tab.inner_text(".notice")
    assert "No new picture has come through" in tab.evaluate("spoken")[-1]
    tab.evaluate(ANSWER)
    assert tab.is_hidden(".notice")


def test_a_computer_that_is_too_slow_is_told_once(tab):
    begun(tab, f"{UNDER_WAY} clearInterval(app.watch.timer);")
    tab.evaluate(f"() => {{ for (let i = 0; i < 40; i += 1) {{ {ANSWER}; app.watch.look(); }} }}")
    assert len([text for text in tab.evaluate("spoken") if "few pictures a second" in text]) == 1


FOCUSED = "document.activeElement.id"


def test_who_comes_back_to_the_exercises_stands_at_their_title_and_who_opens_the_page_stays_where_they_are(tab):
    assert tab.evaluate(FOCUSED) == ""
    tab.click("[data-exercise=glute_bridge]")
    tab.keyboard.press("Escape")
    assert tab.evaluate(FOCUSED) == "choose-title"
    begun(tab, f"{UNDER_WAY} app.stop(); sockets[0].answer(SUMMARY);")
    tab.click("text=Erase this set")
    tab.evaluate("sockets[0].answer({ type: 'erased' })")
    assert tab.evaluate(FOCUSED) == "choose-title"


def test_after_a_click_on_a_button_the_space_bar_pauses_as_before(tab):
    begun(tab)
    tab.get_by_role("button", name="Mute").click()
    tab.keyboard.press("Space")
    assert asked(tab, 0) == ["hello", "pause"]
    assert tab.evaluate("app.voice.settings.muted")


def test_before_a_set_a_stray_key_does_not_mute_the_voice(tab):
    tab.keyboard.press("m")
    tab.click("[data-exercise=glute_bridge]")
    tab.keyboard.press("m")
    assert not tab.evaluate("app.voice.settings.muted")


def test_what_is_muted_is_seen_on_the_picture(tab):
    begun(tab)
    assert tab.is_hidden("text=Muted")
    tab.keyboard.press("m")
    assert tab.is_visible("text=Muted")


def test_the_picker_of_cameras_is_not_there_before_there_is_a_choice(tab):
    begun(tab)
    assert tab.get_by_label("Camera", exact=True).is_hidden()


def test_what_was_seen_once_is_told_apart_from_what_to_work_on(tab):
    once = "{ cue: 'Slow down.', verdict: 'fault', messages: ['a'] }"
    twice = "{ cue: 'Lift higher.', verdict: 'fault', messages: ['a', 'b'] }"
    known = "{ cue: 'Fine, that is easier.', verdict: 'fault', severity: 'info', messages: ['a', 'b', 'c'] }"
    begun(tab, f"{UNDER_WAY} app.stop(); sockets[0].answer({{ ...SUMMARY, faults: [{known}, {once}, {twice}] }});")
    words = tab.inner_text(".summary")
    parts = (
        "To work on", "Lift higher.", "Seen once only", "Slow down.", "Good to know", "Fine, that is easier."
    )  # fmt: skip
    assert sorted(parts, key=words.index) == list(parts)
    assert tab.evaluate("spoken")[-1].endswith("To work on: Lift higher.")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            "not_counted: [{ side: '', reason: 'too quick' }, { side: '', reason: '3 degrees short' }, { side: '', reason: '3 degrees short' }]",
            "Nothing was counted. 3 degrees short.",
        ),
        ("nothing_because: 'Nobody was found in the picture.'", "Nothing was counted. Nobody was found in the picture."),
    ],
)  # fmt: skip
def test_who_has_nothing_counted_hears_why(tab, more, words):
    begun(tab, f"{UNDER_WAY} app.stop(); sockets[0].answer({{ ...SUMMARY, count: 0, {more} }});")
    assert tab.evaluate("spoken")[-1] == words


def test_what_is_said_is_said_with_the_chosen_voice_its_volume_and_its_speed(tab):
    begun(tab)
    tab.evaluate("() => { window.said = []; speechSynthesis.speak = (one) => said.push(one); }")
    tab.evaluate("() => { app.voice.change({ voice: 'anna', volume: 0.5, rate: 1.3 }); app.tell('Lift higher.'); }")
    found = tab.evaluate("said.map(({ text, voice, volume, rate }) => [text, voice.name, volume, rate])")
    assert found == [["Lift higher.", "Anna", 0.5, 1.3]]


VOICES = """names => {
  const made = names.map(([name, lang, usual]) => ({ name, lang, voiceURI: name, localService: true, default: usual }));
  speechSynthesis.getVoices = () => made;
  speechSynthesis.dispatchEvent(new Event("voiceschanged"));
}"""


@pytest.mark.parametrize(
    ("voices", "chosen"),
    [
        ([("Albert", "en-US", True), ("Bells", "en-US", True), ("Daniel", "en-GB", True)], "Daniel"),
        ([("Albert", "en-US", False), ("Daniel", "en-GB", False), ("Samantha", "en-US", True)], "Samantha"),
        ([("Anna", "de-DE", True), ("Daniel", "en-GB", False)], "Daniel"),
    ],
    ids=["every one is the default", "one is the default", "the default is not English"],
)
def test_who_has_chosen_no_voice_hears_one_that_is_made_for_reading_english(tab, voices, chosen):
    tab.evaluate(VOICES, voices)
    begun(tab)
    tab.evaluate("() => { window.said = []; speechSynthesis.speak = (one) => said.push(one); app.tell('One.'); }")
    assert tab.evaluate("said[0].voice.name") == chosen
    assert tab.evaluate("app.voice.voices()[0].name") == chosen, "the list shows it as the one in use"


def test_english_words_in_the_voice_of_another_language_are_announced(tab):
    tab.evaluate(VOICES, [("Anna", "de-DE", True)])
    tab.click("[data-exercise=glute_bridge]")
    tab.wait_for_function("document.querySelector('#voice-note').textContent.includes('no English voice')")
    tab.keyboard.press("Escape")
    begun(tab)
    assert "No English voice: please read along" in tab.inner_text(".signs")
    tab.evaluate("() => { window.said = []; speechSynthesis.speak = (one) => said.push(one); app.tell('One.'); }")
    assert tab.evaluate("[said[0].voice.name, said[0].lang]") == ["Anna", "en-US"]


def test_voices_that_are_found_late_take_the_sign_away_and_say_what_was_to_be_said(tab):
    tab.evaluate(VOICES, [])
    begun(tab, f"{UNDER_WAY} app.tell('The set goes on.');")
    assert "No voice" in tab.inner_text(".signs")
    assert tab.evaluate("spoken") == []
    tab.evaluate(VOICES, [("Daniel", "en-GB", True)])
    assert tab.is_hidden("text=No voice")
    assert tab.evaluate("spoken") == ["The set goes on."]


def test_each_result_has_a_sound_of_its_own_which_can_be_switched_off(tab):
    begun(tab)
    tab.evaluate(
        """async () => {
          window.notes = [];
          const Tone = OscillatorNode;
          window.OscillatorNode = class extends Tone {
            constructor(context, wish) { super(context, wish); notes.push(wish.frequency); }
          };
          app.voice.unlock();
          await app.voice.audio.resume();
        }"""
    )
    sounds = {}
    for name in ("counted", "partial", "rejected"):
        tab.evaluate("name => { notes.length = 0; app.voice.sound(name); }", name)
        sounds[name] = tuple(tab.evaluate("notes"))
    assert len({*sounds.values()}) == 3 and all(sounds.values())
    tab.evaluate("() => { notes.length = 0; app.voice.change({ sounds: false }); app.voice.sound('counted'); }")
    assert tab.evaluate("notes") == []


def test_how_far_it_went_stands_beside_the_last_other_day(tab):
    today, before = (
        "Your knees went down 52 degrees to the left.",
        "On 12 March: your knees went down 46 degrees to the left.",
    )
    begun(
        tab,
        f"{UNDER_WAY} app.stop(); sockets[0].answer({{ ...SUMMARY, reached: '{today}', reached_before: '{before}' }});",
    )
    assert f"{today} {before}" in tab.inner_text(".summary")


def test_a_long_caption_stays_within_its_place(tab):
    begun(tab)
    longest = max((rulebook.load(exercise) for exercise in rulebook.ids()), key=lambda rule: max(map(len, rule.setup)))
    text = " ".join(max(sentences, key=len) for sentences in ([r.words for r in longest.ready], longest.setup))
    for width, height in ((1366, 768), (390, 844)):
        tab.set_viewport_size({"width": width, "height": height})
        tab.evaluate("text => app.stage.say(text)", text)
        assert tab.evaluate("app.stage.caption.scrollHeight <= app.stage.caption.clientHeight")


def test_erasing_that_did_not_work_is_told_where_it_is_seen(tab):
    begun(tab, FINISHED)
    tab.click("text=Erase this set")
    tab.evaluate("sockets[0].answer({ type: 'error', words: 'Cannot remove x. Remove it by hand.' })")
    assert tab.is_visible("text=Cannot remove x.")
    tab.evaluate("sockets[0].drop()")
    tab.click("text=Erase this set")
    assert "not erased" in tab.inner_text(".note") and "/sets/x.npz" in tab.inner_text(".note")
    assert tab.is_visible("text=Erase this set")


def test_a_camera_that_is_opened_twice_is_open_once_and_is_closed_after_the_set(tab):
    tab.evaluate("window.answerCamera = () => new Promise((done) => setTimeout(done, 50 * (3 - cameras.length)))")
    tab.click("[data-exercise=glute_bridge]")
    tab.click("text=Start the camera")
    tab.evaluate("() => { app.changed(); app.openCamera(); }")  # another camera is plugged in; an impatient click
    tab.wait_for_function("app.camera.stream")
    tab.wait_for_timeout(300)
    assert sorted(tab.evaluate("cameras.map((track) => track.readyState)")) == ["ended", "live"]
    tab.evaluate("() => { app.openCamera(); app.choose(); }")
    tab.wait_for_timeout(300)
    assert set(tab.evaluate("cameras.map((track) => track.readyState)")) == {"ended"}


def test_the_chosen_camera_is_tried_first_and_one_that_stands_in_for_it_does_not_become_the_choice(tab):
    tab.evaluate(
        """() => {
          const really = navigator.mediaDevices.getUserMedia;
          window.wished = [];
          navigator.mediaDevices.getUserMedia = async ({ video }) => {
            wished.push(video.deviceId?.exact ?? "any");
            if (video.deviceId) throw new DOMException("unplugged", "OverconstrainedError");
            return really();
          };
          localStorage["formcheck.camera"] = '"desk"';
        }"""
    )
    begun(tab, f"{UNDER_WAY} app.camera.close(); app.tryAgain();")
    tab.wait_for_function("app.camera.stream")
    assert tab.evaluate("wished") == ["desk", "any"] * 2
    assert tab.evaluate("localStorage['formcheck.camera']") == '"desk"'


def test_a_set_that_could_not_be_begun_is_begun_again_by_try_again(tab):
    begun(tab, "sockets[0].answer({ type: 'error', words: 'The pose model could not be fetched.' })")
    tab.click("text=Try again")
    tab.evaluate("() => { sockets[1].open(); sockets[1].answer(READY); }")
    hello = tab.evaluate("sockets[1].sent[0]")
    assert hello["type"] == "hello" and hello["exercise"] == "glute_bridge" and not hello["set"]
    assert tab.is_hidden(".notice")


def test_a_camera_that_was_lost_is_told_again_when_the_connection_is_back(tab):
    begun(tab, f"{UNDER_WAY} app.camera.close(); app.lostCamera('The camera is gone.'); sockets[0].drop();")
    assert "does not answer" in tab.inner_text(".notice")
    reconnected(tab)
    tab.evaluate("sockets[1].answer(READY)")
    assert "The camera is gone." in tab.inner_text(".notice")
    tab.click("text=Try again")
    tab.wait_for_function("app.camera.stream")
    assert tab.is_hidden(".notice")


def test_a_key_that_is_held_down_asks_once_and_caps_lock_does_not_matter(tab):
    begun(tab)
    tab.keyboard.down("Space")
    tab.keyboard.down("Space")  # the keyboard repeats it
    tab.wait_for_function("sockets[0].sent.length > 1")
    tab.keyboard.press("M")
    tab.wait_for_function("app.voice.settings.muted")
    assert asked(tab, 0) == ["hello", "pause"]


def test_after_a_reload_any_key_allows_sounds_and_a_tab_that_is_seen_again_keeps_the_screen_on(tab):
    tab.evaluate("sessionStorage['formcheck.set'] = 'S'; app.comeBack(); sockets[0].open(); sockets[0].answer(READY);")
    tab.wait_for_function("locks === 1")
    assert tab.evaluate("app.voice.audio") is None
    tab.keyboard.press("x")
    tab.wait_for_function("app.voice.audio?.state === 'running'")
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tab.wait_for_function("locks === 2")


def test_the_set_up_page_asks_for_a_number_and_shows_the_usual_amount_and_levels_where_they_matter(tab):
    tab.click("[data-exercise=glute_bridge]")
    assert rulebook.load("glute_bridge").amount().words in tab.inner_text(".place")
    assert tab.get_by_label("Level").locator("option").all_inner_texts() == ["Beginner", "Typical", "Expert"]
    tab.fill("#dose", "")
    tab.click("text=Start the camera")
    assert tab.evaluate("document.querySelector('#dose').validity.valueMissing")
    tab.click("text=All exercises")
    tab.click("[data-exercise=bird_dog]")
    assert tab.get_by_label("Level").count() == 0


def test_a_level_brings_its_own_usual_amount_and_keeps_the_number_that_was_asked_for(tab):
    rule = rulebook.load("glute_bridge")
    tab.click("[data-exercise=glute_bridge]")
    tab.select_option("#level", "beginner")
    assert rule.amount("beginner").words in tab.inner_text(".place")
    assert int(tab.input_value("#dose")) == rule.amount("beginner").reps < rule.amount("typical").reps
    tab.fill("#dose", "3")
    tab.evaluate("sockets.length = 0")
    tab.click("text=Start the camera")
    tab.evaluate("app.choose()")
    tab.click("[data-exercise=glute_bridge]")
    assert (tab.input_value("#level"), tab.input_value("#dose")) == ("beginner", "3")
    tab.select_option("#level", "typical")
    assert int(tab.input_value("#dose")) == rule.amount("typical").reps


FRAME = {
    "type": "frame", "t": 1, "state": "ready", "counts": {"": 0}, "side": None, "progress": 0, "held": 0, "say": [],
    "points": None, "joint": None, "done": False,
}  # fmt: skip


def test_the_last_words_are_heard_before_the_summary_comes(tab):
    begun(tab)
    last = {"kind": "done", "text": "That was the last one. Well done. Rest now. " * 2, "sound": ""}
    tab.evaluate("frame => sockets[0].answer(frame)", {**FRAME, "done": True, "say": [last]})
    tab.wait_for_timeout(4500)
    assert tab.evaluate("app.voice.speaking") and asked(tab, 0) == ["hello"]
    tab.wait_for_function("sockets[0].sent.length === 2", timeout=10000)
    assert not tab.evaluate("app.voice.speaking") and asked(tab, 0) == ["hello", "stop"]


def test_the_end_of_a_set_does_not_stop_the_next_one(tab):
    begun(tab)
    tab.evaluate("frame => sockets[0].answer(frame)", {**FRAME, "done": True})
    tab.evaluate("() => { app.stop(); sockets[0].answer(SUMMARY); }")
    tab.click("text=Do it again")
    tab.evaluate("() => { sockets.at(-1).open(); sockets.at(-1).answer(READY); }")
    tab.wait_for_timeout(5000)
    assert tab.evaluate("sockets.at(-1).sent.map(({ type }) => type)")[-1] == "hello"
    assert tab.is_visible("dialog.stage")


def test_an_answer_on_its_way_does_not_cut_off_what_is_said_to_who_is_in_pain(tab):
    begun(tab, f"{UNDER_WAY} app.hurts();")
    count = {"kind": "count", "text": "3", "sound": "counted"}
    tab.evaluate("frame => sockets[0].answer(frame)", {**FRAME, "say": [count]})
    assert tab.evaluate("spoken").count("3") == 0
    assert tab.evaluate("spoken")[-1].startswith("I have stopped.")


def test_one_picture_that_failed_is_forgotten_with_the_next_answer(tab):
    begun(tab, f"{UNDER_WAY} sockets[0].answer({{ type: 'error', words: 'That was no picture.' }});")
    assert "That was no picture." in tab.inner_text(".notice")
    tab.evaluate("frame => sockets[0].answer(frame)", FRAME)
    assert not tab.is_visible(".notice")


def test_who_overlooks_the_browsers_question_for_the_camera_is_told_of_it(tab):
    tab.evaluate("() => { window.answerCamera = () => new Promise((done) => { window.allow = done; }); }")
    tab.click("[data-exercise=glute_bridge]")
    tab.click("text=Start the camera")
    tab.wait_for_function("spoken.some((text) => text.startsWith('The browser asks'))", timeout=10000)
    assert tab.is_visible("text=The browser asks whether")
    tab.evaluate("allow()")
    tab.wait_for_function("!document.querySelector('.notice').textContent.includes('The browser asks')")


def asking(tab):
    """The browser's question for the camera stands unanswered for so long that the page tells of it."""
    stub = "window.answerCamera = () => new Promise((allow, block) => Object.assign(window, { allow, block }))"
    tab.evaluate(f"() => {{ {stub}; }}")
    tab.click("[data-exercise=glute_bridge]")
    tab.click("text=Start the camera")
    tab.evaluate("sockets[0].open()")
    tab.wait_for_function("spoken.some((text) => text.startsWith('The browser asks'))", timeout=10000)
    return tab


def test_a_camera_that_is_refused_late_is_told_with_a_button_to_try_again(tab):
    asking(tab).evaluate("block(new DOMException('no', 'NotAllowedError'))")
    tab.wait_for_function("spoken.at(-1).startsWith('The browser may not use the camera')")
    tab.wait_for_timeout(100)
    assert "may not use the camera" in tab.inner_text(".notice")
    tab.evaluate("() => { window.answerCamera = async () => {}; }")
    tab.get_by_role("button", name="Try again").click()
    tab.wait_for_function("app.camera.stream")
    assert tab.is_hidden(".notice")


def test_the_question_for_the_camera_stays_when_the_model_is_ready(tab):
    asking(tab).evaluate("sockets[0].answer(READY)")
    assert "The browser asks" in tab.inner_text(".notice")
    tab.evaluate("allow()")
    tab.wait_for_function("document.querySelector('.notice').hidden")


def test_what_is_not_to_be_done_is_not_done(tab):
    wishes = {
        "Stop!": "stop", "No, stop!": "stop", "I can't, stop": "stop", "stop, I can't": "stop",
        "Don't stop!": "", "do not stop": "", "please don’t stop": "", "never stop": "", "don't pause": "",
        "go on": "go on", "continue": "go on",
        "it hurts": "it hurts", "Ouch!": "it hurts", "stop, it hurts": "it hurts", "no pain": "", "it doesn't hurt": "",
        "stop stop stop stop stop": "stop", "I want to stop": "stop", "oh no my lower back hurts a lot": "it hurts", "ow": "it hurts",
        "when does the bus stop here": "", "how slow": "",
        "can't continue": "", "I can't continue": "", "cannot go on": "", "can't go on": "", "don't continue": "",
    }  # fmt: skip
    found = tab.evaluate(
        """async (texts) => {
          const { wish } = await import("/api/assets/ear.js");
          return Object.fromEntries(texts.map((text) => [text, wish(text)]));
        }""",
        list(wishes),
    )
    assert found == wishes


def test_only_the_words_that_the_page_is_saying_itself_are_no_wishes(tab):
    said = "A little lower; stop at the straight line."
    found = tab.evaluate(
        """async (own) => {
          const { wish } = await import("/api/assets/ear.js");
          return ["stop", "it hurts", "pause"].map((text) => wish(text, own));
        }""",
        said,
    )
    assert found == ["", "it hurts", "pause"]
