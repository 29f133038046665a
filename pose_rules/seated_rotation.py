"""Seated rotation, filmed from the front.

Sit on a chair, feet planted, arms folded; turn the upper body to one side and back, then to the other. One repetition
is one turn to one side; left and right are the user's own. The face leads the count, because a lean does not change
it and small turns show. That the shoulders came along is seen from two things, each of them rough: how much narrower
they look, which says nothing below 15 degrees, and MediaPipe's depth of them; the mean of both tells turned heads,
tiny turns and leans from turns where neither does alone.
"""

import math

import numpy as np

from formcheck.body import GLIMPSED, NAN, Body
from formcheck.measures import BACK, HOLD, OUT, Measure, Rep, farthest, half, highest, lowest, typical, where
from formcheck.pose import LEFT, RIGHT
from formcheck.rule import (
    ALTERNATING, BEGINNER, EXPERT, FRONT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, SEATED, TYPICAL,
    Balance, Camera, Dose, Fault, Need, Reach, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import Derived, Signal, along, change, gap, inclination, lift


#: Shin over trunk in the picture's height, seen from the front while sitting.
SHIN = 0.85
#: Torso lengths by which the hips rise in somebody who gets up; standing they are about 0.8 higher.
RISEN = 0.3
#: Nose beside the middle of the ears, in distances of the ears as the camera sees them, from which the head has turned
#: far. Heads turned alone read from 0.494, most from 0.66, tiny turns up to 0.48.
HEAD = 0.487
#: Degrees that the shoulders must turn, as the mean of both readings. The specification says 22 by the width alone, which reads
#: 10 to 23 in good turns of some people. Of a true 40 the mean reads from 19.2, of somebody who sits askew from 18; heads turned
#: alone up to 18.8, small turns 16.
LEAST, LEAST_ASKEW = 19.0, 18.0
#: Degrees by which MediaPipe's depth must see the shoulders turned at the start for somebody to sit askew: it reads up to 5 of
#: who faces the camera, 15 to 27 where the camera stands 15 to 28 degrees aside.
ASKEW = 10.0
#: Torso lengths that the nose seems to be aside for each degree by which somebody sits askew and looks straight ahead:
#: 0.0029 to 0.0043 in clips from 15 to 28 degrees aside.
ASIDE = 0.0037
#: Widths of the shoulders for a degree of the head's angle: turns of 40 degrees read 22 to 50 degrees there.
HEAD_ANGLE = 0.006
#: Degrees of a lean to the side from which the shoulders tell less of a turn, and how far they must turn then: in acted
#: turns that lean by 14 to 22 degrees the mean reads 9.6 to 30; a real person's side bends lean by 34 and more.
LEAN, LEAST_LEANING = 12.0, 9.0
#: How far the head must have turned in such a lean (``HEAD``) for each degree of it: acted turns read from 0.0136, most from 0.022,
#: a real person's side bends up to 0.0085.
HEAD_LEANING = 0.011
#: Share that is added to a head's turn for each degree of such a lean, up to a quarter: turns that lean by 16 to 20 degrees to
#: one side read from 0.08 without it, the same ones to the other side from 0.15.
LEAN_HIDES = 0.03
#: Torso lengths by which a hand has left the chest that reaches out: folded ones up to 0.51 in acted turns that lean, those of
#: side bends from 0.74.
REACHED = 0.65
#: Torso lengths by which a hand may be below its elbow and still be folded.
BELOW = 0.1
#: Torso lengths by which folded elbows go aside in a turn, where they say nothing: good turns of 40 degrees read 0.12 to 0.22,
#: heads turned alone 0.01 to 0.08, small turns 0.03 to 0.08 (a dropped shoulder takes off 0.1). Degrees for each torso length,
#: and how many they may add or take off at most: arms can be carried otherwise.
ELBOWS, ELBOW_GAIN, ELBOW_SAY = 0.10, 60.0, 2.5


def face_aside(body: Body) -> float:
    """How far the nose stands beside the middle of the ears, along their line, towards the side under test.

    Leaning or tilting the head does not change it, unlike the nose's place above the shoulders.
    """
    (lx, ly), (rx, ry), (nx, ny) = (body.point(name) for name in ("left_ear", "right_ear", "nose"))
    to_left = ((nx - (lx + rx) / 2) * (lx - rx) + (ny - (ly + ry) / 2) * (ly - ry)) / max(
        math.hypot(lx - rx, ly - ry), 1e-6
    )
    return to_left if body.moving == LEFT else -to_left


def face_turned(body: Body) -> float:
    """The same in distances of the ears as they are seen, which come closer the farther the head turns."""
    return face_aside(body) / max(math.dist(body.point("left_ear"), body.point("right_ear")), 1e-6)


def slope(a: str, b: str) -> Signal:
    """The direction from a to b in the picture, -180 to 180 degrees."""

    def of(body: Body) -> float:
        (ax, ay), (bx, by) = body.point(a), body.point(b)
        return math.degrees(math.atan2(by - ay, bx - ax))

    return Signal(of)


def seat(body: Body) -> float:
    """Thigh over shin in the picture's height, of the leg that is more nearly straight: about 0.6 sitting, 1 standing;
    of both legs together a walking person's would read as sitting. Without ankles, by the usual shin."""
    hip, shoulder = body.point("mid_hip")[1], body.point("mid_shoulder")[1]

    def of(side: str) -> float:
        knee, ankle = (body.point(f"{side}_{joint}")[1] for joint in ("knee", "ankle"))
        shin = knee - ankle if not math.isnan(ankle) else SHIN * (shoulder - hip)
        return (hip - knee) / max(shin, 1e-6)

    return float(np.fmax(of(LEFT), of(RIGHT)))


def moved(*joints: str) -> Derived:
    """How far the farthest of some joints is from its place in the start pose, in torso lengths."""
    return Derived(lambda now, ready: max(math.hypot(now[f"{j}_x"], now[f"{j}_y"]) for j in joints), "torso")


def head_turned(now, ready) -> float:
    """How far the nose has gone aside, in widths of the shoulders, with what a lean to the side hides of it.

    Of somebody who sits askew it hardly goes farther aside in a turn away from the camera; there the angle of the head
    leads, as the nose between the ears tells it.
    """
    if abs(ready["chair"]) < ASKEW:
        hidden = LEAN_HIDES * max(0.0, abs(now["trunk"] - ready["trunk"]) - LEAN)
        return (1 + min(0.25, hidden)) * (now["aside"] - ready["aside"]) / max(ready["shoulders"], 1e-6)
    return HEAD_ANGLE * math.degrees(math.atan(now["face"]) - math.atan(ready["face"]))


def turned(now, ready) -> float:
    """Turn of the shoulders from their foreshortening, in degrees.

    Of somebody who sits askew they look wider in a turn towards the camera and narrower in one away from it, so it is
    reckoned from where they faced at the start; from which side of the camera they face now, depth must say.
    """
    ratio, start = now["shoulders"] / max(ready["shoulders"], 1e-6), ready["depth"]
    if math.isnan(ratio) or math.isnan(start):
        return NAN
    if abs(start) < ASKEW:
        return math.degrees(math.acos(min(1.0, ratio)))
    beside = math.degrees(math.acos(min(1.0, ratio * math.cos(math.radians(start)))))
    return beside * max(-1.0, min(1.0, now["depth"] / ASKEW)) - start


def depth_turn(body: Body, left: int = 11, right: int = 12) -> float:
    """Turn of the shoulders in depth, towards the side under test, degrees; 0 facing the camera. Of the hips: 23, 24."""
    x, _, z = (body.world[left] - body.world[right]).tolist()
    to_left = math.degrees(math.atan2(z, x))
    return to_left if body.moving == LEFT else -to_left


def chair(body: Body) -> float:
    """Where the hips, and so the chair, face: degrees beside the camera, towards the side under test."""
    return depth_turn(body, 23, 24)


def ahead(body: Body) -> float:
    """How far the face looks beside where the chair faces, in torso lengths, towards the side under test."""
    torso = math.dist(body.point("mid_shoulder"), body.point("mid_hip"))
    beside = chair(body)
    return face_aside(body) / max(torso, 1e-6) - (ASIDE * beside if abs(beside) >= ASKEW else 0.0)


def came_along(now, ready) -> float:
    """Turn of the shoulders in degrees: the mean of what their width and what their depth say."""
    depth = (now["depth"] - ready["depth"] + 180) % 360 - 180
    return (now["yaw"] + max(0.0, depth)) / 2


FEET = tuple(f"{side}_{joint}" for side in ("left", "right") for joint in ("ankle", "heel", "foot_index"))
#: The specification lets a foot go 0.12 of a torso length along the floor, and 0.08 up.
UP = 0.12 / 0.08


def elbows_aside(body: Body) -> float:
    """How far the middle of the elbows is beside the trunk's axis, in the picture, towards the side under test."""
    (ex, ey), (sx, sy), (hx, hy) = (body.point(f"mid_{joint}", GLIMPSED) for joint in ("elbow", "shoulder", "hip"))
    to_left = ((ex - sx) * (sy - hy) - (ey - sy) * (sx - hx)) / max(math.dist((sx, sy), (hx, hy)), 1e-6)
    return to_left if body.moving == LEFT else -to_left


def arms_folded(body: Body) -> float:
    """1 where both hands are between elbows and shoulders, as on the chest; 0 where they hang, rest on the thighs or hold the head,
    or are hidden."""
    hands = [
        [body.point(f"{side}_{joint}", GLIMPSED)[1] for joint in ("elbow", "wrist", "shoulder")]
        for side in (LEFT, RIGHT)
    ]
    low = BELOW * math.dist(body.point("mid_shoulder"), body.point("mid_hip"))
    return float(all(elbow - low <= wrist <= shoulder for elbow, wrist, shoulder in hands))


def planted(now, ready) -> float:
    """How far the farthest part of a foot is from its place, or its toes above it, in torso lengths; a lift tells more.

    Toes alone, because heels seem to rise by up to 0.14 where only the knees swing.
    """
    lifted = UP * max(now["left_foot_index_y"], now["right_foot_index_y"])
    away = {joint: math.hypot(now[f"{joint}_x"], now[f"{joint}_y"]) for joint in FEET}
    seen = [value for joint, value in away.items() if not (joint.endswith("heel") and math.isnan(value))]
    return NAN if any(map(math.isnan, seen)) else max(*seen, lifted)


def folded(side: str) -> Derived:
    """How far a wrist moved against the chest, in torso lengths."""
    x, y = f"{side}_wrist_x", f"{side}_wrist_y"
    return Derived(lambda now, ready: math.hypot(now[x] - now["chest_x"], now[y] - now["chest_y"]), "torso")


def arm_out(now, ready) -> float:
    """How far the farther wrist is from its place on the chest, in torso lengths; 0 for one that sank, to hold on to the seat."""
    raised = [now[f"{side}_hand"] for side in (LEFT, RIGHT) if now[f"{side}_wrist_y"] >= now["chest_y"]]
    return max((hand for hand in raised if not math.isnan(hand)), default=0.0)


def least(rep: Rep) -> float:
    """Degrees that the shoulders must turn: fewer of somebody who sits askew, and in a lean to the side, which hides some of
    the turn."""
    if farthest("lean", HOLD)(rep) > LEAN:
        return LEAST_LEANING
    return LEAST if abs(rep.ready["chair"]) < ASKEW / 2 else LEAST_ASKEW  # who faces the camera reads up to 5


def leaning(rep: Rep) -> float:
    """How far the trunk leaned to the side, degrees, in a turn that cannot be seen for it; 0 in one that can."""
    return farthest("lean", HOLD)(rep) if typical("shoulders_turn")(rep) < least(rep) else 0.0


def bent(rep: Rep) -> float:
    """How far the trunk leaned to the side, degrees, while an arm was stretched out or up (at any time: a side bend is not
    still when its head is), or while the head hardly turned; 0 where neither did."""
    if highest("arm_out")(rep) >= REACHED:
        return farthest("lean")(rep)
    lean = farthest("lean", HOLD)(rep)
    return lean if typical("head")(rep) < HEAD_LEANING * lean else 0.0


def came(rep: Rep) -> float:
    """Turn of the shoulders in degrees, with what a lean hides of it, or else what folded elbows in front of the chest say."""
    return typical("shoulders_turn")(rep) + LEAST - least(rep) + elbows_say(rep)


def elbows_say(rep: Rep) -> float:
    """Degrees that folded elbows add to a turn or take off it; 0 where they are not, the trunk leans or somebody sits askew."""
    aside, folded = typical("elbows_aside")(rep), min(rep.ready["folded"], typical("folded")(rep))
    if math.isnan(aside) or folded < 1 or farthest("lean", HOLD)(rep) > LEAN or abs(rep.ready["chair"]) >= ASKEW:
        return 0.0
    return max(-ELBOW_SAY, min(ELBOW_SAY, ELBOW_GAIN * (aside - ELBOWS)))


def head_alone(rep: Rep) -> float:
    """How far the head turned (``HEAD``), while the shoulders stayed; 0 where they came along.

    Not told where the shoulders' turn cannot be seen: in a lean to the side, and in a turn towards a camera that stands
    aside, where MediaPipe sees the shoulders turn as far as the head.
    """
    if leaning(rep) > LEAN or typical("askew")(rep) >= ASKEW:
        return NAN
    turned = came(rep)
    return where(turned, turned < LEAST, typical("head")(rep))


def small(rep: Rep) -> float:
    """Turn of the shoulders in degrees; where only the head turned, that is told instead."""
    return came(rep) if head_alone(rep) <= HEAD else NAN


def dropped(rep: Rep) -> float:
    """Tilt of the shoulders' line against the trunk in degrees; not in large turns and leans, which tilt it too."""
    return farthest("tilt", HOLD)(rep) if typical("yaw")(rep) < 50 and farthest("lean", HOLD)(rep) < 12 else NAN


def hips_turned(rep: Rep) -> float:
    """How far both knees swung, in torso lengths, while the hips looked narrower; 0 while they did not."""
    narrowed = lowest("hips_narrowed", HOLD)(rep)
    return where(narrowed, narrowed < 0.8, farthest("mid_knee_x", HOLD)(rep))


def already(rep: Rep, way: str) -> bool:
    """Whether the trunk leaned by more than half as far as in the hold when the face set out, or as it came back: a way in whose middle
    the face was not seen to move yet has no known pace."""
    first = rep.signals["leaned"][0 if way == OUT else -1]
    return bool(first > typical("leaned")(rep) / 2)


def hurried(rep: Rep) -> float:
    """How long the quicker way took, s, as face and shoulders say, and elbows that show the turn; in a lean to the side, in which
    those jump, as slow as face, shoulders or the lean say."""
    leans = farthest("lean", HOLD)(rep) > LEAN
    shown = ("elbows_aside",) if elbows_say(rep) > 0 else ()

    def took(way: str) -> float:
        if leans and already(rep, way):
            return NAN
        if leans:
            return np.fmax(half(way, "shoulders_turn")(rep), half(way, "leaned")(rep))
        return half(way, "shoulders_turn", *shown)(rep)

    return float(np.fmin(took(OUT), took(BACK)))


PLACES = (*FEET, "mid_hip", "mid_knee")
ARMS = ("left_wrist", "right_wrist")

RULE = Rule(
    title="Seated rotation",
    purpose="Keeps the middle and lower back turning freely, and eases stiffness from sitting.",
    posture=SEATED,
    camera=Camera(
        FRONT, (1.0, 1.2), (1.8, 2.5), "Put the laptop on a table, straight in front of you, head to feet in view."
    ),
    sides=ALTERNATING,
    side_words="{side}",
    signals={
        "aside": Signal(face_aside, "torso", scaled=True),
        "shoulders": gap("left_shoulder", "right_shoulder"),
        "hips": gap("left_hip", "right_hip"),
        "upright": inclination("mid_hip", "mid_shoulder"),
        "trunk": slope("mid_hip", "mid_shoulder"),
        "line": slope("right_shoulder", "left_shoulder"),
        "length": gap("mid_hip", "mid_shoulder"),
        "seat": Signal(seat, "ratio"),
        **{f"{joint}_x": along(joint) for joint in (*PLACES, *ARMS)},
        **{f"{joint}_y": lift(joint) for joint in (*PLACES, *ARMS)},
        "chest_x": along("mid_shoulder"),
        "chest_y": lift("mid_shoulder"),
        "turn": Derived(head_turned),
        "face": Signal(face_turned, "ratio"),
        "head": change("face", "ratio"),
        "yaw": Derived(turned, "deg"),
        "depth": Signal(depth_turn),
        "chair": Signal(chair),
        "askew": Derived(lambda now, ready: -ready["chair"], "deg"),
        "twist": Signal(lambda body: depth_turn(body) - chair(body)),
        "ahead": Signal(ahead, "torso"),
        "shoulders_turn": Derived(came_along, "deg"),
        "elbows": Signal(elbows_aside, "torso", scaled=True),
        "folded": Signal(arms_folded, "ratio"),
        "elbows_aside": change("elbows", "torso"),
        "hips_narrowed": Derived(lambda now, ready: now["hips"] / max(ready["hips"], 1e-6)),
        "lean": Derived(lambda now, ready: now["trunk"] - ready["trunk"], "deg"),
        "leaned": Derived(lambda now, ready: abs(now["lean"]), "deg"),
        "tilt": Derived(lambda now, ready: now["line"] - ready["line"] - now["lean"], "deg"),
        "knees_x": Derived(lambda now, ready: now["mid_knee_x"] - now["mid_hip_x"], "torso"),
        "height": Derived(lambda now, ready: now["length"] / max(ready["length"], 1e-6)),
        "feet": Derived(planted, "torso"),
        "hips_moved": moved("mid_hip"),
        "left_hand": folded("left"),
        "right_hand": folded("right"),
        "arm_out": Derived(arm_out, "torso"),
    },
    ready=(
        Ready("seat", within(-0.2, 0.85), "Sit down on a firm chair, both feet flat on the floor."),
        Ready("upright", at_most(12), "Sit up tall."),
        Ready("shoulders", at_least(0.45), "Face the laptop."),
        Ready("chair", within(-28, 28), "Turn the chair, or the laptop, so that you face it."),
        Ready("twist", within(-10, 10), "Bring your chest straight ahead."),
        Ready("ahead", within(-0.08, 0.08), "Look straight ahead."),
    ),
    # By the hips: of bare legs MediaPipe moves the knee to and fro along the shin, and the thigh seems to be a standing one's.
    stay=(Ready("mid_hip_y", at_most(RISEN), "Sit down on a firm chair."),),
    count=Reps(
        "turn", turn=0.08, leave=0.06, back=0.045, near=0.07, unit="ratio", partial="you turned only a little",
        needs=(
            Need(farthest("lean"), at_most(27), "you bent to the side instead of turning"),
            Need(Measure(bent), at_most(LEAN), "you bent to the side instead of turning"),
            Need(Measure(leaning), at_most(LEAN), "you leaned to the side, so I could not see you turn"),
            Need(Measure(came), at_least(LEAST), "I saw your shoulders turn too little; keep your arms folded"),
            Need(highest("mid_hip_y"), at_most(RISEN), "you stood up"),
            Need(highest("hips_moved"), at_most(0.4), "you moved on the chair"),
        ),
        source="the specification: 0.12 of the shoulders' width for the nose above the chest, 22 degrees for the shoulders. The nose between the "
        "ears reads less of a lean: good turns 0.16 to 0.23, one 0.09 of who had begun with the head a little aside, tiny ones from "
        "0.11; so 0.08 begins one, and the shoulders decide: "
        "19 degrees: before the elbows spoke, good turns read 19.2 to 40, those too small or of the head alone 3 to 18.8",
    ),  # fmt: skip
    faults=(
        Fault(
            "feet_move", highest("feet"), at_most(0.19), "torso", MAJOR, HIGH,
            "A foot moved.", "Keep both feet planted on the floor.",
            "[SEED, SITEX] 0.12 along the floor, 0.08 up; 0.19 and 0.13 because swung knees alone read up to 0.182; moved feet read from 0.207, one 0.189",
        ),
        Fault(
            "hips_slide", farthest("mid_hip_x", HOLD), at_most(0.15), "torso", MINOR, MEDIUM,
            "Your hips slid.", "Keep your weight even on both sitting bones.",
            "[SEED, SGTR]; a good turn reads 0.03",
        ),
        Fault(
            "hips_turn", Measure(hips_turned, HOLD), at_most(0.20), "torso", MINOR, LOW,
            "Your hips may have turned along.", "Keep both knees pointing straight ahead.", "[SEED, STAYW]",
            joints=("left_hip", "right_hip"),
        ),
        Fault(
            "knees_swing", farthest("knees_x", HOLD), at_most(0.21), "torso", MINOR, MEDIUM,
            "Your knees swung to the side.", "Hold your knees still and turn above the waist.",
            "[SEED]; good turns read up to 0.11, acted ones 0.32",
        ),
        Fault(
            "leans_sideways", farthest("lean", HOLD), at_most(12), "deg", MINOR, HIGH,
            "You leaned {value:.0f} degrees to the side.", "Grow tall and turn; do not tip to the side.",
            "[SGTR]; a good turn reads up to 3",
        ),
        Fault(
            "leans_forward_or_back", typical("height"), at_least(0.80), "ratio", MINOR, LOW,
            "You may have slumped.", "Sit up tall as you turn.", "[SGTR, MONT]",
        ),
        Fault(
            "shoulder_drops", Measure(dropped, HOLD), at_most(9.5), "deg", MINOR, LOW,
            "Your shoulders may have tilted.", "Keep your shoulders level while you turn.",
            "[SGTR] 15, medium; a tip, because a shoulder that turns away reads half of it: 24 degrees read 6.0 to 15, good turns up to 9.2",
        ),
        Fault(
            "only_head_turns", Measure(head_alone, HOLD), at_most(HEAD), "ratio", MAJOR, HIGH,
            "Your head turned, your shoulders hardly.", "Turn your chest too, not just your head.",
            "[STAYW]; measured by the head, while the shoulders turned less than 19 degrees",
            joints=("left_shoulder", "right_shoulder"),
        ),
        Fault(
            "arms_swing", Measure(lambda rep: float(np.maximum(typical("left_hand")(rep), typical("right_hand")(rep))), HOLD),
            at_most(0.55), "torso", MINOR, LOW,
            "Your arms may have swung.", "Keep your arms folded and let the trunk do it.",
            "[SITEX]; a tip, 0.55 instead of 0.5: folded arms that turn away read 0.2 to 0.5, swung ones 0.4 to 0.6",
            joints=("left_wrist", "right_wrist"),
        ),
        Fault(
            "too_fast", Measure(hurried), at_least(0.86), "s", MAJOR, HIGH,
            "You turned in {value:.1f} seconds.", "Slow down; two seconds each way.",
            "[SGTR] 1.0 s; 0.86 because calm turns of 2 s read from 0.92; turns of 0.66 s read 0.33 to 0.81",
            joints=("left_shoulder", "right_shoulder"),
        ),
        Fault(
            "tiny_turn", Measure(small, HOLD),
            {BEGINNER: at_least(LEAST), TYPICAL: at_least(LEAST), EXPERT: at_least(25)}, "deg", INFO, MEDIUM,
            "Your shoulders turned only a little.", "Turn a little further, only if it is comfortable.",
            "[SCRAN]; a good turn of 40 degrees reads 20 to 36, small ones up to 11",
            joints=("left_shoulder", "right_shoulder"),
        ),
    ),
    reach=Reach(highest("shoulders_turn", HOLD), "You turned {degrees}, as far as I can see; it was more."),
    balance=Balance(
        typical("shoulders_turn"), 12, "deg", "You turned farther to the {more} than to the {less} today.",
        "[JAT, TANI]; of equal turns the sides read up to 6 apart",
    ),
    setup=(
        "Sit tall on a firm chair without wheels or arms, facing the laptop, both feet flat on the floor.",
        "Fold your arms over your chest: I read the turn from your shoulders, and moving arms hide it.",
        "Turn to one side as far as is easy, come back to the middle, then turn to the other side. Breathe on.",
    ),
    cannot_see=(
        "I can see your feet and knees, but not small turns of the hips. Feel both sitting bones stay heavy.",
        "While you do not quite face the laptop, I cannot tell a small turn towards it from a large one.",
        "I cannot see which part of your back turns, or a slumped lower back. Sit tall.",
    ),
    safety=(
        "Stop with sharp pain, dizziness, or pain or tingling in a leg.",
        "With weak bones or after a back operation: small turns only, even if I do not count them, and ask your doctor first.",
        "Do not pull yourself round by the chair.",
    ),
    dose={
        BEGINNER: Dose(5, 0, "5 to each side, slow and even."),
        TYPICAL: Dose(15, 0, "15 to 20 to each side, slow and even."),
        EXPERT: Dose(20, 0, "15 to 20 to each side, slow and even, 1 to 3 times a day."),
    },
)  # fmt: skip
