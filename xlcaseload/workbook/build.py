"""From team to workbook: plan every sheet, in the order of the route."""

from __future__ import annotations

from xlcaseload import catalogue as catalogue_room
from xlcaseload.results import TeamResults, compute
from xlcaseload.team import Team
from xlcaseload.workbook import write
from xlcaseload.workbook.plan import Workbook
from xlcaseload.workbook.sheets import factors, scores, sources, start, web


def plan_workbook(team: Team, results: TeamResults | None = None) -> Workbook:
    """The plan of a team's workbook: every cell with its formula and exact value."""
    catalogue = catalogue_room.load()
    numbers = results or compute(team)
    route = catalogue.route(team.route)
    return Workbook(
        sheets=(
            start.plan(team, numbers, catalogue),
            factors.plan(team, catalogue),
            scores.plan(team, numbers, catalogue),
            web.plan(team, numbers, catalogue),
            sources.plan(catalogue),
        ),
        title=f"Verantwoorde {route.term}" + (f" – {team.name}" if team.name else ""),
        subject=f"Werkmap van {team.name}" if team.name else "Lege werkmap",
    )


def build(team: Team) -> bytes:
    """The team's workbook as bytes of an .xlsx file; equal teams give equal bytes."""
    return write.to_bytes(plan_workbook(team))
