// Frames out, answers in: one WebSocket of this server. The newest frame only, never more than two under way.

const UNDER_WAY = 2;
const LONG_SIDE = 640; // pixels: the pose model looks at 256 around the person
const QUALITY = 0.8;
const RETRY_MS = 1000;

/** on: {frame, ready, gone, summary, erased, error, refused, skipped}, each with its message, and lost(words). */
export class Stream {
  constructor(address, on) {
    this.address = address;
    this.on = on;
    this.page = crypto.randomUUID();
    this.set = null;
    this.underWay = 0;
    this.sent = 0;
    this.live = false; // between "ready" and the end of the set
    this.failed = false; // the set could not be begun
    this.over = false; // its summary has come: there is nothing to go on with
    this.last = -Infinity;
    this.canvas = document.createElement("canvas");
    this.paint = this.canvas.getContext("2d", { alpha: false });
  }

  /** Begins: hello is {token(), ...} of a new set, or {set} of one to go on with. */
  begin(hello) {
    this.end();
    this.set = hello.set ?? null;
    this.hello = hello;
    this.over = false;
    this.#connect();
  }

  /** Begins the same set once more, which could not be begun. */
  again() {
    this.begin({ ...this.hello, set: this.set });
  }

  /** Sends a wish: {type: "pause" | "stop" | "erase"}; false when there is no connection. */
  ask(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Closes the connection; the server keeps the set for a while. */
  end() {
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = null;
    this.live = false;
    socket?.close();
  }

  /** Offers the picture that `video` shows now, taken at `at` (ms on the page's clock). */
  async offer(video, at) {
    const stamp = (performance.timeOrigin + at) / 1000;
    if (!this.live || this.underWay >= UNDER_WAY || this.encoding || stamp <= this.last || !video.videoWidth) return;
    this.encoding = true;
    this.last = stamp;
    const socket = this.socket;
    const blob = await this.#encode(video);
    this.encoding = false;
    if (!blob || !this.live || socket !== this.socket) return;
    const head = new DataView(new ArrayBuffer(8));
    head.setFloat64(0, stamp, true);
    this.underWay += 1;
    socket.send(new Blob([head.buffer, blob]));
    this.sent += 1;
  }

  #encode(video) {
    const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.paint.drawImage(video, 0, 0, width, height);
    return new Promise((done) => this.canvas.toBlob(done, "image/jpeg", QUALITY));
  }

  #connect() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.underWay = 0;
    this.failed = false;
    socket.onopen = () => {
      const { token, ...hello } = this.hello;
      const wanted = this.set ? { set: this.set } : hello;
      socket.send(JSON.stringify({ type: "hello", page: this.page, token: token(), ...wanted }));
    };
    socket.onmessage = (event) => this.socket === socket && this.#hear(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.live = false;
      if (this.over) return;
      this.on.lost(event.code === 1008 ? event.reason : "");
      this.retry = setTimeout(() => this.socket === socket && this.#connect(), RETRY_MS);
    };
  }

  #hear(message) {
    if (["frame", "skipped", "error"].includes(message.type)) this.underWay = Math.max(0, this.underWay - 1);
    if (message.type === "ready") {
      this.set = message.set;
      this.underWay = 0;
      this.live = true;
    }
    if (message.type === "error" && !this.live && !this.over) this.failed = true;
    if (message.type === "gone" || message.type === "summary") this.live = false;
    if (message.type === "summary") this.over = true;
    if (message.type === "gone") this.end();
    this.on[message.type]?.(message);
  }
}
