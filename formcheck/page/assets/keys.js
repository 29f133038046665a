// One key for each wish: space pauses, m mutes, n goes to the next exercise, Esc goes back (on the stage: stops).

const TYPING = ["INPUT", "SELECT", "TEXTAREA"];

/** Does what a key asks for, unless it is meant for a field, a button, or the browser. */
export function press(app, event) {
  const target = event.composedPath()[0];
  if (event.ctrlKey || event.metaKey || event.altKey || TYPING.includes(target.tagName)) return;
  const onStage = app.name === "stage";
  if (event.key === "m") app.mute();
  else if (event.key === "n") app.next();
  else if (event.key === " " && onStage && target.tagName !== "BUTTON") {
    event.preventDefault();
    app.pause();
  } else if (event.key === "Escape" && ["place", "summary"].includes(app.name)) app.choose();
}
