"""Downward dog with a leg lift, filmed from the side.

From downward dog lift one straight leg, hold, lower it, then the other one. One repetition is one lift; its side is
the lifted leg. The height of one foot above the other, in leg lengths, drives the count, whichever foot it is: in the
middle of a lift MediaPipe may take one leg for the other. The side is the one whose foot was the higher for longer.
"""

import math

from formcheck.body import GLIMPSED, NAN, Body
from formcheck.measures import (
    HOLD, MIDDLE_SHARE, OUT, Measure, Rep, half, highest, seconds, typical,
)  # fmt: skip
from formcheck.pose import INDEX, OTHER
from formcheck.rule import (
    ALTERNATING, BEGINNER, EXPERT, HIGH, INFO, INVERTED, LOW, MAJOR, MEDIUM, MINOR, SIDE, TYPICAL,
    Balance, Camera, Dose, Fault, Need, Ready, Reps, Rule, at_least, at_most, within,
)  # fmt: skip
from formcheck.signals import (
    Derived, Signal, along, angle, change, elevation, front_angle, gap, greater, height, lift, near_only, offset,
)  # fmt: skip


#: How sure MediaPipe must be of the lifted knee for its angle to be believed: of straight legs that it drew bent by up to 36
#: degrees it was sure to 0.73 to 0.90, of bent ones to 0.92 and more.
SURELY = 0.9
#: Torso lengths above which both ankles cannot be while one leg stands; a heel that comes off the floor reads 0.1.
BOTH_UP = 0.12
#: Torso lengths that the feet must stand apart in the picture for their places to be told apart.
APART = 0.045
#: Thigh lengths by which the standing knee is farther from the camera than the raised near one, beyond what its hip is: 0.07
#: and more but for one of 0.05; of far legs under the near one's name up to 0.05 (rendered lifts of eight persons).
SPREAD = 0.06


def raised(now, ready) -> float:
    """How much higher than the other foot the foot was lifted, in leg lengths; the other one may be hidden."""
    other = now["other_foot_y"]
    legs = [length for side in ("", "other_") if (length := ready[f"{side}thigh"] + ready[f"{side}shin"]) == length]
    return (now["foot_y"] - (other if not math.isnan(other) else 0.0)) / max(*legs, 1e-6) if legs else NAN


def lifted(now, ready) -> float:
    """How far the feet are apart in height, in leg lengths, the same for both sides.

    Unseen while both seem to be off the floor: one stands, and MediaPipe is changing its mind about which. Unseen too
    while a foot that was seen in the start pose is not, and the other one stands: it may be up, above the picture.
    """
    if min(now["foot_y"], now["other_foot_y"]) > BOTH_UP:
        return NAN
    for foot, other in (("foot_y", "other_foot_y"), ("other_foot_y", "foot_y")):
        if math.isnan(now[foot]) and not math.isnan(ready[foot]) and not now[other] > BOTH_UP:
            return NAN
    heights = [raised(now, ready), raised({**now, "foot_y": now["other_foot_y"], "other_foot_y": now["foot_y"]}, ready)]
    return max((height for height in heights if not math.isnan(height)), default=NAN)


def moved(joint: str) -> Derived:
    """How far a joint is from its place in the start pose, in torso lengths."""
    return Derived(lambda now, ready: math.hypot(now[f"{joint}_x"], now[f"{joint}_y"]), "torso")


def standing_foot(now, ready) -> float:
    """How far the foot that stands is from its place, in torso lengths: the one nearer to its place.

    Unseen while both seem to be off the floor, as in ``lifted``.
    """
    if min(now["foot_y"], now["other_foot_y"]) > BOTH_UP:
        return NAN
    other = math.hypot(now["other_foot_x"], now["other_foot_y"])
    return other if math.isnan(now["foot_x"]) else min(other, math.hypot(now["foot_x"], now["foot_y"]))


def standing(now, ready) -> float:
    """How far the standing knee stretched since the start pose, degrees; unseen while its foot seems to be off the floor, as
    MediaPipe may draw it."""
    return NAN if now["other_foot_y"] > BOTH_UP else now["other_knee"] - ready["other_knee"]


def spread(body: Body) -> float:
    """How much farther from the camera the standing knee is than the raised one, beyond what its hip is, in thigh lengths,
    by MediaPipe's depth."""
    moving, other = (
        body.world[[INDEX[f"{side}_hip"], INDEX[f"{side}_knee"]]] for side in (body.moving, OTHER[body.moving])
    )
    apart = other[:, 2] - moving[:, 2]
    return float(apart[1] - apart[0]) / max(math.dist(*other.tolist()), 1e-6)


def far_leg(rep: Rep) -> bool:
    """Whether the leg that was lifted under the near one's name is the far one.

    MediaPipe may draw it so for a whole lift, and the near leg, which stands, as the far one. But a foot that stands stays in
    its place: it is then found where the other foot was in the start pose, and the raised knee is no nearer to the camera.
    """
    x, y, spread = (typical(name, HOLD)(rep) for name in ("stands_x", "other_foot_y", "spread"))
    stride, step = rep.ready["stride"], rep.ready["step"]
    elsewhere = math.hypot(stride, step) > APART and math.hypot(x - stride, y - step) < math.hypot(x, y)
    return elsewhere and spread < SPREAD


def kicked(rep: Rep) -> float:
    """How long the way up took, in seconds: as long as its middle half says, or all of it until the hold.

    Either alone is short where MediaPipe lets the foot of a calm lift jump, or lets a kicked one waver at its end.
    """
    return max(half(OUT, "opening")(rep), seconds(OUT)(rep) / MIDDLE_SHARE)


def rocked(rep: Rep) -> float:
    """How far the shoulder went towards the hands, in torso lengths."""
    return highest("shoulder_x", HOLD)(rep)


RULE = Rule(
    title="Downward dog with leg lift",
    purpose="Strengthens buttocks and the backs of the thighs, and steadies the trunk while one leg moves.",
    posture=INVERTED,
    camera=Camera(
        SIDE, (0.7, 1.0), (2.8, 3.8),
        "Put the laptop on a chair, so that it sees you from the side, with room for a lifted leg above you.",
    ),
    sides=ALTERNATING,
    side_words="{side} leg",
    signals={
        "trunk": elevation("hip", "shoulder"),
        "hand_below": height("shoulder", "wrist", seen=GLIMPSED),
        "fold": angle("shoulder", "hip", "knee", seen=GLIMPSED),
        "near_knee": angle("hip", "knee", "ankle", seen=GLIMPSED),
        "arms": angle("wrist", "shoulder", "hip", seen=GLIMPSED),
        "base": gap("wrist", "ankle", seen=GLIMPSED),
        "feet": height("left_ankle", "right_ankle", seen=GLIMPSED),
        "foot_y": lift("moving_ankle", seen=GLIMPSED),
        "other_foot_y": lift("other_ankle", seen=GLIMPSED),
        "foot_x": along("moving_ankle", seen=GLIMPSED),
        "other_foot_x": along("other_ankle"),
        "thigh": gap("moving_hip", "moving_knee", seen=GLIMPSED),
        "shin": gap("moving_knee", "moving_ankle", seen=GLIMPSED),
        "other_thigh": gap("other_hip", "other_knee", seen=GLIMPSED),
        "other_shin": gap("other_knee", "other_ankle", seen=GLIMPSED),
        "raised": Derived(raised),
        "lifted": Derived(lifted),
        "line": front_angle("moving_shoulder", "moving_hip", "moving_ankle", seen=GLIMPSED),
        "other_line": front_angle("other_shoulder", "other_hip", "other_ankle", seen=GLIMPSED),
        "line_opening": change("line"),
        "other_opening": change("other_line"),
        "opening": greater("line_opening", "other_opening"),
        "knee": angle("moving_hip", "moving_knee", "moving_ankle", seen=SURELY),
        "other_knee": angle("other_hip", "other_knee", "other_ankle"),
        "standing": Derived(standing, "deg"),
        "shoulder_x": along("shoulder"),
        "hip_x": along("hip"),
        "hip_back": Derived(lambda now, ready: -now["hip_x"], "torso"),
        "hand_x": along("wrist"),
        "hand_y": lift("wrist"),
        "hand": moved("hand"),
        "foot": Derived(standing_foot, "torso"),
        "elbow": angle("shoulder", "elbow", "wrist"),
        "hip_gap": height("moving_hip", "other_hip"),
        "hip_turn": change("hip_gap", "torso"),
        "stands_x": along("other_ankle", seen=GLIMPSED),
        "stride": offset("moving_ankle", "other_ankle", seen=GLIMPSED),
        "step": height("moving_ankle", "other_ankle", seen=GLIMPSED),
        "spread": near_only(Signal(spread, "ratio")),
    },
    ready=(
        Ready("trunk", within(-80, -8), "Go into downward dog: hips high, head low."),
        Ready("hand_below", at_least(0.25), "Put both hands on the floor."),
        Ready("fold", within(40, 145), "Push your hips up and back."),
        Ready("near_knee", at_least(95), "Lift your knees off the floor."),
        Ready("arms", at_least(90), "Bring your arms in line with your trunk."),
        Ready("base", at_least(0.9), "Walk your hands forward, away from your feet."),
        Ready("feet", within(-0.22, 0.22), "Put both feet on the floor."),
    ),
    stay=(
        Ready("trunk", within(-95, 5), "Go back into downward dog."),
        Ready("hand_below", at_least(0.15), "Put both hands on the floor."),
    ),
    count=Reps(
        "lifted", turn=0.25, leave=0.1, back=0.08, near=0.1, unit="ratio", shortest=0.8, side_by="raised",
        swapped=far_leg,
        back_share=0.2,  # a high lift is far above the turn at the usual 0.4: its rest would count once more
        partial="the foot came up only a little",
        needs=(Need(highest("opening", HOLD), at_least(20), "the leg did not stretch back", unseen_counts=True),),
        source="the specification: the foot by 0.25 of the leg, the leg 25 degrees out of the start pose, for 1 s. 20 degrees, because a foot "
        "that is 0.25 up opens the leg by 15; 0.8 s, because the ends of a lift fall below 0.1; lifts read 0.39 to 1.06, from 43 degrees",
    ),  # fmt: skip
    faults=(
        Fault(
            "leg_bent", typical("knee"), at_least(158), "deg", MINOR, HIGH,
            "Your lifted leg was bent to {value:.0f} degrees.",
            "Straighten the lifted leg and reach through the heel.",
            "[YGREC]; the specification says 155; good ones read from 159.1, acted ones up to 157.1",
        ),
        Fault(
            "standing_knee_bends", typical("standing"), at_least(-17), "deg", MINOR, HIGH,
            "Your standing knee bent.", "Keep the standing leg long.",
            "[DOYOU] 20; good ones bend by up to 12, acted ones by 20.8 and more but for one of 7",
        ),
        Fault(
            "rocks_forward", Measure(rocked, HOLD), at_most(0.18), "torso", MAJOR, HIGH,
            "Your shoulders moved towards your hands.",
            "Keep pushing back; shoulders stay behind the hands.",
            "[WHOLE]; good ones read up to 0.161, acted ones from 0.209",
        ),
        Fault(
            "rocks_back", highest("hip_back", HOLD), at_most(0.17), "torso", MINOR, MEDIUM,
            "Your hips moved back.", "Stay even between both hands and the foot.",
            "[WHOLE] 0.18; good ones read up to 0.161, acted ones from 0.182, among landmarks with made-up errors from 0.157",
        ),
        Fault(
            "hands_lift", typical("hand"), at_most(0.126), "torso", MINOR, MEDIUM,
            "A hand moved.", "Press both palms down.",
            "[DOYOU]; the specification says 0.10; others read up to 0.12, bent elbows alone once 0.142, acted ones but for one of 0.125 from 0.131",
        ),
        Fault(
            "kick", Measure(kicked, OUT), at_least(0.85), "s", MAJOR, HIGH,
            "Your leg went up in {value:.1f} seconds.", "Float the leg up slowly; no kicking.",
            "[WHOLE] 1.0 s; 0.85 because legs kicked up in 0.62 s read 0.43 to 0.72, one 1.06, and calm lifts, which take 2.2 s, from 1.0, one 0.58",
        ),
        Fault(
            "elbow_bends", typical("elbow"), at_least(160), "deg", MINOR, LOW,
            "Your elbow may have been bent.", "Keep your arms straight.",
            "[ACEDD] 150, high; a tip, with 160, because MediaPipe reads straight ones 170 to 178 and bent ones 135 to 175",
        ),
        Fault(
            "foot_wanders", typical("foot"), at_most(0.124), "torso", MINOR, HIGH,
            "Your standing foot moved.", "Keep your standing foot in place.",
            "[DOYOU]; the specification says 0.12; others read up to 0.119, acted ones from 0.130",
            joints=("other_ankle",),
        ),
        Fault(
            "low_lift", highest("lifted"),
            {BEGINNER: at_least(0.25), TYPICAL: at_least(0.25), EXPERT: at_least(0.5)}, "ratio", INFO, HIGH,
            "Your foot came up only a little.", "A little higher, if your hips stay level.", "[VWDS]",
        ),
        Fault(
            "hip_opens", typical("hip_turn"), at_most(0.15), "torso", MAJOR, LOW,
            "Your hip may have turned out.", "Keep both hip points facing the floor, even if the leg is lower.",
            "[VWDS, DOYOU, WHOLE]",
        ),
        Fault(
            "over_arched", typical("line"), at_most(188), "deg", MAJOR, LOW,
            "Your leg may have gone above the line of your back.", "Lower the leg until your back feels long.",
            "[WHOLE, DOYOU]",
        ),
    ),
    balance=Balance(
        typical("opening"), 15, "deg", "As far as I can see from this side, your {more} went higher than your {less}; match the lower one.",
        "[LAIRD]; of equal lifts the sides read up to 4 apart",
    ),
    setup=(
        "Go into downward dog with your side to the laptop, feet hip-width apart.",
        "Leave room in the picture above your hips for a lifted leg.",
        "Lift one straight leg, lower it, then the other. Breathe out as you lift.",
        "Turn round for half of the repetitions, so that I see each leg from near.",
    ),
    cannot_see=(
        "An elbow that bends often looks straight to me. Feel that both arms stay long.",
        "I cannot see an arched lower back or small turns of the hips. Height is not the goal: keep your belt facing the floor.",
        "From the side I cannot see whether one shoulder dips, or whether your toes turn out.",
    ),
    safety=(
        "Your head is low: not with glaucoma, a disease of the retina, a recent eye operation, high blood pressure, dizziness or reflux.",
        "If arching hurts your back, keep the leg no higher than level, or do the bird dog instead.",
        "In pregnancy ask your doctor first. With sore wrists or shoulders leave it out.",
        "Balance is needed: clear the space around you and use a mat that does not slip.",
        "Come out slowly and sit back on your heels. Stop with a pinch in the lower back, a tug near the sitting bone, tingling in a leg, wrist pain or dizziness.",
    ),
    dose={
        BEGINNER: Dose(3, 2, "3 with each leg, holding 2 seconds, with a low lift."),
        TYPICAL: Dose(5, 3, "5 with each leg, holding 3 to 5 seconds, 2 or 3 days a week."),
        EXPERT: Dose(6, 5, "5 to 8 with each leg, holding 5 seconds, 2 or 3 days a week."),
    },
)  # fmt: skip
