"""The kinds of areas that always are, from the largest to the smallest. A zone, which is one for a while, is none of them."""

from __future__ import annotations

from dataclasses import dataclass

BCU, BOROUGH, BEAT = "pod", "borough", "beat"


@dataclass(frozen=True)
class Kind:
    """`parent`: the next larger kind. `is_fixed`: units and incidents belong to each of them, so none may come or go with a file."""

    code: str
    label: str
    parent: str | None
    is_fixed: bool = False


KINDS = {
    kind.code: kind
    for kind in (
        Kind(BCU, "BCUs", None, is_fixed=True),
        Kind(BOROUGH, "Boroughs", BCU),
        Kind(BEAT, "Beats or wards", BOROUGH),
    )
}
