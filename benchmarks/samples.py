"""Teams and filled-in forms to measure with, made by xlcaseload itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xlcaseload.demo import demo_members, demo_team
from xlcaseload.forms.write import Form, build_form, file_name
from xlcaseload.team import Member, Team

REMARK = "De wachttijden kosten mij de meeste tijd; ons team is gelukkig sterk."


def members(team: Team, count: int) -> list[Member]:
    """Any number of members with answers to every factor: the demo's, again and again."""
    people = demo_members(team)
    return [
        replace(people[place % len(people)], name=f"lid {place + 1:04d}") for place in range(count)
    ]


def team_of(count: int) -> Team:
    """A team whose members have all answered."""
    team = demo_team()
    return team.with_members(tuple(members(team, count)))


def write_forms(team: Team, folder: Path, count: int, *, own_factor: bool = False) -> list[Path]:
    """Filled-in forms without mistakes, one per member, in a new folder.

    Args:
        team: The team whose forms they are.
        folder: Where they go.
        count: How many.
        own_factor: Whether the first member adds a factor, so that the workbook's tables change.
    """
    folder.mkdir()
    paths = []
    for number, member in enumerate(members(team, count), 1):
        answers = replace(member, remark=REMARK) if number % 4 == 0 else member
        own = (("Nieuwe taken", 4),) if own_factor and number == 1 else ()
        form = Form(number, answers, own, crosses=number % 3 != 0)
        path = folder / file_name(form)
        path.write_bytes(build_form(team, form))
        paths.append(path)
    return paths
