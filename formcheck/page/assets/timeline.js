// The player of a recording: the video (or nothing but the skeleton) and a timeline on which an attempt can be chosen.

import { h } from "./dom.js";
import { Clock } from "./clock.js";
import { Skeleton } from "./skeleton.js";

const MARKS = { counted: "✓", partial: "◐", rejected: "✕" };
const HEIGHT = 170;
const MARGIN = { top: 12, bottom: 24 };
const FRAME = 0.05; // seconds: the picture shown at a moment may have begun a little before it
const NARROW = 44; // pixels: a button less wide shows its mark without its number
const LEAST = 28; // pixels: less is hard to hit with a finger; where that does not fit, the buttons stand in a list
const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** Called anew after every run of the page's script: what is already there stays. */
export function mount({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector("#timeline-root");
  const shape = JSON.stringify({ ...data, seek: null });
  if (root.shape !== shape) {
    root.player?.leave();
    root.player = new Player(root, data, root.player, () => setTriggerValue("unplayable", true));
    root.shape = shape;
  }
  root.player.wish(data.seek);
  return () => setTimeout(() => root.isConnected || root.player.leave(), 0);
}

class Player {
  constructor(root, data, before, unplayable) {
    this.data = data;
    this.video = data.video && h("video", { src: data.video, ".muted": true, playsinline: true, preload: "auto", "aria-label": "The recording" });
    this.canvas = h("canvas", { role: "img", "aria-label": "The skeleton that was found" });
    this.words = h("p", {}, "Loading ...");
    this.picture = h("div", { class: "picture" }, this.video, this.canvas, this.words);
    this.clock = new Clock(this.video, data.begin, data.end, (t) => this.show(t));
    this.skeleton = new Skeleton(this.canvas, data.bones);
    this.#build(root);
    this.#listen(unplayable);
    this.#size(this.video ? 16 / 9 : data.width);
    this.resized = new ResizeObserver(() => this.#draw());
    this.resized.observe(this.plot);
    this.asked = before?.asked ?? 0;
    this.#draw();
    this.#fetch();
    if (before && before.data.token === data.token) this.clock.go(before.clock.t);
  }

  #build(root) {
    const { data } = this;
    this.play = h("button", { type: "button", onclick: () => this.clock.toggle() }, "▶ Play");
    this.time = h("span", { class: "time" });
    const speed = h("select", { "aria-label": "Speed", onchange: (event) => this.clock.speed(+event.target.value) },
      [[1, "Normal speed"], [0.5, "Half speed"], [0.25, "Quarter speed"]].map(([value, words]) => h("option", { value }, words)));
    const bones = h("input", { type: "checkbox", ".checked": true, onchange: (event) => this.#hide(!event.target.checked) });
    const jumps = data.attempts.length > 0 && [
      h("button", { type: "button", onclick: () => this.step(-1) }, "Previous attempt"),
      h("button", { type: "button", onclick: () => this.step(1) }, "Next attempt"),
    ];
    this.now = h("p", { class: "now" });
    this.plot = h("svg", { class: "plot", "aria-hidden": "true", onclick: (event) => this.#clicked(event) });
    this.scrub = h("input", { class: "scrub", type: "range", min: data.begin, max: data.end, step: 0.1, "aria-label": "Time in seconds",
      oninput: (event) => this.clock.go(+event.target.value) });
    this.buttons = h("div", { class: "row", role: "group", "aria-label": "Attempts" });
    this.flags = h("div", { class: "row", role: "group", "aria-label": "Faults" });
    root.replaceChildren(
      this.picture,
      h("div", { class: "controls" }, this.play, jumps, speed, !data.drawn && this.video && h("label", {}, bones, "Skeleton"), this.time),
      this.now, this.plot, this.scrub, ...(data.attempts.length ? [this.buttons] : []),
      ...(data.attempts.some((one) => one.faults.length) ? [this.flags] : []),
      h("div", { class: "legend" }, h("span", {}, "✓ counted"), h("span", {}, "◐ partial, not counted (hatched)"),
        h("span", {}, "✕ not counted (dashed)"), h("span", {}, "▲ fault"), h("span", {}, "△ tip")),
    );
  }

  #listen(unplayable) {
    const { video } = this;
    if (!video) return;
    video.addEventListener("error", unplayable);
    video.addEventListener("loadedmetadata", () => {
      if (!video.videoWidth) unplayable();
      else this.#size(video.videoWidth / video.videoHeight);
    });
    video.addEventListener("loadeddata", () => this.words.remove());
  }

  /** The landmarks are fetched once, as numbers, not with every run of the page. */
  async #fetch() {
    try {
      const answer = await fetch(this.data.poses);
      if (!answer.ok) throw new Error(await answer.text());
      this.skeleton.table = new Float32Array(await answer.arrayBuffer());
      if (!this.video) this.words.remove();
      this.show(this.clock.t);
    } catch (error) {
      this.words.textContent = error.message || "The skeleton could not be loaded. Load the page again.";
    }
  }

  /** The picture's shape; its height is limited, so that the timeline stays in sight. */
  #size(aspect) {
    this.picture.style.aspectRatio = aspect;
    this.picture.style.width = `min(100%, calc(min(46vh, 36rem) * ${aspect}))`;
    const height = this.video?.videoHeight || 540;
    Object.assign(this.canvas, { width: Math.round(height * aspect), height });
    this.show(this.clock.t);
  }

  #hide(hidden) {
    this.canvas.hidden = hidden;
  }

  #x(t) {
    return (this.wide * (t - this.data.begin)) / Math.max(this.data.end - this.data.begin, 0.001);
  }

  #y(value) {
    return HEIGHT - MARGIN.bottom - ((value - this.low) / (this.high - this.low)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  }

  /** Everything on the timeline that does not move; drawn anew when the width changes. */
  #draw() {
    const { data, plot } = this;
    this.wide = plot.clientWidth || 600;
    const values = [...data.points.map((point) => point[1]).filter((value) => value !== null), ...data.levels.map((level) => level.value)];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low || 1) * 0.06;
    [this.low, this.high] = [low - room, high + room];
    this.head = h("line", { class: "head", y1: 0, y2: HEIGHT - MARGIN.bottom });
    plot.replaceChildren(
      h("defs", {}, hatching()),
      ...data.attempts.map((one) => h("rect", { class: `span ${one.status}`, x: this.#x(one.start), y: 2, rx: 4,
        width: Math.max(2, this.#x(one.end) - this.#x(one.start)), height: HEIGHT - MARGIN.bottom - 4 })),
      ...data.levels.map((level, i) => h("line", { class: `level${i ? "" : " first"}`, x1: 0, x2: this.wide, y1: this.#y(level.value), y2: this.#y(level.value) })),
      ...this.#lines(), ...this.#levelWords(), ...this.#ticks(), this.head,
    );
    this.#row();
    this.one = null; // the buttons are new: show again which one is the present attempt
    this.show(this.clock.t);
  }

  #lines() {
    const parts = [[]];
    for (const [t, value] of this.data.points) {
      if (value !== null) parts.at(-1).push(`${this.#x(t).toFixed(1)},${this.#y(value).toFixed(1)}`);
      else if (parts.at(-1).length) parts.push([]);
    }
    return parts.filter((part) => part.length > 1).map((part) => h("polyline", { class: "signal", points: part.join(" ") }));
  }

  /** Words at their lines; a line's words that would lie on the last ones are left out. */
  #levelWords() {
    let last = -100;
    return [...this.data.levels].sort((a, b) => b.value - a.value).map((level) => {
      const y = this.#y(level.value) - 4;
      if (y - last < 13) return null;
      last = y;
      return h("text", { x: 6, y: Math.max(11, y) }, `${level.words}: ${+level.value.toPrecision(3)}`);
    }).filter(Boolean).concat(h("text", { x: this.wide - 6, y: 14, "text-anchor": "end" }, this.data.title));
  }

  #ticks() {
    const { begin, end } = this.data;
    const step = NICE.find((nice) => this.#x(begin + nice) >= 60) ?? 1200;
    const found = [];
    for (let t = Math.ceil(begin / step) * step; t <= end; t += step) {
      found.push(h("line", { class: "tick", x1: this.#x(t), x2: this.#x(t), y1: HEIGHT - MARGIN.bottom, y2: HEIGHT - MARGIN.bottom + 5 }));
      if (this.#x(t) < this.wide - 30) found.push(h("text", { x: this.#x(t) + 3, y: HEIGHT - 7 }, clock(t, 0)));
    }
    return found;
  }

  #row() {
    const all = this.data.attempts;
    const place = (t, end) => `left:${this.#x(t)}px;width:${Math.max(LEAST, this.#x(end) - this.#x(t) - 2)}px`;
    const crowded = all.some((one, i) => i && this.#x(one.start) < this.#x(all[i - 1].start) + LEAST);
    for (const row of [this.buttons, this.flags]) row.classList.toggle("crowded", crowded);
    const number = (one) => (crowded || this.#x(one.end) - this.#x(one.start) > NARROW) && ` ${one.number}`;
    this.buttons.replaceChildren(...this.data.attempts.map((one) => h("button", {
      type: "button", class: one.status, style: place(one.start, one.end), "data-attempt": one.number,
      title: `${one.number}: ${one.words}`, "aria-label": `Attempt ${one.number}, ${clock(one.start)}, ${one.words}`,
      onclick: () => this.clock.go(one.start),
    }, MARKS[one.status], number(one))));
    this.flags.replaceChildren(...this.data.attempts.filter((one) => one.faults.length).map((one) => {
      const names = one.faults.map((fault) => fault.name).join(", ");
      const mark = one.faults.some((fault) => !fault.tip) ? "▲" : "△";
      return h("button", {
        type: "button", class: "flag", style: place(one.start, one.end), "data-fault": one.number, title: names,
        "aria-label": `Attempt ${one.number}: ${names}. Show it`, onclick: () => this.clock.go(one.faults[0].t, true),
      }, mark, crowded ? ` ${one.number}` : one.faults.length > 1 ? ` ×${one.faults.length}` : "");
    }));
  }

  #clicked(event) {
    const { begin, end } = this.data;
    const t = begin + ((event.clientX - this.plot.getBoundingClientRect().left) / this.wide) * (end - begin);
    const hit = this.data.attempts.find((one) => one.start <= t && t < one.end);
    this.clock.go(hit ? hit.start : t);
  }

  /** The attempt before or after the present one. */
  step(way) {
    const { t } = this.clock;
    const all = this.data.attempts;
    const next = way > 0 ? all.find((one) => one.start > t + 0.05) : all.findLast((one) => one.start < t - 0.5);
    if (next) this.clock.go(next.start);
  }

  /** Jumps to a wish of the page, once. */
  wish(seek) {
    if (!seek || seek[0] <= this.asked) return;
    this.asked = seek[0];
    this.clock.go(seek[1], true);
    this.picture.scrollIntoView({ block: "nearest" });
  }

  /** Shows the moment t (s): the skeleton, the place on the timeline, and what is known about this attempt. */
  show(t) {
    const one = this.data.attempts.find((attempt) => attempt.start - FRAME <= t && t < attempt.end - FRAME);
    if (!this.data.drawn) this.skeleton.draw(t, one?.faults.filter((fault) => !fault.tip).slice(0, 2) ?? []);
    this.#move(t);
    if (this.one === one && this.now.firstChild) return;
    this.one = one;
    this.now.replaceChildren(...(one ? [h("strong", {}, `${MARKS[one.status]} Attempt ${one.number}`), `${one.words}. `,
      ...one.faults.map((fault) => `${fault.tip ? "△" : "▲"} ${fault.words} `)] : ["Between the attempts."]));
    for (const button of this.buttons.children) {
      const current = +button.dataset.attempt === one?.number;
      button.classList.toggle("current", current);
      button.setAttribute("aria-current", String(current));
    }
  }

  #move(t) {
    this.head?.setAttribute("x1", this.#x(t));
    this.head?.setAttribute("x2", this.#x(t));
    this.scrub.value = t;
    this.scrub.setAttribute("aria-valuetext", clock(t));
    this.time.textContent = `${clock(t)} of ${clock(this.data.end)}`;
    this.play.textContent = this.clock.playing ? "⏸ Pause" : "▶ Play";
  }

  leave() {
    this.resized.disconnect();
    this.clock.stop();
    if (this.video) this.video.removeAttribute("src");
  }
}

function hatching() {
  const pattern = document.createElementNS("http://www.w3.org/2000/svg", "pattern");
  for (const [name, value] of Object.entries({ id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) {
    pattern.setAttribute(name, value);
  }
  pattern.append(h("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 8 }));
  return pattern;
}

function clock(t, digits = 1) {
  const minutes = Math.floor(t / 60);
  const seconds = (t - 60 * minutes).toFixed(digits);
  return minutes ? `${minutes}:${seconds.padStart(digits ? 4 : 2, "0")}` : `${seconds} s`;
}
