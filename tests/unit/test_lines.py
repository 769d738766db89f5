"""Files as they come: any encoding, any size, broken anywhere."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from api.imports import lines
from api.imports.lines import NotReadable, records


def write(folder: Path, content: bytes) -> Path:
    path = folder / "calls.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    header, rows = records(write(tmp_path, "id,place\n1,Café Ségou £5\n".encode(encoding)))
    assert header == ["id", "place"]
    assert [row.values for row in rows] == [{"id": "1", "place": "Café Ségou £5"}]


def test_a_broken_row_costs_one_row_and_is_named_by_its_line(tmp_path: Path) -> None:
    _, rows = records(write(tmp_path, b"id,place\n1,a\n2,b,c,d\n3,e\n"))
    found = list(rows)
    assert [(row.line, row.fault) for row in found] == [(2, ""), (3, "4 columns instead of 2"), (4, "")]


def test_a_row_that_ends_early_keeps_what_it_has(tmp_path: Path) -> None:
    _, rows = records(write(tmp_path, b"id,place,time\n1,a\n"))
    row = next(rows)
    assert row.is_cut_short
    assert row.values == {"id": "1", "place": "a", "time": ""}


def test_bytes_of_another_encoding_are_refused_by_line(tmp_path: Path) -> None:
    good = b"1,ordinary\n" * 8_000
    _, rows = records(write(tmp_path, b"id,place\n" + good + b"2,caf\xe9\n3,fine\n"))
    faults = [(row.line, row.fault) for row in rows if row.fault]
    assert faults == [(8_002, "bytes that are not in the file's encoding")]


def test_a_nul_sign_is_refused(tmp_path: Path) -> None:
    _, rows = records(write(tmp_path, b"id,place\n1,a\x00b\n2,c\n"))
    assert [row.fault for row in rows] == ["a NUL sign", ""]


def test_a_quote_that_nobody_closes_does_not_swallow_the_file(tmp_path: Path) -> None:
    _, rows = records(write(tmp_path, b'id,place\n1,"open\n' + b"2,b\n" * 200_000))
    found = list(rows)
    assert any("broken row" in row.fault for row in found)
    assert any(row.values == {"id": "2", "place": "b"} for row in found)


def test_the_lines_that_an_open_quote_swallowed_are_read_again(tmp_path: Path) -> None:
    _, rows = records(
        write(tmp_path, b'id,name,note\n1,"Ada,x\n2,Bo,y\n3,"Cy",z\n4,Di,"two\nlines"\n5,"Ed,q\n'),
        None,
        frozenset({"name"}),
    )
    told = [(row.line, row.fault, row.values.get("name")) for row in rows]
    fault = "broken row: a quote that is not closed"
    assert told == [(2, fault, None), (3, "", "Bo"), (4, "", "Cy"), (5, "", "Di"), (7, fault, None)]


def test_a_file_without_line_ends_is_held_in_pieces(tmp_path: Path) -> None:
    path = write(tmp_path, b"id,place\n" + b"x" * (40 * lines.LONGEST_LINE) + b"\n2,b\n")
    tracemalloc.start()
    _, rows = records(path)
    found = list(rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * lines.LONGEST_LINE
    assert found[-1].values == {"id": "2", "place": "b"}


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="empty"):
        records(write(tmp_path, b""))


def test_a_picture_is_not_a_table(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="not a"):
        records(write(tmp_path, b"\x89PNG\x00\x00\x00\rIHDR" * 50))
