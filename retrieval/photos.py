"""Photos as shoppers send them: opened safely, and read for the colour of what they show.

Nothing here needs a model. `open_photo` is the only way a file or an upload becomes a picture.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from retrieval.errors import PhotoError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")  # JPEG takes in the MPO files of phones
MAX_BYTES = 40_000_000
# A JPEG is decoded at a fraction of its size (draft mode); other formats cost about four bytes a pixel.
MAX_PIXELS = {"JPEG": 85_000_000, "MPO": 85_000_000}
MAX_PIXELS_OTHER = 50_000_000
REMEDY = "Send a JPEG, PNG, WebP or GIF picture of one product"
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)

# sRGB examples of each colour word, several where the word covers a wide region.
COLOURS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "black": ((12, 12, 14), (38, 38, 40), (58, 56, 57)),
    "white": ((250, 250, 250), (222, 222, 224), (235, 230, 222)),
    "grey": ((128, 128, 130), (160, 161, 163), (98, 99, 102), (185, 186, 188)),
    "red": ((200, 20, 30), (150, 20, 30), (225, 50, 45), (215, 60, 70), (115, 20, 30)),
    "pink": ((240, 150, 180), (225, 85, 140), (245, 195, 205), (220, 130, 140)),
    "orange": ((240, 120, 25), (250, 150, 60), (215, 90, 30)),
    "yellow": ((245, 215, 40), (250, 235, 120), (215, 180, 40)),
    "green": ((40, 140, 60), (20, 80, 45), (130, 180, 80), (90, 105, 60), (60, 160, 130), (150, 200, 150)),
    "blue": ((40, 90, 200), (90, 150, 220), (70, 100, 140), (150, 185, 220), (30, 130, 170), (95, 120, 160)),
    "navy": ((25, 30, 65), (20, 25, 90), (40, 48, 75)),
    "purple": ((110, 50, 150), (150, 110, 190), (80, 40, 95), (130, 40, 110)),
    "brown": ((100, 60, 35), (70, 45, 32), (140, 90, 55), (120, 80, 60)),
    "beige": ((215, 195, 165), (190, 165, 130), (230, 215, 190)),
}
COLOUR_NAMES = tuple(COLOURS)


@dataclass(frozen=True, slots=True)
class ColourShares:
    """How much of the centre object each colour word covers: `(len(COLOUR_NAMES),) float32`, sums to 1."""

    shares: NDArray[np.float32]

    @property
    def main(self) -> str:
        """Return the colour word that covers most."""
        return COLOUR_NAMES[int(self.shares.argmax())]


def open_photo(source: Path | bytes, *, max_side: int = 1024) -> Image.Image:
    """Open a picture as upright RGB with no side longer than `max_side` pixels.

    JPEG up to 85 megapixels, other formats up to 50, files up to 40 MB; transparency becomes white, of an
    animation the first frame is taken. Raises PhotoError for anything else: not a picture, cut off, too large.
    """
    named = str(source) if isinstance(source, Path) else "the photo"
    picture = _open(source, named)
    limit = MAX_PIXELS.get(picture.format or "", MAX_PIXELS_OTHER)
    if picture.width * picture.height > limit:
        raise PhotoError(
            f"{named} is too large to open: {picture.width} x {picture.height} pixels, the limit is"
            f" {limit // 1_000_000} megapixels. Send a smaller copy"
        )
    try:
        return _decode(picture, max_side)
    except _UNREADABLE as error:
        raise PhotoError(f"{named} is damaged or cut off ({error}). {REMEDY}, saved or sent once more") from error


def _open(source: Path | bytes, named: str) -> Image.Image:
    if isinstance(source, Path) and not source.is_file():
        raise PhotoError(f"There is no photo file {named}. Check the path")
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if not 0 < size <= MAX_BYTES:
        raise PhotoError(f"{named} has {size} bytes; a photo has 1 to {MAX_BYTES}. {REMEDY}")
    try:
        return Image.open(source if isinstance(source, Path) else io.BytesIO(source), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PhotoError(f"{named} is far too large to open ({error}). Send a smaller copy") from error
    except _UNREADABLE as error:
        raise PhotoError(f"{named} is not a picture that can be opened ({type(error).__name__}). {REMEDY}") from error


def _decode(picture: Image.Image, max_side: int) -> Image.Image:
    picture.draft("RGB", (max_side, max_side))
    picture.load()
    if picture.mode.startswith("I"):  # 16-bit greys: Pillow would clip them to white
        picture = Image.fromarray((np.asarray(picture).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
    picture.thumbnail((max_side, max_side), Image.Resampling.BILINEAR)
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return upright.convert("RGB")


def _lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIE L*a*b* (D65) of sRGB values 0..255: `(..., 3)`."""
    unit = rgb / 255.0
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.array([[0.4339, 0.2126, 0.0178], [0.3762, 0.7152, 0.1095], [0.1899, 0.0722, 0.8730]])
    curve = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = curve[..., 0], curve[..., 1], curve[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _border_colours(lab: NDArray[np.float64], clusters: int = 3) -> NDArray[np.float64]:
    """Return the colours of the outer 6 % of a square picture by a few rounds of k-means: `(clusters, 3)`."""
    edge = max(2, len(lab) // 16)
    rim = np.concatenate([lab[:edge], lab[-edge:], lab[:, :edge].swapaxes(0, 1), lab[:, -edge:].swapaxes(0, 1)])
    pixels = rim.reshape(-1, 3)
    centres = pixels[np.argsort(pixels[:, 0])[[len(pixels) // 10, len(pixels) // 2, -len(pixels) // 10]]][:clusters]
    for _ in range(6):
        nearest = ((pixels[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        centres = np.stack(
            [pixels[nearest == c].mean(0) if (nearest == c).any() else centres[c] for c in range(len(centres))]
        )
    return centres


def object_weights(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh each pixel by how likely it is part of the centre object: `(side, side)`, sums to 1.

    Background is what resembles the border; where that leaves almost nothing, the centre alone counts.
    """
    side = len(lab)
    axis = (np.arange(side) - (side - 1) / 2) / (side / 2)
    central = np.exp(-1.8 * (axis[:, None] ** 2 + axis[None] ** 2))
    background = _border_colours(lab)
    distance = np.sqrt(((lab[:, :, None] - background) ** 2 * np.array([0.5, 1.0, 1.0])).sum(-1)).min(-1)
    weights = central * (distance > 11)
    if weights.sum() < 0.12 * central.sum():
        weights = central**2
    return np.asarray(weights / weights.sum())


def colour_shares(image: Image.Image) -> ColourShares:
    """Estimate the colours of the object in the centre from pixels alone, border-like background left out."""
    lab = _lab(np.asarray(image.convert("RGB").resize((72, 72), Image.Resampling.BOX), dtype=np.float64))
    weights = object_weights(lab).ravel()
    pixels = lab.reshape(-1, 3)
    shares = np.zeros(len(COLOUR_NAMES))
    nearest = np.stack(
        [
            ((pixels[:, None] - _lab(np.array(examples, dtype=np.float64))) ** 2 * (0.6, 1.3, 1.3)).sum(-1).min(1)
            for examples in COLOURS.values()
        ],
        axis=1,
    ).argmin(1)
    # Shade and glare turn parts of any coloured thing grey, hardly ever the other way round.
    vivid = 0.6 + np.clip(np.hypot(pixels[:, 1], pixels[:, 2]) / 30.0, 0.0, 1.0)
    np.add.at(shares, nearest, weights * vivid)
    return ColourShares((shares / shares.sum()).astype(np.float32))
