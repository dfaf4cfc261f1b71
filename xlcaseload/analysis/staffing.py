"""Staffing: how many FTE a band asks for, what they cost and how many cases a budget carries.

A band has two bounds, so every answer is a range. What is not known is NaN and gives NaN, and so
does a division by zero; what cannot be is refused.

Source: WHO, Workload indicators of staffing need (WISN): user's manual (2010, reprinted 2015):
available working time, and the category allowance factor 1 / (1 - sum of shares). The link from
band to FTE and budget is step 3 of Verantwoorde caseload (2021).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from xlcaseload.analysis.bands import HOURS_PER_FTE, bounds
from xlcaseload.analysis.hours import (
    TINY,
    WEEKS_PER_YEAR,
    Floats,
    amounts,
    parts,
    positives,
    quotient,
)


def available_hours(
    leave: npt.ArrayLike,
    holidays: npt.ArrayLike,
    training: npt.ArrayLike,
    sickness: npt.ArrayLike,
    *,
    weeks: float = WEEKS_PER_YEAR,
    hours_per_week: float = HOURS_PER_FTE,
) -> Floats:
    """Hours per year that 1 FTE is there to work.

    Args:
        leave: Hours of leave per year.
        holidays: Hours of public holidays per year.
        training: Hours of training per year.
        sickness: Part of the hours that remain, 0 to 1, lost to sickness.
        weeks: Weeks of contract per year.
        hours_per_week: Contract hours per week of 1 FTE.

    Returns:
        (weeks * hours_per_week - leave - holidays - training) * (1 - sickness), in hours per
        year. Source: WISN manual, available working time.

    Raises:
        ValueError: Hours are negative, sickness lies outside 0 to 1, or more hours are taken
            off than the contract has.
    """
    absent = amounts(leave, "leave") + amounts(holidays, "holidays") + amounts(training, "training")
    present = parts(sickness, "sickness")
    gross = _contract_year(weeks, hours_per_week)
    if (absent > gross).any():
        raise ValueError("leave, holidays and training must not exceed the hours of the contract")
    return (gross - absent) * (1 - present)


def absence_factor(
    available: npt.ArrayLike,
    *,
    weeks: float = WEEKS_PER_YEAR,
    hours_per_week: float = HOURS_PER_FTE,
) -> Floats:
    """FTE on the payroll for every FTE that is there.

    Args:
        available: Hours per year that 1 FTE is there, as of :func:`available_hours`.
        weeks: Weeks of contract per year.
        hours_per_week: Contract hours per week of 1 FTE.

    Returns:
        weeks * hours_per_week / available: 1 or more; NaN where nothing is available.

    Raises:
        ValueError: Hours are negative, or more hours are available than the contract has.
    """
    gross = _contract_year(weeks, hours_per_week)
    there = amounts(available, "available hours")
    if (there > gross * (1 + TINY)).any():
        raise ValueError("available hours must not exceed the hours of the contract")
    return quotient(gross, there)


def _contract_year(weeks: float, hours_per_week: float) -> Floats:
    """Contract hours per year of 1 FTE."""
    return np.asarray(positives(weeks, "weeks") * positives(hours_per_week, "hours per week"))


def allowance(shares: npt.ArrayLike) -> Floats:
    """Factor for work beside the cases that all members of a role do (WISN category allowance).

    Args:
        shares: Shape (..., kinds of work): part of the working time, 0 to 1, of each. A share
            that the band already leaves out (non-client time) does not belong here again.

    Returns:
        Shape (...): 1 / (1 - sum of shares), 1 or more.

    Raises:
        ValueError: A share lies outside 0 to 1, or together they leave no time for cases.
    """
    total = np.atleast_1d(parts(shares, "shares of working time")).sum(axis=-1)
    if (total > 1 - TINY).any():
        raise ValueError("shares of working time must leave time for cases: less than 1 together")
    return np.asarray(1 / (1 - total))


def fte_needed(
    cases: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    factor: npt.ArrayLike = 1.0,
) -> tuple[Floats, Floats]:
    """FTE that a number of cases asks for.

    Args:
        cases: Cases at a time.
        lower: Lower bound of the band, in cases per FTE.
        upper: Upper bound of the band, in cases per FTE.
        factor: FTE on the payroll for every FTE at work: :func:`absence_factor` times
            :func:`allowance`.

    Returns:
        The fewest FTE (from the upper bound) and the most (from the lower bound), each of the
        broadcast shape; NaN from a bound of 0.

    Raises:
        ValueError: A number is negative, the factor is 0 or the lower bound lies above the upper.
    """
    low, high = bounds(lower, upper)
    count, times = amounts(cases, "cases"), positives(factor, "factor")
    return quotient(count, high) * times, quotient(count, low) * times


def cost(fte: npt.ArrayLike, cost_per_fte: npt.ArrayLike) -> Floats:
    """Money for a number of FTE.

    Args:
        fte: FTE on the payroll.
        cost_per_fte: Money per FTE; per year gives money per year.

    Raises:
        ValueError: A number is negative.
    """
    return amounts(fte, "FTE") * amounts(cost_per_fte, "cost per FTE")


def cases_carried(
    budget: npt.ArrayLike,
    cost_per_fte: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    factor: npt.ArrayLike = 1.0,
) -> tuple[Floats, Floats]:
    """Cases at a time that a budget can carry: the inverse of :func:`fte_needed` and :func:`cost`.

    Args:
        budget: Money, per the same period as the cost.
        cost_per_fte: Money per FTE on the payroll.
        lower: Lower bound of the band, in cases per FTE.
        upper: Upper bound of the band, in cases per FTE.
        factor: FTE on the payroll for every FTE at work.

    Returns:
        The fewest cases (at the lower bound) and the most (at the upper bound); NaN where an
        FTE costs 0.

    Raises:
        ValueError: A number is negative, the factor is 0 or the lower bound lies above the upper.
    """
    low, high = bounds(lower, upper)
    payable = quotient(amounts(budget, "budget"), amounts(cost_per_fte, "cost per FTE"))
    at_work = payable / positives(factor, "factor")
    return at_work * low, at_work * high


def gap(have: npt.ArrayLike, need: npt.ArrayLike) -> Floats:
    """What is left over of FTE or money.

    Returns:
        have - need: negative is a shortage.
    """
    return np.asarray(have, dtype=np.float64) - np.asarray(need, dtype=np.float64)
