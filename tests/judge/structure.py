"""The file itself, as strict readers see it: parts, tables, formulas, where the cursor is."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import python_calamine
from openpyxl.utils import get_column_letter

from judge.charts import ChartReference as ChartReference
from judge.charts import assert_chart_caches as assert_chart_caches
from judge.charts import assert_charts_have_alt_text as assert_charts_have_alt_text
from judge.charts import chart_references as chart_references
from judge.charts import charts_of_sheets as charts_of_sheets
from judge.libreoffice import read_values
from judge.package import MAIN, Box, Package, box

_ERRORS = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)")
_FUNCTION = re.compile(r"(?<![\w.])((?:_xl\w+\.)*[A-Z][A-Z0-9.]*)\(")
_QUOTED = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[[^\[\]]*\]")
_TABLE_NAME = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*C\d*|R|C", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def assert_opens_cleanly(path: Path) -> None:
    """Assert that strict readers open the file: whole parts, no dangling links, no warnings."""
    package = Package(path)
    for part in package.parts:
        if part.endswith((".xml", ".rels", ".vml")):
            package.tree(part)
    _assert_links(package)
    _assert_content_types(package)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Newer features such as data bars are sound; openpyxl only says that it drops them.
        warnings.filterwarnings("ignore", message=".*extension is not supported.*")
        openpyxl.load_workbook(path).close()
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        assert book.sheet_names == list(package.sheets), f"{path.name}: {book.sheet_names}"
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def _assert_links(package: Package) -> None:
    sources = [""] + [part for part in package.parts if not part.endswith(".rels")]
    for source in sources:
        for link in package.links(source):
            known = link.external or link.target in package.parts
            assert known, f"{package.path.name}: {source} points to missing {link.target}"


def _assert_content_types(package: Package) -> None:
    root = package.tree("[Content_Types].xml")
    endings = {element.get("Extension", "").lower() for element in root}
    named = {element.get("PartName", "").lstrip("/") for element in root} - {""}
    missing = named - package.parts.keys()
    assert not missing, f"{package.path.name}: content types without a part: {missing}"
    for part in package.parts.keys() - {"[Content_Types].xml"}:
        known = part in named or part.rpartition(".")[2].lower() in endings
        assert known, f"{package.path.name}: {part} has no content type"


@dataclass(frozen=True)
class Table:
    """A table as its part describes it; rows and columns are 1-based and inclusive."""

    name: str
    sheet: str
    reference: str
    headers: tuple[str, ...]
    has_totals: bool

    @property
    def box(self) -> Box:
        """Return the corners of the table."""
        return box(self.reference)

    def meets(self, other: Box) -> bool:
        """Tell whether a range has a cell in common with the table."""
        left, top, right, bottom = self.box
        return left <= other[2] and other[0] <= right and top <= other[3] and other[1] <= bottom


def tables(path: Path) -> list[Table]:
    """Return the tables of a workbook, sheet by sheet."""
    package = Package(path)
    return [
        Table(
            root.get("displayName", ""),
            sheet,
            root.get("ref", ""),
            tuple(_unescaped(column.get("name", "")) for column in root.iter(_COLUMN)),
            root.get("totalsRowCount", "0") != "0",
        )
        for sheet, part in package.sheets.items()
        for root in map(package.tree, package.linked(part, "table"))
    ]


_COLUMN = f"{MAIN}tableColumn"


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def assert_tables_well_formed(path: Path) -> int:
    """Assert what Excel demands of tables, or it "repairs" the file; return how many there are.

    Headers are unique (whatever the case), not empty and the same as in the cells; there is at
    least one data row; names are valid and unique; tables do not overlap.
    """
    found = tables(path)
    values = read_values(path)
    faults: list[str] = []
    for number, table in enumerate(found):
        left, top, right, bottom = table.box
        where = f"{table.sheet}!{table.name}"
        folded = [header.casefold() for header in table.headers]
        if len(set(folded)) != len(folded):
            faults.append(f"{where}: headers are not unique: {table.headers}")
        if not all(header.strip() for header in table.headers):
            faults.append(f"{where}: an empty header")
        if len(table.headers) != right - left + 1:
            faults.append(f"{where}: {len(table.headers)} headers for {table.reference}")
        shown = tuple(
            values[table.sheet].get(f"{get_column_letter(column)}{top}")
            for column in range(left, right + 1)
        )
        if shown != table.headers:
            faults.append(f"{where}: cells say {shown}, table says {table.headers}")
        if bottom - top - table.has_totals < 1:
            faults.append(f"{where}: no data row in {table.reference}")
        if not _TABLE_NAME.fullmatch(table.name) or _LOOKS_LIKE_CELL.fullmatch(table.name):
            faults.append(f"{where}: not a valid name")
        for other in found[:number]:
            if other.sheet == table.sheet and table.meets(other.box):
                faults.append(f"{where}: overlaps {other.name}")
    names = [table.name.casefold() for table in found] + list(_defined_names(Package(path)))
    faults += [f"{name}: more than one table or name" for name in _repeated(names)]
    assert not faults, f"{path.name}:\n" + "\n".join(faults)
    return len(found)


def _defined_names(package: Package) -> Iterator[str]:
    """Yield the names of the whole workbook, in lower case."""
    for element in package.tree("xl/workbook.xml").iter(f"{MAIN}definedName"):
        if element.get("localSheetId") is None:
            yield element.get("name", "").casefold()


def _repeated(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def assert_no_merged_cells_in_tables(path: Path) -> None:
    """Assert that no merged range touches a table: Excel could no longer sort or filter it."""
    package = Package(path)
    faults = [
        f"{table.sheet}!{merged.get('ref')} in {table.name}"
        for table in tables(path)
        for merged in package.tree(package.sheets[table.sheet]).iter(f"{MAIN}mergeCell")
        if table.meets(box(merged.get("ref", "")))
    ]
    assert not faults, f"{path.name}: merged cells: " + "; ".join(faults)


def assert_no_formula_errors_in_parts(path: Path) -> int:
    """Assert that no formula in any part is broken; return how many were looked at.

    Looks at cells, names, validations, conditional formats, tables and charts: no `#REF!` and
    the like, no structured reference where Excel refuses one, no `=` at the start, no link to
    another workbook, and not longer than Excel allows.
    """
    package = Package(path)
    faults = []
    formulas = package.formulas()
    for part, tag, text in formulas:
        bare = re.sub(r"\"(?:[^\"]|\"\")*\"", '""', text)
        if _ERRORS.search(bare):
            faults.append(f"{part} <{tag}> holds an error: {text}")
        if text.startswith("="):
            faults.append(f"{part} <{tag}> starts with '=': {text}")
        cell = tag == "f" and part.startswith("xl/worksheets/")
        if not (cell or tag in _STRUCTURED) and "[" in bare:
            faults.append(f"{part} <{tag}> may not hold a structured reference: {text}")
        if re.search(r"\[\d+\]|\.xls[xm]?\]", bare):
            faults.append(f"{part} <{tag}> points to another workbook: {text}")
        if len(text) > (255 if tag in {"formula1", "formula2"} else 8192):
            faults.append(f"{part} <{tag}> is too long for Excel: {text[:80]}...")
    assert not faults, f"{path.name}:\n" + "\n".join(faults)
    return len(formulas)


_STRUCTURED = {"definedName", "calculatedColumnFormula", "totalsRowFormula"}


def formula_functions(path: Path) -> set[str]:
    """Return the functions that formulas use, with their prefix such as `_xlfn.STDEV.S`."""
    return {
        name
        for _, _, text in Package(path).formulas()
        for name in _FUNCTION.findall(_QUOTED.sub("", text))
    }


def assert_cursor_home(path: Path) -> None:
    """Assert that a user starts at the beginning.

    The first visible sheet is open and the only one selected, no sheet is scrolled, and the
    cursor is on A1 or on a cell that may be filled in.
    """
    package = Package(path)
    book = package.tree("xl/workbook.xml")
    states = [sheet.get("state", "visible") for sheet in book.iter(f"{MAIN}sheet")]
    first = states.index("visible")
    window = next(book.iter(f"{MAIN}workbookView"), None)
    active = int(window.get("activeTab", "0")) if window is not None else 0
    assert active == first, f"{path.name} opens on sheet {active + 1} instead of {first + 1}"
    workbook = openpyxl.load_workbook(path)
    faults = []
    for number, sheet in enumerate(workbook.worksheets):
        view = sheet.sheet_view
        if bool(view.tabSelected) != (number == first):
            faults.append(f"{sheet.title}: selected is {bool(view.tabSelected)}")
        if view.topLeftCell not in (None, "A1"):
            faults.append(f"{sheet.title}: scrolled to {view.topLeftCell}")
        # Of a frozen sheet, the pane with the cursor counts.
        pane = view.pane.activePane if view.pane is not None else None
        cells = [one.activeCell for one in view.selection if pane is None or one.pane == pane]
        for cell in cells:
            if cell not in (None, "A1") and sheet[cell].protection.locked:
                faults.append(f"{sheet.title}: the cursor is on locked {cell}")
    workbook.close()
    assert not faults, f"{path.name}:\n" + "\n".join(faults)
