"""Gather forms: from folders, files and patterns, with everything that was passed over named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlcaseload.answers import text_key
from xlcaseload.forms.read import FormReading, read_form
from xlcaseload.problems import Level, Problem
from xlcaseload.team import Member, Team

SUFFIXES = (".xlsx", ".xlsm")
_OTHER_SPREADSHEETS = (".xls", ".xlsb", ".ods", ".xltx", ".xltm", ".numbers")
_LOCK_PREFIXES = ("~$", ".~lock.")


@dataclass(frozen=True, slots=True)
class Collected:
    """The readings of all forms that were found, and what was passed over or could not be."""

    readings: tuple[FormReading, ...]
    problems: tuple[Problem, ...]


def find_files(
    places: Iterable[str | Path], skip: Sequence[Path] = ()
) -> tuple[list[Path], list[Problem]]:
    """The Excel files at the given places.

    Args:
        places: Folders (their files, not their subfolders), files, or patterns such as
            ``map/*.xlsx``.
        skip: Files that are no forms, such as the team's workbook itself.

    Returns:
        The files, sorted and each once, and a finding per file that was passed over or place
        that does not exist.
    """
    skipped = {path.resolve() for path in skip}
    files: dict[Path, Path] = {}
    problems: list[Problem] = []
    for place in places:
        candidates = _candidates(Path(place))
        if candidates is None:
            problems.append(
                Problem(str(place), "niets op deze plek", "een map, bestand of patroon dat bestaat")
            )
            continue
        if not candidates:
            problems.append(
                Problem(str(place), "een map zonder bestanden", "overgeslagen", level=Level.NOTICE)
            )
        for path in candidates:
            if path.resolve() in skipped:
                continue
            if finding := _passed_over(path):
                problems.append(finding)
            else:
                files.setdefault(path.resolve(), path)
    return list(files.values()), problems


def collect(
    places: Iterable[str | Path],
    team: Team,
    *,
    skip: Sequence[Path] = (),
    on_read: Callable[[int, int], None] | None = None,
) -> Collected:
    """Read every form at the given places; one that cannot be read does not stop the others.

    Args:
        places: Folders, files or patterns, as in :func:`find_files`.
        team: The team whose forms they are.
        skip: Files that are no forms.
        on_read: Called after each form with how many are read and how many there are.
    """
    files, problems = find_files(places, skip)
    readings = []
    for place, path in enumerate(files, 1):
        readings.append(read_form(path, team))
        if on_read:
            on_read(place, len(files))
    kept, doubles = _without_doubles(readings)
    for reading in readings:
        problems.extend(reading.problems)
    return Collected(tuple(kept), tuple(problems + doubles))


def _candidates(place: Path) -> list[Path] | None:
    if place.is_dir():
        return sorted(path for path in place.iterdir() if path.is_file())
    if place.exists():
        return [place]
    # Only what is no existing folder is a pattern: a folder may be called "map [2026]".
    known = next((folder for folder in place.parents if folder.is_dir()), Path())
    matches = sorted(known.glob(str(place.relative_to(known))))
    return [path for path in matches if path.is_file()] or None


def _passed_over(path: Path) -> Problem | None:
    """Why a file is not read; None for one that is."""
    suffix = path.suffix.casefold()
    if path.name.startswith(_LOCK_PREFIXES):
        found = "een slotbestand van een geopende werkmap"
    elif suffix in _OTHER_SPREADSHEETS:
        return Problem(
            path.name,
            f"een rekenblad in een ander formaat ({suffix})",
            "een .xlsx (open het bestand en kies Opslaan als)",
        )
    elif suffix not in SUFFIXES:
        found = "geen Excel-bestand (.xlsx)"
    else:
        return None
    return Problem(path.name, found, "overgeslagen", level=Level.NOTICE)


def _without_doubles(readings: list[FormReading]) -> tuple[list[FormReading], list[Problem]]:
    """Keep one of equal forms; of forms of one person that differ, keep none."""
    groups: dict[str, list[FormReading]] = {}
    for place, reading in enumerate(readings):
        if reading.member is not None:
            groups.setdefault(_person(reading, place), []).append(reading)
    kept: list[FormReading] = []
    problems: list[Problem] = []
    for group in groups.values():
        first, *others = group
        files = ", ".join(reading.file for reading in group)
        if not others:
            kept.append(first)
        elif all(other.digest == first.digest for other in others):
            kept.append(first)
            problems.extend(
                Problem(
                    other.file,
                    f"hetzelfde formulier als {first.file}",
                    "één keer geteld",
                    level=Level.NOTICE,
                )
                for other in others
            )
        else:
            name = _member(first).name
            who = f"'{name}'" if name else f"nummer {first.number:02d}"
            problems.extend(
                Problem(
                    reading.file,
                    f"meer dan één formulier van {who}, met verschillende antwoorden ({files})",
                    "één formulier per persoon; geen van deze is overgenomen",
                )
                for reading in group
            )
    return kept, problems


def _member(reading: FormReading) -> Member:
    return reading.member or Member()


def _person(reading: FormReading, place: int) -> str:
    """Whose form it is: a name, else its number; a blank copy without name is its own person."""
    if name := _member(reading).name:
        return "name " + text_key(name)
    return f"number {reading.number}" if reading.number else f"place {place}"
