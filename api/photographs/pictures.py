"""A picture as it is kept: looked at by what is in it and not by its name, and written anew.

What a camera or a program added (where and when, by whom, a small copy of what was cut away) goes with the writing anew, and so
does whatever somebody has hidden in a file. No other kind of picture is ever decoded.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps

from api.photographs import endings

LARGEST_FILE = 8 * 1024 * 1024
# Fifty million pixels take 200 MB while they are decoded; no camera of a custody suite makes more than half of it.
MOST_PIXELS, LEAST_SIDE = 50_000_000, 64
# As large as it is ever shown: enlarged on a desk. About 50 KB.
KEPT = (600, 800)
_QUALITY = 82
_BACK = (128, 128, 128)


class NotAPicture(ValueError):
    """Why a file cannot be a photograph of the record, for whoever brings it."""


@dataclass(frozen=True)
class Picture:
    """A JPEG without anything but the picture, at most 600 by 800 pixels."""

    image: bytes
    width: int
    height: int


def plain(raw: bytes) -> Picture:
    """What is kept of a file. Raises NotAPicture."""
    format_, length = _format(raw)
    if length is None:
        raise NotAPicture("a picture that is broken before its end")
    if raw[length:].strip(b"\x00"):
        raise NotAPicture("a file with something behind the end of its picture")
    try:
        with warnings.catch_warnings():
            # It only warns of a picture that is a little too large; what is allowed is checked below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=[format_]) as opened:
                _check(opened)
                return _written(_decoded(opened))
    except Image.DecompressionBombError:
        raise NotAPicture(_TOO_MANY) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as fault:
        raise fault if isinstance(fault, NotAPicture) else NotAPicture("a picture that cannot be decoded") from None


_TOO_MANY = f"a picture of more than {MOST_PIXELS // 1_000_000} million pixels"


def _format(raw: bytes) -> tuple[str, int | None]:
    """Pillow's name of what is in a file, and where the picture in it ends."""
    if len(raw) > LARGEST_FILE:
        raise NotAPicture(f"a file of more than {LARGEST_FILE // 1024 // 1024} MB")
    for format_, is_one, end in _FORMATS:
        if is_one(raw):
            return format_, end(raw)
    raise NotAPicture("by its content neither PNG, JPEG nor WebP")


_FORMATS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], int | None]], ...] = (
    ("PNG", lambda raw: raw.startswith(b"\x89PNG\r\n\x1a\n"), endings.png),
    ("JPEG", lambda raw: raw.startswith(b"\xff\xd8\xff"), endings.jpeg),
    ("WEBP", lambda raw: raw[:4] == b"RIFF" and raw[8:12] == b"WEBP", endings.webp),
)


def _check(opened: Image.Image) -> None:
    """By its head, before a pixel is decoded."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise NotAPicture(_TOO_MANY)
    if min(width, height) < LEAST_SIDE:
        raise NotAPicture(f"a picture of less than {LEAST_SIDE} pixels a side")
    if getattr(opened, "n_frames", 1) != 1:
        raise NotAPicture("a picture that moves")


def _decoded(opened: Image.Image) -> Image.Image:
    """Upright, in colours, no larger than it is kept."""
    # A JPEG is decoded at the next larger of its own steps, in a fraction of the time.
    opened.draft("RGB", (KEPT[0] * 2, KEPT[1] * 2))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail(KEPT, Image.Resampling.LANCZOS)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        back = Image.new("RGBA", upright.size, (*_BACK, 255))
        return Image.alpha_composite(back, upright).convert("RGB")
    return upright.convert("RGB")


def _written(picture: Image.Image) -> Picture:
    # A fresh one, so that nothing that was said of the old one goes along.
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(out.getvalue(), *fresh.size)
