"""Forms read per second, against openpyxl, calamine alone, and the floor."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from benchmarks.measure import Row, Target, alternate, ready, speed_row
from benchmarks.samples import members, write_forms
from xlcaseload.demo import demo_team
from xlcaseload.forms.read import read_form
from xlcaseload.team import Team

SUBJECT = "read forms"
OPENPYXL, CALAMINE, FLOOR = "openpyxl read-only", "calamine alone", "inflate and scan only"
_TARGET = Target(8, at_least=True)
_LOCAL_HEADER = 30


def measure(folder: Path, *, quick: bool) -> list[Row]:
    """Read the same forms in four ways, taking turns."""
    count, rounds = (8, 3) if quick else (50, 15)
    team = demo_team()
    paths = write_forms(team, folder / "formulieren", count)
    _check(paths, team)
    packed = [(path, _packed_parts(path)) for path in paths]
    seconds = alternate(
        {
            SUBJECT: ready(lambda: [read_form(path, team) for path in paths]),
            OPENPYXL: ready(lambda: [_read_with_openpyxl(path) for path in paths]),
            CALAMINE: ready(lambda: [_read_with_calamine(path) for path in paths]),
            FLOOR: ready(lambda: [_inflate_and_scan(path, parts) for path, parts in packed]),
        },
        rounds,
    )
    return [
        speed_row(seconds, SUBJECT, peer, count, "forms/s", target)
        for peer, target in ((OPENPYXL, _TARGET), (CALAMINE, None), (FLOOR, None))
    ]


def _read_with_openpyxl(path: Path) -> int:
    """Get all cells as values; returns how many."""
    book = load_workbook(path, read_only=True, data_only=True)
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    book.close()
    return sum(len(row) for rows in sheets for row in rows)


def _read_with_calamine(path: Path) -> int:
    """Get all cells as values; returns how many."""
    book = CalamineWorkbook.from_path(path)
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return sum(len(row) for rows in sheets for row in rows)


def _inflate_and_scan(path: Path, parts: Sequence[tuple[int, int, bool]]) -> int:
    """What no reader can do without: read the file, inflate its parts, look at every byte."""
    data = path.read_bytes()
    cells = 0
    for start, end, deflated in parts:
        packed = data[start:end]
        cells += (zlib.decompress(packed, -15) if deflated else packed).count(b"<c ")
    return cells


def _packed_parts(path: Path) -> list[tuple[int, int, bool]]:
    """Where the parts of a zip file stand, so that the floor need not search for them."""
    data = path.read_bytes()
    found = []
    with ZipFile(path) as archive:
        for entry in archive.infolist():
            header = entry.header_offset
            sizes = data[header + 26 : header + _LOCAL_HEADER]
            start = header + _LOCAL_HEADER + sum(sizes[0::2]) + 256 * sum(sizes[1::2])
            found.append((start, start + entry.compress_size, entry.compress_type == ZIP_DEFLATED))
    return found


def _check(paths: Sequence[Path], team: Team) -> None:
    """Nobody may be fast by reading nothing."""
    for path, member in zip(paths, members(team, len(paths)), strict=True):
        reading = read_form(path, team)
        if reading.problems or reading.member is None or reading.member.scores != member.scores:
            raise RuntimeError(f"{path.name} was not read as it was written")
        peers = (
            _read_with_openpyxl(path),
            _read_with_calamine(path),
            _inflate_and_scan(path, _packed_parts(path)),
        )
        if not all(peers):
            raise RuntimeError(f"a peer read no cells of {path.name}")
