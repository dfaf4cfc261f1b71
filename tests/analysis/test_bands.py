"""A band says how many cases fit: at least if all are heavy, at most if all are light.

Independent judge: fitting cases into the hours one by one, in whole numbers of cases.
"""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from xlcaseload.analysis.bands import (
    HOURS_PER_FTE,
    Band,
    band,
    case_hours,
    deviation,
    deviations,
    mean_case_hours,
    measured_levels,
    position,
)

CASE = st.floats(0.05, 12)
CONTRACT = st.floats(1, 40)
SHARE = st.floats(0, 0.95)


@st.composite
def levels(draw):
    """Hours per case from light to heavy, and the part of the cases that is of each level."""
    count = draw(st.integers(1, 5))
    hours = sorted(draw(st.lists(CASE, min_size=count, max_size=count)))
    cases = draw(st.lists(st.integers(0, 30), min_size=count, max_size=count).filter(any))
    return np.array(hours), np.array(cases) / sum(cases)


def numbers(found: Band) -> list[float]:
    return [found.lower, found.mix, found.upper]


# The band -------------------------------------------------------------------------------------


def test_a_band_worked_out_by_hand():
    # 36 hours of which a third is not for clients: 24 hours for cases of 1, 2 and 4 hours
    hours = float(case_hours(36, 1 / 3))
    mean = float(mean_case_hours([1, 2, 4], [0.5, 0.25, 0.25]))
    assert (hours, mean) == (pytest.approx(24), 2)
    assert numbers(band(1, 4, hours, mean)) == pytest.approx([6, 12, 24])


def test_amersfoort_3_to_4_families_in_24_hours():
    found = band(light=6, heavy=8, available_hours=24)
    assert (found.lower, found.upper) == (3, 4)
    assert isnan(found.mix)


@pytest.mark.parametrize(("hours_each", "cases"), [(36 / 28, 28), (0.80, 45), (0.288, 125)])
def test_reference_figures_come_back_as_cases_in_36_hours(hours_each, cases):
    found = band(hours_each, hours_each, HOURS_PER_FTE, hours_each)
    assert numbers(found) == pytest.approx([cases] * 3)


def test_the_mix_is_what_fits_and_not_the_middle_of_the_bounds():
    # Half light (1 hour), half heavy (3 hours): in 36 hours fit 9 of each
    mean = float(mean_case_hours([1, 3], [0.5, 0.5]))
    found = band(1, 3, 36, mean)
    assert found.mix == 18 == 2 * 36 / (1 + 3)
    assert found.mix < (found.lower + found.upper) / 2 == 24


@given(levels(), CONTRACT, SHARE)
def test_the_mix_lies_within_the_bounds(drawn, contract, non_client):
    hours, parts = drawn
    available = float(case_hours(contract, non_client))
    found = band(hours[0], hours[-1], available, float(mean_case_hours(hours, parts)))
    assert found.lower <= found.mix <= found.upper


@given(CASE, st.floats(0, 5), CONTRACT, SHARE, st.floats(0.1, 10))
def test_a_band_is_linear_in_the_hours_of_the_contract(light, more, contract, non_client, times):
    def of(hours: float) -> Band:
        return band(light, light + more, float(case_hours(hours, non_client)), light + more / 2)

    found = numbers(of(contract * times))
    assert_allclose(found, numbers(of(contract).scaled(contract, contract * times)), rtol=1e-12)
    assert_allclose(found, [times * number for number in numbers(of(contract))], rtol=1e-12)


@given(st.floats(0.1, 100), CONTRACT, CONTRACT)
def test_scaling_there_and_back_gives_the_same_band(lower, first, second):
    start = Band(lower, lower * 1.2, lower * 2)
    back = start.scaled(first, second).scaled(second, first)
    assert_allclose(numbers(back), numbers(start), rtol=1e-12)


def test_24_hours_become_a_full_contract():
    found = Band(3, nan, 4).scaled(24, HOURS_PER_FTE)
    assert (found.lower, found.upper) == (4.5, 6)
    assert isnan(found.mix)


def test_an_adjustment_moves_bounds_and_mix_alike():
    assert numbers(Band(10, 12, 20).adjusted(-0.10)) == pytest.approx([9, 10.8, 18])
    assert numbers(Band(10, 12, 20).adjusted(0.25)) == pytest.approx([12.5, 15, 25])
    assert Band(10, 12, 20).adjusted(0) == Band(10, 12, 20)


def test_what_is_not_known_gives_no_bound_and_no_error():
    assert_allclose(numbers(band(nan, 4, 24, 2)), [6, nan, nan])
    assert_allclose(numbers(band(1, nan, 24, 2)), [nan, nan, 24])
    assert_allclose(numbers(band(1, 4, nan, 2)), [nan] * 3)
    assert_allclose(case_hours([36, nan, 36], [0.25, 0.25, nan]), [27, nan, nan])


def test_a_mean_that_rounding_puts_just_past_a_bound_is_that_bound():
    assert band(1, 3, 36, 1 - 1e-12).mix == 36
    assert band(1, 3, 36, 3 + 1e-12).mix == 12


# Hours per level ------------------------------------------------------------------------------


def test_mean_hours_of_several_roles_at_once():
    parts = [[0.5, 0.25, 0.25], [0, 0, 1], [nan, 0.5, 0.5]]
    assert_allclose(mean_case_hours([1, 2, 4], parts), [2, 4, nan])


@given(levels(), CASE)
def test_measured_levels_have_the_measured_mean_and_the_old_proportions(drawn, mean):
    weights, parts = drawn
    found = measured_levels(weights, parts, mean)
    assert float(mean_case_hours(found, parts)) == pytest.approx(mean)
    assert_allclose(found / found[0], weights / weights[0], rtol=1e-9)


def test_measured_levels_worked_out_by_hand():
    # Weights 1, 2, 4 have a mean of 2 in this mix; a measured 3 hours makes each half as much more
    parts = [0.5, 0.25, 0.25]
    assert_allclose(measured_levels([1, 2, 4], parts, 3), [1.5, 3, 6])
    assert_allclose(measured_levels([1, 2, 4], [parts, parts], [3, nan])[:, 0], [1.5, nan])


# Inside, below, above -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lower", "upper", "below", "inside", "above"),
    [
        (5, 10, 4, 7, 11),  # intensive cases of who directs
        (8, 20, 7, 15, 21),  # active cases of a Wmo-consulent
        (30, 50, 29, 40, 51),  # and the inactive ones
    ],
)
def test_position_in_the_bands_of_step_4a(lower, upper, below, inside, above):
    assert position(below, lower, upper) == "below"
    assert position(above, lower, upper) == "above"
    for value in (lower, inside, upper):
        assert position(value, lower, upper) == "inside"


def test_where_something_is_not_known_there_is_no_position_and_no_deviation():
    for value, lower, upper in [(nan, 5, 10), (7, nan, 10), (7, 5, nan), (99, nan, 10)]:
        assert position(value, lower, upper) is None
        assert isnan(deviation(value, lower, upper))


def test_deviation_is_a_part_of_the_bound_that_is_past():
    assert deviation(12, 5, 10) == pytest.approx(0.2)
    assert deviation(4, 5, 10) == pytest.approx(-0.2)
    assert [deviation(value, 5, 10) for value in (5, 7, 10)] == [0, 0, 0]


def test_a_bound_of_0_has_no_parts():
    assert isnan(deviation(3, 0, 0))
    assert deviation(3, 0, 5) == 0 == deviation(0, 0, 0)
    assert deviation(6, 0, 5) == pytest.approx(0.2)
    assert position(3, 0, 0) == "above"


def test_rounding_puts_no_value_outside_its_own_bound():
    assert position(0.1 + 0.2, 0.1, 0.3) == "inside"
    assert deviation(0.1 + 0.2, 0.1, 0.3) == 0
    assert position(0.3, 0.1 + 0.2, 1) == "inside"
    assert deviation(0.3, 0.1 + 0.2, 1) == 0
    assert position(0.3 + 1e-6, 0.1, 0.3) == "above"
    assert position(0.3 - 1e-6, 0.3, 1) == "below"


@given(st.floats(0, 100), st.floats(0.1, 50), st.floats(0, 50))
def test_position_and_deviation_tell_the_same_story(value, lower, width):
    found = deviation(value, lower, lower + width)
    assert (
        position(value, lower, lower + width)
        == {-1: "below", 0: "inside", 1: "above"}[int(np.sign(found))]
    )
    assume(found)
    past = lower if found < 0 else lower + width
    assert past * (1 + found) == pytest.approx(value)


def test_every_month_and_role_has_its_own_deviation():
    found = deviations([[12, 4], [7, nan]], [5, 8], [10, 20])
    assert_allclose(found, [[0.2, -0.5], [0, nan]])


# What cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: case_hours(-1, 0.2), "contract hours must not be negative"),
        (lambda: case_hours(36, -0.1), "non-client share must lie between 0 and 1"),
        (lambda: case_hours(36, 1.1), "non-client share must lie between 0 and 1"),
        (lambda: band(0, 2, 24), "hours per case must be more than 0"),
        (lambda: band(-1, 2, 24), "hours per case must be more than 0"),
        (lambda: band(1, 2, 24, 0), "hours per case must be more than 0"),
        (lambda: band(1, 2, 0), "hours available for cases must be more than 0"),
        (lambda: band(1, 2, -24), "hours available for cases must be more than 0"),
        (lambda: band(2, 1, 24), "a heavy case must not take fewer hours"),
        (lambda: band(1, 2, 24, 0.99), "must lie between those of light and heavy"),
        (lambda: band(1, 2, 24, 2.01), "must lie between those of light and heavy"),
        (lambda: Band(1, 2, 3).adjusted(-1), "must leave something"),
        (lambda: Band(1, 2, 3).scaled(0, 36), "contract hours of a band must be more than 0"),
        (lambda: Band(1, 2, 3).scaled(24, 0), "contract hours of a band must be more than 0"),
        (lambda: mean_case_hours([1, -2], [0.5, 0.5]), "hours per case must not be negative"),
        (lambda: mean_case_hours([1, 2], [0.5, 0.499999]), "must add up to 1"),
        (lambda: mean_case_hours([1, 2], [0.5, 0.500001]), "must add up to 1"),
        (lambda: mean_case_hours([1, 2], [-0.5, 1.5]), "must lie between 0 and 1"),
        (lambda: measured_levels([0, 2], [0.5, 0.5], 1), "weights of levels must be more than 0"),
        (lambda: measured_levels([1, 2], [0.5, 0.6], 1), "must add up to 1"),
        (lambda: measured_levels([1, 2], [0.5, 0.5], -1), "measured hours per case must not"),
        (lambda: position(-1, 5, 10), "held against a band must not be negative"),
        (lambda: position(7, 10, 5), "lower bound must not lie above"),
        (lambda: deviation(-1, 5, 10), "held against a band must not be negative"),
        (lambda: deviation(7, -5, 10), "a bound must not be negative"),
        (lambda: deviation(7, 5, -10), "a bound must not be negative"),
        (lambda: deviation(7, 10, 5), "lower bound must not lie above"),
    ],
)
def test_what_cannot_be_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()
