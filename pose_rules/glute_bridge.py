"""Glute bridge, filmed from the side.

Lie on your back, knees bent and feet flat; lift the hips until shoulders, hips and knees make one line, and lower.
The hip angle is measured across the belly, so that a hip lifted past the straight line goes on rising beyond 180.

Knees that fall in or out are not judged. From the side they cannot be seen; of a rendered person, filmed 25, 35, 50 and
65 degrees away from the foot end, MediaPipe's knees stood 1.35, 0.97, 0.66 and 0.64 ankle widths apart where 0.61 to
0.68 were true (fallen in), and 1.18, 1.08, 0.98 and 0.74 where 0.87 to 0.98 were (good).
"""

from collections.abc import Callable

import numpy as np

from formcheck.body import GLIMPSED
from formcheck.measures import (
    BACK, HOLD, OUT, WHOLE, Measure, Rep, farthest, half, highest, sank, seconds_near_peak, typical,
)  # fmt: skip
from formcheck.rule import (
    BEGINNER, EXPERT, HIGH, INFO, LOW, MAJOR, MEDIUM, MINOR, SIDE, SUPINE, TYPICAL,
    Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import (
    Derived, along, angle, change, elevation, front_angle, greater, height, lift,
)  # fmt: skip

#: A hold longer than this (s) is watched for sagging hips; [NHFA] holds 3 to 30 s.
LONG_HOLD = 5.0
#: Share of their height above which the hips are up; acted ones sag down to 0.3 of it.
UP = 0.2
#: Degrees a second below which the hips are still, over so many seconds: lowering in 6 s moves them by 8 a second.
STILL, STILL_OVER = 4.0, 0.5
#: An ankle this far above the other one (torso lengths) is in the air: 0.16 at most with both feet down, 0.75 at least of a
#: raised leg.
FOOT_UP = 0.30


#: Degrees that the hip may open for each torso length that the hips rise; at the top it has opened by 89 to 138 in bridges of
#: real people, and of acted ones by up to 201 where the feet were put far away.
OPENING = 250.0


def raised(now, ready) -> float:
    """The hip's angle, as far as the hips rose for it: feet put farther away open it on the floor."""
    return min(now["hip"], ready["hip"] + OPENING * max(now["lift"], 0.0))


def sag(rep: Rep) -> float:
    """How far the hips sank, in degrees, between arriving and leaving; 0 when they were not held for long.

    Who lowers slowly leaves where the hips were last still, and one wild frame is no sinking.
    """
    t, hip, lift = rep.t, rep.signals["hip"], rep.signals["lift"]
    up, seen = t[lift >= UP * np.nanmax(lift, initial=0.0)], ~np.isnan(hip)
    if not len(up) or not seen.any():
        return np.nan
    if up[-1] - up[0] < LONG_HOLD:
        return 0.0
    before, after = (np.interp(t + way * STILL_OVER / 2, t[seen], hip[seen]) for way in (-1, 1))
    still = t[(t >= up[0] + 1) & (t <= up[-1] - 1) & (abs(after - before) / STILL_OVER < STILL)]
    if not len(still):
        return 0.0
    held = (t >= up[0] + 1) & (t <= still[-1])
    return sank(t[held], hip[held]) if held.any() else 0.0


def slid(rep: Rep) -> float:
    """How far the foot slid while the hips were up, in torso lengths: one put elsewhere before the lift did not slide."""
    lift, foot = rep.signals["lift"], rep.signals["foot_shift"]
    up = np.flatnonzero(lift >= 0.15 * np.nanmax(lift))
    if not len(up) or len(rep.seen("foot_shift", HOLD)) == 0:
        return np.nan
    stood = foot[np.abs(rep.t - rep.t[up[0]]) <= 0.15]
    if np.isnan(stood).all():
        return np.nan
    return float(np.nanquantile(np.abs(foot[up[0] :] - np.nanmedian(stood)), 0.9))


def one_leg(rep: Rep) -> float:
    """How far one ankle was above the other at the top, in torso lengths."""
    return abs(typical("foot_up")(rep))


def standing(measure: Callable[[Rep], float], during: str = HOLD) -> Measure:
    """What is measured on the near leg; not told where that is the leg in the air: it says nothing about the bridge."""
    return Measure(lambda rep: np.nan if typical("foot_up")(rep) > FOOT_UP else measure(rep), during)


RULE = Rule(
    title="Glute bridge",
    purpose="Strengthens the buttocks, with the lower back, hips, tummy and backs of the thighs helping.",
    posture=SUPINE,
    camera=Camera(
        SIDE, (0.3, 0.6), (1.8, 2.6), "Put the laptop low, on a stool, beside your hips, so that it sees you from the side."
    ),
    signals={
        "hip": front_angle("shoulder", "hip", "knee"),
        "knee": angle("hip", "knee", "ankle"),
        "trunk": elevation("hip", "shoulder"),
        "lift": lift("hip"),
        "raised_hip": Derived(raised, "deg"),
        "far_lift": lift("far_hip"),
        "heel_lift": lift("heel"),
        "toe_lift": lift("foot_index"),
        "heel_off": Derived(lambda now, ready: now["heel_lift"] - now["toe_lift"], "torso"),
        "foot_shift": along("ankle"),
        "ear_lift": lift("ear"),
        "shoulder_lift": lift("shoulder"),
        "head_lift": greater("ear_lift", "shoulder_lift"),
        "hip_gap": height("hip", "far_hip"),
        "hip_tilt": change("hip_gap", "torso"),
        "foot_up": height("ankle", "far_ankle", seen=GLIMPSED),
    },
    ready=(
        Ready("trunk", within(-15, 15), "Lie down on your back."),
        Ready("hip", within(108, 156), "Rest your hips on the floor, with your knees bent."),
        Ready("knee", within(40, 110), "Bend your knees and put your feet flat.", unseen_passes=True),
    ),
    stay=(Ready("trunk", within(-45, 25), "Lie down on your back."),),
    count=Reps(
        "raised_hip", turn=148, leave=8, back=6, near=142, rise=12,
        needs=(
            Need(highest("lift"), at_least(0.085), "your hips stayed near the floor"),
            # A bridge lifts the far hip by 0.08 or more; it sinks by 0.12 or more in a knee roll seen from the feet.
            Need(typical("far_lift"), at_least(0.0), "your hips rolled to the side", unseen_counts=True),
        ),
        source="the specification says 152 degrees, 15 more than at rest, hips up by 0.12; 148, 12 and 0.085 because low bridges, which count with "
        "their fault, read from 149.8, 12.8 and 0.092",
    ),  # fmt: skip
    faults=(
        Fault(
            "not_high_enough", standing(highest("hip", HOLD)),
            {BEGINNER: at_least(150), TYPICAL: at_least(159), EXPERT: at_least(166)}, "deg", MINOR, HIGH,
            "Your hips stopped at {value:.0f} degrees; a straight line is 180.", "A little higher, if your back is comfortable.",
            "[MAYOCORE, BENCHP, EAWSC]; good ones read 160 to 184, acted low ones up to 158; typical bridges end from 165, "
            "experts' from 172: 6 less for both",
        ),
        Fault(
            "over_arched", standing(typical("hip")), at_most(193), "deg", MAJOR, MEDIUM,
            "Your hips rose above the straight line.",
            "A little lower; stop at the straight line.",
            "[ESKE, PEAKE, ELITE]; sees hips above the line, not the curve of the back; the specification says 188; "
            "feet too far away alone read up to 192.7, acted ones from 193",
        ),
        Fault(
            "feet_too_far", standing(typical("knee")), at_most(121), "deg", MINOR, HIGH,
            "Your knees were open to {value:.0f} degrees at the top.", "Bring your heels closer to your bottom.",
            "[EAWSC, HO2020, THPB] 118; good bridges of real people read 71 to 105, acted ones with feet in place up to 118.7, others from 129",
        ),
        Fault(
            "feet_too_close", standing(typical("knee")), at_least(62), "deg", INFO, HIGH,
            "Your knees were bent to {value:.0f} degrees at the top.", "Move your feet a little away.", "[ELITE]",
        ),
        Fault(
            "heels_lift", standing(typical("heel_off")), at_most(0.06), "torso", MINOR, LOW,
            "Your heels may have come off the floor.", "Press through your heels.",
            "[ESKE, ELITE, CHPT] 0.10, medium; a tip: good ones read up to 0.052, acted ones 0.013 to 0.164",
        ),
        Fault(
            "feet_slide", standing(slid, WHOLE), at_most(0.125), "torso", MINOR, HIGH,
            "Your feet slid.", "Keep your feet where they are.",
            "[ESKE]; the specification says 0.12 since the start pose; good ones read up to 0.113, acted ones from 0.146",
        ),
        Fault(
            "head_or_shoulders_lift", typical("head_lift", HOLD), at_most(0.08), "torso", MINOR, MEDIUM,
            "Your head or shoulders came up.", "Rest head and shoulders on the floor; soften your neck.",
            "[MAYOCORE, ELITE]",
        ),
        Fault(
            "pelvis_tilts_sideways", farthest("hip_tilt", HOLD), at_most(0.12), "torso", MINOR, LOW,
            "One hip may have been higher than the other.", "Keep both hip bones level.", "[THPB]",
        ),
        Fault(
            "thrown_up", half(OUT), at_least(0.8), "s", MINOR, HIGH,
            "You came up in {value:.1f} seconds.", "Rise slowly, peel up.",
            "[ELITE] 1 s; 0.8 because good ones read from 1.02; hips thrown up in 0.62 s read 0.34 to 0.74",
        ),
        Fault(
            "dropped", half(BACK), at_least(0.8), "s", MINOR, HIGH,
            "You came down in {value:.1f} seconds.", "Lower with control, about two seconds.",
            "[APC] 1 s; 0.8 because good ones read from 0.90; hips dropped in 0.61 s read 0.42 to 0.67",
        ),
        Fault(
            "no_hold", seconds_near_peak("hip", 8),
            {BEGINNER: at_least(1.5), TYPICAL: at_least(1.5), EXPERT: at_least(2.2)}, "s", INFO, HIGH,
            "You stayed at the top for {value:.1f} seconds.", "Squeeze and hold for two seconds.",
            "[ESKE]; the last 8 degrees of the way count as the top: good ones read 2.6 s, acted quick ones 1.1; "
            "a third of 3 s, which typical people hold, and of 5 s for experts, and 0.5 s of arriving and leaving",
        ),
        Fault(
            "hips_sag_in_hold", standing(sag), at_most(10), "deg", MINOR, HIGH,
            "Your hips sank by {value:.0f} degrees while you held.", "Keep the hips level until the count ends.",
            "[NHFA]",
        ),
        Fault(
            "one_leg_up", Measure(one_leg, HOLD), at_most(FOOT_UP), "torso", INFO, MEDIUM,
            "One leg was up: the harder version.", "One leg up is fine if it feels easy; else keep both feet down.",
            "the specification, variations: the other ankle above 0.30, or a knee straighter than 140, which feet that are too far "
            "away nearly reach",
        ),
    ),
    setup=(
        "Lie on your back with your side to the laptop, head to feet in the picture.",
        "Bend your knees, feet flat and hip-width apart, heels near your bottom.",
        "Rest your arms by your sides. Lift your hips until shoulders, hips and knees make one line, hold, come down. Breathe out as you lift.",
    ),
    cannot_see=(
        "I see your hips, not the curve of your back. Tuck your tailbone slightly, and stop if you feel it in your lower back.",
        "I cannot see which muscles work. If the backs of your thighs cramp, bring the heels closer.",
        "I cannot see whether your knees fall in or out, and hardly whether your heels lift. Point your knees over your toes, heels down.",
    ),
    safety=(
        "If your lower back hurts at the top, lift less high.",
        "Stop with pain or tingling in a leg, a cramp that does not ease, or pressure in the neck.",
        "Late in pregnancy, with reflux, high blood pressure or after a hip operation: ask your doctor first.",
    ),
    dose={
        BEGINNER: Dose(6, 2, "1 or 2 sets of 5 to 8, holding 2 seconds at the top, 2 or 3 days a week."),
        TYPICAL: Dose(10, 2, "2 sets of 10, holding 2 seconds at the top, 2 or 3 days a week."),
        EXPERT: Dose(12, 3, "3 sets of 12 to 15, holding 3 to 5 seconds at the top, 2 or 3 days a week."),
    },
)  # fmt: skip
