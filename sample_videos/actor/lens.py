"""What a laptop camera does to a clean picture: softness, vignette, exposure, colour cast, grain, its own JPEG."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np


@dataclass(frozen=True)
class Lens:
    """blur: Gaussian sigma in pixels. exposure: gain. warmth: red gain, 1 / blue gain. vignette: share lost in the corner.

    grain: sigma in grey levels. jpeg: quality of the camera's own compression, 0 = none.
    """

    blur: float = 0.6
    exposure: float = 1.0
    warmth: float = 1.0
    vignette: float = 0.12
    grain: float = 1.5
    jpeg: int = 85

    def varied(self, rng: np.random.Generator) -> Lens:
        """Another camera of the kind."""
        exposure, warmth = np.exp(rng.normal(0.0, [0.08, 0.03]))
        return replace(self, exposure=float(exposure), warmth=float(warmth), blur=float(rng.uniform(0.45, 0.8)))


class Film:
    """Applies a lens to one clip's frames, with the same grain for the same seed."""

    def __init__(self, lens: Lens, size: tuple[int, int], seed: int):
        self.lens = lens
        width, height = size
        y, x = np.mgrid[:height, :width]
        radius = np.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2)) / np.sqrt(2)
        gain = np.array([lens.warmth, 1.0, 1.0 / lens.warmth]) * lens.exposure
        self._gain = ((1 - lens.vignette * radius**2)[..., None] * gain).astype(np.float32)
        rng = np.random.default_rng(seed)
        self._grain = rng.normal(0.0, lens.grain, (height + 64, width + 64, 1)).astype(np.float32)
        self._rng = np.random.default_rng(seed + 1)

    def expose(self, image: np.ndarray) -> np.ndarray:
        """(height, width, 3) uint8 RGB of the renderer -> the camera's picture of the same form."""
        height, width = image.shape[:2]
        picture = cv2.GaussianBlur(image, (0, 0), self.lens.blur).astype(np.float32) * self._gain
        x, y = self._rng.integers(0, 64, 2)  # a shifted window on one sheet of grain is as good as new grain
        picture += self._grain[y : y + height, x : x + width]
        picture = np.clip(picture, 0, 255).astype(np.uint8)
        if not self.lens.jpeg:
            return picture
        _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, self.lens.jpeg])
        return cv2.imdecode(packed, cv2.IMREAD_COLOR)
