"""How a component of the page gets its script: fetched by its address, so that the modules stay plain files which import
each other."""

from __future__ import annotations

import json

_FAILED = (
    "This part of the page could not be loaded. Is formcheck still running? If not, start it again; then load this page "
    "again. If that does not help, use a newer browser."
)

_LOADER = """
export default function (component) {
  const mounted = import(new URL(MODULE, location.origin).href).then((module) => module.mount(component));
  mounted.catch((error) => {
    console.error(error);
    component.parentElement.querySelector(ROOT).textContent = FAILED;
  });
  return () => mounted.then((unmount) => unmount(), () => {});
}
"""


def loader(module: str, root: str) -> str:
    """The script of a component that lives in an asset; when that fails, its root says so. root: a CSS selector."""
    script = _LOADER
    for name, value in (("MODULE", f"/api/assets/{module}"), ("ROOT", root), ("FAILED", _FAILED)):
        script = script.replace(name, json.dumps(value))
    return script
