"""Finds the rules in the package ``pose_rules`` and checks each one when it is loaded.

A module there with a ``RULE`` is an exercise; the module's name is the exercise's id. There is no list to edit.
"""

from __future__ import annotations

import difflib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pose_rules

from .errors import UserError
from .rule import Rule
from .rulecheck import problem_of, where


def ids() -> tuple[str, ...]:
    """The ids of all exercises, in alphabetical order; no rule is loaded for it."""
    found = pkgutil.iter_modules(pose_rules.__path__)
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


def load(exercise: str) -> Rule:
    """The checked rule of an exercise.

    Raises UserError when there is no such exercise, or when its rule has a mistake; the message then names the file and
    the line in which to look.
    """
    if exercise not in ids():
        raise UserError(unknown(exercise, ids(), "exercise"))
    rule = getattr(_module(exercise), "RULE", None)
    path = _path(exercise)
    if not isinstance(rule, Rule):
        raise UserError(f"{path}: it has no RULE; write RULE = Rule(...).")
    if problem := problem_of(rule, path):
        raise UserError(problem)
    return rule


def all() -> dict[str, Rule]:
    """Every exercise's id and checked rule; raises UserError like ``load``."""
    return {exercise: load(exercise) for exercise in ids()}


def usable(tell: Callable[[str], object]) -> dict[str, Rule]:
    """Every exercise's id and checked rule; ``tell`` is given a sentence for each one that cannot be loaded."""
    found = {}
    for exercise in ids():
        try:
            found[exercise] = load(exercise)
        except UserError as error:
            tell(f"{exercise} is left out. {error}")
    return found


def unknown(word: str, known: Iterable[str], what: str) -> str:
    """A sentence about a word that is none of the known ones: with the nearest one, or with all of them.

    >>> unknown("brid_dog", ["bird_dog", "glute_bridge"], "exercise")
    'There is no exercise "brid_dog". Did you mean bird_dog?'
    """
    known = tuple(known)
    plain = word.lower().replace("-", "_").replace(" ", "_")
    if near := difflib.get_close_matches(plain, known, n=1, cutoff=0.5):
        return f'There is no {what} "{word}". Did you mean {near[0]}?'
    return f'There is no {what} "{word}". Choose one of: {", ".join(known) or "none yet"}.'


def _path(exercise: str) -> Path:
    spec = importlib.util.find_spec(f"{pose_rules.__name__}.{exercise}")
    return Path(spec.origin if spec and spec.origin else exercise)


def _module(exercise: str) -> ModuleType:
    """The imported module; whatever goes wrong inside is told with its file and line."""
    name = f"{pose_rules.__name__}.{exercise}"
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # a rule is a stranger's code: it may raise anything
        sys.modules.pop(name, None)
        raise UserError(f"{where(error, _path(exercise))}: {type(error).__name__}: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return (message.splitlines() or ["no message"])[0]
