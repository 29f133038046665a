// How a body is drawn, on the live picture and on a recorded one.

export const [BLUE, SKY, ORANGE, WHITE, DARK] = ["#0072b2", "#56b4e9", "#e69f00", "#ffffff", "#0b1622"];
export const SEEN = 0.2; // visibility from which a landmark is drawn

/** Lines between the places of pairs of landmarks. at: number -> [x, y]. */
export function lines(context, pairs, at, colour, size) {
  Object.assign(context, { strokeStyle: colour, lineWidth: size, lineCap: "round", lineJoin: "round" });
  context.beginPath();
  for (const [a, b] of pairs) {
    context.moveTo(...at(a));
    context.lineTo(...at(b));
  }
  context.stroke();
}

/** The bones, white with a dark edge: seen on light and on dark clothes. */
export function skeleton(context, bones, at, thick) {
  lines(context, bones, at, DARK, thick * 1.9);
  lines(context, bones, at, WHITE, thick);
}

/** A circle, or the share of one from the top. */
export function ring(context, [x, y], radius, colour, size, share = 1) {
  Object.assign(context, { strokeStyle: colour, lineWidth: size, lineCap: "butt" });
  context.beginPath();
  context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
  context.stroke();
}

export function dot(context, [x, y], radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** A line through points, up to a share of its length. */
export function path(context, points, colour, size, share = 1) {
  const parts = points.slice(1).map((to, i) => [points[i], to, Math.hypot(to[0] - points[i][0], to[1] - points[i][1])]);
  let left = share * parts.reduce((sum, [, , length]) => sum + length, 0);
  Object.assign(context, { strokeStyle: colour, lineWidth: size, lineCap: "round", lineJoin: "round" });
  context.beginPath();
  context.moveTo(...points[0]);
  for (const [from, to, length] of parts) {
    const part = Math.min(1, left / Math.max(length, 1e-6));
    context.lineTo(from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]));
    left -= length;
    if (left <= 0) break;
  }
  context.stroke();
}
