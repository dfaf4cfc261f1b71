"""What a team downloads: the empty workbook for both routes and the blank form.

The same version of xlcaseload builds the same bytes, so that anybody can check them.
"""

from __future__ import annotations

from pathlib import Path

from xlcaseload import catalogue as catalogue_room
from xlcaseload.files.atomic import make_folder, write_atomically
from xlcaseload.forms.write import Form, build_form
from xlcaseload.team import new_team
from xlcaseload.workbook.build import build

_MARKS = {"workload": "LEEG2026", "caseload": "LEEG2021"}
_FILES = {
    "workload": "Werkmap workload (2026).xlsx",
    "caseload": "Werkmap caseload (2021).xlsx",
}
FORM_FILE = "Formulier meewegende factoren.xlsx"


def downloads() -> dict[str, bytes]:
    """File name -> content."""
    catalogue = catalogue_room.load()
    teams = {
        route: new_team(catalogue, team_id=mark, route=route) for route, mark in _MARKS.items()
    }
    files = {_FILES[route]: build(team) for route, team in teams.items()}
    return files | {FORM_FILE: build_form(teams["workload"], Form())}


def write_downloads(folder: Path) -> list[Path]:
    """Write the files into a folder, over what stands there.

    Raises:
        FileError: The folder cannot be made or written.
    """
    make_folder(folder)
    paths = []
    for name, data in downloads().items():
        path = folder / name
        write_atomically(path, data)
        paths.append(path)
    return paths
