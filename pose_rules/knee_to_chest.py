"""Single knee to chest, filmed from the side.

Lie on your back with bent or straight legs, pull one knee to the chest with both hands, hold, let it down, and change
sides. The side is the moving leg's; the hip's flexion is counted, which works for the far leg too. Each leg is one
repetition; both knees together are none.
"""

import numpy as np

from formcheck.body import GLIMPSED
from formcheck.measures import (
    ENTRY, HOLD, OUT, WHOLE, Measure, Rep, half, highest, pause, reversals, typical,
)  # fmt: skip
from formcheck.rule import (
    ALTERNATING, BEGINNER, EXPERT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, SIDE, SUPINE, TYPICAL,
    Balance, Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import (
    Derived, Signal, angle, change, elevation, front_angle, lift, on_side,
)  # fmt: skip

#: The far leg's landmarks are good enough to count with even when MediaPipe calls them hardly visible: behind the near
#: leg real ones read 0.13 to 0.9, with hip angles within 10 degrees of the near leg's.
HIDDEN = 0.05
#: Torso lengths by which the shoulders are higher than at the start when they have curled up.
CURLED = 0.165
#: From this visibility the far foot is taken as seen while the near leg moves; a lift of 0.15 stands well above its noise.
FAINT = 0.3

#: Flexion of the hip (degrees) from which the knee has come to the chest: the specification's 90; pulls that stop short read
#: up to 84. A straight leg that is pulled up by a true 92 reads from 87, in a mirrored picture from 85: so many degrees are
#: added to a leg for being straight, all of them from ``STRAIGHT`` degrees of the knee on (pulled straight legs read from 150,
#: bent ones up to 70).
NEAR, FOR_STRAIGHT, BENT, STRAIGHT = 90.0, 5.0, 110.0, 140.0

#: A pull that takes less than this (s) is a jerk. The specification proposes 1 s or 120 degrees a second; a calm pull of real
#: people from straight legs, where the way is twice as long, reads 1.3 s and 150 degrees a second.
JERK = 0.4


def flexion(side: str) -> Signal:
    """Flexion of the hip in degrees: 0 with a straight leg, about 50 with the foot on the floor, 120 at the chest."""
    hip = front_angle(f"{side}_shoulder", f"{side}_hip", f"{side}_knee", seen=HIDDEN)
    return Signal(lambda body: 180 - hip.of(body))


def pulled(now, ready) -> float:
    """Flexion of the hip, and what is added to a straight leg; nothing while its knee is hidden."""
    flexion, straight = now["flexion"], (now["knee"] - BENT) / (STRAIGHT - BENT)
    return flexion + (FOR_STRAIGHT * min(1.0, straight) if straight > 0 else 0.0)


def near(rep: Rep) -> float:
    """Flexion of the hip, degrees; no less than ``NEAR`` of a straight leg that counted."""
    flexion, pull = (highest(name, HOLD)(rep) for name in ("flexion", "pull"))
    return max(flexion, min(pull, NEAR))


def held(rep: Rep) -> float:
    """How long the knee was held, in seconds; not told of a pull that did not come near."""
    return pause()(rep) if np.nanmax(rep.drive) >= NEAR else np.nan


def jerks(rep: Rep) -> float:
    """Turns of the hip in the hold within a second and a half (up to three are no tug); a jerked pull counts as four. Unseen
    where the other leg seems to come along: MediaPipe may be taking one for the other in turn."""
    if typical("other_leg")(rep) > 0.12:
        return np.nan
    if np.nanmax(rep.drive) >= NEAR and half(OUT)(rep) < JERK:
        return 4.0
    return reversals("flexion", 7, window=1.5)(rep)


def head(rep: Rep) -> float:
    """How far the ear rose, in torso lengths; 0 where it only went along with the shoulders."""
    return 0.0 if typical("shoulder_lift")(rep) > CURLED else typical("ear_lift", ENTRY)(rep)


def other_leg(now, ready) -> float:
    """How far the other leg rose: a straight one by its knee (0.15 is about 10 degrees), a bent one by its foot. The knee
    must come along by half as much: a foot that was hidden in the start pose is not where it seemed to be."""
    if ready["other_flexion"] <= 25:
        return now["other_knee"]
    return min(now["other_foot"], 2 * now["other_knee"])


def lead(rep: Rep) -> float:
    """How much farther the pulled hip is bent than the other one, degrees."""
    return typical("flexion")(rep) - typical("other_flexion")(rep)


RULE = Rule(
    title="Single knee to chest",
    purpose="Stretches buttock, back of the thigh and lower back.",
    posture=SUPINE,
    camera=Camera(
        SIDE, (0.4, 0.7), (2.0, 3.0), "Put the laptop low, on a stool, so that it sees you from the side, head to feet."
    ),
    sides=ALTERNATING,
    side_words="{side} leg",
    signals={
        "left_hip": front_angle("left_shoulder", "left_hip", "left_knee", seen=HIDDEN),
        "right_hip": front_angle("right_shoulder", "right_hip", "right_knee", seen=HIDDEN),
        "flexion": flexion("moving"),
        "other_flexion": flexion("other"),
        "other_rise": change("other_flexion"),
        "knee": angle("moving_hip", "moving_knee", "moving_ankle", seen=GLIMPSED),
        "pull": Derived(pulled, "deg"),
        "trunk": elevation("hip", "shoulder"),
        "on_side": on_side(),
        "ear_lift": lift("ear"),
        "shoulder_lift": lift("shoulder"),
        "hip_lift": lift("hip"),
        "other_foot": lift("other_ankle", seen=FAINT),
        "other_knee": lift("other_knee", seen=FAINT),
        "other_leg": Derived(other_leg, "torso"),
    },
    ready=(
        Ready("trunk", within(-20, 20), "Lie down on your back."),
        Ready("on_side", at_most(40), "Turn onto your back."),
        Ready("left_hip", within(102, 200), "Rest both feet on the floor."),
        Ready("right_hip", within(102, 200), "Rest both feet on the floor."),
    ),
    stay=(Ready("trunk", within(-30, 35), "Lie down on your back."),),
    count=Reps(
        "pull", turn=NEAR, leave=15, back=12, near=70, rise=35,
        needs=(
            Need(highest("shoulder_lift"), at_most(0.35), "your trunk came up instead of the knee"),
            Need(typical("on_side", HOLD), at_most(40), "you turned onto your side"),
            # MediaPipe draws a resting leg that is hard to tell from the moving one up to 53 higher, 94 in all; both knees
            # pulled up read from 72 and 121, legs held above the hips from 95.
            Need(typical("other_rise", HOLD), at_most(56), "both knees came up", unseen_counts=True),
            Need(typical("other_flexion", HOLD), at_most(94.5), "both knees came up", unseen_counts=True),
            # Legs held side by side above the hips, as in the spiral twist, lead each other by up to 9; a pulled one by 11 and more.
            Need(Measure(lead, HOLD), at_least(10), "both knees came up", unseen_counts=True),
        ),
        source="the specification: 90 degrees, and 35 more than at rest; 85 of a straight leg, because one that is pulled up to "
        "92 reads from 87, in a mirrored picture from 85; bent ones that stop short read up to 84",
    ),  # fmt: skip
    faults=(
        Fault(
            "head_lifts", Measure(head, ENTRY), at_most(0.15), "torso", MINOR, MEDIUM,
            "Your head came up.", "Rest your head on the floor.", "[PGSKTC]",
        ),
        Fault(
            "shoulders_curl_up", typical("shoulder_lift"), at_most(CURLED), "torso", MINOR, HIGH,
            "Your shoulders came up.", "Keep your shoulders down and bring the knee to you.",
            "[PGSKTC] 0.15; still ones read up to 0.150, acted ones from 0.182",
        ),
        Fault(
            "jerky_pull", Measure(jerks, ENTRY), at_most(3), "", MAJOR, LOW,
            "You may have tugged at the knee.", "Pull gently and hold; do not tug.",
            "[SPEX, MAYO15]: turns of 7 degrees, or a way out of under 0.4 s; a tip, because calm holds read up to 4, tugged ones 2 to 4",
        ),
        Fault(
            "hold_short", Measure(held, HOLD), {BEGINNER: at_least(3.9), TYPICAL: at_least(3.9), EXPERT: at_least(15)}, "s", MINOR, HIGH,
            "You held it for {value:.1f} seconds.", "Hold a little longer, three easy breaths.",
            "[MAYO15, HWSKTC]: holds of 5 s are the shortest that are advised; experts are asked for 30 s: half of it must be; of the 15 s that are asked of others a quarter will do: held ones read from 3.97, short ones up to 3.85",
        ),
        Fault(
            "knee_not_near", Measure(near, WHOLE),
            {BEGINNER: at_least(NEAR), TYPICAL: at_least(NEAR), EXPERT: at_least(105)}, "deg", INFO, HIGH,
            "Your hip bent by {value:.0f} degrees.", "Bring the knee a bit closer, if it feels fine.",
            "[MAYOSTR]: typical ones end at 110 to 125, and from 90 it counts; experts at 125 to 145: 20 less; "
            "judged when it is over, because nobody is urged deeper into a stretch that is being held",
        ),
        Fault(
            "other_leg_rises", typical("other_leg"), at_most(0.17), "torso", MINOR, LOW,
            "Your other leg may have come up.", "Let the other leg rest on the floor.",
            "[HWSKTC, FED]; a tip, because a leg that rests behind or before the moving one reads up to 0.32, a lifted one "
            "0.06 to 0.21",
        ),
        Fault(
            "tailbone_off", typical("hip_lift"), at_most(0.12), "torso", MINOR, LOW,
            "Your tailbone may have come up.", "Keep your tailbone heavy on the floor.",
            "[FITB]; the hip point alone moves 0.05 to 0.10 when the thigh folds over it",
        ),
        Fault(
            "leg_kept_straight", Measure(typical("knee"), WHOLE), at_most(125), "deg", INFO, HIGH,
            "Your knee stayed rather straight ({value:.0f} degrees).", "Bend the knee and bring it to your chest.",
            "[MAYO15]; judged when it is over, as knee_not_near is",
        ),
    ),
    balance=Balance(
        highest("flexion", HOLD), 15, "deg",
        "As far as I can see from this side, your {more} came closer than your {less}; stay gentle on the tighter one.",
        "[LAIRD]; of equal pulls the sides read up to 8 apart",
    ),
    setup=(
        "Lie on your back with your side to the laptop, head to feet in the picture.",
        "Bend both knees with your feet flat, or let both legs lie straight.",
        "Rest your head on the floor or on a flat pillow.",
        "Pull one knee towards your chest with both hands, hold, breathing slowly, and lower it; then the other leg.",
    ),
    cannot_see=(
        "I cannot see whether your lower back rests on the floor. Feel it settle.",
        "I cannot see the knee drift to the side. Aim it at the shoulder of the same side.",
        "I cannot tell a hand on the kneecap from one below it. If your knee complains, hold behind the thigh.",
        "I see the near leg best. Turn round now and then, so that I see the other one too.",
    ),
    safety=(
        "If a pain travels further down the leg, stop. If your back is worse for two days running, leave this one out.",
        "Not with osteoporosis. After a hip replacement, do not bend past your surgeon's limit; ask first.",
        "Sore knee: hold behind the thigh, not on the kneecap.",
    ),
    dose={
        BEGINNER: Dose(3, 5, "2 or 3 times on each side, holding 5 seconds, once or twice a day."),
        TYPICAL: Dose(3, 15, "2 to 4 times on each side, holding 15 to 30 seconds, morning and evening."),
        EXPERT: Dose(4, 30, "3 or 4 times on each side, holding 30 seconds, morning and evening."),
    },
)  # fmt: skip
