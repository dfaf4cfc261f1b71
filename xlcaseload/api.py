"""What the command line and Python users call: make workbooks and forms, read results."""

from __future__ import annotations

import csv
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from xlcaseload import catalogue as catalogue_room
from xlcaseload.answers import text_key
from xlcaseload.files.atomic import make_folder, write_atomically
from xlcaseload.problems import FileError, Problem
from xlcaseload.results import TeamResults, compute, factor_rows
from xlcaseload.team import SCORES, Member, Team, new_team

_MARK_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_MARK_LENGTH = 8
_CSV_COLUMNS = {
    "factoren": [
        *("code", "factor", "category", "n", "absent", "mean", "median", "q1", "q3", "sd", "mad"),
        *("agreement", "ideal", "room", "gap"),
        *(f"count_{score}" for score in SCORES),
        *("heavy", "mean_low", "mean_high"),
    ],
    "factoren_per_functie": ["code", "factor", "role", "n", "mean"],
    "categorieen": ["category", "n", "mean", "ideal", "room", "heavy_factors", "piles_up"],
    "functies": ["role", "members", "n", "mean"],
}
_RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r")


def new_mark() -> str:
    """A new team mark: 8 characters without look-alikes, about 10^12 possibilities."""
    return "".join(secrets.choice(_MARK_LETTERS) for _ in range(_MARK_LENGTH))


def new_workbook(
    path: str | Path,
    *,
    team: str = "",
    municipality: str = "",
    route: str = "workload",
    on: date | None = None,
    mark: str | None = None,
) -> Path:
    """Write an empty workbook for a team.

    Args:
        path: Where to write it; an existing file is never overwritten.
        team: Name of the team.
        municipality: Name of the municipality.
        route: Key of the route: "workload" (2026) or "caseload" (2021).
        on: Date of the round; None leaves it open.
        mark: The team's mark; a new one by default.

    Raises:
        FileError: The file exists or cannot be written.
        KeyError: There is no such route.
    """
    from xlcaseload.workbook.build import build

    target = Path(path)
    _refuse_existing(target)
    data = new_team(
        catalogue_room.load(),
        team_id=mark or new_mark(),
        name=team,
        municipality=municipality,
        route=route,
        on=on,
    )
    write_atomically(target, build(data))
    return target


def read_team(path: str | Path) -> TeamResults:
    """All results of a team's workbook, with the problems found in it.

    Raises:
        FileError: The file cannot be read or is no workbook of xlcaseload.
    """
    from xlcaseload.workbook.read import read_workbook

    reading = read_workbook(Path(path))
    return compute(reading.team, reading.problems)


def build_forms(
    path: str | Path,
    folder: str | Path,
    *,
    members: str | Path | None = None,
    count: int | None = None,
) -> list[Path]:
    """Write the forms of a team.

    Args:
        path: The team's workbook; its factors and roles go on the forms.
        folder: Where the forms go; made if it is not there.
        members: CSV file with a column ``naam`` (name or code) and perhaps ``functie``.
        count: Number of forms with codes "lid 01", "lid 02", ... Without ``members`` and
            ``count`` there is a form for each member on the sheet Scores, or else one blank one.

    Raises:
        FileError: A file cannot be read or written, or a form of that name is there already.
    """
    from xlcaseload.forms.write import Form, build_form, file_name
    from xlcaseload.workbook.read import read_workbook

    team = read_workbook(Path(path)).team
    people = _people(team, members, count)
    forms = [Form(number, person) for number, person in enumerate(people, 1)] or [Form()]
    target = Path(folder)
    paths = [target / file_name(form) for form in forms]
    for form_path in paths:
        _refuse_existing(form_path)
    make_folder(target)
    for form, form_path in zip(forms, paths, strict=True):
        write_atomically(form_path, build_form(team, form))
    return paths


def _people(team: Team, members: str | Path | None, count: int | None) -> list[Member]:
    if members is not None:
        return read_member_list(Path(members), team)
    if count is not None:
        return [Member(f"lid {number:02d}") for number in range(1, count + 1)]
    return [Member(member.name, member.role) for member in team.present if member.name]


def read_member_list(path: Path, team: Team) -> list[Member]:
    """Names or codes and roles from a CSV file.

    Raises:
        FileError: The file cannot be read, has no column ``naam``, names a role that the team
            does not have, or names somebody twice.
    """
    lines = _csv_lines(path)
    roles = {text_key(role): role for role in team.roles}
    people: dict[str, Member] = {}
    for number, line in enumerate(lines, 2):
        name, role = line.get("naam", "").strip(), line.get("functie", "").strip()
        if not name and not role:
            continue
        place = f"regel {number}"
        if role and text_key(role) not in roles:
            raise FileError(
                Problem(
                    path.name,
                    f'de onbekende functie "{role}" in {place}',
                    "een van de functies " + ", ".join(team.roles),
                )
            )
        if text_key(name) in people:
            raise FileError(
                Problem(
                    path.name, f'"{name}" staat er twee keer in ({place})', "ieder teamlid één keer"
                )
            )
        people[text_key(name)] = Member(name, roles.get(text_key(role), ""))
    return list(people.values())


def _csv_lines(path: Path) -> list[dict[str, str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(path.name, "een bestand dat niet te lezen is", "een CSV-bestand")
        raise FileError(problem) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    table = csv.reader(text.splitlines(), delimiter=separator)
    header = [cell.strip().casefold() for cell in next(table, [])]
    if "naam" not in header:
        raise FileError(
            Problem(
                path.name,
                f"de kolommen {', '.join(header) or '(geen)'}",
                "een kolom naam (en eventueel functie)",
            )
        )
    return [dict(zip(header, row, strict=False)) for row in table]


def write_csv(results: TeamResults, folder: Path) -> list[Path]:
    """Write tidy tables: factors, means per role, categories and roles, one CSV file each.

    Texts that a spreadsheet could take for a formula are preceded by an apostrophe, as OWASP
    advises.
    """
    numbers = results.as_dict()
    by_role = [
        {
            "code": factor.code,
            "factor": factor.factor,
            "role": role,
            "n": view.n,
            "mean": view.mean,
        }
        for factor in results.factors
        for role, view in factor.roles.items()
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "factoren": factor_rows(results.factors),
        "factoren_per_functie": by_role,
        "categorieen": numbers["categories"],
        "functies": numbers["roles"],
    }
    make_folder(folder)
    written = []
    for name, rows in tables.items():
        target = folder / f"{name}.csv"
        columns = _CSV_COLUMNS[name]
        lines = [columns, *([row[column] for column in columns] for row in rows)]
        text = "".join(",".join(map(_csv_cell, line)) + "\r\n" for line in lines)
        write_atomically(target, text.encode("utf-8-sig"))
        written.append(target)
    return written


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.startswith(_RISKY_STARTS):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise FileError(
            Problem(
                path.name,
                "een bestand met deze naam",
                "een nieuwe naam; bestaande bestanden worden niet overschreven",
            )
        )
