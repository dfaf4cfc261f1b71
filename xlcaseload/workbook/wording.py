"""Small texts that formulas make, and the very same texts made in Python.

A formula that writes a number into a sentence must give the same text in every language of
Excel, and Python must know it beforehand: each pair stands here together.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def one_decimal(value: float) -> str:
    """A number as Dutch text with one decimal, rounded as spreadsheets do: half away from zero.

    Spreadsheets round the number as it shows in 15 digits, so 4.35 gives "4,4" although the
    binary number lies just below it.
    """
    return _fixed(value, "0.1")


def two_decimals(value: float) -> str:
    """As :func:`one_decimal`, with two decimals."""
    return _fixed(value, "0.01")


def _fixed(value: float, unit: str) -> str:
    rounded = Decimal(f"{value:.15g}").quantize(Decimal(unit), ROUND_HALF_UP)
    return str(rounded + 0).replace(".", ",")


def one_decimal_formula(expression: str) -> str:
    """The formula that gives :func:`one_decimal` of ``expression`` in every language."""
    return f'SUBSTITUTE(FIXED(ROUND({expression},1),1,TRUE),".",",")'


def two_decimals_formula(expression: str) -> str:
    """The formula that gives :func:`two_decimals` of ``expression`` in every language."""
    return f'SUBSTITUTE(FIXED(ROUND({expression},2),2,TRUE),".",",")'


def counted(number: int, one: str, many: str) -> str:
    """``1 lid``, ``2 leden``."""
    return f"{number} {one if number == 1 else many}"


def counted_formula(expression: str, one: str, many: str) -> str:
    """The formula that gives :func:`counted` of ``expression``."""
    return f'{expression}&IF({expression}=1," {one}"," {many}")'
