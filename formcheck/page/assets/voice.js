// What is heard: the browser's own voices, and short sounds made here.

import { recall, remember } from "./memory.js";

const LETTERS = 11; // a second, of slow speech: some browsers never tell when they have ended
const ECHO_MS = 700; // for which what was said may still be heard by the microphone
const USUAL = { voice: "", volume: 1, rate: 1, muted: false, sounds: true };

/** Speaks and sounds; settings are kept in this browser. */
export class Voice {
  constructor() {
    this.settings = { ...USUAL, ...recall("voice", {}) };
    this.synthesis = window.speechSynthesis ?? null;
    this.audio = null;
    this.onvoices = () => {};
    this.until = 0;
    this.words = "";
    this.synthesis?.addEventListener?.("voiceschanged", () => this.onvoices());
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

  /** The voices of this computer, English ones first; the words are English. Some browsers offer others, which send
   * what is said to a server: those are left out. */
  voices() {
    const english = (voice) => (voice.lang.toLowerCase().startsWith("en") ? 0 : 1);
    const own = (this.synthesis?.getVoices() ?? []).filter(({ localService }) => localService);
    return own.sort((a, b) => english(a) - english(b) || a.name.localeCompare(b.name));
  }

  change(settings) {
    Object.assign(this.settings, settings);
    remember("voice", this.settings);
    if (this.settings.muted) this.quiet();
  }

  /** Says these words now, instead of whatever is being said. Never waits: some browsers do not tell when they end. */
  say(...texts) {
    const voices = this.voices();
    if (this.settings.muted || !voices.length) return;
    const chosen = voices.find((voice) => voice.voiceURI === this.settings.voice) ?? voices[0];
    this.synthesis.cancel();
    this.words = texts.join(" ");
    this.until = performance.now() + (1000 * texts.join(" ").length) / (LETTERS * this.settings.rate) + ECHO_MS;
    for (const text of texts) {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = chosen;
      utterance.lang = chosen.lang;
      utterance.volume = this.settings.volume;
      utterance.rate = this.settings.rate;
      this.synthesis.speak(utterance);
    }
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

const SOUNDS = {
  counted: [[660, 0, 0.12, "sine"], [990, 0.09, 0.2, "sine"]],
  partial: [[330, 0, 0.1, "triangle"], [330, 0.15, 0.16, "triangle"]],
  rejected: [[260, 0, 0.14, "sawtooth"], [175, 0.13, 0.24, "sawtooth"]],
  go: [[523, 0, 0.1, "sine"], [659, 0.1, 0.1, "sine"], [784, 0.2, 0.25, "sine"]],
};
