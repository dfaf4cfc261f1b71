"""What the scores say: per factor, category and role."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcaseload.analysis import scores as analysis
from xlcaseload.team import NOT_APPLICABLE, SCORES, Member, Team


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


def factor_as_dict(factor: FactorResult) -> dict[str, Any]:
    """Plain values for JSON."""
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


def factor_rows(factors: Iterable[FactorResult]) -> list[dict[str, Any]]:
    """The factors as flat rows for tables (CSV, DataFrame): one value per column."""
    rows = []
    for factor in factors:
        row = factor_as_dict(factor)
        counts, heavy, bounds, roles = (
            row.pop(key) for key in ("counts", "heavy", "mean_bounds", "roles")
        )
        row |= {f"count_{level}": count for level, count in zip(SCORES, counts, strict=True)}
        row |= {"heavy": heavy[0], "mean_low": bounds[0], "mean_high": bounds[1]}
        for role, values in roles.items():
            row |= {f"n {role}": values["n"], f"mean {role}": values["mean"]}
        rows.append(row)
    return rows


def compute_factors(
    team: Team,
) -> tuple[tuple[FactorResult, ...], tuple[CategoryResult, ...], tuple[RoleResult, ...]]:
    """What the scores of a team say per factor, per category and per role."""
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
    role_results = tuple(
        RoleResult(
            role=role,
            members=int((group == r).sum()),
            n=int(role_totals.n[r]),
            mean=_number(role_totals.mean[r]),
        )
        for r, role in enumerate(team.roles)
    )
    return factor_results, _categories(team, counts, summary, labels), role_results


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
