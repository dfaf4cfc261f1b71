"""The hours of a team: where they go, what a case takes, and cases over a year or at a moment.

Numbers may be floats or arrays that broadcast. What is not known is NaN and gives NaN, and so
does a division by zero; what cannot be (negative hours) is refused.

Sources: Workload in balans (2026), worksheets 3.1 (involvement), 3.2 (three classes of time) and
3.3 (cases, tasks and hours of a week); Verantwoorde caseload (2021), 2.3; J. D. C. Little, "A
proof for the queuing formula: L = lambda W", Operations Research 9 (1961), 383-387.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TIME_CLASSES: Final = ("direct", "indirect", "non_client")
WEEKS_PER_YEAR: Final = 52
PERIOD_WEEKS: Final[Mapping[str, float]] = {"week": 1, "month": 52 / 12, "quarter": 13, "year": 52}
CONTRACT_TOLERANCE: Final = 0.10
"""From a larger gap between worked and contract hours on, the gap is shown."""
TINY: Final = 1e-9
"""Room for rounding of floats, relative to the numbers compared."""


# Checks shared by the modules about hours, bands and staffing ---------------------------------


def amounts(values: npt.ArrayLike, what: str) -> Floats:
    """The values as floats, any shape.

    Args:
        values: Numbers from 0; NaN where not known.
        what: Name of the values, as a sentence starts with it.

    Raises:
        ValueError: A value is negative.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if (numbers < 0).any():
        raise ValueError(f"{what} must not be negative")
    return numbers


def positives(values: npt.ArrayLike, what: str) -> Floats:
    """Like :func:`amounts`, and 0 is refused too.

    Raises:
        ValueError: A value is not above 0.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if (numbers <= 0).any():
        raise ValueError(f"{what} must be more than 0")
    return numbers


def parts(values: npt.ArrayLike, what: str) -> Floats:
    """Like :func:`amounts`, for parts of a whole.

    Raises:
        ValueError: A value lies outside 0 to 1.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if ((numbers < 0) | (numbers > 1)).any():
        raise ValueError(f"{what} must lie between 0 and 1")
    return numbers


def quotient(dividend: Floats, divisor: Floats) -> Floats:
    """A division in which nothing is divided by 0: NaN there."""
    return dividend / np.where(divisor == 0, np.nan, divisor)


# Where the hours go ---------------------------------------------------------------------------


def class_hours(hours: npt.ArrayLike, classes: npt.ArrayLike) -> Floats:
    """Hours of each person in each class of time.

    Args:
        hours: Shape (people, tasks): hours in the period; NaN (not filled in) counts as 0.
        classes: Shape (tasks,): place of each task's class in :data:`TIME_CLASSES`; -1 for a
            task that does not count.

    Returns:
        Shape (people, 3): hours, in the order of :data:`TIME_CLASSES`.

    Raises:
        ValueError: Hours are negative, the shapes differ or a class does not exist.
    """
    given = amounts(hours, "hours")
    belongs = np.asarray(classes)
    if given.ndim != 2 or belongs.shape != given.shape[1:]:
        raise ValueError("hours is of shape (people, tasks) and classes of shape (tasks,)")
    places = np.arange(len(TIME_CLASSES))
    if not np.isin(belongs, [-1, *places]).all():
        raise ValueError("classes are places in TIME_CLASSES, or -1 for a task that does not count")
    member = (belongs[:, np.newaxis] == places).astype(np.float64)
    summed: Floats = np.where(np.isnan(given), 0, given) @ member
    return summed


def shares(values: npt.ArrayLike, axis: int = -1) -> Floats:
    """Parts of the sum along an axis.

    Args:
        values: Any shape of at least one axis, for instance hours.
        axis: The axis along which the parts add up to 1.

    Returns:
        Same shape, 0 to 1; NaN along an axis whose sum is 0.

    Raises:
        ValueError: A value is negative.
    """
    numbers = amounts(values, "values")
    return quotient(numbers, numbers.sum(axis=axis, keepdims=True))


def ratio(a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """How much of ``a`` there is to 1 of ``b``.

    Returns:
        a / b; NaN where either is 0: a ratio with an empty side says nothing.

    Raises:
        ValueError: A side is negative.
    """
    first, second = amounts(a, "a side of a ratio"), amounts(b, "a side of a ratio")
    return quotient(np.where(first == 0, np.nan, first), second)


def client_bound_ratio(
    direct: npt.ArrayLike, indirect: npt.ArrayLike, non_client: npt.ArrayLike
) -> Floats:
    """Client-bound hours to 1 hour that is not bound to a client, all in hours.

    Returns:
        (direct + indirect) / non_client; NaN where either side is 0. Source of the classes: 2026
        guide, worksheet 3.2.

    Raises:
        ValueError: Hours are negative.
    """
    client_bound = amounts(direct, "direct hours") + amounts(indirect, "indirect hours")
    return ratio(client_bound, non_client)


def direct_ratio(direct: npt.ArrayLike, indirect: npt.ArrayLike) -> Floats:
    """Direct hours to 1 indirect hour, both bound to a client and in hours.

    Returns:
        direct / indirect; NaN where either is 0. Source: 2026 guide, worksheet 3.2 and step 4a.

    Raises:
        ValueError: Hours are negative.
    """
    return ratio(direct, indirect)


def contract_gap(worked: npt.ArrayLike, contract: npt.ArrayLike) -> Floats:
    """By which part the worked hours differ from the contract hours of the same period.

    Returns:
        worked / contract - 1: 0.1 for 10% more than the contract; NaN where the contract is 0.

    Raises:
        ValueError: Hours are negative.
    """
    return quotient(amounts(worked, "worked hours"), amounts(contract, "contract hours")) - 1


def exceeds_contract_tolerance(
    worked: npt.ArrayLike, contract: npt.ArrayLike
) -> npt.NDArray[np.bool_]:
    """Whether the gap is more than :data:`CONTRACT_TOLERANCE`, to either side.

    Returns:
        True or False, of the broadcast shape; False where the gap is not known.

    Raises:
        ValueError: Hours are negative.
    """
    # Exactly 10% must not count: 39.6 / 36 - 1 is 0.10000000000000009 in floats.
    return np.asarray(np.abs(contract_gap(worked, contract)) > CONTRACT_TOLERANCE + TINY)


# What a case takes ----------------------------------------------------------------------------


def hours_per_case_involved(
    contacts_per_year: npt.ArrayLike, direct: npt.ArrayLike, indirect: npt.ArrayLike
) -> Floats:
    """Hours per week that a case takes at a given involvement.

    Args:
        contacts_per_year: Number of contacts in a year.
        direct: Direct hours per contact.
        indirect: Indirect hours that come with a contact.

    Returns:
        contacts_per_year * (direct + indirect) / 52, in hours per week. Source: 2026 guide,
        worksheets 3.1 and 3.2.

    Raises:
        ValueError: A value is negative.
    """
    per_contact = amounts(direct, "direct hours") + amounts(indirect, "indirect hours")
    return amounts(contacts_per_year, "contacts per year") * per_contact / WEEKS_PER_YEAR


def hours_per_case(hours: npt.ArrayLike, cases: npt.ArrayLike) -> Floats:
    """Hours available or spent per case, by contract or as measured.

    Args:
        hours: Hours in a period, usually a week.
        cases: Cases at a time in that period.

    Returns:
        hours / cases, per the same period; NaN where there are no cases. Source: 2021 guide,
        2.3: 24 hours for 3 to 4 families is 6 to 8 hours each.

    Raises:
        ValueError: A value is negative.
    """
    return quotient(amounts(hours, "hours"), amounts(cases, "cases"))


# Year and moment ------------------------------------------------------------------------------


def _turnover(duration_weeks: npt.ArrayLike, period_weeks: npt.ArrayLike) -> Floats:
    """How often a place in the caseload is taken anew in a period; NaN where duration is 0."""
    duration = amounts(duration_weeks, "duration")
    return quotient(positives(period_weeks, "period"), duration)


def started(
    at_a_time: npt.ArrayLike,
    duration_weeks: npt.ArrayLike,
    period_weeks: npt.ArrayLike = WEEKS_PER_YEAR,
) -> Floats:
    """Cases started in a period, in a caseload that neither grows nor shrinks.

    Args:
        at_a_time: Cases at a time.
        duration_weeks: How long a case stays open, in weeks.
        period_weeks: Length of the period in weeks, as in :data:`PERIOD_WEEKS`.

    Returns:
        at_a_time * period_weeks / duration_weeks; NaN where the duration is 0. Source: Little's
        law, cases at a time = cases started per week * weeks open.

    Raises:
        ValueError: A value is negative, or the period is 0.
    """
    return amounts(at_a_time, "cases at a time") * _turnover(duration_weeks, period_weeks)


def served(
    at_a_time: npt.ArrayLike,
    duration_weeks: npt.ArrayLike,
    period_weeks: npt.ArrayLike = WEEKS_PER_YEAR,
) -> Floats:
    """Cases seen in a period: those open at its start and those started in it.

    Args:
        at_a_time: Cases at a time.
        duration_weeks: How long a case stays open, in weeks.
        period_weeks: Length of the period in weeks, as in :data:`PERIOD_WEEKS`.

    Returns:
        at_a_time + :func:`started`; NaN where the duration is 0.

    Raises:
        ValueError: A value is negative, or the period is 0.
    """
    return amounts(at_a_time, "cases at a time") * (1 + _turnover(duration_weeks, period_weeks))


def at_a_time_from_started(
    started: npt.ArrayLike,
    duration_weeks: npt.ArrayLike,
    period_weeks: npt.ArrayLike = WEEKS_PER_YEAR,
) -> Floats:
    """Cases at a time, from those started in a period: the inverse of :func:`started`.

    Args:
        started: Cases started in the period.
        duration_weeks: How long a case stays open, in weeks.
        period_weeks: Length of the period in weeks.

    Returns:
        started * duration_weeks / period_weeks; NaN where the duration is 0.

    Raises:
        ValueError: A value is negative, or the period is 0.
    """
    return amounts(started, "cases started") / _turnover(duration_weeks, period_weeks)


def at_a_time_from_served(
    served: npt.ArrayLike,
    duration_weeks: npt.ArrayLike,
    period_weeks: npt.ArrayLike = WEEKS_PER_YEAR,
) -> Floats:
    """Cases at a time, from those seen in a period: the inverse of :func:`served`.

    Args:
        served: Cases seen in the period: open at its start or started in it.
        duration_weeks: How long a case stays open, in weeks.
        period_weeks: Length of the period in weeks.

    Returns:
        served / (1 + period_weeks / duration_weeks); NaN where the duration is 0.

    Raises:
        ValueError: A value is negative, or the period is 0.
    """
    return amounts(served, "cases served") / (1 + _turnover(duration_weeks, period_weeks))
