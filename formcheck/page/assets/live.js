// The live view: which screen is shown, and how camera, stream, voice and stage work together.

import { Camera, cameras } from "./camera.js";
import { h } from "./dom.js";
import { Ear } from "./ear.js";
import { press } from "./keys.js";
import { forgetSet, recall, remember, setUnderWay } from "./memory.js";
import * as screens from "./screens.js";
import { Stage } from "./stage.js";
import { Stream } from "./stream.js";
import { Voice } from "./voice.js";
import { Wake } from "./wake.js";
import { Watch } from "./watch.js";

const GESTURES = ["click", "keydown"];
const AFTER_DONE_MS = 3500; // for those who read the last words
const LISTEN_MS = 200;
const PROMPT_MS = 4000; // a camera that takes longer to open waits for an answer
const PROMPT = "The browser asks whether this page may use the camera. Press “Allow” there.";
const TRIES = 4;
const TRY_MS = 700;
const STUCK = "No new picture has come through for some seconds, so I am not watching. If that lasts, press Try again.";
const SLOW = "This computer is busy: I see only a few pictures a second and may miss quick movements. Move slowly, or close other programs.";
const BACK = "I am back.";
const ON = "The set goes on.";
const STILL_PAUSED = "The set is paused.";
const ELSEWHERE = "This set goes on in another tab of this browser.";
const STOPPED = "formcheck does not answer: the program on this computer has stopped or is busy. I keep trying; the set goes on then.";
const LATER = "formcheck does not answer at the moment. What this set came to is shown here as soon as it does.";
const GONE = "The last set could not be continued: it was left too long, or formcheck was started anew. What it had should be in ";

/** Called by Streamlit on every run; returns what takes the view away. */
export function mount({ parentElement, data }) {
  const root = parentElement.querySelector("#live-root");
  root.app ??= new App(root);
  root.app.refresh(data);
  return () => setTimeout(() => root.isConnected || root.app?.leave(), 0);
}

class App {
  constructor(root) {
    this.tries = 0;
    this.cameraWords = ""; // what is wrong with the camera
    this.voice = new Voice(() => this.silence());
    this.screen = h("div", { class: "screen" });
    this.stage = new Stage({
      pause: () => this.pause(), mute: () => this.mute(), hurts: () => this.hurts(), stop: () => this.stop(), next: () => this.next(),
      again: () => this.tryAgain(), camera: (id) => this.openCamera(id),
    });
    this.camera = new Camera(this.stage.video, (words) => this.lostCamera(words));
    this.ear = new Ear({
      heard: (wish) => this.heard(wish), listening: (yes) => this.stage.listening(yes),
      trouble: (words) => this.name === "stage" && this.tell(words), saying: () => this.voice.saying,
    });
    this.wake = new Wake(() => this.name === "stage");
    this.watch = new Watch(
      { stuck: () => this.trouble(STUCK), flowing: () => this.stage.trouble(""), slow: () => this.tell(SLOW) },
      () => this.stream.live && this.camera.stream && !this.ended && document.visibilityState === "visible",
    );
    this.keys = (event) => press(this, event);
    this.devices = () => this.changed();
    this.touched = () => this.voice.unlock(); // after a reload no button of this page was pressed yet
    document.addEventListener("keydown", this.keys);
    for (const gesture of GESTURES) document.addEventListener(gesture, this.touched);
    navigator.mediaDevices?.addEventListener?.("devicechange", this.devices);
    root.replaceChildren(this.screen, this.stage.element);
  }

  refresh(data) {
    const first = !this.data;
    this.data = data;
    if (!first) return;
    this.stream = new Stream(location.origin.replace(/^http/, "ws") + data.socket, {
      ready: (message) => this.ready(message), frame: (frame) => this.frame(frame), summary: (result) => this.finished(result),
      gone: (message) => this.gone(message), erased: () => this.name === "summary" && this.choose(), lost: (words) => this.lost(words),
      error: ({ words }) => this.failed(words), refused: ({ words }) => this.refused(words),
    });
    this.show(screens.choose(this), "choose"); // a page that has just opened leaves the focus where it is
    this.comeBack();
  }

  leave() {
    document.removeEventListener("keydown", this.keys);
    for (const gesture of GESTURES) document.removeEventListener(gesture, this.touched);
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.devices);
    this.rest();
    this.wake.end();
    this.stream.end();
    this.voice.quiet();
  }

  // Screens

  show(screen, name) {
    this.name = name;
    this.stage.close();
    this.screen.dataset.screen = name;
    this.screen.replaceChildren(screen);
  }

  choose() {
    this.rest();
    this.show(screens.choose(this), "choose");
    this.screen.querySelector("h1").focus();
  }

  place(exercise) {
    this.rest();
    this.exercise = exercise;
    this.show(screens.place(this, exercise), "place");
    this.screen.querySelector("h1").focus();
  }

  next() {
    const list = this.data.exercises;
    const after = list[(list.findIndex(({ id }) => id === this.exercise?.id) + 1) % list.length];
    if (this.name === "stage") this.part(); // it is kept like any finished set
    if (after) this.place(after);
  }

  // A set

  start(wish) {
    this.voice.unlock();
    this.wish = wish;
    this.returning = this.stopping = this.hurting = this.owed = this.away = false;
    this.enter();
    this.tell(`${this.exercise.title}. I am starting the camera.`);
    this.stream.begin({ ...wish, rate: this.voice.settings.rate, token: () => this.data.token });
    this.openCamera();
  }

  again() {
    this.start(this.wish);
  }

  enter(counts) {
    this.name = "stage";
    clearTimeout(this.leaving);
    this.onPause = this.ended = this.unwell = false;
    this.stage.open(this.exercise, this.wish, counts);
    this.silence();
    this.stage.paused(false);
    if (recall("listen", false)) this.ear.start();
    this.wake.keep();
    this.watch.start();
  }

  /** After a reload, or when a closed page is opened again, the set goes on. */
  comeBack() {
    const set = setUnderWay();
    if (!set) return;
    this.returning = true;
    this.stopping = this.hurting = this.owed = false;
    this.stream.begin({ set, token: () => this.data.token });
  }

  ready(message) {
    this.admitted = true;
    if (this.stopping) return this.stream.ask({ type: "stop" });
    setUnderWay(message.set);
    if (this.returning) {
      this.adopt(message);
      this.enter(message.counts);
      this.onPause = message.paused;
      this.stage.paused(this.onPause);
      this.tell(this.onPause ? STILL_PAUSED : ON);
      this.openCamera();
    } else if (this.away) this.tell(`${BACK} ${this.onPause ? STILL_PAUSED : ON}`);
    this.away = false;
    if (this.onPause !== message.paused) this.askPause();
    this.onlyTheCamera();
  }

  /** Takes over a set that this page has not begun itself. */
  adopt({ exercise, level, dose }) {
    this.returning = false;
    this.exercise = this.data.exercises.find(({ id }) => id === exercise);
    this.wish = { exercise, level, dose, save: recall("save", true) };
  }

  /** A set of this tab may be held for a moment by the page before the reload, one of another tab for long. */
  gone({ held }) {
    const returning = this.returning;
    this.returning = false;
    if (!returning && !this.owed && this.name !== "stage") return; // whoever has left the set does not miss it
    if (held && !returning) return this.trouble(ELSEWHERE, false);
    if (held && this.tries++ < TRIES) return setTimeout(() => this.name === "choose" && this.comeBack(), TRY_MS);
    if (held) return;
    this.owed = false;
    forgetSet();
    this.choose();
    this.note(`${GONE}${this.data.folder}, unless you did not want it kept or the program was cut short.`);
  }

  /** A program that was started anew does not know this page: loading it again makes them known to each other. */
  refused(words) {
    if (this.owed) setUnderWay(this.stream.set); // so that what has become of it is told then
    if (this.admitted) return location.reload();
    this.trouble(words, false);
  }

  /** What is wrong, on the screen that is seen and aloud; a set that was left has no troubles. */
  trouble(words, again = true) {
    if (this.name === "stage") this.stage.trouble(words, again) && this.tell(words);
    else if (!this.stopping) this.note(words);
  }

  note(words) {
    this.screen.querySelector(".note")?.remove();
    this.screen.prepend(h("p", { class: "care note", role: "alert" }, words));
    this.screen.firstChild.scrollIntoView({ block: "nearest" });
  }

  /** One picture could not be looked at; the next one may do. */
  failed(words) {
    this.unwell = true;
    this.trouble(words);
  }

  frame(frame) {
    if (this.name !== "stage" || this.stopping) return; // the last words are not cut off by an answer on its way
    this.watch.seen();
    if (this.unwell) this.onlyTheCamera();
    this.unwell = false;
    this.stage.show(frame);
    for (const { sound } of frame.say) if (sound) this.voice.sound(sound);
    if (frame.say.length) this.tell(...frame.say.map(({ text }) => text));
    if (frame.say.some(({ kind }) => kind === "go")) this.voice.sound("go");
    if (frame.done && !this.ended) {
      this.ended = true;
      this.leaving = setTimeout(() => this.leaveStage(), AFTER_DONE_MS);
    }
  }

  /** Ends a set that is done once its last words have been heard. */
  leaveStage() {
    if (this.name !== "stage") return;
    if (this.voice.speaking) this.leaving = setTimeout(() => this.leaveStage(), LISTEN_MS);
    else this.stop();
  }

  tell(...texts) {
    this.stage.say(texts.map((text) => (/\w$/.test(text) && texts.length > 1 ? `${text}.` : text)).join(" "));
    this.voice.say(...texts);
  }

  /** Pauses, or goes on. While nobody listens the wish is kept: it is told as soon as the server is ready. */
  pause() {
    this.onPause = !this.onPause;
    this.stage.paused(this.onPause);
    if (this.stream.live) this.askPause();
  }

  askPause() {
    this.stream.ask({ type: "pause", on: this.onPause });
  }

  /** A spoken wish; only what fits the moment is done. That it hurts fits any moment. */
  heard(wish) {
    if (this.name !== "stage") return;
    if (wish === "it hurts") return this.hurts();
    if (this.ended) return;
    if (wish === "stop") this.stop();
    else if ((wish === "pause") !== this.onPause) this.pause();
  }

  mute() {
    this.voice.change({ muted: !this.voice.settings.muted });
    this.silence();
  }

  /** Shows why nothing, or nothing that is understood, can be heard. */
  silence() {
    this.stage.muted(this.voice.settings.muted, this.voice.lack);
  }

  /** Ends the set of somebody in pain, and says what to do instead of what to work on. */
  hurts() {
    this.hurting = true;
    this.tell(screens.HURT);
    this.stop();
  }

  /** Ends the set. While the connection is down its summary is owed; one that is still starting has none. */
  stop() {
    if (this.part()) return;
    this.owed = Boolean(this.stream.set);
    this.choose();
    if (this.hurting) this.note(`${screens.HURT} ${screens.EMERGENCY}`);
    else if (this.owed) {
      this.note(LATER);
      this.voice.say(LATER);
    }
  }

  /** Asks for the end of the set: now, and again when a connection comes back. Whether now. */
  part() {
    this.stopping = true;
    return this.stream.live && this.stream.ask({ type: "stop" });
  }

  finished(result) {
    forgetSet();
    const due = this.name === "stage" || (this.name === "choose" && (this.owed || this.returning));
    if (due && this.returning) this.adopt(result);
    this.stopping = this.owed = this.returning = false;
    if (!due) return;
    this.rest(false);
    this.show(screens.summary(this, result, this.hurting), "summary");
    if (!this.hurting) this.voice.say(screens.heard(result));
    this.screen.querySelector("h1").focus();
  }

  erase({ saved }) {
    if (this.stream.ask({ type: "erase" })) return;
    this.note(saved
      ? `formcheck does not answer, so this set was not erased. Remove it by hand: ${saved}, and the .json file beside it.`
      : "formcheck does not answer. This set was not kept on the disk, so there is nothing to remove.");
  }

  /** Lets go of the camera, and of the connection unless it is still needed. */
  rest(all = true) {
    clearTimeout(this.leaving);
    this.camera.close();
    this.ear.stop();
    this.wake.release();
    this.watch.stop();
    if (all && this.name === "stage" && !this.ended) forgetSet();
  }

  /** Once more, what has failed: the set's beginning, the camera, or both. */
  tryAgain() {
    this.stage.trouble("");
    this.stage.element.focus();
    if (this.stream.failed) this.stream.again();
    if (!this.camera.stream || this.watch.stuck) this.openCamera();
  }

  // Camera

  /** Opens this camera, the one that was chosen last unless another one is named; else any. */
  async openCamera(id = recall("camera", "")) {
    this.stage.trouble("");
    this.cameraWords = "";
    const prompt = setTimeout(() => this.camera.opening && this.asking(), PROMPT_MS);
    try {
      if (!(await this.camera.open(id))) return;
    } catch (error) {
      return this.lostCamera(error.message);
    } finally {
      clearTimeout(prompt);
      this.answered();
    }
    if (!id || id === this.camera.id) remember("camera", this.camera.id); // one that stands in is not the user's choice
    this.stage.list(await cameras(), this.camera.id);
    this.stage.element.focus();
    this.pump(this.camera.stream);
  }

  /** Draws and sends with every picture of the camera, until another stream takes its place. */
  pump(stream) {
    const { video, overlay } = this.stage;
    const each = (now, picture) => {
      if (this.camera.stream !== stream) return;
      overlay.paint(video.videoWidth, video.videoHeight);
      this.stream.offer(video, picture?.captureTime ?? now);
      wait();
    };
    const wait = () => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(each) : requestAnimationFrame(each));
    wait();
  }

  /** The browser's question stays until it is answered, also where other troubles come and go. */
  asking() {
    this.cameraWords = PROMPT;
    this.trouble(PROMPT, false);
  }

  answered() {
    if (this.cameraWords !== PROMPT || this.camera.opening) return;
    this.cameraWords = "";
    if (this.stage.told === PROMPT) this.stage.trouble("");
  }

  /** All else is well again. */
  onlyTheCamera() {
    this.stage.trouble(this.cameraWords, this.cameraWords !== PROMPT);
  }

  lostCamera(words) {
    this.stage.overlay.clear();
    this.cameraWords = words;
    this.trouble(words);
  }

  async changed() {
    if (this.name !== "stage" || this.camera.opening) return;
    if (!this.camera.stream) return this.openCamera();
    this.stage.list(await cameras(), this.camera.id);
  }

  lost(words) {
    this.stage.overlay.clear();
    if (this.name !== "stage") return;
    if (this.stopping) return this.stop(); // nobody waits for the summary in front of a picture that stands still
    if (this.ended) return;
    this.away = true;
    this.trouble(words || STOPPED, false);
  }
}
