// Where the laptop goes: once from above, once from the side.

import { h } from "./dom.js";

const LYING = ["on your back", "on your side", "on hands and knees", "hands and feet on the floor"];

const SEEN = { front: "The front of your body to the camera", side: "Side-on to the camera", oblique: "The camera sees you from your feet, at a slant", any: "The camera sees you from any side" };
const SLANT = 45; // degrees, from the side towards the feet

/** The picture for one exercise; its words say the same for those who cannot see it. */
export function sketch(exercise) {
  const words = `${SEEN[exercise.view]}, ${placing(exercise)}.`;
  const picture = h("svg", { viewBox: "0 0 230 132", class: "sketch", role: "img", "aria-label": words });
  picture.append(...fromAbove(exercise), ...fromTheSide(exercise));
  return picture;
}

/** Height and distance in words. */
export function placing({ height, distance }) {
  const near = height[1] <= 0.2 ? "on the floor" : `${range(height)} m above the floor`;
  return `the laptop ${near}, ${range(distance)} m away`;
}

function range([low, high]) {
  return low === high ? `${low}` : `${low} to ${high}`;
}

function fromAbove(exercise) {
  const parts = [
    h("text", { x: 55, y: 12, "text-anchor": "middle" }, "from above"),
    h("path", { d: "M55 104 L14 22 L96 22 Z", class: "sight" }),
    h("rect", { x: 43, y: 104, width: 24, height: 5, class: "laptop" }),
    h("rect", { x: 43, y: 110, width: 24, height: 14, class: "laptop" }),
    h("line", { x1: 55, y1: 100, x2: 55, y2: 62, class: "measure" }),
    h("text", { x: 59, y: 94 }, `${range(exercise.distance)} m`),
  ];
  const lying = LYING.includes(exercise.posture);
  const turn = exercise.view === "oblique" ? SLANT : 0;
  const body = lying
    ? [h("rect", { x: -38, y: -13, width: 76, height: 26, rx: 2, class: "mat" }), h("circle", { cx: -29, cy: 0, r: 6, class: "to" }),
       h("line", { x1: -22, y1: 0, x2: 2, y2: 0, class: "to" }), h("polyline", { points: "2 0 18 -4 32 -4", class: "to" }), h("polyline", { points: "2 0 18 4 32 4", class: "to" })]
    : [h("ellipse", { cx: 0, cy: 0, rx: exercise.view === "front" ? 16 : 7, ry: exercise.view === "front" ? 7 : 16, class: "body" }),
       h("circle", { cx: 0, cy: 0, r: 6, class: "to" }),
       h("polyline", { points: exercise.view === "front" ? "-3 8 0 14 3 8" : "9 -3 15 0 9 3", class: "to" })];
  parts.push(h("g", { transform: `translate(55 ${turn ? 48 : 40}) rotate(${turn}) scale(${turn ? 0.85 : 1})` }, body));
  return parts;
}

function fromTheSide({ height }) {
  const metre = 57;
  const floor = 122;
  const top = floor - Math.max(0.12, (height[0] + height[1]) / 2) * metre;
  return [
    h("text", { x: 178, y: 12, "text-anchor": "middle" }, "height of the laptop"),
    h("line", { x1: 122, y1: floor, x2: 226, y2: floor, class: "floor" }),
    h("polyline", { points: `150 ${floor} 150 ${top} 186 ${top} 186 ${floor}`, class: "prop" }),
    h("polyline", { points: `184 ${top - 2} 160 ${top - 2} 152 ${top - 22}`, class: "laptop-side" }),
    h("line", { x1: 200, y1: floor - 2, x2: 200, y2: top + 2, class: "measure" }),
    h("text", { x: 228, y: Math.min(floor - 4, top - 8), "text-anchor": "end" }, `${range(height)} m`),
  ];
}
