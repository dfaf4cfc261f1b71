"""What a person does in an opened workbook: type, insert, sort, rename, look at a chart.

Every function that makes an `Operation` names one thing a person does; `work` carries them out
in LibreOffice, in one start for any number of documents.
"""

import datetime
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils.datetime import to_excel

from judge import _office

Operation = dict[str, Any]
Entry = tuple[str, str, object]
"""Sheet, address such as `B7`, value."""

_SCRIPT = Path(__file__).with_name("uno_script.py")


@dataclass(frozen=True)
class Session:
    """A workbook, what is done in it, and where it is saved (nowhere without `out`)."""

    path: Path
    operations: Sequence[Operation]
    out: Path | None = None
    unprotect: bool = False


class RefusedError(AssertionError):
    """LibreOffice would not do it, for instance because a cell is locked."""


def type_value(sheet: str, cell: str, value: object) -> Operation:
    """Type a number, text, boolean or date; None clears; `=...` is a formula.

    A formula is in the grammar of LibreOffice's API: English names, `;` between arguments,
    `$Sheet.A1` for another sheet.
    """
    if isinstance(value, datetime.date | datetime.time):
        value = to_excel(value)
    return {"do": "type_value", "sheet": sheet, "cell": cell, "value": value}


def insert_columns(sheet: str, before: str, count: int = 1) -> Operation:
    """Insert columns before a column such as `C`."""
    return {"do": "insert_columns", "sheet": sheet, "before": before, "count": count}


def delete_columns(sheet: str, first: str, count: int = 1) -> Operation:
    """Delete columns, from a column such as `C` on."""
    return {"do": "delete_columns", "sheet": sheet, "first": first, "count": count}


def insert_rows(sheet: str, before: int, count: int = 1) -> Operation:
    """Insert rows before a row, numbered from 1."""
    return {"do": "insert_rows", "sheet": sheet, "before": before, "count": count}


def delete_rows(sheet: str, first: int, count: int = 1) -> Operation:
    """Delete rows, from a row on, numbered from 1."""
    return {"do": "delete_rows", "sheet": sheet, "first": first, "count": count}


def rename_sheet(sheet: str, name: str) -> Operation:
    """Give a sheet another name."""
    return {"do": "rename_sheet", "sheet": sheet, "name": name}


def move_sheet(sheet: str, position: int) -> Operation:
    """Move a sheet; 0 is the first place."""
    return {"do": "move_sheet", "sheet": sheet, "position": position}


def insert_sheet(name: str, position: int) -> Operation:
    """Insert an empty sheet; 0 is the first place."""
    return {"do": "insert_sheet", "name": name, "position": position}


def delete_sheet(sheet: str) -> Operation:
    """Delete a sheet."""
    return {"do": "delete_sheet", "sheet": sheet}


def sort_range(
    sheet: str, cells: str, by: str, *, descending: bool = False, header: bool = False
) -> Operation:
    """Sort the rows of a range such as `A3:F20` by one of its columns, such as `B`."""
    return {
        "do": "sort_range",
        "sheet": sheet,
        "cells": cells,
        "by": by,
        "descending": descending,
        "header": header,
    }


def copy_range(sheet: str, cells: str, to: str) -> Operation:
    """Copy a range such as `A3:F3` to another place on the sheet."""
    return {"do": "copy_range", "sheet": sheet, "cells": cells, "to": to}


def read_range(sheet: str, cells: str) -> Operation:
    """Look at a range: gives a list of rows with None, numbers and texts."""
    return {"do": "read_range", "sheet": sheet, "cells": cells}


def read_charts(sheet: str) -> Operation:
    """Look at the charts of a sheet, in their order.

    Gives for each chart `{"name", "title", "categories": [...], "series": [{"kind", "label",
    "roles": {"values-y": {"range", "values": [...]}, ...}}]}`.
    """
    return {"do": "read_charts", "sheet": sheet}


def work(
    sessions: Sequence[Session], *, locale: str = "nl-NL", timeout: float = 180
) -> list[list[Any]]:
    """Carry out sessions in one LibreOffice; give per session what each operation gave.

    Formulas are recalculated at the end, and before every look.

    Raises:
        RefusedError: LibreOffice would not do something; the message says what.
        AssertionError: LibreOffice did not finish in time.
    """
    documents = [
        {
            "path": str(session.path.resolve()),
            "out": str(session.out.resolve()) if session.out else None,
            "unprotect": session.unprotect,
            "operations": list(session.operations),
        }
        for session in sessions
    ]
    with _office.listening("always", locale) as pipe:
        job = json.dumps({"pipe": pipe, "wait": min(60, timeout), "documents": documents})
        try:
            done = subprocess.run(
                [_python_with_uno(), str(_SCRIPT)],
                input=job,
                capture_output=True,
                text=True,
                timeout=timeout,
                env=_environment(),
            )
        except subprocess.TimeoutExpired:
            names = ", ".join(session.path.name for session in sessions)
            raise AssertionError(f"LibreOffice took over {timeout:.0f} s for {names}") from None
    if done.returncode:
        raise AssertionError(f"work in LibreOffice failed:\n{done.stderr.strip()}")
    results = json.loads(done.stdout)
    for session, result in zip(sessions, results, strict=True):
        if isinstance(result, dict):
            raise RefusedError(f"{session.path.name}: {result['error']}")
    return results


def _python_with_uno() -> str:
    """Return the Python that LibreOffice's own bindings were made for."""
    python = Path("/usr/bin/python3")
    if not python.is_file():
        raise RuntimeError("no /usr/bin/python3 with uno: apt-get install python3-uno")
    return str(python)


def _environment() -> dict[str, str]:
    """Return the environment without what points Python at our virtual environment."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"PYTHONUTF8": "1"}


def type_into(
    path: Path,
    out: Path,
    entries: Sequence[Entry],
    *,
    unprotect: bool = False,
    locale: str = "nl-NL",
) -> Path:
    """Type values into cells as a user would, recalculate, and save as xlsx to `out`.

    Raises:
        RefusedError: a cell is locked on a protected sheet (and `unprotect` is not asked for), or
            a sheet does not exist.
    """
    operations = [type_value(*entry) for entry in entries]
    work([Session(path, operations, out, unprotect)], locale=locale)
    return out
