"""What may be a photograph of the record: looked at by its content, written anew without what was added, and one thing only."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from api.photographs import endings, pictures


def picture(format_: str = "JPEG", size: tuple[int, int] = (300, 400), mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, format_, **more)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def refused(raw: bytes) -> str:
    with pytest.raises(pictures.NotAPicture) as told:
        pictures.plain(raw)
    return str(told.value)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_each_of_the_three_kinds_becomes_a_jpeg_of_its_shape(format_: str) -> None:
    kept = pictures.plain(picture(format_, (1500, 2000)))
    assert (kept.width, kept.height) == pictures.KEPT
    assert kept.image.startswith(b"\xff\xd8\xff")
    assert Image.open(io.BytesIO(kept.image)).size == (600, 800)


def test_what_a_camera_added_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secretcam"
    exif.get_ifd(0x8825)[1] = "N"
    kept = pictures.plain(picture(exif=exif, comment=b"taken by PC Marlow"))
    assert b"Secretcam" not in kept.image
    assert b"Marlow" not in kept.image
    opened = Image.open(io.BytesIO(kept.image))
    assert (dict(opened.getexif()), opened.info.get("icc_profile")) == ({}, None)


def test_a_picture_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = pictures.plain(picture(size=(400, 300), exif=exif))
    assert (kept.width, kept.height) == (300, 400)


def test_what_can_be_seen_through_lies_on_grey() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (255, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(io.BytesIO(pictures.plain(out.getvalue()).image)).convert("RGB").getpixel((50, 50))
    assert isinstance(kept, tuple)
    assert all(abs(shade - 128) < 4 for shade in kept)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        picture("GIF", mode="P"),
        picture("BMP"),
    ],
)
def test_by_its_content_anything_else_is_refused_whatever_it_is_called(raw: bytes) -> None:
    assert refused(raw) == "by its content neither PNG, JPEG nor WebP"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("behind", [b"PK\x03\x04 and an archive", b"<script>alert(1)</script>", b"%PDF-1.4"])
def test_a_picture_that_is_something_else_as_well_is_refused(format_: str, behind: bytes) -> None:
    assert refused(picture(format_) + behind) == "a file with something behind the end of its picture"


def test_zeros_that_a_store_filled_up_with_are_no_second_file() -> None:
    assert pictures.plain(picture() + b"\x00" * 500).width == 300


@pytest.mark.parametrize("size", [(30_000, 30_000), (60_000, 1_000), (2**31 - 1, 2**31 - 1)])
def test_a_few_bytes_that_would_be_gigabytes_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    assert refused(png_of(*size)) == "a picture of more than 50 million pixels"


def test_a_picture_whose_text_unfolds_without_end_is_refused() -> None:
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 80_000_000))
    raw = picture("PNG")
    assert refused(raw[:33] + bomb + raw[33:]) == "a picture that cannot be decoded"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(format_: str) -> None:
    raw = picture(format_)
    assert refused(raw[: len(raw) // 2]) == "a picture that is broken before its end"


def test_a_picture_with_the_right_ends_and_nothing_between_is_refused() -> None:
    assert refused(png_of(200, 200)) == "a picture that cannot be decoded"


def test_what_moves_is_no_photograph() -> None:
    frames = [Image.new("RGB", (100, 100), shade) for shade in ("red", "blue")]
    for format_ in ("PNG", "WEBP"):
        out = io.BytesIO()
        frames[0].save(out, format_, save_all=True, append_images=frames[1:])
        assert refused(out.getvalue()) == "a picture that moves"


def test_too_large_a_file_and_too_small_a_picture_are_refused() -> None:
    assert refused(b"\xff\xd8\xff" + b"\0" * pictures.LARGEST_FILE) == "a file of more than 8 MB"
    assert refused(picture(size=(40, 400))) == "a picture of less than 64 pixels a side"


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"optimize": True, "restart_marker_rows": 1}])
def test_a_jpeg_ends_where_its_last_scan_does(more: dict[str, Any]) -> None:
    raw = picture(**more)
    assert endings.jpeg(raw) == len(raw)
    assert endings.jpeg(raw + raw) == len(raw)
