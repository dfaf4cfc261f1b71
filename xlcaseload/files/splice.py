"""Change values in a workbook and keep everything else as it is, byte for byte.

No library does this without losing something: openpyxl drops stored values, text boxes and
sparklines, others flatten rich text or refuse protected sheets. So only the ``<c>`` elements of
changed cells are written anew, and the copies of their values in charts; other members of the zip
keep even their compressed bytes. A formula keeps its formula and gets another stored value. What
the splicer does not understand it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from xlcaseload.files.addresses import cell_name
from xlcaseload.files.chart_edit import Values, edit_chart
from xlcaseload.files.markup import Attributes, decode_escapes, local_name, parse
from xlcaseload.files.package import Package
from xlcaseload.files.sheet_edit import SheetEditor
from xlcaseload.files.stored import CellValue, Stored, stored
from xlcaseload.problems import FileError, Problem

__all__ = ["CellValue", "Edits", "splice"]

Edits: TypeAlias = Mapping[str, Mapping[tuple[int, int], CellValue]]
"""Sheet name -> (row, column), from 0 -> new value; None and "" make an input cell blank."""

_CHART = re.compile(r"(?:^|/)charts/chart[0-9]*\.xml$", re.IGNORECASE)
_SIGNATURES = "_xmlsignatures/"


def splice(package: Package, edits: Edits) -> bytes:
    """The workbook with other values in some cells.

    A formula keeps its formula and its format and gets another result; a text such as ``#N/A``
    becomes the error, and None an empty text. Other cells keep their format and get a number, a
    day number, a text that never becomes a formula, or nothing. Cells that do not exist yet take
    the format of their row or column. A cell that holds the value already stays as it is.

    Args:
        package: The workbook as it is.
        edits: New values.

    Returns:
        The bytes of the changed workbook; the original bytes where nothing changes.

    Raises:
        FileError: The file is signed or built in a way that cannot be changed safely, a sheet has
            no cells, or a value does not fit in a cell.
        KeyError: There is no sheet of that name.
        ValueError: There is no cell at such a row and column.
        TypeError: A value is of a type that no cell can hold.
    """
    wanted = [(package.sheet(name), cells) for name, cells in edits.items() if cells]
    if not wanted:
        return package.data
    if any(part.startswith(_SIGNATURES) for part in package.part_names):
        expected = "een werkmap zonder handtekening; een wijziging zou die ongeldig maken"
        raise FileError(Problem(package.name, "een werkmap met digitale handtekening", expected))
    shared_text = _shared_texts(package)
    contents: dict[str, bytes] = {}
    values: dict[tuple[str, int, int], Stored] = {}
    for sheet, cells in wanted:
        editor = SheetEditor(
            contents.get(sheet.part) or package.read(sheet.part),
            package.name,
            sheet.name,
            counts_from_1904=package.counts_from_1904,
            shared_text=shared_text,
        )
        contents[sheet.part] = editor.edit(cells)
        changed_cells = {place: cells[place] for place in editor.changed}
        values |= _chart_values(package, sheet.name, changed_cells)
    for part in package.part_names:
        if values and _CHART.search(part):
            contents[part] = edit_chart(package.read(part), package.name, values, _names(package))
    changed = {part: new for part, new in contents.items() if new != package.read(part)}
    return package.archive.with_contents(changed) if changed else package.data


def _chart_values(
    package: Package, sheet: str, cells: Mapping[tuple[int, int], CellValue]
) -> Values:
    """New values as charts look them up; "" in a cell without a formula is a blank."""
    formulas = package.formula_cells(sheet)
    found = {}
    for (row, column), value in cells.items():
        new = stored(value, counts_from_1904=package.counts_from_1904)
        is_blank = not new.text and cell_name(row, column) not in formulas
        found[sheet.casefold(), row, column] = Stored("str", None) if is_blank else new
    return found


def _names(package: Package) -> Callable[[str], str | None]:
    """How a chart's range by name finds its cells; names are the same in any letter case."""
    texts = {name.casefold(): text for name, text in package.defined_names.items()}
    return lambda name: texts.get(name.casefold())


def _shared_texts(package: Package) -> Callable[[int], str | None]:
    """The workbook's list of texts, parsed when it is asked for the first time."""
    texts: list[str] = []

    def text(number: int) -> str | None:
        if not texts:
            texts.extend(_read_shared_texts(package))
        return texts[number] if number < len(texts) else None

    return text


def _read_shared_texts(package: Package) -> list[str]:
    for relation in package.relations(package.workbook_part):
        if relation.type.endswith("/sharedStrings") and not relation.external:
            reader = _TextReader()
            parse(
                package.read(relation.target),
                package.name,
                start=reader.start,
                end=reader.end,
                text=reader.text,
            )
            return reader.texts
    return []


class _TextReader:
    """Handlers that gather texts without their format and without phonetic hints."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_hint = False

    def start(self, name: str, _: Attributes) -> None:
        local = local_name(name)
        self._is_hint = self._is_hint or local == "rPh"
        self._is_text = local == "t" and not self._is_hint

    def end(self, name: str) -> None:
        local = local_name(name)
        self._is_text = False
        if local == "rPh":
            self._is_hint = False
        elif local == "si":
            self.texts.append(decode_escapes("".join(self._pieces)))
            self._pieces = []

    def text(self, piece: str) -> None:
        if self._is_text:
            self._pieces.append(piece)
