"""``formcheck new``: a rule module and a label to begin with."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from . import rulebook
from .clips import NEGATIVE
from .errors import UserError

RULES = Path(rulebook.__file__).resolve().parent.parent / "pose_rules"

#: Names that mean something else: clips of no exercise, the folder of the actor, and the wish to have it recognised.
RESERVED = (*NEGATIVE, "actor", "recognise")

_RULE = '''"""{title}, filmed from the side.

Say here in a sentence or two what is done. As it stands, this rule counts bending the knees while standing.
"""

from formcheck.measures import OUT, highest, travel
from formcheck.rule import (
    HIGH, MINOR, SIDE, STANDING, Camera, Dose, Fault, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import Derived, angle, inclination

RULE = Rule(
    title="{title}",
    purpose="What it is good for, in one sentence.",
    posture=STANDING,
    camera=Camera(SIDE, (0.8, 1.0), (2.5, 3.5), "Put the laptop at hip height, so that it sees you from the side."),
    # Each signal is one number read from the body (formcheck/signals.py makes them); the one that counts must rise as the
    # movement goes out.
    signals={{
        "knee": angle("hip", "knee", "ankle"),
        "bend": Derived(lambda now, ready: 180 - now["knee"], "deg"),
        "trunk": inclination("hip", "shoulder"),
    }},
    # The start pose: wide ranges, they recognise and do not judge. Nothing is counted until it was held still. Of signals
    # that are read from the body as it stands: a Derived one, or a change, is known only once the start pose is.
    ready=(
        Ready("trunk", within(0, 25), "Stand upright."),
        Ready("knee", within(150, 180), "Straighten your knees."),
    ),
    stay=(Ready("trunk", within(0, 80), "Stand up again."),),
    # An attempt begins 12 degrees above the start pose and ends 10 above it; from 60 it counts, from 40 it is told
    # as partial.
    count=Reps("bend", turn=60, leave=12, back=10, near=40, source="Say where these numbers come from."),
    # A fault is a measurement (formcheck/measures.py) against an allowed range; {{value}} and {{limit}} are filled in.
    faults=(
        Fault(
            "not_deep_enough", highest("bend"), at_least(75), "deg", MINOR, HIGH,
            "Your knees bent by {{value:.0f}} degrees.", "Go a little lower.", "Say where the number comes from.",
        ),
        Fault(
            "leans_forward", highest("trunk"), at_most(50), "deg", MINOR, HIGH,
            "You leaned forward by {{value:.0f}} degrees.", "Keep your chest up.", "Say where the number comes from.",
        ),
        Fault(
            "too_fast", travel(OUT), at_least(1.0), "s", MINOR, HIGH,
            "You went down in {{value:.1f}} seconds.", "Go down slowly.", "Say where the number comes from.",
        ),
    ),
    setup=("Stand with your side to the laptop, head to feet in the picture.",),
    cannot_see=("What a camera cannot see here, as you would say it to the person.",),
    safety=("When to stop, and who should ask a doctor first.",),
    dose=Dose(8, 0, "2 sets of 8."),
)  # fmt: skip
'''

_LABEL = """# What is in the clip first_clip.mp4 (or .npz): what you SAW in it, never what the program found.
exercise = "{name}"
source = "whose clip this is, and under what licence"
# One line for each repetition: its span in seconds (it holds one turning point) and all faults that it shows.
# counts = false, with why = "...", marks an attempt that must not be counted. All keys: formcheck/clips.py.
reps = [
    {{ start = 2.0, end = 6.0, faults = [] }},
    {{ start = 6.0, end = 10.0, faults = ["not_deep_enough"] }},
]
"""


def create(name: str, samples: Path, rules: Path = RULES) -> tuple[Path, Path]:
    """Writes ``name``'s rule module and a label beside where its first clip goes; gives both paths.

    Raises UserError for a name that is no module name, is taken or means something else, or a folder that cannot be
    written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise UserError(f"{name!r} cannot be an exercise's name: use small letters, digits and _, as in wall_squat.")
    if name in RESERVED:
        raise UserError(f"{name!r} cannot be an exercise's name: it means something else here. Choose another name.")
    rule, label = rules / f"{name}.py", samples / name / "first_clip.toml"
    for path in (rule, label):
        if path.exists():
            raise UserError(f"{path} is there already. Choose another name, or change that file.")
    title = name.replace("_", " ").capitalize()
    try:
        label.parent.mkdir(parents=True, exist_ok=True)
        rule.write_text(_RULE.format(title=title), encoding="utf-8")
        label.write_text(_LABEL.format(name=name), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"Cannot write {error.filename}: {error.strerror}. Run this in a copy you may change."
        ) from None
    return rule, label
