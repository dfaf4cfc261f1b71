"""All numbers of a team, computed once from what it filled in."""

from __future__ import annotations

from xlcaseload.results.bands import BandResult, OtherBandResult
from xlcaseload.results.following import FollowedMonth, Following
from xlcaseload.results.scores import (
    CategoryResult,
    FactorResult,
    RoleMean,
    RoleResult,
    factor_rows,
    score_arrays,
)
from xlcaseload.results.staffing import StaffingResult, StaffingResults
from xlcaseload.results.summary import TeamResults, compute
from xlcaseload.results.week import CaseCount, PersonWeek, RoleWeek, TaskResult, WeekResults

__all__ = [
    "BandResult",
    "CaseCount",
    "CategoryResult",
    "FactorResult",
    "FollowedMonth",
    "Following",
    "OtherBandResult",
    "PersonWeek",
    "RoleMean",
    "RoleResult",
    "RoleWeek",
    "StaffingResult",
    "StaffingResults",
    "TaskResult",
    "TeamResults",
    "WeekResults",
    "compute",
    "factor_rows",
    "score_arrays",
]
