// The drawing over the mirrored video: the skeleton, and how far the present repetition is, on the limb that moves.

import { BLUE, DARK, dot, ORANGE, path, ring, SEEN, skeleton, WHITE } from "./strokes.js";

// MediaPipe's landmark numbers, see formcheck/pose.py.
const BONES = [
  [11, 12], [23, 24], [11, 23], [12, 24], [11, 13], [13, 15], [12, 14], [14, 16],
  [23, 25], [25, 27], [27, 29], [29, 31], [24, 26], [26, 28], [28, 30], [30, 32], [7, 11], [8, 12],
];
const JOINTS = [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28];
const ROOTS = { 15: [11, 13], 16: [12, 14], 27: [23, 25], 28: [24, 26], 25: [23], 26: [24], 23: [11], 24: [12], 11: [23], 12: [24] };

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
    skeleton(context, BONES.filter((bone) => bone.every(seen)), at, thick);
    for (const joint of JOINTS.filter(seen)) {
      dot(context, at(joint), thick * 1.3, WHITE);
      dot(context, at(joint), thick, BLUE);
    }
    if (frame.joint === null || frame.state !== "moving") return;
    this.#limb([...ROOTS[frame.joint], frame.joint].map(at), frame.progress, thick);
    this.#goal(at(frame.joint), frame.progress, Math.max(torso / 4, thick * 4));
  }

  /** The limb that moves fills from its root: as far as it is full, so far is the repetition. */
  #limb(points, progress, thick) {
    const { context } = this;
    path(context, points, DARK, thick * 5);
    path(context, points, WHITE, thick * 4);
    path(context, points, DARK, thick * 3);
    if (progress > 0.02) path(context, points, progress >= 1 ? BLUE : ORANGE, thick * 3, Math.min(1, progress));
  }

  /** A ring that fills from the top; full and with a tick once it would count. */
  #goal([x, y], progress, radius) {
    const { context } = this;
    const full = progress >= 1;
    ring(context, [x, y], radius, DARK, radius * 0.5);
    ring(context, [x, y], radius, full ? BLUE : ORANGE, radius * 0.36, Math.min(1, progress));
    if (!full) return;
    dot(context, [x, y], radius * 0.82, BLUE);
    path(context, [[x - radius * 0.4, y], [x - radius * 0.1, y + radius * 0.32], [x + radius * 0.45, y - radius * 0.34]], WHITE, radius * 0.26);
  }
}
