// Notices when answers about the camera's pictures stay out, or come so seldom that quick movements may be missed.

const EVERY_MS = 1000;
const STUCK_MS = 6000;
const FEW = 4; // a second, over LONG looks running: the engine counts rightly from 6 a second on
const LONG = 10;

/** on: {stuck(), flowing(), slow()}; slow is told once. Nothing is told while watching() is false. */
export class Watch {
  constructor(on, watching) {
    Object.assign(this, { on, watching, timer: null });
  }

  start() {
    this.stop();
    Object.assign(this, { at: performance.now(), number: 0, slow: 0, told: false, stuck: false });
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  stop() {
    clearInterval(this.timer);
  }

  /** An answer has come. */
  seen() {
    this.at = performance.now();
    this.number += 1;
    if (this.stuck) this.on.flowing();
    this.stuck = false;
  }

  look() {
    const number = this.number;
    this.number = 0;
    if (!this.watching()) {
      Object.assign(this, { at: performance.now(), slow: 0 });
      return;
    }
    if (!this.stuck && performance.now() - this.at > STUCK_MS) {
      this.stuck = true;
      this.on.stuck();
    }
    this.slow = number && number < FEW ? this.slow + 1 : 0;
    if (this.slow < LONG || this.told) return;
    this.told = true;
    this.on.slow();
  }
}
