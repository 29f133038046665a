"""What was found, drawn into the picture: the skeleton, the count, the words, and a ring where a fault is.

Blue and orange on white and black are told apart by the colour-blind; every mark differs in shape or in words as well.
Sizes follow the picture's own, so that a portrait phone and a small laptop picture read alike from two metres.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from .body import GLIMPSED, SEEN
from .pose import INDEX, LEFT, LIMBS, RIGHT, Pose
from .rule import NO_SIDES, SIDE_LYING, SUPINE, Rule
from .session import NOBODY, Update
from .summary import side_words

Image = np.ndarray
Colour = tuple[int, int, int]

#: BGR; sky blue and orange of Okabe and Ito's palette.
BLUE, ORANGE, WHITE, BLACK = (233, 180, 86), (0, 159, 230), (255, 255, 255), (16, 16, 16)

#: Who lies is low in the picture: words then stand above.
LYING = (SUPINE, SIDE_LYING)
#: How much of the picture shows through behind words.
THROUGH = 0.25
#: Height of the caption's letters in parts of the picture's shorter side, of the count's, and of a label's.
CAPTION, COUNT, LABEL = 1 / 13, 1 / 6, 1 / 24


@dataclass(frozen=True)
class Mark:
    """A fault at one or two joints: landmark numbers, and a few words."""

    joints: tuple[int, ...]
    text: str


def annotate(
    image: Image,
    pose: Pose,
    update: Update,
    rule: Rule,
    near: str = LEFT,
    marks: tuple[Mark, ...] = (),
    caption: str = "",
) -> Image:
    """A copy of ``image`` ((H, W, 3) uint8 BGR) with what is known at this moment drawn into it.

    near: the side towards the camera; it and the moving side are drawn strong. marks: faults to be ringed. caption: words
    on a dark band along the bottom, or along the top where the person lies and the bottom would hide her.
    """
    canvas = image.copy()
    if pose.found:
        _skeleton(canvas, pose, {near, update.side or near})
        for mark in marks:
            _rings(canvas, pose, mark)
        _labels(canvas, pose, marks)
    beside = _count(canvas, update, rule)
    if caption:
        _caption(canvas, caption, beside if rule.posture in LYING else None)
    return canvas


def _skeleton(canvas: Image, pose: Pose, strong: set[str]) -> None:
    """Weak side first, so that the judged one lies on top of it."""
    for side in sorted((LEFT, RIGHT), key=lambda side: side in strong):
        _side(canvas, pose, side, side in strong)


def _side(canvas: Image, pose: Pose, side: str, strong: bool) -> None:
    """Strong: blue on black, thick, with dots at the joints. Weak: thin white."""
    width = max(1, round(_unit(canvas) * (0.009 if strong else 0.003)))
    for a, b in LIMBS:
        ends = INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"]
        if min(pose.visibility[list(ends)]) < GLIMPSED:
            continue
        first, last = (_pixel(canvas, pose, number) for number in ends)
        guessed = min(pose.visibility[list(ends)]) < SEEN
        if strong:
            cv2.line(canvas, first, last, BLACK, width + max(2, width // 2), cv2.LINE_AA)
        cv2.line(canvas, first, last, BLUE if strong and not guessed else WHITE, width, cv2.LINE_AA)
    for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle") if strong else ():
        number = INDEX[f"{side}_{joint}"]
        if pose.visibility[number] >= SEEN:
            cv2.circle(canvas, _pixel(canvas, pose, number), width + 1, WHITE, -1, cv2.LINE_AA)


def _rings(canvas: Image, pose: Pose, mark: Mark) -> None:
    """Two rings around each joint: orange on black, with a thin white one outside."""
    radius, width = _ring_size(canvas)
    for number in mark.joints:
        if pose.visibility[number] >= GLIMPSED:
            at = _pixel(canvas, pose, number)
            cv2.circle(canvas, at, radius, BLACK, width * 3, cv2.LINE_AA)
            cv2.circle(canvas, at, radius, ORANGE, width, cv2.LINE_AA)
            cv2.circle(canvas, at, radius + width * 2, WHITE, max(1, width // 3), cv2.LINE_AA)


def _ring_size(canvas: Image) -> tuple[int, int]:
    """(radius, width of the line) in pixels."""
    return round(_unit(canvas) * 0.045), max(2, round(_unit(canvas) * 0.008))


def _labels(canvas: Image, pose: Pose, marks: tuple[Mark, ...]) -> None:
    """Each mark's words beside its first joint, in a box with an orange edge; inside the picture, none on another."""
    radius, width = _ring_size(canvas)
    size = round(_unit(canvas) * LABEL)
    pad = size // 3
    floor = 0
    for mark in sorted(marks, key=lambda mark: pose.xy[mark.joints[0], 1]):
        wide, high = _extent(mark.text, size)
        x, y = _pixel(canvas, pose, mark.joints[0])
        left = max(pad, min(x + radius + 3 * width, canvas.shape[1] - wide - pad))
        bottom = max(floor + high + 2 * pad, min(y - radius, canvas.shape[0] - pad))
        _box(canvas, left - pad, bottom - high - pad, left + wide + pad, bottom + pad, ORANGE)
        _text(canvas, mark.text, left, bottom, size, WHITE)
        floor = bottom + pad


def _count(canvas: Image, update: Update, rule: Rule) -> int:
    """The count in the top left corner: one large number, or one for each side with its words below; gives its width."""
    unit = _unit(canvas)
    size, small, pad = round(unit * COUNT), round(unit * LABEL), round(unit * 0.025)
    columns = [(str(number), side_words(rule, side or None)) for side, number in update.counts.items()]
    widths = [max(_extent(number, size)[0], _extent(words, small)[0]) for number, words in columns]
    below = 0 if rule.sides == NO_SIDES else small + pad
    height = _extent("0", size)[1]
    right = sum(widths) + pad * (len(columns) + 1)
    _box(canvas, 0, 0, right, height + below + 2 * pad)
    x = pad
    for (number, words), width in zip(columns, widths, strict=True):
        moving = rule.sides != NO_SIDES and words == side_words(rule, update.side) and update.state != NOBODY
        _text(canvas, number, x + (width - _extent(number, size)[0]) // 2, pad + height, size, WHITE)
        if below:
            left = x + (width - _extent(words, small)[0]) // 2
            _text(canvas, words, left, pad + height + below, small, BLUE if moving else WHITE)
        x += width + pad
    return right


def _caption(canvas: Image, text: str, beside: int | None) -> None:
    """Words on a dark band, wrapped: along the bottom, or along the top from ``beside`` pixels to the right."""
    size = round(_unit(canvas) * CAPTION)
    pad, step = size // 2, round(size * 1.25)
    left = beside or 0
    lines = wrapped(text, canvas.shape[1] - left - 2 * pad, size)
    height = step * len(lines) + pad
    top = canvas.shape[0] - height if beside is None else 0
    _box(canvas, left, top, canvas.shape[1], top + height)
    for number, line in enumerate(lines, start=1):
        _text(canvas, line, left + pad, top + pad // 2 + step * number - size // 4, size, WHITE)


def wrapped(text: str, width: int, size: int) -> list[str]:
    """The text in lines no wider than ``width`` pixels; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _extent(longer, size)[0] <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _box(canvas: Image, left: int, top: int, right: int, bottom: int, edge: Colour | None = None) -> None:
    """A dark rectangle through which the picture still shows a little."""
    part = canvas[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    part[:] = (part * THROUGH).astype(np.uint8)
    if edge:
        cv2.rectangle(canvas, (left, top), (right, bottom), edge, max(2, (bottom - top) // 20), cv2.LINE_AA)


def _text(canvas: Image, text: str, x: int, y: int, size: int, colour: Colour) -> None:
    cv2.putText(canvas, text, (x, y), colour, _font(), size, 600)


def _extent(text: str, size: int) -> tuple[int, int]:
    """(width, height) of a text in pixels; the height is that of a capital letter."""
    if not text:
        return 0, round(size * 0.74)
    _, _, width, _ = cv2.getTextSize((1, 1), text, (0, 0), _font(), size, 600)
    return width, round(size * 0.74)


@functools.cache
def _font() -> Any:
    return cv2.FontFace("sans")


def _unit(canvas: Image) -> int:
    """The picture's shorter side, from which all sizes are taken."""
    return min(canvas.shape[:2])


def _pixel(canvas: Image, pose: Pose, number: int) -> tuple[int, int]:
    """A landmark in pixels."""
    x, y = pose.xy[number] * canvas.shape[0]
    return round(float(x)), round(float(y))
