"""What people put where a cross belongs: a cross, a digit, a tick, or something else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcaseload.files.sheets import NOT_CALCULATED, CellError
from xlcaseload.forms.marks import MarkReading, read_mark
from xlcaseload.team import ANSWERS, NOT_APPLICABLE


@pytest.mark.parametrize("value", [None, "", " ", "\t", "\n ", "\xa0"])
@pytest.mark.parametrize("meaning", ANSWERS)
def test_an_empty_cell_or_one_with_only_spaces_is_no_mark(value, meaning):
    assert read_mark(value, meaning) is None


@pytest.mark.parametrize("value", ["x", "X", " x ", "x\n"])
@pytest.mark.parametrize("meaning", ANSWERS)
def test_a_cross_marks_its_column_to_the_letter(value, meaning):
    assert read_mark(value, meaning) == MarkReading(True)


@pytest.mark.parametrize("value", ["×", "✓", "✔", "☒", "V", "v", "xx", "ja", "JA", "*", "•"])
@pytest.mark.parametrize("meaning", ANSWERS)
def test_a_tick_or_another_sign_is_taken_as_a_cross_and_said_so(value, meaning):
    assert read_mark(value, meaning) == MarkReading(True, lenient=f'"{value}"')


@pytest.mark.parametrize("meaning", [1, 2, 3, 4, 5])
def test_the_digit_of_its_own_column_marks_it_to_the_letter(meaning):
    assert read_mark(meaning, meaning) == MarkReading(True)
    assert read_mark(float(meaning), meaning) == MarkReading(True)


@pytest.mark.parametrize("text", ["4", "4,0", "4.0", " 4 ", "+4"])
def test_a_digit_stored_as_text_is_taken_and_said_so(text):
    assert read_mark(text, 4) == MarkReading(True, lenient=f'"{text}"')


@given(st.integers(1, 5), st.integers(-3, 9))
def test_a_digit_of_another_column_marks_nothing(meaning, digit):
    reading = read_mark(float(digit), meaning)
    if digit != meaning:
        assert reading == MarkReading(False, found=str(digit))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.5, "3,5"),
        (6, "6"),
        ("6", '"6"'),
        ("3,5", '"3,5"'),
        ("4,,0", '"4,,0"'),
        ("3-4", '"3-4"'),
        ("weet niet", '"weet niet"'),
        ("n.v.t.", '"n.v.t."'),
        ("0" * 50, '"' + "0" * 39 + '…"'),
        (CellError("#N/A"), "de fout #N/A"),
        (NOT_CALCULATED, "een formule zonder uitkomst"),
        (date(2026, 4, 1), "2026-04-01"),
        (False, "ONWAAR"),
    ],
)
def test_anything_else_is_named_as_it_stands_and_marks_nothing(value, shown):
    assert read_mark(value, 4) == MarkReading(False, found=shown)


def test_true_is_a_mark_and_not_the_number_1():
    assert read_mark(True, 1) == MarkReading(True, lenient="WAAR")
    assert read_mark(True, 5) == MarkReading(True, lenient="WAAR")


@pytest.mark.parametrize("value", ["n.v.t", "nvt", "NVT", "n v t", "n/a", "niet van toepassing"])
def test_the_spellings_of_not_applicable_are_taken_in_their_own_column(value):
    assert read_mark(value, NOT_APPLICABLE) == MarkReading(True, lenient=f'"{value}"')
    assert read_mark(value, 3) == MarkReading(False, found=f'"{value}"')


def test_not_applicable_written_out_is_to_the_letter():
    assert read_mark("n.v.t.", NOT_APPLICABLE) == MarkReading(True)


def test_a_digit_in_the_column_for_not_applicable_marks_nothing():
    assert read_mark(4.0, NOT_APPLICABLE) == MarkReading(False, found="4")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates()))
def test_whatever_stands_there_is_either_a_mark_or_named(value):
    for meaning in ANSWERS:
        reading = read_mark(value, meaning)
        assert reading is None or reading.marked != bool(reading.found)
