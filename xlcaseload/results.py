"""All numbers of a team as plain values: what formulas store, JSON shows and charts draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcaseload.analysis import scores as analysis
from xlcaseload.team import NOT_APPLICABLE, SCORES, Member, Team

if TYPE_CHECKING:
    import pandas as pd

    from xlcaseload.problems import Problem


@dataclass(frozen=True, slots=True)
class RoleMean:
    """One role's view on a factor: number of scores and their mean."""

    n: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class FactorResult:
    """Everything about one factor; None where there is nothing to compute from.

    Attributes:
        counts: How often 1, 2, 3, 4 and 5 were given.
        absent: Members who gave neither a score nor n.v.t.
        heavy: (k, n): k of the n scores are 4 or 5.
        room: 6 - mean, 1 to 5.
        gap: ideal - room: above 0 it pinches more than the team wants.
        bounds: Lowest and highest mean if the absent members had scored too.
        roles: By role, in the team's order.
    """

    code: str
    factor: str
    label: str
    category: str
    n: int
    counts: tuple[int, ...]
    absent: int
    mean: float | None
    median: float | None
    q1: float | None
    q3: float | None
    sd: float | None
    mad: float | None
    heavy: tuple[int, int]
    agreement: float | None
    ideal: float | None
    room: float | None
    gap: float | None
    bounds: tuple[float | None, float | None]
    roles: dict[str, RoleMean]


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """A category: the mean of all scores given in it, and how many of its factors are heavy."""

    category: str
    factors: int
    n: int
    mean: float | None
    ideal: float | None
    room: float | None
    gap: float | None
    heavy_factors: int

    @property
    def piles_up(self) -> bool:
        """Whether heavy factors stand side by side here."""
        return self.heavy_factors >= analysis.PILE_SIZE


@dataclass(frozen=True, slots=True)
class RoleResult:
    """A role, its number of members and all its scores together."""

    role: str
    members: int
    n: int
    mean: float | None


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
            "factors": [_factor_as_dict(factor) for factor in self.factors],
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
            "problems": [problem.as_dict() for problem in self.problems],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per factor, roles as columns ``mean <role>`` and ``n <role>``.

        Raises:
            ImportError: pandas is not installed (``pip install "xlcaseload[frames]"``).
        """
        import pandas as pd

        return pd.DataFrame(factor_rows(self))


def _factor_as_dict(factor: FactorResult) -> dict[str, Any]:
    return {
        "code": factor.code,
        "factor": factor.factor,
        "category": factor.category,
        "n": factor.n,
        "absent": factor.absent,
        "counts": list(factor.counts),
        "mean": factor.mean,
        "median": factor.median,
        "q1": factor.q1,
        "q3": factor.q3,
        "sd": factor.sd,
        "mad": factor.mad,
        "heavy": list(factor.heavy),
        "agreement": factor.agreement,
        "ideal": factor.ideal,
        "room": factor.room,
        "gap": factor.gap,
        "mean_bounds": list(factor.bounds),
        "roles": {role: {"n": r.n, "mean": r.mean} for role, r in factor.roles.items()},
    }


def factor_rows(results: TeamResults) -> list[dict[str, Any]]:
    """The factors as flat rows for tables (CSV, DataFrame): one value per column."""
    rows = []
    for factor in results.factors:
        row = _factor_as_dict(factor)
        counts, heavy, bounds, roles = (
            row.pop(key) for key in ("counts", "heavy", "mean_bounds", "roles")
        )
        row |= {f"count_{level}": count for level, count in zip(SCORES, counts, strict=True)}
        row |= {"heavy": heavy[0], "mean_low": bounds[0], "mean_high": bounds[1]}
        for role, values in roles.items():
            row |= {f"n {role}": values["n"], f"mean {role}": values["mean"]}
        rows.append(row)
    return rows


def compute(team: Team, problems: tuple[Problem, ...] = ()) -> TeamResults:
    """All results of a team, with the problems that were found while reading it."""
    factors = team.used_factors
    members = team.present
    codes = [factor.code for factor in factors]
    labels = [factor.category for factor in factors]
    scores, answered = score_arrays(members, codes)
    role_of = {role: place for place, role in enumerate(team.roles)}
    group = np.array([role_of.get(member.role, -1) for member in members], dtype=np.intp)
    counts = analysis.count_scores(scores, scores == 0)[0]
    by_role = analysis.count_scores(scores, scores == 0, group, len(team.roles))

    summary = analysis.summarise(counts)
    absent = (~answered).sum(axis=0)
    low, high = analysis.mean_bounds(counts, absent)
    role_summary = analysis.summarise(by_role)
    factor_results = tuple(
        FactorResult(
            code=factor.code,
            factor=factor.name,
            label=factor.label,
            category=factor.category,
            n=int(summary.n[i]),
            counts=tuple(int(count) for count in counts[i]),
            absent=int(absent[i]),
            mean=_number(summary.mean[i]),
            median=_number(summary.median[i]),
            q1=_number(summary.q1[i]),
            q3=_number(summary.q3[i]),
            sd=_number(summary.sd[i]),
            mad=_number(summary.mad[i]),
            heavy=(int(summary.heavy[i]), int(summary.n[i])),
            agreement=_number(summary.agreement[i]),
            ideal=factor.aim,
            room=_number(summary.room[i]),
            gap=_difference(factor.aim, _number(summary.room[i])),
            bounds=(_number(low[i]), _number(high[i])),
            roles={
                role: RoleMean(int(role_summary.n[r, i]), _number(role_summary.mean[r, i]))
                for r, role in enumerate(team.roles)
            },
        )
        for i, factor in enumerate(factors)
    )
    role_totals = analysis.summarise(by_role.sum(axis=1))
    return TeamResults(
        team=team.name,
        municipality=team.municipality,
        date=team.date.isoformat() if isinstance(team.date, date) else None,
        route=team.route,
        members=len(members),
        factors=factor_results,
        categories=_categories(team, counts, summary, labels),
        roles=tuple(
            RoleResult(
                role=role,
                members=int((group == r).sum()),
                n=int(role_totals.n[r]),
                mean=_number(role_totals.mean[r]),
            )
            for r, role in enumerate(team.roles)
        ),
        problems=problems,
    )


def _categories(
    team: Team, counts: analysis.Counts, summary: analysis.Summary, labels: list[str]
) -> tuple[CategoryResult, ...]:
    names = team.categories
    pooled = analysis.summarise(analysis.pool(counts, labels, names))
    heavy = analysis.heavy_factors(summary.mean, labels, names)
    results = []
    for i, name in enumerate(names):
        ideals = [f.aim for f in team.used_factors if f.category == name and f.aim is not None]
        ideal = sum(ideals) / len(ideals) if ideals else None
        room = _number(pooled.room[i])
        results.append(
            CategoryResult(
                category=name,
                factors=labels.count(name),
                n=int(pooled.n[i]),
                mean=_number(pooled.mean[i]),
                ideal=ideal,
                room=room,
                gap=_difference(ideal, room),
                heavy_factors=heavy[i],
            )
        )
    return tuple(results)


def score_arrays(
    members: tuple[Member, ...], codes: list[str]
) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], np.ndarray[Any, np.dtype[np.bool_]]]:
    """The members' answers as arrays of shape (members, factors).

    Returns:
        The scores 1 to 5, with 0 where there is none, and whether the member answered at all
        (a score or n.v.t.).
    """
    given = [[member.scores.get(code) for code in codes] for member in members]
    shape = (len(members), len(codes))
    scores = np.array(
        [[s if isinstance(s, int) else 0 for s in row] for row in given], dtype=np.uint8
    ).reshape(shape)
    answered = np.array(
        [[isinstance(s, int) or s == NOT_APPLICABLE for s in row] for row in given], dtype=bool
    ).reshape(shape)
    return scores, answered


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _difference(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b
