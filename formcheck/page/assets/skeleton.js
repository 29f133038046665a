// The skeleton of a recording, as it was measured: not mirrored.

import { DARK, lines, ORANGE, ring, SEEN, SKY, WHITE } from "./strokes.js";

const ROW = 100; // t, then x, y, visibility of 33 landmarks; see formcheck/page/serving.py
const NEAR = 0.25; // seconds: a pose farther away than this is not of this moment

export class Skeleton {
  constructor(canvas, bones) {
    Object.assign(this, { canvas, bones, context: canvas.getContext("2d"), table: new Float32Array() });
  }

  /** Where the pose nearest to t begins in the table, -1 for none. */
  #row(t) {
    const { table } = this;
    let [low, high] = [0, table.length / ROW - 1];
    if (high < 0) return -1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (table[middle * ROW] < t) low = middle + 1;
      else high = middle;
    }
    if (low && t - table[(low - 1) * ROW] < table[low * ROW] - t) low -= 1;
    return Math.abs(table[low * ROW] - t) <= NEAR ? low * ROW : -1;
  }

  /** Draws the moment t (s), with a ring and a name at the joints of each fault. */
  draw(t, faults) {
    const { canvas, context, table } = this;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const row = this.#row(t);
    if (row < 0 || Number.isNaN(table[row + 1])) return;
    const at = (n) => [table[row + 1 + 3 * n] * canvas.height, table[row + 2 + 3 * n] * canvas.height];
    const seen = (n) => table[row + 3 + 3 * n] >= SEEN;
    const unit = Math.min(canvas.width, canvas.height);
    const bones = this.bones.filter((bone) => bone.every(seen));
    for (const [colour, size] of [[DARK, 0.016], [WHITE, 0.008]]) lines(context, bones, at, colour, Math.max(2, size * unit));
    for (const n of new Set(bones.flat())) ring(context, at(n), 0.006 * unit, SKY, 0.004 * unit);
    for (const fault of faults) this.#mark(fault, at, seen, unit);
  }

  #mark(fault, at, seen, unit) {
    const { context, canvas } = this;
    const joints = fault.joints.filter(seen);
    for (const n of joints) {
      ring(context, at(n), 0.045 * unit, DARK, 0.02 * unit);
      ring(context, at(n), 0.045 * unit, ORANGE, 0.009 * unit);
    }
    if (!joints.length) return;
    const size = Math.max(14, 0.038 * unit);
    context.font = `600 ${size}px sans-serif`;
    const wide = context.measureText(fault.name).width;
    const [x, y] = at(joints[0]);
    const left = Math.max(4, Math.min(x + 0.06 * unit, canvas.width - wide - size));
    const bottom = Math.max(1.6 * size, y - 0.05 * unit);
    context.fillStyle = "rgba(11, 22, 34, 0.8)";
    context.fillRect(left, bottom - 1.3 * size, wide + size, 1.7 * size);
    context.fillStyle = WHITE;
    context.fillText(fault.name, left + size / 2, bottom);
  }
}
