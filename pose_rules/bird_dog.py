"""Bird dog, filmed from the side.

On hands and knees, stretch one leg back and the opposite arm forward, hold, and come back. The side is the leg's;
left and right are two repetitions.
The leg drives the count; the angles are measured across the belly, so that a leg above the trunk's line reads over 180.
"""

import math

import numpy as np

from formcheck.body import GLIMPSED, NAN
from formcheck.measures import (
    ENTRY, HOLD, Measure, Rep, at_start, farthest, quicker_way, seconds_above, seconds_at_top, typical, unsteadiness,
)  # fmt: skip
from formcheck.rule import (
    ALL_FOURS, ALTERNATING, BEGINNER, EXPERT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, SIDE, TYPICAL,
    Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import (
    Derived, along, angle, change, elevation, front_angle, greater, height, least_seen, lesser, lift, near_only, offset, progress,
)  # fmt: skip

#: The far arm is often hidden behind head and near arm; below this visibility it is a guess (a real far arm that was
#: stretched forward read 0.1 to 0.25 while MediaPipe left it on the floor).
ARM = 0.3


def shift(rep: Rep) -> float:
    """How far the hips moved along the floor in the hold, in torso lengths, either way."""
    return abs(typical("hip_shift")(rep))


def neck(rep: Rep) -> float:
    """How far the head's angle to the trunk departs from the start pose, in degrees, either way."""
    return abs(typical("neck_change", ENTRY)(rep))


#: A hand that moves less than this (torso lengths) in this time (s) stands on the floor.
RESTS, RESTED = 0.06, 0.15


def base(rep: Rep) -> float:
    """How far hand or knee are out of place, in torso lengths: in the start pose, or the hand before arm and leg rise.

    People walk their hands forward between two repetitions, too briefly for a new start pose.
    """
    before = (rep.t < rep.hold[0]) & (rep.drive < 0.35)
    t, hand = rep.t[before], np.abs(rep.signals["hand_place"][before])
    if len(t) < 3:
        return at_start("hand_place", "knee_place")(rep)
    rests = (np.abs(np.interp(t + RESTED, t, hand) - hand) <= RESTS) & (t + RESTED <= t[-1])
    stood = float(np.median(hand[rests])) if np.gradient(t)[rests].sum() >= RESTED else 0.0
    return max(at_start("hand_place", "knee_place")(rep), stood)


#: Degrees up to which an arm in a counted repetition rests, for all that is seen (76 to 82); low ones read from 123.
RESTING = 100.0


#: Share of the way to straight from which an arm reaches.
REACHES = 0.4


def stretched(name: str) -> Measure:
    """An arm's angle to the trunk in the hold, in degrees, over 180 above the back; unseen where it seems to rest, or the other
    hand, which must carry, seems to be off the floor too: MediaPipe then takes one arm for the other in turn."""

    def of(rep: Rep) -> float:
        arm = typical(name)(rep)
        return arm if arm > RESTING and not typical("same_arm_reach")(rep) >= REACHES else np.nan

    return Measure(of, HOLD)


def an_arm(now, ready) -> float:
    """How far either arm reached; unseen while the opposite arm is hidden and the other one rests."""
    opposite, same = now["arm_reach"], now["same_arm_reach"]
    return same if math.isnan(opposite) and same >= REACHES else max(opposite, same)


def same_side(now, ready) -> float:
    """How far leg and arm of one side reached; unseen while the other hand, which must carry, seems to be off the floor too."""
    leg, arm = now["leg_reach"], now["same_arm_reach"]
    hidden = math.isnan(leg) or math.isnan(arm)
    return NAN if hidden or (now["arm_reach"] >= REACHES / 2 and arm >= REACHES) else min(leg, arm)


#: Degrees of the lesser hip and knee from which both knees are off the floor.
LONG_HIP, LONG_KNEE = 155.0, 150.0
#: For how many seconds leg and arm were up together; 0.3 s is enough where the arm is hidden for the rest.
ARM_UP = seconds_above("both", 0.3, enough=0.3)


def planked(rep: Rep) -> float:
    """The share of the hold in which both legs seem to be long while no arm is seen to reach: all of it in a plank whose far arm is
    hidden. MediaPipe may draw both legs up for a part of a good one."""
    hip, knee = (rep.signals[name][rep.within(HOLD)] for name in ("kneeling", "knees"))
    return float(np.mean((hip > LONG_HIP) & (knee > LONG_KNEE))) if np.isnan(ARM_UP(rep)) and len(hip) else 0.0


#: Torso lengths by which the far knee must be above the near one in the picture, as it is for a camera above the floor, and
#: the share of that by which the carrying knee must be off its place. Rendered reaches whose legs had each other's names (a
#: dim room, two persons) read from 0.93, the others, some 500, up to 0.70.
STEP, MISPLACED = 0.09, 0.8


def swapped(rep: Rep) -> bool:
    """Whether the leg that moved has the other one's name from beginning to end: the knee that carries stays in its place,
    and is then found where the other one was in the start pose. From a camera at the knees' height that cannot be told."""
    return rep.ready["far_step"] >= STEP and typical("stands")(rep) / rep.ready["step"] >= MISPLACED


#: Seconds for which either arm may seem to reach besides the other one: while leg and arm of one side were up, the other arm never
#: did; where MediaPipe gave one arm the other's name at the top, it did on the way there and back, or in between.
OTHER_ARM = 0.15


def same_side_held(rep: Rep) -> float:
    """For how many seconds leg and arm of one side were up; unseen where the legs have each other's names, or the arms in turn."""
    held = seconds_above("same_side", REACHES)(rep)
    other = seconds_above("arm_reach", REACHES / 2, enough=OTHER_ARM)(rep)
    return np.nan if swapped(rep) or (held > OTHER_ARM and other > OTHER_ARM) else held


def sunk(now, ready) -> float:
    """How far the shoulder came down over the hand that carries; unseen while that hand seems to be off the floor."""
    return NAN if now["same_arm_reach"] >= REACHES else 1 - now["support"] / ready["support"]


RULE = Rule(
    title="Bird dog",
    purpose="Steadies the lower back: tummy, buttocks and back muscles hold still while arm and leg reach.",
    posture=ALL_FOURS,
    camera=Camera(
        SIDE, (0.5, 0.8), (2.5, 3.2), "Put the laptop on a low chair, so that it sees you from the side, fingers to toes."
    ),
    sides=ALTERNATING,
    side_words="{side} leg",
    signals={
        "left_hip": front_angle("left_shoulder", "left_hip", "left_knee", seen=GLIMPSED),
        "right_hip": front_angle("right_shoulder", "right_hip", "right_knee", seen=GLIMPSED),
        "kneeling": least_seen("left_hip", "right_hip"),
        "folded": greater("left_hip", "right_hip"),
        "left_knee": angle("left_hip", "left_knee", "left_ankle", seen=GLIMPSED),
        "right_knee": angle("right_hip", "right_knee", "right_ankle", seen=GLIMPSED),
        "knees": lesser("left_knee", "right_knee"),
        "kneel": angle("hip", "knee", "ankle", seen=GLIMPSED),
        "trunk": elevation("hip", "shoulder"),
        "near_arm": angle("wrist", "shoulder", "hip"),
        "hip": front_angle("moving_shoulder", "moving_hip", "moving_knee", seen=GLIMPSED),
        "knee": near_only(angle("moving_hip", "moving_knee", "moving_ankle")),
        "leg_line": near_only(front_angle("moving_shoulder", "moving_hip", "moving_ankle")),
        "arm": front_angle("other_wrist", "other_shoulder", "other_hip", seen=ARM),
        "same_arm": front_angle("moving_wrist", "moving_shoulder", "moving_hip", seen=ARM),
        "near_reach": near_only(front_angle("other_wrist", "other_shoulder", "other_hip", seen=ARM), other=True),
        "leg_reach": progress("hip", to=180),
        "arm_reach": progress("arm", to=180),
        "same_arm_reach": progress("same_arm", to=180),
        "an_arm": Derived(an_arm),
        "reach": greater("leg_reach", "arm_reach"),
        "both": lesser("leg_reach", "an_arm"),
        "same_side": Derived(same_side),
        "hip_shift": along("hip"),
        "hip_lift": lift("hip"),
        "shoulder_shift": along("shoulder"),
        "shoulder_lift": lift("shoulder"),
        "hip_gap": height("hip", "far_hip"),
        "hip_opening": change("hip_gap", "torso"),
        "neck": angle("ear", "shoulder", "hip"),
        "neck_change": change("neck"),
        "support_elbow": near_only(angle("moving_shoulder", "moving_elbow", "moving_wrist")),
        "support": near_only(height("moving_shoulder", "moving_wrist")),
        "sunk": Derived(sunk),
        "hand_place": offset("wrist", "shoulder"),
        "knee_place": offset("knee", "hip"),
        "stands": lift("other_knee", seen=GLIMPSED),
        "step": height("moving_knee", "other_knee", seen=GLIMPSED),
        "far_step": height("far_knee", "knee", seen=GLIMPSED),
    },
    ready=(
        Ready("trunk", within(-25, 30), "Go onto your hands and knees."),
        Ready("hip", within(70, 120), "Put your knees under your hips."),
        Ready("kneel", at_most(140), "Go onto your hands and knees.", unseen_passes=True),
        Ready("near_arm", within(55, 120), "Put your hands under your shoulders.", unseen_passes=True),
    ),
    stay=(
        Ready("trunk", within(-35, 40), "Go onto your hands and knees."),
        # The hip that carries reads up to 147 and its knee up to 143 while MediaPipe draws both legs up; in a plank the lesser
        # ones 163 to 176, in a downward dog the knee 149 to 179.
        Ready("kneeling", at_most(LONG_HIP), "Keep one knee on the floor."),
        # Who draws the moving knee under the trunk folds one hip alone; who sits back on the heels both.
        Ready("folded", at_least(55), "Go onto your hands and knees."),
        Ready("knees", at_most(LONG_KNEE), "Keep one knee on the floor."),
    ),
    count=Reps(
        "reach", turn=0.55, leave=0.25, back=0.2, near=0.4, unit="ratio", side_by="leg_reach", swapped=swapped,
        partial="you came only part of the way",
        needs=(
            Need(seconds_above("leg_reach", 0.55, enough=0.3), at_least(0.3), "the leg did not reach back"),
            # Both legs up are borne for a while, because MediaPipe may draw them so; an upward dog's trunk rises to 44 and more, that of
            # bird dogs to 20.
            Need(typical("trunk"), within(-40, 36), "your trunk did not stay level", unseen_counts=True),
            Need(ARM_UP, at_least(0.3), "the arm did not reach forward", unseen_counts=True),
            Need(planked, at_most(0.6), "both your knees left the floor"),
        ),
        source="the specification: the leg by 0.55, the arm by 0.40, both for 0.8 s. The arm from 0.3 (108 degrees), because an arm that stays "
        "low is told as a fault of a counted repetition; 0.3 s, because the far arm is hidden for much of a hold: short holds of "
        "real people read 1.6 s, one with its arm in sight for a moment 0.9",
    ),  # fmt: skip
    faults=(
        Fault(
            "leg_too_high", typical("leg_line"), at_most(192), "deg", MAJOR, HIGH,
            "Your leg rose above the line of your back.",
            "Lower the leg to hip height and reach it long.",
            "[ACEBD, ACEBDO, EFE, CALLA]; near leg only, the far hip is guessed",
        ),
        Fault(
            "leg_too_low", typical("leg_line"),
            {BEGINNER: at_least(150), TYPICAL: at_least(150), EXPERT: at_least(159)}, "deg", MINOR, HIGH,
            "Your leg stayed low, below the line of your back.", "Push your heel back a little higher.",
            "[ACEBD]; near leg only; beginners may stay 30 degrees below the line; typical legs end from 165, "
            "experts' from 174: 15 less for both",
        ),
        Fault(
            "knee_bent", typical("knee"), at_least(157), "deg", MINOR, HIGH,
            "Your knee was bent to {value:.0f} degrees.", "Straighten the back leg and push the heel away.",
            "[ACEBD, PYBBD]; near leg only: a straight far one reads down to 154",
        ),
        Fault(
            "arm_low", stretched("near_reach"),
            {BEGINNER: at_least(127), TYPICAL: at_least(147), EXPERT: at_least(155)}, "deg", MINOR, HIGH,
            "Your arm stayed low, below the line of your back.", "Reach the arm forward, level with your ear.",
            "[ACEBD]; the specification says 140; near arm only: good far ones read down to 123; good near ones read from 158, acted ones up to 146; beginners' arms end from 130, "
            "typical ones from 150: 3 less for both; experts' from 165, 10 less, as raised arms are seen less well",
            joints=("other_wrist",),
        ),
        Fault(
            "arm_too_high", stretched("arm"), at_most(195), "deg", INFO, MEDIUM,
            "Your arm rose above your back.", "Reach forward rather than up.", "[CALLA]", joints=("other_wrist",),
        ),
        Fault(
            "same_side", Measure(same_side_held), at_most(0.65), "s", MAJOR, MEDIUM,
            "Arm and leg of the same side were lifted.", "Use the opposite arm and leg.",
            "[ACEBD]; 0.8 s; 0.65 because good ones read up to 0.53, acted ones from 0.8", sided=True,
        ),
        Fault(
            "weight_shift", Measure(shift, HOLD), at_most(0.18), "torso", MINOR, HIGH,
            "Your hips moved forward or back.", "Keep your hips over the supporting knee.", "[CALLA]",
        ),
        Fault(
            "wobble", unsteadiness("hip_shift", "hip_lift", "shoulder_shift", "shoulder_lift"), at_most(0.034),
            "torso", MINOR, HIGH, "Your body swayed while you held.", "Make it smaller and steadier.", "[MAYOBD]; others read up to 0.022, one 0.033; acted ones from 0.034",
            joints=("hip", "shoulder"),
        ),
        Fault(
            "hip_opens", farthest("hip_opening", HOLD), at_most(0.2), "torso", MAJOR, LOW,
            "Your hip may have turned out.", "Keep both hip bones facing the floor.", "[ACEBDO, ACEBD] 0.15, which good ones reach",
        ),
        Fault(
            "head_drops_or_lifts", Measure(neck, ENTRY), at_most(18), "deg", MINOR, LOW,
            "Your head may have moved.", "Look at the floor and keep your neck long.",
            "[EFE, MAYOBD, RWTH] 25, medium; a tip: good ones read up to 16, one 22, acted ones 3 to 32",
            joints=("ear",),
        ),
        Fault(
            "support_elbow_bent", typical("support_elbow"), at_least(150), "deg", MINOR, LOW,
            "Your supporting elbow may have been bent.",
            "Keep your supporting elbow straight but not locked.",
            "[EFE], medium; a tip, because straight ones read from 154, but those of some people 147, and bent ones up to 146",
        ),
        Fault(
            "shoulder_sinks", typical("sunk"), at_most(0.167), "ratio", MINOR, MEDIUM,
            "Your shoulder sank towards the floor.", "Push the floor away with your hand.",
            "[EFE, CALLA]; the specification says 0.12; bent elbows and hands out of place alone read up to 0.166, acted ones from 0.169",
        ),
        Fault(
            "too_fast", quicker_way(), at_least(0.85), "s", MAJOR, HIGH,
            "You moved in {value:.1f} seconds.", "Slow down: two seconds out, two seconds back.",
            "[EFE, CALLA] 1 s; 0.85 because good ones read from 1.04; ways of 0.66 s read 0.44 to 0.57",
        ),
        Fault(
            "hold_short", seconds_at_top(), {BEGINNER: at_least(1.8), TYPICAL: at_least(4.2), EXPERT: at_least(5.2)},
            "s", MINOR, HIGH, "You held it for {value:.1f} seconds.", "Hold it steady a bit longer.",
            "[MAYOBD, PYBBD] say 4 s (beginners 1.5), of which arriving and leaving look like a bit more; experts are asked for 10 s: half of it must be",
        ),
        Fault(
            "base_wrong", Measure(base, ENTRY), at_most(0.32), "torso", MINOR, HIGH,
            "You started with hands or knees out of place.", "Hands under shoulders, knees under hips.",
            "[ACEBD, PYBBD] 0.30; good ones read up to 0.31, acted ones from 0.33",
            joints=("wrist", "knee"),
        ),
    ),
    setup=(
        "Kneel on hands and knees with your side to the laptop.",
        "Hands under your shoulders, knees under your hips, eyes to the floor.",
        "Leave room in the picture for a stretched arm and a stretched leg.",
        "Stretch one leg back and the opposite arm forward, hold, come back; then the other two.",
    ),
    cannot_see=(
        "I cannot see the curve of your lower back. Imagine a cup of tea standing on it.",
        "The far hip and knee are hidden from me. Turn round for half of the repetitions.",
        "I cannot see small twists of the trunk, or your breath. Breathe out as you reach.",
    ),
    safety=(
        "Sore wrists: use fists or forearms. Sore knees: kneel on a pillow.",
        "Stop with pain or tingling down a leg, or sharp back pain. If it only strains, reach less far.",
        "After a recent shoulder or knee operation, or with carpal tunnel trouble: ask your doctor first.",
    ),
    dose={
        BEGINNER: Dose(5, 2, "5 on each side, holding 2 to 3 seconds. If that is too much, lift the leg alone; I do not count that."),
        TYPICAL: Dose(6, 5, "6 on each side, holding about 5 seconds, up to 3 sets."),
        EXPERT: Dose(10, 10, "10 on each side, holding 10 seconds."),
    },
)  # fmt: skip
