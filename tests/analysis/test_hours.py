"""Hours go to one class each, nothing is lost on the way, and a case takes what a pencil gives.

Independent judges: loops over persons and tasks, and a diary in which cases start and end.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal

from xlcaseload.analysis.hours import (
    PERIOD_WEEKS,
    TIME_CLASSES,
    at_a_time_from_served,
    at_a_time_from_started,
    class_hours,
    client_bound_ratio,
    contract_gap,
    direct_ratio,
    exceeds_contract_tolerance,
    hours_per_case,
    hours_per_case_involved,
    ratio,
    served,
    shares,
    started,
)

HOURS = st.floats(0, 60)
POSITIVE = st.floats(0.01, 1000)
PERIODS = st.sampled_from(sorted(PERIOD_WEEKS.values()))
TEN_MONTHS = 10 * 52 / 12


@st.composite
def weeks(draw):
    """The hours of some people on some tasks, some not filled in, and the class of each task."""
    people, tasks = draw(st.integers(0, 6)), draw(st.integers(0, 8))
    hours = draw(hnp.arrays(float, (people, tasks), elements=HOURS | st.just(np.nan)))
    classes = draw(hnp.arrays(int, tasks, elements=st.integers(-1, 2)))
    return hours, classes


# Where the hours go ---------------------------------------------------------------------------


@given(weeks())
def test_every_hour_is_counted_once_in_the_class_of_its_task(drawn):
    hours, classes = drawn
    expected = np.zeros((len(hours), 3))
    for person, row in enumerate(hours):
        for spent, place in zip(row, classes, strict=True):
            if place >= 0 and not np.isnan(spent):
                expected[person, place] += spent
    assert_allclose(class_hours(hours, classes), expected, rtol=1e-12)


def test_a_week_worked_out_by_hand():
    hours = [[8, 4, np.nan, 6, 100], [1, 2, 3, 4, np.nan]]
    found = class_hours(hours, [0, 1, 1, 2, -1])
    assert TIME_CLASSES == ("direct", "indirect", "non_client")
    assert_array_equal(found, [[8, 4, 6], [1, 5, 4]])


@given(weeks(), st.data())
def test_a_member_who_fills_in_two_rows_adds_as_much_to_the_team_as_with_one(drawn, data):
    hours, classes = drawn
    part = data.draw(hnp.arrays(float, hours.shape, elements=st.floats(0, 1)))
    rows = np.concatenate([hours * part, hours * (1 - part)])
    whole, split = (class_hours(h, classes).sum(axis=0) for h in (hours, rows))
    assert_allclose(split, whole, rtol=1e-9, atol=1e-9)


@given(hnp.arrays(float, (3, 4), elements=HOURS), st.sampled_from([0, 1, -1]))
def test_shares_add_up_to_1_unless_there_is_nothing_to_share(values, axis):
    found = shares(values, axis=axis)
    some = values.sum(axis=axis) > 0
    assert_allclose(found.sum(axis=axis), np.where(some, 1, np.nan), rtol=1e-12)
    assert not (found < 0).any()


def test_shares_keep_the_proportions():
    assert_allclose(shares([6, 3, 3]), [0.5, 0.25, 0.25])
    assert_allclose(shares([[6, 0], [2, 0]], axis=0), [[0.75, np.nan], [0.25, np.nan]])
    assert_allclose(shares([[6, 2], [0, 0]]), [[0.75, 0.25], [np.nan, np.nan]])


def test_a_ratio_with_an_empty_side_is_no_ratio():
    assert_allclose(ratio([6, 0, 6, 0, np.nan], [4, 4, 0, 0, 4]), [1.5, *[np.nan] * 4])


def test_client_bound_and_direct_ratio_are_two_things():
    assert float(client_bound_ratio(18, 9, 9)) == 3
    assert float(direct_ratio(18, 9)) == 2
    assert float(client_bound_ratio(18, 0, 9)) == 2
    assert np.isnan(client_bound_ratio(0, 0, 9))
    assert np.isnan(client_bound_ratio(18, 9, 0))
    assert np.isnan(direct_ratio(18, 0))
    assert np.isnan(direct_ratio(0, 9))


def test_the_gap_with_the_contract_is_a_part_of_the_contract():
    assert_allclose(contract_gap([45, 27, 36], 36), [0.25, -0.25, 0])
    assert np.isnan(contract_gap([10, np.nan, 36], [0, 36, np.nan])).all()


def test_more_than_10_percent_from_the_contract_is_told_and_10_percent_is_not():
    worked = [39.6, 39.7, 32.4, 32.3, 36, 99, np.nan]
    found = exceeds_contract_tolerance(worked, [36, 36, 36, 36, 36, 0, 36])
    assert found.dtype == bool
    assert found.tolist() == [False, True, False, True, False, False, False]


@given(st.integers(1, 400).map(lambda tenths: tenths / 10))
def test_exactly_10_percent_is_within_tolerance_for_every_contract(contract):
    assert not exceeds_contract_tolerance([contract * 1.1, contract * 0.9], contract).any()
    assert exceeds_contract_tolerance([contract * 1.1001, contract * 0.8999], contract).all()


# What a case takes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "cases", "expected"),
    [
        (24, 4, 6),  # Amersfoort, 2021 guide 2.3
        (24, 3, 8),
        (36, 28, 1.29),  # CAO Jeugdzorg
        (36, 45, 0.80),  # WWB, 2019 guide
        (36, 125, 0.288),
    ],
)
def test_hours_per_case_are_those_of_the_guides(hours, cases, expected):
    assert float(hours_per_case(hours, cases)) == pytest.approx(expected, abs=0.005)
    assert float(hours_per_case(hours, cases)) * cases == pytest.approx(hours)


def test_without_cases_there_are_no_hours_per_case():
    assert_allclose(hours_per_case([24, 24, 0], [0, 4, 4]), [np.nan, 6, 0])


def test_contacts_of_a_year_become_hours_per_week():
    # Weekly, monthly and not at all, each contact of one hour and half an hour around it
    assert_allclose(hours_per_case_involved([52, 12, 0], 1, 0.5), [1.5, 12 * 1.5 / 52, 0])
    assert float(hours_per_case_involved(26, 1.5, 2.5)) == 2
    assert np.isnan(hours_per_case_involved(26, np.nan, 1))


# Year and moment ------------------------------------------------------------------------------


def test_35_families_in_a_year_are_15_9_at_a_time_or_5_8_each_when_read_as_started():
    seen = float(at_a_time_from_served(35, TEN_MONTHS))
    assert round(seen, 1) == 15.9
    assert round(seen / 5, 1) == 3.2
    assert round(float(at_a_time_from_started(35, TEN_MONTHS)) / 5, 1) == 5.8


def test_a_diary_in_which_every_place_is_taken_anew_gives_the_same_numbers():
    duration, period, places = 20, 100, 6
    # Place p is taken anew in week p, p + 20, ...: six cases are open at any time
    begins = [p + duration * turn for p in range(places) for turn in range(-10, 10)]
    open_at = [sum(b <= week < b + duration for b in begins) for week in range(period)]
    assert set(open_at) == {places}
    starting = sum(0.5 < begin < period + 0.5 for begin in begins)
    seen = sum(begin < period + 0.5 and begin + duration > 0.5 for begin in begins)
    assert float(started(places, duration, period)) == starting
    assert float(served(places, duration, period)) == seen


@given(POSITIVE, POSITIVE, PERIODS)
def test_served_is_those_open_at_the_start_and_those_started(at_a_time, duration, period):
    assert float(served(at_a_time, duration, period)) == pytest.approx(
        at_a_time + float(started(at_a_time, duration, period))
    )


@given(POSITIVE, POSITIVE, PERIODS)
def test_from_moment_to_period_and_back_gives_the_same(at_a_time, duration, period):
    there = started(at_a_time, duration, period), served(at_a_time, duration, period)
    back = at_a_time_from_started, at_a_time_from_served
    for cases, inverse in zip(there, back, strict=True):
        assert float(inverse(cases, duration, period)) == pytest.approx(at_a_time)


def test_the_year_is_the_period_unless_told_otherwise():
    assert {"week": 1, "month": pytest.approx(13 / 3), "quarter": 13, "year": 52} == PERIOD_WEEKS
    assert float(started(10, 26)) == float(started(10, 26, PERIOD_WEEKS["year"])) == 20
    assert float(served(10, 26)) == 30
    assert float(at_a_time_from_started(20, 26)) == float(at_a_time_from_served(30, 26)) == 10
    assert float(started(10, 26, PERIOD_WEEKS["quarter"])) == 5


@pytest.mark.parametrize(
    "function", [started, served, at_a_time_from_started, at_a_time_from_served]
)
def test_cases_without_a_known_duration_have_no_year(function):
    assert np.isnan(function(10, [0, np.nan])).all()
    assert np.isnan(function(np.nan, 26))


# What cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: class_hours([[1, -1]], [0, 1]), "hours must not be negative"),
        (lambda: class_hours([1, 2], [0, 1]), r"of shape \(people, tasks\)"),
        (lambda: class_hours([[1, 2]], [0]), r"of shape \(people, tasks\)"),
        (lambda: class_hours([[1, 2]], [0, 3]), "places in TIME_CLASSES"),
        (lambda: class_hours([[1, 2]], [0, -2]), "places in TIME_CLASSES"),
        (lambda: shares([1, -1]), "values must not be negative"),
        (lambda: ratio(-1, 1), "side of a ratio must not"),
        (lambda: ratio(1, -1), "side of a ratio must not"),
        (lambda: client_bound_ratio(-1, 2, 1), "direct hours must not"),
        (lambda: client_bound_ratio(2, -1, 1), "indirect hours must not"),
        (lambda: client_bound_ratio(2, 1, -1), "side of a ratio must not"),
        (lambda: direct_ratio(-1, 1), "side of a ratio must not"),
        (lambda: contract_gap(-1, 36), "worked hours must not"),
        (lambda: contract_gap(36, -1), "contract hours must not"),
        (lambda: exceeds_contract_tolerance(36, -1), "contract hours must not"),
        (lambda: hours_per_case_involved(-1, 1, 1), "contacts per year must not"),
        (lambda: hours_per_case_involved(1, -1, 1), "direct hours must not"),
        (lambda: hours_per_case_involved(1, 1, -1), "indirect hours must not"),
        (lambda: hours_per_case(-1, 1), "hours must not"),
        (lambda: hours_per_case(1, -1), "cases must not"),
        (lambda: started(-1, 26), "cases at a time must not"),
        (lambda: started(1, -26), "duration must not"),
        (lambda: started(1, 26, 0), "period must be more than 0"),
        (lambda: served(-1, 26), "cases at a time must not"),
        (lambda: served(1, 26, -52), "period must be more than 0"),
        (lambda: at_a_time_from_started(-1, 26), "cases started must not"),
        (lambda: at_a_time_from_started(1, -26), "duration must not"),
        (lambda: at_a_time_from_served(-1, 26), "cases served must not"),
        (lambda: at_a_time_from_served(1, 26, 0), "period must be more than 0"),
    ],
)
def test_what_cannot_be_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()
