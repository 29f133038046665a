// The screens before and after a set: choosing, placing the laptop, summing up.

import { button, h } from "./dom.js";
import { deaf } from "./ear.js";
import { figure } from "./figures.js";
import { recall, remember } from "./memory.js";
import { placing, sketch } from "./sketch.js";

const VIEWS = {
  front: "◉ filmed from the front", side: "◐ filmed from the side", oblique: "◪ filmed from the feet, at a slant", any: "◪ filmed from any side",
};

/** Big cards, one for each exercise. */
export function choose(app) {
  const cards = app.data.exercises.map((exercise) =>
    h("li", {}, h("button", { type: "button", class: "card", "data-exercise": exercise.id, onclick: () => app.place(exercise) },
      figure(exercise.id),
      h("span", { class: "card-title" }, exercise.title),
      h("span", { class: "card-purpose" }, exercise.purpose),
      h("span", { class: "card-view" }, VIEWS[exercise.view]))));
  return h("section", { "aria-labelledby": "choose-title" },
    h("h1", { id: "choose-title", tabindex: "-1" }, "Which exercise?"),
    h("ul", { class: "cards" }, cards),
    h("p", { class: "small" }, app.data.disclaimer));
}

/** Where the laptop goes, how to start, what to take care of; then the camera. */
export function place(app, exercise) {
  const dose = h("input", { type: "number", id: "dose", min: 1, max: 100, required: true });
  const usual = h("p", {});
  const level = h("select", { id: "level" }, app.data.levels.map(({ id, words }) => h("option", { value: id }, words)));
  level.value = recall("level", "typical");
  const kept = () => `dose.${exercise.id}.${level.value}`;
  const ask = () => {
    const { reps, words } = exercise.dose[level.value];
    usual.textContent = `Usual: ${words}`;
    dose.value = recall(kept(), reps);
  };
  level.addEventListener("change", ask);
  ask();
  const save = h("input", { type: "checkbox", id: "save", ".checked": recall("save", true) });
  const start = () => {
    const reps = dose.valueAsNumber;
    if (!Number.isInteger(reps) || reps < 1 || reps > 100) return dose.reportValidity();
    remember(kept(), reps);
    remember("level", level.value);
    remember("save", save.checked);
    app.start({ exercise: exercise.id, level: level.value, dose: reps, save: save.checked });
  };
  const list = (title, words, kind = "") => words.length > 0 && h("div", { class: kind }, h("h2", {}, title), h("ul", {}, words.map((text) => h("li", {}, text))));
  return h("section", { class: "place", "aria-labelledby": "place-title" },
    h("h1", { id: "place-title", tabindex: "-1" }, exercise.title),
    h("p", {}, exercise.purpose),
    usual,
    h("div", { class: "wishes" },
      h("label", { for: "dose" }, exercise.sides ? "Repetitions a side" : "Repetitions", dose),
      exercise.levels_matter && h("label", { for: "level" }, app.data.level, level),
      button("Start the camera", start, { kind: "main" }),
      button("Next exercise", () => app.next(), { key: "n" }),
      button("All exercises", () => app.choose(), { key: "esc" })),
    h("div", { class: "columns" },
      h("div", {}, sketch(exercise), h("p", { class: "placing" }, exercise.camera || `Put ${placing(exercise)}.`)),
      h("div", {}, figure(exercise.id), list("To begin", exercise.setup))),
    h("div", { class: "columns" },
      list("Take care", [...exercise.safety, app.data.disclaimer], "care"),
      list("What I cannot see", exercise.cannot_see)),
    h("p", {}, "No hands are needed: the set starts when you hold the start position, pauses when you leave the picture, and ends when the last repetition is done or when you have been away for a minute."),
    h("label", { for: "save", class: "tick" }, save, `Keep where your joints were and what was counted, in ${app.data.folder} (never the picture)`),
    ...listening(),
    ...sound(app));
}

/** Whether to listen, and why that cannot be. */
function listening() {
  const tick = h("input", { type: "checkbox", id: "listen", ".checked": recall("listen", false), disabled: true, "aria-describedby": "listen-note", onchange: () => remember("listen", tick.checked) });
  const note = h("p", { class: "small", id: "listen-note" }, "One moment: I am looking whether this browser can listen.");
  deaf().then((why) => {
    note.textContent = why || "The browser will ask for the microphone. It listens on this computer; no sound leaves it and none is kept.";
    tick.disabled = Boolean(why);
    if (why) tick.checked = false;
  });
  return [h("label", { for: "listen", class: "tick" }, tick, "Listen for the words “stop”, “it hurts”, “pause” and “go on” during the set"), note];
}

/** Voice, volume, speed and sounds. */
function sound(app) {
  const { voice } = app;
  const select = h("select", { id: "voice", onchange: () => voice.change({ voice: select.value }) });
  const note = h("p", { id: "voice-note", role: "status" });
  const tell = () => { note.textContent = { voice: NO_VOICE, "English voice": NO_ENGLISH }[voice.lack] ?? ""; };
  setTimeout(tell, VOICES_MS);
  const fill = () => {
    const voices = voice.voices();
    if (voices.length) tell();
    select.replaceChildren(...voices.map((one) => h("option", { value: one.voiceURI }, `${one.name} (${one.lang})`)));
    if (voice.settings.voice) select.value = voice.settings.voice;
    select.disabled = !voices.length;
  };
  voice.onvoices = fill;
  fill();
  const slider = (id, words, name, min, max) => h("label", { for: id }, words,
    h("input", { type: "range", id, min, max, step: 0.1, ".value": voice.settings[name], oninput: (event) => voice.change({ [name]: event.target.valueAsNumber }) }));
  const tick = (id, words, name, inverse) => h("label", { for: id, class: "tick" },
    h("input", { type: "checkbox", id, ".checked": voice.settings[name] !== inverse, onchange: (event) => voice.change({ [name]: event.target.checked !== inverse }) }), words);
  const details = h("details", { class: "sound" }, h("summary", {}, "Voice and sounds"),
    h("div", { class: "wishes" },
      tick("speak", "Speak and sound", "muted", true), tick("sounds", "Short sounds", "sounds", false),
      h("label", { for: "voice" }, "Voice", select), slider("volume", "Volume", "volume", 0, 1), slider("rate", "Speed", "rate", 0.6, 1.6),
      button("Try the voice", () => { voice.unlock(); voice.say("This is how I count: one, two, three."); voice.sound("counted"); })));
  return [note, details];
}

const NO_VOICE = "This browser has no voice of this computer, so I cannot speak. What I would say is shown in large letters, with sounds: put the screen where you can see it, or use another browser.";
const NO_ENGLISH = "This browser has no English voice of this computer: a voice made for another language reads my English words, which may be hard to understand. They are shown in large letters too: put the screen where you can see it, or add an English voice in the settings of this computer.";
const VOICES_MS = 1000; // some browsers know their voices only after a while

export const HURT = "I have stopped. Rest in the position that eases it most. If the pain is sharp, travels down a leg or does not ease, see a professional before you go on.";
export const EMERGENCY = "Numbness between the legs, new trouble with bladder or bowels, or weakness or numbness in both legs is an emergency: get care at once.";

/** What the set came to, in words; hurt: it was ended because it hurts. */
export function summary(app, result, hurt) {
  const counted = sides(result, ": ");
  const files = `${location.origin}${app.data.socket}/${result.set}`;
  const row = (mark, words, detail) => h("li", {}, h("span", { class: "mark", "aria-hidden": "true" }, mark), words, detail && h("span", { class: "detail" }, detail));
  const fault = ({ verdict, cue, messages }) => row(verdict === "tip" ? "?" : "▲", cue, `${messages.at(-1)} (${times(messages.length)})`);
  const wrong = result.faults.filter(({ severity }) => severity !== "info");
  const part = (title, rows) => rows.length > 0 && h("div", {}, h("h2", {}, title), h("ul", { class: "rows" }, rows));
  return h("section", { class: "summary", "aria-labelledby": "summary-title" },
    h("h1", { id: "summary-title", tabindex: "-1" }, `${result.title}: ${hurt ? "stopped, because it hurts" : result.count ? "well done" : "nothing counted"}`),
    hurt && h("div", { class: "care" }, h("p", {}, HURT), h("p", {}, EMERGENCY), h("ul", {}, app.exercise.safety.map((words) => h("li", {}, words)))),
    h("p", { class: "total" }, h("strong", { "data-count": result.count }, counted), ` counted in ${minutes(result.seconds)}`),
    result.nothing_because && h("p", {}, result.nothing_because),
    result.uneven && h("p", {}, result.uneven),
    result.reached && h("p", {}, result.reached, result.reached_before && ` ${result.reached_before}`),
    part("To work on", wrong.filter(({ messages }) => messages.length > 1).map(fault)),
    part("Seen once only", wrong.filter(({ messages }) => messages.length === 1).map(fault)),
    part("Good to know", result.faults.filter(({ severity }) => severity === "info").map(fault)),
    part("Not counted", grouped(result.not_counted).map(([words, count]) => row("✕", words, times(count)))),
    h("div", { class: "actions" },
      button("Do it again", () => app.again(), { kind: hurt ? "" : "main" }),
      button("Next exercise", () => app.next(), { key: "n" }),
      button("All exercises", () => app.choose(), { key: "esc" })),
    h("div", { class: "actions minor" },
      h("a", { href: `${files}/landmarks.npz`, download: `${result.exercise}.npz` }, "Download the joints' positions (.npz)"),
      h("a", { href: `${files}/ledger.json`, download: `${result.exercise}.json` }, "Download all attempts (.json)"),
      button("Erase this set", () => app.erase(result))),
    result.cannot_see.length > 0 && h("p", { class: "small" }, result.cannot_see.join(" ")),
    h("p", { class: "small" }, result.saved ? `Kept in ${result.saved}` : result.trouble || "Not kept on this computer."),
    h("p", { class: "small" }, result.disclaimer));
}

function sides(result, between) {
  const words = Object.entries(result.counts).map(([side, count]) => `${side}${between}${count}`).join(", ");
  return words ? words[0].toUpperCase() + words.slice(1) : `${result.count}`;
}

/** The same for those who are still on the floor. */
export function heard(result) {
  const worst = result.faults.find(({ verdict, severity, messages }) => verdict !== "tip" && severity !== "info" && messages.length > 1);
  if (!result.count) return `Nothing was counted. ${mostly(result.not_counted) || result.nothing_because || ""}`.trim();
  return `${sides(result, " ")} counted.${worst ? ` To work on: ${worst.cue}` : ""}`;
}

/** The reason that most attempts were not counted for, as a sentence; empty where there was none. */
function mostly(attempts) {
  const [words] = grouped(attempts).sort(([, a], [, b]) => b - a)[0] ?? [""];
  return words && `${words[0].toUpperCase()}${words.slice(1)}.`;
}

function grouped(attempts) {
  const counts = new Map();
  for (const { side, reason } of attempts) {
    const words = side ? `${side}: ${reason}` : reason;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts];
}

const times = (number) => (number === 1 ? "once" : number === 2 ? "twice" : `${number} times`);

function minutes(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
