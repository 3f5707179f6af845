"""Pictures of products, drawn: shape, colours and pattern as the row tells them; a stand-in for missing photos.

python -m retrieval.demo.draw --out DIR [--catalog FILE] [--size 256]
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from retrieval.catalog import Product, read_catalog
from retrieval.demo.look import FALLBACK, RGB, UNKNOWN, Look, look, mix, paint
from retrieval.demo.outline import Part, Point

BACKGROUND: RGB = (233, 231, 226)
_FINE = 2  # drawn at twice the size, then scaled down, for smooth edges
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_CATALOG = Path(__file__).with_name("catalog.jsonl")


def draw(product: Product, size: int = 256) -> Image.Image:
    """Draw a product: an RGB picture of `size` x `size` pixels, the same each time for the same row."""
    seen = look(product)
    picture = _Canvas(size * _FINE, seen)
    for line in seen.shape.parts:
        picture.add(Part.read(line))
    return picture.finish().resize((size, size), Image.Resampling.BOX)


def alt_text(product: Product) -> str:
    """Say in words what the picture shows: the title, then colours, pattern and kind as the row tells them."""
    seen = look(product)
    words = [" and ".join(filter(None, [", ".join(seen.colours[:-1]), *seen.colours[-1:]]))]
    words += [seen.pattern] if seen.pattern != "plain" else []
    words += [seen.shape.name] if seen.shape.name != FALLBACK else []
    said = " ".join(filter(None, words))
    return f"{product.title} ({said})" if said else product.title


class _Canvas:
    """A drawing on its way: the picture so far and what of it is covered."""

    def __init__(self, side: int, seen: Look) -> None:
        self.side, self.paints = side, seen.paints
        self.patterned = seen.pattern != "plain"
        self.picture = _backdrop(side).copy()
        self.covered = Image.new("L", (side, side), 0)
        self.fabric = _fabric(side, self.paints, seen.pattern, seen.texture)

    def add(self, part: Part) -> None:
        """Paint one part over what is there, with an edge in a darker shade."""
        mask = Image.new("L", (self.side, self.side), 0)
        edge = ImageDraw.Draw(self.picture)
        fill: RGB | Image.Image = self.fabric if part.role == "main" else self.colour(part.role)
        rim = _deeper(self.paints[0] if part.role == "main" else self.colour(part.role), 0.62)
        thin = max(1, round(0.7 * self.scale))
        for side in part.sides():
            points = [self.spot(point) for point in side]
            if part.closed:
                ImageDraw.Draw(mask).polygon(points, fill=255)
            else:
                if part.width >= 3:
                    _stroke(edge, points, part.width * self.scale + thin, rim)
                _stroke(ImageDraw.Draw(mask), points, part.width * self.scale, 255)
        self.picture.paste(fill, (0, 0), mask) if isinstance(fill, Image.Image) else self.picture.paste(fill, mask=mask)
        self.covered.paste(255, mask=mask)
        for side in part.sides() if part.closed else ():
            points = [self.spot(point) for point in side]
            edge.line([*points, points[0]], fill=rim, width=thin, joint="curve")

    @property
    def scale(self) -> float:
        """Pixels of the canvas to one unit of the outlines, a margin left free."""
        return self.side * 0.86 / 100

    def spot(self, point: Point) -> Point:
        """Place a point of the square of 100 on the canvas."""
        margin = self.side * 0.07
        return point[0] * self.scale + margin, point[1] * self.scale + margin

    def colour(self, role: str) -> RGB:
        """Turn a role of a part into a colour."""
        main, (role, _, otherwise) = self.paints[0], role.partition(":")
        place = {"second": 1, "third": 2}.get(role)
        if place is not None:
            stated = not self.patterned and len(self.paints) > place
            return self.paints[place] if stated else self.colour(otherwise or "dark")
        if role in ("main", "plain"):
            return main
        if role == "light":
            return mix(main, _WHITE, 0.3) if sum(main) < 690 else mix(main, _BLACK, 0.05)
        return _deeper(main, 0.74) if role == "dark" else paint(role) or UNKNOWN

    def finish(self) -> Image.Image:
        """Shade what is covered from the upper left to the lower right."""
        shaded = ImageChops.multiply(self.picture, _shade(self.side))
        return Image.composite(shaded, self.picture, self.covered)


def _deeper(colour: RGB, share: float) -> RGB:
    """A darker shade, or for what is nearly black a lighter one."""
    return mix(colour, _WHITE, 0.25) if sum(colour) < 170 else mix(_BLACK, colour, share)


def _stroke(pen: ImageDraw.ImageDraw, points: list[Point], width: float, fill: int | RGB) -> None:
    """Draw a line of even width with round joints; wide lines of Pillow's own show a bump at every joint."""
    half = max(width, 1.5) / 2
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        dx, dy = (y0 - y1) / length * half, (x1 - x0) / length * half
        pen.polygon([(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)], fill=fill)
    for spot in points if width > 3 else ():
        _dot(pen, spot, half - 0.5, fill)


@lru_cache(maxsize=4)
def _backdrop(side: int) -> Image.Image:
    """The ground with a soft shadow where things stand."""
    ground = Image.new("RGB", (side, side), BACKGROUND)
    small = Image.new("L", (64, 64), 0)
    ImageDraw.Draw(small).ellipse((10, 54, 54, 62), fill=70)
    shadow = small.filter(ImageFilter.GaussianBlur(2)).resize((side, side), Image.Resampling.BILINEAR)
    ground.paste(mix(BACKGROUND, _BLACK, 0.35), mask=shadow)
    return ground


@lru_cache(maxsize=4)
def _shade(side: int) -> Image.Image:
    ramp = Image.linear_gradient("L").rotate(45).resize((side, side), Image.Resampling.BILINEAR)
    level = ramp.point([255 - round(38 * value / 255) for value in range(256)])
    return Image.merge("RGB", (level, level, level))


def _fabric(side: int, paints: tuple[RGB, ...], pattern: str, texture: str) -> Image.Image:
    """The surface that the main parts show: a pattern in two colours, or the feel of the material in one."""
    main = paints[0]
    other = paints[1] if len(paints) > 1 else _WHITE if sum(main) < 560 else _deeper(main, 0.6)
    cloth = Image.new("RGB", (side, side), main)
    pen, unit = ImageDraw.Draw(cloth), side / 100
    if pattern == "striped":
        for i in range(12):
            pen.rectangle((0, (i * 9 + 5.4) * unit, side, (i * 9 + 9) * unit), fill=other)
    elif pattern == "checked":
        _check(cloth, other, unit)
    elif pattern in ("dotted", "floral"):
        for row, column in ((r, c) for r in range(12) for c in range(12)):
            spot = ((column * 10 + 5 * (row % 2)) * unit, row * 9 * unit)
            _dot(pen, spot, 2.3 * unit, other) if pattern == "dotted" else _flower(pen, spot, unit, other)
    elif texture == "grain":
        for i in range(0, 104, 4):
            wave = [(x * unit * 4, (i + 1.2 * math.sin(x / 3 + i)) * unit) for x in range(27)]
            pen.line(wave, fill=_deeper(main, 0.88), width=max(1, round(0.6 * unit)))
    elif texture == "ribs":
        for i in range(0, 104, 3):
            pen.line((i * unit, 0, i * unit, side), fill=_deeper(main, 0.88), width=max(1, round(0.8 * unit)))
    return cloth


def _check(cloth: Image.Image, other: RGB, unit: float) -> None:
    """Cross translucent bands, as gingham is woven."""
    bands = Image.new("L", cloth.size, 0)
    pen = ImageDraw.Draw(bands)
    for i in range(0, 108, 12):
        pen.rectangle((i * unit, 0, (i + 5) * unit, cloth.height), fill=115)
    cloth.paste(other, mask=ImageChops.add(bands, bands.transpose(Image.Transpose.ROTATE_90)))


def _dot(pen: ImageDraw.ImageDraw, spot: Point, radius: float, colour: int | RGB) -> None:
    pen.ellipse((spot[0] - radius, spot[1] - radius, spot[0] + radius, spot[1] + radius), fill=colour)


def _flower(pen: ImageDraw.ImageDraw, spot: Point, unit: float, colour: RGB) -> None:
    for leaf in range(5):
        turn = math.tau * leaf / 5
        _dot(pen, (spot[0] + 2.1 * unit * math.sin(turn), spot[1] - 2.1 * unit * math.cos(turn)), 1.7 * unit, colour)
    _dot(pen, spot, 1.1 * unit, (240, 190, 60))


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw every product of a catalogue into a folder."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.demo.draw", description=main.__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures, one PNG a product")
    parser.add_argument("--catalog", type=Path, default=_CATALOG, help="catalogue to draw (default: the demo shop)")
    parser.add_argument("--size", type=int, default=256, help="pixels of a side (default: 256)")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for product in read_catalog(chosen.catalog).products:
        draw(product, chosen.size).save(chosen.out / f"{product.id}.png")


if __name__ == "__main__":
    main()
