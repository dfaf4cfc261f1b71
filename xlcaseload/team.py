"""One team and all that it filled in: the value that travels from forms to sharing.

Everything here is frozen; a step that changes something returns a new team.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias

from xlcaseload.catalogue import Catalogue, Factor

NOT_APPLICABLE: Final = "n.v.t."
"""A member's answer that a factor does not exist in the work; it is no score and not absent."""

SCORES: Final = (1, 2, 3, 4, 5)
ANSWERS: Final[tuple[int | str, ...]] = (*SCORES, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What a user typed where a score belongs; kept as it is and never counted."""

    raw: str | float | bool


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

    def with_members(self, members: tuple[Member, ...]) -> Team:
        """The same team with other members; empty rows at the end are dropped."""
        last = max((place for place, m in enumerate(members, 1) if not m.is_empty), default=0)
        return replace(self, members=members[:last])


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
    )
