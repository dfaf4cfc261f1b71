"""Add the forms that came in to the team: who is new, what changed, what stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xlcaseload.answers import text_key
from xlcaseload.catalogue import Factor
from xlcaseload.forms.read import FormReading
from xlcaseload.inputs import Unreadable, next_codes
from xlcaseload.problems import Level, Problem
from xlcaseload.team import Member, Score, Team
from xlcaseload.workbook import names
from xlcaseload.workbook.sheets.factors import CODE_PREFIX


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
    made by hand stay. A changed form goes before what stands in its row, and every score that
    changes is named. A row that somebody typed is never overwritten: only its open cells are
    filled, and differences are reported.
    """
    team, own_codes, problems = _with_own_factors(team, readings)
    members = list(team.members)
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    claimed: set[int] = set()
    # Forms with a name go first, so that one without cannot take the row of a name.
    for reading in sorted(readings, key=lambda reading: not (reading.member or Member()).name):
        if reading.member is None:
            continue
        form = _with_codes(reading, own_codes)
        if _stands_twice(team.members, form.name):
            found = f'"{form.name}", een naam die op Scores twee keer voorkomt'
            expected = "één regel met die naam; het formulier is niet overgenomen"
            problems.append(Problem(reading.file, found, expected))
            continue
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
    codes = {text_key(factor.name): factor.code for factor in team.factors}
    factors = list(team.factors)
    problems = []
    for reading in readings:
        for name, _ in reading.own_factors if reading.member else ():
            if text_key(name) in codes:
                continue
            code = next_codes(CODE_PREFIX, (factor.code for factor in factors), 1)[0]
            codes[text_key(name)] = code
            factors.append(Factor(code, name, names.NO_CATEGORY, in_use=False))
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
    own = {codes[text_key(name)]: score for name, score in reading.own_factors}
    return replace(member, scores={**own, **member.scores}, form=_key(reading))


def _key(reading: FormReading) -> str:
    return f"{reading.number:02d}-{reading.digest}"


def _stands_twice(members: tuple[Member, ...], name: str) -> bool:
    key = text_key(name)
    return bool(key) and sum(text_key(member.name) == key for member in members) > 1


def _place(members: list[Member], reading: FormReading, claimed: set[int]) -> int | None:
    """The row of the form's person: by name, else by the form's number or its answers."""
    free = [place for place in range(len(members)) if place not in claimed]
    name = text_key(reading.member.name) if reading.member else ""
    if name:
        for place in free:
            if text_key(members[place].name) == name:
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
        return _follow_new_version(row, form, reading)
    return _fill_open_cells(row, form, reading)


def _follow_new_version(
    row: Member, form: Member, reading: FormReading
) -> tuple[Member, list[Problem]]:
    """A changed form goes before what stands in its row; what it changes and keeps is named.

    What the new version leaves open stays: it may have been typed since.
    """
    changed = [
        f"{code} was {_shown(row.scores[code])}, wordt {_shown(score)}"
        if code in row.scores
        else f"{code} wordt {_shown(score)}"
        for code, score in sorted(form.scores.items())
        if row.scores.get(code) != score
    ]
    kept = [code for code in sorted(row.scores) if code not in form.scores]
    outcome = ["de regel op Scores is bijgewerkt"]
    if changed:
        outcome.append(": " + ", ".join(changed))
    if kept:
        outcome.append(f"; {', '.join(kept)} staat niet op het nieuwe formulier en is gebleven")
    notice = Problem(
        reading.file,
        f"een nieuwe versie van het formulier van {_who(row, form)}",
        "".join(outcome),
        level=Level.NOTICE,
    )
    updated = Member(
        form.name or row.name,
        form.role or row.role,
        {**row.scores, **form.scores},
        form.remark or row.remark,
        form.form,
    )
    return updated, [notice]


def _shown(score: Score) -> str:
    return str(score.raw if isinstance(score, Unreadable) else score)


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
