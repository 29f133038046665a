// One key for each wish: space pauses, h says that it hurts, m mutes what speaks in and after a set, n goes to the next
// exercise, Esc goes back (on the stage: stops).

const TYPING = ["INPUT", "SELECT", "TEXTAREA"];

/** Does what a key asks for, unless it is meant for a field, a button, or the browser. */
export function press(app, event) {
  const target = event.composedPath()[0];
  if (event.ctrlKey || event.metaKey || event.altKey || TYPING.includes(target.tagName)) return;
  const key = event.key.toLowerCase(); // Caps Lock may be on
  const pausing = key === " " && app.name === "stage" && target.tagName !== "BUTTON";
  if (pausing) event.preventDefault();
  if (event.repeat) return; // a key that is held down asks once
  if (key === "m" && ["stage", "summary"].includes(app.name)) app.mute();
  else if (key === "h" && app.name === "stage") app.hurts();
  else if (key === "n") app.next();
  else if (pausing) app.pause();
  else if (key === "escape" && ["place", "summary"].includes(app.name)) app.choose();
}
