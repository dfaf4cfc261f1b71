"""The rows as a table to read (Markdown) and as data."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks.measure import Row

_HEADER = ("what", "median (min..max)", "peer", "its median", "ratio", "target", "reached")
_PACKAGES = ("xlcaseload", "XlsxWriter", "python-calamine", "openpyxl", "pandas", "click", "numpy")
_RIGHT = {1, 3, 4}


def as_text(rows: Sequence[Row]) -> str:
    """The table, with the machine below it."""
    lines = [_HEADER, *map(_cells, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADER))]
    rule = tuple(
        "-" * (width - 1) + (":" if place in _RIGHT else "-") for place, width in enumerate(widths)
    )
    table = "\n".join(_line(line, widths) for line in (_HEADER, rule, *lines[1:]))
    machine = ", ".join(f"{name} {value}" for name, value in _machine().items())
    return f"{table}\n\n{machine}"


def as_dict(rows: Iterable[Row], *, quick: bool) -> dict[str, Any]:
    """All measurements and what follows from them."""
    return {
        "quick": quick,
        "machine": _machine(),
        "rows": [
            {
                "what": row.subject,
                "unit": row.unit,
                "median": row.value,
                "min": min(row.values),
                "max": max(row.values),
                "peer": row.peer,
                "peer_median": median(row.peers),
                "ratio": row.ratio,
                "ratio_min": min(row.ratios),
                "ratio_max": max(row.ratios),
                "target": str(row.target) if row.target else None,
                "reached": row.reached,
                "rounds": len(row.values),
            }
            for row in rows
        ],
    }


def _cells(row: Row) -> tuple[str, ...]:
    spread = f"({_number(min(row.values))}..{_number(max(row.values))})"
    reached = {None: "", True: "yes", False: "no"}[row.reached]
    return (
        row.subject,
        f"{_number(row.value)} {row.unit} {spread}",
        row.peer,
        f"{_number(median(row.peers))} {row.unit}",
        f"{row.ratio:.2f}",
        str(row.target) if row.target else "",
        reached,
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.rjust(width) if place in _RIGHT else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(aligned)} |"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def _machine() -> dict[str, str]:
    """What the figures hold for."""
    packages = {name: version(name) for name in _PACKAGES}
    return {
        "Python": platform.python_version(),
        "on": f"{platform.system()} {platform.machine()} with {os.cpu_count()} cores",
        **packages,
    }
