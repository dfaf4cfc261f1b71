"""Staffing: what the bands ask for in people and money, per role and in total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from xlcaseload.analysis import staffing as analysis
from xlcaseload.analysis.bands import HOURS_PER_FTE
from xlcaseload.inputs import ALLOWANCES, NO, STAFFING, YES, text
from xlcaseload.results.bands import BandResult, rows_by_role
from xlcaseload.results.week import WeekResults, number_or_none
from xlcaseload.team import Team


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What lies between a contract and time for cases.

    Attributes:
        available: Hours per year that 1 FTE is there.
        absence: FTE on the payroll for every FTE that is there; None where nothing is left.
        allowance: Factor for work beside the cases that the band does not hold.
        factor: Both together.
    """

    available: float
    absence: float | None
    allowance: float | None

    @property
    def factor(self) -> float | None:
        """FTE on the payroll for every FTE that works on cases."""
        if self.absence is None or self.allowance is None:
            return None
        return self.absence * self.allowance


@dataclass(frozen=True, slots=True)
class StaffingResult:
    """One role, or all of them together (``role`` is ""); None where not known.

    Attributes:
        cases: Cases at a time that are expected.
        fte_low: FTE needed at the upper bound of the band: the fewest.
        fte_high: FTE needed at the lower bound: the most.
        fte_gap_low: FTE in post less ``fte_low``; negative is a shortage.
        cost_low: Euro per year for ``fte_low``.
        budget_gap_low: Budget less ``cost_low``.
        carried_low: Cases that the budget carries at the lower bound.
    """

    role: str
    cases: float | None
    fte_low: float | None
    fte_high: float | None
    fte_in_post: float | None
    fte_gap_low: float | None
    fte_gap_high: float | None
    cost_per_fte: float | None
    cost_low: float | None
    cost_high: float | None
    budget: float | None
    budget_gap_low: float | None
    budget_gap_high: float | None
    carried_low: float | None
    carried_high: float | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            field.name: getattr(self, field.name) for field in fields(self) if field.name != "role"
        } | {"role": self.role or None}


@dataclass(frozen=True, slots=True)
class StaffingResults:
    """The assumptions, each role, and their total."""

    assumptions: Assumptions
    roles: tuple[StaffingResult, ...]
    total: StaffingResult


def compute_assumptions(team: Team) -> Assumptions:
    """Availability and allowance from what the team assumes; what it left open is 0."""
    training = 0.0 if team.choice("training_in_band") == YES else team.number("training") or 0.0
    available = float(
        analysis.available_hours(
            team.number("leave") or 0.0,
            team.number("holidays") or 0.0,
            training,
            team.number("sickness") or 0.0,
        )
    )
    share = ALLOWANCES.field("share")
    shares = [
        share.number(row) or 0.0
        for row in team.rows(ALLOWANCES.name)
        if text(row, "name") and text(row, "in_band") == NO
    ]
    return Assumptions(
        available,
        number_or_none(analysis.absence_factor(available)),
        float(analysis.allowance([sum(shares)])) if sum(shares) < 1 else None,
    )


def compute_staffing(
    team: Team, week: WeekResults, bands: tuple[BandResult, ...]
) -> StaffingResults:
    """FTE, cost and gaps of every role and of all roles together."""
    assumptions = compute_assumptions(team)
    rows = rows_by_role(team, STAFFING.name)
    roles = []
    for band, measured in zip(bands, week.roles, strict=True):
        row = rows.get(band.role, {})
        cases, fte, cost_per_fte, budget = (
            STAFFING.field(key).number(row) for key in ("cases", "fte", "cost", "budget")
        )
        cases = measured.counted if cases is None else cases
        if fte is None and measured.all_contract is not None:
            fte = measured.all_contract / HOURS_PER_FTE
        roles.append(
            _role(band, cases, fte, cost_per_fte, budget, assumptions.factor),
        )
    return StaffingResults(assumptions, tuple(roles), _total(roles))


def _role(
    band: BandResult,
    cases: float | None,
    fte: float | None,
    cost_per_fte: float | None,
    budget: float | None,
    factor: float | None,
) -> StaffingResult:
    low = high = carried_low = carried_high = None
    if band.low and band.high and factor is not None:
        if cases is not None:
            low, high = map(float, analysis.fte_needed(cases, band.low, band.high, factor))
        if cost_per_fte and budget is not None:
            carried_low, carried_high = map(
                float, analysis.cases_carried(budget, cost_per_fte, band.low, band.high, factor)
            )
    cost_low, cost_high = (
        None if need is None or cost_per_fte is None else float(analysis.cost(need, cost_per_fte))
        for need in (low, high)
    )
    return StaffingResult(
        role=band.role,
        cases=cases,
        fte_low=low,
        fte_high=high,
        fte_in_post=fte,
        fte_gap_low=_gap(fte, low),
        fte_gap_high=_gap(fte, high),
        cost_per_fte=cost_per_fte,
        cost_low=cost_low,
        cost_high=cost_high,
        budget=budget,
        budget_gap_low=_gap(budget, cost_low),
        budget_gap_high=_gap(budget, cost_high),
        carried_low=carried_low,
        carried_high=carried_high,
    )


def _gap(have: float | None, need: float | None) -> float | None:
    return None if have is None or need is None else float(analysis.gap(have, need))


def _total(roles: Iterable[StaffingResult]) -> StaffingResult:
    """Sums over the roles that have a number; a gap adds up the gaps that are known."""
    listed = tuple(roles)

    def total(name: str) -> float | None:
        known = [v for role in listed if (v := getattr(role, name)) is not None]
        return sum(known) if known else None

    names = [f.name for f in fields(StaffingResult) if f.name not in ("role", "cost_per_fte")]
    return StaffingResult(role="", cost_per_fte=None, **{name: total(name) for name in names})
