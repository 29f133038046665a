// Making elements.

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "g", "path", "line", "polyline", "circle", "ellipse", "rect", "text", "title", "marker", "defs"]);

/** An element: attributes by name, listeners as "onclick", properties as ".value"; children are elements or text. */
export function h(tag, attributes = {}, ...children) {
  const element = DRAWN.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith(".")) element[name.slice(1)] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button with words, and the key that does the same. */
export function button(words, onclick, { key = "", kind = "", label = null } = {}) {
  const hint = key && h("kbd", { "aria-hidden": "true" }, key);
  return h("button", { type: "button", class: kind, onclick, "aria-keyshortcuts": shortcut(key), "aria-label": label }, words, hint);
}

function shortcut(key) {
  return { esc: "Escape", space: "Space" }[key] ?? (key || null);
}
