// Keeping the screen on during a set.

/** wanted() tells whether the screen is to stay on. A hidden tab loses its lock; it is taken again when it is seen. */
export class Wake {
  constructor(wanted) {
    this.wanted = wanted;
    this.lock = null;
    this.seen = () => this.keep();
    document.addEventListener("visibilitychange", this.seen);
  }

  async keep() {
    this.release();
    if (!this.wanted() || document.hidden) return;
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (this.wanted() && !this.lock) this.lock = lock;
    else lock?.release();
  }

  release() {
    this.lock?.release();
    this.lock = null;
  }

  end() {
    document.removeEventListener("visibilitychange", this.seen);
    this.release();
  }
}
