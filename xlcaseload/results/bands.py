"""Bands: hours per kind of case, what fits in an FTE, what was agreed and where a team stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xlcaseload.analysis import bands as analysis
from xlcaseload.analysis.bands import HOURS_PER_FTE
from xlcaseload.analysis.hours import hours_per_case_involved
from xlcaseload.inputs import (
    ACTIVE,
    BANDS,
    CLIENT_RATIO,
    DIRECT_RATIO,
    ENERGY_RATIO,
    FROM_INVOLVEMENT,
    FROM_WEEK,
    INVOLVEMENT,
    LEVELS,
    MEASURES,
    OTHER_BANDS,
    Row,
    measure_names,
    text,
)
from xlcaseload.results.week import WeekResults, number_or_none
from xlcaseload.team import Team

SHARES_TOLERANCE = 0.005
"""Typed shares may miss 100% by this much: a third is typed as 33,3%."""
Triple = tuple[float | None, float | None, float | None]
_UNKNOWN: Final[Triple] = (None, None, None)


@dataclass(frozen=True, slots=True)
class BandResult:
    """The band of one role, in cases at a time for 1 FTE of 36 hours; None where not known.

    Attributes:
        row: What the team typed for this role; empty where it typed nothing.
        hours: Hours per week of a light, middle and heavy case.
        shares: Part of the cases that is light, middle and heavy, together 1.
        mean_hours: Hours per week of a case in the team's own mix.
        not_for_cases: Part of the time that does not go to cases.
        available: Hours per week of 1 FTE for cases.
        lower: If all cases were heavy.
        mix: In the team's own mix.
        upper: If all cases were light.
        adjustment: By which part the team moves the band.
        agreed_lower: Agreed lower bound, if there are two that fit each other.
        now: Counted cases for 1 FTE now.
        position: "inside", "below" or "above" the band that holds.
    """

    role: str
    row: Row
    hours: Triple
    shares: Triple
    mean_hours: float | None
    not_for_cases: float | None
    available: float | None
    lower: float | None
    mix: float | None
    upper: float | None
    adjustment: float
    adjusted_lower: float | None
    adjusted_mix: float | None
    adjusted_upper: float | None
    agreed_lower: float | None
    agreed_upper: float | None
    now: float | None
    position: str | None

    @property
    def agreed(self) -> bool:
        """Whether the team agreed on a band."""
        return self.agreed_lower is not None

    @property
    def low(self) -> float | None:
        """Lower bound of the band that holds: the agreed one, else the calculated one."""
        return self.agreed_lower if self.agreed else self.adjusted_lower

    @property
    def high(self) -> float | None:
        """Upper bound of the band that holds."""
        return self.agreed_upper if self.agreed else self.adjusted_upper

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "role": self.role,
            "lower": self.lower,
            "mix": self.mix,
            "upper": self.upper,
            "adjustment": self.adjustment,
            "adjusted_lower": self.adjusted_lower,
            "adjusted_upper": self.adjusted_upper,
            "agreed_lower": self.agreed_lower,
            "agreed_upper": self.agreed_upper,
            "now": self.now,
            "position": self.position,
        }


@dataclass(frozen=True, slots=True)
class OtherBandResult:
    """A band of something else than all cases; ``role`` is "" for the team.

    Attributes:
        now: Cases for 36 contract hours, or hours to 1 hour; None where not known.
    """

    role: str
    measure: str
    low: float | None
    high: float | None
    now: float | None
    position: str | None


def case_hours_by_kind(team: Team) -> dict[str, float]:
    """Hours per week of a case by name of its kind of involvement; the first of a name counts."""
    hours: dict[str, float] = {}
    for row in team.rows(INVOLVEMENT.name):
        numbers = [INVOLVEMENT.field(key).number(row) for key in ("contacts", "direct", "indirect")]
        name = text(row, "name")
        if name and None not in numbers and name not in hours:
            contacts, direct, indirect = (number or 0.0 for number in numbers)
            hours[name] = float(hours_per_case_involved(contacts, direct, indirect))
    return hours


def rows_by_role(team: Team, table: str) -> dict[str, Row]:
    """The row of each role; where a role stands twice, the first."""
    rows: dict[str, Row] = {}
    for row in team.rows(table):
        rows.setdefault(text(row, "role"), row)
    return rows


def compute_bands(team: Team, week: WeekResults) -> tuple[BandResult, ...]:
    """The band of every role, in the team's order."""
    rows = rows_by_role(team, BANDS.name)
    kinds = case_hours_by_kind(team)
    return tuple(
        _band(role, place, rows.get(role, {}), kinds, week) for place, role in enumerate(team.roles)
    )


def _number(row: Row, key: str) -> float | None:
    return BANDS.field(key).number(row)


def _band(
    role: str, place: int, row: Row, kinds: Mapping[str, float], week: WeekResults
) -> BandResult:
    measured = week.roles[place]
    shares = _shares(row, place, week)
    hours = _level_hours(row, kinds, shares, measured.hours_per_case)
    typed = _number(row, "non_client")
    not_for_cases = measured.not_for_cases if typed is None else typed
    available = (
        None
        if not_for_cases is None
        else float(analysis.case_hours(HOURS_PER_FTE, not_for_cases)) or None
    )
    mean = _mean_hours(hours, shares)
    light, _, heavy = hours
    lower = mix = upper = None
    if available and light and heavy and light <= heavy:
        inside = mean is not None and light <= mean <= heavy
        band = analysis.band(light, heavy, available, mean if inside and mean else np.nan)
        lower, mix, upper = band.lower, number_or_none(band.mix), band.upper
    adjustment = _number(row, "adjustment") or 0.0
    adjusted_lower, adjusted_mix, adjusted_upper = (
        None if bound is None else bound * (1 + adjustment) for bound in (lower, mix, upper)
    )
    low, high = _number(row, "agreed_low"), _number(row, "agreed_high")
    agreed = low is not None and high is not None and low <= high
    now = _number(row, "now")
    now = measured.per_fte if now is None else now
    bounds = (low, high) if agreed else (adjusted_lower, adjusted_upper)
    return BandResult(
        role,
        row,
        hours,
        shares,
        mean,
        not_for_cases,
        available,
        lower,
        mix,
        upper,
        adjustment,
        adjusted_lower,
        adjusted_mix,
        adjusted_upper,
        agreed_lower=low if agreed else None,
        agreed_upper=high if agreed else None,
        now=now,
        position=position(now, *bounds),
    )


def position(now: float | None, low: float | None, high: float | None) -> str | None:
    """Where a number stands; a band without one of its bounds is open on that side."""
    if now is None or (low is None and high is None):
        return None
    if low is not None and high is not None and low > high:
        return None
    return analysis.position(now, 0.0 if low is None else low, np.inf if high is None else high)


def _shares(row: Row, place: int, week: WeekResults) -> Triple:
    """Typed if any share is typed (then the others are 0), else as counted in the week."""
    typed = [_number(row, f"share_{level}") for level in LEVELS]
    if any(row.get(f"share_{level}") not in (None, "") for level in LEVELS):
        total = sum(share or 0.0 for share in typed)
        if abs(total - 1) > SHARES_TOLERANCE:
            return _UNKNOWN
        light, middle, heavy = ((share or 0.0) / total for share in typed)
        return light, middle, heavy
    cases = week.levels[place + 1]
    if sum(cases) == 0:
        return _UNKNOWN
    light, middle, heavy = (number / sum(cases) for number in cases)
    return light, middle, heavy


def _level_hours(
    row: Row, kinds: Mapping[str, float], shares: Triple, measured: float | None
) -> Triple:
    """Hours per week of a light, middle and heavy case, from where the team wants them."""
    source = text(row, "hours_from") or FROM_INVOLVEMENT
    if source not in (FROM_INVOLVEMENT, FROM_WEEK):
        light, middle, heavy = (_number(row, f"hours_{level}") for level in LEVELS)
        return light, middle, heavy
    light, middle, heavy = (kinds.get(text(row, f"kind_{level}")) or None for level in LEVELS)
    if source == FROM_INVOLVEMENT:
        return light, middle, heavy
    weights = (light, middle, heavy)
    mean = _mean_hours(weights, shares)
    if not mean or not measured:
        return _UNKNOWN
    light, middle, heavy = (None if w is None else w * measured / mean for w in weights)
    return light, middle, heavy


def _mean_hours(hours: Triple, shares: Triple) -> float | None:
    """Hours of a case in the mix: a level that has no cases needs no hours."""
    if None in shares:
        return None
    parts = []
    for own, share in zip(hours, shares, strict=True):
        if share and own is None:
            return None
        parts.append((own or 0.0) * (share or 0.0))
    return sum(parts) or None


# Other bands --------------------------------------------------------------------------------


def measured_now(team: Team, week: WeekResults) -> dict[str, tuple[float | None, ...]]:
    """What other bands can measure, by its name in the list: the team, then each role."""
    names = measure_names(team.specials, team.used_traits)
    ratios = {
        ACTIVE: week.active_per_fte,
        DIRECT_RATIO: tuple(r.direct_ratio for r in week.all),
        CLIENT_RATIO: tuple(r.client_bound_ratio for r in week.all),
        ENERGY_RATIO: tuple(r.energy_ratio for r in week.all),
    }
    counts = {count.code: count.per_fte for count in (*week.specials, *week.traits)}
    values = {**ratios, **counts}
    return {names[key]: values[key] for key in (*MEASURES, *counts)}


def compute_other_bands(team: Team, week: WeekResults) -> tuple[OtherBandResult, ...]:
    """The team's other bands, a result for every row of its table."""
    now = measured_now(team, week)
    place = {"": 0} | {role: number for number, role in enumerate(team.roles, 1)}
    results = []
    for row in team.rows(OTHER_BANDS.name):
        role, measure = text(row, "role"), text(row, "measure")
        value = now[measure][place[role]] if measure in now and role in place else None
        low, high = (OTHER_BANDS.field(key).number(row) for key in ("low", "high"))
        results.append(OtherBandResult(role, measure, low, high, value, position(value, low, high)))
    return tuple(results)
