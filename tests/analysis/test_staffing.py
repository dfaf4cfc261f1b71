"""Staffing turns a band into FTE and money, and money back into cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from xlcaseload.analysis.staffing import (
    absence_factor,
    allowance,
    available_hours,
    cases_carried,
    cost,
    fte_needed,
    gap,
)

CASES = st.floats(0, 2000)
BOUND = st.floats(0.5, 150)
FACTOR = st.floats(1, 3)
MONEY = st.floats(1000, 200_000)


def test_a_year_of_1_fte_worked_out_by_hand():
    # 1872 hours, off: 216 leave, 48 holidays, 40 training; 5% of the 1568 that remain is lost
    there = available_hours(216, 48, 40, 0.05)
    assert float(there) == pytest.approx(1489.6)
    assert float(absence_factor(there)) == pytest.approx(1872 / 1489.6)


def test_other_weeks_and_hours_make_another_year():
    there = available_hours(100, 0, 0, 0.5, weeks=50, hours_per_week=40)
    assert float(there) == 950
    assert float(absence_factor(there, weeks=50, hours_per_week=40)) == pytest.approx(2000 / 950)


@given(*[st.floats(0, 600)] * 3, st.floats(0, 0.9))
def test_absence_never_asks_for_fewer_people(leave, holidays, training, sickness):
    there = float(available_hours(leave, holidays, training, sickness))
    assert 0 <= there <= 1872
    assert float(absence_factor(there)) >= 1
    more = float(available_hours(leave, holidays, training, sickness + 0.1))
    assert more <= there


def test_who_is_never_there_has_no_factor():
    assert float(available_hours(0, 0, 0, 1)) == 0
    assert np.isnan(absence_factor([0, np.nan])).all()
    assert_allclose(available_hours([216, np.nan], 48, 40, [0.05, 0.05]), [1489.6, np.nan])


@given(st.lists(st.floats(0, 0.19), max_size=5))
def test_an_allowance_leaves_of_its_fte_just_the_time_for_cases(parts):
    factor = float(allowance(parts))
    assert factor >= 1
    assert factor * (1 - sum(parts)) == pytest.approx(1)


def test_allowances_of_several_roles_at_once():
    assert_allclose(allowance([[0.1, 0.1], [0.25, 0.25], [np.nan, 0.1]]), [1.25, 2, np.nan])
    assert float(allowance(0.2)) == 1.25
    assert float(allowance([])) == 1


def test_60_cases_in_a_band_of_10_to_20():
    low, high = fte_needed(60, 10, 20)
    assert (float(low), float(high)) == (3, 6)
    low, high = fte_needed(60, 10, 20, 1.5)
    assert (float(low), float(high)) == (4.5, 9)


@given(CASES, BOUND, st.floats(0, 100), FACTOR)
def test_the_fewest_fte_are_never_more_than_the_most(cases, lower, width, factor):
    low, high = fte_needed(cases, lower, lower + width, factor)
    assert low <= high


@given(CASES, BOUND, st.floats(0, 100), FACTOR, MONEY)
def test_a_budget_carries_the_cases_for_which_it_was_made(cases, lower, width, factor, each):
    band = lower, lower + width
    low, high = fte_needed(cases, *band, factor)
    at_lower, _ = cases_carried(cost(high, each), each, *band, factor)
    _, at_upper = cases_carried(cost(low, each), each, *band, factor)
    assert_allclose([at_lower, at_upper], cases, rtol=1e-9, atol=1e-9)


def test_a_budget_of_4_fte_in_a_band_of_10_to_20():
    low, high = cases_carried(400_000, 100_000, 10, 20, 1.25)
    assert (float(low), float(high)) == (32, 64)
    assert float(cost(4, 100_000)) == 400_000


def test_what_is_not_known_or_costs_nothing_gives_no_number():
    low, high = fte_needed([60, np.nan, 60], [0, 10, 10], [20, 20, np.nan])
    assert_allclose(low, [3, np.nan, np.nan])
    assert_allclose(high, [np.nan, np.nan, 6])
    assert np.isnan(cases_carried(400_000, 0, 10, 20)).all()
    assert np.isnan(cost(np.nan, 1))


def test_a_negative_gap_is_a_shortage():
    assert_allclose(gap([4, 6, np.nan], 5), [-1, 1, np.nan])


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: available_hours(-1, 0, 0, 0), "leave must not be negative"),
        (lambda: available_hours(0, -1, 0, 0), "holidays must not be negative"),
        (lambda: available_hours(0, 0, -1, 0), "training must not be negative"),
        (lambda: available_hours(0, 0, 0, -0.1), "sickness must lie between 0 and 1"),
        (lambda: available_hours(0, 0, 0, 1.1), "sickness must lie between 0 and 1"),
        (lambda: available_hours(1000, 500, 400, 0), "must not exceed the hours of the contract"),
        (lambda: available_hours(0, 0, 0, 0, weeks=0), "weeks must be more than 0"),
        (lambda: available_hours(0, 0, 0, 0, hours_per_week=0), "hours per week must be more"),
        (lambda: absence_factor(-1), "available hours must not be negative"),
        (lambda: absence_factor(1873), "must not exceed the hours of the contract"),
        (lambda: absence_factor(1, weeks=0), "weeks must be more than 0"),
        (lambda: allowance([0.5, -0.1]), "must lie between 0 and 1"),
        (lambda: allowance([0.5, 1.1]), "must lie between 0 and 1"),
        (lambda: allowance([0.7, 0.2, 0.1]), "must leave time for cases"),
        (lambda: allowance([0.7, 0.7]), "must leave time for cases"),
        (lambda: fte_needed(-1, 10, 20), "cases must not be negative"),
        (lambda: fte_needed(60, -10, 20), "a bound must not be negative"),
        (lambda: fte_needed(60, 20, 10), "lower bound must not lie above"),
        (lambda: fte_needed(60, 10, 20, 0), "factor must be more than 0"),
        (lambda: cost(-1, 1), "FTE must not be negative"),
        (lambda: cost(1, -1), "cost per FTE must not be negative"),
        (lambda: cases_carried(-1, 1, 10, 20), "budget must not be negative"),
        (lambda: cases_carried(1, -1, 10, 20), "cost per FTE must not be negative"),
        (lambda: cases_carried(1, 1, 20, 10), "lower bound must not lie above"),
        (lambda: cases_carried(1, 1, 10, 20, 0), "factor must be more than 0"),
    ],
)
def test_what_cannot_be_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()
