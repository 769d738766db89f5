"""Drawn faces for some people of the exercise. They are plainly drawings, say so, and are like nobody."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy.orm import Session

from api.db import run
from api.photographs import pictures
from api.records.service import record_id

WIDE, HIGH = 450, 600
_SKINS = ("#f2d3bd", "#e3b591", "#c98f66", "#9a6a45", "#6d4730", "#4b3122")
_HAIRS = ("#1d1a1a", "#3b2a20", "#6b4a2b", "#a5763c", "#c9a96b", "#8c8c8c", "#d8d8d8")
_CLOTHES = ("#3a4a63", "#5c3f46", "#43584a", "#6b6250", "#4d4d57")
_BACKS = ("#c7cdd2", "#cfc9bf", "#bcc7c4")

# Every third of the first 450 people, who are those with cars, telephones and warnings: two where two sources hold them. And those
# among them who are restricted, whose face comes with a key only.
_CHOSEN = """
    SELECT n.id, n.source_system, n.source_id, n.sex, n.born_on FROM nominals n
    WHERE n.is_exercise AND n.source_id ~ '^[0-9]+-[01]$' AND NOT EXISTS (SELECT FROM photographs)
        AND split_part(n.source_id, '-', 1)::integer < 450
        AND (split_part(n.source_id, '-', 1)::integer %% 3 = 0 OR n.restriction IS NOT NULL)
    ORDER BY n.source_id
"""
_PUT = """
    INSERT INTO photographs (id, nominal_id, source_system, source_id, taken_on, provenance, image, width, height, digest, is_exercise)
    VALUES (%s, %s, %s, %s, %s, 'drawn for the exercise', %s, %s, %s, %s, true) ON CONFLICT (id) DO NOTHING
"""


def make_up(session: Session, *, demo: bool) -> Iterator[str]:
    """Draw the faces where there are none yet, and say how many."""
    chosen = run(session, _CHOSEN).fetchall() if demo else []
    for nominal_id, source, source_id, sex, born_on in chosen:
        number, nth = (int(part) for part in source_id.split("-"))
        _put(session, nominal_id, (source, source_id), drawn(number, sex, _age(born_on)), number, nth)
    if chosen:
        yield f"{len(chosen)} drawn faces in the place of photographs"


def _put(session: Session, nominal_id: UUID, of: tuple[str, str], file: bytes, number: int, nth: int) -> None:
    picture = pictures.plain(file)
    taken_on = date(2025 - 3 * nth - number % 4, 1 + number % 12, 1 + number % 28)
    sizes = (picture.width, picture.height, hashlib.sha256(file).digest())
    run(session, _PUT, (record_id(of[0], f"{of[1]}\x1f"), nominal_id, *of, taken_on, picture.image, *sizes))


def _age(born_on: date | None) -> int:
    return 2026 - born_on.year if born_on else 35


def drawn(number: int, sex: str, age: int) -> bytes:
    """One face as PNG: the same number is the same face, and no two are quite alike."""
    chance = random.Random(number)
    picture = Image.new("RGB", (WIDE, HIGH), chance.choice(_BACKS))
    pen = ImageDraw.Draw(picture)
    skin, hair = chance.choice(_SKINS), _HAIRS[-2] if age > 60 else chance.choice(_HAIRS[:-2])
    half, tall = chance.randrange(88, 112), chance.randrange(122, 146)
    face = (WIDE // 2 - half, 270 - tall, WIDE // 2 + half, 270 + tall)
    long_hair = sex == "F" and chance.random() < 0.8
    if long_hair:
        pen.rounded_rectangle((face[0] - 26, 150, face[2] + 26, 440), 90, fill=hair)
    _shoulders(pen, skin, chance.choice(_CLOTHES))
    pen.ellipse((face[0] - 14, 250, face[0] + 16, 310), fill=skin, outline="#2b2622", width=3)
    pen.ellipse((face[2] - 16, 250, face[2] + 14, 310), fill=skin, outline="#2b2622", width=3)
    pen.ellipse(face, fill=skin, outline="#2b2622", width=4)
    _hair(pen, face, hair, chance)
    _eyes(pen, half, chance, hair)
    _below(pen, half, chance, hair, is_bearded=sex == "M" and chance.random() < 0.45)
    _says_so(pen)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _shoulders(pen: ImageDraw.ImageDraw, skin: str, clothes: str) -> None:
    pen.rounded_rectangle((45, 455, WIDE - 45, HIGH + 120), 110, fill=clothes, outline="#2b2622", width=4)
    pen.rounded_rectangle((WIDE // 2 - 46, 370, WIDE // 2 + 46, 490), 40, fill=skin, outline="#2b2622", width=3)


def _hair(pen: ImageDraw.ImageDraw, face: tuple[int, int, int, int], hair: str, chance: random.Random) -> None:
    left, top, right, _ = face
    cut = chance.choice((28, 44, 60))
    pen.chord((left - 8, top - 18, right + 8, top + 200), 180 + cut // 3, 360 - cut // 3, fill=hair)
    pen.rounded_rectangle((left + 14, top - 16, right - 14, top + 14 + cut // 2), 26, fill=hair)


def _eyes(pen: ImageDraw.ImageDraw, half: int, chance: random.Random, hair: str) -> None:
    apart, wide, iris = (
        half // 2 - 2,
        chance.randrange(17, 24),
        chance.choice(("#4a3423", "#3f5f73", "#55713f", "#2d2320")),
    )
    has_glasses = chance.random() < 0.25
    for side in (-1, 1):
        x = WIDE // 2 + side * apart
        pen.ellipse((x - wide, 248, x + wide, 276), fill="#fbfbf8", outline="#2b2622", width=3)
        pen.ellipse((x - 10, 251, x + 10, 273), fill=iris)
        pen.line((x - wide - 4, 232 - 4 * side, x + wide + 4, 232 + 4 * side), fill=hair, width=9)
        if has_glasses:
            pen.ellipse((x - 38, 228, x + 38, 298), outline="#20232a", width=6)
    if has_glasses:
        pen.line((WIDE // 2 - apart + 38, 260, WIDE // 2 + apart - 38, 260), fill="#20232a", width=6)


def _below(pen: ImageDraw.ImageDraw, half: int, chance: random.Random, hair: str, *, is_bearded: bool) -> None:
    middle, nose = WIDE // 2, chance.randrange(9, 17)
    if is_bearded:
        pen.chord((middle - half + 12, 260, middle + half - 12, 412), 18, 162, fill=hair)
    pen.line((middle, 270, middle - nose, 312, middle + nose, 312), fill="#2b2622", width=4, joint="curve")
    wide = chance.randrange(26, 44)
    pen.chord((middle - wide, 330, middle + wide, 362), 0, 180, fill="#a8564f", outline="#2b2622")


def _says_so(pen: ImageDraw.ImageDraw) -> None:
    """On the picture itself: a drawing that is cut out of its screen still says what it is."""
    pen.rectangle((0, HIGH - 46, WIDE, HIGH), fill="#20232a")
    font = ImageFont.load_default(28)
    pen.text((WIDE // 2, HIGH - 23), "MADE UP: A DRAWING", fill="#ffffff", font=font, anchor="mm")
