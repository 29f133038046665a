// What tells the time of a player: the video where there is one, else a clock that runs through the recording.

export class Clock {
  /** shown(t) is called whenever another moment (s) is in the picture. */
  constructor(video, begin, end, shown) {
    Object.assign(this, { video, begin, end, shown, at: begin, rate: 1, since: null, ended: false });
    if (!video) return;
    if (video.requestVideoFrameCallback) this.#follow();
    else video.addEventListener("timeupdate", () => this.shown((this.at = video.currentTime)));
    for (const event of ["play", "pause", "ended", "seeked"]) video.addEventListener(event, () => this.shown(this.t));
  }

  get t() {
    if (this.since === null) return this.at;
    return Math.min(this.end, this.at + ((performance.now() - this.since) / 1000) * this.rate);
  }

  get playing() {
    return this.video ? !this.video.paused : this.since !== null;
  }

  /** The frame that is in the picture says which moment it is; currentTime may be a frame ahead. */
  #follow() {
    this.video.requestVideoFrameCallback((now, frame) => {
      if (this.ended) return;
      this.at = frame.mediaTime;
      this.shown(this.at);
      this.#follow();
    });
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.video) {
      this.video.play().catch(() => {}); // interrupted by a jump or by leaving: nothing to tell
      return;
    }
    if (this.t >= this.end) this.at = this.begin;
    this.since = performance.now();
    this.#tick();
  }

  pause() {
    if (this.video) return this.video.pause();
    this.at = this.t;
    this.since = null;
    this.shown(this.at);
  }

  /** Jumps to a moment; and stays there, if so wished. */
  go(t, stay = false) {
    if (stay && this.playing) this.pause();
    this.at = Math.min(this.end, Math.max(this.begin, t));
    if (this.since !== null) this.since = performance.now();
    if (this.video) this.video.currentTime = this.at;
    this.shown(this.at);
  }

  speed(rate) {
    this.at = this.t;
    if (this.since !== null) this.since = performance.now();
    this.rate = rate;
    if (this.video) this.video.playbackRate = rate;
  }

  #tick() {
    requestAnimationFrame(() => {
      if (this.since === null || this.ended) return;
      if (this.t >= this.end) return this.pause();
      this.shown(this.t);
      this.#tick();
    });
  }

  stop() {
    this.ended = true;
    this.video?.pause();
    this.since = null;
  }
}
