"""Repeated, alternating measurements, and the row of the table that they become."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Action = Callable[[], object]
"""One thing to time."""

Prepared = Callable[[], Action]
"""Makes ready what an action needs, outside the clock, and returns the action."""


@dataclass(frozen=True, slots=True)
class Target:
    """A budget for a figure: at least or at most a limit.

    Attributes:
        of_value: Whether it binds the measured value itself instead of its ratio to the peer.
    """

    limit: float
    at_least: bool = False
    below: bool = False
    of_value: bool = False

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "<" if self.below else "≤"
        return f"{sign} {self.limit:g}{' MB' if self.of_value else ''}"

    def reached_by(self, figure: float) -> bool:
        """Whether a figure is within the budget."""
        if self.at_least:
            return figure >= self.limit
        return figure < self.limit if self.below else figure <= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of a subject and of its peer in the same rounds.

    Attributes:
        values: The subject's measurements, one per round, in ``unit``.
        peers: Those of the peer.
        ratios: Subject / peer per round, in the unit of the row.
    """

    subject: str
    peer: str
    unit: str
    values: tuple[float, ...]
    peers: tuple[float, ...]
    ratios: tuple[float, ...]
    target: Target | None = None

    @property
    def value(self) -> float:
        """The subject's median."""
        return median(self.values)

    @property
    def ratio(self) -> float:
        """Median of the ratios per round, so that a slow spell of the machine counts for both."""
        return median(self.ratios)

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.target.reached_by(self.value if self.target.of_value else self.ratio)


def alternate(actions: Mapping[str, Prepared], rounds: int) -> dict[str, tuple[float, ...]]:
    """Seconds of each action in each round, taking turns; a first round only warms up.

    The order turns with the rounds, so that nobody always comes after the same neighbour.
    """
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    names = list(actions)
    for turn in range(rounds + 1):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            action = actions[name]()
            gc.collect()
            start = perf_counter()
            action()
            elapsed = perf_counter() - start
            if turn:
                seconds[name].append(elapsed)
    return {name: tuple(values) for name, values in seconds.items()}


def ready(action: Action) -> Prepared:
    """An action that needs no preparation."""
    return lambda: action


def time_row(
    seconds: Mapping[str, tuple[float, ...]], subject: str, peer: str, target: Target | None = None
) -> Row:
    """A row in milliseconds with how many times as long as the peer the subject takes."""
    return Row(
        subject,
        peer,
        "ms",
        tuple(1000 * value for value in seconds[subject]),
        tuple(1000 * value for value in seconds[peer]),
        tuple(a / b for a, b in zip(seconds[subject], seconds[peer], strict=True)),
        target,
    )


def speed_row(
    seconds: Mapping[str, tuple[float, ...]],
    subject: str,
    peer: str,
    count: int,
    unit: str,
    target: Target | None = None,
) -> Row:
    """A row in things per second with how many times as fast as the peer the subject is.

    Args:
        seconds: What :func:`alternate` gave.
        subject: Name of the action that the row is about.
        peer: Name of the action that it is compared with.
        count: Number of things that one run of an action handles.
        unit: What is counted per second.
        target: The budget, if there is one.
    """
    return Row(
        subject,
        peer,
        unit,
        tuple(count / value for value in seconds[subject]),
        tuple(count / value for value in seconds[peer]),
        tuple(b / a for a, b in zip(seconds[subject], seconds[peer], strict=True)),
        target,
    )
