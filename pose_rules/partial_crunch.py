"""Partial crunch, filmed from the side.

Lie on your back, knees bent, curl up until the shoulder blades leave the floor, and come down slowly. The movement is a
fifth of a torso length, so what is counted is how far the near shoulder rose over the hip since the start pose, with a
quarter of the ear's rise: that shows a lift of the head alone, which is told but not counted. A sit-up counts, as too high.
"""

from dataclasses import replace

import numpy as np

from formcheck.body import GLIMPSED
from formcheck.measures import (
    BACK, HOLD, OUT, Measure, Rep, farthest, fastest, half, highest, seconds_above, seconds_at_top, typical, where,
)  # fmt: skip
from formcheck.rule import (
    BEGINNER, EXPERT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, SIDE, SUPINE, TYPICAL,
    Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import (
    Derived, along, angle, change, elevation, front_angle, gap, greater, height, lift, offset, on_side,
)  # fmt: skip

#: A hand nearer to the ear than this (torso lengths) holds the head (the specification, "arm style noted").
AT_HEAD = 0.35
#: Shoulders that rose less than this (torso lengths) made no repetition: good ones read from 0.13, too small ones up to 0.065, arms
#: that are put back on the chest once 0.092.
LEAST = 0.10


def moved(joint: str) -> Derived:
    """How far a joint moved from its place in the start pose, in torso lengths."""
    return Derived(lambda now, ready: float(np.hypot(now[f"{joint}_along"], now[f"{joint}_lift"])), "torso")


def height_gained(now, ready, joint: str) -> float:
    """How far a joint rose over the hip since the start pose, in torso lengths: a moving camera does not count."""
    return now[f"{joint}_height"] - ready[f"{joint}_height"]


def head_alone(rep: Rep) -> float:
    """How far the ear rose, in torso lengths, where the shoulders stayed down; 0 where they came along."""
    shoulder = typical("shoulder_lift")(rep)
    return where(shoulder, shoulder < 0.07, typical("ear_lift")(rep))


def shoulders(rep: Rep) -> float:
    """How far the shoulders rose, in torso lengths; not told where only the head came up, which is another fault."""
    return np.nan if head_alone(rep) > 0.12 else typical("rise")(rep)


def lifted(rep: Rep) -> float:
    """How far the shoulders rose in the picture since this repetition began, in torso lengths: a hand that holds the
    camera sinks between two."""
    return typical("shoulder_lift")(rep) - float(rep.signals["shoulder_lift"][0])


def held(rep: Rep) -> float:
    """How long the top was held, in seconds; not told where the shoulders stayed down."""
    return seconds_at_top()(rep) if typical("rise")(rep) >= LEAST else np.nan


def thrown(rep: Rep) -> float:
    """How fast the hands went forward while the trunk rose, in torso lengths a second; not how they took their place before
    it did: until then less than a third of the way up is done."""
    base = rep.ready[rep.counting]
    rising = rep.t[rep.drive >= base + 0.3 * (np.nanmax(rep.drive) - base)]
    return fastest("reach", OUT, way=-1)(replace(rep, start=float(rising[0]))) if len(rising) else np.nan


def held_head(name: str) -> Measure:
    """A signal's median at the top while the hands are behind the head; 0 while they are elsewhere."""

    def of(rep: Rep) -> float:
        hands = typical("hand_to_ear")(rep)
        return typical(name)(rep) if hands <= AT_HEAD or np.isnan(hands) else 0.0

    return Measure(of, HOLD)


def feet(rep: Rep) -> float:
    """How far the feet rose, in torso lengths; not told of legs that are held in the air."""
    return typical("foot_lift")(rep) if abs(rep.ready["foot_height"]) < 0.4 else np.nan


RULE = Rule(
    title="Partial crunch",
    purpose="Strengthens the tummy muscles, which help to carry the lower back.",
    posture=SUPINE,
    camera=Camera(
        SIDE, (0.3, 0.6), (1.8, 2.5), "Put the laptop low, on a stool, beside your hips, so that it sees you from the side."
    ),
    signals={
        "trunk": elevation("hip", "shoulder"),
        "hip": front_angle("shoulder", "hip", "knee"),
        "knee": angle("hip", "knee", "ankle", seen=0),
        "on_side": on_side(),
        "shoulder_lift": lift("shoulder"),
        "ear_lift": lift("ear", seen=0),
        "shoulder_height": height("shoulder", "hip"),
        "rise": change("shoulder_height", "torso"),
        "ear_height": height("ear", "hip", seen=0),
        "curl": Derived(lambda now, ready: height_gained(now, ready, "shoulder") + height_gained(now, ready, "ear") / 4),
        "trunk_rise": change("trunk"),
        "neck": front_angle("ear", "shoulder", "hip"),
        "chin_in": Derived(lambda now, ready: ready["neck"] - now["neck"], "deg"),
        "hand_to_ear": gap("wrist", "ear", seen=0),
        "elbow_ahead": offset("ear", "elbow"),
        "heel_lift": lift("heel"),
        "toe_lift": lift("foot_index"),
        "foot_lift": greater("heel_lift", "toe_lift"),
        "foot_height": height("heel", "hip"),
        "hip_along": along("hip"),
        "hip_lift": lift("hip"),
        "hip_moved": moved("hip"),
        "knee_along": along("knee"),
        "knee_lift": lift("knee"),
        "far_knee_along": along("far_knee", seen=GLIMPSED),
        "knee_moved": moved("knee"),
        # Against the hip, for who moves along the mat takes the knees with them.
        "knee_from_hip": Derived(
            lambda now, ready: float(
                np.hypot(now["knee_along"] - now["hip_along"], now["knee_lift"] - now["hip_lift"])
            ),
            "torso",
        ),
        "far_knee_from_hip": Derived(lambda now, ready: now["far_knee_along"] - now["hip_along"], "torso"),
        "reach": offset("wrist", "shoulder"),
    },
    ready=(
        Ready("trunk", within(-12, 20), "Lie down on your back."),
        Ready("on_side", at_most(40), "Turn onto your back."),
        Ready("hip", within(50, 165), "Bend your knees and put your feet flat."),
        Ready("knee", within(35, 145), "Bend your knees and put your feet flat."),
    ),
    stay=(Ready("knee", within(20, 165), "Keep your knees bent."),),
    count=Reps(
        "curl", turn=0.08, leave=0.05, back=0.04, near=0.07, unit="torso", partial="it was too small to see",
        needs=(
            Need(typical("rise"), at_least(LEAST), "your shoulders hardly left the floor"),
            Need(highest("trunk_rise", HOLD), at_least(5.5), "your shoulders stayed on the floor"),
            Need(lifted, at_least(0.04), "your hips moved, not your shoulders"),
            # Sit-ups of real people read up to 1.3 s, slow acted ones 3.7.
            Need(seconds_above("trunk_rise", 45), at_most(4.5), "you sat up and stayed there", unseen_counts=True),
            Need(typical("knee_from_hip"), at_most(0.45), "your knees came up instead", unseen_counts=True),
            Need(farthest("far_knee_from_hip", HOLD), at_most(0.45), "your knee came up instead", unseen_counts=True),
        ),
        source="the specification: the shoulders by 0.07 of a torso length, the trunk by 4 degrees; real curls read from 0.13 and 10, "
        "a head lifted alone up to 0.06 and 3, arms put back on the chest once 0.092 and 5.0: 0.10 and 5.5",
    ),  # fmt: skip
    faults=(
        Fault(
            "sit_up", typical("shoulder_lift"), at_most(0.46), "torso", MAJOR, HIGH,
            "Your shoulders came up high, as in a sit-up.", "That is high enough; just lift your shoulder blades.",
            "[EXRX, GENIUS, NCAMPOS, WEBMD] say 0.40; curls that their author calls right read 0.44, sit-ups 0.85",
        ),
        Fault(
            "head_only", Measure(head_alone, HOLD), at_most(0.12), "torso", MAJOR, HIGH,
            "Only your head came up.", "Lift your shoulders too, not only your head.", "[SHAPE]",
        ),
        Fault(
            "neck_pull", held_head("chin_in"), at_most(28), "deg", MAJOR, MEDIUM,
            "Your chin came in by {value:.0f} degrees.", "Keep space under your chin; do not pull your head.",
            "[BALLY, SHAPE, GENIUS]; only with the hands at the head; good ones read up to 13, those of a real person seen at a slant up to 26, acted ones from 18",
            joints=("ear",),
        ),
        Fault(
            "elbows_close", held_head("elbow_ahead"), at_most(0.06), "torso", MINOR, MEDIUM,
            "Your elbows closed in front of your face.", "Open your elbows wide.", "[SHAPE, BALLY] 0.20; near elbow; good ones read 0, acted ones from 0.09",
            joints=("elbow",),
        ),
        Fault(
            "feet_lift", Measure(feet, HOLD), at_most(0.08), "torso", MINOR, HIGH,
            "Your feet came up.", "Keep your feet flat on the floor.",
            "[FITD]; lifted feet read from 0.115, of one person 0.077; feet that stay up to 0.054, of a real person once 0.073",
        ),
        Fault(
            "jerk_up", half(OUT), at_least(0.59), "s", MAJOR, HIGH,
            "You came up in {value:.1f} seconds.", "Curl up smoothly; no swinging.",
            "[GENIUS, EXRX] say 0.8 s; 0.59 because brisk curls of real people without a swing take 0.6 to 0.7 s; curls jerked up in 0.49 s read 0.29 to 0.58",
        ),
        Fault(
            "drop_down", half(BACK), at_least(0.65), "s", MINOR, HIGH,
            "You came down in {value:.1f} seconds.", "Come down slowly too.", "[GENIUS] says 0.8 s; 0.65 because good ones read from 0.668; curls dropped in 0.46 s read 0.30 to 0.63",
        ),
        Fault(
            "no_pause", Measure(held, HOLD),
            {BEGINNER: at_least(0.8), TYPICAL: at_least(0.8), EXPERT: at_least(1.2)}, "s", INFO, HIGH,
            "You stayed at the top for {value:.1f} seconds.", "Pause for a second at the top.",
            "[DORSUM, FED]; the last quarter of the way counts as the top: curls with a pause read 1.4 s, without one 0.5; "
            "experts hold for 1 to 2 s",
        ),
        Fault(
            "hips_shift", typical("hip_moved"), at_most(0.09), "torso", MINOR, LOW,
            "Your hips may have moved.", "Keep your hips still and heavy.",
            "[FITD] 0.08; a tip, because good ones read up to 0.088 and acted ones from 0.085; real people's read up to 0.21",
        ),
        Fault(
            "knees_swing", typical("knee_moved"), at_most(0.147), "torso", MINOR, HIGH,
            "Your knees moved.", "Keep your knees still.",
            "[FITD]; the specification says 0.12; lifted feet alone read 0.136, a real person's curls up to 0.142, acted ones from 0.15",
        ),
        Fault(
            "arm_throw", Measure(thrown, OUT), at_most(1.66), "torso/s", MINOR, MEDIUM,
            "You threw your arms forward.", "Move with your tummy, not your arms.",
            "[EXRX]; good ones read up to 1.64, acted throws from 1.69, one 1.53",
        ),
        Fault(
            "too_small", Measure(shoulders, HOLD),
            {BEGINNER: at_least(LEAST), TYPICAL: at_least(LEAST), EXPERT: at_least(0.16)}, "torso", INFO, MEDIUM,
            "Your shoulders hardly rose.", "Lift a little more, until the shoulder blades leave the floor.",
            "[FITD] and the specification say 0.07; small ones read up to 0.065, good ones from 0.13; experts' from 0.18, less 0.02",
        ),
    ),
    setup=(
        "Lie on your back with your side to the laptop, head to feet in the picture.",
        "Bend your knees, feet flat and hip-width apart.",
        "Cross your arms over your chest, or rest your fingertips beside your head, elbows wide. Breathe out as you curl up.",
    ),
    cannot_see=(
        "I cannot see whether your lower back stays on the floor. Feel it there all the time.",
        "I cannot feel your neck. If it gets tired, rest your head between repetitions.",
        "I cannot see your tummy. If it bulges along the middle, ask a physiotherapist.",
    ),
    safety=(
        "Not with acute back pain. If bending hurts your back, curl up less, with your hands under your lower back, even if I do not count it.",
        "Stop with neck pain, back pain or anything that goes down a leg.",
        "After an operation of the tummy, in later pregnancy, with osteoporosis or a bad neck: ask your doctor first.",
    ),
    dose={
        BEGINNER: Dose(5, 1, "5 to 8, 2 or 3 days a week."),
        TYPICAL: Dose(8, 1, "1 or 2 sets of 8 to 12, 2 or 3 days a week."),
        EXPERT: Dose(12, 1, "2 or 3 sets of 12 to 15, 2 or 3 days a week."),
    },
)  # fmt: skip
