"""Add the forms that came in to the team: who is new, what changed, what stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xlcaseload.catalogue import Factor
from xlcaseload.forms.read import FormReading
from xlcaseload.problems import Level, Problem
from xlcaseload.team import Member, Score, Team, Unreadable
from xlcaseload.workbook.sheets.factors import next_codes

OWN_CATEGORY = "Team"
"""Category of a factor that a person added, until the team chooses another."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The team with the forms in it, and what there is to say about that.

    Attributes:
        added: Members who were new.
        updated: Members whose row changed.
        unchanged: Forms that were in the workbook already.
    """

    team: Team
    problems: tuple[Problem, ...]
    added: int = 0
    updated: int = 0
    unchanged: int = 0


def merge(team: Team, readings: tuple[FormReading, ...]) -> Merged:
    """Put every form in the row of its person, or in a new row.

    A form whose answers were taken over before changes nothing, so corrections that the team
    made by hand stay. A changed form replaces what the earlier one gave. Scores that somebody
    typed are never overwritten: only open cells are filled, and differences are reported.
    """
    team, own_codes, problems = _with_own_factors(team, readings)
    members = list(team.members)
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    claimed: set[int] = set()
    for reading in readings:
        if reading.member is None:
            continue
        form = _with_codes(reading, own_codes)
        place = _place(members, reading, claimed)
        if place is None:
            place = len(members)
            members.append(form)
            outcome = "added"
        else:
            updated, findings = _update(members[place], form, reading)
            problems.extend(findings)
            outcome = "unchanged" if updated == members[place] else "updated"
            members[place] = updated
        claimed.add(place)
        counts[outcome] += 1
    return Merged(team.with_members(tuple(members)), tuple(problems), **counts)


def _with_own_factors(
    team: Team, readings: tuple[FormReading, ...]
) -> tuple[Team, dict[str, str], list[Problem]]:
    """Keep factors that persons added: in the list, but not in use until the team decides."""
    codes = {factor.name.casefold(): factor.code for factor in team.factors}
    factors = list(team.factors)
    problems = []
    for reading in readings:
        for name, _ in reading.own_factors if reading.member else ():
            if name.casefold() in codes:
                continue
            code = next_codes(tuple(factor.code for factor in factors), 1)[0]
            codes[name.casefold()] = code
            factors.append(Factor(code, name, OWN_CATEGORY, in_use=False))
            problems.append(
                Problem(
                    reading.file,
                    f'de eigen factor "{name}"',
                    f"bewaard op het blad Factoren als {code}, nog niet in gebruik: zet hem op ja "
                    "als het team hem wil meetellen",
                    level=Level.NOTICE,
                )
            )
    return replace(team, factors=tuple(factors)), codes, problems


def _with_codes(reading: FormReading, codes: dict[str, str]) -> Member:
    """The form's row, its own factors under their codes, marked with number and digest."""
    member = reading.member or Member()
    own = {codes[name.casefold()]: score for name, score in reading.own_factors}
    return replace(member, scores={**own, **member.scores}, form=_key(reading))


def _key(reading: FormReading) -> str:
    return f"{reading.number:02d}-{reading.digest}"


def _place(members: list[Member], reading: FormReading, claimed: set[int]) -> int | None:
    """The row of the form's person: by name, else by the form's number or its answers."""
    free = [place for place in range(len(members)) if place not in claimed]
    name = reading.member.name.casefold() if reading.member else ""
    if name:
        for place in free:
            if members[place].name.casefold() == name:
                return place
    for place in free:
        form = members[place].form
        same_form = form == _key(reading) or (
            reading.number > 0 and form.startswith(f"{reading.number:02d}-")
        )
        if same_form and not (name and members[place].name and form != _key(reading)):
            return place
    return None


def _update(row: Member, form: Member, reading: FormReading) -> tuple[Member, list[Problem]]:
    if row.form == form.form:
        return row, []
    if row.form:
        scores: dict[str, Score] = {**row.scores, **form.scores}
        found = f"een nieuwe versie van het formulier van {_who(row, form)}"
        notice = Problem(
            reading.file, found, "de regel op Scores is bijgewerkt", level=Level.NOTICE
        )
        updated = Member(
            form.name or row.name,
            form.role or row.role,
            scores,
            form.remark or row.remark,
            form.form,
        )
        return updated, [notice]
    return _fill_open_cells(row, form, reading)


def _fill_open_cells(
    row: Member, form: Member, reading: FormReading
) -> tuple[Member, list[Problem]]:
    """A row that was typed keeps what stands there; the form fills what is still open."""
    differs = [
        code
        for code, score in form.scores.items()
        if code in row.scores
        and row.scores[code] != score
        and not isinstance(row.scores[code], Unreadable)
    ]
    problems = []
    if differs:
        found = (
            f"andere scores voor {', '.join(differs)} dan er op Scores getypt staan bij "
            f"{_who(row, form)}"
        )
        problems.append(
            Problem(
                reading.file,
                found,
                "dezelfde scores; wat er getypt staat, is gebleven (maak die cellen leeg om "
                "het formulier te volgen)",
            )
        )
    scores = {
        **form.scores,
        **{
            code: s
            for code, s in row.scores.items()
            if not (isinstance(s, Unreadable) and code in form.scores)
        },
    }
    key = "" if differs else form.form
    return Member(
        row.name or form.name, row.role or form.role, scores, row.remark or form.remark, key
    ), problems


def _who(row: Member, form: Member) -> str:
    return f'"{form.name or row.name}"' if form.name or row.name else "een lid zonder naam"
