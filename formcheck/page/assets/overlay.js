// The drawing over the mirrored video: skeleton, and the progress ring on the joint that moves.

// MediaPipe's landmark numbers, see formcheck/pose.py.
const BONES = [
  [11, 12], [23, 24], [11, 23], [12, 24], [11, 13], [13, 15], [12, 14], [14, 16],
  [23, 25], [25, 27], [27, 29], [29, 31], [24, 26], [26, 28], [28, 30], [30, 32], [7, 11], [8, 12],
];
const JOINTS = [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28];
const SEEN = 0.2;
const BLUE = "#0072b2";
const ORANGE = "#e69f00";
const WHITE = "#ffffff";
const DARK = "#0b1622";

/** Draws the newest answer whenever the camera has a new picture. */
export class Overlay {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.frame = null;
  }

  show(frame) {
    this.frame = frame;
  }

  clear() {
    this.frame = null;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Paints over a video of this size; x runs mirrored, as the video is shown. */
  paint(width, height) {
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const { context, frame } = this;
    context.clearRect(0, 0, width, height);
    if (!frame?.points) return;
    const at = (number) => [(1 - frame.points[number][0]) * width, frame.points[number][1] * height];
    const seen = (number) => frame.points[number][2] >= SEEN;
    const torso = Math.hypot(...[0, 1].map((i) => (at(11)[i] + at(12)[i] - at(23)[i] - at(24)[i]) / 2));
    const thick = Math.max(3, Math.min(torso / 22, height / 60)); // a far person gets a finer drawing
    const bones = BONES.filter(([a, b]) => seen(a) && seen(b));
    for (const [colour, size] of [[DARK, thick * 1.9], [WHITE, thick]]) this.#lines(bones, at, colour, size);
    for (const joint of JOINTS.filter(seen)) this.#dot(at(joint), thick * 1.15);
    if (frame.joint !== null && frame.state === "moving") this.#ring(at(frame.joint), frame.progress, Math.max(torso / 4, thick * 4));
  }

  #lines(bones, at, colour, size) {
    const { context } = this;
    Object.assign(context, { strokeStyle: colour, lineWidth: size, lineCap: "round" });
    context.beginPath();
    for (const [a, b] of bones) {
      context.moveTo(...at(a));
      context.lineTo(...at(b));
    }
    context.stroke();
  }

  #dot([x, y], radius) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: BLUE, strokeStyle: WHITE, lineWidth: radius / 3 });
    context.fill();
    context.stroke();
  }

  /** A ring that fills from the top; full and with a tick once it would count. */
  #ring([x, y], progress, radius) {
    const { context } = this;
    const full = progress >= 1;
    const arc = (share, colour, size) => {
      context.beginPath();
      context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
      Object.assign(context, { strokeStyle: colour, lineWidth: size, lineCap: "butt" });
      context.stroke();
    };
    arc(1, DARK, radius * 0.5);
    arc(Math.min(1, progress), full ? BLUE : ORANGE, radius * 0.36);
    if (!full) return;
    context.beginPath();
    context.moveTo(x - radius * 0.35, y);
    context.lineTo(x - radius * 0.08, y + radius * 0.3);
    context.lineTo(x + radius * 0.42, y - radius * 0.32);
    Object.assign(context, { strokeStyle: WHITE, lineWidth: radius * 0.24, lineCap: "round", lineJoin: "round" });
    context.stroke();
  }
}
