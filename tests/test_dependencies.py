"""What is imported is installed: pyproject.toml names it, or says with what it comes."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

#: The name under which a package is installed, where that is not the one under which it is imported.
PACKAGES = {"cv2": "opencv-python"}
OWN = {"formcheck", "pose_rules"}


def imported(path: Path) -> set[str]:
    """The packages that a module imports, standard library and own ones left out."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - OWN


def test_every_package_that_is_imported_is_a_dependency_by_name(root: Path) -> None:
    """What another one happens to bring along may be gone in its next version."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[<>=\[ ]", requirement)[0] for requirement in project["dependencies"]}
    modules = [*(root / "formcheck").rglob("*.py"), *(root / "pose_rules").glob("*.py"), root / "streamlit_app.py"]
    used = {PACKAGES.get(name, name) for path in modules for name in imported(path)}
    assert used - named == set()
    assert named - used == {"opencv-contrib-python"}, "MediaPipe needs it; all others are imported"
