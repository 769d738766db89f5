"""Makes a screenshot light: at most 256 colours, which is plenty for lines and letters."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def lighten(path: Path) -> None:
    width, height, depth, rows = _read(path.read_bytes())
    pixels = [tuple(row[i : i + 3]) for row in rows for i in range(0, len(row), depth)]
    counted = Counter(pixels)
    palette = [colour for colour, _ in counted.most_common(256)]
    nearest = {colour: min(range(len(palette)), key=lambda i: _apart(palette[i], colour)) for colour in counted}
    lines = b"".join(
        b"\0" + bytes(nearest[pixel] for pixel in pixels[y * width : (y + 1) * width]) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    path.write_bytes(SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts))


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _read(data: bytes) -> tuple[int, int, int, list[bytearray]]:
    """Size, bytes in a pixel, and the rows of a true-colour PNG as Chromium writes it."""
    at, packed, width, height, depth = len(SIGNATURE), b"", 0, 0, 3
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body, at = data[at + 8 : at + 8 + length], at + 12 + length
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", body[:10])
            depth = 4 if colour == 6 else 3
        elif kind == b"IDAT":
            packed += body
    raw, step, rows = zlib.decompress(packed), width * depth + 1, [bytearray(width * depth)]
    for y in range(height):
        rows.append(_unfiltered(raw[y * step], bytearray(raw[y * step + 1 : (y + 1) * step]), rows[-1], depth))
    return width, height, depth, rows[1:]


def _unfiltered(kind: int, row: bytearray, above: bytearray, depth: int) -> bytearray:
    for i in range(len(row)):
        left = row[i - depth] if i >= depth else 0
        corner = above[i - depth] if i >= depth else 0
        row[i] = (row[i] + (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]) & 255
    return row


def _paeth(left: int, above: int, corner: int) -> int:
    return min((left, above, corner), key=lambda one: abs(left + above - corner - one))
