"""One team and all that it filled in: the value that travels from forms to sharing.

Everything here is frozen; a step that changes something returns a new team.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, TypeVar

from xlcaseload.catalogue import Catalogue, Factor, Special, Task, Trait
from xlcaseload.inputs import (
    ALL_SETTINGS,
    ENERGY_SUFFIX,
    SPARE_TASKS,
    SPARE_TRAITS,
    TASK_PREFIX,
    TRAIT_PREFIX,
    Entry,
    Row,
    Unreadable,
    is_empty,
    next_codes,
    starting_rows,
    starting_settings,
)

NOT_APPLICABLE: Final = "n.v.t."
"""A member's answer that a factor does not exist in the work; it is no score and not absent."""

SCORES: Final = (1, 2, 3, 4, 5)
ANSWERS: Final[tuple[int | str, ...]] = (*SCORES, NOT_APPLICABLE)


Score: TypeAlias = int | str | Unreadable
"""1 to 5, NOT_APPLICABLE, or what cannot be read as either; a missing score has no entry."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person's row: a name or code (may be empty), a role and scores by factor code.

    Attributes:
        form: Key of the form that filled this row, so that reading it again changes nothing; ""
            for a row that was typed.
    """

    name: str = ""
    role: str = ""
    scores: Mapping[str, Score] = field(default_factory=dict)
    remark: str = ""
    form: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands in the row."""
        return not (self.name or self.role or self.scores or self.remark or self.form)


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its own factors, roles and members.

    Attributes:
        id: Mark by which forms know their team, such as "K7P2M9QX".
        route: Key of the route in the catalogue.
        date: Date of the round; a text where somebody typed what is no date.
        factors: In the team's order, also those not in use.
        members: One per row of ``tblScores``, with empty ones where the user left a row open.
        refreshed: When the workbook was last refreshed, as text; "" if never.
        tasks: Tasks of the work week, also those not in use.
        traits: Traits by which cases are counted, also those not in use.
        specials: Kinds of cases of which the team decided whether they count.
        settings: Choices and assumptions by key of their field in ``inputs``.
        tables: Rows by name of their table: those of ``inputs.FIXED_TABLES``.
        weeks: A row per person with the work week: the fields of ``tblWerkweek`` and ``tblUren``.
    """

    id: str
    name: str
    municipality: str
    factors: tuple[Factor, ...]
    roles: tuple[str, ...]
    route: str = "workload"
    date: date | str | None = None
    period: str = ""
    members: tuple[Member, ...] = ()
    refreshed: str = ""
    tasks: tuple[Task, ...] = ()
    traits: tuple[Trait, ...] = ()
    specials: tuple[Special, ...] = ()
    settings: Mapping[str, Entry] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    weeks: tuple[Row, ...] = ()

    @property
    def used_factors(self) -> tuple[Factor, ...]:
        """The factors that take part in forms and results, those of a category together."""
        by_category: dict[str, list[Factor]] = {}
        for factor in self.factors:
            if factor.in_use:
                by_category.setdefault(factor.category, []).append(factor)
        return tuple(factor for factors in by_category.values() for factor in factors)

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories of the factors in use, in order of first appearance."""
        return tuple(dict.fromkeys(factor.category for factor in self.used_factors))

    @property
    def present(self) -> tuple[Member, ...]:
        """The members: rows with a name, a role or an answer to a factor in use."""
        used = {factor.code for factor in self.used_factors}
        return tuple(
            member
            for member in self.members
            if member.name or member.role or not used.isdisjoint(member.scores)
        )

    def choice(self, key: str) -> str:
        """A choice that the team made, or the one to start from where it made none we know."""
        chosen = self.settings.get(key)
        setting = _SETTINGS[key]
        if isinstance(chosen, str) and chosen in setting.choices:
            return chosen
        return setting.start if isinstance(setting.start, str) else ""

    def number(self, key: str) -> float | None:
        """A number that the team set; None where there is none or it is out of range."""
        return _SETTINGS[key].number(self.settings)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table of inputs."""
        return self.tables.get(table, ())

    @property
    def used_tasks(self) -> tuple[Task, ...]:
        """The tasks on forms and in results, those of a group together."""
        return _together(self.tasks, lambda task: task.group)

    @property
    def used_traits(self) -> tuple[Trait, ...]:
        """The traits on forms and in results, those of a breakdown together."""
        return _together(self.traits, lambda trait: trait.breakdown)

    @property
    def task_codes(self) -> tuple[str, ...]:
        """Codes of the columns of hours: every task, those of spare rows, and any with hours."""
        kept = (key.removesuffix(ENERGY_SUFFIX) for row in self.weeks for key in row)
        return _with_spare(
            TASK_PREFIX, (t.code for t in self.tasks), SPARE_TASKS, (k for k in kept if _TASK(k))
        )

    @property
    def trait_codes(self) -> tuple[str, ...]:
        """Codes of the columns of traits: every trait, those of spare rows, and any with cases."""
        kept = (key for row in self.weeks for key in row)
        return _with_spare(
            TRAIT_PREFIX,
            (t.code for t in self.traits),
            SPARE_TRAITS,
            (k for k in kept if _TRAIT(k)),
        )

    @property
    def filled_weeks(self) -> tuple[Row, ...]:
        """The rows of people whose work week has anything in it."""
        return tuple(row for row in self.weeks if not is_empty(row))

    def with_members(self, members: tuple[Member, ...]) -> Team:
        """The same team with other members; empty rows at the end are dropped."""
        last = max((place for place, m in enumerate(members, 1) if not m.is_empty), default=0)
        return replace(self, members=members[:last])


_SETTINGS: Final = {field.key: field for table in ALL_SETTINGS for field in table.fields}
_TASK: Final = re.compile(rf"{TASK_PREFIX}\d+").fullmatch
_TRAIT: Final = re.compile(rf"(?:RO|FA|TY|BE|CO|{TRAIT_PREFIX})\d+").fullmatch
_Listed = TypeVar("_Listed", Task, Trait)


def _with_spare(
    prefix: str, codes: Iterable[str], spare: int, kept: Iterable[str]
) -> tuple[str, ...]:
    """Codes in the team's order, then spare ones, then others that are kept; each once."""
    listed = tuple(codes)
    return tuple(dict.fromkeys((*listed, *next_codes(prefix, listed, spare), *sorted(set(kept)))))


def _together(items: tuple[_Listed, ...], group: Callable[[_Listed], str]) -> tuple[_Listed, ...]:
    """Those in use that have a name, in the order in which their groups first appear."""
    by_group: dict[str, list[_Listed]] = {}
    for item in items:
        if item.in_use and item.name:
            by_group.setdefault(group(item), []).append(item)
    return tuple(item for group_items in by_group.values() for item in group_items)


def new_team(
    catalogue: Catalogue,
    *,
    team_id: str,
    name: str = "",
    municipality: str = "",
    route: str = "workload",
    on: date | None = None,
) -> Team:
    """A team that starts with the catalogue's factors and roles and no members."""
    return Team(
        id=team_id,
        name=name,
        municipality=municipality,
        factors=catalogue.factors,
        roles=catalogue.roles,
        route=catalogue.route(route).key,
        date=on,
        tasks=catalogue.tasks,
        traits=catalogue.traits,
        specials=catalogue.specials,
        settings=starting_settings(),
        tables=starting_rows(catalogue),
    )
