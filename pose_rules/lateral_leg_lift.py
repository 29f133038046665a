"""Lying lateral leg lift, filmed from the front of the body.

Lie on your side with your belly towards the laptop, legs straight, lift the top leg, and lower it: one repetition;
then the other side.
The leg's angle to the body's own axis is counted, so that a sloping trunk or camera does not matter. The side is the top
leg's, found from which hip and shoulder are higher; a lift of the bottom leg is none.
"""

import math

import numpy as np

from formcheck.body import GLIMPSED, NAN, Body
from formcheck.measures import BACK, ENTRY, HOLD, OUT, Measure, Rep, half, highest, typical, where, width
from formcheck.pose import INDEX, LEFT, OTHER, RIGHT
from formcheck.rule import (
    BEGINNER, EXPERT, FRONT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, OBLIQUE, ONE_THEN_OTHER, SIDE_LYING, TYPICAL,
    Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import (
    Derived, Signal, along, angle, change, elevation, gap, lift, on_side, stacked,
)  # fmt: skip


#: A body that lies on its side shows narrower hips and shoulders than one that stands in front of the camera; that it
#: does face it is seen by ``stacked``.
VIEWS = (FRONT, OBLIQUE)


#: A lift that a rolled body hides is given back up to this angle (degrees), enough to count; and the share of it that the
#: camera sees is taken to be this at least: of a body that lies flat, the leg's slope says little of a lift.
GIVEN_BACK, SHOWN = 20.0, 0.4
#: Degrees that the camera must see of a lift for anything to be given back, and for all of it: without a way between them a
#: held lift jumps up and down, and is two.
NOTHING, ALL = 6.0, 8.0
#: ``stack`` of a body that has rolled over so far that a leg which seems to be down may be up.
FLAT = 0.42
#: How much less rolled than it is a body is drawn, in ``stack``, once a quarter of that is gone: without it two true lifts read 16.5
#: and 17.99 degrees.
FLATTER, GONE = 0.08, 0.25
#: Degrees by which the lower leg is drawn above the upper one where MediaPipe has changed their names: small lifts that
#: count show 18; of legs that rest, the lower one stays at least 6 below.
CROSSED = 10.0
#: Height between both hips or both shoulders, as a share of the start pose's, below which the body has rolled back.
ROLLED = 0.55
#: The mean of both shares of the height that is left below which the body is told to have rolled back.
STACKED = 0.58
#: Degrees by which MediaPipe's depth sees the trunk lie at a slant to the picture: up to 16 of who lies straight before the
#: camera, from 21 where it stands 28 degrees aside.
SLANT = 18.0


def above(body: Body, joint: str) -> float:
    """How much higher the left joint is than the right one, in image heights."""
    return body.point(f"left_{joint}", 0)[1] - body.point(f"right_{joint}", 0)[1]


def top(body: Body) -> str:
    """The side that lies up."""
    return LEFT if above(body, "shoulder") + above(body, "hip") >= 0 else RIGHT


def slope(body: Body, joint: str, of: str = "") -> float:
    """Angle of the line from the top hip to a joint of its leg above the body's axis continued, in degrees.

    of: the side whose joint it is, if not the top one's."""
    side = top(body)
    (sx, sy), (hx, hy) = body.point("mid_shoulder", 0), body.point("mid_hip", 0)
    (x, y), (ex, ey) = body.point(f"{side}_hip", 0), body.point(f"{of or side}_{joint}", 0)
    ax, ay, lx, ly = hx - sx, hy - sy, ex - x, ey - y
    return math.degrees(math.atan2(ax * ly - ay * lx, ax * lx + ay * ly)) * (1 if hx >= sx else -1)


def crossed(body: Body) -> bool:
    """Whether the legs cross: the lower hip's knee and foot are drawn above the upper one's, which no leg lift does."""
    other = OTHER[top(body)]
    return all(slope(body, joint, other) - slope(body, joint) > CROSSED for joint in ("knee", "ankle"))


def foot_slope(body: Body) -> float:
    """Slope of the whole top leg; not seen where the foot is out of sight."""
    return slope(body, "ankle") if body.visibility(f"{top(body)}_ankle") >= GLIMPSED else NAN


def raised(body: Body) -> float:
    """Slope of the top leg: the mean of thigh and whole leg, so that a bent knee does not hide a lift."""
    foot = foot_slope(body)
    return slope(body, "knee") if math.isnan(foot) else (slope(body, "knee") + foot) / 2


def straight(body: Body) -> float:
    """The top knee's angle in degrees; a foot out of sight is taken to continue the thigh."""
    side = top(body)
    if body.visibility(f"{side}_ankle") < GLIMPSED:
        return 180.0
    return angle(f"{side}_hip", f"{side}_knee", f"{side}_ankle", seen=0).of(body)


def knee_in_depth(body: Body, side: str) -> float:
    """A knee's angle by MediaPipe's depth, degrees; a foot out of sight is taken to continue the thigh."""
    if body.visibility(f"{side}_ankle") < GLIMPSED:
        return 180.0
    hip, knee, ankle = (body.world[INDEX[f"{side}_{joint}"]].tolist() for joint in ("hip", "knee", "ankle"))
    thigh, shin, whole = math.dist(hip, knee), math.dist(knee, ankle), math.dist(hip, ankle)
    cosine = (thigh**2 + shin**2 - whole**2) / max(2 * thigh * shin, 1e-9)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def stretched(body: Body) -> float:
    """The straighter knee's angle by depth, degrees: 148 and more of who lies on the side with a leg straight, 76 to 89 of bent
    legs that a twist lays down towards the camera, where they look straight."""
    return max(knee_in_depth(body, side) for side in (LEFT, RIGHT))


def slant(body: Body) -> float:
    """How far the trunk lies at a slant to the picture, by MediaPipe's depth, in degrees."""
    along, _, depth = (body.world[[23, 24]].mean(axis=0) - body.world[[11, 12]].mean(axis=0)).tolist()
    return math.degrees(math.atan2(depth, abs(along)))


def of_top(of) -> Signal:
    """A signal of the body while the side under test is the one that lies up; not seen of a body that sits up, nor while
    the legs have changed their names."""
    lying = elevation("mid_hip", "mid_shoulder", seen=0)

    def seen(body: Body) -> float:
        return of(body) if body.moving == top(body) and lying.of(body) < 45 and not crossed(body) else NAN

    return Signal(seen)


def pair(joint: str) -> Signal:
    """Height of the joint under test above its partner, in torso lengths."""
    return Signal(lambda b: b.point(f"moving_{joint}")[1] - b.point(f"other_{joint}")[1], "torso", scaled=True)


def stack(now, ready) -> float:
    """How much of the height between both hips and between both shoulders is left: 1 stacked, 0 rolled flat."""
    return min(now[name] / ready[name] if ready[name] > 0 else NAN for name in ("hips", "shoulders"))


def flattened(now, ready) -> float:
    """The mean of both shares in ``stack``: a hip that is pulled up lowers that of the shoulders alone."""
    return sum(now[name] / ready[name] if ready[name] > 0 else NAN for name in ("hips", "shoulders")) / 2


def abducted(now, ready) -> float:
    """The leg's angle out of the body's axis, in degrees, in the body's own plane: of a body that rolls back by an angle
    whose cosine is ``stack`` or a little less, the camera sees the lift that much flatter; of one that lies flat, a small one not
    at all."""
    seen, left = now["seen_leg"], now["stack"]
    if left < FLAT and seen < ALL:
        return NAN
    if math.isnan(left) or not NOTHING < seen < GIVEN_BACK:
        return seen
    flatter = FLATTER * min(max((1 - left) / GONE, 0.0), 1.0)
    true = math.degrees(math.atan(math.tan(math.radians(seen)) / min(max(left - flatter, SHOWN), 1.0)))
    return seen + min((seen - NOTHING) / (ALL - NOTHING), 1.0) * (min(true, GIVEN_BACK) - seen)


def waist(rep: Rep) -> float:
    """The side's length against the start pose; unseen where the body rolled, which shortens it in the picture alone."""
    stack = typical("stack")(rep)
    return where(stack, stack >= ROLLED, typical("waist_left")(rep), NAN)


def bend(rep: Rep) -> float:
    """How far the top shoulder rose, in torso lengths; unseen where a hip was pulled up, which is another fault."""
    left = waist(rep)
    return where(left, left >= 0.90, typical("top_shoulder_lift")(rep), NAN)


def rocking(rep: Rep) -> float:
    """How far hips or shoulders went to and fro along the floor, in torso lengths; unseen where a hip was pulled up, and of
    a body that lies at a slant, whose hip seems to be drawn along by the leg."""
    left = waist(rep)
    if abs(typical("askew")(rep)) > SLANT:
        return NAN
    return where(left, left >= 0.90, max(width("hip_along")(rep), width("shoulder_along")(rep)), NAN)


def swung(rep: Rep) -> float:
    """How long the way up took, in seconds; not told of a small lift, whose way is lost in the landmarks' noise."""
    return unrolled(half(OUT))(rep) if highest("leg", HOLD)(rep) >= 18 else NAN


def unrolled(pace: Measure) -> Measure:
    """How long a way took; not told where it was not seen unrolled in nine of ten pictures, for what is given back of a lift has no pace of
    its own, nor has the rest of one that began unseen."""
    return Measure(lambda rep: pace(rep) if np.mean(rep.signals["stack"] >= ROLLED) >= 0.9 else NAN, pace.phase)


def bent(rep: Rep) -> float:
    """The top knee's angle, degrees; unseen of a body that rolled back, which is told instead: MediaPipe may bend the knee of a
    leg that points at the camera."""
    return typical("knee")(rep) if typical("stack_left")(rep) >= STACKED else NAN


def head(rep: Rep) -> float:
    """How far the ears rose, in torso lengths; unseen where they went along with the shoulders."""
    shoulder = typical("top_shoulder_lift")(rep)
    return where(shoulder, shoulder <= 0.10, typical("ear_lift", ENTRY)(rep), NAN)


RULE = Rule(
    title="Lying lateral leg lift",
    purpose="Strengthens the muscles at the side of the hip, which steady the pelvis.",
    posture=SIDE_LYING,
    camera=Camera(
        FRONT, (0.4, 0.8), (2.2, 3.0), "Put the laptop low, so that it looks at your belly, head to feet in the picture."
    ),
    sides=ONE_THEN_OTHER,
    side_words="{side} leg",
    signals={
        "raised": Signal(raised, sided=False),
        "straight": Signal(straight, sided=False),
        "stretched": Signal(stretched, sided=False),
        "stacked": stacked(),
        "on_side": on_side(),
        "slant": Signal(slant),
        "askew": Derived(lambda now, ready: ready["slant"], "deg"),
        "trunk": elevation("mid_hip", "mid_shoulder"),
        "top_leg": of_top(raised),
        "seen_leg": change("top_leg"),
        "leg_slope": elevation("moving_hip", "moving_ankle", seen=GLIMPSED),
        "over_floor": change("leg_slope"),
        "foot_slope": of_top(foot_slope),
        "foot_rise": change("foot_slope"),
        "low_leg": of_top(elevation("other_hip", "other_ankle", seen=GLIMPSED).of),
        "other_leg": change("low_leg"),
        "knee": angle("moving_hip", "moving_knee", "moving_ankle"),
        "hips": pair("hip"),
        "shoulders": pair("shoulder"),
        "stack": Derived(stack),
        "stack_left": Derived(flattened),
        "leg": Derived(abducted),
        "waist": gap("moving_hip", "moving_shoulder"),
        "waist_left": Derived(lambda now, ready: now["waist"] / ready["waist"]),
        "top_shoulder_lift": lift("moving_shoulder"),
        "hip_along": along("mid_hip"),
        "shoulder_along": along("mid_shoulder"),
        "ear_lift": lift("mid_ear", seen=0),
    },
    ready=(
        Ready("trunk", within(-25, 35), "Lie down on your side."),
        Ready("stacked", at_least(0.62), "Lie on your side, belly to the laptop, one hip above the other."),
        Ready("on_side", at_least(40), "Lie on your side, belly to the laptop, one hip above the other."),
        Ready("raised", within(-25, 12), "Rest the top leg on the other one."),
        Ready("straight", within(140, 180), "Straighten the top leg."),
        Ready("stretched", at_least(115), "Straighten the top leg."),
    ),
    stay=(
        Ready("trunk", within(-40, 50), "Lie down on your side."),
        Ready("stacked", at_least(0.15), "Lie on your side, one hip above the other."),
    ),
    count=Reps(
        "leg", turn=18, leave=8, back=6, near=8, partial="the leg rose only {peak:.0f} degrees",
        needs=(
            Need(typical("top_shoulder_lift"), at_most(0.35), "your trunk came up"),
            Need(highest("foot_rise", HOLD), at_least(8), "only the knee came up, not the foot", unseen_counts=True),
            Need(typical("other_leg"), at_most(14), "both legs came up", unseen_counts=True),
        ),
        source="the specification says 15 degrees; 18 because lifts that are too small to count read up to 17, small ones that do from 20",
    ),  # fmt: skip
    faults=(
        Fault(
            "too_high", highest("over_floor", HOLD), at_most(53), "deg", MAJOR, HIGH,
            "Your leg rose {value:.0f} degrees.", "Not so high; stop before your hip tips.",
            "[ACESL, AAOSHIP]: 45 and a margin of 8; a real leg taken to the vertical reads 90 to 110", VIEWS,
        ),
        Fault(
            "rolls_back", typical("stack_left"), at_least(STACKED), "ratio", MAJOR, MEDIUM,
            "Your body rolled back.", "Keep your top hip stacked over the lower one.",
            "[ACESL, PEAKP, UWH] 0.70; acted ones read up to 0.54, others from 0.62", VIEWS,
        ),
        Fault(
            "knee_bends", Measure(bent, HOLD), at_least(158), "deg", MINOR, HIGH,
            "Your knee was bent to {value:.0f} degrees.", "Keep the top knee straight, not locked.",
            "[AAOSHIP, ACESL]; straight legs of real people read 163 to 180", VIEWS,
        ),
        Fault(
            "hip_hikes", Measure(waist, HOLD), at_least(0.91), "ratio", MINOR, LOW,
            "Your hip may have come up towards your ribs.", "Lengthen your waist; lift from the hip, not the side.",
            "[HABT, STAYT], medium; a tip, because a waist shortened to 0.84 reads 0.895 to 0.944 and good ones from 0.917", VIEWS,
        ),
        Fault(
            "trunk_sidebends", Measure(bend, HOLD), at_most(0.06), "torso", MINOR, MEDIUM,
            "Your trunk bent up to the side.", "Keep your trunk still and long.",
            "[PEAKP, TJF] 0.10; good ones read up to 0.034, acted ones from 0.099", VIEWS,
        ),
        Fault(
            "rocking", Measure(rocking), at_most(0.07), "torso", MINOR, HIGH,
            "Your body rocked.", "Keep the body steady; only the leg moves.",
            "[PEAKP]; good ones read up to 0.051, acted ones from 0.088", VIEWS,
            joints=("moving_hip", "moving_shoulder"),
        ),
        Fault(
            "swing", Measure(swung, OUT), at_least(0.8), "s", MAJOR, HIGH,
            "You swung the leg up in {value:.1f} seconds.", "Lift slowly; no swinging.",
            "[TJF] 0.8; calm lifts read from 0.98, legs swung up in 0.46 s 0.36 to 0.60", VIEWS,
            joints=("moving_ankle",),
        ),
        Fault(
            "drop", unrolled(half(BACK)), at_least(0.65), "s", MINOR, HIGH,
            "You let the leg drop in {value:.1f} seconds.", "Lower it slowly.",
            "[AAOSHIP, TJF] 0.8; 0.65 because small lifts read from 0.69; legs dropped in 0.44 s read 0.30 to 0.50", VIEWS,
            joints=("moving_ankle",),
        ),
        Fault(
            "head_lifts", Measure(head, ENTRY), at_most(0.12), "torso", INFO, MEDIUM,
            "Your head came up.", "Rest your head on your arm.", "[ACESL]", VIEWS,
        ),
        Fault(
            "short_range", highest("leg", HOLD),
            {BEGINNER: at_least(18), TYPICAL: at_least(18), EXPERT: at_least(25)}, "deg", INFO, HIGH,
            "Your leg rose only a little.", "A little higher if it stays easy.",
            "[HABT]; good lifts read from 21 degrees, acted small ones up to 17", VIEWS, joints=("moving_ankle",),
        ),
    ),
    setup=(
        "Lie on your side with your belly towards the laptop, head to feet in the picture.",
        "Both legs straight, or the lower one bent; head on your arm, top hand on the floor in front of you.",
        "For the other side, turn round with your head to the other end, so that your belly faces the laptop again.",
        "Lift the top leg, straight, and lower it slowly. Breathe out as you lift.",
    ),
    cannot_see=(
        "I cannot see the leg drift forward. Lie with your back along a wall and slide your heel up it.",
        "I cannot see the thigh or the toes turn, a hip that begins before the leg, or a tight lower back. Keep your toes facing forward.",
    ),
    safety=(
        "If lying on the hip hurts, pad it, or lie on the other side.",
        "Stop with a pinch in the groin, or with pain or tingling in a leg.",
        "After a hip replacement, follow your surgeon's rules.",
    ),
    dose={
        BEGINNER: Dose(6, 1, "1 or 2 sets of 6 to 8 on each side, low, 2 or 3 days a week."),
        TYPICAL: Dose(8, 1, "2 or 3 sets of 8 to 12 on each side, 2 or 3 days a week."),
        EXPERT: Dose(12, 1, "3 sets of 12 to 15 on each side, 2 or 3 days a week."),
    },
)  # fmt: skip
