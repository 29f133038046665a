"""Draws a figure in a room with OpenGL (moderngl on EGL; without a graphics card Mesa's software renderer does it).

The room stands still, so it is drawn twice only, with and without the key light; for each frame the figure is drawn over
it, and the figure's soft shadow mixes the two, all within the window that the figure and its shadow can change.
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
SCREEN = ("3f 60x", "position")

Window = tuple[int, int, int, int]  # x, y from the top left, width, height in pixels


def open_context():  # noqa: ANN201 - the package may be missing
    """A windowless OpenGL context. Raises UserError with the remedy when a part is missing."""
    os.environ.setdefault("LP_NUM_THREADS", "0")  # Mesa: one process, one core; clips run side by side instead
    try:
        import moderngl
    except ImportError:
        raise UserError("Rendering needs the actor's packages: pip install 'formcheck[actor]'") from None
    try:
        return moderngl.create_context(standalone=True, backend="egl", require=330)
    except Exception as error:  # the binding raises plain Exception for every missing library
        raise UserError(
            f"Cannot open OpenGL without a screen ({error}); on Debian: apt-get install libegl1 libgl1-mesa-dri libgl1"
        ) from None


def clip_matrix(camera: Camera, near: float = 0.1, far: float = 25.0) -> np.ndarray:
    """(4, 4): world to OpenGL's clip space."""
    projection = np.zeros((4, 4))
    projection[0, 0], projection[1, 1] = 2 * camera.focal / camera.width, -2 * camera.focal  # the camera's y points down
    projection[2, 2], projection[2, 3] = (far + near) / (far - near), -2 * far * near / (far - near)
    projection[3, 2] = 1.0
    return projection @ camera.view


class Renderer:
    """One figure in one scene before one camera; ``frame`` draws it in a pose.

    figure: in the bind pose, whose bone matrices are ``bind`` (bones, 4, 4).
    """

    def __init__(self, scene: Scene, figure: Surface, bind: np.ndarray, camera: Camera):
        self.context = open_context()
        self.scene, self.size = scene, camera.pixels
        self.unbind = np.linalg.inv(bind)
        self.matrix = clip_matrix(camera)
        self._make_targets()
        self._make_programs(camera)
        body, room = self._upload(figure), self._upload(scene.surface())
        self._figure = self._array(self.figure_program, body, FIGURE)
        self._figure_caster = self._array(self.shadow_program, body, CASTER)
        self._screen = self._array(self.screen_program, room, SCREEN)
        caster = self._array(self.shadow_program, self._upload(joined(self.scene.furniture)), CASTER)
        self.background = self._paint_room(self._array(self.room_program, room, ROOM), caster)
        self.context.enable(self.context.CULL_FACE)

    def frame(self, matrices: np.ndarray) -> np.ndarray:
        """The picture (height, width, 3) uint8 RGB of the figure in the pose of its bone matrices (bones, 4, 4)."""
        joints = matrices[:, :3, 3]
        x, y, width, height = self._window(joints)
        picture = self.background.copy()
        if width > 0 and height > 0:
            self._set_bones(matrices @ self.unbind)
            self._draw_shadow(self._figure_caster, joints)
            self._draw((x, y, width, height), self._figure, self._screen)
            picture[y : y + height, x : x + width] = self._read((x, y, width, height))
        return picture

    def release(self) -> None:
        """Give the graphics memory back."""
        self.context.release()

    def _make_targets(self) -> None:
        self.fine_size = tuple(SUPERSAMPLE * side for side in self.size)
        context = self.context
        self.target = context.framebuffer(
            [context.renderbuffer(self.fine_size, 4)], context.depth_renderbuffer(self.fine_size)
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
        self.screen_program = build(vertex_shader=shaders.SCREEN_VERTEX, fragment_shader=shaders.SCREEN_FRAGMENT)
        self.lit_programs = (self.figure_program, self.room_program, self.screen_program)
        lights = {name: getattr(light, name) for name in (
            "key_direction", "key_colour", "fill_direction", "fill_colour", "sky", "bounce")}  # fmt: skip
        for program in (self.figure_program, self.room_program):
            _write(program, camera=self.matrix.T, **lights)
        _write(self.figure_program, eye=camera.position)
        _write(self.screen_program, camera=self.matrix.T)
        self.screen_program["sunlit"], self.screen_program["shaded"] = 1, 2

    def _upload(self, surface: Surface) -> tuple:
        vertices, triangles = surface.packed(), surface.triangles.astype("i4")
        return self.context.buffer(vertices.tobytes()), self.context.buffer(triangles.tobytes())

    def _array(self, program, buffers: tuple, layout: tuple):  # noqa: ANN001, ANN202 - the package may be missing
        return self.context.vertex_array(program, [(buffers[0], *layout)], buffers[1])

    def _paint_room(self, room, shadow) -> np.ndarray:  # noqa: ANN001 - vertex arrays
        """Draw the empty room, lit and shaded, keep both as textures; the lit one is also the background."""
        self._set_bones(np.empty((0, 4, 4)))
        self._draw_shadow(shadow)
        whole = (0, 0, *self.size)
        self._textures = []
        for place, strength in ((2, 0.0), (1, 1.0)):
            _write(self.room_program, key_strength=np.float64(strength))
            self._draw(whole, room)
            texture = self.context.texture(self.fine_size, 4, self.target.read(components=4))
            texture.use(place)
            self._textures.append(texture)
        return self._read(whole)

    def _set_bones(self, skinning: np.ndarray) -> None:
        matrices = np.tile(np.eye(4), (shaders.MAX_BONES, 1, 1))
        matrices[1 : len(skinning) + 1] = skinning
        for program in (self.figure_program, self.shadow_program):
            _write(program, bones=matrices.transpose(0, 2, 1))

    def _draw_shadow(self, caster, joints: np.ndarray | None = None) -> None:  # noqa: ANN001 - a vertex array
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

    def _draw(self, window: Window, *things) -> None:  # noqa: ANN002 - vertex arrays
        """Draw things, the nearest first, in one window of the picture."""
        self.target.use()
        self.target.scissor = self._fine(window)
        self.target.clear(0.0, 0.0, 0.0)
        self.shadow_map.use(0)
        for thing in things:
            thing.render()

    def _read(self, window: Window) -> np.ndarray:
        """One window of the drawn picture, brought down to size."""
        box = self._fine(window)
        fine = np.frombuffer(self.target.read(viewport=box, components=3, alignment=1), np.uint8)
        return cv2.resize(fine.reshape(box[3], box[2], 3)[::-1], window[2:], interpolation=cv2.INTER_AREA)

    def _fine(self, window: Window) -> tuple[int, ...]:
        x, y, width, height = window
        return tuple(SUPERSAMPLE * side for side in (x, self.size[1] - y - height, width, height))

    def _window(self, joints: np.ndarray) -> Window:
        """The part of the picture that the figure and its shadow can change."""
        points = self.scene.reach(joints)
        clip = np.c_[points, np.ones(len(points))] @ self.matrix.T
        if (clip[:, 3] < 0.05).any():
            return 0, 0, *self.size
        place = (clip[:, :2] / clip[:, 3:] * [0.5, -0.5] + 0.5) * self.size
        first = np.clip(np.floor(place.min(axis=0)) - 4, 0, self.size).astype(int)
        last = np.clip(np.ceil(place.max(axis=0)) + 4, 0, self.size).astype(int)
        return (*map(int, first), *map(int, last - first))


def _write(program, **values: np.ndarray) -> None:  # noqa: ANN001 - the package may be missing
    for name, value in values.items():
        program[name].write(np.ascontiguousarray(value, dtype="f4").tobytes())
