"""From TOML to frozen dataclasses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Factor:
    """A weighing factor.

    Attributes:
        code: Stable key (``"F1"``): head of its column in ``tblScores`` and its mark in forms.
        name: The factor in the team's words; "" for a spare row that is not filled in yet.
        category: Name of its category, such as "Team".
        short: Label for charts; "" where the team gave none.
        ideal: Room that the team aims at, 1 (pinches) to 5 (all room), or None; a text where
            somebody typed what is no number.
        in_use: Whether the factor takes part in forms and results.
    """

    code: str
    name: str
    category: str
    short: str = ""
    ideal: float | str | None = None
    in_use: bool = True

    @property
    def aim(self) -> float | None:
        """The ideal to reckon with: None where there is none or it is no number."""
        return None if isinstance(self.ideal, str) else self.ideal

    @property
    def label(self) -> str:
        """What charts show: the short name where there is one."""
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class ScoreLabel:
    """The meaning of one score from 1 to 5."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that stand under one question on the form.

    Attributes:
        key: "support", "casework", "residents", "partners" or "internal".
    """

    key: str
    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the work week, in the team's words.

    Attributes:
        code: Stable key (``"T1"``): head of its column in ``tblUren``.
        group: Name of its group.
        time: Class of time: direct, indirect or niet-cliëntgebonden; another text belongs to
            none.
        package: primair, neventaak or collectief.
        in_use: Whether the task stands on forms and counts.
    """

    code: str
    group: str
    name: str
    time: str
    package: str
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One way to divide all cases, such as by phase."""

    key: str
    code: str
    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Trait:
    """One part of a breakdown: cases are counted by it; ``breakdown`` is the name."""

    code: str
    breakdown: str
    name: str
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class Special:
    """A kind of case of which a team decides whether it counts."""

    code: str
    name: str
    meaning: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Involvement:
    """A kind of involvement: contacts per year, and hours per contact."""

    code: str
    name: str
    meaning: str
    contacts: float
    direct: float
    indirect: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A model from elsewhere: cases, from low to high, for one person's contract hours."""

    name: str
    low: float
    high: float
    contract: float
    duration: str
    source: str


@dataclass(frozen=True, slots=True)
class OtherBand:
    """A band of something else than all cases; an empty role is the team."""

    role: str
    measure: str
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that figures or lists were taken from."""

    key: str
    title: str
    publisher: str
    year: str
    used_for: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route: its number in the guide and the sheet where it is done."""

    number: str
    sheet: str
    title: str
    task: str


@dataclass(frozen=True, slots=True)
class Route:
    """A guide's order of steps over the same sheets."""

    key: str
    name: str
    term: str
    source: str
    steps: tuple[Step, ...]

    def number_of(self, sheet: str) -> str:
        """Number of the step that is done on ``sheet``, or "" where the route has none."""
        return next((step.number for step in self.steps if step.sheet == sheet), "")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All words and figures."""

    factors: tuple[Factor, ...]
    categories: tuple[str, ...]
    score_labels: tuple[ScoreLabel, ...]
    roles: tuple[str, ...]
    task_groups: tuple[TaskGroup, ...]
    tasks: tuple[Task, ...]
    breakdowns: tuple[Breakdown, ...]
    traits: tuple[Trait, ...]
    specials: tuple[Special, ...]
    involvement: tuple[Involvement, ...]
    references: tuple[Reference, ...]
    other_bands: tuple[OtherBand, ...]
    sources: tuple[Source, ...]
    routes: tuple[Route, ...]

    def route(self, key: str) -> Route:
        """The route with this key.

        Raises:
            KeyError: No route has this key.
        """
        for route in self.routes:
            if route.key == key:
                return route
        raise KeyError(key)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def load() -> Catalogue:
    """The catalogue that comes with the package, read once per process."""
    factors = _read("factors.toml")
    category_names = {category["key"]: category["name"] for category in factors["category"]}
    tasks, traits, involvement = (
        _read("tasks.toml"),
        _read("traits.toml"),
        _read("involvement.toml"),
    )
    groups = tuple(TaskGroup(**group) for group in tasks["group"])
    group_names = {group.key: group.name for group in groups}
    breakdowns = tuple(Breakdown(**breakdown) for breakdown in traits["breakdown"])
    breakdown_names = {breakdown.key: breakdown.name for breakdown in breakdowns}
    return Catalogue(
        factors=tuple(
            Factor(**{**factor, "category": category_names[factor["category"]]})
            for factor in factors["factor"]
        ),
        categories=tuple(category_names.values()),
        score_labels=tuple(ScoreLabel(**label) for label in factors["score"]),
        roles=tuple(role["name"] for role in _read("roles.toml")["role"]),
        task_groups=groups,
        tasks=tuple(Task(**task | {"group": group_names[task["group"]]}) for task in tasks["task"]),
        breakdowns=breakdowns,
        traits=tuple(
            Trait(**trait | {"breakdown": breakdown_names[trait["breakdown"]]})
            for trait in traits["trait"]
        ),
        specials=tuple(Special(**special) for special in traits["special"]),
        involvement=tuple(Involvement(**kind) for kind in involvement["involvement"]),
        references=tuple(Reference(**model) for model in involvement["reference"]),
        other_bands=tuple(OtherBand(**band) for band in _read("bands.toml")["band"]),
        sources=tuple(Source(**source) for source in _read("sources.toml")["source"]),
        routes=tuple(
            Route(**{**route, "steps": tuple(Step(**step) for step in route["steps"])})
            for route in _read("routes.toml")["route"]
        ),
    )
