"""The bench's own websocket frames are those of the standard: our server's library reads what it writes, and the other way."""

from __future__ import annotations

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from bench.frames import frame, unframe


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_of_any_length_comes_through_both_ways(length: int) -> None:
    packet = b"x" * length
    server = Connection(ConnectionType.SERVER)
    server.receive_data(frame(packet))
    said = "".join(event.data for event in server.events() if isinstance(event, TextMessage))
    assert said.encode() == packet
    assert unframe(server.send(TextMessage(said))) == (0x1, packet, len(server.send(TextMessage(said))))


def test_half_a_frame_waits_for_the_other_half() -> None:
    whole = Connection(ConnectionType.SERVER).send(TextMessage("x" * 300))
    assert all(unframe(whole[:end]) is None for end in range(len(whole)))
    opcode, packet, used = unframe(whole + b"next") or (0, b"", 0)
    assert (opcode, packet, used) == (0x1, b"x" * 300, len(whole))
