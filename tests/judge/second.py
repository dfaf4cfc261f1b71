"""A second opinion without installing anything: the numbers according to ironcalc.

It knows structured references, but not the Dutch locale, and it computes array formulas
wrongly without saying so. So it is asked about numbers and booleans in ordinary formulas, and
an error of its own counts as "cannot tell". LibreOffice remains the judge.
"""

from collections.abc import Sequence
from pathlib import Path

import ironcalc

from judge.formulas import Difference, Verdict, formula_cells, same
from judge.libreoffice import read_values


def second_opinion(paths: Sequence[Path]) -> Verdict:
    """Hold stored numbers against ironcalc; `formulas` counts the cells it could judge.

    A cell that depends on an array formula differs when ironcalc had that one wrong: look at
    the first difference first.
    """
    counts: dict[Path, int] = {}
    found: list[Difference] = []
    for path in paths:
        # Of the languages that ironcalc knows, German writes numbers as Dutch does.
        model = ironcalc.load_from_xlsx(str(path), "de", "Europe/Amsterdam")
        model.evaluate()
        names = [sheet["name"] for sheet in model.get_worksheets_properties()]
        stored = read_values(path)
        counts[path] = 0
        for sheet, cells in formula_cells(path).items():
            for cell, formula in cells.items():
                if formula.startswith("{"):
                    continue
                value = _value(model, names.index(sheet), cell)
                if not isinstance(value, bool | int | float):
                    continue
                counts[path] += 1
                if not same(stored[sheet].get(cell), value):
                    one = stored[sheet].get(cell)
                    found.append(Difference(path, sheet, cell, formula, one, value))
    return Verdict(counts, found)


def _value(model: ironcalc.Model, sheet: int, cell: str) -> object:
    letters = cell.rstrip("0123456789")
    column = ironcalc.column_number_from_name(letters)
    return model.get_cell_value(sheet, int(cell[len(letters) :]), column)
