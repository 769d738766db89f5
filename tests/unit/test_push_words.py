"""What a push says and how it is signed: nothing personal, one length, one origin."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from api import clock
from api.outbox import keys
from api.outbox.keys import VapidKey
from api.outbox.pushes import TTL
from api.outbox.receipts import token
from push.payload import BODIES, LENGTH, payload
from push.vapid import Signatures


@pytest.fixture
def key(tmp_path: Path) -> VapidKey:
    current = keys.rotate(str(tmp_path / "vapid.json")).current
    assert current
    return current


def unlettered(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("home", ["https://bluelamp.example/", "/", "https://" + "long." * 60 + "example/"])
@pytest.mark.parametrize("reason", BODIES)
def test_every_push_has_the_same_length(reason: str, home: str) -> None:
    said = payload(reason, token(b"secret", uuid4(), clock.now()), home)
    assert len(said) == LENGTH
    assert orjson.loads(said)["notification"]["navigate"] in (home, "/")


def test_a_thousand_pushes_differ_in_their_receipt_alone() -> None:
    receipts = [token(b"secret", uuid4(), clock.now() + TTL) for _ in range(1_000)]
    bare = {payload("tasking", receipt, "/").replace(receipt.encode(), b"") for receipt in receipts}
    assert len(bare) == 1


def test_a_signature_is_made_out_to_one_origin_and_kept(key: VapidKey) -> None:
    signatures = Signatures("mailto:push@bluelamp.example")
    first, other = (signatures.header(key, f"https://{host}") for host in ("a.example", "b.example"))
    assert signatures.header(key, "https://a.example") is first
    assert claims(first)["aud"] == "https://a.example"
    assert claims(other)["aud"] == "https://b.example"
    assert claims(first)["sub"] == "mailto:push@bluelamp.example"
    assert 0 < claims(first)["exp"] - clock.now().timestamp() < 24 * 3_600


def claims(header: str) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(unlettered(header.split("t=")[1].split(",", maxsplit=1)[0].split(".")[1]))
    return found


def test_a_push_service_can_check_the_signature_with_the_key_in_the_header(key: VapidKey) -> None:
    header = Signatures("mailto:push@bluelamp.example").header(key, "https://a.example")
    signed, _, seal = header.split("t=")[1].split(",")[0].rpartition(".")
    raw = unlettered(seal)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unlettered(header.split("k=")[1]))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
