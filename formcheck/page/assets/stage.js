// The screen during a set: video, skeleton, digits to be read from three metres, captions, five big buttons.

import { button, h } from "./dom.js";
import { Overlay } from "./overlay.js";

const STATES = {
  wait: ["◌", "One moment"],
  nobody: ["◌", "Nobody seen"],
  setup: ["◎", "Get ready"],
  ready: ["●", "Ready"],
  moving: ["▶", "Moving"],
  paused: ["❚❚", "Paused"],
  trouble: ["!", "Not watching"],
};
const [LONG, LONGER] = [75, 150]; // letters: from here on a caption is set smaller, for its place keeps its size
const VERDICTS = { counted: ["✓", "counted"], partial: ["◐", "not quite"], rejected: ["✕", "not counted"] };

/** Owns the dialog; on: {pause, mute, hurts, stop, next, again, camera(id)}. */
export class Stage {
  constructor(on) {
    this.on = on;
    this.video = h("video", { ".muted": true, playsinline: true, autoplay: true, "aria-label": "You, as in a mirror" });
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.overlay = new Overlay(this.canvas);
    this.counts = h("div", { class: "counts" });
    this.state = h("p", { class: "state" });
    this.verdict = h("p", { class: "verdict" });
    this.caption = h("p", { class: "caption", role: "status", "aria-live": "polite" });
    this.ears = h("p", { class: "ears", hidden: true }, microphone(), "Say stop, it hurts, pause or go on");
    this.why = h("span", {});
    this.silence = h("p", { class: "ears", hidden: true }, loudspeaker(), this.why);
    this.notice = h("div", { class: "notice", role: "alert", hidden: true });
    this.cameras = h("select", { hidden: true, "aria-label": "Camera", onchange: () => on.camera(this.cameras.value) });
    this.pauseButton = button("Pause", on.pause, { key: "space" });
    this.muteButton = button("Mute", on.mute, { key: "m" });
    this.element = h("dialog", { class: "stage", "aria-label": "The set", oncancel: (event) => { event.preventDefault(); on.stop(); } },
      h("div", { class: "picture" }, this.video, this.canvas, h("div", { class: "signs" }, this.ears, this.silence)),
      h("div", { class: "board" }, this.counts, this.state, this.verdict),
      this.caption, this.notice,
      h("div", { class: "bar", onclick: (event) => event.detail && this.element.focus() }, this.pauseButton, button("It hurts", on.hurts, { key: "h", kind: "hurts" }), button("Stop", on.stop, { key: "esc" }), this.muteButton,
        button("Next exercise", on.next, { key: "n" }), this.cameras));
  }

  /** Shows the stage for an exercise; dose: repetitions (a side) or null; goal: seconds of a hold. */
  open(exercise, { dose, level }, counts) {
    Object.assign(this, { exercise, dose, goal: exercise.dose[level].hold, cells: null });
    this.say("");
    this.trouble("");
    this.verdict.replaceChildren();
    this.element.dataset.state = "";
    this.#state("wait", "");
    this.#count(counts ?? (exercise.sides ? { left: 0, right: 0 } : { "": 0 }), null);
    this.overlay.clear();
    if (!this.element.open) this.element.showModal();
  }

  close() {
    this.overlay.clear();
    if (this.element.open) this.element.close();
  }

  /** Takes the answer to one frame. */
  show(frame) {
    this.overlay.show(frame);
    this.#count(frame.counts, frame.side);
    if (frame.state === "moving" && this.element.dataset.state !== "moving") this.verdict.replaceChildren(); // it was the last one's
    const { goal } = this;
    const left = frame.state === "moving" && goal >= 3 && frame.held > 0.3 ? Math.max(0, Math.ceil(goal - frame.held)) : null;
    this.#state(frame.state, left === null ? "" : left > 0 ? `Hold ${left}` : "And back");
    for (const { sound } of frame.say) if (sound) this.#judge(sound); // the reason stands in the caption
  }

  say(text) {
    this.caption.classList.toggle("long", text.length > LONG && text.length <= LONGER);
    this.caption.classList.toggle("longer", text.length > LONGER);
    this.caption.textContent = text;
  }

  /** Words that stay until they are mended; empty words take them away. again: offer to try again. Whether they are new. */
  trouble(words, again = true) {
    if (this.told === words) return false;
    this.notice.dataset.words = words;
    if (words) this.#state("trouble", "");
    this.notice.hidden = !words;
    this.notice.replaceChildren(h("p", {}, words), ...(again ? [button("Try again", this.on.again, { kind: "main" })] : []));
    if (words && again) this.notice.querySelector("button").focus();
    return true;
  }

  /** The words of trouble that stand there; empty without any. */
  get told() {
    return this.notice.dataset.words ?? "";
  }

  paused(on) {
    this.pauseButton.firstChild.textContent = on ? "Go on" : "Pause";
  }

  /** lack: what this computer has not got for speaking, empty when it has it all. */
  muted(on, lack) {
    this.muteButton.firstChild.textContent = on ? "Sound on" : "Mute";
    this.why.textContent = on ? "Muted" : `No ${lack}: please read along`;
    this.silence.hidden = !on && !lack;
  }

  listening(yes) {
    this.ears.hidden = !yes;
  }

  list(cameras, chosen) {
    this.cameras.replaceChildren(...cameras.map(({ id, name }) => h("option", { value: id, ".selected": id === chosen }, name)));
    this.cameras.hidden = cameras.length < 2;
  }

  #count(counts, side) {
    if (!this.cells) {
      const cell = (name) => h("div", { class: "cell" }, h("span", { class: "who" }, this.#who(name)),
        h("span", { class: "number" }, h("span", { class: "digits", "data-side": name }), this.dose && h("span", { class: "of" }, `of ${this.dose}`)));
      this.cells = Object.fromEntries(Object.keys(counts).map((name) => [name, cell(name)]));
      this.counts.replaceChildren(...Object.values(this.cells));
      this.counts.classList.toggle("two", Object.keys(counts).length > 1);
    }
    for (const [name, count] of Object.entries(counts)) {
      const digits = this.cells[name].querySelector(".digits");
      if (digits.textContent !== `${count}`) digits.textContent = `${count}`;
      this.cells[name].classList.toggle("active", name !== "" && name === side);
    }
  }

  #who(side) {
    return side ? this.exercise.side_words.replace("{side}", side) : "";
  }

  #state(state, words) {
    const [mark, name] = STATES[state] ?? STATES.wait;
    const text = words || name;
    if (this.element.dataset.state === state && this.state.dataset.text === text) return;
    this.element.dataset.state = state;
    this.state.dataset.text = text;
    this.state.classList.toggle("hold", Boolean(words));
    this.state.replaceChildren(h("span", { class: "mark", "aria-hidden": "true" }, mark), text);
  }

  #judge(status) {
    const [mark, words] = VERDICTS[status];
    this.verdict.dataset.status = status;
    this.verdict.replaceChildren(h("span", { class: "mark", "aria-hidden": "true" }, mark), words);
    this.counts.classList.remove("pulse");
    if (status === "counted") requestAnimationFrame(() => this.counts.classList.add("pulse"));
  }
}

function microphone() {
  return h("svg", { viewBox: "0 0 16 20", "aria-hidden": "true" },
    h("rect", { x: 5, y: 1, width: 6, height: 11, rx: 3 }), h("path", { d: "M2 9 C2 17 14 17 14 9 M8 15 L8 19 M5 19 L11 19" }));
}

function loudspeaker() {
  return h("svg", { viewBox: "0 0 22 20", "aria-hidden": "true" },
    h("path", { d: "M2 7 L6 7 L11 2 L11 18 L6 13 L2 13 Z" }), h("path", { d: "M15 7 L21 13 M21 7 L15 13" }));
}
