"""A small rule of its own for tests: a bridge whose limits no tuning of the real one changes."""

from formcheck.measures import HOLD, highest, seconds, typical
from formcheck.rule import (
    HIGH,
    LOW,
    MAJOR,
    MINOR,
    SIDE,
    SUPINE,
    Camera,
    Dose,
    Fault,
    Need,
    Ready,
    Reps,
    Rule,
    at_least,
    at_most,
    within,
)
from formcheck.signals import angle, change, elevation, front_angle, height, lift

RULE = Rule(
    title="Tiny bridge",
    purpose="A rule for tests.",
    posture=SUPINE,
    camera=Camera(SIDE, (0.3, 0.6), (1.8, 2.6), "On a stool."),
    signals={
        "hip": front_angle("shoulder", "hip", "knee"),
        "knee": angle("hip", "knee", "ankle"),
        "trunk": elevation("hip", "shoulder"),
        "rise": lift("hip"),
        "toes": height("foot_index", "heel"),
        "knee_change": change("knee"),
    },
    ready=(
        Ready("trunk", within(-15, 15), "Lie down on your back."),
        Ready("knee", within(40, 110), "Bend your knees, feet flat."),
    ),
    stay=(Ready("trunk", within(-45, 25), "Lie down on your back."),),
    count=Reps(
        "hip",
        turn=152,
        leave=10,
        back=8,
        near=140,
        needs=(Need(highest("rise"), at_least(0.1), "your hips stayed low"),),
    ),
    faults=(
        Fault(
            "hips_low", highest("hip"), at_least(170), "deg", MAJOR, HIGH,
            "Your hips stopped at {value:.0f} degrees, {limit:.0f} was wanted.", "Lift until all is one line.", "[T]",
        ),
        Fault(
            "knee_moves", typical("knee_change"), at_most(60), "deg", MINOR, HIGH,
            "Your knee moved {value:.0f} degrees.", "Keep your knees still.", "[T]",
        ),
        Fault(
            "hold_short", seconds(HOLD), at_least(9), "s", MINOR, LOW,
            "You held it for {value:.1f} seconds.", "Hold it longer.", "[T]",
        ),
        Fault(
            "seen_from_the_front", typical("toes"), at_most(9), "torso", MINOR, HIGH,
            "Your toes.", "Look at your toes.", "[T]", views=("front",),
        ),
    ),
    setup=("Lie on your back.",),
    cannot_see=("I cannot see your lower back.",),
    safety=("Stop when it hurts.",),
    dose=Dose(10, 2, "Ten times."),
)  # fmt: skip
