// What is heard: the browser's own voices, and short sounds made here.

import { recall, remember } from "./memory.js";

const LETTERS = 11; // a second, of slow speech: some browsers never tell when they have ended
const ECHO_MS = 700; // for which what was said may still be heard by the microphone
const LATE_MS = 3000; // for which words wait for voices: some browsers find theirs only after a while
// Of macOS, for fun: they sing, whisper or ring.
const NOVELTIES = [
  "Albert", "Bad News", "Bahh", "Bells", "Boing", "Bubbles", "Cellos", "Deranged", "Good News", "Hysterical", "Jester", "Organ",
  "Pipe Organ", "Superstar", "Trinoids", "Whisper", "Wobble", "Zarvox",
];
const USUAL = { voice: "", volume: 1, rate: 1, muted: false, sounds: true };

/** Speaks and sounds; settings are kept in this browser. changed(): other voices are there now. */
export class Voice {
  constructor(changed) {
    this.settings = { ...USUAL, ...recall("voice", {}) };
    this.synthesis = window.speechSynthesis ?? null;
    this.audio = null;
    this.onvoices = () => {};
    this.until = 0;
    this.words = "";
    this.unsaid = { texts: [], until: 0 }; // for want of a voice
    this.synthesis?.addEventListener?.("voiceschanged", () => {
      changed();
      this.onvoices();
      this.#catchUp();
    });
    this.synthesis?.getVoices(); // some browsers look for their voices only once they are asked
  }

  /** Must be called in a click or key press: browsers allow sound only from then on. */
  unlock() {
    try {
      this.audio ??= new AudioContext();
      this.audio.resume();
    } catch {
      this.audio = null; // no sound device: words and captions remain
    }
  }

  /** The voices of this computer, the one to be used unless another is chosen first: English, as the words are, made for
   * reading, and the browser's own choice. Some browsers offer others, which send what is said to a server: those are left
   * out. */
  voices() {
    const own = (this.synthesis?.getVoices() ?? []).filter(({ localService }) => localService);
    const defaults = own.filter((voice) => voice.default);
    const preferred = defaults.length === 1 ? defaults[0] : null; // some browsers mark every voice
    const rank = (voice) => 4 * !english(voice) + 2 * NOVELTIES.includes(voice.name) + (voice !== preferred);
    return own.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  }

  /** What this computer lacks for speaking: "voice", "English voice", or nothing. */
  get lack() {
    const [best] = this.voices();
    return !best ? "voice" : english(best) ? "" : "English voice";
  }

  change(settings) {
    Object.assign(this.settings, settings);
    remember("voice", this.settings);
    if (this.settings.muted) this.quiet();
  }

  /** Says these words now, instead of whatever is being said. Never waits: some browsers do not tell when they end. */
  say(...texts) {
    const voices = this.voices();
    this.unsaid = { texts: voices.length ? [] : texts, until: performance.now() + LATE_MS };
    if (this.settings.muted || !voices.length) return;
    const chosen = voices.find((voice) => voice.voiceURI === this.settings.voice) ?? voices[0];
    this.synthesis.cancel();
    this.words = texts.join(" ");
    this.until = performance.now() + (1000 * texts.join(" ").length) / (LETTERS * this.settings.rate) + ECHO_MS;
    for (const text of texts) {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = chosen;
      utterance.lang = english(chosen) ? chosen.lang : "en-US";
      utterance.volume = this.settings.volume;
      utterance.rate = this.settings.rate;
      this.synthesis.speak(utterance);
    }
  }

  /** Says what came before there was a voice, unless it is stale by now. */
  #catchUp() {
    const { texts, until } = this.unsaid;
    if (texts.length && performance.now() < until && this.voices().length) this.say(...texts);
  }

  /** Whether a microphone may be hearing this voice. */
  get speaking() {
    return performance.now() < this.until;
  }

  /** What a microphone may be hearing of this voice. */
  get saying() {
    return this.speaking ? this.words : "";
  }

  quiet() {
    this.synthesis?.cancel();
    this.unsaid.texts = [];
    this.until = Math.min(this.until, performance.now() + ECHO_MS);
  }

  /** "counted": two notes up. "partial": one low note twice. "rejected": two rough notes down. "go": three up. */
  sound(name) {
    if (this.settings.muted || !this.settings.sounds || this.audio?.state !== "running") return;
    const notes = SOUNDS[name] ?? [];
    notes.forEach(([hertz, at, length, wave]) => this.#note(hertz, this.audio.currentTime + at, length, wave));
  }

  #note(hertz, at, length, wave) {
    const tone = new OscillatorNode(this.audio, { frequency: hertz, type: wave });
    const level = new GainNode(this.audio, { gain: 0 });
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(0.25 * this.settings.volume, at + 0.01);
    level.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(level).connect(this.audio.destination);
    tone.start(at);
    tone.stop(at + length + 0.02);
  }
}

const english = ({ lang }) => /^en([-_]|$)/i.test(lang);

const SOUNDS = {
  counted: [[660, 0, 0.12, "sine"], [990, 0.09, 0.2, "sine"]],
  partial: [[330, 0, 0.1, "triangle"], [330, 0.15, 0.16, "triangle"]],
  rejected: [[260, 0, 0.14, "sawtooth"], [175, 0.13, 0.24, "sawtooth"]],
  go: [[523, 0, 0.1, "sine"], [659, 0.1, 0.1, "sine"], [784, 0.2, 0.25, "sine"]],
};
