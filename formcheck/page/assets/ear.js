// Hearing "stop", "it hurts", "pause" and "go on", only where the browser can do that on this computer itself: the ordinary speech
// recognition of browsers sends the sound to a server, and no sound may leave this computer.

const LANGUAGES = ["en-US", "en-GB"];
const INSTEAD = "To end, press Esc or leave the picture for a minute.";
const WHY = {
  cannot: `This browser cannot listen without sending the sound away, so I do not listen. ${INSTEAD}`,
  pack: `This browser has no English language pack for listening on this computer, and I fetch none, so I do not listen. ${INSTEAD}`,
  microphone: `No microphone was found, so I cannot listen. ${INSTEAD}`,
  refused: `The microphone may not be used, so I cannot listen. ${INSTEAD}`,
  broken: `Listening has stopped working. ${INSTEAD}`,
};
const ERRORS = { "audio-capture": "microphone", "not-allowed": "refused", "service-not-allowed": "cannot", "language-not-supported": "pack", network: "cannot" };
// "Don't stop" is said while holding on, "can't go on" by who has had enough. But "I can't, stop" is to stop at once.
const WORDS = [
  ["it hurts", /(?<!\b(no|not|never|without|less|\w+n't) )\b(ow|ouch|hurts?|hurting|pain)\b/],
  ["stop", /(?<!\b(not|never|don't|dont|won't|wont|non) )\bstop\b/],
  ["pause", /(?<!\b(not|never|\w+n't|dont|wont) )\bpause\b/],
  ["go on", /(?<!\b(not|never|\w+n't|dont|wont|cant|cannot) )\b(go on|carry on|continue)\b/],
];
const LONGEST = 4; // different words: a command within a long sentence is talk; that it hurts is heard in any
const AGAIN_MS = 300; // recognition ends by itself now and then
const SHORT_MS = 2000; // one that ends sooner than this did not work
const FAILURES = 5;

/** The browser's recognition with the language it knows on this computer, or the words why there is none. */
async function recognition() {
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  if (typeof Recognition?.available !== "function" || !("processLocally" in Recognition.prototype)) return { why: WHY.cannot };
  let why = WHY.cannot;
  for (const lang of LANGUAGES) {
    const status = await Recognition.available({ langs: [lang], processLocally: true }).catch(() => "unavailable");
    if (status === "available") return (await microphone()) ? { Recognition, lang } : { why: WHY.microphone };
    if (status !== "unavailable") why = WHY.pack;
  }
  return { why };
}

async function microphone() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices.some(({ kind }) => kind === "audioinput");
}

/** Why this browser cannot listen, in words; empty when it can. */
export async function deaf() {
  return (await recognition()).why ?? "";
}

/** The wish in a few spoken words: "it hurts", "stop", "pause", "go on", or "". own: what the page itself is saying, whose
 * words are no wishes. */
export function wish(spoken, own = "") {
  const words = plain(spoken);
  const brief = new Set(words.split(" ")).size <= LONGEST;
  const [found] = WORDS.find(([name, sign]) => sign.test(words) && (brief || name === "it hurts")) ?? [""];
  return WORDS.some(([name, sign]) => name === found && sign.test(plain(own))) ? "" : found;
}

function plain(text) {
  return text.toLowerCase().replaceAll("’", "'").replace(/[^a-z']+/g, " ").trim();
}

/** on: {heard(wish), listening(yes), trouble(words), saying() -> what the page itself is saying}. */
export class Ear {
  constructor(on) {
    Object.assign(this, { on, current: null, failures: 0 });
  }

  async start() {
    this.stop();
    const turn = (this.turn = {});
    const { Recognition, lang, why } = await recognition();
    if (this.turn !== turn) return;
    if (why) return this.on.trouble(why);
    this.failures = 0;
    this.#listen(Recognition, lang);
  }

  stop() {
    clearTimeout(this.retry);
    this.turn = null;
    const { current } = this;
    this.current = null;
    current?.abort();
    this.on.listening(false);
  }

  #listen(Recognition, lang) {
    const recogniser = new Recognition();
    recogniser.processLocally = true;
    if (recogniser.processLocally !== true) return this.#give("cannot");
    Object.assign(recogniser, { lang, continuous: true, interimResults: false });
    const begun = performance.now();
    recogniser.onstart = () => this.current === recogniser && this.on.listening(true);
    recogniser.onresult = (event) => this.current === recogniser && this.#hear(event);
    recogniser.onerror = ({ error }) => this.current === recogniser && ERRORS[error] && this.#give(ERRORS[error]);
    recogniser.onend = () => {
      if (this.current !== recogniser) return;
      this.failures = performance.now() - begun < SHORT_MS ? this.failures + 1 : 0;
      if (this.failures >= FAILURES) return this.#give("broken");
      this.retry = setTimeout(() => this.current === recogniser && this.#listen(Recognition, lang), AGAIN_MS);
    };
    this.current = recogniser;
    try {
      recogniser.start();
    } catch {
      this.#give("broken");
    }
  }

  #give(why) {
    this.stop();
    this.on.trouble(WHY[why]);
  }

  #hear({ results, resultIndex }) {
    for (const result of [...results].slice(resultIndex)) {
      const wanted = result.isFinal ? wish(result[0].transcript, this.on.saying()) : "";
      if (wanted) return this.on.heard(wanted);
    }
  }
}
