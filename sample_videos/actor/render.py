"""Draws a figure in a room with OpenGL (moderngl on EGL; without a graphics card Mesa's software renderer does it).

The room stands still, so it is drawn twice only, with and without the key light. For each frame the figure's soft shadow
mixes the two, and the figure, drawn at twice the size, is laid over; all within the windows that they can change.
"""

from __future__ import annotations

import os

import cv2
import numpy as np

from formcheck.errors import UserError

from . import shaders
from .camera import Camera
from .scene import Scene
from .surface import Surface, joined

SUPERSAMPLE = 2
SHADOW_PIXELS = 1024
FIGURE_REACH, ROOM_REACH = 1.8, 4.5  # m that the shadow map covers to each side: of a figure, of a room
#: How each program reads a packed vertex (``Surface.packed``): layout and names.
FIGURE = ("3f 3f 3f 1f 4f 4f", "position", "normal", "colour", "pattern", "bone", "weight")
CASTER = ("3f 28x 4f 4f", "position", "bone", "weight")
ROOM = ("3f 3f 3f 1f 32x", "position", "normal", "colour", "pattern")
PLACE = ("3f 60x", "position")

Window = tuple[int, int, int, int]  # x, y from the top left, width, height in pixels


def open_context():
    """A windowless OpenGL context. Raises UserError with the remedy when a part is missing."""
    os.environ.setdefault("LP_NUM_THREADS", "0")  # Mesa: one process, one core; clips run side by side instead
    try:
        import moderngl
    except ImportError:
        raise UserError("Rendering needs the actor's packages: pip install 'formcheck[actor]'") from None
    try:
        return moderngl.create_context(standalone=True, backend="egl", require=330)
    except Exception as error:  # noqa: BLE001 - the binding raises plain Exception for every missing library
        raise UserError(
            f"Cannot open OpenGL without a screen ({error}); on Debian: apt-get install libegl1 libgl1-mesa-dri libgl1"
        ) from None


def clip_matrix(camera: Camera, near: float = 0.1, far: float = 25.0) -> np.ndarray:
    """(4, 4): world to OpenGL's clip space."""
    projection = np.zeros((4, 4))
    projection[0, 0], projection[1, 1] = (
        2 * camera.focal / camera.width,
        -2 * camera.focal,
    )  # the camera's y points down
    projection[2, 2], projection[2, 3] = (far + near) / (far - near), -2 * far * near / (far - near)
    projection[3, 2] = 1.0
    return projection @ camera.view


class Renderer:
    """One figure in one scene before one camera; ``frame`` draws it in a pose.

    figure: in the bind pose, whose bone matrices are ``bind`` (bones, 4, 4). shade: the same in few triangles, for the shadow.
    """

    def __init__(self, scene: Scene, figure: Surface, shade: Surface, bind: np.ndarray, camera: Camera) -> None:
        self.context = open_context()
        self.scene, self.size = scene, camera.pixels
        self.unbind = np.linalg.inv(bind)
        self.matrix = clip_matrix(camera)
        self._make_targets()
        self._make_programs(camera)
        body, room = self._upload(figure), self._upload(scene.surface())
        self._figure = self._array(self.figure_program, body, FIGURE)
        self._figure_caster = self._array(self.shadow_program, self._upload(shade), CASTER)
        self._screen = self._array(self.screen_program, room, PLACE)
        self._hole = self._array(self.hole_program, room, PLACE)
        caster = self._array(self.shadow_program, self._upload(joined(self.scene.furniture)), CASTER)
        self.background = self._paint_room(self._array(self.room_program, room, ROOM), caster)
        self.context.enable(self.context.CULL_FACE)

    def frame(self, matrices: np.ndarray) -> np.ndarray:
        """The picture (height, width, 3) uint8 RGB of the figure in the pose of its bone matrices (bones, 4, 4)."""
        joints = matrices[:, :3, 3]
        self._set_bones(matrices @ self.unbind)
        self._draw_shadow(self._figure_caster, joints)
        picture = self.background.copy()
        window = self._window(self.scene.reach(joints))
        if min(window[2:]) > 0:
            self._draw(self.flat, window, self._screen)
            _part(picture, window)[:] = self._read(self.flat, window, 3)
        window = self._window(self.scene.around(joints))
        if min(window[2:]) > 0:
            self._draw(self.target, window, self._figure, self._hole)
            figure = self._read(self.target, window, 4)
            part = _part(picture, window)
            part[:] = figure[..., :3] + (part * (255 - figure[..., 3:].astype(np.uint16)) // 255).astype(np.uint8)
        return picture

    def release(self) -> None:
        """Give the graphics memory back."""
        self.context.release()

    def _make_targets(self) -> None:
        self.fine_size = tuple(SUPERSAMPLE * side for side in self.size)
        context = self.context
        self.target, self.flat = (
            context.framebuffer([context.renderbuffer(size, 4)], context.depth_renderbuffer(size))
            for size in (self.fine_size, self.size)
        )
        self.shadow_map = context.depth_texture((SHADOW_PIXELS, SHADOW_PIXELS))
        self.shadow_map.compare_func = "<="
        self.shadow_target = context.framebuffer(depth_attachment=self.shadow_map)
        context.enable(context.DEPTH_TEST)

    def _make_programs(self, camera: Camera) -> None:
        build, light = self.context.program, self.scene.light
        self.figure_program = build(vertex_shader=shaders.FIGURE_VERTEX, fragment_shader=shaders.FIGURE_FRAGMENT)
        self.shadow_program = build(vertex_shader=shaders.SHADOW_VERTEX, fragment_shader=shaders.SHADOW_FRAGMENT)
        self.room_program = build(vertex_shader=shaders.ROOM_VERTEX, fragment_shader=shaders.ROOM_FRAGMENT)
        self.screen_program = build(vertex_shader=shaders.PLACE_VERTEX, fragment_shader=shaders.SCREEN_FRAGMENT)
        self.hole_program = build(vertex_shader=shaders.PLACE_VERTEX, fragment_shader=shaders.HOLE_FRAGMENT)
        self.lit_programs = (self.figure_program, self.room_program, self.screen_program)
        lights = {name: getattr(light, name) for name in (
            "key_direction", "key_colour", "fill_direction", "fill_colour", "sky", "bounce")}  # fmt: skip
        for program in (self.figure_program, self.room_program):
            _write(program, camera=self.matrix.T, **lights)
        _write(self.figure_program, eye=camera.position)
        for program in (self.screen_program, self.hole_program):
            _write(program, camera=self.matrix.T)
        self.screen_program["sunlit"], self.screen_program["shaded"] = 1, 2

    def _upload(self, surface: Surface) -> tuple:
        vertices, triangles = surface.packed(), surface.triangles.astype("i4")
        return self.context.buffer(vertices.tobytes()), self.context.buffer(triangles.tobytes())

    def _array(self, program, buffers: tuple, layout: tuple):
        return self.context.vertex_array(program, [(buffers[0], *layout)], buffers[1])

    def _paint_room(self, room, shadow) -> np.ndarray:
        """Draw the empty room, lit and shaded, keep both as textures; the lit one is also the background."""
        self._set_bones(np.empty((0, 4, 4)))
        self._draw_shadow(shadow)
        whole = (0, 0, *self.size)
        self._textures = []
        for place, strength in ((2, 0.0), (1, 1.0)):
            _write(self.room_program, key_strength=np.float64(strength))
            self._draw(self.target, whole, room)
            picture = self._read(self.target, whole, 4)
            texture = self.context.texture(self.size, 4, picture[::-1].tobytes())
            texture.use(place)
            self._textures.append(texture)
        return picture[..., :3].copy()

    def _set_bones(self, skinning: np.ndarray) -> None:
        matrices = np.tile(np.eye(4), (shaders.MAX_BONES, 1, 1))
        matrices[1 : len(skinning) + 1] = skinning
        for program in (self.figure_program, self.shadow_program):
            _write(program, bones=matrices.transpose(0, 2, 1))

    def _draw_shadow(self, caster, joints: np.ndarray | None = None) -> None:
        """Fill the shadow map with the furniture, or with the figure that has these joints (j, 3) m."""
        lamp = self.scene.light.matrix(self.scene.centre, ROOM_REACH if joints is None else FIGURE_REACH)
        box, soft = np.array([0.0, 0.0, 1.0, 1.0]), self.scene.light.softness
        if joints is not None:
            place = (self.scene.around(joints) @ lamp[:2, :3].T + lamp[:2, 3]) * 0.5 + 0.5
            box = np.clip([*(place.min(axis=0) - 0.01), *(place.max(axis=0) + 0.01)], 0.0, 1.0)
            soft *= ROOM_REACH / FIGURE_REACH
        for program in self.lit_programs:
            _write(program, reach=box, light=lamp.T, softness=np.float64(soft))
        _write(self.shadow_program, light=lamp.T)
        self.shadow_target.use()
        self.shadow_target.clear()
        caster.render()

    def _draw(self, target, window: Window, *things) -> None:
        """Draw things in one window of the picture."""
        target.use()
        target.scissor = _box(target, window, self.size)
        target.clear(0.0, 0.0, 0.0, 0.0)
        self.shadow_map.use(0)
        for thing in things:
            thing.render()

    def _read(self, target, window: Window, channels: int) -> np.ndarray:
        """One window of what was drawn, brought down to size."""
        box = _box(target, window, self.size)
        pixels = np.frombuffer(target.read(viewport=box, components=channels, alignment=1), np.uint8)
        pixels = pixels.reshape(box[3], box[2], channels)[::-1]
        return pixels if box[2:] == window[2:] else cv2.resize(pixels, window[2:], interpolation=cv2.INTER_AREA)

    def _window(self, points: np.ndarray) -> Window:
        """The part of the picture round these points (k, 3) m."""
        clip = np.c_[points, np.ones(len(points))] @ self.matrix.T
        if (clip[:, 3] < 0.05).any():
            return 0, 0, *self.size
        place = (clip[:, :2] / clip[:, 3:] * [0.5, -0.5] + 0.5) * self.size
        first = np.clip(np.floor(place.min(axis=0)) - 2, 0, self.size).astype(int)
        last = np.clip(np.ceil(place.max(axis=0)) + 2, 0, self.size).astype(int)
        return (*map(int, first), *map(int, last - first))


def _box(target, window: Window, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The window in the target's own pixels, counted from the bottom left as OpenGL does."""
    x, y, width, height = window
    scale = target.size[0] // size[0]
    return scale * x, scale * (size[1] - y - height), scale * width, scale * height


def _part(picture: np.ndarray, window: Window) -> np.ndarray:
    x, y, width, height = window
    return picture[y : y + height, x : x + width]


def _write(program, **values: np.ndarray) -> None:
    for name, value in values.items():
        program[name].write(np.ascontiguousarray(value, dtype="f4").tobytes())
