"""Numbers in sentences read the same in Python and in a spreadsheet, in every language."""

from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter
from judge.libreoffice import recalculate

from xlcaseload.workbook.wording import (
    counted,
    counted_formula,
    one_decimal,
    one_decimal_formula,
    two_decimals,
    two_decimals_formula,
)

MEANS = sorted({total / n for n in range(1, 41) for total in range(n, 5 * n + 1)})
AGREEMENTS = [-1.0, -0.125, -0.005, -0.001, 0.0, 0.005, 0.015, 0.4375, 0.995, 1.0]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("woorden") / "getallen.xlsx"
    book = xlsxwriter.Workbook(path)
    target = book.add_worksheet("Getallen")
    for row, value in enumerate(MEANS):
        target.write_number(row, 0, value)
        target.write_formula(row, 1, "=" + one_decimal_formula(f"A{row + 1}"))
    for row, value in enumerate(AGREEMENTS):
        target.write_number(row, 3, value)
        target.write_formula(row, 4, "=" + two_decimals_formula(f"D{row + 1}"))
    for row, number in enumerate((0, 1, 2)):
        target.write_formula(row, 6, "=" + counted_formula(str(number), "lid", "leden"))
    book.close()
    return path


@pytest.mark.parametrize("locale", ["nl-NL", "en-US"])
def test_sentences_give_the_same_text_in_every_language(sheet, locale):
    values = recalculate([sheet], locale=locale)[sheet]["Getallen"]
    for row, mean in enumerate(MEANS, 1):
        assert values[f"B{row}"] == one_decimal(mean), mean
    for row, agreement in enumerate(AGREEMENTS, 1):
        assert values[f"E{row}"] == two_decimals(agreement), agreement
    assert [values[f"G{row}"] for row in (1, 2, 3)] == [
        counted(number, "lid", "leden") for number in (0, 1, 2)
    ]


def test_rounding_never_swaps_two_means():
    for low, high in pairwise(MEANS):
        assert float(one_decimal(low).replace(",", ".")) <= float(
            one_decimal(high).replace(",", ".")
        )


def test_ties_round_away_from_zero_as_in_a_spreadsheet():
    assert one_decimal(4.25) == "4,3"
    assert one_decimal(4.35) == "4,4"  # the binary number lies just below the tie
    assert two_decimals(-0.005) == "-0,01"
    assert two_decimals(-0.001) == "0,00"
