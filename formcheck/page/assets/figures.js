// Line drawings of the exercises: the start pose pale, the end pose in colour over it.
// Coordinates in a box of 120 x 70 with the floor at 64; a line is a list x, y, x, y, ...

import { h } from "./dom.js";

const ON_ALL_FOURS = [[36, 40, 66, 40], [39, 40, 39, 63], [66, 40, 66, 63, 80, 63]];
const DOG = [[24, 63, 43, 43, 60, 24, 75, 44, 88, 61, 81, 63]];
const CHAIR = [[44, 46, 76, 46], [46, 46, 46, 64], [74, 46, 74, 64]];

const FIGURES = {
  forward_bend: {
    start: { head: [60, 9], lines: [[60, 17, 60, 37], [60, 18, 62, 28, 62, 37], [60, 37, 60, 63, 67, 63]] },
    end: { head: [84, 49], lines: [[58, 36, 76, 42], [76, 42, 77, 52, 75, 61], [58, 36, 60, 63, 67, 63]] },
    arrow: "M72 14 Q92 20 92 36",
  },
  knee_to_chest: {
    start: { head: [17, 57], lines: [[26, 60, 52, 61], [28, 60, 44, 63], [52, 61, 64, 45, 74, 63, 81, 63]] },
    end: {
      head: [17, 57],
      lines: [[26, 60, 52, 61], [28, 59, 34, 47, 46, 45], [52, 61, 42, 43, 60, 38, 63, 33], [52, 61, 64, 45, 74, 63, 81, 63]],
    },
    arrow: "M74 40 Q66 24 50 28",
  },
  seated_rotation: {
    start: { head: [60, 11], lines: [[60, 21, 60, 44], [48, 22, 72, 22], [48, 22, 45, 33, 62, 31], [72, 22, 75, 33, 58, 31], [53, 44, 51, 63], [67, 44, 69, 63]] },
    end: { head: [62, 11], lines: [[60, 21, 60, 44], [54, 24, 67, 20], [54, 24, 55, 35, 69, 29], [67, 20, 74, 29, 62, 32], [53, 44, 51, 63], [67, 44, 69, 63]] },
    props: CHAIR,
    arrow: "M40 18 Q60 -4 82 16",
  },
  spiral_twist: {
    start: { head: [60, 47], lines: [[22, 57, 98, 57], [55, 61, 55, 34], [65, 61, 65, 34]] },
    end: { head: [60, 47], lines: [[22, 57, 98, 57], [55, 61, 80, 47], [65, 61, 88, 54]] },
    arrow: "M68 26 Q86 26 92 40",
  },
  partial_crunch: {
    start: { head: [20, 57], lines: [[29, 60, 54, 61], [31, 60, 46, 63], [54, 61, 66, 44, 76, 63, 83, 63]] },
    end: { head: [25, 44], lines: [[33, 51, 42, 58, 54, 61], [33, 51, 45, 51, 58, 48], [54, 61, 66, 44, 76, 63, 83, 63]] },
    arrow: "M12 46 Q12 34 22 30",
  },
  bird_dog: {
    start: { head: [27, 43], lines: ON_ALL_FOURS },
    end: { head: [27, 43], lines: [[36, 40, 66, 40], [37, 39, 21, 30, 6, 24], [39, 40, 39, 63], [66, 40, 85, 37, 104, 34, 106, 40], [66, 40, 66, 63, 80, 63]] },
    arrow: "M92 58 Q106 54 108 46",
  },
  glute_bridge: {
    start: { head: [17, 58], lines: [[26, 61, 52, 61], [28, 61, 44, 63], [52, 61, 64, 44, 72, 63, 79, 63]] },
    end: { head: [17, 58], lines: [[26, 61, 49, 50], [28, 61, 44, 63], [49, 50, 67, 41, 72, 63, 79, 63]] },
    arrow: "M46 44 L46 28",
  },
  lateral_leg_lift: {
    start: { head: [14, 51], lines: [[24, 55, 56, 58], [26, 55, 36, 63], [56, 58, 80, 60, 103, 62]] },
    end: { head: [14, 51], lines: [[24, 55, 56, 58], [26, 55, 36, 63], [56, 58, 79, 45, 98, 33], [56, 58, 80, 60, 103, 62]] },
    arrow: "M106 54 Q112 44 106 34",
  },
  downward_dog: {
    start: { head: [31, 40], lines: [[38, 42, 66, 42], [39, 42, 30, 63], [66, 42, 68, 63, 82, 63]] },
    end: { head: [38, 53], lines: DOG },
    arrow: "M74 34 Q76 20 66 14",
  },
  downward_dog_leg_lift: {
    start: { head: [38, 53], lines: DOG },
    end: { head: [38, 53], lines: [...DOG, [60, 24, 78, 14, 95, 4]] },
    arrow: "M98 52 Q108 34 102 14",
  },
};
const ANYONE = { start: { head: [60, 10], lines: [] }, end: { head: [60, 10], lines: [[60, 18, 60, 40], [46, 26, 60, 22, 74, 26], [52, 63, 60, 40, 68, 63]] } };

/** The drawing of an exercise; one that has none yet is drawn as a standing person. */
export function figure(exercise) {
  const { start, end, props = [], arrow = "" } = FIGURES[exercise] ?? ANYONE;
  const picture = h("svg", { viewBox: "0 -4 120 74", class: "figure", "aria-hidden": "true" });
  picture.append(h("line", { x1: 2, y1: 66, x2: 118, y2: 66, class: "floor" }));
  picture.append(...props.map((points) => h("polyline", { points: points.join(" "), class: "prop" })));
  for (const [pose, kind] of [[start, "from"], [end, "to"]]) {
    picture.append(...pose.lines.map((points) => h("polyline", { points: points.join(" "), class: kind })));
    picture.append(h("circle", { cx: pose.head[0], cy: pose.head[1], r: 6.5, class: kind }));
  }
  if (arrow) picture.append(h("path", { d: arrow, class: "arrow" }), tip(arrow));
  return picture;
}

/** The head of an arrow, along the last stretch of its path. */
function tip(path) {
  const [x0, y0, x, y] = path.match(/-?\d+/g).map(Number).slice(-4);
  const angle = (Math.atan2(y - y0, x - x0) * 180) / Math.PI;
  return h("path", { d: "M0 0 L-6 -4 L-6 4 Z", class: "tip", transform: `translate(${x} ${y}) rotate(${angle})` });
}
