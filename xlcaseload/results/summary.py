"""All numbers of a team as plain values: what formulas store, JSON shows and charts draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from xlcaseload.analysis import scores as analysis
from xlcaseload.results.bands import (
    BandResult,
    OtherBandResult,
    compute_bands,
    compute_other_bands,
)
from xlcaseload.results.following import Following, compute_following
from xlcaseload.results.scores import (
    CategoryResult,
    FactorResult,
    RoleResult,
    compute_factors,
    factor_as_dict,
    factor_rows,
)
from xlcaseload.results.staffing import StaffingResults, compute_staffing
from xlcaseload.results.week import WeekResults, compute_week
from xlcaseload.team import Team

if TYPE_CHECKING:
    import pandas as pd

    from xlcaseload.problems import Problem


@dataclass(frozen=True, slots=True)
class TeamResults:
    """What ``xlcaseload.read_team`` and ``results --json`` give."""

    team: str
    municipality: str
    date: str | None
    route: str
    members: int
    factors: tuple[FactorResult, ...]
    categories: tuple[CategoryResult, ...]
    roles: tuple[RoleResult, ...]
    week: WeekResults
    bands: tuple[BandResult, ...]
    other_bands: tuple[OtherBandResult, ...]
    staffing: StaffingResults
    following: Following
    problems: tuple[Problem, ...] = ()

    def heaviest(self, most: int = 5) -> tuple[FactorResult, ...]:
        """The factors with the highest means, at most ``most``; ties keep the team's order."""
        means = [math.nan if f.mean is None else f.mean for f in self.factors]
        return tuple(self.factors[place] for place in analysis.ranking(means)[:most])

    def as_dict(self) -> dict[str, Any]:
        """Plain lists and dicts for JSON; missing values are None, never NaN."""
        return {
            "team": self.team,
            "municipality": self.municipality,
            "date": self.date,
            "route": self.route,
            "members": self.members,
            "factors": [factor_as_dict(factor) for factor in self.factors],
            "categories": [
                {
                    "category": c.category,
                    "n": c.n,
                    "mean": c.mean,
                    "ideal": c.ideal,
                    "room": c.room,
                    "heavy_factors": c.heavy_factors,
                    "piles_up": c.piles_up,
                }
                for c in self.categories
            ],
            "roles": [
                {"role": r.role, "members": r.members, "n": r.n, "mean": r.mean} for r in self.roles
            ],
            "hours": self.week.as_dict(),
            "bands": [band.as_dict() for band in self.bands],
            "staffing": [
                staffing.as_dict() for staffing in (*self.staffing.roles, self.staffing.total)
            ],
            "monitoring": [row.as_dict() for row in self.following.rows if row.filled],
            "problems": [problem.as_dict() for problem in self.problems],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per factor, roles as columns ``mean <role>`` and ``n <role>``.

        Raises:
            ImportError: pandas is not installed (``pip install "xlcaseload[frames]"``).
        """
        import pandas as pd

        return pd.DataFrame(factor_rows(self.factors))


def compute(team: Team, problems: tuple[Problem, ...] = ()) -> TeamResults:
    """All results of a team, with the problems that were found while reading it."""
    factors, categories, roles = compute_factors(team)
    week = compute_week(team)
    bands = compute_bands(team, week)
    return TeamResults(
        team=team.name,
        municipality=team.municipality,
        date=team.date.isoformat() if isinstance(team.date, date) else None,
        route=team.route,
        members=len(team.present),
        factors=factors,
        categories=categories,
        roles=roles,
        week=week,
        bands=bands,
        other_bands=compute_other_bands(team, week),
        staffing=compute_staffing(team, week, bands),
        following=compute_following(team, bands),
        problems=problems,
    )
