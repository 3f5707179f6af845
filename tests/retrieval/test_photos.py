from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from retrieval import photos
from retrieval.errors import PhotoError
from retrieval.photos import COLOUR_NAMES, colour_shares, open_photo


def picture(size: tuple[int, int] = (120, 90), colour: str = "white", form: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, form, **options)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_the_usual_formats_open_as_rgb(form: str) -> None:
    image = open_photo(picture(form=form))
    assert (image.mode, image.size) == ("RGB", (120, 90))


def test_a_file_is_opened_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    assert open_photo(tmp_path / "a.png").size == (120, 90)


def test_a_large_picture_comes_back_small_and_in_proportion() -> None:
    assert open_photo(picture((3000, 1500)), max_side=300).size == (300, 150)


def test_forty_megapixels_open() -> None:
    assert open_photo(picture((8000, 5000), "red", "JPEG"), max_side=512).size == (512, 320)


def test_a_decompression_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_PIXELS_OTHER", 5_000)
    with pytest.raises(PhotoError, match=r"120 x 90 pixels.*smaller copy"):
        open_photo(picture())


def test_a_header_that_claims_billions_of_pixels_is_refused() -> None:
    data = bytearray(picture())
    data[16:24] = (60_000).to_bytes(4, "big") * 2  # width and height in the PNG header
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(PhotoError, match="far too large"):
        open_photo(bytes(data))


def test_a_file_beyond_the_byte_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_BYTES", 10)
    with pytest.raises(PhotoError, match="bytes"):
        open_photo(picture())


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 nothing", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(PhotoError, match="Send a JPEG"):
        open_photo(data)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_truncated_picture_is_refused(form: str) -> None:
    stream = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    Image.fromarray(noise).save(stream, form)
    data = stream.getvalue()
    with pytest.raises(PhotoError, match=r"damaged|not a picture"):
        open_photo(data[: len(data) // 2])


def test_a_missing_file_is_named() -> None:
    with pytest.raises(PhotoError, match="nowhere"):
        open_photo(Path("nowhere.jpg"))


def test_the_camera_s_orientation_is_honoured() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert open_photo(picture((120, 90), form="JPEG", exif=exif)).size == (90, 120)


def test_transparency_becomes_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(stream, "PNG")
    assert open_photo(stream.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_tone() -> None:
    stream = io.BytesIO()
    Image.fromarray(np.full((8, 8), 0x8000, np.uint16)).save(stream, "PNG")
    assert open_photo(stream.getvalue()).getpixel((4, 4)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_other_colour_modes_become_rgb(mode: str) -> None:
    stream = io.BytesIO()
    form = "JPEG" if mode == "CMYK" else "PNG"
    Image.new("RGB", (20, 20), "red").convert(mode).save(stream, form)
    assert open_photo(stream.getvalue()).mode == "RGB"


@pytest.mark.parametrize(
    ("paint", "word"),
    [("#c81420", "red"), ("#1c6b2f", "green"), ("#2b5fc8", "blue"), ("#111111", "black"), ("#f2d22c", "yellow")],
)
@pytest.mark.parametrize("ground", ["white", "#c9b79c", "#6f7276"])
def test_the_object_s_colour_is_read_whatever_it_lies_on(paint: str, word: str, ground: str) -> None:
    image = Image.new("RGB", (200, 200), ground)
    ImageDraw.Draw(image).ellipse((50, 40, 150, 170), fill=paint)
    shares = colour_shares(image)
    assert shares.main == word
    assert shares.shares.sum() == pytest.approx(1, abs=1e-5)


def test_a_picture_of_one_colour_has_that_colour() -> None:
    assert colour_shares(Image.new("RGB", (64, 64), "white")).main == "white"
    assert len(colour_shares(Image.new("RGB", (1, 1))).shares) == len(COLOUR_NAMES)
