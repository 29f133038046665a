"""Spiral twist, filmed at a slant from beyond the feet.

Lie on your back, knees bent at 90 degrees above the hips, arms out; let both knees down to one side, turn the head to
the other, come back. One repetition is one way down and back; its side is the one to which the knees go.

The camera stands 45 to 70 degrees to the side of the foot end, where the shins do not hide the trunk. From there the
knees go down along two lines of the picture: the shoulders' line (across the body) and the thighs' line in the start
pose (up). The roll is the angle between knees and "up", measured on these two; on rendered people who are seen
clearly it read 49 to 53 for a true 50, both ways. The sides are not compared: of others MediaPipe reads 7 to 28 degrees
apart what is equal.

From straight beside the body, twists are counted and not judged: knees that sink towards the camera show in MediaPipe's
depth, those that sink away in thighs that grow shorter in the picture.
"""

import math

import numpy as np

from formcheck.body import GLIMPSED, NAN, Body
from formcheck.measures import BACK, HOLD, OUT, WHOLE, Measure, Rep, farthest, half, highest, typical
from formcheck.pose import INDEX, LEFT
from formcheck.rule import (
    ALTERNATING, BEGINNER, EXPERT, FRONT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, OBLIQUE, SIDE, TYPICAL,
    Camera, Dose, Fault, Need, Posture, Reach, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import Derived, Signal, angle, elevation, gap, height, lift

#: Thigh over shoulder width, which sets the scale across the body against the scale upwards.
THIGH = 1.1
#: Ankles this far above the hips, in torso lengths: the feet are off the floor.
FEET_UP = 0.2
#: A thigh's length over its height while the feet stand on the floor.
SLOPING = 1.4

#: Where the faults can be judged from.
VIEWS = (OBLIQUE, FRONT)
#: Straight beside the body the shoulders are no wider than this, in torso lengths (others measured 0.33 and more); a little
#: farther towards the feet, a thigh that slopes while the feet are down is hardly "up" by its own line and the shoulders'
#: (-0.3 to -0.1, else 0.3 and more, in thigh lengths), so that both cannot tell how it rolls.
BESIDE, UPWARDS = 0.25, 0.12
#: Torso lengths along the body from which a knee was pulled up or stretched out, and did not sink to a side (sinking: up to 0.25).
PULLED = 0.35
#: From there the knees sink towards the camera where they come nearer by MediaPipe's depth (by 28 to 59 degrees, with the feet
#: down by 1 to 15; -9 to 1 where they sink away), or the near hip sinks under the other one (by 0.05 to 0.16 torso lengths;
#: 0.01 at most). A thigh that has sunk by 28 degrees has lost an eighth of its height, read as the 23 from which twists count.
NEARS, TIPS, SINKS = 6.0, 0.03, 200.0
#: Share of its length in the start pose below which the trunk cannot be: it lies still.
SHRUNK = 0.5
#: Thigh lengths: with the feet up, a thigh that looks shorter points at the camera. It is low on the side towards it, and
#: what is left of its direction in the picture is noise; it is taken to be this many degrees down. In between both are weighed.
SHORT, SEEN_WELL, LOW_DOWN = 0.4, 0.6, 70.0
#: Thigh lengths between the knees up to which they are together, and from which they have parted; degrees from which the other
#: one comes along; degrees by which the lower one leads their middle at most: one that seems to lead by 30 has jumped.
TOGETHER, PARTED, ALONG, LEADS = 0.4, 0.5, 7.0, 8.0


def vector(name: str, to: str, from_: str) -> dict[str, Signal]:
    """Two signals, the step from one joint to another along the picture: ``name_x`` and ``name_y``."""

    def part(which: int) -> Signal:
        return Signal(
            lambda body: body.point(to, GLIMPSED)[which] - body.point(from_, GLIMPSED)[which], "torso", scaled=True
        )

    return {f"{name}_x": part(0), f"{name}_y": part(1)}


def placed(now, ready, name: str) -> tuple[float, float]:
    """A step in the picture as (to the user's left, up), in thigh lengths."""
    thigh = ready["thigh_y"] * (1.0 if ready["feet_up"] > FEET_UP else SLOPING)
    left = now[f"{name}_x"] / (THIGH * ready["across_x"]) if ready["across_x"] else NAN
    return left, (now[f"{name}_y"] - left * THIGH * ready["across_y"]) / thigh if thigh else NAN


def lost(now, ready) -> bool:
    """Whether the trunk seems to have shrunk, as MediaPipe draws it for seconds behind knees that come towards the camera."""
    return now["length"] < SHRUNK * ready["length"]


def lying(now, ready) -> float:
    """Slope of the trunk, degrees; unseen while MediaPipe has lost it."""
    return NAN if lost(now, ready) else now["trunk"]


def nearing(body: Body) -> float:
    """How far the thighs point towards the camera, degrees, by MediaPipe's depth."""
    joints = ((INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]) for joint in ("hip", "knee"))
    hips, knees = (body.world[list(pair)].mean(axis=0) for pair in joints)
    return math.degrees(math.asin((hips[2] - knees[2]) / max(math.dist(hips, knees), 1e-6)))


def left_far(body: Body) -> float:
    """How much farther from the camera the left shoulder is than the right one, m, by MediaPipe's depth."""
    return float(body.world[INDEX["left_shoulder"], 2] - body.world[INDEX["right_shoulder"], 2])


def foot_end(body: Body) -> float:
    """How much higher in the picture the shoulders are than the hips, as the trunk's slope in degrees; 0 from beside it."""
    trunk = math.dist(body.point("mid_hip"), body.point("mid_shoulder"))
    return elevation("mid_hip", "mid_shoulder").of(body) if slanted(body) > BESIDE * trunk else 0.0


def beside(ready) -> bool:
    """Whether the camera stands too far beside the body for the lines of shoulders and thighs to tell how it rolls."""
    return ready["slant"] < BESIDE or placed(ready, ready, "thigh")[1] < UPWARDS


def sunk(now, ready, name: str) -> float:
    """Share of its height that a thigh has lost in the picture beside one that moved along it and stayed as long; nothing of one
    that went far along it, as those that are pulled to the chest or stretched out do, nor of feet that leave the floor."""
    along, up = now[f"{name}_x"], now[f"{name}_y"]
    long = math.hypot(ready[f"{name}_x"], ready[f"{name}_y"])
    raised = now["feet_up"] - ready["feet_up"] > FEET_UP and ready["feet_up"] < FEET_UP
    if raised or abs(along - ready[f"{name}_x"]) > PULLED:
        return 0.0
    return NAN if math.isnan(up) else max(0.0, 1 - up / math.sqrt(max(long**2 - along**2, (0.3 * long) ** 2, 1e-12)))


def from_beside(now, ready, name: str) -> float:
    """As ``rolled``, from straight beside the body."""
    left = 1 if ready["left_far"] < 0 else -1  # 1 where the left side is the nearer one
    near = now["nearing"] - ready["nearing"]
    tipped = left * (ready["left_hip"] - now["left_hip"])  # the hip on the side of the knees goes down with them
    towards = max(near / NEARS, tipped / TIPS)
    down = SINKS * sunk(now, ready, name)
    if towards <= 1:
        return -left * down * min(1.0, 1 - towards)
    return left * (max(near, down) if name == "thigh" else down)  # of one leg alone the depth says little


def shown(now, ready, name: str) -> tuple[float, float]:
    """A thigh's step in the picture as (to the user's left of where it was in the start pose, up), in thigh lengths."""
    (left, up), (left_before, _) = placed(now, ready, name), placed(ready, ready, name)
    return left - left_before, up


def rolled(name: str) -> Derived:
    """Degrees by which a thigh has gone down to the user's left; to the right it is negative."""

    def of(now, ready) -> float:
        if lost(now, ready):
            return NAN
        if beside(ready):
            return from_beside(now, ready, name)
        aside, up = shown(now, ready, name)
        seen = math.degrees(math.atan2(aside, up))
        if ready["feet_up"] <= FEET_UP:
            return seen
        assumed = LOW_DOWN * now["to_side"] * (1 if now["towards"] else -1)
        weight = min(1.0, max(0.0, (math.hypot(aside, up) - SHORT) / (SEEN_WELL - SHORT)))
        return assumed + weight * ((seen - assumed + 180) % 360 - 180)

    return Derived(of, "deg")


def assumed(now, ready) -> float:
    """1 where the thighs point at the camera, so that how low they are can only be assumed."""
    return float(
        ready["feet_up"] > FEET_UP and not beside(ready) and math.hypot(*shown(now, ready, "thigh")) < SEEN_WELL
    )


def each_leg(now) -> list:
    """Degrees by which the left and the right leg have gone down to the side under test, from -135 to 225: one that MediaPipe draws
    below the floor has gone that way too."""
    return [(now["to_side"] * now[leg] + 135) % 360 - 135 for leg in ("left_leg", "right_leg")]


def lower(now, ready) -> float:
    """Degrees by which the knees have gone down to the side under test: their middle; of parted knees the lower one (up to
    ``LEADS`` more), once the other comes along, for the middle of those reads less. From beside nothing shows that they have
    parted."""
    legs = each_leg(now)
    apart = (now["gap"] - TOGETHER) / (PARTED - TOGETHER)
    if beside(ready) or not (apart > 0 and min(legs) >= ALONG):
        return now["roll"]
    return now["roll"] + min(1.0, apart) * min(LEADS, max(0.0, max(legs) - now["roll"]))


def both(now, ready) -> float:
    """Degrees by which the leg that stayed higher has gone down to the side under test."""
    return now["roll"] if now["assumed"] else min(each_leg(now))


def to_side(body: Body) -> float:
    """1 when the side under test is the left, else -1."""
    return 1.0 if body.moving == LEFT else -1.0


def slanted(body: Body) -> float:
    """Width of the shoulders in the picture: 0 from straight beside the body."""
    return abs(body.point("left_shoulder")[0] - body.point("right_shoulder")[0])


def leaning(body: Body) -> float:
    """Slope of the thighs from straight up, degrees; 25 less towards the feet while those stand on the floor."""
    (hx, hy), (kx, ky), (_, ay) = (
        body.point("mid_hip"),
        body.point("mid_knee", GLIMPSED),
        body.point("mid_ankle", GLIMPSED),
    )
    lean = math.degrees(math.atan2(body.stance.head * (kx - hx), ky - hy))
    return lean + 25 if ay - hy < 0.35 * math.hypot(kx - hx, ky - hy) else lean


def opened(now, ready) -> float:
    """Distance between the knees, in thigh lengths; unseen while they sink towards the camera, which pulls them apart
    in the picture: good twists then read 0.2 to 0.9, parted knees 1.1."""
    gap = math.hypot(*placed(now, ready, "knees"))
    return NAN if now["towards"] else gap


def lifted(now, ready) -> float:
    """How far the shoulder that should stay down has risen: tilt of the shoulders' line, degrees; unseen while the knees
    sink towards the camera, which tilts good ones by up to 20."""
    if now["towards"]:
        return NAN
    s, c = placed(now, ready, "across")
    return -now["to_side"] * math.degrees(math.atan2(c, s))


def replanted(now, ready) -> float:
    """1 when the feet have been put down on the floor, or taken off it, since the start pose: it is then taken anew."""
    planted = now["feet_up"] < -0.1 and now["knees_up"] > 0.25
    return float(planted if ready["feet_up"] > FEET_UP else now["feet_up"] > 0.5)


def aside(now, ready) -> float:
    """How far the nose has moved between the ears, towards the side of the knees, in thigh lengths; unseen while they sink
    towards the camera, for then a head that turns away from them hides its face."""
    moved = now["to_side"] * (placed(now, ready, "face")[0] - placed(ready, ready, "face")[0])
    return NAN if now["towards"] else moved


def unfolded(rep: Rep) -> float:
    """How far the knees were from above the hips in the start pose, in degrees; not with the feet down."""
    return abs(rep.ready["lean"]) if rep.ready["feet_up"] > FEET_UP else NAN


def armed(rep: Rep) -> float:
    """How far the arm in view rose off its shoulder; a lifting shoulder takes it along, and is told instead."""
    return NAN if typical("shoulder")(rep) >= LIFTED else farthest("arm_lift", HOLD)(rep)


#: Degrees a second from which it was the landmarks that jumped: acted swings read 108 to 291, lost legs up to 700.
JUMP = 350.0


#: The same between two pictures: acted swings and drops read up to 374, good twists in which MediaPipe takes one leg for the
#: other 317 to 850.
LEAP = 380.0
#: Degrees between the legs on the way, from which one of them is drawn where it is not: calm twists of one person, read as swings,
#: 37 to 64; parted knees up to 36, acted swings and drops up to 35.
SPLIT = 36.0


def steady(pace: Measure) -> Measure:
    """A pace; unseen where the landmarks jumped from one picture to the next or drew the legs far apart, and from beside the
    body."""

    def of(rep: Rep) -> float:
        way = rep.within(pace.phase)
        apart = np.abs(rep.signals["left_leg"][way] - rep.signals["right_leg"][way])
        if beside(rep.ready) or (np.isfinite(apart).any() and np.nanpercentile(apart, 90) > SPLIT):
            return NAN
        seen = ~np.isnan(rep.signals["roll"])
        t, roll = rep.t[seen], rep.signals["roll"][seen]
        return NAN if np.any(np.abs(np.diff(roll)) > LEAP * np.diff(t)) else pace(rep)

    return Measure(of, pace.phase)


def unsure(rep: Rep) -> bool:
    """Whether the thighs pointed at the camera in the hold."""
    return bool(np.mean(rep.signals["assumed"][rep.within(HOLD)] > 0.5) > 0.2)


def swung(rep: Rep) -> float:
    """Speed of the way back up in degrees a second; unseen where the landmarks jumped, or how low it began was assumed."""
    if unsure(rep):
        return NAN
    took = half(BACK)(rep)
    speed = highest("roll", HOLD)(rep) / took if took > 0 else NAN
    return speed if speed < JUMP else NAN


#: Degrees by which a shoulder seems to rise, from which it may have lifted. The specification says 12, on either side; it is seen
#: on the side away from the camera only: good twists read up to 6, lifted shoulders from 14.
LIFTED = 10.0


#: Degrees at which the knees lie on the floor (the specification: 80 to 88, at most).
FLOOR = 90.0


#: Degrees that twists read more from beside: up to 137 there, lying down 160.
BESIDE_READS = 25.0
#: Torso lengths that the hips may rise less from beside: a leg raised in a bridge shortens there as a sinking one does, and the hips
#: then read 0.13 to 0.14, in twists 0.0.
BESIDE_LIFTS = 0.14


def risen(rep: Rep) -> float:
    """How far the hips rose, in torso lengths; from beside ``BESIDE_LIFTS`` more."""
    return highest("hip_lift", HOLD)(rep) + (BESIDE_LIFTS if beside(rep.ready) else 0.0)


def over(rep: Rep) -> float:
    """How far the leg that stayed higher went down, degrees: up to 95 in twists, of which a leg drawn below the floor takes the
    middle of the knees to 157. From beside, where nothing shows that they have parted, the middle."""
    return highest("roll")(rep) - BESIDE_READS if beside(rep.ready) else highest("both")(rep)


def lowered(rep: Rep) -> float:
    """How far the knees went down, degrees, at most to the floor; not told where the thighs pointed at the camera and it could
    only be assumed, nor where a leg is guessed, nor from beside, nor where a shoulder was seen to come along: lower counts only with
    both shoulders down."""
    return (
        NAN
        if unsure(rep) or guessed(rep) or beside(rep.ready) or typical("shoulder")(rep) > LIFTED
        else min(highest("roll", HOLD)(rep), FLOOR)
    )


#: Standard deviation of a leg's way down in the hold, degrees, from which MediaPipe guesses where it is behind the other one, and of
#: the other one up to which that is seen: 10.0 and 0.7 in a twist of 13 degrees that read 30 by their middle; elsewhere up to 5.6, one
#: 16.5 beside 3.1.
GUESSED, CERTAIN = 8.0, 2.0


def guessed(rep: Rep) -> bool:
    """Whether one leg seems to be lower and jumps up and down, while the other one keeps still."""
    hold = rep.within(HOLD)
    now = {name: rep.signals[name][hold] for name in ("to_side", "left_leg", "right_leg")}
    legs = [leg[~np.isnan(leg)] for leg in each_leg(now)]
    if not all(map(len, legs)):
        return False
    higher, leading = sorted(legs, key=np.median)
    return bool(np.std(leading) >= GUESSED and np.std(higher) <= CERTAIN)


def certain(rep: Rep) -> float:
    """How far the leg that is seen went down, degrees, where the other one is guessed; else nothing is asked of it."""
    return typical("both")(rep) if guessed(rep) else np.inf


def short(rep: Rep) -> float:
    """How far the knees went down, degrees; not told from beside, nor where a shoulder was seen to come along: nobody is sent
    farther then."""
    if beside(rep.ready) or typical("shoulder")(rep) > LIFTED:
        return NAN
    return typical("both")(rep) if guessed(rep) else highest("roll")(rep)


RULE = Rule(
    title="Spiral twist",
    purpose="Turns and stretches the lower back, the hips and the sides of the trunk.",
    posture=Posture("on your back"),  # no floor line: hips, heels and shoulders are not one behind the other here
    camera=Camera(
        OBLIQUE, (1.1, 1.5), (2.2, 3.0),
        "Put the laptop on a high table, or on a box on a table, beyond your feet and well to one side, so that it sees you at a slant.",
    ),
    sides=ALTERNATING,
    side_words="to the {side}",
    signals={
        "to_side": Signal(to_side, "ratio"),
        "towards": Signal(lambda body: float(body.moving == body.stance.near), "ratio"),
        "trunk": elevation("mid_hip", "mid_shoulder"),
        "foot_end": Signal(foot_end),
        "nearing": Signal(nearing),
        "left_hip": height("left_hip", "right_hip"),
        "left_far": Signal(left_far, "ratio"),
        "length": gap("mid_hip", "mid_shoulder"),
        "lying": Derived(lying, "deg"),
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
        "wrist_lift": lift("other_wrist"),
        "shoulder_lift": lift("other_shoulder"),
        "arm_lift": Derived(lambda now, ready: now["wrist_lift"] - now["shoulder_lift"], "torso"),
        "to_left": rolled("thigh"),
        "left_leg": rolled("left"),
        "right_leg": rolled("right"),
        "roll": Derived(lambda now, ready: now["to_side"] * now["to_left"], "deg"),
        "gap": Derived(opened),
        "lower": Derived(lower, "deg"),
        "assumed": Derived(assumed),
        "both": Derived(both, "deg"),
        "flat": Derived(lambda now, ready: NAN if beside(ready) else now["slant"] / ready["slant"]),
        "restart": Derived(replanted),
        "shoulder": Derived(lifted, "deg"),
        "head": Derived(aside),
    },
    ready=(
        Ready("trunk", at_most(45), "Lie down on your back, with the laptop well to one side of your feet."),
        # 4 and more from beyond the feet; from beyond the head -11, and there the knees' way to one side was not seen at all
        Ready("foot_end", at_least(-4), "Put the laptop at the end where your feet are, well to one side of them."),
        Ready("trunk", at_least(-12), "Rest your hips on the floor."),  # -17 in a bridge
        Ready("knees_up", at_least(0.35), "Bend your hips and lift your knees above them."),
        Ready("knee", within(45, 150), "Bend your knees."),
        Ready("lean", within(-35, 40), "Bring your knees to the middle, above your hips."),
    ),
    stay=(
        Ready("lying", within(-30, 55), "Lie down on your back."),
        Ready("flat", at_least(0.35), "Turn onto your back."),
        Ready("restart", at_most(0.5), "Bring your knees to the middle, above your hips.", anew=True),
    ),
    count=Reps(
        "lower", turn=23, leave=8, back=6, near=10, shortest=1.1,
        back_share=0.3,  # legs that jump in the picture as they set out read twice as low as they go: the rest would count once more
        needs=(
            Need(highest("both", HOLD), at_least(ALONG), "only one knee went down", unseen_counts=True),
            Need(over, at_most(120), "you rolled onto your side"),
            Need(risen, at_most(0.25), "your hips came off the floor"),
            Need(certain, at_least(18), "the leg that I could see went down too little", unseen_counts=True),
        ),
        source="the specification says 18; 23 because a twist that stops short reads up to 19, of one person 23, counted ones from 27, of one person 23.2; "
        "1.1 s, because legs that are only lifted look like a roll for up to 1 s; the quickest twists take 1.4",
    ),  # fmt: skip
    faults=(
        Fault(
            "shoulder_lifts", typical("shoulder"), at_most(LIFTED), "deg", MAJOR, LOW,
            "A shoulder may have lifted.", "Stop where your shoulder wants to lift; keep both down.",
            "[ARMY, WTG, NHSLBP, GLW] 12; a tip, because it is seen on the side away from the camera only, and there but half of the time",
            joints=("left_shoulder", "right_shoulder"),
            views=VIEWS,
        ),
        Fault(
            "dropped_legs", steady(half(OUT)), at_least(0.667), "s", MAJOR, HIGH,
            "Your legs went down in {value:.1f} seconds.", "Lower with control; do not drop the legs.",
            "[ARMY, WTG] 1.0 s; 0.667 because legs let down in 1.1 s read 0.7 to 1.0, calm ones from 0.68 and most 1.9 to 3.5; "
            "legs dropped in 0.54 s read 0.35 to 0.66",
            views=VIEWS,
        ),
        Fault(
            "swinging", steady(Measure(swung, BACK)), at_most(57.5), "deg/s", MINOR, HIGH,
            "You swung back at {value:.0f} degrees a second.", "Pause in the middle, then go to the other side.",
            "[WTG] 50; good ones read up to 49, two 57; acted ones 58 to 141",
            views=VIEWS,
        ),
        Fault(
            "knees_part", typical("gap"), at_most(PARTED), "ratio", MINOR, LOW,
            "Your knees may have come apart.", "Keep your knees and feet together.",
            "[ARMY, PGLTR]; in thighs; a tip: good twists read up to 0.48, of some people up to 1.0; parted knees from 0.61",
            views=VIEWS,
        ),
        Fault(
            "hips_unfold", Measure(unfolded), at_most(18), "deg", MINOR, LOW,
            "Your knees may not have been above your hips.", "Keep hips and knees bent like sitting on a chair.",
            "[WTG, ARMY]; seen in the start pose only", joints=("mid_knee",),
            views=VIEWS,
        ),
        Fault(
            "feet_down", Measure(lambda rep: rep.ready["feet_up"]), at_least(FEET_UP), "torso", INFO, MEDIUM,
            "Your feet were on the floor: the easier version.", "Fine, feet down is the easier version.", "[WTG]",
            views=(*VIEWS, SIDE),
        ),
        Fault(
            "head_same_way", typical("head"), at_most(0.04), "ratio", INFO, LOW,
            "Your head may have gone with the knees.", "Turn your head to the other side, if your neck is happy.",
            "[SEED, REHL]; a tip, and only of twists away from the camera: good ones read up to 0.02, acted ones from 0.09",
            views=VIEWS,
        ),
        Fault(
            "arm_lifts", Measure(armed, HOLD), at_most(0.20), "torso", MINOR, MEDIUM,
            "An arm came off the floor.", "Keep both arms resting on the floor.", "[ARMY]; the arm in view only",
            views=VIEWS,
        ),
        Fault(
            "short_range", Measure(short, WHOLE),
            {BEGINNER: at_least(21), TYPICAL: at_least(21), EXPERT: at_least(29)}, "deg", INFO, HIGH,
            "Your knees went down only a little.",
            "A small roll is fine; go a bit further when it feels easy.",
            "[SEED] 18; the height that lasts, which is a little less than the 23 that count; rolls of 13 degrees read up to 18",
            views=VIEWS,
        ),
    ),
    reach=Reach(lowered, "Your knees went down {degrees}."),
    setup=(
        "Lie on your back, arms out to the sides, knees bent at 90 degrees above your hips, shins level.",
        "With back pain, or if that strains, leave your feet on the floor: that counts too.",
        "Let both knees down to one side and turn your head to the other; come back, change sides. Breathe on, slowly.",
    ),
    cannot_see=(
        "While your knees sink towards me, I cannot see whether they part, a shoulder lifts or your head turns.",
        "I cannot see your lower back. If it lifts off the floor or tires, put your feet down.",
        "I hardly see which way your head turns. Turn it away from your knees, only as far as is easy.",
        "How low is right for you I cannot tell, and the floor is no target. Go no lower than where a shoulder wants to lift.",
        "I cannot tell how much is spine and how much is hip, nor whether both sides go equally low: at a slant, one looks lower.",
    ),
    safety=(
        "Legs up loads the back more than feet down: with back pain begin with your feet on the floor.",
        "With a disc problem, weak bones, a broken rib or a hip or knee injury: ask your doctor first.",
        "Stop with a catching pain, pain or tingling in a leg, or dizziness. From the middle of a pregnancy on, not on your back without advice.",
    ),
    dose={
        BEGINNER: Dose(4, 2, "3 to 5 to each side, with a pause of 2 seconds; with the feet on the floor at first."),
        TYPICAL: Dose(8, 2, "8 to 10 to each side, 2 sets, 2 or 3 days a week."),
        EXPERT: Dose(10, 2, "10 to 12 to each side, 3 sets, 2 or 3 days a week."),
    },
)  # fmt: skip
