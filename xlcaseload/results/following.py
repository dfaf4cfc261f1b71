"""Following the caseload: each month and role against its band."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from xlcaseload.analysis import monitoring as analysis
from xlcaseload.analysis.bands import deviation
from xlcaseload.inputs import FOLLOWED, text
from xlcaseload.results.bands import BandResult
from xlcaseload.team import Team

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class FollowedMonth:
    """One row of ``tblVolgen``; None where not known.

    Attributes:
        per_fte: Cases for 1 FTE.
        deviation: Part of the bound by which that lies outside the band; 0 inside it.
        talk: Whether the deviation is larger than the team's threshold.
    """

    month: date | None
    role: str
    fte: float | None
    cases: float | None
    per_fte: float | None
    low: float | None
    high: float | None
    deviation: float | None
    talk: bool | None

    @property
    def filled(self) -> bool:
        """Whether there is anything in the row to follow."""
        return self.month is not None and self.per_fte is not None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "month": self.month.strftime("%Y-%m") if self.month else None,
            "role": self.role or None,
            "fte": self.fte,
            "cases": self.cases,
            "cases_per_fte": self.per_fte,
            "lower": self.low,
            "upper": self.high,
            "deviation": self.deviation,
            "talk": self.talk,
        }


@dataclass(frozen=True, slots=True)
class Following:
    """All rows, and the cases per FTE of each role by calendar month, for the charts.

    Attributes:
        months: First days of the calendar months from the earliest that was filled in.
        by_role: A row per role, a value per month; None in a month without anything.
    """

    rows: tuple[FollowedMonth, ...]
    months: tuple[date, ...]
    by_role: tuple[tuple[float | None, ...], ...]


def month_after(first: date, count: int) -> date:
    """The first day of the month ``count`` months after that of ``first``."""
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def compute_following(team: Team, bands: tuple[BandResult, ...]) -> Following:
    """Every month that the team followed, against the band that holds now."""
    band_of = {band.role: band for band in bands}
    threshold = team.number("threshold")
    rows = []
    for row in team.rows(FOLLOWED.name):
        month, role = row.get("month"), text(row, "role")
        fte, cases = (FOLLOWED.field(key).number(row) for key in ("fte", "cases"))
        band = band_of.get(role)
        low, high = (band.low, band.high) if band else (None, None)
        per_fte = (
            None if fte is None or cases is None else float(analysis.cases_per_fte(cases, fte))
        )
        off = (
            None
            if per_fte is None or low is None or high is None
            else float(deviation(per_fte, low, high))
        )
        rows.append(
            FollowedMonth(
                month if isinstance(month, date) else None,
                role,
                fte,
                cases,
                per_fte,
                low,
                high,
                off,
                None if off is None or threshold is None else analysis.needs_talk(off, threshold),
            )
        )
    known = [row.month for row in rows if row.month]
    if not known:
        return Following(tuple(rows), (), tuple(() for _ in team.roles))
    months = tuple(month_after(min(known), place) for place in range(MONTHS_SHOWN))
    return Following(
        tuple(rows),
        months,
        tuple(tuple(_in_month(rows, role, month) for month in months) for role in team.roles),
    )


def _in_month(rows: list[FollowedMonth], role: str, month: date) -> float | None:
    """Cases per FTE over all rows of a role in a calendar month that have both numbers."""
    found = [
        (row.cases, row.fte)
        for row in rows
        if row.role == role
        and row.month
        and month <= row.month < month_after(month, 1)
        and row.cases is not None
        and row.fte is not None
    ]
    if not found:
        return None
    cases, fte = (sum(values) for values in zip(*found, strict=True))
    return float(analysis.cases_per_fte(cases, fte))
