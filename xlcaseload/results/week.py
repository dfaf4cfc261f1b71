"""What the work weeks say: hours by class, group and energy, and cases, per role and team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from xlcaseload import catalogue as catalogue_room
from xlcaseload.analysis import hours as analysis
from xlcaseload.analysis.bands import HOURS_PER_FTE
from xlcaseload.catalogue import Task
from xlcaseload.inputs import (
    CASES,
    COLLECTIVE,
    CONTRACT,
    DURATION,
    ENERGY,
    ENERGY_SUFFIX,
    NO,
    SECONDARY,
    SUPPORT,
    TIMES,
    case_field,
    hours_field,
    text,
)
from xlcaseload.team import Team

NOT_COUNTED, OUTSIDE = 0, 4
"""Numbers of tasks beside the classes of time, which are 1, 2 and 3."""
WAITING, INACTIVE = "CA1", "CA2"
"""Codes of the special kinds that are not active."""
LEVEL_TRAITS = ("BE3", "BE2", "BE1")
"""The traits by which the share of light, middle and heavy cases is measured."""
Floats = npt.NDArray[np.float64]


def number_or_none(value: Any) -> float | None:
    """A float, or None for NaN."""
    number = float(value)
    return None if isnan(number) else number


def class_number(task: Task, team: Team) -> int:
    """How the hours of a task count.

    Returns:
        1, 2 or 3 for direct, indirect and not bound to a client; 4 for worked hours that the
        team leaves out of its totals (secondary or collective tasks); 0 for hours that are no
        hours of their own: a task that is not in use, has no known class, or describes the same
        time as the group that counts.
    """
    names = {group.name: group.key for group in catalogue_room.load().task_groups}
    group = names.get(task.group, "")
    doubled = "casework" if team.choice("hours_source") == SUPPORT else "support"
    if not task.in_use or not task.name or task.time not in TIMES or group == doubled:
        return NOT_COUNTED
    left_out = (task.package == SECONDARY and team.choice("secondary") == NO) or (
        task.package == COLLECTIVE and team.choice("collective") == NO
    )
    return OUTSIDE if left_out else TIMES.index(task.time) + 1


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """One person's week, in hours per week and cases; None where it cannot be known.

    Attributes:
        hours: Direct, indirect, not bound to a client, and worked hours that the team leaves out
            of its totals.
        counted: Cases that count.
        active: Cases that are not waiting nor inactive.
        energy: Hours of tasks that cost energy, are neutral and give energy.
    """

    hours: tuple[float, ...]
    contract: float | None
    counted: float | None
    active: float | None
    energy: tuple[float, ...]

    @property
    def total(self) -> float:
        """All worked hours: those that count and those outside."""
        return sum(self.hours)


@dataclass(frozen=True, slots=True)
class RoleWeek:
    """The week of all people in a role, or of the team; hours are sums per week.

    Attributes:
        role: "" for the team.
        people: How many gave hours; without any, everything about time is None.
        contract: Contract hours of the people who gave hours and contract.
        contract_gap: By which part their worked hours differ from it.
        outside: Worked hours that the team leaves out of its totals.
        groups: Hours by group of tasks, in the catalogue's order, counted or not.
        energy: Hours of tasks that cost energy, are neutral and give energy.
        case_people: How many gave their number of cases.
        cases: All their cases.
        counted: Those that count.
        per_fte: Counted cases for every 36 contract hours.
        duration: Mean number of weeks that a case stays open, weighed by cases.
        hours_per_case: Measured hours per week per counted case.
        contract_per_case: Contract hours per counted case.
        started: Cases started in a week, month, quarter and year.
        served: Cases seen in a week, month, quarter and year.
        all_contract: Contract hours of everybody.
    """

    role: str
    people: int
    contract: float | None
    contract_gap: float | None
    direct: float | None
    indirect: float | None
    non_client: float | None
    outside: float | None
    groups: tuple[float, ...]
    energy: tuple[float | None, ...]
    shares: tuple[float | None, ...]
    not_for_cases: float | None
    client_bound_ratio: float | None
    direct_ratio: float | None
    energy_ratio: float | None
    case_people: int
    cases: float | None
    counted: float | None
    per_fte: float | None
    duration: float | None
    hours_per_case: float | None
    contract_per_case: float | None
    started: tuple[float | None, ...]
    served: tuple[float | None, ...]
    all_contract: float | None

    @property
    def total(self) -> float | None:
        """All worked hours."""
        parts = (self.direct, self.indirect, self.non_client, self.outside)
        return None if self.people == 0 else sum(part or 0.0 for part in parts)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "role": self.role or None,
            "people": self.people,
            "direct": self.direct,
            "indirect": self.indirect,
            "non_client": self.non_client,
            "outside": self.outside,
            "client_bound_ratio": self.client_bound_ratio,
            "direct_ratio": self.direct_ratio,
            "contract": self.contract,
            "contract_gap": self.contract_gap,
            "energy": dict(zip(("costs", "neutral", "gives"), self.energy, strict=True)),
            "energy_ratio": self.energy_ratio,
            "cases": self.cases,
            "counted_cases": self.counted,
            "cases_per_fte": self.per_fte,
            "duration_weeks": self.duration,
            "hours_per_case": self.hours_per_case,
            "started": dict(zip(analysis.PERIOD_WEEKS, self.started, strict=True)),
            "served": dict(zip(analysis.PERIOD_WEEKS, self.served, strict=True)),
        }


@dataclass(frozen=True, slots=True)
class TaskResult:
    """Hours of one task: the team's, those of each role, and how many people marked its energy."""

    code: str
    name: str
    group: str
    number: int
    hours: float
    roles: tuple[float, ...]
    energy: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaseCount:
    """Cases of one trait or special kind: the team's and those of each role.

    Attributes:
        per_fte: For every 36 contract hours, for the team and then each role.
    """

    code: str
    name: str
    breakdown: str
    cases: float
    roles: tuple[float, ...]
    per_fte: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class WeekResults:
    """Everything that follows from the work weeks.

    Attributes:
        people: One for each row of ``team.weeks``, also the empty ones.
        active_per_fte: Active cases for every 36 contract hours: team, then each role.
        levels: Cases of low, middle and high involvement: team, then each role.
    """

    people: tuple[PersonWeek, ...]
    team: RoleWeek
    roles: tuple[RoleWeek, ...]
    tasks: tuple[TaskResult, ...]
    traits: tuple[CaseCount, ...]
    specials: tuple[CaseCount, ...]
    active_per_fte: tuple[float | None, ...]
    levels: tuple[tuple[float, ...], ...]

    @property
    def all(self) -> tuple[RoleWeek, ...]:
        """The team first, then each role."""
        return (self.team, *self.roles)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "team": self.team.as_dict(),
            "roles": [role.as_dict() for role in self.roles],
        }


@dataclass(frozen=True, slots=True)
class _Weeks:
    """The rows as arrays: a row per person, NaN where there is no number that counts."""

    hours: Floats
    marks: npt.NDArray[np.int_]
    numbers: npt.NDArray[np.int_]
    contract: Floats
    cases: Floats
    duration: Floats
    specials: Floats
    traits: Floats
    role: npt.NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What follows from the rows, still per person."""

    classes: Floats
    outside: Floats
    total: Floats
    energy: Floats
    groups: Floats
    counted: Floats


def compute_week(team: Team) -> WeekResults:
    """All results of the work weeks of a team."""
    weeks = _arrays(team)
    sums = _sums(team, weeks)
    resting = [i for i, s in enumerate(team.specials) if s.code in (WAITING, INACTIVE)]
    active = np.maximum(weeks.cases - np.nansum(weeks.specials[:, resting], axis=1), 0)
    everyone = np.ones(len(weeks.role), dtype=bool)
    selections = [everyone, *(weeks.role == place for place in range(len(team.roles)))]
    weighed = ~np.isnan(weeks.contract) & ~np.isnan(weeks.cases)

    def per_fte(values: Floats) -> tuple[float | None, ...]:
        return tuple(
            number_or_none(
                analysis.quotient(
                    np.nansum(values[chosen & weighed]) * HOURS_PER_FTE,
                    np.asarray(weeks.contract[chosen & weighed].sum()),
                )
            )
            for chosen in selections
        )

    def case_counts(items: Iterable[Any], values: Floats, all_codes: Sequence[str]) -> Any:
        return tuple(
            CaseCount(
                item.code,
                item.name,
                getattr(item, "breakdown", ""),
                *_team_and_roles(values[:, all_codes.index(item.code)], selections),
                per_fte(values[:, all_codes.index(item.code)]),
            )
            for item in items
        )

    return WeekResults(
        people=tuple(
            PersonWeek(
                hours=(*map(float, sums.classes[i]), float(sums.outside[i])),
                contract=number_or_none(weeks.contract[i]),
                counted=number_or_none(sums.counted[i]),
                active=number_or_none(active[i]),
                energy=tuple(map(float, sums.energy[i])),
            )
            for i in range(len(weeks.role))
        ),
        team=_role_week("", everyone, weeks, sums),
        roles=tuple(
            _role_week(role, chosen, weeks, sums)
            for role, chosen in zip(team.roles, selections[1:], strict=True)
        ),
        tasks=_tasks(team, weeks, selections),
        traits=case_counts(team.used_traits, weeks.traits, [t.code for t in team.traits]),
        specials=case_counts(team.specials, weeks.specials, [s.code for s in team.specials]),
        active_per_fte=per_fte(active),
        levels=tuple(
            tuple(_cases_of(code, team, weeks, chosen) for code in LEVEL_TRAITS)
            for chosen in selections
        ),
    )


def _arrays(team: Team) -> _Weeks:
    role_of = {role: place for place, role in enumerate(team.roles)}
    marks = {mark: place for place, mark in enumerate(ENERGY)}
    weeks = team.weeks
    task_codes = [task.code for task in team.tasks]

    def column(field: Any) -> list[float]:
        numbers = (field.number(row) for row in weeks)
        return [np.nan if number is None else number for number in numbers]

    def columns(fields: Iterable[Any]) -> Floats:
        values = [column(field) for field in fields]
        return np.array(values, dtype=np.float64).reshape(len(values), len(weeks)).T

    return _Weeks(
        hours=columns(map(hours_field, task_codes)),
        marks=np.array(
            [[marks.get(text(row, c + ENERGY_SUFFIX), -1) for c in task_codes] for row in weeks],
            dtype=np.intp,
        ).reshape(len(weeks), len(task_codes)),
        numbers=np.array([class_number(task, team) for task in team.tasks], dtype=np.intp),
        contract=np.array(column(CONTRACT)),
        cases=np.array(column(CASES)),
        duration=np.array(column(DURATION)),
        specials=columns(case_field(special.code) for special in team.specials),
        traits=columns(case_field(trait.code) for trait in team.traits),
        role=np.array([role_of.get(text(row, "role"), -1) for row in weeks], dtype=np.intp),
    )


def _sums(team: Team, weeks: _Weeks) -> _Sums:
    left_out = [place for place, special in enumerate(team.specials) if not special.counts]
    worked = np.nan_to_num(weeks.hours)
    classes = analysis.class_hours(
        weeks.hours, np.where(weeks.numbers == OUTSIDE, -1, weeks.numbers - 1)
    )
    outside = worked[:, weeks.numbers == OUTSIDE].sum(axis=1)
    own = worked * (weeks.numbers > NOT_COUNTED)
    return _Sums(
        classes,
        outside,
        classes.sum(axis=1) + outside,
        np.stack(
            [(own * (weeks.marks == mark)).sum(axis=1) for mark in range(len(ENERGY))], axis=1
        ),
        _group_hours(team, worked),
        np.maximum(weeks.cases - np.nansum(weeks.specials[:, left_out], axis=1), 0),
    )


def _group_hours(team: Team, worked: Floats) -> Floats:
    """Hours of each person in each group of the catalogue: tasks in use, counted or not."""
    sums = []
    for group in catalogue_room.load().task_groups:
        own = [task.in_use and bool(task.name) and task.group == group.name for task in team.tasks]
        sums.append(worked[:, np.array(own, dtype=bool)].sum(axis=1))
    return np.stack(sums, axis=1)


def _role_week(
    role: str, chosen: npt.NDArray[np.bool_], weeks: _Weeks, people_sums: _Sums
) -> RoleWeek:
    per_class, outside, total = people_sums.classes, people_sums.outside, people_sums.total
    counted = people_sums.counted
    working = chosen & (total > 0)
    with_contract = working & ~np.isnan(weeks.contract)
    with_cases = chosen & ~np.isnan(weeks.cases)
    people = int(working.sum())

    def sums(values: Floats, among: npt.NDArray[np.bool_]) -> tuple[float | None, ...]:
        known = bool(among.any())
        return tuple(float(v) if known else None for v in np.atleast_1d(values[among].sum(axis=0)))

    def quotient(above: Any, below: Any) -> float | None:
        return number_or_none(analysis.quotient(np.asarray(above), np.asarray(below)))

    direct, indirect, non_client = sums(per_class, working)
    (left_out,) = sums(outside, working)
    costs, neutral, gives = sums(people_sums.energy, working)
    contract = float(weeks.contract[with_contract].sum())
    per_case = with_cases & (total > 0)
    client_hours = per_class[per_case][:, :2].sum()
    lasting = with_cases & ~np.isnan(weeks.duration)
    duration = quotient((counted[lasting] * weeks.duration[lasting]).sum(), counted[lasting].sum())
    (cases,), (n_counted,) = sums(weeks.cases, with_cases), sums(counted, with_cases)
    weighed = with_cases & ~np.isnan(weeks.contract)
    lengths = tuple(analysis.PERIOD_WEEKS.values())
    flow = n_counted is not None and duration is not None
    all_hours = per_class[working].sum() + outside[working].sum()
    shares = analysis.shares(per_class[working].sum(axis=0))
    everybody = chosen & ~np.isnan(weeks.contract)
    return RoleWeek(
        role=role,
        people=people,
        contract=contract if with_contract.any() else None,
        contract_gap=number_or_none(analysis.contract_gap(total[with_contract].sum(), contract)),
        direct=direct,
        indirect=indirect,
        non_client=non_client,
        outside=left_out,
        groups=tuple(float(hours) for hours in people_sums.groups[chosen].sum(axis=0)),
        energy=(costs, neutral, gives),
        shares=tuple(number_or_none(share) for share in shares),
        not_for_cases=quotient(per_class[working][:, 2].sum() + outside[working].sum(), all_hours),
        client_bound_ratio=number_or_none(
            analysis.client_bound_ratio(direct or 0, indirect or 0, non_client or 0)
        ),
        direct_ratio=number_or_none(analysis.direct_ratio(direct or 0, indirect or 0)),
        energy_ratio=number_or_none(analysis.ratio(gives or 0, costs or 0)),
        case_people=int(with_cases.sum()),
        cases=cases,
        counted=n_counted,
        per_fte=quotient(counted[weighed].sum() * HOURS_PER_FTE, weeks.contract[weighed].sum()),
        duration=duration,
        hours_per_case=quotient(client_hours, counted[per_case].sum()),
        contract_per_case=quotient(weeks.contract[weighed].sum(), counted[weighed].sum()),
        started=tuple(
            number_or_none(analysis.started(n_counted or 0, duration or 0, weeks_in_period))
            if flow
            else None
            for weeks_in_period in lengths
        ),
        served=tuple(
            number_or_none(analysis.served(n_counted or 0, duration or 0, weeks_in_period))
            if flow
            else None
            for weeks_in_period in lengths
        ),
        all_contract=float(weeks.contract[everybody].sum()) if everybody.any() else None,
    )


def _team_and_roles(
    values: Floats, selections: Sequence[npt.NDArray[np.bool_]]
) -> tuple[float, tuple[float, ...]]:
    everyone, *roles = (float(np.nansum(values[chosen])) for chosen in selections)
    return everyone, tuple(roles)


def _cases_of(code: str, team: Team, weeks: _Weeks, chosen: npt.NDArray[np.bool_]) -> float:
    place = next((place for place, trait in enumerate(team.traits) if trait.code == code), None)
    return 0.0 if place is None else float(np.nansum(weeks.traits[chosen, place]))


def _tasks(
    team: Team, weeks: _Weeks, selections: Sequence[npt.NDArray[np.bool_]]
) -> tuple[TaskResult, ...]:
    place_of = {task.code: place for place, task in enumerate(team.tasks)}
    return tuple(
        TaskResult(
            task.code,
            task.name,
            task.group,
            int(weeks.numbers[place_of[task.code]]),
            *_team_and_roles(weeks.hours[:, place_of[task.code]], selections),
            energy=tuple(
                int((weeks.marks[:, place_of[task.code]] == mark).sum())
                for mark in range(len(ENERGY))
            ),
        )
        for task in team.used_tasks
    )
