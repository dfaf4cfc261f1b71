"""Refresh a team's workbook: read what was filled in, add the forms, write it anew.

Nothing of the user is lost. When only values change, they are changed inside the user's own
file, and everything else in it stays. When the tables have to change (another list of factors or
roles), the workbook is built anew from its inputs; if the file holds things that a new one would
not have, the new one gets another name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from xlcaseload.files.atomic import refuse_if_open, write_atomically
from xlcaseload.files.package import Package
from xlcaseload.files.sheets import Grid
from xlcaseload.files.splice import splice
from xlcaseload.problems import FileError, Problem
from xlcaseload.team import Team
from xlcaseload.workbook.build import plan_workbook
from xlcaseload.workbook.compare import as_built, changes, foreign, same_structure, still_ours
from xlcaseload.workbook.plan import Workbook
from xlcaseload.workbook.read import WorkbookReading, read_workbook
from xlcaseload.workbook.write import to_bytes


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did.

    Attributes:
        path: The workbook that is up to date now; not the user's file where that could not be
            rebuilt without losing something.
        changed: Whether anything was written.
        previous: Where the version before this one is kept, or None.
        members: Members in the workbook.
        added: Members who came in by a form.
        updated: Members whose row changed by a form.
        problems: Everything there is to say about files and cells.
        kept_apart: What stands in the user's file only, where ``path`` is another file.
    """

    path: Path
    changed: bool
    previous: Path | None
    members: int
    added: int
    updated: int
    problems: tuple[Problem, ...]
    kept_apart: tuple[Problem, ...] = ()


def refresh(
    path: str | Path,
    forms: Iterable[str | Path] = (),
    *,
    now: datetime | None = None,
    on_read: Callable[[int, int], None] | None = None,
) -> Refreshed:
    """Bring a team's workbook up to date.

    Args:
        path: The workbook.
        forms: Folders, files or patterns with filled-in forms.
        now: Time to note as that of the refresh; the clock's by default.
        on_read: Called after each form with how many are read and how many there are.

    Raises:
        FileError: The workbook cannot be read or written; it is as it was.
    """
    from xlcaseload.forms.collect import collect
    from xlcaseload.merge import merge

    target = Path(path)
    reading = read_workbook(target)
    refuse_if_open(target)
    moment = now or datetime.now()
    collected = collect(forms, reading.team, skip=[target], on_read=on_read)
    merged = merge(reading.team, collected.readings)
    problems = (*reading.problems, *collected.problems, *merged.problems)
    written = _write(target, reading, merged.team, moment)
    return replace(
        written,
        added=merged.added,
        updated=merged.updated,
        problems=problems,
        members=len(merged.team.present),
    )


def _write(target: Path, reading: WorkbookReading, after: Team, moment: datetime) -> Refreshed:
    """Write what changed: in place where that fits, else anew, else beside the user's file."""
    package, grids = reading.package, reading.grids
    old_plan, new_plan = plan_workbook(reading.team), plan_workbook(after)
    fits = same_structure(old_plan, new_plan) and still_ours(package, grids, old_plan)
    if fits and not changes(grids, new_plan):
        return Refreshed(target, False, None, 0, 0, 0, ())
    stamped = replace(after, refreshed=f"{moment:%d-%m-%Y %H:%M}")
    plan = plan_workbook(stamped)
    data = _spliced(package, grids, plan) if fits else None
    if data is None:
        apart = foreign(package, grids, as_built(package, grids, reading.team))
        if apart:
            return _write_beside(target, plan, apart, moment)
        data = to_bytes(plan)
    previous = write_atomically(target, data, keep_previous=True, now=moment)
    return Refreshed(target, True, previous, 0, 0, 0, ())


def _spliced(package: Package, grids: Mapping[str, Grid], plan: Workbook) -> bytes | None:
    """The user's file with new values; None where its build does not allow that."""
    try:
        return splice(package, changes(grids, plan))
    except FileError:
        return None


def _write_beside(
    target: Path, plan: Workbook, apart: Sequence[Problem], moment: datetime
) -> Refreshed:
    beside = target.with_name(f"{target.stem} (vernieuwd){target.suffix}")
    data = to_bytes(plan)
    previous = write_atomically(beside, data, keep_previous=beside.exists(), now=moment)
    return Refreshed(beside, True, previous, 0, 0, 0, (), tuple(apart))
