"""List what is wrong in files, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlcaseload.files.package import Package
from xlcaseload.problems import FileError, Problem
from xlcaseload.team import Team
from xlcaseload.workbook import names


def check_files(places: Sequence[str | Path], workbook: str | Path | None = None) -> list[Problem]:
    """Problems and notices of workbooks and forms.

    Args:
        places: Folders, files or patterns; workbooks and forms may be mixed.
        workbook: The workbook of the team whose forms they are. Without it, the first workbook
            among the files serves, and forms without any are only looked at for their team.
    """
    from xlcaseload.forms.collect import collect, find_files
    from xlcaseload.workbook.read import read_package, read_workbook

    files, problems = find_files(places)
    team: Team | None = None
    if workbook is not None:
        reading = read_workbook(Path(workbook))
        team = reading.team
        problems.extend(reading.problems)
    forms = []
    for path in files:
        try:
            package = Package.open(path)
            if names.SCORES_TABLE not in package.tables:
                forms.append(path)
                continue
            if workbook is not None and path.resolve() == Path(workbook).resolve():
                continue
            reading = read_package(package)
        except FileError as error:
            problems.extend(error.problems)
            continue
        problems.extend(reading.problems)
        team = team or reading.team
    if forms and team is None:
        problems.extend(
            Problem(
                path.name,
                "een formulier zonder de werkmap van zijn team",
                "ook de werkmap van het team (xlcaseload check --team TEAM.xlsx)",
            )
            for path in forms
        )
    elif forms and team is not None:
        problems.extend(collect(forms, team).problems)
    return problems
