"""Spiral twist, filmed at a slant from beyond the feet.

Lie on your back, knees bent at 90 degrees above the hips, arms out; let both knees down to one side, turn the head to the
other, come back. One repetition is one way down and back; its side is the one to which the knees go.

The camera stands 45 to 70 degrees to the side of the foot end, where the shins do not hide the trunk. From there the knees go
down along two lines of the picture: the shoulders' line (across the body) and the thighs' line in the start pose (up). The
roll is the angle between knees and "up", measured on these two; on rendered people it read 49 to 53 for a true 50, both ways.
"""

import math

from formcheck.body import GLIMPSED, NAN, Body
from formcheck.measures import BACK, HOLD, OUT, Measure, Rep, farthest, half, highest, typical
from formcheck.pose import LEFT
from formcheck.rule import (
    ALTERNATING, ANY, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, SUPINE,
    Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import Derived, Signal, angle, elevation, height, lift

#: Thigh over shoulder width, which sets the scale across the body against the scale upwards.
THIGH = 1.1
#: Roll is told from this many torso lengths between the shoulders, beside the thighs' line, upwards.
SLANT = 0.22


def vector(name: str, to: str, from_: str) -> dict[str, Signal]:
    """Two signals, the step from one joint to another along the picture: ``name_x`` and ``name_y``."""

    def part(which: int) -> Signal:
        return Signal(
            lambda body: body.point(to, GLIMPSED)[which] - body.point(from_, GLIMPSED)[which], "torso", scaled=True
        )

    return {f"{name}_x": part(0), f"{name}_y": part(1)}


def placed(now, ready, name: str) -> tuple[float, float]:
    """A step in the picture as (to the user's left, up), in thigh lengths."""
    ax, ay, ux, uy = THIGH * ready["across_x"], THIGH * ready["across_y"], ready["thigh_x"], ready["thigh_y"]
    x, y, area = now[f"{name}_x"], now[f"{name}_y"], ax * uy - ay * ux
    return ((x * uy - y * ux) / area, (ax * y - ay * x) / area) if area else (NAN, NAN)


def rolled(name: str) -> Derived:
    """Degrees by which a thigh has gone down to the user's left; to the right it is negative."""

    def of(now, ready) -> float:
        (s, c), (s0, c0) = placed(now, ready, name), placed(ready, ready, name)
        return math.degrees(math.atan2(s, c) - math.atan2(s0, c0))

    return Derived(of, "deg")


def to_side(body: Body) -> float:
    """1 when the side under test is the left, else -1."""
    return 1.0 if body.moving == LEFT else -1.0


def slanted(body: Body) -> float:
    """How far apart the shoulders stand beside the thighs' line: 0 from straight beside the body."""
    (lx, ly), (rx, ry) = body.point("left_shoulder"), body.point("right_shoulder")
    (hx, hy), (kx, ky) = body.point("mid_hip"), body.point("mid_knee", GLIMPSED)
    return abs((lx - rx) * (ky - hy) - (ly - ry) * (kx - hx)) / max(math.hypot(kx - hx, ky - hy), 1e-6)


def leaning(body: Body) -> float:
    """Slant of the thighs from straight up, degrees; towards the feet it is allowed while the feet stand on the floor."""
    (hx, hy), (kx, ky), (_, ay) = body.point("mid_hip"), body.point("mid_knee", GLIMPSED), body.point("mid_ankle", GLIMPSED)
    lean = math.degrees(math.atan2(body.stance.head * (kx - hx), ky - hy))
    return lean + 25 if ay - hy < 0.35 * math.hypot(kx - hx, ky - hy) else lean


def opened(now, ready) -> float:
    """Distance between the knees, in thigh lengths."""
    return math.hypot(*placed(now, ready, "knees"))


def lifted(now, ready) -> float:
    """How far the shoulder that should stay down has risen: tilt of the shoulders' line, degrees."""
    s, c = placed(now, ready, "across")
    return -now["to_side"] * math.degrees(math.atan2(c, s))


def aside(now, ready) -> float:
    """How far the nose has moved between the ears, towards the side of the knees, in thigh lengths."""
    return now["to_side"] * (placed(now, ready, "face")[0] - placed(ready, ready, "face")[0])


def swung(rep: Rep) -> float:
    """Speed of the way back up in degrees a second."""
    took = half(BACK)(rep)
    return highest("roll", HOLD)(rep) / took if took > 0 else NAN


RULE = Rule(
    title="Spiral twist",
    purpose="Turns and stretches the lower back, the hips and the sides of the trunk.",
    posture=SUPINE,
    camera=Camera(
        ANY, (1.1, 1.5), (2.2, 3.0),
        "Put the laptop on a table beyond your feet and well to one side, so that it sees you at a slant, shins and face.",
    ),
    sides=ALTERNATING,
    side_words="to the {side}",
    signals={
        "to_side": Signal(to_side, "ratio"),
        "trunk": elevation("mid_hip", "mid_shoulder"),
        "slant": Signal(slanted, "torso", scaled=True),
        "lean": Signal(leaning),
        "knee": angle("hip", "knee", "ankle", seen=GLIMPSED),
        "knees_up": height("mid_knee", "mid_hip", seen=GLIMPSED),
        "feet_up": height("mid_ankle", "mid_hip", seen=GLIMPSED),
        **vector("across", "left_shoulder", "right_shoulder"),
        **vector("thigh", "mid_knee", "mid_hip"),
        **vector("left", "left_knee", "left_hip"),
        **vector("right", "right_knee", "right_hip"),
        **vector("knees", "left_knee", "right_knee"),
        **vector("face", "nose", "mid_ear"),
        "hip_lift": lift("mid_hip"),
        "arm_lift": lift("other_wrist"),
        "to_left": rolled("thigh"),
        "left_leg": rolled("left"),
        "right_leg": rolled("right"),
        "roll": Derived(lambda now, ready: now["to_side"] * now["to_left"], "deg"),
        "both": Derived(lambda now, ready: min(now["to_side"] * now[leg] for leg in ("left_leg", "right_leg")), "deg"),
        "gap": Derived(opened),
        "shoulder": Derived(lifted, "deg"),
        "head": Derived(aside),
    },
    ready=(
        Ready("trunk", within(-20, 45), "Lie down on your back."),
        Ready("slant", at_least(SLANT), "Turn the laptop, so that it sees you from your feet, at a slant."),
        Ready("knees_up", at_least(0.35), "Bend your hips and lift your knees above them."),
        Ready("knee", within(30, 150), "Bend your knees."),
        Ready("lean", within(-35, 20), "Bring your knees to the middle, above your hips."),
    ),
    stay=(Ready("trunk", within(-30, 55), "Lie down on your back."),),
    count=Reps(
        "roll", turn=18, leave=8, back=6, near=8, shortest=0.8,
        needs=(
            Need(highest("both", HOLD), at_least(10), "only one knee went down", unseen_counts=True),
            Need(highest("hip_lift", HOLD), at_most(0.35), "your hips came off the floor"),
        ),
    ),  # fmt: skip
    faults=(
        Fault(
            "shoulder_lifts", typical("shoulder"), at_most(12), "deg", MAJOR, MEDIUM,
            "A shoulder lifted by {value:.0f} degrees.", "Stop where your shoulder wants to lift; keep both down.",
            "[ARMY, WTG, NHSLBP, GLW]; good twists read up to 8; small lifts are not seen",
        ),
        Fault(
            "dropped_legs", half(OUT), at_least(1.0), "s", MAJOR, HIGH,
            "Your legs went down in {value:.1f} seconds.", "Lower with control; do not drop the legs.", "[ARMY, WTG]",
        ),
        Fault(
            "swinging", Measure(swung, BACK), at_most(50), "deg/s", MINOR, HIGH,
            "You swung back at {value:.0f} degrees a second.", "Pause at the top, then go to the other side.", "[WTG]",
        ),
        Fault(
            "knees_part", typical("gap"), at_most(0.75), "ratio", MINOR, MEDIUM,
            "Your knees came apart.", "Keep your knees and feet together.",
            "[ARMY, PGLTR]; measured in thighs: good twists read 0.2 to 0.6",
        ),
        Fault(
            "hips_unfold", Measure(lambda rep: abs(rep.ready["lean"])), at_most(18), "deg", MINOR, LOW,
            "Your knees may not have been above your hips.", "Keep hips and knees bent like sitting on a chair.",
            "[WTG, ARMY]; seen in the start pose only",
        ),
        Fault(
            "feet_down", Measure(lambda rep: rep.ready["feet_up"]), at_least(0.2), "torso", INFO, MEDIUM,
            "Your feet were on the floor: the easier version.", "Fine, feet down is the easier version.", "[WTG]",
        ),
        Fault(
            "head_same_way", typical("head"), at_most(0.04), "ratio", INFO, LOW,
            "Your head may have gone with the knees.", "Turn your head to the other side, if your neck is happy.",
            "[SEED, REHL]; a tip: the small face shows turns towards the camera only",
        ),
        Fault(
            "arm_lifts", farthest("arm_lift", HOLD), at_most(0.20), "torso", MINOR, MEDIUM,
            "An arm came off the floor.", "Keep both arms resting on the floor.", "[ARMY]; the arm in view only",
        ),
        Fault(
            "short_range", highest("roll"), at_least(18), "deg", INFO, HIGH,
            "Your knees went down by {value:.0f} degrees.", "A small roll is fine; go a bit further when it feels easy.",
            "[SEED]",
        ),
    ),
    setup=(
        "Lie on your back, arms out to the sides, knees bent at 90 degrees above your hips, shins level.",
        "If that strains your back, leave your feet on the floor: that counts too.",
        "Let both knees down to one side and turn your head to the other; come back, change sides.",
    ),
    cannot_see=(
        "I cannot see your lower back. If it lifts off the floor or tires, put your feet down.",
        "I hardly see which way your head turns. Turn it away from your knees, only as far as is easy.",
        "I cannot tell how much is spine and how much is hip.",
    ),
    safety=(
        "Legs up loads the back more than feet down: with back pain begin with your feet on the floor.",
        "With a disc problem, weak bones, a broken rib or a hip or knee injury: ask your doctor first.",
        "Stop with a catching pain, pain or tingling in a leg, or dizziness. Not late in pregnancy.",
    ),
    dose=Dose(8, 2, 2, "8 to 10 to each side, 2 sets; at first 3 to 5 to each side with a pause of 2 seconds."),
)  # fmt: skip
